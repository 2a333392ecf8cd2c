/// What is asked of the tables of a journal, and what changes them.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/events/detail/appends.hpp>

#include "store/sqlite.hpp"
#include "store/values.hpp"

namespace qaidam::store {

using events::addition;
using events::appended_range;
using events::journal_head;
using events::recorded_append;
using events::recorded_event;

inline recorded_event event_of(const connection& db, const statement& row) {
    return {row.count(0),
            key{row.bytes(1)},
            row.count(2),
            time_from(db, row.number(3)),
            std::string{row.bytes(4)},
            digest_from(db, row.bytes(5))};
}

/// What is asked of a journal, on a connection of its own: for one thread at a time.
class queries {
public:
    explicit queries(connection& db) : db_{db} {}

    [[nodiscard]] std::optional<appended_range> find(const key& idempotency_key) {
        rows found{find_, idempotency_key.text()};
        if (!found.next()) return std::nullopt;
        return appended_range{found->count(0), found->count(1)};
    }

    [[nodiscard]] std::vector<recorded_event> read(std::uint64_t from, std::size_t most) {
        std::vector<recorded_event> all;
        all.reserve(std::min<std::size_t>(most, 1000));
        rows found{read_, clamp(from), clamp(most)};
        for (; found.next(); ++from) {
            if (found->count(0) != from) db_.damaged("event " + std::to_string(from) + " is missing");
            all.push_back(event_of(db_, *found.operator->()));
        }
        return all;
    }

    [[nodiscard]] std::vector<recorded_event> read_stream(const key& stream, std::uint64_t after,
                                                          std::size_t most) {
        std::vector<recorded_event> all;
        rows found{read_stream_, stream.text(), clamp(after), clamp(most)};
        while (found.next()) {
            all.push_back(event_of(db_, *found.operator->()));
            if (all.back().version != ++after || all.back().stream != stream)
                db_.damaged("version " + std::to_string(after) + " of a stream is missing");
        }
        return all;
    }

    /// A stream that was written before.
    struct known_stream {
        std::int64_t id;
        std::uint64_t version;
    };
    [[nodiscard]] std::optional<known_stream> find_stream(const key& stream) {
        rows found{stream_, stream.text()};
        if (!found.next()) return std::nullopt;
        return known_stream{found->number(0), found->count(1)};
    }
    [[nodiscard]] std::uint64_t version(const key& stream) {
        const auto found = find_stream(stream);
        return found ? found->version : 0;
    }

    [[nodiscard]] journal_head head() {
        rows found{head_};
        if (!found.next()) return {};
        return {found->count(0) + 1, digest_from(db_, found->bytes(1))};
    }

    [[nodiscard]] std::vector<recorded_append> read_appends(std::uint64_t after, std::size_t most) {
        std::vector<recorded_append> all;
        rows found{appends_, clamp(after), clamp(most)};
        for (; found.next(); ++after) {
            if (found->count(0) != after) db_.damaged("append " + std::to_string(after) + " is missing");
            all.push_back({key{found->bytes(1)}, {found->count(2), found->count(3)}});
        }
        return all;
    }

    /// A file whose WAL is not its own, or which lost its last pages, shows most often at its end.
    void require_end() {
        const one_moment same{db_};
        const auto now = head();
        rows last{last_append_};
        const bool has_append = last.next();
        if ((has_append ? last->count(0) + last->count(1) : 0) != now.size)
            db_.damaged("its last append does not end where its events do");
        if (now.size == 0) return;
        const auto from = now.size < 2 ? 0 : now.size - 2;
        const auto end = read(from, 2);
        const auto before = from + 1 == now.size ? events::digest{} : end.front().digest;
        if (end.size() != now.size - from || end.back().digest != events::digest_of(before, end.back()))
            db_.damaged("its last event does not fit the one before");
    }

private:
    connection& db_;
    statement find_{db_, "select position, count from appends where idempotency_key = ?1"};
    // An outer join shows an event whose stream is not there.
    statement read_{db_, "select e.position, s.name, e.version, e.time, e.bytes, e.digest"
                         " from events e left join streams s on s.id = e.stream"
                         " where e.position >= ?1 order by e.position limit ?2"};
    statement read_stream_{db_, "select e.position, s.name, e.version, e.time, e.bytes, e.digest"
                                " from events e left join streams s on s.id = e.stream"
                                " where e.stream = (select id from streams where name = ?1)"
                                " and e.version > ?2 order by e.version limit ?3"};
    statement stream_{db_, "select s.id, coalesce((select max(version) from events where stream = s.id), 0)"
                           " from streams s where s.name = ?1"};
    statement head_{db_, "select position, digest from events order by position desc limit 1"};
    statement appends_{db_, "select number, idempotency_key, position, count from appends"
                            " where number >= ?1 order by number limit ?2"};
    statement last_append_{db_, "select position, count from appends order by number desc limit 1"};
};

/// What changes a journal, within a transaction that somebody else begins and ends.
class changes {
public:
    explicit changes(connection& db) : db_{db}, now_{db} {}

    void begin() {
        begin_.with().run();
        try {
            rows last{last_number_};
            next_append_ = last.next() ? last->number(0) + 1 : 0;
            head_ = now_.head();
        } catch (...) {
            roll_back();
            throw;
        }
    }
    void commit() { commit_.with().run(); }
    void roll_back() const noexcept {
        if (sqlite3_get_autocommit(db_.raw()) == 0)
            sqlite3_exec(db_.raw(), "rollback", nullptr, nullptr, nullptr);
    }

    /// Looks at everything before it writes anything, so that a refusal leaves no trace.
    appended_range append(std::span<const addition> additions, const key& idempotency_key,
                          calendar::utc_time time) {
        if (const auto before = now_.find(idempotency_key)) {
            const auto kept = now_.read(before->position, before->count);
            if (!events::detail::is_same_append(kept, additions)) events::detail::refuse_key(idempotency_key);
            return *before;
        }
        std::vector<std::optional<std::int64_t>> streams;
        for (const auto& a : additions) {
            const auto found = now_.find_stream(a.stream);
            events::detail::require_version(a, found ? found->version : 0);
            streams.push_back(found ? std::optional{found->id} : std::nullopt);
        }
        const appended_range range{head_.size, count_of(additions)};
        keep(idempotency_key, range);
        recorded_event e{};
        e.time = time;
        for (std::size_t i = 0; i < additions.size(); ++i) {
            const auto& a = additions[i];
            const auto stream = streams[i] ? *streams[i] : add_stream(a.stream);
            e.stream = a.stream;
            e.version = a.expected_version;
            for (const auto& bytes : a.events) {
                e.position = head_.size;
                ++e.version;
                e.bytes = bytes;
                e.digest = events::digest_of(head_.digest, e);
                add(stream, e);
            }
        }
        return range;
    }

    void restore(std::span<const recorded_append> appends, std::span<const recorded_event> all) {
        events::detail::require_restorable(head_, appends, all);
        for (const auto& a : appends) {
            if (now_.find(a.idempotency_key)) events::detail::refuse_append(a.range.position);
            keep(a.idempotency_key, a.range);
        }
        std::map<key, queries::known_stream> streams;
        for (const auto& e : all) {
            auto found = streams.find(e.stream);
            if (found == streams.end()) {
                const auto known = now_.find_stream(e.stream);
                found =
                    streams.emplace(e.stream, known ? *known : queries::known_stream{add_stream(e.stream), 0})
                        .first;
            }
            if (e.version != ++found->second.version) events::detail::refuse_event(e.position);
            add(found->second.id, e);
        }
    }

private:
    static std::uint64_t count_of(std::span<const addition> additions) {
        std::uint64_t count = 0;
        for (const auto& a : additions) count += a.events.size();
        return count;
    }
    void keep(const key& idempotency_key, const appended_range& range) {
        add_append_.with(next_append_, idempotency_key.text(), clamp(range.position), clamp(range.count))
            .run();
        ++next_append_;
    }
    void add(std::int64_t stream, const recorded_event& e) {
        add_event_
            .with(clamp(e.position), stream, clamp(e.version), e.time.seconds_since_1970(), e.bytes,
                  bytes_of(e.digest.bytes))
            .run();
        head_ = {e.position + 1, e.digest};
    }
    [[nodiscard]] std::int64_t add_stream(const key& stream) {
        add_stream_.with(stream.text()).run();
        return sqlite3_last_insert_rowid(db_.raw());
    }

    connection& db_;
    queries now_;
    journal_head head_;
    std::int64_t next_append_ = 0;
    statement begin_{db_, "begin immediate"}; // who reads first and writes then would find others had written
    statement commit_{db_, "commit"};
    statement last_number_{db_, "select number from appends order by number desc limit 1"};
    statement add_stream_{db_, "insert into streams (name) values (?1)"};
    statement add_event_{db_, "insert into events (position, stream, version, time, bytes, digest)"
                              " values (?1, ?2, ?3, ?4, ?5, ?6)"};
    statement add_append_{db_, "insert into appends (number, idempotency_key, position, count)"
                               " values (?1, ?2, ?3, ?4)"};
};

} // namespace qaidam::store
