#include <qaidam/store/sqlite_journal.hpp>

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <exception>
#include <mutex>
#include <stdexcept>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/group_commit.hpp"
#include "store/schema.hpp"
#include "store/tables.hpp"
#include "store/text_tables.hpp"

namespace qaidam::store {
namespace {

constexpr std::size_t largest_event = 500'000'000; // SQLite's rows end at a thousand million
constexpr std::size_t parts_at_a_time = 16;
constexpr auto poll_every = std::chrono::milliseconds{20};

} // namespace

struct sqlite_journal::state final : events::text_store {
    /// Which file a name stands for: nothing if there is none, as in a VFS of one's own.
    struct file_identity {
        bool there = false;
        dev_t device = 0;
        ino_t inode = 0;
        friend bool operator==(const file_identity&, const file_identity&) = default;
    };
    [[nodiscard]] static file_identity identify(const std::string& file) {
        struct stat found {};
        if (::stat(file.c_str(), &found) != 0) return {};
        return {true, found.st_dev, found.st_ino};
    }

    struct reader {
        connection db;
        queries ask{db};
        text_queries ask_texts{db};
    };

    using request = group_commit::request;

    state(const file_path& where, const sqlite_options& o)
        : file{where.text()},
          options{o},
          db{file, open_flags(), options.vfs, options.busy_time} {
        prepare_file();
        now.emplace(db);
        write.emplace(db);
        write_texts.emplace(db);
        path = sqlite3_db_filename(db.raw(), "main");
        main_file = identify(path);
        if (!options.read_only) wal_file = identify(path + "-wal"); // else others may close theirs
        int moved = 0;
        sqlite3_file_control(db.raw(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
        if (moved != 0) refuse(file, codes::journal_gone);
        now->require_end();
    }

    [[nodiscard]] int open_flags() const {
        if (options.read_only) return SQLITE_OPEN_READONLY;
        return SQLITE_OPEN_READWRITE | (options.create ? SQLITE_OPEN_CREATE : 0);
    }

    void prepare_file() {
        const auto newest = std::size(steps);
        const auto found = read_identity(db);
        require_journal(db, found, newest);
        const bool old = found.application != application_id || found.version != std::int64_t{newest};
        if (options.read_only) {
            // What is not there yet cannot be made.
            if (found.application != application_id)
                refuse(file, codes::not_a_journal, {std::to_string(found.application)});
            if (old) refuse(file, codes::journal_read_only);
        } else {
            if (sqlite3_db_readonly(db.raw(), "main") == 1) refuse(file, codes::journal_read_only);
            // As "full", and for the moment before the file has a WAL: if the journal of that first change came back
            // after a power cut, it would undo everything since.
            db.run("pragma synchronous = extra");
            db.run("pragma secure_delete = on"); // what is erased is overwritten
            db.wait_while_busy([&] {
                return sqlite3_exec(db.raw(), "pragma journal_mode = wal", nullptr, nullptr, nullptr);
            });
            if (old) migrate(db, steps);
        }
        static const auto wanted = schema_of(steps);
        if (schema_of(db) != wanted) db.damaged("its tables are not those of a journal");
        // What a crash left in the WAL is not synced yet. It is before anybody is told that it is there.
        if (!options.read_only)
            db.wait_while_busy([&] {
                return sqlite3_wal_checkpoint_v2(db.raw(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr,
                                                 nullptr);
            });
    }

    /// A file that was deleted goes on for those who have it open, and what they write is lost.
    void require_there() const {
        if ((main_file.there && identify(path) != main_file) ||
            (wal_file.there && identify(path + "-wal") != wal_file))
            refuse(file, codes::journal_gone);
    }

    void write_all(const std::vector<request*>& all) {
        try {
            require_there();
            write->begin();
            const auto time = options.clock->now();
            for (auto* r : all) {
                try {
                    r->answer = write->append(r->additions, r->idempotency_key, time);
                } catch (const refused&) {
                    r->failure = std::current_exception();
                }
            }
            commit();
            require_there();
        } catch (...) {
            // A refusal too goes by what the others of the transaction wrote.
            roll_back();
            for (auto* r : all) r->failure = std::current_exception();
        }
    }

    void commit() {
        try {
            write->commit();
        } catch (...) {
            // Of a full device the last page, which makes it a commit, is not there.
            if ((sqlite3_errcode(db.raw()) & 0xFF) == SQLITE_IOERR) unsettled = true;
            throw;
        }
        unsettled = false;
    }
    void roll_back() noexcept {
        write->roll_back();
        try {
            settle();
        } catch (const data_error&) { // whoever asks next tries again
        }
    }
    /// A commit that failed may have left all its pages in the WAL. They count for nothing, until somebody opens the
    /// file after a crash: then they are a commit like any other. So something else is written over them before
    /// anybody is told what is there.
    void settle() const {
        if (!unsettled) return;
        try {
            db.run("begin immediate");
            db.run(("pragma user_version = " + std::to_string(std::size(steps))).c_str()); // as it was
            db.run("commit");
        } catch (...) {
            write->roll_back();
            throw;
        }
        unsettled = false;
    }

    /// Runs `use` in a transaction of its own, while no other thread of the journal writes.
    template <class Use>
    void change(Use use) {
        if (options.read_only) refuse(file, codes::journal_read_only);
        turns.write_alone([&] {
            try {
                require_there();
                write->begin();
                use();
                commit();
                require_there();
            } catch (...) {
                roll_back();
                throw;
            }
        });
    }

    /// Runs `use` with a connection that no other thread has.
    template <class Use>
    auto with_reader(Use use) const {
        require_there(); // a new connection would be one to what has the name now
        if (unsettled) turns.write_alone([&] { settle(); });
        std::unique_ptr<reader> mine;
        {
            const std::lock_guard lock{reader_mutex};
            if (!idle.empty()) {
                mine = std::move(idle.back());
                idle.pop_back();
            }
        }
        if (!mine) {
            const auto flags = options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
            mine.reset(new reader{connection{path, flags, options.vfs, options.busy_time}});
            mine->db.run("pragma query_only = on");
            require_there();
        }
        auto answer = use(*mine);
        const std::lock_guard lock{reader_mutex};
        if (idle.size() < most_idle) idle.push_back(std::move(mine));
        return answer;
    }

    std::vector<events::digest> put(std::span<const text> texts) override {
        events::detail::require_texts(texts);
        std::vector<events::digest> digests;
        change([&] { digests = write_texts->put(texts); });
        return digests;
    }

    std::vector<events::text_found> read(std::span<const key> keys, const purpose& for_what) override {
        events::detail::require_purpose(for_what);
        std::vector<events::text_found> answers;
        change([&] { answers = write_texts->read(keys, for_what, options.clock->now()); });
        return answers;
    }

    erasure erase(const key& person, const purpose& for_what) override {
        events::detail::require_person(person);
        events::detail::require_purpose(for_what);
        erasure done;
        change([&] { done = write_texts->erase(person, for_what, options.clock->now()); });
        cut_wal();
        return done;
    }

    /// The WAL has pages as they were before. Whoever still reads them is waited for. SQLite does not sync what
    /// it cuts, so that it would be back after a power cut.
    void cut_wal() {
        turns.write_alone([&] {
            db.wait_while_busy([&] {
                return sqlite3_wal_checkpoint_v2(db.raw(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                                                 nullptr);
            });
            sqlite3_file* wal = nullptr;
            db.require(sqlite3_file_control(db.raw(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal));
            if (wal != nullptr && wal->pMethods != nullptr)
                db.require(wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL));
        });
    }

    [[nodiscard]] std::vector<text_access> list_accesses(const key& person) const override {
        return with_reader([&](reader& r) { return r.ask_texts.list_accesses(person); });
    }
    [[nodiscard]] std::vector<erasure> list_erasures(const key& person) const override {
        return with_reader([&](reader& r) { return r.ask_texts.list_erasures(person); });
    }
    [[nodiscard]] events::text_records read_records(const events::text_counts& after,
                                                    std::size_t most) const override {
        return with_reader([&](reader& r) { return r.ask_texts.read_records(after, most); });
    }
    void restore(const events::text_records& records) override {
        change([&] { write_texts->restore(records); });
    }

    static constexpr std::size_t most_idle = 8;

    std::string file; ///< as it was given
    sqlite_options options;
    connection db; ///< that writes
    std::optional<queries> now;
    std::optional<changes> write;
    std::optional<text_changes> write_texts;
    std::string path; ///< whatever folder the process goes to
    file_identity main_file, wal_file;

    mutable group_commit turns;
    mutable std::atomic<bool> unsettled{false}; ///< a commit failed, and nothing was written since

    mutable std::mutex reader_mutex;
    mutable std::vector<std::unique_ptr<reader>> idle;

    std::mutex growth_mutex;
    std::condition_variable grown;
    std::uint64_t growths = 0;

    void tell_growth() {
        {
            const std::lock_guard lock{growth_mutex};
            ++growths;
        }
        grown.notify_all();
    }
};

sqlite_journal::sqlite_journal(const file_path& file, const sqlite_options& options)
    : state_{new state{file, options}} {}

sqlite_journal::~sqlite_journal() = default;

appended_range sqlite_journal::append(std::span<const addition> additions, const key& idempotency_key) {
    events::detail::require_append(additions, idempotency_key);
    for (const auto& a : additions)
        for (const auto& bytes : a.events)
            if (bytes.size() > largest_event)
                throw std::invalid_argument("journal: an event of stream " + a.stream.text() +
                                            " is too large");
    auto& s = *state_;
    if (s.options.read_only) refuse(s.file, codes::journal_read_only);
    const auto range = s.turns.append(additions, idempotency_key,
                                      [&](const std::vector<state::request*>& all) { s.write_all(all); });
    s.tell_growth();
    return range;
}

std::optional<appended_range> sqlite_journal::find(const key& idempotency_key) const {
    return state_->with_reader([&](state::reader& r) { return r.ask.find(idempotency_key); });
}

std::vector<recorded_event> sqlite_journal::read(std::uint64_t from_position, std::size_t most) const {
    return state_->with_reader([&](state::reader& r) { return r.ask.read(from_position, most); });
}

std::vector<recorded_event> sqlite_journal::read_stream(const key& stream, std::uint64_t after_version,
                                                        std::size_t most) const {
    return state_->with_reader(
        [&](state::reader& r) { return r.ask.read_stream(stream, after_version, most); });
}

std::uint64_t sqlite_journal::version(const key& stream) const {
    return state_->with_reader([&](state::reader& r) { return r.ask.version(stream); });
}

journal_head sqlite_journal::head() const {
    return state_->with_reader([](state::reader& r) { return r.ask.head(); });
}

bool sqlite_journal::wait_for(std::uint64_t position, std::chrono::milliseconds timeout) const {
    auto& s = *state_;
    const auto until = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        std::unique_lock lock{s.growth_mutex};
        const auto before = s.growths;
        lock.unlock();
        if (head().size > position) return true;
        const auto left = until - std::chrono::steady_clock::now();
        if (left <= std::chrono::steady_clock::duration::zero()) return false;
        lock.lock();
        s.grown.wait_for(lock, std::min<std::chrono::steady_clock::duration>(left, poll_every),
                         [&] { return s.growths != before; });
    }
}

std::vector<recorded_append> sqlite_journal::read_appends(std::uint64_t after, std::size_t most) const {
    return state_->with_reader([&](state::reader& r) { return r.ask.read_appends(after, most); });
}

void sqlite_journal::restore(std::span<const recorded_append> appends, std::span<const recorded_event> all) {
    state_->change([&] { state_->write->restore(appends, all); });
    state_->tell_growth();
}

events::text_store& sqlite_journal::texts() {
    return *state_;
}

void sqlite_journal::keep_snapshot(const events::snapshot& s) {
    // Appends come in between, and so may an erasure, which drops what there is: then no more is kept.
    auto& texts = *state_->write_texts;
    std::uint64_t erasures = 0;
    state_->change([&] { erasures = texts.begin_snapshot(s.name); });
    bool goes_on = true;
    for (std::size_t first = 0; goes_on && first < s.parts.size(); first += parts_at_a_time)
        state_->change([&] {
            goes_on = texts.has_parts(s.name, first, erasures);
            if (goes_on) texts.keep_parts(s, first, parts_at_a_time);
        });
    state_->change([&] {
        if (goes_on && texts.has_parts(s.name, s.parts.size(), erasures)) texts.keep_snapshot(s);
    });
}

std::optional<events::snapshot> sqlite_journal::find_snapshot(const key& name) const {
    return state_->with_reader([&](state::reader& r) { return r.ask_texts.find_snapshot(name); });
}

void sqlite_journal::drop_snapshots() {
    state_->change([&] { state_->write_texts->drop_snapshots(); });
}

namespace {

/// Copies a file as it is at one moment, and returns its head.
journal_head copy_pages(const connection& from, const std::string& to) {
    connection copy{to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "", from.busy_time()};
    copy.run("pragma synchronous = extra");
    sqlite3_backup* pages = sqlite3_backup_init(copy.raw(), "main", from.raw(), "main");
    if (pages == nullptr) copy.fail(sqlite3_errcode(copy.raw()));
    sqlite3_backup_step(pages, -1);
    copy.require(sqlite3_backup_finish(pages));
    // One file, which can be read where nothing can be written.
    copy.run("pragma journal_mode = delete");
    queries ask{copy};
    ask.require_end();
    return ask.head();
}

/// Makes sure that a name that was given to a file lasts.
void sync_folder_of(const std::string& file) {
    const auto slash = file.rfind('/');
    const auto folder = slash == std::string::npos ? "." : slash == 0 ? "/" : file.substr(0, slash);
    const int opened = ::open(folder.c_str(), O_RDONLY | O_CLOEXEC);
    if (opened < 0) return;
    ::fsync(opened);
    ::close(opened);
}

} // namespace

journal_head sqlite_journal::backup(const file_path& to) const {
    if (state::identify(to.text()).there) refuse(to.text(), codes::file_exists);
    const auto part = to.text() + ".part";
    std::remove(part.c_str());
    journal_head head;
    try {
        head = state_->with_reader([&](state::reader& r) { return copy_pages(r.db, part); });
    } catch (...) {
        std::remove(part.c_str());
        throw;
    }
    if (::rename(part.c_str(), to.text().c_str()) != 0) refuse(to.text(), codes::storage_failed, {"rename"});
    sync_folder_of(to.text());
    return head;
}

} // namespace qaidam::store
