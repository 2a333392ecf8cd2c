#include <qaidam/ledger/activities.hpp>

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include <qaidam/ledger/codes.hpp>

namespace qaidam::ledger {
namespace {

void add_to(activity_tally& t, const activity& a) {
    ++t.records;
    t.count += a.count;
    t.at_least = t.at_least || a.at_least;
    t.minutes += a.minutes;
}

} // namespace

std::map<std::string, activity_tally> roll_up(const activity_log& all,
                                              function_ref<std::string(const activity&)> by) {
    std::map<std::string, activity_tally> tallies;
    for (const auto& a : all) add_to(tallies[by(a)], a);
    return tallies;
}

std::string by_kind(const activity& a) {
    return to_cell(civic::activity_words, a.kind);
}
std::string by_whom(const activity& a) {
    return a.by.key.text();
}
std::string by_month(const activity& a) {
    return calendar::to_string(a.on).substr(0, 7);
}
std::string by_post(const activity& a) {
    return a.post.text();
}
std::string by_person(const activity& a) {
    return a.by.kind == civic::handler_kind::person ? a.by.key.text() : std::string{};
}

std::string by_post_kind::operator()(const activity& a) const {
    const auto post = posts.find(a.post);
    return post ? kinds[posts[*post].kind].key.text() : std::string{};
}

std::string by_activity_unit::operator()(const activity& a) const {
    if (const auto post = posts.find(a.post)) return to_cell(posts[*post].unit, c);
    switch (a.by.kind) {
    case civic::handler_kind::department:
        if (const auto d = c.departments().find(a.by.key)) return to_cell(unit{*d}, c);
        break;
    case civic::handler_kind::team:
        if (const auto t = c.teams().find(a.by.key)) return to_cell(unit{*t}, c);
        break;
    case civic::handler_kind::person: break;
    }
    return {};
}

void kind_tallies::add(const activity& a) {
    add_to(all_[static_cast<std::size_t>(a.kind)], a);
}

void kind_tallies::add(const kind_tallies& more) {
    for (std::size_t k = 0; k < all_.size(); ++k) {
        all_[k].records += more.all_[k].records;
        all_[k].count += more.all_[k].count;
        all_[k].at_least = all_[k].at_least || more.all_[k].at_least;
        all_[k].minutes += more.all_[k].minutes;
    }
}

std::map<std::string, kind_tallies> roll_up_kinds(const activity_log& all,
                                                  function_ref<std::string(const activity&)> by) {
    std::map<std::string, kind_tallies> tallies;
    for (const auto& a : all) tallies[by(a)].add(a);
    return tallies;
}

kind_tallies total_of(const std::map<std::string, kind_tallies>& parts) {
    kind_tallies sum;
    for (const auto& [k, t] : parts) sum.add(t);
    return sum;
}

activity_log as_of(const activity_log& all, const calendar::date& day) {
    calendar::require_plain(day, "as_of: day");
    activity_log then;
    for (const auto& a : all)
        if (a.on <= day) then.add(a);
    return then;
}

namespace {

constexpr std::int64_t most_months = 1200;

std::int64_t month_number(const calendar::date& day) {
    return std::int64_t{day.year()} * 12 + day.month() - 1;
}

calendar::date first_day(std::int64_t month) {
    return {static_cast<unsigned short>(month / 12), static_cast<unsigned short>(month % 12 + 1), 1};
}

/// Throws: std::invalid_argument unless it has both ends, and not too much between them.
void require_months(const calendar::date_span& when) {
    if (!when.from || !when.until) throw std::invalid_argument("teams' duties: an interval without end");
    calendar::require_plain(*when.from, "teams' duties: from");
    calendar::require_plain(*when.until, "teams' duties: until");
    if (month_number(*when.until) - month_number(*when.from) >= most_months)
        throw std::invalid_argument("teams' duties: more than 1200 months");
}

} // namespace

std::vector<duty_cell> list_duty_cells(const activity_log& all, const civic::community& c,
                                       const calendar::date_span& when) {
    require_months(when);
    if (*when.until <= *when.from) return {};
    const auto first = month_number(*when.from);
    const auto end = month_number(*when.until - calendar::day_count{1}) + 1;
    std::map<std::tuple<civic::team_id, civic::duty, std::int64_t>, activity_tally> counts;
    for (const auto t : c.teams().ids())
        for (const auto d : c.teams()[t].duties)
            for (auto m = first; m < end; ++m) counts[{t, d, m}];
    for (const auto& a : all) {
        const auto d = civic::find_duty(a.kind);
        if (!d || a.by.kind != civic::handler_kind::team || !when.contains(a.on)) continue;
        const auto t = c.teams().find(a.by.key);
        if (!t) continue;
        if (!counts.contains({*t, *d, first}))
            for (auto m = first; m < end; ++m) counts[{*t, *d, m}];
        add_to(counts.at({*t, *d, month_number(a.on)}), a);
    }
    std::vector<duty_cell> cells;
    for (const auto& [at, count] : counts)
        cells.push_back({std::get<0>(at), std::get<1>(at), first_day(std::get<2>(at)), count});
    return cells;
}

std::vector<calendar::dated_finding> audit_teams(const activity_log& all, const civic::community& c,
                                                 const calendar::date_span& when) {
    require_months(when);
    const auto month = month_number(*when.from) + (when.from->day() == 1 ? 0 : 1);
    const auto end = month_number(*when.until);
    std::vector<calendar::dated_finding> found;
    if (month >= end) return found;
    const auto cells = list_duty_cells(all, c, {first_day(month), first_day(end)});
    std::vector<std::vector<bool>> active(c.teams().size(),
                                          std::vector<bool>(static_cast<std::size_t>(end - month)));
    for (const auto& cell : cells)
        if (cell.count.records > 0)
            active[cell.team.value()][static_cast<std::size_t>(month_number(cell.month) - month)] = true;
    for (const auto t : c.teams().ids()) {
        if (c.teams()[t].duties.empty()) continue;
        std::vector<calendar::date_span> idle;
        for (auto m = month; m < end; ++m) {
            if (active[t.value()][static_cast<std::size_t>(m - month)]) continue;
            if (!idle.empty() && idle.back().until == first_day(m))
                idle.back().until = first_day(m + 1);
            else
                idle.push_back({first_day(m), first_day(m + 1)});
        }
        if (!idle.empty())
            found.push_back(
                {{&codes::team_without_activity, c.teams()[t].key.text(), {in_both(c.teams()[t].name)}},
                 std::move(idle)});
    }
    return found;
}

std::string count_text(std::int64_t value, bool at_least) {
    return (at_least ? "≥ " : "") + std::to_string(value);
}

} // namespace qaidam::ledger
