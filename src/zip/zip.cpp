#include <qaidam/zip/zip.hpp>

#include <algorithm>
#include <memory>
#include <set>

#include <archive.h>
#include <archive_entry.h>

namespace qaidam::zip {
namespace {

using files_by_name = feed_files::texts_by_name;

struct closer {
    void operator()(archive* a) const { archive_read_free(a); }
};
using reader = std::unique_ptr<archive, closer>;

[[noreturn]] void refuse(const std::string& file, const message_rule& rule,
                         std::vector<std::string> arguments) {
    notices why;
    why.add(rule, {.file = file}, std::move(arguments));
    throw data_error{std::move(why)};
}

/// What a program that packs adds for itself.
bool is_left_out(std::string_view name) {
    return name.starts_with("__MACOSX/");
}

/// In UTF-8, with '/' between folders.
std::string to_name(std::string_view path) {
    std::string name{path};
    notices ignored;
    if (find_invalid_utf8(path)) // as Windows packs Chinese names
        if (const auto text = decode_text(std::string{path}, "", ignored, {.encoding = encoding::gb18030}))
            name = text->view();
    if (name.find('/') == std::string::npos) std::replace(name.begin(), name.end(), '\\', '/');
    while (name.starts_with("./")) name.erase(0, 2);
    return name;
}

/// Unpacks one zip and what is wanted of the zips in it; all of them share the limits.
class unpacker {
public:
    unpacker(std::string name, const limits& most) : name_{std::move(name)}, most_{most} {}

    files_by_name unpack_file(const std::string& path) {
        const auto in = start();
        constexpr std::size_t block = 1 << 16;
        if (archive_read_open_filename(in.get(), path.c_str(), block) != ARCHIVE_OK) fail(in);
        return unpack(in);
    }
    files_by_name unpack_text(std::string_view bytes, std::string name) {
        name_ = std::move(name);
        const auto in = start();
        if (archive_read_open_memory(in.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) fail(in);
        return unpack(in);
    }

private:
    static reader start() {
        reader in{archive_read_new()};
        if (!in) throw std::bad_alloc{};
        archive_read_support_format_zip(in.get());
        return in;
    }

    files_by_name unpack(const reader& in) {
        files_by_name files;
        archive_entry* entry = nullptr;
        for (;;) {
            const int state = archive_read_next_header(in.get(), &entry);
            if (state == ARCHIVE_EOF) return files;
            if (state < ARCHIVE_WARN) fail(in);
            if (archive_entry_filetype(entry) != AE_IFREG) continue;
            if (files_++ == most_.files) refuse_size();
            const char* path = archive_entry_pathname_utf8(entry);
            if (path == nullptr) path = archive_entry_pathname(entry);
            if (path == nullptr) fail(in);
            auto name = to_name(path); // `path` lives only until the data are read
            files.insert_or_assign(std::move(name), read_data(in));
        }
    }

    std::string read_data(const reader& in) {
        std::string bytes;
        constexpr std::size_t step = std::size_t{1} << 18;
        for (;;) {
            const auto before = bytes.size();
            bytes.resize(before + step);
            const auto got = archive_read_data(in.get(), bytes.data() + before, step);
            if (got < 0) fail(in);
            bytes.resize(before + static_cast<std::size_t>(got));
            if (got == 0) break;
            bytes_ += static_cast<std::uint64_t>(got);
            if (bytes_ > most_.bytes) refuse_size();
        }
        bytes.shrink_to_fit();
        return bytes;
    }

    [[noreturn]] void fail(const reader& in) const {
        const char* why = archive_error_string(in.get());
        refuse(name_, codes::bad_archive, {why != nullptr ? why : "an entry without a name"});
    }
    [[noreturn]] void refuse_size() const {
        refuse(name_, codes::archive_too_large, {std::to_string(most_.bytes), std::to_string(most_.files)});
    }

    std::string name_;
    limits most_;
    std::size_t files_ = 0;
    std::uint64_t bytes_ = 0;
};

std::string_view folder_of(std::string_view name) {
    const auto slash = name.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : name.substr(0, slash);
}

bool has_ending(std::string_view name, std::string_view ending) {
    return name.size() > ending.size() && is_same_file_name(name.substr(name.size() - ending.size()), ending);
}

/// Whether it is the file by which a feed is known.
bool is_main_file(std::string_view name) {
    const auto last = name.substr(name.rfind('/') + 1);
    constexpr std::string_view main_files[] = {"stops.txt", "agency.txt", "community.csv", "county.csv"};
    return std::any_of(std::begin(main_files), std::end(main_files),
                       [&](auto file) { return is_same_file_name(file, last); });
}

files_by_name within(const files_by_name& files, const std::string& folder) {
    const auto prefix = folder + "/";
    files_by_name inner;
    for (auto at = files.lower_bound(prefix); at != files.end() && at->first.starts_with(prefix); ++at)
        inner.emplace(at->first.substr(prefix.size()), at->second);
    return inner;
}

/// The folders that have a feed: of those within one another the outermost; "" where the top is one.
std::set<std::string> folders_of_feeds(const files_by_name& files) {
    std::set<std::string_view> all;
    for (const auto& [name, text] : files)
        if (is_main_file(name) && !is_left_out(name)) all.insert(folder_of(name));
    if (all.contains("")) return {""};
    std::vector<std::string_view> by_length{all.begin(), all.end()};
    std::stable_sort(by_length.begin(), by_length.end(), [](auto a, auto b) { return a.size() < b.size(); });
    std::set<std::string> outermost;
    for (const auto folder : by_length)
        if (std::none_of(outermost.begin(), outermost.end(), [&](const std::string& outer) {
                return folder.starts_with(outer) && folder[outer.size()] == '/';
            }))
            outermost.emplace(folder);
    return outermost;
}

/// The zips in a zip; none where there are tables beside them.
std::set<std::string> zips_of(const files_by_name& files) {
    std::set<std::string> all;
    for (const auto& [name, text] : files) {
        if (has_ending(name, ".csv") && folder_of(name).empty()) return {};
        if (has_ending(name, ".zip") && !is_left_out(name)) all.insert(name);
    }
    return all;
}

/// The innermost folder that all files lie in, or "".
std::string only_folder(const files_by_name& files) {
    std::optional<std::string_view> folder;
    for (const auto& [name, text] : files) {
        if (is_left_out(name)) continue;
        const std::string_view here = folder_of(name);
        if (!folder) folder = here;
        const auto same = std::mismatch(folder->begin(), folder->end(), here.begin(), here.end());
        const auto length = static_cast<std::size_t>(same.first - folder->begin());
        const bool whole = length == folder->size() && (length == here.size() || here[length] == '/');
        if (whole) continue;
        const bool inside = length == here.size() && length < folder->size() && (*folder)[length] == '/';
        folder = inside ? here : folder_of(folder->substr(0, length));
    }
    return std::string{folder.value_or("")};
}

std::string list(const std::set<std::string>& names) {
    constexpr std::size_t most = 10;
    std::string all;
    std::size_t said = 0;
    for (const auto& name : names)
        if (++said <= most) join_on(all, ", ", excerpt(name));
    return names.size() > most ? all + ", …" : all;
}

/// A zip that is being looked into: what it is called, and its files or those of a part of it.
struct place {
    std::string name;
    files_by_name files;
};

/// Goes on to the zip or the folder of that name; whether there is one.
bool enter(unpacker& u, place& at, const std::string& inner) {
    const auto name = at.name + "#" + inner;
    for (const auto& wanted : {inner, inner + ".zip"})
        for (const auto& [file, text] : at.files)
            if (is_same_file_name(file, wanted) && has_ending(file, ".zip")) {
                at = {name, u.unpack_text(shared_text{text}, name)};
                return true;
            }
    auto files = within(at.files, inner.ends_with('/') ? inner.substr(0, inner.size() - 1) : inner);
    if (files.empty()) return false;
    at = {name, std::move(files)};
    return true;
}

/// What may be named of a zip: its feeds, else its zips and folders.
std::set<std::string> parts_of(const files_by_name& files) {
    auto all = folders_of_feeds(files);
    all.erase("");
    all.merge(zips_of(files));
    if (all.empty())
        for (const auto& [name, text] : files)
            if (!is_left_out(name)) all.insert(name.substr(0, std::min(name.find('/'), name.size())));
    return all;
}

/// Goes to the part that `path` names, as "all.zip#north".
void follow(unpacker& u, place& at, std::string_view path) {
    while (!path.empty()) {
        auto end = path.size(); // a name may have a # in it
        while (!enter(u, at, std::string{path.substr(0, end)})) {
            end = path.rfind('#', end - 1);
            if (end == std::string_view::npos || end == 0)
                refuse(at.name, codes::not_in_archive, {excerpt(path), list(parts_of(at.files))});
        }
        path.remove_prefix(std::min(end + 1, path.size()));
    }
}

/// Goes down to the feed. It ends because the limits hold for all zips within one another together.
void find_feed(unpacker& u, place& at) {
    for (;;) {
        const auto folders = folders_of_feeds(at.files);
        const auto folder = folders.size() == 1 ? *folders.begin()
                            : folders.empty()   ? only_folder(at.files)
                                                : "";
        if (folders.contains("")) return;
        if (!folder.empty()) {
            at.files = within(at.files, folder);
            continue;
        }
        const auto zips = zips_of(at.files);
        if (folders.size() + zips.size() > 1) {
            const auto parts = parts_of(at.files);
            refuse(at.name, codes::several_feeds, {list(parts), at.name + "#" + *parts.begin()});
        }
        if (zips.empty()) return;
        enter(u, at, *zips.begin());
    }
}

} // namespace

bool detail::open_paths() noexcept {
    qaidam::detail::open_archives_with([](const file_path& path) { return open(path); });
    return true;
}

feed_files open(const file_path& folder_or_zip, const limits& most) {
    const auto path = qaidam::detail::find_archive(folder_or_zip);
    if (!path) return feed_files{folder_or_zip}; // if nothing is there, its reader says so
    unpacker u{file_path{path->archive}.name(), most};
    place at{file_path{path->archive}.name(), u.unpack_file(path->archive)};
    follow(u, at, path->inner);
    find_feed(u, at);
    return {folder_or_zip.text(), std::move(at.files)};
}

} // namespace qaidam::zip
