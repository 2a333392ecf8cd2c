/// Everything of the grids room: plans drawn, checked and staffed.
#pragma once

#include <qaidam/grids/check.hpp>
#include <qaidam/grids/code.hpp>
#include <qaidam/grids/coverage.hpp>
#include <qaidam/grids/draw.hpp>
#include <qaidam/grids/staff.hpp>
