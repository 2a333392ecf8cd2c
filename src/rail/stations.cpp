#include <qaidam/rail/stations.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace qaidam::rail {
namespace {

/// Latin letters in lower case, without spaces and apostrophes: "Xi'an" and "xi an" are one.
std::string plain(std::string_view text) {
    std::string all;
    for (const char c : text)
        if (c >= 'A' && c <= 'Z')
            all += static_cast<char>(c - 'A' + 'a');
        else if (c != ' ' && c != '\'')
            all += c;
    return all;
}

std::optional<station_match> match_of(const station& s, const std::string& wanted) {
    const auto is = [&](const std::string& text) { return !text.empty() && plain(text) == wanted; };
    const auto starts = [&](const std::string& text) { return plain(text).starts_with(wanted); };
    if (is(s.code) || is(s.key.text())) return station_match::code;
    if (is(s.name.zh) || is(s.name.en)) return station_match::name;
    if (is(s.pinyin)) return station_match::pinyin;
    if (is(s.initials)) return station_match::initials;
    for (const auto& other : s.names)
        if (is(other.name.zh) || is(other.name.en)) return station_match::former_name;
    if (starts(s.name.zh) || starts(s.name.en)) return station_match::start_of_name;
    if (starts(s.pinyin)) return station_match::start_of_pinyin;
    if (is(s.city)) return station_match::city;
    return std::nullopt;
}

} // namespace

std::vector<found_station> find_stations(const timetable& t, std::string_view text) {
    std::vector<found_station> all;
    const auto wanted = plain(text);
    if (wanted.empty()) return all;
    for (const auto i : t.stations().ids())
        if (const auto by = match_of(t.stations()[i], wanted)) all.push_back({i, *by});
    std::sort(all.begin(), all.end(), [&](const found_station& a, const found_station& b) {
        if (a.match != b.match) return a.match < b.match;
        return t.stations()[a.station].key < t.stations()[b.station].key;
    });
    return all;
}

std::vector<station_id> stations_of_city(const timetable& t, std::string_view city) {
    std::vector<station_id> all;
    for (const auto i : t.stations().ids())
        if (t.stations()[i].city == city) all.push_back(i);
    return all.empty() ? t.stations_named(city) : all;
}

namespace {

/// The fields of an entry, as far as there are some.
std::array<std::string_view, 8> fields_of(std::string_view entry) {
    std::array<std::string_view, 8> all{};
    for (auto& field : all) {
        const auto bar = entry.find('|');
        field = entry.substr(0, bar);
        if (bar == std::string_view::npos) break;
        entry.remove_prefix(bar + 1);
    }
    return all;
}

} // namespace

loaded<std::vector<registered_station>> load_station_register(const file_path& file,
                                                              const load_options& options) {
    notices out{options.notices_per_code};
    std::vector<registered_station> all;
    const auto name = file.name();
    if (const auto text = read_text_file(file, out)) {
        std::set<std::string_view> codes_seen;
        auto rest = text->view();
        std::uint64_t entry = 0;
        for (auto at = rest.find('@'); at != std::string_view::npos; at = rest.find('@')) {
            rest.remove_prefix(at + 1);
            const auto fields = fields_of(rest.substr(0, rest.find('@')));
            const location where{.file = name, .line = ++entry};
            if (std::any_of(fields.begin() + 1, fields.begin() + 5, [](auto f) { return f.empty(); })) {
                out.add(codes::bad_register_entry, where, {excerpt(rest.substr(0, rest.find('@')))});
            } else if (!codes_seen.insert(fields[2]).second) {
                out.add(qaidam::codes::duplicate_key, where, {std::string{fields[2]}});
            } else {
                all.push_back({.code = std::string{fields[2]},
                               .name = std::string{fields[1]},
                               .pinyin = std::string{fields[3]},
                               .initials = std::string{fields[4]},
                               .city = std::string{fields[7]}});
            }
        }
        if (entry == 0) out.add(codes::bad_register_entry, {.file = name}, {excerpt(text->view())});
    }
    refuse_errors(out, options.policy);
    return {std::move(all), std::move(out)};
}

std::vector<register_change> compare_registers(std::span<const registered_station> before,
                                               std::span<const registered_station> after) {
    std::map<std::string_view, const registered_station*> old_by_code, old_by_name, new_by_code;
    for (const auto& s : before) {
        old_by_code.emplace(s.code, &s);
        old_by_name.emplace(s.name, &s);
    }
    for (const auto& s : after) new_by_code.emplace(s.code, &s);
    using kind = register_change_kind;
    std::vector<register_change> all;
    for (const auto& [code, s] : new_by_code) {
        const auto same_code = old_by_code.find(code);
        const auto same_name = old_by_name.find(s->name);
        if (same_code == old_by_code.end()) all.push_back({kind::added, s->code, {}, s->name});
        if (same_code != old_by_code.end() && same_code->second->name != s->name)
            all.push_back({kind::renamed, s->code, same_code->second->name, s->name});
        if (same_name != old_by_name.end() && same_name->second->code != code)
            all.push_back({kind::moved, s->code, same_name->second->code, s->name});
    }
    for (const auto& [code, s] : old_by_code)
        if (!new_by_code.contains(code)) all.push_back({kind::removed, s->code, s->name, {}});
    std::sort(all.begin(), all.end(), [](const register_change& a, const register_change& b) {
        return std::tie(a.kind, a.code) < std::tie(b.kind, b.code);
    });
    return all;
}

std::string to_string(const register_change& c, language l) {
    static constexpr wording words[] = {{"{0}：新设 {2}", "{0}: {2} is new"},
                                        {"{0}：撤销 {1}", "{0}: {1} is no more"},
                                        {"{0}：{1} 更名为 {2}", "{0}: {1} is now called {2}"},
                                        {"{0}：{2} 的电报码原为 {1}", "{0}: {2} had the code {1}"}};
    return fmt::format(fmt::runtime(words[static_cast<std::size_t>(c.kind)].in(l)), c.code, c.before,
                       c.after);
}

timetable with_register(timetable t, std::span<const registered_station> all) {
    std::map<std::string_view, const registered_station*> by_code;
    for (const auto& s : all) by_code.emplace(s.code, &s);
    timetable_builder b{std::move(t)};
    for (const auto i : b.so_far().stations().ids()) {
        auto s = b.so_far().stations()[i];
        const auto found = by_code.find(s.code);
        if (found == by_code.end()) continue;
        s.pinyin = found->second->pinyin;
        s.initials = found->second->initials;
        s.city = found->second->city;
        b.describe(i, std::move(s));
    }
    return std::move(b).build();
}

} // namespace qaidam::rail
