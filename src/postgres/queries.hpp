/// What is asked of the tables of a journal, and what changes them.
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <qaidam/events/detail/appends.hpp>

#include "postgres/pq.hpp"
#include "store/values.hpp"

namespace qaidam::store::pq {

using events::addition;
using events::appended_range;
using events::journal_head;
using events::recorded_append;
using events::recorded_event;

/// Gives `use` one part of the items after another: a statement is held in memory, here and there.
template <class Item, class Size, class Use>
void in_statements(std::span<const Item> all, Size size_of, Use use) {
    constexpr std::size_t most_bytes = 32'000'000, most_items = 5000;
    while (!all.empty()) {
        std::size_t many = 0, bytes = 0;
        while (many < all.size() && many < most_items && bytes < most_bytes) bytes += size_of(all[many++]);
        use(all.first(many));
        all = all.subspan(many);
    }
}

inline recorded_event event_of(const connection& db, const rows& all, int row) {
    return {all.count(row, 0),
            key{all.bytes(row, 1)},
            all.count(row, 2),
            time_from(db, all.number(row, 3)),
            std::string{all.bytes(row, 4)},
            digest_from(db, all.bytes(row, 5))};
}

/// The questions about one journal; each is one statement and one round trip.
class queries {
public:
    explicit queries(std::string journal) : journal_{std::move(journal)} {}

    /// Whether the database has it.
    [[nodiscard]] bool is_there(connection& db) const {
        return db.ask("select 1 from qaidam.journals where journal = $1::text", about()).size() > 0;
    }

    [[nodiscard]] std::optional<appended_range> find(connection& db, const key& idempotency_key) const {
        const auto all = db.ask("select position, count from qaidam.appends"
                                " where journal = $1::text and idempotency_key = $2::bytea",
                                about().add(idempotency_key.text()));
        if (all.size() == 0) return std::nullopt;
        return appended_range{all.count(0, 0), all.count(0, 1)};
    }

    [[nodiscard]] std::vector<recorded_event> read(connection& db, std::uint64_t from,
                                                   std::size_t most) const {
        const auto all =
            db.ask("select position, stream, version, time, bytes, digest from qaidam.events"
                   " where journal = $1::text and position >= $2::bigint order by position limit $3::bigint",
                   about().add(clamp(from)).add(clamp(most)));
        std::vector<recorded_event> found;
        for (int row = 0; row < all.size(); ++row, ++from) {
            found.push_back(event_of(db, all, row));
            if (found.back().position != from) db.damaged("event " + std::to_string(from) + " is missing");
        }
        return found;
    }

    [[nodiscard]] std::vector<recorded_event> read_stream(connection& db, const key& stream,
                                                          std::uint64_t after, std::size_t most) const {
        const auto all = db.ask("select position, stream, version, time, bytes, digest from qaidam.events"
                                " where journal = $1::text and stream = $2::bytea and version > $3::bigint"
                                " order by version limit $4::bigint",
                                about().add(stream.text()).add(clamp(after)).add(clamp(most)));
        std::vector<recorded_event> found;
        for (int row = 0; row < all.size(); ++row) {
            found.push_back(event_of(db, all, row));
            if (found.back().version != ++after)
                db.damaged("version " + std::to_string(after) + " of a stream is missing");
        }
        return found;
    }

    [[nodiscard]] std::uint64_t version(connection& db, const key& stream) const {
        const auto all = db.ask("select version from qaidam.streams"
                                " where journal = $1::text and stream = $2::bytea",
                                about().add(stream.text()));
        return all.size() == 0 ? 0 : all.count(0, 0);
    }

    /// The last event is looked at too: what the journal says of its end is what is there.
    [[nodiscard]] journal_head head(connection& db) const {
        const auto all = db.ask("select j.size, j.digest, e.position, e.digest from qaidam.journals j"
                                " left join lateral (select position, digest from qaidam.events"
                                " where journal = $1::text order by position desc limit 1) e on true"
                                " where j.journal = $1::text",
                                about());
        if (all.size() == 0) refuse(db.where(), codes::no_such_journal, {journal_});
        const journal_head now{all.count(0, 0), digest_from(db, all.bytes(0, 1))};
        const bool fits = now.size == 0 ? all.is_null(0, 2) && now == journal_head{}
                                        : !all.is_null(0, 2) && all.count(0, 2) + 1 == now.size &&
                                              all.bytes(0, 3) == all.bytes(0, 1);
        if (!fits) db.damaged("its last event is not the one that its head names");
        return now;
    }

    [[nodiscard]] std::vector<recorded_append> read_appends(connection& db, std::uint64_t after,
                                                            std::size_t most) const {
        const auto all =
            db.ask("select number, idempotency_key, position, count from qaidam.appends"
                   " where journal = $1::text and number >= $2::bigint order by number limit $3::bigint",
                   about().add(clamp(after)).add(clamp(most)));
        std::vector<recorded_append> found;
        for (int row = 0; row < all.size(); ++row, ++after) {
            if (all.count(row, 0) != after) db.damaged("append " + std::to_string(after) + " is missing");
            found.push_back({key{all.bytes(row, 1)}, {all.count(row, 2), all.count(row, 3)}});
        }
        return found;
    }

    /// Adds appends of another journal, within a transaction that somebody else begins and ends. Whether they are
    /// there already is asked where an earlier attempt may have succeeded.
    void restore(connection& db, std::span<const recorded_append> appends,
                 std::span<const recorded_event> all, bool may_be_there) const {
        const auto locked = lock(db);
        const journal_head before{locked.count(0, 0), digest_from(db, locked.bytes(0, 1))};
        if (may_be_there && are_there(db, appends, all)) return;
        events::detail::require_restorable(before, appends, all);
        add_appends(db, appends, locked.number(0, 2));
        add_events(db, all);
        const auto digest = all.empty() ? before.digest : all.back().digest;
        db.ask("update qaidam.journals set size = $2::bigint, appends = $3::bigint, digest = $4::bytea"
               " where journal = $1::text",
               about()
                   .add(clamp(before.size + all.size()))
                   .add(locked.number(0, 2) + static_cast<std::int64_t>(appends.size()))
                   .add(std::string{bytes_of(digest.bytes)}));
    }

    /// Takes the row of the journal (size, digest, appends) until the end of the transaction.
    rows lock(connection& db) const {
        auto locked = db.ask("select size, digest, appends from qaidam.journals"
                             " where journal = $1::text for update",
                             about());
        if (locked.size() == 0) refuse(db.where(), codes::no_such_journal, {journal_});
        return locked;
    }

    /// The parameters of a statement; the journal is the first.
    [[nodiscard]] parameters about() const {
        parameters all;
        all.add(journal_);
        return all;
    }

private:
    [[nodiscard]] bool are_there(connection& db, std::span<const recorded_append> appends,
                                 std::span<const recorded_event> all) const {
        for (const auto& a : appends)
            if (find(db, a.idempotency_key) != a.range) return false;
        if (all.empty()) return true;
        const auto last = read(db, all.back().position, 1);
        return last.size() == 1 && last.front() == all.back();
    }

    void add_appends(connection& db, std::span<const recorded_append> appends, std::int64_t number) const {
        bytes_array keys;
        int8_array numbers, positions, counts;
        for (const auto& a : appends) {
            keys.add(a.idempotency_key.text());
            numbers.add(number++);
            positions.add(clamp(a.range.position));
            counts.add(clamp(a.range.count));
        }
        const auto known = db.ask("select idempotency_key from qaidam.appends"
                                  " where journal = $1::text and idempotency_key = any ($2::bytea[])",
                                  about().add(keys));
        std::set<std::string_view> there;
        for (int row = 0; row < known.size(); ++row) there.insert(known.bytes(row, 0));
        for (const auto& a : appends)
            if (!there.insert(a.idempotency_key.text()).second)
                events::detail::refuse_append(a.range.position);
        db.ask("insert into qaidam.appends (journal, idempotency_key, number, position, count)"
               " select $1::text, k, n, p, c"
               " from unnest($2::bytea[], $3::bigint[], $4::bigint[], $5::bigint[]) as t (k, n, p, c)",
               about().add(keys).add(numbers).add(positions).add(counts));
    }

    void add_events(connection& db, std::span<const recorded_event> all) const {
        std::map<std::string_view, std::uint64_t> versions;
        for (const auto& e : all) versions.emplace(e.stream.text(), 0);
        bytes_array streams;
        for (const auto& [stream, version] : versions) streams.add(stream);
        const auto known = db.ask("select stream, version from qaidam.streams"
                                  " where journal = $1::text and stream = any ($2::bytea[])",
                                  about().add(streams));
        for (int row = 0; row < known.size(); ++row) versions[known.bytes(row, 0)] = known.count(row, 1);
        in_statements(
            all, [](const recorded_event& e) { return e.bytes.size(); },
            [&](std::span<const recorded_event> some) {
                int8_array positions, numbers, times;
                bytes_array of, texts, digests;
                for (const auto& e : some) {
                    if (e.version != ++versions[e.stream.text()]) events::detail::refuse_event(e.position);
                    positions.add(clamp(e.position));
                    of.add(e.stream.text());
                    numbers.add(clamp(e.version));
                    times.add(e.time.seconds_since_1970());
                    texts.add(e.bytes);
                    digests.add(bytes_of(e.digest.bytes));
                }
                db.ask(
                    "insert into qaidam.events (journal, position, stream, version, time, bytes, digest)"
                    " select $1::text, p, s, v, t, b, d from unnest($2::bigint[], $3::bytea[], $4::bigint[],"
                    " $5::bigint[], $6::bytea[], $7::bytea[]) as x (p, s, v, t, b, d)",
                    about().add(positions).add(of).add(numbers).add(times).add(texts).add(digests));
            });
        int8_array last;
        for (const auto& [stream, version] : versions) last.add(clamp(version));
        db.ask("insert into qaidam.streams as t (journal, stream, version)"
               " select $1::text, s, v from unnest($2::bytea[], $3::bigint[]) as x (s, v)"
               " on conflict (journal, stream) do update set version = excluded.version",
               about().add(streams).add(last));
    }

    std::string journal_;
};

} // namespace qaidam::store::pq
