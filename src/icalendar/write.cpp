#include <qaidam/icalendar/icalendar.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

#include <qaidam/base/text.hpp>

#include "ical.hpp"

namespace qaidam::icalendar {
namespace {

using calendar::calendar_event;
using calendar::local_time;

[[noreturn]] void refuse(const std::string& what) {
    throw std::invalid_argument("icalendar::write: " + what);
}

/// Text without what content lines cannot carry, and without the spaces around it, which readers drop.
std::string clean(const std::string& text) {
    std::string all;
    for (const char c : text)
        if (c == '\n' || c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)) all += c;
    const auto first = all.find_first_not_of(" \t\n");
    if (first == std::string::npos) return {};
    return all.substr(first, all.find_last_not_of(" \t\n") - first + 1);
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
    if (e.instead_of) require_time(*e.instead_of, e);
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
    explicit event_maker(const calendar_event& e) : e_{e}, c_{icalcomponent_new_vevent()} {}

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
        if (e_.instead_of) add(timed(icalproperty_new_recurrenceid(time(*e_.instead_of))));
        add(timed(icalproperty_new_dtstart(time(e_.from))));
        add(timed(icalproperty_new_dtend(time(e_.until))));
        if (!e_.rule.empty()) {
            const recurrence r{good_rule(e_.rule)};
            if (!r.is_rule()) refuse("'" + e_.rule + "' is no recurrence rule");
            add(icalproperty_new_rrule(r.rule));
        }
        for (const auto& t : e_.except) add(timed(icalproperty_new_exdate(time(t))));
        for (const auto& t : e_.also) {
            const icaldatetimeperiodtype one{time(t), icalperiodtype_null_period()};
            add(timed(icalproperty_new_rdate(one)));
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
    [[nodiscard]] icaltimetype time(local_time t) const {
        auto all = to_ical(t);
        all.is_date = e_.all_day ? 1 : 0;
        if (e_.zone == "UTC" && !e_.all_day) all.zone = icaltimezone_get_utc_timezone();
        return all;
    }
    /// Says in which zone a time is, or that it is a day.
    icalproperty* timed(icalproperty* p) const {
        if (e_.all_day)
            icalproperty_set_parameter(p, icalparameter_new_value(ICAL_VALUE_DATE));
        else if (!e_.zone.empty() && e_.zone != "UTC")
            icalproperty_set_parameter(p, icalparameter_new_tzid(e_.zone.c_str()));
        return p;
    }

    const calendar_event& e_;
    component c_;
};

/// The rules of a zone under its own name.
component zone_rules(const std::string& name) {
    auto* known = icaltimezone_get_builtin_timezone(name.c_str());
    auto* rules = known == nullptr ? nullptr : icaltimezone_get_component(known);
    if (rules == nullptr) refuse("'" + name + "' is no time zone");
    component own{icalcomponent_new_clone(rules)};
    auto* id = icalcomponent_get_first_property(own.get(), ICAL_TZID_PROPERTY);
    icalproperty_set_tzid(id, name.c_str());
    return own;
}

void add_extension(icalcomponent* to, const char* name, const std::string& value) {
    auto* p = icalproperty_new_x(value.c_str());
    icalproperty_set_x_name(p, name);
    icalcomponent_add_property(to, p);
}

} // namespace

std::string write(const calendar_file& file, calendar::utc_time stamp) {
    std::set<std::pair<std::string, std::optional<local_time>>> seen;
    std::set<std::string> zones;
    for (const auto& e : file.events) {
        require_good(e);
        if (!seen.emplace(clean(e.uid), e.instead_of).second) refuse("two events have the uid " + e.uid);
        if (!e.all_day && !e.zone.empty() && e.zone != "UTC") zones.insert(e.zone);
    }
    const component all{icalcomponent_new_vcalendar()};
    icalcomponent_add_property(all.get(), icalproperty_new_version("2.0"));
    icalcomponent_add_property(all.get(), icalproperty_new_prodid("-//qaidam//qaidam//EN"));
    icalcomponent_add_property(all.get(), icalproperty_new_method(ICAL_METHOD_PUBLISH));
    if (find_invalid_utf8(file.name)) refuse("the calendar's name is not UTF-8");
    if (!file.name.empty()) add_extension(all.get(), "X-WR-CALNAME", clean(file.name));
    // How often a subscriber's program asks again.
    add_extension(all.get(), "X-PUBLISHED-TTL", "PT1H");
    for (const auto& zone : zones) icalcomponent_add_component(all.get(), zone_rules(zone).release());
    for (const auto& e : file.events)
        icalcomponent_add_component(all.get(), event_maker{e}.make(stamp).release());
    return take_text(icalcomponent_as_ical_string_r(all.get()));
}

} // namespace qaidam::icalendar
