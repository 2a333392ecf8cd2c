/// Commands of orders through the recorder: kept once, each order in a stream of its own, by any number of desks.
#include <qaidam/events/recorder.hpp>

#include <functional>

#include "events/wrapped_journal.hpp"
#include "town.hpp"

TEST_SUITE_BEGIN("services/recorder");

using namespace test;

namespace {

using recorder = events::recorder<services::desk>;

std::string answer(const std::optional<refusal>& why) {
    return why ? to_string(*why) : "done";
}

place_order fee(const order_key& order, local_time t) {
    return {.order = order, .by = "p-elder", .at = t, .item = "heating-fee", .building = "b-08-02"};
}

/// The order as a process has it that reads nothing but its stream.
std::optional<order> from_its_stream(const events::journal& journal, const order_key& k) {
    std::vector<event> history;
    for (const auto& r : journal.read_stream(k, 0, 1'000'000)) history.push_back(decode(r.bytes));
    return order_as_of(history, k, january(31, 0));
}

} // namespace

TEST_CASE("after a merger the replay of each stream is the desk's order") {
    events::memory_journal journal;
    recorder r{chengdong_world().open_desk(), journal};
    CHECK(answer(r.carry_out(fee("a", at(9)), "1")) == "done");
    CHECK(answer(r.carry_out(fee("b", at(9, 5)), "2")) == "done");
    CHECK(answer(r.carry_out(merge_order{"b", "p-clerk", at(9, 10), "a", "same"}, "3")) == "done");
    for (const auto& o : r.desk().orders()) {
        CHECK(o.version == 2);
        CHECK(journal.version(o.key) == o.version);
        CHECK(r.list_events(o.key).size() == o.version);
        CHECK(from_its_stream(journal, o.key) == o);
    }
    CHECK(r.desk().find("a")->merged_in == std::vector<order_key>{"b"});
    const recorder again{chengdong_world().open_desk(), journal};
    CHECK(again.desk().orders() == r.desk().orders());
}

TEST_CASE("a command again with its key changes nothing, whatever happened since") {
    events::memory_journal journal;
    recorder r{chengdong_world().open_desk(), journal};
    CHECK(answer(r.carry_out(an_errand(), "1")) == "done");
    const urge_order haste{"o-1", "p-elder", at(10), "soon"};
    for (int i = 0; i < 3; ++i) CHECK(answer(r.carry_out(haste, "2")) == "done");
    CHECK(r.desk().find("o-1")->urges == 1);
    CHECK(answer(r.carry_out(register_order{"o-1", "p-clerk", at(10, 5)}, "3")) == "done");
    CHECK(answer(r.carry_out(an_errand(), "1")) == "done");
    CHECK(answer(r.carry_out(register_order{"o-1", "p-clerk", at(10, 5)}, "3")) == "done");
    CHECK(r.desk().find("o-1")->version == 3);

    auto later = an_errand();
    later.at = at(11);
    CHECK(answer(r.carry_out(later, "1")) == "idempotency key 1 was used for something else");
    CHECK(answer(r.carry_out(later, "4")) == "order o-1 exists already");
}

TEST_CASE("a desk begins with orders of before, with what is due of them") {
    events::memory_journal journal;
    recorder first{chengdong_world().open_desk(), journal};
    CHECK(answer(first.carry_out(an_errand(), "1")) == "done");
    const auto then = first.position();
    auto start = chengdong_world().open_desk({}, first.desk().orders());
    CHECK(start.due_between(at(0), january(31, 0)).size() == 1);
    CHECK(answer(first.carry_out(register_order{"o-1", "p-clerk", at(10)}, "2")) == "done");
    recorder second{std::move(start), journal, then};
    CHECK(second.desk().orders() == first.desk().orders());
    CHECK(answer(second.carry_out(decline_order{"o-1", "p-clerk", at(11), "why"}, "3")) ==
          "order o-1 is registered; allowed now: dispatch, merge, urge, supervise, whistle");
}

namespace {

/// Counts the events that are read in order, and may give another snapshot than was kept.
class watched_journal final : public test::wrapped_journal {
public:
    mutable std::uint64_t read_so_far = 0;
    std::function<void(events::snapshot&)> change = [](auto&) {};

    [[nodiscard]] std::vector<recorded_event> read(std::uint64_t from, std::size_t most) const override {
        auto some = inside.read(from, most);
        read_so_far += some.size();
        return some;
    }
    [[nodiscard]] std::optional<events::snapshot> find_snapshot(const key& name) const override {
        auto found = inside.find_snapshot(name);
        if (found) change(*found);
        return found;
    }
};

} // namespace

TEST_CASE("a desk opens by its snapshot and the events since; without one that fits, by all events") {
    watched_journal journal;
    recorder first{chengdong_world().open_desk(), journal};
    first.keep_snapshot(); // of nothing yet
    for (int i = 0; i < 50; ++i) {
        const order_key k{"o" + std::to_string(i)};
        CHECK(answer(first.carry_out(fee(k, at(9, i)), k)) == "done");
    }
    first.keep_snapshot();
    CHECK(answer(first.carry_out(fee("late", at(10)), "late")) == "done");
    CHECK(answer(first.carry_out(urge_order{"o7", "p-elder", at(11), "soon"}, "urge")) == "done");

    const auto events_read_to_open = [&] {
        journal.read_so_far = 0;
        const recorder again{chengdong_world().open_desk(), journal};
        CHECK(again.desk().orders() == first.desk().orders());
        CHECK(again.position() == 52);
        return journal.read_so_far;
    };
    CHECK(events_read_to_open() == 3); // the last one that is in the snapshot, and two
    const auto with = [&](std::function<void(events::snapshot&)> change) {
        journal.change = std::move(change);
        return events_read_to_open();
    };
    CHECK(with([](events::snapshot& s) { ++s.version; }) == 52);
    CHECK(with([](events::snapshot& s) { s.parts.back().pop_back(); }) == 53);
    CHECK(with([](events::snapshot& s) { s.head.digest.bytes[0] ^= 1; }) == 53); // of another journal
    CHECK(with([](events::snapshot& s) { s.head.size = 53; }) == 52);            // of a longer one
    CHECK(with([](events::snapshot&) {}) == 3);
    journal.drop_snapshots();
    CHECK(events_read_to_open() == 52);
}

TEST_CASE("a desk decides by another calendar from when it is given one") {
    const auto& w = chengdong_world();
    events::memory_journal journal;
    recorder r{w.open_desk(), journal};
    CHECK(answer(r.carry_out(an_errand(), "1")) == "done");
    const auto before = r.desk().find("o-1")->step_due;
    auto hours = calendar::office_hours();
    hours.days[0] = hours.days[4] = {}; // neither on Mondays nor on Fridays
    const calendar::work_calendars fewer{hours, calendar::holidays::china()};
    CHECK(r.rebase(w.community, w.catalogue, fewer).empty());
    auto next = an_errand();
    next.order = "o-2";
    CHECK(answer(r.carry_out(next, "2")) == "done");
    CHECK(r.desk().find("o-1")->step_due == before);
    CHECK(*r.desk().find("o-2")->step_due > *before);
}

TEST_CASE("desks on one journal, commands at random among them, all have the orders of the streams") {
    test::random random;
    const auto& w = town();
    std::size_t kept = 0;
    for (int round = 0; round < 20; ++round) {
        events::memory_journal journal;
        std::vector<recorder> all;
        for (int i = 0; i < 3; ++i) all.emplace_back(w.open_desk(), journal);
        const std::vector<order_key> keys{"o-0", "o-1", "o-2", "o-3"};
        auto t = january(4, 9);
        for (int i = 0; i < 200; ++i) {
            auto& r = all[static_cast<std::size_t>(random.between(0, 2))];
            const auto& k = random.one_of(keys);
            const auto s = static_cast<step>(random.between(0, step_count - 1));
            std::vector<person_key> who;
            rule_of(s).who.each([&](actor a) { who.push_back(people().at(a)); });
            if (rule_of(s).who.contains(actor::staff)) who.push_back("p-supervisor");
            command c = place_order{
                .order = k, .by = "p-reporter", .at = t, .item = "parking", .building = "b-03-01"};
            if (s != step::place) c = command_of(s, k, random.one_of(who), t, false);
            const key id{std::to_string(i)};
            if (!r.carry_out(c, id)) {
                const auto size = journal.size();
                auto& other = all[static_cast<std::size_t>(random.between(0, 2))];
                CHECK(answer(other.carry_out(c, id)) == "done");
                CHECK(journal.size() == size);
                t += 10min;
            }
        }
        const recorder whole{w.open_desk(), journal};
        for (auto& r : all) {
            r.catch_up();
            CHECK(r.desk().orders() == whole.desk().orders());
        }
        for (const auto& o : whole.desk().orders()) CHECK(from_its_stream(journal, o.key) == o);
        kept += journal.size();
    }
    CHECK(kept > 100);
}

TEST_SUITE_END();
