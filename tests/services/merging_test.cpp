/// Merging and splitting: whatever is merged, no reporter's matter is lost to its reporter or to a rate.
#include <algorithm>
#include <set>

#include "town.hpp"

TEST_SUITE_BEGIN("merging");

using namespace test;

namespace {

using enum order_state;
using std::chrono::minutes;

/// Orders about the parking at one building.
struct car_park {
    desk d;
    std::vector<event> events{};

    explicit car_park(desk_rules rules = {}) : d{town().open_desk(std::move(rules))} {}

    const services::order& o(const order_key& k) const { return *d.find(k); }
    void take(const command& c) {
        for (auto& e : carry_out(d, c)) events.push_back(e);
    }
    void place(const order_key& k, const person_key& by, local_time at) {
        take(place_order{.order = k, .by = by, .at = at, .item = "parking", .building = "b-03-01"});
    }
    void handle(const order_key& k, local_time at) {
        take(register_order{k, "p-clerk", at});
        take(dispatch_order{k, "p-clerk", at, first_handler, {}});
        take(accept_order{k, "p-officer-01", at});
    }
    void report_done(const order_key& k, local_time at) {
        take(services::feed_back{k, "p-officer-01", at, "photo"});
        take(pass_check{k, "p-clerk", at});
    }
    void merge(const order_key& k, const order_key& into, local_time at) {
        take(merge_order{k, "p-clerk", at, into, "same"});
    }
    /// The order from its own events alone.
    services::order from_its_stream(const order_key& k) const {
        return *order_as_of(events, k, local_time{date{2030, 1, 1}});
    }
};

std::set<person_key> reporters_of(const services::order& o) {
    std::set<person_key> all(o.also_for.begin(), o.also_for.end());
    all.insert(o.reporter);
    return all;
}

const std::vector<measure>& of_all(const desk& d) {
    static std::vector<measure> all;
    all = measure_orders(d.orders(), {january(1, 0), january(1, 0) + std::chrono::hours{24 * 5000}});
    return all;
}

bool contains(const std::vector<order_key>& keys, const order_key& k) {
    return std::find(keys.begin(), keys.end(), k) != keys.end();
}

} // namespace

TEST_CASE("what was merged in lives when its parent is cancelled by its reporter") {
    car_park p;
    p.place("C", "p-resident", january(4, 9));
    p.place("B", "p-reporter", january(4, 9, 5));
    p.place("A", "p-bl-03", january(4, 9, 10));
    p.merge("A", "B", january(4, 10));
    p.merge("B", "C", january(4, 10, 5));
    CHECK(reporters_of(p.o("C")) == std::set<person_key>{"p-resident", "p-reporter", "p-bl-03"});
    p.take(cancel_order{"C", "p-resident", january(4, 10, 10), "no longer"});
    CHECK(p.o("C").state == cancelled);
    CHECK(reporters_of(p.o("C")) == std::set<person_key>{"p-resident"});
    CHECK(p.o("C").merged_in.empty());
    CHECK(p.o("B").state == placed);
    CHECK(p.o("A").parent == order_key{"B"});
    CHECK(reporters_of(p.o("B")) == std::set<person_key>{"p-reporter", "p-bl-03"});
    // Five minutes of the working day to register it in had stood still.
    CHECK(p.o("B").step_due == january(6, 9, 5));
    CHECK_FALSE(p.d.check(urge_order{"B", "p-bl-03", january(4, 10, 25), "still there"}));
    CHECK(refusal_of(p.d, urge_order{"A", "p-bl-03", january(4, 10, 25), "still there"})
              .starts_with("order A was merged into B, where it goes on; take the step there"));
    for (const auto& k : {"A", "B", "C"}) CHECK(p.from_its_stream(k) == p.o(k));
    const auto& all = of_all(p.d);
    CHECK(all[0].whole == std::vector<order_key>{"A", "B"});
    CHECK(all[0].left_out == std::vector<exclusion>{{"C", exclusion_reason::cancelled}});
}

TEST_CASE("split off, an order is where it stood, and its clocks go on from what was used") {
    const auto& office = town().office;
    const auto left = [&](local_time at, const due_time& due) {
        return due ? office.usual().between(at, *due) : 0 * calendar::working_hour;
    };
    for (const auto state : {placed, registered, dispatched, handling, suspended, returned}) {
        CAPTURE(to_string(state));
        car_park p;
        p.place("elder", "p-resident", january(4, 8));
        p.place("o", "p-reporter", january(4, 9));
        if (state != placed) p.take(register_order{"o", "p-clerk", january(4, 9)});
        if (state != placed && state != registered)
            p.take(dispatch_order{"o", "p-clerk", january(4, 9), first_handler, {}});
        if (state == handling || state == suspended) p.take(accept_order{"o", "p-officer-01", january(4, 9)});
        if (state == suspended)
            p.take(suspend_order{"o", "p-supervisor", january(4, 9), date{2022, 1, 10}, "why"});
        if (state == returned) p.take(return_order{"o", "p-officer-01", january(4, 9), "why"});
        const auto before = p.o("o");
        const auto merged_at = january(4, 10, 20);
        const auto split_at = january(6, 15, 10);
        p.merge("o", "elder", merged_at);
        const auto due = p.o("o").due;
        p.take(split_order{"o", "p-clerk", split_at, "not the same"});
        const auto& after = p.o("o");
        CHECK(after.state == (state == suspended ? handling : state));
        CHECK_FALSE(after.parent);
        CHECK(after.handler == before.handler);
        CHECK(left(split_at, after.step_due) == left(merged_at, before.step_due));
        CHECK(left(split_at, after.return_by) == left(merged_at, before.return_by));
        CHECK(left(split_at, after.due) == left(merged_at, due));
        CHECK(after.due.has_value() == before.due.has_value());
        CHECK_FALSE(p.o("elder").also_for.size());
        CHECK(p.from_its_stream("o") == after);
        CHECK(p.from_its_stream("elder") == p.o("elder"));
        // So do the clocks that are read from its events.
        std::vector<event> own;
        for (const auto& e : p.events)
            if (order_of(e) == order_key{"o"}) own.push_back(e);
        const auto clocks =
            read_clocks(own, *town().catalogue.find_item("parking", date{2022, 1, 4}), p.d.rules(), office);
        for (const auto& c : clocks) {
            if (c.stopped) continue;
            if (c.stage == stage::handle)
                CHECK(c.due == after.due);
            else if (c.stage != stage::total)
                CHECK(c.due == after.step_due);
        }
        CHECK(p.o("o").split_from == std::vector<order_key>{"elder"});
        CHECK(code_of(p.d, merge_order{"o", "p-clerk", split_at, "elder", "same"}) == "bad_merge");
    }
}

TEST_CASE("what was late before it was merged is late when it is split off") {
    car_park p;
    p.place("elder", "p-resident", january(4, 8));
    p.place("o", "p-reporter", january(4, 9));
    p.merge("o", "elder", january(7, 9));
    p.take(split_order{"o", "p-reporter", january(10, 9), "another car"});
    CHECK(p.o("o").step_due == january(5, 18));
}

TEST_CASE("what goes on is split off while it goes on, level by level") {
    car_park p;
    p.place("D", "p-resident", january(4, 8));
    p.place("C", "p-bl-03", january(4, 8, 5));
    p.place("B", "p-reporter", january(4, 8, 10));
    p.place("A", "p-reporter", january(4, 8, 15)); // twice the same person
    p.merge("A", "B", january(4, 9));
    p.merge("B", "C", january(4, 9, 5));
    p.merge("C", "D", january(4, 9, 10));
    CHECK(code_of(p.d, split_order{"A", "p-resident", january(4, 10), "why"}) == "not_entitled");
    CHECK(code_of(p.d, split_order{"A", "p-clerk", january(4, 9, 7), "why"}) == "time_goes_back");
    CHECK(code_of(p.d, split_order{"A", "p-clerk", january(4, 10), {}}) == "nothing_said");
    p.take(split_order{"A", "p-reporter", january(4, 10), "another car"});
    // B is of the same person, who is a reporter of all still.
    for (const char* k : {"B", "C", "D"}) CHECK(hears_of(p.o(k), "p-reporter"));
    p.take(split_order{"B", "p-clerk", january(4, 10, 5), "another car"});
    CHECK(reporters_of(p.o("D")) == std::set<person_key>{"p-resident", "p-bl-03"});
    CHECK(reporters_of(p.o("C")) == std::set<person_key>{"p-bl-03"});
    p.handle("D", january(4, 11));
    CHECK(code_of(p.d, split_order{"C", "p-officer-01", january(4, 12), "why"}) == "not_entitled");
    p.report_done("D", january(4, 14));
    p.take(rate_order{"D", "p-resident", january(4, 15), true, true});
    CHECK(
        refusal_of(p.d, split_order{"C", "p-bl-03", january(4, 16), "why"}).starts_with("order D is solved"));
    for (const char* k : {"A", "B", "C", "D"}) CHECK(p.from_its_stream(k) == p.o(k));
}

TEST_CASE("every reporter rates once; the first that is not solved sends it back") {
    car_park p;
    p.place("root", "p-resident", january(4, 9));
    p.place("second", "p-reporter", january(4, 9, 5));
    p.place("third", "p-bl-03", january(4, 9, 10));
    p.merge("second", "root", january(4, 9, 20));
    p.merge("third", "root", january(4, 9, 20));
    p.handle("root", january(4, 10));
    p.report_done("root", january(4, 11));
    p.take(rate_order{"root", "p-reporter", january(4, 12), true, false});
    CHECK(p.o("root").state == solved);
    CHECK(code_of(p.d, rate_order{"root", "p-reporter", january(4, 14), true, true}) == "rated_before");
    CHECK(code_of(p.d, rate_order{"root", "p-clerk", january(4, 14), true, true}) == "rated_before");
    CHECK(code_of(p.d, rate_order{"root", "p-bl-03", january(20, 14), true, true}) == "too_late");
    p.take(rate_order{"root", "p-resident", january(4, 14), true, true});
    CHECK(p.o("root").state == solved);
    CHECK(p.o("root").closed_at == january(4, 12));
    const auto& satisfied = of_all(p.d)[static_cast<std::size_t>(indicator::satisfied)];
    CHECK(satisfied.whole == std::vector<order_key>{"root", "second", "third"});
    CHECK(satisfied.part == std::vector<order_key>{"root", "third"}); // who says nothing goes with the last
    p.take(rate_order{"root", "p-bl-03", january(5, 9), false, false});
    CHECK(p.o("root").state == handling);
    CHECK(p.o("root").redos == 1);
    p.report_done("root", january(5, 11));
    p.take(rate_order{"root", "p-reporter", january(5, 12), true, true});
    CHECK(of_all(p.d)[static_cast<std::size_t>(indicator::satisfied)].part.size() == 3);
}

TEST_CASE("every reporter appeals once, and reopens; only its own ends it") {
    car_park p;
    p.place("root", "p-resident", january(4, 9));
    p.place("second", "p-reporter", january(4, 9, 5));
    p.merge("second", "root", january(4, 9, 20));
    CHECK(code_of(p.d, cancel_order{"root", "p-reporter", january(4, 9, 25), "why"}) == "not_entitled");
    p.handle("root", january(4, 10));
    p.take(force_order{"root", "p-supervisor", january(4, 11), "why"});
    CHECK_FALSE(p.d.check(reopen_order{"root", "p-reporter", january(4, 12), "why"}));
    p.take(appeal_order{"root", "p-reporter", january(4, 12), "why"});
    const auto other = town().open_desk();
    CHECK(code_of(p.d, settle_appeal{"root", "p-supervisor", january(4, 12), true, "why"}) ==
          "decided_himself");
    p.d.apply(
        std::vector<event>{appeal_settled{{"root", "p-sent", january(4, 14), false, "why"}, forced, {}, {}}});
    CHECK(code_of(p.d, appeal_order{"root", "p-reporter", january(4, 15), "why"}) == "appealed_before");
    CHECK_FALSE(p.d.check(appeal_order{"root", "p-resident", january(4, 15), "why"}));
    CHECK_FALSE(p.d.check(appeal_order{"root", "p-officer-01", january(4, 15), "why"}));
    p.take(appeal_order{"root", "p-officer-01", january(4, 15), "why"});
    CHECK_FALSE(p.o("root").appeals.back().of_reporter);
    p.d.apply(
        std::vector<event>{appeal_settled{{"root", "p-sent", january(4, 16), false, "why"}, forced, {}, {}}});
    p.take(reopen_order{"root", "p-reporter", january(4, 17), "why"});
    CHECK(p.o("root").state == dispatched);
}

TEST_CASE("a merger gains nobody time, and hides nobody's dissatisfaction") {
    car_park p{{.handling = {{.priority = priority::urgent, .limit = {1, calendar::limit_unit::worked_days}},
                             {.limit = {9, calendar::limit_unit::worked_days}}}}};
    p.place("elder", "p-resident", january(4, 9));
    p.take(place_order{.order = "urgent",
                       .by = "p-reporter",
                       .at = january(4, 9, 5),
                       .item = "parking",
                       .building = "b-03-01",
                       .priority = priority::urgent});
    p.handle("urgent", january(4, 10));
    p.merge("urgent", "elder", january(4, 11));
    p.handle("elder", january(5, 10));
    p.report_done("elder", january(7, 10));
    p.take(rate_order{"elder", "p-resident", january(7, 11), true, true});
    const auto& on_time = of_all(p.d)[static_cast<std::size_t>(indicator::handled_on_time)];
    CHECK(on_time.whole == std::vector<order_key>{"elder", "urgent"});
    CHECK(on_time.part == std::vector<order_key>{"elder"});
}

TEST_CASE("two buildings of one grid share it over the midnight at which grids are drawn anew") {
    const test::folder f{chengdong};
    f.replace("grid_plans.csv", "2021-03-01,", "2021-03-01,2022-01-05");
    f.append("grid_plans.csv", "plan-2022,新划分,,2022-01-05,\n");
    f.append("grids.csv", "h-01,plan-2022,大网格,,,base\nh-02,plan-2022,小网格,,,base\n");
    f.append("grid_buildings.csv", "h-01,b-03-01\nh-02,b-03-02\nh-02,b-09-01\n");
    const world w{f};
    auto d = w.open_desk({.duplicate_meters = 200});
    const auto grid_of = [&](const char* b, const date& day) {
        return w.community.grid_of(w.community.buildings().id_of(civic::building_key{b}), day);
    };
    REQUIRE(grid_of("b-03-01", {2022, 1, 4}) == grid_of("b-03-02", {2022, 1, 4}));
    const auto place = [&](const order_key& k, local_time t, const building_key& b) {
        carry_out(d, place_order{.order = k, .by = "p-bl-03", .at = t, .item = "parking", .building = b});
    };
    place("before", january(4, 23, 59), "b-03-01");
    place("after", january(5, 0, 5), "b-03-02");
    place("elsewhere", january(5, 0, 6), "b-09-01");
    const auto alike = d.find_duplicates("after", "p-clerk", january(5, 9));
    REQUIRE(alike.size() == 1);
    CHECK(d.orders()[alike[0].order].key == order_key{"before"});
    CHECK(by_grid(d.orders()[alike[0].order]) != "h-01"); // it stays in the grid of its day
    CHECK(code_of(d, merge_order{"after", "p-clerk", january(5, 9), "before", "same"}).empty());
    CHECK(code_of(d, merge_order{"elsewhere", "p-clerk", january(5, 9), "before", "same"}) == "bad_merge");
    CHECK(code_of(d, merge_order{"elsewhere", "p-clerk", january(5, 9), "after", "same"}).empty());
}

TEST_CASE(
    "a journal of before means what it meant: what was merged into what is cancelled may be split off now") {
    car_park p;
    p.place("C", "p-resident", january(4, 9));
    p.place("A", "p-reporter", january(4, 9, 5));
    p.merge("A", "C", january(4, 10));
    p.d.apply(std::vector<event>{order_cancelled{{"C", "p-resident", january(4, 11), "why"}, {}}});
    CHECK(p.o("A").state == merged);
    CHECK(p.o("A").parent == order_key{"C"});
    CHECK(of_all(p.d)[0].left_out ==
          std::vector<exclusion>{{"A", exclusion_reason::cancelled}, {"C", exclusion_reason::cancelled}});
    p.take(split_order{"A", "p-reporter", january(4, 12), "why"});
    CHECK(p.o("A").state == placed);
    CHECK(p.o("C").merged_in.empty());
}

namespace {

/// Random commands among few orders of one matter, most of them mergers and what follows from them.
class merging_stream {
public:
    explicit merging_stream(test::random& random) : random_{random} {}

    void step_on() {
        const auto c = any_command();
        const auto decision = p_.d.decide(c);
        if (decision.why_not()) return;
        for (const auto& e : decision.events()) {
            p_.events.push_back(e);
            histories_[order_of(e)].push_back(e);
        }
        p_.d.apply(decision.events());
        ++taken[step_of(c)];
    }

    void check() {
        for (const auto& o : p_.d.orders()) check_tree(o);
        check_rates();
    }
    void check_replay() {
        for (const auto& o : p_.d.orders()) {
            std::optional<services::order> folded;
            for (const auto& e : histories_[o.key])
                folded = fold(folded ? &*folded : nullptr, decode(encode(e)));
            CHECK(folded == o);
        }
        auto again = town().open_desk();
        REQUIRE(again.unpack(p_.d.pack()));
        CHECK(again.orders() == p_.d.orders());
    }

    std::map<step, int> taken{};

private:
    const services::order& any_order() {
        const auto& book = p_.d.orders();
        return book[order_id{
            static_cast<std::uint32_t>(random_.between(0, static_cast<int>(book.size()) - 1))}];
    }

    command any_command() {
        static const std::vector<person_key> reporters{"p-resident", "p-reporter", "p-bl-03", "p-staff",
                                                       "p-leader"};
        const auto size = p_.d.orders().size();
        if (size < 3 || (size < 12 && random_.one_in(20))) {
            now_ += minutes{random_.between(0, 30)};
            static constexpr std::string_view buildings[] = {"b-03-01", "b-03-02"};
            return place_order{.order = order_key{"o-" + std::to_string(size)},
                               .by = random_.one_of(reporters),
                               .at = now_,
                               .item = "parking",
                               .building = building_key{random_.one_of(buildings)}};
        }
        const auto* o = &any_order();
        static const std::vector<step> steps{
            step::register_, step::dispatch, step::accept, step::feed_back, step::pass,    step::rate,
            step::rate,      step::rate,     step::merge,  step::merge,     step::split,   step::cancel,
            step::appeal,    step::settle,   step::reopen, step::fail,      step::suspend, step::resume,
            step::return_,   step::force,    step::decline};
        auto s = random_.one_of(steps);
        for (int i = 0; i < 20 && !rule_of(s).from.contains(o->state); ++i) s = random_.one_of(steps);
        const bool rare = s == step::force || s == step::decline || s == step::cancel || s == step::merge;
        if (rare && !random_.one_in(4)) s = step::rate;
        now_ += minutes{random_.one_in(10) ? random_.between(0, 60 * 30) : random_.between(0, 60)};
        person_key who = random_.one_in(2) ? person_key{"p-clerk"} : person_key{"p-supervisor"};
        const auto& rule = rule_of(s);
        if (rule.who.contains(actor::reporter) && !random_.one_in(4)) {
            auto all = o->also_for;
            all.push_back(o->reporter);
            who = random_.one_of(all);
        }
        if (rule.who.contains(actor::handler) && random_.one_in(2)) who = "p-officer-01";
        if (s == step::accept || s == step::feed_back || s == step::return_)
            who = o->handler == second_handler ? "p-officer-03" : "p-officer-01";
        auto c = command_of(s, o->key, who, now_, !o->former_handlers.empty());
        if (auto* m = std::get_if<merge_order>(&c)) m->into = any_order().key;
        if (auto* r = std::get_if<rate_order>(&c)) {
            r->solved = !random_.one_in(3);
            r->satisfied = random_.one_in(2);
        }
        if (auto* x = std::get_if<settle_appeal>(&c)) x->reversed = random_.one_in(2);
        return c;
    }

    const services::order& root_of(const services::order& o) const {
        const auto* in = &o;
        for (std::size_t n = 0; in->parent; ++n) {
            REQUIRE(n <= p_.d.orders().size()); // a forest
            in = p_.d.find(*in->parent);
        }
        return *in;
    }

    /// Parents and children agree, and a reporter of anything below is one of what it went into.
    void check_tree(const services::order& o) {
        CHECK((o.state == merged) == o.parent.has_value());
        CHECK((o.state == merged) == o.merged.has_value());
        if (o.parent) CHECK(contains(p_.d.find(*o.parent)->merged_in, o.key));
        std::set<person_key> want;
        for (const auto& other : p_.d.orders()) {
            const auto* in = &other;
            while (in->key != o.key && in->parent) in = p_.d.find(*in->parent);
            if (in->key == o.key) want.insert(other.reporter);
        }
        CHECK(reporters_of(o) == want);
        for (const auto& k : o.merged_in) CHECK(p_.d.find(k)->parent == o.key);
        if (o.state == cancelled) CHECK(o.merged_in.empty());
    }

    /// What the reporter of an order said of its matter, as the events tell.
    struct opinion {
        bool satisfied = false;
        bool struck = false;
    };
    opinion opinion_of(const person_key& reporter, const services::order& root) {
        std::map<person_key, opinion> said;
        opinion last;
        for (const auto& e : histories_[root.key]) {
            if (std::holds_alternative<order_fed_back>(e)) said.clear();
            if (const auto* r = std::get_if<order_rated>(&e)) said[r->by] = last = {r->satisfied, false};
            if (std::holds_alternative<order_reopened>(e)) {
                last.struck = false;
                for (auto& [by, x] : said) x.struck = false;
            }
            const auto* s = std::get_if<appeal_settled>(&e);
            if (s == nullptr || !s->reversed || s->state != solved) continue;
            last.struck = true;
            for (auto& [by, x] : said) x.struck = true;
        }
        const auto own = said.find(reporter);
        return own == said.end() ? last : own->second;
    }

    /// Every reporter's matter is in each rate it belongs to, once, and never left out because it was merged.
    void check_rates() {
        const auto& all = of_all(p_.d);
        std::map<std::pair<indicator, order_key>, int> seen;
        for (const auto& m : all) {
            for (const auto& k : m.whole) ++seen[{m.indicator, k}];
            for (const auto& x : m.left_out) {
                ++seen[{m.indicator, x.order}];
                CHECK(x.reason != exclusion_reason::merged);
                const auto& o = *p_.d.find(x.order);
                const auto& root = root_of(o);
                if (x.reason == exclusion_reason::cancelled) {
                    CHECK(&root == &o);
                    CHECK(o.decided_by == o.reporter); // by themselves
                }
                if (x.reason == exclusion_reason::declined) CHECK(settled_state(root) == declined);
            }
        }
        const auto satisfied = static_cast<std::size_t>(indicator::satisfied);
        for (const auto& o : p_.d.orders()) {
            const auto& root = root_of(o);
            const bool closed = is_closed(settled_state(root));
            const auto times = [&](indicator i) { return seen[{i, o.key}]; };
            CHECK(times(indicator::registered) == 1);
            CHECK(times(indicator::handled) == (root.due || o.due ? 1 : 0));
            CHECK(times(indicator::responded) == (closed ? 1 : 0));
            CHECK(times(indicator::solved) == (closed ? 1 : 0));
            CHECK(times(indicator::satisfied) == (closed ? 1 : 0));
            CHECK(times(indicator::dispatched_right) == (o.dispatched_at ? 1 : 0));
            if (settled_state(root) != solved) continue;
            const auto said = opinion_of(o.reporter, root);
            CHECK(contains(all[satisfied].whole, o.key) == !said.struck);
            CHECK(contains(all[satisfied].part, o.key) == (said.satisfied && !said.struck));
        }
    }

    test::random& random_;
    car_park p_{};
    std::map<order_key, std::vector<event>> histories_{};
    local_time now_ = january(4, 9);
};

void run_mergers(std::size_t commands_wanted) {
    test::random random;
    std::map<step, int> taken;
    for (std::size_t commands = 0; commands < commands_wanted;) {
        merging_stream s{random};
        for (int i = 0; i < 400; ++i, ++commands) {
            s.step_on();
            if (i % 20 == 0) s.check();
        }
        s.check();
        s.check_replay();
        for (const auto& [what, n] : s.taken) taken[what] += n;
    }
    for (const auto s :
         {step::merge, step::split, step::cancel, step::rate, step::appeal, step::settle, step::reopen})
        CHECK_MESSAGE(taken[s] > static_cast<int>(commands_wanted / 2000), to_string(s));
}

} // namespace

TEST_CASE("no reporter's matter falls out of a rate, whatever is merged and split") {
    run_mergers(test::cases(20'000u));
}

TEST_CASE("no reporter's matter falls out of a rate in a million random commands" * doctest::skip()) {
    run_mergers(1'000'000);
}

TEST_SUITE_END();
