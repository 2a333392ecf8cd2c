#include <qaidam/civic/county.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <filesystem>
#include <set>
#include <thread>

#include <qaidam/civic/codes.hpp>

#include "feed_parts.hpp"

namespace qaidam::civic {
namespace {

using enum cell_kind;
constexpr column county_columns[] = {
    {"county_id", identity}, {"name", needed}, {"name_en", descriptive, presence::optional}};
constexpr column member_columns[] = {{"community_id", identity},
                                     {"name", descriptive, presence::optional},
                                     {"name_en", descriptive, presence::optional},
                                     {"folder", needed}};
constexpr table_layout county_table{"county.csv", presence::required, county_columns};
constexpr table_layout member_table{"communities.csv", presence::required, member_columns};

constexpr char key_separator = '/';

/// Within the county's own folder, wherever that is read.
bool is_inner_folder(std::string_view folder) {
    if (folder.starts_with(key_separator) || folder.ends_with(key_separator) ||
        folder.find_first_of("\\:") != std::string_view::npos)
        return false;
    while (!folder.empty()) {
        const auto slash = folder.find(key_separator);
        const auto part = folder.substr(0, slash);
        if (part.empty() || part == "." || part == "..") return false;
        folder = slash == std::string_view::npos ? std::string_view{} : folder.substr(slash + 1);
    }
    return true;
}

/// A community of the list, what became of its feed, and the row that names it.
struct reading {
    county_member member;
    location where;
    notices said;
};

class county_loader {
public:
    county_loader(const feed_files& files, const county_options& o)
        : files_{files},
          options_{o},
          out_{o.notices_per_code} {}

    loaded<county> load() {
        if (!files_.exists()) {
            out_.add(qaidam::codes::missing_folder, {}, {files_.path()});
            throw data_error{out_};
        }
        read_identity();
        b_.departments = detail::read_departments(files_, out_);
        list_members();
        if (out_.count(severity::fatal) > 0) throw data_error{out_};
        read_members();
        for (auto& r : readings_) take(r);
        refuse_errors(out_, options_.policy);
        return {std::move(b_).build(), std::move(out_)};
    }

private:
    void read_identity() {
        bool found = false;
        const bool readable = read_table(files_, county_table, out_, [&](record& r) {
            if (found) return r.complain(codes::several_counties, "county_id");
            county_identity i{.key = r.key("county_id"), .name = r.name()};
            if (!r.ok()) return;
            b_.identity = std::move(i);
            found = true;
        });
        if (!found && readable) out_.add(codes::no_county, {.file = std::string{county_table.file}});
    }

    void list_members() {
        registry<community_id, county_member> known;
        read_table(files_, member_table, out_, [&](record& r) {
            county_member m{.key = community_key{r.key("community_id")},
                            .folder = r.text("folder"),
                            .name = {std::string{r.cell("name")}, std::string{r.cell("name_en")}}};
            if (m.key.text().find(key_separator) != std::string::npos)
                r.complain(codes::bad_community_key, "community_id", {m.key.text()});
            if (r.ok() && !is_inner_folder(m.folder)) r.complain(codes::bad_folder, "folder", {m.folder});
            r.add_to(known, m, "community_id");
            if (r.ok())
                readings_.push_back({std::move(m), r.where("folder"), notices{options_.notices_per_code}});
        });
    }

    /// Reads one of them, whole or not at all.
    void read(reading& r) const {
        const load_options each{.policy =
                                    options_.policy == policy::repair ? policy::repair : policy::lenient,
                                .notices_per_code = options_.notices_per_code};
        try {
            auto found = civic::load(files_.within(r.member.folder), b_.departments, each);
            r.said = std::move(found.notices);
            r.member.community = std::make_shared<const community>(std::move(found.value));
        } catch (const data_error& e) {
            r.said = e.why();
        }
    }

    /// On as many threads as there are, each taking the next that nobody has begun.
    void read_members() {
        const auto total = readings_.size();
        std::atomic<std::size_t> next = 0, done = 0;
        const auto read_some = [&](const auto& told) {
            while (!options_.stop.stop_requested()) {
                const auto i = next.fetch_add(1);
                if (i >= total) return;
                read(readings_[i]);
                told(done.fetch_add(1) + 1);
            }
        };
        const auto cores = std::max(1u, std::thread::hardware_concurrency());
        const auto wanted = options_.threads != 0 ? options_.threads : cores;
        const auto helpers = std::min<std::size_t>(wanted, std::max<std::size_t>(total, 1)) - 1;
        std::vector<std::exception_ptr> failures(helpers);
        std::size_t told = 0;
        const auto tell = [&](std::size_t n) {
            if (!options_.progress || n <= told) return;
            told = n;
            options_.progress(n, total);
        };
        {
            std::vector<std::jthread> threads;
            threads.reserve(helpers);
            const auto stop_others = [&] { next = total; };
            try {
                for (auto& failure : failures)
                    threads.emplace_back([&] {
                        try {
                            read_some([](std::size_t) {});
                        } catch (...) {
                            failure = std::current_exception();
                            stop_others();
                        }
                    });
                read_some(tell);
            } catch (...) {
                stop_others();
                throw;
            }
        }
        for (const auto& failure : failures)
            if (failure) std::rethrow_exception(failure);
        if (done == total) tell(total);
        if (options_.stop.stop_requested()) throw load_stopped{};
    }

    void take(reading& r) {
        auto& m = r.member;
        out_.add(r.said, m.folder);
        if (!m.community) return out_.add(codes::community_left_out, r.where, {m.key.text(), m.folder});
        const auto& own = m.community->identity().key;
        if (own != m.key) return out_.add(codes::other_community, r.where, {own.text(), m.folder});
        b_.communities.add(std::move(m));
    }

    const feed_files& files_;
    const county_options& options_;
    notices out_;
    county_builder b_;
    std::vector<reading> readings_;
};

} // namespace

bool operator==(const county_member& a, const county_member& b) {
    const bool same =
        a.community == b.community || (a.community && b.community && *a.community == *b.community);
    return same && a.key == b.key && a.folder == b.folder && a.name == b.name;
}

county county_builder::build() && {
    std::set<std::string_view> folders;
    for (const auto& m : communities) {
        if (!m.community) throw std::invalid_argument(fmt::format("county: {} has no community", m.key));
        if (m.community->identity().key != m.key)
            throw std::invalid_argument(
                fmt::format("county: {} is community {}", m.key, m.community->identity().key));
        if (m.key.text().find(key_separator) != std::string::npos)
            throw std::invalid_argument(fmt::format("county: the key {} has a '/'", m.key));
        if (m.folder.empty() || !is_inner_folder(m.folder))
            throw std::invalid_argument(
                fmt::format("county: the folder '{}' of {} cannot be used", m.folder, m.key));
        if (!folders.insert(m.folder).second)
            throw std::invalid_argument(fmt::format("county: two communities are in folder {}", m.folder));
        if (!detail::begins_with(m.community->departments(), departments))
            throw std::invalid_argument(
                fmt::format("county: the departments of {} do not begin with the shared ones", m.key));
    }
    return county{std::move(*this)};
}

const community* county::find(const community_key& k) const {
    const auto found = communities().find(k);
    return found ? communities()[*found].community.get() : nullptr;
}

long county::residents() const {
    long sum = 0;
    for (const auto& m : communities()) sum += m.community->residents();
    return sum;
}

std::size_t county::people() const {
    std::size_t sum = 0;
    for (const auto& m : communities()) sum += m.community->people().size();
    return sum;
}

std::string qualified(const key& community, const key& what) {
    return community.text() + key_separator + what.text();
}

std::optional<std::pair<community_key, key>> unqualified(const key& whole) {
    const std::string_view text = whole.text();
    const auto slash = text.find(key_separator);
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) return std::nullopt;
    return std::pair{community_key{text.substr(0, slash)}, key{text.substr(slash + 1)}};
}

std::span<const table_layout> county_layouts() {
    static const std::array all{county_table, member_table, detail::department_layout()};
    return all;
}

loaded<county> load_county(const feed_files& files, const county_options& options) {
    return county_loader{files, options}.load();
}

void save(const county& c, const file_path& folder) {
    std::filesystem::create_directories(folder.text());
    csv_writer own{county_table};
    own.row({c.identity().key.text(), c.identity().name.zh, c.identity().name.en});
    own.save(folder);
    csv_writer members{member_table};
    for (const auto& m : c.communities()) members.row({m.key.text(), m.name.zh, m.name.en, m.folder});
    members.save(folder);
    detail::write_departments(c.departments(), 0, folder);
    for (const auto& m : c.communities())
        save(*m.community, c.departments(), std::filesystem::path{folder.text()} / m.folder);
}

} // namespace qaidam::civic
