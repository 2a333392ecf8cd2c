/// Dispatch, the catalogue's conditions, and rules as data.
#include <map>

#include "town.hpp"

TEST_SUITE_BEGIN("dispatch");

using namespace test;

namespace {

/// Parking is handled by either of two departments.
void place_and_register(desk& d, const order_key& k, local_time t) {
    carry_out(d,
              place_order{.order = k, .by = "p-reporter", .at = t, .item = "parking", .building = "b-03-01"});
    carry_out(d, register_order{k, "p-clerk", t});
}

} // namespace

TEST_CASE("competence is of a category, a quarter and a priority, in the order of preference") {
    const test::folder f{chengdong};
    f.write("competences.csv", "category,handler,handler_id,quarter_id,priority,helps\n"
                               "城管,department,dept-01,,,\n"
                               "城管,team,team-04,q-03,,\n"
                               "城管,department,dept-06,,urgent,\n"
                               "城管,team,team-05,,,yes\n"
                               "民政,department,dept-07,,,\n");
    const world w{f};
    const auto competent = [&](const char* item, const char* building, priority p) {
        std::string names;
        for (const auto& x :
             list_competent(w.catalogue, w.community, *w.catalogue.find_item(item, date{2021, 12, 24}),
                            w.community.buildings().id_of(building), p, date{2021, 12, 24}))
            names += x.handler.key.text() + (x.competence ? " " : "* ");
        return names;
    };
    CHECK(competent("parking", "b-03-01", priority::normal) == "dept-01 team-04 ");
    CHECK(competent("parking", "b-04-01", priority::normal) == "dept-01 ");
    CHECK(competent("parking", "b-04-01", priority::urgent) == "dept-01 dept-06 ");
    CHECK(competent("old-age-allowance", "b-08-02", priority::normal) == "dept-07 p-08-02* ");
    const auto helpers =
        list_helpers(w.catalogue, w.community, *w.catalogue.find_item("parking", date{2021, 12, 24}),
                     w.community.buildings().id_of("b-03-01"), priority::normal);
    CHECK(helpers == std::vector<handler>{{handler_kind::team, "team-05"}});
    const test::folder copy;
    save(w.catalogue, copy);
    CHECK(load_catalogue(copy, w.community).value == w.catalogue);
}

TEST_CASE("a choice goes by preference, load and distance, and explains itself") {
    auto d = town().open_desk();
    for (int i = 0; i < 3; ++i) {
        const order_key k = "o-" + std::to_string(i);
        place_and_register(d, k, january(4, 9));
        const auto choice = choose_handler(d, k, january(4, 9), {.per_rank = 1.5});
        REQUIRE(choice.handler);
        carry_out(d, dispatch_order{k, "p-clerk", january(4, 9), *choice.handler, {}});
    }
    CHECK(count_open(d.orders()) == std::map<handler, int>{{first_handler, 2}, {second_handler, 1}});
    place_and_register(d, "o-3", january(4, 9));
    CHECK(to_string(choose_handler(d, "o-3", january(4, 9))) ==
          "o-3 → dept-03\n"
          "* dept-03 · row 15 of the competences · 1 open · cost 1.50\n"
          "- dept-01 · row 9 of the competences · 2 open · cost 2.00");
    CHECK_FALSE(choose_handler(d, "o-3", january(4, 9), {.most_open = 1}).handler);
    carry_out(d, return_order{"o-0", "p-officer-01", january(4, 10), "why"});
    const auto back = choose_handler(d, "o-0", january(4, 10));
    CHECK(back.handler == second_handler);
    CHECK(to_string(back, language::zh).find("办过或退过此单") != std::string::npos);
    CHECK_THROWS_AS((void)choose_handler(d, "o-99", january(4, 9)), std::invalid_argument);
    carry_out(d, place_order{.order = "e",
                             .by = "p-elder",
                             .at = january(4, 9),
                             .item = "heating-fee",
                             .building = "b-08-02"});
    const auto errand = choose_handler(d, "e", january(4, 9));
    CHECK(to_string(errand, language::en).find("party member of the building · 0 open · 0 m away") !=
          std::string::npos);
}

TEST_CASE("many orders are given out at the least cost in all: as good as any of all ways") {
    test::random random;
    for (int round = 0; round < 60; ++round) {
        auto d = town().open_desk();
        std::vector<order_key> keys;
        const int orders = random.between(1, 6);
        for (int i = 0; i < random.between(0, 3); ++i) { // somebody has work already
            const order_key k = "old-" + std::to_string(i);
            place_and_register(d, k, january(4, 9));
            carry_out(
                d, dispatch_order{
                       k, "p-clerk", january(4, 9), random.one_in(2) ? first_handler : second_handler, {}});
        }
        for (int i = 0; i < orders; ++i) {
            keys.push_back("o-" + std::to_string(i));
            place_and_register(d, keys.back(), january(4, 9));
        }
        const dispatch_options options{.per_open_order = random.real(0, 2),
                                       .per_rank = random.real(0, 3),
                                       .most_open = random.one_in(2) ? std::optional{random.between(1, 5)}
                                                                     : std::nullopt};
        const auto choices = choose_handlers(d, keys, january(4, 9), options);
        REQUIRE(choices.size() == keys.size());
        auto open = count_open(d.orders());
        // What a way of giving them out costs, and how many it gives; nothing if it goes beyond the limit.
        const auto cost_of = [&](auto handler_of) -> std::optional<std::pair<int, double>> {
            auto has = open;
            double cost = 0;
            int given = 0;
            for (std::size_t i = 0; i < keys.size(); ++i) {
                const std::optional<handler> h = handler_of(i);
                if (!h) continue;
                if (options.most_open && has[*h] >= *options.most_open) return std::nullopt;
                cost += options.per_open_order * has[*h]++ + (*h == second_handler ? options.per_rank : 0);
                ++given;
            }
            return std::pair{given, cost};
        };
        const auto got = cost_of([&](std::size_t i) { return choices[i].handler; });
        REQUIRE(got);
        std::pair<int, double> best{0, 0};
        int ways = 1;
        for (int i = 0; i < orders; ++i) ways *= 3;
        for (int way = 0; way < ways; ++way) {
            const auto cost = cost_of([&](std::size_t i) -> std::optional<handler> {
                int digit = way;
                for (std::size_t n = 0; n < i; ++n) digit /= 3;
                return digit % 3 == 0 ? std::nullopt
                                      : std::optional{digit % 3 == 1 ? first_handler : second_handler};
            });
            if (cost &&
                (cost->first > best.first || (cost->first == best.first && cost->second < best.second)))
                best = *cost;
        }
        CHECK(got->first == best.first);
        CHECK(got->second <= best.second + 0.001 * orders * 2); // costs are whole thousandths
    }
}

TEST_CASE("conditions of an item: each that fails is said") {
    const test::folder f{chengdong};
    f.remove("item_attributes.csv"); // of other items
    f.remove("attribute_values.csv");
    f.write("service_items.csv",
            "item_id,list,category,name,limit,least_age,most_age,groups,residents_only,from,until,steps,"
            "statutory_limit\n"
            "a,errand,民政,甲,1 working_day,80,,alone_elderly low_income,yes,,2021-07-01,,\n"
            "a,errand,民政,甲,2 working_day,70,75,disabled,yes,2021-07-01,,拍照 填表,20 working_day\n"
            "b,errand,民政,乙,1 working_day,,60,,,,,,\n");
    const world w{f};
    CHECK(w.catalogue.items.size() == 2);
    REQUIRE(w.catalogue.former.size() == 1);
    const auto* before = w.catalogue.find_item("a", date{2021, 6, 30});
    const auto* now = w.catalogue.find_item("a", date{2021, 7, 1});
    REQUIRE(before != nullptr);
    REQUIRE(now != nullptr);
    CHECK(before->limit.amount == 1);
    CHECK(now->statutory_limit == calendar::time_limit{20, calendar::limit_unit::worked_days});
    CHECK(w.catalogue.find_item("c", date{2021, 7, 1}) == nullptr);
    const auto says = [&](const service_item& item, const char* person) {
        std::string text;
        for (const auto& r : civic::unmet_conditions(item.who, item.name, w.community,
                                                     w.community.people().id_of(person), date{2021, 12, 24}))
            text += to_string(r) + "\n";
        return text;
    };
    CHECK(says(*now, "p-elder").empty());
    CHECK(says(*before, "p-elder") ==
          "the resident is 70, 甲 wants at least 80 years\n"
          "the resident is in none of the groups that 甲 is for: very old, living "
          "alone, low income\n");
    CHECK(says(*w.catalogue.find_item("b", date{2021, 7, 1}), "p-elder") ==
          "the resident is 70, 乙 wants at most 60 years\n");
    CHECK(says(*now, "p-officer-01") ==
          "the resident's date of birth is not known, 甲 depends on it; add it\n"
          "the resident is in none of the groups that 甲 is for: disabled\n"
          "甲 is for residents of the community, the resident has no home in it\n");
    const test::folder copy;
    save(w.catalogue, copy);
    CHECK(load_catalogue(copy, w.community).value == w.catalogue);
}

TEST_CASE("an item is found by words, Chinese or English, whole or in part") {
    const auto& all = chengdong_world().catalogue;
    const auto first = [&](std::string_view words) {
        const auto found = search_items(all, words, date{2021, 12, 24});
        return found.empty() ? std::string{} : all.items[found.front().item].key.text();
    };
    CHECK(first("高龄补贴") == "old-age-allowance");
    CHECK(first("老年人的高龄补贴怎么办") == "old-age-allowance");
    CHECK(first("old-age ALLOWANCE") == "old-age-allowance");
    CHECK(first("radiat") == "heating-fault");
    CHECK(first("停车乱") == "");
    CHECK(first("乱停放") == "parking");
    CHECK(first("噪") == "neighbour-noise");
    CHECK(first("noise") == "neighbour-noise");
    CHECK(first("") == "");
    CHECK(first("!!") == "");
    CHECK(search_items(all, "身份证", date{2021, 12, 24}).size() > 5);
}

TEST_CASE("rules are data: what is saved is loaded, and what a row says is what the desk goes by") {
    auto moved_on = provincial_rules();
    moved_on.ending = calendar::ending::on_working_day;
    for (const auto& rules : {desk_rules{}, provincial_rules(), bureau_rules(), moved_on}) {
        const test::folder f;
        save(rules, f);
        CHECK(load_rules(f).value == rules);
    }
    const test::folder f;
    f.write("desk_rules.csv", "field,value,category,priority,counting\n"
                              "version,ours-3,,,\n"
                              "accept_within,none,,,\n"
                              "most_returns,0,,,\n"
                              "handling,1 natural_day,,urgent,from_same_day\n"
                              "handling,3 working_day,城管,,\n");
    const auto rules = load_rules(f).value;
    CHECK(rules.version == "ours-3");
    CHECK_FALSE(rules.accept_within);
    auto d = town().open_desk(rules);
    place_and_register(d, "o", january(4, 9));
    carry_out(d, dispatch_order{"o", "p-clerk", january(4, 9), first_handler, {}});
    CHECK(d.find("o")->due == january(7, 18));
    CHECK(d.find("o")->rules == "ours-3");
    CHECK(d.find("o")->step_due == std::nullopt);
    carry_out(d, place_order{.order = "u",
                             .by = "p-reporter",
                             .at = january(4, 9),
                             .item = "parking",
                             .building = "b-03-01",
                             .priority = priority::urgent});
    carry_out(d, register_order{"u", "p-clerk", january(4, 9)});
    carry_out(d, dispatch_order{"u", "p-clerk", january(4, 9), first_handler, {}});
    CHECK(d.find("u")->due == january(5, 0));
    const auto wrong = [](const char* row) {
        const test::folder g;
        g.write("desk_rules.csv", std::string{"field,value\n"} + row + "\n");
        return first_notice([&] { return load_rules(g); });
    };
    CHECK(wrong("most_retorns,1") ==
          "desk_rules.csv:2:field: there is no rule most_retorns; see docs/community-feed.md");
    CHECK(wrong("most_returns,-1") == "desk_rules.csv:2:value: not a valid number, got -1, want 0 … 100000");
    CHECK(wrong("accept_within,soon") ==
          "desk_rules.csv:2:value: not a limit, got soon, want one like 5 working_day; units are minute, "
          "hour, working_minute, working_hour, working_day, natural_day");
    CHECK(wrong("handling,5").find("not a limit") != std::string::npos);
    CHECK(wrong("accept_within,30 minutes").find("not a limit, got 30 minutes") != std::string::npos);
}

namespace {

loaded<desk_rules> load_handling(const std::string& rows) {
    const std::string text = "field,value,category,priority,counting\n" + rows;
    return load_rules(feed_files{"town", {{"desk_rules.csv", shared_text{text}}}},
                      {.policy = policy::lenient});
}

} // namespace

TEST_CASE("a limit of natural days ends on a working day where the profile says so") {
    for (const bool moves_on : {false, true}) {
        const test::folder f;
        f.write("desk_rules.csv", std::string{"field,value\nhandling,5 natural_day\nending,"} +
                                      (moves_on ? "on_working_day\n" : "on_any_day\n"));
        auto d = town().open_desk(load_rules(f).value);
        place_and_register(d, "o", january(26, 9));
        carry_out(d, dispatch_order{"o", "p-clerk", january(26, 9), first_handler, {}});
        // 31 January is New Year's Eve, and 7 February the first working day after it.
        const auto midnight = moves_on ? calendar::date{2022, 2, 8} : calendar::date{2022, 2, 1};
        CHECK(d.find("o")->due == calendar::local_time{midnight});
    }
}

TEST_CASE("the most specific row of handling holds, wherever it stands") {
    const auto rules = load_handling("handling,7 natural_day,城管,,\n"
                                     "handling,1 natural_day,城管,urgent,from_same_day\n"
                                     "total_within,10 natural_day,,,\n");
    CHECK(rules.notices.total() == 0);
    auto d = town().open_desk(rules.value);
    carry_out(d, place_order{.order = "u",
                             .by = "p-reporter",
                             .at = january(24, 9),
                             .item = "parking",
                             .building = "b-03-01",
                             .priority = priority::urgent});
    carry_out(d, register_order{"u", "p-clerk", january(24, 9, 10)});
    carry_out(d, dispatch_order{"u", "p-clerk", january(24, 22, 20), first_handler, {}});
    CHECK(d.find("u")->due == january(25, 0));
}

TEST_CASE("the row that holds, and those that never do, are as trying every order tells, on random rows") {
    test::random random;
    const std::string categories[] = {"", "a", "b", "c"};
    for (int round = 0; round < 1000; ++round) {
        struct row {
            std::string category, priority;
        };
        std::vector<row> rows;
        std::string text;
        for (int n = random.between(0, 9); n > 0; --n) {
            rows.push_back({random.one_of(categories),
                            std::vector<std::string>{
                                "", "normal", "urgent"}[static_cast<std::size_t>(random.between(0, 2))]});
            text += fmt::format("handling,{} working_day,{},{},\n", rows.size(), rows.back().category,
                                rows.back().priority);
        }
        const auto [rules, notices] = load_handling(text);
        std::vector<bool> used(rows.size());
        for (const std::string category : {"a", "b", "c", "none of these"})
            for (const std::string pressing : {"normal", "urgent"}) {
                std::optional<std::size_t> best;
                for (const auto& [exact_category, exact_priority] :
                     {std::pair{true, true}, {false, false}}) // both are named, and then one of them
                    for (std::size_t i = 0; i < rows.size() && !best; ++i) {
                        const bool c = rows[i].category == category, p = rows[i].priority == pressing;
                        if (exact_category && exact_priority
                                ? c && p
                                : (c && rows[i].priority.empty()) || (p && rows[i].category.empty()))
                            best = i;
                    }
                for (std::size_t i = 0; i < rows.size() && !best; ++i)
                    if (rows[i].category.empty() && rows[i].priority.empty()) best = i;
                if (best) used[*best] = true;
                service_item item{
                    .key = "x", .list = service_list::errand, .category = category, .name = {"x"}};
                item.limit = {77, calendar::limit_unit::hours};
                const auto got = handling_limit_of(
                    rules, item, pressing == "urgent" ? priority::urgent : priority::normal);
                CHECK(got.limit.amount == (best ? static_cast<int>(*best) + 1 : 77));
                CHECK(got.counting == rules.counting);
            }
        std::vector<bool> told(rows.size(), true);
        for (const auto& n : notices) {
            CHECK(*n.rule == qaidam::services::codes::rule_never_applies);
            told[static_cast<std::size_t>(n.where.line) - 2] = false;
        }
        CHECK(told == used);
    }
}

TEST_CASE("a row of rules that can never apply is told") {
    const auto said = [](const std::string& rows) {
        std::string all;
        const auto [rules, notices] = load_handling(rows);
        for (const auto& n : notices) all += to_string(n) + "|";
        return all + to_cell(rules.accept_within.value());
    };
    CHECK(said("accept_within,1 working_day,,,\naccept_within,2 working_day,,,\n") ==
          "desk_rules.csv:3:field: rule accept_within stands above and is kept as it is there; remove one of "
          "the "
          "two|1 working_day");
    CHECK(said("accept_within,1 working_day,城管,,\n") ==
          "desk_rules.csv:2:category: accept_within is one for all orders, only handling has this; leave it "
          "blank|4 working_hour");
    CHECK(said("handling,1 working_day,城管,,\nhandling,2 working_day,城管,,\n") ==
          "desk_rules.csv:3:value: this row never applies: more specific or earlier rows hold for every "
          "order that it "
          "speaks of; remove or change it|4 working_hour");
    desk_rules rules;
    rules.handling = {{.category = "城管", .limit = {1, calendar::limit_unit::hours}},
                      {.category = "城菅", .limit = {1, calendar::limit_unit::hours}}};
    const auto found = audit(rules, town().catalogue);
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0]) ==
          "城菅: desk_rules.csv has a limit for this category, and no item is of it; correct "
          "one of them");
}

TEST_CASE("the two profiles count as their texts say") {
    const auto& item = *town().catalogue.find_item("parking", date{2022, 1, 4});
    CHECK(handling_limit_of(provincial_rules(), item, priority::normal).limit ==
          calendar::time_limit{5, calendar::limit_unit::worked_days});
    auto complaint = item;
    complaint.category = "投诉";
    const auto limit = handling_limit_of(bureau_rules(), complaint, priority::normal);
    // Received on Tuesday the 4th, counted from the 5th: the 13th working day is Friday the 21st.
    CHECK(calendar::deadline(town().office.usual(), january(4, 9), limit.limit, *limit.counting) ==
          january(21, 18));
    const auto urgent = handling_limit_of(bureau_rules(), item, priority::urgent);
    CHECK(calendar::deadline(town().office.usual(), january(4, 9), urgent.limit, *urgent.counting) ==
          january(5, 0));
}

TEST_CASE("a clock is explained span by span, and read again under other rules") {
    auto d = town().open_desk();
    std::vector<event> history;
    const auto take = [&](const command& c) {
        for (auto& e : carry_out(d, c)) history.push_back(std::move(e));
    };
    take(place_order{.order = "o",
                     .by = "p-reporter",
                     .at = january(4, 10),
                     .item = "street-light",
                     .building = "b-03-01"});
    take(register_order{"o", "p-clerk", january(4, 10)});
    take(dispatch_order{"o", "p-clerk", january(4, 11), {handler_kind::department, "dept-09"}, {}});
    const auto& item = *town().catalogue.find_item("street-light", date{2022, 1, 4});
    const auto clocks = read_clocks(history, item, d.rules(), town().office);
    std::vector<std::string> lines;
    for (const auto& c : clocks) lines.push_back(to_string(c));
    CHECK(lines ==
          std::vector<std::string>{"in all: 2022-01-04 10:00",
                                   "register: 2022-01-04 10:00 → 2022-01-05 18:00 (1 working day), done "
                                   "2022-01-04 10:00",
                                   "dispatch: 2022-01-04 10:00 → 2022-01-05 18:00 (1 working day), done "
                                   "2022-01-04 11:00",
                                   "accept: 2022-01-04 11:00 → 2022-01-04 17:00 (4 working hours)",
                                   "handle: 2022-01-04 11:00 → 2022-01-06 18:00 (2 working days)"});
    lines.clear();
    for (const auto& span : explain(clocks.back(), town().office)) lines.push_back(to_string(span));
    CHECK(lines == std::vector<std::string>{
                       "2022-01-04 Tue 11:00–12:00 (01:00)", "2022-01-04 Tue 14:00–18:00 (04:00)",
                       "2022-01-05 Wed 09:00–12:00 (03:00)", "2022-01-05 Wed 14:00–18:00 (04:00)",
                       "2022-01-06 Thu 09:00–12:00 (03:00)", "2022-01-06 Thu 14:00–18:00 (04:00)"});
    CHECK(is_late(clocks[3], january(4, 17, 1)));
    CHECK_FALSE(is_late(clocks[1], january(9, 0)));
    // Under the provincial rules it would have had five days.
    CHECK(read_clocks(history, item, provincial_rules(), town().office).back().due == january(11, 18));
}

TEST_CASE("a department in which nobody can act is found, is not chosen, and gets no order") {
    const auto& today = chengdong_world();
    CHECK(audit(today.catalogue, today.community, {date{2021, 3, 1}, date{2023, 1, 1}}).empty());
    const test::folder f{chengdong};
    f.replace("roles.csv", "p-dept-09,department_officer,department,dept-09,2021-03-01,",
              "p-dept-09,department_officer,department,dept-09,2021-03-01,2022-01-01");
    f.append("competences.csv", "住建,team,team-05,\n");
    const world w{f};
    const auto found = audit(w.catalogue, w.community, {date{2021, 12, 1}, date{2022, 2, 1}});
    REQUIRE(found.size() == 2);
    CHECK(to_string(found[0]) == "street-light: competent dept-09 has nobody who acts for it; give somebody "
                                 "a role there in roles.csv, "
                                 "or correct competences.csv: from 2022-01-01 until 2022-02-01");
    CHECK(to_string(found[1]).starts_with("drain: competent dept-09"));
    CHECK(audit(w.catalogue, w.community, {date{2021, 12, 1}, date{2022, 1, 1}}).empty());

    auto d = w.open_desk();
    const auto place = [&](const order_key& k, local_time t) {
        carry_out(
            d,
            place_order{.order = k, .by = "p-bl-03", .at = t, .item = "street-light", .building = "b-03-01"});
        carry_out(d, register_order{k, "p-clerk", t});
    };
    place("before", at(9));
    place("after", january(4, 9));
    const handler officeless{handler_kind::department, "dept-09"};
    CHECK(code_of(d, dispatch_order{"before", "p-clerk", at(9), officeless, {}}).empty());
    CHECK(refusal_of(d, dispatch_order{"after", "p-clerk", january(4, 9), officeless, {}}) ==
          "nobody acts for dept-09 on 2022-01-04, so that nobody could accept it; give somebody a role there "
          "in "
          "roles.csv, or name another; allowed now: dispatch, merge, urge, supervise, whistle");
    const auto choice = choose_handler(d, "after", january(4, 9));
    CHECK(choice.handler == handler{handler_kind::team, "team-05"});
    REQUIRE(choice.considered.size() == 2);
    CHECK(choice.considered[0].empty);
    CHECK(to_string(choice).find("nobody acts for it") != std::string::npos);
    const std::vector<order_key> both{"before", "after"};
    CHECK(choose_handlers(d, both, january(4, 9))[1].handler == choice.handler);
}

TEST_SUITE_END();
