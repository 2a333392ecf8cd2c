#include <qaidam/postgres/postgres_journal.hpp>

#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <qaidam/base/text.hpp>

#include "postgres/queries.hpp"
#include "postgres/schema.hpp"
#include "postgres/text_queries.hpp"
#include "store/group_commit.hpp"

namespace qaidam::store {

using events::addition;
using events::appended_range;
using events::erasure;
using events::journal_head;
using events::purpose;
using events::recorded_append;
using events::recorded_event;
using events::text;
using events::text_access;
using pq::connection;
using pq::lost_connection;

namespace {

constexpr std::size_t largest_append = 500'000'000; // a message of PostgreSQL ends at 1 GB
constexpr std::size_t longest_key = 2000;           // a row of its indices at 2,700 bytes
constexpr std::size_t longest_name = 200;
constexpr std::size_t most_idle = 8;
constexpr std::size_t parts_at_a_time = 16;
constexpr auto look_again_after = std::chrono::milliseconds{1000}; // if a notification did not come
constexpr auto poll_standby_every = std::chrono::milliseconds{50};

constexpr const char* append_sql = "select outcome, first, many, which from qaidam.append($1::text,"
                                   " $2::bytea, $3::bigint, $4::bytea[], $5::bigint[], $6::integer[],"
                                   " $7::bytea[])";

std::string require_name(std::string_view journal) {
    const bool has_nul = journal.find('\0') != journal.npos;
    if (journal.empty() || journal.size() > longest_name || has_nul || find_invalid_utf8(journal))
        throw std::invalid_argument("journal: the name of a journal is UTF-8 of 1 to 200 bytes, without NUL");
    return std::string{journal};
}

void require_length(const key& k) {
    if (k.text().size() > longest_key)
        throw std::invalid_argument("journal: a key is longer than 2,000 bytes");
}

void pause_before(int attempt) {
    constexpr std::chrono::milliseconds first{50}, most{2000};
    std::this_thread::sleep_for(std::min(most, first * (1 << std::min(attempt - 1, 8))));
}

} // namespace

struct postgres_journal::state final : events::text_store {
    using request = group_commit::request;

    state(std::string_view where, std::string_view journal, const postgres_options& o)
        : name{require_name(journal)},
          target{where},
          shown{target.shown + "#" + name},
          options{o},
          now{name},
          its_texts{now} {
        if (options.attempts < 1) throw std::invalid_argument("journal: attempts, got less than 1");
        for (int attempt = 1;; ++attempt) {
            try {
                open();
                return;
            } catch (const lost_connection& e) {
                // Where there is no server nobody waits for one; one that starts is soon there.
                if (!e.is_starting || attempt >= options.attempts)
                    pq::refuse(shown, codes::server_not_reached, {e.why});
            }
            pause_before(attempt);
        }
    }

    [[nodiscard]] std::unique_ptr<connection> connect() const {
        auto db = std::make_unique<connection>(target, shown, options.connect_time, options.busy_time);
        if (options.read_only) db->run("set default_transaction_read_only = on");
        return db;
    }

    void open() {
        auto db = connect();
        if (!options.read_only &&
            db->run("select 1 where current_setting('transaction_read_only') = 'on'").size() == 1)
            pq::refuse(shown, codes::server_read_only);
        const auto newest = std::size(pq::steps);
        const auto found = pq::read_schema_version(*db);
        if (found) pq::require_known(*db, *found, newest);
        if (!found && (options.read_only || !options.create))
            pq::refuse(shown, codes::no_such_journal, {name});
        if (!found || *found != std::int64_t{newest}) {
            if (options.read_only)
                pq::refuse(shown, codes::server_read_only); // it cannot be brought up to date
            pq::migrate(*db, pq::steps);
        }
        if (!now.is_there(*db)) {
            if (options.read_only || !options.create) pq::refuse(shown, codes::no_such_journal, {name});
            db->ask("insert into qaidam.journals (journal, size, appends, digest)"
                    " values ($1::text, 0, 0, $2::bytea) on conflict do nothing",
                    now.about().add(std::string{bytes_of(events::digest{}.bytes)}));
        }
        static_cast<void>(now.head(*db)); // looks at the end
        const auto said =
            db->ask("select 'qaidam_' || encode(substr(sha256(convert_to($1::text, 'UTF8')), 1, 16), 'hex')",
                    now.about());
        channel = said.bytes(0, 0);
        if (options.read_only)
            idle.push_back(std::move(db));
        else
            writer = std::move(db);
    }

    /// Tries something on a connection that may be lost, as often as the options say.
    template <class Try>
    auto persist(Try attempt_it) const {
        for (int attempt = 1;; ++attempt) {
            try {
                return attempt_it(attempt);
            } catch (const lost_connection& e) {
                if (attempt >= options.attempts) pq::refuse(shown, codes::storage_failed, {e.why});
            }
            pause_before(attempt);
        }
    }

    /// Runs `use` with the connection that writes; the caller is the only one that does.
    template <class Use>
    void with_writer(Use use) {
        persist([&](int attempt) {
            try {
                if (!writer) writer = connect();
                use(*writer, attempt);
            } catch (const lost_connection&) {
                writer.reset();
                throw;
            } catch (...) {
                if (writer && !leave_transaction(*writer)) writer.reset();
                throw;
            }
        });
    }
    static bool leave_transaction(connection& db) noexcept {
        if (db.is_good() && PQtransactionStatus(db.raw()) != PQTRANS_IDLE)
            PQclear(PQexec(db.raw(), "rollback"));
        return db.is_good() && PQtransactionStatus(db.raw()) == PQTRANS_IDLE;
    }

    void write_all(const std::vector<request*>& all) {
        try {
            // After a lost connection the same is sent again: under the lock of the journal the server looks for the
            // key first, so that is how it is asked whether it had happened.
            // So is a transaction that the server took back for a deadlock or a conflict (40P01, 40001): nothing of
            // it is there, and another try may do. Appends wait in line for the row of their journal and meet with
            // neither among themselves; they may with others who lock the tables.
            with_writer([&](connection& db, int) { write_all(db, all); });
        } catch (...) {
            // A refusal too goes by what the others of the transaction wrote.
            for (auto* r : all) r->failure = std::current_exception();
        }
    }

    void write_all(connection& db, const std::vector<request*>& all) {
        const auto answers = send(db, all);
        for (std::size_t i = 0; i < all.size(); ++i) {
            auto& r = *all[i];
            r.failure = nullptr;
            const auto& row = answers[i];
            try {
                settle(db, r, row);
            } catch (const refused&) {
                r.failure = std::current_exception();
            }
        }
    }

    /// All appends in one transaction, which is sent as a whole: one round trip, and no lock of the server ever
    /// waits for this machine.
    std::vector<pq::rows> send(connection& db, const std::vector<request*>& all) {
        const auto statement = db.prepare(append_sql);
        const auto time = options.clock->now().seconds_since_1970();
        const auto sent = [&](int result) {
            if (result != 1) throw lost_connection{target.clean(PQerrorMessage(db.raw()))};
        };
        const auto send_plain = [&](const char* sql) {
            sent(PQsendQueryParams(db.raw(), sql, 0, nullptr, nullptr, nullptr, nullptr, 1));
        };
        sent(PQenterPipelineMode(db.raw()));
        send_plain("begin");
        for (const auto* r : all)
            parameters_of(*r, time).give([&](int n, const char* const* v, const int* l, const int* f) {
                sent(PQsendQueryPrepared(db.raw(), statement.c_str(), n, v, l, f, 1));
            });
        send_plain("commit");
        // By itself: in the same transaction, all journals of the database would wait for one another's sync.
        send_plain(("notify " + channel).c_str());
        sent(PQpipelineSync(db.raw()));

        std::vector<pq::rows> answers;
        std::optional<pq::rows> error;
        for (;;) {
            PGresult* raw = PQgetResult(db.raw());
            if (raw == nullptr) { // between two statements
                if (!db.is_good()) throw lost_connection{target.clean(PQerrorMessage(db.raw()))};
                continue;
            }
            pq::rows one{raw, db};
            const auto status = PQresultStatus(raw);
            if (status == PGRES_PIPELINE_SYNC) break;
            if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
                answers.push_back(std::move(one));
            else if (status != PGRES_PIPELINE_ABORTED && !error)
                error.emplace(std::move(one));
        }
        PQexitPipelineMode(db.raw());
        const bool committed = answers.size() >= all.size() + 2; // what came after is no matter of theirs
        if (!committed && error) db.fail(*error);
        if (!committed) throw lost_connection{"no answer"};
        answers.erase(answers.begin());
        return answers;
    }

    [[nodiscard]] pq::parameters parameters_of(const request& r, std::int64_t time) const {
        pq::bytes_array streams, bytes;
        pq::int8_array versions;
        pq::int4_array counts;
        for (const auto& a : r.additions) {
            streams.add(a.stream.text());
            versions.add(clamp(a.expected_version));
            counts.add(static_cast<std::int32_t>(a.events.size()));
            for (const auto& e : a.events) bytes.add(e);
        }
        auto all = now.about();
        all.add(r.idempotency_key.text()).add(time).add(streams).add(versions).add(counts).add(bytes);
        return all;
    }

    /// What the server says of one append, as its answer.
    void settle(connection& db, request& r, const pq::rows& row) {
        switch (row.number(0, 0)) {
        case 0: r.answer = {row.count(0, 1), row.count(0, 2)}; return;
        case 1: { // the key is known, and events do not change: it is compared here
            const appended_range before{row.count(0, 1), row.count(0, 2)};
            if (!events::detail::is_same_append(now.read(db, before.position, before.count), r.additions))
                events::detail::refuse_key(r.idempotency_key);
            r.answer = before;
            return;
        }
        case 2: events::detail::require_version(r.additions[row.count(0, 3)], row.count(0, 1)); break;
        case 3: pq::refuse(shown, codes::no_such_journal, {name});
        default: break;
        }
        db.damaged("its function gives an unknown answer");
    }

    using pool = std::vector<std::unique_ptr<connection>>;

    [[nodiscard]] std::unique_ptr<connection> take(pool& from) const {
        const std::lock_guard lock{pool_mutex};
        if (from.empty()) return nullptr;
        auto db = std::move(from.back());
        from.pop_back();
        return db;
    }
    void give_back(pool& to, std::unique_ptr<connection> db) const {
        const std::lock_guard lock{pool_mutex};
        if (to.size() < most_idle) to.push_back(std::move(db));
    }
    /// If one connection is lost the others most often are too.
    void drop_idle() const {
        const std::lock_guard lock{pool_mutex};
        idle.clear();
        listeners.clear();
    }

    /// Runs `use` with a connection that no other thread has.
    template <class Use>
    auto with_own(Use use) const {
        return persist([&](int attempt) {
            auto db = take(idle);
            try {
                if (!db) db = connect();
                auto answer = use(*db, attempt);
                give_back(idle, std::move(db));
                return answer;
            } catch (const lost_connection&) {
                drop_idle();
                throw;
            } catch (...) {
                if (db && leave_transaction(*db)) give_back(idle, std::move(db));
                throw;
            }
        });
    }
    template <class Use>
    auto with_reader(Use use) const {
        return with_own([&](connection& db, int) { return use(db); });
    }

    /// Runs `use` in a transaction of its own. Where it waits for others that have the texts, appends do not.
    template <class Use>
    void change(Use use) const {
        if (options.read_only) pq::refuse(shown, codes::server_read_only);
        with_own([&](connection& db, int attempt) {
            db.run("begin");
            use(db, attempt);
            db.run("commit");
            return true;
        });
    }

    /// Runs `use` where several statements see the same moment.
    template <class Use>
    auto at_one_moment(Use use) const {
        return with_reader([&](connection& db) {
            db.run("begin isolation level repeatable read, read only");
            auto answer = use(db);
            db.run("commit");
            return answer;
        });
    }

    [[nodiscard]] bool wait_for(std::uint64_t position, std::chrono::milliseconds timeout) const {
        using clock = std::chrono::steady_clock;
        const auto is_there = [&](connection& db) { return now.head(db).size > position; };
        if (with_reader(is_there)) return true;
        // Nobody waits for a thousand years; and the sum with the time stays a time.
        const auto until =
            clock::now() + std::min(timeout, std::chrono::milliseconds{std::chrono::hours{8760}});
        if (clock::now() >= until) return false;
        return persist([&](int) {
            try {
                auto db = take(listeners);
                bool hears = true;
                if (!db) {
                    db = connect();
                    hears = listen(*db);
                }
                // Who looks after LISTEN misses nothing.
                bool there = false;
                for (;;) {
                    there = is_there(*db);
                    const auto left = until - clock::now();
                    if (there || left <= clock::duration::zero()) break;
                    const auto most = hears ? look_again_after : poll_standby_every;
                    hear(*db, std::min<std::chrono::milliseconds>(
                                  std::chrono::ceil<std::chrono::milliseconds>(left), most));
                }
                if (hears) give_back(listeners, std::move(db));
                return there;
            } catch (const lost_connection&) {
                drop_idle();
                throw;
            }
        });
    }
    /// Whether the server tells: a standby does not.
    bool listen(connection& db) const {
        try {
            db.run(("listen " + channel).c_str());
            return true;
        } catch (const data_error& e) {
            if (*e.why().begin()->rule != codes::server_read_only) throw;
            return false;
        }
    }
    static void hear(connection& db, std::chrono::milliseconds most) {
        pollfd wait{PQsocket(db.raw()), POLLIN, 0};
        ::poll(&wait, 1, static_cast<int>(most.count()));
        if (PQconsumeInput(db.raw()) == 0) throw lost_connection{"the connection was closed"};
        while (auto* said = PQnotifies(db.raw())) PQfreemem(said);
    }

    std::vector<events::digest> put(std::span<const text> texts) override {
        events::detail::require_texts(texts);
        for (const auto& t : texts) {
            require_length(t.key);
            require_length(t.about);
        }
        std::vector<events::digest> digests;
        change([&](connection& db, int) { digests = its_texts.put(db, texts); });
        return digests;
    }

    std::vector<events::text_found> read(std::span<const key> keys, const purpose& for_what) override {
        events::detail::require_purpose(for_what);
        std::vector<events::text_found> answers;
        change(
            [&](connection& db, int) { answers = its_texts.read(db, keys, for_what, options.clock->now()); });
        return answers;
    }

    erasure erase(const key& person, const purpose& for_what) override {
        events::detail::require_person(person);
        events::detail::require_purpose(for_what);
        require_length(person);
        erasure done;
        change(
            [&](connection& db, int) { done = its_texts.erase(db, person, for_what, options.clock->now()); });
        with_reader([&](connection& db) {
            its_texts.remove_erased(db);
            return true;
        });
        return done;
    }

    [[nodiscard]] std::vector<text_access> list_accesses(const key& person) const override {
        return with_reader([&](connection& db) { return its_texts.list_accesses(db, person); });
    }
    [[nodiscard]] std::vector<erasure> list_erasures(const key& person) const override {
        return with_reader([&](connection& db) { return its_texts.list_erasures(db, person); });
    }
    [[nodiscard]] events::text_records read_records(const events::text_counts& after,
                                                    std::size_t most) const override {
        return at_one_moment([&](connection& db) { return its_texts.read_records(db, after, most); });
    }
    void restore(const events::text_records& records) override {
        for (const auto& r : records.texts) {
            require_length(r.text.key);
            require_length(r.text.about);
        }
        for (const auto& a : records.accesses) require_length(a.about);
        for (const auto& e : records.erasures) require_length(e.person);
        change([&](connection& db, int attempt) { its_texts.restore(db, records, attempt > 1); });
    }

    std::string name;
    pq::target target; ///< before the connections, which go by it
    std::string shown;
    postgres_options options;
    pq::queries now;
    pq::text_queries its_texts;
    std::string channel;

    group_commit turns;
    std::unique_ptr<connection> writer; ///< of whoever is writing

    mutable std::mutex pool_mutex;
    mutable pool idle, listeners;
};

postgres_journal::postgres_journal(std::string_view connection, std::string_view name,
                                   const postgres_options& options)
    : state_{new state{connection, name, options}} {}

postgres_journal::~postgres_journal() {
    delete state_;
}

appended_range postgres_journal::append(std::span<const addition> additions, const key& idempotency_key) {
    events::detail::require_append(additions, idempotency_key);
    require_length(idempotency_key);
    std::size_t bytes = 0;
    for (const auto& a : additions) {
        require_length(a.stream);
        for (const auto& e : a.events) bytes += e.size();
    }
    if (bytes > largest_append) throw std::invalid_argument("journal: an append is larger than 500 MB");
    auto& s = *state_;
    if (s.options.read_only) pq::refuse(s.shown, codes::server_read_only);
    return s.turns.append(additions, idempotency_key,
                          [&](const std::vector<state::request*>& all) { s.write_all(all); });
}

std::optional<appended_range> postgres_journal::find(const key& idempotency_key) const {
    auto& s = *state_;
    return s.with_reader([&](connection& db) { return s.now.find(db, idempotency_key); });
}

std::vector<recorded_event> postgres_journal::read(std::uint64_t from_position, std::size_t most) const {
    auto& s = *state_;
    return s.with_reader([&](connection& db) { return s.now.read(db, from_position, most); });
}

std::vector<recorded_event> postgres_journal::read_stream(const key& stream, std::uint64_t after_version,
                                                          std::size_t most) const {
    auto& s = *state_;
    return s.with_reader([&](connection& db) { return s.now.read_stream(db, stream, after_version, most); });
}

std::uint64_t postgres_journal::version(const key& stream) const {
    auto& s = *state_;
    return s.with_reader([&](connection& db) { return s.now.version(db, stream); });
}

journal_head postgres_journal::head() const {
    auto& s = *state_;
    return s.with_reader([&](connection& db) { return s.now.head(db); });
}

bool postgres_journal::wait_for(std::uint64_t position, std::chrono::milliseconds timeout) const {
    return state_->wait_for(position, timeout);
}

std::vector<recorded_append> postgres_journal::read_appends(std::uint64_t after, std::size_t most) const {
    auto& s = *state_;
    return s.with_reader([&](connection& db) { return s.now.read_appends(db, after, most); });
}

void postgres_journal::restore(std::span<const recorded_append> appends,
                               std::span<const recorded_event> events) {
    for (const auto& a : appends) require_length(a.idempotency_key);
    for (const auto& e : events) require_length(e.stream);
    auto& s = *state_;
    if (s.options.read_only) pq::refuse(s.shown, codes::server_read_only);
    s.turns.write_alone([&] {
        s.with_writer([&](connection& db, int attempt) {
            db.run("begin");
            s.now.restore(db, appends, events, attempt > 1);
            db.run("commit");
            db.run(("notify " + s.channel).c_str());
        });
    });
}

events::text_store& postgres_journal::texts() {
    return *state_;
}

void postgres_journal::keep_snapshot(const events::snapshot& snapshot) {
    require_length(snapshot.name);
    auto& s = *state_;
    // Appends come in between, and so may an erasure, which drops what there is: then no more is kept.
    std::uint64_t erasures = 0;
    s.change([&](connection& db, int) { erasures = s.its_texts.begin_snapshot(db, snapshot.name); });
    try {
        for (std::size_t first = 0; first < snapshot.parts.size(); first += parts_at_a_time)
            s.change([&](connection& db, int) {
                s.its_texts.keep_parts(db, snapshot, first, parts_at_a_time);
                s.its_texts.require_parts(db, snapshot.name, first, erasures);
            });
        s.change([&](connection& db, int) {
            s.its_texts.keep_snapshot(db, snapshot);
            s.its_texts.require_parts(db, snapshot.name, snapshot.parts.size(), erasures);
        });
    } catch (const pq::parts_dropped&) {
    }
}

std::optional<events::snapshot> postgres_journal::find_snapshot(const key& name) const {
    auto& s = *state_;
    return s.at_one_moment([&](connection& db) { return s.its_texts.find_snapshot(db, name); });
}

void postgres_journal::drop_snapshots() {
    auto& s = *state_;
    s.change([&](connection& db, int) { s.its_texts.drop_snapshots(db); });
}

} // namespace qaidam::store
