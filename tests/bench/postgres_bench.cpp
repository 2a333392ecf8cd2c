// Eight writers on a server of their own, which syncs: each appends one event at a time.
//
// The yardstick is pgbench, PostgreSQL's own client for measuring, with the same statements in the same pipeline;
// both take turns on one server. Digests and versions of what either wrote are verified.

#include <qaidam/events/verify.hpp>
#include <qaidam/postgres/postgres.hpp>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "store/postgres_server.hpp"

using namespace qaidam;

namespace {

constexpr int writers = 8;
constexpr int seconds = 5;
/// The mean length of the example's events.
constexpr std::size_t event_size = 90;

test::postgres_server& server() {
    static test::postgres_server only{[] {
                                          const auto found = test::postgres_server::find_programs();
                                          if (!found) throw std::runtime_error("PostgreSQL is not installed");
                                          return *found;
                                      }(),
                                      "on"};
    static const bool started = (only.start(), true);
    static_cast<void>(started);
    return only;
}

std::string journal_of(const std::string& name, bool shared, int writer) {
    return shared ? name : fmt::format("{} {}", name, writer);
}

/// How many events the journals have, all of which fit.
std::uint64_t verified(const std::string& name, bool shared) {
    std::uint64_t size = 0;
    for (int w = 0; w < (shared ? 1 : writers); ++w) {
        const store::postgres_journal j{server().uri(), journal_of(name, shared, w)};
        if (events::verify(j)) throw std::runtime_error(name + " does not verify");
        size += j.head().size;
    }
    return size;
}

using journals = std::vector<std::unique_ptr<store::postgres_journal>>;

/// Appends a second: writer w writes to all[w % all.size()].
double append_for_a_while(const journals& all) {
    std::atomic<bool> stop = false;
    std::atomic<std::uint64_t> appends = 0;
    std::vector<std::thread> threads;
    const auto start = std::chrono::steady_clock::now();
    for (int w = 0; w < writers; ++w)
        threads.emplace_back([&, w] {
            auto& j = *all[static_cast<std::size_t>(w) % all.size()];
            const key stream{fmt::format("s{}", w)};
            for (std::uint64_t v = 0; !stop; ++v, ++appends)
                j.append(std::vector<events::addition>{{stream, v, {std::string(event_size, 'e')}}},
                         key{fmt::format("k{} {}", w, v)});
        });
    std::this_thread::sleep_for(std::chrono::seconds{seconds});
    stop = true;
    for (auto& t : threads) t.join();
    return static_cast<double>(appends) /
           std::chrono::duration<double>{std::chrono::steady_clock::now() - start}.count();
}

double appends_of_ours(const std::string& name, bool shared) {
    journals all;
    for (int w = 0; w < writers; ++w)
        all.push_back(std::make_unique<store::postgres_journal>(server().uri(), journal_of(name, shared, w)));
    const auto result = append_for_a_while(all);
    static_cast<void>(verified(name, shared));
    return result;
}

/// As one program writes: the threads share a journal, and those that wait share a transaction.
double appends_of_threads(const std::string& name) {
    journals all;
    all.push_back(std::make_unique<store::postgres_journal>(server().uri(), name));
    return append_for_a_while(all);
}

double appends_of_pgbench(const std::string& name, bool shared) {
    for (int w = 0; w < (shared ? 1 : writers); ++w)
        const store::postgres_journal make{server().uri(), journal_of(name, shared, w)};
    const auto script = (server().folder() / "append.pgbench").string();
    server().write(
        script,
        fmt::format("\\set v :v + 1\n\\startpipeline\nbegin;\n"
                    "select outcome, first, many, which from qaidam.append({}, convert_to('k' || :client_id"
                    " || ' ' || :v, 'UTF8'), 1641772800, array[convert_to('s' || :client_id, 'UTF8')],"
                    " array[:v::bigint], array[1], array[convert_to('{}', 'UTF8')]);\n"
                    "commit;\nnotify qaidam_bench;\n\\endpipeline\n",
                    shared ? fmt::format("'{}'", name) : fmt::format("'{} ' || :client_id", name),
                    std::string(event_size, 'e')));
    const auto command =
        fmt::format("'{}' -n -M prepared -D v=-1 -c {} -j {} -T {} -f '{}' -h '{}' -U owner postgres 2>&1",
                    (server().programs() / "pgbench").string(), writers, writers, seconds, script,
                    server().folder().string());
    auto* from = popen(command.c_str(), "r");
    if (from == nullptr) throw std::runtime_error("pgbench");
    std::string said;
    for (int c = std::fgetc(from); c != EOF; c = std::fgetc(from)) said += static_cast<char>(c);
    pclose(from);
    const auto at = said.find("\ntps = "), transactions = said.find("actually processed: ");
    if (at == said.npos || transactions == said.npos) throw std::runtime_error(said);
    if (verified(name, shared) != std::stoull(said.substr(transactions + 20)))
        throw std::runtime_error("pgbench wrote other events");
    return std::stod(said.substr(at + 7));
}

void clients(benchmark::State& state) {
    const bool shared = state.range(0) == 1;
    double ours = 0, yardstick = 0, threads = 0;
    int round = 0;
    for (auto _ : state) {
        const auto name = fmt::format("{} {}", state.range(0), ++round);
        yardstick += appends_of_pgbench("pgbench " + name, shared);
        ours += appends_of_ours("ours " + name, shared);
        if (shared) threads += appends_of_threads("threads " + name);
    }
    state.counters["pgbench_appends/s"] = yardstick / round;
    state.counters["appends/s"] = ours / round;
    state.counters["ratio"] = ours / yardstick;
    if (!shared) return;
    state.counters["threads_appends/s"] = threads / round;
    state.counters["threads_ratio"] = threads / yardstick;
}

BENCHMARK(clients)->ArgName("journals")->Arg(1)->Arg(writers)->Iterations(4)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
