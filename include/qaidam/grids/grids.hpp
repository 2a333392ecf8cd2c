/// Everything of the grids room: plans drawn, checked, compared and staffed; rosters; codes and addresses.
#pragma once

#include <qaidam/grids/address.hpp>
#include <qaidam/grids/check.hpp>
#include <qaidam/grids/code.hpp>
#include <qaidam/grids/compare.hpp>
#include <qaidam/grids/coverage.hpp>
#include <qaidam/grids/draw.hpp>
#include <qaidam/grids/roster.hpp>
#include <qaidam/grids/roster_codes.hpp>
#include <qaidam/grids/staff.hpp>
