/// The files of the services room in a community feed, and what their readers share.
#pragma once

#include <qaidam/base/csv.hpp>
#include <qaidam/services/catalogue.hpp>

namespace qaidam::services::detail {

inline constexpr auto maybe = presence::optional;

inline constexpr column item_columns[] = {{"item_id"},
                                          {"list"},
                                          {"category"},
                                          {"name"},
                                          {"name_en", maybe},
                                          {"documents", maybe},
                                          {"limit"},
                                          {"at_door", maybe},
                                          {"least_age", maybe},
                                          {"most_age", maybe},
                                          {"groups", maybe},
                                          {"residents_only", maybe},
                                          {"steps", maybe},
                                          {"statutory_limit", maybe},
                                          {"from", maybe},
                                          {"until", maybe}};
inline constexpr column competence_columns[] = {{"category"},          {"handler"},         {"handler_id"},
                                                {"quarter_id", maybe}, {"priority", maybe}, {"helps", maybe}};
inline constexpr column pair_columns[] = {
    {"helped_id"}, {"helper_id"}, {"every_days", maybe}, {"from", maybe}, {"until", maybe}};
inline constexpr column visit_columns[] = {{"helped_id"}, {"kind"}, {"date"}};
inline constexpr column command_columns[] = {{"time"},
                                             {"command"},
                                             {"order_id"},
                                             {"by"},
                                             {"item_id", maybe},
                                             {"building_id", maybe},
                                             {"at_door", maybe},
                                             {"channel", maybe},
                                             {"priority", maybe},
                                             {"reporter_id", maybe},
                                             {"result", maybe},
                                             {"handler", maybe},
                                             {"handler_id", maybe},
                                             {"co_handlers", maybe},
                                             {"left", maybe},
                                             {"note_id", maybe},
                                             {"days", maybe},
                                             {"review", maybe},
                                             {"evidence", maybe},
                                             {"solved", maybe},
                                             {"satisfied", maybe},
                                             {"reversed", maybe},
                                             {"into_id", maybe},
                                             {"report_by", maybe},
                                             {"departments", maybe},
                                             {"department_id", maybe},
                                             {"reason", maybe}};
inline constexpr column rule_columns[] = {
    {"field"}, {"value"}, {"category", maybe}, {"priority", maybe}, {"counting", maybe}};
inline constexpr table_layout rule_table{"desk_rules.csv", maybe, rule_columns};

inline constexpr column note_columns[] = {{"note_id"}, {"text"}, {"text_en", maybe}, {"person_id", maybe}};

inline constexpr table_layout note_table{"notes.csv", maybe, note_columns};
inline constexpr table_layout item_table{"service_items.csv", maybe, item_columns};
inline constexpr table_layout competence_table{"competences.csv", maybe, competence_columns};
inline constexpr table_layout pair_table{"help_pairs.csv", maybe, pair_columns};
inline constexpr table_layout visit_table{"care_visits.csv", maybe, visit_columns};
inline constexpr table_layout command_table{"order_commands.csv", maybe, command_columns};

/// A limit such as "5 working_day".
[[nodiscard]] calendar::time_limit read_limit(record& r, std::string_view column);

} // namespace qaidam::services::detail
