/// Everything of the base room: identity, messages, text, tables.
#pragma once

#include <qaidam/base/codes.hpp>
#include <qaidam/base/compact.hpp>
#include <qaidam/base/csv.hpp>
#include <qaidam/base/enum_set.hpp>
#include <qaidam/base/feed_files.hpp>
#include <qaidam/base/file_path.hpp>
#include <qaidam/base/format.hpp>
#include <qaidam/base/function_ref.hpp>
#include <qaidam/base/id.hpp>
#include <qaidam/base/language.hpp>
#include <qaidam/base/message.hpp>
#include <qaidam/base/shared.hpp>
#include <qaidam/base/text.hpp>
#include <qaidam/base/words.hpp>
