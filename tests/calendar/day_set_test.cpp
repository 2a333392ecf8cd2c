#include <qaidam/calendar/day_set.hpp>

#include <algorithm>
#include <set>

#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("calendar/day_set");

using namespace qaidam;
using namespace qaidam::calendar;

namespace {

const date first{2019, 11, 20};
const date end{2022, 2, 10};

date day_of(int offset) {
    return first + day_count{offset};
}
int days_between() {
    return static_cast<int>((end - first).days());
}

/// The obvious day set: one flag a day of [first, end).
using flags = std::vector<bool>;

struct both {
    day_set set;
    flags want;
};

template <class Predicate>
flags flags_where(const date_span& span, Predicate holds) {
    flags all;
    for (auto day = first; day < end; day += day_count{1}) all.push_back(span.contains(day) && holds(day));
    return all;
}

date_span random_span(test::random& random) {
    date_span span;
    const int a = random.between(0, days_between());
    const int b = random.between(0, days_between());
    if (!random.one_in(4)) span.from = day_of(std::min(a, b));
    if (!random.one_in(4)) span.until = day_of(std::max(a, b) + 1);
    return span;
}

both random_leaf(test::random& random) {
    const auto span = random_span(random);
    switch (random.between(0, 6)) {
    case 0: return {day_set::daily(span), flags_where(span, [](const date&) { return true; })};
    case 1: {
        const auto on = weekdays::from_bits(static_cast<unsigned>(random.between(0, 127)));
        return {day_set::on(on, span),
                flags_where(span, [&](const date& d) { return on.contains(weekday_of(d)); })};
    }
    case 2: {
        const int n = random.between(1, 15);
        const auto anchor = day_of(random.between(-400, 400));
        return {day_set::every(n, anchor, span),
                flags_where(span, [&](const date& d) { return (d - anchor).days() % n == 0; })};
    }
    case 3:
        return {day_set::odd_dates(span), flags_where(span, [](const date& d) { return d.day() % 2 == 1; })};
    case 4:
        return {day_set::even_dates(span), flags_where(span, [](const date& d) { return d.day() % 2 == 0; })};
    case 5: {
        std::set<int> dates;
        for (int n = random.between(1, 8); n > 0; --n) dates.insert(random.between(1, 31));
        return {day_set::monthly(std::vector<int>{dates.begin(), dates.end()}, span),
                flags_where(span, [&](const date& d) { return dates.contains(d.day()); })};
    }
    default: {
        std::vector<date> days;
        for (int n = random.between(0, 40); n > 0; --n)
            days.push_back(day_of(random.between(0, days_between() - 1)));
        const std::set<date> sorted{days.begin(), days.end()};
        return {day_set::of(days), flags_where({}, [&](const date& d) { return sorted.contains(d); })};
    }
    }
}

both random_set(test::random& random, int depth) {
    if (depth == 0) return random_leaf(random);
    auto a = random_set(random, depth - 1);
    auto b = random_set(random, depth - 1);
    // Ends, so that every combination can be expressed.
    const date_span bounded{first, end};
    a.set = a.set.within(bounded);
    b.set = b.set.within(bounded);
    both result;
    const int operation = random.between(0, 2);
    result.set = operation == 0 ? a.set | b.set : operation == 1 ? a.set & b.set : a.set - b.set;
    for (std::size_t i = 0; i < a.want.size(); ++i)
        result.want.push_back(operation == 0   ? a.want[i] || b.want[i]
                              : operation == 1 ? a.want[i] && b.want[i]
                                               : a.want[i] && !b.want[i]);
    return result;
}

} // namespace

TEST_CASE("random sets agree with a flag a day: contains, count, next, previous, words, equality") {
    test::random random;
    long checked = 0;
    for (int i = 0; i < test::cases(2500); ++i) {
        const auto [set, want] = random_set(random, random.between(0, 3));
        std::vector<date> members;
        bool same = true;
        for (int offset = 0; offset < days_between(); ++offset, ++checked) {
            same = same && set.contains(day_of(offset)) == want[static_cast<std::size_t>(offset)];
            if (want[static_cast<std::size_t>(offset)]) members.push_back(day_of(offset));
        }
        const auto words = to_string(set);
        REQUIRE_MESSAGE(same, words);
        REQUIRE(set.days(first, end) == members);
        REQUIRE(set.count(first, end) == members.size());
        for (int tries = 0; tries < 20; ++tries) {
            const auto from = day_of(random.between(0, days_between() - 1));
            const auto next = set.first_from(from);
            const auto after = std::lower_bound(members.begin(), members.end(), from);
            if (after != members.end())
                REQUIRE(next == *after);
            else
                REQUIRE((!next || *next >= end));
            const auto previous = set.last_until(from);
            const auto behind = std::upper_bound(members.begin(), members.end(), from);
            if (behind != members.begin())
                REQUIRE(previous == *std::prev(behind));
            else
                REQUIRE((!previous || *previous < first));
        }
        REQUIRE_MESSAGE(parse_day_set(words) == set, words);
        const auto in_chinese = to_string(set, language::zh);
        REQUIRE_MESSAGE(parse_day_set(in_chinese) == set, in_chinese);
        const auto bounded = set.within({first, end});
        REQUIRE(bounded == day_set::of(members));
        if (!members.empty()) {
            REQUIRE(bounded.without(members.front()) != bounded);
            REQUIRE(bounded.without(members.front()).with(members.front()) == bounded);
        }
    }
    CHECK(checked >= test::cases(1'000'000));
}

TEST_CASE("a shifted set has each day so many days later, and its pattern where it had one") {
    test::random random;
    for (int i = 0; i < test::cases(1500); ++i) {
        const auto set = random_set(random, random.between(0, 2)).set.within({first, end});
        const int days = random.between(-60, 60);
        const auto moved = set.shifted(days);
        std::vector<date> want;
        for (const auto& day : set.days(first, end)) want.push_back(day + day_count{days});
        REQUIRE(moved == day_set::of(want));
        REQUIRE(moved.shifted(-days) == set);
    }
    CHECK(day_set::daily().shifted(3) == day_set::daily());
    CHECK(day_set::on({weekday::sunday}).shifted(1) == day_set::on({weekday::monday}));
    CHECK(day_set::every(3, date{2022, 1, 1}).shifted(-1) == day_set::every(3, date{2022, 1, 3}));
    CHECK_THROWS_AS((void)day_set::odd_dates().shifted(1), std::invalid_argument);
}

TEST_CASE("every other day of every other day has a rule, and so has what is left") {
    const date anchor{2022, 1, 1};
    CHECK(day_set::daily() - day_set::every(2, anchor) == day_set::every(2, anchor + day_count{1}));
    CHECK(day_set::every(2, anchor) - day_set::every(4, anchor) == day_set::every(4, anchor + day_count{2}));
}

TEST_CASE("without its ends a season is its pattern") {
    const date_span season{date{2022, 1, 10}, date{2022, 3, 1}};
    CHECK(day_set::daily(season).without_ends() == day_set::daily());
    CHECK(day_set::on({weekday::friday, weekday::saturday}, season).without_ends() ==
          day_set::on({weekday::friday, weekday::saturday}));
    const auto uneven = day_set::daily(season).without(date{2022, 1, 12});
    CHECK(uneven.without_ends() == uneven);
}

TEST_CASE("days are said as railway people say them") {
    const auto zh = [](const day_set& s) { return to_string(s, language::zh); };
    const date start{2022, 1, 10};
    CHECK(zh(day_set::daily()) == "每日");
    CHECK(zh(day_set::daily({.from = start})) == "每日，2022-01-10 起");
    CHECK(zh(day_set::every(2, start, {.from = start})) == "隔日（2022-01-10 起算），2022-01-10 起");
    CHECK(zh(day_set::every(3, start)) == "每3日（2022-01-10 起算）");
    CHECK(zh(day_set::odd_dates()) == "单日");
    CHECK(zh(day_set::on({weekday::friday, weekday::saturday})) == "周五、周六");
    CHECK(zh(day_set::on({weekday::monday, weekday::tuesday, weekday::wednesday, weekday::sunday})) ==
          "周一至周三、周日");
    CHECK(zh(day_set::daily({start, date{2022, 3, 1}}).without(date{2022, 2, 1})) ==
          "每日，2022-01-10 至 2022-02-28；除去 2022-02-01");
    CHECK(zh(day_set::of({start, date{2022, 2, 1}})) == "2022-01-10、2022-02-01");
    CHECK(zh(day_set{}) == "无");
    CHECK(to_string(day_set::on({weekday::monday}, {.until = start})) == "Mon, to 2022-01-09");
    CHECK(to_string(day_set::daily({.from = start}).with(date{2022, 1, 1})) ==
          "daily, from 2022-01-10; also 2022-01-01");
    CHECK(to_string(day_set{}) == "never");
}

TEST_CASE("words are read with freedom in order and synonyms") {
    const date start{2022, 1, 10};
    CHECK(parse_day_set("2022-01-10 起每日") == day_set::daily({.from = start}));
    CHECK(parse_day_set("星期五，星期六") == day_set::on({weekday::friday, weekday::saturday}));
    CHECK(parse_day_set("every other day from 2022-01-10") == day_set::every(2, start, {.from = start}));
    CHECK(parse_day_set("Monday-Friday, 2022-01-10 to 2022-01-20; except 2022-01-12") ==
          day_set::on(
              {weekday::monday, weekday::tuesday, weekday::wednesday, weekday::thursday, weekday::friday},
              {start, date{2022, 1, 21}})
              .without(date{2022, 1, 12}));
}

TEST_CASE("days of the week are read as people write them") {
    using enum weekday;
    const weekdays working{monday, tuesday, wednesday, thursday, friday};
    CHECK(parse_day_set("每周六") == day_set::on({saturday}));
    CHECK(parse_day_set("每周一三五") == day_set::on({monday, wednesday, friday}));
    CHECK(parse_day_set("周一三五、周日") == day_set::on({monday, wednesday, friday, sunday}));
    CHECK(parse_day_set("周一至五") == day_set::on(working));
    CHECK(parse_day_set("周六日，2022-01-10 起") ==
          day_set::on({saturday, sunday}, {.from = date{2022, 1, 10}}));
    CHECK(parse_day_set("工作日") == day_set::on(working));
    CHECK(parse_day_set("周末") == day_set::on({saturday, sunday}));
    CHECK(parse_day_set("weekdays until 2022-01-10") == day_set::on(working, {.until = date{2022, 1, 11}}));
    CHECK(parse_day_set("weekends and Monday") == day_set::on({saturday, sunday, monday}));
    CHECK(parse_day_set("every Saturday, from 2022-01-10") ==
          day_set::on({saturday}, {.from = date{2022, 1, 10}}));
    for (const char* text : {"一三五", "每周", "周一八", "每一"})
        CHECK_THROWS_AS((void)parse_day_set(text), data_error);
}

TEST_CASE("dates of the month are read as people write them, and said again") {
    const auto first_and_fifteenth = day_set::monthly({1, 15});
    for (const char* text :
         {"每月1日、15日", "每月1、15号", "每个月1号和15号", "the 1st and 15th of each month",
          "monthly on the 1st, 15th", "1st, the 15th of every month"})
        CHECK_MESSAGE(parse_day_set(text) == first_and_fifteenth, text);
    CHECK(parse_day_set("每月1日，2022-01-10 至 2022-12-31") ==
          day_set::monthly({1}, {date{2022, 1, 10}, date{2023, 1, 1}}));
    CHECK(parse_day_set("周六且每月1日至7日") ==
          (day_set::on({weekday::saturday}) & day_set::monthly({1, 2, 3, 4, 5, 6, 7})));
    CHECK(parse_day_set("on Mondays and Tuesdays") == day_set::on({weekday::monday, weekday::tuesday}));

    const auto several = day_set::monthly({31, 2, 1, 3, 11, 22});
    CHECK(to_string(several, language::zh) == "每月1日至3日、11日、22日、31日");
    CHECK(to_string(several) == "the 1st-3rd, 11th, 22nd, 31st of each month");
    CHECK(day_set::monthly({31}).count(date{2022, 1, 1}, date{2023, 1, 1}) == 7);
    CHECK((day_set::odd_dates() | day_set::monthly({2})).contains(date{2022, 4, 2}));

    for (const char* text :
         {"每月", "每月0日", "每月32日", "每月5日至1日", "the 1st", "1st and Monday of each month", "每月初"})
        CHECK_THROWS_AS((void)parse_day_set(text), data_error);
    for (const int wrong : {0, 32, -1})
        CHECK_THROWS_AS((void)day_set::monthly({wrong}), std::invalid_argument);
}

TEST_CASE("a list of the first of each month is one rule") {
    std::vector<date> days;
    for (unsigned short m = 1; m <= 12; ++m) days.emplace_back(2022, m, 1);
    CHECK(to_string(day_set::of(days), language::zh) == "每月1日，2022-01-01 至 2022-12-01");
}

TEST_CASE("the day that a cycle was counted from comes back as written") {
    for (const char* text : {"隔日（2021-12-05 起算）", "每3日（2022-01-10 起算），2022-03-01 起",
                             "每7日（2022-01-10 起算）", "每3日（2022-01-10 起算），至 2021-12-31"})
        CHECK(to_string(parse_day_set(text), language::zh) == text);
    const auto counted = day_set::every(2, date{2021, 12, 5});
    CHECK(counted == day_set::every(2, date{2022, 1, 10})); // the same days
    const auto later_on = counted.within({.from = date{2022, 1, 10}}).without(date{2022, 1, 12});
    CHECK(to_string(later_on) == "every 2 days counted from 2021-12-05, from 2022-01-10; except 2022-01-12");
    CHECK(to_string(counted.shifted(1).within({.from = date{2022, 1, 10}})) ==
          "every 2 days counted from 2022-01-11, from 2022-01-10");
}

TEST_CASE("words that are not understood are refused with their column") {
    for (const char* text :
         {"", "mostly", "每日，2022-02-30 起", "周五至周一", "每0日，2022-01-10 起", "隔日", "每日；",
          "2022-03-01 至 2022-01-01", "daily daily to", "Mon; odd dates"})
        CHECK_THROWS_AS((void)parse_day_set(text), data_error);
    try {
        (void)parse_day_set("daily, sometimes");
    } catch (const data_error& e) {
        CHECK(to_string(*e.why().begin()) ==
              ":8: days not understood, got sometimes, want words like \"daily, from 2022-01-10\"");
    }
}

TEST_CASE("odd dates and every two days part after a month of 31 days") {
    const auto odd = day_set::odd_dates();
    CHECK(odd.contains(date{2022, 1, 31}));
    CHECK(odd.contains(date{2022, 2, 1}));
    const auto alternate = day_set::every(2, date{2022, 1, 31});
    CHECK_FALSE(alternate.contains(date{2022, 2, 1}));
}

TEST_CASE("a set has no length cap") {
    const auto days = day_set::daily({.from = date{2022, 1, 10}});
    CHECK(days.contains(date{9999, 12, 31}));
    CHECK_FALSE(days.contains(date{2022, 1, 9}));
    CHECK(day_set::every(2, date{2022, 1, 10}).count(date{2000, 1, 1}, date{2100, 1, 1}) == 18262);
}

TEST_CASE("explicit days of a regular service become one rule") {
    std::vector<date> days;
    for (date d{2016, 1, 30}; d <= date{2016, 3, 29}; d += day_count{1})
        if (weekday_of(d) < weekday::saturday) days.push_back(d);
    CHECK(to_string(day_set::of(days)) == "Mon-Fri, 2016-02-01 to 2016-03-29");
}

TEST_CASE("a very long cycle is the few days it has, combined, said and read back") {
    const date start{2022, 1, 10};
    const auto rare = day_set::every(2'000'000'000, start);
    CHECK(to_string(rare) == "2022-01-10");
    CHECK((rare & day_set::every(1'999'999'999, start)) == day_set::of({start}));
    CHECK((day_set::every(9'999, start) & day_set::every(9'998, start)) == day_set::of({start}));
    for (const int n : {9'999, 10'000, 10'001, 1'000'000}) {
        const auto set = day_set::every(n, start) & day_set::on({weekday::monday});
        CHECK(set.contains(start));
        CHECK_FALSE(set.contains(start + day_count{n})); // not a Monday
        CHECK(parse_day_set(to_string(set)) == set);
        CHECK((set | day_set::daily()) == day_set::daily());
    }
    const auto last = day_set::every(5, date{9999, 12, 30}, {.from = date{9999, 12, 29}});
    CHECK(parse_day_set(to_string(last)) == last);
    CHECK(day_set::every(9, date{9999, 12, 28}, {.from = date{9999, 12, 29}}).empty());
}

TEST_CASE("a list of days combines with any rule") {
    std::vector<date> mondays;
    for (date d{1800, 1, 6}; d < date{2600, 1, 1}; d += day_count{7}) mondays.push_back(d);
    const auto odd = day_set::odd_dates();
    CHECK((odd | day_set::of(mondays)).contains(mondays.back()));
    CHECK_FALSE((odd - day_set::of(mondays)).contains(mondays.front()));
}

TEST_CASE("many clauses are read once each, and exceptions are taken from all of them") {
    std::string many;
    for (date d{1500, 1, 1}; d < date{1600, 1, 1}; d += day_count{2})
        many += (d.day() == 1 ? "except " : "also ") + to_string(d) + ";\n";
    for (date d{1700, 1, 1}; d < date{1800, 1, 1}; d += day_count{9})
        many += "odd dates, " + to_string(d) + " to " + to_string(d + day_count{6}) + "; ";
    std::erase(many, '\n');
    const auto set = parse_day_set(many + "never");
    CHECK_FALSE(set.contains(date{1500, 1, 1}));
    CHECK(set.contains(date{1500, 1, 3}));
    CHECK(set.contains(date{1700, 1, 1}));
    CHECK(set.count(date{1700, 1, 1}, date{1700, 1, 10}) == 4);
    CHECK(parse_day_set("except 2022-01-12; daily, from 2022-01-10") ==
          day_set::daily({.from = date{2022, 1, 10}}).without(date{2022, 1, 12}));
}

TEST_CASE("what cannot be expressed is refused, and what the caller must not ask too") {
    CHECK_THROWS_AS((void)(day_set::on({weekday::monday}) | day_set::odd_dates()), std::invalid_argument);
    CHECK(day_set::on({weekday::monday}) != day_set::odd_dates());
    CHECK((day_set::odd_dates() | day_set::even_dates()) == day_set::daily());
    CHECK((day_set::daily() - day_set::odd_dates()) == day_set::even_dates());
    CHECK(day_set::every(7, date{2022, 1, 10}) == day_set::on({weekday::monday}));
    CHECK_THROWS_AS((void)day_set::every(0, date{2022, 1, 1}), std::invalid_argument);
    CHECK_THROWS_AS((void)day_set{}.contains(date{}), std::invalid_argument);
}

TEST_SUITE_END();
