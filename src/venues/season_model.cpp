#include "season_model.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>

namespace qaidam::venues::detail {

int season_model::walk_between(int a, const season_slot& x, int b, const season_slot& y) const {
    if (x.day != y.day || x.place == y.place || !related(a, b)) return 0;
    const bool first = x.from < y.from;
    const int gap = first ? y.from - x.from - courses[static_cast<std::size_t>(a)].length
                          : x.from - y.from - courses[static_cast<std::size_t>(b)].length;
    constexpr int within = 60;
    return gap <= within ? way[static_cast<std::size_t>(x.place)][static_cast<std::size_t>(y.place)] : 0;
}

bool season_model::clash(int a, const season_slot& x, int b, const season_slot& y) const {
    if (x.day != y.day) return false;
    const int x_until = x.from + courses[static_cast<std::size_t>(a)].length;
    const int y_until = y.from + courses[static_cast<std::size_t>(b)].length;
    if (x.place == y.place && x.from < y_until && y.from < x_until) return true;
    if (!related(a, b)) return false;
    const int gap = way[static_cast<std::size_t>(x.place)][static_cast<std::size_t>(y.place)];
    return x.from < y_until + gap && y.from < x_until + gap;
}

std::int64_t season_model::pair_cost(int a, const season_slot& x, int b, const season_slot& y) const {
    std::int64_t cost = walk == 0 ? 0 : static_cast<std::int64_t>(walk) * walk_between(a, x, b, y);
    if (a == b) {
        const int apart = (x.day - y.day + 7) % 7;
        cost += apart == 0 ? same_day : apart == 1 || apart == 6 ? next_day : 0;
    }
    return cost;
}

season_value value_of(const season_model& m, const season_assignment& a) {
    season_value v;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] == nowhere) {
            ++v.missing;
            continue;
        }
        const int c = m.course_of[i];
        const auto& x = m.courses[static_cast<std::size_t>(c)].slots[static_cast<std::size_t>(a[i])];
        v.cost += x.outside;
        for (std::size_t j = 0; j < i; ++j)
            if (a[j] != nowhere && m.related(c, m.course_of[j]))
                v.cost += m.pair_cost(c, x, m.course_of[j],
                                      m.slots_of(static_cast<int>(j))[static_cast<std::size_t>(a[j])]);
    }
    return v;
}

int way_between(const civic::place_key& a, const civic::place_key& b, const season_options& options) {
    if (!options.way || a == b) return 0;
    if (std::min(options.way(a, b), options.way(b, a)).count() < 0)
        throw std::invalid_argument("plan_season: a way takes less than no time");
    // Beyond a day it is all one: nobody gets there on the same day.
    constexpr std::chrono::minutes a_day{24 * 60};
    return static_cast<int>(std::min(std::max(options.way(a, b), options.way(b, a)), a_day).count());
}

namespace {

[[noreturn]] void refuse(const std::string& what) {
    throw std::invalid_argument("plan_season: " + what);
}

using minute_windows = std::array<std::vector<std::pair<int, int>>, 7>;

/// The windows of each day as minutes; nothing where any time will do.
std::optional<minute_windows> windows_of(const std::optional<calendar::week_hours>& hours, const key& whose) {
    if (!hours) return std::nullopt;
    minute_windows all;
    for (std::size_t day = 0; day < 7; ++day)
        for (const auto& w : hours->days[day]) {
            const auto from = static_cast<int>(w.from.count() / 60);
            const auto until = static_cast<int>(w.until.count() / 60);
            auto& those = all[day];
            if (from < 0 || until > 24 * 60 || until <= from ||
                (!those.empty() && from < those.back().second))
                refuse("the windows of " + whose.text() + " are out of order");
            those.emplace_back(from, until);
        }
    return all;
}

bool holds(const std::optional<minute_windows>& windows, int day, int from, int until) {
    if (!windows) return true;
    const auto& those = (*windows)[static_cast<std::size_t>(day)];
    return std::any_of(those.begin(), those.end(),
                       [&](const auto& w) { return w.first <= from && until <= w.second; });
}

int outside(const std::optional<minute_windows>& wished, int day, int from, int until) {
    if (!wished) return 0;
    int inside = 0;
    for (const auto& w : (*wished)[static_cast<std::size_t>(day)])
        inside += std::max(0, std::min(until, w.second) - std::max(from, w.first));
    return until - from - inside;
}

template <class T>
std::map<key, int> number_of(std::span<const T> all, std::string_view what) {
    std::map<key, int> numbers;
    for (const auto& x : all)
        if (!numbers.emplace(x.key, static_cast<int>(numbers.size())).second)
            refuse(fmt::format("there are two {} {}", what, x.key));
    return numbers;
}

/// The least that `weekly` sessions cost for their hours and days, as if there were nothing else.
std::int64_t bound_of(const season_model& m, const season_model::course& c) {
    std::array<std::int64_t, 7> least{};
    least.fill(-1);
    std::int64_t least_of_all = -1;
    for (const auto& s : c.slots) {
        auto& here = least[static_cast<std::size_t>(s.day)];
        if (here < 0 || s.outside < here) here = s.outside;
        if (least_of_all < 0 || s.outside < least_of_all) least_of_all = s.outside;
    }
    constexpr int most_weekly = 8; // beyond it there are too many ways to share out days
    if (c.slots.empty()) return 0;
    if (c.weekly > most_weekly) return least_of_all * c.weekly;
    std::array<int, 7> on{};
    std::int64_t best = -1;
    const auto cost = [&] {
        std::int64_t all = 0;
        for (std::size_t d = 0; d < 7; ++d) {
            all += on[d] * least[d] + static_cast<std::int64_t>(on[d]) * (on[d] - 1) / 2 * m.same_day;
            all += static_cast<std::int64_t>(on[d]) * on[(d + 1) % 7] * m.next_day;
        }
        return all;
    };
    const std::function<void(std::size_t, int)> share = [&](std::size_t day, int left) {
        if (day == 7) {
            if (left == 0) {
                const auto c_here = cost();
                if (best < 0 || c_here < best) best = c_here;
            }
            return;
        }
        for (int n = 0; n <= (least[day] < 0 ? 0 : left); ++n) {
            on[day] = n;
            share(day + 1, left - n);
        }
        on[day] = 0;
    };
    share(0, c.weekly);
    return best;
}

void require_good(const season_course& c) {
    if (c.length.count() < 1 || c.length.count() > 1440)
        refuse(fmt::format("course {} takes {} minutes, want 1 to 1440", c.key, c.length.count()));
    if (c.weekly < 0 || c.weekly > 50)
        refuse(fmt::format("course {} meets {} times a week, want 0 to 50", c.key, c.weekly));
    if (c.people < 0) refuse(fmt::format("course {} has {} people", c.key, c.people));
}

} // namespace

season_model make_season_model(std::span<const season_course> courses,
                               std::span<const season_teacher> teachers, std::span<const season_place> places,
                               const season_options& options) {
    if (options.step.count() < 1 || options.step.count() > 720) refuse("want a step of 1 to 720 minutes");
    if (options.same_day < 0 || options.next_day < 0 || options.walk < 0)
        refuse("costs must not be negative");
    const auto teacher_numbers = number_of(teachers, "teachers");
    const auto place_numbers = number_of(places, "places");
    static_cast<void>(number_of(courses, "courses"));
    season_model m{.same_day = options.same_day, .next_day = options.next_day, .walk = options.walk};
    m.way.assign(places.size(), std::vector<int>(places.size(), 0));
    if (options.way)
        for (std::size_t a = 0; a < places.size(); ++a)
            for (std::size_t b = 0; b < places.size(); ++b)
                m.way[a][b] = way_between(places[a].key, places[b].key, options);
    std::vector<std::optional<minute_windows>> free, open;
    for (const auto& t : teachers) free.push_back(windows_of(t.free, t.key));
    for (const auto& p : places) open.push_back(windows_of(p.open, p.key));
    for (const auto& c : courses) {
        require_good(c);
        season_model::course x{
            .length = static_cast<int>(c.length.count()), .teacher = nowhere, .weekly = c.weekly};
        if (!c.teacher.empty()) {
            const auto found = teacher_numbers.find(c.teacher);
            if (found == teacher_numbers.end())
                refuse(fmt::format("course {} names teacher {}, who is not there", c.key, c.teacher));
            x.teacher = found->second;
        }
        for (const auto& p : c.places)
            if (!place_numbers.contains(p))
                refuse(fmt::format("course {} names place {}, which is not there", c.key, p));
        const auto wished = windows_of(c.wished, c.key);
        std::vector<std::size_t> fitting;
        for (std::size_t p = 0; p < places.size(); ++p) {
            const auto& has = places[p].equipment;
            const bool fits = c.people <= places[p].capacity.value_or(c.people) &&
                              (c.places.empty() || std::find(c.places.begin(), c.places.end(),
                                                             places[p].key) != c.places.end()) &&
                              std::all_of(c.needs.begin(), c.needs.end(), [&](const auto& need) {
                                  return std::find(has.begin(), has.end(), need) != has.end();
                              });
            if (fits) fitting.push_back(p);
        }
        const auto step = static_cast<int>(options.step.count());
        for (int day = 0; day < 7; ++day)
            for (int from = 0; from + x.length <= 24 * 60; from += step) {
                const int until = from + x.length;
                if (x.teacher != nowhere &&
                    !holds(free[static_cast<std::size_t>(x.teacher)], day, from, until))
                    continue;
                for (const auto p : fitting)
                    if (holds(open[p], day, from, until))
                        x.slots.push_back(
                            {static_cast<int>(p), day, from, outside(wished, day, from, until)});
            }
        x.bound = bound_of(m, x);
        m.courses.push_back(std::move(x));
    }
    m.are_related.assign(courses.size(), std::vector<char>(courses.size(), 0));
    for (std::size_t a = 0; a < courses.size(); ++a)
        for (std::size_t b = 0; b < courses.size(); ++b) {
            const auto& others = courses[b].audience;
            const bool same_people =
                std::any_of(courses[a].audience.begin(), courses[a].audience.end(), [&](const auto& who) {
                    return std::find(others.begin(), others.end(), who) != others.end();
                });
            const bool same_teacher =
                m.courses[a].teacher != nowhere && m.courses[a].teacher == m.courses[b].teacher;
            if (a != b && !same_people && !same_teacher) continue;
            m.are_related[a][b] = 1;
            m.courses[a].related.push_back(static_cast<int>(b));
        }
    for (std::size_t c = 0; c < courses.size(); ++c)
        m.course_of.insert(m.course_of.end(), static_cast<std::size_t>(courses[c].weekly),
                           static_cast<int>(c));
    return m;
}

} // namespace qaidam::venues::detail
