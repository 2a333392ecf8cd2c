/// The files of the services room in a community feed, and what their readers share.
#pragma once

#include <qaidam/base/csv.hpp>
#include <qaidam/services/catalogue.hpp>

namespace qaidam::services::detail {

using enum cell_kind;
inline constexpr auto maybe = presence::optional;

inline constexpr column item_columns[] = {{"item_id", identity},
                                          {"list", needed},
                                          {"category", needed},
                                          {"name", needed},
                                          {"name_en", descriptive, maybe},
                                          {"documents", descriptive, maybe},
                                          {"limit", needed},
                                          {"at_door", descriptive, maybe},
                                          // The item stays, open to nobody.
                                          {"least_age", excluding, maybe},
                                          {"most_age", excluding, maybe},
                                          {"groups", excluding, maybe},
                                          {"residents_only", excluding, maybe},
                                          {"steps", descriptive, maybe},
                                          {"statutory_limit", descriptive, maybe},
                                          {"from", needed, maybe},
                                          {"until", needed, maybe},
                                          {"words", descriptive, maybe}};
inline constexpr column attribute_columns[] = {{"item_id", identity},
                                               {"code", identity},
                                               {"datatype", needed},
                                               {"description", needed},
                                               {"description_en", descriptive, maybe},
                                               {"required", descriptive, maybe},
                                               {"variable", descriptive, maybe},
                                               {"order", descriptive, maybe},
                                               {"datatype_description", descriptive, maybe},
                                               {"datatype_description_en", descriptive, maybe}};
inline constexpr column value_columns[] = {{"item_id", identity},
                                           {"code", identity},
                                           {"key", identity},
                                           {"name", needed},
                                           {"name_en", descriptive, maybe}};
inline constexpr column competence_columns[] = {{"category", identity},      {"handler", needed},
                                                {"handler_id", needed},      {"quarter_id", needed, maybe},
                                                {"priority", needed, maybe}, {"helps", needed, maybe}};
inline constexpr column pair_columns[] = {{"helped_id", identity},
                                          {"helper_id", identity},
                                          {"every_days", descriptive, maybe},
                                          {"from", needed, maybe},
                                          {"until", needed, maybe}};
inline constexpr column visit_columns[] = {{"helped_id", identity},
                                           {"kind", identity},
                                           {"date", identity},
                                           {"half", descriptive, maybe},
                                           {"purposes", descriptive, maybe}};
inline constexpr column festival_columns[] = {{"festival_id", identity},
                                              {"name", needed},
                                              {"name_en", descriptive, maybe},
                                              {"days", needed},
                                              {"purposes", needed}};
// A command is carried out as it was given or not at all; only what describes an order may fall.
inline constexpr column command_columns[] = {{"time", needed},
                                             {"command", needed},
                                             {"order_id", identity},
                                             {"by", needed},
                                             {"item_id", needed, maybe},
                                             {"building_id", needed, maybe},
                                             {"at_door", descriptive, maybe},
                                             {"channel", descriptive, maybe},
                                             {"priority", needed, maybe},
                                             {"reporter_id", needed, maybe},
                                             {"text_id", needed, maybe},
                                             {"spot", needed, maybe},
                                             {"attributes", needed, maybe},
                                             {"attribute_texts", needed, maybe},
                                             {"address_id", needed, maybe},
                                             {"photos", needed, maybe},
                                             {"result", needed, maybe},
                                             {"handler", needed, maybe},
                                             {"handler_id", needed, maybe},
                                             {"co_handlers", needed, maybe},
                                             {"left", needed, maybe},
                                             {"note_id", needed, maybe},
                                             {"days", needed, maybe},
                                             {"review", needed, maybe},
                                             {"evidence", needed, maybe},
                                             {"solved", needed, maybe},
                                             {"satisfied", needed, maybe},
                                             {"reversed", needed, maybe},
                                             {"into_id", needed, maybe},
                                             {"to_community_id", needed, maybe},
                                             {"report_by", needed, maybe},
                                             {"departments", needed, maybe},
                                             {"department_id", needed, maybe},
                                             {"reason", needed, maybe}};
inline constexpr column rule_columns[] = {{"field", needed},
                                          {"value", needed},
                                          {"category", needed, maybe},
                                          {"priority", needed, maybe},
                                          {"counting", needed, maybe}};
inline constexpr table_layout rule_table{"desk_rules.csv", maybe, rule_columns};
inline constexpr column right_columns[] = {
    {"right", needed}, {"role", needed, maybe}, {"area", needed, maybe}};
inline constexpr table_layout right_table{"rights.csv", maybe, right_columns};

inline constexpr column note_columns[] = {
    {"note_id", identity}, {"text", needed}, {"text_en", descriptive, maybe}, {"person_id", needed, maybe}};

inline constexpr table_layout note_table{"notes.csv", maybe, note_columns};
inline constexpr table_layout item_table{"service_items.csv", maybe, item_columns};
inline constexpr table_layout attribute_table{"item_attributes.csv", maybe, attribute_columns};
inline constexpr table_layout value_table{"attribute_values.csv", maybe, value_columns};
inline constexpr table_layout competence_table{"competences.csv", maybe, competence_columns};
inline constexpr table_layout pair_table{"help_pairs.csv", maybe, pair_columns};
inline constexpr table_layout visit_table{"care_visits.csv", maybe, visit_columns};
inline constexpr table_layout festival_table{"care_festivals.csv", maybe, festival_columns};
inline constexpr table_layout command_table{"order_commands.csv", maybe, command_columns};

/// The calendars that a feed has beside that of the office; read when the first limit names one.
class calendar_names {
public:
    explicit calendar_names(const feed_files& files) : files_{files} {}
    [[nodiscard]] bool contains(std::string_view name);

private:
    const feed_files& files_;
    std::optional<calendar::hours_by_name> all_{};
};

/// A limit such as "5 working_day", by the hours of the office or of a calendar of the feed.
[[nodiscard]] calendar::time_limit read_limit(record& r, std::string_view column, calendar_names& calendars);
/// The same where the cell may be blank; nothing for a cell that falls, too.
[[nodiscard]] std::optional<calendar::time_limit> find_limit(record& r, std::string_view column,
                                                             calendar_names& calendars);

} // namespace qaidam::services::detail
