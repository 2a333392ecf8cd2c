/// Journals that outlive the process.
#pragma once

#include <qaidam/store/codes.hpp>
#include <qaidam/store/sqlite_journal.hpp>
