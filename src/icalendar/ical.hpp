/// libical's objects with owners, and its times as ours.
#pragma once

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

#include <libical/ical.h>

#include <qaidam/calendar/zone.hpp>

#include "unroll.hpp"

namespace qaidam::icalendar {

struct component_deleter {
    void operator()(icalcomponent* c) const { icalcomponent_free(c); }
};
using component = std::unique_ptr<icalcomponent, component_deleter>;

/// A recurrence rule read from text, with the name of its calendar (RSCALE), which libical leaves to its
/// caller.
struct recurrence {
    explicit recurrence(const std::string& text) : rule{icalrecurrencetype_from_string(text.c_str())} {}
    recurrence(const recurrence&) = delete;
    recurrence& operator=(const recurrence&) = delete;
    ~recurrence() { std::free(rule.rscale); }

    [[nodiscard]] bool is_rule() const { return rule.freq != ICAL_NO_RECURRENCE; }

    icalrecurrencetype rule;
};

struct iterator_deleter {
    void operator()(icalrecur_iterator* i) const { icalrecur_iterator_free(i); }
};

/// Text that libical allocates.
struct text_deleter {
    void operator()(char* text) const { icalmemory_free_buffer(text); }
};
[[nodiscard]] inline std::string take_text(char* text) {
    const std::unique_ptr<char, text_deleter> owned{text};
    return text == nullptr ? std::string{} : std::string{text};
}

template <class Clock>
[[nodiscard]] icaltimetype to_ical(calendar::moment<Clock> t) {
    auto all = icaltime_null_time();
    const auto day = t.date().year_month_day();
    all.year = static_cast<int>(day.year);
    all.month = static_cast<int>(day.month.as_number());
    all.day = static_cast<int>(day.day.as_number());
    const auto of_day = static_cast<int>(t.time_of_day().count());
    all.hour = of_day / 3600;
    all.minute = of_day / 60 % 60;
    all.second = of_day % 60;
    return all;
}

/// Nothing for what is no time, or not in the years that calendars of ours have.
[[nodiscard]] inline std::optional<calendar::local_time> from_ical(const icaltimetype& t) {
    if (icaltime_is_null_time(t) || t.year < 1400 || t.year > last_year || t.month < 1 || t.month > 12 ||
        t.day < 1)
        return std::nullopt;
    if (t.day > icaltime_days_in_month(t.month, t.year)) return std::nullopt;
    const calendar::date day{static_cast<unsigned short>(t.year), static_cast<unsigned short>(t.month),
                             static_cast<unsigned short>(t.day)};
    if (t.is_date) return calendar::local_time{day};
    if (t.hour < 0 || t.hour > 23 || t.minute < 0 || t.minute > 59 || t.second < 0 || t.second > 59)
        return std::nullopt;
    return calendar::local_time{day, std::chrono::seconds{(t.hour * 60 + t.minute) * 60 + t.second}};
}

} // namespace qaidam::icalendar
