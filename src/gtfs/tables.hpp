// The files of GTFS with the columns that are read and written.
#pragma once

#include <qaidam/base/csv.hpp>

namespace qaidam::gtfs::detail {

using namespace rail;

using enum cell_kind;
inline constexpr auto maybe = presence::optional;

inline constexpr column agency_columns[] = {{"agency_id", identity, maybe},
                                            {"agency_name", descriptive},
                                            {"agency_url", descriptive},
                                            {"agency_timezone", needed},
                                            {"agency_lang", descriptive, maybe},
                                            {"agency_phone", descriptive, maybe},
                                            {"agency_fare_url", descriptive, maybe},
                                            {"agency_email", descriptive, maybe}};
inline constexpr column stop_columns[] = {{"stop_id", identity},
                                          {"stop_code", descriptive, maybe},
                                          {"stop_name", descriptive, maybe},
                                          {"stop_desc", descriptive, maybe},
                                          {"stop_lat", descriptive, maybe},
                                          {"stop_lon", descriptive, maybe},
                                          {"zone_id", descriptive, maybe},
                                          {"stop_url", descriptive, maybe},
                                          {"location_type", needed, maybe},
                                          {"parent_station", descriptive, maybe},
                                          {"stop_timezone", descriptive, maybe},
                                          {"wheelchair_boarding", descriptive, maybe},
                                          {"platform_code", descriptive, maybe},
                                          {"level_id", descriptive, maybe}};
inline constexpr column level_columns[] = {
    {"level_id", identity}, {"level_index", needed}, {"level_name", descriptive, maybe}};
inline constexpr column pathway_columns[] = {{"pathway_id", identity},
                                             {"from_stop_id", needed},
                                             {"to_stop_id", needed},
                                             {"pathway_mode", needed},
                                             {"is_bidirectional", needed},
                                             {"length", descriptive, maybe},
                                             {"traversal_time", descriptive, maybe},
                                             {"stair_count", descriptive, maybe},
                                             {"max_slope", descriptive, maybe},
                                             {"min_width", descriptive, maybe},
                                             {"signposted_as", descriptive, maybe},
                                             {"reversed_signposted_as", descriptive, maybe}};
inline constexpr column route_columns[] = {{"route_id", identity},
                                           {"agency_id", descriptive, maybe},
                                           {"route_short_name", descriptive, maybe},
                                           {"route_long_name", descriptive, maybe},
                                           {"route_desc", descriptive, maybe},
                                           {"route_type", descriptive},
                                           {"route_url", descriptive, maybe},
                                           {"route_color", descriptive, maybe},
                                           {"route_text_color", descriptive, maybe},
                                           {"route_sort_order", descriptive, maybe},
                                           {"network_id", descriptive, maybe}};
/// Of the columns above, those that are written: networks go into files of their own.
inline constexpr std::size_t written_route_columns = std::size(route_columns) - 1;
inline constexpr column trip_columns[] = {{"route_id", needed},
                                          {"service_id", needed},
                                          {"trip_id", identity},
                                          {"trip_headsign", descriptive, maybe},
                                          {"trip_short_name", descriptive, maybe},
                                          {"direction_id", descriptive, maybe},
                                          {"block_id", descriptive, maybe},
                                          {"shape_id", descriptive, maybe},
                                          {"wheelchair_accessible", descriptive, maybe},
                                          {"bikes_allowed", descriptive, maybe}};
/// The places of the columns above.
enum trip_column : std::size_t {
    trip_route,
    trip_service,
    trip_key,
    trip_headsign,
    trip_number,
    trip_direction,
    trip_block,
    trip_shape,
    trip_wheelchair,
    trip_bicycle
};
inline constexpr column stop_time_columns[] = {{"trip_id", identity},
                                               {"arrival_time", needed, maybe},
                                               {"departure_time", needed, maybe},
                                               {"stop_id", needed, maybe}, // of a flexible call, a location
                                               {"stop_sequence", identity},
                                               {"pickup_type", excluding, maybe},
                                               {"drop_off_type", excluding, maybe},
                                               {"shape_dist_traveled", descriptive, maybe},
                                               {"timepoint", descriptive, maybe},
                                               {"stop_headsign", descriptive, maybe},
                                               {"location_group_id", needed, maybe},
                                               {"location_id", needed, maybe},
                                               {"start_pickup_drop_off_window", needed, maybe},
                                               {"end_pickup_drop_off_window", needed, maybe}};
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
    timepoint,
    headsign,
    location_group, ///< from here on: of flexible calls
    flexible_location,
    window_start,
    window_end
};
inline constexpr stop_time_column flexible_columns[] = {location_group, flexible_location, window_start,
                                                        window_end};
inline constexpr column calendar_columns[] = {
    {"service_id", identity}, {"monday", needed},  {"tuesday", needed},  {"wednesday", needed},
    {"thursday", needed},     {"friday", needed},  {"saturday", needed}, {"sunday", needed},
    {"start_date", needed},   {"end_date", needed}};
inline constexpr column calendar_date_columns[] = {
    {"service_id", identity}, {"date", excluding}, {"exception_type", excluding}};
inline constexpr column frequency_columns[] = {{"trip_id", identity},
                                               {"start_time", needed},
                                               {"end_time", needed},
                                               {"headway_secs", needed},
                                               {"exact_times", needed, maybe}};
inline constexpr column transfer_columns[] = {
    {"from_stop_id", needed, maybe},     {"to_stop_id", needed, maybe},
    {"from_route_id", needed, maybe},    {"to_route_id", needed, maybe},
    {"from_trip_id", needed, maybe},     {"to_trip_id", needed, maybe},
    {"transfer_type", excluding, maybe}, {"min_transfer_time", excluding, maybe}};
inline constexpr column shape_columns[] = {{"shape_id", identity},
                                           {"shape_pt_lat", needed},
                                           {"shape_pt_lon", needed},
                                           {"shape_pt_sequence", identity},
                                           {"shape_dist_traveled", descriptive, maybe}};
inline constexpr column fare_columns[] = {{"fare_id", identity},
                                          {"price", needed},
                                          {"currency_type", needed},
                                          {"payment_method", descriptive},
                                          {"transfers", needed, maybe},
                                          {"agency_id", needed, maybe},
                                          {"transfer_duration", needed, maybe}};
inline constexpr column fare_rule_columns[] = {{"fare_id", identity},
                                               {"route_id", needed, maybe},
                                               {"origin_id", needed, maybe},
                                               {"destination_id", needed, maybe},
                                               {"contains_id", needed, maybe}};
inline constexpr column area_columns[] = {{"area_id", identity}, {"area_name", descriptive, maybe}};
inline constexpr column stop_area_columns[] = {{"area_id", identity}, {"stop_id", identity}};
inline constexpr column network_columns[] = {{"network_id", identity}, {"network_name", descriptive, maybe}};
inline constexpr column route_network_columns[] = {{"network_id", needed}, {"route_id", identity}};
inline constexpr column timeframe_columns[] = {{"timeframe_group_id", identity},
                                               {"start_time", needed, maybe},
                                               {"end_time", needed, maybe},
                                               {"service_id", needed}};
inline constexpr column fare_medium_columns[] = {
    {"fare_media_id", identity}, {"fare_media_name", descriptive, maybe}, {"fare_media_type", descriptive}};
inline constexpr column fare_product_columns[] = {{"fare_product_id", identity},
                                                  {"fare_product_name", descriptive, maybe},
                                                  {"rider_category_id", identity, maybe},
                                                  {"fare_media_id", identity, maybe},
                                                  {"amount", needed},
                                                  {"currency", needed}};
inline constexpr column fare_leg_rule_columns[] = {{"leg_group_id", identity, maybe},
                                                   {"network_id", needed, maybe},
                                                   {"from_area_id", needed, maybe},
                                                   {"to_area_id", needed, maybe},
                                                   {"from_timeframe_group_id", needed, maybe},
                                                   {"to_timeframe_group_id", needed, maybe},
                                                   {"fare_product_id", needed},
                                                   {"rule_priority", needed, maybe}};
inline constexpr column fare_join_rule_columns[] = {{"from_network_id", needed, maybe},
                                                    {"to_network_id", needed, maybe},
                                                    {"from_stop_id", needed, maybe},
                                                    {"to_stop_id", needed, maybe}};
inline constexpr column fare_transfer_rule_columns[] = {
    {"from_leg_group_id", needed, maybe},   {"to_leg_group_id", needed, maybe},
    {"transfer_count", needed, maybe},      {"duration_limit", needed, maybe},
    {"duration_limit_type", needed, maybe}, {"fare_transfer_type", needed},
    {"fare_product_id", needed, maybe}};
inline constexpr column rider_category_columns[] = {{"rider_category_id", identity},
                                                    {"rider_category_name", descriptive},
                                                    {"is_default_fare_category", needed, maybe},
                                                    {"eligibility_url", descriptive, maybe}};
inline constexpr column feed_info_columns[] = {{"feed_publisher_name", descriptive},
                                               {"feed_publisher_url", descriptive},
                                               {"feed_lang", descriptive},
                                               {"default_lang", descriptive, maybe},
                                               {"feed_start_date", descriptive, maybe},
                                               {"feed_end_date", descriptive, maybe},
                                               {"feed_version", descriptive, maybe},
                                               {"feed_contact_email", descriptive, maybe},
                                               {"feed_contact_url", descriptive, maybe}};
inline constexpr column translation_columns[] = {
    {"table_name", identity},        {"field_name", identity},       {"language", identity},
    {"translation", needed},         {"record_id", identity, maybe}, {"record_sub_id", identity, maybe},
    {"field_value", identity, maybe}};

/// translations.txt as it was before 2019: of a text, wherever it stands.
inline constexpr column old_translation_columns[] = {
    {"trans_id", identity}, {"lang", identity}, {"translation", needed}};

// The files beside GTFS that docs/railway-feed.md describes.
inline constexpr column station_code_columns[] = {{"stop_id", identity},
                                                  {"pinyin", descriptive, maybe},
                                                  {"initials", descriptive, maybe},
                                                  {"city", descriptive, maybe}};
inline constexpr column station_name_columns[] = {{"stop_id", identity},
                                                  {"name", needed},
                                                  {"name_en", descriptive, maybe},
                                                  {"start_date", needed, maybe},
                                                  {"end_date", needed, maybe}};
inline constexpr column trip_number_columns[] = {
    {"trip_id", identity}, {"stop_sequence", identity}, {"number", needed}};
inline constexpr column stop_kind_columns[] = {
    {"trip_id", identity}, {"stop_sequence", identity}, {"kind", excluding}};
inline constexpr column line_columns[] = {
    {"line_id", identity}, {"name", needed}, {"name_en", descriptive, maybe}};
inline constexpr column line_station_columns[] = {
    {"line_id", identity}, {"stop_id", identity}, {"mileage", needed}};
inline constexpr column revision_columns[] = {
    {"revision_id", identity},       {"name", needed},
    {"name_en", descriptive, maybe}, {"start_date", needed, maybe},
    {"end_date", needed, maybe},     {"source", descriptive, maybe}};
inline constexpr column trip_revision_columns[] = {{"trip_id", identity}, {"revision_id", needed}};
inline constexpr column tariff_columns[] = {
    {"tariff_id", identity},          {"seat", needed},     {"seat_en", descriptive, maybe},
    {"train_classes", needed, maybe}, {"currency", needed}, {"changes", needed, maybe}};
inline constexpr column tariff_step_columns[] = {
    {"tariff_id", identity}, {"through", identity}, {"price", needed}};
inline constexpr column concession_columns[] = {{"rider_category_id", identity},
                                                {"tariff_id", needed, maybe},
                                                {"percent", needed},
                                                {"round_to", needed, maybe}};
inline constexpr column circulation_columns[] = {
    {"circulation_id", identity}, {"position", identity}, {"trip_id", needed}};

inline constexpr std::pair<std::string_view, call_kind> call_kind_words[] = {
    {"passenger", call_kind::passenger}, {"technical", call_kind::technical}, {"pass", call_kind::pass}};

inline constexpr table_layout agency_table{"agency.txt", presence::required, agency_columns};
inline constexpr table_layout stop_table{"stops.txt", presence::required, stop_columns};
inline constexpr table_layout route_table{"routes.txt", presence::required, route_columns};
/// What is written.
inline constexpr table_layout written_route_table{"routes.txt", presence::required,
                                                  std::span{route_columns}.first<written_route_columns>()};
inline constexpr table_layout trip_table{"trips.txt", presence::required, trip_columns};
inline constexpr table_layout stop_time_table{"stop_times.txt", presence::required, stop_time_columns};
/// What is written: no flexible calls.
inline constexpr table_layout fixed_stop_time_table{"stop_times.txt", presence::required,
                                                    std::span{stop_time_columns}.first<location_group>()};
inline constexpr table_layout calendar_table{"calendar.txt", presence::binding, calendar_columns};
inline constexpr table_layout calendar_date_table{"calendar_dates.txt", presence::binding,
                                                  calendar_date_columns};
inline constexpr table_layout frequency_table{"frequencies.txt", presence::binding, frequency_columns};
inline constexpr table_layout transfer_table{"transfers.txt", presence::binding, transfer_columns};
inline constexpr table_layout level_table{"levels.txt", maybe, level_columns};
inline constexpr table_layout pathway_table{"pathways.txt", maybe, pathway_columns};
inline constexpr table_layout shape_table{"shapes.txt", maybe, shape_columns};
inline constexpr table_layout fare_table{"fare_attributes.txt", maybe, fare_columns};
inline constexpr table_layout fare_rule_table{"fare_rules.txt", maybe, fare_rule_columns};
inline constexpr table_layout area_table{"areas.txt", maybe, area_columns};
inline constexpr table_layout stop_area_table{"stop_areas.txt", maybe, stop_area_columns};
inline constexpr table_layout network_table{"networks.txt", maybe, network_columns};
inline constexpr table_layout route_network_table{"route_networks.txt", maybe, route_network_columns};
inline constexpr table_layout timeframe_table{"timeframes.txt", maybe, timeframe_columns};
inline constexpr table_layout fare_medium_table{"fare_media.txt", maybe, fare_medium_columns};
inline constexpr table_layout fare_product_table{"fare_products.txt", maybe, fare_product_columns};
inline constexpr table_layout fare_leg_rule_table{"fare_leg_rules.txt", maybe, fare_leg_rule_columns};
/// What is written where it has no priorities.
inline constexpr table_layout plain_leg_rule_table{"fare_leg_rules.txt", maybe,
                                                   std::span{fare_leg_rule_columns}.first<7>()};
inline constexpr table_layout fare_join_rule_table{"fare_leg_join_rules.txt", maybe, fare_join_rule_columns};
inline constexpr table_layout fare_transfer_rule_table{"fare_transfer_rules.txt", maybe,
                                                       fare_transfer_rule_columns};
/// Fares v2, which are used whole or not at all.
inline constexpr const table_layout* fares_v2_tables[] = {
    &area_table,           &stop_area_table,         &network_table,      &route_network_table,
    &timeframe_table,      &fare_medium_table,       &fare_product_table, &fare_leg_rule_table,
    &fare_join_rule_table, &fare_transfer_rule_table};
inline constexpr table_layout rider_category_table{"rider_categories.txt", maybe, rider_category_columns};
inline constexpr table_layout feed_info_table{"feed_info.txt", maybe, feed_info_columns};
inline constexpr table_layout translation_table{"translations.txt", maybe, translation_columns};
inline constexpr table_layout old_translation_table{"translations.txt", maybe, old_translation_columns};
inline constexpr table_layout station_code_table{"station_codes.txt", maybe, station_code_columns};
inline constexpr table_layout station_name_table{"station_names.txt", maybe, station_name_columns};
inline constexpr table_layout trip_number_table{"trip_numbers.txt", maybe, trip_number_columns};
inline constexpr table_layout stop_kind_table{"stop_kinds.txt", presence::binding, stop_kind_columns};
inline constexpr table_layout line_table{"lines.txt", maybe, line_columns};
inline constexpr table_layout line_station_table{"line_stations.txt", maybe, line_station_columns};
inline constexpr table_layout revision_table{"revisions.txt", maybe, revision_columns};
inline constexpr table_layout trip_revision_table{"trip_revisions.txt", maybe, trip_revision_columns};
inline constexpr table_layout tariff_table{"tariffs.txt", maybe, tariff_columns};
inline constexpr table_layout tariff_step_table{"tariff_steps.txt", maybe, tariff_step_columns};
inline constexpr table_layout concession_table{"concessions.txt", maybe, concession_columns};
inline constexpr table_layout circulation_table{"circulations.txt", maybe, circulation_columns};

inline constexpr const table_layout* tables[] = {
    &agency_table,         &stop_table,           &route_table,
    &trip_table,           &stop_time_table,      &calendar_table,
    &frequency_table,      &calendar_date_table,  &transfer_table,
    &shape_table,          &fare_table,           &fare_rule_table,
    &feed_info_table,      &translation_table,    &station_code_table,
    &station_name_table,   &trip_number_table,    &line_table,
    &line_station_table,   &revision_table,       &trip_revision_table,
    &circulation_table,    &stop_kind_table,      &tariff_table,
    &tariff_step_table,    &level_table,          &pathway_table,
    &rider_category_table, &concession_table,     &area_table,
    &stop_area_table,      &network_table,        &route_network_table,
    &timeframe_table,      &fare_medium_table,    &fare_product_table,
    &fare_leg_rule_table,  &fare_join_rule_table, &fare_transfer_rule_table};

} // namespace qaidam::gtfs::detail
