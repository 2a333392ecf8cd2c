/// Limits that a desk can count by: checked when it gets them, so that no deadline fails later.
#pragma once

#include <string>

#include <qaidam/services/rules.hpp>

namespace qaidam::services::detail {

/// Throws: std::invalid_argument, naming it, for a limit that is not 1 to time_limit::most of its unit, or of a calendar
///         that there is not.
void require_countable(const std::string& name, const calendar::time_limit& limit,
                       const calendar::work_calendars& office);
/// The same for every limit and number of the rules.
void require_countable(const desk_rules& rules, const calendar::work_calendars& office);
/// The same for what the items promise, earlier versions too.
void require_countable(const catalogue& offered, const calendar::work_calendars& office);

} // namespace qaidam::services::detail
