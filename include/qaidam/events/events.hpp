/// Events: what they consist of, how they are written down, where they are kept, and who carries commands out.
#pragma once

#include <qaidam/events/clock.hpp>
#include <qaidam/events/digest.hpp>
#include <qaidam/events/fields.hpp>
#include <qaidam/events/journal.hpp>
#include <qaidam/events/pack.hpp>
#include <qaidam/events/recorder.hpp>
#include <qaidam/events/shared_recorder.hpp>
#include <qaidam/events/text.hpp>
#include <qaidam/events/text_store.hpp>
#include <qaidam/events/transfer.hpp>
#include <qaidam/events/undo.hpp>
#include <qaidam/events/verify.hpp>
