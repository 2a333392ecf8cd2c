/// The table of steps: every step in every state by every actor, the abuses it must stop, and random days.
#include <algorithm>
#include <map>
#include <set>

#include "town.hpp"

TEST_SUITE_BEGIN("steps");

using namespace test;

namespace {

/// A parking order at work, from 9:00 of 4 January 2022 on, each step five minutes after the one before.
struct life {
    desk d;
    order_key order = "o-1";
    local_time now = january(4, 9);
    std::vector<event> events{};

    explicit life(desk_rules rules = {}) : d{town().open_desk(std::move(rules))} {}

    local_time next() { return now += std::chrono::minutes{5}; }
    const services::order& o() const { return *d.find(order); }
    void take(const command& c) {
        for (auto& e : carry_out(d, c)) events.push_back(e);
    }

    void place() {
        take(place_order{
            .order = order, .by = "p-reporter", .at = next(), .item = "parking", .building = "b-03-01"});
    }
    void to_registered() {
        place();
        take(register_order{order, "p-clerk", next()});
    }
    void to_dispatched() {
        to_registered();
        take(dispatch_order{order, "p-clerk", next(), first_handler, {{handler_kind::team, "team-05"}}});
    }
    void to_handling() {
        to_dispatched();
        take(accept_order{order, "p-officer-01", next()});
    }
    void to_check() {
        to_handling();
        take(services::feed_back{order, "p-officer-01", next(), "photo"});
    }
    void to_follow_up() {
        to_check();
        take(pass_check{order, "p-clerk", next()});
    }
    void to_solved() {
        to_follow_up();
        take(rate_order{order, "p-reporter", next(), true, true});
    }
    void to(order_state s) {
        switch (s) {
        case order_state::placed: return place();
        case order_state::registered: return to_registered();
        case order_state::dispatched: return to_dispatched();
        case order_state::handling: return to_handling();
        case order_state::suspended:
            to_handling();
            return take(suspend_order{order, "p-supervisor", next(), date{2022, 1, 10}, "why"});
        case order_state::returned:
            to_dispatched();
            return take(return_order{order, "p-officer-01", next(), "why"});
        case order_state::to_check: return to_check();
        case order_state::follow_up: return to_follow_up();
        case order_state::under_review:
            to_solved();
            return take(appeal_order{order, "p-reporter", next(), "why"});
        case order_state::solved: return to_solved();
        case order_state::declined: place(); return take(decline_order{order, "p-clerk", next(), "why"});
        case order_state::cancelled:
            to_handling();
            return take(cancel_order{order, "p-reporter", next(), "why"});
        case order_state::merged:
            place_elder();
            to_handling();
            return take(merge_order{order, "p-clerk", next(), "o-0", "why"});
        case order_state::forced:
            to_handling();
            return take(force_order{order, "p-supervisor", next(), "why"});
        case order_state::referred:
            to_handling();
            return take(refer_order{order, "p-supervisor", next(), "another", "b-03-01", "why"});
        }
    }
    void place_elder() {
        take(place_order{.order = "o-0",
                         .by = "p-resident",
                         .at = january(4, 8),
                         .item = "parking",
                         .building = "b-03-01"});
    }
    void whistle() { take(blow_whistle{order, "p-clerk", next(), january(20, 9), {"dept-02"}, "why"}); }
};

using enum order_state;
using states = std::set<order_state>;
using actor_set = std::set<actor>;

const states all_open{placed,   registered, dispatched, handling,    suspended,
                      returned, to_check,   follow_up,  under_review};

states without(states all, const states& some) {
    for (const auto s : some) all.erase(s);
    return all;
}

using key_set = std::set<person_key>;
const key_set office{"p-clerk"};
const key_set supervisor{"p-supervisor"};
const key_set both{"p-clerk", "p-supervisor"};
/// Who has a role in the grid, the quarter or the building, or in the whole community; not an officer.
const key_set on_the_spot{"p-clerk", "p-supervisor", "p-staff", "p-leader",
                          "p-yv-01", "p-property",   "p-bl-03"};

/// What the municipal rules say, written down apart from the library's table, and who of the staff has the right
/// where a community says nothing else.
struct expectation {
    states from;
    actor_set who;
    key_set staff{};
};
const std::map<step, expectation>& expected() {
    using enum step;
    static const std::map<step, expectation> all{
        {verify, {{placed}, {}, on_the_spot}},
        {register_, {{placed}, {actor::system}, office}},
        {decline, {{placed}, {}, office}},
        {dispatch, {{registered, returned}, {}, office}},
        {accept, {{dispatched}, {actor::handler, actor::system}}},
        {visit, {{handling}, {actor::handler, actor::helper}}},
        {return_, {{dispatched}, {actor::handler}}},
        {adjudicate, {{returned}, {}, supervisor}},
        {transfer, {{handling}, {}, office}},
        {extend, {{handling}, {}, supervisor}},
        {suspend, {{handling}, {}, supervisor}},
        {resume, {{suspended}, {actor::system}, supervisor}},
        {step::feed_back, {{handling}, {actor::handler}}},
        {pass, {{to_check}, {actor::system}, both}},
        {fail, {{to_check}, {}, both}},
        {rate, {{follow_up, solved}, {actor::reporter}, both}},
        {step::appeal, {{solved, declined, cancelled, forced}, {actor::reporter, actor::handler}}},
        {settle, {{under_review}, {}, supervisor}},
        {cancel, {without(all_open, {under_review}), {actor::reporter}}},
        {force, {without(all_open, {under_review}), {}, supervisor}},
        {merge, {without(all_open, {under_review, to_check, follow_up}), {}, both}},
        {split, {{merged}, {actor::reporter}, both}},
        {reopen, {{solved, cancelled, forced}, {actor::reporter}, supervisor}},
        {urge, {all_open, {actor::reporter, actor::system}, both}},
        {supervise, {all_open, {actor::system}, both}},
        {step::whistle, {all_open, {}, both}},
        {step::report_in, {all_open, {actor::called}}},
        {refer, {without(all_open, {under_review, to_check, follow_up}), {}, supervisor}}};
    return all;
}

/// The code with which a step that state and person allow is still refused.
std::string guard_of(step s, const person_key& who, order_state state) {
    const bool system = who == system_actor;
    if (system && (s == step::register_ || s == step::pass)) return "not_for_the_system";
    if (system && (s == step::accept || s == step::resume)) return "not_yet";
    if (state == solved && s == step::rate) return "rated_before";
    if (who == "p-clerk" && s == step::rate) return "decided_himself"; // he passed it
    if (who == "p-supervisor" && s == step::rate) return "not_yet";
    if (s == step::whistle) return "still_called";
    return "";
}

bool has_handler(order_state s) {
    return s != placed && s != registered && s != returned && s != declined;
}

/// In what capacities somebody acts, apart from those of the staff.
actor_set capacities_of(const person_key& who, order_state state) {
    actor_set all;
    for (const auto& [a, k] : people())
        if (k == who && a != actor::staff) all.insert(a);
    if (who != system_actor) all.insert(actor::resident);
    if (!has_handler(state)) {
        all.erase(actor::handler);
        all.erase(actor::helper);
    }
    return all;
}

/// Brings an order to the state and asks of everybody whether they may take each step.
/// Returns: how many are allowed.
int check_everybody(order_state state, const desk_rules& rules,
                    const std::map<step, expectation>& expected_of) {
    int allowed = 0;
    life reached{rules};
    if (state != merged) reached.place_elder();
    reached.to(state);
    CAPTURE(to_string(state));
    REQUIRE(reached.o().state == state);
    if (!is_closed(state)) reached.whistle();
    const auto now = reached.next();
    for (const auto& [asked, want] : expected_of)
        for (const auto& who : everybody()) {
            const auto s = asked;
            CAPTURE(to_string(s));
            CAPTURE(who.text());
            const auto capacities = capacities_of(who, state);
            const bool may =
                want.staff.contains(who) || std::any_of(want.who.begin(), want.who.end(),
                                                        [&](actor x) { return capacities.contains(x); });
            const std::string code = !want.from.contains(state) ? state == merged     ? "merged_into"
                                                                  : state == referred ? "referred_to"
                                                                                      : "wrong_state"
                                     : !may                     ? "not_entitled"
                                                                : guard_of(s, who, state);
            const auto c = command_of(s, reached.order, who, now, state == returned);
            CHECK(code_of(reached.d, c) == code);
            allowed += code.empty() ? 1 : 0;
            // What `allowed` says of the person agrees.
            for (const auto& p : reached.d.allowed(reached.order, who, now))
                if (p.step == s) CHECK((p.why_not ? std::string{p.why_not->rule->code} : "") == code);
        }
    return allowed;
}

} // namespace

TEST_CASE("every step in every state by everybody is allowed, or refused with the right code") {
    int allowed = 0;
    for (int n = 0; n < order_states; ++n)
        allowed += check_everybody(static_cast<order_state>(n), {}, expected());
    CHECK(allowed == 149);
}

TEST_CASE("rights of a community's own: what its rows name goes by them alone, in every state") {
    const test::folder f{chengdong};
    f.write("rights.csv", "right,role,area\n"
                          "register,full_time_grid_leader,grid\n"
                          "register,grid_member,community\n"
                          "dispatch,full_time_grid_leader,\n"
                          "verify,young_volunteer,\n"
                          "settle,department_officer,community\n"
                          "force,,\n");
    const auto rules = load_rules(f).value;
    auto want = expected();
    want.at(step::register_).staff = {"p-clerk", "p-leader"};
    want.at(step::dispatch).staff = {"p-leader"};
    want.at(step::verify).staff = {"p-yv-01"};
    want.at(step::settle).staff = {"p-sent"};
    want.at(step::force).staff = {};
    for (const auto state : {placed, registered, returned, under_review, handling}) {
        life reached;
        reached.place_elder();
        reached.to(state);
        auto d = town().open_desk(rules);
        d.apply(reached.events);
        for (const auto& [asked, of] : want)
            for (const auto& who : everybody()) {
                const auto s = asked;
                const auto capacities = capacities_of(who, state);
                const bool may =
                    of.staff.contains(who) || std::any_of(of.who.begin(), of.who.end(),
                                                          [&](actor x) { return capacities.contains(x); });
                if (!of.from.contains(state)) continue;
                const auto code =
                    code_of(d, command_of(s, reached.order, who, reached.now, state == returned));
                CHECK_MESSAGE((code == "not_entitled") == (!may || s == step::report_in),
                              to_string(s) << " by " << who << ": " << code);
            }
    }
}

TEST_CASE("a role gives its rights in its area and for its time alone, and a refusal says whose they are") {
    life l;
    l.place();
    CHECK(code_of(l.d, verify_order{l.order, "p-elsewhere", l.next(), verification::exists}) ==
          "not_entitled");
    CHECK(refusal_of(l.d, register_order{l.order, "p-yv-01", l.next()}) ==
          "p-yv-01 may not register; this may: full-time grid leader (community), part-time grid leader "
          "(community), grid member (community), system; allowed now: verify");
    const test::folder f{chengdong};
    f.replace("roles.csv", "p-clerk,grid_member,community,,2021-03-01,",
              "p-clerk,grid_member,community,,2021-03-01,2022-01-05");
    const world w{f};
    auto d = w.open_desk();
    carry_out(
        d, place_order{
               .order = "o", .by = "p-bl-03", .at = january(4, 9), .item = "parking", .building = "b-03-01"});
    CHECK(code_of(d, register_order{"o", "p-clerk", january(4, 10)}).empty());
    CHECK(code_of(d, register_order{"o", "p-clerk", january(5, 10)}) == "not_entitled");
}

TEST_CASE("nobody verifies, registers, dispatches or checks their own matter, whoever placed it for them") {
    auto d = town().open_desk();
    carry_out(d, place_order{.order = "o",
                             .by = "p-resident",
                             .at = january(4, 9),
                             .item = "parking",
                             .building = "b-03-01",
                             .reporter = "p-clerk"});
    for (const auto& c : {command{verify_order{"o", "p-clerk", january(4, 9), verification::exists}},
                          command{register_order{"o", "p-clerk", january(4, 9)}},
                          command{decline_order{"o", "p-clerk", january(4, 9), "why"}},
                          command{supervise_order{"o", "p-clerk", january(4, 9), "why"}}})
        CHECK(code_of(d, c) == "own_matter");
    CHECK(code_of(d, urge_order{"o", "p-clerk", january(4, 9), "why"}).empty());
    // Whoever placed it for somebody else is not its reporter.
    carry_out(d, place_order{.order = "by phone",
                             .by = "p-clerk",
                             .at = january(4, 9),
                             .item = "parking",
                             .building = "b-03-01",
                             .reporter = "p-resident"});
    CHECK(code_of(d, register_order{"by phone", "p-clerk", january(4, 9)}).empty());
    // A matter that was merged into another is that of its reporter still.
    carry_out(d, place_order{.order = "younger",
                             .by = "p-supervisor",
                             .at = january(4, 10),
                             .item = "parking",
                             .building = "b-03-01"});
    carry_out(d, merge_order{"younger", "p-clerk", january(4, 10), "by phone", "same"});
    CHECK(code_of(d, force_order{"by phone", "p-supervisor", january(4, 10), "why"}) == "own_matter");
}

TEST_CASE("who sees what of an order") {
    life l;
    l.to_handling();
    l.whistle();
    const std::map<person_key, std::optional<sight>> want{
        {"p-reporter", sight::people},   {"p-resident", std::nullopt},    {"p-clerk", sight::people},
        {"p-supervisor", sight::people}, {"p-staff", sight::people},      {"p-leader", sight::people},
        {"p-yv-01", sight::matter},      {"p-property", sight::matter},   {"p-bl-03", sight::matter},
        {"p-sent", std::nullopt},        {"p-elsewhere", std::nullopt},   {"p-officer-01", sight::people},
        {"p-helper", sight::people},     {"p-officer-02", sight::people}, {"p-officer-03", std::nullopt},
        {"p-nobody", std::nullopt},      {system_actor, sight::people}};
    for (const auto& [person, how_much] : want) {
        const auto who = person;
        CHECK_MESSAGE(l.d.sight_of(l.order, who, l.now) == how_much, who);
        const auto seen = l.d.look_at(l.order, who, l.now);
        REQUIRE(seen.has_value() == how_much.has_value());
        if (how_much == sight::people) CHECK(*seen == l.o());
        if (how_much == sight::matter) {
            CHECK(seen->reporter.empty());
            CHECK(seen->placed_by.empty());
            CHECK(seen->hands == l.o().hands);
            CHECK(seen->due == l.o().due);
        }
    }
    CHECK_THROWS_AS((void)l.d.sight_of("o-9", "p-clerk", l.now), std::invalid_argument);
    // Nor does what came after tell whose it is.
    life rated;
    rated.to(under_review);
    const auto seen = rated.d.look_at(rated.order, "p-yv-01", rated.now);
    CHECK(seen->rated_by.empty());
    CHECK(seen->appeals.back().by.empty());
    CHECK(seen->decided_by == "p-clerk");
}

// The abuses that the rules must stop, by their names.

TEST_CASE("return ping-pong: an order is returned so often at most, never to the same handler, and what is "
          "adjudicated stays") {
    life l;
    l.to(returned);
    CHECK(code_of(l.d, dispatch_order{l.order, "p-clerk", l.next(), first_handler, {}}) == "had_it_before");
    l.take(dispatch_order{l.order, "p-clerk", l.now, second_handler, {}});
    l.take(return_order{l.order, "p-officer-03", l.next(), "why"});
    l.take(adjudicate_order{l.order, "p-supervisor", l.next(), first_handler, "why"});
    CHECK(code_of(l.d, return_order{l.order, "p-officer-01", l.next(), "why"}) == "not_returnable");
    CHECK(l.o().returns == 2);

    life once{{.most_returns = 1}};
    once.to(returned);
    once.take(dispatch_order{once.order, "p-clerk", once.next(), second_handler, {}});
    CHECK(code_of(once.d, return_order{once.order, "p-officer-03", once.next(), "why"}) == "too_often");

    life late;
    late.to_dispatched();
    CHECK(code_of(late.d, return_order{late.order, "p-officer-01", january(7, 9), "why"}) == "too_late");
}

TEST_CASE("never accepting: the handle clock runs from the dispatch on, and late is accepted by itself") {
    life l;
    l.to_dispatched();
    const auto due = l.o().due;
    CHECK(due == january(11, 18));
    CHECK(code_of(l.d, accept_order{l.order, system_actor, january(4, 12)}) == "not_yet");
    REQUIRE(l.d.escalations(january(5, 9)).size() == 1);
    l.take(accept_order{l.order, system_actor, january(5, 9)});
    CHECK(l.o().state == handling);
    CHECK(l.o().due == due);
    CHECK_FALSE(l.o().responded);
    life prompt;
    prompt.to_handling();
    CHECK(prompt.o().due == due);
    CHECK(prompt.o().responded);
}

TEST_CASE("suspending at the deadline: some hours must be left, and the review date ends it") {
    life l;
    l.to_handling();
    CHECK(code_of(l.d, suspend_order{l.order, "p-supervisor", january(11, 15), date{2022, 1, 20}, "why"}) ==
          "too_close_to_due");
    CHECK(code_of(l.d, suspend_order{l.order, "p-supervisor", january(11, 19), date{2022, 1, 20}, "why"}) ==
          "past_due");
    CHECK(code_of(l.d, suspend_order{l.order, "p-supervisor", january(10, 9), date{2022, 3, 1}, "why"}) ==
          "bad_review");
    CHECK(code_of(l.d, suspend_order{l.order, "p-supervisor", january(10, 9), date{2022, 1, 10}, "why"}) ==
          "bad_review");
    // 14 working hours are left. They go on on the 20th, whenever somebody resumes it.
    l.take(suspend_order{l.order, "p-supervisor", january(10, 9), date{2022, 1, 20}, "why"});
    CHECK(l.o().due == january(21, 18));
    CHECK(code_of(l.d, resume_order{l.order, system_actor, january(19, 9)}) == "not_yet");
    l.take(resume_order{l.order, "p-supervisor", january(24, 9)});
    CHECK(l.o().due == january(21, 18));
    CHECK(l.d.escalations(january(24, 9)).size() == 1);
    life again;
    again.to(suspended);
    again.take(resume_order{again.order, "p-supervisor", again.next()});
    CHECK(code_of(again.d, suspend_order{again.order, "p-supervisor", again.next(), date{2022, 1, 10},
                                         "why"}) == "too_often");
}

TEST_CASE("extending after the deadline, or without end") {
    life l;
    l.to_handling();
    l.take(extend_order{l.order, "p-supervisor", january(11, 17), 4, "why"});
    CHECK(l.o().due == january(17, 18));
    CHECK(code_of(l.d, extend_order{l.order, "p-supervisor", january(12, 9), 7, "why"}) == "bad_days");
    l.take(extend_order{l.order, "p-supervisor", january(12, 9), 6, "why"});
    CHECK(code_of(l.d, extend_order{l.order, "p-supervisor", january(12, 9), 1, "why"}) == "bad_days");
    life late;
    late.to_handling();
    CHECK(code_of(late.d, extend_order{late.order, "p-supervisor", january(11, 18, 1), 1, "why"}) ==
          "past_due");
}

TEST_CASE("checking one's own work: by nobody who ever had it, nor their colleagues") {
    const test::folder f{chengdong};
    f.append("roles.csv", "p-supervisor,department_officer,department,dept-01,2021-03-01,\n"
                          "p-clerk,party_member,team,team-05,2021-03-01,\n");
    add_competences(f, "城管,team,team-05,,,yes\n");
    const world conflicted{f};
    auto d = conflicted.open_desk();
    carry_out(
        d, place_order{
               .order = "o", .by = "p-bl-03", .at = january(4, 9), .item = "parking", .building = "b-03-01"});
    carry_out(d, register_order{"o", "p-clerk", january(4, 9)});
    carry_out(
        d, dispatch_order{"o", "p-clerk", january(4, 9), first_handler, {{handler_kind::team, "team-05"}}});
    carry_out(d, accept_order{"o", "p-officer-01", january(4, 9)});
    CHECK(code_of(d, extend_order{"o", "p-supervisor", january(4, 9), 1, "why"}) == "checks_own_work");
    CHECK(code_of(d, suspend_order{"o", "p-supervisor", january(4, 9), date{2022, 1, 6}, "why"}) ==
          "checks_own_work");
    CHECK(code_of(d, force_order{"o", "p-supervisor", january(4, 9), "why"}) == "checks_own_work");
    carry_out(d, services::feed_back{"o", "p-officer-01", january(4, 10), "photo"});
    for (const person_key who : {"p-supervisor", "p-clerk"}) {
        CHECK(code_of(d, pass_check{"o", who, january(4, 11)}) == "checks_own_work");
        CHECK(code_of(d, fail_check{"o", who, january(4, 11), "why"}) == "checks_own_work");
    }
}

TEST_CASE("checking one's own work: whoever handled it cannot check it after leaving the office") {
    const test::folder f{chengdong};
    f.replace("roles.csv", "p-officer-01,department_officer,department,dept-01,2021-03-01,",
              "p-officer-01,department_officer,department,dept-01,2021-03-01,2022-01-06\n"
              "p-officer-01,grid_member,community,,2022-01-06,");
    const world moved{f};
    auto d = moved.open_desk();
    carry_out(
        d, place_order{
               .order = "o", .by = "p-bl-03", .at = january(4, 9), .item = "parking", .building = "b-03-01"});
    carry_out(d, register_order{"o", "p-clerk", january(4, 9)});
    carry_out(d, dispatch_order{"o", "p-clerk", january(4, 9), first_handler, {}});
    carry_out(d, accept_order{"o", "p-officer-01", january(4, 9)});
    carry_out(d, services::feed_back{"o", "p-officer-01", january(4, 10), "photo"});
    CHECK(code_of(d, pass_check{"o", "p-officer-01", january(7, 9)}) == "checks_own_work");
    carry_out(d, pass_check{"o", "p-clerk", january(7, 9)});
    CHECK(code_of(d, rate_order{"o", "p-officer-01", january(12, 9)}) == "checks_own_work");
}

TEST_CASE("closing and reopening to reset clocks: they go on from what was used") {
    life l;
    l.to_handling();
    // Five working days until the 11th; half an hour after the close of the 10th seven hours are left.
    l.take(services::feed_back{l.order, "p-officer-01", january(10, 18, 30), "photo"});
    l.take(pass_check{l.order, "p-clerk", january(10, 19)});
    l.take(rate_order{l.order, "p-reporter", january(10, 19), true, true});
    l.take(reopen_order{l.order, "p-reporter", january(17, 16), "why"});
    CHECK(l.o().state == dispatched);
    CHECK(l.o().due == january(18, 16));
    CHECK(code_of(l.d, return_order{l.order, "p-officer-01", january(17, 16), "why"}) == "not_returnable");
    l.take(accept_order{l.order, "p-officer-01", january(17, 16)});
    // What is overdue stays overdue.
    l.take(services::feed_back{l.order, "p-officer-01", january(19, 9), "photo"});
    l.take(fail_check{l.order, "p-clerk", january(19, 10), "why"});
    CHECK(l.o().due == january(18, 16));
    life late;
    late.to_solved();
    CHECK(code_of(late.d, reopen_order{late.order, "p-reporter", january(20, 9), "why"}) == "too_late");
    life never;
    never.place();
    never.take(cancel_order{never.order, "p-reporter", never.next(), "why"});
    CHECK(code_of(never.d, reopen_order{never.order, "p-reporter", never.next(), "why"}) ==
          "never_dispatched");
}

TEST_CASE("merging to lose a bad rating") {
    life l;
    l.place_elder();
    l.to_follow_up();
    CHECK(code_of(l.d, merge_order{l.order, "p-clerk", l.next(), "o-0", "why"}) == "wrong_state");
    l.take(rate_order{l.order, "p-reporter", l.now, false, false});
    CHECK(code_of(l.d, merge_order{l.order, "p-clerk", l.next(), "o-0", "why"}) == "done_before");
}

TEST_CASE("a merged order goes with its reporters, and only into an elder one of the grid that is not done") {
    life l;
    l.to(order_state::merged);
    CHECK(l.o().parent == order_key{"o-0"});
    CHECK(l.d.find("o-0")->also_for == std::vector<person_key>{"p-reporter"});
    CHECK(hears_of(*l.d.find("o-0"), "p-reporter"));
    // They are a reporter of it, but it is not for them to end.
    CHECK(code_of(l.d, cancel_order{"o-0", "p-reporter", l.next(), "why"}) == "not_entitled");
    life other;
    other.place_elder();
    other.take(place_order{
        .order = "far", .by = "p-reporter", .at = january(4, 8), .item = "parking", .building = "b-09-01"});
    other.to_registered();
    const auto into = [&](const order_key& k) {
        return merge_order{other.order, "p-clerk", other.next(), k, "why"};
    };
    CHECK(code_of(other.d, into("far")) == "bad_merge");
    CHECK(code_of(other.d, into(other.order)) == "bad_merge");
    CHECK(code_of(other.d, into("o-99")) == "unknown_order");
    CHECK(code_of(other.d, merge_order{"o-0", "p-clerk", other.next(), other.order, "why"}) == "bad_merge");
}

TEST_CASE("an appeal: once, in time, granted to the reporter it is handled again") {
    life l;
    l.to(under_review);
    CHECK(code_of(l.d, cancel_order{l.order, "p-reporter", l.next(), "why"}) == "wrong_state");
    l.take(settle_appeal{l.order, "p-supervisor", l.next(), true, "why"});
    CHECK(l.o().state == handling);
    CHECK(l.o().due == january(12, 9, 25)); // the clock stood for 25 minutes
    life upheld;
    upheld.to(under_review);
    upheld.take(settle_appeal{upheld.order, "p-supervisor", upheld.next(), false, "why"});
    CHECK(upheld.o().state == solved);
    CHECK(code_of(upheld.d, appeal_order{upheld.order, "p-reporter", upheld.next(), "why"}) ==
          "appealed_before");
    life late;
    late.to_solved();
    CHECK(code_of(late.d, appeal_order{late.order, "p-reporter", january(12, 9), "why"}) == "too_late");
    life himself;
    himself.to(forced);
    himself.take(appeal_order{himself.order, "p-reporter", himself.next(), "why"});
    CHECK(code_of(himself.d, settle_appeal{himself.order, "p-supervisor", himself.next(), true, "why"}) ==
          "decided_himself");
    life declined_one;
    declined_one.to(declined);
    declined_one.take(appeal_order{declined_one.order, "p-reporter", declined_one.next(), "why"});
    declined_one.take(settle_appeal{declined_one.order, "p-supervisor", declined_one.next(), true, "why"});
    CHECK(declined_one.o().state == registered);
}

TEST_CASE("an appeal granted to the handler strikes the rating, and nothing else does") {
    life l;
    l.to_follow_up();
    l.take(rate_order{l.order, "p-reporter", l.next(), true, false});
    l.take(appeal_order{l.order, "p-officer-01", l.next(), "why"});
    l.take(settle_appeal{l.order, "p-supervisor", l.next(), true, "why"});
    CHECK(l.o().state == solved);
    CHECK(l.o().rating_struck);
}

TEST_CASE("a transfer needs somebody competent who never had it, so often at most") {
    life l;
    l.to_handling();
    const auto to = [&](const handler& h) { return transfer_order{l.order, "p-clerk", l.next(), h, "why"}; };
    CHECK(code_of(l.d, to(first_handler)) == "had_it_before");
    CHECK(code_of(l.d, to({handler_kind::department, "dept-02"})) == "not_competent");
    CHECK(code_of(l.d, to({handler_kind::department, "dept-99"})) == "unknown_handler");
    const auto due = l.o().due;
    l.take(to(second_handler));
    CHECK(l.o().due == due);
    CHECK(code_of(l.d, to(first_handler)) == "had_it_before");
    CHECK(code_of(l.d, services::feed_back{l.order, "p-officer-01", l.next(), "photo"}) == "not_entitled");
    life capped{{.most_transfers = 0}};
    capped.to_handling();
    CHECK(code_of(capped.d, transfer_order{capped.order, "p-clerk", capped.next(), second_handler, "why"}) ==
          "too_often");
}

TEST_CASE("co-handlers help, and do not stand there twice") {
    life l;
    l.to_registered();
    const auto with = [&](std::vector<handler> helpers) {
        return dispatch_order{l.order, "p-clerk", l.next(), first_handler, std::move(helpers)};
    };
    const handler team{handler_kind::team, "team-05"};
    CHECK(code_of(l.d, with({first_handler})) == "helps_itself");
    CHECK(code_of(l.d, with({team, team})) == "helps_itself");
    CHECK(code_of(l.d, with({{handler_kind::team, "team-99"}})) == "unknown_handler");
}

TEST_CASE("departments that are called report, each once, and are called again when they came or are late") {
    life l;
    l.place();
    const auto call = [&](local_time by, std::vector<department_key> whom) {
        return blow_whistle{l.order, "p-clerk", l.next(), by, std::move(whom), "why"};
    };
    CHECK(code_of(l.d, call(l.now, {"dept-02"})) == "bad_whistle");
    CHECK(code_of(l.d, call(january(5, 9), {})) == "bad_whistle");
    CHECK(code_of(l.d, call(january(5, 9), {"dept-02", "dept-02"})) == "bad_whistle");
    CHECK(code_of(l.d, call(january(5, 9), {"dept-99"})) == "unknown_handler");
    l.take(call(january(5, 9), {"dept-02", "dept-03"}));
    CHECK(code_of(l.d, services::report_in{l.order, "p-officer-02", l.next(), "dept-03"}) == "not_entitled");
    l.take(services::report_in{l.order, "p-officer-02", l.next(), "dept-02"});
    CHECK(code_of(l.d, services::report_in{l.order, "p-officer-02", l.next(), "dept-02"}) == "not_entitled");
    CHECK(code_of(l.d, call(january(6, 9), {"dept-02"})) == "still_called");
    l.take(services::report_in{l.order, "p-officer-03", l.next(), "dept-03"});
    l.take(call(january(6, 9), {"dept-02"}));
    CHECK_FALSE(
        l.d.check(blow_whistle{l.order, "p-clerk", january(7, 9), january(8, 9), {"dept-02"}, "why"}));
}

TEST_CASE("what is found not to be so is not registered, and the rules may want it verified first") {
    life l{{.verify_before_registering = true}};
    l.place();
    CHECK(code_of(l.d, register_order{l.order, "p-clerk", l.next()}) == "not_verified");
    l.take(verify_order{l.order, "p-staff", l.next(), verification::does_not_exist});
    CHECK(code_of(l.d, register_order{l.order, "p-clerk", l.next()}) == "not_so");
    l.take(verify_order{l.order, "p-staff", l.next(), verification::exists});
    l.take(register_order{l.order, "p-clerk", l.next()});
}

TEST_CASE("every decision against somebody needs a reason") {
    std::set<step> asked;
    for (int n = 0; n < order_states; ++n) {
        life l;
        if (static_cast<order_state>(n) != merged) l.place_elder();
        l.to(static_cast<order_state>(n));
        for (const auto& rule : step_rules()) {
            if (!rule.from.contains(l.o().state) || rule.guard.en.find("a reason") == std::string_view::npos)
                continue;
            for (const auto& who : everybody()) {
                auto c = command_of(rule.step, l.order, who, l.next(), l.o().state == returned);
                if (l.d.check(c)) continue;
                std::visit(
                    [](auto& x) {
                        if constexpr (requires { x.reason; }) x.reason = {};
                    },
                    c);
                CHECK_MESSAGE(code_of(l.d, c) == "nothing_said", to_string(rule.step));
                asked.insert(rule.step);
            }
        }
    }
    int want = 0;
    for (const auto& rule : step_rules())
        want += rule.guard.en.find("a reason") != std::string_view::npos ? 1 : 0;
    CHECK(static_cast<int>(asked.size()) == want);
}

TEST_CASE("merging to lose a late or failed order, or one's own") {
    life l;
    l.place_elder();
    l.to_check();
    l.take(fail_check{l.order, "p-clerk", l.next(), "why"});
    CHECK(code_of(l.d, merge_order{l.order, "p-clerk", l.next(), "o-0", "why"}) == "done_before");
    life late;
    late.place_elder();
    late.to_handling();
    CHECK(code_of(late.d, merge_order{late.order, "p-clerk", january(12, 9), "o-0", "why"}) == "past_due");
    life reopened;
    reopened.place_elder();
    reopened.to_solved();
    reopened.take(reopen_order{reopened.order, "p-supervisor", reopened.next(), "why"});
    CHECK(code_of(reopened.d, merge_order{reopened.order, "p-clerk", reopened.next(), "o-0", "why"}) ==
          "done_before");
}

TEST_CASE("rating for the reporter: only once the reporter had their time, and never by who passed it") {
    life l;
    l.to_follow_up();
    l.take(urge_order{l.order, "p-reporter", l.next(), "why"});
    CHECK(code_of(l.d, rate_order{l.order, "p-clerk", january(6, 9)}) == "decided_himself");
    life by_system{{.system_passes_visited = true}};
    auto& d = by_system.d;
    by_system.take(place_order{.order = "h",
                               .by = "p-reporter",
                               .at = january(4, 9),
                               .item = "home-repair",
                               .building = "b-03-01",
                               .at_door = true});
    by_system.take(register_order{"h", "p-clerk", january(4, 9)});
    by_system.take(dispatch_order{"h", "p-clerk", january(4, 9), {handler_kind::team, "team-01"}, {}});
    by_system.take(accept_order{"h", "p-01-01", january(4, 9)});
    by_system.take(visit_home{"h", "p-01-01", january(4, 9), january(4, 10), "note"});
    by_system.take(services::feed_back{"h", "p-01-01", january(4, 10), "photo"});
    by_system.take(pass_check{"h", system_actor, january(4, 10)});
    CHECK(code_of(d, rate_order{"h", "p-clerk", january(4, 11)}) == "not_yet");
    by_system.take(rate_order{"h", "p-clerk", january(6, 9), true, true});
    CHECK(d.find("h")->rated_by == "p-clerk");
}

TEST_CASE("naming the reporter or anybody as a co-handler, so that they cannot decide") {
    life l;
    l.to_registered();
    for (const person_key who : {"p-reporter", "p-supervisor"})
        CHECK(code_of(l.d,
                      dispatch_order{
                          l.order, "p-clerk", l.next(), first_handler, {{handler_kind::person, who}}}) ==
              "may_not_help");
}

TEST_CASE("the system passes only what was done at the door") {
    life l;
    l.to_handling();
    l.take(visit_home{l.order, "p-officer-01", l.next(), l.now, "note"});
    l.take(services::feed_back{l.order, "p-officer-01", l.next(), "photo"});
    CHECK(code_of(l.d, pass_check{l.order, system_actor, l.next()}) == "not_for_the_system");
}

TEST_CASE("an appeal of one side leaves the other its own, and its time") {
    life l;
    l.to_solved();
    l.take(appeal_order{l.order, "p-officer-01", l.next(), "why"});
    CHECK(l.o().step_due == january(11, 18)); // to be settled within five working days
    const auto& parking = *town().catalogue.find_item("parking", date{2022, 1, 4});
    const auto review = read_clocks(l.events, parking, l.d.rules(), town().office).back();
    CHECK(review.stage == stage::settle);
    CHECK(review.due == l.o().step_due);
    CHECK_FALSE(review.stopped);
    l.take(settle_appeal{l.order, "p-supervisor", january(28, 9), false, "why"});
    CHECK(l.o().state == solved);
    CHECK_FALSE(l.o().rating_struck);
    CHECK_FALSE(l.d.check(reopen_order{l.order, "p-reporter", january(29, 9), "why"}));
    l.take(appeal_order{l.order, "p-reporter", january(29, 9), "why"});
    CHECK(code_of(l.d, settle_appeal{l.order, "p-resident", january(30, 9), true, "why"}) == "not_entitled");
    l.take(settle_appeal{l.order, "p-supervisor", january(30, 9), true, "why"});
    CHECK(l.o().state == handling);
}

TEST_CASE("settling one's own appeal") {
    auto d = town().open_desk();
    carry_out(d, place_order{.order = "o",
                             .by = "p-supervisor",
                             .at = january(4, 9),
                             .item = "parking",
                             .building = "b-03-01"});
    carry_out(d, decline_order{"o", "p-clerk", january(4, 9), "why"});
    carry_out(d, appeal_order{"o", "p-supervisor", january(4, 9), "why"});
    CHECK(code_of(d, settle_appeal{"o", "p-supervisor", january(4, 9), true, "why"}) == "own_matter");
}

TEST_CASE("what a supervisor adjudicated is not passed on, and a whistle or a visit has an end") {
    life l;
    l.to(returned);
    l.take(adjudicate_order{l.order, "p-supervisor", l.next(), first_handler, "why"});
    l.take(accept_order{l.order, "p-officer-01", l.next()});
    CHECK(code_of(l.d, transfer_order{l.order, "p-clerk", l.next(), second_handler, "why"}) ==
          "not_returnable");
    CHECK(code_of(l.d, blow_whistle{l.order,
                                    "p-clerk",
                                    l.next(),
                                    january(31, 9) + std::chrono::hours{24 * 60},
                                    {"dept-02"},
                                    "why"}) == "bad_whistle");
    CHECK(code_of(l.d, visit_home{l.order, "p-officer-01", l.next(), january(31, 9), "note"}) == "bad_times");
}

TEST_CASE("suspending and closing to move a deadline: it is that of a resumption at the moment of closing") {
    life l;
    l.to_handling();
    l.take(suspend_order{l.order, "p-supervisor", january(10, 9), date{2022, 1, 28}, "why"});
    CHECK(l.o().due == january(29, 18)); // a Saturday that is worked
    l.take(force_order{l.order, "p-supervisor", january(12, 9), "why"});
    CHECK(l.o().due == january(13, 18));
}

TEST_SUITE_END();
