#include <qaidam/icalendar/icalendar.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include <qaidam/base/text.hpp>

#include "ical.hpp"
#include "lines.hpp"

namespace qaidam::icalendar {
namespace {

using calendar::calendar_event;
using calendar::local_time;

[[noreturn]] void refuse(const std::string& what) {
    throw std::invalid_argument("icalendar::write: " + what);
}

void require_time(local_time t, const calendar_event& e) {
    if (t.date().year() > last_year) refuse("event " + e.uid + " is after the year 3000");
    if (e.all_day && t.time_of_day().count() != 0)
        refuse("event " + e.uid + " is of whole days, and has an hour");
}

/// A rule in the order of RFC 5545.
std::string good_rule(const std::string& text) {
    const auto parsed = parse_rule(text);
    if (!parsed.rule)
        refuse("'" + text + "' is no recurrence rule: " + std::string{parsed.fault.why.en} + " (" +
               parsed.fault.part + ")");
    if (parsed.rule->count && parsed.rule->until) refuse("'" + text + "' has two ends, COUNT and UNTIL");
    return to_text(*parsed.rule);
}

void require_good(const calendar_event& e) {
    if (clean(e.uid).empty()) refuse("an event has no uid");
    require_time(e.from, e);
    require_time(e.until, e);
    for (const auto& t : e.except) require_time(t, e);
    for (const auto& t : e.also) require_time(t, e);
    if (e.all_day && e.until == e.from) refuse("event " + e.uid + " is of whole days, and of none");
    if (e.until < e.from) refuse("event " + e.uid + " ends before it starts");
    if (e.sequence < 0) refuse("event " + e.uid + " has a negative sequence");
    for (const auto* text : {&e.uid, &e.summary, &e.location, &e.description})
        if (find_invalid_utf8(*text)) refuse("a text of event " + e.uid + " is not UTF-8");
    for (const auto& text : e.categories)
        if (find_invalid_utf8(text) || text.find(',') != std::string::npos)
            refuse("a category of event " + e.uid + " is not UTF-8, or has a comma, which parts categories");
}

/// Adds properties of one event.
class event_maker {
public:
    /// `series` is the event whose occasion it takes the place of, or itself.
    event_maker(const calendar_event& e, const calendar_event& series)
        : e_{e},
          series_{series},
          c_{icalcomponent_new_vevent()} {}

    component make(calendar::utc_time stamp) {
        add(icalproperty_new_uid(clean(e_.uid).c_str()));
        auto made = to_ical(stamp);
        made.zone = icaltimezone_get_utc_timezone();
        add(icalproperty_new_dtstamp(made));
        add(icalproperty_new_sequence(e_.sequence));
        add(icalproperty_new_status(e_.status == calendar::event_status::confirmed ? ICAL_STATUS_CONFIRMED
                                    : e_.status == calendar::event_status::tentative
                                        ? ICAL_STATUS_TENTATIVE
                                        : ICAL_STATUS_CANCELLED));
        if (e_.privacy != calendar::event_privacy::open)
            add(icalproperty_new_class(e_.privacy == calendar::event_privacy::personal
                                           ? ICAL_CLASS_PRIVATE
                                           : ICAL_CLASS_CONFIDENTIAL));
        if (e_.instead_of) add(timed(icalproperty_new_recurrenceid(time(*e_.instead_of, series_)), series_));
        add(timed(icalproperty_new_dtstart(time(e_.from, e_)), e_));
        add(timed(icalproperty_new_dtend(time(e_.until, e_)), e_));
        if (!e_.rule.empty()) {
            const recurrence r{good_rule(e_.rule)};
            if (!r.is_rule()) refuse("'" + e_.rule + "' is no recurrence rule");
            add(icalproperty_new_rrule(r.rule));
        }
        for (const auto& t : e_.except) add(timed(icalproperty_new_exdate(time(t, e_)), e_));
        for (const auto& t : e_.also) {
            const icaldatetimeperiodtype one{time(t, e_), icalperiodtype_null_period()};
            add(timed(icalproperty_new_rdate(one), e_));
        }
        const auto add_text = [&](const std::string& text, icalproperty* (*property_of)(const char*)) {
            if (const auto value = clean(text); !value.empty()) add(property_of(value.c_str()));
        };
        add_text(e_.summary, icalproperty_new_summary);
        add_text(e_.location, icalproperty_new_location);
        add_text(e_.description, icalproperty_new_description);
        for (const auto& text : e_.categories) add_text(text, icalproperty_new_categories);
        return std::move(c_);
    }

private:
    void add(icalproperty* p) { icalcomponent_add_property(c_.get(), p); }
    /// A time on the clock of an event, which says in which zone it is, or that it is a day.
    [[nodiscard]] static icaltimetype time(local_time t, const calendar_event& of) {
        auto all = to_ical(t);
        all.is_date = of.all_day ? 1 : 0;
        if (of.zone == "UTC" && !of.all_day) all.zone = icaltimezone_get_utc_timezone();
        return all;
    }
    static icalproperty* timed(icalproperty* p, const calendar_event& of) {
        if (of.all_day)
            icalproperty_set_parameter(p, icalparameter_new_value(ICAL_VALUE_DATE));
        else if (!of.zone.empty() && of.zone != "UTC")
            icalproperty_set_parameter(p, icalparameter_new_tzid(of.zone.c_str()));
        return p;
    }

    const calendar_event& e_;
    const calendar_event& series_;
    component c_;
};

/// The rules of a zone under its own name.
component rules_of(const std::string& name, const std::vector<zone_rules>& own) {
    const auto given =
        std::find_if(own.begin(), own.end(), [&](const zone_rules& z) { return z.name == name; });
    if (given != own.end()) {
        component rules{icalparser_parse_string(given->rules.c_str())};
        auto* id = rules ? icalcomponent_get_first_property(rules.get(), ICAL_TZID_PROPERTY) : nullptr;
        if (id == nullptr || icalcomponent_isa(rules.get()) != ICAL_VTIMEZONE_COMPONENT ||
            icalproperty_get_tzid(id) != name)
            refuse("the rules of zone '" + name + "' are no VTIMEZONE of that name");
        return rules;
    }
    auto* known = icaltimezone_get_builtin_timezone(name.c_str());
    auto* rules = known == nullptr ? nullptr : icaltimezone_get_component(known);
    if (rules == nullptr) refuse("'" + name + "' is no time zone");
    component named{icalcomponent_new_clone(rules)};
    auto* id = icalcomponent_get_first_property(named.get(), ICAL_TZID_PROPERTY);
    icalproperty_set_tzid(id, name.c_str());
    return named;
}

void add_extension(icalcomponent* to, const char* name, const std::string& value) {
    auto* p = icalproperty_new_x(value.c_str());
    icalproperty_set_x_name(p, name);
    icalcomponent_add_property(to, p);
}

} // namespace

std::string write(const calendar_file& file, calendar::utc_time stamp) {
    std::map<std::pair<std::string, std::optional<local_time>>, const calendar_event*> by_id;
    std::set<std::string> zones;
    for (const auto& e : file.events) {
        require_good(e);
        if (!by_id.emplace(std::pair{clean(e.uid), e.instead_of}, &e).second)
            refuse("two events have the uid " + e.uid);
        if (!e.all_day && !e.zone.empty() && e.zone != "UTC") zones.insert(e.zone);
    }
    const auto series_of = [&](const calendar_event& e) -> const calendar_event& {
        const auto series = by_id.find({clean(e.uid), std::nullopt});
        return series == by_id.end() ? e : *series->second;
    };
    for (const auto& e : file.events)
        if (e.instead_of) require_time(*e.instead_of, series_of(e));
    const component all{icalcomponent_new_vcalendar()};
    icalcomponent_add_property(all.get(), icalproperty_new_version("2.0"));
    icalcomponent_add_property(all.get(), icalproperty_new_prodid("-//qaidam//qaidam//EN"));
    icalcomponent_add_property(all.get(), icalproperty_new_method(ICAL_METHOD_PUBLISH));
    if (find_invalid_utf8(file.name)) refuse("the calendar's name is not UTF-8");
    if (!file.name.empty()) add_extension(all.get(), "X-WR-CALNAME", clean(file.name));
    // How often a subscriber's program asks again.
    add_extension(all.get(), "X-PUBLISHED-TTL", "PT1H");
    for (const auto& zone : zones)
        icalcomponent_add_component(all.get(), rules_of(zone, file.zones).release());
    for (const auto& e : file.events)
        icalcomponent_add_component(all.get(), event_maker{e, series_of(e)}.make(stamp).release());
    return take_text(icalcomponent_as_ical_string_r(all.get()));
}

} // namespace qaidam::icalendar
