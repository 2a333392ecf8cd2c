/// The time zones that a file names.
#pragma once

#include <map>
#include <optional>
#include <string>

#include <qaidam/calendar/zone.hpp>
#include <qaidam/icalendar/icalendar.hpp>

#include "lines.hpp"

namespace qaidam::icalendar {

/// The clock that a time is on.
struct file_clock {
    std::string name{};                   ///< as events keep it; empty for the clock of wherever one is
    std::optional<calendar::zone> zone{}; ///< nothing for that
    bool of_file = false;                 ///< known by the rules of the file alone
};

[[nodiscard]] file_clock utc_clock();

/// What a calendar calls its zones. A name is believed that the IANA database has, or that ends in one
/// ("/x.org/2007/Europe/Berlin"), and one of Windows unless the file's own rules show another clock; for any
/// other name the rules of the file hold, and are kept.
class zone_book {
public:
    /// `kept` is where rules go that are kept. All three must outlive it.
    zone_book(const calendar_lines& lines, notices& out, std::vector<zone_rules>& kept);

    /// Tells once of a name that is not known; its clock is that of wherever one is.
    [[nodiscard]] const file_clock& find(const std::string& called, const location& where);

private:
    struct definition;
    [[nodiscard]] file_clock resolve(const std::string& called, const location& where);
    [[nodiscard]] file_clock keep(const std::string& called, const definition& own, const location& where);

    const calendar_lines& lines_;
    notices& out_;
    std::vector<zone_rules>& kept_;
    std::map<std::string, file_clock> known_;
};

} // namespace qaidam::icalendar
