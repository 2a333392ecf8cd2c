/// Everything of the rail room: timetables, stations, boards, revisions, real-time updates, train graphs, walks.
#pragma once

#include <qaidam/rail/alert.hpp>
#include <qaidam/rail/board.hpp>
#include <qaidam/rail/change_codes.hpp>
#include <qaidam/rail/codes.hpp>
#include <qaidam/rail/cost.hpp>
#include <qaidam/rail/fares.hpp>
#include <qaidam/rail/model.hpp>
#include <qaidam/rail/money.hpp>
#include <qaidam/rail/number.hpp>
#include <qaidam/rail/railway.hpp>
#include <qaidam/rail/realtime.hpp>
#include <qaidam/rail/revision.hpp>
#include <qaidam/rail/stations.hpp>
#include <qaidam/rail/stock.hpp>
#include <qaidam/rail/time.hpp>
#include <qaidam/rail/timetable.hpp>
#include <qaidam/rail/train_graph.hpp>
#include <qaidam/rail/walks.hpp>
