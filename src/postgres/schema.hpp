/// The tables of the journals of a database, and the steps that bring those of an older version up to date.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "postgres/pq.hpp"

namespace qaidam::store::pq {

/// The first step makes version 1, the second version 2 out of it, and so on. A step that was released is never
/// changed. Every key begins with the journal and every statement names it, so that the tables can be
/// distributed by it.
inline constexpr const char* steps[] = {
    // Names and keys are compared as bytes: what a locale thinks of them changes with the system.
    R"(
create table qaidam.journals (
    journal text collate "C" primary key,
    size bigint not null,
    appends bigint not null,
    digest bytea not null
) with (fillfactor = 50);
create table qaidam.streams (
    journal text collate "C" not null,
    stream bytea not null,
    version bigint not null,
    primary key (journal, stream)
);
create table qaidam.events (
    journal text collate "C" not null,
    position bigint not null,
    stream bytea not null,
    version bigint not null,
    time bigint not null,
    bytes bytea not null,
    digest bytea not null,
    primary key (journal, position),
    unique (journal, stream, version)
);
create table qaidam.appends (
    journal text collate "C" not null,
    idempotency_key bytea not null,
    number bigint not null,
    position bigint not null,
    count bigint not null,
    primary key (journal, idempotency_key),
    unique (journal, number)
);

create function qaidam.append(to_journal text, with_key bytea, at_time bigint,
                              to_streams bytea[], expected bigint[], counts integer[], all_bytes bytea[],
                              out outcome bigint, out first bigint, out many bigint, out which bigint)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    next_position bigint;
    next_append bigint;
    last_digest bytea;
    now_version bigint;
    to_stream bytea;
    item integer := 0;
begin
    -- Whoever appends to the journal waits here for their turn; what follows sees what those before committed.
    select j.size, j.appends, j.digest into next_position, next_append, last_digest
        from qaidam.journals j where j.journal = to_journal for update;
    if not found then
        outcome := 3; -- no such journal
        return;
    end if;
    select a.position, a.count into first, many
        from qaidam.appends a where a.journal = to_journal and a.idempotency_key = with_key;
    if found then
        outcome := 1; -- the key is known
        return;
    end if;
    -- All is looked at before anything is written, so that a refusal leaves no trace.
    for s in 1 .. coalesce(array_length(to_streams, 1), 0) loop
        select t.version into now_version
            from qaidam.streams t where t.journal = to_journal and t.stream = to_streams[s];
        if not found then
            now_version := 0;
        end if;
        if now_version <> expected[s] then
            outcome := 2; -- the stream has moved
            which := s - 1;
            first := now_version;
            return;
        end if;
    end loop;
    outcome := 0;
    first := next_position;
    for s in 1 .. coalesce(array_length(to_streams, 1), 0) loop
        now_version := expected[s];
        to_stream := to_streams[s];
        for n in 1 .. counts[s] loop
            item := item + 1;
            now_version := now_version + 1;
            last_digest := sha256(last_digest || int8send(next_position)
                || int8send(octet_length(to_stream)::bigint) || to_stream
                || int8send(now_version) || int8send(at_time) || all_bytes[item]);
            insert into qaidam.events (journal, position, stream, version, time, bytes, digest)
                values (to_journal, next_position, to_stream, now_version, at_time, all_bytes[item],
                        last_digest);
            next_position := next_position + 1;
        end loop;
        insert into qaidam.streams as t (journal, stream, version)
            values (to_journal, to_stream, now_version)
            on conflict (journal, stream) do update set version = excluded.version;
    end loop;
    many := next_position - first;
    insert into qaidam.appends (journal, idempotency_key, number, position, count)
        values (to_journal, with_key, next_append, first, many);
    update qaidam.journals j set size = next_position, appends = next_append + 1, digest = last_digest
        where j.journal = to_journal;
end
$$;
)",
    // The words and the salt of a text that was erased are null. ANALYZE would copy words into its statistics, where
    // no erasure finds them.
    R"(
create table qaidam.texts (
    journal text collate "C" not null,
    name bytea not null,
    number bigint not null,
    about bytea not null,
    zh bytea,
    en bytea,
    salt bytea,
    primary key (journal, name),
    unique (journal, number)
);
create index texts_about on qaidam.texts (journal, about);
alter table qaidam.texts alter zh set statistics 0, alter en set statistics 0, alter salt set statistics 0;
create table qaidam.accesses (
    journal text collate "C" not null,
    number bigint not null,
    name bytea not null,
    about bytea not null,
    reader bytea not null,
    why bytea not null,
    time bigint not null,
    primary key (journal, number)
);
create index accesses_to on qaidam.accesses (journal, about, number);
create table qaidam.erasures (
    journal text collate "C" not null,
    number bigint not null,
    person bytea not null,
    eraser bytea not null,
    why bytea not null,
    time bigint not null,
    texts bigint not null,
    primary key (journal, number)
);
create index erasures_of on qaidam.erasures (journal, person, number);
create table qaidam.snapshots (
    journal text collate "C" not null,
    name bytea not null,
    version bigint not null,
    size bigint not null,
    head bytea not null,
    digest bytea not null,
    primary key (journal, name)
);
create table qaidam.snapshot_parts (
    journal text collate "C" not null,
    snapshot bytea not null,
    number bigint not null,
    bytes bytea not null,
    primary key (journal, snapshot, number)
);
alter table qaidam.snapshot_parts alter bytes set statistics 0;
)"};

/// The version of the tables; nothing if there are none.
inline std::optional<std::int64_t> read_schema_version(connection& db) {
    // to_regclass would go by a cache that is not brought up to date while somebody waits for a lock.
    if (db.run("select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace"
               " where n.nspname = 'qaidam' and c.relname = 'schema_version'")
            .size() == 0)
        return std::nullopt;
    const auto found = db.ask("select max(version)::bigint from qaidam.schema_version", {});
    return found.number(0, 0);
}

/// Throws: data_error if they are of a version after `newest`.
inline void require_known(const connection& db, std::int64_t version, std::size_t newest) {
    if (version < 0) db.damaged("the version of its tables is negative");
    if (static_cast<std::uint64_t>(version) > newest)
        refuse(db.where(), codes::newer_schema, {std::to_string(version), std::to_string(newest)});
}

/// Makes the tables, or brings them up to date, in one transaction; others may try the same at the same time.
inline void migrate(connection& db, std::span<const char* const> all) {
    db.run("begin");
    try {
        // "qaidamjl": those who come at the same time wait for the first, and find everything done.
        db.run("select pg_advisory_xact_lock(8169932190143835756)");
        auto version = read_schema_version(db);
        if (!version) {
            // Whoever may not make a schema may use one that was made for them.
            if (db.run("select 1 from pg_namespace where nspname = 'qaidam'").size() == 0)
                db.run("create schema qaidam");
            db.run("create table qaidam.schema_version (version bigint not null)");
            db.run("insert into qaidam.schema_version values (0)");
            version = 0;
        }
        require_known(db, *version, all.size());
        for (auto v = static_cast<std::size_t>(*version); v < all.size(); ++v) db.run(all[v]);
        db.run(("update qaidam.schema_version set version = " + std::to_string(all.size())).c_str());
        db.run("commit");
    } catch (...) {
        if (db.is_good()) PQclear(PQexec(db.raw(), "rollback"));
        throw;
    }
}

} // namespace qaidam::store::pq
