#include <algorithm>
#include <functional>
#include <stdexcept>

#include <qaidam/events/undo.hpp>

#include "desk_check.hpp"

namespace qaidam::venues {

using calendar::local_time;

/// Folds events into the programme and the indexes over it. Each is checked before it changes anything.
class desk::taker {
public:
    taker(desk& d, bool several) : d_{d}, several_{several} {}

    void operator()(const event& e) { std::visit(*this, e); }
    void take_back() {
        courses_.take_back();
        sessions_.take_back();
        bookings_.take_back();
        activities_.take_back();
        fairs_.take_back();
        d_.index_programme();
    }

    void operator()(const place_booked& e) {
        const auto place = of(d_.community_->places(), e.place);
        const auto good = [&](std::chrono::minutes m) { return m.count() >= 0 && m <= longest_preparation; };
        if (!is_usual(e.from) || !is_usual(e.until) || e.until <= e.from || !good(e.set_up) ||
            !good(e.clean_up) || e.people < 0 || e.rank < 0)
            refuse(e.booking);
        require_free(e.booking, place, start_of(e), end_of(e));
        const auto id = add(p().bookings, checker{d_}.booking_of(e));
        d_.add_use(place, start_of(e), {end_of(e), entry_kind::booking, id.value()});
    }
    void operator()(const booking_cancelled& e) {
        end_booking(e.booking, booking_state::cancelled, e.reason, e.by);
    }
    void operator()(const no_show_noted& e) { end_booking(e.booking, booking_state::no_show, {}, e.by); }
    void operator()(const booking_displaced& e) {
        end_booking(e.booking, booking_state::displaced, e.in_favour_of, e.by);
    }

    void operator()(const enrolled& e) {
        const auto id = of(p().courses, e.course);
        const auto person = of(d_.community_->people(), e.person);
        if (place_of(id, person)) refuse(e.course);
        if (!e.waits) require_room(id, e.course);
        change(p().courses, id, [&](course& c) {
            const auto state = e.waits ? enrolment_state::waiting : enrolment_state::enrolled;
            c.enrolments.push_back({person, state, e.at});
        });
        if (!e.waits) give(id, person);
    }
    void operator()(const withdrawn& e) {
        const auto id = of(p().courses, e.course);
        const auto person = of(d_.community_->people(), e.person);
        const auto at = place_of(id, person);
        if (!at) refuse(e.course);
        if (p().courses[id].enrolments[*at].state == enrolment_state::enrolled)
            std::erase(d_.taken_by_[person], id);
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
        if (e.capacity && *e.capacity < 0) refuse(e.course);
        change(p().courses, id, [&](course& c) { c.capacity = e.capacity; });
    }

    void operator()(const session_scheduled& e) {
        const auto course = of(p().courses, e.course);
        const auto place = of(d_.community_->places(), e.place);
        if (e.until <= e.from) refuse(e.session);
        require_free(e.session, place, e.from, e.until);
        const auto id = add(p().sessions, session{.key = e.session,
                                                  .course = course,
                                                  .place = place,
                                                  .from = e.from,
                                                  .until = e.until,
                                                  .instead_of = e.instead_of});
        d_.sessions_of_[course].push_back(id);
        d_.add_use(place, e.from, {e.until, entry_kind::session, id.value()});
        teach(id);
    }
    void operator()(const session_moved& e) {
        const auto id = planned(p().sessions, e.session);
        const auto place = of(d_.community_->places(), e.place);
        if (e.until <= e.from) refuse(e.session);
        require_free(e.session, place, e.from, e.until, id);
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
        d_.add_use(place, e.from, {e.until, entry_kind::session, id.value()});
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
        const auto* place = std::get_if<civic::place_id>(&where);
        if (place != nullptr) require_free(e.activity, *place, e.from, e.until);
        const auto id = add(p().activities, planned_activity{.key = e.activity,
                                                             .kind = e.kind,
                                                             .by = e.handler,
                                                             .title = e.title,
                                                             .where = where,
                                                             .from = e.from,
                                                             .until = e.until});
        if (place != nullptr) d_.add_use(*place, e.from, {e.until, entry_kind::activity, id.value()});
    }
    void operator()(const activity_called_off& e) {
        const auto id = planned(p().activities, e.activity);
        const auto& a = p().activities[id];
        if (const auto* place = std::get_if<civic::place_id>(&a.where))
            vacate(*place, a.from, entry_kind::activity, id.value());
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
        stall s{.key = e.stall, .keeper = e.keeper, .at = e.spot};
        for (const auto& g : e.goods) s.goods.push_back(of(p().goods, g));
        note(d_.stalls_, e.stall);
        change(p().fairs, id, [&](fair& f) { f.stalls.push_back(std::move(s)); });
    }
    void operator()(const trade_recorded& e) {
        const auto id = of(p().fairs, e.fair);
        if (p().fairs[id].find_stall(e.stall) == nullptr || e.trade.empty() || e.count < 1 || e.fen < 0)
            refuse(e.fair);
        trade t{.key = e.trade,
                .stall = e.stall,
                .goods = of(p().goods, e.goods),
                .count = e.count,
                .at = e.at,
                .fen = e.fen,
                .for_count = e.for_count};
        if (!e.for_goods.empty()) t.for_goods = of(p().goods, e.for_goods);
        note(d_.trades_, e.trade);
        change(p().fairs, id, [&](fair& f) { f.trades.push_back(std::move(t)); });
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
        return *id;
    }
    template <class Id, class Record, class Change>
    void change(registry<Id, Record>& all, Id id, Change how) {
        if (several_) undo_of(all).keep(id);
        all.update(id, how);
    }
    auto& undo_of(const registry<course_id, course>&) { return courses_; }
    auto& undo_of(const registry<session_id, session>&) { return sessions_; }
    auto& undo_of(const registry<booking_id, booking>&) { return bookings_; }
    auto& undo_of(const registry<activity_id, planned_activity>&) { return activities_; }
    auto& undo_of(const registry<fair_id, fair>&) { return fairs_; }

    /// Nothing has the place then, but for the session itself.
    void require_free(const key& k, civic::place_id place, local_time from, local_time until,
                      std::optional<session_id> itself = {}) {
        for (const auto& [start, u] : d_.uses_in(place, from, until))
            if (!itself || u.kind != entry_kind::session || u.id != itself->value()) refuse(k);
    }
    /// The session has its place no longer, nor its teacher.
    void leave(session_id id) {
        const auto& s = p().sessions[id];
        vacate(s.place, s.from, entry_kind::session, id.value());
        if (const auto teacher = p().courses[s.course].teacher) {
            auto& taught = d_.taught_[*teacher];
            const auto [first, last] = taught.equal_range(s.from);
            const auto at = std::find_if(first, last, [&](const auto& x) { return x.second == id; });
            if (at != last) taught.erase(at);
        }
    }
    void teach(session_id id) {
        const auto& s = p().sessions[id];
        if (const auto teacher = p().courses[s.course].teacher) d_.taught_[*teacher].emplace(s.from, id);
    }
    /// A key that no other stall, or trade, of any fair has.
    template <class Key>
    void note(std::set<Key>& all, const Key& k) {
        if (!all.insert(k).second) refuse(k);
    }
    void vacate(civic::place_id place, local_time start, entry_kind kind, std::uint32_t id) {
        auto& all = d_.uses_[place].by_start;
        const auto [first, last] = all.equal_range(start);
        const auto at = std::find_if(
            first, last, [&](const auto& x) { return x.second.kind == kind && x.second.id == id; });
        if (at != last) all.erase(at);
    }
    void end_booking(const key& k, booking_state state, const key& reason, const key& by) {
        const auto id = of(p().bookings, k);
        const auto& b = p().bookings[id];
        if (b.state != booking_state::booked) refuse(k);
        vacate(b.place, start_of(b), entry_kind::booking, id.value());
        change(p().bookings, id, [&](booking& x) {
            x.state = state;
            x.reason = reason;
            x.changed_by = by;
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
        change(p().courses, id, [&](course& c) { c.enrolments[at].state = state; });
    }
    void require_room(course_id id, const key& k) {
        const auto& c = p().courses[id];
        if (c.capacity &&
            people_in(c, enrolment_state::enrolled).size() >= static_cast<std::size_t>(*c.capacity))
            refuse(k);
    }
    void give(course_id id, civic::person_id person) { d_.taken_by_[person].push_back(id); }

    desk& d_;
    bool several_;
    events::undo<registry<course_id, course>> courses_{d_.programme_.courses};
    events::undo<registry<session_id, session>> sessions_{d_.programme_.sessions};
    events::undo<registry<booking_id, booking>> bookings_{d_.programme_.bookings};
    events::undo<registry<activity_id, planned_activity>> activities_{d_.programme_.activities};
    events::undo<registry<fair_id, fair>> fairs_{d_.programme_.fairs};
};

void desk::apply(std::span<const event> all) {
    taker take{*this, all.size() > 1};
    try {
        for (const auto& e : all) take(e);
    } catch (...) {
        if (all.size() > 1) take.take_back();
        throw;
    }
    version_ += all.size();
}

} // namespace qaidam::venues
