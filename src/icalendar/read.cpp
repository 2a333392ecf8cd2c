#include <qaidam/icalendar/icalendar.hpp>

#include <algorithm>
#include <map>

#include <qaidam/base/text.hpp>
#include <qaidam/calendar/zone.hpp>

#include "ical.hpp"

namespace qaidam::icalendar {
namespace {

using calendar::calendar_event;
using calendar::local_time;

/// The lines on which components of a kind begin, in order: libical does not say.
std::vector<std::uint64_t> lines_of(std::string_view text, std::string_view kind) {
    std::vector<std::uint64_t> lines;
    std::uint64_t line = 1;
    const auto begin = "BEGIN:" + std::string{kind};
    for (std::size_t at = 0; at < text.size(); ++line) {
        const auto end = std::min(text.find_first_of("\r\n", at), text.size());
        auto here = text.substr(at, end - at);
        while (!here.empty() && (here.back() == ' ' || here.back() == '\t')) here.remove_suffix(1);
        const bool same = here.size() == begin.size() &&
                          std::equal(here.begin(), here.end(), begin.begin(), [](char a, char b) {
                              return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
                          });
        if (same) lines.push_back(line);
        at = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
    }
    return lines;
}

/// The text with its lines unfolded, and lists of dates that are longer than libical reads in several lines.
std::string prepared(std::string_view text) {
    std::string lines;
    lines.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        auto line = text.substr(at, end - at);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!lines.empty() && (line.starts_with(' ') || line.starts_with('\t'))) {
            lines.pop_back(); // the line end before it
            line.remove_prefix(1);
        }
        lines += line;
        lines += '\n';
        at = end + 1;
    }
    std::string all;
    all.reserve(lines.size());
    constexpr std::ptrdiff_t together = 200;
    for (std::size_t at = 0; at < lines.size();) {
        const auto end = lines.find('\n', at);
        const auto line = std::string_view{lines}.substr(at, end - at);
        at = end + 1;
        const auto colon = line.find(':');
        const bool dates = line.starts_with("EXDATE") || line.starts_with("RDATE");
        if (!dates || colon == line.npos || std::count(line.begin(), line.end(), ',') < together) {
            all += line;
            all += '\n';
            continue;
        }
        auto values = line.substr(colon + 1);
        while (!values.empty()) {
            auto stop = values.find(',');
            for (std::ptrdiff_t n = 1; n < together && stop != values.npos; ++n)
                stop = values.find(',', stop + 1);
            all += line.substr(0, colon + 1);
            all += values.substr(0, stop);
            all += '\n';
            values.remove_prefix(stop == values.npos ? values.size() : stop + 1);
        }
    }
    return all;
}

/// How deep components lie in each other, which libical follows by recursion.
int depth_of(std::string_view lines) {
    int depth = 0, deepest = 0;
    for (std::size_t at = 0; at < lines.size();) {
        const auto end = std::min(lines.find('\n', at), lines.size());
        const auto line = lines.substr(at, end - at);
        const auto is = [&](std::string_view word) {
            return line.size() >= word.size() &&
                   std::equal(word.begin(), word.end(), line.begin(), [](char a, char b) {
                       return a == (b >= 'a' && b <= 'z' ? static_cast<char>(b - 'a' + 'A') : b);
                   });
        };
        if (is("BEGIN:")) deepest = std::max(deepest, ++depth);
        if (is("END:")) --depth;
        at = end + 1;
    }
    return deepest;
}

/// The end of what a file calls a zone that names one of the IANA database: "/x.org/2007/Europe/Berlin".
std::optional<std::string> iana_name(std::string_view called) {
    while (true) {
        if (!called.empty() && called.front() != '/' && called.find("..") == std::string_view::npos &&
            called != "UTC" && calendar::find_zone(called))
            return std::string{called};
        const auto slash = called.find('/');
        if (slash == std::string_view::npos) return std::nullopt;
        called.remove_prefix(slash + 1);
    }
}

/// Reads one VEVENT.
class event_reader {
public:
    event_reader(icalcomponent* c, location where, notices& out)
        : c_{c},
          where_{std::move(where)},
          out_{out} {}

    std::optional<calendar_event> read() {
        read_start();
        if (!found_start_) {
            complain(codes::ics_no_start, "DTSTART");
            return std::nullopt;
        }
        read_end();
        if (ok_ && e_.until < e_.from)
            complain(codes::ics_backwards, "DTEND",
                     {calendar::to_string(e_.from), calendar::to_string(e_.until)});
        read_texts();
        read_series();
        for (auto* p = first(ICAL_XLICERROR_PROPERTY); p != nullptr; p = next(ICAL_XLICERROR_PROPERTY))
            complain(codes::ics_property, "", {excerpt(value_text(p))});
        if (e_.uid.empty()) complain(codes::ics_no_uid, "UID");
        if (!ok_) return std::nullopt;
        return std::move(e_);
    }

private:
    [[nodiscard]] icalproperty* first(icalproperty_kind kind) const {
        return icalcomponent_get_first_property(c_, kind);
    }
    [[nodiscard]] icalproperty* next(icalproperty_kind kind) const {
        return icalcomponent_get_next_property(c_, kind);
    }
    [[nodiscard]] static std::string value_text(icalproperty* p) {
        return take_text(icalproperty_get_value_as_string_r(p));
    }
    void complain(const message_rule& rule, std::string_view field, std::vector<std::string> arguments = {}) {
        auto where = where_;
        where.field = field;
        out_.add(rule, where, std::move(arguments));
        ok_ = ok_ && rule.level < severity::error;
    }

    /// The time of a property with the zone that the file's own rules give it.
    icaltimetype time_of(icalproperty* p) const { return icalproperty_get_datetime_with_component(p, c_); }

    /// The name of a property's zone: "" floats.
    std::string zone_of(icalproperty* p, const icaltimetype& t) {
        if (t.is_date) return {};
        if (icaltime_is_utc(t)) return "UTC";
        auto* id = icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);
        if (id == nullptr) return {};
        const std::string called = icalparameter_get_tzid(id) == nullptr ? "" : icalparameter_get_tzid(id);
        if (auto name = iana_name(called)) return *std::move(name);
        if (auto* rules = const_cast<icaltimezone*>(t.zone); rules != nullptr)
            if (const char* place = icaltimezone_get_location(rules))
                if (auto name = iana_name(place)) return *std::move(name);
        complain(codes::ics_unknown_zone, icalproperty_get_property_name(p), {excerpt(called)});
        return called;
    }

    void read_start() {
        auto* p = first(ICAL_DTSTART_PROPERTY);
        if (p == nullptr) return;
        start_ = time_of(p);
        const auto t = from_ical(start_);
        if (!t) return;
        e_.from = *t;
        e_.all_day = start_.is_date != 0;
        e_.zone = zone_of(p, start_);
        found_start_ = true;
    }

    /// A time of the event on the clock of its start.
    std::optional<local_time> on_clock(const icaltimetype& t) const {
        auto moved = t;
        if (!t.is_date && t.zone != start_.zone && t.zone != nullptr && start_.zone != nullptr)
            moved = icaltime_convert_to_zone(t, const_cast<icaltimezone*>(start_.zone));
        return from_ical(moved);
    }

    void read_end() {
        e_.until = e_.all_day ? e_.from + std::chrono::hours{24} : e_.from;
        if (auto* p = first(ICAL_DTEND_PROPERTY); p != nullptr) {
            if (const auto t = on_clock(time_of(p)))
                e_.until = *t;
            else
                complain(codes::ics_property, "DTEND", {excerpt(value_text(p))});
            return;
        }
        auto* p = first(ICAL_DURATION_PROPERTY);
        if (p == nullptr) return;
        const auto length = icalproperty_get_duration(p);
        constexpr std::int64_t longest = 400 * 86400; // 400 days, beyond which it is a mistake
        const auto part = [](std::int64_t n, std::int64_t of) { return n * of; };
        const auto seconds = (length.is_neg != 0 ? -1 : 1) *
                             (part(length.weeks, 604800) + part(length.days, 86400) +
                              part(length.hours, 3600) + part(length.minutes, 60) + length.seconds);
        if (icaldurationtype_is_bad_duration(length) || seconds > longest)
            complain(codes::ics_property, "DURATION", {excerpt(value_text(p))});
        else
            e_.until = e_.from + std::chrono::seconds{seconds};
    }

    void read_texts() {
        const auto text = [&](icalproperty_kind kind, const char* (*get)(const icalproperty*),
                              std::string& to) {
            auto* p = first(kind);
            if (p == nullptr) return;
            if (const char* value = get(p)) to = value;
        };
        text(ICAL_UID_PROPERTY, icalproperty_get_uid, e_.uid);
        text(ICAL_SUMMARY_PROPERTY, icalproperty_get_summary, e_.summary);
        text(ICAL_LOCATION_PROPERTY, icalproperty_get_location, e_.location);
        text(ICAL_DESCRIPTION_PROPERTY, icalproperty_get_description, e_.description);
        for (auto* p = first(ICAL_CATEGORIES_PROPERTY); p != nullptr; p = next(ICAL_CATEGORIES_PROPERTY))
            if (const char* value = icalproperty_get_categories(p)) add_categories(value);
        if (auto* p = first(ICAL_SEQUENCE_PROPERTY); p != nullptr)
            e_.sequence = std::max(0, icalproperty_get_sequence(p));
        if (auto* p = first(ICAL_STATUS_PROPERTY); p != nullptr) {
            const auto s = icalproperty_get_status(p);
            e_.status = s == ICAL_STATUS_CANCELLED   ? calendar::event_status::cancelled
                        : s == ICAL_STATUS_TENTATIVE ? calendar::event_status::tentative
                                                     : calendar::event_status::confirmed;
        }
    }

    void add_categories(std::string_view list) {
        while (!list.empty()) {
            const auto end = std::min(list.find(','), list.size());
            if (end > 0) e_.categories.emplace_back(list.substr(0, end));
            list.remove_prefix(std::min(end + 1, list.size()));
        }
    }
    /// The zone that a property names, by the rules of its file or of the system; that of the start if none.
    const icaltimezone* zone_named_by(icalproperty* p) const {
        auto* id = icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);
        const char* name = id == nullptr ? nullptr : icalparameter_get_tzid(id);
        if (name == nullptr) return start_.zone;
        for (auto* c = c_; c != nullptr; c = icalcomponent_get_parent(c))
            if (const auto* zone = icalcomponent_get_timezone(c, name)) return zone;
        const auto* known = icaltimezone_get_builtin_timezone(name);
        return known != nullptr ? known : start_.zone;
    }

    void read_series() {
        if (auto* p = first(ICAL_RRULE_PROPERTY); p != nullptr) {
            auto rule = icalproperty_get_rrule(p);
            if (rule.freq == ICAL_NO_RECURRENCE)
                complain(codes::ics_bad_rule, "RRULE", {excerpt(value_text(p))});
            else
                e_.rule = take_text(icalrecurrencetype_as_string_r(&rule));
            if (next(ICAL_RRULE_PROPERTY) != nullptr)
                complain(codes::ics_left_out, "RRULE", {"a second RRULE"});
        }
        if (first(ICAL_EXRULE_PROPERTY) != nullptr) complain(codes::ics_left_out, "EXRULE", {"EXRULE"});
        const auto keep = [&](icalproperty* p, const icaltimetype& t, std::vector<local_time>& to) {
            if (const auto here = on_clock(t))
                to.push_back(*here);
            else
                complain(codes::ics_property, icalproperty_get_property_name(p), {excerpt(value_text(p))});
        };
        for (auto* p = first(ICAL_EXDATE_PROPERTY); p != nullptr; p = next(ICAL_EXDATE_PROPERTY)) {
            const auto t = time_of(p);
            const auto day = t.is_date != 0 && !e_.all_day ? from_ical(t) : std::nullopt;
            if (!day) {
                keep(p, t, e_.except);
                continue;
            }
            e_.except.push_back(*day + e_.from.time_of_day());
            complain(codes::ics_day_for_time, "EXDATE", {excerpt(value_text(p))});
        }
        for (auto* p = first(ICAL_RDATE_PROPERTY); p != nullptr; p = next(ICAL_RDATE_PROPERTY)) {
            const auto value = icalproperty_get_rdate(p);
            const bool period = icaltime_is_null_time(value.time) != 0;
            auto t = period ? value.period.start : value.time;
            if (period) complain(codes::ics_left_out, "RDATE", {"a length of its own"});
            if (!icaltime_is_utc(t)) t.zone = zone_named_by(p);
            keep(p, t, e_.also);
        }
        if (auto* p = first(ICAL_RECURRENCEID_PROPERTY); p != nullptr) {
            e_.instead_of = on_clock(time_of(p));
            if (!e_.instead_of) complain(codes::ics_property, "RECURRENCE-ID", {excerpt(value_text(p))});
            if (icalproperty_get_first_parameter(p, ICAL_RANGE_PARAMETER) != nullptr)
                complain(codes::ics_left_out, "RECURRENCE-ID",
                         {"RANGE: it takes the place of one occurrence alone"});
        }
    }

    icalcomponent* c_;
    location where_;
    notices& out_;
    calendar_event e_;
    icaltimetype start_ = icaltime_null_time();
    bool found_start_ = false;
    bool ok_ = true;
};

class file_reader {
public:
    file_reader(std::string_view text, std::string_view file, notices& out)
        : lines_{lines_of(text, "VEVENT")},
          file_{file},
          out_{out} {}

    void read(icalcomponent* c, calendar_file& all) {
        if (icalcomponent_isa(c) == ICAL_VCALENDAR_COMPONENT) {
            ++calendars_;
            read_name(c, all);
            cancels_ = icalcomponent_get_method(c) == ICAL_METHOD_CANCEL;
            for (auto* zone = icalcomponent_get_first_component(c, ICAL_VTIMEZONE_COMPONENT); zone != nullptr;
                 zone = icalcomponent_get_next_component(c, ICAL_VTIMEZONE_COMPONENT))
                drop_fine_rules(zone);
        }
        if (icalcomponent_isa(c) == ICAL_VEVENT_COMPONENT) {
            location where{.file = std::string{file_}};
            if (events_ < lines_.size()) where.line = lines_[events_];
            ++events_;
            if (auto e = event_reader{c, where, out_}.read()) {
                if (cancels_) e->status = calendar::event_status::cancelled;
                keep(*std::move(e), where, all);
            }
        }
        for (auto* inner = icalcomponent_get_first_component(c, ICAL_ANY_COMPONENT); inner != nullptr;
             inner = icalcomponent_get_next_component(c, ICAL_ANY_COMPONENT))
            read(inner, all);
    }
    [[nodiscard]] bool found_any() const { return calendars_ > 0; }

private:
    /// Clocks are not set every minute: rules of a zone that are finer than months would be unrolled for
    /// hours.
    void drop_fine_rules(icalcomponent* zone) {
        for (auto* part = icalcomponent_get_first_component(zone, ICAL_ANY_COMPONENT); part != nullptr;
             part = icalcomponent_get_next_component(zone, ICAL_ANY_COMPONENT)) {
            auto* p = icalcomponent_get_first_property(part, ICAL_RRULE_PROPERTY);
            while (p != nullptr) {
                auto* next = icalcomponent_get_next_property(part, ICAL_RRULE_PROPERTY);
                if (icalproperty_get_rrule(p).freq < ICAL_MONTHLY_RECURRENCE) {
                    out_.add(codes::ics_left_out, {.file = std::string{file_}, .field = "VTIMEZONE"},
                             {excerpt(take_text(icalproperty_get_value_as_string_r(p)))});
                    icalcomponent_remove_property(part, p);
                    icalproperty_free(p);
                }
                p = next;
            }
        }
    }
    /// Of two states of one event the later one counts.
    void keep(calendar_event e, location where, calendar_file& all) {
        const std::pair id{e.uid, e.instead_of};
        const auto known = e.uid.empty() ? by_uid_.end() : by_uid_.find(id);
        if (known == by_uid_.end()) {
            if (!e.uid.empty()) by_uid_.emplace(id, all.events.size());
            all.events.push_back(std::move(e));
            return;
        }
        where.field = "UID";
        out_.add(codes::ics_left_out, where, {"an earlier state of " + excerpt(e.uid)});
        auto& kept = all.events[known->second];
        if (e.sequence >= kept.sequence) kept = std::move(e);
    }
    static void read_name(icalcomponent* c, calendar_file& all) {
        for (auto* p = icalcomponent_get_first_property(c, ICAL_X_PROPERTY); p != nullptr && all.name.empty();
             p = icalcomponent_get_next_property(c, ICAL_X_PROPERTY)) {
            const char* name = icalproperty_get_x_name(p);
            const char* value = icalproperty_get_x(p);
            if (name != nullptr && value != nullptr && std::string_view{name} == "X-WR-CALNAME")
                all.name = value;
        }
    }

    std::vector<std::uint64_t> lines_;
    std::string_view file_;
    notices& out_;
    std::size_t events_ = 0;
    int calendars_ = 0;
    bool cancels_ = false;
    std::map<std::pair<std::string, std::optional<local_time>>, std::size_t> by_uid_;
};

} // namespace

loaded<calendar_file> read(std::string_view bytes, std::string_view file, const load_options& options) {
    loaded<calendar_file> result{{}, notices{options.notices_per_code}};
    auto& out = result.notices;
    const auto text = decode_text(shared_text{std::string{bytes}}, file, out);
    if (text) {
        const auto lines = prepared(text->view());
        constexpr int deepest = 20;
        if (depth_of(lines) > deepest) {
            out.add(codes::ics_too_deep, {.file = std::string{file}}, {std::to_string(deepest)});
        } else {
            const component root{icalparser_parse_string(lines.c_str())};
            file_reader reader{text->view(), file, out};
            if (root) reader.read(root.get(), result.value);
            if (!reader.found_any()) out.add(codes::not_icalendar, {.file = std::string{file}});
        }
    }
    refuse_errors(out, options.policy);
    return result;
}

loaded<calendar_file> read_file(const file_path& path, const load_options& options) {
    notices out{options.notices_per_code};
    const auto text = read_text_file(path, out);
    refuse_errors(out, policy::strict);
    return read(text ? text->view() : std::string_view{}, path.name(), options);
}

} // namespace qaidam::icalendar
