#include <qaidam/base/feed_files.hpp>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <qaidam/base/codes.hpp>

namespace qaidam {
namespace {

constinit std::atomic<detail::archive_opener> open_archive = nullptr;

std::filesystem::path place_of(const file_path& folder, std::string_view file) {
    return std::filesystem::path{folder.text()} / file;
}

/// What lies in a folder and has this name, in capitals or not.
std::vector<std::string> entries_called(const std::string& folder, std::string_view name) {
    std::vector<std::string> all;
    std::error_code failure;
    for (auto entry = std::filesystem::directory_iterator{folder, failure};
         !failure && entry != std::filesystem::directory_iterator{}; entry.increment(failure))
        if (auto called = entry->path().filename().string(); is_same_file_name(called, name))
            all.push_back(std::move(called));
    if (all.empty() && std::filesystem::exists(place_of(folder, name), failure)) all.emplace_back(name);
    std::sort(all.begin(), all.end());
    return all;
}

} // namespace

bool is_same_file_name(std::string_view one, std::string_view other) {
    const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [&](char a, char b) { return small(a) == small(b); });
}

std::optional<detail::archive_path> detail::find_archive(const file_path& path) {
    std::error_code failure;
    const auto& text = path.text();
    if (std::filesystem::is_regular_file(text, failure)) return archive_path{text};
    if (std::filesystem::exists(text, failure)) return std::nullopt;
    for (auto at = text.rfind('#'); at != std::string::npos && at > 0; at = text.rfind('#', at - 1))
        if (auto archive = text.substr(0, at); std::filesystem::is_regular_file(archive, failure))
            return archive_path{std::move(archive), text.substr(at + 1)};
    return std::nullopt;
}

void detail::open_archives_with(archive_opener open) noexcept {
    open_archive = open;
}

feed_files::feed_files(file_path folder_or_archive, at_path) : folder_{std::move(folder_or_archive)} {
    if (!detail::find_archive(folder_)) return;
    if (const auto open = open_archive.load()) {
        files_ = open(folder_).files_;
        return;
    }
    notices why;
    why.add(codes::archive_not_opened, {.file = name()});
    throw data_error{std::move(why)};
}

bool feed_files::exists() const {
    std::error_code failure;
    return files_ || std::filesystem::is_directory(folder_.text(), failure);
}

std::vector<std::string> feed_files::names() const {
    std::vector<std::string> all;
    if (files_) {
        for (const auto& [name, text] : *files_) all.push_back(name);
        return all;
    }
    std::error_code failure;
    constexpr int deepest = 1;
    for (auto entry = std::filesystem::recursive_directory_iterator{folder_.text(), failure};
         !failure && entry != std::filesystem::recursive_directory_iterator{}; entry.increment(failure)) {
        if (entry.depth() >= deepest) entry.disable_recursion_pending();
        std::error_code unknown;
        if (entry->is_regular_file(unknown))
            all.push_back(entry->path().lexically_relative(folder_.text()).generic_string());
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::vector<std::string> feed_files::find(std::string_view file) const {
    std::vector<std::string> all;
    if (!files_) {
        const auto slash = file.rfind('/') + 1; // 0 where there is none
        for (const auto& name :
             entries_called(place_of(folder_, file.substr(0, slash)).string(), file.substr(slash)))
            all.push_back(std::string{file.substr(0, slash)} + name);
        return all;
    }
    for (const auto& [name, text] : *files_)
        if (is_same_file_name(name, file)) all.push_back(name);
    return all;
}

bool feed_files::contains(std::string_view file) const {
    return !find(file).empty();
}

std::optional<shared_text> feed_files::read(std::string_view file, notices& out, falls unusable) const {
    const auto found = find(file);
    if (found.size() > 1) {
        out.add(codes::file_twice, {.file = std::string{file}}, {found[0], found[1]}, unusable);
        return std::nullopt;
    }
    const text_options how{.encoding = encoding_, .likely = likely_, .unusable = unusable};
    if (files_ && !found.empty()) return decode_text(files_->find(found[0])->second, found[0], out, how);
    if (!files_) return read_text_file(place_of(folder_, found.empty() ? file : found[0]), out, how);
    out.add(codes::missing_file, {.file = std::string{file}}, {}, unusable);
    return std::nullopt;
}

std::optional<shared_text> feed_files::bytes(std::string_view file) const {
    if (!files_) {
        std::ifstream stream{place_of(folder_, file), std::ios::binary};
        std::string all{std::istreambuf_iterator<char>{stream}, {}};
        if (!stream.is_open() || stream.bad()) return std::nullopt;
        return shared_text{std::move(all)};
    }
    const auto found = files_->find(file);
    return found == files_->end() ? std::nullopt : std::optional{found->second};
}

feed_files feed_files::within(std::string_view folder) const {
    if (!files_) {
        feed_files inner{place_of(folder_, folder)};
        inner.encoding_ = encoding_;
        inner.likely_ = likely_;
        return inner;
    }
    const auto prefix = std::string{folder} + "/";
    texts_by_name inner;
    for (auto at = files_->lower_bound(prefix); at != files_->end() && at->first.starts_with(prefix); ++at)
        inner.emplace(at->first.substr(prefix.size()), at->second);
    feed_files files{folder_.text(), std::move(inner)};
    files.encoding_ = encoding_;
    files.likely_ = likely_;
    return files;
}

} // namespace qaidam
