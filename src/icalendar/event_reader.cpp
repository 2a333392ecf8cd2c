#include "event_reader.hpp"

#include <algorithm>
#include <charconv>

#include <qaidam/base/text.hpp>

#include "settle.hpp"

namespace qaidam::icalendar {
namespace {

using calendar::calendar_event;
using calendar::local_time;

constexpr std::chrono::hours one_day{24};

constexpr std::string_view kept_properties[] = {
    "UID",           "DTSTAMP",  "SEQUENCE", "STATUS",      "CLASS",     "DTSTART",
    "DTEND",         "DURATION", "RRULE",    "EXRULE",      "RDATE",     "EXDATE",
    "RECURRENCE-ID", "SUMMARY",  "LOCATION", "DESCRIPTION", "CATEGORIES"};
constexpr std::string_view text_properties[] = {"UID", "SUMMARY", "LOCATION", "DESCRIPTION", "CATEGORIES"};
constexpr std::string_view list_properties[] = {"RDATE", "EXDATE", "EXRULE", "CATEGORIES"};

/// A name for an event that has none, the same whenever the event is the same. FNV-1a.
std::string made_up_uid(const component_lines& lines) {
    std::uint64_t hash = 14'695'981'039'346'656'037u;
    for (const auto& line : lines.lines)
        if (line.name() != "DTSTAMP")
            for (const char c : line.text) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211u;
    return fmt::format("no-uid-{:016x}", hash);
}

local_time end_of_day(local_time t) {
    const local_time midnight{t.date()};
    return t == midnight ? t : midnight + one_day;
}

class event_reader {
public:
    event_reader(const component_lines& lines, const std::string& file, const reading_context& context)
        : lines_{lines},
          context_{context} {
        result_.where = {.file = file, .line = lines.begin};
    }

    std::optional<read_event> read() {
        parse();
        if (!read_start()) {
            complain(codes::ics_no_start, "DTSTART");
            return std::nullopt;
        }
        read_end();
        if (e_.until < e_.from)
            complain(codes::ics_backwards, first("DTEND") != nullptr ? "DTEND" : "DURATION",
                     {calendar::to_string(e_.from), calendar::to_string(e_.until)});
        read_texts();
        read_state();
        read_series();
        read_lost();
        if (!ok_) return std::nullopt;
        return std::move(result_);
    }

private:
    /// Gives the lines to libical, but for rules, which are read here; of lists each value in a line of its
    /// own, because libical stops at the first that is none.
    void parse() {
        std::string text = "BEGIN:VEVENT\n";
        for (const auto& line : lines_.lines) {
            const auto name = line.name();
            const auto value = line.value();
            if (!value) {
                complain(codes::ics_property, "", {excerpt(line.text)}, line.number);
                continue;
            }
            auto& known = by_name_[name];
            if (known.lines.empty())
                known.lines.push_back(line);
            else if (!is_one_of(kept_properties, name) || is_one_of(list_properties, name))
                known.lines.push_back(line);
            else
                complain(codes::ics_twice, name, {name}, line.number);
            if (!is_one_of(kept_properties, name)) context_.left_out.add(name, line.number);
            if (name == "RRULE" || name == "EXRULE" || value->empty()) continue;
            const auto head = line.text.substr(0, line.text.size() - value->size());
            if (name != "EXDATE" && name != "RDATE") {
                ++known.values;
                const bool is_text = is_one_of(text_properties, name);
                text +=
                    std::string{head} + (is_text ? with_known_escapes(*value) : std::string{*value}) + "\n";
                continue;
            }
            for (auto rest = *value; !rest.empty();) {
                const auto end = std::min(rest.find(','), rest.size());
                if (end > 0) {
                    ++known.values;
                    text += std::string{head} + std::string{rest.substr(0, end)} + "\n";
                }
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
        parsed_.reset(icalparser_parse_string((text + "END:VEVENT\n").c_str()));
        if (!parsed_) parsed_.reset(icalcomponent_new_vevent());
    }

    [[nodiscard]] icalproperty* first(const char* name) const {
        return icalcomponent_get_first_property(parsed_.get(), icalproperty_string_to_kind(name));
    }
    [[nodiscard]] icalproperty* next(const char* name) const {
        return icalcomponent_get_next_property(parsed_.get(), icalproperty_string_to_kind(name));
    }
    /// The value of the first line of that name as it stands there; "" if there is none.
    [[nodiscard]] std::string_view raw(const std::string& name) const {
        const auto known = by_name_.find(name);
        return known == by_name_.end() ? "" : known->second.lines.front().value().value_or("");
    }
    void complain(const message_rule& rule, const std::string& field, std::vector<std::string> arguments = {},
                  std::uint64_t line = 0) {
        auto where = at(field);
        if (line > 0) where.line = line;
        context_.out.add(rule, where, std::move(arguments));
        ok_ = ok_ && rule.level < severity::error;
    }
    [[nodiscard]] location at(const std::string& field) const {
        auto where = result_.where;
        where.field = field;
        if (const auto known = by_name_.find(field); known != by_name_.end())
            where.line = known->second.lines.front().number;
        return where;
    }

    std::optional<clock_reading> reading(icalproperty* p, const icaltimetype& t) {
        const auto shown = from_ical(t);
        if (!shown) return std::nullopt;
        clock_reading r{*shown, t.is_date != 0, {}};
        if (icaltime_is_utc(t)) r.clock = utc_clock();
        auto* id = icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);
        const char* called = id == nullptr ? nullptr : icalparameter_get_tzid(id);
        if (called != nullptr && *called != '\0' && !r.is_day && !icaltime_is_utc(t))
            r.clock = context_.zones.find(called, at(icalproperty_get_property_name(p)));
        return r;
    }
    std::optional<clock_reading> reading(icalproperty* p) {
        if (p == nullptr) return std::nullopt;
        const auto* value = icalproperty_get_value(p);
        return reading(p, value == nullptr ? icaltime_null_time() : icalvalue_get_datetimedate(value));
    }

    bool read_start() {
        const auto start = reading(first("DTSTART"));
        // Whatever is read ends within the years that are written.
        if (!start || start->shown.date().year() >= last_year) return false;
        e_.from = start->shown;
        e_.all_day = start->is_day;
        e_.zone = start->clock.name;
        result_.clock = start->clock;
        return true;
    }

    void read_end() {
        e_.until = e_.all_day ? e_.from + one_day : e_.from;
        if (auto* p = first("DTEND"); p != nullptr) {
            if (first("DURATION") != nullptr) complain(codes::ics_not_followed, "DURATION", {"DURATION"});
            const auto end = reading(p);
            if (!end) return complain(codes::ics_property, "DTEND", {excerpt(raw("DTEND"))});
            if (end->is_day == e_.all_day)
                e_.until = end->on(result_.clock);
            else
                mix_end(*end);
        } else if (auto* length = first("DURATION"); length != nullptr) {
            read_length(icalproperty_get_duration(length));
        }
        if (!e_.all_day || e_.until != e_.from) return;
        e_.until = e_.from + one_day;
        complain(codes::ics_one_day, first("DTEND") != nullptr ? "DTEND" : "DURATION",
                 {calendar::to_string(e_.from.date())});
    }
    /// An end that is a time for whole days, or a day for a time.
    void mix_end(const clock_reading& end) {
        if (e_.all_day) {
            e_.until = end_of_day(end.shown);
            if (end.shown.date() == e_.from.date()) e_.until = e_.from + one_day;
        } else {
            // A day on which nothing would be left is meant as the last one.
            e_.until = end.shown.date() == e_.from.date() ? end.shown + one_day : end.shown;
        }
        complain(codes::ics_day_and_time, "DTEND",
                 {"DTEND:" + excerpt(raw("DTEND")), calendar::to_string(e_.until)});
    }
    void read_length(const icaldurationtype& length) {
        constexpr std::int64_t longest = 400 * 86400; // 400 days, beyond which it is a mistake
        const auto part = [](std::int64_t n, std::int64_t of) { return n * of; };
        const auto seconds = (length.is_neg != 0 ? -1 : 1) *
                             (part(length.weeks, 604800) + part(length.days, 86400) +
                              part(length.hours, 3600) + part(length.minutes, 60) + length.seconds);
        const bool good =
            !icaldurationtype_is_bad_duration(length) && seconds <= longest && seconds >= -longest;
        const auto until = good ? e_.from + std::chrono::seconds{seconds} : local_time::last();
        if (until.date().year() > last_year)
            return complain(codes::ics_property, "DURATION", {excerpt(raw("DURATION"))});
        e_.until = until;
        if (!e_.all_day || end_of_day(until) == until) return;
        e_.until = end_of_day(until);
        complain(codes::ics_day_and_time, "DURATION",
                 {"DURATION:" + excerpt(raw("DURATION")), calendar::to_string(e_.until)});
    }

    void read_texts() {
        const auto text = [&](const char* name, const char* (*get)(const icalproperty*), std::string& to) {
            const auto* p = first(name);
            const char* value = p == nullptr ? nullptr : get(p);
            if (value != nullptr) to = clean(value);
        };
        text("UID", icalproperty_get_uid, e_.uid);
        text("SUMMARY", icalproperty_get_summary, e_.summary);
        text("LOCATION", icalproperty_get_location, e_.location);
        text("DESCRIPTION", icalproperty_get_description, e_.description);
        for (auto* p = first("CATEGORIES"); p != nullptr; p = next("CATEGORIES"))
            if (const char* value = icalproperty_get_categories(p)) add_categories(value);
        if (!e_.uid.empty()) return;
        e_.uid = made_up_uid(lines_);
        complain(codes::ics_no_uid, "UID", {e_.uid});
    }
    void add_categories(std::string_view list) {
        while (!list.empty()) {
            const auto end = std::min(list.find(','), list.size());
            if (auto one = clean(list.substr(0, end)); !one.empty()) e_.categories.push_back(std::move(one));
            list.remove_prefix(std::min(end + 1, list.size()));
        }
    }

    void read_state() {
        if (const auto text = raw("SEQUENCE"); !text.empty()) {
            const auto end = text.data() + text.size();
            const auto [stop, failure] = std::from_chars(text.data(), end, e_.sequence);
            if (failure != std::errc{} || stop != end || e_.sequence < 0) {
                e_.sequence = 0;
                complain(codes::ics_property, "SEQUENCE", {excerpt(text)});
            }
        }
        const auto status = in_capitals(raw("STATUS"));
        if (status == "CANCELLED" || status == "CANCELED")
            e_.status = calendar::event_status::cancelled;
        else if (status == "TENTATIVE")
            e_.status = calendar::event_status::tentative;
        else if (!status.empty() && status != "CONFIRMED")
            complain(codes::ics_property, "STATUS", {excerpt(status)});
        // What is not known is as if it were private: RFC 5545, 3.8.1.3.
        const auto privacy = in_capitals(raw("CLASS"));
        if (privacy == "CONFIDENTIAL")
            e_.privacy = calendar::event_privacy::confidential;
        else if (!privacy.empty() && privacy != "PUBLIC")
            e_.privacy = calendar::event_privacy::personal;
        if (const auto stamp = reading(first("DTSTAMP")))
            result_.stamped = stamp->clock.zone.value_or(calendar::zone{}).to_utc(stamp->shown);
    }

    void read_series() {
        if (const auto known = by_name_.find("RRULE"); known != by_name_.end()) {
            auto settled = settle_rule(raw("RRULE"), e_, result_.clock, context_.steps);
            for (auto& [rule, arguments] : settled.said) complain(*rule, "RRULE", std::move(arguments));
            e_.rule = std::move(settled.rule);
        }
        if (const auto known = by_name_.find("EXRULE"); known != by_name_.end())
            complain(codes::ics_unknown_exception, "EXRULE", {"EXRULE:" + excerpt(raw("EXRULE"))});
        for (auto* p = first("EXDATE"); p != nullptr; p = next("EXDATE"))
            if (const auto t = occasion(reading(p), "EXDATE"))
                e_.except.push_back(*t);
            else
                complain(codes::ics_unknown_exception, "EXDATE", {"EXDATE:" + excerpt(raw("EXDATE"))});
        for (auto* p = first("RDATE"); p != nullptr; p = next("RDATE")) {
            const auto value = icalproperty_get_rdate(p);
            const bool period = icaltime_is_null_time(value.time) != 0;
            if (period) complain(codes::ics_not_followed, "RDATE", {"VALUE=PERIOD"});
            if (const auto t = occasion(reading(p, period ? value.period.start : value.time), "RDATE"))
                e_.also.push_back(*t);
            else
                complain(codes::ics_property, "RDATE", {excerpt(raw("RDATE"))});
        }
        if (by_name_.contains("RECURRENCE-ID")) read_instead();
    }
    std::optional<local_time> occasion(const std::optional<clock_reading>& t, const std::string& field) {
        return t ? occasion_of(*t, e_, result_.clock, context_.out, at(field)) : std::nullopt;
    }
    void read_instead() {
        auto* p = first("RECURRENCE-ID");
        result_.instead_of = reading(p);
        result_.instead_where = at("RECURRENCE-ID");
        if (!result_.instead_of)
            complain(codes::ics_unknown_exception, "RECURRENCE-ID",
                     {"RECURRENCE-ID:" + excerpt(raw("RECURRENCE-ID"))});
        if (p != nullptr && icalproperty_get_first_parameter(p, ICAL_RANGE_PARAMETER) != nullptr)
            complain(codes::ics_not_followed, "RECURRENCE-ID", {"RANGE=THISANDFUTURE"});
    }

    /// What libical could not read.
    void read_lost() {
        std::map<icalproperty_kind, std::size_t> read;
        for (auto* p = icalcomponent_get_first_property(parsed_.get(), ICAL_ANY_PROPERTY); p != nullptr;
             p = icalcomponent_get_next_property(parsed_.get(), ICAL_ANY_PROPERTY))
            ++read[icalproperty_isa(p)];
        for (const auto& [name, given] : by_name_) {
            const auto kind = icalproperty_string_to_kind(name.c_str());
            if (!is_one_of(kept_properties, name) || given.values <= read[kind]) continue;
            if (name == "EXDATE")
                complain(codes::ics_unknown_exception, name, {name + ":" + excerpt(raw(name))});
            else if (name != "RECURRENCE-ID")
                complain(codes::ics_property, name, {excerpt(raw(name))});
        }
    }

    struct given_lines {
        std::vector<content_line> lines{};
        std::size_t values = 0; ///< that are not empty
    };

    const component_lines& lines_;
    const reading_context& context_;
    component parsed_;
    std::map<std::string, given_lines> by_name_;
    read_event result_;
    calendar_event& e_ = result_.event;
    bool ok_ = true;
};

} // namespace

local_time clock_reading::on(const file_clock& other) const {
    if (is_day || !clock.zone || !other.zone || clock.name == other.name) return shown;
    return other.zone->to_local(clock.zone->to_utc(shown));
}

std::optional<local_time> occasion_of(const clock_reading& t, const calendar_event& series,
                                      const file_clock& clock, notices& out, location where) {
    auto meant = t.on(clock);
    if (series.all_day) meant = local_time{t.shown.date()};
    if (t.is_day && !series.all_day) meant = t.shown + series.from.time_of_day();
    if (meant.date().year() > last_year) return std::nullopt;
    if (t.is_day != series.all_day) {
        const auto field = where.field;
        out.add(codes::ics_day_and_time, std::move(where), {field, calendar::to_string(meant)});
    }
    return meant;
}

std::optional<read_event> read_event_of(const component_lines& lines, const std::string& file,
                                        const reading_context& context) {
    return event_reader{lines, file, context}.read();
}

} // namespace qaidam::icalendar
