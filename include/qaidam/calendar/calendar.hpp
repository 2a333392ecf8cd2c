/// Everything of the calendar room: dates and times, day sets, holidays, working time.
#pragma once

#include <qaidam/calendar/codes.hpp>
#include <qaidam/calendar/day_set.hpp>
#include <qaidam/calendar/holidays.hpp>
#include <qaidam/calendar/time.hpp>
#include <qaidam/calendar/work_calendar.hpp>
#include <qaidam/calendar/work_hours.hpp>
#include <qaidam/calendar/written_time.hpp>
#include <qaidam/calendar/zone.hpp>
