/// By when something is due: at a time, or not yet known, or never.
///
/// A deadline that runs into a year whose holidays are not known keeps how it is counted: from when, which limit, what changed since.
/// It is set as soon as a calendar knows the year (count_due); nothing that happens is refused for it (docs/adr/0032-unknown-years.md).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/calendar/work_calendar.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

/// An extension by working days, or a time in which the clock stood.
struct due_change {
    int days = 0;                     ///< of an extension; 0: the clock stood
    calendar::local_time stopped{};   ///< since when it stood
    calendar::local_time restarted{}; ///< since when it goes on
    friend bool operator==(const due_change&, const due_change&) = default;
};

/// How a deadline is counted.
struct due_count {
    calendar::local_time from{};
    bool counted = false; ///< `from` is what was due before the changes; else the limit is counted from there
    calendar::time_limit limit{};
    calendar::counting counting = calendar::counting::from_next_day;
    calendar::ending ending = calendar::ending::on_any_day;
    std::vector<due_change> changes{}; ///< one after the other
    friend bool operator==(const due_count&, const due_count&) = default;
};

class due_time {
public:
    due_time() = default; ///< never: no clock runs
    due_time(std::nullopt_t) {}
    due_time(calendar::local_time at) : at_{at} {}
    /// Not yet known.
    explicit due_time(due_count how) : open_{std::make_shared<const due_count>(std::move(how))} {}

    /// Whether there is a deadline, known or not.
    [[nodiscard]] bool has_value() const { return at_ || open_; }
    explicit operator bool() const { return has_value(); }
    /// Whether there is one and its time is known.
    [[nodiscard]] bool is_known() const { return at_.has_value(); }
    /// How it is counted once the holidays are known; null for what is known, and for never.
    [[nodiscard]] const due_count* open() const { return open_.get(); }

    /// The time. One that is not yet known is later than any: nobody is late by it.
    [[nodiscard]] calendar::local_time operator*() const {
        return at_.value_or(calendar::local_time::last());
    }
    /// The time. Throws: std::invalid_argument if there is none, or if it is not yet known.
    [[nodiscard]] calendar::local_time value() const;
    void reset() { *this = {}; }

    friend bool operator==(const due_time& a, const due_time& b) {
        return a.at_ == b.at_ && (a.open_ == b.open_ || (a.open_ && b.open_ && *a.open_ == *b.open_));
    }

private:
    std::optional<calendar::local_time> at_{};
    std::shared_ptr<const due_count> open_{}; ///< rare, and never changed
};

/// "2022-01-10 18:00"; "not yet known (5 working days from 2026-12-28 09:20)"; "" for never.
[[nodiscard]] std::string to_string(const due_time& due, language l = language::en);

/// "2022-01-10 18:00", "from|2026-12-28 09:20|from_next_day|on_any_day|5 working_day", "": the form of events, and back;
/// nothing for any other text.
[[nodiscard]] std::string to_cell(const due_time& due);
[[nodiscard]] std::optional<due_time> parse_due_time(std::string_view text);

/// What is due: a time if the calendars know the days that it takes, else not yet known. The calendar is that which the limit
/// names; where there is none of the name, it is not known either.
/// Throws: calendar::after_last_date.
[[nodiscard]] due_time count_due(due_count how, const calendar::work_calendars& office);
/// The first year whose holidays are missing; nothing if none is, or if there is no calendar of the name.
[[nodiscard]] std::optional<int> missing_year(const due_count& how, const calendar::work_calendars& office);

} // namespace qaidam::services

#pragma GCC visibility pop
