#include "prepared.hpp"

#include "question.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include <qaidam/journeys/codes.hpp>

#include <qaidam/rail/detail/service_days.hpp>

#if __has_include(<sys/mman.h>)
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace qaidam::journeys {
namespace {

/// Tells one content from another, as far as chance goes. Four words at a time, which do not wait for each
/// other.
class checksum {
public:
    template <class T>
    requires std::has_unique_object_representations_v<T>
    void add(std::span<const T> all) {
        const auto bytes = std::as_bytes(all);
        constexpr std::size_t block = sizeof state_;
        std::size_t i = 0;
        for (; i + block <= bytes.size(); i += block) mix(bytes.data() + i);
        std::array<std::byte, block> rest{};
        std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(i), bytes.end(), rest.begin());
        mix(rest.data());
        state_[0] ^= bytes.size();
    }
    template <class T>
    void add(const T& one) {
        add(std::span<const T>{&one, 1});
    }
    [[nodiscard]] std::uint64_t value() const {
        std::uint64_t all = 0;
        for (const auto s : state_) all = (all ^ s ^ s >> 32) * factor;
        return all ^ all >> 32;
    }

private:
    static constexpr std::uint64_t factor = 0x9E3779B97F4A7C15u;
    void mix(const std::byte* block) {
        std::array<std::uint64_t, 4> words;
        std::memcpy(words.data(), block, sizeof words);
        for (std::size_t k = 0; k < 4; ++k) state_[k] = std::rotl((state_[k] ^ words[k]) * factor, 29);
    }
    std::array<std::uint64_t, 4> state_{1, 2, 3, 4};
};

std::uint64_t checksum_of(std::span<const std::uint32_t> list) {
    checksum sum;
    sum.add(list);
    return sum.value();
}

[[noreturn]] void refuse(const message_rule& rule, const std::string& file,
                         std::vector<std::string> arguments = {}) {
    notices why;
    why.add(rule, {.file = file}, std::move(arguments));
    throw data_error{std::move(why)};
}

bool is_there(const std::filesystem::path& path) {
    std::error_code failed;
    return std::filesystem::exists(path, failed) || failed;
}

/// The bytes of a file, which stay as they are while anything of them is used.
std::shared_ptr<const void> map_file(const std::filesystem::path& path, const std::string& name,
                                     std::size_t& size) {
#if __has_include(<sys/mman.h>)
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) refuse(is_there(path) ? qaidam::codes::unreadable_file : qaidam::codes::missing_file, name);
    struct stat about {};
    const bool known = ::fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    size = known ? static_cast<std::size_t>(about.st_size) : 0;
    void* const bytes = size == 0 ? MAP_FAILED : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    ::close(file);
    if (known && size == 0) return {};
    if (bytes == MAP_FAILED) refuse(qaidam::codes::unreadable_file, name);
    return {bytes, [size](const void* b) { ::munmap(const_cast<void*>(b), size); }};
#else
    std::ifstream in{path, std::ios::binary | std::ios::ate};
    if (!in) refuse(is_there(path) ? qaidam::codes::unreadable_file : qaidam::codes::missing_file, name);
    size = static_cast<std::size_t>(in.tellg());
    std::shared_ptr<std::uint64_t[]> bytes{new std::uint64_t[size / 8 + 1]};
    in.seekg(0);
    in.read(reinterpret_cast<char*>(bytes.get()), static_cast<std::streamsize>(size));
    if (!in) refuse(qaidam::codes::unreadable_file, name);
    return bytes;
#endif
}

constexpr std::size_t padded(std::size_t bytes) {
    return (bytes + 7) / 8 * 8;
}

constexpr std::array<char, 16> magic{'q', 'a', 'i', 'd', 'a', 'm', ' ', 'j',
                                     'o', 'u', 'r', 'n', 'e', 'y', 's', '\n'};
constexpr std::uint32_t version = 5;
constexpr std::uint32_t byte_order = 0x01020304;

} // namespace

struct prepared_network::state::header {
    std::array<char, 16> magic;
    std::uint32_t byte_order;
    std::uint32_t version;
    std::uint64_t fingerprint;
    prepared_window window;
    std::uint32_t region_count;
    std::uint32_t stations;
    std::uint32_t points;
    std::uint32_t daily;    ///< 1 where lists are of one day, else 0
    std::uint64_t numbers;  ///< of all lists
    std::uint64_t checksum; ///< of all above, then the regions, the least trains and the index, in this order
};

prepared_network::state::state(std::shared_ptr<network::state> n, const prepared_window& w,
                               used_connections&& found)
    : shared{std::move(n)},
      net{*shared},
      window{w},
      region_count{found.region_count},
      daily{found.daily},
      made_{std::move(found)} {
    lay_out();
    regions = made_.regions;
    least = made_.least;
    lists_.assign(made_.lists.begin(), made_.lists.end());
}

prepared_network::state::state(std::shared_ptr<network::state> n, const std::filesystem::path& path)
    : shared{std::move(n)},
      net{*shared} {
    read(path);
}

void prepared_network::state::lay_out() {
    for (std::size_t d = 0; d < window.days(); ++d)
        days.add(net.slice_of(window.first_day + static_cast<std::int64_t>(d)));
}

/// Of all that the lists were made from.
std::uint64_t prepared_network::state::fingerprint() const {
    checksum sum;
    sum.add(net.points);
    sum.add(static_cast<std::uint64_t>(net.departures.size()));
    sum.add(net.days_back);
    std::map<const slice*, std::uint64_t> known;
    for (const auto& day : days.days) {
        auto& of_day = known[day.get()];
        if (of_day == 0) {
            checksum own;
            own.add(std::span<const connection>{day->connections});
            own.add(std::span<const std::uint32_t>{day->hops});
            of_day = own.value();
        }
        sum.add(of_day);
    }
    for (const auto& walks : net.paths->from) sum.add(std::span<const footpath>{walks});
    for (const auto& own : net.paths->to_change) sum.add(own.value_or(-1));
    for (const auto& continuations : net.goes_on_as) {
        sum.add(static_cast<std::uint64_t>(continuations.size()));
        for (const auto& next : continuations) {
            sum.add(next.departure);
            sum.add(next.days_later);
            for (std::size_t d = 0;
                 d < window.days() + static_cast<std::size_t>(net.days_back + net.days_ahead); ++d) {
                const auto day = window.first_day + static_cast<std::int64_t>(d) - net.days_back;
                sum.add(static_cast<std::uint32_t>(next.days.contains(date_of_day(day)) ? 1 : 0));
            }
        }
    }
    return sum.value();
}

bool prepared_network::state::is_for(const query& q, calendar::utc_time first,
                                     calendar::utc_time last) const {
    const auto begin = zero() + std::chrono::seconds{window.begin};
    const auto end = zero() + std::chrono::seconds{window.end};
    return net.headway_calls == nullptr && q.change_time.count() == window.change_time &&
           q.horizon.count() <= window.horizon / 3600 && begin <= first && last <= end &&
           last - first <= std::chrono::seconds{most_of_a_span};
}

std::span<const std::uint32_t> prepared_network::state::list(std::uint32_t to, std::uint32_t from) const {
    const auto i = std::size_t{to} * region_count + from;
    const auto found = lists_[i];
    if (!sound_.empty() && !sound_[i].load(std::memory_order_acquire)) {
        if (checksum_of(found) != index_[i].checksum || !std::is_sorted(found.begin(), found.end()) ||
            (!found.empty() && found.back() >= (daily ? days.begin[1] : days.begin.back())))
            refuse(codes::prepared_damaged, file_);
        sound_[i].store(true, std::memory_order_release);
    }
    return found;
}

std::uint64_t prepared_network::state::size() const {
    std::uint64_t bytes = sizeof(header) + regions.size() + least.size() + lists_.size() * sizeof(entry);
    for (const auto& l : lists_) bytes += l.size_bytes();
    return bytes;
}

prepared_network::state::header prepared_network::state::make_header(std::span<const entry> index) const {
    header h{magic,
             byte_order,
             version,
             fingerprint(),
             window,
             region_count,
             net.station_count(),
             net.points,
             daily ? 1u : 0u,
             0,
             0};
    for (const auto& l : lists_) h.numbers += l.size();
    checksum sum;
    sum.add(std::span{reinterpret_cast<const std::byte*>(&h), offsetof(header, checksum)});
    sum.add(regions);
    sum.add(least);
    sum.add(index);
    h.checksum = sum.value();
    return h;
}

void prepared_network::state::save(const std::filesystem::path& path) const {
    std::vector<entry> index;
    std::uint64_t begin = 0;
    for (std::uint32_t to = 0; to < region_count; ++to)
        for (std::uint32_t from = 0; from < region_count; ++from) {
            const auto l = list(to, from);
            index.push_back({begin, l.size(), checksum_of(l)});
            begin += l.size();
        }
    auto unfinished = path;
    unfinished += ".new";
    std::ofstream out{unfinished, std::ios::binary | std::ios::trunc};
    const auto put = [&](auto bytes) {
        out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        constexpr std::array<char, 8> zeros{};
        out.write(zeros.data(), static_cast<std::streamsize>(padded(bytes.size()) - bytes.size()));
    };
    const auto h = make_header(index);
    put(std::as_bytes(std::span{&h, 1}));
    put(std::as_bytes(regions));
    put(std::as_bytes(least));
    put(std::as_bytes(std::span{index}));
    for (const auto& l : lists_)
        out.write(reinterpret_cast<const char*>(l.data()), static_cast<std::streamsize>(l.size_bytes()));
    out.close();
    std::error_code failed;
    if (out) std::filesystem::rename(unfinished, path, failed);
    if (out && !failed) return;
    std::error_code ignored;
    std::filesystem::remove(unfinished, ignored);
    throw std::runtime_error(fmt::format("prepared_network: cannot write {}", path.string()));
}

void prepared_network::state::read(const std::filesystem::path& path) {
    file_ = path.filename().string();
    std::size_t size = 0;
    mapped_ = map_file(path, file_, size);
    header h{};
    if (size >= sizeof h) std::memcpy(&h, mapped_.get(), sizeof h);
    if (h.magic != magic) refuse(codes::not_prepared, file_);
    if (h.byte_order != byte_order || h.version != version)
        refuse(codes::prepared_by_another_version, file_,
               {std::to_string(h.version), std::to_string(version)});
    if (h.stations != net.station_count() || h.points != net.points)
        refuse(codes::prepared_for_another, file_);
    const auto& w = h.window;
    constexpr instant longest = 400 * 86400;
    const bool plausible = h.region_count <= most_regions && h.numbers <= size && is_date(w.first_day) &&
                           is_date(w.first_day + 2 * 400) && w.begin >= 0 && w.begin <= w.end &&
                           w.end <= longest && w.horizon >= 0 && w.horizon <= longest;
    const auto regions_at = sizeof(header);
    const auto least_at = regions_at + padded(h.stations);
    const auto index_at = least_at + padded(std::size_t{h.stations} * h.points);
    const std::size_t lists = std::size_t{h.region_count} * h.region_count;
    const auto numbers_at = index_at + lists * sizeof(entry);
    if (!plausible || size != numbers_at + h.numbers * sizeof(std::uint32_t))
        refuse(codes::prepared_damaged, file_);
    const auto* const bytes = static_cast<const std::byte*>(mapped_.get());
    regions = {reinterpret_cast<const std::uint8_t*>(bytes + regions_at), h.stations};
    least = {reinterpret_cast<const std::uint8_t*>(bytes + least_at), std::size_t{h.stations} * h.points};
    index_ = {reinterpret_cast<const entry*>(bytes + index_at), lists};
    checksum sum;
    sum.add(std::span{reinterpret_cast<const std::byte*>(&h), offsetof(header, checksum)});
    sum.add(regions);
    sum.add(least);
    sum.add(index_);
    if (h.checksum != sum.value()) refuse(codes::prepared_damaged, file_);
    window = h.window;
    region_count = h.region_count;
    daily = h.daily != 0;
    lay_out();
    if (h.fingerprint != fingerprint()) refuse(codes::prepared_for_another, file_);
    const auto* const numbers = reinterpret_cast<const std::uint32_t*>(bytes + numbers_at);
    for (const auto& e : index_) {
        if (e.begin > h.numbers || e.count > h.numbers - e.begin) refuse(codes::prepared_damaged, file_);
        lists_.push_back({numbers + e.begin, e.count});
    }
    if (std::any_of(regions.begin(), regions.end(), [&](auto r) { return r >= region_count; }))
        refuse(codes::prepared_damaged, file_);
    sound_ = std::vector<std::atomic<bool>>(lists);
}

const timetable& prepared_network::table() const& {
    return state_->net.table;
}
bool prepared_network::is_for(const query& q) const {
    if (std::holds_alternative<aboard>(q.when) || !q.via.empty() || !q.filter.empty()) return false;
    const auto [first, last] = times_of(table(), q);
    return state_->is_for(q, std::holds_alternative<arrive_by>(q.when) ? last : first, last);
}
std::uint64_t prepared_network::size() const {
    return state_->size();
}
void prepared_network::save(const file_path& file) const {
    state_->save(file.text());
}

prepared_network prepare(const network& n, const preparation& p) {
    if (!p.window.from || !p.window.until)
        throw std::invalid_argument("prepare: the window is open, want both ends");
    calendar::require_plain(*p.window.from, "prepare");
    calendar::require_plain(*p.window.until, "prepare");
    const auto dates = (*p.window.until - *p.window.from).days();
    if (dates < 1 || dates > 366)
        throw std::invalid_argument(fmt::format("prepare: got a window of {} days, want 1 to 366", dates));
    check_horizon(p.horizon);
    check_change_time(p.change_time);
    const auto& table = n.table();
    const auto begin = table.zone().to_utc(calendar::local_time{*p.window.from});
    const auto end = table.zone().to_utc(calendar::local_time{*p.window.until});
    const calendar::utc_time zero{begin.date()};
    const prepared_window window{.first_day = day_number(begin.date()),
                                 .begin = static_cast<instant>((begin - zero).count()),
                                 .end = static_cast<instant>((end - zero).count()),
                                 .change_time = static_cast<instant>(p.change_time.count()),
                                 .horizon = static_cast<instant>(p.horizon.count() * 3600)};
    const auto threads = p.threads != 0 ? p.threads : std::max(1u, std::thread::hardware_concurrency());
    return prepared_network{std::make_shared<const prepared_network::state>(
        n.internals(), window, list_used_connections(*n.internals(), window, threads, p.progress))};
}

prepared_network open_prepared(const network& n, const file_path& file) {
    return prepared_network{std::make_shared<const prepared_network::state>(n.internals(), file.text())};
}

} // namespace qaidam::journeys
