#include <set>

#include "world.hpp"

TEST_SUITE_BEGIN("services");

using namespace test;
using calendar::date_span;

TEST_CASE("the catalogue has three lists, and load, save, load gives the same") {
    const auto& all = chengdong_world().catalogue;
    std::set<service_list> lists;
    for (const auto& item : all.items) lists.insert(item.list);
    CHECK(lists.size() == 3);
    const test::folder copy;
    save(all, copy);
    CHECK(load_catalogue(copy, chengdong_world().community).value == all);
    save(load_commands(test::chengdong).value, copy);
    CHECK(load_commands(copy).value == load_commands(test::chengdong).value);
    const auto notes = load_notes(test::chengdong).value;
    save(notes, copy);
    CHECK(load_notes(copy).value == notes);
}

TEST_CASE("Delingha's ledger: 377 items in four batches, 376 done, 9 of 9 key projects") {
    const auto loaded_feed = load_accounts(test::chengdong, chengdong_world().community);
    const auto& all = loaded_feed.value;
    CHECK(loaded_feed.notices.empty());
    const auto items = items_of_units(all.ledger);
    const auto rows = roll_up(items, by_batch);
    const auto of = [&](std::string_view b) {
        return std::find_if(rows.rows.begin(), rows.rows.end(), [&](const auto& r) { return r.key == b; })
            ->count.items;
    };
    CHECK(of("policy") == 23);
    CHECK(of("measure") == 189);
    CHECK(of("project") == 69);
    CHECK(of("problem") == 96);
    CHECK(to_string(rows.total().done_ratio()) == "376/377 (99.73 %)");
    CHECK(rows.total() == roll_up(items, by_unit).total());
    CHECK(rows.total() == roll_up(items, by_due_month).total());
    CHECK(roll_up(all.ledger, by_batch).total().items == 386);
    const auto stated = [&](const char* k) { return all.stated_counts[key{k}].value; };
    CHECK(stated("visits") == 455);
    CHECK(stated("opinions") == 194);
    CHECK(stated("promises") == 608);
    CHECK(stated("volunteer-services") == 829);
    CHECK(audit(all).empty());
    const test::folder copy;
    save(all, copy);
    CHECK(load_accounts(copy, chengdong_world().community).value == all);
}

TEST_CASE("a stated total that the ledger does not have is found") {
    const test::folder f{test::chengdong};
    f.replace("stated_counts.csv", "Ledger items,377", "Ledger items,378");
    const auto found = audit(load_accounts(f, chengdong_world().community).value);
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0]) == "ledger.items: Ledger items is stated as 378, the ledger has 377 items");
}

TEST_CASE("a batch of which the ledger has nothing at all is found too") {
    auto all = load_accounts(test::chengdong, chengdong_world().community).value;
    ledger without;
    for (const auto& item : all.ledger)
        if (item.batch != batch::key_project) without.add(item);
    all.ledger = std::move(without);
    const auto found = audit(all);
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0]) ==
          "ledger.key_project: City key projects is stated as 9, the ledger has 0 items");
}

TEST_CASE("a visit whose note is not there is found") {
    const auto commands = load_commands(test::chengdong).value;
    CHECK(audit(commands, load_notes(test::chengdong).value).empty());
    const auto found = audit(commands, {});
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0]).ends_with("is not in notes.csv; it may have been erased"));
}

TEST_CASE("a fraction of a second is not written, for it would be lost") {
    const auto half = at(9) + boost::posix_time::milliseconds{500};
    CHECK_THROWS_AS((void)encode(order_accepted{"o", "p", half}), std::invalid_argument);
    CHECK_THROWS_AS((void)encode(order_accepted{"o", "p", calendar::ptime{}}), std::invalid_argument);
    const test::folder f;
    CHECK_THROWS_AS(save(std::vector<command>{accept_order{"o", "p", half}}, f), std::invalid_argument);
}

TEST_CASE("ratios are exact, and nothing over nothing is no data") {
    // A city's monthly bulletin.
    CHECK(percent(ratio{911, 972}) == "93.72 %");
    CHECK(percent(ratio{902, 956}) == "94.35 %");
    CHECK(percent(ratio{9, 16}) == "56.25 %");
    CHECK(percent(ratio{737, 972}) == "75.82 %");
    CHECK(percent(ratio{1, 3}) == "33.33 %");
    CHECK(percent(ratio{2, 3}) == "66.67 %");
    CHECK(percent(ratio{1, 1}) == "100.00 %");
    CHECK(to_string(ratio{0, 0}) == "0/0 (no data)");
    CHECK(percent(ratio{0, 0}, language::zh) == "无数据");
    CHECK(ratio{4'000'000'000'000'000'000, 4'000'000'000'000'000'000}.basis_points() == 10000);
    CHECK_THROWS_AS((ratio{2, 1}), std::invalid_argument);
    CHECK_THROWS_AS((ratio{-1, 1}), std::invalid_argument);
}

TEST_CASE("every special resident of Chengdong has one helper of his building and is visited in time") {
    const auto [all, notices] = load_care(test::chengdong, chengdong_world().community);
    CHECK(notices.empty());
    CHECK(all.pairs.size() == chengdong_world().community.special_residents().size());
    std::vector<std::string> lines;
    for (const auto& f : audit(all, chengdong_world().community, {date{2021, 3, 1}, date{2021, 12, 25}}))
        lines.push_back(to_string(f));
    CHECK(lines == std::vector<std::string>{});
    const test::folder copy;
    save(all, chengdong_world().community, copy);
    CHECK(load_care(copy, chengdong_world().community).value == all);
}

TEST_CASE("missing, doubled and distant helpers and late visits are found with their days") {
    const test::folder f{test::chengdong};
    f.write("help_pairs.csv", "helped_id,helper_id,every_days,from,until\np-elder,p-08-02,30,2021-03-01,2021-"
                              "06-01\np-elder,p-gl-01,,2021-05-01,\n");
    f.write("care_visits.csv",
            "helped_id,kind,date\np-elder,service,2021-03-20\np-elder,activity,2021-03-31\np-elder,activity,"
            "2021-04-30\np-elder,opinion,2021-03-31\n"
            "p-elder,opinion,2021-04-30\np-elder,activity,2021-05-10\np-elder,opinion,2021-05-10\n");
    std::vector<std::string> lines;
    for (const auto& x : audit(load_care(f, chengdong_world().community).value, chengdong_world().community,
                               {date{2021, 3, 1}, date{2021, 8, 1}}))
        if (x.what.subject == key{"p-elder"} || x.what.subject == key{"p-sr-01"})
            lines.push_back(to_string(x));
    CHECK(
        lines ==
        std::vector<std::string>{
            "p-elder: 2 help pairs at a time, want one: from 2021-05-01 until 2021-06-01",
            "p-elder: service at home overdue, want one every 30 days: from 2021-04-19 until "
            "2021-06-01",
            "p-elder: helper p-gl-01 is not a party member of his building: from 2021-05-01 until 2021-08-01",
            "p-sr-01: a person of a special group has nobody paired with him: from 2021-03-01 until "
            "2021-08-01"});
}

TEST_CASE("a visit on the last day there is keeps the audit going") {
    const test::folder f;
    f.write("help_pairs.csv", "helped_id,helper_id,every_days,from\np-elder,p-08-02,30,9999-12-20\n");
    f.write("care_visits.csv", "helped_id,kind,date\np-elder,service,9999-12-31\n");
    CHECK_NOTHROW((void)audit(load_care(f, chengdong_world().community).value, chengdong_world().community,
                              {date{9999, 12, 1}, {}}));
}

TEST_CASE("each damage of this room's files has its notice") {
    const auto& c = chengdong_world().community;
    const auto says = [&](const char* file, const char* text, auto load) {
        const test::folder f;
        f.write(file, text);
        return test::first_notice([&] { return load(f); });
    };
    const auto catalogue_of = [&](const std::filesystem::path& f) { return load_catalogue(f, c); };
    CHECK(says("service_items.csv", "item_id,list,category,name,limit\na,errand,x,y,5 days\n",
               catalogue_of) == "service_items.csv:2:limit: not a limit, got 5 days, want one like 5 "
                                "working_day; units are hour, working_hour, working_day, natural_day");
    CHECK(says("competences.csv", "category,handler,handler_id\nx,department,dept-99\n", catalogue_of) ==
          "competences.csv:2:handler_id: dept-99 is not in departments.csv; add it there or correct it here");
    CHECK(says("help_pairs.csv", "helped_id,helper_id\np-elder,p-elder\n",
               [&](const std::filesystem::path& f) { return load_care(f, c); }) ==
          "help_pairs.csv:2:helper_id: p-elder cannot be paired with himself");
    CHECK(
        says("order_commands.csv", "time,command,order_id,by\n2021-12-24 25:00,accept,o,p\n",
             [](const std::filesystem::path& f) { return load_commands(f); }) ==
        "order_commands.csv:2:time: not a valid time, got 2021-12-24 25:00, want one like 2022-01-10 22:40");
    CHECK(says("ledger.csv", "ledger_item_id,batch,unit,name,due\na,fifth,u,n,2021-01-01\n",
               [&](const std::filesystem::path& f) { return load_accounts(f, c); }) ==
          "ledger.csv:2:batch: unknown word, got fifth, want one of key_project, policy, measure, project, "
          "problem");
}

TEST_CASE("the departments' deliveries are activity records") {
    const auto all = load_accounts(test::chengdong, chengdong_world().community).value;
    const auto sum = [&](activity_kind k) {
        std::int64_t n = 0;
        for (const auto& a : all.activities)
            if (a.kind == k) n += a.count;
        return n;
    };
    CHECK(sum(activity_kind::legal_education) == 3);
    CHECK(sum(activity_kind::clinic) == 70);
    CHECK(sum(activity_kind::patrol) == 16);
    CHECK(sum(activity_kind::course) == 20);
    CHECK(count_text(all.activities["act-03"].count, all.activities["act-03"].at_least) == "≥ 70");
}

TEST_CASE("a ledger as of a day has done what was done by then, and all of it in the end") {
    const auto c = civic::load(test::chengdong).value;
    const auto all = services::load_accounts(test::chengdong, c).value.ledger;
    std::int64_t before = 0;
    for (const auto& day : {date{2021, 1, 1}, date{2021, 7, 1}, date{2021, 12, 31}, date{2030, 1, 1}}) {
        std::int64_t want = 0;
        for (const auto& item : all) want += item.done && *item.done <= day ? 1 : 0;
        const auto rolled = services::roll_up(services::as_of(all, day), services::by_unit).total();
        CHECK(rolled == services::tally{static_cast<std::int64_t>(all.size()), want});
        CHECK(rolled.done >= before);
        before = rolled.done;
    }
    CHECK(services::as_of(all, date{2030, 1, 1}) == all);
}

TEST_SUITE_END();
