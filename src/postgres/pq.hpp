/// libpq's objects with owners, and the server's errors as ours.
#pragma once

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <libpq-fe.h>
#include <poll.h>

#include <qaidam/postgres/codes.hpp>
#include <qaidam/store/codes.hpp>

namespace qaidam::store::pq {

[[noreturn]] inline void refuse(const std::string& where, const message_rule& rule,
                                std::vector<std::string> arguments = {}) {
    notices why;
    why.add(rule, {.file = where}, std::move(arguments));
    throw data_error{std::move(why)};
}

/// The connection is gone: whether what was asked has happened is not known.
struct lost_connection {
    std::string why;
    bool is_starting = false; ///< the server is there and will answer soon
};

// What goes over the wire in binary: integers with the highest byte first, arrays of one dimension.

template <class Integer>
void put(std::string& out, Integer value) {
    const auto bits = static_cast<std::make_unsigned_t<Integer>>(value);
    for (std::size_t i = sizeof bits; i-- > 0;) out += static_cast<char>((bits >> (8 * i)) & 0xff);
}

inline constexpr Oid bytea_oid = 17, int8_oid = 20, int4_oid = 23;

inline void put_item(std::string& out, std::int64_t n) {
    put(out, std::int32_t{8});
    put(out, n);
}
inline void put_item(std::string& out, std::int32_t n) {
    put(out, std::int32_t{4});
    put(out, n);
}
inline void put_item(std::string& out, std::string_view bytes) {
    put(out, static_cast<std::int32_t>(bytes.size()));
    out += bytes;
}

/// An array parameter that grows.
template <class Item, Oid Type>
class array {
public:
    void add(Item item) {
        ++size_;
        put_item(items_, item);
    }
    [[nodiscard]] std::string text() const {
        std::string out;
        put(out, std::int32_t{size_ > 0 ? 1 : 0});
        put(out, std::int32_t{0});
        put(out, static_cast<std::int32_t>(Type));
        if (size_ > 0) {
            put(out, size_);
            put(out, std::int32_t{1});
        }
        return out += items_;
    }

private:
    std::int32_t size_ = 0;
    std::string items_;
};
using bytes_array = array<std::string_view, bytea_oid>;
using int8_array = array<std::int64_t, int8_oid>;
using int4_array = array<std::int32_t, int4_oid>;

/// The parameters of a statement, in binary.
class parameters {
public:
    parameters& add(std::string value) {
        all_.push_back(std::move(value));
        return *this;
    }
    parameters& add(std::int64_t n) {
        std::string out;
        put(out, n);
        return add(std::move(out));
    }
    template <class Item, Oid Type>
    parameters& add(const array<Item, Type>& items) {
        return add(items.text());
    }

    template <class Use>
    auto give(Use use) const {
        std::vector<const char*> values;
        std::vector<int> lengths, formats(all_.size(), 1);
        for (const auto& v : all_) {
            values.push_back(v.c_str());
            lengths.push_back(static_cast<int>(v.size()));
        }
        return use(static_cast<int>(all_.size()), values.data(), lengths.data(), formats.data());
    }

private:
    std::vector<std::string> all_;
};

class connection;

/// The rows of an answer, in binary.
class rows {
public:
    explicit rows(PGresult* raw, const connection& of) : raw_{raw}, of_{&of} {}
    [[nodiscard]] int size() const { return PQntuples(raw_.get()); }
    [[nodiscard]] bool is_null(int row, int column) const {
        return PQgetisnull(raw_.get(), row, column) != 0;
    }
    [[nodiscard]] std::string_view bytes(int row, int column) const {
        return {PQgetvalue(raw_.get(), row, column),
                static_cast<std::size_t>(PQgetlength(raw_.get(), row, column))};
    }
    /// Throws: data_error if there is something else: the tables are not those of a journal.
    [[nodiscard]] std::int64_t number(int row, int column) const;
    [[nodiscard]] std::uint64_t count(int row, int column) const;
    /// How many rows a statement changed.
    [[nodiscard]] std::uint64_t changed() const {
        return std::strtoull(PQcmdTuples(raw_.get()), nullptr, 10);
    }
    [[nodiscard]] const PGresult* raw() const { return raw_.get(); }

private:
    struct closer {
        void operator()(PGresult* r) const { PQclear(r); }
    };
    std::unique_ptr<PGresult, closer> raw_;
    const connection* of_;
};

/// What a connection string says, without its secrets.
struct target {
    std::string connection;
    std::string shown; ///< "postgresql://user@host:port/database", or on a socket "…/database?host=/folder"
    std::string password; ///< to be taken out of every message

    explicit target(std::string_view text) : connection{text} {
        struct closer {
            void operator()(PQconninfoOption* o) const { PQconninfoFree(o); }
        };
        // libpq's own message repeats parts of the string, and one of them may be the password.
        if (connection.find('\0') != connection.npos) refuse("postgresql://", codes::bad_connection_string);
        const std::unique_ptr<PQconninfoOption, closer> all{PQconninfoParse(connection.c_str(), nullptr)};
        const bool has_marks = connection.find('=') != connection.npos ||
                               connection.starts_with("postgresql://") ||
                               connection.starts_with("postgres://");
        if (!all || !has_marks) refuse("postgresql://", codes::bad_connection_string);
        std::string user, host, port, database;
        for (const auto* o = all.get(); o->keyword != nullptr; ++o) {
            if (o->val == nullptr) continue;
            const std::string_view name{o->keyword};
            if (name == "password") password = o->val;
            if (name == "user") user = std::string{o->val} + "@";
            if (name == "host") host = o->val;
            if (name == "port") port = std::string{":"} + o->val;
            if (name == "dbname") database = o->val;
        }
        const bool is_folder = host.starts_with('/'); // which would run into the database
        shown = "postgresql://" + user + (is_folder ? "" : host) + port + "/" + database +
                (is_folder ? "?host=" + host : "");
    }

    /// A text of the server or of libpq in one line and without the password.
    [[nodiscard]] std::string clean(std::string text) const {
        while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
        std::replace(text.begin(), text.end(), '\n', ' ');
        if (password.empty()) return text;
        for (auto at = text.find(password); at != text.npos; at = text.find(password, at + 3))
            text.replace(at, password.size(), "***");
        return text;
    }
};

/// Why there is no connection: what is said to people, and the SQLSTATE. Of several hosts the last counts.
struct refusal_to_connect {
    std::string text, state;

    explicit refusal_to_connect(std::string_view all) {
        for (std::size_t at = 0, end = 0; at < all.size(); at = end + 1) {
            end = std::min(all.find('\n', at), all.size());
            add(std::string{all.substr(at, end - at)});
        }
    }

private:
    /// Of "connection to server … failed: FATAL:  28P01: password …" the middle goes; the line after it too, which is
    /// "LOCATION:  auth_failed, auth.c:338" in the user's language.
    void add(std::string line) {
        const auto before_number = line.find_last_not_of("0123456789") + 1;
        if (std::string_view{line}.substr(0, before_number).ends_with(".c:")) return;
        for (auto at = line.find(":  "); at != line.npos; at = line.find(":  ", at + 1)) {
            if (at + 9 >= line.size() || line[at + 8] != ':') continue;
            state = line.substr(at + 3, 5);
            const auto severity = line.rfind(": ", at - 1);
            const auto from = severity == line.npos ? 0 : severity + 2;
            line.erase(from, at + 10 - from);
            break;
        }
        line.erase(0, line.find_first_not_of("\t "));
        text += line + '\n';
    }
};

/// For one thread at a time.
class connection {
public:
    /// Throws: data_error if the server says no; lost_connection if it does not say anything, or is about to start
    ///         or to stop.
    connection(const target& to, const std::string& where, std::chrono::milliseconds connect_time,
               std::chrono::milliseconds busy_time)
        : to_{&to},
          where_{where},
          busy_time_{busy_time} {
        // What stands before dbname is a default that the string overrides. A machine that vanishes is noticed.
        static constexpr const char* names[] = {
            "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
            "dbname",          "client_encoding",     "application_name", nullptr};
        const char* values[] = {"30", "10", "3", "60000", to.connection.c_str(), "UTF8", "qaidam", nullptr};
        raw_.reset(PQconnectStartParams(names, values, 1));
        if (!raw_) throw std::bad_alloc{};
        PQsetNoticeReceiver(raw_.get(), keep_warning, &warning_);
        PQsetErrorVerbosity(raw_.get(), PQERRORS_VERBOSE); // gives the SQLSTATE of a refusal
        const auto until = std::chrono::steady_clock::now() + connect_time;
        auto next = PGRES_POLLING_WRITING;
        while (PQstatus(raw_.get()) != CONNECTION_BAD && next != PGRES_POLLING_OK) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                until - std::chrono::steady_clock::now());
            if (left.count() <= 0) throw lost_connection{"no answer in time"};
            pollfd wait{PQsocket(raw_.get()),
                        static_cast<short>(next == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
            if (::poll(&wait, 1, static_cast<int>(left.count())) == 0) continue;
            next = PQconnectPoll(raw_.get());
            if (next == PGRES_POLLING_FAILED) break;
        }
        if (PQstatus(raw_.get()) != CONNECTION_OK) fail_to_connect();
        PQsetErrorVerbosity(raw_.get(), PQERRORS_DEFAULT);
        // An append must see what was committed while it waited for its turn, and must last when it returns. A
        // stricter synchronous_commit than "on" stays.
        run(("select set_config('lock_timeout', '" + std::to_string(busy_time.count()) +
             "', false), set_config('search_path', 'pg_catalog', false),"
             " set_config('default_transaction_isolation', 'read committed', false),"
             " set_config('idle_in_transaction_session_timeout', '60000', false),"
             " set_config('statement_timeout', '0', false),"
             " set_config('synchronous_commit', case current_setting('synchronous_commit') when 'off' then "
             "'on'"
             " else current_setting('synchronous_commit') end, false)")
                .c_str());
    }

    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    [[nodiscard]] PGconn* raw() const { return raw_.get(); }
    [[nodiscard]] std::chrono::milliseconds busy_time() const { return busy_time_; }
    [[nodiscard]] const std::string& where() const { return where_; }
    [[nodiscard]] bool is_good() const { return PQstatus(raw_.get()) == CONNECTION_OK; }

    /// Statements without parameters.
    rows run(const char* sql) const { return require(PQexec(raw_.get(), sql)); }

    /// As `run`. Returns what the server warns of first, as it does where it leaves something out; or "".
    std::string warning_of(const char* sql) {
        warning_.clear();
        run(sql);
        return to_->clean(std::exchange(warning_, {}));
    }

    /// A statement that is prepared when it is first asked for. `sql` lives as long as the program.
    rows ask(const char* sql, const parameters& values) {
        const auto name = prepare(sql);
        return require(values.give([&](int n, const char* const* v, const int* l, const int* f) {
            return PQexecPrepared(raw_.get(), name.c_str(), n, v, l, f, 1);
        }));
    }
    std::string prepare(const char* sql) {
        const auto found = prepared_.find(sql);
        if (found != prepared_.end()) return found->second;
        auto name = "q" + std::to_string(prepared_.size());
        require(PQprepare(raw_.get(), name.c_str(), sql, 0, nullptr));
        prepared_.emplace(sql, name);
        return name;
    }

    rows require(PGresult* raw) const {
        if (raw == nullptr) {
            if (!is_good()) throw lost_connection{message()};
            throw std::bad_alloc{};
        }
        rows answer{raw, *this};
        const auto status = PQresultStatus(raw);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(answer);
        return answer;
    }

    /// The server's error as ours, with what to do about it.
    [[noreturn]] void fail(const rows& answer) const {
        const char* field = PQresultErrorField(answer.raw(), PG_DIAG_SQLSTATE);
        const std::string_view state{field == nullptr ? "" : field};
        const char* text = PQresultErrorField(answer.raw(), PG_DIAG_MESSAGE_PRIMARY);
        const auto what = to_->clean(text == nullptr ? message() : text);
        if (!is_good() || state.empty() || state.starts_with("08") || state == "57P01" || state == "57P02" ||
            state == "57P03" || state == "40001" || state == "40P01")
            throw lost_connection{what};
        if (state == "25006") refuse(where_, codes::server_read_only);
        if (state == "53100") refuse(where_, codes::disk_full);
        if (state == "55P03") refuse(where_, codes::journal_busy, {std::to_string(busy_time_.count())});
        if (state == "42501") refuse(where_, codes::access_refused, {what});
        // Constraints that do not hold, tables and functions that are not there, pages that cannot be read.
        for (const auto* damage : {"22", "23", "42", "3F", "XX001", "XX002"})
            if (state.starts_with(damage)) damaged(what);
        refuse(where_, codes::storage_failed, {what});
    }
    [[noreturn]] void damaged(std::string what) const {
        refuse(where_, codes::damaged_journal, {std::move(what)});
    }

private:
    struct closer {
        void operator()(PGconn* c) const { PQfinish(c); }
    };

    /// Notices are not printed.
    static void keep_warning(void* to, const PGresult* notice) {
        const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
        const char* text = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
        auto& kept = *static_cast<std::string*>(to);
        if (severity != nullptr && text != nullptr && std::string_view{severity} == "WARNING" && kept.empty())
            kept = text;
    }

    [[nodiscard]] std::string message() const { return to_->clean(PQerrorMessage(raw_.get())); }
    [[noreturn]] void fail_to_connect() const {
        const refusal_to_connect why{PQerrorMessage(raw_.get())};
        const auto what = to_->clean(why.text);
        const bool wants_password = PQconnectionNeedsPassword(raw_.get()) != 0; // and none was given
        if (wants_password || why.state.starts_with("28") || why.state == "42501")
            refuse(where_, codes::access_refused, {what});
        if (why.state == "3D000") refuse(where_, codes::no_such_database, {what});
        throw lost_connection{what, why.state == "57P03"};
    }

    const target* to_;
    std::string where_;
    std::chrono::milliseconds busy_time_;
    std::string warning_;
    std::unique_ptr<PGconn, closer> raw_;
    std::map<const char*, std::string> prepared_;
};

inline std::int64_t rows::number(int row, int column) const {
    const auto value = bytes(row, column);
    if (is_null(row, column) || (value.size() != 8 && value.size() != 4)) of_->damaged("a number is missing");
    std::uint64_t bits = value.size() == 4 && (value[0] & '\x80') != 0 ? ~std::uint64_t{0} : 0;
    for (const char c : value) bits = bits << 8 | static_cast<unsigned char>(c);
    return static_cast<std::int64_t>(bits);
}

inline std::uint64_t rows::count(int row, int column) const {
    const auto n = number(row, column);
    if (n < 0) of_->damaged("a count is negative");
    return static_cast<std::uint64_t>(n);
}

} // namespace qaidam::store::pq
