/// Everything of the journeys room: networks, routers, prepared lists, real-time updates of a network, prices,
/// lateness and how safe changes are, destinations, tours and catchments.
#pragma once

#include <qaidam/journeys/catchment.hpp>
#include <qaidam/journeys/codes.hpp>
#include <qaidam/journeys/daylight.hpp>
#include <qaidam/journeys/destination.hpp>
#include <qaidam/journeys/journey.hpp>
#include <qaidam/journeys/lateness.hpp>
#include <qaidam/journeys/prepared.hpp>
#include <qaidam/journeys/price.hpp>
#include <qaidam/journeys/price_search.hpp>
#include <qaidam/journeys/realtime.hpp>
#include <qaidam/journeys/safety.hpp>
#include <qaidam/journeys/tour.hpp>
