// What a feed says of its place and its language, for files that are not in UTF-8.
#include <algorithm>
#include <span>
#include <string_view>

#include "loading.hpp"

namespace qaidam::gtfs::detail {
namespace {

constexpr std::string_view gb18030_zones[] = {
    "Asia/Shanghai", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Urumqi", "Asia/Kashgar", "PRC"};
constexpr std::string_view big5_zones[] = {"Asia/Taipei", "ROC",        "Asia/Hong_Kong",
                                           "Hongkong",    "Asia/Macau", "Asia/Macao"};
constexpr std::string_view zones_of_many[] = {"Asia/Singapore", "Singapore", "Asia/Kuala_Lumpur"};

/// What is in the cells of its agencies and of feed_info.txt: they are ASCII in any encoding.
struct evidence {
    std::string zone{};      ///< of the first agency
    std::string languages{}; ///< in small letters, each after a space

    [[nodiscard]] bool is_of(std::span<const std::string_view> zones) const {
        return std::find(zones.begin(), zones.end(), zone) != zones.end();
    }
    [[nodiscard]] bool speaks(std::string_view language) const {
        return languages.find(language) != std::string::npos;
    }
    void hear(std::string_view language) {
        if (language.empty()) return;
        languages += ' ';
        for (const char c : language)
            languages += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == '_' ? '-' : c;
    }
};

evidence read_evidence(const feed_files& files) {
    evidence e;
    notices ignored; // load says it again
    read_table(files, agency_table, ignored, [&](record& r) {
        if (e.zone.empty()) e.zone = r.cell("agency_timezone");
        e.hear(r.cell("agency_lang"));
    });
    read_table(files, feed_info_table, ignored, [&](record& r) { e.hear(r.cell("feed_lang")); });
    return e;
}

} // namespace

encoding find_likely_encoding(const feed_files& files) {
    const auto e = read_evidence(files);
    const bool chinese = e.speaks(" zh");
    const auto is_traditional = [&] {
        constexpr std::string_view words[] = {"-hant", "-tw", "-hk", "-mo"};
        return chinese &&
               std::any_of(std::begin(words), std::end(words), [&](auto w) { return e.speaks(w); });
    };
    if (!e.speaks("-hans") && (e.is_of(big5_zones) || is_traditional())) return encoding::big5;
    if (chinese || e.is_of(gb18030_zones)) return encoding::gb18030;
    if (e.is_of(zones_of_many) || (e.zone.empty() && e.languages.empty())) return encoding::detect;
    return encoding::windows_1252;
}

} // namespace qaidam::gtfs::detail
