/// Everything of the rail room: timetables, GTFS, boards, journeys, train graphs.
#pragma once

#include <qaidam/rail/codes.hpp>
#include <qaidam/rail/gtfs.hpp>
#include <qaidam/rail/journey.hpp>
#include <qaidam/rail/model.hpp>
#include <qaidam/rail/time.hpp>
#include <qaidam/rail/timetable.hpp>
#include <qaidam/rail/train_graph.hpp>
