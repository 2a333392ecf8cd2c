/// Everything of the venues room: the programme and its feed, the desk, a season's plan.
#pragma once

#include <qaidam/venues/codes.hpp>
#include <qaidam/venues/commands.hpp>
#include <qaidam/venues/desk.hpp>
#include <qaidam/venues/events.hpp>
#include <qaidam/venues/feed.hpp>
#include <qaidam/venues/programme.hpp>
#include <qaidam/venues/season.hpp>
