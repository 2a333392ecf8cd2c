#include <qaidam/views/safety_views.hpp>

#include <cmath>

#include "json_text.hpp"
#include "rail_json.hpp"

namespace qaidam::views {
namespace {

using journeys::lateness_scope;
using nlohmann::ordered_json;

constexpr double noise = 1e-9; // of sums

/// "83 %", never more than it is.
std::string held_words(double share) {
    const auto percent = static_cast<int>(std::floor(share * 100 + noise));
    return percent == 0 && share > noise ? std::string{"< 1 %"} : fmt::format("{} %", percent);
}

/// "17 %", never less than it is.
std::string missed_words(double share) {
    return fmt::format("{} %", static_cast<int>(std::ceil(share * 100 - noise)));
}

const char* scope_words(lateness_scope scope, language l) {
    switch (scope) {
    case lateness_scope::class_at_station: return pick(l, "同类列车在本站", "of its class there");
    case lateness_scope::train_class: return pick(l, "同类列车", "of its class");
    case lateness_scope::all_trains: break;
    }
    return pick(l, "全部列车", "of all trains");
}

const char* scope_word(lateness_scope scope) {
    switch (scope) {
    case lateness_scope::class_at_station: return "class_at_station";
    case lateness_scope::train_class: return "train_class";
    case lateness_scope::all_trains: break;
    }
    return "all_trains";
}

rail::station_id station_of(const rail::timetable& t, const journeys::journey& j,
                            const journeys::change_safety& c) {
    const auto& r = std::get<journeys::ride>(j.legs.at(c.leg));
    return t.trains().at(r.train).calls.at(r.board).at;
}

/// "15 min", "3 h 5 min", "-2 min"
std::string spare_words(std::chrono::seconds spare, language l) {
    const auto minutes = std::chrono::floor<std::chrono::minutes>(spare).count(); // never more than it is
    const auto text = [&](std::int64_t m) {
        return m < 60 ? fmt::format(fmt::runtime(pick(l, "{} 分", "{} min")), m)
                      : fmt::format(fmt::runtime(pick(l, "{} 小时 {} 分", "{} h {} min")), m / 60, m % 60);
    };
    return minutes < 0 ? "-" + text(-minutes) : text(minutes);
}

/// On average: to the whole minute, never earlier than it is.
calendar::local_time up_to_minute(calendar::local_time t) {
    return t + (std::chrono::seconds{60} - t.time_of_day() % 60) % 60;
}

std::string change_words(const rail::timetable& t, const journeys::journey& j,
                         const journeys::change_safety& c, language l) {
    auto text = fmt::format(fmt::runtime(pick(l, "  换乘 {}，富余 {}：", "  change at {}, {} to spare: ")),
                            t.stations()[station_of(t, j, c)].name.in(l), spare_words(c.spare, l));
    if (!c.holds)
        return text + pick(l, "能否赶上不详（观测不足 30 次，或列车无固定时刻）\n",
                           "unknown (fewer than 30 observations, or a train without fixed times)\n");
    return text + fmt::format(fmt::runtime(pick(l, "{} 赶得上（据 {} 次到站，{}；{} 次开车，{}）\n",
                                                "holds {} (of {} arrivals {}, {} departures {})\n")),
                              held_words(*c.holds), c.arrival->observations, scope_words(c.arrival->scope, l),
                              c.departure->observations, scope_words(c.departure->scope, l));
}

ordered_json likelihood(double x) {
    return std::round(x * 1e6) / 1e6;
}

ordered_json source_json(const journeys::lateness_source& x) {
    return {{"scope", scope_word(x.scope)}, {"observations", x.observations}};
}

ordered_json safety_json(const rail::timetable& t, const journeys::assessed_journey& j) {
    const auto& s = j.safety;
    ordered_json all;
    if (s.holds) all["holds"] = likelihood(*s.holds);
    if (s.expected_arrival)
        all["expected_arrival"] = json_time(*s.expected_arrival_there, *s.expected_arrival);
    if (s.not_there) all["not_there"] = likelihood(*s.not_there);
    all["window_ends"] = json_time(t.zone().to_local(s.window_ends), s.window_ends);
    ordered_json changes = ordered_json::array();
    for (const auto& c : s.changes) {
        ordered_json one{{"leg", c.leg},
                         {"station", t.stations()[station_of(t, j.journey, c)].key.text()},
                         {"seconds_to_spare", c.spare.count()}};
        if (c.holds) one["holds"] = likelihood(*c.holds);
        if (c.arrival) one["arrival"] = source_json(*c.arrival);
        if (c.departure) one["departure"] = source_json(*c.departure);
        changes.push_back(std::move(one));
    }
    all["changes"] = std::move(changes);
    return all;
}

} // namespace

std::string describe_safety(const rail::timetable& t, const journeys::assessed_journey& j, language l) {
    const auto& s = j.safety;
    std::string text;
    for (const auto& c : s.changes) text += change_words(t, j.journey, c, l);
    if (s.changes.size() > 1 && s.holds)
        text += fmt::format(fmt::runtime(pick(l, "  全部赶得上：{}\n", "  all changes: {}\n")),
                            held_words(*s.holds));
    if (!s.expected_arrival) return text + pick(l, "  平均何时到达不详\n", "  expected arrival: unknown\n");
    text += fmt::format(fmt::runtime(pick(l, "  预计平均到达 {}\n", "  expected arrival {}\n")),
                        calendar::to_string(up_to_minute(*s.expected_arrival_there)));
    if (*s.not_there > noise)
        text +=
            fmt::format(fmt::runtime(pick(l, "  到 {} 仍到不了的可能：{}（按届时到达计）\n",
                                          "  not there by {}: {} (counted as arriving then)\n")),
                        calendar::to_string(t.zone().to_local(s.window_ends)), missed_words(*s.not_there));
    return text;
}

std::string to_json(const rail::timetable& t, std::span<const journeys::assessed_journey> journeys) {
    ordered_json all = ordered_json::array();
    for (const auto& j : journeys) {
        auto one = journey_json(t, j.journey);
        one["safety"] = safety_json(t, j);
        all.push_back(std::move(one));
    }
    return json_text({{"journeys", std::move(all)}});
}

} // namespace qaidam::views
