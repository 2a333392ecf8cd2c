#include <algorithm>
#include <functional>
#include <set>
#include <stdexcept>

#include "desk_check.hpp"

// When a wish could be fulfilled instead.

namespace qaidam::venues {

using calendar::date;
using calendar::day_count;
using calendar::local_time;

namespace {

std::chrono::seconds apart(local_time a, local_time b) {
    return a < b ? b - a : a - b;
}

constexpr int days_to_look = 14;

/// Whether it asks for a time at all.
bool is_wish(const book_place& x) {
    const auto good = [](std::chrono::minutes m) { return m.count() >= 0 && m <= longest_preparation; };
    return x.from < x.until && is_usual(x.from) && is_usual(x.until) && good(x.set_up) && good(x.clean_up);
}

} // namespace

/// Where a wish fits: the nearest times are those of the wished hour on some day, or where something begins
/// or ends: a window of the day, a closure, another use, or one of `edges`.
std::vector<free_slot> desk::free_slots(const book_place& wish, std::size_t most,
                                        std::span<const opening* const> openings,
                                        std::span<const local_time> edges,
                                        const std::function<bool(const book_place&)>& fits) const {
    const auto moved = [&](local_time from) {
        auto x = wish;
        x.until = from + (wish.until - wish.from);
        x.from = from;
        return x;
    };
    const auto length = wish.until - wish.from;
    const auto first = wish.from.date() - day_count{days_to_look};
    const auto last = wish.from.date() + day_count{days_to_look};
    std::vector<local_time> starts{wish.from, std::max(wish.at, wish.from)};
    const auto before_and_after = [&](local_time from, local_time until) {
        starts.push_back(until + wish.set_up);
        starts.push_back(from - wish.clean_up - length);
    };
    const auto within = [&](const opening& o) {
        for (auto day = first; day <= last; day += day_count{1})
            for (const auto& w : windows_on(o, day, options_.holidays)) {
                starts.push_back(local_time{day} + w.from);
                starts.push_back(local_time{day} + w.until - length);
            }
    };
    for (auto day = first; day <= last; day += day_count{1})
        starts.push_back(local_time{day} + wish.from.time_of_day());
    for (const auto* o : openings) within(*o);
    for (const auto& edge : edges) before_and_after(edge, edge);
    std::vector<free_slot> all;
    if (const auto place = community_->places().find(wish.place)) {
        if (const auto terms = programme_.terms.find(*place); terms != programme_.terms.end()) {
            if (terms->second.open) within(*terms->second.open);
            for (const auto& c : terms->second.closures)
                if (c.from < local_time{last} && local_time{first} < c.until && is_usual(c.from) &&
                    is_usual(c.until))
                    before_and_after(c.from, c.until);
        }
        for (const auto& [start, u] : uses_in(*place, local_time{first}, local_time{last + day_count{1}}))
            before_and_after(start, u.until);
    }
    std::sort(starts.begin(), starts.end(), [&](local_time a, local_time b) {
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

std::vector<free_slot> desk::find_free(const book_place& wish, std::size_t most) const {
    if (!is_wish(wish)) return {};
    const checker ask{*this};
    return free_slots(wish, most, {}, {}, [&](const book_place& x) {
        const auto place = community_->places().find(x.place);
        if (!place || x.from < x.at || x.until <= x.from) return false;
        const claim want{*place, x.from, x.until, x.people, x.set_up, x.clean_up, x.needs};
        return !ask.ask_place(want) && !ask.ask_uses(want, x.at, std::nullopt);
    });
}

std::vector<free_slot> desk::find_free(const schedule_session& x, std::size_t most) const {
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
    std::vector<local_time> edges;
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
    if (first.until - first.from > std::chrono::hours{24})
        throw std::invalid_argument("repeat: a booking that is repeated takes at most a day");
    const auto length = first.until - first.from;
    std::vector<book_place> all;
    for (const auto& day : on.days(from, until)) {
        auto next = first;
        next.booking = first.booking.text() + " " + calendar::to_string(day);
        next.from = local_time{day} + first.from.time_of_day();
        next.until = next.from + length;
        all.push_back(std::move(next));
    }
    return all;
}

} // namespace qaidam::venues
