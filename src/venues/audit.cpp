#include <qaidam/venues/feed.hpp>

#include <algorithm>

#include <qaidam/calendar/codes.hpp>
#include <qaidam/venues/codes.hpp>

#include "desk_check.hpp"

namespace qaidam::venues {
namespace {

using calendar::to_string;

/// Something at a time, and what it is called.
struct occasion {
    qaidam::key key;
    label title;
    calendar::local_time from, until;
};

void check_hours(std::vector<finding>& found, const opening& o, const label& whose, const occasion& x,
                 const message_rule& shut, const calendar::holidays& known) {
    if (is_open(o, x.from, x.until, known)) return;
    if (const auto day = find_unknown_day(o, x.from, x.until, known))
        found.push_back(
            {&calendar::codes::holidays_not_known,
             x.key,
             {in_both({fmt::format("“{}”在 {} 是否在“{}”开放（有空）的时间内", x.title.in(language::zh),
                                   to_string(x.from), whose.in(language::zh)),
                       fmt::format("whether {} at {} is within the hours of {}", x.title.in(language::en),
                                   to_string(x.from), whose.in(language::en))}),
              std::to_string(day->year())}});
    else
        found.push_back({&shut, x.key, {in_both(x.title), to_string(x.from), in_both(whose)}});
}

std::vector<finding> check_places(const programme& p, const civic::community& c,
                                  const calendar::holidays& known) {
    std::vector<finding> found;
    auto all = list_entries(p, c, calendar::local_time::first(), calendar::local_time::last());
    std::erase_if(all, [](const entry& e) { return !std::holds_alternative<civic::place_id>(e.where); });
    std::sort(all.begin(), all.end(), [](const entry& a, const entry& b) {
        return std::pair{start_of(a), a.key} < std::pair{start_of(b), b.key};
    });
    for (auto a = all.begin(); a != all.end(); ++a) {
        const auto id = std::get<civic::place_id>(a->where);
        const auto& place = c.places()[id];
        if (place.capacity && a->people > *place.capacity)
            found.push_back({&codes::over_capacity,
                             a->key,
                             {in_both(a->title), std::to_string(a->people), in_both(place.name),
                              std::to_string(*place.capacity)}});
        for (auto b = a + 1; b != all.end() && start_of(*b) < end_of(*a); ++b)
            if (a->where == b->where)
                found.push_back(
                    {&codes::double_use,
                     b->key,
                     {in_both(b->title), to_string(b->from), in_both(a->title), in_both(place.name)}});
        const auto terms = p.terms.find(id);
        if (terms == p.terms.end()) continue;
        const auto& closed = terms->second.closures;
        const bool is_shut = std::any_of(closed.begin(), closed.end(), [&](const closure& x) {
            return x.from < end_of(*a) && start_of(*a) < x.until;
        });
        if (is_shut)
            found.push_back({&codes::outside_opening,
                             a->key,
                             {in_both(a->title), to_string(a->from), in_both(place.name)}});
        else if (terms->second.open)
            check_hours(found, *terms->second.open, place.name, {a->key, a->title, a->from, a->until},
                        codes::outside_opening, known);
    }
    return found;
}

/// Those who wait for a seat that there is, in a class that is still to meet. Who may have one where there are
/// conditions depends on the day.
void check_waiting(std::vector<finding>& found, const programme& p, const civic::community& c, course_id id,
                   std::size_t taken) {
    const auto& x = p.courses[id];
    const auto waiting = people_in(x, enrolment_state::waiting).size();
    if (waiting == 0 || !(x.who == civic::eligibility{})) return;
    auto room = x.capacity;
    const auto narrow = [&](civic::place_id place) {
        const auto takes = c.places()[place].capacity;
        if (takes && (!room || *takes < *room)) room = takes;
    };
    bool began = false, goes_on = false;
    for (const auto& s : p.sessions) {
        if (s.course != id) continue;
        began = true;
        if (s.state != session_state::planned) continue;
        goes_on = true;
        narrow(s.place);
    }
    if (began && !goes_on) return;
    if (!began && x.place) narrow(*x.place);
    if (!room || taken < static_cast<std::size_t>(*room))
        found.push_back({&codes::seat_free, x.key, {in_both(x.name), std::to_string(waiting)}});
}

std::vector<finding> check_people(const programme& p, const civic::community& c,
                                  const calendar::holidays& known) {
    std::vector<finding> found;
    id_vector<course_id, std::vector<civic::person_id>> in;
    for (const auto& x : p.courses) in.push_back(people_in(x, enrolment_state::enrolled));
    for (const auto id : p.courses.ids()) {
        const auto& x = p.courses[id];
        if (x.capacity && in[id].size() > static_cast<std::size_t>(*x.capacity))
            found.push_back({&codes::course_full,
                             x.key,
                             {in_both(x.name), std::to_string(in[id].size()), std::to_string(*x.capacity)}});
        check_waiting(found, p, c, id, in[id].size());
    }
    std::vector<const session*> sessions;
    for (const auto& s : p.sessions)
        if (s.state != session_state::called_off) sessions.push_back(&s);
    std::sort(sessions.begin(), sessions.end(), [](const session* a, const session* b) {
        return std::tie(a->from, a->key) < std::tie(b->from, b->key);
    });
    for (const auto* s : sessions) {
        const auto& x = p.courses[s->course];
        if (!x.teacher) continue;
        const auto& t = p.teachers[*x.teacher];
        if (t.free)
            check_hours(found, *t.free, t.name, {s->key, x.name, s->from, s->until}, codes::teacher_not_free,
                        known);
    }
    for (auto a = sessions.begin(); a != sessions.end(); ++a)
        for (auto b = a + 1; b != sessions.end() && (*b)->from < (*a)->until; ++b) {
            const auto& x = p.courses[(*a)->course];
            const auto& y = p.courses[(*b)->course];
            if (x.teacher && x.teacher == y.teacher)
                found.push_back({&codes::teacher_in_two_places,
                                 (*b)->key,
                                 {in_both(x.name), in_both(y.name), in_both(p.teachers[*x.teacher].name)}});
            if ((*a)->course == (*b)->course) continue;
            const auto& others = in[(*b)->course];
            for (const auto person : in[(*a)->course])
                if (std::find(others.begin(), others.end(), person) != others.end())
                    found.push_back({&codes::person_in_two_places,
                                     (*b)->key,
                                     {in_both(x.name), in_both(y.name), c.people()[person].key.text()}});
        }
    return found;
}

std::vector<finding> check_bookings(const programme& p, const civic::community& c) {
    std::vector<finding> found;
    for (const auto& b : p.bookings)
        if (b.state == booking_state::booked && !b.by.empty() && !c.people().find(b.by) &&
            !c.teams().find(b.by) && !c.departments().find(b.by))
            found.push_back({&codes::booked_by_nobody, b.key, {b.by.text()}});
    return found;
}

std::vector<finding> check_fairs(const programme& p) {
    std::vector<finding> found;
    for (const auto& f : p.fairs)
        for (auto a = f.stalls.begin(); a != f.stalls.end(); ++a) {
            if (!a->at) continue;
            if ((f.width > 0 && a->at->x + a->at->width > f.width) ||
                (f.depth > 0 && a->at->y + a->at->depth > f.depth))
                found.push_back({&codes::stalls_overlap, f.key, {a->key.text(), a->key.text()}});
            for (auto b = a + 1; b != f.stalls.end(); ++b)
                if (b->at && overlap(*a->at, *b->at))
                    found.push_back({&codes::stalls_overlap, f.key, {a->key.text(), b->key.text()}});
        }
    return found;
}

} // namespace

std::vector<finding> audit(const programme& p, const civic::community& c, const calendar::holidays& known) {
    auto found = check_places(p, c, known);
    for (auto&& more : {check_people(p, c, known), check_bookings(p, c), check_fairs(p)})
        found.insert(found.end(), more.begin(), more.end());
    return found;
}

} // namespace qaidam::venues
