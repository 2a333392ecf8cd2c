/// The files of a feed, wherever they are: in a folder, or in memory after a zip was unpacked (qaidam::zip).
#pragma once

#include <concepts>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <qaidam/base/text.hpp>

namespace qaidam {

class feed_files {
public:
    /// Those of a folder. Nothing is read yet, and the folder need not be there.
    template <std::convertible_to<std::filesystem::path> Path>
    feed_files(Path&& folder) : folder_{std::forward<Path>(folder)} {}
    /// Those in memory: their bytes by name, with '/' between folders. `name` is what notices call the whole.
    feed_files(std::string name, std::map<std::string, shared_text, std::less<>> files)
        : folder_{std::move(name)},
          files_{std::move(files)} {}

    /// The last part of the path.
    [[nodiscard]] std::string name() const { return folder_.filename().string(); }
    /// As it was given.
    [[nodiscard]] std::string path() const { return folder_.string(); }
    [[nodiscard]] bool exists() const;
    /// All of them, those in folders of the folder too: "stops.txt", "feed/stops.txt". In order.
    [[nodiscard]] std::vector<std::string> names() const;
    [[nodiscard]] bool contains(std::string_view file) const;

    /// The file as text; nothing, with a notice, as `read_text_file`.
    [[nodiscard]] std::optional<shared_text> read(std::string_view file, notices& out) const;

    /// The files of one of the folders in the folder.
    [[nodiscard]] feed_files within(std::string_view folder) const;

private:
    std::filesystem::path folder_;
    std::optional<std::map<std::string, shared_text, std::less<>>> files_;
};

} // namespace qaidam
