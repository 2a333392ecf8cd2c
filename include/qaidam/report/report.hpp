/// Everything of the report room: tables, charts, SVG, HTML.
#pragma once

#include <qaidam/report/chart.hpp>
#include <qaidam/report/html.hpp>
#include <qaidam/report/svg.hpp>
#include <qaidam/report/table.hpp>
