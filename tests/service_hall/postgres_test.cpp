// The service hall over a journal on a server.

#include <csignal>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "browser.hpp"
#include "store/postgres.hpp"

TEST_SUITE_BEGIN("service_hall/postgres");

TEST_CASE("two halls on a journal of PostgreSQL are in step, also after one was killed") {
    if (test::postgres() == nullptr) return;
    const auto journal = test::postgres()->uri() + "#hall";
    const test::folder one, two;
    test::server first{one, {"--journal", journal}};
    const test::server second{two, {"--journal", journal}};
    const auto placed = test::post(first.port(), "/open311/v2/requests.json",
                                   test::encode({{"api_key", "invented-key-of-the-weather-app"},
                                                 {"service_code", "snow"},
                                                 {"address_id", "b-08-02"}}),
                                   "application/x-www-form-urlencoded");
    REQUIRE_MESSAGE(placed.status == 201, placed.body);
    const auto id = nlohmann::json::parse(placed.body)[0]["service_request_id"].get<std::string>();
    CHECK(test::get(second.port(), "/open311/v2/requests/" + id + ".json").status == 200);
    first.stop(SIGKILL);
    const test::server again{one, {"--journal", journal}};
    CHECK(test::get(again.port(), "/open311/v2/requests/" + id + ".json").status == 200);
}
