// The files of GTFS with the columns that are read and written.
#pragma once

#include <qaidam/base/csv.hpp>

namespace qaidam::gtfs::detail {

using namespace rail;

inline constexpr auto maybe = presence::optional;

inline constexpr column agency_columns[] = {
    {"agency_id", maybe},       {"agency_name"},        {"agency_url"},
    {"agency_timezone"},        {"agency_lang", maybe}, {"agency_phone", maybe},
    {"agency_fare_url", maybe}, {"agency_email", maybe}};
inline constexpr column stop_columns[] = {{"stop_id"},
                                          {"stop_code", maybe},
                                          {"stop_name", maybe},
                                          {"stop_desc", maybe},
                                          {"stop_lat", maybe},
                                          {"stop_lon", maybe},
                                          {"zone_id", maybe},
                                          {"stop_url", maybe},
                                          {"location_type", maybe},
                                          {"parent_station", maybe},
                                          {"stop_timezone", maybe},
                                          {"wheelchair_boarding", maybe},
                                          {"platform_code", maybe}};
inline constexpr column route_columns[] = {{"route_id"},
                                           {"agency_id", maybe},
                                           {"route_short_name", maybe},
                                           {"route_long_name", maybe},
                                           {"route_desc", maybe},
                                           {"route_type"},
                                           {"route_url", maybe},
                                           {"route_color", maybe},
                                           {"route_text_color", maybe},
                                           {"route_sort_order", maybe}};
inline constexpr column trip_columns[] = {{"route_id"},
                                          {"service_id"},
                                          {"trip_id"},
                                          {"trip_headsign", maybe},
                                          {"trip_short_name", maybe},
                                          {"direction_id", maybe},
                                          {"block_id", maybe},
                                          {"shape_id", maybe},
                                          {"wheelchair_accessible", maybe},
                                          {"bikes_allowed", maybe}};
inline constexpr column stop_time_columns[] = {
    {"trip_id"},         {"arrival_time", maybe}, {"departure_time", maybe}, {"stop_id"},
    {"stop_sequence"},   {"pickup_type", maybe},  {"drop_off_type", maybe},  {"shape_dist_traveled", maybe},
    {"timepoint", maybe}};
/// The places of the columns above.
enum stop_time_column : std::size_t {
    trip,
    arrival,
    departure,
    stop,
    sequence,
    pickup,
    drop_off,
    distance,
    timepoint
};
inline constexpr column calendar_columns[] = {{"service_id"}, {"monday"},  {"tuesday"},  {"wednesday"},
                                              {"thursday"},   {"friday"},  {"saturday"}, {"sunday"},
                                              {"start_date"}, {"end_date"}};
inline constexpr column calendar_date_columns[] = {{"service_id"}, {"date"}, {"exception_type"}};
inline constexpr column frequency_columns[] = {
    {"trip_id"}, {"start_time"}, {"end_time"}, {"headway_secs"}, {"exact_times", maybe}};
inline constexpr column transfer_columns[] = {
    {"from_stop_id", maybe}, {"to_stop_id", maybe}, {"from_route_id", maybe}, {"to_route_id", maybe},
    {"from_trip_id", maybe}, {"to_trip_id", maybe}, {"transfer_type", maybe}, {"min_transfer_time", maybe}};
inline constexpr column shape_columns[] = {
    {"shape_id"}, {"shape_pt_lat"}, {"shape_pt_lon"}, {"shape_pt_sequence"}, {"shape_dist_traveled", maybe}};
inline constexpr column fare_columns[] = {{"fare_id"},
                                          {"price"},
                                          {"currency_type"},
                                          {"payment_method"},
                                          {"transfers", maybe},
                                          {"agency_id", maybe},
                                          {"transfer_duration", maybe}};
inline constexpr column fare_rule_columns[] = {{"fare_id"},
                                               {"route_id", maybe},
                                               {"origin_id", maybe},
                                               {"destination_id", maybe},
                                               {"contains_id", maybe}};
inline constexpr column feed_info_columns[] = {
    {"feed_publisher_name"}, {"feed_publisher_url"},        {"feed_lang"},
    {"default_lang", maybe}, {"feed_start_date", maybe},    {"feed_end_date", maybe},
    {"feed_version", maybe}, {"feed_contact_email", maybe}, {"feed_contact_url", maybe}};
inline constexpr column translation_columns[] = {
    {"table_name"},       {"field_name"},           {"language"},          {"translation"},
    {"record_id", maybe}, {"record_sub_id", maybe}, {"field_value", maybe}};

// The files beside GTFS that docs/railway-feed.md describes.
inline constexpr column station_code_columns[] = {
    {"stop_id"}, {"pinyin", maybe}, {"initials", maybe}, {"city", maybe}};
inline constexpr column station_name_columns[] = {
    {"stop_id"}, {"name"}, {"name_en", maybe}, {"start_date", maybe}, {"end_date", maybe}};
inline constexpr column trip_number_columns[] = {{"trip_id"}, {"stop_sequence"}, {"number"}};
inline constexpr column stop_kind_columns[] = {{"trip_id"}, {"stop_sequence"}, {"kind"}};
inline constexpr column line_columns[] = {{"line_id"}, {"name"}, {"name_en", maybe}};
inline constexpr column line_station_columns[] = {{"line_id"}, {"stop_id"}, {"mileage"}};
inline constexpr column revision_columns[] = {{"revision_id"},     {"name"},
                                              {"name_en", maybe},  {"start_date", maybe},
                                              {"end_date", maybe}, {"source", maybe}};
inline constexpr column trip_revision_columns[] = {{"trip_id"}, {"revision_id"}};
inline constexpr column tariff_columns[] = {
    {"tariff_id"}, {"seat"}, {"seat_en", maybe}, {"train_classes", maybe}, {"currency"}};
inline constexpr column tariff_step_columns[] = {{"tariff_id"}, {"through"}, {"price"}};
inline constexpr column circulation_columns[] = {{"circulation_id"}, {"position"}, {"trip_id"}};

inline constexpr std::pair<std::string_view, call_kind> call_kind_words[] = {
    {"passenger", call_kind::passenger}, {"technical", call_kind::technical}, {"pass", call_kind::pass}};

inline constexpr table_layout agency_table{"agency.txt", presence::required, agency_columns};
inline constexpr table_layout stop_table{"stops.txt", presence::required, stop_columns};
inline constexpr table_layout route_table{"routes.txt", presence::required, route_columns};
inline constexpr table_layout trip_table{"trips.txt", presence::required, trip_columns};
inline constexpr table_layout stop_time_table{"stop_times.txt", presence::required, stop_time_columns};
inline constexpr table_layout calendar_table{"calendar.txt", maybe, calendar_columns};
inline constexpr table_layout calendar_date_table{"calendar_dates.txt", maybe, calendar_date_columns};
inline constexpr table_layout frequency_table{"frequencies.txt", maybe, frequency_columns};
inline constexpr table_layout transfer_table{"transfers.txt", maybe, transfer_columns};
inline constexpr table_layout shape_table{"shapes.txt", maybe, shape_columns};
inline constexpr table_layout fare_table{"fare_attributes.txt", maybe, fare_columns};
inline constexpr table_layout fare_rule_table{"fare_rules.txt", maybe, fare_rule_columns};
inline constexpr table_layout feed_info_table{"feed_info.txt", maybe, feed_info_columns};
inline constexpr table_layout translation_table{"translations.txt", maybe, translation_columns};
inline constexpr table_layout station_code_table{"station_codes.txt", maybe, station_code_columns};
inline constexpr table_layout station_name_table{"station_names.txt", maybe, station_name_columns};
inline constexpr table_layout trip_number_table{"trip_numbers.txt", maybe, trip_number_columns};
inline constexpr table_layout stop_kind_table{"stop_kinds.txt", maybe, stop_kind_columns};
inline constexpr table_layout line_table{"lines.txt", maybe, line_columns};
inline constexpr table_layout line_station_table{"line_stations.txt", maybe, line_station_columns};
inline constexpr table_layout revision_table{"revisions.txt", maybe, revision_columns};
inline constexpr table_layout trip_revision_table{"trip_revisions.txt", maybe, trip_revision_columns};
inline constexpr table_layout tariff_table{"tariffs.txt", maybe, tariff_columns};
inline constexpr table_layout tariff_step_table{"tariff_steps.txt", maybe, tariff_step_columns};
inline constexpr table_layout circulation_table{"circulations.txt", maybe, circulation_columns};

inline constexpr const table_layout* tables[] = {
    &agency_table,        &stop_table,        &route_table,         &trip_table,         &stop_time_table,
    &calendar_table,      &frequency_table,   &calendar_date_table, &transfer_table,     &shape_table,
    &fare_table,          &fare_rule_table,   &feed_info_table,     &translation_table,  &station_code_table,
    &station_name_table,  &trip_number_table, &line_table,          &line_station_table, &revision_table,
    &trip_revision_table, &circulation_table, &stop_kind_table,     &tariff_table,       &tariff_step_table};

} // namespace qaidam::gtfs::detail
