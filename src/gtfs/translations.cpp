// translations.txt, of today and of before 2019.
#include <algorithm>
#include <map>
#include <set>

#include "loading.hpp"

namespace qaidam::gtfs::detail {
namespace {

bool is_english_name(const translation& t) {
    return t.table == "stops" && t.field == "stop_name" && t.language == "en" && t.sub_record.empty() &&
           (t.record.empty() != t.value.empty());
}

/// The form of before 2019, which names a text and not where it stands.
bool read_old_translations(loading& l, english_names& names) {
    if (!l.files.contains(old_translation_table.file)) return false;
    notices found;
    const auto text = l.files.read(old_translation_table.file, found, falls::file);
    if (!text) return false;
    const csv_table table{text->view(), old_translation_table, found};
    if (!table.usable()) return false;
    l.out.add(codes::old_translations, {.file = std::string{old_translation_table.file}});
    table.read(table.rows(), l.out, [&](record& r) {
        translation t{.table = {},
                      .field = {},
                      .language = r.text("lang"),
                      .text = r.text("translation"),
                      .record = {},
                      .sub_record = {},
                      .value = r.text("trans_id")};
        if (r.ok()) l.old_translations.push_back(std::move(t));
    });
    for (const auto& t : l.old_translations)
        if (t.language == "en") names.by_name.insert_or_assign(t.value, t.text);
    return true;
}

} // namespace

english_names read_translations(loading& l) {
    english_names names;
    if (read_old_translations(l, names)) return names;
    l.read(translation_table, [&](record& r) {
        translation t{.table = r.text("table_name"),
                      .field = r.text("field_name"),
                      .language = r.text("language"),
                      .text = r.text("translation"),
                      .record = text_of(r, "record_id"),
                      .sub_record = text_of(r, "record_sub_id"),
                      .value = text_of(r, "field_value")};
        if (r.ok() && !t.record.empty() && !t.value.empty())
            r.complain(codes::translation_of_two, "field_value", {t.value, t.record});
        if (!r.ok()) return;
        if (is_english_name(t)) {
            names.add(std::move(t));
        } else {
            l.builder.translation(std::move(t));
        }
    });
    return names;
}

void keep_other_names(loading& l, english_names names) {
    std::set<std::string, std::less<>> of_stops;
    for (const auto& s : l.made().stops()) of_stops.insert(s.name);
    for (auto& t : names.all)
        if (t.record.empty() ? of_stops.contains(t.value) : l.made().stops().find(t.record).has_value())
            l.builder.translation(std::move(t));
}

void place_old_translations(loading& l) {
    if (l.old_translations.empty()) return;
    std::map<std::string_view, std::vector<std::pair<std::string_view, std::string_view>>> places;
    const auto stands = [&](std::string_view text, std::string_view table, std::string_view field) {
        if (text.empty()) return;
        auto& all = places[text];
        const std::pair place{table, field};
        if (std::find(all.begin(), all.end(), place) == all.end()) all.push_back(place);
    };
    for (const auto& x : l.made().agencies()) stands(x.name, "agency", "agency_name");
    for (const auto& x : l.made().stations()) stands(x.name.zh, "stops", "stop_name");
    for (const auto& x : l.made().stops()) stands(x.name, "stops", "stop_name");
    for (const auto& x : l.made().routes()) {
        stands(x.short_name, "routes", "route_short_name");
        stands(x.long_name, "routes", "route_long_name");
    }
    for (const auto& x : l.made().trains()) {
        stands(x.headsign->zh, "trips", "trip_headsign");
        for (const auto& h : x.headsigns) stands(h.text, "stop_times", "stop_headsign");
    }
    std::set<std::string_view> of_stops;
    for (const auto& x : l.made().stops()) of_stops.insert(x.name);
    std::vector<translation> english; // last, as keep_other_names has them
    for (auto& t : l.old_translations)
        for (const auto& [table, field] : places[t.value]) {
            t.table = table;
            t.field = field;
            if (!is_english_name(t)) {
                l.builder.translation(t);
            } else if (of_stops.contains(t.value)) {
                english.push_back(t);
            }
        }
    for (auto& t : english) l.builder.translation(std::move(t));
}

} // namespace qaidam::gtfs::detail
