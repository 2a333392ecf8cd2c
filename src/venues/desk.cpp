#include <qaidam/venues/desk.hpp>

#include <algorithm>

#include "desk_check.hpp"

namespace qaidam::venues {

using calendar::local_time;

desk::desk(const civic::community& c, venues::programme start, desk_options options)
    : community_{&c},
      options_{std::move(options)},
      programme_{std::move(start)},
      uses_{c.places().size()},
      sessions_of_{programme_.courses.size()} {
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
        add_use(s.place, s.from, {s.until, entry::kind::session, id.value()});
        if (const auto teacher = programme_.courses[s.course].teacher) taught_[*teacher].emplace(s.from, id);
    }
    for (const auto id : programme_.bookings.ids()) {
        const auto& b = programme_.bookings[id];
        if (b.state == booking_state::booked)
            add_use(b.place, start_of(b), {end_of(b), entry::kind::booking, id.value()});
    }
    for (const auto id : programme_.activities.ids()) {
        const auto& a = programme_.activities[id];
        const auto* place = std::get_if<civic::place_id>(&a.where);
        if (place != nullptr && a.state != session_state::called_off)
            add_use(*place, a.from, {a.until, entry::kind::activity, id.value()});
    }
    for (const auto id : programme_.fairs.ids()) {
        const auto& f = programme_.fairs[id];
        if (f.place) add_use(*f.place, f.from, {f.until, entry::kind::fair, id.value()});
    }
}

/// Where a feed has two uses at a time, a long one may hide behind a later one: from then on the longest
/// tells how far back to look. Elsewhere it is enough to look at the one before.
void desk::add_use(civic::place_id place, local_time start, const use& u) {
    auto& all = uses_[place];
    if (all.longest.count() == 0 && !uses_in(place, start, u.until).empty())
        for (const auto& [since, other] : all.by_start)
            all.longest = std::max(all.longest, other.until - since);
    if (all.longest.count() > 0) all.longest = std::max(all.longest, u.until - start);
    all.by_start.emplace(start, u);
}

std::vector<std::pair<local_time, desk::use>> desk::uses_in(civic::place_id place, local_time from,
                                                            local_time until) const {
    const auto& all = uses_[place];
    std::vector<std::pair<local_time, use>> found;
    auto at = all.by_start.lower_bound(all.longest.count() > 0 ? from - all.longest : from);
    if (all.longest.count() == 0 && at != all.by_start.begin()) --at;
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

} // namespace qaidam::venues
