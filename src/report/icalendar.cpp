#include <qaidam/report/icalendar.hpp>

namespace qaidam::report {
namespace {

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if (c == '\\' || c == ';' || c == ',') safe += '\\';
        if (c == '\n') {
            safe += "\\n";
        } else if (c != '\r') {
            safe += c;
        }
    }
    return safe;
}

/// One content line, folded so that no line is above 75 octets and no character is cut (RFC 5545, 3.1).
std::string folded(std::string line) {
    constexpr std::size_t longest = 75;
    std::string all;
    while (line.size() > longest) {
        auto cut = longest;
        while (cut > longest - 4 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80) --cut;
        all += line.substr(0, cut) + "\r\n";
        line.replace(0, cut, " ");
    }
    return all + line + "\r\n";
}

} // namespace

std::string write_icalendar(const std::vector<calendar_event>& events, std::string_view stamp) {
    std::string all = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//qaidam//qaidam//EN\r\n";
    for (const auto& e : events) {
        all += "BEGIN:VEVENT\r\n";
        all += folded("UID:" + escaped(e.uid));
        all += folded("DTSTAMP:" + std::string{stamp});
        all += folded("DTSTART:" + e.start);
        all += folded("DTEND:" + e.end);
        if (!e.rule.empty()) all += folded("RRULE:" + e.rule);
        all += folded("SUMMARY:" + escaped(e.summary));
        if (!e.location.empty()) all += folded("LOCATION:" + escaped(e.location));
        all += "END:VEVENT\r\n";
    }
    return all + "END:VCALENDAR\r\n";
}

} // namespace qaidam::report
