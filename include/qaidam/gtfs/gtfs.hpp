/// Everything of the gtfs room: feeds of GTFS and of the railway feed, in and out.
#pragma once

#include <qaidam/gtfs/codes.hpp>
#include <qaidam/gtfs/feed.hpp>
#include <qaidam/gtfs/realtime.hpp>
