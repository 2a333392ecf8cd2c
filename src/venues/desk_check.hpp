/// What the desk asks before it lets something happen.
#pragma once

#include <qaidam/venues/codes.hpp>
#include <qaidam/venues/desk.hpp>

#include "words.hpp"

namespace qaidam::venues {

using verdict = std::optional<refusal>;

inline constexpr std::chrono::minutes longest_preparation{7 * 24 * 60};

/// Whether a time, with weeks of preparing before and of looking for another time after, is in the calendar.
[[nodiscard]] inline bool is_usual(calendar::local_time t) {
    return t.date().year() >= 1500 && t.date().year() <= 9900;
}

/// What a place is wanted for, and when, preparing and clearing up apart.
struct claim {
    civic::place_id place;
    calendar::local_time from;
    calendar::local_time until;
    int people = 0;
    std::chrono::minutes set_up{0};
    std::chrono::minutes clean_up{0};
    std::span<const std::string> needs{};
};

/// A session that is about to be at another place, or nowhere.
struct changed_session {
    session_id session;
    std::optional<civic::place_id> to{};
};

[[nodiscard]] calendar::local_time start_of(const auto& x) {
    return x.from - x.set_up;
}
[[nodiscard]] calendar::local_time end_of(const auto& x) {
    return x.until + x.clean_up;
}

/// What depends on holidays that are not known, and of which year.
struct doubt {
    label about;
    int year;
};

class desk::checker {
public:
    /// What is not yet known is told to `doubts`, if that is given.
    explicit checker(const desk& d, std::vector<doubt>* doubts = nullptr) : d_{d}, doubts_{doubts} {}

    verdict operator()(const book_place& x) const;
    verdict operator()(const cancel_booking& x) const;
    verdict operator()(const note_no_show& x) const;
    verdict operator()(const enrol& x) const;
    verdict operator()(const withdraw& x) const;
    verdict operator()(const change_capacity& x) const;
    verdict operator()(const schedule_session& x) const;
    verdict operator()(const move_session& x) const;
    verdict operator()(const call_off_session& x) const;
    verdict operator()(const hold_session& x) const;
    verdict operator()(const plan_activity& x) const;
    verdict operator()(const call_off_activity& x) const;
    verdict operator()(const hold_activity& x) const;
    verdict operator()(const take_stall& x) const;
    verdict operator()(const record_trade& x) const;

    /// Whether the place is large enough, equipped and open.
    [[nodiscard]] verdict ask_place(const claim& x) const;
    /// Whether its hours, or those of a teacher, are all of the time; `shut` says that they are not. Where holidays that
    /// nobody knows yet decide it, that is a doubt and nothing is refused.
    [[nodiscard]] verdict ask_hours(const opening& o, const label& whose, calendar::local_time from,
                                    calendar::local_time until, const message_rule& shut) const;
    /// Whether nothing has it that `rank` cannot displace, but for the use itself.
    [[nodiscard]] verdict ask_uses(const claim& x, calendar::local_time at, std::optional<int> rank,
                                   std::optional<session_id> itself = {}) const;
    /// Whether the teacher can be there, but for the session itself.
    [[nodiscard]] verdict ask_teacher(const course& c, calendar::local_time from, calendar::local_time until,
                                      std::optional<session_id> itself) const;
    [[nodiscard]] std::optional<calendar::local_time>
    end_of_course(course_id id, const std::optional<changed_session>& after = {}) const;
    [[nodiscard]] std::size_t places_in(course_id id, calendar::local_time at,
                                        const std::optional<changed_session>& after = {}) const {
        return places_in(id, at, p().courses[id].capacity, after);
    }
    /// The same if the class took so many, or as many as want to.
    [[nodiscard]] std::size_t places_in(course_id id, calendar::local_time at, std::optional<int> capacity,
                                        const std::optional<changed_session>& after = {}) const;
    [[nodiscard]] std::vector<civic::person_id>
    next_in(course_id id, calendar::local_time at, std::size_t taken, std::size_t places,
            std::optional<civic::person_id> but = {}, const std::optional<changed_session>& after = {}) const;
    [[nodiscard]] booking booking_of(const book_place& x) const;

private:
    using subject = detail::subject;

    static verdict no(const message_rule& rule, std::vector<std::string> arguments = {}) {
        return refusal{&rule, std::move(arguments), {}};
    }
    static std::string word(subject s);
    template <class Kind>
    static verdict over(subject s, const key& k, Kind state);
    static verdict unknown(subject s, const key& k) {
        return no(codes::unknown_subject, {word(s), k.text()});
    }
    static verdict begins(subject s, const key& k, calendar::local_time from);

    /// Of the session, booking, activity or fair.
    [[nodiscard]] const key& key_of_use(const use& u) const;
    [[nodiscard]] verdict ask_party(const key& by) const;
    [[nodiscard]] verdict ask_new_session(const schedule_session& x, course_id c) const;
    /// A session's wish for a place and a time.
    [[nodiscard]] verdict ask_session(const auto& x, const course& c, std::optional<session_id> itself) const;
    [[nodiscard]] verdict ask_planned(const key& k, const auto& record, subject s, const key& by) const;
    [[nodiscard]] const civic::community& c() const { return *d_.community_; }
    [[nodiscard]] const venues::programme& p() const { return d_.programme_; }

    const desk& d_;
    std::vector<doubt>* doubts_;
};

[[nodiscard]] bool overlap(const stall_place& a, const stall_place& b);

} // namespace qaidam::venues
