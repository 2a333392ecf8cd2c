/// A disk in memory for SQLite, which fails when it is told to: at the n-th write or sync the power goes, the process
/// is killed, the device refuses, or the space ends; at the n-th read it gives less than was asked for.
///
/// Writes reach the disk when the file is synced. Until then a power cut takes them, or leaves any part of them. A
/// sync that fails loses what it was to write for good, though it can still be read until the power goes, as systems
/// do; the name of a file lasts from its first sync on, and the end of a name only if the folder is synced.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include <sqlite3.h>

namespace test {

enum class fault {
    power_lost, ///< nothing that was not synced is left
    power_torn, ///< of each file the first of those writes are left, and the last of them ends at 512 bytes
    power_reordered, ///< any pieces of 512 bytes of those writes are left
    killed,          ///< the process ends; the system goes on, and nothing more is synced
    io_error,        ///< one write or sync fails, a write half done
    disk_full,       ///< some writes that make a file longer fail
    short_read       ///< one read within a file gives a part and then an error
};

class crash_vfs {
public:
    /// Under a name of its own; all that is random follows from the seed.
    explicit crash_vfs(std::uint64_t seed);
    crash_vfs(const crash_vfs&) = delete;
    crash_vfs& operator=(const crash_vfs&) = delete;
    ~crash_vfs();

    [[nodiscard]] const std::string& name() const { return name_; }

    /// At the n-th operation from the beginning, counted from 1.
    void fail_at(std::uint64_t n, fault how);
    /// Now, as at an operation.
    void cut_power(fault how);
    /// Whether the power is off or the process ended: nothing works until `restart`.
    [[nodiscard]] bool is_down() const;
    /// Whether what `fail_at` asked for happened.
    [[nodiscard]] bool has_failed() const;
    /// The power is on again. Requires: all connections are closed.
    void restart();

    [[nodiscard]] std::uint64_t writes_and_syncs() const;
    [[nodiscard]] std::uint64_t syncs() const;
    [[nodiscard]] std::uint64_t reads() const;

    /// Whether the bytes are in a file, or would be after a power cut.
    [[nodiscard]] bool has(std::string_view bytes) const;

    std::chrono::microseconds sync_time{0}; ///< how long a sync takes

private:
    struct change {
        std::size_t offset;
        std::string data;
        bool truncates;
    };
    struct shared_memory {
        std::vector<std::unique_ptr<std::vector<char>>> regions;
        int shared[SQLITE_SHM_NLOCK] = {};
        bool exclusive[SQLITE_SHM_NLOCK] = {};
        int users = 0;
    };
    struct file {
        std::string now;    ///< what who reads sees
        std::string synced; ///< what is on the disk for certain
        std::vector<change> unsynced;
        int shared_locks = 0;
        bool reserved = false, pending = false, exclusive = false;
        shared_memory shm;
    };
    struct handle;
    struct calls; ///< what SQLite calls

    static void apply(std::string& bytes, const change& c);
    [[nodiscard]] std::string what_survives(const file& f, fault how);
    int before_write(bool grows);
    void go_down(fault how);
    int between(int least, int most) { return std::uniform_int_distribution<int>{least, most}(random_); }

    mutable std::mutex mutex_;
    std::string name_;
    sqlite3_vfs vfs_{};
    std::mt19937_64 random_;
    std::map<std::string, std::shared_ptr<file>> files_;   ///< by the names that there are
    std::map<std::string, std::shared_ptr<file>> durable_; ///< by the names that survive
    std::uint64_t operations_ = 0, syncs_ = 0, reads_ = 0, fail_at_ = 0;
    fault how_ = fault::io_error;
    int full_for_ = 0; ///< operations
    bool down_ = false, failed_ = false;
};

} // namespace test
