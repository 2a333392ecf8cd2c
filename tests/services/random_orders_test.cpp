/// Random days at the desk: no stream of commands breaks an invariant, and every deadline can be explained.
#include <algorithm>
#include <array>
#include <set>

#include "town.hpp"

TEST_SUITE_BEGIN("random orders");

using namespace test;

namespace {

using enum order_state;
using std::chrono::minutes;

const std::vector<person_key>& pool() {
    static const std::vector<person_key> all = [] {
        std::vector<person_key> keys{"p-officer-03", "p-nobody"};
        for (const auto& k : everybody()) keys.push_back(k);
        return keys;
    }();
    return all;
}

desk_rules some_rules(test::random& random) {
    desk_rules r;
    using calendar::limit_unit;
    const calendar::time_limit limits[] = {{5, limit_unit::worked_days},
                                           {6, limit_unit::worked_hours},
                                           {30, limit_unit::hours},
                                           {4, limit_unit::natural_days}};
    if (!random.one_in(3)) r.handling = {{.limit = random.one_of(limits)}};
    if (random.one_in(3)) r.counting = calendar::counting::from_same_day;
    r.handling.push_back({.limit = {5, limit_unit::worked_days}, .counting = r.counting});
    if (random.one_in(4)) r.accept_within.reset();
    r.verify_before_registering = random.one_in(4);
    r.system_registers_errands = random.one_in(2);
    r.most_returns = random.between(0, 3);
    r.most_transfers = random.between(0, 3);
    r.most_suspensions = random.between(0, 4);
    r.most_extended = random.between(0, 12) * calendar::working_day;
    r.reopen_within = calendar::time_limit{random.between(1, 60), limit_unit::natural_days};
    r.appeal_within = calendar::time_limit{random.between(1, 30), limit_unit::worked_days};
    return r;
}

/// A desk with orders to which anything may happen.
class stream {
public:
    explicit stream(test::random& random) : random_{random}, desk_{town().open_desk(some_rules(random))} {}

    /// Gives a random command. Returns how many events it caused.
    std::size_t step_on() {
        const auto c = any_command();
        const auto decision = desk_.decide(c);
        CHECK(desk_.check(c).has_value() == decision.why_not().has_value());
        if (decision.why_not()) {
            CHECK_FALSE(to_string(*decision.why_not()).empty());
            return 0;
        }
        const auto known = order_of(c);
        const auto before = desk_.find(known) != nullptr ? std::optional{*desk_.find(known)} : std::nullopt;
        const auto& caused = decision.events();
        desk_.apply(caused);
        for (const auto& e : caused) {
            histories_[order_of(e)].push_back(e);
            events_.push_back(e);
        }
        for (const auto& e : caused) check(*desk_.find(order_of(e)));
        if (before) check_change(*before, *desk_.find(known), step_of(c), actor_of(c));
        return caused.size();
    }

    /// A desk that was packed is the same desk; one byte less is no desk.
    void check_packed() {
        auto parts = desk_.pack();
        auto again = town().open_desk(desk_.rules());
        REQUIRE(again.unpack(parts));
        CHECK(again.orders() == desk_.orders());
        const auto late = january(1, 0) + std::chrono::hours{24 * 3000};
        CHECK(again.due_between(calendar::local_time::first(), late).size() ==
              desk_.due_between(calendar::local_time::first(), late).size());
        if (parts.empty()) return;
        parts.back().pop_back();
        CHECK_FALSE(again.unpack(parts));
        CHECK(again.orders() == desk_.orders());
    }

    /// The state is the fold of the events, in any order of the orders, through their encoded form too.
    void check_replay() {
        auto again = town().open_desk(desk_.rules());
        again.apply(events_);
        CHECK(again.orders() == desk_.orders());
        check_packed();
        std::map<order_state, int> counts;
        int with_parent = 0;
        for (const auto& o : desk_.orders()) {
            const auto& history = histories_[o.key];
            CHECK(order_as_of(history, o.key, january(1, 0) + std::chrono::hours{24 * 3000}) == o);
            std::optional<services::order> folded;
            for (const auto& e : history) {
                const auto copy = decode(encode(e));
                CHECK(copy == e);
                folded = fold(folded ? &*folded : nullptr, copy);
            }
            CHECK(folded == o);
            ++counts[o.state];
            with_parent += o.parent ? 1 : 0;
            check_hears(o);
        }
        int total = 0;
        for (const auto& [s, n] : counts) total += n;
        CHECK(total == static_cast<int>(desk_.orders().size()));
        CHECK(counts[merged] == with_parent);
    }

    /// No order falls out of a rate that it belongs to: it is counted, or left out with a reason, once.
    void check_indicators() {
        const auto all =
            measure_orders(desk_.orders(), {january(1, 0), january(1, 0) + std::chrono::hours{24 * 5000}});
        std::map<indicator, std::map<order_key, int>> seen;
        for (const auto& m : all) {
            for (const auto& k : m.whole) ++seen[m.indicator][k];
            for (const auto& x : m.left_out) ++seen[m.indicator][x.order];
            CHECK(std::includes(m.whole.begin(), m.whole.end(), m.part.begin(), m.part.end()));
        }
        const auto check_of = [&](indicator i, const services::order& o, bool belongs) {
            const auto found = seen[i].find(o.key);
            CHECK((found == seen[i].end() ? 0 : found->second) == (belongs ? 1 : 0));
        };
        for (const auto& o : desk_.orders()) {
            const auto* root = &o;
            while (root->parent) root = desk_.find(*root->parent);
            const bool closed = is_closed(settled_state(*root));
            check_of(indicator::registered, o, true);
            check_of(indicator::handled_on_time, o, o.due || root->due);
            check_of(indicator::closed, o, o.due || root->due || root->step_due);
            check_of(indicator::returned, o, o.dispatched_at.has_value());
            check_of(indicator::responded, o, closed);
            check_of(indicator::satisfied, o, closed);
        }
    }

    /// The index of deadlines agrees with a look at every order.
    void check_deadlines() {
        const auto from = january(4, 0) + minutes{random_.between(0, 60 * 24 * 600)};
        const auto until = from + minutes{random_.between(0, 60 * 24 * 40)};
        std::multiset<std::pair<local_time, order_key>> want;
        for (const auto& o : desk_.orders())
            if (const auto due = next_deadline(o); due && *due >= from && *due < until)
                want.insert({*due, o.key});
        std::multiset<std::pair<local_time, order_key>> got;
        for (const auto& e : desk_.due_between(from, until))
            got.insert({*e.due, desk_.orders()[e.order].key});
        CHECK(got == want);
    }

    /// Deadlines that are read from the events agree with those of the desk and with a count of minutes.
    void check_clocks() {
        for (const auto& o : desk_.orders()) {
            const auto& history = histories_[o.key];
            const auto* item = town().catalogue.find_item(o.item, o.placed_at.date());
            const auto clocks = read_clocks(history, *item, desk_.rules(), town().office);
            const stage_clock* handling_clock = nullptr;
            for (const auto& c : clocks)
                if (c.stage == stage::handle) handling_clock = &c;
            if (handling_clock == nullptr || !o.handler) continue;
            CHECK_MESSAGE(handling_clock->due == o.due, told(o, history, clocks));
            if (++clocks_checked_ % 16 == 0) count_minutes(*handling_clock, history);
        }
    }

    static std::string told(const services::order& o, const std::vector<event>& history,
                            const std::vector<stage_clock>& clocks) {
        auto text = fmt::format("order {} due {}", o.key, o.due ? calendar::to_string(*o.due) : "");
        for (const auto& e : history) text += "\n" + encode(e);
        for (const auto& c : clocks) text += fmt::format("\n{}", c);
        return text;
    }

    std::size_t clocks_checked() const { return clocks_checked_; }
    std::map<step, int> taken{};

private:
    local_time after(local_time t) {
        const int kind = random_.between(1, 20);
        const int most = kind <= 12 ? 180 : kind <= 18 ? 60 * 48 : 60 * 24 * 20;
        return t + minutes{random_.between(0, most)};
    }

    command any_command() {
        if (desk_.orders().empty() || random_.one_in(12)) return any_placing();
        const auto& book = desk_.orders();
        const auto any_order = [&]() -> const services::order& {
            return book[order_id{
                static_cast<std::uint32_t>(random_.between(0, static_cast<int>(book.size()) - 1))}];
        };
        // Mostly one that is not done with.
        const auto* o = &any_order();
        for (int i = 0; i < 4 && is_closed(o->state); ++i) o = &any_order();
        auto s = any_step();
        for (int i = 0; i < 20 && !rule_of(s).from.contains(o->state); ++i) s = any_step();
        auto who = random_.one_of(pool());
        if (!random_.one_in(5)) {
            std::vector<person_key> fitting;
            rule_of(s).who.each([&](actor a) { fitting.push_back(people().at(a)); });
            if (rule_of(s).who.contains(actor::staff))
                fitting.insert(fitting.end(), {"p-supervisor", "p-staff"});
            who = random_.one_of(fitting);
            if (o->handler == second_handler && who == "p-officer-01") who = "p-officer-03";
        }
        ++taken[s];
        auto t = after(o->last_at);
        auto c = command_of(s, o->key, who, t, !o->former_handlers.empty());
        if (auto* m = std::get_if<merge_order>(&c)) {
            const auto& into = any_order();
            m->into = into.key;
            m->at = std::max(t, into.last_at);
        }
        if (auto* x = std::get_if<extend_order>(&c)) x->days = random_.between(0, 6);
        if (auto* x = std::get_if<suspend_order>(&c))
            x->review = t.date() + calendar::day_count{random_.between(0, 35)};
        if (auto* x = std::get_if<rate_order>(&c)) x->solved = random_.one_in(2);
        if (auto* x = std::get_if<settle_appeal>(&c)) x->reversed = random_.one_in(2);
        if (auto* x = std::get_if<visit_home>(&c)) x->left = after(t);
        if (auto* x = std::get_if<verify_order>(&c))
            x->result = static_cast<verification>(random_.between(0, 2));
        if (auto* x = std::get_if<dispatch_order>(&c); x != nullptr && random_.one_in(3))
            x->co_handlers = {{handler_kind::team, "team-05"}};
        return c;
    }

    step any_step() {
        const auto s =
            static_cast<step>(random_.between(1, step_count - 2)); // what is received comes of another desk
        // Those that end an order, or change nothing, are rarer.
        static constexpr enum_set<step> rare{step::decline, step::cancel,    step::force,
                                             step::merge,   step::urge,      step::supervise,
                                             step::whistle, step::report_in, step::refer};
        return rare.contains(s) && !random_.one_in(10) ? any_step() : s;
    }

    command any_placing() {
        // A few keys come again.
        const auto n = random_.one_in(20) ? random_.between(0, 50) : static_cast<int>(desk_.orders().size());
        const std::string_view buildings[] = {"b-03-01", "b-03-02", "b-09-01"};
        return place_order{.order = order_key{"o-" + std::to_string(n)},
                           .by = random_.one_of(pool()),
                           .at = january(4, 0) + minutes{random_.between(0, 60 * 24 * 300)},
                           .item = random_.one_in(4) ? "heating-fee" : "parking",
                           .building = random_.one_of(buildings),
                           .priority = random_.one_in(5) ? priority::urgent : priority::normal};
    }

    /// What holds of every order at any time.
    void check(const services::order& o) {
        const auto& rules = desk_.rules();
        CHECK(o.version == histories_[o.key].size());
        const bool with_handler = o.state == dispatched || o.state == handling || o.state == suspended ||
                                  o.state == to_check || o.state == follow_up;
        if (with_handler) {
            CHECK(o.handler.has_value());
            CHECK(o.due.has_value());
            CHECK(std::find(o.co_handlers.begin(), o.co_handlers.end(), *o.handler) == o.co_handlers.end());
        }
        if (o.state == returned) CHECK_FALSE(o.handler);
        CHECK((o.state == suspended) == o.suspension.has_value());
        CHECK(o.returns <= rules.most_returns);
        CHECK(o.transfers <= rules.most_transfers);
        CHECK(o.extended_days <= rules.most_extended.count());
        CHECK(o.suspensions <= rules.most_suspensions);
        CHECK((o.state == merged) == o.parent.has_value());
        if (is_closed(o.state)) CHECK_FALSE(next_deadline(o));
    }

    void check_change(const services::order& before, const services::order& now, step s,
                      const person_key& by) {
        const auto& rule = rule_of(s);
        CHECK(rule.from.contains(before.state));
        CHECK((rule.to.empty() ? now.state == before.state : rule.to.contains(now.state)));
        // Nobody decides on what he, or his department, had in hand.
        const auto worked = [&](const handler& h) {
            const std::map<person_key, department_key> departments{{"p-officer-01", "dept-01"},
                                                                   {"p-officer-03", "dept-03"}};
            return departments.contains(by) && departments.at(by) == h.key;
        };
        if (s == step::pass || s == step::fail || s == step::rate || s == step::settle || s == step::force ||
            s == step::cancel || s == step::merge) {
            if (before.handler) CHECK_FALSE(worked(*before.handler));
            for (const auto& h : before.former_handlers) CHECK_FALSE(worked(h));
        }
        if (s == step::pass || s == step::fail || s == step::rate || s == step::settle || s == step::force)
            CHECK(std::find(before.hands.begin(), before.hands.end(), by) == before.hands.end());
        // A deadline never comes nearer, and one that was missed is never moved.
        // (While suspended it is that of a resumption on the review date.)
        const bool anew =
            s == step::dispatch || s == step::adjudicate || s == step::resume || before.suspension;
        if (before.due && now.due && !anew)
            CHECK_MESSAGE(*now.due >= *before.due, told(now, histories_[now.key], {}));
        if (before.due && now.due && !anew && !before.stopped_at && !before.suspension &&
            now.last_at > *before.due && s != step::visit)
            CHECK(*now.due == *before.due);
    }

    /// Whoever reported a matter hears of it where it is handled.
    void check_hears(const services::order& o) {
        const auto* root = &o;
        for (std::size_t steps = 0; root->parent; ++steps) {
            REQUIRE(steps <= desk_.orders().size()); // a forest
            root = desk_.find(*root->parent);
            REQUIRE(root != nullptr);
        }
        CHECK(hears_of(*root, o.reporter));
    }

    void count_minutes(const stage_clock& c, const std::vector<event>& history) {
        const bool elapsed = c.limit->unit == calendar::limit_unit::hours ||
                             c.limit->unit == calendar::limit_unit::natural_days;
        const auto works = [&](local_time t) {
            if (elapsed) return true;
            const auto clock = t.time_of_day() / 1h;
            return ((clock >= 9 && clock < 12) || (clock >= 14 && clock < 18)) &&
                   town().office.usual().works_on(t.date());
        };
        const auto minutes_of = [&](local_time from, local_time until) {
            long n = 0;
            for (auto t = from; t < until; t += minutes{1}) n += works(t) ? 1 : 0;
            return n;
        };
        auto allowed = c.started;
        // What the limit gave when it started, and what extensions added to it then.
        for (const auto& h : desk_.rules().handling) {
            allowed = calendar::deadline(town().office.usual(), c.started, h.limit,
                                         h.counting.value_or(desk_.rules().counting));
            break;
        }
        long want = minutes_of(c.started, allowed);
        long counted = 0;
        for (const auto& span : explain(c, town().office)) counted += (span.until - span.from).count() / 60;
        INFO(told(*desk_.find(order_of(history[0])), history, {c}));
        bool extended = false;
        for (const auto& e : history) extended = extended || std::holds_alternative<order_extended>(e);
        if (extended)
            CHECK(counted >= want);
        else
            CHECK(counted == want);
    }

    test::random& random_;
    desk desk_;
    std::map<order_key, std::vector<event>> histories_;
    std::vector<event> events_;
    std::size_t clocks_checked_ = 0;
};

void run_streams(std::size_t events_wanted) {
    test::random random;
    std::size_t events = 0;
    std::size_t clocks = 0;
    std::map<step, int> taken;
    while (events < events_wanted) {
        stream s{random};
        for (std::size_t here = 0; here < 5000;) {
            const auto caused = s.step_on();
            here += caused;
            events += caused;
        }
        for (int i = 0; i < 20; ++i) s.check_deadlines();
        s.check_clocks();
        s.check_indicators();
        s.check_replay();
        clocks += s.clocks_checked();
        for (const auto& [what, n] : s.taken) taken[what] += n;
    }
    CHECK(clocks > events / 100);
    CHECK(taken.size() == step_count - 2); // all but placing and receiving
}

} // namespace

TEST_CASE("random streams of commands break no invariant") {
    run_streams(20'000);
}

TEST_CASE("a million events of random streams break no invariant" * doctest::skip()) {
    run_streams(1'000'000);
}

TEST_SUITE_END();
