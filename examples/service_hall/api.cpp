// What other programs read: boards, journeys and classes as JSON, and a calendar to subscribe to. openapi.hpp describes it.
#include <algorithm>
#include <charconv>
#include <utility>

#include <nlohmann/json.hpp>

#include <qaidam/icalendar/icalendar.hpp>
#include <qaidam/journeys/journey.hpp>
#include <qaidam/rail/board.hpp>
#include <qaidam/views/rail_views.hpp>
#include <qaidam/views/venue_views.hpp>

#include "open311_text.hpp"
#include "openapi.hpp"
#include "pages.hpp"

namespace hall {
namespace {

using nlohmann::ordered_json;

http_answer json_answer(std::string body, int status = 200) {
    return {.status = status,
            .type = "application/json; charset=utf-8",
            .body = std::move(body),
            .headers = {{"Access-Control-Allow-Origin", "*"}, {"Cache-Control", "no-cache"}}};
}

http_answer error_answer(int status, std::string_view description) {
    return json_answer(ordered_json{{"code", status}, {"description", description}}.dump(1) + "\n", status);
}

template <class Answer>
http_answer answer_or_error(Answer&& answer) {
    try {
        return json_answer(answer());
    } catch (const api_error& e) {
        return error_answer(e.status, e.description);
    } catch (const page_error& e) {
        return error_answer(e.status, e.text.in(language::en));
    }
}

const rail::timetable& trains_of(const context& c) {
    if (!c.data().trains) throw api_error{404, "this hall has no timetable"};
    return *c.data().trains;
}

rail::station_id station(const context& c, const char* name) {
    const auto asked = one_line(c.request.query[name]);
    if (asked.empty()) throw api_error{400, fmt::format("{}: missing; want the name of a station", name)};
    const auto found = trains_of(c).stations_named(asked);
    if (found.empty()) throw api_error{404, fmt::format("{}: there is no such station", name)};
    return found.front();
}

/// A number of the query from 1 to `most`, or `otherwise` where it says none.
std::size_t number(const context& c, const char* name, std::size_t otherwise, std::size_t most) {
    const auto text = one_line(c.request.query[name]);
    if (text.empty()) return otherwise;
    std::size_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc{} || end != text.data() + text.size() || n < 1 || n > most)
        throw api_error{400, fmt::format("{}: want a number from 1 to {}", name, most)};
    return n;
}

/// "2021-12-24 09:00" or with a T, on the clock of the community; now where the query says none.
calendar::local_time time_asked(const context& c) {
    auto text = one_line(c.request.query["at"], 20);
    if (text.empty()) return c.now;
    std::replace(text.begin(), text.end(), 'T', ' ');
    const auto at = calendar::parse_local_time(text);
    if (!at || at->date() < calendar::date{1970, 1, 1} || calendar::date{2100, 1, 1} < at->date())
        throw api_error{400, "at: want a time such as 2021-12-24T09:00"};
    return *at;
}

std::string when(const context& c, calendar::local_time t) {
    return rfc3339(t, c.all.hall.zone());
}

ordered_json named(ordered_json x, const char* name, const label& l) {
    if (!l.zh.empty()) x[fmt::format("{}_zh", name)] = l.zh;
    if (!l.en.empty()) x[fmt::format("{}_en", name)] = l.en;
    return x;
}

ordered_json class_of(const context& c, const venues::programme& p, venues::course_id id) {
    const auto& x = p.courses[id];
    auto all = named({{"id", x.key.text()}}, "name", x.name);
    if (x.place) all["place"] = c.data().community.places()[*x.place].key.text();
    if (x.teacher) all = named(std::move(all), "teacher", p.teachers[*x.teacher].name);
    if (x.capacity) all["capacity"] = *x.capacity;
    all["enrolled"] = people_in(x, venues::enrolment_state::enrolled).size();
    all["waiting"] = people_in(x, venues::enrolment_state::waiting).size();
    all["sessions"] = ordered_json::array();
    for (const auto& s : p.sessions)
        if (s.course == id && s.state == venues::session_state::planned && c.now < s.until)
            all["sessions"].push_back({{"id", s.key.text()},
                                       {"place", c.data().community.places()[s.place].key.text()},
                                       {"from", when(c, s.from)},
                                       {"until", when(c, s.until)}});
    return all;
}

} // namespace

http_answer board_json(context& c) {
    return answer_or_error([&] {
        const auto at = time_asked(c);
        const auto& t = trains_of(c);
        const auto calls = rail::list_calls(t, {.at = station(c, "station"),
                                                .from = at,
                                                .until = at + std::chrono::hours{24},
                                                .most = number(c, "most", 40, 500)});
        return views::to_json(t, calls);
    });
}

http_answer journeys_json(context& c) {
    return answer_or_error([&] {
        const auto at = time_asked(c);
        const auto from = station(c, "from"), to = station(c, "to");
        auto all = journeys::router{c.data().network.value()}.find_all(
            {.from = from, .to = to, .when = journeys::leave_between{at, at + std::chrono::hours{24}}});
        if (const auto most = number(c, "most", 20, 100); all.size() > most) all.resize(most);
        return views::to_json(trains_of(c), all);
    });
}

http_answer classes_json(context& c) {
    return answer_or_error([&] {
        auto all = ordered_json::array();
        c.all.hall.ask_venues([&](const venues::desk& desk) {
            for (const auto id : desk.programme().courses.ids())
                all.push_back(class_of(c, desk.programme(), id));
        });
        return ordered_json{{"classes", all}}.dump(1) + "\n";
    });
}

http_answer openapi_json(context&) {
    return json_answer(std::string{openapi});
}

http_answer venues_ics(context& c) {
    const auto events = c.all.hall.ask_venues([&](const venues::desk& desk) {
        return views::to_calendar(without_homes(desk.programme()), desk.community(), {.language = c.l});
    });
    return {.type = "text/calendar; charset=utf-8",
            .body = icalendar::write({c.data().community.identity().name.in(c.l), events},
                                     c.all.hall.zone().to_utc(c.now)),
            .headers = {{"Access-Control-Allow-Origin", "*"}, {"Cache-Control", "no-cache"}}};
}

} // namespace hall
