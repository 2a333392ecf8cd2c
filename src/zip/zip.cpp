#include <qaidam/zip/zip.hpp>

#include <filesystem>
#include <memory>

#include <archive.h>
#include <archive_entry.h>

namespace qaidam::zip {
namespace {

struct closer {
    void operator()(archive* a) const { archive_read_free(a); }
};
using reader = std::unique_ptr<archive, closer>;

/// The folder that all files lie in, or "". What macOS packs beside them does not count.
std::string only_folder(const std::vector<std::string>& names) {
    std::string folder;
    for (const auto& name : names) {
        if (name.starts_with("__MACOSX/")) continue;
        const auto slash = name.find('/');
        if (slash == std::string::npos || (!folder.empty() && name.substr(0, slash) != folder)) return {};
        folder = name.substr(0, slash);
    }
    return folder;
}

class unpacker {
public:
    unpacker(const file_path& path, const limits& most)
        : name_{path.name()},
          most_{most},
          in_{archive_read_new()} {
        if (!in_) throw std::bad_alloc{};
        archive_read_support_format_zip(in_.get());
        constexpr std::size_t block = 1 << 16;
        if (archive_read_open_filename(in_.get(), path.text().c_str(), block) != ARCHIVE_OK) fail();
    }

    feed_files unpack() {
        feed_files::texts_by_name files;
        archive_entry* entry = nullptr;
        for (;;) {
            const int state = archive_read_next_header(in_.get(), &entry);
            if (state == ARCHIVE_EOF) break;
            if (state < ARCHIVE_WARN) fail();
            if (archive_entry_filetype(entry) != AE_IFREG) continue;
            if (files.size() == most_.files) refuse_size();
            const char* path = archive_entry_pathname_utf8(entry);
            if (path == nullptr) path = archive_entry_pathname(entry);
            if (path == nullptr) fail();
            std::string name{path}; // `path` lives only until the data are read
            files.insert_or_assign(std::move(name), read_data());
        }
        const feed_files all{name_, std::move(files)};
        const auto folder = only_folder(all.names());
        return folder.empty() ? all : all.within(folder);
    }

private:
    std::string read_data() {
        std::string bytes;
        constexpr std::size_t step = std::size_t{1} << 18;
        for (;;) {
            const auto before = bytes.size();
            bytes.resize(before + step);
            const auto got = archive_read_data(in_.get(), bytes.data() + before, step);
            if (got < 0) fail();
            bytes.resize(before + static_cast<std::size_t>(got));
            if (got == 0) break;
            unpacked_ += static_cast<std::uint64_t>(got);
            if (unpacked_ > most_.bytes) refuse_size();
        }
        bytes.shrink_to_fit();
        return bytes;
    }

    [[noreturn]] void fail() {
        const char* why = archive_error_string(in_.get());
        refuse(codes::bad_archive, {why != nullptr ? why : "an entry without a name"});
    }
    [[noreturn]] void refuse_size() {
        refuse(codes::archive_too_large, {std::to_string(most_.bytes), std::to_string(most_.files)});
    }
    [[noreturn]] void refuse(const message_rule& rule, std::vector<std::string> arguments) {
        notices why;
        why.add(rule, {.file = name_}, std::move(arguments));
        throw data_error{std::move(why)};
    }

    std::string name_;
    limits most_;
    reader in_;
    std::uint64_t unpacked_ = 0;
};

} // namespace

bool detail::open_paths() noexcept {
    qaidam::detail::open_archives_with([](const file_path& path) { return open(path); });
    return true;
}

feed_files open(const file_path& folder_or_zip, const limits& most) {
    std::error_code failure;
    if (std::filesystem::is_directory(folder_or_zip.text(), failure)) return feed_files{folder_or_zip};
    if (!std::filesystem::exists(folder_or_zip.text(), failure))
        return feed_files{folder_or_zip}; // its reader says so
    return unpacker{folder_or_zip, most}.unpack();
}

} // namespace qaidam::zip
