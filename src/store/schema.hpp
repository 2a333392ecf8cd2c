/// The tables of a journal, and the steps that bring those of an older version up to date.
#pragma once

#include <span>
#include <string>

#include "store/sqlite.hpp"

namespace qaidam::store {

/// "qjnl", in the header of the file: by it a journal is told from other databases.
inline constexpr std::int64_t application_id = 0x716a6e6c;

/// The first step makes the tables of version 1, the second makes those of version 2 out of them, and so on. A
/// step that was released is never changed.
inline constexpr const char* steps[] = {
    // Keys are bytes; a text would end at its first NUL.
    "create table streams (\n"
    "    id integer primary key,\n"
    "    name blob not null unique\n"
    ") strict;\n"
    "create table events (\n"
    "    position integer primary key,\n"
    "    stream integer not null,\n"
    "    version integer not null,\n"
    "    time integer not null,\n"
    "    bytes blob not null,\n"
    "    digest blob not null\n"
    ") strict;\n"
    "create unique index events_of_stream on events (stream, version);\n"
    "create table appends (\n"
    "    number integer primary key,\n"
    "    idempotency_key blob not null unique,\n"
    "    position integer not null,\n"
    "    count integer not null\n"
    ") strict;\n",

    // The words and the salt of a text that was erased are null.
    "create table texts (\n"
    "    number integer primary key,\n"
    "    name blob not null unique,\n"
    "    about blob not null,\n"
    "    zh blob,\n"
    "    en blob,\n"
    "    salt blob\n"
    ") strict;\n"
    "create index texts_about on texts (about);\n"
    "create table accesses (\n"
    "    number integer primary key,\n"
    "    text integer not null,\n"
    "    reader blob not null,\n"
    "    why blob not null,\n"
    "    time integer not null\n"
    ") strict;\n"
    "create index accesses_to on accesses (text);\n"
    "create table erasures (\n"
    "    number integer primary key,\n"
    "    person blob not null,\n"
    "    eraser blob not null,\n"
    "    why blob not null,\n"
    "    time integer not null,\n"
    "    texts integer not null\n"
    ") strict;\n"
    "create index erasures_of on erasures (person);\n"
    "create table snapshots (\n"
    "    name blob primary key,\n"
    "    version integer not null,\n"
    "    size integer not null,\n"
    "    head blob not null,\n"
    "    digest blob not null\n"
    ") strict;\n"
    "create table snapshot_parts (\n"
    "    snapshot blob not null,\n"
    "    number integer not null,\n"
    "    bytes blob not null,\n"
    "    primary key (snapshot, number)\n"
    ") strict;\n"};

/// What the file says that it is.
struct identity {
    std::int64_t application = 0;
    std::int64_t version = 0;
    bool empty = true; ///< there is nothing in it
};

inline identity read_identity(const connection& db) {
    const one_moment now{db};
    identity found;
    found.empty = db.number("select count(*) from sqlite_schema") == 0;
    found.application = db.number("pragma application_id");
    found.version = db.number("pragma user_version");
    return found;
}

/// Throws: data_error if it is no journal, or one of a version after `newest`.
inline void require_journal(const connection& db, const identity& found, std::size_t newest) {
    const bool is_new = found.application == 0 && found.version == 0 && found.empty;
    if (is_new) return;
    if (found.application != application_id)
        refuse(db.file(), codes::not_a_journal, {std::to_string(found.application)});
    if (found.version < 0 || static_cast<std::uint64_t>(found.version) > newest)
        refuse(db.file(), codes::newer_schema, {std::to_string(found.version), std::to_string(newest)});
}

/// Brings the file up to date in one transaction; others may try the same at the same time.
inline void migrate(const connection& db, std::span<const char* const> all) {
    db.run("begin immediate");
    try {
        const auto found = read_identity(db);
        require_journal(db, found, all.size());
        for (auto v = static_cast<std::size_t>(found.version); v < all.size(); ++v) db.run(all[v]);
        db.run(("pragma application_id = " + std::to_string(application_id)).c_str());
        db.run(("pragma user_version = " + std::to_string(all.size())).c_str());
        db.run("commit");
    } catch (...) {
        sqlite3_exec(db.raw(), "rollback", nullptr, nullptr, nullptr);
        throw;
    }
}

/// What the tables of a file are: one text, which is the same for the same tables.
inline std::string schema_of(const connection& db) {
    statement all{db,
                  "select type, name, tbl_name, coalesce(sql, '') from sqlite_schema order by type, name"};
    std::string text;
    while (all.step())
        for (int i = 0; i < 4; ++i) (text += all.text(i)) += i < 3 ? '|' : '\n';
    return text;
}

/// What they are where the steps were just taken.
inline std::string schema_of(std::span<const char* const> all) {
    const connection db{":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "", {}};
    for (const auto* step : all) db.run(step);
    return schema_of(db);
}

} // namespace qaidam::store
