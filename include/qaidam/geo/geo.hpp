/// Everything of the geo room: points, distances, datums, polygons, the locator.
#pragma once

#include <qaidam/geo/locator.hpp>
#include <qaidam/geo/point.hpp>
#include <qaidam/geo/polygon.hpp>
