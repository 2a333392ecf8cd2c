/// Seasons: never a clash, the best plan on small ones, reasons on impossible ones.
#include <qaidam/venues/season.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include <qaidam/civic/feed.hpp>
#include <qaidam/venues/codes.hpp>
#include <qaidam/venues/feed.hpp>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("venues/season");

using namespace qaidam;
using namespace qaidam::venues;
using namespace std::chrono_literals;
using calendar::date;
using calendar::local_time;
using calendar::week_hours;
using calendar::weekday;

namespace {

std::chrono::seconds minutes(int n) {
    return std::chrono::minutes{n};
}

/// A window on some days, Monday first.
week_hours on(std::initializer_list<int> days, int from, int until) {
    week_hours all;
    for (const int d : days)
        all.days[static_cast<std::size_t>(d)].push_back({minutes(from * 60), minutes(until * 60)});
    return all;
}

/// Windows on random days; some days have two.
week_hours random_hours(test::random& random, int least_length) {
    week_hours all;
    for (auto& day : all.days) {
        if (random.one_in(3)) continue;
        const int from = random.between(8, 18);
        const int until = std::min(22, from + random.between(least_length, 8));
        if (until <= from) continue;
        day.push_back({minutes(from * 60), minutes(until * 60)});
        if (until + 1 < 22 && random.one_in(3)) day.push_back({minutes(until * 60 + 30), minutes(22 * 60)});
    }
    return all;
}

season_wishes random_season(test::random& random, int courses, int places, int teachers, int weekly) {
    season_wishes all;
    for (int i = 0; i < places; ++i) {
        season_place p{.key = "p" + std::to_string(i),
                       .capacity = random.one_in(3) ? std::nullopt : std::optional{random.between(5, 40)}};
        if (!random.one_in(4)) p.open = random_hours(random, 3);
        if (random.one_in(2)) p.equipment.push_back("piano");
        all.places.push_back(std::move(p));
    }
    for (int i = 0; i < teachers; ++i) {
        season_teacher t{.key = "t" + std::to_string(i)};
        if (!random.one_in(3)) t.free = random_hours(random, 2);
        all.teachers.push_back(std::move(t));
    }
    for (int i = 0; i < courses; ++i) {
        season_course c{.key = "c" + std::to_string(i),
                        .weekly = random.between(1, weekly),
                        .length = std::chrono::minutes{30 * random.between(1, 4)},
                        .people = random.between(0, 30)};
        if (!random.one_in(5)) c.teacher = "t" + std::to_string(random.between(0, teachers - 1));
        if (random.one_in(5)) c.needs.push_back("piano");
        if (random.one_in(2)) c.audience.push_back(random.one_in(2) ? "seniors" : "children");
        if (random.one_in(2)) c.wished = random_hours(random, 2);
        if (random.one_in(5)) c.places = {"p" + std::to_string(random.between(0, places - 1))};
        all.courses.push_back(std::move(c));
    }
    return all;
}

season_plan plan(const season_wishes& w, const season_options& options = {}) {
    return plan_season(w.courses, w.teachers, w.places, options);
}

/// How many sessions have no place, and what the others cost, straight from the words of the header.
std::pair<int, std::int64_t> value_of(const season_plan& p, const season_wishes& w, const season_options& o) {
    int missing = 0;
    std::int64_t cost = 0;
    for (const auto& u : p.unplaced) missing += u.sessions;
    std::map<course_key, const season_course*> courses;
    for (const auto& c : w.courses) courses[c.key] = &c;
    const auto share = [&](const course_key& a, const course_key& b) {
        if (a == b || (!courses[a]->teacher.empty() && courses[a]->teacher == courses[b]->teacher))
            return true;
        for (const auto& who : courses[a]->audience)
            for (const auto& other : courses[b]->audience)
                if (who == other) return true;
        return false;
    };
    for (std::size_t i = 0; i < p.week.size(); ++i) {
        const auto& x = p.week[i];
        if (const auto& wished = courses[x.course]->wished)
            for (auto t = x.from; t < x.until; t += minutes(1)) {
                bool inside = false;
                for (const auto& win : wished->days[static_cast<std::size_t>(x.day)])
                    inside = inside || (win.from <= t && t < win.until);
                cost += inside ? 0 : 1;
            }
        for (std::size_t j = 0; j < i; ++j) {
            const auto& y = p.week[j];
            const int apart = std::abs(static_cast<int>(x.day) - static_cast<int>(y.day));
            if (x.course == y.course)
                cost += apart == 0 ? o.same_day : apart == 1 || apart == 6 ? o.next_day : 0;
            if (!o.way || apart != 0 || x.place == y.place || !share(x.course, y.course)) continue;
            const auto gap = x.from < y.from ? y.from - x.until : x.from - y.until;
            if (gap <= minutes(60)) cost += o.walk * o.way(x.place, y.place).count();
        }
    }
    return {missing, cost};
}

/// The best value of all plans, by trying every place and time for each session.
class every_plan {
public:
    every_plan(const season_wishes& w, const season_options& o) : w_{w}, o_{o} {
        for (const auto& c : w.courses)
            for (int n = 0; n < c.weekly; ++n) sessions_.push_back(&c);
    }
    std::pair<int, std::int64_t> best() {
        best_ = {static_cast<int>(sessions_.size()) + 1, 0};
        descend(0, 0);
        return best_;
    }

private:
    /// Sessions of a course are alike: later ones are not before earlier ones, and missing ones are last.
    void descend(std::size_t i, int missing) {
        if (missing > best_.first) return;
        if (i == sessions_.size()) {
            season_plan p{.week = week_};
            if (missing > 0) p.unplaced.push_back({"any", missing, {}});
            best_ = std::min(best_, value_of(p, w_, o_));
            return;
        }
        const auto& c = *sessions_[i];
        const bool again = i > 0 && sessions_[i - 1] == &c;
        for (int day = 0; day < 7; ++day)
            for (int from = 0; from < 1440; from += static_cast<int>(o_.step.count()))
                for (const auto& p : w_.places) {
                    const weekly_session x{c.key, p.key, static_cast<weekday>(day), minutes(from),
                                           minutes(from + static_cast<int>(c.length.count()))};
                    if (x.until > minutes(1440)) continue;
                    if (again && std::tie(x.day, x.from, x.place) <=
                                     std::tie(week_.back().day, week_.back().from, week_.back().place))
                        continue;
                    week_.push_back(x);
                    if (check_hard({.week = week_})) descend(i + 1, missing);
                    week_.pop_back();
                }
        auto next = i;
        while (next < sessions_.size() && sessions_[next] == &c) ++next;
        descend(next, missing + static_cast<int>(next - i));
    }
    [[nodiscard]] bool check_hard(const season_plan& p) const {
        for (const auto& f : check_season(p, w_.courses, w_.teachers, w_.places, o_))
            if (!(*f.rule == venues::codes::not_of_the_season)) return false;
        return true;
    }

    const season_wishes& w_;
    const season_options& o_;
    std::vector<const season_course*> sessions_;
    std::vector<weekly_session> week_;
    std::pair<int, std::int64_t> best_;
};

std::chrono::minutes some_way(const civic::place_key& a, const civic::place_key& b) {
    return std::chrono::minutes{a == b ? 0 : 5 * (1 + (a.text().back() + b.text().back()) % 3)};
}

} // namespace

TEST_CASE("no plan of any season breaks what must hold, and says for each session where it is or why not") {
    test::random random;
    int placed = 0, unplaced = 0, proven = 0;
    for (int i = 0; i < test::cases(200); ++i) {
        const auto w =
            random_season(random, random.between(1, 25), random.between(1, 8), random.between(1, 6), 4);
        season_options options{
            .seed = static_cast<std::uint64_t>(i), .steps = 20'000, .proof_steps = 2'000'000};
        if (random.one_in(2)) options.way = some_way;
        const auto p = plan(w, options);
        for (const auto& f : check_season(p, w.courses, w.teachers, w.places, options))
            CHECK_MESSAGE(false, to_string(f));
        const auto [missing, cost] = value_of(p, w, options);
        CHECK(cost == p.cost.total(options));
        CHECK(p.bound <= cost);
        if (p.proven) CHECK(p.bound == cost);
        for (const auto& u : p.unplaced) {
            CHECK(u.sessions > 0);
            CHECK_FALSE(u.reasons.empty());
        }
        placed += static_cast<int>(p.week.size());
        unplaced += missing;
        proven += p.proven ? 1 : 0;
        CHECK(plan(w, options).week == p.week); // the same input, the same plan
    }
    CHECK(placed > test::cases(2000));
    CHECK(unplaced > test::cases(100));
    CHECK(proven > test::cases(50));
}

TEST_CASE("a season of 5,000 sessions that no place is open for is told as that") {
    season_wishes w;
    for (int i = 0; i < 100; ++i)
        w.courses.push_back({.key = "c" + std::to_string(i), .weekly = 50, .length = 60min});
    const auto p = plan(w, {.steps = 1000});
    CHECK(p.week.empty());
    CHECK(p.unplaced.size() == 100);
}

TEST_CASE("small seasons get the best plan there is, and the proof") {
    test::random random;
    int missing = 0, with_cost = 0;
    for (int i = 0; i < test::cases(150); ++i) {
        season_wishes w;
        // Few hours, so that all ways can be tried.
        for (int p = random.between(1, 2); p > 0; --p) {
            season_place place{.key = "p" + std::to_string(p)};
            place.open = on({random.between(0, 2), random.between(3, 6)}, 9, random.between(11, 13));
            w.places.push_back(place);
        }
        w.teachers = {{.key = "t", .free = on({0, 1, 2, 3, 4, 5, 6}, 9, random.between(11, 14))}};
        for (int c = random.between(1, 3); c > 0; --c) {
            season_course course{.key = "c" + std::to_string(c),
                                 .weekly = random.between(1, 2),
                                 .length = std::chrono::minutes{random.one_in(2) ? 60 : 90}};
            if (random.one_in(2)) course.teacher = "t";
            if (random.one_in(2)) course.audience = {"seniors"};
            if (random.one_in(2)) course.wished = on({random.between(0, 3), random.between(4, 6)}, 10, 12);
            w.courses.push_back(course);
        }
        // As many sessions as can be tried in all ways: the time to try them does not hang on the seed.
        constexpr double most_ways = 100'000;
        double ways = 1;
        for (auto& course : w.courses)
            for (int n = course.weekly; n > 0; --n) {
                ways *=
                    static_cast<double>(w.places.size()) * 2 * 4 + 1; // two days of four hours, or not at all
                if (ways > most_ways) --course.weekly;
            }
        std::erase_if(w.courses, [](const season_course& x) { return x.weekly == 0; });
        season_options options{.step = 60min};
        if (random.one_in(2)) options.way = some_way;
        const auto p = plan(w, options);
        CHECK(p.proven);
        const auto best = every_plan{w, options}.best();
        CHECK_MESSAGE(value_of(p, w, options) == best,
                      "case " << i << ": best " << best.first << " missing, " << best.second);
        missing += best.first;
        with_cost += best.second > 0 ? 1 : 0;
    }
    CHECK(missing > test::cases(5));
    CHECK(with_cost > test::cases(15));
}

TEST_CASE("what cannot be placed says why") {
    season_wishes w;
    w.places = {{.key = "room", .name = {"教室", "Room"}, .capacity = 10, .open = on({0, 1}, 9, 12)}};
    w.teachers = {{.key = "li", .name = {"李静", "Li Jing"}, .free = on({0}, 9, 12)},
                  {.key = "han", .name = {"韩文昌", "Han Wenchang"}, .free = on({5}, 9, 12)}};
    w.courses = {{.key = "choir", .name = {"合唱", "Choir"}, .people = 30, .needs = {"piano"}},
                 {.key = "ink", .name = {"书法", "Ink"}, .teacher = "han", .people = 5},
                 {.key = "yoga", .name = {"瑜伽", "Yoga"}, .teacher = "li", .weekly = 3, .length = 90min}};
    const auto p = plan(w);
    CHECK(p.proven);
    REQUIRE(p.unplaced.size() == 3);
    const auto says = [&](std::size_t i, language l) {
        std::string all;
        for (const auto& r : p.unplaced[i].reasons) all += to_string(r, l) + "\n";
        return all;
    };
    CHECK(says(0, language::en) == "no place fits Choir: want one for 30 people that has: piano\n");
    CHECK(says(1, language::en) ==
          "there are no 90 minutes in which a place for Ink is open and its teacher free\n");
    CHECK(p.unplaced[2].sessions == 1);
    CHECK(says(2, language::en) ==
          "the classes of Li Jing take 270 minutes a week, and only 180 are free\n"
          "all 4 times that Yoga could have clash with other classes, most with: Yoga (4)\n");
    CHECK(says(2, language::zh).find("“瑜伽”可用的 4 个时段都与其他课冲突，最多的是：瑜伽（4）") !=
          std::string::npos);
}

TEST_CASE("wishes that make no sense are refused") {
    season_wishes good;
    good.places = {{.key = "p"}};
    good.courses = {{.key = "c"}};
    CHECK(plan(good).week.size() == 1);
    const auto refuses = [&](auto change) {
        auto w = good;
        season_options o;
        change(w, o);
        CHECK_THROWS_AS((void)plan(w, o), std::invalid_argument);
    };
    refuses([](season_wishes& w, season_options&) { w.courses[0].teacher = "nobody"; });
    refuses([](season_wishes& w, season_options&) { w.courses[0].places = {"nowhere"}; });
    refuses([](season_wishes& w, season_options&) { w.courses[0].length = 0min; });
    refuses([](season_wishes& w, season_options&) { w.courses[0].weekly = 51; });
    refuses([](season_wishes& w, season_options&) { w.courses.push_back(w.courses[0]); });
    refuses([](season_wishes& w, season_options&) { w.places[0].open = on({0, 0}, 9, 12); });
    refuses([](season_wishes&, season_options& o) { o.step = 0min; });
    refuses([](season_wishes&, season_options& o) { o.same_day = -1; });
    refuses([](season_wishes& w, season_options& o) {
        w.places.push_back({.key = "q"});
        o.way = [](const civic::place_key&, const civic::place_key&) { return -500min; };
    });
}

TEST_CASE("nobody is in two places that are too far apart, however far") {
    season_wishes w;
    w.places = {{.key = "p"}, {.key = "q"}};
    w.teachers = {{.key = "t", .free = on({0}, 9, 10)}};
    w.courses = {{.key = "a", .teacher = "t", .length = 60min, .places = {"p"}},
                 {.key = "b", .teacher = "t", .length = 60min, .places = {"q"}}};
    for (const auto far :
         {std::chrono::minutes::max(), std::chrono::minutes{std::numeric_limits<int>::max()}, 1440min}) {
        season_options o;
        o.way = [&](const civic::place_key&, const civic::place_key&) { return far; };
        const auto p = plan(w, o);
        CHECK(p.week.size() == 1);
        CHECK(p.proven);
        CHECK(check_season(p, w.courses, w.teachers, w.places, o).empty());
    }
}

TEST_CASE("a large season is given up as proof, and planned all the same") {
    season_wishes w;
    for (int i = 0; i < 10; ++i) w.places.push_back({.key = "p" + std::to_string(i)});
    for (int i = 0; i < 40; ++i)
        w.courses.push_back({.key = "c" + std::to_string(i),
                             .weekly = 2,
                             .audience = {i % 3 == 0 ? "a" : "b"},
                             .wished = on({1}, 9, 12)});
    const auto p = plan(w);
    CHECK_FALSE(p.proven);
    CHECK(p.week.size() == 80);
    CHECK(p.bound > 0);
    CHECK(check_season(p, w.courses, w.teachers, w.places).empty());
}

TEST_CASE("what makes up for a session is never beside a class of the same audience") {
    const auto c = civic::load(test::chengdong).value;
    programme p;
    const auto gym = c.places().id_of("place-gym");
    p.courses.add({.key = "a", .name = {"甲"}, .length = 60min, .audience = {"seniors"}});
    p.courses.add({.key = "b", .name = {"乙"}, .length = 60min, .audience = {"seniors"}});
    p.bookings.add({.key = "x",
                    .place = gym,
                    .purpose = {"会"},
                    .from = local_time{date{2022, 1, 10}} + minutes(600),
                    .until = local_time{date{2022, 1, 10}} + minutes(660)});
    const desk d{c, p};
    season_plan week;
    week.week = {{"a", "place-gym", weekday::monday, minutes(600), minutes(660)},
                 {"b", "place-music", weekday::monday, minutes(660), minutes(720)}};
    const auto laid = lay_out(
        d, week,
        {.from = {2022, 1, 10}, .until = {2022, 1, 11}, .by = "team-02", .at = local_time{date{2022, 1, 3}}});
    REQUIRE(laid.sessions.size() == 2);
    CHECK((laid.sessions[0].until <= laid.sessions[1].from));
    CHECK(laid.unsure.empty());
}

TEST_CASE("days of a season whose holidays nobody knows yet are named") {
    const auto c = civic::load(test::chengdong).value;
    programme p;
    p.courses.add({.key = "a", .name = {"甲"}, .length = 60min});
    const desk d{c, p};
    season_plan week;
    week.week = {{"a", "place-gym", weekday::monday, minutes(600), minutes(660)}};
    const auto laid = lay_out(d, week,
                              {.from = {2026, 12, 21},
                               .until = {2027, 1, 12},
                               .by = "team-02",
                               .at = local_time{date{2022, 1, 3}}});
    CHECK(laid.sessions.size() == 4);
    CHECK(laid.unsure == std::vector<date>{{2027, 1, 4}, {2027, 1, 11}});
    CHECK(laid.missed.empty());
    // On a holiday the gym closes at five: whether the class can be held in the evening is not known, and told.
    auto with_hours = p;
    with_hours.terms = load(test::chengdong, c).value.terms;
    week.week[0].from = minutes(19 * 60);
    week.week[0].until = minutes(20 * 60);
    const auto evenings = lay_out(desk{c, with_hours}, week,
                                  {.from = {2026, 12, 21},
                                   .until = {2027, 1, 12},
                                   .by = "team-02",
                                   .at = local_time{date{2022, 1, 3}}});
    CHECK(evenings.sessions.size() == 4);
    CHECK(evenings.missed.empty());
    CHECK(evenings.unsure == laid.unsure);
}

TEST_CASE("Chengdong's season: every class at the time it wishes, and on its days until the holidays") {
    const auto c = civic::load(test::chengdong).value;
    const desk d{c, load(test::chengdong, c).value};
    const auto w = wishes_of(d.programme(), c);
    const auto p = plan(w);
    CHECK(p.proven);
    CHECK(p.cost == season_cost{});
    CHECK(p.week.size() == 7);
    const auto laid = lay_out(d, p,
                              {.from = {2022, 1, 3},
                               .until = {2022, 2, 14},
                               .by = "team-02",
                               .at = local_time{date{2021, 12, 27}}});
    // Six weeks of seven sessions; the Spring Festival takes seven of them, and New Year's Day one.
    CHECK(laid.sessions.size() +
              static_cast<std::size_t>(std::count_if(laid.missed.begin(), laid.missed.end(),
                                                     [](auto& m) { return !m.made_up; })) ==
          42);
    CHECK(laid.missed.size() == 8);
    std::set<std::string> why;
    for (const auto& m : laid.missed) why.insert(to_string(m.reason));
    CHECK(why.contains("2022-02-01 is a public holiday (Spring Festival)"));
    auto trial = d;
    for (const auto& x : laid.sessions) trial.apply(trial.decide(x).events());
    CHECK(audit(trial.programme(), c).empty());
    for (const auto& s : trial.programme().sessions) {
        const auto special = calendar::holidays::china().find(s.from.date());
        CHECK_FALSE((special && special->day_off));
    }
}

TEST_SUITE_END();
