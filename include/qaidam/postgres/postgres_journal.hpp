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

/// Safe for many threads: each that reads has a connection of its own for the time, and those that append share
/// one. Appends of threads that wait share one transaction, and each gets its own answer. A process that forks
/// opens it afterwards, in each process for itself.
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

private:
    struct state;
    state* state_; // libpq-fe.h stays out of this header
};

} // namespace qaidam::store

#pragma GCC visibility pop
