// Orders, deadlines and ledgers against what one writes first.
//
// Commands: a map of tickets whose state is looked at and changed, and a line of history: no roles, no
// clocks, no guards. Deadlines: a walk day by day with a set of holidays. Ledger: a map of tuples.

#include <qaidam/civic/feed.hpp>
#include <qaidam/ledger/ledger.hpp>
#include <qaidam/services/services.hpp>

#include <chrono>
#include <map>
#include <random>
#include <set>
#include <tuple>

#include <benchmark/benchmark.h>

using namespace qaidam;
using namespace qaidam::services;
using calendar::date;
using calendar::local_time;

namespace {

using seconds = std::chrono::duration<double>;

template <class Work>
double time_of(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return seconds{std::chrono::steady_clock::now() - start}.count();
}

const civic::community& chengdong() {
    static const auto c = civic::load(QAIDAM_SOURCE_DIR "/examples/data/chengdong").value;
    return c;
}
const catalogue& lists() {
    static const auto all = load_catalogue(QAIDAM_SOURCE_DIR "/examples/data/chengdong", chengdong()).value;
    return all;
}
const calendar::work_calendars& office() {
    static const calendar::work_calendars w{calendar::office_hours(), calendar::holidays::china()};
    return w;
}

local_time morning(int minute) {
    return local_time{date{2022, 1, 4}, std::chrono::minutes{9 * 60 + minute}};
}

/// The life of one order, from its placing to its rating; keys as long as those of a city.
std::vector<command> life_of(std::size_t n) {
    const services::order_key k = fmt::format("2022-0104-{:07}", n);
    const handler h{handler_kind::department, "dept-01"};
    return {
        place_order{.order = k, .by = "p-bl-03", .at = morning(0), .item = "parking", .building = "b-03-01"},
        verify_order{k, "p-clerk", morning(1), verification::exists},
        register_order{k, "p-clerk", morning(2)},
        dispatch_order{k, "p-clerk", morning(3), h, {}},
        accept_order{k, "p-officer-01", morning(4)},
        feed_back{k, "p-officer-01", morning(5), "photo"},
        pass_check{k, "p-clerk", morning(6)},
        rate_order{k, "p-bl-03", morning(7), true, true}};
}

constexpr std::size_t orders = 100'000;

/// Commands of many orders: so many are open at a time, and each takes a step in turn.
const std::vector<command>& commands(std::size_t open) {
    static std::map<std::size_t, std::vector<command>> known;
    auto& mixed = known[open];
    if (!mixed.empty()) return mixed;
    for (std::size_t first = 0; first < orders; first += open) {
        std::vector<std::vector<command>> lives;
        for (std::size_t i = 0; i < open; ++i) lives.push_back(life_of(first + i));
        for (std::size_t s = 0; s < lives[0].size(); ++s)
            for (auto& life : lives) mixed.push_back(life[s]);
    }
    return mixed;
}

/// The ticket system of an afternoon.
struct tickets {
    struct ticket {
        std::string state, reporter, handler;
        std::vector<std::string> history{};
    };
    std::map<std::string, ticket> all{};

    void take(const command& c) {
        static constexpr std::string_view after[] = {
            "placed",   "placed",   "registered", "declined", "dispatched", "handling",
            "handling", "returned", "",           "",         "",           "",
            "",         "to_check", "follow_up",  "",         "solved"};
        const auto& k = order_of(c).text();
        if (const auto* p = std::get_if<place_order>(&c)) {
            all.emplace(k, ticket{"placed", p->by.text(), ""});
            return;
        }
        auto& t = all.at(k);
        if (t.state == "solved") throw std::runtime_error("closed");
        t.state = after[c.index()];
        if (const auto* x = std::get_if<dispatch_order>(&c)) t.handler = x->handler.key.text();
        t.history.push_back(
            fmt::format("{} {} {}", actor_of(c), name_of(c), time_of(c).time_of_day().count()));
    }
};

double time_of_tickets(const std::vector<command>& all) {
    tickets t;
    return time_of([&] {
        for (const auto& c : all) t.take(c);
    });
}

void commands_through_the_desk(benchmark::State& state) {
    const auto& all = commands(static_cast<std::size_t>(state.range(0)));
    const auto yardstick = time_of_tickets(all);
    double spent = 0;
    for (auto _ : state) {
        desk d{chengdong(), lists(), office()};
        spent += time_of([&] {
            for (const auto& c : all) d.apply(d.decide(c).events());
        });
        if (d.orders().size() != orders || d.orders()[order_id{0}].state != order_state::solved)
            state.SkipWithError("the orders are not solved");
    }
    const auto each = spent / static_cast<double>(state.iterations());
    state.counters["M_commands/s"] = static_cast<double>(all.size()) / each / 1e6;
    state.counters["yardstick_M/s"] = static_cast<double>(all.size()) / yardstick / 1e6;
    state.counters["ratio"] = yardstick / each;
}

void replay(benchmark::State& state) {
    const auto& all = commands(static_cast<std::size_t>(state.range(0)));
    desk first{chengdong(), lists(), office()};
    std::vector<event> events;
    for (const auto& c : all)
        for (auto& e : first.decide(c).events()) {
            first.apply({&e, 1});
            events.push_back(std::move(e));
        }
    const auto yardstick = time_of_tickets(all);
    double spent = 0;
    for (auto _ : state) {
        desk d{chengdong(), lists(), office()};
        spent += time_of([&] { d.apply(events); });
        if (!(d.orders() == first.orders())) state.SkipWithError("the replay differs");
    }
    const auto each = spent / static_cast<double>(state.iterations());
    state.counters["M_events/s"] = static_cast<double>(events.size()) / each / 1e6;
    state.counters["yardstick_M/s"] = static_cast<double>(all.size()) / yardstick / 1e6;
    state.counters["ratio"] = yardstick / each;
}

/// Orders of five items at random spots of two kilometres; which of them may be the same matter as a new one.
void duplicates(benchmark::State& state) {
    const item_key items[] = {"parking", "street-light", "drain", "snow", "heating-fault"};
    std::mt19937_64 engine{1};
    std::uniform_real_distribution<double> degrees{-0.01, 0.01};
    const auto somewhere = [&] { return spot{37.295 + degrees(engine), 99.02 + degrees(engine)}; };
    order_book all;
    for (int i = 0; i < static_cast<int>(state.range(0)); ++i) {
        services::order o{
            .key = order_key{fmt::format("o-{}", i)}, .item = items[i % 5], .spot = somewhere()};
        o.placed_by = o.reporter = "p-elder";
        o.placed_at = o.last_at = morning(0);
        all.add(std::move(o));
    }
    const desk d{chengdong(), lists(), office(), {.duplicate_meters = 50}, std::move(all)};
    std::vector<place_order> wishes;
    for (std::size_t i = 0; i < 200; ++i)
        wishes.push_back(
            {.order = "new", .by = "p-clerk", .at = morning(1), .item = items[i % 5], .spot = somewhere()});
    std::size_t found = 0, expected = 0;
    const auto point_of = [](const spot& s) {
        return geo::point{geo::longitude{s.longitude}, geo::latitude{s.latitude}};
    };
    const auto yardstick = time_of([&] {
        for (const auto& wish : wishes)
            for (const auto& o : d.orders())
                if (o.item == wish.item && geo::distance(point_of(*o.spot), point_of(*wish.spot)).value() <=
                                               d.rules().duplicate_meters)
                    ++expected;
    });
    double spent = 0;
    for (auto _ : state) {
        found = 0;
        spent += time_of([&] {
            for (const auto& wish : wishes) found += d.find_duplicates(wish).size();
        });
    }
    if (found != expected) state.SkipWithError("others are found");
    const auto each = spent / static_cast<double>(state.iterations());
    state.counters["us_each"] = each / static_cast<double>(wishes.size()) * 1e6;
    state.counters["yardstick_us"] = yardstick / static_cast<double>(wishes.size()) * 1e6;
    state.counters["ratio"] = yardstick / each;
}

void deadlines(benchmark::State& state) {
    const auto& known = calendar::holidays::china();
    std::set<date> off, made_up;
    for (date d{2007, 1, 1}; d < date{2027, 1, 1}; d += calendar::day_count{1})
        if (const auto special = known.find(d)) (special->day_off ? off : made_up).insert(d);
    const auto naive = [&](local_time from, int days) {
        auto d = from.date();
        while (days > 0) {
            d += calendar::day_count{1};
            const bool weekday = d.day_of_week() >= 1 && d.day_of_week() <= 5;
            if ((weekday && !off.contains(d)) || made_up.contains(d)) --days;
        }
        return local_time{d, std::chrono::hours{18}};
    };
    std::mt19937_64 random{1};
    std::vector<std::pair<local_time, int>> questions;
    for (int i = 0; i < 100'000; ++i)
        questions.emplace_back(
            local_time{date{2007, 1, 1} + calendar::day_count{static_cast<int>(random() % 7200)},
                       std::chrono::minutes{static_cast<long>(random() % 1440)}},
            1 + static_cast<int>(random() % 10));
    std::vector<local_time> answers;
    const auto yardstick = time_of([&] {
        for (const auto& [from, days] : questions) answers.push_back(naive(from, days));
    });
    double spent = 0;
    for (auto _ : state) {
        std::size_t same = 0;
        spent += time_of([&] {
            for (std::size_t i = 0; i < questions.size(); ++i)
                same += calendar::deadline(office().usual(), questions[i].first,
                                           {questions[i].second, calendar::limit_unit::worked_days}) ==
                        answers[i];
        });
        if (same != questions.size()) state.SkipWithError("the deadlines differ");
    }
    const auto each = spent / static_cast<double>(state.iterations());
    state.counters["M_deadlines/s"] = static_cast<double>(questions.size()) / each / 1e6;
    state.counters["yardstick_M/s"] = static_cast<double>(questions.size()) / yardstick / 1e6;
    state.counters["ratio"] = yardstick / each;
}

void ledger_of_ten_million(benchmark::State& state) {
    std::mt19937_64 random{1};
    ledger::items all;
    for (std::uint32_t i = 0; i < 10'000'000; ++i) {
        const auto day = date{2020, 1, 1} + calendar::day_count{static_cast<int>(random() % 1460)};
        ledger::item item{.key = fmt::format("{:08}", i),
                          .batch = static_cast<ledger::batch>(random() % 5),
                          .unit = civic::department_id{static_cast<std::uint32_t>(random() % 10)},
                          .name = {},
                          .due = day};
        if (random() % 4 != 0) item.done = day;
        all.add(std::move(item));
    }
    std::map<std::tuple<ledger::unit, ledger::batch, int>, ledger::tally> counts;
    const auto yardstick = time_of([&] {
        for (const auto& item : all) {
            auto& t = counts[{item.unit, item.batch, item.due.year() * 12 + item.due.month() - 1}];
            ++t.items;
            t.done += item.done ? 1 : 0;
        }
    });
    double spent = 0;
    for (auto _ : state) {
        std::size_t same = 0;
        std::vector<ledger::cube::cell> cells;
        spent += time_of([&] { cells = ledger::cube{all}.cells(); });
        for (const auto& c : cells) {
            const auto found = counts.find({c.unit, c.batch, c.month.year() * 12 + c.month.month() - 1});
            same += found != counts.end() && found->second == c.count ? 1 : 0;
        }
        if (same != counts.size()) state.SkipWithError("the roll-up differs");
    }
    const auto each = spent / static_cast<double>(state.iterations());
    state.counters["seconds"] = each;
    state.counters["yardstick_s"] = yardstick;
    state.counters["ratio"] = yardstick / each;
}

BENCHMARK(commands_through_the_desk)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond)->MinTime(2);
BENCHMARK(replay)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond)->MinTime(2);
BENCHMARK(duplicates)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(deadlines)->Unit(benchmark::kMillisecond);
BENCHMARK(ledger_of_ten_million)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
