#include "zones.hpp"

#include <algorithm>
#include <array>

#include <qaidam/base/text.hpp>

#include "ical.hpp"
#include "unroll.hpp"

namespace qaidam::icalendar {
namespace {

using calendar::local_time;
using calendar::utc_time;

struct zone_name {
    std::string_view windows;
    std::string_view iana;
};
constexpr zone_name windows_zones[] = {
#include "windows_zones.inc"
};

constexpr std::string_view names_of_utc[] = {"UTC", "GMT", "Etc/UTC", "Etc/GMT", "tzone://Microsoft/Utc"};

/// Files of the database that are the clock of the machine, or none.
constexpr std::string_view no_zones[] = {"localtime", "posixrules", "Factory"};

/// The end of what a file calls a zone that names one of the IANA database.
std::optional<std::string> iana_name(std::string_view called) {
    std::string whole{called};
    std::replace(whole.begin(), whole.end(), ' ', '_');
    std::string_view name{whole};
    while (true) {
        if (is_one_of(names_of_utc, name)) return "UTC";
        const bool variant = name.starts_with("posix/") || name.starts_with("right/");
        if (!variant && !is_one_of(no_zones, name) && calendar::find_zone(name)) return std::string{name};
        const auto slash = name.find('/');
        if (slash == std::string_view::npos) return std::nullopt;
        name.remove_prefix(slash + 1);
        // A lone last word might be anything.
        if (name.find('/') == std::string_view::npos && name != "UTC") return std::nullopt;
    }
}

file_clock clock_of(const std::string& iana) {
    return iana == "UTC" ? utc_clock() : file_clock{iana, calendar::find_zone(iana)};
}

/// Whether there is a year in which two clocks show the same in winter and in summer. Laws change: the rules
/// of a file and of the database may differ in others.
bool agree(const calendar::zone& a, const calendar::zone& b) {
    for (unsigned short year = 2000; year <= 2030; ++year) {
        const utc_time winter{calendar::date{year, 1, 15}}, summer{calendar::date{year, 7, 15}};
        if (a.offset_at(winter) == b.offset_at(winter) && a.offset_at(summer) == b.offset_at(summer))
            return true;
    }
    return false;
}

/// What names a zone in a file, without what cannot stand in a parameter.
std::string plain_name(const std::string& called) {
    std::string name;
    for (const char c : called) {
        const bool special = static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '"' || c == '^';
        name += special ? '_' : c;
    }
    return name;
}

component parsed(const component_lines& zone) {
    std::string text = "BEGIN:VTIMEZONE\n";
    for (const auto& line : zone.lines) text += std::string{line.text} + "\n";
    return component{icalparser_parse_string((text + "END:VTIMEZONE\n").c_str())};
}

void remove_all(icalcomponent* from, icalproperty_kind kind, auto&& which) {
    for (auto* p = icalcomponent_get_first_property(from, kind); p != nullptr;) {
        auto* next = icalcomponent_get_next_property(from, kind);
        if (which(p)) {
            icalcomponent_remove_property(from, p);
            icalproperty_free(p);
        }
        p = next;
    }
}

/// The clock that the parts of a VTIMEZONE describe.
class clock_reader {
public:
    std::optional<calendar::zone> read(icalcomponent* zone, const std::string& name) {
        for (auto* part = icalcomponent_get_first_component(zone, ICAL_ANY_COMPONENT); part != nullptr;
             part = icalcomponent_get_next_component(zone, ICAL_ANY_COMPONENT)) {
            const auto kind = icalcomponent_isa(part);
            if (kind == ICAL_XSTANDARD_COMPONENT || kind == ICAL_XDAYLIGHT_COMPONENT) read_part(part);
        }
        if (changes_.empty() || !good_) return std::nullopt;
        std::stable_sort(changes_.begin(), changes_.end(),
                         [](const setting& a, const setting& b) { return a.at < b.at; });
        std::vector<calendar::zone::change> all;
        for (const auto& c : changes_)
            if (all.empty() || all.back().at < c.at) all.push_back({c.at, c.to});
        return calendar::zone{name, changes_.front().from, all};
    }

private:
    struct setting {
        utc_time at;
        std::chrono::seconds from, to;
    };

    void read_part(icalcomponent* part) {
        const auto offset = [&](icalproperty_kind kind, auto* get) {
            auto* p = icalcomponent_get_first_property(part, kind);
            const std::chrono::seconds value{p == nullptr ? 0 : get(p)};
            good_ = good_ && p != nullptr && std::chrono::abs(value) <= std::chrono::hours{26};
            return value;
        };
        const auto from = offset(ICAL_TZOFFSETFROM_PROPERTY, icalproperty_get_tzoffsetfrom);
        const auto to = offset(ICAL_TZOFFSETTO_PROPERTY, icalproperty_get_tzoffsetto);
        auto* begins = icalcomponent_get_first_property(part, ICAL_DTSTART_PROPERTY);
        const auto start = begins == nullptr ? std::nullopt : from_ical(icalproperty_get_dtstart(begins));
        // Moments end somewhere; no clock of today was set so early.
        if (!start || start->date().year() < 1500) {
            good_ = false;
            return;
        }
        const auto set = [&](local_time at) {
            changes_.push_back(
                {utc_time::from_seconds_since_1970((at - from).seconds_since_1970()), from, to});
            return at.date().year() < 2200;
        };
        set(*start);
        for (auto* p = icalcomponent_get_first_property(part, ICAL_RDATE_PROPERTY); p != nullptr;
             p = icalcomponent_get_next_property(part, ICAL_RDATE_PROPERTY))
            if (const auto t = from_ical(icalproperty_get_rdate(p).time); t && t->date().year() >= 1500)
                set(*t);
        for (auto* p = icalcomponent_get_first_property(part, ICAL_RRULE_PROPERTY); p != nullptr;
             p = icalcomponent_get_next_property(part, ICAL_RRULE_PROPERTY)) {
            const auto rule = parse_rule(take_text(icalproperty_get_value_as_string_r(p))).rule;
            if (!rule) continue;
            const calendar::zone before{"before", from};
            int steps = 100'000;
            unroll({*rule, *start, false, end_on_clock(*rule, false, before)},
                   local_time{calendar::date{1900, 1, 1}}, steps, set);
        }
    }

    std::vector<setting> changes_;
    bool good_ = true;
};

} // namespace

file_clock utc_clock() {
    return {"UTC", calendar::zone{}};
}

/// A VTIMEZONE of the file.
struct zone_book::definition {
    component rules;
    std::uint64_t line;
    std::string place{}; ///< X-LIC-LOCATION
    std::optional<calendar::zone> clock{};

    static std::optional<definition> find(const calendar_lines& lines, const std::string& called,
                                          const location& where, notices& out) {
        for (const auto& zone : lines.zones) {
            auto rules = parsed(zone);
            if (!rules) continue;
            auto* id = icalcomponent_get_first_property(rules.get(), ICAL_TZID_PROPERTY);
            const char* name = id == nullptr ? nullptr : icalproperty_get_tzid(id);
            if (name == nullptr || name != called) continue;
            definition d{std::move(rules), zone.begin};
            d.tidy(where, out);
            d.clock = clock_reader{}.read(d.rules.get(), called);
            return d;
        }
        return std::nullopt;
    }

private:
    /// Leaves out what cannot be read, and rules finer than months: clocks are not set every minute.
    void tidy(location where, notices& out) {
        where.line = line;
        where.field = "VTIMEZONE";
        auto* zone = rules.get();
        remove_all(zone, ICAL_X_PROPERTY, [&](icalproperty* p) {
            const char* name = icalproperty_get_x_name(p);
            const char* value = icalproperty_get_x(p);
            if (name != nullptr && value != nullptr && std::string_view{name} == "X-LIC-LOCATION")
                place = value;
            return true;
        });
        const auto drop_damaged = [&](icalcomponent* from) {
            remove_all(from, ICAL_XLICERROR_PROPERTY, [](icalproperty*) { return true; });
        };
        drop_damaged(zone);
        for (auto* part = icalcomponent_get_first_component(zone, ICAL_ANY_COMPONENT); part != nullptr;
             part = icalcomponent_get_next_component(zone, ICAL_ANY_COMPONENT)) {
            drop_damaged(part);
            remove_all(part, ICAL_RRULE_PROPERTY, [&](icalproperty* p) {
                const auto text = take_text(icalproperty_get_value_as_string_r(p));
                const auto rule = parse_rule(text).rule;
                const bool usable = rule && rule->scale.empty() && rule->frequency >= frequency::monthly;
                if (!usable) out.add(codes::ics_property, where, {"RRULE:" + excerpt(text)});
                return !usable;
            });
        }
    }
};

zone_book::zone_book(const calendar_lines& lines, notices& out, std::vector<zone_rules>& kept)
    : lines_{lines},
      out_{out},
      kept_{kept} {}

const file_clock& zone_book::find(const std::string& called, const location& where) {
    auto known = known_.find(called);
    if (known == known_.end()) known = known_.emplace(called, resolve(called, where)).first;
    return known->second;
}

file_clock zone_book::resolve(const std::string& called, const location& where) {
    if (const auto name = iana_name(called)) return clock_of(*name);
    const auto own = definition::find(lines_, called, where, out_);
    if (own && !own->place.empty())
        if (const auto name = iana_name(own->place)) return clock_of(*name);
    const auto* windows = std::find_if(std::begin(windows_zones), std::end(windows_zones),
                                       [&](const zone_name& z) { return z.windows == called; });
    if (windows != std::end(windows_zones)) {
        auto clock = clock_of(std::string{windows->iana});
        if (clock.zone && (!own || !own->clock || agree(*clock.zone, *own->clock))) return clock;
    }
    if (own && own->clock) return keep(called, *own, where);
    out_.add(codes::ics_unknown_zone, where, {excerpt(called)});
    return {};
}

file_clock zone_book::keep(const std::string& called, const definition& own, const location& where) {
    const auto plain = plain_name(called);
    const auto text_as = [&](const std::string& name) {
        auto* id = icalcomponent_get_first_property(own.rules.get(), ICAL_TZID_PROPERTY);
        icalproperty_set_tzid(id, name.c_str());
        return take_text(icalcomponent_as_ical_string_r(own.rules.get()));
    };
    auto name = plain;
    for (int n = 2;; ++n) {
        const auto other =
            std::find_if(kept_.begin(), kept_.end(), [&](const zone_rules& z) { return z.name == name; });
        const bool free = other == kept_.end() && !iana_name(name);
        if (free) kept_.push_back({name, text_as(name)});
        if (free || (other != kept_.end() && other->rules == text_as(name))) break;
        name = plain + " " + std::to_string(n);
    }
    auto at = where;
    at.line = own.line;
    at.field = "VTIMEZONE";
    out_.add(codes::ics_own_zone, at, {excerpt(called)});
    return {name, own.clock, true};
}

} // namespace qaidam::icalendar
