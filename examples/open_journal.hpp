// What the examples that keep something have in common: a journal by its name, which is a file or
// "postgresql://user@host/database#name", and the notes of a feed.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include <qaidam/store/store.hpp>
#ifdef QAIDAM_WITH_POSTGRES
#include <qaidam/postgres/postgres.hpp>
#endif

struct open_options {
    const qaidam::events::clock* clock = &qaidam::events::system_clock();
    bool create = true; ///< one that is not there is made
    bool read_only = false;
};

/// The part after '#' is the journal's name, the rest is libpq's. A '#' of a password is written %23.
inline std::unique_ptr<qaidam::events::journal> open_journal(const std::string& where,
                                                             const open_options& options) {
    namespace store = qaidam::store;
    if (where.find("://") == where.npos)
        return std::make_unique<store::sqlite_journal>(
            where, store::sqlite_options{
                       .clock = options.clock, .create = options.create, .read_only = options.read_only});
#ifdef QAIDAM_WITH_POSTGRES
    const auto mark = where.rfind('#');
    if (mark == where.npos)
        throw std::runtime_error(where + ": which journal? Want postgresql://…/DATABASE#NAME");
    return std::make_unique<store::postgres_journal>(where.substr(0, mark), where.substr(mark + 1),
                                                     store::postgres_options{.clock = options.clock,
                                                                             .create = options.create,
                                                                             .read_only = options.read_only});
#else
    throw std::runtime_error("this program was built without PostgreSQL");
#endif
}

/// Puts the notes of a feed beside the events. The feed may still have one that was erased: it is told, and stays so.
inline void put_notes(qaidam::events::text_store& texts, const std::vector<qaidam::events::text>& notes,
                      qaidam::language l) {
    for (const auto& note : notes) {
        try {
            texts.put(note);
        } catch (const qaidam::refused& e) {
            fmt::print(stderr, "notes.csv: {}\n", to_string(e.why(), l));
        }
    }
}
