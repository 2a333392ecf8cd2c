// Several processes on one file.

#include <qaidam/events/events.hpp>
#include <qaidam/store/sqlite_journal.hpp>

#include <map>
#include <memory>

#include <unistd.h>

#include <doctest/doctest.h>

#include "events/shop.hpp"
#include "feed.hpp"
#include "random.hpp"
#include "store/child.hpp"

TEST_SUITE_BEGIN("store/processes");

using namespace qaidam;
using shop::receive_goods;
using shop::repack_goods;

namespace {

std::string answer(const std::optional<refusal>& why) {
    return why ? to_string(*why) : "done";
}

/// Two processes want the one bag of each round at once.
void race(int rounds) {
    const test::folder folder;
    const auto file = folder / "a.journal";
    const auto take = [&](const std::string& who) {
        return [&file, who](auto hear, auto say) {
            store::sqlite_journal journal{file};
            events::recorder recorder{shop::desk{}, journal};
            for (auto round = hear(); !round.empty(); round = hear())
                say(answer(recorder.carry_out(repack_goods{"rice-" + round, who, who + "-" + round, 1},
                                              who + " " + round)));
        };
    };
    const test::child one{take("one")}, two{take("two")};
    store::sqlite_journal journal{file};
    events::recorder recorder{shop::desk{}, journal};
    int won_by_one = 0;
    for (int i = 0; i < rounds; ++i) {
        const auto round = std::to_string(i);
        REQUIRE(answer(recorder.carry_out(receive_goods{"rice-" + round, "shop", 1}, round)) == "done");
        one.say(round);
        two.say(round);
        const auto first = one.hear(), second = two.hear();
        const bool one_won = first == "done";
        REQUIRE((one_won ? second : first) == "there are 0 only");
        REQUIRE((one_won ? first : second) == "done");
        won_by_one += one_won ? 1 : 0;
        recorder.catch_up();
        REQUIRE(recorder.desk().stock("one-" + round) == (one_won ? 1 : 0));
        REQUIRE(recorder.desk().stock("two-" + round) == (one_won ? 0 : 1));
    }
    MESSAGE(rounds << " rounds, " << won_by_one << " won by the first process");
    CHECK(journal.head().size == 3 * static_cast<std::uint64_t>(rounds));
    CHECK_FALSE(verify(journal));
    const events::recorder again{shop::desk{}, journal};
    CHECK(again.desk() == recorder.desk());
}

/// A process that appends, and is killed at some time; the next goes on where it stopped.
void kill_writers(int kills) {
    const test::folder folder;
    const auto file = folder / "a.journal";
    test::random random;
    std::uint64_t acknowledged = 0;
    for (int i = 0; i < kills; ++i) {
        const test::child writer{[&](auto hear, auto say) {
            static_cast<void>(hear());
            store::sqlite_journal journal{file};
            for (auto n = journal.head().size;; ++n) {
                const std::vector<events::addition> a{
                    {"a", n, {std::string(static_cast<std::size_t>(n % 5000), 'x')}}};
                journal.append(a, key{std::to_string(n)});
                say(std::to_string(n + 1));
            }
        }};
        writer.say("go");
        for (int appends = random.between(0, 12); appends > 0; --appends)
            acknowledged = std::stoull(writer.hear());
        usleep(static_cast<unsigned>(random.between(0, 3000)));
        writer.kill();
        for (auto more = writer.hear(); !more.empty(); more = writer.hear()) acknowledged = std::stoull(more);
        store::sqlite_journal journal{file};
        const auto size = journal.head().size;
        REQUIRE(size >= acknowledged);
        REQUIRE(size <= acknowledged + 1);
        REQUIRE(journal.find(key{std::to_string(size)}) == std::nullopt);
        if (size > 0) REQUIRE(journal.find(key{std::to_string(size - 1)}).has_value());
        if (i % 20 == 0) REQUIRE_FALSE(verify(journal));
        acknowledged = size;
    }
    const store::sqlite_journal journal{file};
    CHECK_FALSE(verify(journal));
    MESSAGE(kills << " writers killed, " << acknowledged << " events");
}

} // namespace

TEST_CASE("of two processes that want the same thing at once exactly one gets it") {
    race(100);
}

TEST_CASE(
    "of two processes that want the same thing a thousand times and more exactly one gets it each time" *
    doctest::skip()) {
    race(10'000);
}

TEST_CASE("what a killed writer was told is there for the next") {
    kill_writers(15);
}

TEST_CASE("what half a thousand killed writers were told is there" * doctest::skip()) {
    kill_writers(500);
}

TEST_CASE("four processes append at once: positions have no holes, each event is there once") {
    const test::folder folder;
    const auto file = folder / "a.journal";
    constexpr int processes = 4, each = 50;
    store::sqlite_journal{file};
    {
        std::vector<std::unique_ptr<test::child>> all;
        for (int p = 0; p < processes; ++p)
            all.push_back(std::make_unique<test::child>([&, p](auto hear, auto say) {
                static_cast<void>(hear());
                store::sqlite_journal journal{file};
                for (int i = 0; i < each; ++i) {
                    const auto name = std::to_string(p) + "-" + std::to_string(i);
                    journal.append({{{key{std::to_string(p)}, static_cast<std::uint64_t>(i), {name}}}},
                                   key{name});
                }
                say("done");
            }));
        for (const auto& c : all) c->say("go");
        for (const auto& c : all) CHECK(c->hear() == "done");
    }
    const store::sqlite_journal journal{file};
    std::map<std::string, int> seen;
    for (const auto& e : journal.read(0, 1000)) ++seen[e.bytes];
    CHECK(seen.size() == processes * each);
    CHECK(journal.head().size == processes * each);
    CHECK_FALSE(verify(journal));
}

TEST_SUITE_END();
