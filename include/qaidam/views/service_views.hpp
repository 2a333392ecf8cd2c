/// Orders and ledgers to look at. Names of people are masked.
#pragma once

#include <span>
#include <string>

#include <qaidam/report/table.hpp>
#include <qaidam/services/services.hpp>

namespace qaidam::views {

/// The events of one order, one line each: time, step, who, what.
[[nodiscard]] report::table event_table(std::span<const services::event> events, const civic::community& c,
                                        const services::notes_by_key& notes, language l);

/// Items and done by batch, with the total of the four batches last.
[[nodiscard]] report::table ledger_table(const services::ledger& all, language l);

/// Activities: date, who, what, for how many.
[[nodiscard]] report::table activity_table(const services::accounts& all, const civic::community& c,
                                           language l);

} // namespace qaidam::views
