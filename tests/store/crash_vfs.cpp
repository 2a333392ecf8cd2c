#include "crash_vfs.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <thread>

namespace test {

struct crash_vfs::handle {
    sqlite3_file base; // first: SQLite knows a handle by it
    crash_vfs* disk;
    std::shared_ptr<file> data;
    std::string name; ///< "" for a temporary one, which is no part of the disk
    int lock = SQLITE_LOCK_NONE;
    bool maps = false;
    std::uint32_t shared = 0, exclusive = 0; ///< locks of the shared memory, by bit
};

struct crash_vfs::calls {
    static handle& of(sqlite3_file* f) { return *reinterpret_cast<handle*>(f); }
    static crash_vfs& of(sqlite3_vfs* v) { return *static_cast<crash_vfs*>(v->pAppData); }
    static sqlite3_vfs* system() { return sqlite3_vfs_find("unix"); }

    static int close(sqlite3_file* f) {
        auto& h = of(f);
        {
            const std::lock_guard lock{h.disk->mutex_};
            release(h, SQLITE_LOCK_NONE);
            leave_memory(h);
        }
        h.~handle();
        return SQLITE_OK;
    }

    static int read(sqlite3_file* f, void* to, int count, sqlite3_int64 from) {
        auto& h = of(f);
        auto& disk = *h.disk;
        const std::lock_guard lock{disk.mutex_};
        if (disk.down_) return SQLITE_IOERR_READ;
        const auto& bytes = h.data->now;
        const auto size = static_cast<std::size_t>(count), at = static_cast<std::size_t>(from);
        auto there = at < bytes.size() ? std::min(size, bytes.size() - at) : 0;
        if (!h.name.empty() && there > 0 && ++disk.reads_ == disk.fail_at_ &&
            disk.how_ == fault::short_read) {
            disk.failed_ = true;
            there = static_cast<std::size_t>(disk.between(0, static_cast<int>(there) - 1));
            std::memcpy(to, bytes.data() + at, there);
            return SQLITE_IOERR_READ;
        }
        if (there > 0) std::memcpy(to, bytes.data() + at, there);
        if (there == size) return SQLITE_OK;
        std::memset(static_cast<char*>(to) + there, 0, size - there);
        return SQLITE_IOERR_SHORT_READ; // SQLite's word for the end of the file
    }

    static int change_file(handle& h, change c) {
        auto& disk = *h.disk;
        if (!h.name.empty()) {
            const bool grows = !c.truncates && c.offset + c.data.size() > h.data->now.size();
            const auto result = disk.before_write(grows);
            if (result == SQLITE_IOERR && !disk.down_ && !c.truncates) { // half of it is done
                c.data.resize(c.data.size() / 2);
                apply(h.data->now, c);
                h.data->unsynced.push_back(std::move(c));
            }
            if (result == SQLITE_IOERR) return c.truncates ? SQLITE_IOERR_TRUNCATE : SQLITE_IOERR_WRITE;
            if (result != SQLITE_OK) return result;
        }
        apply(h.data->now, c);
        h.data->unsynced.push_back(std::move(c));
        return SQLITE_OK;
    }
    static int write(sqlite3_file* f, const void* from, int count, sqlite3_int64 at) {
        auto& h = of(f);
        const std::lock_guard lock{h.disk->mutex_};
        return change_file(h, {static_cast<std::size_t>(at),
                               {static_cast<const char*>(from), static_cast<std::size_t>(count)},
                               false});
    }
    static int truncate(sqlite3_file* f, sqlite3_int64 size) {
        auto& h = of(f);
        const std::lock_guard lock{h.disk->mutex_};
        return change_file(h, {static_cast<std::size_t>(size), {}, true});
    }

    static int sync(sqlite3_file* f, int) {
        auto& h = of(f);
        auto& disk = *h.disk;
        if (disk.sync_time.count() > 0) std::this_thread::sleep_for(disk.sync_time);
        const std::lock_guard lock{disk.mutex_};
        if (h.name.empty()) return SQLITE_OK;
        const auto result = disk.before_write(false);
        if (result != SQLITE_OK) {
            // The system thinks that it has written them: no later sync will.
            if (!disk.down_) h.data->unsynced.clear();
            return SQLITE_IOERR_FSYNC;
        }
        ++disk.syncs_;
        for (const auto& c : h.data->unsynced) apply(h.data->synced, c);
        h.data->unsynced.clear();
        if (const auto named = disk.files_.find(h.name);
            named != disk.files_.end() && named->second == h.data)
            disk.durable_[h.name] = h.data;
        return SQLITE_OK;
    }

    static int size(sqlite3_file* f, sqlite3_int64* size) {
        auto& h = of(f);
        const std::lock_guard lock{h.disk->mutex_};
        if (h.disk->down_) return SQLITE_IOERR_FSTAT;
        *size = static_cast<sqlite3_int64>(h.data->now.size());
        return SQLITE_OK;
    }

    // Locks, as SQLite's page on them says.
    static void release(handle& h, int to) {
        auto& d = *h.data;
        if (h.lock >= SQLITE_LOCK_EXCLUSIVE && to < SQLITE_LOCK_EXCLUSIVE) d.exclusive = false;
        if (h.lock >= SQLITE_LOCK_PENDING && to < SQLITE_LOCK_PENDING) d.pending = false;
        if (h.lock >= SQLITE_LOCK_RESERVED && to < SQLITE_LOCK_RESERVED) d.reserved = false;
        if (h.lock >= SQLITE_LOCK_SHARED && to < SQLITE_LOCK_SHARED) --d.shared_locks;
        h.lock = std::min(h.lock, to);
    }
    static int lock(sqlite3_file* f, int to) {
        auto& h = of(f);
        const std::lock_guard guard{h.disk->mutex_};
        auto& d = *h.data;
        if (h.lock >= to) return SQLITE_OK;
        if (h.lock == SQLITE_LOCK_NONE) {
            if (d.pending || d.exclusive) return SQLITE_BUSY;
            ++d.shared_locks;
            h.lock = SQLITE_LOCK_SHARED;
        }
        if (to == SQLITE_LOCK_RESERVED) {
            if (d.reserved || d.pending || d.exclusive) return SQLITE_BUSY;
            d.reserved = true;
            h.lock = SQLITE_LOCK_RESERVED;
        }
        if (to == SQLITE_LOCK_EXCLUSIVE) {
            if (h.lock < SQLITE_LOCK_RESERVED) {
                if (d.reserved || d.pending) return SQLITE_BUSY;
                d.reserved = true;
                h.lock = SQLITE_LOCK_RESERVED;
            }
            d.pending = true;
            h.lock = SQLITE_LOCK_PENDING;
            if (d.shared_locks > 1) return SQLITE_BUSY;
            d.exclusive = true;
            h.lock = SQLITE_LOCK_EXCLUSIVE;
        }
        return SQLITE_OK;
    }
    static int unlock(sqlite3_file* f, int to) {
        auto& h = of(f);
        const std::lock_guard guard{h.disk->mutex_};
        release(h, to);
        return SQLITE_OK;
    }
    static int is_reserved(sqlite3_file* f, int* answer) {
        auto& h = of(f);
        const std::lock_guard guard{h.disk->mutex_};
        *answer = h.data->reserved ? 1 : 0;
        return SQLITE_OK;
    }

    static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
    static int sector(sqlite3_file*) { return 4096; }
    static int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

    static int map_memory(sqlite3_file* f, int region, int size, int extend, void volatile** at) {
        auto& h = of(f);
        const std::lock_guard guard{h.disk->mutex_};
        auto& shm = h.data->shm;
        if (!h.maps) ++shm.users;
        h.maps = true;
        const auto wanted = static_cast<std::size_t>(region);
        *at = nullptr;
        while (shm.regions.size() <= wanted) {
            if (extend == 0) return SQLITE_OK;
            shm.regions.push_back(std::make_unique<std::vector<char>>(static_cast<std::size_t>(size)));
        }
        *at = shm.regions[wanted]->data();
        return SQLITE_OK;
    }
    static int lock_memory(sqlite3_file* f, int first, int count, int flags) {
        auto& h = of(f);
        const std::lock_guard guard{h.disk->mutex_};
        auto& shm = h.data->shm;
        const bool alone = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
        for (int i = first; i < first + count; ++i) {
            const auto bit = 1u << i;
            if ((flags & SQLITE_SHM_UNLOCK) != 0) continue;
            const bool mine = (h.shared & bit) != 0;
            if (shm.exclusive[i] && (h.exclusive & bit) == 0) return SQLITE_BUSY;
            if (alone && shm.shared[i] > (mine ? 1 : 0)) return SQLITE_BUSY;
        }
        for (int i = first; i < first + count; ++i) {
            const auto bit = 1u << i;
            if ((flags & SQLITE_SHM_UNLOCK) != 0) {
                unlock_memory(h, i);
            } else if (alone) {
                shm.exclusive[i] = true;
                h.exclusive |= bit;
            } else if ((h.shared & bit) == 0) {
                ++shm.shared[i];
                h.shared |= bit;
            }
        }
        return SQLITE_OK;
    }
    static void unlock_memory(handle& h, int i) {
        const auto bit = 1u << i;
        if ((h.exclusive & bit) != 0) h.data->shm.exclusive[i] = false;
        if ((h.shared & bit) != 0) --h.data->shm.shared[i];
        h.exclusive &= ~bit;
        h.shared &= ~bit;
    }
    static void barrier(sqlite3_file* f) { const std::lock_guard guard{of(f).disk->mutex_}; }
    static void leave_memory(handle& h) {
        if (!h.maps) return;
        for (int i = 0; i < SQLITE_SHM_NLOCK; ++i) unlock_memory(h, i);
        h.maps = false;
        if (--h.data->shm.users == 0) h.data->shm.regions.clear();
    }
    static int unmap_memory(sqlite3_file* f, int) {
        auto& h = of(f);
        const std::lock_guard guard{h.disk->mutex_};
        leave_memory(h);
        return SQLITE_OK;
    }

    static int open(sqlite3_vfs* v, const char* name, sqlite3_file* f, int flags, int* out_flags) {
        static const sqlite3_io_methods methods{2,
                                                close,
                                                read,
                                                write,
                                                truncate,
                                                sync,
                                                size,
                                                lock,
                                                unlock,
                                                is_reserved,
                                                control,
                                                sector,
                                                characteristics,
                                                map_memory,
                                                lock_memory,
                                                barrier,
                                                unmap_memory,
                                                nullptr,
                                                nullptr};
        auto& disk = of(v);
        f->pMethods = nullptr;
        const std::lock_guard guard{disk.mutex_};
        if (disk.down_) return SQLITE_CANTOPEN;
        std::shared_ptr<file> data;
        if (name == nullptr) {
            data = std::make_shared<file>();
        } else {
            auto& known = disk.files_[name];
            if (!known && (flags & SQLITE_OPEN_CREATE) == 0) {
                disk.files_.erase(name);
                return SQLITE_CANTOPEN;
            }
            if (!known) known = std::make_shared<file>();
            data = known;
        }
        new (f) handle{{&methods}, &disk, std::move(data), name == nullptr ? "" : name};
        if (out_flags != nullptr) *out_flags = flags;
        return SQLITE_OK;
    }
    static int remove(sqlite3_vfs* v, const char* name, int sync_folder) {
        auto& disk = of(v);
        const std::lock_guard guard{disk.mutex_};
        if (!disk.files_.contains(name)) return SQLITE_IOERR_DELETE_NOENT;
        if (disk.before_write(false) != SQLITE_OK) return SQLITE_IOERR_DELETE;
        disk.files_.erase(name);
        if (sync_folder != 0) disk.durable_.erase(name);
        return SQLITE_OK;
    }
    static int access(sqlite3_vfs* v, const char* name, int, int* answer) {
        auto& disk = of(v);
        const std::lock_guard guard{disk.mutex_};
        *answer = disk.files_.contains(name) ? 1 : 0;
        return SQLITE_OK;
    }
    static int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
        sqlite3_snprintf(size, out, "%s", name);
        return SQLITE_OK;
    }
    static int randomness(sqlite3_vfs* v, int count, char* out) {
        auto& disk = of(v);
        const std::lock_guard guard{disk.mutex_};
        for (int i = 0; i < count; ++i) out[i] = static_cast<char>(disk.between(0, 255));
        return count;
    }
    static int sleep(sqlite3_vfs*, int microseconds) {
        std::this_thread::sleep_for(std::chrono::microseconds{std::min(microseconds, 1000)});
        return microseconds;
    }
    static int time(sqlite3_vfs*, double* now) { return system()->xCurrentTime(system(), now); }
    static int last_error(sqlite3_vfs*, int, char*) { return 0; }
};

crash_vfs::crash_vfs(std::uint64_t seed) : random_{seed} {
    static int made = 0;
    name_ = "crash-" + std::to_string(++made);
    vfs_.iVersion = 1;
    vfs_.szOsFile = sizeof(handle);
    vfs_.mxPathname = 512;
    vfs_.zName = name_.c_str();
    vfs_.pAppData = this;
    vfs_.xOpen = calls::open;
    vfs_.xDelete = calls::remove;
    vfs_.xAccess = calls::access;
    vfs_.xFullPathname = calls::full_path;
    vfs_.xRandomness = calls::randomness;
    vfs_.xSleep = calls::sleep;
    vfs_.xCurrentTime = calls::time;
    vfs_.xGetLastError = calls::last_error;
    sqlite3_vfs_register(&vfs_, 0);
}

crash_vfs::~crash_vfs() {
    sqlite3_vfs_unregister(&vfs_);
}

void crash_vfs::apply(std::string& bytes, const change& c) {
    if (c.truncates) {
        if (bytes.size() > c.offset) bytes.resize(c.offset);
        return;
    }
    if (bytes.size() < c.offset + c.data.size()) bytes.resize(c.offset + c.data.size());
    std::copy(c.data.begin(), c.data.end(), bytes.begin() + static_cast<std::ptrdiff_t>(c.offset));
}

std::string crash_vfs::what_survives(const file& f, fault how) {
    constexpr std::size_t sector = 512;
    auto bytes = f.synced;
    if (how == fault::power_torn) {
        const auto whole = static_cast<std::size_t>(between(0, static_cast<int>(f.unsynced.size())));
        for (std::size_t i = 0; i < whole; ++i) apply(bytes, f.unsynced[i]);
        if (whole < f.unsynced.size() && !f.unsynced[whole].truncates) {
            auto last = f.unsynced[whole];
            const auto sectors = static_cast<int>((last.offset % sector + last.data.size()) / sector);
            const auto end = (last.offset / sector + static_cast<std::size_t>(between(0, sectors))) * sector;
            last.data.resize(end > last.offset ? std::min(last.data.size(), end - last.offset) : 0);
            apply(bytes, last);
        }
    }
    if (how == fault::power_reordered)
        for (const auto& c : f.unsynced) {
            if (c.truncates && between(0, 1) == 0) apply(bytes, c);
            for (std::size_t at = 0; at < c.data.size();) {
                const auto piece = std::min(c.data.size() - at, sector - (c.offset + at) % sector);
                if (between(0, 1) == 0) apply(bytes, {c.offset + at, c.data.substr(at, piece), false});
                at += piece;
            }
        }
    return bytes;
}

/// What happens to the write or sync that comes now.
int crash_vfs::before_write(bool grows) {
    if (down_) return SQLITE_IOERR;
    ++operations_;
    if (operations_ == fail_at_ && how_ != fault::short_read) {
        failed_ = true;
        if (how_ == fault::io_error) return SQLITE_IOERR;
        if (how_ == fault::disk_full) {
            full_for_ = between(1, 40);
        } else {
            go_down(how_);
            return SQLITE_IOERR;
        }
    }
    if (full_for_ > 0) {
        --full_for_;
        if (grows) return SQLITE_FULL;
    }
    return SQLITE_OK;
}

void crash_vfs::go_down(fault how) {
    down_ = true;
    how_ = how;
    if (how == fault::killed) return; // all is as the system has it, and stays unsynced
    auto names = durable_;
    if (how == fault::power_reordered) // the end of a name may have come to the disk, or not
        for (const auto& [name, was] : durable_)
            if (!files_.contains(name) && between(0, 1) == 0) names.erase(name);
    std::map<std::string, std::shared_ptr<file>> left;
    for (const auto& [name, was] : names) {
        const auto again = std::make_shared<file>();
        again->now = again->synced = what_survives(*was, how);
        left[name] = again;
    }
    files_ = durable_ = std::move(left);
}

void crash_vfs::fail_at(std::uint64_t n, fault how) {
    const std::lock_guard lock{mutex_};
    fail_at_ = n;
    how_ = how;
}

void crash_vfs::cut_power(fault how) {
    const std::lock_guard lock{mutex_};
    go_down(how);
}

bool crash_vfs::is_down() const {
    const std::lock_guard lock{mutex_};
    return down_;
}

bool crash_vfs::has_failed() const {
    const std::lock_guard lock{mutex_};
    return failed_;
}

void crash_vfs::restart() {
    const std::lock_guard lock{mutex_};
    down_ = false;
    fail_at_ = 0;
    full_for_ = 0;
    for (const auto& [name, f] : files_) {
        f->shared_locks = 0;
        f->reserved = f->pending = f->exclusive = false;
        f->shm = {};
    }
}

bool crash_vfs::has(std::string_view bytes) const {
    const std::lock_guard lock{mutex_};
    const auto in = [&](const auto& files) {
        return std::any_of(files.begin(), files.end(), [&](const auto& named) {
            const file& f = *named.second;
            return f.now.find(bytes) != f.now.npos || f.synced.find(bytes) != f.synced.npos ||
                   std::any_of(f.unsynced.begin(), f.unsynced.end(),
                               [&](const change& c) { return c.data.find(bytes) != c.data.npos; });
        });
    };
    return in(files_) || in(durable_);
}

std::uint64_t crash_vfs::writes_and_syncs() const {
    const std::lock_guard lock{mutex_};
    return operations_;
}
std::uint64_t crash_vfs::syncs() const {
    const std::lock_guard lock{mutex_};
    return syncs_;
}
std::uint64_t crash_vfs::reads() const {
    const std::lock_guard lock{mutex_};
    return reads_;
}

} // namespace test
