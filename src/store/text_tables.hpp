/// The tables of texts and of snapshots: what is asked of them, and what changes them.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/events/detail/appends.hpp>
#include <qaidam/events/detail/texts.hpp>

#include "store/tables.hpp"

namespace qaidam::store {

using events::erasure;
using events::purpose;
using events::text;
using events::text_access;
using events::text_record;

/// Begins at a column of a row.
inline text_record text_of(const connection& db, const statement& row, int column) {
    text_record r{{key{row.bytes(column)}, key{row.bytes(column + 1)}, {}}, std::nullopt};
    if (row.is_null(column + 4)) return r;
    r.text.words = {std::string{row.bytes(column + 2)}, std::string{row.bytes(column + 3)}};
    r.salt = array_from<std::tuple_size_v<events::text_salt>>(db, row.bytes(column + 4));
    return r;
}

inline text_access access_of(const connection& db, const statement& row) {
    return {key{row.bytes(1)},
            key{row.bytes(2)},
            {key{row.bytes(3)}, std::string{row.bytes(4)}},
            time_from(db, row.number(5))};
}

inline erasure erasure_of(const connection& db, const statement& row) {
    return {key{row.bytes(1)},
            {key{row.bytes(2)}, std::string{row.bytes(3)}},
            time_from(db, row.number(4)),
            row.count(5)};
}

/// On a connection of its own: for one thread at a time.
class text_queries {
public:
    explicit text_queries(connection& db) : db_{db} {}

    struct numbered {
        std::int64_t number;
        text_record record;
    };
    [[nodiscard]] std::optional<numbered> find(const key& k) {
        rows found{find_, k.text()};
        if (!found.next()) return std::nullopt;
        return numbered{found->number(0), text_of(db_, *found.operator->(), 1)};
    }
    [[nodiscard]] std::vector<text_access> list_accesses(const key& person) {
        rows found{accesses_to_, person.text()};
        return all_of<text_access>(found, access_of);
    }
    [[nodiscard]] std::vector<erasure> list_erasures(const key& person) {
        rows found{erasures_of_, person.text()};
        return all_of<erasure>(found, erasure_of);
    }
    [[nodiscard]] events::text_records read_records(const events::text_counts& after, std::size_t most) {
        const one_moment now{db_};
        events::text_records all;
        rows texts{texts_, clamp(after.texts), clamp(most)};
        all.texts = all_of<text_record>(
            texts, [](const connection& db, const statement& row) { return text_of(db, row, 1); },
            after.texts);
        rows accesses{accesses_, clamp(after.accesses), clamp(most)};
        all.accesses = all_of<text_access>(accesses, access_of, after.accesses);
        rows erasures{erasures_, clamp(after.erasures), clamp(most)};
        all.erasures = all_of<erasure>(erasures, erasure_of, after.erasures);
        return all;
    }
    [[nodiscard]] std::optional<events::snapshot> find_snapshot(const key& name) {
        const one_moment now{db_};
        rows found{snapshot_, name.text()};
        if (!found.next()) return std::nullopt;
        events::snapshot s{name, found->count(0), {found->count(1), digest_from(db_, found->bytes(2))}, {}};
        rows parts{parts_, name.text()};
        while (parts.next()) s.parts.emplace_back(parts->bytes(0));
        if (events::detail::digest_of_snapshot(s) != digest_from(db_, found->bytes(3))) return std::nullopt;
        return s;
    }

private:
    /// With `after`, rows are numbered from it on without holes.
    template <class T, class Make>
    std::vector<T> all_of(rows& found, Make make, std::optional<std::uint64_t> after = std::nullopt) {
        std::vector<T> all;
        while (found.next()) {
            if (after && found->count(0) != (*after)++) db_.damaged("a record of texts is missing");
            all.push_back(make(db_, *found.operator->()));
        }
        return all;
    }

    connection& db_;
    statement find_{db_, "select number, name, about, zh, en, salt from texts where name = ?1"};
    statement texts_{db_, "select number, name, about, zh, en, salt from texts"
                          " where number >= ?1 order by number limit ?2"};
    statement accesses_{db_, "select a.number, t.name, t.about, a.reader, a.why, a.time"
                             " from accesses a left join texts t on t.number = a.text"
                             " where a.number >= ?1 order by a.number limit ?2"};
    statement accesses_to_{db_, "select a.number, t.name, t.about, a.reader, a.why, a.time"
                                " from texts t join accesses a on a.text = t.number"
                                " where t.about = ?1 order by a.number"};
    statement erasures_{db_, "select number, person, eraser, why, time, texts from erasures"
                             " where number >= ?1 order by number limit ?2"};
    statement erasures_of_{db_, "select number, person, eraser, why, time, texts from erasures"
                                " where person = ?1 order by number"};
    statement snapshot_{db_, "select version, size, head, digest from snapshots where name = ?1"};
    statement parts_{db_, "select bytes from snapshot_parts where snapshot = ?1 order by number"};
};

/// What changes them, within a transaction that somebody else begins and ends.
class text_changes {
public:
    explicit text_changes(connection& db) : db_{db}, now_{db} {}

    /// Looks at everything before it writes anything.
    [[nodiscard]] std::vector<events::digest> put(std::span<const text> texts) {
        std::vector<std::optional<text_queries::numbered>> kept;
        for (const auto& t : texts) {
            kept.push_back(now_.find(t.key));
            if (kept.back()) events::detail::require_same(kept.back()->record, t);
        }
        std::vector<events::digest> digests;
        auto next = next_number("texts");
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const auto record =
                kept[i] ? kept[i]->record : text_record{texts[i], events::detail::make_salt()};
            if (!kept[i]) add(next++, record);
            digests.push_back(events::detail::found_of(record).digest);
        }
        return digests;
    }

    [[nodiscard]] std::vector<events::text_found> read(std::span<const key> keys, const purpose& for_what,
                                                       calendar::utc_time at) {
        std::vector<events::text_found> answers;
        auto next = next_number("accesses");
        for (const auto& k : keys) {
            const auto kept = now_.find(k);
            answers.push_back(kept ? events::detail::found_of(kept->record) : events::text_found{});
            if (answers.back().state == events::text_state::kept)
                add_access_
                    .with(next++, kept->number, for_what.by.text(), for_what.why, at.seconds_since_1970())
                    .run();
        }
        return answers;
    }

    erasure erase(const key& person, const purpose& for_what, calendar::utc_time at) {
        erase_.with(person.text()).run();
        const erasure done{person, for_what, at, static_cast<std::uint64_t>(sqlite3_changes64(db_.raw()))};
        add(next_number("erasures"), done);
        drop_snapshots();
        return done;
    }

    void restore(const events::text_records& records) {
        auto next = next_number("texts");
        for (const auto& r : records.texts) {
            if (now_.find(r.text.key)) events::detail::refuse_texts();
            add(next++, r);
        }
        next = next_number("accesses");
        for (const auto& a : records.accesses) {
            const auto kept = now_.find(a.key);
            if (!kept) events::detail::refuse_texts();
            add_access_
                .with(next++, kept->number, a.for_what.by.text(), a.for_what.why, a.at.seconds_since_1970())
                .run();
        }
        next = next_number("erasures");
        for (const auto& e : records.erasures) add(next++, e);
    }

    /// Drops the one of that name. Returns how many erasures there were.
    [[nodiscard]] std::uint64_t begin_snapshot(const key& name) {
        drop_part_.with(name.text()).run();
        drop_one_.with(name.text()).run();
        return static_cast<std::uint64_t>(next_number("erasures"));
    }
    /// Whether the first parts are there still, and no text was erased since.
    [[nodiscard]] bool has_parts(const key& name, std::size_t many, std::uint64_t erasures) {
        rows found{count_parts_, name.text(), clamp(many)};
        return found.next() && found->count(0) == many && found->count(1) == erasures;
    }
    void keep_parts(const events::snapshot& s, std::size_t first, std::size_t most) {
        for (auto i = first; i < std::min(s.parts.size(), first + most); ++i)
            keep_part_.with(s.name.text(), clamp(i), s.parts[i]).run();
    }
    /// After its parts: one that is not whole is none.
    void keep_snapshot(const events::snapshot& s) {
        const auto digest = events::detail::digest_of_snapshot(s);
        keep_
            .with(s.name.text(), clamp(s.version), clamp(s.head.size), bytes_of(s.head.digest.bytes),
                  bytes_of(digest.bytes))
            .run();
    }
    void drop_snapshots() {
        drop_parts_.with().run();
        drop_.with().run();
    }

private:
    [[nodiscard]] std::int64_t next_number(const std::string& table) {
        return db_.number("select coalesce(max(number) + 1, 0) from " + table);
    }
    void add(std::int64_t number, const text_record& r) {
        if (r.salt)
            add_text_
                .with(number, r.text.key.text(), r.text.about.text(), r.text.words.zh, r.text.words.en,
                      bytes_of(*r.salt))
                .run();
        else
            add_erased_.with(number, r.text.key.text(), r.text.about.text()).run();
    }
    void add(std::int64_t number, const erasure& e) {
        add_erasure_
            .with(number, e.person.text(), e.for_what.by.text(), e.for_what.why, e.at.seconds_since_1970(),
                  clamp(e.texts))
            .run();
    }

    connection& db_;
    text_queries now_;
    statement add_text_{db_, "insert into texts (number, name, about, zh, en, salt)"
                             " values (?1, ?2, ?3, ?4, ?5, ?6)"};
    statement add_erased_{db_, "insert into texts (number, name, about) values (?1, ?2, ?3)"};
    statement add_access_{db_, "insert into accesses (number, text, reader, why, time)"
                               " values (?1, ?2, ?3, ?4, ?5)"};
    statement add_erasure_{db_, "insert into erasures (number, person, eraser, why, time, texts)"
                                " values (?1, ?2, ?3, ?4, ?5, ?6)"};
    statement erase_{db_, "update texts set zh = null, en = null, salt = null"
                          " where about = ?1 and salt is not null"};
    statement keep_{db_, "insert or replace into snapshots (name, version, size, head, digest)"
                         " values (?1, ?2, ?3, ?4, ?5)"};
    statement keep_part_{db_, "insert or replace into snapshot_parts (snapshot, number, bytes)"
                              " values (?1, ?2, ?3)"};
    statement count_parts_{db_, "select count(*), (select coalesce(max(number) + 1, 0) from erasures)"
                                " from snapshot_parts where snapshot = ?1 and number < ?2"};
    statement drop_part_{db_, "delete from snapshot_parts where snapshot = ?1"};
    statement drop_one_{db_, "delete from snapshots where name = ?1"};
    statement drop_parts_{db_, "delete from snapshot_parts"};
    statement drop_{db_, "delete from snapshots"};
};

} // namespace qaidam::store
