/// The files of a feed, wherever they are: in a folder, in a zip, or in memory.
///
/// A feed is read through this type, and is made of a path wherever one is wanted, so that
/// `gtfs::load("feed.zip")` and `civic::load("community.zip")` read as they do of a folder, and
/// `gtfs::load("feeds.zip#north")` reads one of the feeds in a zip. Zips are opened by the room `zip`: a program that
/// links it needs nothing else. Whoever reads one zip several times keeps its files:
///
///     const qaidam::feed_files files{"community.zip"};
///     const auto community = qaidam::civic::load(files).value;
///     const auto accounts = qaidam::ledger::load(files, community).value;
#pragma once

#include <array>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <qaidam/base/file_path.hpp>
#include <qaidam/base/message.hpp>
#include <qaidam/base/text.hpp>

#pragma GCC visibility push(default)

namespace qaidam {

namespace codes {
inline constexpr message_rule file_twice{
    "file_twice",
    severity::fatal,
    {"有 {0} 和 {1}，只是大小写不同；请删去或改名其中一个",
     "there are {0} and {1}, which differ in case only; remove or rename one of the two"}};
inline constexpr std::array feed_files{&file_twice};
} // namespace codes

class feed_files {
public:
    using texts_by_name = std::map<std::string, shared_text, std::less<>>;

    /// Those of a folder, of which nothing is read yet and which need not be there; or those of an archive, which
    /// is unpacked at once. "feeds.zip#north" are those of the folder north, or of north.zip, in the archive.
    /// Throws: data_error if an archive is damaged or too large, holds several feeds or not the named one, or no
    ///         room that opens archives is linked.
    template <class Path>
    requires std::convertible_to<const Path&, file_path> feed_files(const Path& folder_or_archive)
        : feed_files{file_path{folder_or_archive}, at_path{}} {}
    /// Those in memory: their bytes by name, with '/' between folders. `name` is what notices call the whole.
    feed_files(std::string name, texts_by_name files) : folder_{name}, files_{std::move(files)} {}

    /// The last part of the path.
    [[nodiscard]] std::string name() const { return folder_.name(); }
    /// As it was given.
    [[nodiscard]] const std::string& path() const { return folder_.text(); }
    [[nodiscard]] bool exists() const;
    /// All of them, those in folders of the folder too: "stops.txt", "feed/stops.txt". In order.
    [[nodiscard]] std::vector<std::string> names() const;
    /// Whether there is a file of that name, in capitals or not: `agency.txt` may be called AGENCY.TXT.
    [[nodiscard]] bool contains(std::string_view file) const;

    /// What all its files are encoded in; else it is told from the bytes of each.
    void encoding(qaidam::encoding all) noexcept { encoding_ = all; }
    /// What they are likely in where their bytes leave it open: see `text_options::likely`.
    void likely_encoding(qaidam::encoding all) noexcept { likely_ = all; }

    /// The file as text, in capitals or not; nothing, with a notice, as `read_text_file`, or if there are two.
    /// `unusable` is what falls then.
    [[nodiscard]] std::optional<shared_text> read(std::string_view file, notices& out,
                                                  falls unusable = falls::as_said) const;

    /// The file as it is; nothing if it is not there or cannot be read.
    [[nodiscard]] std::optional<shared_text> bytes(std::string_view file) const;

    /// The files of one of the folders in the folder.
    [[nodiscard]] feed_files within(std::string_view folder) const;

private:
    struct at_path {};
    feed_files(file_path folder_or_archive, at_path);
    /// What the file is called here: its name in all the ways of writing it that there are.
    [[nodiscard]] std::vector<std::string> find(std::string_view file) const;

    file_path folder_;
    std::optional<texts_by_name> files_;
    qaidam::encoding encoding_ = qaidam::encoding::detect;
    qaidam::encoding likely_ = qaidam::encoding::detect;
};

/// Whether two names of files are the same but for capitals, of the letters a to z.
[[nodiscard]] bool is_same_file_name(std::string_view one, std::string_view other);

namespace detail {

/// An archive, and which of the feeds in it: "" unless that was said.
struct archive_path {
    std::string archive;
    std::string inner{};
};
/// Nothing if no file is there.
[[nodiscard]] std::optional<archive_path> find_archive(const file_path& path);

using archive_opener = feed_files (*)(const file_path&);
/// From now on `feed_files` opens archives so.
void open_archives_with(archive_opener open) noexcept;

} // namespace detail

} // namespace qaidam

#pragma GCC visibility pop
