// What is allowed at the venues, and which booking displaces another: checker::ask_uses.
#include "desk_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/text.hpp>
#include <qaidam/calendar/codes.hpp>

#include "fields.hpp"

namespace qaidam::venues {

using calendar::local_time;
using calendar::to_string;
using detail::subject;

namespace {

constexpr int largest_number = 1'000'000;
constexpr std::int64_t most_fen = 1'000'000'000'000;
constexpr double farthest = 10000; // metres
const std::chrono::seconds longest_session = std::chrono::hours{24};
const std::chrono::seconds longest_use = std::chrono::hours{24 * 366};

/// The first field that a journal or a page could not carry, and how long a text may be there.
std::optional<events::unusable_text> find_unusable(const auto& command) {
    auto found = events::find_unusable_text(command);
    events::for_each_field(command, [&]<class T>(const auto& f, const T& member) {
        if constexpr (std::is_same_v<T, local_time>)
            if (!found && !is_usual(member)) found = events::unusable_text{f.name, events::longest_key};
    });
    return found;
}

} // namespace

bool overlap(const stall_place& a, const stall_place& b) {
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.depth && b.y < a.y + a.depth;
}

std::string desk::checker::word(subject s) {
    const auto& w = detail::subject_words[static_cast<std::size_t>(s)];
    return in_both({std::string{w.zh}, std::string{w.en}});
}

template <class Kind>
verdict desk::checker::over(subject s, const key& k, Kind state) {
    return no(codes::not_any_more,
              {word(s), k.text(), in_both({to_string(state, language::zh), to_string(state)})});
}

verdict desk::checker::begins(subject s, const key& k, local_time from) {
    return no(codes::begun_or_not, {word(s), k.text(), to_string(from)});
}

verdict desk::checker::ask_party(const key& by) const {
    if (c().people().find(by) || c().teams().find(by) || c().departments().find(by)) return std::nullopt;
    return no(codes::unknown_party, {by.text()});
}

verdict desk::checker::ask_hours(const opening& o, const label& whose, local_time from, local_time until,
                                 const message_rule& shut) const {
    const auto& known = d_.options_.holidays;
    if (is_open(o, from, until, known)) return std::nullopt;
    if (const auto day = find_unknown_day(o, from, until, known)) {
        if (doubts_ != nullptr)
            doubts_->push_back(
                {{fmt::format("“{}”在 {} 是否开放（有空）", whose.in(language::zh), *day),
                  fmt::format("whether {} is open, or free, on {}", whose.in(language::en), *day)},
                 day->year()});
        return std::nullopt;
    }
    if (&shut == &codes::not_open)
        for (auto day = from.date(); local_time{day} < until; day += calendar::day_count{1})
            if (const auto holiday = find_closing_holiday(o, day, known))
                return no(codes::closed_for_holiday,
                          {in_both(whose), to_string(day), in_both(name_of(*holiday))});
    return no(shut, {in_both(whose), to_string(from), to_string(until)});
}

verdict desk::checker::ask_place(const claim& x) const {
    const auto& place = c().places()[x.place];
    const auto name = in_both(place.name);
    if (place.capacity && x.people > *place.capacity)
        return no(codes::too_many_people, {std::to_string(x.people), name, std::to_string(*place.capacity)});
    const auto found = p().terms.find(x.place);
    static const place_terms none;
    const auto& terms = found == p().terms.end() ? none : found->second;
    for (const auto& need : x.needs)
        if (std::find(terms.equipment.begin(), terms.equipment.end(), need) == terms.equipment.end())
            return no(codes::no_equipment, {name, need});
    if (terms.open)
        if (auto why = ask_hours(*terms.open, place.name, x.from, x.until, codes::not_open)) return why;
    for (const auto& closed : terms.closures)
        if (closed.from < end_of(x) && start_of(x) < closed.until) {
            if (closed.until == local_time::last())
                return no(codes::is_closed_for_now, {name, in_both(closed.reason)});
            return no(codes::is_closed, {name, to_string(closed.until), in_both(closed.reason)});
        }
    return std::nullopt;
}

const key& desk::checker::key_of_use(const use& u) const {
    switch (u.kind) {
    case entry_kind::session: return p().sessions[session_id{u.id}].key;
    case entry_kind::booking: return p().bookings[booking_id{u.id}].key;
    case entry_kind::activity: return p().activities[activity_id{u.id}].key;
    case entry_kind::fair: break;
    }
    return p().fairs[fair_id{u.id}].key;
}

verdict desk::checker::ask_uses(const claim& x, local_time at, std::optional<int> rank,
                                std::optional<session_id> itself) const {
    for (const auto& [start, u] : d_.uses_in(x.place, start_of(x), end_of(x))) {
        if (itself && u.kind == entry_kind::session && u.id == itself->value()) continue;
        if (u.kind == entry_kind::booking && rank && p().bookings[booking_id{u.id}].rank < *rank &&
            start > at)
            continue;
        return no(codes::in_the_way,
                  {word(static_cast<subject>(u.kind)), key_of_use(u).text(), to_string(u.until)});
    }
    return std::nullopt;
}

verdict desk::checker::ask_teacher(const course& x, local_time from, local_time until,
                                   std::optional<session_id> itself) const {
    if (!x.teacher) return std::nullopt;
    const auto& t = p().teachers[*x.teacher];
    if (t.free)
        if (auto why = ask_hours(*t.free, t.name, from, until, codes::teacher_away)) return why;
    const auto taught = d_.taught_.find(*x.teacher);
    if (taught == d_.taught_.end()) return std::nullopt;
    for (auto at = taught->second.lower_bound(from - longest_session);
         at != taught->second.end() && at->first < until; ++at)
        if (at->second != itself && p().sessions[at->second].until > from)
            return no(codes::teacher_away, {in_both(t.name), to_string(from), to_string(until)});
    return std::nullopt;
}

/// When the last session is over; nothing if there is none.
std::optional<local_time> desk::checker::end_of_course(course_id id,
                                                       const std::optional<changed_session>& after) const {
    std::optional<local_time> last;
    for (const auto s : d_.sessions_of_[id]) {
        if (after && after->session == s && !after->to) continue;
        const auto& x = p().sessions[s];
        if (x.state != session_state::called_off) last = std::max(last.value_or(x.until), x.until);
    }
    return last;
}

/// How many may have a place: as many as the class takes, and as every place takes in which it will be.
std::size_t desk::checker::places_in(course_id id, local_time at, std::optional<int> capacity,
                                     const std::optional<changed_session>& after) const {
    constexpr auto no_limit = std::numeric_limits<std::size_t>::max();
    const auto limit = [](std::optional<int> n) { return n ? static_cast<std::size_t>(*n) : no_limit; };
    auto least = limit(capacity);
    for (const auto s : d_.sessions_of_[id]) {
        const auto& x = p().sessions[s];
        const auto place = after && after->session == s ? after->to : std::optional{x.place};
        if (place && x.state == session_state::planned && x.until > at)
            least = std::min(least, limit(c().places()[*place].capacity));
    }
    return least;
}

/// Who gets a place now, in the order of asking, if so many have one already: nobody once the class is over.
std::vector<civic::person_id> desk::checker::next_in(course_id id, local_time at, std::size_t taken,
                                                     std::size_t places, std::optional<civic::person_id> but,
                                                     const std::optional<changed_session>& after) const {
    const auto end = end_of_course(id, after);
    if (end && *end <= at) return {};
    const auto& x = p().courses[id];
    auto waiting = people_in(x, enrolment_state::waiting);
    std::erase_if(waiting, [&](civic::person_id person) {
        return person == but || !civic::unmet_conditions(x.who, x.name, c(), person, at.date()).empty();
    });
    const auto room = places - std::min(places, taken);
    if (waiting.size() > room)
        waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(room), waiting.end());
    return waiting;
}

booking desk::checker::booking_of(const book_place& x) const {
    return {.key = x.booking,
            .place = c().places().id_of(x.place),
            .purpose = x.purpose,
            .from = x.from,
            .until = x.until,
            .people = x.people,
            .by = x.by,
            .since = x.at,
            .set_up = x.set_up,
            .clean_up = x.clean_up,
            .needs = x.needs,
            .rank = x.rank};
}

verdict desk::checker::operator()(const book_place& x) const {
    const auto place = c().places().find(x.place);
    if (!place) return unknown(subject::place, x.place);
    if (p().bookings.find(x.booking))
        return no(codes::subject_exists, {word(subject::booking), x.booking.text()});
    if (auto why = ask_party(x.by)) return why;
    if (x.until <= x.from || x.from < x.at)
        return no(codes::no_time, {to_string(x.from), to_string(x.until)});
    if (x.until - x.from > longest_use)
        return no(codes::too_long, {std::to_string(longest_use / std::chrono::hours{24})});
    if (x.people < 0 || x.people > largest_number || x.rank < 0 || x.rank > largest_number)
        return no(codes::no_such_number, {"people, rank", "0", std::to_string(largest_number)});
    for (const auto m : {x.set_up, x.clean_up})
        if (m.count() < 0 || m > longest_preparation)
            return no(codes::no_such_number,
                      {"set_up, clean_up", "0", std::to_string(longest_preparation.count())});
    const claim wish{*place, x.from, x.until, x.people, x.set_up, x.clean_up, x.needs};
    if (auto why = ask_place(wish)) return why;
    return ask_uses(wish, x.at, x.rank);
}

verdict desk::checker::operator()(const cancel_booking& x) const {
    const auto id = p().bookings.find(x.booking);
    if (!id) return unknown(subject::booking, x.booking);
    const auto& b = p().bookings[*id];
    if (b.state != booking_state::booked) return over(subject::booking, x.booking, b.state);
    const auto& whose = x.on_behalf_of.empty() ? x.by : x.on_behalf_of;
    if (whose != b.by) return no(codes::not_his, {word(subject::booking), x.booking.text(), whose.text()});
    if (!x.on_behalf_of.empty())
        if (auto why = ask_party(x.by)) return why;
    if (x.at >= b.from || (b.since && x.at < *b.since)) return begins(subject::booking, x.booking, b.from);
    return std::nullopt;
}

verdict desk::checker::operator()(const note_no_show& x) const {
    const auto id = p().bookings.find(x.booking);
    if (!id) return unknown(subject::booking, x.booking);
    const auto& b = p().bookings[*id];
    if (b.state != booking_state::booked) return over(subject::booking, x.booking, b.state);
    if (auto why = ask_party(x.by)) return why;
    return x.at < b.from ? begins(subject::booking, x.booking, b.from) : std::nullopt;
}

verdict desk::checker::operator()(const enrol& x) const {
    const auto id = p().courses.find(x.course);
    if (!id) return unknown(subject::course, x.course);
    const auto person = c().people().find(x.person);
    if (!person) return unknown(subject::person, x.person);
    if (auto why = ask_party(x.by)) return why;
    const auto& course = p().courses[*id];
    for (const auto& e : course.enrolments)
        if (e.person == *person && e.state != enrolment_state::withdrawn)
            return no(codes::has_a_place, {in_both(course.name), x.person.text(),
                                           in_both({to_string(e.state, language::zh), to_string(e.state)})});
    if (const auto end = end_of_course(*id); end && *end <= x.at)
        return no(codes::course_over, {in_both(course.name), to_string(*end)});
    auto unmet = civic::unmet_conditions(course.who, course.name, c(), *person, x.at.date());
    return unmet.empty() ? std::nullopt : verdict{std::move(unmet.front())};
}

verdict desk::checker::operator()(const withdraw& x) const {
    const auto id = p().courses.find(x.course);
    if (!id) return unknown(subject::course, x.course);
    if (auto why = ask_party(x.by)) return why;
    const auto& course = p().courses[*id];
    const auto person = c().people().find(x.person);
    for (const auto& e : course.enrolments)
        if (person && e.person == *person && e.state != enrolment_state::withdrawn) return std::nullopt;
    return no(codes::not_in_the_course, {in_both(course.name), x.person.text()});
}

verdict desk::checker::operator()(const change_capacity& x) const {
    if (!p().courses.find(x.course)) return unknown(subject::course, x.course);
    if (auto why = ask_party(x.by)) return why;
    if (x.capacity && (*x.capacity < 0 || *x.capacity > largest_number))
        return no(codes::no_such_number, {"capacity", "0", std::to_string(largest_number)});
    return std::nullopt;
}

verdict desk::checker::ask_session(const auto& x, const course& course,
                                   std::optional<session_id> itself) const {
    if (auto why = ask_party(x.by)) return why;
    const auto place = c().places().find(x.place);
    if (!place) return unknown(subject::place, x.place);
    if (x.until <= x.from || x.from < x.at)
        return no(codes::no_time, {to_string(x.from), to_string(x.until)});
    if (x.until - x.from > longest_session) return no(codes::too_long, {"1"});
    const claim wish{.place = *place,
                     .from = x.from,
                     .until = x.until,
                     .people = static_cast<int>(people_in(course, enrolment_state::enrolled).size()),
                     .needs = course.needs};
    if (auto why = ask_place(wish)) return why;
    if (auto why = ask_uses(wish, x.at, std::nullopt, itself)) return why;
    return ask_teacher(course, x.from, x.until, itself);
}

verdict desk::checker::ask_new_session(const schedule_session& x, course_id id) const {
    if (x.instead_of.empty()) return std::nullopt;
    const auto missed = p().sessions.find(x.instead_of);
    const auto no_make_up = [&] { return no(codes::not_to_be_made_up, {x.instead_of.text()}); };
    if (!missed || p().sessions[*missed].course != id ||
        p().sessions[*missed].state != session_state::called_off)
        return no_make_up();
    for (const auto s : d_.sessions_of_[id]) {
        const auto& y = p().sessions[s];
        if (y.instead_of == x.instead_of && y.state != session_state::called_off) return no_make_up();
    }
    return std::nullopt;
}

verdict desk::checker::operator()(const schedule_session& x) const {
    const auto id = p().courses.find(x.course);
    if (!id) return unknown(subject::course, x.course);
    if (p().sessions.find(x.session))
        return no(codes::subject_exists, {word(subject::session), x.session.text()});
    if (auto why = ask_session(x, p().courses[*id], {})) return why;
    return ask_new_session(x, *id);
}

/// Whether something planned may still be changed, by somebody whom the community knows.
verdict desk::checker::ask_planned(const key& k, const auto& record, subject s, const key& by) const {
    if (record.state != session_state::planned) return over(s, k, record.state);
    return ask_party(by);
}

verdict desk::checker::operator()(const move_session& x) const {
    const auto id = p().sessions.find(x.session);
    if (!id) return unknown(subject::session, x.session);
    const auto& s = p().sessions[*id];
    if (auto why = ask_planned(x.session, s, subject::session, x.by)) return why;
    if (x.at >= s.from) return begins(subject::session, x.session, s.from);
    return ask_session(x, p().courses[s.course], *id);
}

verdict desk::checker::operator()(const call_off_session& x) const {
    const auto id = p().sessions.find(x.session);
    if (!id) return unknown(subject::session, x.session);
    const auto& s = p().sessions[*id];
    if (auto why = ask_planned(x.session, s, subject::session, x.by)) return why;
    return x.at >= s.from ? begins(subject::session, x.session, s.from) : std::nullopt;
}

verdict desk::checker::operator()(const hold_session& x) const {
    const auto id = p().sessions.find(x.session);
    if (!id) return unknown(subject::session, x.session);
    const auto& s = p().sessions[*id];
    if (auto why = ask_planned(x.session, s, subject::session, x.by)) return why;
    if (x.at < s.from) return begins(subject::session, x.session, s.from);
    const auto& course = p().courses[s.course];
    // Who has left since may have come.
    for (auto k = x.attended.begin(); k != x.attended.end(); ++k) {
        const auto person = c().people().find(*k);
        const bool was_in = person && std::any_of(course.enrolments.begin(), course.enrolments.end(),
                                                  [&](const enrolment& e) { return e.person == *person; });
        if (!was_in || std::find(x.attended.begin(), k, *k) != k)
            return no(codes::not_in_the_course, {in_both(course.name), k->text()});
    }
    return std::nullopt;
}

verdict desk::checker::operator()(const plan_activity& x) const {
    if (p().activities.find(x.activity))
        return no(codes::subject_exists, {word(subject::activity), x.activity.text()});
    if (auto why = ask_party(x.by)) return why;
    if (!civic::knows(c(), x.handler)) return no(codes::unknown_party, {x.handler.key.text()});
    const bool open = !(x.in_the_open == label{});
    if (!x.place.empty() + !x.home.empty() + open != 1) return no(codes::one_spot);
    if (!x.home.empty() && !c().people().find(x.home)) return unknown(subject::person, x.home);
    if (x.until <= x.from || x.from < x.at)
        return no(codes::no_time, {to_string(x.from), to_string(x.until)});
    if (x.until - x.from > longest_use)
        return no(codes::too_long, {std::to_string(longest_use / std::chrono::hours{24})});
    if (x.place.empty()) return std::nullopt;
    const auto place = c().places().find(x.place);
    if (!place) return unknown(subject::place, x.place);
    const claim wish{.place = *place, .from = x.from, .until = x.until};
    if (auto why = ask_place(wish)) return why;
    return ask_uses(wish, x.at, std::nullopt);
}

verdict desk::checker::operator()(const call_off_activity& x) const {
    const auto id = p().activities.find(x.activity);
    if (!id) return unknown(subject::activity, x.activity);
    const auto& a = p().activities[*id];
    if (auto why = ask_planned(x.activity, a, subject::activity, x.by)) return why;
    return x.at >= a.from ? begins(subject::activity, x.activity, a.from) : std::nullopt;
}

verdict desk::checker::operator()(const hold_activity& x) const {
    const auto id = p().activities.find(x.activity);
    if (!id) return unknown(subject::activity, x.activity);
    const auto& a = p().activities[*id];
    if (auto why = ask_planned(x.activity, a, subject::activity, x.by)) return why;
    if (x.at < a.from) return begins(subject::activity, x.activity, a.from);
    if (x.count < 0 || x.count > largest_number || x.people < 0 || x.people > largest_number)
        return no(codes::no_such_number, {"count, people", "0", std::to_string(largest_number)});
    return std::nullopt;
}

verdict desk::checker::operator()(const take_stall& x) const {
    const auto id = p().fairs.find(x.fair);
    if (!id) return unknown(subject::fair, x.fair);
    const auto& f = p().fairs[*id];
    if (d_.stalls_.contains(x.stall))
        return no(codes::subject_exists, {word(subject::stall), x.stall.text()});
    if (auto why = ask_party(x.by)) return why;
    if (x.at >= f.until)
        return no(codes::fair_not_on, {in_both(f.name), to_string(f.from), to_string(f.until)});
    for (const auto& g : x.goods)
        if (!p().goods.find(g)) return unknown(subject::goods, g);
    const auto& s = x.spot;
    const bool numbers = std::isfinite(s.x) && std::isfinite(s.y) && s.width > 0 && s.depth > 0 &&
                         std::isfinite(s.width) && std::isfinite(s.depth);
    const double width = f.width > 0 ? f.width : farthest;
    const double depth = f.depth > 0 ? f.depth : farthest;
    const bool inside = s.x >= 0 && s.y >= 0 && s.x + s.width <= width && s.y + s.depth <= depth;
    if (!numbers || !inside) return no(codes::off_plan, {to_cell(width), to_cell(depth)});
    for (const auto& other : f.stalls)
        if (other.at && overlap(*other.at, s)) return no(codes::spot_taken, {other.key.text()});
    return std::nullopt;
}

verdict desk::checker::operator()(const record_trade& x) const {
    const auto id = p().fairs.find(x.fair);
    if (!id) return unknown(subject::fair, x.fair);
    const auto& f = p().fairs[*id];
    if (d_.trades_.contains(x.trade))
        return no(codes::subject_exists, {word(subject::trade), x.trade.text()});
    if (auto why = ask_party(x.by)) return why;
    const auto* s = f.find_stall(x.stall);
    if (s == nullptr) return unknown(subject::stall, x.stall);
    if (x.at < f.from || x.at >= f.until)
        return no(codes::fair_not_on, {in_both(f.name), to_string(f.from), to_string(f.until)});
    const auto kind = p().goods.find(x.goods);
    if (!kind || std::find(s->goods.begin(), s->goods.end(), *kind) == s->goods.end())
        return no(codes::not_on_stall, {x.stall.text(), x.goods.text()});
    if (x.count < 1 || x.count > largest_number || x.for_count < 0 || x.for_count > largest_number)
        return no(codes::no_such_number, {"count", "1", std::to_string(largest_number)});
    if (x.fen < 0 || x.fen > most_fen)
        return no(codes::no_such_number, {"fen", "0", std::to_string(most_fen)});
    if (!x.for_goods.empty() && !p().goods.find(x.for_goods)) return unknown(subject::goods, x.for_goods);
    const bool exchange = !x.for_goods.empty();
    if (exchange != (x.for_count > 0) || (exchange && x.fen > 0)) return no(codes::sold_and_exchanged);
    return std::nullopt;
}

verdict desk::check(const command& any) const {
    return std::visit(
        [&](const auto& x) -> verdict {
            if (const auto bad = find_unusable(x))
                return refusal{
                    &codes::unusable_entry, {std::string{bad->field}, std::to_string(bad->longest)}, {}};
            return checker{*this}(x);
        },
        any);
}

std::vector<finding> desk::doubts_of(const command& c) const {
    std::vector<doubt> doubts;
    qaidam::key about;
    const auto why = std::visit(
        [&](const auto& x) {
            if constexpr (requires { x.booking; })
                about = x.booking;
            else if constexpr (requires { x.session; })
                about = x.session;
            else if constexpr (requires { x.activity; })
                about = x.activity;
            return checker{*this, &doubts}(x);
        },
        c);
    std::vector<finding> found;
    if (why) return found;
    for (const auto& d : doubts)
        found.push_back(
            {&calendar::codes::holidays_not_known, about, {in_both(d.about), std::to_string(d.year)}});
    return found;
}

} // namespace qaidam::venues
