#include <qaidam/calendar/work_calendar.hpp>

#include <filesystem>
#include <fstream>

#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("calendar/work_calendar");

using namespace qaidam;
using namespace qaidam::calendar;
using namespace std::chrono_literals;

namespace {

const work_calendar& office() {
    static const work_calendar value{office_hours(), holidays::china()};
    return value;
}

/// The oracle: one flag for every minute of a range of days, worked out from the published days alone.
class minutes {
public:
    minutes(const date& first, int days) : first_{first} {
        for (int i = 0; i < days; ++i) {
            const auto day = first + day_count{i};
            const auto special = holidays::china().find(day);
            const bool works = special ? !special->day_off : day.day_of_week() >= 1 && day.day_of_week() <= 5;
            for (int m = 0; m < 1440; ++m)
                open_.push_back(works && ((m >= 540 && m < 720) || (m >= 840 && m < 1080)));
        }
    }
    bool open(std::size_t minute) const { return open_[minute]; }
    std::size_t size() const { return open_.size(); }
    local_time at(std::size_t minute) const {
        return local_time{first_} + std::chrono::minutes{static_cast<std::int64_t>(minute)};
    }

private:
    date first_;
    std::vector<bool> open_;
};

working_time whole_minutes(std::int64_t n) {
    return working_time{std::chrono::minutes{n}};
}

/// How many random sums, differences and their like are not what a count minute by minute says.
int wrong_sums(int cases) {
    test::random random;
    const minutes oracle{date{2007, 1, 1}, 7305}; // to the end of 2026
    REQUIRE(oracle.at(oracle.size()) == local_time{date{2027, 1, 1}});
    int mismatches = 0;
    for (int i = 0; i < cases; ++i) {
        const auto start =
            static_cast<std::size_t>(random.between(0, static_cast<int>(oracle.size()) - 60000));
        auto left = random.between(1, i % 50 == 0 ? 5000 : 500);
        const auto amount = whole_minutes(left);
        auto minute = start;
        for (; left > 0; ++minute) left -= oracle.open(minute) ? 1 : 0;
        const auto from = oracle.at(start);
        const auto until = oracle.at(minute);
        if (office().add(from, amount) != until) ++mismatches;
        if (office().between(from, until) != amount) ++mismatches;
        if (office().between(until, from) != -1 * amount) ++mismatches;
        // Backwards: the latest moment from which the amount remains.
        while (!oracle.open(minute - 1)) --minute;
        auto back = minute;
        for (auto rest = amount.amount().count() / 60; rest > 0;) rest -= oracle.open(--back) ? 1 : 0;
        if (office().subtract(until, amount) != oracle.at(back)) ++mismatches;
    }
    return mismatches;
}

/// How many random deadlines are not what a walk day by day says.
int wrong_deadlines(int cases) {
    test::random random;
    int mismatches = 0;
    for (int i = 0; i < cases; ++i) {
        const date day = date{2007, 1, 1} + day_count{random.between(0, 7200)};
        const auto from = local_time{day, std::chrono::minutes{random.between(0, 1439)}};
        const auto works = [](const date& d) {
            const auto special = holidays::china().find(d);
            return special ? !special->day_off : d.day_of_week() >= 1 && d.day_of_week() <= 5;
        };
        const bool same_day = random.one_in(2);
        const bool today_counts = same_day && works(day) && from.time_of_day() < (std::chrono::hours{18});
        const auto count = random.between(1, 5);
        auto left = count - (today_counts ? 1 : 0);
        auto at_day = day;
        while (left > 0) {
            at_day += day_count{1};
            if (works(at_day)) --left;
        }
        const auto rule = same_day ? counting::from_same_day : counting::from_next_day;
        if (office().add(from, count * working_day, rule) != local_time{at_day, 18h}) ++mismatches;
    }
    return mismatches;
}

} // namespace

TEST_CASE("random sums agree with a count minute by minute") {
    CHECK(wrong_sums(test::cases(100'000)) == 0);
}

TEST_CASE("around the edges of windows every second counts right") {
    const date friday{2022, 1, 28}; // the last working day before a make-up Saturday and Sunday
    const std::int64_t edges[] = {0, 9 * 3600, 12 * 3600, 14 * 3600, 18 * 3600, 86400};
    const auto naive = [](std::int64_t second_of_day) {
        std::int64_t worked = 0;
        for (std::int64_t s = 0; s < second_of_day; ++s)
            worked += (s >= 32400 && s < 43200) || (s >= 50400 && s < 64800) ? 1 : 0;
        return worked;
    };
    for (const auto edge : edges)
        for (std::int64_t offset = -90; offset <= 90; ++offset) {
            const auto second = edge + offset;
            if (second < 0 || second >= 86400) continue;
            const auto t = local_time{friday, std::chrono::seconds{second}};
            REQUIRE(office().between(local_time{friday}, t) ==
                    working_time{std::chrono::seconds{naive(second)}});
            for (const auto amount : {1, 59, 60, 61, 10800, 10801}) {
                const auto due = office().add(t, working_time{std::chrono::seconds{amount}});
                REQUIRE(office().between(t, due) == working_time{std::chrono::seconds{amount}});
                REQUIRE(office().between(t, due - std::chrono::seconds{1}) <
                        working_time{std::chrono::seconds{amount}});
                REQUIRE(office().subtract(due, working_time{std::chrono::seconds{amount}}) >= t);
            }
        }
}

TEST_CASE("random deadlines in working days agree with a walk day by day") {
    CHECK(wrong_deadlines(100'000) == 0);
}

TEST_CASE("ten million random sums and deadlines agree with a count of minutes and days" * doctest::skip()) {
    CHECK(wrong_sums(10'000'000) == 0);
    CHECK(wrong_deadlines(10'000'000) == 0);
}

TEST_CASE("the Spring Festival of 2022: seven days off, two weekends to make up for them") {
    CHECK(office().nature_of(date{2022, 1, 31}).kind == day_kind::holiday);
    CHECK(office().nature_of(date{2022, 1, 31}).name == "春节");
    CHECK(office().nature_of(date{2022, 1, 29}).kind == day_kind::make_up);
    CHECK(office().works_on(date{2022, 1, 30}));
    CHECK_FALSE(office().works_on(date{2022, 2, 6}));
    CHECK(office().nature_of(date{2022, 2, 12}).kind == day_kind::weekend);
    CHECK(office().nature_of(date{2020, 2, 3}).kind == day_kind::weekday); // a Monday named as worked
    CHECK(office().add(local_time(date{2022, 1, 28}, 10h), 5 * working_day) ==
          local_time(date{2022, 2, 9}, 18h));
}

TEST_CASE("each holiday that was published has its name in English, and another stands for itself") {
    const auto& known = holidays::china();
    for (const int year : known.years())
        for (const auto& published : known.published(year)) {
            const auto& special = published.second;
            CHECK_MESSAGE(!name_of(special).en.empty(), special.name);
            CHECK(name_of(special).zh == special.name);
        }
    CHECK(name_of(known.find(date{2022, 2, 1}).value()).in(language::en) == "Spring Festival");
    CHECK(name_of({date{2022, 3, 3}, "洛萨", true}).in(language::en) == "洛萨");
}

TEST_CASE("an explanation lists the spans that were counted, and they add up") {
    const auto from = local_time(date{2022, 1, 28}, 17h);
    const auto until = office().add(from, 9 * working_hour);
    const auto spans = office().explain(from, until);
    std::vector<std::string> lines;
    working_time sum{0s};
    for (const auto& span : spans) {
        lines.push_back(fmt::format("{:zh}", span));
        sum = sum + office().between(span.from, span.until);
    }
    CHECK(lines == std::vector<std::string>{
                       "2022-01-28 周五 17:00–18:00 (01:00)", "2022-01-29 周六 09:00–12:00 (03:00)",
                       "2022-01-29 周六 14:00–18:00 (04:00)", "2022-01-30 周日 09:00–10:00 (01:00)"});
    CHECK(sum == 9 * working_hour);
}

TEST_CASE("beyond the known years there is an error, never a guess") {
    CHECK_THROWS_AS((void)office().works_on(date{2027, 1, 4}), unknown_holidays);
    CHECK_THROWS_AS((void)office().works_on(date{2006, 12, 29}), unknown_holidays);
    CHECK_THROWS_AS((void)office().add(local_time(date{2026, 12, 31}, 17h), 2 * working_hour),
                    unknown_holidays);
    CHECK_THROWS_AS((void)office().add(local_time(date{2026, 12, 30}, 17h), 2 * working_day),
                    unknown_holidays);
    CHECK_THROWS_AS((void)office().subtract(local_time(date{2007, 1, 1}, 9h), 1 * working_hour),
                    std::invalid_argument);
    CHECK_THROWS_AS((void)office().add(local_time(date{2026, 12, 30}, 17h), 2 * working_day),
                    std::invalid_argument);
    CHECK_THROWS_AS((void)office().subtract(local_time(date{2007, 1, 1}, 9h), 1 * working_hour),
                    std::invalid_argument);
    CHECK_THROWS_AS(
        (void)office().between(local_time(date{2026, 1, 1}, 9h), local_time(date{2027, 1, 1}, 9h)),
        std::invalid_argument);
    CHECK_THROWS_AS((void)office().add(local_time{}, 1 * working_hour), std::invalid_argument);
    const working_time endless{std::chrono::seconds::max()};
    CHECK_THROWS_AS((void)office().add(local_time(date{2026, 1, 1}, 9h), endless), std::invalid_argument);
    CHECK_THROWS_AS((void)office().subtract(local_time(date{2026, 1, 1}, 9h), endless),
                    std::invalid_argument);
    try {
        (void)office().works_on(date{2027, 1, 4});
    } catch (const std::invalid_argument& e) {
        CHECK(std::string{e.what()} ==
              "work_calendar: the holidays of 2027-01-04 are not known, known years are 2007 to 2026; "
              "add the year with holidays::add_year or load_holidays");
    }
}

TEST_CASE("a user adds a year, in code and from a file, and saves what is known") {
    auto known = holidays::china();
    const special_day new_year[] = {{date{2027, 1, 1}, "元旦", true}, {date{2026, 12, 27}, "元旦", false}};
    known.add_year(2027, new_year);
    const work_calendar later{office_hours(), known};
    CHECK_FALSE(later.works_on(date{2027, 1, 1}));
    CHECK(later.works_on(date{2026, 12, 27}));
    CHECK(later.add(local_time(date{2026, 12, 31}, 17h), 2 * working_hour) ==
          local_time(date{2027, 1, 4}, 10h));
    const special_day stray[] = {{date{2026, 11, 1}, "元旦", true}};
    CHECK_THROWS_AS(known.add_year(2027, stray), std::invalid_argument);
    for (const int year : {-1, 0, 1948, 9999, 70000})
        CHECK_THROWS_AS(known.add_year(year, {}), std::invalid_argument);
    auto until_the_end = known;
    until_the_end.add_year(9998, {});
    CHECK(work_calendar{office_hours(), until_the_end}.works_on(date{9998, 12, 31}));

    const auto folder = std::filesystem::temp_directory_path() / "qaidam-holidays-test";
    std::filesystem::create_directories(folder);
    save_holidays(known, folder);
    CHECK(load_holidays(folder, holidays{}).value == known);
    std::filesystem::remove_all(folder);
}

TEST_CASE("a city's own holiday is added to the nation's year, whatever was said of its day") {
    const auto load = [](const char* rows, policy p = policy::strict) {
        return load_holidays(
            feed_files{"town", {{"holidays.csv", shared_text{std::string{"year,date,name,kind\n"} + rows}}}},
            holidays::china(), {.policy = p});
    };
    const auto added = load("2022,2022-03-03,藏历新年,off\n");
    CHECK(added.notices.total() == 0);
    const work_calendar town{office_hours(), added.value};
    CHECK(town.nature_of(date{2022, 3, 3}).name == "藏历新年");
    CHECK(deadline(town, local_time{date{2022, 1, 28}, 16h}, {5, limit_unit::worked_days}) ==
          local_time{date{2022, 2, 9}, 18h});
    // A day that was moved, and one that the year after speaks of.
    const auto against = load("2022,2022-01-29,春节,off\n2022,2022-12-31,元旦,work\n");
    const auto& moved = against.value;
    CHECK(moved.find(date{2022, 1, 29})->day_off);
    CHECK_FALSE(moved.find(date{2022, 12, 31})->day_off);
    CHECK(moved.published(2022).size() == holidays::china().published(2022).size() + 1);
    CHECK(load_holidays(feed_files{"town", feed_files::texts_by_name{}}).value == holidays::china());
    const auto lines = [](const notices& all) {
        std::string text;
        for (const auto& n : all) text += to_string(n) + "|";
        return text;
    };
    CHECK(lines(against.notices) ==
          "holidays.csv:2:kind: 2022-01-29 was known as 春节 (work); this row says off, and holds|"
          "holidays.csv:3:kind: 2022-12-31 was known as 元旦 (off); this row says work, and "
          "holds|");
    // What is known of a day is taken away only where a row says so.
    const auto without = load("2022,2022-01-29,,usual\n2022,2022-12-31,,usual\n2022,2022-03-03,,usual\n");
    CHECK(lines(without.notices) ==
          "holidays.csv:4:date: nothing special was known of 2022-03-03; usual changes nothing|");
    CHECK_FALSE(without.value.find(date{2022, 1, 29}));
    CHECK_FALSE(without.value.find(date{2022, 12, 31}));
    auto removed = holidays::china();
    removed.remove_day(date{2022, 1, 29});
    removed.remove_day(date{2022, 12, 31});
    CHECK(removed == without.value);
    CHECK(lines(load("2027,2027-03-03,藏历新年,off\n").notices) ==
          "holidays.csv: days off of 2027 are known from this file alone, got 1, and the year counts as "
          "complete; "
          "add its rest|");
    const auto twice = load("2022,2022-03-03,藏历新年,off\n2022,2022-03-03,藏历新年,off\n"
                            "2022,2022-03-03,藏历新年,work\n",
                            policy::lenient);
    CHECK(lines(twice.notices) ==
          "holidays.csv:4:date: day 2022-03-03 stands above with another kind or name, which is kept|");
    CHECK(twice.value == added.value);
}

TEST_CASE("a holiday file with a day of another year is refused") {
    const auto folder = std::filesystem::temp_directory_path() / "qaidam-holidays-bad-test";
    std::filesystem::create_directories(folder);
    std::ofstream{folder / "holidays.csv"} << "year,date,name,kind\n2027,2026-11-30,元旦,off\n2027,2027-02-"
                                              "30,元旦,off\n2027,2027-01-01,元旦,maybe\n";
    const auto result = load_holidays(folder, holidays{}, {.policy = policy::lenient});
    std::vector<std::string> lines;
    for (const auto& n : result.notices) lines.push_back(to_string(n));
    CHECK(lines ==
          std::vector<std::string>{
              "holidays.csv:2:date: day 2026-11-30 does not belong to year 2027, want one of that year or of "
              "the December before",
              "holidays.csv:3:date: not a date that exists, got 2027-02-30, want one like 2022-01-10",
              "holidays.csv:4:kind: unknown word, got maybe, want one of off, work, usual"});
    CHECK(result.value.years().empty());
    CHECK_THROWS_AS((void)load_holidays(folder), data_error);
    std::filesystem::remove_all(folder);
}

TEST_CASE("windows that overlap, begin outside the day or last longer than one are the caller's mistake") {
    week_hours hours;
    hours.days[0] = {{9h, 12h}, {11h, 13h}};
    CHECK_THROWS_AS((work_calendar{hours, holidays::china()}), std::invalid_argument);
    hours.days[0] = {{25h, 26h}};
    CHECK_THROWS_AS((work_calendar{hours, holidays::china()}), std::invalid_argument);
    hours.days[0] = {{9h, 34h}};
    CHECK_THROWS_AS((work_calendar{hours, holidays::china()}), std::invalid_argument);
}

TEST_CASE("limits are read, written, said, and counted in their unit") {
    for (const char* cell : {"30 minute", "2 hour", "45 working_minute", "4 working_hour", "5 working_day",
                             "15 natural_day", "4 working_hour heating", "1 hour 供暖"})
        CHECK(to_cell(parse_time_limit(cell).value()) == cell);
    for (const char* cell : {"", "5", "5 days", "0 hour", "-1 hour", "x hour", "5  hour", "1000001 hour",
                             "5 hour ", "5 hour a b"})
        CHECK_FALSE(parse_time_limit(cell));
    CHECK(parse_time_limit("4 working_hour heating")->calendar == "heating");
    CHECK(to_string(time_limit{2, limit_unit::hours, "供暖"}, language::zh) == "2 小时（供暖）");
    CHECK(to_string(time_limit{30, limit_unit::minutes}) == "30 minutes");
    CHECK(is_elapsed(limit_unit::minutes));
    CHECK_FALSE(is_elapsed(limit_unit::worked_minutes));
    CHECK(to_string(time_limit{5, limit_unit::worked_days}, language::zh) == "5 个工作日");
    CHECK(to_string(time_limit{1, limit_unit::hours}) == "1 hour");
    const auto received = local_time(date{2022, 1, 28}, 16h);
    CHECK(deadline(office(), received, {2, limit_unit::hours}) == local_time(date{2022, 1, 28}, 18h));
    CHECK(deadline(office(), received, {4, limit_unit::worked_hours}) == local_time(date{2022, 1, 29}, 11h));
    CHECK(deadline(office(), received, {30, limit_unit::minutes}) ==
          local_time(date{2022, 1, 28}, 16h + 30min));
    CHECK(deadline(office(), received, {150, limit_unit::worked_minutes}) ==
          local_time(date{2022, 1, 29}, 9h + 30min));
    CHECK(deadline(office(), received, {1, limit_unit::worked_days}, counting::from_same_day) ==
          local_time(date{2022, 1, 28}, 18h));
    CHECK(deadline(office(), received, {3, limit_unit::natural_days}) == local_time{date{2022, 2, 1}});
    for (const auto unit : {limit_unit::minutes, limit_unit::hours, limit_unit::worked_minutes,
                            limit_unit::worked_hours, limit_unit::worked_days, limit_unit::natural_days}) {
        for (const int amount : {-1, 0, 2'147'483'647})
            CHECK_THROWS_AS((void)deadline(office(), received, {amount, unit}), std::invalid_argument);
        CHECK_THROWS_AS((void)deadline(office(), local_time(date{9999, 12, 31}, 9h), {3000, unit}),
                        std::invalid_argument);
    }
}

TEST_CASE("natural days that end on a day of rest go on to the next working day where a rule says so") {
    const auto received = local_time(date{2021, 9, 24}, 10h);
    const time_limit week{7, limit_unit::natural_days};
    using enum counting;
    CHECK(deadline(office(), received, week) == local_time{date{2021, 10, 2}}); // on 1 October, a holiday
    CHECK(deadline(office(), received, week, from_next_day, ending::on_working_day) ==
          local_time{date{2021, 10, 9}}); // the 8th
    CHECK(deadline(office(), received, week, from_same_day, ending::on_working_day) ==
          local_time{date{2021, 10, 1}}); // 30 September
    // Other limits end in working time, or by the clock.
    for (const auto unit : {limit_unit::hours, limit_unit::worked_hours, limit_unit::worked_days})
        CHECK(deadline(office(), received, {30, unit}, from_next_day, ending::on_working_day) ==
              deadline(office(), received, {30, unit}));
    // A make-up workday is one.
    CHECK(move_to_working_day(office(), local_time(date{2021, 10, 3}, 9h)) ==
          local_time(date{2021, 10, 8}, 9h));
    CHECK(move_to_working_day(office(), local_time(date{2021, 10, 9}, 9h)) ==
          local_time(date{2021, 10, 9}, 9h));
    CHECK(move_to_working_day(office(), local_time{date{2021, 10, 9}}) == local_time{date{2021, 10, 9}});
    CHECK_THROWS_AS((void)move_to_working_day(office(), local_time(date{2027, 1, 2}, 9h)), unknown_holidays);
    CHECK_THROWS_AS((void)deadline(office(), local_time(date{2026, 12, 28}, 9h), week, from_next_day,
                                   ending::on_working_day),
                    unknown_holidays);
}

TEST_SUITE_END();
