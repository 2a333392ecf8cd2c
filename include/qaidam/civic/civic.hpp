/// Everything of the civic room: the community, its feed, its audit, masking.
#pragma once

#include <qaidam/civic/activity.hpp>
#include <qaidam/civic/audit.hpp>
#include <qaidam/civic/codes.hpp>
#include <qaidam/civic/community.hpp>
#include <qaidam/civic/county.hpp>
#include <qaidam/civic/eligibility.hpp>
#include <qaidam/civic/feed.hpp>
#include <qaidam/civic/masking.hpp>
#include <qaidam/civic/model.hpp>
#include <qaidam/civic/move.hpp>
