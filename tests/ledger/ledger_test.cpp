#include <qaidam/ledger/ledger.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <qaidam/civic/feed.hpp>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("ledger");

using namespace qaidam;
using namespace qaidam::ledger;
using calendar::date;

namespace {

const civic::community& community() {
    static const auto c = civic::load(test::chengdong).value;
    return c;
}

const civic::community& delingha() {
    static const auto c = civic::load(test::delingha).value;
    return c;
}

/// The items of a ledger.csv that has this cell as its unit, and what was said of it.
loaded<accounts> with_unit(const std::string& cell) {
    const test::folder f;
    f.write("ledger.csv", "ledger_item_id,batch,unit,name,due\na,policy," + cell + ",n,2021-01-01\n");
    return load(f, community(), {.policy = policy::lenient});
}

} // namespace

TEST_CASE("Delingha's ledger: 377 items in four batches, 376 done, 9 of 9 key projects") {
    const auto loaded_feed = load(test::delingha, delingha());
    const auto& all = loaded_feed.value;
    CHECK(loaded_feed.notices.empty());
    const auto of_units = items_of_units(all.items);
    const auto rows = roll_up(of_units, by_batch);
    const auto of = [&](std::string_view b) {
        return std::find_if(rows.rows.begin(), rows.rows.end(), [&](const auto& r) { return r.key == b; })
            ->count.items;
    };
    CHECK(of("policy") == 23);
    CHECK(of("measure") == 189);
    CHECK(of("project") == 69);
    CHECK(of("problem") == 96);
    CHECK(to_string(rows.total().done_ratio()) == "376/377 (99.73 %)");
    CHECK(rows.total() == roll_up(of_units, by_unit{delingha()}).total());
    CHECK(rows.total() == roll_up(of_units, by_due_month).total());
    CHECK(roll_up(all.items, by_batch).total().items == 386);
    const auto stated = [&](const char* k) { return all.stated_counts[key{k}].value; };
    CHECK(stated("activities.visit") == 455);
    CHECK(stated("activities.opinion") == 194);
    CHECK(stated("activities.promise_kept") == 608);
    CHECK(stated("activities.volunteering") == 829);
    CHECK(audit(all).empty());
    const test::folder copy;
    save(all, delingha(), copy);
    CHECK(load(copy, delingha()).value == all);
    CHECK(test::read(copy / "ledger.csv").find("department:dl-12") != std::string::npos);
}

TEST_CASE("every unit of the 377 is a department of Delingha, and the departments add up to all") {
    const auto of_units = items_of_units(load(test::delingha, delingha()).value.items);
    for (const auto& x : of_units) CHECK(std::holds_alternative<civic::department_id>(x.unit));
    const auto rows = roll_up(of_units, by_department{delingha()});
    CHECK(rows.rows.size() == 20);
    for (const auto& row : rows.rows) CHECK(delingha().departments().find(row.key));
    CHECK(rows.total() == tally{377, 376});
}

TEST_CASE("a unit is a department or a team by its key or a name, or another by its name") {
    using civic::department_id;
    using civic::team_id;
    const auto health = unit{community().departments().id_of("dept-03")};
    for (const auto* cell : {"department:dept-03", "dept-03", "卫生健康局", "Health Bureau"}) {
        const auto all = with_unit(cell);
        CHECK(all.value.items["a"].unit == health);
        CHECK(all.notices.empty());
    }
    const auto team = unit{community().teams().id_of("team-05")};
    CHECK(with_unit("team:team-05").value.items["a"].unit == team);
    CHECK(with_unit(community().teams()["team-05"].name.zh).value.items["a"].unit == team);
    CHECK(name_of(health, community(), language::en) == "Health Bureau");
    CHECK(to_cell(team, community()) == "team:team-05");

    const auto other = with_unit("蓄集乡");
    CHECK(other.value.items["a"].unit == unit{other_unit{"蓄集乡"}});
    CHECK(to_string(*other.notices.begin()) ==
          "ledger.csv:2:unit: neither a department nor a team, got 蓄集乡, which is kept by its name");
    CHECK(name_of(other.value.items["a"].unit, community(), language::en) == "蓄集乡");
    CHECK(by_department{community()}(other.value.items["a"]).empty());
    CHECK(to_string(*with_unit("department:nobody").notices.begin()) ==
          "ledger.csv:2:unit: nobody is not in departments.csv; add it there or correct it here");
}

TEST_CASE("a name that a department and a team share is told, and a key says which is meant") {
    civic::community_builder b;
    b.departments.add({.key = "d", .name = {"环卫"}});
    b.teams.add({.key = "t", .name = {"环卫"}});
    const auto c = std::move(b).build();
    const test::folder f;
    f.write("ledger.csv", "ledger_item_id,batch,unit,name,due\na,policy,环卫,n,2021-01-01\n");
    CHECK(test::first_notice([&] { return load(f, c); }) ==
          "ledger.csv:2:unit: means more than one unit, got 环卫, want one of department:d, team:t");
    f.replace("ledger.csv", "环卫", "team:t");
    CHECK(load(f, c).value.items["a"].unit == unit{civic::team_id{0}});
}

TEST_CASE("another unit that is written as a department is not saved") {
    accounts all;
    all.items.add({.key = "a",
                   .batch = batch::policy,
                   .unit = other_unit{"Health Bureau"},
                   .name = {"n"},
                   .due = {2021, 1, 1}});
    const test::folder f;
    CHECK_THROWS_AS(save(all, community(), f), std::invalid_argument);
}

TEST_CASE("a stated total that the ledger does not have is found") {
    const test::folder f{test::delingha};
    f.replace("stated_counts.csv", "Ledger items,377", "Ledger items,378");
    const auto found = audit(load(f, delingha()).value);
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0]) == "ledger.items: Ledger items is stated as 378, the ledger has 377 items");
}

TEST_CASE("a batch of which the ledger has nothing at all is found too") {
    auto all = load(test::delingha, delingha()).value;
    items without;
    for (const auto& item : all.items)
        if (item.batch != batch::key_project) without.add(item);
    all.items = std::move(without);
    const auto found = audit(all);
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0]) ==
          "ledger.key_project: City key projects is stated as 9, the ledger has 0 items");
}

TEST_CASE("the departments' deliveries are activity records") {
    const auto all = load(test::chengdong, community()).value;
    const auto sum = [&](civic::activity_kind k) {
        std::int64_t n = 0;
        for (const auto& a : all.activities)
            if (a.kind == k) n += a.count;
        return n;
    };
    CHECK(sum(civic::activity_kind::legal_education) == 3);
    CHECK(sum(civic::activity_kind::clinic) == 70);
    CHECK(sum(civic::activity_kind::course) == 20);
    CHECK(count_text(all.activities["act-03"].count, all.activities["act-03"].at_least) == "≥ 70");
}

TEST_CASE("a ledger as of a day has done what was done by then, and all of it in the end") {
    const auto all = load(test::delingha, delingha()).value.items;
    std::int64_t before = 0;
    for (const auto& day : {date{2021, 1, 1}, date{2021, 7, 1}, date{2021, 12, 31}, date{2030, 1, 1}}) {
        std::int64_t want = 0;
        for (const auto& item : all) want += item.done && *item.done <= day ? 1 : 0;
        const auto rolled = roll_up(as_of(all, day), by_unit{delingha()}).total();
        CHECK(rolled == tally{static_cast<std::int64_t>(all.size()), want});
        CHECK(rolled.done >= before);
        before = rolled.done;
    }
    CHECK(as_of(all, date{2030, 1, 1}) == all);
}

TEST_CASE("a cube of the ledger is its roll-up by each key, and follows every change") {
    const auto all = load(test::delingha, delingha()).value.items;
    test::random random;
    cube counts;
    std::vector<item> there;
    const auto check = [&] {
        items now;
        for (auto x : there) now.add(std::move(x));
        std::map<std::string, tally> units, batches, months;
        for (const auto& c : counts.cells()) {
            for (auto* t : {&units[to_cell(c.unit, delingha())], &batches[to_cell(c.batch)],
                            &months[calendar::to_string(c.month).substr(0, 7)]}) {
                t->items += c.count.items;
                t->done += c.count.done;
            }
        }
        using key_of = std::function<std::string(const item&)>;
        for (const auto& [parts, by] : {std::pair{&units, key_of{by_unit{delingha()}}},
                                        {&batches, key_of{by_batch}},
                                        {&months, key_of{by_due_month}}}) {
            const auto rolled = roll_up(now, by);
            CHECK(rolled.rows.size() == parts->size());
            for (const auto& row : rolled.rows) CHECK(parts->at(row.key) == row.count);
            CHECK(rolled.total() == counts.total());
        }
    };
    for (const auto& item : all) {
        counts.add(item);
        there.push_back(item);
        if (random.one_in(3)) { // a promise is kept, or broken
            const auto at = static_cast<std::size_t>(random.between(0, static_cast<int>(there.size()) - 1));
            counts.remove(there[at]);
            if (there[at].done)
                there[at].done.reset();
            else
                there[at].done = there[at].due;
            counts.add(there[at]);
        }
        if (random.one_in(5)) {
            counts.remove(there.back());
            there.pop_back();
        }
        if (random.one_in(20)) check();
    }
    check();
    cube empty;
    CHECK_THROWS_AS(empty.remove(there.front()), std::invalid_argument);
    CHECK(cube{all}.total() == tally{386, 385});
}

TEST_CASE("an item has its evidence and the people's verdict, and votes do not exceed their number") {
    const test::folder f{test::delingha};
    f.write("ledger.csv", "ledger_item_id,batch,unit,name,due,done,evidence,satisfied,votes\n"
                          "a,policy,u,n,2021-01-01,2021-01-01,photo/1,52,55\n");
    const auto all = load(f, delingha()).value;
    CHECK(all.items["a"].verdict->satisfied_ratio() == ratio{52, 55});
    CHECK(all.items["a"].evidence == key{"photo/1"});
    const test::folder copy;
    save(all, delingha(), copy);
    CHECK(load(copy, delingha()).value == all);
    f.replace("ledger.csv", "52,55", "56,55");
    CHECK(test::first_notice([&] { return load(f, community()); }) ==
          "ledger.csv:2:satisfied: not a valid number, got 56, want 0 … 55; the cell counts as blank");
}

TEST_CASE("activities roll up by kind, by whom and by month, and each adds up to all") {
    activity_log all;
    for (const auto& a : load(test::chengdong, community()).value.activities)
        if (a.by.kind == civic::handler_kind::department) all.add(a);
    const auto kinds = roll_up(all, by_kind);
    CHECK(kinds.at("clinic") == activity_tally{1, 70, true, 0});
    CHECK(kinds.at("legal_education").records == 3);
    for (const auto by : {by_kind, by_whom, by_month}) {
        std::int64_t records = 0;
        std::int64_t count = 0;
        for (const auto& [k, t] : roll_up(all, by)) {
            records += t.records;
            count += t.count;
        }
        CHECK(records == static_cast<std::int64_t>(all.size()));
        CHECK(count == 94);
    }
}

TEST_CASE("each damage of this room's files has its notice") {
    const test::folder f;
    f.write("ledger.csv", "ledger_item_id,batch,unit,name,due\na,fifth,u,n,2021-01-01\n");
    CHECK(test::first_notice([&] { return load(f, community()); }) ==
          "ledger.csv:2:batch: unknown word, got fifth, want one of key_project, policy, measure, project, "
          "problem");
}

TEST_CASE("a county's ledger is those of its communities: Delingha's 377 items stay, whoever has them") {
    test::random random;
    const auto of_units = items_of_units(load(test::delingha, delingha()).value.items);
    for (int round = 0; round < 200; ++round) {
        const std::string keys[] = {"east", "west", "north"};
        std::map<civic::community_key, items> parts;
        std::map<std::string, tally> want;
        for (const auto& k : keys) parts[k];
        for (const auto& x : of_units) {
            const auto& k = random.one_of(keys);
            parts[k].add(x);
            auto& t = want[k + " " + by_batch(x)];
            ++t.items;
            t.done += x.done ? 1 : 0;
        }
        std::vector<community_items> all;
        for (const auto& [k, some] : parts) all.push_back({k, &some});
        const auto batches =
            roll_up(all, [](const civic::community_key&, const item& x) { return by_batch(x); });
        REQUIRE(batches.rows.size() == 4);
        for (const auto& row : batches.rows)
            CHECK(row.count.items == (row.key == "policy"    ? 23
                                      : row.key == "measure" ? 189
                                      : row.key == "project" ? 69
                                                             : 96));
        CHECK(batches.total() == tally{377, 376});
        const auto both = roll_up(
            all, [](const civic::community_key& k, const item& x) { return k.text() + " " + by_batch(x); });
        CHECK(both.rows.size() == want.size());
        for (const auto& row : both.rows) CHECK(row.count == want.at(row.key));
        for (const auto& row : roll_up(all, by_community).rows)
            CHECK(row.count == roll_up(parts.at(row.key), by_batch).total());
    }
}

TEST_SUITE_END();
