/// Official holidays and make-up workdays (调休), by year.
///
/// The State Council publishes each year's days in the autumn before. The library knows 2007 to 2026; a
/// program adds a year as soon as it is out, from a file or in code. What is not known is never guessed.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/feed_files.hpp>
#include <qaidam/base/language.hpp>
#include <qaidam/calendar/time.hpp>

#pragma GCC visibility push(default)

namespace qaidam::calendar {

struct special_day {
    calendar::date date;
    std::string name; ///< of the holiday: 春节; for a make-up workday that of the holiday it makes up for
    bool day_off;     ///< false: a make-up workday
    friend bool operator==(const special_day&, const special_day&) = default;
};

/// The name in both languages: "Spring Festival". A name that is not one of China's holidays stands for itself.
[[nodiscard]] label name_of(const special_day& day);

class holidays {
public:
    /// No year is known.
    holidays() = default;

    /// The years 2007 to 2026 as the State Council published them.
    [[nodiscard]] static const holidays& china();

    /// Adds or replaces what the publication for `year` says. It may speak of days of the December before.
    /// Throws: std::invalid_argument if the year is not within 1949 to 9998, or if a day lies neither in the
    ///         year nor in the December before.
    void add_year(int year, std::span<const special_day> days);
    /// Adds days of the year to what is known of it: a city's own holiday, a day that was moved. What was said of
    /// one of them before, by any year, is replaced. Throws: as add_year.
    void add_days(int year, std::span<const special_day> days);
    /// From now on the day is one like any other, whatever was said of it.
    void remove_day(const date& day);

    [[nodiscard]] bool knows(int year) const { return years_.contains(year); }
    /// Of the years that are known; they need not be contiguous.
    [[nodiscard]] std::vector<int> years() const;

    /// What is special about the day, nothing for a day like any other. A later year's word on a December
    /// wins.
    [[nodiscard]] std::optional<special_day> find(const date& day) const;

    /// What the publication for `year` says, by date. Throws: std::out_of_range if the year is not known.
    [[nodiscard]] const std::map<date, special_day>& published(int year) const { return years_.at(year); }

    friend bool operator==(const holidays&, const holidays&) = default;

private:
    std::map<int, std::map<date, special_day>> years_;
};

/// Adds the days of holidays.csv, if there is one, to `known`: a year's days to those that are known of it. A row that is against
/// what is known of its day is a notice, and holds; a row `usual` takes away what is known of it.
/// Throws: data_error under policy::strict.
[[nodiscard]] loaded<holidays> load_holidays(const feed_files& files, holidays known = holidays::china(),
                                             const load_options& options = {});

/// Writes all years that are known as `folder/holidays.csv`.
void save_holidays(const holidays& known, const file_path& folder);

/// The files of this room with their columns.
[[nodiscard]] std::span<const table_layout> feed_layouts();

} // namespace qaidam::calendar

#pragma GCC visibility pop
