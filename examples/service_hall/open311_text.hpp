// Answers of Open311 as text: JSON is what it is, XML has the same with the names of the specification.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include <qaidam/calendar/zone.hpp>

namespace hall {

/// What is answered, and what XML calls it: a list of items, or with no name of them one object.
struct listing {
    std::string name;
    std::string item;
    nlohmann::ordered_json items;
};

[[nodiscard]] std::string to_xml(const listing& l);

/// "2021-12-24T09:12:00+08:00"
[[nodiscard]] std::string rfc3339(qaidam::calendar::local_time time, const qaidam::calendar::zone& zone);

} // namespace hall
