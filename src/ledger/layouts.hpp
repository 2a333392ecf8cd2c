/// The files of the ledger room in a community feed.
#pragma once

#include <qaidam/base/csv.hpp>

namespace qaidam::ledger::detail {

using enum cell_kind;
inline constexpr auto maybe = presence::optional;

inline constexpr column ledger_columns[] = {{"ledger_item_id", identity},
                                            {"batch", needed},
                                            {"unit", needed},
                                            {"name", needed},
                                            {"name_en", descriptive, maybe},
                                            {"due", needed},
                                            {"done", needed, maybe},
                                            {"evidence", descriptive, maybe},
                                            {"satisfied", descriptive, maybe},
                                            {"votes", descriptive, maybe}};
inline constexpr column activity_columns[] = {{"activity_id", identity},
                                              {"kind", needed},
                                              {"handler", needed},
                                              {"handler_id", needed},
                                              {"date", needed},
                                              {"name", needed},
                                              {"name_en", descriptive, maybe},
                                              {"count", needed},
                                              {"counted", descriptive, maybe},
                                              {"counted_en", descriptive, maybe},
                                              {"at_least", descriptive, maybe},
                                              {"minutes", descriptive, maybe},
                                              {"must_visit_post_id", needed, maybe},
                                              {"keeps_id", needed, maybe}};
inline constexpr column kind_columns[] = {
    {"must_visit_kind_id", identity}, {"name", needed}, {"name_en", descriptive, maybe}};
inline constexpr column post_columns[] = {{"must_visit_post_id", identity},
                                          {"must_visit_kind_id", needed},
                                          {"unit", needed},
                                          {"holder_id", needed},
                                          {"name", needed},
                                          {"name_en", descriptive, maybe},
                                          {"from", needed, maybe},
                                          {"until", needed, maybe}};
inline constexpr column stated_columns[] = {{"stated_count_id", identity},    {"name", needed},
                                            {"name_en", descriptive, maybe},  {"value", needed},
                                            {"at_least", descriptive, maybe}, {"source", descriptive, maybe}};

inline constexpr table_layout ledger_table{"ledger.csv", maybe, ledger_columns};
inline constexpr table_layout activity_table{"activities.csv", maybe, activity_columns};
inline constexpr table_layout kind_table{"must_visit_kinds.csv", maybe, kind_columns};
inline constexpr table_layout post_table{"must_visit_posts.csv", maybe, post_columns};
inline constexpr table_layout stated_table{"stated_counts.csv", maybe, stated_columns};

} // namespace qaidam::ledger::detail
