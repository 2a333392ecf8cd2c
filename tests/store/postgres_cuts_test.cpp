// The connection is cut between any two messages: before COMMIT, between COMMIT and its answer, after it.

#include <qaidam/events/events.hpp>
#include <qaidam/postgres/postgres_journal.hpp>

#include <functional>

#include <doctest/doctest.h>

#include "random.hpp"
#include "store/append_through.hpp"
#include "store/cutting_proxy.hpp"
#include "store/postgres.hpp"

TEST_SUITE_BEGIN("postgres/cuts");

using namespace qaidam;
using namespace std::chrono_literals;
using test::cutting_proxy;
using test::direction;

namespace {

constexpr direction both[] = {direction::to_server, direction::to_client};
const events::purpose visit_of_grid{"grid-1", "visit of 10 January"};

std::vector<events::addition> one_event(std::uint64_t version) {
    return {{"a", version, {"event " + std::to_string(version), "its brother"}}};
}

/// Runs `use` with a cut at every `step`-th message of each direction, until the cut is beyond what it sends or hears.
/// Returns how many cuts there were.
int cut_everywhere(cutting_proxy& proxy, int step, const std::function<void()>& use) {
    int cuts = 0;
    for (const auto where : both)
        for (int after = 0;; after += step) {
            proxy.cut_at({{where, after}});
            use();
            if (proxy.left() > 0) break;
            ++cuts;
        }
    proxy.cut_at({});
    return cuts;
}

} // namespace

TEST_CASE("an append is one round trip, to one stream or to several") {
    if (test::postgres() == nullptr) return;
    const cutting_proxy proxy{test::postgres()->folder().string()};
    store::postgres_journal j{proxy.uri(), "round trips"};
    j.append(one_event(0), "first"); // prepares the statement
    for (std::uint64_t i = 1; i <= 10; ++i) {
        auto some = one_event(i * 2);
        some.push_back({key{"b" + std::to_string(i)}, 0, {"1", "2", "3"}});
        const auto before = proxy.round_trips();
        j.append(some, key{std::to_string(i)});
        CHECK(proxy.round_trips() == before + 1);
    }
}

TEST_CASE("an append that is cut off at any message happens once, and its answer comes") {
    if (test::postgres() == nullptr) return;
    cutting_proxy proxy{test::postgres()->folder().string()};
    store::postgres_journal j{proxy.uri(), "cut"};
    std::uint64_t size = 0;
    const auto append = [&] {
        REQUIRE(j.append(one_event(size), key{std::to_string(size)}) == events::appended_range{size, 2});
        size += 2;
    };
    append();
    const auto cuts = cut_everywhere(proxy, 1, append);
    CHECK(cuts > 20);
    CHECK(j.head().size == size);
    CHECK_FALSE(events::verify(j));
    MESSAGE(cuts << " cuts, each append there once");
}

TEST_CASE("who got no answer learns by the same key whether it had happened") {
    if (test::postgres() == nullptr) return;
    cutting_proxy proxy{test::postgres()->folder().string()};
    const calendar::utc_time first{{2022, 1, 10}}, second{{2022, 1, 11}};
    events::set_clock clock;
    store::postgres_journal j{proxy.uri(), "told", {.clock = &clock, .attempts = 1}};
    store::postgres_journal asked{test::postgres()->uri(), "told", {.clock = &clock}};
    std::uint64_t size = 0;
    int had_happened = 0, had_not = 0;
    for (const auto where : both)
        for (int after = 0;; ++after) {
            const auto idempotency_key = key{std::to_string(size)};
            proxy.cut_at({{where, after}});
            clock.set(first);
            bool told = true;
            try {
                j.append(one_event(size), idempotency_key);
            } catch (const data_error& e) {
                REQUIRE(*e.why().begin()->rule == store::codes::storage_failed);
                told = false;
            }
            // Under the lock of the journal: whatever the server still does of the first attempt is done.
            clock.set(second);
            REQUIRE(asked.append(one_event(size), idempotency_key) == events::appended_range{size, 2});
            const auto happened_at = asked.read(size, 1).front().time;
            size += 2;
            REQUIRE(asked.head().size == size);
            if (told) {
                CHECK(happened_at == first);
                if (proxy.left() > 0) break;
            } else {
                ++(happened_at == first ? had_happened : had_not);
            }
        }
    CHECK(had_happened > 0);
    CHECK(had_not > 0);
    CHECK_FALSE(events::verify(asked));
    MESSAGE("without an answer: " << had_happened << " had happened, " << had_not << " had not");
}

namespace {

/// All that changes a journal, one after the other, each with cuts.
int cut_all_changes(const std::string& name, int step) {
    cutting_proxy proxy{test::postgres()->folder().string()};
    auto& server = *test::postgres();
    server.sql("create database \"" + name + "\""); // small, so that an erasure is soon at its end
    store::postgres_journal j{proxy.uri(name), "a"}, seen{server.uri(name), "a"};
    auto& texts = j.texts();
    events::memory_journal other;
    std::uint64_t size = 0, kept = 0, erased = 0;
    int cuts = cut_everywhere(proxy, step, [&] {
        other.append(one_event(size), key{std::to_string(size)});
        j.restore(other.read_appends(size / 2, 1), other.read(size, 2));
        size += 2;
        REQUIRE(seen.head() == other.head());
    });
    cuts += cut_everywhere(proxy, step, [&] {
        const key k{std::to_string(kept++)};
        const auto voucher = texts.put(events::text{k, "p", {"words"}});
        REQUIRE(texts.read(k, visit_of_grid) ==
                events::text_found{events::text_state::kept, {"words"}, voucher});
        REQUIRE(seen.texts().read_records({}, 9999).texts.size() == kept);
    });
    cuts += cut_everywhere(proxy, step, [&] {
        const key k{std::to_string(kept++)};
        texts.restore({{{{k, "p", {"restored"}}, events::text_salt{}}}, {}, {{"q", visit_of_grid, {}, 7}}});
        ++erased;
        const auto all = seen.texts().read_records({}, 9999);
        REQUIRE(all.texts.size() == kept);
        REQUIRE(all.erasures.size() == erased);
    });
    cuts += cut_everywhere(proxy, step, [&] {
        const events::snapshot s{"desk", ++kept, seen.head(),
                                 std::vector<std::string>(20, std::to_string(kept))};
        j.keep_snapshot(s);
        REQUIRE(seen.find_snapshot("desk") == s);
    });
    cuts += cut_everywhere(proxy, step, [&] {
        const key k{std::to_string(kept++)};
        seen.texts().put(events::text{k, k, {"words"}});
        texts.erase(k, visit_of_grid);
        std::uint64_t times = 0;
        for (const auto& e : seen.texts().list_erasures(k)) times += e.texts;
        REQUIRE(times == 1); // a second attempt finds nothing left
        REQUIRE(seen.texts().read(k, visit_of_grid).state == events::text_state::erased);
    });
    CHECK_FALSE(events::verify(seen, other.head()));
    return cuts;
}

/// Appends with a cut, and another while the connection is made anew and the same is sent again.
int cut_twice(const std::string& name) {
    cutting_proxy proxy{test::postgres()->folder().string()};
    store::postgres_journal j{proxy.uri(), name};
    std::uint64_t size = 0;
    const auto append = [&] {
        REQUIRE(j.append(one_event(size), key{std::to_string(size)}) == events::appended_range{size, 2});
        size += 2;
    };
    append();
    int cuts = 0;
    for (const auto first : both)
        for (int after = 0;; ++after) {
            proxy.cut_at({{first, after}});
            append();
            if (proxy.left() > 0) break;
            for (const auto second : both)
                for (int again = 0;; ++again) {
                    proxy.cut_at({{first, after}, {second, again}});
                    append();
                    if (proxy.left() > 0) break;
                    cuts += 2;
                }
        }
    proxy.cut_at({});
    CHECK(j.head().size == size);
    CHECK_FALSE(events::verify(j));
    return cuts;
}

} // namespace

TEST_CASE("what changes a journal, its texts or its snapshot and is cut off happens once") {
    if (test::postgres() == nullptr) return;
    MESSAGE(cut_all_changes("cut here and there", 15) << " cuts");
}

TEST_CASE("a thousand cuts and more at every message: each change happens once" * doctest::skip()) {
    if (test::postgres() == nullptr) return;
    const int singly = cut_all_changes("cut everywhere", 1), doubly = cut_twice("cut twice");
    MESSAGE(singly << " cuts of changes one by one, " << doubly << " of appends twice in a row");
    CHECK(singly + doubly > 1000);
}

TEST_CASE("threads whose appends share a transaction are each told the truth, wherever it is cut") {
    if (test::postgres() == nullptr) return;
    cutting_proxy proxy{test::postgres()->folder().string()};
    test::random random;
    int cuts = 0;
    const auto kept = test::append_through(proxy.uri(), "cut among threads", [&] {
        for (; cuts < 25; ++cuts) {
            proxy.cut_at({{both[random.between(0, 1)], random.between(20, 300)}});
            while (proxy.left() > 0) std::this_thread::sleep_for(1ms);
        }
    });
    MESSAGE(cuts << " cuts through " << kept << " appends");
    CHECK(kept > 0);
}

TEST_SUITE_END();
