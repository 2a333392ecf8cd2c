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

} // namespace

void detail::open_archives_with(archive_opener open) noexcept {
    open_archive = open;
}

feed_files::feed_files(file_path folder_or_archive, at_path) : folder_{std::move(folder_or_archive)} {
    std::error_code failure;
    if (!std::filesystem::is_regular_file(folder_.text(), failure)) return;
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

bool feed_files::contains(std::string_view file) const {
    std::error_code failure;
    return files_ ? files_->contains(file) : std::filesystem::exists(place_of(folder_, file), failure);
}

std::optional<shared_text> feed_files::read(std::string_view file, notices& out, falls unusable) const {
    const text_options how{.encoding = encoding_, .unusable = unusable};
    if (!files_) return read_text_file(place_of(folder_, file), out, how);
    const auto found = files_->find(file);
    if (found != files_->end()) return decode_text(found->second, file, out, how);
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
    if (!files_) return feed_files{place_of(folder_, folder)};
    const auto prefix = std::string{folder} + "/";
    texts_by_name inner;
    for (auto at = files_->lower_bound(prefix); at != files_->end() && at->first.starts_with(prefix); ++at)
        inner.emplace(at->first.substr(prefix.size()), at->second);
    return {folder_.text(), std::move(inner)};
}

} // namespace qaidam
