/// Zips for tests.
#pragma once

#include <map>
#include <string>

#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>

namespace test {

/// The bytes of a zip with these files.
inline std::string pack(const std::map<std::string, std::string>& all) {
    std::size_t room = 1 << 16;
    for (const auto& [name, text] : all) room += 2 * text.size() + 4 * name.size() + 1024;
    std::string bytes(room, '\0');
    std::size_t used = 0;
    auto* out = archive_write_new();
    archive_write_set_format_zip(out);
    REQUIRE(archive_write_open_memory(out, bytes.data(), bytes.size(), &used) == ARCHIVE_OK);
    for (const auto& [name, text] : all) {
        auto* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
        archive_write_header(out, entry);
        archive_write_data(out, text.data(), text.size());
        archive_entry_free(entry);
    }
    archive_write_free(out);
    bytes.resize(used);
    return bytes;
}

} // namespace test
