/// Everything of the solve room: balanced connected partition, flows, assignment, visiting order, rosters.
#pragma once

#include <qaidam/solve/flow.hpp>
#include <qaidam/solve/graph.hpp>
#include <qaidam/solve/partition.hpp>
#include <qaidam/solve/roster.hpp>
#include <qaidam/solve/visits.hpp>
