// Which events a command at the venues causes. What is allowed: desk_check.cpp; what follows: desk_apply.cpp.
#include <qaidam/venues/desk.hpp>

#include <algorithm>

#include "desk_check.hpp"

namespace qaidam::venues {

using calendar::local_time;

desk::desk(const civic::community& c, venues::programme start, desk_options options)
    : community_{&c},
      options_{std::move(options)},
      programme_{std::move(start)} {
    remember_start();
    index_programme();
}

void desk::index_programme() {
    uses_ = id_vector<civic::place_id, uses>{community_->places().size()};
    sessions_of_ = id_vector<course_id, std::vector<session_id>>{programme_.courses.size()};
    taught_.clear();
    taken_by_.clear();
    stalls_.clear();
    trades_.clear();
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
        add_use(s.place, s.from, {s.until, entry_kind::session, id.value()});
        if (const auto teacher = programme_.courses[s.course].teacher) taught_[*teacher].emplace(s.from, id);
    }
    for (const auto id : programme_.bookings.ids()) {
        const auto& b = programme_.bookings[id];
        if (b.state == booking_state::booked)
            add_use(b.place, start_of(b), {end_of(b), entry_kind::booking, id.value()});
    }
    for (const auto id : programme_.activities.ids()) {
        const auto& a = programme_.activities[id];
        const auto* place = std::get_if<civic::place_id>(&a.where);
        if (place != nullptr && a.state != session_state::called_off)
            add_use(*place, a.from, {a.until, entry_kind::activity, id.value()});
    }
    for (const auto id : programme_.fairs.ids()) {
        const auto& f = programme_.fairs[id];
        if (f.place) add_use(*f.place, f.from, {f.until, entry_kind::fair, id.value()});
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

std::uint64_t desk::version(const key& stream) const {
    return stream == stream_of(event{}) ? version_ : 0;
}

/// The events of a command that was allowed.
struct desk::decider {
    const desk& d;
    using caused = std::vector<event>;

    [[nodiscard]] std::size_t taken_in(course_id id) const {
        return people_in(d.programme_.courses[id], enrolment_state::enrolled).size();
    }
    std::size_t give_places(caused& to, const auto& x, const std::vector<civic::person_id>& next) const {
        return give_places(to, x.course, x, next);
    }
    std::size_t give_places(caused& to, const course_key& course, const auto& x,
                            const std::vector<civic::person_id>& next) const {
        for (const auto person : next)
            to.push_back(place_given{course, x.by, x.at, d.community_->people()[person].key});
        return next.size();
    }
    /// Who waits may find room once a session is in a larger place, or is not held.
    void give_places_after(caused& to, const auto& x, const changed_session& after) const {
        const checker ask{d};
        const auto id = d.programme_.sessions[after.session].course;
        give_places(to, d.programme_.courses[id].key, x,
                    ask.next_in(id, x.at, taken_in(id), ask.places_in(id, x.at, after), {}, after));
    }

    caused operator()(const book_place& x) const {
        caused all;
        // What is in the way are bookings of a lower rank: checker::ask_uses lets nothing else through.
        for (const auto& [start, u] :
             d.uses_in(d.community_->places().id_of(x.place), start_of(x), end_of(x)))
            all.push_back(
                booking_displaced{d.programme_.bookings[booking_id{u.id}].key, x.by, x.at, x.booking});
        all.push_back(place_booked{x});
        return all;
    }
    caused operator()(const cancel_booking& x) const { return {booking_cancelled{x}}; }
    caused operator()(const note_no_show& x) const { return {no_show_noted{x}}; }
    caused operator()(const enrol& x) const {
        // Should there be room for some who wait, they come first.
        caused all;
        const checker ask{d};
        const auto id = d.programme_.courses.id_of(x.course);
        const auto places = ask.places_in(id, x.at);
        auto in = taken_in(id);
        in += give_places(all, x, ask.next_in(id, x.at, in, places));
        all.push_back(enrolled{x, in >= places});
        return all;
    }
    caused operator()(const withdraw& x) const {
        caused all{withdrawn{x}};
        const checker ask{d};
        const auto id = d.programme_.courses.id_of(x.course);
        const auto in = people_in(d.programme_.courses[id], enrolment_state::enrolled);
        const auto person = d.community_->people().id_of(x.person);
        const auto stay = in.size() - static_cast<std::size_t>(std::count(in.begin(), in.end(), person));
        give_places(all, x, ask.next_in(id, x.at, stay, ask.places_in(id, x.at), person));
        return all;
    }
    caused operator()(const change_capacity& x) const {
        caused all{capacity_changed{x}};
        const checker ask{d};
        const auto id = d.programme_.courses.id_of(x.course);
        give_places(all, x, ask.next_in(id, x.at, taken_in(id), ask.places_in(id, x.at, x.capacity)));
        return all;
    }
    caused operator()(const schedule_session& x) const { return {session_scheduled{x}}; }
    caused operator()(const move_session& x) const {
        caused all{session_moved{x}};
        give_places_after(all, x,
                          {d.programme_.sessions.id_of(x.session), d.community_->places().id_of(x.place)});
        return all;
    }
    caused operator()(const call_off_session& x) const {
        caused all{session_called_off{x}};
        give_places_after(all, x, {d.programme_.sessions.id_of(x.session)});
        return all;
    }
    caused operator()(const hold_session& x) const { return {session_held{x}}; }
    caused operator()(const plan_activity& x) const { return {activity_planned{x}}; }
    caused operator()(const call_off_activity& x) const { return {activity_called_off{x}}; }
    caused operator()(const hold_activity& x) const { return {activity_held{x}}; }
    caused operator()(const take_stall& x) const { return {stall_taken{x}}; }
    caused operator()(const record_trade& x) const { return {trade_recorded{x}}; }
};

events::decision<event> desk::decide(const command& c) const {
    if (auto why = check(c)) return *std::move(why);
    return std::visit(decider{*this}, c);
}

} // namespace qaidam::venues

template class qaidam::events::recorder<qaidam::venues::desk>;
