// Classes to enrol in and places to book, for residents in the register.
#include <algorithm>
#include <charconv>
#include <set>

#include "pages.hpp"

namespace hall {
namespace {

using calendar::date;
using calendar::day_count;
using calendar::local_time;

// What the hall allows beyond the desk's rules: nobody takes all the places for themselves.
constexpr int most_bookings = 3;
constexpr int most_days_ahead = 30;
constexpr std::chrono::hours longest_booking{4};

/// What a place is booked for. Residents choose from these, so that a journal, which forgets nothing, and a page that all
/// see have no words about anybody.
struct purpose {
    std::string_view word;
    const char* zh;
    const char* en;
};
constexpr purpose purposes[] = {
    {"rehearsal", "排练", "Rehearsal"},        {"meeting", "会议", "Meeting"},
    {"practice", "练习", "Practice"},          {"celebration", "聚会", "Celebration"},
    {"reading", "读书交流", "Reading circle"}, {"sport", "健身活动", "Sport"},
};

struct span {
    local_time from;
    local_time until;
};

/// When a place is free on a day from now on: within its hours, between its other uses, preparing and clearing up included.
std::vector<span> free_spans(const venues::desk& desk, civic::place_id place, const date& day,
                             local_time now) {
    const auto terms = desk.programme().terms.find(place);
    const bool known = terms != desk.programme().terms.end();
    std::vector<span> taken;
    if (known)
        for (const auto& c : terms->second.closures) taken.push_back({c.from, c.until});
    for (const auto& e : venues::list_entries(desk.programme(), desk.community(),
                                              local_time{day - day_count{1}}, local_time{day + day_count{2}}))
        if (const auto* at = std::get_if<civic::place_id>(&e.where); at != nullptr && *at == place)
            taken.push_back({e.from - e.set_up, e.until + e.clean_up});
    std::sort(taken.begin(), taken.end(), [](const span& a, const span& b) { return a.from < b.from; });
    std::vector<calendar::day_window> windows{{.from = {}, .until = std::chrono::hours{24}}};
    if (known && terms->second.open)
        windows = venues::windows_on(*terms->second.open, day, desk.options().holidays);
    std::vector<span> all;
    for (const auto& w : windows) {
        auto from = std::max(local_time{day} + w.from, now);
        const auto until = local_time{day} + w.until;
        for (const auto& t : taken) {
            if (from < t.from && from < until) all.push_back({from, std::min(t.from, until)});
            from = std::max(from, t.until);
        }
        if (from < until) all.push_back({from, until});
    }
    return all;
}

std::string clock_of(local_time t, const date& day) {
    return t == local_time{day + day_count{1}} ? "24:00" : to_string(t).substr(11, 5);
}

/// The resident who is signed in. Throws: page_error 403 for a visitor, or nobody.
person_key resident_of(const context& c) {
    const auto person = c.someone();
    if (!c.data().community.people().find(person))
        throw page_error{403,
                         {"报名和预约须为登记的居民，请用登记的手机号登录",
                          "classes and places are for residents in the register; sign in by phone number"}};
    return person;
}

bool is_resident(const context& c) {
    return c.who() && c.data().community.people().find(c.person()).has_value();
}

markup sign_in_note(const context& c) {
    if (is_resident(c)) return {};
    return html(
        "<p class=\"good\">{} <a href=\"/sign-in\">{}</a></p>\n",
        c.say("报名和预约请先用登记的手机号登录。", "To enrol or to book, sign in with your phone number."),
        c.say("登录", "Sign in"));
}

markup fact(const char* what, const markup& value) {
    return html("<dt>{}</dt><dd>{}</dd>\n", what, value);
}

/// "12/20, 3 waiting"
std::string seats_of(const context& c, const venues::course& x) {
    const auto in = people_in(x, venues::enrolment_state::enrolled).size();
    const auto waiting = people_in(x, venues::enrolment_state::waiting).size();
    auto text = x.capacity
                    ? fmt::format(fmt::runtime(c.say("{}/{} 人", "{} of {}")), in, *x.capacity)
                    : fmt::format(fmt::runtime(c.say("{} 人，名额不限", "{}, as many as want to")), in);
    if (waiting > 0) text += fmt::format(fmt::runtime(c.say("，候补 {} 人", ", {} waiting")), waiting);
    return text;
}

/// The sessions to come, the first few.
markup sessions_of(const context& c, const venues::programme& p, venues::course_id course) {
    std::vector<const venues::session*> next;
    for (const auto& s : p.sessions)
        if (s.course == course && s.state == venues::session_state::planned && c.now < s.from)
            next.push_back(&s);
    std::sort(next.begin(), next.end(), [](const auto* a, const auto* b) { return a->from < b->from; });
    if (next.empty()) return html("{}", c.say("暂无", "none is planned"));
    markup all;
    for (std::size_t i = 0; i < std::min<std::size_t>(next.size(), 3); ++i)
        all += html("{}{} <time>{}</time> <time>{}–{}</time>", i == 0 ? "" : c.say("；", "; "),
                    to_string(calendar::weekday_of(next[i]->from.date()), c.l),
                    calendar::to_string(next[i]->from.date()), clock_of(next[i]->from, next[i]->from.date()),
                    clock_of(next[i]->until, next[i]->from.date()));
    return all;
}

const char* button_word(const context& c, const venues::course& x) {
    const auto in = people_in(x, venues::enrolment_state::enrolled).size();
    return x.capacity && in >= static_cast<std::size_t>(*x.capacity)
               ? c.say("加入候补", "Go on the waiting list")
               : c.say("报名", "Enrol");
}

/// Where the resident stands with the class, and what they may do.
markup standing(const context& c, const venues::desk& desk, venues::course_id id) {
    if (!is_resident(c)) return {};
    const auto& x = desk.programme().courses[id];
    const auto person = *c.data().community.people().find(c.person());
    const auto here = std::find_if(x.enrolments.begin(), x.enrolments.end(), [&](const venues::enrolment& e) {
        return e.person == person && e.state != venues::enrolment_state::withdrawn;
    });
    if (here != x.enrolments.end()) {
        std::string words = to_string(here->state, c.l);
        if (here->state == venues::enrolment_state::waiting) {
            const auto waiting = people_in(x, venues::enrolment_state::waiting);
            words += fmt::format(fmt::runtime(c.say("，第 {} 位", ", number {}")),
                                 std::find(waiting.begin(), waiting.end(), person) - waiting.begin() + 1);
        }
        return html("<p><span class=\"state open\">{}</span></p>\n{}", words,
                    c.form(fmt::format("/classes/{}/withdraw", x.key), {}, c.say("退出", "Withdraw"),
                           fmt::format("withdraw-{}", x.key)));
    }
    if (const auto no = desk.check(venues::enrol{x.key, c.person(), c.now, c.person()}))
        return html("<p class=\"quiet\">{}</p>\n", to_string(*no, c.l));
    return c.form(fmt::format("/classes/{}/enrol", x.key), {}, button_word(c, x),
                  fmt::format("enrol-{}", x.key));
}

markup class_cards(const context& c, const venues::desk& desk) {
    const auto& p = desk.programme();
    markup all;
    for (const auto id : p.courses.ids()) {
        const auto& x = p.courses[id];
        markup facts = fact(c.say("时间", "When"), sessions_of(c, p, id));
        if (x.place)
            facts +=
                fact(c.say("地点", "Where"), html("{}", c.data().community.places()[*x.place].name.in(c.l)));
        if (x.teacher)
            facts += fact(c.say("老师", "Teacher"), html("{}", p.teachers[*x.teacher].name.in(c.l)));
        facts += fact(c.say("已报名", "Enrolled"), html("{}", seats_of(c, x)));
        all += html("<li id=\"class-{}\"><h3>{}</h3>\n<dl>\n{}</dl>\n{}</li>\n", x.key.text(), x.name.in(c.l),
                    facts, standing(c, desk, id));
    }
    return html("<ul class=\"cards\">\n{}</ul>\n", all);
}

/// Halls and stations are for those who serve there.
bool is_to_be_booked(const civic::place& place) {
    return place.kind == civic::place_kind::room || place.kind == civic::place_kind::house;
}

markup place_cards(const context& c) {
    markup all;
    for (const auto& place : c.data().community.places()) {
        if (!is_to_be_booked(place)) continue;
        const auto takes =
            place.capacity ? fmt::format(fmt::runtime(c.say("可容 {} 人", "for {} people")), *place.capacity)
                           : std::string{};
        all += html("<li><a href=\"/venues/{}\">{}</a><span class=\"quiet\">{}</span></li>\n",
                    place.key.text(), place.name.in(c.l), takes);
    }
    return html("<ul class=\"cards\">\n{}</ul>\n", all);
}

civic::place_id place_of(const context& c) {
    const auto found = c.data().community.places().find(c.parts[0]);
    if (!found || !is_to_be_booked(c.data().community.places()[*found]))
        throw page_error{404, {"没有可预约的这个场地", "there is no such place to be booked"}};
    return *found;
}

/// The free hours of the next days.
markup free_days(const context& c, const venues::desk& desk, civic::place_id place) {
    markup all;
    for (int i = 0; i < 8; ++i) {
        const auto day = c.now.date() + day_count{i};
        markup hours;
        for (const auto& s : free_spans(desk, place, day, c.now))
            hours += html("{}<time>{}–{}</time>", hours.empty() ? "" : c.say("，", ", "),
                          clock_of(s.from, day), clock_of(s.until, day));
        all += html(
            "<li><b>{} {}</b> {}</li>\n", to_string(calendar::weekday_of(day), c.l), calendar::to_string(day),
            hours.empty() ? html("<span class=\"quiet\">{}</span>", c.say("没有空闲", "nothing is free"))
                          : hours);
    }
    return html("<ul class=\"lines\" id=\"free\">\n{}</ul>\n", all);
}

/// What a form or an address says of a booking.
struct asked {
    std::string day, from, until, people, what;
};

asked asked_for(const context& c) {
    const auto& f = c.request.method == "POST" ? c.request.form : c.request.query;
    return {one_line(f["day"], 10), one_line(f["from"], 5), one_line(f["until"], 5), one_line(f["people"], 6),
            one_line(f["what"], 20)};
}

markup booking_form(const context& c, const asked& a) {
    markup choices;
    for (const auto& p : purposes)
        choices += html("<option value=\"{}\"{}>{}</option>\n", p.word,
                        trusted(p.word == a.what ? " selected" : ""), c.say(p.zh, p.en));
    const auto field = [&](const char* name, const char* label, const char* type, const std::string& value) {
        return html("<p class=\"field\"><label for=\"{}\">{}</label><input id=\"{}\" name=\"{}\" type=\"{}\" "
                    "value=\"{}\" required></p>\n",
                    name, label, name, name, type, value);
    };
    const auto& place = c.data().community.places()[place_of(c)];
    return c.form(fmt::format("/venues/{}", place.key),
                  html("{}{}{}{}<p class=\"field\"><label for=\"what\">{}</label><select id=\"what\" "
                       "name=\"what\">\n{}</select></p>\n",
                       field("day", c.say("日期", "Day"), "date",
                             a.day.empty() ? calendar::to_string(c.now.date() + day_count{1}) : a.day),
                       field("from", c.say("开始", "From"), "time", a.from.empty() ? "10:00" : a.from),
                       field("until", c.say("结束", "Until"), "time", a.until.empty() ? "11:00" : a.until),
                       field("people", c.say("人数", "People"), "number", a.people.empty() ? "5" : a.people),
                       c.say("用途", "For"), choices),
                  c.say("预约", "Book"), "booking-form");
}

http_answer place_answer(context& c, const asked& a, const markup& said = {}, int status = 200) {
    const auto id = place_of(c);
    const auto& place = c.data().community.places()[id];
    const auto title = place.name.in(c.l);
    const auto rules = fmt::format(
        fmt::runtime(
            c.say("每人同时至多 {} 个预约，每次至多 {} 小时，至多提前 {} 天；开始前可以取消。",
                  "At most {} bookings at a time, {} hours each, {} days ahead; until it begins it can be "
                  "cancelled.")),
        most_bookings, longest_booking.count(), most_days_ahead);
    return c.page(
        title,
        html("<h1>{} <span class=\"quiet\">{}</span></h1>\n{}{}{}<section><h2>{}</h2>\n{}</section>\n<p><a "
             "href=\"/venues\">{}</a></p>\n",
             title,
             place.capacity ? fmt::format(fmt::runtime(c.say("可容 {} 人", "for {} people")), *place.capacity)
                            : std::string{},
             said, sign_in_note(c),
             is_resident(c) ? html("<section><h2>{}</h2>\n<p>{}</p>\n{}</section>\n",
                                   c.say("预约", "Book it"), rules, booking_form(c, a))
                            : markup{},
             c.say("空闲时间", "When it is free"),
             c.all.hall.ask_venues([&](const venues::desk& desk) { return free_days(c, desk, id); }),
             c.say("所有课程与场地", "All classes and places")),
        {.status = status});
}

/// The booking that is asked for, as of `at`; nothing where it cannot be read.
std::optional<venues::book_place> read_booking(const context& c, const asked& a) {
    const auto from = calendar::parse_local_time(a.day + " " + a.from);
    auto until = calendar::parse_local_time(a.day + " " + a.until);
    int people = 0;
    const auto [end, error] = std::from_chars(a.people.data(), a.people.data() + a.people.size(), people);
    const auto what = std::find_if(std::begin(purposes), std::end(purposes),
                                   [&](const purpose& p) { return p.word == a.what; });
    if (!from || !until || error != std::errc{} || end != a.people.data() + a.people.size() ||
        what == std::end(purposes))
        return std::nullopt;
    return venues::book_place{.by = c.person(),
                              .at = c.now,
                              .place = c.data().community.places()[place_of(c)].key,
                              .purpose = {what->zh, what->en},
                              .from = *from,
                              .until = *until,
                              .people = people};
}

/// What is in the way by the rules of the hall; "" if nothing is.
std::string over_the_limit(const context& c, const venues::desk& desk, const venues::book_place& x) {
    int open = 0;
    for (const auto& b : desk.programme().bookings)
        open += b.by == x.by && b.state == venues::booking_state::booked && c.now < b.until;
    if (open >= most_bookings)
        return fmt::format(
            fmt::runtime(c.say("您已有 {} 个预约，取消或用完后再约", "You have {} bookings; cancel one, or "
                                                                     "come back when one is over")),
            open);
    if (x.until - x.from > longest_booking)
        return fmt::format(fmt::runtime(c.say("每次至多 {} 小时", "At most {} hours at a time")),
                           longest_booking.count());
    if (x.from.date() > c.now.date() + day_count{most_days_ahead})
        return fmt::format(fmt::runtime(c.say("至多提前 {} 天", "At most {} days ahead")), most_days_ahead);
    return {};
}

/// Other times and places, each of which fills the form in.
markup instead_of(const context& c, const venues::desk& desk, const venues::book_place& x, const asked& a) {
    markup all;
    for (const auto& s : desk.find_free(x, 4)) {
        const auto& place = c.data().community.places()[*c.data().community.places().find(s.place)];
        const auto until = s.from + (x.until - x.from);
        if (until.date() != s.from.date()) continue; // the form asks for one day
        all += html("<li><a href=\"/venues/{}?day={}&amp;from={}&amp;until={}&amp;people={}&amp;what={}\">{} "
                    "<time>{}–{}</time></a></li>\n",
                    place.key.text(), calendar::to_string(s.from.date()), clock_of(s.from, s.from.date()),
                    clock_of(until, s.from.date()), x.people, a.what, place.name.in(c.l), short_time(s.from),
                    clock_of(until, s.from.date()));
    }
    if (all.empty()) return all;
    return html("<p>{}</p>\n<ul class=\"items\" id=\"instead\">\n{}</ul>\n",
                c.say("这些时间可以：", "These are free:"), all);
}

http_answer refusal_page(context& c, const refusal& no) {
    const auto title = c.say("没有办成", "It was not done");
    return c.page(title,
                  html("<h1>{}</h1>\n{}<p><a class=\"button second\" href=\"/venues\">{}</a></p>\n", title,
                       fault(to_string(no, c.l)), c.say("回到课程与场地", "Back to classes and places")),
                  {.status = 409});
}

/// Carries out what a form of `subject` wants, once however often it is sent.
std::optional<refusal> carry_out(context& c, std::string_view what, std::string_view subject,
                                 const std::function<venues::command(local_time)>& command) {
    return c.all.hall.carry_out(venue_wish{
        command, qaidam::key{fmt::format("{} {} {} {}", what, subject, c.person(), c.request_name())}});
}

http_answer change_enrolment(context& c, bool in) {
    const auto person = resident_of(c);
    const venues::course_key course{c.parts[0]};
    const auto no =
        carry_out(c, in ? "enrol" : "withdraw", course.text(), [=](local_time at) -> venues::command {
            if (in) return venues::enrol{course, person, at, person};
            return venues::withdraw{course, person, at, person};
        });
    return no ? refusal_page(c, *no) : c.redirect("/mine");
}

} // namespace

http_answer venues_page(context& c) {
    const auto title = c.say("课程与场地", "Classes and places");
    return c.page(title,
                  html("<h1>{}</h1>\n{}<section id=\"classes\"><h2>{}</h2>\n{}</section>\n<section "
                       "id=\"places\"><h2>{}</h2>\n{}</section>\n",
                       title, sign_in_note(c), c.say("公益课", "Classes"),
                       c.all.hall.ask_venues([&](const venues::desk& desk) { return class_cards(c, desk); }),
                       c.say("可预约的场地", "Places to book"), place_cards(c)));
}

http_answer enrol(context& c) {
    return change_enrolment(c, true);
}
http_answer withdraw(context& c) {
    return change_enrolment(c, false);
}

http_answer place_page(context& c) {
    return place_answer(c, asked_for(c));
}

http_answer book(context& c) {
    const auto person = resident_of(c);
    const auto a = asked_for(c);
    const auto wanted = read_booking(c, a);
    if (!wanted)
        return place_answer(
            c, a, fault(c.say("请填写日期、起止时间和人数", "Give a day, both times and how many come")),
            400);
    const auto name = c.request_name();
    auto x = *wanted;
    x.booking = venues::booking_key{
        fmt::format("{}-{}", calendar::to_string(x.from.date()), sign("booking", name).substr(0, 10))};
    const bool again = c.all.hall.ask_venues(
        [&](const venues::desk& desk) { return desk.programme().bookings.find(x.booking).has_value(); });
    if (!again)
        if (const auto no =
                c.all.hall.ask_venues([&](const venues::desk& desk) { return over_the_limit(c, desk, x); });
            !no.empty())
            return place_answer(c, a, fault(no), 409);
    const auto no = carry_out(c, "book", x.place.text(), [x](local_time at) mutable -> venues::command {
        x.at = at;
        return x;
    });
    if (!no) return c.redirect("/mine");
    return place_answer(
        c, a, html("{}{}", fault(to_string(*no, c.l)), c.all.hall.ask_venues([&](const venues::desk& desk) {
            return instead_of(c, desk, x, a);
        })),
        409);
}

http_answer cancel_booking(context& c) {
    const auto person = resident_of(c);
    const venues::booking_key booking{c.parts[0]};
    const auto no = carry_out(c, "cancel", booking.text(), [=](local_time at) -> venues::command {
        return venues::cancel_booking{booking, person, at, "not_needed"};
    });
    return no ? refusal_page(c, *no) : c.redirect("/mine");
}

markup bookings_of(const context& c) {
    if (!is_resident(c)) return {};
    return c.all.hall.ask_venues([&](const venues::desk& desk) {
        const auto& p = desk.programme();
        markup bookings, classes;
        for (const auto& b : p.bookings)
            if (b.by == c.person() && c.now < b.until)
                bookings += html(
                    "<li><b>{}</b> <span class=\"state {}\">{}</span><br><time>{}–{}</time> {}{}</li>\n",
                    c.data().community.places()[b.place].name.in(c.l),
                    b.state == venues::booking_state::booked ? "open" : "closed", to_string(b.state, c.l),
                    short_time(b.from), clock_of(b.until, b.from.date()), b.purpose.in(c.l),
                    b.state == venues::booking_state::booked && c.now < b.from
                        ? c.form(fmt::format("/bookings/{}/cancel", b.key), {}, c.say("取消预约", "Cancel"),
                                 fmt::format("cancel-{}", b.key))
                        : markup{});
        for (const auto id : p.courses.ids()) {
            const auto& x = p.courses[id];
            const auto person = *c.data().community.people().find(c.person());
            if (std::any_of(x.enrolments.begin(), x.enrolments.end(), [&](const venues::enrolment& e) {
                    return e.person == person && e.state != venues::enrolment_state::withdrawn;
                }))
                classes += html("<li><b>{}</b> {}{}</li>\n", x.name.in(c.l), sessions_of(c, p, id),
                                standing(c, desk, id));
        }
        markup all;
        if (!bookings.empty())
            all += html("<section id=\"bookings\"><h2>{}</h2>\n<ul class=\"cards\">\n{}</ul></section>\n",
                        c.say("我的预约", "My bookings"), bookings);
        if (!classes.empty())
            all += html("<section id=\"my-classes\"><h2>{}</h2>\n<ul class=\"cards\">\n{}</ul></section>\n",
                        c.say("我的课程", "My classes"), classes);
        return all;
    });
}

} // namespace hall
