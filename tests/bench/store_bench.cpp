// Journals in SQLite files against bare statements on the same tables, in the same files, with the same syncs.
//
// Appends: prepared inserts of the same rows with the same indices, a transaction a batch, each event's SHA-256
// worked out; ids and versions are known beforehand, and nothing is looked up. Opening by a snapshot: the same
// bytes are read by one statement, and the same orders are added to the same registry.
//
// Appends are measured by the clock, in turns with the yardstick; reading and opening wait for nothing once the file is
// in memory, and are measured in processor time.
//
// Files stand in the folder QAIDAM_BENCH_FOLDER, or the working folder: the disk is measured too.

#include <qaidam/civic/feed.hpp>
#include <qaidam/events/events.hpp>
#include <qaidam/services/services.hpp>
#include <qaidam/store/store.hpp>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

#include <benchmark/benchmark.h>
#include <openssl/evp.h>
#include <sqlite3.h>
#include <unistd.h>

#include "store/crash_vfs.hpp"

using namespace qaidam;

namespace {

using seconds = std::chrono::duration<double>;

template <class Work>
double time_of(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return seconds{std::chrono::steady_clock::now() - start}.count();
}

/// Of the processor, which others on the machine do not add to: for work that waits for nothing.
template <class Work>
double processor_time_of(Work work) {
    const auto start = std::clock();
    work();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

/// By how many bytes the memory of the process grows at most.
template <class Work>
double growth_of_memory(Work work) {
    const auto peak = [] {
        std::ifstream in{"/proc/self/status"};
        std::string word;
        double kilobytes = 0;
        while (in >> word && word != "VmHWM:") {
        }
        in >> kilobytes;
        return kilobytes * 1024;
    };
    std::ofstream{"/proc/self/clear_refs"} << "5\n"; // the peak begins anew
    const auto before = peak();
    work();
    return peak() - before;
}

/// A file that is not there yet, and is removed.
class scratch {
public:
    explicit scratch(const char* name) {
        const char* folder = std::getenv("QAIDAM_BENCH_FOLDER");
        file_ = std::string{folder != nullptr ? folder : "."} + "/" + name;
        remove();
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch() { remove(); }
    [[nodiscard]] const std::string& file() const { return file_; }

private:
    void remove() const {
        for (const auto* end : {"", "-wal", "-shm"}) std::filesystem::remove(file_ + end);
    }
    std::string file_;
};

void require(bool holds, int line = __builtin_LINE()) {
    if (!holds) throw std::runtime_error(fmt::format("store_bench.cpp:{}: an answer differs", line));
}

/// SQLite as one uses it without a library around it.
class bare {
public:
    explicit bare(const std::string& file) {
        done(sqlite3_open(file.c_str(), &db_));
        run("pragma journal_mode = wal");
        run("pragma synchronous = extra");
    }
    bare(const bare&) = delete;
    bare& operator=(const bare&) = delete;
    ~bare() {
        for (auto* s : statements_) sqlite3_finalize(s);
        sqlite3_close(db_);
    }
    void run(const char* sql) const { done(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)); }
    sqlite3_stmt* prepare(const char* sql) {
        done(sqlite3_prepare_v2(db_, sql, -1, &statements_.emplace_back(), nullptr));
        return statements_.back();
    }
    template <class... Values>
    void insert(sqlite3_stmt* s, const Values&... values) const {
        int at = 0;
        (give(s, ++at, values), ...);
        done(sqlite3_step(s));
        sqlite3_reset(s);
    }

private:
    void done(int result) const {
        if (result != SQLITE_OK && result != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(db_));
    }
    // Not "bind": the standard library's would take a string before its view.
    static void give(sqlite3_stmt* s, int at, std::int64_t n) { sqlite3_bind_int64(s, at, n); }
    static void give(sqlite3_stmt* s, int at, std::string_view bytes) {
        sqlite3_bind_blob64(s, at, bytes.data(), bytes.size(), SQLITE_STATIC);
    }

    sqlite3* db_ = nullptr;
    std::vector<sqlite3_stmt*> statements_;
};

/// An event of an order as it is written: 90 bytes, which is the mean of the example's.
std::string event_of(std::size_t order, std::size_t version) {
    return fmt::format(
        "order_dispatched@1\t2022-0104-{:07}\tp-clerk\t2022-01-04 09:{:02}\tdepartment\tdept-{:02}\t0\t"
        "padding",
        order, version, order % 20);
}

constexpr std::size_t events_of_an_order = 8;

/// Appends in which so many orders have a step each.
class our_appends {
public:
    our_appends(const std::string& file, std::size_t batch) : journal_{file}, additions_(batch) {}
    void append(std::size_t number) {
        const auto first = number / events_of_an_order * additions_.size(),
                   version = number % events_of_an_order;
        for (std::size_t i = 0; i < additions_.size(); ++i)
            additions_[i] = {
                key{fmt::format("2022-0104-{:07}", first + i)}, version, {event_of(first + i, version)}};
        journal_.append(additions_, key{fmt::format("request {}", number)});
    }
    [[nodiscard]] std::uint64_t size() const { return journal_.head().size; }

private:
    store::sqlite_journal journal_;
    std::vector<events::addition> additions_;
};

class bare_appends {
public:
    bare_appends(const std::string& file, std::size_t batch) : db_{file}, batch_{batch} {
        db_.run(
            "create table streams (id integer primary key, name blob not null unique) strict;"
            "create table events (position integer primary key, stream integer not null, version integer not "
            "null, time integer not null, bytes blob not null, digest blob not null) strict;"
            "create unique index events_of_stream on events (stream, version);"
            "create table appends (number integer primary key, idempotency_key blob not null unique,"
            " position integer not null, count integer not null) strict");
        stream_ = db_.prepare("insert into streams values (?, ?)");
        event_ = db_.prepare("insert into events values (?, ?, ?, ?, ?, ?)");
        append_ = db_.prepare("insert into appends values (?, ?, ?, ?)");
    }
    bare_appends(const bare_appends&) = delete;
    bare_appends& operator=(const bare_appends&) = delete;
    ~bare_appends() {
        EVP_MD_free(method_);
        EVP_MD_CTX_free(sha_);
    }
    void append(std::size_t number) {
        const auto first = number / events_of_an_order * batch_, version = number % events_of_an_order;
        db_.run("begin immediate");
        db_.insert(append_, static_cast<std::int64_t>(number), fmt::format("request {}", number), position_,
                   static_cast<std::int64_t>(batch_));
        for (std::size_t i = 0; i < batch_; ++i) {
            const auto id = static_cast<std::int64_t>(first + i);
            const auto name = fmt::format("2022-0104-{:07}", first + i);
            if (version == 0) db_.insert(stream_, id, name);
            const auto bytes = event_of(first + i, version);
            const auto head = fmt::format("{}{}{}{}", position_, name, version, number);
            EVP_DigestInit_ex2(sha_, method_, nullptr);
            EVP_DigestUpdate(sha_, digest_, 32);
            EVP_DigestUpdate(sha_, head.data(), head.size());
            EVP_DigestUpdate(sha_, bytes.data(), bytes.size());
            EVP_DigestFinal_ex(sha_, digest_, nullptr);
            db_.insert(event_, position_++, id, static_cast<std::int64_t>(version + 1),
                       static_cast<std::int64_t>(number), bytes,
                       std::string_view{reinterpret_cast<const char*>(digest_), 32});
        }
        db_.run("commit");
    }
    [[nodiscard]] std::uint64_t size() const { return static_cast<std::uint64_t>(position_); }

private:
    bare db_;
    std::size_t batch_;
    sqlite3_stmt *stream_ = nullptr, *event_ = nullptr, *append_ = nullptr;
    EVP_MD_CTX* sha_ = EVP_MD_CTX_new();
    EVP_MD* method_ = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    unsigned char digest_[32] = {};
    std::int64_t position_ = 0;
};

/// Ours and the yardstick take turns at each append, so that both meet the same disk.
void appends(benchmark::State& state) {
    const auto batch = static_cast<std::size_t>(state.range(0));
    const auto count = static_cast<std::size_t>(state.range(1));
    double ours = 0, yardstick = 0;
    for (auto _ : state) {
        const scratch one{"ours.journal"}, other{"bare.db"};
        our_appends a{one.file(), batch};
        bare_appends b{other.file(), batch};
        for (std::size_t i = 0; i < count; ++i) {
            yardstick += time_of([&] { b.append(i); });
            ours += time_of([&] { a.append(i); });
        }
        require(a.size() == batch * count && b.size() == a.size());
    }
    const auto all = static_cast<double>(batch * count) * static_cast<double>(state.iterations());
    state.counters["events/s"] = all / ours;
    state.counters["yardstick_events/s"] = all / yardstick;
    state.counters["ms_an_append"] =
        1000 * ours / static_cast<double>(count) / static_cast<double>(state.iterations());
    state.counters["ratio"] = yardstick / ours;
}

/// Milliseconds that the disk takes to write a page and to sync it.
double sync_time() {
    const scratch where{"synced"};
    std::FILE* f = std::fopen(where.file().c_str(), "wb");
    const std::string page(4096, 'p');
    constexpr int times = 50;
    const auto spent = time_of([&] {
        for (int i = 0; i < times; ++i) {
            require(std::fwrite(page.data(), page.size(), 1, f) == 1 && std::fflush(f) == 0);
            require(::fdatasync(::fileno(f)) == 0);
        }
    });
    std::fclose(f);
    return 1000 * spent / times;
}

/// Threads that append one event each time, on a disk in memory of which a sync takes 2 ms.
void threads(benchmark::State& state) {
    const auto appends_a_second = [](int count) {
        test::crash_vfs disk{1};
        store::sqlite_journal journal{"/of-the-vfs/a.journal", {.vfs = disk.name()}};
        disk.sync_time = std::chrono::milliseconds{2};
        constexpr int each = 200;
        std::vector<std::thread> all;
        const auto spent = time_of([&] {
            for (int t = 0; t < count; ++t)
                all.emplace_back([&journal, t] {
                    for (int i = 0; i < each; ++i)
                        journal.append(
                            {{{key{fmt::format("{}", t)}, static_cast<std::uint64_t>(i), {"event"}}}},
                            key{fmt::format("{} {}", t, i)});
                });
            for (auto& t : all) t.join();
        });
        require(journal.head().size == static_cast<std::uint64_t>(each * count));
        return each * count / spent;
    };
    double one = 0, eight = 0;
    for (auto _ : state) {
        one += appends_a_second(1);
        eight += appends_a_second(8);
    }
    state.counters["ms_of_the_disk's_sync"] = sync_time();
    state.counters["one_appends/s"] = one / static_cast<double>(state.iterations());
    state.counters["eight_appends/s"] = eight / static_cast<double>(state.iterations());
    state.counters["ratio"] = eight / one;
}

const civic::community& chengdong() {
    static const auto c = civic::load(QAIDAM_SOURCE_DIR "/examples/data/chengdong").value;
    return c;
}
services::desk open_desk() {
    static const auto lists =
        services::load_catalogue(QAIDAM_SOURCE_DIR "/examples/data/chengdong", chengdong()).value;
    static const calendar::work_calendars office{calendar::office_hours(), calendar::holidays::china()};
    return services::desk{chengdong(), lists, office};
}

/// The events of orders that were placed, registered and so on, in eight steps each.
class lives {
public:
    lives() {
        auto desk = open_desk();
        const calendar::local_time t{{2022, 1, 4}, std::chrono::hours{9}};
        const services::order_key k = "2022-0104-0000000";
        const std::chrono::minutes minute{1};
        const civic::handler to{civic::handler_kind::department, "dept-01"};
        const services::command steps[] = {
            services::place_order{
                .order = k, .by = "p-bl-03", .at = t, .item = "parking", .building = "b-03-01"},
            services::verify_order{k, "p-clerk", t + minute, services::verification::exists},
            services::register_order{k, "p-clerk", t + 2 * minute},
            services::dispatch_order{k, "p-clerk", t + 3 * minute, to, {}},
            services::accept_order{k, "p-officer-01", t + 4 * minute},
            services::feed_back{k, "p-officer-01", t + 5 * minute, "photo"},
            services::pass_check{k, "p-clerk", t + 6 * minute},
            services::rate_order{k, "p-bl-03", t + 7 * minute, true, true}};
        for (const auto& c : steps) {
            const auto events = desk.decide(c).events();
            desk.apply(events);
            lines_.push_back(services::encode(events.at(0)));
        }
    }
    [[nodiscard]] static key key_of(std::size_t order) { return key{fmt::format("2022-0104-{:07}", order)}; }
    [[nodiscard]] std::string line(std::size_t order, std::size_t step) const {
        auto text = lines_[step];
        return text.replace(text.find("2022-0104-0000000"), 17, key_of(order).text());
    }

private:
    std::vector<std::string> lines_;
};

/// Appends the whole lives of orders [first, end).
void keep(events::journal& journal, std::size_t first, std::size_t end) {
    static const lives all;
    constexpr std::size_t at_a_time = 500;
    for (; first < end; first += at_a_time) {
        std::vector<events::addition> additions;
        for (auto order = first; order < std::min(end, first + at_a_time); ++order) {
            auto& a = additions.emplace_back();
            a.stream = lives::key_of(order);
            for (std::size_t step = 0; step < events_of_an_order; ++step)
                a.events.push_back(all.line(order, step));
        }
        journal.append(additions, key{fmt::format("from {}", first)});
    }
}

void reading(benchmark::State& state) {
    const scratch where{"reading.journal"};
    store::sqlite_journal journal{where.file()};
    keep(journal, 0, 125'000);
    const auto size = journal.head().size;
    double read = 0, applied = 0, yardstick = 0, growth = 0;
    for (auto _ : state) {
        std::uint64_t bytes = 0, bare_bytes = 0;
        const auto read_all = [&] {
            for (std::uint64_t at = 0; at < size; at += 1000)
                for (const auto& e : journal.read(at, 1000)) bytes += e.bytes.size();
        };
        if (read == 0) {
            growth = growth_of_memory(read_all);
            bytes = 0;
        }
        read += processor_time_of(read_all);
        yardstick += processor_time_of([&] {
            bare db{where.file()};
            auto* all =
                db.prepare("select e.position, s.name, e.version, e.time, e.bytes, e.digest from events e"
                           " join streams s on s.id = e.stream order by e.position");
            while (sqlite3_step(all) == SQLITE_ROW)
                bare_bytes += static_cast<std::uint64_t>(sqlite3_column_bytes(all, 4));
        });
        require(bytes == bare_bytes);
        applied += processor_time_of([&] {
            require(events::recorder{open_desk(), journal}.position() == size);
        });
    }
    const auto all = static_cast<double>(size) * static_cast<double>(state.iterations()) / 1e6;
    state.counters["growth_MB"] = growth / 1e6;
    state.counters["file_MB"] = static_cast<double>(std::filesystem::file_size(where.file())) / 1e6;
    state.counters["M_read/s"] = all / read;
    state.counters["M_applied/s"] = all / applied;
    state.counters["yardstick_M/s"] = all / yardstick;
    state.counters["ratio"] = yardstick / read;
}

void open_by_snapshot(benchmark::State& state) {
    const auto orders = static_cast<std::size_t>(state.range(0));
    const scratch where{"snapshot.journal"};
    {
        store::sqlite_journal journal{where.file()};
        keep(journal, 0, orders);
        events::recorder recorder{open_desk(), journal};
        recorder.keep_snapshot();
        keep(journal, orders, orders + 1250); // ten thousand events more
    }
    double ours = 0, yardstick = 0, whole = 0;
    for (auto _ : state) {
        store::sqlite_journal journal{where.file()};
        std::optional<events::recorder<services::desk>> recorder;
        ours = processor_time_of([&] { recorder.emplace(open_desk(), journal); });
        const auto& orders_of_all = recorder->desk().orders();
        require(orders_of_all.size() == orders + 1250);
        yardstick = processor_time_of([&] {
            bare db{where.file()};
            auto* parts = db.prepare("select bytes from snapshot_parts order by snapshot, number");
            std::vector<std::string> bytes;
            while (sqlite3_step(parts) == SQLITE_ROW)
                bytes.emplace_back(static_cast<const char*>(sqlite3_column_blob(parts, 0)),
                                   static_cast<std::size_t>(sqlite3_column_bytes(parts, 0)));
            services::order_book book;
            for (const auto& o : orders_of_all) book.add(o);
            require(book.size() == orders_of_all.size());
        });
        journal.drop_snapshots();
        whole = processor_time_of([&] {
            const events::recorder again{open_desk(), journal};
            require(again.desk().orders() == orders_of_all);
        });
    }
    state.counters["seconds"] = ours;
    state.counters["yardstick_s"] = yardstick;
    state.counters["all_events_s"] = whole;
    state.counters["times_the_yardstick"] = ours / yardstick;
}

BENCHMARK(appends)
    ->Args({1, 800})
    ->Args({100, 400})
    ->Args({1000, 80})
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(threads)->Iterations(3)->Unit(benchmark::kMillisecond);
BENCHMARK(reading)->Iterations(3)->Unit(benchmark::kMillisecond);
BENCHMARK(open_by_snapshot)->Arg(100'000)->Arg(1'000'000)->Iterations(1)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
