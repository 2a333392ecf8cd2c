/// qaidam (柴达木): a community, its grids, service lists and ledgers, and the trains that serve it.
///
/// The main types:
///   civic::community      who lives where, who is responsible for what; loaded from a community feed
///   services::desk        residents order, the community dispatches, a department accepts
///   venues::desk          classes, bookings, activities and fairs at the community's places
///   events::recorder      carries commands out at a desk and keeps what happened in a journal
///   store::sqlite_journal a journal that outlives the process; store::postgres_journal is one on a server
///   ledger::items         promises and whether they were kept
///   rail::timetable       stations, trains and their running days; gtfs::load makes one of a feed
///   journeys::router      how to get from one station to another
///   calendar::work_calendar, calendar::day_set   working time and running days
///
/// A first program:
///
///     #include <qaidam/qaidam.hpp>
///     int main() {
///         const auto [timetable, notices] = qaidam::gtfs::load("examples/data/qaidam-rail");
///         const auto journey = qaidam::journeys::find_earliest(
///             timetable, {.from = timetable.station("西宁"), .to = timetable.station("花土沟"),
///                         .when = qaidam::journeys::leave_after{
///                             qaidam::calendar::local_time{{2022, 1, 10}, std::chrono::hours{20}}}});
///         if (journey) fmt::print("{}", qaidam::views::describe(timetable, *journey, qaidam::language::en));
///     }
///
/// A program that needs one room includes that room's header and links its target, such as qaidam::rail.
#pragma once

#include <qaidam/base/base.hpp>
#include <qaidam/calendar/calendar.hpp>
#include <qaidam/civic/civic.hpp>
#include <qaidam/events/events.hpp>
#include <qaidam/fwd.hpp>
#include <qaidam/geo/geo.hpp>
#include <qaidam/geojson/geojson.hpp>
#include <qaidam/grids/grids.hpp>
#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/icalendar/icalendar.hpp>
#include <qaidam/journeys/journeys.hpp>
#include <qaidam/ledger/ledger.hpp>
#include <qaidam/postgres/postgres.hpp>
#include <qaidam/rail/rail.hpp>
#include <qaidam/report/report.hpp>
#include <qaidam/services/services.hpp>
#include <qaidam/solve/solve.hpp>
#include <qaidam/store/store.hpp>
#include <qaidam/venues/venues.hpp>
#include <qaidam/version.hpp>
#include <qaidam/views/catchment_views.hpp>
#include <qaidam/views/contact_views.hpp>
#include <qaidam/views/grid_views.hpp>
#include <qaidam/views/rail_views.hpp>
#include <qaidam/views/roster_views.hpp>
#include <qaidam/views/safety_views.hpp>
#include <qaidam/views/service_views.hpp>
#include <qaidam/views/tour_views.hpp>
#include <qaidam/views/venue_views.hpp>
#include <qaidam/zip/zip.hpp>
