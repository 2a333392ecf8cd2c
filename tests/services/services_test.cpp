#include <algorithm>
#include <filesystem>
#include <set>

#include <qaidam/civic/codes.hpp>

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
    save(load_commands(test::chengdong, {}, written_by::desk).value, copy);
    CHECK(load_commands(copy, {}, written_by::desk).value ==
          load_commands(test::chengdong, {}, written_by::desk).value);
    const auto notes = load_notes(test::chengdong).value;
    save(notes, copy);
    CHECK(load_notes(copy).value == notes);
}

TEST_CASE("a visit whose note is not there is found") {
    const auto commands = load_commands(test::chengdong, {}, written_by::desk).value;
    const auto notes = load_notes(test::chengdong).value;
    CHECK(audit(commands, notes).empty());
    const auto found = audit(commands, std::span<const events::text>{});
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0]).ends_with("is not in notes.csv; it may have been erased"));
}

TEST_CASE("a note about nobody of the community is found: an erasure would not find it") {
    const auto& c = chengdong_world().community;
    CHECK(audit(load_notes(test::chengdong).value, c).empty());
    const events::text notes[] = {{"n-1", "p-elder", {"a"}}, {"n-2", "", {"b"}}, {"n-3", "p-gone", {"c"}}};
    const auto found = audit(notes, c);
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0]) ==
          "n-3: it is about p-gone, who is not in people.csv, so that an erasure would "
          "not find it; correct person_id");
}

TEST_CASE("phones and identity numbers go from the feed to the texts, are looked at there, and are erased") {
    auto records = chengdong_world().community.records();
    registry<civic::person_id, civic::person> people;
    people.add(
        {.key = "p-1", .name = {"马明"}, .phone = "13800000000", .identity_number = "11010519491231002X"});
    people.add({.key = "p-2", .name = {"扎西"}});
    people.add({.key = "p-3",
                .name = {"Silva"},
                .identity_number = "123456789",
                .identity_kind = civic::identity_kind::passport});
    civic::community_builder small;
    small.identity = records.identity;
    small.people = people;
    const auto c = std::move(small).build();

    events::memory_journal journal;
    auto& texts = journal.texts();
    texts.put(list_personal_texts(c));
    const auto bare = without_personal_texts(c);
    CHECK(list_personal_texts(bare).empty());
    CHECK(bare.people().size() == 3);
    CHECK(bare.people()[*bare.people().find("p-1")].name.zh == "马明");
    const events::purpose clerk{"clerk", "call about the allowance"};
    CHECK(texts.read(phone_key("p-1"), clerk).words.zh == "13800000000");
    CHECK(texts.read(identity_number_key("p-1"), clerk).words.zh == "11010519491231002X");
    CHECK(audit_personal_texts(bare, texts, clerk).empty());

    texts.put(events::text{phone_key("p-2"), "p-2", {"１３８"}});
    texts.put(events::text{identity_number_key("p-2"), "p-2", {"110105194912310021"}});
    const auto found = audit_personal_texts(bare, texts, clerk);
    REQUIRE(found.size() == 2);
    CHECK(found[0] == finding{&civic::codes::bad_phone, "p-2/phone", {}});
    CHECK(found[1] == finding{&civic::codes::bad_identity_number, "p-2/identity_number", {}});
    CHECK(texts.list_accesses("p-1").size() == 6);
    CHECK(texts.erase("p-1", {"clerk", "asked for it"}).texts == 2);
    CHECK(texts.read(phone_key("p-1"), clerk).state == events::text_state::erased);
}

TEST_CASE("every special resident of Chengdong has one helper of their building and is visited in time") {
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
        if (x.finding.subject == key{"p-elder"} || x.finding.subject == key{"p-sr-01"})
            lines.push_back(to_string(x));
    CHECK(lines == std::vector<std::string>{
                       "p-elder: 2 help pairs at a time, want one: from 2021-05-01 until 2021-06-01",
                       "p-elder: service at home overdue, want one every 30 days: from 2021-04-20 until "
                       "2021-06-01",
                       "p-elder: helper p-gl-01 is not a party member of their building: from 2021-05-01 "
                       "until 2021-08-01",
                       "p-sr-01: a person of a special group has no helper: from 2021-03-01 until "
                       "2021-08-01"});
}

TEST_CASE("a visit on the last day there is keeps the audit going") {
    const test::folder f;
    f.write("help_pairs.csv", "helped_id,helper_id,every_days,from\np-elder,p-08-02,30,9999-12-20\n");
    f.write("care_visits.csv", "helped_id,kind,date\np-elder,service,9999-12-31\n");
    CHECK_NOTHROW((void)audit(load_care(f, chengdong_world().community).value, chengdong_world().community,
                              {date{9999, 12, 1}, {}}));
}

TEST_CASE("an item whose conditions cannot be read is open to nobody, and is saved as it stands") {
    const auto& c = chengdong_world().community;
    const test::folder f{chengdong};
    f.remove("item_attributes.csv"); // of other items
    f.remove("attribute_values.csv");
    f.write("service_items.csv", "item_id,list,category,name,limit,least_age,groups,at_door,statutory_limit\n"
                                 "a,errand,民政,补贴,5 working_day,seventy,,yes,\n"
                                 "b,errand,民政,补贴,5 working_day,,poor,maybe,soon\n");
    const auto [all, notices] = load_catalogue(f, c, {.policy = policy::lenient});
    CHECK(notices.errors() == 2);
    CHECK(notices.count(civic::codes::open_to_nobody) == 2);
    CHECK(notices.count(severity::warning) == 4);
    REQUIRE(all.items.size() == 2);
    CHECK_FALSE(all.items["b"].at_door);
    CHECK_FALSE(all.items["b"].statutory_limit);
    for (const auto& item : all.items) {
        const auto unmet =
            civic::unmet_conditions(item.who, item.name, c, c.people().id_of("p-elder"), {2021, 12, 24});
        REQUIRE(unmet.size() == 1);
        CHECK(*unmet[0].rule == civic::codes::conditions_unread);
    }
    const test::folder copy;
    save(all, copy);
    CHECK(load_catalogue(copy, c, {.policy = policy::lenient}).value == all);
}

TEST_CASE("who refers to a person or a department that was left out is told so") {
    const test::folder f{chengdong};
    f.replace("people.csv", "p-clerk,祁秀英", "p-clerk,");
    f.replace("departments.csv", "dept-07,", "dept-07,,,\nx,");
    f.append("help_pairs.csv", "p-elder,p-clerk,,2021-03-01,\n");
    const auto c = civic::load(f, {.policy = policy::lenient}).value;
    const auto pairs = load_care(f, c, {.policy = policy::lenient}).notices;
    CHECK(pairs.errors() == 0);
    REQUIRE(pairs.total() == 1);
    CHECK(to_string(*pairs.begin())
              .find("p-clerk was left out, see people.csv:2; this row is left out with it") !=
          std::string::npos);
    const auto competences = load_catalogue(f, c, {.policy = policy::lenient}).notices;
    CHECK(competences.errors() == 0);
    CHECK(competences.count(qaidam::codes::left_out) > 0);
}

TEST_CASE("each damage of this room's files has its notice") {
    const auto& c = chengdong_world().community;
    const auto says = [&](const char* file, const char* text, auto load) {
        const test::folder f;
        f.write(file, text);
        return test::first_notice([&] { return load(f); });
    };
    const auto catalogue_of = [&](const std::filesystem::path& f) { return load_catalogue(f, c); };
    CHECK(
        says("service_items.csv", "item_id,list,category,name,limit\na,errand,x,y,5 days\n", catalogue_of) ==
        "service_items.csv:2:limit: not a limit, got 5 days, want one like 5 "
        "working_day; units are minute, hour, working_minute, working_hour, working_day, natural_day");
    CHECK(says("competences.csv", "category,handler,handler_id\nx,department,dept-99\n", catalogue_of) ==
          "competences.csv:2:handler_id: dept-99 is not in departments.csv; add it there or correct it here");
    CHECK(says("help_pairs.csv", "helped_id,helper_id\np-elder,p-elder\n",
               [&](const std::filesystem::path& f) { return load_care(f, c); }) ==
          "help_pairs.csv:2:helper_id: p-elder cannot be paired with themselves");
    CHECK(
        says("order_commands.csv", "time,command,order_id,by\n2021-12-24 25:00,accept,o,p\n",
             [](const std::filesystem::path& f) { return load_commands(f); }) ==
        "order_commands.csv:2:time: not a valid time, got 2021-12-24 25:00, want one like 2022-01-10 22:40");
}

TEST_CASE("a person cannot type that they are the system, and a desk's own file has its steps") {
    const test::folder f;
    f.write("order_commands.csv", "time,command,order_id,by\n2021-12-24 09:00,accept,o,system\n");
    CHECK(
        test::first_notice([&] { return load_commands(f); }) ==
        "order_commands.csv:2:by: nobody acts as system; name the person. If a desk wrote this file, read it "
        "as written_by::desk");
    CHECK(load_commands(f, {}, written_by::desk).value.size() == 1);
}

TEST_CASE("rights that no row names are the default, and load, save, load gives the same") {
    const test::folder f;
    CHECK(load_rights(f).value == default_rights());
    f.write("rights.csv", "right,role,area\nregister,party_member,\nsee_people,grid_member,grid\nforce,,\n");
    const auto rights = load_rights(f).value;
    CHECK(holders_of(rights, step::register_) == "party member");
    CHECK(holders_of(rights, step::force).empty());
    CHECK(holders_of(rights, sight::people, language::zh) == "网格员（网格）");
    CHECK(holders_of(rights, step::settle) == holders_of(default_rights(), step::settle));
    const test::folder copy;
    save(rights, copy);
    CHECK(load_rights(copy).value == rights);
    CHECK(load_rules(copy).value.rights == rights);
    const test::folder whole;
    save(load_rules(copy).value, whole);
    CHECK(load_rules(whole).value == load_rules(copy).value);
}

TEST_CASE("a row of rights that cannot be used gives nobody more than it would") {
    const auto says = [](const char* rows) {
        const test::folder f;
        f.write("rights.csv", std::string{"right,role,area\n"} + rows);
        return test::first_notice([&] { return load_rules(f); });
    };
    CHECK(says("register,gridmember,\n")
              .starts_with("rights.csv:2:role: unknown word, got gridmember, want one of party_member,"));
    CHECK(says("accept,grid_member,\n").starts_with("rights.csv:2:right: unknown word, got accept"));
    CHECK(says("register,grid_member,team\n").starts_with("rights.csv:2:area: unknown word, got team"));
    const char* twice = "verify,supervisor,\nverify,supervisor,\n";
    const test::folder f;
    f.write("rights.csv", std::string{"right,role,area\n"} + twice);
    const auto [rules, notices] = load_rules(f, {.policy = policy::lenient});
    CHECK(notices.count(services::codes::right_given_before) == 1);
    CHECK(holders_of(rules.rights, step::verify) == "supervisor");
    f.write("rights.csv", "right,role,area\nregister,gridmember,\n");
    CHECK(holders_of(load_rules(f, {.policy = policy::lenient}).value.rights, step::register_).empty());
}

TEST_CASE("the audit finds overdue on a day what the list of that day calls overdue, hand-overs or not") {
    const auto& c = chengdong_world().community;
    const auto all = load_care(chengdong, c).value;
    test::random random;
    for (int round = 0; round < 40; ++round) {
        auto fewer = all;
        std::erase_if(fewer.visits, [&](const care_visit&) { return random.one_in(4); });
        const auto day = date{2021, 3, 1} + calendar::day_count{random.between(0, 290)};
        for (int i = random.between(0, 2); i > 0; --i)
            fewer = hand_over(fewer, c, random.one_of(fewer.pairs).helper,
                              date{2021, 3, 2} + calendar::day_count{random.between(0, 290)})
                        .after;
        std::set<std::pair<key, std::string>> due;
        for (const auto& v : list_due_visits(fewer, c, day))
            if (v.is_overdue(day)) due.insert({c.people()[v.helped].key, to_string(v.kind)});
        // The audit counts a day as late if it has no visit that is fresh.
        std::erase_if(fewer.visits, [&](const care_visit& v) { return v.on > day; });
        std::set<std::pair<key, std::string>> late;
        for (const auto& f : audit(fewer, c, {day, day + calendar::day_count{1}}))
            if (*f.finding.rule == services::codes::visit_overdue) {
                const auto text = to_string(f);
                for (const auto kind : {visit_kind::service, visit_kind::activity, visit_kind::opinion})
                    if (text.find(to_string(kind)) != std::string::npos)
                        late.insert({f.finding.subject, to_string(kind)});
            }
        CHECK(due == late);
    }
}

TEST_CASE("at a festival everybody who is helped is owed what it is for: Losar, company, cooking and gifts") {
    const test::folder f{chengdong};
    f.write("care_festivals.csv",
            "festival_id,name,name_en,days,purposes\n"
            "losar,藏历新年,Losar,2022-03-03 至 2022-03-05; 2023-02-21 至 2023-02-23,company cooking gifts\n"
            "spring,春节,Spring Festival,2022-02-01,gifts\n");
    f.write("care_visits.csv", "helped_id,kind,date,half,purposes\n"
                               "p-elder,activity,2022-03-03,morning,company\n"
                               "p-elder,service,2022-03-05,afternoon,gifts cooking\n"
                               "p-sr-01,service,2022-03-02,,company cooking\n"
                               "p-sr-01,service,2022-03-04,,gifts\n");
    const auto& c = chengdong_world().community;
    const auto all = load_care(f, c).value;
    CHECK(all.visits[0].half == half_day::morning);
    CHECK(fmt::format("{} {:zh}", half_day::morning, visit_purpose::cooking) == "morning 做饭");
    CHECK(to_string(half_day::afternoon, language::zh) == "下午");
    CHECK(to_string(visit_purpose::gifts) == "gifts");
    const auto told = [&](const date& from, const date& until) {
        std::map<std::string, std::string> owed;
        for (const auto& v : list_festival_visits(all, c, from, until)) {
            auto& text = owed[c.people()[v.helped].key.text()];
            text += all.festivals[v.festival].name.en + " " + calendar::to_string(*v.when.from) + ":";
            for (const auto p : v.missing) text += " " + to_string(p);
            text += ";";
        }
        return owed;
    };
    // One day of it is enough to have it in the list, and all of it counts.
    auto march = told({2022, 3, 5}, {2022, 3, 6});
    CHECK_FALSE(march.contains("p-elder"));
    CHECK(march["p-sr-01"] == "Losar 2022-03-03: company cooking;");
    CHECK(told({2022, 2, 1}, {2023, 3, 1})["p-elder"] ==
          "Spring Festival 2022-02-01: gifts;Losar 2023-02-21: company cooking gifts;");
    CHECK(told({2022, 3, 6}, {2023, 2, 21}).empty());
    const auto found = [&](const date& until) {
        std::vector<std::string> lines;
        for (const auto& x : audit(all, c, {date{2022, 3, 1}, until}))
            if (*x.finding.rule == services::codes::festival_unvisited && x.finding.subject == key{"p-sr-01"})
                lines.push_back(to_string(x));
        return lines;
    };
    CHECK(found({2022, 3, 5}).empty()); // it is not over
    CHECK(found({2022, 3, 6}) ==
          std::vector<std::string>{"p-sr-01: at Losar nobody came for company, cooking: "
                                   "from 2022-03-03 until 2022-03-06"});
    const test::folder copy;
    save(all, c, copy);
    CHECK(load_care(copy, c).value == all);
    f.write("care_festivals.csv", "festival_id,name,days,purposes\nlosar,藏历新年,2022-03-03,songs\n");
    CHECK(to_string(*load_care(f, c, {.policy = policy::lenient}).notices.begin())
              .find("care_festivals.csv:2:purposes") != std::string::npos);
    CHECK(load_care(f, c, {.policy = policy::lenient}).value.festivals.empty());
}

TEST_CASE("what is owed at festivals agrees with a look at every day and visit") {
    const auto& c = chengdong_world().community;
    const auto base = load_care(chengdong, c).value;
    test::random random;
    constexpr visit_purpose purposes[] = {visit_purpose::company, visit_purpose::cooking,
                                          visit_purpose::gifts};
    const date begin{2022, 1, 1};
    const auto any_day = [&] { return begin + calendar::day_count{random.between(0, 40)}; };
    std::size_t owed = 0, given = 0;
    for (int round = 0; round < 300; ++round) {
        care all{.pairs = base.pairs};
        std::vector<date> days;
        for (int i = random.between(1, 12); i > 0; --i) days.push_back(any_day());
        all.festivals.add({"f", {"节"}, calendar::day_set::of(days), {purposes[0], random.one_of(purposes)}});
        if (all.festivals["f"].purposes[0] == all.festivals["f"].purposes[1])
            all.festivals.update(all.festivals.id_of("f"), [](festival& x) { x.purposes.pop_back(); });
        for (int i = random.between(0, 200); i > 0; --i)
            all.visits.push_back({random.one_of(all.pairs).helped,
                                  visit_kind::service,
                                  any_day(),
                                  {},
                                  {random.one_of(purposes)}});
        const auto from = any_day(), until = any_day();
        std::set<std::tuple<key, date, visit_purpose>> want, got;
        for (const auto& v : list_festival_visits(all, c, from, until))
            for (const auto p : v.missing) got.emplace(c.people()[v.helped].key, *v.when.from, p);
        const std::set<date> on{days.begin(), days.end()};
        for (const auto& first : on) {
            if (on.contains(first - calendar::day_count{1})) continue;
            auto after = first;
            bool asked = false;
            for (; on.contains(after); after += calendar::day_count{1})
                asked |= from <= after && after < until;
            if (!asked) continue;
            for (const auto& p : all.pairs)
                for (const auto purpose : all.festivals["f"].purposes) {
                    const bool done =
                        std::any_of(all.visits.begin(), all.visits.end(), [&](const care_visit& v) {
                            return v.helped == p.helped && first <= v.on && v.on < after &&
                                   v.purposes[0] == purpose;
                        });
                    ++(done ? given : owed);
                    if (!done) want.emplace(c.people()[p.helped].key, first, purpose);
                }
        }
        CHECK(got == want);
    }
    CHECK(owed > 100);
    CHECK(given > 100);
}

TEST_CASE("a round goes past the most pressing doors on the shortest way, and says what is left") {
    const test::folder f{chengdong};
    f.write("care_visits.csv", "helped_id,kind,date\np-sr-01,service,2021-03-20\n");
    f.write("help_pairs.csv", "helped_id,helper_id,every_days,from,until\n"
                              "p-sr-01,p-08-02,30,2021-03-01,\np-sr-02,p-08-02,20,2021-03-01,\n"
                              "p-sr-03,p-08-02,30,2021-03-01,\np-sr-04,p-08-02,,2021-03-01,\n"
                              "p-sr-05,p-gl-01,10,2021-03-01,\n");
    const auto& c = chengdong_world().community;
    const auto all = load_care(f, c).value;
    const auto helper = c.people().id_of("p-08-02");
    const auto told = [&](const visit_round& r) {
        std::string text;
        for (const auto& s : r.stops) {
            text += c.people()[s.helped].key.text() + " " + calendar::to_string(s.due) + ":";
            for (const auto k : s.kinds) text += " " + to_string(k);
            text += "\n";
        }
        return text;
    };
    CHECK(plan_round(all, c, helper, date{2021, 3, 10}).stops.empty());
    const auto round = plan_round(all, c, helper, date{2021, 4, 1});
    CHECK(told(round).find("p-sr-02 2021-03-21: service at home activity at home opinions sought at home") !=
          std::string::npos);
    CHECK(told(round).find("p-sr-01 2021-03-31: activity at home opinions sought at home\n") !=
          std::string::npos);
    CHECK(round.stops.size() == 3);
    CHECK(round.proven);
    CHECK(round.length.value() > 0);
    const auto short_day = plan_round(all, c, helper, date{2021, 4, 1}, {.most_stops = 1});
    CHECK(told(short_day).starts_with("p-sr-02"));
    CHECK(short_day.left.size() == 5);
    CHECK(plan_round(all, c, helper, date{2021, 3, 11}, {.days_ahead = 10}).stops.size() == 1);
    CHECK_THROWS_AS((void)plan_round(all, c, helper, date{2021, 4, 1}, {.most_stops = 0}),
                    std::invalid_argument);
}

TEST_CASE(
    "when a helper leaves, others of the building take their people evenly, and the audit stays clean") {
    const test::folder f{chengdong};
    f.append("people.csv",
             "p-new-1,甲一,,,,,b-08-02\np-new-2,甲二,,,,,b-08-02\np-a,乙,,,,,b-08-02\np-b,丙,,,,,b-08-02\n"
             "p-c,丁,,,,,b-08-02\n");
    f.append("roles.csv", "p-new-1,party_member,building,b-08-02,2021-03-01,\n"
                          "p-new-2,party_member,building,b-08-02,2021-03-01,\n");
    f.append("special_residents.csv",
             "p-a,disabled,2021-03-01,\np-b,disabled,2021-03-01,\np-c,disabled,2021-03-01,\n");
    f.append("help_pairs.csv",
             "p-a,p-08-02,,2021-03-01,\np-b,p-08-02,,2021-03-01,\np-c,p-new-1,,2021-03-01,\n");
    const world w{f};
    const auto all = load_care(f, w.community).value;
    const auto helper = w.community.people().id_of("p-08-02");
    const date day{2021, 10, 1};
    const auto result = hand_over(all, w.community, helper, day);
    CHECK(result.unhelped.empty());
    REQUIRE(result.begun.size() == 3); // p-elder, p-a and p-b
    std::map<key, int> has{{"p-new-1", 1}};
    for (const auto& p : result.begun) ++has[w.community.people()[p.helper].key];
    CHECK(has == std::map<key, int>{{"p-new-1", 2}, {"p-new-2", 2}});
    // Nobody visited p-elder since the middle of May; whoever comes after owes that, as long as it was owed.
    auto silent = all;
    std::erase_if(silent.visits, [](const care_visit& v) { return v.on > date{2021, 5, 15}; });
    const auto owed = [&](const care& x, const date& on) {
        std::vector<std::pair<date, visit_kind>> list;
        for (const auto& v : list_due_visits(x, w.community, on))
            if (v.helped == w.community.people().id_of("p-elder")) list.emplace_back(v.due, v.kind);
        return list;
    };
    const auto handed = hand_over(silent, w.community, helper, day).after;
    CHECK(owed(silent, day).size() == 3);
    CHECK(owed(handed, day) == owed(silent, day));
    CHECK(owed(handed, day + calendar::day_count{20}) == owed(silent, day));
    for (const auto& p : result.after.pairs)
        if (p.helper == helper) CHECK(p.when.until == day);
    for (const auto& x : audit(result.after, w.community, {date{2021, 3, 1}, date{2021, 12, 1}})) {
        CHECK_FALSE(*x.finding.rule == services::codes::special_resident_without_pair);
        CHECK_FALSE(*x.finding.rule == services::codes::several_pairs);
    }
    const auto nobody = hand_over(all, w.community, w.community.people().id_of("p-01-04"), day);
    REQUIRE(nobody.unhelped.size() == 1);
    CHECK(to_string(nobody.unhelped[0]) ==
          "p-sr-01: no other party member of their building can be their helper");
}

TEST_CASE("whoever moves away is helped no more and helps no more, and what they had is told") {
    test::random random;
    const auto& c = chengdong_world().community;
    const auto all = load_care(test::chengdong, c).value;
    const auto pairs_on = [](const care& x, const date& day, auto is) {
        return std::count_if(x.pairs.begin(), x.pairs.end(),
                             [&](const help_pair& p) { return p.when.contains(day) && is(p); });
    };
    for (int round = 0; round < 200; ++round) {
        const auto& some = random.one_of(all.pairs);
        const auto who = random.one_in(2) ? some.helped : some.helper;
        const auto on = date{2021, 1, 1} + calendar::day_count{random.between(0, 500)};
        const auto done = move_away(all, c, who, on);
        const auto helped = [&](const help_pair& p) { return p.helped == who; };
        for (int day = -400; day < 400; day += 7) {
            const auto d = on + calendar::day_count{day};
            CHECK(pairs_on(done.after, d, helped) == (day < 0 ? pairs_on(all, d, helped) : 0));
            const auto helps = [&](const help_pair& p) { return p.helper == who; };
            CHECK(pairs_on(done.after, d, helps) == (day < 0 ? pairs_on(all, d, helps) : 0));
            if (day >= 0)
                CHECK(pairs_on(done.after, d, [](const help_pair&) { return true; }) +
                          static_cast<std::ptrdiff_t>(done.unhelped.size() + done.ended.size()) >=
                      pairs_on(all, d, [](const help_pair&) { return true; }));
        }
        for (const auto& p : done.ended)
            CHECK(std::find(all.pairs.begin(), all.pairs.end(), p) != all.pairs.end());
    }
}

TEST_SUITE_END();
