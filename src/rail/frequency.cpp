#include <algorithm>
#include <set>

#include <qaidam/rail/detail/service_days.hpp>
#include <qaidam/rail/revision.hpp>

namespace qaidam::rail {
namespace {

using calendar::date;

const date first_date{boost::gregorian::min_date_time};
const date last_date{boost::gregorian::max_date_time};

constexpr long a_week = 7;

/// Trains of a kind leave a station on these dates.
struct departures {
    calendar::day_set days;
    std::size_t a_day;
};

/// Whether the train takes people from its call to the station.
bool goes_to(const train& x, std::size_t call, station_id to) {
    return x.calls[call].departure && x.calls[call].may_board() &&
           std::any_of(x.calls.begin() + static_cast<std::ptrdiff_t>(call) + 1, x.calls.end(),
                       [&](const rail::call& c) { return c.at == to && c.may_alight(); });
}

std::vector<departures> list_departures(const timetable& t, station_id from, station_id to) {
    std::vector<departures> all;
    std::optional<train_id> last;
    for (const auto& ref : t.calls_at(from)) {
        const auto& x = t.trains()[ref.train];
        if (ref.train == last || x.days.empty() || !goes_to(x, ref.call, to)) continue;
        last = ref.train; // one that calls there twice is one
        all.push_back(
            {x.days.shifted(x.calls[ref.call].departure->seconds() / 86400), list_shifts(x).size()});
    }
    return all;
}

/// Counts the runs of whole weeks of the span, a year at most, from its first day on, or until its last where it has no
/// first.
frequency count_runs(const std::vector<departures>& all, const date& begin, const date& end) {
    const auto whole = (end - begin).days();
    const calendar::day_count days{
        static_cast<int>(whole < a_week ? whole : std::min(whole - whole % a_week, 52 * a_week))};
    const auto from = begin == first_date ? end - days : begin;
    const auto until = from + days;
    frequency f{{}, 0, static_cast<std::size_t>((until - from).days())};
    if (begin != first_date) f.when.from = begin;
    if (end != last_date) f.when.until = end;
    for (const auto& x : all) f.runs += x.days.count(from, until) * x.a_day;
    return f;
}

bool as_often(const frequency& a, const frequency& b) {
    return a.runs * b.days == b.runs * a.days;
}

std::string rate(const frequency& f, language l) {
    const auto say = [&](const char* zh, const char* en, auto number) {
        return fmt::format(fmt::runtime(pick(l, zh, en)), number);
    };
    if (f.runs == 0) return pick(l, "不开行", "none");
    if (f.runs == f.days) return pick(l, "每日开行", "daily");
    if (f.runs % f.days == 0) return say("每日 {} 趟", "{} a day", f.runs / f.days);
    if (f.runs * 7 % f.days == 0) return say("每周 {} 趟", "{} a week", f.runs * 7 / f.days);
    return say("每周约 {:.1f} 趟", "about {:.1f} a week",
               static_cast<double>(f.runs) * 7 / static_cast<double>(f.days));
}

} // namespace

std::vector<frequency> list_frequencies(const timetable& t, station_id from, station_id to) {
    require_station(t, from);
    require_station(t, to);
    const auto trains = list_departures(t, from, to);
    std::set<date> seams;
    for (const auto& x : trains) {
        seams.insert(*x.days.first_from(first_date));
        const auto last = *x.days.last_until(last_date);
        seams.insert(last == last_date ? last : last + calendar::day_count{1});
    }
    std::vector<frequency> all;
    for (auto begin = seams.begin(); begin != seams.end() && std::next(begin) != seams.end(); ++begin) {
        auto f = count_runs(trains, *begin, *std::next(begin));
        // Trains of Mondays to Fridays do not end on a Friday, and begin again on a Monday.
        const bool too_short = (*std::next(begin) - *begin).days() < a_week;
        if (!all.empty() && (too_short || as_often(all.back(), f)))
            all.back().when.until = f.when.until;
        else
            all.push_back(f);
    }
    return all;
}

std::string describe(std::span<const frequency> all, const date& day, language l) {
    calendar::require_plain(day, "describe");
    const auto now =
        std::find_if(all.begin(), all.end(), [&](const frequency& f) { return f.when.contains(day); });
    if (now == all.end()) return {};
    auto text = rate(*now, l);
    if (!now->when.from) return text;
    text = fmt::format(fmt::runtime(pick(l, "{} 起{}", "{1} since {0}")),
                       calendar::to_string(*now->when.from), text);
    int raised = 0;
    for (auto f = all.begin(); f != now; ++f)
        if (const auto& next = *(f + 1); next.runs * f->days > f->runs * next.days) ++raised;
    if (raised > 1)
        text +=
            fmt::format(fmt::runtime(pick(l, "，此前增开 {} 次", ", raised {} times until then")), raised);
    if (raised == 1) text += pick(l, "，此前增开一次", ", raised once until then");
    if (const auto& since = all.front().when.from)
        text += fmt::format(fmt::runtime(pick(l, "；{} 以前不详", "; before {} not known")),
                            calendar::to_string(*since));
    return text;
}

} // namespace qaidam::rail
