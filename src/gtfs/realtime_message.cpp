#include "realtime_message.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <nlohmann/json.hpp>
#include <protozero/pbf_reader.hpp>

namespace qaidam::gtfs::detail {
namespace {

using protozero::pbf_reader;

constexpr std::string_view cause_words[] = {"",
                                            "UNKNOWN_CAUSE",
                                            "OTHER_CAUSE",
                                            "TECHNICAL_PROBLEM",
                                            "STRIKE",
                                            "DEMONSTRATION",
                                            "ACCIDENT",
                                            "HOLIDAY",
                                            "WEATHER",
                                            "MAINTENANCE",
                                            "CONSTRUCTION",
                                            "POLICE_ACTIVITY",
                                            "MEDICAL_EMERGENCY"};
constexpr std::string_view effect_words[] = {"",
                                             "NO_SERVICE",
                                             "REDUCED_SERVICE",
                                             "SIGNIFICANT_DELAYS",
                                             "DETOUR",
                                             "ADDITIONAL_SERVICE",
                                             "MODIFIED_SERVICE",
                                             "OTHER_EFFECT",
                                             "UNKNOWN_EFFECT",
                                             "STOP_MOVED",
                                             "NO_EFFECT",
                                             "ACCESSIBILITY_ISSUE"};
constexpr std::string_view trip_words[] = {"SCHEDULED",   "ADDED",      "UNSCHEDULED", "CANCELED", "",
                                           "REPLACEMENT", "DUPLICATED", "DELETED",     "NEW"};
constexpr std::string_view stop_words[] = {"SCHEDULED", "SKIPPED", "NO_DATA", "UNSCHEDULED"};
constexpr std::string_view status_words[] = {"INCOMING_AT", "STOPPED_AT", "IN_TRANSIT_TO"};
constexpr std::string_view occupancy_words[] = {"EMPTY",
                                                "MANY_SEATS_AVAILABLE",
                                                "FEW_SEATS_AVAILABLE",
                                                "STANDING_ROOM_ONLY",
                                                "CRUSHED_STANDING_ROOM_ONLY",
                                                "FULL",
                                                "NOT_ACCEPTING_PASSENGERS",
                                                "NO_DATA_AVAILABLE",
                                                "NOT_BOARDABLE"};

// The numbers of fields are those of gtfs-realtime.proto.

trip_descriptor read_trip(pbf_reader in) {
    trip_descriptor t;
    while (in.next()) switch (in.tag()) {
        case 1: t.trip = in.get_string(); break;
        case 2: t.start_time = in.get_string(); break;
        case 3: t.start_date = in.get_string(); break;
        case 4: t.relationship = static_cast<std::uint32_t>(in.get_enum()); break;
        case 5: t.route = in.get_string(); break;
        case 6: t.direction = in.get_uint32(); break;
        default: in.skip();
        }
    return t;
}

stop_event read_event(pbf_reader in) {
    stop_event e;
    while (in.next()) switch (in.tag()) {
        case 1: e.delay = in.get_int32(); break;
        case 2: e.time = in.get_int64(); break;
        case 3: e.uncertainty = in.get_int32(); break;
        case 4: e.scheduled = in.get_int64(); break;
        default: in.skip();
        }
    return e;
}

stop_update read_stop(pbf_reader in) {
    stop_update s;
    while (in.next()) switch (in.tag()) {
        case 1: s.sequence = in.get_uint32(); break;
        case 2: s.arrival = read_event(in.get_message()); break;
        case 3: s.departure = read_event(in.get_message()); break;
        case 4: s.stop = in.get_string(); break;
        case 5: s.relationship = static_cast<std::uint32_t>(in.get_enum()); break;
        case 6: {
            auto properties = in.get_message();
            while (properties.next())
                if (properties.tag() == 1)
                    s.assigned = properties.get_string();
                else
                    properties.skip();
            break;
        }
        default: in.skip();
        }
    return s;
}

trip_descriptor read_properties(pbf_reader in) {
    trip_descriptor t;
    while (in.next()) switch (in.tag()) {
        case 1: t.trip = in.get_string(); break;
        case 2: t.start_date = in.get_string(); break;
        case 3: t.start_time = in.get_string(); break;
        default: in.skip();
        }
    return t;
}

trip_update read_update(pbf_reader in) {
    trip_update u;
    while (in.next()) switch (in.tag()) {
        case 1: u.trip = read_trip(in.get_message()); break;
        case 2: u.stops.push_back(read_stop(in.get_message())); break;
        case 5: u.delay = in.get_int32(); break;
        case 6: u.copy = read_properties(in.get_message()); break;
        default: in.skip();
        }
    return u;
}

vehicle_report read_vehicle(pbf_reader in) {
    vehicle_report v;
    while (in.next()) switch (in.tag()) {
        case 1: v.trip = read_trip(in.get_message()); break;
        case 2: {
            auto at = in.get_message();
            while (at.next()) switch (at.tag()) {
                case 1: v.latitude = static_cast<double>(at.get_float()); break;
                case 2: v.longitude = static_cast<double>(at.get_float()); break;
                default: at.skip();
                }
            break;
        }
        case 3: v.sequence = in.get_uint32(); break;
        case 4: v.status = static_cast<std::uint32_t>(in.get_enum()); break;
        case 5: v.seen = static_cast<std::int64_t>(in.get_uint64()); break;
        case 7: v.stop = in.get_string(); break;
        case 8: {
            auto who = in.get_message();
            while (who.next())
                if (who.tag() == 2)
                    v.label = who.get_string();
                else
                    who.skip();
            break;
        }
        case 9: v.occupancy = in.get_enum(); break;
        default: in.skip();
        }
    return v;
}

std::vector<translated> read_texts(pbf_reader in) {
    std::vector<translated> all;
    while (in.next()) {
        if (in.tag() != 1) {
            in.skip();
            continue;
        }
        auto one = in.get_message();
        auto& text = all.emplace_back();
        while (one.next()) switch (one.tag()) {
            case 1: text.text = one.get_string(); break;
            case 2: text.language = one.get_string(); break;
            default: one.skip();
            }
    }
    return all;
}

alert_text read_alert(pbf_reader in) {
    alert_text a;
    while (in.next()) switch (in.tag()) {
        case 1: {
            auto period = in.get_message();
            auto& span = a.active.emplace_back();
            while (period.next()) switch (period.tag()) {
                case 1: span.first = static_cast<std::int64_t>(period.get_uint64()); break;
                case 2: span.second = static_cast<std::int64_t>(period.get_uint64()); break;
                default: period.skip();
                }
            break;
        }
        case 5: {
            auto what = in.get_message();
            auto& s = a.about.emplace_back();
            while (what.next()) switch (what.tag()) {
                case 1: s.agency = what.get_string(); break;
                case 2: s.route = what.get_string(); break;
                case 4: s.trip = read_trip(what.get_message()); break;
                case 5: s.stop = what.get_string(); break;
                default: what.skip();
                }
            break;
        }
        case 6: a.cause = static_cast<std::uint32_t>(in.get_enum()); break;
        case 7: a.effect = static_cast<std::uint32_t>(in.get_enum()); break;
        case 10: a.header = read_texts(in.get_message()); break;
        case 11: a.description = read_texts(in.get_message()); break;
        default: in.skip();
        }
    return a;
}

realtime_entity read_entity(pbf_reader in) {
    realtime_entity e;
    while (in.next()) switch (in.tag()) {
        case 1: e.id = in.get_string(); break;
        case 2:
            e.deleted = in.get_uint64() != 0;
            break; // get_bool looks before it asks where the message ends
        case 3: e.trip = read_update(in.get_message()); break;
        case 4: e.vehicle = read_vehicle(in.get_message()); break;
        case 5: e.alert = read_alert(in.get_message()); break;
        case 6:
        case 7:
        case 8:
            e.other = true;
            in.skip();
            break;
        default: in.skip();
        }
    return e;
}

// The JSON form: names as in the .proto or in lowerCamelCase, numbers of 64 bits as numbers or texts, enumerators by
// name or number.

using nlohmann::json;

const json* find(const json& in, std::string_view name) {
    if (!in.is_object()) return nullptr;
    if (const auto found = in.find(name); found != in.end()) return &*found;
    std::string camel;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool up = i > 0 && name[i - 1] == '_';
        if (name[i] != '_') camel += up ? static_cast<char>(name[i] - 'a' + 'A') : name[i];
    }
    const auto found = in.find(camel);
    return found == in.end() ? nullptr : &*found;
}

std::string text_of(const json& in, std::string_view name) {
    const auto* x = find(in, name);
    if (x == nullptr || x->is_null()) return {};
    if (x->is_string()) return x->get<std::string>();
    return x->is_number_integer() ? x->dump() : std::string{};
}

std::optional<std::int64_t> number_of(const json& in, std::string_view name) {
    const auto* x = find(in, name);
    if (x == nullptr) return std::nullopt;
    if (x->is_number_unsigned()) {
        const auto value = x->get<std::uint64_t>();
        return value <= static_cast<std::uint64_t>(INT64_MAX)
                   ? std::optional{static_cast<std::int64_t>(value)}
                   : std::nullopt;
    }
    if (x->is_number_integer()) return x->get<std::int64_t>();
    if (!x->is_string()) return std::nullopt;
    const auto& word = x->get_ref<const std::string&>();
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), value);
    return failure == std::errc{} && end == word.data() + word.size() ? std::optional{value} : std::nullopt;
}

template <class Integer>
std::optional<Integer> small_of(const json& in, std::string_view name) {
    const auto value = number_of(in, name);
    return value && std::in_range<Integer>(*value) ? std::optional{static_cast<Integer>(*value)}
                                                   : std::nullopt;
}

template <std::size_t N>
std::optional<std::uint32_t> word_of(const json& in, std::string_view name,
                                     const std::string_view (&words)[N]) {
    const auto* x = find(in, name);
    if (x == nullptr) return std::nullopt;
    if (!x->is_string()) return small_of<std::uint32_t>(in, name);
    const auto found = std::find(std::begin(words), std::end(words), x->get_ref<const std::string&>());
    return found == std::end(words) ? std::nullopt
                                    : std::optional{static_cast<std::uint32_t>(found - std::begin(words))};
}

trip_descriptor trip_of(const json& in) {
    return {.trip = text_of(in, "trip_id"),
            .route = text_of(in, "route_id"),
            .start_time = text_of(in, "start_time"),
            .start_date = text_of(in, "start_date"),
            .direction = small_of<std::uint32_t>(in, "direction_id"),
            .relationship = word_of(in, "schedule_relationship", trip_words).value_or(0)};
}

std::optional<stop_event> event_of(const json& in, std::string_view name) {
    const auto* x = find(in, name);
    if (x == nullptr) return std::nullopt;
    return stop_event{small_of<std::int32_t>(*x, "delay"), number_of(*x, "time"),
                      small_of<std::int32_t>(*x, "uncertainty"), number_of(*x, "scheduled_time")};
}

trip_update update_of(const json& in) {
    trip_update u;
    if (const auto* trip = find(in, "trip")) u.trip = trip_of(*trip);
    u.delay = small_of<std::int32_t>(in, "delay");
    if (const auto* own = find(in, "trip_properties")) u.copy = trip_of(*own);
    if (const auto* stops = find(in, "stop_time_update"); stops != nullptr && stops->is_array())
        for (const auto& s : *stops) {
            const auto* properties = find(s, "stop_time_properties");
            u.stops.push_back({.sequence = small_of<std::uint32_t>(s, "stop_sequence"),
                               .stop = text_of(s, "stop_id"),
                               .arrival = event_of(s, "arrival"),
                               .departure = event_of(s, "departure"),
                               .relationship = word_of(s, "schedule_relationship", stop_words).value_or(0),
                               .assigned = properties != nullptr ? text_of(*properties, "assigned_stop_id")
                                                                 : std::string{}});
        }
    return u;
}

std::optional<double> decimal_of(const json& in, std::string_view name) {
    const auto* x = find(in, name);
    return x != nullptr && x->is_number() ? std::optional{x->get<double>()} : std::nullopt;
}

vehicle_report vehicle_of(const json& in) {
    vehicle_report v;
    if (const auto* trip = find(in, "trip")) v.trip = trip_of(*trip);
    if (const auto* who = find(in, "vehicle")) v.label = text_of(*who, "label");
    if (const auto* at = find(in, "position")) {
        v.latitude = decimal_of(*at, "latitude");
        v.longitude = decimal_of(*at, "longitude");
    }
    v.sequence = small_of<std::uint32_t>(in, "current_stop_sequence");
    v.stop = text_of(in, "stop_id");
    v.status = word_of(in, "current_status", status_words).value_or(2);
    v.seen = number_of(in, "timestamp");
    if (const auto full = word_of(in, "occupancy_status", occupancy_words))
        v.occupancy = static_cast<std::int32_t>(*full);
    return v;
}

std::vector<translated> texts_of(const json& in, std::string_view name) {
    std::vector<translated> all;
    const auto* text = find(in, name);
    const auto* list = text == nullptr ? nullptr : find(*text, "translation");
    if (list != nullptr && list->is_array())
        for (const auto& one : *list) all.push_back({text_of(one, "text"), text_of(one, "language")});
    return all;
}

alert_text alert_of(const json& in) {
    alert_text a;
    if (const auto* list = find(in, "active_period"); list != nullptr && list->is_array())
        for (const auto& p : *list) a.active.emplace_back(number_of(p, "start"), number_of(p, "end"));
    if (const auto* list = find(in, "informed_entity"); list != nullptr && list->is_array())
        for (const auto& s : *list) {
            alert_text::subject about{.agency = text_of(s, "agency_id"),
                                      .route = text_of(s, "route_id"),
                                      .stop = text_of(s, "stop_id"),
                                      .trip = {}};
            if (const auto* trip = find(s, "trip")) about.trip = trip_of(*trip);
            a.about.push_back(std::move(about));
        }
    a.cause = word_of(in, "cause", cause_words).value_or(1);
    a.effect = word_of(in, "effect", effect_words).value_or(8);
    a.header = texts_of(in, "header_text");
    a.description = texts_of(in, "description_text");
    return a;
}

} // namespace

std::string_view cause_word(std::uint32_t cause) {
    return cause < std::size(cause_words) ? cause_words[cause] : cause_words[1];
}

std::string_view effect_word(std::uint32_t effect) {
    return effect < std::size(effect_words) ? effect_words[effect] : effect_words[8];
}

realtime_message decode_protobuf(std::string_view bytes) {
    realtime_message m;
    bool has_header = false;
    pbf_reader in{bytes.data(), bytes.size()};
    while (in.next()) switch (in.tag()) {
        case 1: {
            has_header = true;
            auto header = in.get_message();
            while (header.next()) switch (header.tag()) {
                case 2: m.differential = header.get_enum() == 1; break;
                case 3: m.made = static_cast<std::int64_t>(header.get_uint64()); break;
                default: header.skip();
                }
            break;
        }
        case 2: m.entities.push_back(read_entity(in.get_message())); break;
        default: in.skip();
        }
    if (!has_header) throw std::runtime_error{"no header"};
    return m;
}

realtime_message decode_json(std::string_view text) {
    const auto in = json::parse(text);
    const auto* header = find(in, "header");
    if (header == nullptr) throw std::runtime_error{"no header"};
    static constexpr std::string_view kinds[] = {"FULL_DATASET", "DIFFERENTIAL"};
    realtime_message m{.differential = word_of(*header, "incrementality", kinds) == 1u,
                       .made = number_of(*header, "timestamp"),
                       .entities = {}};
    const auto* list = find(in, "entity");
    if (list == nullptr || !list->is_array()) return m;
    for (const auto& e : *list) {
        realtime_entity entity{.id = text_of(e, "id"), .trip = {}, .vehicle = {}, .alert = {}};
        if (const auto* deleted = find(e, "is_deleted"))
            entity.deleted = deleted->is_boolean() && deleted->get<bool>();
        if (const auto* x = find(e, "trip_update")) entity.trip = update_of(*x);
        if (const auto* x = find(e, "vehicle")) entity.vehicle = vehicle_of(*x);
        if (const auto* x = find(e, "alert")) entity.alert = alert_of(*x);
        entity.other = find(e, "shape") != nullptr || find(e, "stop") != nullptr ||
                       find(e, "trip_modifications") != nullptr;
        m.entities.push_back(std::move(entity));
    }
    return m;
}

} // namespace qaidam::gtfs::detail
