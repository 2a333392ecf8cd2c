// Writes a damaged feed anew with its documented repairs, and every other byte as it was.
//
// Demonstrates: the policy `repair`, what was repaired and what was left out, and what became of each file.
// Read first: timetable_info.

#include <qaidam/gtfs/gtfs.hpp>

#include <string_view>

#include <qaidam/report/table.hpp>

using namespace qaidam;

namespace {

int say_usage(bool asked) {
    fmt::print(asked ? stdout : stderr,
               "usage: gtfs_repair IN OUT [--encoding NAME] [--lang zh|en]\n\n"
               "IN is a GTFS folder or zip, OUT another folder, which is made. Each repair, and each record "
               "that cannot\n"
               "be repaired and is left out, is a line; then comes what became of each file. NAME is utf-8, "
               "utf-16,\n"
               "gb18030, big5 or windows-1252; without it the encoding is told from the bytes.\n");
    return asked ? 0 : 2;
}

void print(const loaded<std::vector<gtfs::repaired_file>>& done, language l) {
    for (const auto& n : done.notices)
        if (n.level() > severity::info) fmt::print("{}\n", to_string(n, l));
    const auto right = report::align::right;
    report::table all{{{pick(l, "文件", "file")},
                       {pick(l, "原样的行", "rows kept"), right},
                       {pick(l, "改动", "changed"), right},
                       {pick(l, "未采用", "left out"), right}}};
    for (const auto& f : done.value) {
        if (f.copied) {
            all.add_row({f.file, pick(l, "整个照抄", "copied"), "", ""});
        } else {
            all.add_row(
                {f.file, std::to_string(f.kept), std::to_string(f.changed), std::to_string(f.left_out)});
        }
    }
    fmt::print("{}", all.text());
}

} // namespace

int main(int argc, char** argv) {
    std::vector<std::string> paths;
    auto in = encoding::detect;
    auto lang = language::en;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word{argv[i]};
        const std::string_view value{i + 1 < argc ? argv[i + 1] : ""};
        if (word == "--help") return say_usage(true);
        if (word == "--lang" && find_language(value)) {
            lang = *find_language(value);
            ++i;
        } else if (word == "--encoding" && parse_encoding(value)) {
            in = *parse_encoding(value);
            ++i;
        } else if (paths.size() < 2 && !word.starts_with("--")) {
            paths.emplace_back(word);
        } else {
            return say_usage(false);
        }
    }
    if (paths.size() != 2) return say_usage(false);
    try {
        feed_files feed{paths[0]};
        feed.encoding(in);
        print(gtfs::repair(feed, paths[1]), lang);
        return 0;
    } catch (const data_error& e) {
        for (const auto& n : e.why()) fmt::print(stderr, "{}\n", to_string(n, lang));
        fmt::print(stderr, "gtfs_repair: {}\n", pick(lang, "此数据无法修复", "the feed is beyond repair"));
    } catch (const std::exception& e) {
        fmt::print(stderr, "gtfs_repair: {}\n", e.what());
    }
    return 1;
}
