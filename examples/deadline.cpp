// When a promise of so many working days runs out, and which hours were counted.
//
// Demonstrates: the work calendar with China's holidays and make-up workdays, limits, and explanations.

#include <qaidam/calendar/calendar.hpp>

using namespace qaidam;

int main(int argc, char** argv) {
    const auto received = argc == 3 ? calendar::parse_local_time(argv[1]) : std::nullopt;
    const auto limit = argc == 3 ? calendar::parse_time_limit(argv[2]) : std::nullopt;
    if (!received || !limit) {
        const bool asked = argc == 2 && std::string_view{argv[1]} == "--help";
        fmt::print(
            asked ? stdout : stderr,
            "usage: deadline TIME LIMIT\n\nFor example: deadline \"2022-01-28 16:00\" \"3 working_day\"\n"
            "Units: hour, working_hour, working_day, natural_day\n");
        return asked ? 0 : 2;
    }
    try {
        const calendar::work_calendar office{calendar::office_hours(), calendar::holidays::china()};
        const auto due = calendar::deadline(office, *received, *limit);
        fmt::print("{} + {} = {}\n", calendar::to_string(*received), *limit, calendar::to_string(due));
        using enum calendar::limit_unit;
        if (limit->unit == natural_days) {
            const auto first = received->date() + calendar::day_count{1};
            const auto last = due.date() - calendar::day_count{1};
            fmt::print("  {} {} – {} {}, {}\n", first, calendar::weekday_of(first), last,
                       calendar::weekday_of(last), *limit);
        } else if (limit->unit != hours) {
            for (const auto& span : office.explain(*received, due)) fmt::print("  {}\n", span);
        }
    } catch (const std::exception& e) {
        fmt::print(stderr, "deadline: {}\n", e.what());
        return 1;
    }
}
