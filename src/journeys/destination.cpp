#include <qaidam/journeys/destination.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <stdexcept>

#include <qaidam/calendar/codes.hpp>
#include <qaidam/geo/point_cells.hpp>
#include <qaidam/journeys/codes.hpp>
#include <qaidam/journeys/daylight.hpp>

#include "derived_way.hpp"

namespace qaidam::journeys {
namespace {

using calendar::date;
using calendar::utc_time;
using rail::timetable;
using std::chrono::seconds;
using namespace std::chrono_literals;
using enum cell_kind;

constexpr auto maybe = presence::optional;
constexpr seconds whole_day = std::chrono::hours{24};

constexpr column sight_columns[] = {{"sight_id", identity},          {"name", needed},
                                    {"name_en", descriptive, maybe}, {"longitude", needed, maybe},
                                    {"latitude", needed, maybe},     {"datum", needed, maybe},
                                    {"stop_id", needed, maybe},      {"minutes", needed},
                                    {"price", needed, maybe},        {"currency", needed, maybe}};
constexpr column hour_columns[] = {
    {"sight_id", identity}, {"from", needed, maybe}, {"until", needed, maybe},     {"days", needed, maybe},
    {"opens", needed},      {"closes", needed},      {"last_entry", needed, maybe}};
constexpr column hotel_columns[] = {{"hotel_id", identity},          {"name", needed},
                                    {"name_en", descriptive, maybe}, {"longitude", needed, maybe},
                                    {"latitude", needed, maybe},     {"datum", needed, maybe},
                                    {"stop_id", needed, maybe},      {"price", needed, maybe},
                                    {"currency", needed, maybe}};
constexpr column way_columns[] = {{"from", identity},         {"to", identity},
                                  {"mode", needed, maybe},    {"minutes", needed, maybe},
                                  {"metres", needed, maybe},  {"price", needed, maybe},
                                  {"currency", needed, maybe}};
constexpr table_layout tables[] = {{"sights.csv", presence::required, sight_columns},
                                   {"sight_hours.csv", presence::binding, hour_columns},
                                   {"hotels.csv", maybe, hotel_columns},
                                   {"ways.csv", maybe, way_columns}};
constexpr const auto &sight_table = tables[0], &hour_table = tables[1], &hotel_table = tables[2],
                     &way_table = tables[3];

constexpr std::pair<std::string_view, way_mode> mode_words[] = {{"drive", way_mode::drive},
                                                                {"walk", way_mode::walk}};

/// Digits, perhaps with one or two after a point.
std::optional<std::int64_t> parse_hundredths(std::string_view text) {
    const auto point = text.find('.');
    std::string digits{text.substr(0, point)};
    auto decimals = point == std::string_view::npos ? std::string{} : std::string{text.substr(point + 1)};
    if (digits.empty() || digits.size() > 12 || decimals.size() > 2) return std::nullopt;
    decimals.resize(2, '0');
    digits += decimals;
    std::int64_t amount = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), amount);
    const bool good = failure == std::errc{} && end == digits.data() + digits.size() && digits[0] != '-';
    return good ? std::optional{amount} : std::nullopt;
}

/// "09:00", or "9:00".
std::optional<seconds> parse_clock(std::string_view text) {
    const bool is_short = text.find(':') == 1;
    return calendar::parse_time_of_day((is_short ? "0" : "") + std::string{text});
}

std::optional<door_time> parse_door_time(std::string_view text) {
    door_time x;
    for (const auto& [word, mark] : {std::pair{std::string_view{"sunrise"}, door_time::mark::sunrise},
                                     std::pair{std::string_view{"sunset"}, door_time::mark::sunset}}) {
        if (!text.starts_with(word)) continue;
        x.after = mark;
        text.remove_prefix(word.size());
        if (text.empty()) return x;
        const bool earlier = text.front() == '-';
        if (!earlier && text.front() != '+') return std::nullopt;
        const auto offset = parse_clock(text.substr(1));
        if (!offset) return std::nullopt;
        x.offset = earlier ? -*offset : *offset;
        return x;
    }
    const auto time = parse_clock(text);
    if (!time) return std::nullopt;
    x.offset = *time;
    return x;
}

/// The cell as `parse` reads it; nothing where it is blank or falls.
template <class T>
std::optional<T> find_parsed(record& r, std::string_view column, std::optional<T> (*parse)(std::string_view),
                             const message_rule& rule) {
    const auto text = r.cell(column);
    if (text.empty()) return std::nullopt;
    auto x = parse(text);
    if (!x) r.complain(rule, column, {std::string{text}});
    return x;
}

class destination_reader {
public:
    destination_reader(const feed_files& files, const timetable& t, notices& out, destination& d)
        : files_{files},
          t_{t},
          out_{out},
          d_{d} {}

    void read() {
        read_table(files_, sight_table, out_, [&](record& r) {
            sight x{.key = r.key("sight_id"), .name = r.name()};
            read_spot(r, x);
            x.visit = std::chrono::minutes{r.integer("minutes", 0, 24 * 60)};
            r.add_to(d_.sights, std::move(x), "sight_id");
        });
        read_table(files_, hour_table, out_, [&](record& r) {
            auto hours = read_opening(r);
            (void)r.reference("sight_id", d_.sights, sight_table.file);
            const auto whose = d_.sights.find(r.cell("sight_id")); // of a damaged row too
            if (!whose) return;
            if (r.ok())
                return d_.sights.update(*whose, [&](sight& s) { s.hours.push_back(std::move(hours)); });
            if (!d_.sights[*whose].hours_unknown)
                r.tell(codes::hours_not_read, "opens", {d_.sights[*whose].key.text()});
            d_.sights.update(*whose, [](sight& s) { s.hours_unknown = true; });
        });
        read_table(files_, hotel_table, out_, [&](record& r) {
            hotel x{.key = r.key("hotel_id"), .name = r.name()};
            read_spot(r, x);
            r.add_to(d_.hotels, std::move(x), "hotel_id");
        });
        read_table(files_, way_table, out_, [&](record& r) {
            const auto from = read_place(r, "from"), to = read_place(r, "to");
            const auto mode = r.find_choice<way_mode>("mode", mode_words).value_or(way_mode::drive);
            const auto minutes = r.find_integer("minutes", 0, 7 * 24 * 60);
            const auto metres = r.find_number("metres", 0, 10'000'000);
            const auto price = read_price(r);
            if (r.ok() && from == to) r.complain(codes::way_to_itself, "to", {std::string{r.cell("to")}});
            if (r.ok() && !minutes && !metres) r.complain(codes::way_without_time, "minutes");
            if (!r.ok()) return;
            way x{.from = *from, .to = *to, .mode = mode, .price = price, .is_derived = !minutes};
            if (minutes) x.duration = std::chrono::minutes{*minutes};
            if (metres) x.length = geo::meters{*metres};
            d_.ways.push_back(std::move(x));
        });
    }

private:
    /// What sights and hotels have in common.
    template <class Spot>
    void read_spot(record& r, Spot& x) {
        x.at = geo::find_point(r);
        x.station = r.find_reference("stop_id", t_.stations(), "stops.txt");
        x.price = read_price(r);
        if (r.ok() && !x.at && !x.station) r.complain(codes::place_nowhere, "stop_id");
    }

    opening read_opening(record& r) const {
        opening x{.from = find_parsed(r, "from", calendar::parse_month_day, calendar::codes::bad_day_of_year),
                  .until =
                      find_parsed(r, "until", calendar::parse_month_day, calendar::codes::bad_day_of_year)};
        if (const auto words = r.cell("days"); !words.empty()) {
            try {
                x.days = calendar::parse_day_set(words);
            } catch (const data_error& e) {
                const auto& why = *e.why().begin();
                r.complain(*why.rule, "days", why.arguments);
            }
        }
        for (const auto* column : {"opens", "closes"})
            if (r.cell(column).empty()) r.complain(qaidam::codes::missing_value, column);
        x.opens = find_parsed(r, "opens", parse_door_time, codes::bad_door_time).value_or(door_time{});
        x.closes = find_parsed(r, "closes", parse_door_time, codes::bad_door_time).value_or(door_time{});
        x.last_entry = find_parsed(r, "last_entry", parse_door_time, codes::bad_door_time);
        return x;
    }

    std::int64_t read_price(record& r) {
        const auto price = find_parsed(r, "price", parse_hundredths, codes::bad_amount);
        const auto currency = r.cell("currency");
        if (!price) return 0;
        if (currency.empty()) {
            r.complain(qaidam::codes::missing_value, "currency");
        } else if (d_.currency.empty()) {
            d_.currency = currency;
        } else if (d_.currency != currency) {
            r.complain(codes::second_currency, "currency", {std::string{currency}, d_.currency});
        }
        return *price;
    }

    std::optional<waypoint> read_place(record& r, std::string_view column) const {
        const auto k = r.text(column);
        if (k.empty()) return std::nullopt;
        std::vector<waypoint> all;
        if (const auto s = d_.sights.find(k)) all.emplace_back(*s);
        if (const auto h = d_.hotels.find(k)) all.emplace_back(*h);
        if (const auto s = t_.stations().find(k)) all.emplace_back(*s);
        if (all.empty()) {
            // One that was left out is the cause to be told.
            for (const auto& table : {sight_table, hotel_table})
                if (out_.find_left_out(table.file, k)) {
                    r.miss(column, k, table.file);
                    return std::nullopt;
                }
            r.complain(codes::unknown_place, column, {k});
        }
        if (all.size() > 1) r.complain(codes::several_places, column, {k});
        return r.ok() ? std::optional{all.front()} : std::nullopt;
    }

    const feed_files& files_;
    const timetable& t_;
    notices& out_;
    destination& d_;
};

/// Where a place is, if that is known.
std::optional<geo::point> point_of(const destination& d, const timetable& t, const waypoint& p) {
    if (const auto* s = std::get_if<rail::station_id>(&p)) return t.stations().at(*s).at;
    const auto spot = [&](const auto& x) { return x.at || !x.station ? x.at : t.stations()[*x.station].at; };
    if (const auto* s = std::get_if<sight_id>(&p)) return spot(d.sights.at(*s));
    return spot(d.hotels.at(std::get<hotel_id>(p)));
}

/// The station that a place without a point stands at.
std::optional<rail::station_id> station_of(const destination& d, const waypoint& p) {
    if (const auto* s = std::get_if<rail::station_id>(&p)) return *s;
    const auto spot = [](const auto& x) { return x.at ? std::nullopt : x.station; };
    if (const auto* s = std::get_if<sight_id>(&p)) return spot(d.sights.at(*s));
    return spot(d.hotels.at(std::get<hotel_id>(p)));
}

bool in_season(const opening& x, const date& day) {
    const month_day today{day.month(), day.day()};
    if (x.from && x.until && *x.until < *x.from) return today >= *x.from || today < *x.until;
    return (!x.from || *x.from <= today) && (!x.until || today < *x.until);
}

} // namespace

std::optional<way> find_way(const destination& d, const timetable& t, const waypoint& from,
                            const waypoint& to, const way_speeds& speeds) {
    const way* back = nullptr;
    const auto as_asked = [&](way x) {
        x.from = from;
        x.to = to;
        if (x.is_derived) x.duration = time_over(*x.length, x.mode, speeds);
        return x;
    };
    for (const auto& x : d.ways) {
        if (x.from == from && x.to == to) return as_asked(x);
        if (x.from == to && x.to == from && back == nullptr) back = &x;
    }
    if (back != nullptr) return as_asked(*back);
    const auto here = station_of(d, from), there = station_of(d, to);
    if (here && here == there)
        return way{
            .from = from, .to = to, .mode = way_mode::walk, .length = geo::meters{0}, .is_derived = true};
    const auto a = point_of(d, t, from), b = point_of(d, t, to);
    if (!a || !b) return std::nullopt;
    const auto x = derive_way(*a, *b, speeds);
    if (!x) return std::nullopt;
    return way{.from = from,
               .to = to,
               .mode = x->mode,
               .duration = x->duration,
               .length = x->length,
               .is_derived = true};
}

seconds time_over(geo::meters length, way_mode mode, const way_speeds& speeds) {
    const auto kmh = mode == way_mode::drive ? speeds.driving : speeds.walking;
    return seconds{std::llround(std::ceil(length.value() / 1000 / kmh * 60) * 60)};
}

std::optional<derived_way> derive_way(const geo::point& a, const geo::point& b, const way_speeds& speeds) {
    const auto line = geo::distance(a, b);
    if (line > speeds.driven_within) return std::nullopt;
    const geo::meters length{line.value() * speeds.detour};
    const auto mode = line <= speeds.walked_within ? way_mode::walk : way_mode::drive;
    return derived_way{mode, length, time_over(length, mode, speeds)};
}

std::optional<rail::station_id> find_nearest_station(const timetable& t, const geo::point& at,
                                                     geo::meters within) {
    std::optional<rail::station_id> nearest;
    for (const auto s : t.stations().ids()) {
        const auto& x = t.stations()[s];
        if (!x.at || t.calls_at(s).empty()) continue;
        constexpr double least_degree = 110'000; // metres along a meridian
        if (std::abs(x.at->lat().degrees() - at.lat().degrees()) * least_degree > within.value()) continue;
        const auto length = geo::distance(*x.at, at);
        if (length > within || (nearest && length == within)) continue;
        within = length;
        nearest = s;
    }
    return nearest;
}

std::vector<visiting_hours> hours_on(const sight& s, const timetable& t, const date& day) {
    const auto& zone = s.station ? t.zone_of(*s.station) : t.zone();
    const auto clock = [&](seconds after_midnight) {
        return zone.to_utc(calendar::local_time{day, after_midnight});
    };
    if (s.hours_unknown) return {};
    if (s.hours.empty()) return {{clock({}), clock(whole_day), clock(whole_day * 2)}};
    const auto at = s.at || !s.station ? s.at : t.stations()[*s.station].at;
    std::optional<daylight> light;
    for (const auto offset : {-1, 0, 1}) { // of the date in UTC whose solar noon is on this day
        const auto x = at ? daylight_of(*at, day + calendar::day_count{offset}) : std::nullopt;
        if (x && zone.to_local(x->rises + (x->sets - x->rises) / 2).date() == day) light = x;
    }
    const auto moment_of = [&](const door_time& x) -> std::optional<utc_time> {
        if (x.after == door_time::mark::midnight) return clock(x.offset);
        if (!light) return std::nullopt;
        // Whole minutes while the sun is up.
        if (x.after == door_time::mark::sunset)
            return light->sets - light->sets.time_of_day() % 60 + x.offset;
        return light->rises + (60s - light->rises.time_of_day() % 60) % 60 + x.offset;
    };
    std::vector<visiting_hours> all;
    for (const auto& x : s.hours) {
        if (!in_season(x, day) || !x.days.contains(day)) continue;
        const auto opens = moment_of(x.opens);
        auto closes = moment_of(x.closes);
        auto last = moment_of(x.last_entry.value_or(x.closes));
        if (!opens || !closes || !last) continue;
        if (*closes <= *opens) *closes += whole_day;
        if (*last < *opens) *last += whole_day;
        all.push_back({*opens, std::min(*last, *closes), *closes});
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.opens < b.opens; });
    return all;
}

loaded<destination> load_destination(const feed_files& files, const timetable& t,
                                     const load_options& options) {
    loaded<destination> result{{}, notices{options.notices_per_code}};
    destination_reader{files, t, result.notices, result.value}.read();
    refuse_errors(result.notices, options.policy);
    return result;
}

std::span<const table_layout> destination_layouts() {
    return tables;
}

const label& name_of(const destination& d, const timetable& t, const waypoint& p) {
    if (const auto* s = std::get_if<rail::station_id>(&p)) return t.stations().at(*s).name;
    if (const auto* s = std::get_if<sight_id>(&p)) return d.sights.at(*s).name;
    return d.hotels.at(std::get<hotel_id>(p)).name;
}

} // namespace qaidam::journeys
