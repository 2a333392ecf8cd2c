/// Everything of the geo room: points, distances, datums, polygons, the locator, neighbours.
#pragma once

#include <qaidam/geo/check.hpp>
#include <qaidam/geo/locator.hpp>
#include <qaidam/geo/neighbours.hpp>
#include <qaidam/geo/point.hpp>
#include <qaidam/geo/point_cells.hpp>
#include <qaidam/geo/polygon.hpp>
