/// Journals on a PostgreSQL server.
#pragma once

#include <qaidam/postgres/codes.hpp>
#include <qaidam/postgres/postgres_journal.hpp>
