/// The main types, declared: for headers that only name them.
#pragma once

#pragma GCC visibility push(default)

namespace qaidam {

class key;
template <class Tag>
class key_of;
class notices;
struct notice;
struct finding;
struct refusal;

namespace calendar {
class day_set;
class holidays;
class work_calendar;
} // namespace calendar

namespace events {
class journal;
struct recorded_event;
} // namespace events

namespace geo {
class polygon;
}

namespace civic {
class community;
struct community_builder;
class county;
struct county_builder;
} // namespace civic

namespace services {
class desk;
struct catalogue;
struct order;
} // namespace services

namespace venues {
class desk;
struct programme;
} // namespace venues

namespace rail {
class timetable;
class timetable_builder;
} // namespace rail

namespace journeys {
class network;
class router;
struct journey;
struct query;
} // namespace journeys

namespace store {
class postgres_journal;
class sqlite_journal;
} // namespace store

} // namespace qaidam

#pragma GCC visibility pop
