/// Everything of the report room: tables, SVG, HTML.
#pragma once

#include <qaidam/report/html.hpp>
#include <qaidam/report/svg.hpp>
#include <qaidam/report/table.hpp>
