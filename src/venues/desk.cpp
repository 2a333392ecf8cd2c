#include <qaidam/venues/desk.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "desk_check.hpp"
#include "fields.hpp"

namespace qaidam::venues {

using calendar::date;
using calendar::day_count;
using calendar::ptime;
using calendar::time_duration;

/// Folds events into the programme and the indexes over it, and can take back what it did since it began.
class desk::taker {
public:
    explicit taker(desk& d) : d_{d} {}

    void operator()(const event& e) { std::visit(*this, e); }
    void take_back() {
        while (!undo_.empty()) {
            undo_.back()();
            undo_.pop_back();
        }
    }

    void operator()(const place_booked& e) {
        const auto place = d_.community_->places().find(e.place);
        if (!place || e.until <= e.from || e.set_up.count() < 0 || e.clean_up.count() < 0) refuse(e.booking);
        const auto id = add(p().bookings, checker{d_}.booking_of(e));
        occupy(*place, start_of(e), {end_of(e), entry::kind::booking, id.value()});
    }
    void operator()(const booking_cancelled& e) { end_booking(e.booking, booking_state::cancelled); }
    void operator()(const no_show_noted& e) { end_booking(e.booking, booking_state::no_show); }
    void operator()(const booking_displaced& e) { end_booking(e.booking, booking_state::displaced); }

    void operator()(const enrolled& e) {
        const auto id = of(p().courses, e.course);
        const auto person = of(d_.community_->people(), e.person);
        if (place_of(id, person) != nullptr) refuse(e.course);
        change(p().courses, id, [&](course& c) {
            const auto state = e.waits ? enrolment_state::waiting : enrolment_state::enrolled;
            c.enrolments.push_back({person, state, e.at});
        });
        if (!e.waits) give(id, person);
    }
    void operator()(const withdrawn& e) {
        const auto id = of(p().courses, e.course);
        const auto person = of(d_.community_->people(), e.person);
        const auto* was = place_of(id, person);
        if (was == nullptr) refuse(e.course);
        if (was->state == enrolment_state::enrolled) {
            auto& taken = d_.taken_by_[person];
            const auto before = taken;
            undo_.push_back([&taken, before] { taken = before; });
            std::erase(taken, id);
        }
        set_place(id, person, enrolment_state::withdrawn);
    }
    void operator()(const place_given& e) {
        const auto id = of(p().courses, e.course);
        const auto person = of(d_.community_->people(), e.person);
        const auto* was = place_of(id, person);
        if (was == nullptr || was->state != enrolment_state::waiting) refuse(e.course);
        set_place(id, person, enrolment_state::enrolled);
        give(id, person);
    }
    void operator()(const capacity_changed& e) {
        change(p().courses, of(p().courses, e.course), [&](course& c) { c.capacity = e.capacity; });
    }

    void operator()(const session_scheduled& e) {
        const auto course = of(p().courses, e.course);
        const auto place = of(d_.community_->places(), e.place);
        if (e.until <= e.from) refuse(e.session);
        const auto id = add(p().sessions, session{.key = e.session,
                                                  .course = course,
                                                  .place = place,
                                                  .from = e.from,
                                                  .until = e.until,
                                                  .instead_of = e.instead_of});
        d_.sessions_of_[course].push_back(id);
        undo_.push_back([this, course] { d_.sessions_of_[course].pop_back(); });
        occupy(place, e.from, {e.until, entry::kind::session, id.value()});
    }
    void operator()(const session_moved& e) {
        const auto id = planned(p().sessions, e.session);
        const auto place = of(d_.community_->places(), e.place);
        if (e.until <= e.from) refuse(e.session);
        vacate(p().sessions[id].place, p().sessions[id].from, entry::kind::session, id.value());
        change(p().sessions, id, [&](session& s) {
            s.place = place;
            s.from = e.from;
            s.until = e.until;
            s.reason = e.reason;
            ++s.revision;
        });
        occupy(place, e.from, {e.until, entry::kind::session, id.value()});
    }
    void operator()(const session_called_off& e) {
        const auto id = planned(p().sessions, e.session);
        vacate(p().sessions[id].place, p().sessions[id].from, entry::kind::session, id.value());
        change(p().sessions, id, [&](session& s) {
            s.state = session_state::called_off;
            s.reason = e.reason;
            ++s.revision;
        });
    }
    void operator()(const session_held& e) {
        const auto id = planned(p().sessions, e.session);
        std::vector<civic::person_id> attended;
        for (const auto& k : e.attended) attended.push_back(of(d_.community_->people(), k));
        change(p().sessions, id, [&](session& s) {
            s.state = session_state::held;
            s.attended = attended;
        });
    }

    void operator()(const activity_planned& e) {
        if (e.until <= e.from) refuse(e.activity);
        spot where = e.in_the_open;
        if (!e.home.empty()) where = of(d_.community_->people(), e.home);
        if (!e.place.empty()) where = of(d_.community_->places(), e.place);
        const auto id = add(p().activities, planned_activity{.key = e.activity,
                                                             .kind = e.kind,
                                                             .by = e.handler,
                                                             .title = e.title,
                                                             .where = where,
                                                             .from = e.from,
                                                             .until = e.until});
        if (const auto* place = std::get_if<civic::place_id>(&where))
            occupy(*place, e.from, {e.until, entry::kind::activity, id.value()});
    }
    void operator()(const activity_called_off& e) {
        const auto id = planned(p().activities, e.activity);
        const auto& a = p().activities[id];
        if (const auto* place = std::get_if<civic::place_id>(&a.where))
            vacate(*place, a.from, entry::kind::activity, id.value());
        change(p().activities, id, [&](planned_activity& x) {
            x.state = session_state::called_off;
            x.reason = e.reason;
            ++x.revision;
        });
    }
    void operator()(const activity_held& e) {
        change(p().activities, planned(p().activities, e.activity), [&](planned_activity& x) {
            x.state = session_state::held;
            x.count = e.count;
            x.counted = e.counted;
            x.people = e.people;
        });
    }

    void operator()(const stall_taken& e) {
        const auto id = of(p().fairs, e.fair);
        if (p().fairs[id].find_stall(e.stall) != nullptr) refuse(e.fair);
        stall s{.key = e.stall, .keeper = e.keeper, .at = e.spot};
        for (const auto& g : e.goods) s.goods.push_back(of(p().goods, g));
        p().fairs.update(id, [&](fair& f) { f.stalls.push_back(std::move(s)); });
        undo_.push_back([this, id] { p().fairs.update(id, [](fair& f) { f.stalls.pop_back(); }); });
    }
    void operator()(const trade_recorded& e) {
        const auto id = of(p().fairs, e.fair);
        if (p().fairs[id].find_stall(e.stall) == nullptr) refuse(e.fair);
        trade t{.key = e.trade,
                .stall = e.stall,
                .goods = of(p().goods, e.goods),
                .count = e.count,
                .at = e.at,
                .fen = e.fen,
                .for_count = e.for_count};
        if (!e.for_goods.empty()) t.for_goods = of(p().goods, e.for_goods);
        p().fairs.update(id, [&](fair& f) { f.trades.push_back(std::move(t)); });
        undo_.push_back([this, id] { p().fairs.update(id, [](fair& f) { f.trades.pop_back(); }); });
    }

private:
    [[noreturn]] static void refuse(const key& k) {
        throw std::invalid_argument("venues::desk::apply: an event of " + k.text() + " does not follow");
    }
    [[nodiscard]] venues::programme& p() { return d_.programme_; }

    template <class Id, class Record>
    static Id of(const registry<Id, Record>& all, const key& k) {
        const auto found = all.find(k);
        if (!found) refuse(k);
        return *found;
    }
    template <class Id, class Record>
    static Id planned(const registry<Id, Record>& all, const key& k) {
        const auto id = of(all, k);
        if (all[id].state != session_state::planned) refuse(k);
        return id;
    }
    template <class Id, class Record>
    Id add(registry<Id, Record>& all, Record record) {
        const auto k = record.key;
        const auto id = all.add(std::move(record));
        if (!id || k.empty()) refuse(k);
        undo_.push_back([&all] { all.truncate(all.size() - 1); });
        return *id;
    }
    template <class Id, class Record, class Change>
    void change(registry<Id, Record>& all, Id id, Change how) {
        undo_.push_back([&all, id, before = all[id]] { all.replace(id, before); });
        all.update(id, how);
    }
    void occupy(civic::place_id place, const ptime& start, const use& u) {
        auto& all = d_.uses_[place];
        all.by_start.emplace(start, u);
        all.longest = std::max(all.longest, u.until - start);
        undo_.push_back([&all, start, u] { erase(all.by_start, start, u.of, u.id); });
    }
    void vacate(civic::place_id place, const ptime& start, entry::kind of, std::uint32_t id) {
        auto& all = d_.uses_[place].by_start;
        if (const auto u = erase(all, start, of, id))
            undo_.push_back([&all, start, u = *u] { all.emplace(start, u); });
    }
    static std::optional<use> erase(std::multimap<ptime, use>& all, const ptime& start, entry::kind of,
                                    std::uint32_t id) {
        const auto range = all.equal_range(start);
        const auto at = std::find_if(range.first, range.second,
                                     [&](const auto& x) { return x.second.of == of && x.second.id == id; });
        if (at == range.second) return std::nullopt;
        const auto u = at->second;
        all.erase(at);
        return u;
    }
    void end_booking(const key& k, booking_state state) {
        const auto id = of(p().bookings, k);
        const auto& b = p().bookings[id];
        if (b.state != booking_state::booked) refuse(k);
        vacate(b.place, start_of(b), entry::kind::booking, id.value());
        change(p().bookings, id, [&](booking& x) {
            x.state = state;
            ++x.revision;
        });
    }
    [[nodiscard]] const enrolment* place_of(course_id id, civic::person_id person) {
        for (const auto& e : p().courses[id].enrolments)
            if (e.person == person && e.state != enrolment_state::withdrawn) return &e;
        return nullptr;
    }
    void set_place(course_id id, civic::person_id person, enrolment_state state) {
        change(p().courses, id, [&](course& c) {
            for (auto& e : c.enrolments)
                if (e.person == person && e.state != enrolment_state::withdrawn) e.state = state;
        });
    }
    void give(course_id id, civic::person_id person) {
        auto& taken = d_.taken_by_[person];
        taken.push_back(id);
        undo_.push_back([&taken] { taken.pop_back(); });
    }

    desk& d_;
    std::vector<std::function<void()>> undo_;
};

desk::desk(const civic::community& c, venues::programme start, desk_options options)
    : community_{&c},
      options_{std::move(options)},
      programme_{std::move(start)},
      uses_{c.places().size()},
      sessions_of_{programme_.courses.size()} {
    const auto occupy = [&](civic::place_id place, const ptime& from, const use& u) {
        auto& all = uses_[place];
        all.by_start.emplace(from, u);
        all.longest = std::max(all.longest, u.until - from);
    };
    for (const auto id : programme_.courses.ids()) {
        const auto& x = programme_.courses[id];
        if (x.teacher) courses_of_[*x.teacher].push_back(id);
        for (const auto person : people_in(x, enrolment_state::enrolled)) taken_by_[person].push_back(id);
    }
    for (const auto id : programme_.sessions.ids()) {
        const auto& s = programme_.sessions[id];
        sessions_of_[s.course].push_back(id);
        if (s.state != session_state::called_off)
            occupy(s.place, s.from, {s.until, entry::kind::session, id.value()});
    }
    for (const auto id : programme_.bookings.ids()) {
        const auto& b = programme_.bookings[id];
        if (b.state == booking_state::booked)
            occupy(b.place, start_of(b), {end_of(b), entry::kind::booking, id.value()});
    }
    for (const auto id : programme_.activities.ids()) {
        const auto& a = programme_.activities[id];
        const auto* place = std::get_if<civic::place_id>(&a.where);
        if (place != nullptr && a.state != session_state::called_off)
            occupy(*place, a.from, {a.until, entry::kind::activity, id.value()});
    }
    for (const auto id : programme_.fairs.ids()) {
        const auto& f = programme_.fairs[id];
        if (f.place) occupy(*f.place, f.from, {f.until, entry::kind::fair, id.value()});
    }
}

std::vector<std::pair<ptime, desk::use>> desk::uses_in(civic::place_id place, const ptime& from,
                                                       const ptime& until) const {
    const auto& all = uses_[place];
    std::vector<std::pair<ptime, use>> found;
    for (auto at = all.by_start.upper_bound(from - all.longest);
         at != all.by_start.end() && at->first < until; ++at)
        if (at->second.until > from) found.push_back(*at);
    return found;
}

std::vector<event> desk::decide(const command& any) const {
    if (auto why = check(any)) throw refused{*std::move(why)};
    const checker ask{*this};
    if (ask.is_done(any)) return {};
    std::vector<event> events;
    std::visit(
        [&](const auto& x) {
            using T = std::decay_t<decltype(x)>;
            if constexpr (std::is_same_v<T, book_place>) {
                const auto place = community_->places().id_of(x.place);
                for (const auto& [start, u] : uses_in(place, start_of(x), end_of(x)))
                    events.push_back(
                        booking_displaced{programme_.bookings[booking_id{u.id}].key, x.by, x.at, x.booking});
                events.push_back(place_booked{x});
            } else if constexpr (std::is_same_v<T, cancel_booking>) {
                events.push_back(booking_cancelled{x});
            } else if constexpr (std::is_same_v<T, note_no_show>) {
                events.push_back(no_show_noted{x});
            } else if constexpr (std::is_same_v<T, enrol>) {
                // Should there be room for some who wait, they come first.
                const auto& c = programme_.courses[x.course];
                auto in = people_in(c, enrolment_state::enrolled).size();
                const auto is_full = [&] {
                    return c.capacity > 0 && in >= static_cast<std::size_t>(c.capacity);
                };
                for (const auto person : ask.next_in(c, x.at)) {
                    if (is_full()) break;
                    events.push_back(place_given{x.course, x.by, x.at, community_->people()[person].key});
                    ++in;
                }
                events.push_back(enrolled{x, is_full()});
            } else if constexpr (std::is_same_v<T, withdraw>) {
                const auto& c = programme_.courses[x.course];
                const auto in = people_in(c, enrolment_state::enrolled);
                events.push_back(withdrawn{x});
                const auto person = community_->people().id_of(x.person);
                const bool had = std::find(in.begin(), in.end(), person) != in.end();
                if (had && (c.capacity == 0 || in.size() <= static_cast<std::size_t>(c.capacity)))
                    if (const auto next = ask.next_in(c, x.at); !next.empty())
                        events.push_back(
                            place_given{x.course, x.by, x.at, community_->people()[next.front()].key});
            } else if constexpr (std::is_same_v<T, change_capacity>) {
                const auto& c = programme_.courses[x.course];
                auto in = people_in(c, enrolment_state::enrolled).size();
                events.push_back(capacity_changed{x});
                for (const auto person : ask.next_in(c, x.at)) {
                    if (x.capacity > 0 && in++ >= static_cast<std::size_t>(x.capacity)) break;
                    events.push_back(place_given{x.course, x.by, x.at, community_->people()[person].key});
                }
            } else if constexpr (std::is_same_v<T, schedule_session>) {
                events.push_back(session_scheduled{x});
            } else if constexpr (std::is_same_v<T, move_session>) {
                events.push_back(session_moved{x});
            } else if constexpr (std::is_same_v<T, call_off_session>) {
                events.push_back(session_called_off{x});
            } else if constexpr (std::is_same_v<T, hold_session>) {
                events.push_back(session_held{x});
            } else if constexpr (std::is_same_v<T, plan_activity>) {
                events.push_back(activity_planned{x});
            } else if constexpr (std::is_same_v<T, call_off_activity>) {
                events.push_back(activity_called_off{x});
            } else if constexpr (std::is_same_v<T, hold_activity>) {
                events.push_back(activity_held{x});
            } else if constexpr (std::is_same_v<T, take_stall>) {
                events.push_back(stall_taken{x});
            } else {
                events.push_back(trade_recorded{x});
            }
        },
        any);
    return events;
}

void desk::apply(std::span<const event> events) {
    taker take{*this};
    try {
        for (const auto& e : events) take(e);
    } catch (...) {
        take.take_back();
        throw;
    }
}

namespace {

time_duration apart(const ptime& a, const ptime& b) {
    return a < b ? b - a : a - b;
}

constexpr int days_to_look = 14;

} // namespace

/// Where a wish fits: the nearest times are those of the wished hour on some day, or where something begins
/// or ends: a window of the day, a closure, another use, or one of `edges`.
std::vector<free_slot> desk::free_slots(const book_place& wish, std::size_t most,
                                        std::span<const opening* const> openings,
                                        std::span<const ptime> edges,
                                        const std::function<bool(const book_place&)>& fits) const {
    const auto moved = [&](const ptime& from) {
        auto x = wish;
        x.until = from + (wish.until - wish.from);
        x.from = from;
        return x;
    };
    const auto length = wish.until - wish.from;
    const auto first = wish.from.date() - day_count{days_to_look};
    const auto last = wish.from.date() + day_count{days_to_look};
    std::vector<ptime> starts{wish.from, std::max(wish.at, wish.from)};
    const auto before_and_after = [&](const ptime& from, const ptime& until) {
        starts.push_back(until + duration_of(wish.set_up));
        starts.push_back(from - duration_of(wish.clean_up) - length);
    };
    const auto within = [&](const opening& o) {
        for (auto day = first; day <= last; day += day_count{1})
            for (const auto& w : windows_on(o, day, options_.holidays)) {
                starts.push_back(ptime{day} + w.from);
                starts.push_back(ptime{day} + w.until - length);
            }
    };
    for (auto day = first; day <= last; day += day_count{1})
        starts.push_back(ptime{day} + wish.from.time_of_day());
    for (const auto* o : openings) within(*o);
    for (const auto& edge : edges) before_and_after(edge, edge);
    std::vector<free_slot> all;
    if (const auto place = community_->places().find(wish.place)) {
        if (const auto terms = programme_.terms.find(*place); terms != programme_.terms.end()) {
            if (terms->second.open) within(*terms->second.open);
            for (const auto& c : terms->second.closures) before_and_after(c.from, c.until);
        }
        for (const auto& [start, u] : uses_in(*place, ptime{first}, ptime{last + day_count{1}}))
            before_and_after(start, u.until);
    }
    std::sort(starts.begin(), starts.end(), [&](const ptime& a, const ptime& b) {
        return std::pair{apart(a, wish.from), a} < std::pair{apart(b, wish.from), b};
    });
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    for (const auto& from : starts)
        if (all.size() < most && from.date() >= first && from.date() <= last && fits(moved(from)))
            all.push_back({wish.place, from});
    for (const auto& p : community_->places()) {
        auto x = wish;
        x.place = p.key;
        if (all.size() >= 2 * most) break;
        if (p.key != wish.place && fits(x)) all.push_back({p.key, wish.from});
    }
    std::stable_sort(all.begin(), all.end(), [&](const free_slot& a, const free_slot& b) {
        return apart(a.from, wish.from) < apart(b.from, wish.from);
    });
    if (all.size() > most) all.resize(most);
    return all;
}

std::vector<free_slot> desk::find_free(const book_place& wish, std::size_t most) const {
    calendar::require_whole_seconds(wish.at, "find_free");
    calendar::require_whole_seconds(wish.from, "find_free");
    calendar::require_whole_seconds(wish.until, "find_free");
    const checker ask{*this};
    return free_slots(wish, most, {}, {}, [&](const book_place& x) {
        const auto place = community_->places().find(x.place);
        if (!place || x.from < x.at || x.until <= x.from) return false;
        const claim want{*place, x.from, x.until, x.people, x.set_up, x.clean_up, x.needs};
        return !ask.ask_place(want) && !ask.ask_uses(want, x.at, std::nullopt);
    });
}

std::vector<free_slot> desk::find_free(const schedule_session& x, std::size_t most) const {
    calendar::require_whole_seconds(x.at, "find_free");
    calendar::require_whole_seconds(x.from, "find_free");
    calendar::require_whole_seconds(x.until, "find_free");
    const auto id = programme_.courses.find(x.course);
    if (!id) return {};
    const auto& course = programme_.courses[*id];
    const auto people = people_in(course, enrolment_state::enrolled);
    // Whoever takes part cannot be in two classes at a time.
    const auto is_free = [&](civic::person_id person, const book_place& when) {
        const auto taken = taken_by_.find(person);
        if (taken == taken_by_.end()) return true;
        for (const auto c : taken->second)
            for (const auto other : sessions_of_[c]) {
                const auto& s = programme_.sessions[other];
                if (s.state != session_state::called_off && s.from < when.until && when.from < s.until)
                    return false;
            }
        return true;
    };
    // Where the teacher and those who take part come from other classes, or go to them.
    std::vector<const opening*> openings;
    std::set<course_id> others;
    if (course.teacher) {
        const auto& teacher = programme_.teachers[*course.teacher];
        if (teacher.free) openings.push_back(&*teacher.free);
        const auto& taught = courses_of_.at(*course.teacher);
        others.insert(taught.begin(), taught.end());
    }
    for (const auto person : people)
        if (const auto taken = taken_by_.find(person); taken != taken_by_.end())
            others.insert(taken->second.begin(), taken->second.end());
    std::vector<ptime> edges;
    for (const auto c : others)
        for (const auto s : sessions_of_[c]) {
            edges.push_back(programme_.sessions[s].from);
            edges.push_back(programme_.sessions[s].until);
        }
    const checker ask{*this};
    const book_place wish{.at = x.at, .place = x.place, .from = x.from, .until = x.until};
    return free_slots(wish, most, openings, edges, [&](const book_place& y) {
        const auto place = community_->places().find(y.place);
        const auto special = options_.holidays.find(y.from.date());
        if (!place || y.from < y.at || y.until <= y.from || (special && special->day_off)) return false;
        const claim want{.place = *place,
                         .from = y.from,
                         .until = y.until,
                         .people = static_cast<int>(people.size()),
                         .needs = course.needs};
        return !ask.ask_place(want) && !ask.ask_uses(want, y.at, std::nullopt) &&
               !ask.ask_teacher(course, y.from, y.until, std::nullopt) &&
               std::all_of(people.begin(), people.end(), [&](auto p) { return is_free(p, y); });
    });
}

std::vector<book_place> repeat(const book_place& first, const calendar::day_set& on, const date& from,
                               const date& until) {
    calendar::require_plain(first.from, "repeat");
    calendar::require_plain(first.until, "repeat");
    if (first.from.date() != first.until.date())
        throw std::invalid_argument("repeat: a booking that is repeated ends on the day on which it begins");
    std::vector<book_place> all;
    for (const auto& day : on.days(from, until)) {
        auto next = first;
        next.booking = first.booking.text() + " " + calendar::to_text(day);
        next.from = ptime{day} + first.from.time_of_day();
        next.until = ptime{day} + first.until.time_of_day();
        all.push_back(std::move(next));
    }
    return all;
}

} // namespace qaidam::venues
