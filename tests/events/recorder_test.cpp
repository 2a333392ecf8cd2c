#include "shop.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <stdexcept>
#include <thread>

#include <doctest/doctest.h>

#include "events/wrapped_journal.hpp"
#include "random.hpp"

TEST_SUITE_BEGIN("events/recorder");

using namespace qaidam;
using shop::receive_goods;
using shop::repack_goods;

namespace {

/// A memory journal in which something may happen before each append, and after it.
class busy_journal final : public test::wrapped_journal {
public:
    std::function<void()> before = [] {};
    std::function<void()> after = [] {};

    events::appended_range append(std::span<const events::addition> additions, const key& k) override {
        before();
        const auto range = inside.append(additions, k);
        after();
        return range;
    }
};

std::string answer(const std::optional<refusal>& why) {
    return why ? to_string(*why) : "done";
}

/// A desk that was told one stream alone.
shop::desk replay(const events::journal& j, const key& stream) {
    shop::desk again;
    for (const auto& r : j.read_stream(stream, 0, 1'000'000)) {
        const auto e = shop::desk::decode(r.bytes);
        again.apply({&e, 1});
    }
    return again;
}

} // namespace

TEST_CASE("a command is decided, kept and applied; one that is not allowed changes nothing") {
    events::memory_journal journal;
    events::recorder shop{shop::desk{}, journal};
    CHECK(answer(shop.carry_out(receive_goods{"rice", "p", 5}, "1")) == "done");
    CHECK(answer(shop.carry_out(repack_goods{"rice", "p", "bag", 9}, "2")) == "there are 5 only");
    CHECK(answer(shop.carry_out(repack_goods{"rice", "p", "bag", 2}, "3")) == "done");
    CHECK(shop.desk().stock("rice") == 3);
    CHECK(shop.desk().stock("bag") == 2);
    CHECK(shop.position() == 3);
    const auto bag = journal.read_stream("bag", 0, 9);
    REQUIRE(bag.size() == 1);
    CHECK(bag[0].position == 2);
    CHECK(bag[0].bytes == "goods_arrived@1\tbag\tp\trice\t2");
}

TEST_CASE("a decision may come back to a stream; the journal keeps the events of each together") {
    /// Repacks, and fills the shelf up again.
    class refilling_desk : public shop::desk {
    public:
        [[nodiscard]] events::decision<event> decide(const command& c) const {
            auto decided = shop::desk::decide(c);
            const auto* x = std::get_if<repack_goods>(&c);
            if (x == nullptr || decided.why_not()) return decided;
            auto all = decided.events();
            all.push_back(shop::goods_received{{x->kind, x->by, x->count}, stock(x->kind)});
            return all;
        }
    };
    events::memory_journal journal;
    events::recorder recorder{refilling_desk{}, journal};
    CHECK(answer(recorder.carry_out(receive_goods{"rice", "p", 5}, "1")) == "done");
    CHECK(answer(recorder.carry_out(repack_goods{"rice", "p", "gift", 2}, "2")) == "done");
    CHECK(recorder.desk().stock("rice") == 5);
    CHECK(recorder.desk().stock("gift") == 2);
    CHECK(journal.read_stream("rice", 0, 9).size() == 3);
    CHECK(replay(journal, "rice").stock("rice") == 5);
    CHECK(events::recorder{refilling_desk{}, journal}.desk() == recorder.desk());
    CHECK(answer(recorder.carry_out(repack_goods{"rice", "p", "gift", 2}, "2")) ==
          "done"); // known by its key
    CHECK(recorder.desk().stock("gift") == 2);
}

TEST_CASE("a recorder begins with what the journal holds, or where its desk stands") {
    events::memory_journal journal;
    events::recorder first{shop::desk{}, journal};
    CHECK(answer(first.carry_out(receive_goods{"rice", "p", 5}, "1")) == "done");
    const auto then = first.desk();
    CHECK(answer(first.carry_out(receive_goods{"rice", "p", 1}, "2")) == "done");
    const events::recorder from_the_start{shop::desk{}, journal};
    CHECK(from_the_start.desk() == first.desk());
    const events::recorder from_there{then, journal, 1};
    CHECK(from_there.desk() == first.desk());
    CHECK(from_there.position() == 2);
}

TEST_CASE("a command again with its key changes nothing, though the desk has moved on since") {
    events::memory_journal journal;
    events::recorder shop{shop::desk{}, journal};
    const repack_goods all{"rice", "p", "bag", 5};
    CHECK(answer(shop.carry_out(receive_goods{"rice", "p", 5}, "1")) == "done");
    CHECK(answer(shop.carry_out(all, "2")) == "done");
    for (int again = 0; again < 3; ++again) {
        CHECK(answer(shop.carry_out(receive_goods{"rice", "p", 5}, "1")) == "done");
        CHECK(answer(shop.carry_out(all, "2")) == "done"); // there is no rice any more
    }
    CHECK(journal.size() == 3);
    events::recorder other{shop::desk{}, journal};
    CHECK(answer(other.carry_out(all, "2")) == "done");
    CHECK(other.desk() == shop.desk());
}

TEST_CASE("another command with a key that was used is refused") {
    events::memory_journal journal;
    events::recorder shop{shop::desk{}, journal};
    CHECK(answer(shop.carry_out(receive_goods{"rice", "p", 5}, "1")) == "done");
    const auto why = shop.carry_out(receive_goods{"rice", "p", 6}, "1");
    CHECK(answer(why) == "idempotency key 1 was used for something else");
    CHECK(*why->rule == events::codes::key_reused);
    CHECK(shop.desk().stock("rice") == 5);
}

TEST_CASE("a command whose answer was lost on the way is known by its key") {
    busy_journal journal;
    events::recorder shop{shop::desk{}, journal};
    journal.after = [] { throw std::runtime_error("the line is cut"); };
    CHECK_THROWS_WITH((void)shop.carry_out(receive_goods{"rice", "p", 5}, "1"), "the line is cut");
    journal.after = [] {};
    CHECK(answer(shop.carry_out(receive_goods{"rice", "p", 5}, "1")) == "done");
    CHECK(shop.desk().stock("rice") == 5);
    CHECK(journal.inside.size() == 1);
}

TEST_CASE("a command is decided anew where another recorder wrote to its stream first") {
    busy_journal journal;
    events::recorder one{shop::desk{}, journal};
    events::recorder two{shop::desk{}, journal.inside};
    CHECK(answer(one.carry_out(receive_goods{"rice", "p", 5}, "1")) == "done");
    journal.before = [&, once = true]() mutable {
        if (std::exchange(once, false))
            CHECK(answer(two.carry_out(repack_goods{"rice", "p", "bag", 3}, "2")) == "done");
    };
    CHECK(answer(one.carry_out(repack_goods{"rice", "p", "bag", 3}, "3")) == "there are 2 only");
    CHECK(one.desk() == two.desk());
}

TEST_CASE("two recorders with one command and one key carry it out once") {
    busy_journal journal;
    events::recorder one{shop::desk{}, journal};
    events::recorder two{shop::desk{}, journal.inside};
    const receive_goods c{"rice", "p", 5};
    journal.before = [&] { CHECK(answer(two.carry_out(c, "1")) == "done"); };
    CHECK(answer(one.carry_out(c, "1")) == "done");
    CHECK(one.desk().stock("rice") == 5);
    CHECK(journal.inside.size() == 1);
    // Now the other one decides on another state.
    journal.before = [&] {
        CHECK(answer(two.carry_out(receive_goods{"rice", "p", 2}, "2")) == "done");
        CHECK(answer(two.carry_out(c, "3")) == "done");
    };
    CHECK(answer(one.carry_out(c, "3")) == "done");
    CHECK(one.desk().stock("rice") == 12);
    CHECK(one.desk() == two.desk());
}

TEST_CASE("who is always too late is told so, after a bounded number of tries") {
    busy_journal journal;
    events::recorder one{shop::desk{}, journal};
    events::recorder two{shop::desk{}, journal.inside};
    int tries = 0;
    journal.before = [&] {
        CHECK(answer(two.carry_out(receive_goods{"rice", "p", 1}, fmt::format("two-{}", ++tries).c_str())) ==
              "done");
    };
    const auto why = one.carry_out(receive_goods{"rice", "p", 100}, "one");
    REQUIRE(why);
    CHECK(*why->rule == events::codes::version_conflict);
    CHECK(tries == 20);
    CHECK(two.desk().stock("rice") == 20);
}

TEST_CASE("recorders on one journal, interleaved at random, all end as the journal says") {
    test::random random;
    for (int round = 0; round < test::cases(200); ++round) {
        busy_journal journal;
        std::vector<events::recorder<shop::desk>> recorders;
        for (int i = 0; i < 4; ++i) recorders.emplace_back(shop::desk{}, journal);
        const std::vector<key> kinds{"a", "b", "c"};
        std::map<key, int> wanted; // by what was answered
        std::size_t busy = 0;      // recorders that are amid a command
        int commands = 0;
        const auto act = [&] {
            auto& recorder = recorders[busy++];
            const auto kind = random.one_of(kinds), to = random.one_of(kinds);
            const auto count = random.between(1, 5);
            const key id{std::to_string(++commands)};
            const bool in = kind == to || random.one_in(2);
            const shop::command c =
                in ? shop::command{receive_goods{kind, "p", count}} : repack_goods{kind, "p", to, count};
            if (!recorder.carry_out(c, id)) {
                wanted[in ? kind : to] += count;
                if (!in) wanted[kind] -= count;
                if (random.one_in(4)) CHECK(answer(recorder.carry_out(c, id)) == "done");
            }
            --busy;
        };
        journal.before = [&] {
            while (busy < recorders.size() && random.one_in(2)) act();
        };
        for (int i = 0; i < 40; ++i) {
            act();
            std::rotate(recorders.begin(), recorders.begin() + random.between(0, 3), recorders.end());
        }
        CHECK(commands > 40);
        const events::recorder whole{shop::desk{}, journal};
        for (auto& recorder : recorders) {
            recorder.catch_up();
            CHECK(recorder.desk() == whole.desk());
        }
        for (const auto& kind : kinds) {
            CHECK(whole.desk().stock(kind) == wanted[kind]);
            CHECK(replay(journal, kind).stock(kind) == wanted[kind]);
        }
    }
}

TEST_SUITE_END();

TEST_CASE("many threads at one recorder: each command once, and the desk is as the journal says") {
    events::memory_journal journal;
    events::shared_recorder recorder{shop::desk{}, journal};
    const std::vector<key> kinds{"rice", "oil"}; // few streams: threads meet all the time
    std::atomic<int> received{0}, refused_at_once{0}, unknown{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 60; ++i) {
                const key id{fmt::format("{} {}", t, i / 2)}; // each is sent twice
                const auto& kind = kinds[static_cast<std::size_t>(i / 2 % 2)];
                if (recorder.carry_out(receive_goods{kind, "p", 1}, id)) ++unknown;
                if (i % 2 == 0) ++received;
                (void)recorder.look([&](const auto& r) { return r.desk().stock(kind); });
            }
        });
    // One that never has anything to carry out.
    for (int i = 0; i < 100; ++i)
        if (recorder.carry_out("none", [](const auto&) {
                return events::shared_recorder<shop::desk>::intent{refusal{&shop::too_few, {"0"}, {}}};
            }))
            ++refused_at_once;
    for (auto& thread : threads) thread.join();
    CHECK(unknown == 0);
    CHECK(refused_at_once == 100);
    CHECK(received == 240);
    CHECK(journal.size() == 240);
    CHECK(recorder.look([](const auto& r) { return r.desk().stock("rice") + r.desk().stock("oil"); }) == 240);
    for (const auto& kind : kinds)
        CHECK(replay(journal, kind).stock(kind) ==
              recorder.look([&](const auto& r) { return r.desk().stock(kind); }));
}

TEST_CASE("what a command was made of still holds when its events are kept") {
    busy_journal journal;
    events::shared_recorder one{shop::desk{}, journal};
    events::recorder two{shop::desk{}, journal.inside};
    CHECK(answer(two.carry_out(receive_goods{"rice", "p", 5}, "1")) == "done");
    journal.before = [&, once = true]() mutable {
        if (std::exchange(once, false))
            CHECK(answer(two.carry_out(receive_goods{"rice", "p", 2}, "2")) == "done");
    };
    // All that there is: 5 when it is first asked, 7 when it is kept.
    CHECK(answer(one.carry_out("3", [](const auto& r) {
              return events::shared_recorder<shop::desk>::intent{
                  repack_goods{"rice", "p", "bag", r.desk().stock("rice")}};
          })) == "done");
    CHECK(one.look([](const auto& r) { return r.desk().stock("bag"); }) == 7);
    CHECK(one.look([](const auto& r) { return r.desk().stock("rice"); }) == 0);
}

TEST_CASE("what a command was made of holds too where other processes were first again and again") {
    busy_journal journal;
    events::shared_recorder one{shop::desk{}, journal};
    events::recorder two{shop::desk{}, journal.inside};
    CHECK(answer(two.carry_out(receive_goods{"rice", "p", 5}, "1")) == "done");
    int tries = 0;
    journal.before = [&] {
        if (++tries <= 8)
            CHECK(answer(two.carry_out(receive_goods{"rice", "p", 1},
                                       fmt::format("two-{}", tries).c_str())) == "done");
    };
    CHECK(answer(one.carry_out("all", [](const auto& r) {
              return events::shared_recorder<shop::desk>::intent{
                  repack_goods{"rice", "p", "bag", r.desk().stock("rice")}};
          })) == "done");
    CHECK(one.look([](const auto& r) { return r.desk().stock("bag"); }) == 13);
    CHECK(one.look([](const auto& r) { return r.desk().stock("rice"); }) == 0);
}

TEST_CASE(
    "who is too late again and again keeps the other threads out, and is then as late as the others let") {
    busy_journal journal;
    events::shared_recorder one{shop::desk{}, journal};
    events::recorder two{shop::desk{}, journal.inside};
    int tries = 0;
    journal.before = [&] {
        CHECK(answer(two.carry_out(receive_goods{"rice", "p", 1}, fmt::format("two-{}", ++tries).c_str())) ==
              "done");
    };
    const auto why = one.carry_out(receive_goods{"rice", "p", 100}, "one");
    REQUIRE(why); // another process has no lock
    CHECK(*why->rule == events::codes::version_conflict);
    CHECK(tries == 25);
}
