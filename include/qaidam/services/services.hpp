/// Everything of the services room: the catalogue, orders and the desk, exports of requests, care,
/// indicators.
#pragma once

#include <qaidam/services/attributes.hpp>
#include <qaidam/services/care.hpp>
#include <qaidam/services/catalogue.hpp>
#include <qaidam/services/chat.hpp>
#include <qaidam/services/chat_needs.hpp>
#include <qaidam/services/clocks.hpp>
#include <qaidam/services/codes.hpp>
#include <qaidam/services/commands.hpp>
#include <qaidam/services/contact.hpp>
#include <qaidam/services/desk.hpp>
#include <qaidam/services/dispatch.hpp>
#include <qaidam/services/due_time.hpp>
#include <qaidam/services/events.hpp>
#include <qaidam/services/indicators.hpp>
#include <qaidam/services/intake.hpp>
#include <qaidam/services/order.hpp>
#include <qaidam/services/personal.hpp>
#include <qaidam/services/photo.hpp>
#include <qaidam/services/requests.hpp>
#include <qaidam/services/rights.hpp>
#include <qaidam/services/rules.hpp>
#include <qaidam/services/search.hpp>
#include <qaidam/services/spot.hpp>
#include <qaidam/services/steps.hpp>
