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
        const auto place = of(d_.community_->places(), e.place);
        constexpr std::chrono::minutes a_week{7 * 24 * 60};
        const auto good = [&](std::chrono::minutes m) { return m.count() >= 0 && m <= a_week; };
        if (e.until <= e.from || !good(e.set_up) || !good(e.clean_up) || e.people < 0 || e.rank < 0)
            refuse(e.booking);
        const auto id = add(p().bookings, checker{d_}.booking_of(e));
        occupy(e.booking, place, start_of(e), {end_of(e), entry::kind::booking, id.value()});
    }
    void operator()(const booking_cancelled& e) {
        end_booking(e.booking, booking_state::cancelled, e.reason);
    }
    void operator()(const no_show_noted& e) { end_booking(e.booking, booking_state::no_show, {}); }
    void operator()(const booking_displaced& e) {
        end_booking(e.booking, booking_state::displaced, e.in_favour_of);
    }

    void operator()(const enrolled& e) {
        const auto id = of(p().courses, e.course);
        const auto person = of(d_.community_->people(), e.person);
        if (place_of(id, person)) refuse(e.course);
        if (!e.waits) require_room(id, e.course);
        p().courses.update(id, [&](course& c) {
            const auto state = e.waits ? enrolment_state::waiting : enrolment_state::enrolled;
            c.enrolments.push_back({person, state, e.at});
        });
        undo_.push_back([this, id] { p().courses.update(id, [](course& c) { c.enrolments.pop_back(); }); });
        if (!e.waits) give(id, person);
    }
    void operator()(const withdrawn& e) {
        const auto id = of(p().courses, e.course);
        const auto person = of(d_.community_->people(), e.person);
        const auto at = place_of(id, person);
        if (!at) refuse(e.course);
        if (p().courses[id].enrolments[*at].state == enrolment_state::enrolled) {
            auto& taken = d_.taken_by_[person];
            undo_.push_back([&taken, before = taken] { taken = before; });
            std::erase(taken, id);
        }
        set_state(id, *at, enrolment_state::withdrawn);
    }
    void operator()(const place_given& e) {
        const auto id = of(p().courses, e.course);
        const auto person = of(d_.community_->people(), e.person);
        const auto at = place_of(id, person);
        if (!at || p().courses[id].enrolments[*at].state != enrolment_state::waiting) refuse(e.course);
        require_room(id, e.course);
        set_state(id, *at, enrolment_state::enrolled);
        give(id, person);
    }
    void operator()(const capacity_changed& e) {
        const auto id = of(p().courses, e.course);
        if (e.capacity < 0) refuse(e.course);
        undo_.push_back([this, id, before = p().courses[id].capacity] {
            p().courses.update(id, [&](course& c) { c.capacity = before; });
        });
        p().courses.update(id, [&](course& c) { c.capacity = e.capacity; });
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
        occupy(e.session, place, e.from, {e.until, entry::kind::session, id.value()});
        teach(id);
    }
    void operator()(const session_moved& e) {
        const auto id = planned(p().sessions, e.session);
        const auto place = of(d_.community_->places(), e.place);
        if (e.until <= e.from) refuse(e.session);
        leave(id);
        change(p().sessions, id, [&](session& s) {
            if (!s.was_from) {
                s.was_from = s.from;
                s.was_at = s.place;
            }
            s.place = place;
            s.from = e.from;
            s.until = e.until;
            s.reason = e.reason;
            ++s.revision;
        });
        occupy(e.session, place, e.from, {e.until, entry::kind::session, id.value()});
        teach(id);
    }
    void operator()(const session_called_off& e) {
        const auto id = planned(p().sessions, e.session);
        leave(id);
        change(p().sessions, id, [&](session& s) {
            s.state = session_state::called_off;
            s.reason = e.reason;
            ++s.revision;
        });
    }
    void operator()(const session_held& e) {
        const auto id = planned(p().sessions, e.session);
        std::vector<civic::person_id> attended;
        for (const auto& k : e.attended) {
            const auto person = of(d_.community_->people(), k);
            if (std::find(attended.begin(), attended.end(), person) != attended.end()) refuse(e.session);
            attended.push_back(person);
        }
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
            occupy(e.activity, *place, e.from, {e.until, entry::kind::activity, id.value()});
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
        if (e.stall.empty()) refuse(e.fair);
        note(d_.stalls_, e.stall);
        stall s{.key = e.stall, .keeper = e.keeper, .at = e.spot};
        for (const auto& g : e.goods) s.goods.push_back(of(p().goods, g));
        p().fairs.update(id, [&](fair& f) { f.stalls.push_back(std::move(s)); });
        undo_.push_back([this, id] { p().fairs.update(id, [](fair& f) { f.stalls.pop_back(); }); });
    }
    void operator()(const trade_recorded& e) {
        const auto id = of(p().fairs, e.fair);
        if (p().fairs[id].find_stall(e.stall) == nullptr || e.trade.empty() || e.count < 1 || e.fen < 0)
            refuse(e.fair);
        note(d_.trades_, e.trade);
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
        if (k.empty()) refuse(k);
        const auto id = all.add(std::move(record));
        if (!id) refuse(k);
        undo_.push_back([&all] { all.truncate(all.size() - 1); });
        return *id;
    }
    template <class Id, class Record, class Change>
    void change(registry<Id, Record>& all, Id id, Change how) {
        undo_.push_back([&all, id, before = all[id]] { all.replace(id, before); });
        all.update(id, how);
    }
    void occupy(const key& k, civic::place_id place, const ptime& start, const use& u) {
        if (!d_.uses_in(place, start, u.until).empty()) refuse(k);
        auto& all = d_.uses_[place];
        all.by_start.emplace(start, u);
        undo_.push_back([&all, start, u] { erase(all.by_start, start, u.of, u.id); });
    }
    /// The session has its place no longer, nor its teacher.
    void leave(session_id id) {
        const auto& s = p().sessions[id];
        vacate(s.place, s.from, entry::kind::session, id.value());
        if (const auto teacher = p().courses[s.course].teacher) {
            auto& taught = d_.taught_[*teacher];
            erase_session(taught, s.from, id);
            undo_.push_back([&taught, from = s.from, id] { taught.emplace(from, id); });
        }
    }
    void teach(session_id id) {
        const auto& s = p().sessions[id];
        if (const auto teacher = p().courses[s.course].teacher) {
            auto& taught = d_.taught_[*teacher];
            taught.emplace(s.from, id);
            undo_.push_back([&taught, from = s.from, id] { erase_session(taught, from, id); });
        }
    }
    static void erase_session(std::multimap<ptime, session_id>& all, const ptime& from, session_id id) {
        const auto range = all.equal_range(from);
        const auto at =
            std::find_if(range.first, range.second, [&](const auto& x) { return x.second == id; });
        if (at != range.second) all.erase(at);
    }
    /// A key that no other stall, or trade, of any fair has.
    void note(std::set<key>& all, const key& k) {
        if (!all.insert(k).second) refuse(k);
        undo_.push_back([&all, k] { all.erase(k); });
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
    void end_booking(const key& k, booking_state state, const key& reason) {
        const auto id = of(p().bookings, k);
        const auto& b = p().bookings[id];
        if (b.state != booking_state::booked) refuse(k);
        vacate(b.place, start_of(b), entry::kind::booking, id.value());
        change(p().bookings, id, [&](booking& x) {
            x.state = state;
            x.reason = reason;
            ++x.revision;
        });
    }
    /// Where among the enrolments of a course stands the one that a person has or waits with.
    [[nodiscard]] std::optional<std::size_t> place_of(course_id id, civic::person_id person) {
        const auto& all = p().courses[id].enrolments;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].person == person && all[i].state != enrolment_state::withdrawn) return i;
        return std::nullopt;
    }
    void set_state(course_id id, std::size_t at, enrolment_state state) {
        undo_.push_back([this, id, at, before = p().courses[id].enrolments[at].state] {
            p().courses.update(id, [&](course& c) { c.enrolments[at].state = before; });
        });
        p().courses.update(id, [&](course& c) { c.enrolments[at].state = state; });
    }
    void require_room(course_id id, const key& k) {
        const auto& c = p().courses[id];
        if (c.capacity > 0 &&
            people_in(c, enrolment_state::enrolled).size() >= static_cast<std::size_t>(c.capacity))
            refuse(k);
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
        // Where a feed has two uses at a time, a long one may hide behind a later one.
        auto& all = uses_[place];
        if (!uses_in(place, from, u.until).empty())
            for (const auto& [since, other] : all.by_start)
                all.longest = std::max(all.longest, other.until - since);
        if (all.longest.ticks() > 0) all.longest = std::max(all.longest, u.until - from);
        all.by_start.emplace(from, u);
    };
    for (const auto id : programme_.courses.ids())
        for (const auto person : people_in(programme_.courses[id], enrolment_state::enrolled))
            taken_by_[person].push_back(id);
    for (const auto& f : programme_.fairs) {
        for (const auto& x : f.stalls) stalls_.insert(x.key);
        for (const auto& x : f.trades) trades_.insert(x.key);
    }
    for (const auto id : programme_.sessions.ids()) {
        const auto& s = programme_.sessions[id];
        sessions_of_[s.course].push_back(id);
        if (s.state == session_state::called_off) continue;
        occupy(s.place, s.from, {s.until, entry::kind::session, id.value()});
        if (const auto teacher = programme_.courses[s.course].teacher) taught_[*teacher].emplace(s.from, id);
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
    auto at = all.by_start.lower_bound(all.longest.ticks() > 0 ? from - all.longest : from);
    if (all.longest.ticks() == 0 && at != all.by_start.begin()) --at;
    for (; at != all.by_start.end() && at->first < until; ++at)
        if (at->second.until > from) found.push_back(*at);
    return found;
}

std::vector<event> desk::decide(const command& any) const {
    if (auto why = check(any)) throw refused{*std::move(why)};
    const checker ask{*this};
    if (ask.is_done(any)) return {};
    std::vector<event> events;
    const auto give_places = [&](std::vector<event>& to, const auto& x,
                                 const std::vector<civic::person_id>& next) {
        for (const auto person : next)
            to.push_back(place_given{x.course, x.by, x.at, community_->people()[person].key});
        return next.size();
    };
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
                const auto id = programme_.courses.id_of(x.course);
                auto in = people_in(programme_.courses[id], enrolment_state::enrolled).size();
                const auto places = ask.places_in(id, x.at);
                in += give_places(events, x, ask.next_in(id, x.at, in, places));
                events.push_back(enrolled{x, in >= places});
            } else if constexpr (std::is_same_v<T, withdraw>) {
                const auto id = programme_.courses.id_of(x.course);
                const auto in = people_in(programme_.courses[id], enrolment_state::enrolled);
                events.push_back(withdrawn{x});
                const auto person = community_->people().id_of(x.person);
                const auto stay =
                    in.size() - static_cast<std::size_t>(std::count(in.begin(), in.end(), person));
                give_places(events, x, ask.next_in(id, x.at, stay, ask.places_in(id, x.at), person));
            } else if constexpr (std::is_same_v<T, change_capacity>) {
                const auto id = programme_.courses.id_of(x.course);
                const auto in = people_in(programme_.courses[id], enrolment_state::enrolled).size();
                events.push_back(capacity_changed{x});
                give_places(events, x, ask.next_in(id, x.at, in, ask.places_in(id, x.at, x.capacity)));
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
    std::vector<free_slot> elsewhere;
    for (const auto& p : community_->places()) {
        auto x = wish;
        x.place = p.key;
        if (elsewhere.size() == most) break;
        if (p.key != wish.place && fits(x)) elsewhere.push_back({p.key, wish.from});
    }
    const auto here = most - std::min(most / 2, elsewhere.size());
    for (const auto& from : starts)
        if (all.size() < here && from.date() >= first && from.date() <= last && fits(moved(from)))
            all.push_back({wish.place, from});
    for (const auto& x : elsewhere)
        if (all.size() < most) all.push_back(x);
    return all;
}

namespace {

/// Whether a time, and the weeks around it, are in the calendar.
bool is_usual(const ptime& t) {
    return t.date().year() >= 1500 && t.date().year() <= 9900;
}

} // namespace

std::vector<free_slot> desk::find_free(const book_place& wish, std::size_t most) const {
    calendar::require_whole_seconds(wish.at, "find_free");
    calendar::require_whole_seconds(wish.from, "find_free");
    calendar::require_whole_seconds(wish.until, "find_free");
    if (wish.until <= wish.from || !is_usual(wish.from) || !is_usual(wish.until)) return {};
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
    if (!id || x.until <= x.from || !is_usual(x.from) || !is_usual(x.until)) return {};
    const auto& course = programme_.courses[*id];
    const auto people = people_in(course, enrolment_state::enrolled);
    // Where the teacher, those who take part and the audience come from other classes, or go to them.
    std::vector<const opening*> openings;
    std::set<course_id> others;
    if (course.teacher && programme_.teachers[*course.teacher].free)
        openings.push_back(&*programme_.teachers[*course.teacher].free);
    for (const auto other : programme_.courses.ids()) {
        const auto& y = programme_.courses[other];
        const bool same_audience =
            std::any_of(course.audience.begin(), course.audience.end(), [&](const std::string& who) {
                return std::find(y.audience.begin(), y.audience.end(), who) != y.audience.end();
            });
        if (other == *id || same_audience || (course.teacher && y.teacher == course.teacher))
            others.insert(other);
    }
    for (const auto person : people)
        if (const auto taken = taken_by_.find(person); taken != taken_by_.end())
            others.insert(taken->second.begin(), taken->second.end());
    const auto are_free = [&](const book_place& when) {
        for (const auto c : others)
            for (const auto s : sessions_of_[c]) {
                const auto& y = programme_.sessions[s];
                if (y.state != session_state::called_off && y.from < when.until && when.from < y.until)
                    return false;
            }
        return true;
    };
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
               !ask.ask_teacher(course, y.from, y.until, std::nullopt) && are_free(y);
    });
}

std::vector<book_place> repeat(const book_place& first, const calendar::day_set& on, const date& from,
                               const date& until) {
    calendar::require_plain(first.from, "repeat");
    calendar::require_plain(first.until, "repeat");
    if (first.until > ptime{first.from.date() + day_count{1}})
        throw std::invalid_argument("repeat: a booking that is repeated ends on the day on which it begins");
    const auto length = first.until - first.from;
    std::vector<book_place> all;
    for (const auto& day : on.days(from, until)) {
        auto next = first;
        next.booking = first.booking.text() + " " + calendar::to_text(day);
        next.from = ptime{day} + first.from.time_of_day();
        next.until = next.from + length;
        all.push_back(std::move(next));
    }
    return all;
}

} // namespace qaidam::venues
