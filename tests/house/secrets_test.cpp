// What is loaded, asked and written does not depend on the secret of the hash. This program draws none: it has a
// `process_secret` of its own, which the tests set.
#include <qaidam/qaidam.hpp>

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
