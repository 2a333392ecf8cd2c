// When a promise of so many working days runs out, and which hours were counted.
//
// Demonstrates: the work calendar with China's holidays and make-up workdays, a feed's own hours and seasons, limits, and
// explanations.

#include <qaidam/calendar/calendar.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace qaidam;

int main(int argc, char** argv) {
    std::vector<std::string> words{argv + 1, argv + argc};
    const bool asked = words == std::vector<std::string>{"--help"};
    const auto moved = std::find(words.begin(), words.end(), "--on-working-day");
    const auto end = moved != words.end() ? calendar::ending::on_working_day : calendar::ending::on_any_day;
    if (moved != words.end()) words.erase(moved);
    const bool usable = words.size() == 2 || words.size() == 3;
    const auto received = usable ? calendar::parse_local_time(words[0]) : std::nullopt;
    const auto limit = usable ? calendar::parse_time_limit(words[1]) : std::nullopt;
    if (!received || !limit) {
        fmt::print(
            asked ? stdout : stderr,
            "usage: deadline TIME LIMIT [FEED] [--on-working-day]\n\n"
            "For example: deadline \"2022-01-28 16:00\" \"3 working_day\"\n"
            "Units: minute, hour, working_minute, working_hour, working_day, natural_day; after it the name "
            "of a "
            "calendar of FEED.\n"
            "FEED has holidays and hours of its own, in holidays.csv and work_hours.csv.\n"
            "--on-working-day: natural days that end on a day of rest go on to the next working day.\n");
        return asked ? 0 : 2;
    }
    try {
        const auto all = words.size() == 3 ? calendar::load_work_calendars(words[2]).value
                                           : calendar::work_calendars{calendar::office_hours(),
                                                                      calendar::holidays::china()};
        const auto& office = all.of(limit->calendar);
        const auto due =
            calendar::deadline(office, *received, *limit, calendar::counting::from_next_day, end);
        fmt::print("{} + {} = {}\n", calendar::to_string(*received), *limit, calendar::to_string(due));
        if (limit->unit == calendar::limit_unit::natural_days) {
            const auto first = received->date() + calendar::day_count{1};
            const auto last = received->date() + calendar::day_count{limit->amount};
            fmt::print("  {} {} – {} {}, {}\n", first, calendar::weekday_of(first), last,
                       calendar::weekday_of(last), *limit);
            const auto ends_on = due.date() - calendar::day_count{1};
            if (ends_on != last)
                fmt::print("  then on to the next working day, {} {}\n", ends_on,
                           calendar::weekday_of(ends_on));
        } else if (!is_elapsed(limit->unit)) {
            for (const auto& span : office.explain(*received, due)) fmt::print("  {}\n", span);
        }
    } catch (const std::exception& e) {
        fmt::print(stderr, "deadline: {}\n", e.what());
        return 1;
    }
}
