#include <qaidam/icalendar/icalendar.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include <qaidam/calendar/zone.hpp>

#include "unroll.hpp"

namespace qaidam::icalendar {
namespace {

using calendar::calendar_event;
using calendar::local_time;

constexpr int most_steps = 1'000'000;

class expander {
public:
    /// When a series begins, each time, from `from` on and before `until`.
    std::set<local_time> starts_of(const calendar_event& e, local_time from, local_time until) {
        std::set<local_time> starts;
        if (e.rule.empty())
            starts.insert(e.from);
        else
            follow(e, from, until, starts);
        starts.insert(e.also.begin(), e.also.end());
        for (const auto& t : e.except) starts.erase(t);
        return starts;
    }

private:
    void follow(const calendar_event& e, local_time from, local_time until, std::set<local_time>& starts) {
        const auto parsed = parse_rule(e.rule);
        const auto refuse = [&](const std::string& why) {
            throw std::invalid_argument("icalendar::expand: the rule '" + e.rule + "' of event " + e.uid +
                                        " cannot be followed: " + why);
        };
        if (!parsed.rule) refuse(std::string{parsed.fault.why.en} + " (" + parsed.fault.part + ")");
        const auto& rule = *parsed.rule;
        if (e.all_day && rule.frequency < frequency::daily) refuse("whole days do not recur by hours");
        const series s{rule, e.from, e.all_day, end_on_clock(rule, e.all_day, clock_of(e, rule))};
        int steps = most_steps;
        const auto how = unroll(s, from, steps, [&](local_time t) {
            if (t < until) starts.insert(t);
            return t < until;
        });
        if (how == unrolled::unknown) refuse("there is no calendar " + rule.scale);
        if (how == unrolled::too_long)
            throw std::length_error("icalendar::expand: a series of event " + e.uid + " has too many steps");
    }
    /// The clock on which an end in UTC is looked up.
    const std::optional<calendar::zone>& clock_of(const calendar_event& e, const recurrence_rule& rule) {
        if (!rule.until || !rule.until->is_utc || e.all_day || e.zone.empty()) return none_;
        auto known = clocks_.find(e.zone);
        if (known == clocks_.end()) known = clocks_.emplace(e.zone, calendar::find_zone(e.zone)).first;
        if (!known->second)
            throw std::invalid_argument("icalendar::expand: the series of event " + e.uid +
                                        " ends in UTC, and its zone " + e.zone +
                                        " is not known; give the end on its own clock");
        return known->second;
    }

    std::map<std::string, std::optional<calendar::zone>> clocks_;
    const std::optional<calendar::zone> none_{};
};

} // namespace

std::vector<occurrence> expand(std::span<const calendar_event> events, local_time from, local_time until) {
    std::set<std::pair<std::string, local_time>> replaced;
    std::set<std::string> over; // series that are cancelled as a whole
    for (const auto& e : events) {
        if (e.instead_of)
            replaced.emplace(e.uid, *e.instead_of);
        else if (e.status == calendar::event_status::cancelled)
            over.insert(e.uid);
    }
    std::vector<occurrence> all;
    expander series;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto& e = events[i];
        if (e.status == calendar::event_status::cancelled || over.contains(e.uid)) continue;
        const auto length = e.until - e.from;
        const auto add = [&](local_time start) {
            if (from <= start && start < until) all.push_back({i, start, start + length});
        };
        if (e.instead_of) {
            add(e.from);
            continue;
        }
        for (const auto& start : series.starts_of(e, from, until))
            if (!replaced.contains({e.uid, start})) add(start);
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const occurrence& a, const occurrence& b) { return a.from < b.from; });
    return all;
}

} // namespace qaidam::icalendar
