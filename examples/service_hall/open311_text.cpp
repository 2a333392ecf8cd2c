#include "open311_text.hpp"

#include <fmt/format.h>

#include <qaidam/report/html.hpp>

namespace hall {
namespace {

using nlohmann::ordered_json;

/// The name of what a list of that name has.
std::string one_of(const std::string& name) {
    if (name == "attributes") return "attribute";
    if (name == "values") return "value";
    if (name == "endpoints") return "endpoint";
    return "format"; // formats
}

std::string xml_of(const std::string& name, const ordered_json& value, const std::string& item) {
    std::string inside;
    if (value.is_object())
        for (const auto& [key, member] : value.items()) inside += xml_of(key, member, one_of(key));
    else if (value.is_array())
        for (const auto& element : value) inside += xml_of(item, element, "");
    else
        inside = qaidam::report::escape(value.is_string() ? value.get<std::string>() : value.dump());
    return fmt::format("<{0}>{1}</{0}>\n", name, inside);
}

} // namespace

std::string to_xml(const listing& l) {
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + xml_of(l.name, l.items, l.item);
}

std::string rfc3339(qaidam::calendar::local_time time, const qaidam::calendar::zone& zone) {
    const auto offset = (time.seconds_since_1970() - zone.to_utc(time).seconds_since_1970()) / 60;
    const auto ahead = offset < 0 ? -offset : offset;
    const auto second = time.time_of_day().count();
    return fmt::format("{}T{:02}:{:02}:{:02}{}{:02}:{:02}", qaidam::calendar::to_string(time.date()),
                       second / 3600, second / 60 % 60, second % 60, offset < 0 ? '-' : '+', ahead / 60,
                       ahead % 60);
}

} // namespace hall
