// What is loaded, asked and written does not depend on the secret of the hash. This program draws none: it has a
// `process_secret` of its own, which the tests set.
#include <qaidam/qaidam.hpp>

#include <cstring>
#include <map>
#include <vector>

#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("house/secrets");

using namespace qaidam;

namespace {
detail::hash_secret secret;
constexpr std::initializer_list<detail::hash_secret> some_secrets{
    {0, 0}, {1, 2}, {0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93}, {~0ull, 1ull << 63}};

std::map<std::string, std::string> files_in(const std::filesystem::path& folder) {
    std::map<std::string, std::string> all;
    for (const auto& e : std::filesystem::directory_iterator{folder})
        all[e.path().filename().string()] = test::read(e.path());
    return all;
}
} // namespace

namespace qaidam::detail {
const hash_secret& process_secret() {
    return secret;
}
} // namespace qaidam::detail

TEST_CASE("a timetable, its journeys and its prepared lists are the same under any secret") {
    std::vector<std::map<std::string, std::string>> outputs;
    for (const auto& s : some_secrets) {
        secret = s;
        const auto t = gtfs::load(test::qaidam_rail).value;
        const test::folder folder;
        gtfs::save(t, folder);
        const journeys::network n{t};
        prepare(n, {.window = {calendar::date{2022, 1, 8}, calendar::date{2022, 1, 15}}})
            .save(folder / "week");
        outputs.push_back(files_in(folder));
        const auto all = journeys::find_all(
            t, {.from = t.station("西宁"),
                .to = t.station("花土沟"),
                .when = journeys::leave_after{calendar::local_time({2022, 1, 10}, std::chrono::hours{20})}});
        outputs.back()["journeys"] = views::to_json(t, all);
    }
    for (const auto& o : outputs) CHECK(o == outputs.front());
}

TEST_CASE("a feed whose stops and headsigns were chosen to collide is the same feed under any secret") {
    // Texts of sixteen bytes whose first word is a secret's second one have all one hash under it.
    const std::string word = "qaidam00";
    detail::hash_secret theirs{7, 0};
    std::memcpy(&theirs.second, word.data(), word.size());
    constexpr int stops = 500;
    const auto id = [&](int i) { return word + std::to_string(10'000'000 + i); };
    REQUIRE(detail::hash_of(id(0), theirs) == detail::hash_of(id(stops - 1), theirs));
    const test::folder feed;
    std::string rows, calls;
    for (int i = 0; i < stops; ++i) {
        rows += id(i) + ",,S,36.4,94.9\n";
        calls += fmt::format("many,{0:02}:{1:02}:00,{0:02}:{1:02}:00,{2},{3},{4}\n", i / 60, i % 60, id(i),
                             i + 1, id(stops - i));
    }
    feed.write("stops.txt", "stop_id,stop_code,stop_name,stop_lat,stop_lon\n" + rows);
    feed.write("stop_times.txt",
               "trip_id,arrival_time,departure_time,stop_id,stop_sequence,stop_headsign\n" + calls);
    feed.write("trips.txt", "route_id,service_id,trip_id\nr,d,many\n");
    feed.write("routes.txt", "route_id,agency_id,route_short_name,route_type\nr,q,K,2\n");
    feed.write("calendar.txt",
               "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
               "d,1,1,1,1,1,1,1,20220101,20221231\n");
    feed.write("agency.txt",
               "agency_id,agency_name,agency_url,agency_timezone\nq,Q,http://example.org,Asia/Shanghai\n");
    std::vector<std::map<std::string, std::string>> outputs;
    for (const auto& s : {detail::hash_secret{1, 2}, theirs}) {
        secret = s;
        const auto t = gtfs::load(feed).value;
        REQUIRE(t.trains()["many"].calls.size() == stops);
        CHECK(headsign_at(t.trains()["many"], 3) == id(stops - 3));
        const test::folder saved;
        gtfs::save(t, saved);
        outputs.push_back(files_in(saved));
    }
    CHECK(outputs[0] == outputs[1]);
}

TEST_CASE("a community and the cells of its ledger are the same under any secret") {
    std::vector<std::map<std::string, std::string>> outputs;
    std::vector<std::vector<ledger::cube::cell>> cells;
    for (const auto& s : some_secrets) {
        secret = s;
        const auto community = civic::load(test::chengdong).value;
        const test::folder folder;
        civic::save(community, folder);
        outputs.push_back(files_in(folder));
        const auto city = civic::load(test::delingha).value;
        cells.push_back(ledger::cube{ledger::load(test::delingha, city).value.items}.cells());
    }
    for (const auto& o : outputs) CHECK(o == outputs.front());
    CHECK(cells.front().size() > 100);
    for (const auto& c : cells) CHECK(c == cells.front());
}

TEST_SUITE_END();
