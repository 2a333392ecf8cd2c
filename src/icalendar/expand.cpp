#include <qaidam/icalendar/icalendar.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

#include <qaidam/calendar/zone.hpp>

#include "ical.hpp"

namespace qaidam::icalendar {
namespace {

using calendar::calendar_event;
using calendar::local_time;

constexpr int most_steps = 1'000'000;

struct iterator_deleter {
    void operator()(icalrecur_iterator* i) const { icalrecur_iterator_free(i); }
};

/// The end of a rule as the event's own clock shows it.
void put_on_clock(icalrecurrencetype& rule, const calendar_event& e) {
    if (icaltime_is_null_time(rule.until) || !icaltime_is_utc(rule.until)) return;
    rule.until.zone = nullptr;
    if (e.all_day || e.zone.empty() || e.zone == "UTC") return;
    const auto until = utc_from_ical(rule.until);
    const auto zone = calendar::find_zone(e.zone);
    if (until && zone) rule.until = to_ical(zone->to_local(*until));
}

/// When a series begins, each time, from `from` on and before `until`; the event's own start is the first.
std::set<local_time> starts_of(const calendar_event& e, local_time from, local_time until) {
    std::set<local_time> starts{e.from};
    if (!e.rule.empty()) {
        recurrence r{e.rule};
        auto& rule = r.rule;
        if (!r.is_rule())
            throw std::invalid_argument("icalendar::expand: '" + e.rule + "' is no recurrence rule");
        // Seconds or minutes on days that never are would be counted for hours.
        const bool fine = rule.freq == ICAL_SECONDLY_RECURRENCE || rule.freq == ICAL_MINUTELY_RECURRENCE;
        const auto has = [](const short* by) { return by[0] != ICAL_RECURRENCE_ARRAY_MAX; };
        if (fine && (has(rule.by_month) || has(rule.by_month_day) || has(rule.by_year_day) ||
                     has(rule.by_day) || has(rule.by_week_no) || has(rule.by_set_pos)))
            throw std::invalid_argument("icalendar::expand: '" + e.rule +
                                        "' picks minutes by days, which is not done");
        put_on_clock(rule, e);
        auto first = to_ical(e.from);
        first.is_date = e.all_day ? 1 : 0;
        const std::unique_ptr<icalrecur_iterator, iterator_deleter> each{icalrecur_iterator_new(rule, first)};
        if (!each)
            throw std::invalid_argument("icalendar::expand: '" + e.rule + "' is a rule that nothing follows");
        // Days and longer may be skipped; hours and less keep their step only from the start on.
        const bool by_day = rule.freq >= ICAL_DAILY_RECURRENCE;
        if (rule.count == 0 && by_day && e.from < from)
            icalrecur_iterator_set_start(each.get(), to_ical(from));
        int steps = 0;
        for (auto t = icalrecur_iterator_next(each.get()); !icaltime_is_null_time(t);
             t = icalrecur_iterator_next(each.get())) {
            const auto here = from_ical(t);
            if (!here || *here >= until) break;
            starts.insert(*here);
            if (++steps == most_steps)
                throw std::length_error("icalendar::expand: a series of event " + e.uid +
                                        " has too many steps");
        }
    }
    starts.insert(e.also.begin(), e.also.end());
    for (const auto& t : e.except) starts.erase(t);
    return starts;
}

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
        for (const auto& start : starts_of(e, from, until))
            if (!replaced.contains({e.uid, start})) add(start);
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const occurrence& a, const occurrence& b) { return a.from < b.from; });
    return all;
}

} // namespace qaidam::icalendar
