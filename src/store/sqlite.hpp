/// SQLite's objects with owners, and its errors as ours.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <sqlite3.h>

#include <qaidam/store/codes.hpp>

namespace qaidam::store {

[[noreturn]] inline void refuse(const std::string& file, const message_rule& rule,
                                std::vector<std::string> arguments = {}) {
    notices why;
    why.add(rule, {.file = file}, std::move(arguments));
    throw data_error{std::move(why)};
}

class connection;

/// A prepared statement. `with` binds the values and begins it anew; what is bound must live until `done`.
class statement {
public:
    statement(const connection& on, std::string_view sql);

    template <class... Values>
    statement& with(const Values&... values) {
        done();
        int at = 0;
        (bind(++at, values), ...);
        return *this;
    }
    /// Whether there is another row.
    bool step();
    /// For one without rows.
    void run() {
        while (step()) {
        }
        done();
    }
    /// Lets go of the rows, and of the state of the file that they are of.
    void done() noexcept { sqlite3_reset(raw_.get()); }

    [[nodiscard]] bool is_null(int column) const { return type(column) == SQLITE_NULL; }
    /// Throws: data_error if there is something else: the file is damaged.
    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] std::uint64_t count(int column) const;
    [[nodiscard]] std::string_view bytes(int column) const;
    [[nodiscard]] std::string_view text(int column) const;

private:
    struct closer {
        void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
    };
    struct ender {
        void operator()(statement* s) const { s->done(); }
    };

    [[nodiscard]] int type(int column) const { return sqlite3_column_type(raw_.get(), column); }
    [[nodiscard]] std::string_view raw_bytes(int column) const;
    void bind(int at, std::int64_t value) { require(sqlite3_bind_int64(raw_.get(), at, value)); }
    void bind(int at, std::string_view value) {
        // No pointer would be NULL.
        const char* data = value.data() == nullptr ? "" : value.data();
        require(sqlite3_bind_blob64(raw_.get(), at, data, value.size(), SQLITE_STATIC));
    }
    void require(int result) const;

    const connection* on_;
    std::unique_ptr<sqlite3_stmt, closer> raw_;
};

/// Ends the statement when the rows are no longer looked at, whatever happens.
class rows {
public:
    template <class... Values>
    explicit rows(statement& s, const Values&... values) : all_{s.with(values...)} {}
    rows(const rows&) = delete;
    rows& operator=(const rows&) = delete;
    ~rows() { all_.done(); }
    bool next() { return all_.step(); }
    const statement* operator->() const { return &all_; }

private:
    statement& all_;
};

/// For one thread at a time.
class connection {
public:
    connection(const std::string& file, int flags, const std::string& vfs,
               std::chrono::milliseconds busy_time)
        : file_{file},
          busy_time_{busy_time} {
        sqlite3* raw = nullptr;
        const auto result = sqlite3_open_v2(file.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX,
                                            vfs.empty() ? nullptr : vfs.c_str());
        raw_.reset(raw);
        if (raw_ == nullptr) throw std::bad_alloc{};
        sqlite3_extended_result_codes(raw, 1);
        require(result);
        const auto most = std::chrono::milliseconds{std::chrono::hours{24}};
        require(sqlite3_busy_timeout(raw, static_cast<int>(std::min(busy_time, most).count())));
        // The file may come from anywhere: nothing in it may run, and pages are looked at before they are used.
        sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
        run("pragma cell_size_check = on");
        run("pragma mmap_size = 0"); // a mapped file that is cut short would end the process
    }

    [[nodiscard]] sqlite3* raw() const { return raw_.get(); }
    [[nodiscard]] const std::string& file() const { return file_; }
    [[nodiscard]] std::chrono::milliseconds busy_time() const { return busy_time_; }

    void run(const char* sql) const { require(sqlite3_exec(raw_.get(), sql, nullptr, nullptr, nullptr)); }
    [[nodiscard]] std::int64_t number(std::string_view sql) const {
        statement s{*this, sql};
        return s.step() ? s.number(0) : 0;
    }

    /// Tries again while others are in the way: SQLite itself does not wait everywhere.
    template <class Try>
    void wait_while_busy(Try attempt) const {
        const auto until = std::chrono::steady_clock::now() + busy_time_;
        for (;;) {
            const auto result = attempt();
            const bool busy = (result & 0xff) == SQLITE_BUSY || (result & 0xff) == SQLITE_LOCKED;
            if (!busy || std::chrono::steady_clock::now() >= until) return require(result);
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
        }
    }

    void require(int result) const {
        if (result != SQLITE_OK && result != SQLITE_ROW && result != SQLITE_DONE) fail(result);
    }
    /// SQLite's error as ours, with what to do about it.
    [[noreturn]] void fail(int result) const {
        const std::string what = sqlite3_errmsg(raw_.get());
        switch (result & 0xff) {
        case SQLITE_NOMEM: throw std::bad_alloc{};
        case SQLITE_NOTADB: refuse(file_, codes::not_a_database);
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH: refuse(file_, codes::journal_not_opened, {what});
        case SQLITE_READONLY:
            if (result == SQLITE_READONLY_DBMOVED) refuse(file_, codes::journal_gone);
            refuse(file_, codes::journal_read_only);
        case SQLITE_FULL: refuse(file_, codes::disk_full);
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL: refuse(file_, codes::journal_busy, {std::to_string(busy_time_.count())});
        case SQLITE_IOERR: refuse(file_, codes::storage_failed, {what});
        default: refuse(file_, codes::damaged_journal, {what}); // a constraint, a table that is not there
        }
    }
    [[noreturn]] void damaged(std::string what) const {
        refuse(file_, codes::damaged_journal, {std::move(what)});
    }

private:
    struct closer {
        void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
    };

    std::string file_;
    std::chrono::milliseconds busy_time_;
    std::unique_ptr<sqlite3, closer> raw_;
};

/// The file as it is at one moment, for several statements: others may write between two of them.
class one_moment {
public:
    explicit one_moment(const connection& db) : db_{db}, begun_{sqlite3_get_autocommit(db.raw()) != 0} {
        if (begun_) db_.run("begin");
    }
    one_moment(const one_moment&) = delete;
    one_moment& operator=(const one_moment&) = delete;
    ~one_moment() {
        if (begun_) sqlite3_exec(db_.raw(), "rollback", nullptr, nullptr, nullptr);
    }

private:
    const connection& db_;
    bool begun_; ///< else there is a transaction already
};

inline statement::statement(const connection& on, std::string_view sql) : on_{&on} {
    sqlite3_stmt* raw = nullptr;
    on.require(sqlite3_prepare_v3(on.raw(), sql.data(), static_cast<int>(sql.size()),
                                  SQLITE_PREPARE_PERSISTENT, &raw, nullptr));
    raw_.reset(raw);
}

inline void statement::require(int result) const {
    on_->require(result);
}

inline bool statement::step() {
    const auto result = sqlite3_step(raw_.get());
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    on_->fail(result);
}

inline std::int64_t statement::number(int column) const {
    if (type(column) != SQLITE_INTEGER) on_->damaged("a number is missing");
    return sqlite3_column_int64(raw_.get(), column);
}

inline std::uint64_t statement::count(int column) const {
    const auto n = number(column);
    if (n < 0) on_->damaged("a count is negative");
    return static_cast<std::uint64_t>(n);
}

inline std::string_view statement::raw_bytes(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(raw_.get(), column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(raw_.get(), column));
    if (data == nullptr && size > 0) throw std::bad_alloc{};
    if (data == nullptr && sqlite3_errcode(on_->raw()) == SQLITE_NOMEM) throw std::bad_alloc{};
    return size == 0 ? std::string_view{} : std::string_view{data, size};
}

inline std::string_view statement::bytes(int column) const {
    if (type(column) != SQLITE_BLOB) on_->damaged("bytes are missing");
    return raw_bytes(column);
}

inline std::string_view statement::text(int column) const {
    if (type(column) != SQLITE_TEXT) on_->damaged("a text is missing");
    return raw_bytes(column);
}

} // namespace qaidam::store
