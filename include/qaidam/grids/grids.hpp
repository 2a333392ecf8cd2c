/// Everything of the grids room: plans drawn and checked.
#pragma once

#include <qaidam/grids/check.hpp>
#include <qaidam/grids/draw.hpp>
