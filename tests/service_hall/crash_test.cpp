// A server that is killed while people place orders: what was acknowledged is there, and nothing is there twice.

#include <atomic>
#include <csignal>
#include <mutex>
#include <set>
#include <thread>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "browser.hpp"
#include "who.hpp"

TEST_SUITE_BEGIN("service_hall/crash");

using test::form_type;
using test::server;
using test::weather_app;

namespace {

constexpr int clients = 10;

/// Places a request and gives its id; "" where no answer came.
std::string place(int port, const std::string& name) {
    const auto r = test::post(port, "/open311/v2/requests.json",
                              test::encode({{"api_key", weather_app},
                                            {"service_code", "snow"},
                                            {"address_id", "b-08-02"},
                                            {"description", name}}),
                              form_type, {{"Idempotency-Key", name}});
    return r.status == 201 ? nlohmann::json::parse(r.body)[0]["service_request_id"].get<std::string>() : "";
}

std::set<std::string> list(int port, std::size_t& listed) {
    std::set<std::string> ids;
    listed = 0;
    for (int page = 1;; ++page) {
        const auto r = nlohmann::json::parse(
            test::get(port, "/open311/v2/requests.json?page=" + std::to_string(page)).body);
        for (const auto& request : r) ids.insert(request["service_request_id"].get<std::string>());
        listed += r.size();
        if (r.empty()) return ids;
    }
}

} // namespace

TEST_CASE("kill -9 while ten clients place orders: nothing acknowledged is missing, nothing is double") {
    const test::folder folder;
    std::map<std::string, std::string> acknowledged; // by the name of the wish
    std::set<std::string> unanswered;
    for (int round = 0; round < 3; ++round) {
        server s{folder, {"--places-an-hour", "0"}};
        std::mutex guard;
        std::atomic<bool> over{false};
        std::vector<std::thread> threads;
        for (int client = 0; client < clients; ++client)
            threads.emplace_back([&, client] {
                for (int n = 0; !over; ++n) {
                    const auto name =
                        std::to_string(round) + "-" + std::to_string(client) + "-" + std::to_string(n);
                    const auto id = place(s.port(), name);
                    const std::lock_guard held{guard};
                    if (id.empty()) {
                        unanswered.insert(name);
                        return;
                    }
                    acknowledged[name] = id;
                }
            });
        std::this_thread::sleep_for(std::chrono::milliseconds{700});
        s.stop(SIGKILL);
        over = true;
        for (auto& t : threads) t.join();
    }
    const server s{folder, {"--places-an-hour", "0"}};
    std::size_t listed = 0;
    auto there = list(s.port(), listed);
    CHECK(there.size() == listed);
    MESSAGE(acknowledged.size() << " orders acknowledged, " << unanswered.size() << " unanswered, "
                                << there.size() << " there");
    CHECK(acknowledged.size() >= 30);
    for (const auto& order : acknowledged) CHECK_MESSAGE(there.contains(order.second), order.first);
    CHECK(there.size() <= acknowledged.size() + unanswered.size());
    // Whoever had no answer asks again: all of it is there then, once.
    for (const auto& name : unanswered) acknowledged[name] = place(s.port(), name);
    for (const auto& order : acknowledged) CHECK(place(s.port(), order.first) == order.second);
    there = list(s.port(), listed);
    CHECK(there.size() == acknowledged.size());
    CHECK(listed == acknowledged.size());
}
