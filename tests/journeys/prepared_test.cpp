#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>
#include <qaidam/rail/rail.hpp>
#include <qaidam/zip/zip.hpp>

#include "feed.hpp"
#include "random.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("journeys/prepared");

using namespace qaidam;
using namespace qaidam::journeys;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::local_time;

namespace {

const preparation a_week{.window = {date{2022, 1, 8}, date{2022, 1, 15}}, .threads = 1};

query to_huatugou(const timetable& t) {
    return {.from = t.station("西宁"),
            .to = t.station("花土沟"),
            .when = leave_after{local_time{date{2022, 1, 10}, std::chrono::hours{18}}}};
}

/// The code with which opening a file is refused, "" where it opens.
std::string refusal_of(const network& n, const std::filesystem::path& file) {
    try {
        (void)open_prepared(n, file);
        return "";
    } catch (const data_error& e) {
        return std::string{e.why().begin()->rule->code};
    }
}

void change_byte(const std::filesystem::path& file, std::streamoff at) {
    std::fstream f{file, std::ios::in | std::ios::out | std::ios::binary};
    f.seekg(at);
    const auto was = static_cast<char>(f.get());
    f.seekp(at);
    f.put(static_cast<char>(was ^ 0x10));
}

} // namespace

TEST_CASE("what was prepared is saved, and answers the same when it is mapped again") {
    const test::folder folder;
    const auto file = folder / "week.journeys";
    const auto t = gtfs::load(test::qaidam_rail).value;
    const network n{t};
    const auto made = prepare(n, a_week);
    made.save(file);
    CHECK(std::filesystem::file_size(file) >= made.size());
    CHECK_FALSE(std::filesystem::exists(folder / "week.journeys.new"));
    const auto mapped = open_prepared(n, file);
    CHECK(mapped.size() == made.size());
    const auto q = to_huatugou(t);
    REQUIRE(mapped.is_for(q));
    const auto want = router{n}.find_all(q);
    REQUIRE_FALSE(want.empty());
    CHECK(router{made}.find_all(q) == want);
    CHECK(router{mapped}.find_all(q) == want);
}

TEST_CASE("lists are for the questions that they were made for") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const network n{t};
    const auto p = prepare(n, a_week);
    const auto good = to_huatugou(t);
    const auto evening = std::get<leave_after>(good.when).time;
    const auto with = [&](auto change) {
        auto q = good;
        change(q);
        return p.is_for(q);
    };
    CHECK(p.is_for(good));
    CHECK(with([](auto& q) { q.when = leave_after{local_time{date{2022, 1, 8}}}; }));
    CHECK_FALSE(with([](auto& q) { q.when = leave_after{local_time{date{2022, 1, 7}, 24h - 1s}}; }));
    CHECK(with([](auto& q) { q.when = leave_after{local_time{date{2022, 1, 15}}}; }));
    CHECK_FALSE(with([](auto& q) { q.when = leave_after{local_time{date{2022, 1, 15}, 1s}}; }));
    CHECK(with([&](auto& q) { q.when = leave_between{evening, evening + std::chrono::hours{24}}; }));
    CHECK_FALSE(with([&](auto& q) { q.when = leave_between{evening, evening + std::chrono::hours{25}}; }));
    CHECK_FALSE(with([](auto& q) { q.change_time = 11min; }));
    CHECK_FALSE(with([](auto& q) { q.horizon = 73h; }));
    CHECK(with([](auto& q) { q.when = arrive_by{local_time{date{2022, 1, 12}}}; }));
    CHECK_FALSE(with([&](auto& q) { q.via = {{t.station("格尔木")}}; }));
    CHECK_FALSE(p.is_for({.to = t.station("西宁"), .when = aboard{train_id{0}, date{2022, 1, 10}, 0}}));
    CHECK_FALSE(with([](auto& q) { q.when = arrive_by{local_time{date{2022, 2, 12}}}; }));
    CHECK_THROWS_AS((void)prepare(n, {}), std::invalid_argument);
    CHECK_THROWS_AS((void)prepare(n, {.window = {date{2022, 1, 8}, date{2022, 1, 8}}}),
                    std::invalid_argument);
    CHECK_THROWS_AS((void)prepare(n, {.window = {date{2022, 1, 8}, date{2024, 1, 8}}}),
                    std::invalid_argument);
    CHECK_THROWS_AS((void)prepare(n, {.window = a_week.window, .horizon = -1h}), std::invalid_argument);
}

TEST_CASE("what progress throws stops a preparation") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const network n{t};
    auto p = a_week;
    p.threads = 3;
    int calls = 0;
    p.progress = [&](std::uint64_t, std::uint64_t) {
        ++calls;
        throw std::runtime_error{"enough"};
    };
    CHECK_THROWS_WITH((void)prepare(n, p), "enough");
    CHECK(calls == 1);
}

TEST_CASE("where every day is like the others, the lists of two months are those of a day") {
    timetable_builder b;
    std::vector<station_id> stations;
    for (int i = 0; i < 5; ++i) stations.push_back(b.station({.key = key{fmt::format("s{}", i)}}));
    for (int i = 0; i < 4; ++i) // each leaves at night, the next one two hours after it is there
        b.train({.key = key{fmt::format("t{}", i)}, .days = calendar::day_set::daily()},
                {{.at = stations[static_cast<std::size_t>(i)], .departure = 23h},
                 {.at = stations[static_cast<std::size_t>(i) + 1], .arrival = 45h}});
    const network n{std::move(b).build()};
    const date first{2022, 1, 10};
    const auto few = prepare(n, {.window = {first, first + calendar::day_count{2}}, .horizon = 120h});
    const auto many = prepare(n, {.window = {first, first + calendar::day_count{60}}, .horizon = 120h});
    CHECK(many.size() == few.size());
    router plain{n}, listed{many};
    for (int day = 0; day < 59; ++day) {
        const local_time leaves{first + calendar::day_count{day}, 12h};
        for (const bool all_day : {false, true}) {
            query q{.from = stations.front(),
                    .to = stations.back(),
                    .when = leave_after{leaves},
                    .horizon = 120h};
            if (all_day) q.when = leave_between{leaves, leaves + 24h};
            REQUIRE(many.is_for(q));
            const auto found = listed.find_all(q);
            REQUIRE(found.size() == 1);
            CHECK(found == plain.find_all(q));
        }
    }
}

TEST_CASE("days are alike only if coaches go on alike, by trains that are left out too") {
    timetable_builder b;
    const auto stop = [&](const char* name) { return b.station({.key = key{name}, .name = {name}}); };
    const auto x = stop("X"), y = stop("Y"), z = stop("Z"), w = stop("W");
    const auto mondays = calendar::day_set::every(7, date{2022, 1, 3});
    const auto add = [&](const char* name, const calendar::day_set& days, const char* block, station_id from,
                         std::chrono::minutes leaves, station_id to, std::chrono::minutes arrives) {
        b.train({.key = key{name}, .number = name, .days = days, .block = block},
                {{.at = from, .departure = leaves}, {.at = to, .arrival = arrives}});
    };
    const auto daily = calendar::day_set::daily();
    add("A", daily, "coaches", x, 9h, y, 10h);
    add("B", mondays, "coaches", y, 10h + 5min, z, 11h);
    add("C", daily, "coaches", y, 10h + 10min, w, 12h);
    add("D", daily, "", y, 10h + 45min, w, 13h);
    const auto t = std::move(b).build();
    const network n{t, {.take = [](const rail::train& train) { return train.key.text() != "B"; }}};
    const auto p = prepare(n, {.window = {date{2022, 1, 4}, date{2022, 1, 12}}, .change_time = 30min});
    router plain{n}, listed{p};
    for (unsigned short day = 4; day < 12; ++day) {
        const query q{
            .from = x, .to = w, .when = leave_after{local_time{date{2022, 1, day}}}, .change_time = 30min};
        REQUIRE(p.is_for(q));
        const auto want = plain.find_earliest(q), got = listed.find_earliest(q);
        REQUIRE(want);
        REQUIRE(got);
        CHECK(got->arrival() == want->arrival());
    }
}

TEST_CASE("a damaged file does not become sound by being saved again") {
    const test::folder folder;
    const auto t = gtfs::load(test::qaidam_rail).value;
    const network n{t};
    prepare(n, a_week).save(folder / "a");
    change_byte(folder / "a", static_cast<std::streamoff>(std::filesystem::file_size(folder / "a")) - 1);
    CHECK_THROWS_AS(open_prepared(n, folder / "a").save(folder / "b"), data_error);
    CHECK_FALSE(std::filesystem::exists(folder / "b"));
    CHECK_FALSE(std::filesystem::exists(folder / "b.new"));
}

TEST_CASE("progress comes to its end") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const network n{t};
    std::uint64_t last = 0, all = 0, calls = 0;
    auto p = a_week;
    p.threads = 2;
    p.progress = [&](std::uint64_t done, std::uint64_t total) {
        CHECK(done == last + 1);
        last = done;
        all = total;
        ++calls;
    };
    (void)prepare(n, p);
    CHECK(calls == t.stations().size());
    CHECK(last == all);
}

TEST_CASE("a file that cannot be used is refused for what it is") {
    const test::folder folder;
    const auto file = folder / "week.journeys";
    const auto t = gtfs::load(test::qaidam_rail).value;
    const network n{t};
    prepare(n, a_week).save(file);
    const auto size = std::filesystem::file_size(file);

    SUBCASE("one that is not there") {
        CHECK(refusal_of(n, folder / "no.journeys") == "missing_file");
    }
    SUBCASE("one whose name is too long") {
        CHECK(refusal_of(n, folder / std::string(300, 'x')) == "unreadable_file");
    }
    SUBCASE("a folder") {
        CHECK(refusal_of(n, folder) == "unreadable_file");
    }
    SUBCASE("something else") {
        std::ofstream{file} << "train,station\n";
        CHECK(refusal_of(n, file) == "not_prepared");
        std::ofstream{file}.close();
        CHECK(refusal_of(n, file) == "not_prepared");
    }
    SUBCASE("of another version") {
        change_byte(file, 20);
        CHECK(refusal_of(n, file) == "prepared_by_another_version");
    }
    SUBCASE("cut short, anywhere") {
        constexpr std::uintmax_t size_of_head = 88;
        for (auto keep = size; keep-- > 0;) {
            std::filesystem::resize_file(file, keep);
            REQUIRE(refusal_of(n, file) == (keep < size_of_head ? "not_prepared" : "prepared_damaged"));
        }
    }
    SUBCASE("a byte of it changed, anywhere: refused when opened, or when the list is needed") {
        auto q = to_huatugou(t);
        const auto want = router{n}.find_all(q);
        int when_needed = 0;
        for (std::uintmax_t at = 0; at < size; ++at) {
            change_byte(file, static_cast<std::streamoff>(at));
            if (refusal_of(n, file).empty()) {
                router r{open_prepared(n, file)};
                try {
                    const auto got = r.find_all(q);
                    REQUIRE(got == want); // the byte is of another list
                } catch (const data_error& e) {
                    REQUIRE(*e.why().begin()->rule == journeys::codes::prepared_damaged);
                    ++when_needed;
                }
            }
            change_byte(file, static_cast<std::streamoff>(at));
        }
        CHECK(when_needed > 0);
        CHECK(refusal_of(n, file) == "");
    }
    SUBCASE("for another timetable or other options") {
        const network faster{t, {.take = [](const rail::train& x) { return !x.number.starts_with("K"); }}};
        CHECK(refusal_of(faster, file) == "prepared_for_another");
        const network fewer{t, {.avoid = {t.station("格尔木")}}};
        CHECK(refusal_of(fewer, file) == "prepared_for_another");
        timetable_builder b;
        const auto x = b.station({.key = key{"x"}, .name = {"X"}});
        (void)x;
        const auto other = std::move(b).build();
        CHECK(refusal_of(network{other}, file) == "prepared_for_another");
    }
    SUBCASE("cannot be written") {
        CHECK_THROWS_AS(prepare(n, a_week).save(folder / "no/week.journeys"), std::runtime_error);
    }
}

TEST_CASE("with a delay the lists are refused, and the slower way gives the answer") {
    const test::folder folder;
    const auto t = gtfs::load(test::qaidam_rail).value;
    const network n{t};
    const auto p = prepare(n, a_week);
    p.save(folder / "week.journeys");
    const auto q = to_huatugou(t);
    const auto first = router{p}.find_earliest(q);
    REQUIRE(first);
    const auto ride = first->rides().front();
    const std::vector<realtime_update> updates{delay{ride.train, ride.service_date, 0, 40min}};
    const auto late = with_updates(t, updates);
    const network now{late};
    CHECK(refusal_of(now, folder / "week.journeys") == "prepared_for_another");
    const auto then = router{now}.find_earliest(q);
    REQUIRE(then);
    CHECK(then->arrival_utc() > first->arrival_utc());
}

TEST_CASE("eight threads ask one prepared network, and hear what one alone hears") {
    const test::folder folder;
    const auto t = gtfs::load(test::qaidam_rail).value;
    const network n{t};
    prepare(n, a_week).save(folder / "week.journeys");
    const auto p = open_prepared(n, folder / "week.journeys");
    std::vector<query> questions;
    for (const auto from : t.stations().ids())
        for (const auto to : t.stations().ids())
            for (int day = 6; day < 14; ++day) // some outside the window
                questions.push_back({.from = from,
                                     .to = to,
                                     .when = leave_after{calendar::local_time(
                                         date{2022, 1, static_cast<unsigned short>(day)}, 20h)}});
    const auto ask = [&](router r) {
        std::vector<std::vector<journey>> all;
        for (const auto& q : questions) all.push_back(r.find_all(q));
        return all;
    };
    const auto want = ask(router{n});
    std::vector<std::future<std::vector<std::vector<journey>>>> others;
    for (int i = 0; i < 8; ++i)
        others.push_back(std::async(std::launch::async, [&] { return ask(router{p}); }));
    for (auto& o : others) CHECK(o.get() == want);
}

TEST_CASE("prepared and not, real feeds answer the same") {
    test::random random;
    struct feed {
        const char* file;
        date day;
    };
    for (const auto& [file, day] : {feed{"cnrail-qinghai/cnrail-qinghai.gtfs.zip", {2024, 6, 10}},
                                    {"gtfs-dev/sncf-2016.zip", {2013, 12, 10}},
                                    {"gtfs-dev/dbfv-2019.zip", {2019, 3, 29}}}) {
        if (!test::has_real(file)) continue;
        const auto t = gtfs::load(zip::open(test::real(file)), {.policy = policy::lenient}).value;
        const network n{t};
        const auto p = prepare(n, {.window = {day, day + calendar::day_count{2}}});
        router plain{n}, listed{p};
        std::vector<station_id> stations;
        for (const auto s : t.stations().ids())
            if (!t.calls_at(s).empty()) stations.push_back(s);
        int reached = 0;
        for (int i = 0; i < 300; ++i) {
            query q{.from = random.one_of(stations),
                    .to = random.one_of(stations),
                    .when = leave_after{
                        calendar::local_time(day, std::chrono::minutes{random.between(0, 1439)})}};
            const auto time = std::get<leave_after>(q.when).time;
            if (i % 3 == 1) q.when = leave_between{time, time + std::chrono::hours{24}};
            if (i % 3 == 2) q.when = arrive_by{time + std::chrono::hours{12}};
            REQUIRE(p.is_for(q));
            const auto want = plain.find_all(q);
            REQUIRE(listed.find_all(q) == want);
            if (i % 3 == 0) REQUIRE(listed.find_earliest(q) == plain.find_earliest(q));
            reached += want.empty() ? 0 : 1;
        }
        const std::string name = file;
        CHECK_MESSAGE(reached > 50, name);
    }
}

TEST_SUITE_END();
