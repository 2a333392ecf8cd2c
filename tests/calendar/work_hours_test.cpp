// Hours by seasons, on holidays and before them, over midnight; calendars by name; and all of it against a count minute
// by minute.
#include <qaidam/calendar/work_calendar.hpp>

#include <algorithm>
#include <filesystem>

#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("calendar/work_hours");

using namespace qaidam;
using namespace qaidam::calendar;
using namespace std::chrono_literals;

namespace {

constexpr int minutes_a_day = 1440;

/// The oracle: a flag for every minute of a range of days, each decided by itself from the hours, and nothing else. What
/// is beyond the known days is not in it.
class minute_oracle {
public:
    minute_oracle(const work_hours& hours, const holidays& known, const date& first, const date& last)
        : hours_{hours},
          known_{known},
          first_{first} {
        for (date day = first; day <= last; day += day_count{1}) {
            shifts_.push_back(shift_on(day));
            works_.push_back(!shifts_.back()->empty());
            const auto* before = day == first ? shift_on(day - day_count{1}) : shifts_[shifts_.size() - 2];
            for (int m = 0; m < minutes_a_day; ++m)
                open_.push_back(within(*shifts_.back(), m) || within(*before, m + minutes_a_day));
            for (auto m = worked_.size() - 1; m < open_.size(); ++m) worked_.push_back(worked_[m] + open_[m]);
        }
    }

    [[nodiscard]] std::size_t size() const { return open_.size(); }
    /// The minutes of work before a minute.
    [[nodiscard]] int worked(std::size_t minute) const { return worked_[minute]; }
    [[nodiscard]] local_time at(std::size_t minute) const {
        return local_time{first_} + std::chrono::minutes{static_cast<std::int64_t>(minute)};
    }

    /// The minute at whose end so many were worked from `start` on; nothing if that is beyond the range.
    [[nodiscard]] std::optional<std::size_t> add(std::size_t start, int amount) const {
        const char* open = open_.data();
        auto minute = start;
        for (; amount > 0 && minute < open_.size(); ++minute) amount -= open[minute];
        return amount > 0 ? std::nullopt : std::optional{minute};
    }
    /// The close of the n-th working day.
    [[nodiscard]] std::optional<local_time> add_days(std::size_t start, int n, bool from_same_day) const {
        const auto today = start / minutes_a_day;
        for (auto day = today; day < works_.size(); ++day) {
            if (!works_[day]) continue;
            const auto close =
                std::chrono::duration_cast<std::chrono::minutes>(shifts_[day]->back().until).count();
            const bool left = static_cast<std::int64_t>(start % minutes_a_day) < close;
            if (day == today && !(from_same_day && left)) continue;
            if (--n > 0) continue;
            if (close > minutes_a_day && day + 1 == works_.size()) return std::nullopt;
            return at(day * minutes_a_day) + std::chrono::minutes{close};
        }
        return std::nullopt;
    }
    /// The midnight after the first working day from the last of n natural days on.
    [[nodiscard]] std::optional<local_time> add_natural_days(std::size_t start, int n,
                                                             bool from_same_day) const {
        auto day = start / minutes_a_day + static_cast<std::size_t>(from_same_day ? n - 1 : n);
        while (day < works_.size() && !works_[day]) ++day;
        return day < works_.size() ? std::optional{at((day + 1) * minutes_a_day)} : std::nullopt;
    }

private:
    static bool within(const std::vector<day_window>& windows, int minute) {
        for (const auto& w : windows)
            if (w.from <= std::chrono::minutes{minute} && std::chrono::minutes{minute} < w.until) return true;
        return false;
    }
    [[nodiscard]] bool off(const date& day) const {
        const auto special = known_.find(day);
        return special && special->day_off;
    }
    [[nodiscard]] const std::vector<day_window>* shift_on(const date& day) const {
        const auto* week = &hours_.usual;
        for (const auto& s : hours_.seasons) {
            const auto code = static_cast<int>(day.month()) * 100 + static_cast<int>(day.day());
            const auto from = s.from.month * 100 + s.from.day, until = s.until.month * 100 + s.until.day;
            const bool holds = from < until ? code >= from && code < until : code >= from || code < until;
            if (holds) week = &s.hours;
        }
        if (off(day)) return &week->holiday;
        const int monday_first = (day.day_of_week().as_number() + 6) % 7;
        const auto* today = &week->days[static_cast<std::size_t>(monday_first)];
        if (today->empty() && known_.find(day)) today = &week->make_up_day;
        if (!today->empty() && !week->before_holiday.empty() && off(day + day_count{1}))
            today = &week->before_holiday;
        return today;
    }

    const work_hours& hours_;
    const holidays& known_;
    date first_;
    std::vector<const std::vector<day_window>*> shifts_;
    std::vector<char> works_;
    std::vector<char> open_;
    std::vector<int> worked_{0};
};

/// Hours as they may be: lunch breaks, nights, days on which nobody works.
class random_hours {
public:
    explicit random_hours(test::random& random) : random_{random} {}

    work_hours operator()() {
        work_hours hours{week()};
        if (random_.one_in(3)) return hours;
        // Seasons in order around the year; the last may go on over New Year.
        std::vector<month_day> cuts;
        for (int i = random_.between(2, 4); i > 0; --i)
            cuts.push_back({random_.between(1, 12), random_.between(1, 28)});
        std::sort(cuts.begin(), cuts.end());
        cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
        for (std::size_t i = 0; cuts.size() > 1 && i < cuts.size(); ++i)
            if (!random_.one_in(4)) hours.seasons.push_back({cuts[i], cuts[(i + 1) % cuts.size()], week()});
        return hours;
    }

private:
    week_hours week() {
        week_hours w;
        nights_ = random_.one_in(2);
        const auto weekday = day();
        for (std::size_t d = 0; d < 7; ++d)
            w.days[d] = d >= 5 && !random_.one_in(4) ? std::vector<day_window>{}
                        : random_.one_in(4)          ? day()
                                                     : weekday;
        w.make_up_day = day();
        if (random_.one_in(3)) w.holiday = day();
        if (random_.one_in(3)) w.before_holiday = day();
        return w;
    }
    std::vector<day_window> day() {
        std::vector<day_window> all;
        int at = random_.between(0, 600);
        for (int n = random_.between(1, 3); n > 0 && at < minutes_a_day; --n) {
            const int until = at + random_.between(1, 400);
            all.push_back({std::chrono::minutes{at}, std::chrono::minutes{until}});
            at = until + (random_.one_in(3) ? 0 : random_.between(1, 300));
        }
        auto& last = all.back().until;
        if (nights_ && random_.one_in(2))
            last = std::min<std::chrono::seconds>(all.back().from + 24h,
                                                  last + std::chrono::minutes{random_.between(60, 900)});
        else
            last = std::min<std::chrono::seconds>(last, 24h);
        return all;
    }

    test::random& random_;
    bool nights_ = false;
};

/// Two years of the nation's days, with days of a city's own.
holidays town_days(test::random& random, int year) {
    holidays known;
    for (const int y : {year, year + 1}) {
        std::vector<special_day> days;
        for (const auto& [day, special] : holidays::china().published(y)) days.push_back(special);
        known.add_year(y, days);
        std::vector<special_day> own;
        for (int i = random.between(0, 4); i > 0; --i)
            own.push_back({date{static_cast<unsigned short>(y), 1, 1} + day_count{random.between(0, 364)},
                           "own", random.one_in(2)});
        known.add_days(y, own);
    }
    return known;
}

/// What the calendar says, nothing where the holidays are not known.
std::optional<local_time> or_unknown(const auto& ask) {
    try {
        return ask();
    } catch (const unknown_holidays&) {
        return std::nullopt;
    }
}

/// How many random deadlines, a thousand to a calendar, are not what a count minute by minute says.
int wrong_deadlines_of_minutes(int calendars) {
    test::random random;
    random_hours hours_of{random};
    int wrong = 0;
    for (int c = 0; c < calendars; ++c) {
        const int year = random.between(2007, 2025);
        const auto known = town_days(random, year);
        const auto hours = hours_of();
        const work_calendar office{hours, known};
        const auto known_last = office.known_until(date{static_cast<unsigned short>(year), 6, 1});
        REQUIRE(known_last.has_value());
        const bool to_the_end = random.one_in(3);
        const auto last = to_the_end ? *known_last : *known_last - day_count{random.between(1, 300)};
        const auto first = last - day_count{120};
        const minute_oracle oracle{hours, known, first, last};
        for (int i = 0; i < 1000; ++i) {
            const auto start =
                static_cast<std::size_t>(random.between(0, static_cast<int>(oracle.size()) - 1));
            const auto from = oracle.at(start);
            const bool same_day = random.one_in(2);
            const auto rule = same_day ? counting::from_same_day : counting::from_next_day;
            std::optional<local_time> want;
            time_limit limit;
            switch (random.between(0, 4)) {
            case 0:
            case 1: {
                const bool in_hours = random.one_in(3);
                limit = {random.between(1, in_hours ? 30 : 1500),
                         in_hours ? limit_unit::worked_hours : limit_unit::worked_minutes};
                if (const auto end = oracle.add(start, limit.amount * (in_hours ? 60 : 1)))
                    want = oracle.at(*end);
                break;
            }
            case 2:
                limit = {random.between(1, 20), limit_unit::worked_days};
                want = oracle.add_days(start, limit.amount, same_day);
                break;
            case 3:
                limit = {random.between(1, 20), limit_unit::natural_days};
                want = oracle.add_natural_days(start, limit.amount, same_day);
                break;
            default:
                limit = {random.between(1, 5000), limit_unit::minutes};
                want = from + std::chrono::minutes{limit.amount};
            }
            if (!want && !to_the_end) continue; // the oracle does not go on, the calendar does
            const auto got =
                or_unknown([&] { return deadline(office, from, limit, rule, ending::on_working_day); });
            if (got != want) ++wrong;
            if (!got || !want || *got > oracle.at(oracle.size())) continue;
            // What lies between is what was worked, forwards and backwards, and what the spans add up to.
            const auto end = static_cast<std::size_t>((*got - oracle.at(0)) / 1min);
            if (end < start) continue;
            const auto worked = oracle.worked(end) - oracle.worked(start);
            if (office.between(from, *got) != working_time{std::chrono::minutes{worked}}) ++wrong;
            if (i % 16 == 0) {
                working_time sum{0s};
                for (const auto& s : office.explain(from, *got)) sum = sum + working_time{s.until - s.from};
                if (sum != working_time{std::chrono::minutes{worked}}) ++wrong;
                if (worked > 0 && office.subtract(*got, working_time{std::chrono::minutes{worked}}) < from)
                    ++wrong;
            }
        }
    }
    return wrong;
}

std::string lines(const notices& all) {
    std::string text;
    for (const auto& n : all) text += to_string(n) + "\n";
    return text;
}

loaded<hours_by_name> load_rows(const std::string& rows, policy p = policy::lenient) {
    return load_work_hours(
        feed_files{"town",
                   {{"work_hours.csv",
                     shared_text{"calendar_id,season_from,season_until,day,from,until\n" + rows}}}},
        {.policy = p});
}

/// Qinghai's hours as an office may have them: half an hour less in the winter's afternoons.
constexpr const char* winter_and_summer = ",05-01,10-01,weekdays,09:00,12:30\n"
                                          ",05-01,10-01,weekdays,14:30,18:00\n"
                                          ",10-01,05-01,weekdays,09:00,12:30\n"
                                          ",10-01,05-01,weekdays,14:00,17:30\n";

} // namespace

TEST_CASE("100,000 random deadlines in seasons, nights and a city's own days agree with a count of minutes") {
    CHECK(wrong_deadlines_of_minutes(test::cases(100)) == 0);
}

TEST_CASE("ten million random deadlines in seasons, nights and own days agree with a count of minutes" *
          doctest::skip()) {
    CHECK(wrong_deadlines_of_minutes(10'000) == 0);
}

TEST_CASE("days of the year are read as people write them, and said in one way") {
    for (const char* text : {"05-01", "5-1", "5月1日", "05月01日"})
        CHECK(parse_month_day(text) == month_day{5, 1});
    CHECK(parse_month_day("02-29") == month_day{2, 29});
    for (const char* text :
         {"", "5", "13-01", "02-30", "00-01", "5-1-2", "2022-05-01", "5月1", "x-1", "005-1"})
        CHECK_FALSE(parse_month_day(text));
    CHECK(to_string(month_day{5, 1}) == "05-01");
}

TEST_CASE("a season holds from its first day to the day before its last, over New Year too") {
    const season winter{{10, 1}, {5, 1}, {}};
    CHECK(winter.contains(date{2021, 10, 1}));
    CHECK(winter.contains(date{2022, 1, 1}));
    CHECK(winter.contains(date{2022, 4, 30}));
    CHECK_FALSE(winter.contains(date{2022, 5, 1}));
    CHECK_FALSE(winter.contains(date{2022, 9, 30}));
    const season leap{{2, 29}, {3, 2}, {}};
    CHECK(leap.contains(date{2024, 2, 29}));
    CHECK_FALSE(leap.contains(date{2022, 2, 28}));
    CHECK(leap.contains(date{2022, 3, 1}));
    work_hours hours{office_hours(), {winter}};
    CHECK(&hours.on(date{2022, 6, 1}) == &hours.usual);
    CHECK(&hours.on(date{2022, 1, 1}) == &hours.seasons[0].hours);
}

TEST_CASE("an office has its winter and its summer hours, and a promise over the change counts both") {
    const auto read = load_rows(winter_and_summer, policy::strict);
    CHECK(read.notices.total() == 0);
    const work_calendar office{read.value.usual, holidays::china()};
    // Friday 2022-04-29 is in winter; 1 to 4 May are a holiday; the 5th is in summer.
    const auto due = office.add(local_time(date{2022, 4, 29}, 16h), 3 * working_hour);
    CHECK(due == local_time(date{2022, 5, 5}, 10h + 30min));
    CHECK(office.add(local_time(date{2022, 9, 29}, 16h), 1 * working_day) ==
          local_time(date{2022, 9, 30}, 18h));
    CHECK(office.add(local_time(date{2022, 9, 30}, 16h), 1 * working_day) == // 8 October is worked
          local_time(date{2022, 10, 8}, 17h + 30min));
}

TEST_CASE("hours over midnight belong to the day on which they begin, and nights that meet count once") {
    week_hours week;
    for (auto& day : week.days) day = {{20h, 32h}};
    week.holiday = {{20h, 33h}};
    week.days[5] = {{6h, 10h}, {20h, 32h}}; // Saturday morning meets the night from Friday
    const work_calendar duty{week, holidays::china()};
    CHECK(duty.between(local_time(date{2022, 3, 1}, 0h), local_time(date{2022, 3, 2}, 0h)) ==
          12 * working_hour);
    CHECK(duty.add(local_time(date{2022, 3, 1}, 21h), 5 * working_hour) == local_time(date{2022, 3, 2}, 2h));
    // Friday 21:00 to Saturday 10:00 is worked without a break, from 06:00 to 08:00 by two shifts.
    CHECK(duty.between(local_time(date{2022, 3, 4}, 21h), local_time(date{2022, 3, 5}, 12h)) ==
          13 * working_hour);
    CHECK(duty.add(local_time(date{2022, 3, 1}, 9h), 1 * working_day) == local_time(date{2022, 3, 3}, 8h));
    CHECK(duty.add(local_time(date{2022, 3, 1}, 9h), 1 * working_day, counting::from_same_day) ==
          local_time(date{2022, 3, 2}, 8h));
    std::string spans;
    for (const auto& s : duty.explain(local_time(date{2022, 3, 1}, 21h), local_time(date{2022, 3, 2}, 2h)))
        spans += fmt::format("{}\n", s);
    CHECK(spans == "2022-03-01 Tue 21:00–24:00 (03:00)\n2022-03-02 Wed 00:00–02:00 (02:00)\n");
    // Who works the night into a year that is not known is not known; who worked before the first is not either.
    CHECK_THROWS_AS(
        (void)duty.add(local_time(date{2026, 12, 31}, 9h), 1 * working_day, counting::from_same_day),
        unknown_holidays);
    CHECK_FALSE(duty.known_until(date{2007, 1, 1}));
    CHECK(duty.known_until(date{2007, 1, 2}) == date{2026, 12, 31});
}

TEST_CASE("a short day before a holiday, and hours on holidays") {
    auto week = office_hours();
    week.before_holiday = {{9h, 12h}};
    week.holiday = {{10h, 12h}};
    const work_calendar office{week, holidays::china()};
    CHECK(office.add(local_time(date{2022, 9, 30}, 9h), 4 * working_hour) ==
          local_time(date{2022, 10, 1}, 11h));
    CHECK(office.nature_of(date{2022, 10, 1}).works);
    CHECK(office.nature_of(date{2022, 10, 1}).kind == day_kind::holiday);
    CHECK(office.add(local_time(date{2022, 9, 28}, 9h), 2 * working_day) ==
          local_time(date{2022, 9, 30}, 12h));
    // Whether 31 December is a short day, the next year says.
    CHECK(office.known_until(date{2026, 1, 1}) == date{2026, 12, 30});
    CHECK_THROWS_AS((void)office.works_on(date{2026, 12, 31}), unknown_holidays);
    try {
        (void)office.works_on(date{2026, 12, 31});
    } catch (const unknown_holidays& e) {
        CHECK(e.year() == 2027);
    }
}

TEST_CASE("how far the holidays are known from a day on, without a gap") {
    auto known = holidays::china();
    known.add_year(2028, {});
    const work_calendar office{office_hours(), known};
    CHECK(office.known_until(date{2021, 12, 24}) == date{2026, 12, 31});
    CHECK_FALSE(office.known_until(date{2027, 1, 1}));
    CHECK(office.known_until(date{2028, 2, 1}) == date{2028, 12, 31});
    CHECK_FALSE(work_calendar{office_hours(), holidays{}}.known_until(date{2022, 1, 1}));
    // The midnight at which it ends is still counted to.
    CHECK(office.between(local_time(date{2026, 12, 31}, 17h), local_time{date{2027, 1, 1}}) ==
          1 * working_hour);
    CHECK(office.explain(local_time(date{2026, 12, 31}, 17h), local_time{date{2027, 1, 1}}).size() == 1);
}

TEST_CASE("a desk has calendars by name beside the usual one") {
    const auto read = load_rows("heating,10-15,04-16,every_day,00:00,24:00\n"
                                "heating,04-16,10-15,weekdays,09:00,17:00\n"
                                "值班室,,,every_day,20:00,08:00\n");
    CHECK(lines(read.notices) == "");
    CHECK(read.value.usual == work_hours{office_hours()});
    const work_calendars all{read.value.usual, holidays::china(), read.value.named};
    CHECK(all.of("heating").add(local_time(date{2022, 2, 1}, 22h), 4 * working_hour) ==
          local_time(date{2022, 2, 2}, 2h));
    CHECK(all.of("heating").add(local_time(date{2022, 5, 6}, 16h), 4 * working_hour) ==
          local_time(date{2022, 5, 7}, 12h)); // a make-up Saturday, by Monday's hours
    CHECK(all.of("值班室").add(local_time(date{2022, 2, 1}, 6h), 3 * working_hour) ==
          local_time(date{2022, 2, 1}, 21h));
    CHECK(&all.of("") == &all.usual());
    CHECK(all.find("nothing") == nullptr);
    CHECK_THROWS_AS((void)all.of("nothing"), std::invalid_argument);
    CHECK_THROWS_AS((work_calendars{office_hours(), holidays::china(), {{"two words", office_hours()}}}),
                    std::invalid_argument);

    const auto folder = std::filesystem::temp_directory_path() / "qaidam-hours-test";
    std::filesystem::create_directories(folder);
    save_work_hours(read.value, folder);
    CHECK(load_work_hours(folder).value == read.value);
    const auto calendars = load_work_calendars(folder);
    CHECK(calendars.value.find("heating") != nullptr);
    CHECK(calendars.value.usual().known() == holidays::china());
    CHECK(calendars.value.usual().works_on(date{2022, 1, 29}));
    auto seasons = load_rows(winter_and_summer).value;
    save_work_hours(seasons, folder);
    CHECK(load_work_hours(folder).value == seasons);
    std::filesystem::remove_all(folder);
}

TEST_CASE("a calendar of which a row cannot be read is left out whole, and says why") {
    const auto left_out = [](const std::string& name) {
        return "work_hours.csv: calendar " + name +
               " has rows that cannot be read and is left out whole; correct them\n";
    };
    const auto bad = load_rows(",,,monday,09:00,12:00\n"
                               ",,,monday,11:00,13:00\n"
                               "a,05-32,10-01,monday,09:00,12:00\n"
                               "b,05-01,,monday,09:00,12:00\n"
                               "c,05-01,10-01,monday,09:00,12:00\n"
                               "c,09-01,11-01,monday,09:00,12:00\n"
                               "d,,,monday,09:00,34:00\n"
                               "e e,,,monday,09:00,12:00\n"
                               "f,,,someday,09:00,12:00\n"
                               "g,05-01,10-01,monday,09:00,12:00\n");
    CHECK(
        lines(bad.notices) ==
        "work_hours.csv:3:from: hours from 11:00 until 13:00 overlap others of the same day\n"
        "work_hours.csv:4:season_from: not a day of the year, got 05-32, want one like 05-01\n"
        "work_hours.csv:5:season_until: value is missing, want one\n"
        "work_hours.csv:7:season_from: season 09-01 until 11-01 shares days with 05-01 until 10-01; the "
        "end is not "
        "included\n"
        "work_hours.csv:8:until: hours must begin within 00:00–24:00 and last 24 at most, got 09:00 until "
        "34:00\n"
        "work_hours.csv:9:calendar_id: name of a calendar has a space, got e e, want one word\n"
        "work_hours.csv:10:day: unknown word, got someday, want one of monday, tuesday, wednesday, "
        "thursday, friday, "
        "saturday, sunday, make_up_workday, holiday, before_holiday, weekdays, every_day\n"
        "work_hours.csv: hours of the office have rows that cannot be read; until these are corrected the "
        "built-in hours count\n" +
            left_out("a") + left_out("b") + left_out("c") + left_out("d") + left_out("e e") + left_out("f") +
            "work_hours.csv: calendar g has no hours from 01-01 on: that day is in no season, and no row is "
            "for all the year\n");
    CHECK(bad.value.usual == work_hours{office_hours()});
    CHECK(bad.value.named.size() == 1); // g
    CHECK_THROWS_AS((void)load_rows(",,,monday,09:00,xx\n", policy::strict), data_error);
    CHECK(lines(load_rows("g,05-01,10-01,monday,09:00,12:00\n").notices) ==
          "work_hours.csv: calendar g has no hours from 01-01 on: that day is in no season, and no row is "
          "for all the "
          "year\n");
}

TEST_CASE("two seasons that share a day of the year are the caller's mistake") {
    work_hours hours{office_hours(), {{{5, 1}, {10, 1}, {}}, {{9, 30}, {12, 1}, {}}}};
    CHECK_THROWS_AS((work_calendar{hours, holidays::china()}), std::invalid_argument);
    hours.seasons[1].from = {10, 1};
    CHECK_NOTHROW((work_calendar{hours, holidays::china()}));
}

TEST_SUITE_END();
