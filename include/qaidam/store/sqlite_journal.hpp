/// A journal in a SQLite file: the default for everything that must outlive the process.
///
///     store::sqlite_journal journal{"chengdong.journal"};
///     events::recorder recorder{std::move(desk), journal};
///     if (const auto refusal = recorder.carry_out(command, request_id)) return show(*refusal);
///
/// When `append` returns, its events survive the process, the system and the power: the file is in WAL mode with
/// synchronous=EXTRA. Any number of threads and processes of one machine may use one file; the file must not lie
/// on a network drive. What is promised, and what not: docs/store.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/base/file_path.hpp>
#include <qaidam/events/journal.hpp>
#include <qaidam/store/codes.hpp>

#pragma GCC visibility push(default)

namespace qaidam::store {

struct sqlite_options {
    const events::clock* clock = &events::system_clock(); ///< must outlive the journal
    /// How long to wait for another process that writes.
    std::chrono::milliseconds busy_time{5000};
    bool create = true;     ///< makes the file if there is none
    bool read_only = false; ///< for a look at a journal or a backup; nothing is made or brought up to date
    std::string vfs{};      ///< the name under which a VFS is registered with SQLite; "" is the system's
};

/// Safe for many threads. Appends of threads that wait share one transaction and one sync, and each gets its own
/// answer. A process that forks opens it afterwards, in each process for itself.
///
/// All that it says is durable: a reader sees no event, and `find` knows no key, that a power cut could take; only
/// one that is `read_only`, and the first to open the file after a crash, may see what is not synced yet.
/// Every function throws data_error with one of store::codes if the file cannot be used; the journal is then as
/// it was, and what was asked may be asked again.
class sqlite_journal final : public events::journal {
public:
    /// Throws: data_error with codes::journal_not_opened, not_a_journal, newer_schema, not_a_database,
    ///         damaged_journal, journal_read_only, journal_busy, disk_full, storage_failed.
    /// Cost:   of the WAL that a crash left behind, and a look at the last events; not of the journal.
    explicit sqlite_journal(const file_path& file, const sqlite_options& options = {});
    ~sqlite_journal() override;

    /// Throws: std::invalid_argument too for an event of more than 500 MB.
    /// Cost: one sync for all threads that append at the time; O(log n) for each event.
    events::appended_range append(std::span<const events::addition> additions,
                                  const key& idempotency_key) override;
    [[nodiscard]] std::optional<events::appended_range> find(const key& idempotency_key) const override;
    [[nodiscard]] std::vector<events::recorded_event> read(std::uint64_t from_position,
                                                           std::size_t most) const override;
    [[nodiscard]] std::vector<events::recorded_event>
    read_stream(const key& stream, std::uint64_t after_version, std::size_t most) const override;
    [[nodiscard]] std::uint64_t version(const key& stream) const override;
    [[nodiscard]] events::journal_head head() const override;
    /// An append of this object is noticed at once, one of another process within 20 ms.
    [[nodiscard]] bool wait_for(std::uint64_t position, std::chrono::milliseconds timeout) const override;
    [[nodiscard]] std::vector<events::recorded_append> read_appends(std::uint64_t after,
                                                                    std::size_t most) const override;
    void restore(std::span<const events::recorded_append> appends,
                 std::span<const events::recorded_event> events) override;
    /// In the same file. What is erased is overwritten, and the WAL cut; what backups have stays there, and so does
    /// what the device keeps of blocks that were freed.
    /// Throws (erase): data_error with codes::journal_busy if others kept reading what the WAL has: it is erased,
    ///                 but for the WAL; ask again.
    /// Cost: a sync for each call of put, read and restore, and O(log texts) a text; an erasure also writes what is in
    ///       the WAL into the file.
    [[nodiscard]] events::text_store& texts() override;
    void keep_snapshot(const events::snapshot& s) override;
    [[nodiscard]] std::optional<events::snapshot> find_snapshot(const key& name) const override;
    void drop_snapshots() override;

    /// Writes the journal as it is now to a new file, while others go on reading and writing. The file is there
    /// whole or not at all, and is a journal itself: to restore it, it is copied to where the journal was.
    /// Returns the head of the backup.
    /// Throws: data_error with codes::file_exists, and those of opening.
    events::journal_head backup(const file_path& to) const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace qaidam::store

#pragma GCC visibility pop
