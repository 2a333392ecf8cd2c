/// The files of the ledger room in a community feed.
#pragma once

#include <qaidam/base/csv.hpp>

namespace qaidam::ledger::detail {

inline constexpr auto maybe = presence::optional;

inline constexpr column ledger_columns[] = {{"ledger_item_id"}, {"batch"},           {"unit"},
                                            {"name"},           {"name_en", maybe},  {"due"},
                                            {"done", maybe},    {"evidence", maybe}, {"satisfied", maybe},
                                            {"votes", maybe}};
inline constexpr column activity_columns[] = {{"activity_id"},
                                              {"kind"},
                                              {"handler"},
                                              {"handler_id"},
                                              {"date"},
                                              {"name"},
                                              {"name_en", maybe},
                                              {"count"},
                                              {"counted", maybe},
                                              {"counted_en", maybe},
                                              {"at_least", maybe},
                                              {"minutes", maybe}};
inline constexpr column stated_columns[] = {
    {"stated_count_id"}, {"name"}, {"name_en", maybe}, {"value"}, {"at_least", maybe}, {"source", maybe}};

inline constexpr table_layout ledger_table{"ledger.csv", maybe, ledger_columns};
inline constexpr table_layout activity_table{"activities.csv", maybe, activity_columns};
inline constexpr table_layout stated_table{"stated_counts.csv", maybe, stated_columns};

} // namespace qaidam::ledger::detail
