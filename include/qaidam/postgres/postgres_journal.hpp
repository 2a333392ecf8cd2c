/// A journal in a PostgreSQL database: for communities that share a server, and for programs on many machines.
///
///     store::postgres_journal journal{"postgresql://qaidam@db.example/communities", "chengdong"};
///     events::recorder recorder{std::move(desk), journal};
///     if (const auto refusal = recorder.carry_out(command, request_id)) return show(*refusal);
///
/// One database holds any number of journals, and the tables are made when the first is opened. An append is one
/// transaction and one round trip: the server works out positions and digests. A connection that is lost is made
/// anew, and the idempotency key tells whether the append had happened. What is promised, and what not:
/// docs/store.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <qaidam/events/journal.hpp>
#include <qaidam/postgres/codes.hpp>
#include <qaidam/store/codes.hpp>

#pragma GCC visibility push(default)

namespace qaidam::store {

struct postgres_options {
    const events::clock* clock = &events::system_clock(); ///< must outlive the journal
    /// How long to wait for others that write to the same journal.
    std::chrono::milliseconds busy_time{30'000};
    std::chrono::milliseconds connect_time{10'000}; ///< how long one attempt to connect may take
    /// How often something is tried if the connection is lost; the pauses between grow from 50 ms to 2 s. Eight
    /// attempts bridge the restart of a server.
    int attempts = 8;
    bool create = true;     ///< makes the tables and the journal if they are not there
    bool read_only = false; ///< for standbys, and for a look; nothing is made or brought up to date
};

/// Safe for many threads: each that reads, or has to do with texts or snapshots, has a connection of its own for the
/// time, and those that append share one. Appends of threads that wait share one transaction, and each gets its own
/// answer. A process that forks opens it afterwards, in each process for itself.
///
/// Every function throws data_error with one of store::codes if the server cannot be used. No message ever has
/// a password in it.
class postgres_journal final : public events::journal {
public:
    /// The connection is a URI or a line "host=… dbname=…", as libpq reads them, with its environment and its
    /// password file. The name of the journal is UTF-8 of 1 to 200 bytes.
    /// Throws: std::invalid_argument for a name that is none; data_error with codes::bad_connection_string,
    ///         server_not_reached, access_refused, no_such_database, no_such_journal, server_read_only,
    ///         newer_schema, damaged_journal, storage_failed.
    postgres_journal(std::string_view connection, std::string_view name,
                     const postgres_options& options = {});
    ~postgres_journal() override;

    /// Throws: std::invalid_argument too for a stream or an idempotency key of more than 2,000 bytes, and for an
    ///         append of more than 500 MB.
    /// Cost: one round trip and one sync of the server for all threads that append at the time.
    events::appended_range append(std::span<const events::addition> additions,
                                  const key& idempotency_key) override;
    [[nodiscard]] std::optional<events::appended_range> find(const key& idempotency_key) const override;
    [[nodiscard]] std::vector<events::recorded_event> read(std::uint64_t from_position,
                                                           std::size_t most) const override;
    [[nodiscard]] std::vector<events::recorded_event>
    read_stream(const key& stream, std::uint64_t after_version, std::size_t most) const override;
    [[nodiscard]] std::uint64_t version(const key& stream) const override;
    [[nodiscard]] events::journal_head head() const override;
    /// An append of any process is noticed at once, by LISTEN; where the server is a standby, within 50 ms.
    [[nodiscard]] bool wait_for(std::uint64_t position, std::chrono::milliseconds timeout) const override;
    [[nodiscard]] std::vector<events::recorded_append> read_appends(std::uint64_t after,
                                                                    std::size_t most) const override;
    void restore(std::span<const events::recorded_append> appends,
                 std::span<const events::recorded_event> events) override;
    /// In the same database. Keys and persons have at most 2,000 bytes.
    ///
    /// PostgreSQL overwrites nothing that is deleted, and a plain VACUUM leaves the bytes where they are. So an erasure
    /// waits until no transaction can still see the words, and writes the tables of texts and snapshots anew, with
    /// VACUUM FULL, for all journals of the database. When it returns, no file of the database has the words. The
    /// server's WAL and log, backups, and what the device keeps of deleted files are not reached: docs/store.md.
    /// Throws (erase): data_error with codes::journal_busy if somebody could see the words, or held the tables, for
    ///                 the whole busy_time, and codes::erasure_not_finished if the role does not own the tables.
    ///                 The words can then no longer be read, but their bytes are left: ask again.
    /// Cost (erase):   of writing all texts and snapshots of the database, and room for a second copy of them. For
    ///                 that time nobody else reads or keeps texts and snapshots; appends go on.
    [[nodiscard]] events::text_store& texts() override;
    /// In several transactions, so that appends come in between.
    void keep_snapshot(const events::snapshot& s) override;
    [[nodiscard]] std::optional<events::snapshot> find_snapshot(const key& name) const override;
    void drop_snapshots() override;

private:
    struct state;
    state* state_; // libpq-fe.h stays out of this header
};

} // namespace qaidam::store

#pragma GCC visibility pop
