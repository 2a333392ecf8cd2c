/// What is asked of the tables of texts and of snapshots, and what changes them.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <qaidam/events/detail/appends.hpp>
#include <qaidam/events/detail/texts.hpp>

#include "postgres/queries.hpp"

namespace qaidam::store::pq {

using events::erasure;
using events::purpose;
using events::text;
using events::text_access;
using events::text_record;

/// Begins at a column of a row: key, person, words, salt. The words and the salt of one that was erased are null.
inline text_record text_of(const connection& db, const rows& all, int row, int column) {
    text_record r{{key{all.bytes(row, column)}, key{all.bytes(row, column + 1)}, {}}, std::nullopt};
    if (all.is_null(row, column + 4)) return r;
    r.text.words = {std::string{all.bytes(row, column + 2)}, std::string{all.bytes(row, column + 3)}};
    r.salt = array_from<std::tuple_size_v<events::text_salt>>(db, all.bytes(row, column + 4));
    return r;
}

inline text_record numbered_text_of(const connection& db, const rows& all, int row) {
    return text_of(db, all, row, 1);
}

inline text_access access_of(const connection& db, const rows& all, int row) {
    return {key{all.bytes(row, 1)},
            key{all.bytes(row, 2)},
            {key{all.bytes(row, 3)}, std::string{all.bytes(row, 4)}},
            time_from(db, all.number(row, 5))};
}

inline erasure erasure_of(const connection& db, const rows& all, int row) {
    return {key{all.bytes(row, 1)},
            {key{all.bytes(row, 2)}, std::string{all.bytes(row, 3)}},
            time_from(db, all.number(row, 4)),
            all.count(row, 5)};
}

/// With `after`, rows are numbered from it on without holes.
template <class Item>
std::vector<Item> all_of(const connection& db, const rows& found,
                         Item (*make)(const connection&, const rows&, int),
                         std::optional<std::uint64_t> after = std::nullopt) {
    std::vector<Item> all;
    for (int row = 0; row < found.size(); ++row) {
        if (after && found.count(row, 0) != (*after)++) db.damaged("a record of texts is missing");
        all.push_back(make(db, found, row));
    }
    return all;
}

/// Of a snapshot that is being kept.
struct parts_dropped {};

/// The texts of one journal. What changes them does so within a transaction that somebody else begins and ends.
class text_queries {
public:
    explicit text_queries(const queries& of) : of_{&of} {}

    [[nodiscard]] std::vector<text_access> list_accesses(connection& db, const key& person) const {
        return all_of(db,
                      db.ask("select number, name, about, reader, why, time from qaidam.accesses"
                             " where journal = $1::text and about = $2::bytea order by number",
                             about().add(person.text())),
                      access_of);
    }
    [[nodiscard]] std::vector<erasure> list_erasures(connection& db, const key& person) const {
        return all_of(db,
                      db.ask("select number, person, eraser, why, time, texts from qaidam.erasures"
                             " where journal = $1::text and person = $2::bytea order by number",
                             about().add(person.text())),
                      erasure_of);
    }

    /// Of one moment, if the transaction is of one.
    [[nodiscard]] events::text_records read_records(connection& db, const events::text_counts& after,
                                                    std::size_t most) const {
        const auto some = [&](const char* sql, std::uint64_t from) {
            return db.ask(sql, about().add(clamp(from)).add(clamp(most)));
        };
        return {
            all_of(db,
                   some("select number, name, about, zh, en, salt from qaidam.texts where journal = $1::text"
                        " and number >= $2::bigint order by number limit $3::bigint",
                        after.texts),
                   numbered_text_of, after.texts),
            all_of(db,
                   some("select number, name, about, reader, why, time from qaidam.accesses"
                        " where journal = $1::text and number >= $2::bigint order by number limit $3::bigint",
                        after.accesses),
                   access_of, after.accesses),
            all_of(db,
                   some("select number, person, eraser, why, time, texts from qaidam.erasures"
                        " where journal = $1::text and number >= $2::bigint order by number limit $3::bigint",
                        after.erasures),
                   erasure_of, after.erasures)};
    }

    /// Looks at everything before it writes anything.
    [[nodiscard]] std::vector<events::digest> put(connection& db, std::span<const text> texts) const {
        lock(db);
        std::vector<key> keys;
        for (const auto& t : texts) keys.push_back(t.key);
        const auto kept = find(db, keys);
        std::vector<text_record> added;
        std::vector<events::digest> digests;
        for (const auto& t : texts) {
            const auto found = kept.find(t.key);
            if (found != kept.end())
                events::detail::require_same(found->second, t);
            else
                added.push_back({t, events::detail::make_salt()});
            digests.push_back(
                events::detail::found_of(found != kept.end() ? found->second : added.back()).digest);
        }
        add(db, count(db).texts, added);
        return digests;
    }

    [[nodiscard]] std::vector<events::text_found> read(connection& db, std::span<const key> keys,
                                                       const purpose& for_what, calendar::utc_time at) const {
        lock(db);
        const auto kept = find(db, keys);
        std::vector<events::text_found> answers;
        std::vector<text_access> accesses;
        for (const auto& k : keys) {
            const auto found = kept.find(k);
            answers.push_back(found == kept.end() ? events::text_found{}
                                                  : events::detail::found_of(found->second));
            if (answers.back().state == events::text_state::kept)
                accesses.push_back({k, found->second.text.about, for_what, at});
        }
        add(db, count(db).accesses, accesses);
        return answers;
    }

    [[nodiscard]] erasure erase(connection& db, const key& person, const purpose& for_what,
                                calendar::utc_time at) const {
        lock(db);
        const auto gone = db.ask("update qaidam.texts set zh = null, en = null, salt = null"
                                 " where journal = $1::text and about = $2::bytea and salt is not null",
                                 about().add(person.text()));
        const erasure done{person, for_what, at, gone.changed()};
        add(db, count(db).erasures, std::span{&done, 1});
        remove_snapshots(db);
        return done;
    }

    /// Adds records of another store. Whether they are there already is asked where an earlier attempt may have
    /// succeeded: they are then the last.
    void restore(connection& db, const events::text_records& records, bool may_be_there) const {
        lock(db);
        const auto now = count(db);
        if (may_be_there && are_last(db, now, records)) return;
        std::vector<key> keys;
        for (const auto& r : records.texts) keys.push_back(r.text.key);
        const auto kept = find(db, keys);
        const std::set<key> different{keys.begin(), keys.end()};
        if (!kept.empty() || different.size() != keys.size()) events::detail::refuse_texts();
        add(db, now.texts, records.texts);
        add(db, now.accesses, records.accesses);
        add(db, now.erasures, records.erasures);
    }

    /// Removes what was erased from the files of the server, not in a transaction. PostgreSQL overwrites nothing that
    /// is deleted, and VACUUM leaves the bytes where they are: the tables are written anew.
    void remove_erased(connection& db) const {
        wait_for_older(db);
        const auto warning =
            db.warning_of("vacuum full qaidam.texts, qaidam.snapshots, qaidam.snapshot_parts");
        if (!warning.empty()) refuse(db.where(), codes::erasure_not_finished, {warning});
    }

    /// Drops the one of that name. Returns how many erasures there were.
    [[nodiscard]] std::uint64_t begin_snapshot(connection& db, const key& name) const {
        lock(db);
        db.ask("delete from qaidam.snapshot_parts where journal = $1::text and snapshot = $2::bytea",
               about().add(name.text()));
        db.ask("delete from qaidam.snapshots where journal = $1::text and name = $2::bytea",
               about().add(name.text()));
        return count(db).erasures;
    }
    /// Takes the journal, so that nobody drops parts until the end of the transaction.
    /// Throws: parts_dropped if the first parts are not there any more, or texts were erased.
    void require_parts(connection& db, const key& name, std::size_t many, std::uint64_t erasures) const {
        of_->lock(db);
        const auto found =
            db.ask("select count(*) from qaidam.snapshot_parts"
                   " where journal = $1::text and snapshot = $2::bytea and number < $3::bigint",
                   about().add(name.text()).add(clamp(many)));
        if (found.count(0, 0) != many || count(db).erasures != erasures) throw parts_dropped{};
    }
    void keep_parts(connection& db, const events::snapshot& s, std::size_t first, std::size_t most) const {
        for (auto i = first; i < std::min(s.parts.size(), first + most); ++i)
            db.ask("insert into qaidam.snapshot_parts (journal, snapshot, number, bytes)"
                   " values ($1::text, $2::bytea, $3::bigint, $4::bytea)"
                   " on conflict (journal, snapshot, number) do update set bytes = excluded.bytes",
                   about().add(s.name.text()).add(clamp(i)).add(s.parts[i]));
    }
    /// After its parts: one that is not whole is none.
    void keep_snapshot(connection& db, const events::snapshot& s) const {
        db.ask("insert into qaidam.snapshots (journal, name, version, size, head, digest)"
               " values ($1::text, $2::bytea, $3::bigint, $4::bigint, $5::bytea, $6::bytea)"
               " on conflict (journal, name) do update set version = excluded.version,"
               " size = excluded.size, head = excluded.head, digest = excluded.digest",
               about()
                   .add(s.name.text())
                   .add(clamp(s.version))
                   .add(clamp(s.head.size))
                   .add(std::string{bytes_of(s.head.digest.bytes)})
                   .add(std::string{bytes_of(events::detail::digest_of_snapshot(s).bytes)}));
    }
    void drop_snapshots(connection& db) const {
        lock(db);
        remove_snapshots(db);
    }
    /// Of one moment, if the transaction is of one.
    [[nodiscard]] std::optional<events::snapshot> find_snapshot(connection& db, const key& name) const {
        const auto found = db.ask("select version, size, head, digest from qaidam.snapshots"
                                  " where journal = $1::text and name = $2::bytea",
                                  about().add(name.text()));
        if (found.size() == 0) return std::nullopt;
        events::snapshot s{
            name, found.count(0, 0), {found.count(0, 1), digest_from(db, found.bytes(0, 2))}, {}};
        const auto parts = db.ask("select bytes from qaidam.snapshot_parts"
                                  " where journal = $1::text and snapshot = $2::bytea order by number",
                                  about().add(name.text()));
        for (int row = 0; row < parts.size(); ++row) s.parts.emplace_back(parts.bytes(row, 0));
        if (events::detail::digest_of_snapshot(s) != digest_from(db, found.bytes(0, 3))) return std::nullopt;
        return s;
    }

private:
    [[nodiscard]] parameters about() const { return of_->about(); }

    void remove_snapshots(connection& db) const {
        db.ask("delete from qaidam.snapshot_parts where journal = $1::text", about());
        db.ask("delete from qaidam.snapshots where journal = $1::text", about());
    }

    /// Until the end of the transaction nobody else numbers records of the journal. The tables that an erasure writes
    /// anew are waited for before the journal is taken, so that appends go on.
    void lock(connection& db) const {
        db.run("lock table qaidam.texts, qaidam.snapshots, qaidam.snapshot_parts in row exclusive mode");
        of_->lock(db);
    }

    /// Waits until nobody sees rows as they were before now, as VACUUM keeps those that somebody sees.
    static void wait_for_older(connection& db) {
        using clock = std::chrono::steady_clock;
        const auto until = clock::now() + db.busy_time();
        const auto now = db.ask("select pg_snapshot_xmax(pg_current_snapshot())::text", {});
        // The own row stands for all who write, in whatever database; a replica that gives feedback has one or a slot.
        while (db.ask("select 1 from (select backend_xmin from pg_stat_activity"
                      " where coalesce(datname, current_database()) = current_database()"
                      " and pid not in (select pid from pg_stat_progress_vacuum)"
                      " union all select xmin from pg_replication_slots) as held (by)"
                      " where age(by) > age($1::text::xid8::xid) limit 1",
                      parameters{}.add(std::string{now.bytes(0, 0)}))
                   .size() > 0) {
            if (clock::now() >= until)
                refuse(db.where(), codes::journal_busy, {std::to_string(db.busy_time().count())});
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
        }
    }

    [[nodiscard]] std::map<key, text_record> find(connection& db, std::span<const key> keys) const {
        bytes_array names;
        for (const auto& k : keys) names.add(k.text());
        const auto all = db.ask("select name, about, zh, en, salt from qaidam.texts"
                                " where journal = $1::text and name = any ($2::bytea[])",
                                about().add(names));
        std::map<key, text_record> found;
        for (int row = 0; row < all.size(); ++row) found.emplace(all.bytes(row, 0), text_of(db, all, row, 0));
        return found;
    }

    /// How many records of each kind there are; the next has that number.
    [[nodiscard]] events::text_counts count(connection& db) const {
        const auto all =
            db.ask("select"
                   " (select coalesce(max(number) + 1, 0) from qaidam.texts where journal = $1::text),"
                   " (select coalesce(max(number) + 1, 0) from qaidam.accesses where journal = $1::text),"
                   " (select coalesce(max(number) + 1, 0) from qaidam.erasures where journal = $1::text)",
                   about());
        return {all.count(0, 0), all.count(0, 1), all.count(0, 2)};
    }

    [[nodiscard]] bool are_last(connection& db, const events::text_counts& now,
                                const events::text_records& records) const {
        const events::text_counts added{records.texts.size(), records.accesses.size(),
                                        records.erasures.size()};
        if (now.texts < added.texts || now.accesses < added.accesses || now.erasures < added.erasures)
            return false;
        return read_records(
                   db,
                   {now.texts - added.texts, now.accesses - added.accesses, now.erasures - added.erasures},
                   std::max({added.texts, added.accesses, added.erasures})) == records;
    }

    void add(connection& db, std::uint64_t number, std::span<const text_record> all) const {
        in_statements(
            all, [](const text_record& r) { return r.text.words.zh.size() + r.text.words.en.size(); },
            [&](std::span<const text_record> some) {
                int8_array numbers;
                bytes_array names, abouts, zhs, ens, salts;
                for (const auto& r : some) {
                    numbers.add(clamp(number++));
                    names.add(r.text.key.text());
                    abouts.add(r.text.about.text());
                    zhs.add(r.text.words.zh);
                    ens.add(r.text.words.en);
                    salts.add(r.salt ? bytes_of(*r.salt) : std::string_view{});
                }
                db.ask(
                    "insert into qaidam.texts (journal, number, name, about, zh, en, salt)"
                    " select $1::text, n, k, a, case when s <> '' then z end, case when s <> '' then e end,"
                    " nullif(s, '') from unnest($2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[],"
                    " $6::bytea[], $7::bytea[]) as t (n, k, a, z, e, s)",
                    about().add(numbers).add(names).add(abouts).add(zhs).add(ens).add(salts));
            });
    }
    void add(connection& db, std::uint64_t number, std::span<const text_access> all) const {
        in_statements(
            all, [](const text_access& a) { return a.for_what.why.size(); },
            [&](std::span<const text_access> some) {
                int8_array numbers, times;
                bytes_array names, abouts, readers, whys;
                for (const auto& a : some) {
                    numbers.add(clamp(number++));
                    names.add(a.key.text());
                    abouts.add(a.about.text());
                    readers.add(a.for_what.by.text());
                    whys.add(a.for_what.why);
                    times.add(a.at.seconds_since_1970());
                }
                db.ask(
                    "insert into qaidam.accesses (journal, number, name, about, reader, why, time)"
                    " select $1::text, n, k, a, r, w, t from unnest($2::bigint[], $3::bytea[], $4::bytea[],"
                    " $5::bytea[], $6::bytea[], $7::bigint[]) as x (n, k, a, r, w, t)",
                    about().add(numbers).add(names).add(abouts).add(readers).add(whys).add(times));
            });
    }
    void add(connection& db, std::uint64_t number, std::span<const erasure> all) const {
        in_statements(
            all, [](const erasure& e) { return e.for_what.why.size(); },
            [&](std::span<const erasure> some) {
                int8_array numbers, times, counts;
                bytes_array people, erasers, whys;
                for (const auto& e : some) {
                    numbers.add(clamp(number++));
                    people.add(e.person.text());
                    erasers.add(e.for_what.by.text());
                    whys.add(e.for_what.why);
                    times.add(e.at.seconds_since_1970());
                    counts.add(clamp(e.texts));
                }
                db.ask(
                    "insert into qaidam.erasures (journal, number, person, eraser, why, time, texts)"
                    " select $1::text, n, p, b, w, t, c from unnest($2::bigint[], $3::bytea[], $4::bytea[],"
                    " $5::bytea[], $6::bigint[], $7::bigint[]) as x (n, p, b, w, t, c)",
                    about().add(numbers).add(people).add(erasers).add(whys).add(times).add(counts));
            });
    }

    const queries* of_;
};

} // namespace qaidam::store::pq
