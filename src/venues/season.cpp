#include <qaidam/venues/season.hpp>

#include <algorithm>
#include <set>

#include <qaidam/base/text.hpp>
#include <qaidam/venues/codes.hpp>

#include "season_model.hpp"

namespace qaidam::venues {

using calendar::date;
using calendar::day_count;
using calendar::local_time;
using detail::season_model;

season_wishes wishes_of(const programme& p, const civic::community& c) {
    season_wishes all;
    for (const auto& x : p.courses) {
        const auto in = people_in(x, enrolment_state::enrolled).size();
        season_course wish{.key = x.key,
                           .name = x.name,
                           .weekly = x.weekly,
                           .length = x.length,
                           .people = x.capacity.value_or(static_cast<int>(in)),
                           .needs = x.needs,
                           .audience = x.audience,
                           .wished = x.wished};
        if (x.teacher) wish.teacher = p.teachers[*x.teacher].key;
        if (x.place) wish.places = {c.places()[*x.place].key};
        all.courses.push_back(std::move(wish));
    }
    for (const auto& t : p.teachers)
        all.teachers.push_back({t.key, t.name, t.free ? std::optional{t.free->week} : std::nullopt});
    for (const auto id : c.places().ids()) {
        const auto& x = c.places()[id];
        season_place place{.key = x.key, .name = x.name, .capacity = x.capacity};
        if (const auto terms = p.terms.find(id); terms != p.terms.end()) {
            if (terms->second.open) place.open = terms->second.open->week;
            place.equipment = terms->second.equipment;
        }
        all.places.push_back(std::move(place));
    }
    return all;
}

namespace {

std::chrono::seconds minutes(int n) {
    return std::chrono::minutes{n};
}

/// Which part of an assignment costs what.
season_cost cost_of(const season_model& m, const detail::season_assignment& a) {
    season_cost cost;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] == detail::nowhere) continue;
        const int c = m.course_of[i];
        const auto& x = m.slots_of(static_cast<int>(i))[static_cast<std::size_t>(a[i])];
        cost.outside_wish += x.outside;
        for (std::size_t j = 0; j < i; ++j) {
            if (a[j] == detail::nowhere) continue;
            const auto& y = m.slots_of(static_cast<int>(j))[static_cast<std::size_t>(a[j])];
            cost.walk += m.walk_between(c, x, m.course_of[j], y);
            if (m.course_of[j] != c) continue;
            const int apart = (x.day - y.day + 7) % 7;
            cost.same_day += apart == 0 ? 1 : 0;
            cost.next_day += apart == 1 || apart == 6 ? 1 : 0;
        }
    }
    return cost;
}

/// Why sessions of a course have no slot.
class explainer {
public:
    explainer(const season_model& m, const detail::season_assignment& a,
              std::span<const season_course> courses, std::span<const season_teacher> teachers,
              std::span<const season_place> places)
        : m_{m},
          a_{a},
          courses_{courses},
          teachers_{teachers},
          places_{places} {}

    std::vector<refusal> why(int c) const {
        const auto& x = courses_[static_cast<std::size_t>(c)];
        const auto& slots = m_.courses[static_cast<std::size_t>(c)].slots;
        const auto name =
            in_both(x.name.in(language::zh).empty() ? label{x.key.text(), x.key.text()} : x.name);
        if (slots.empty()) {
            if (fits_somewhere(x))
                return {{&codes::no_common_time, {name, std::to_string(x.length.count())}, {}}};
            std::string needs;
            for (const auto& n : x.needs) {
                join_on(needs, " ", n);
            }
            return {
                {&codes::no_place_for, {name, std::to_string(x.people), needs.empty() ? "–" : needs}, {}}};
        }
        std::vector<refusal> all;
        if (auto busy = overbooked(c)) all.push_back(*std::move(busy));
        all.push_back(taken(c, name));
        return all;
    }

private:
    [[nodiscard]] bool fits_somewhere(const season_course& x) const {
        return std::any_of(places_.begin(), places_.end(), [&](const season_place& p) {
            return x.people <= p.capacity.value_or(x.people) &&
                   (x.places.empty() ||
                    std::find(x.places.begin(), x.places.end(), p.key) != x.places.end()) &&
                   std::all_of(x.needs.begin(), x.needs.end(), [&](const auto& need) {
                       return std::find(p.equipment.begin(), p.equipment.end(), need) != p.equipment.end();
                   });
        });
    }
    /// Whether all classes of the teacher need more time than they have.
    [[nodiscard]] std::optional<refusal> overbooked(int c) const {
        const int t = m_.courses[static_cast<std::size_t>(c)].teacher;
        if (t == detail::nowhere || !teachers_[static_cast<std::size_t>(t)].free) return std::nullopt;
        const auto& teacher = teachers_[static_cast<std::size_t>(t)];
        long needed = 0, has = 0;
        for (const auto& x : m_.courses)
            if (x.teacher == t) needed += static_cast<long>(x.length) * x.weekly;
        for (const auto& day : teacher.free->days)
            for (const auto& w : day) has += (w.until - w.from).count() / 60;
        if (needed <= has) return std::nullopt;
        return refusal{&codes::teacher_overbooked,
                       {in_both(teacher.name), std::to_string(needed), std::to_string(has)},
                       {}};
    }
    /// Of whose sessions each slot is, most first.
    [[nodiscard]] refusal taken(int c, const std::string& name) const {
        const auto& slots = m_.courses[static_cast<std::size_t>(c)].slots;
        std::map<int, int> blocks;
        for (const auto& s : slots) {
            std::set<int> here;
            for (std::size_t i = 0; i < a_.size(); ++i)
                if (a_[i] != detail::nowhere &&
                    m_.clash(c, s, m_.course_of[i],
                             m_.slots_of(static_cast<int>(i))[static_cast<std::size_t>(a_[i])]))
                    here.insert(m_.course_of[i]);
            for (const int d : here) ++blocks[d];
        }
        std::vector<std::pair<int, int>> most(blocks.begin(), blocks.end());
        std::stable_sort(most.begin(), most.end(), [](auto& x, auto& y) { return x.second > y.second; });
        if (most.size() > 3) most.resize(3);
        std::vector<label> names;
        for (const auto& [d, count] : most) {
            auto n = courses_[static_cast<std::size_t>(d)].name;
            if (n == label{}) n.zh = courses_[static_cast<std::size_t>(d)].key.text();
            names.push_back({fmt::format("{}（{}）", n.in(language::zh), count),
                             fmt::format("{} ({})", n.in(language::en), count)});
        }
        return {&codes::all_taken, {name, std::to_string(slots.size()), in_both(names)}, {}};
    }

    const season_model& m_;
    const detail::season_assignment& a_;
    std::span<const season_course> courses_;
    std::span<const season_teacher> teachers_;
    std::span<const season_place> places_;
};

} // namespace

season_plan plan_season(std::span<const season_course> courses, std::span<const season_teacher> teachers,
                        std::span<const season_place> places, const season_options& options) {
    const auto m = detail::make_season_model(courses, teachers, places, options);
    // No plan has fewer without a place, and, if it has no more, none costs less.
    detail::season_value goal;
    for (const auto& c : m.courses) {
        if (c.slots.empty())
            goal.missing += c.weekly;
        else
            goal.cost += c.bound;
    }
    auto best = detail::search_season(m, options, goal);
    auto value = value_of(m, best);
    season_plan plan;
    plan.proven = value == goal;
    if (!plan.proven) {
        plan.proven = detail::prove_season(m, options, best);
        value = value_of(m, best);
    }
    plan.bound = plan.proven ? value.cost : value.missing == goal.missing ? goal.cost : 0;
    plan.cost = cost_of(m, best);
    std::vector<int> missing(courses.size(), 0);
    for (std::size_t i = 0; i < best.size(); ++i) {
        const auto c = static_cast<std::size_t>(m.course_of[i]);
        if (best[i] == detail::nowhere) {
            ++missing[c];
            continue;
        }
        const auto& s = m.courses[c].slots[static_cast<std::size_t>(best[i])];
        plan.week.push_back({courses[c].key, places[static_cast<std::size_t>(s.place)].key,
                             static_cast<calendar::weekday>(s.day), minutes(s.from),
                             minutes(s.from + m.courses[c].length)});
    }
    std::sort(plan.week.begin(), plan.week.end(), [](const weekly_session& a, const weekly_session& b) {
        return std::tie(a.day, a.from, a.place, a.course) < std::tie(b.day, b.from, b.place, b.course);
    });
    const explainer explain{m, best, courses, teachers, places};
    for (std::size_t c = 0; c < courses.size(); ++c)
        if (missing[c] > 0)
            plan.unplaced.push_back({courses[c].key, missing[c], explain.why(static_cast<int>(c))});
    if (options.progress) options.progress(1);
    return plan;
}

namespace {

template <class T>
const T* find_by_key(std::span<const T> all, const key& k) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const T& x) { return x.key == k; });
    return found == all.end() ? nullptr : &*found;
}

bool within(const std::optional<calendar::week_hours>& hours, const weekly_session& s) {
    if (!hours) return true;
    const auto& windows = hours->days[static_cast<std::size_t>(s.day)];
    return std::any_of(windows.begin(), windows.end(),
                       [&](const calendar::day_window& w) { return w.from <= s.from && s.until <= w.until; });
}

bool shares_people(const season_course& a, const season_course& b) {
    if (a.key == b.key || (!a.teacher.empty() && a.teacher == b.teacher)) return true;
    return std::any_of(a.audience.begin(), a.audience.end(), [&](const std::string& who) {
        return std::find(b.audience.begin(), b.audience.end(), who) != b.audience.end();
    });
}

std::string time_of(const weekly_session& s) {
    const auto text = [&](language l) {
        return fmt::format("{} {}–{}", to_string(s.day, l), calendar::to_string(s.from),
                           calendar::to_string(s.until));
    };
    return in_both({text(language::zh), text(language::en)});
}

} // namespace

std::vector<finding> check_season(const season_plan& plan, std::span<const season_course> courses,
                                  std::span<const season_teacher> teachers,
                                  std::span<const season_place> places, const season_options& options) {
    std::vector<finding> found;
    std::map<key, int> met;
    for (const auto& s : plan.week) {
        const auto* c = find_by_key(courses, s.course);
        const auto* p = find_by_key(places, s.place);
        if (c == nullptr || p == nullptr ||
            s.until - s.from != minutes(static_cast<int>(c->length.count()))) {
            found.push_back({&codes::not_of_the_season, s.course, {time_of(s)}});
            continue;
        }
        ++met[s.course];
        const auto* t = c->teacher.empty() ? nullptr : find_by_key(teachers, c->teacher);
        const bool fits =
            c->people <= p->capacity.value_or(c->people) &&
            (c->places.empty() || std::find(c->places.begin(), c->places.end(), p->key) != c->places.end()) &&
            std::all_of(c->needs.begin(), c->needs.end(), [&](const std::string& need) {
                return std::find(p->equipment.begin(), p->equipment.end(), need) != p->equipment.end();
            });
        if (!fits) found.push_back({&codes::unfit_place, s.course, {time_of(s), in_both(p->name)}});
        if (!within(p->open, s) || (t != nullptr && !within(t->free, s)))
            found.push_back({&codes::outside_hours, s.course, {time_of(s), in_both(p->name)}});
    }
    for (auto a = plan.week.begin(); a != plan.week.end(); ++a)
        for (auto b = a + 1; b != plan.week.end(); ++b) {
            const auto* x = find_by_key(courses, a->course);
            const auto* y = find_by_key(courses, b->course);
            if (a->day != b->day || x == nullptr || y == nullptr) continue;
            const bool meet = a->from < b->until && b->from < a->until;
            const auto way = minutes(detail::way_between(a->place, b->place, options));
            const bool too_far = a->from < b->until + way && b->from < a->until + way;
            if ((meet && a->place == b->place) || (too_far && shares_people(*x, *y)))
                found.push_back(
                    {&codes::season_clash, a->course, {time_of(*a), b->course.text(), time_of(*b)}});
        }
    for (const auto& u : plan.unplaced) met[u.course] += u.sessions;
    for (const auto& c : courses)
        if (met[c.key] != c.weekly)
            found.push_back({&codes::not_of_the_season, c.key, {std::to_string(met[c.key])}});
    return found;
}

laid_out_season lay_out(const desk& d, const season_plan& plan, const season_days& days) {
    calendar::require_plain(days.from, "lay_out");
    calendar::require_plain(days.until, "lay_out");
    laid_out_season all;
    auto trial = d;
    const auto known = d.options().holidays;
    const auto take = [&](const schedule_session& x) {
        trial.apply(trial.decide(x).events());
        all.sessions.push_back(x);
    };
    for (auto day = days.from; day < days.until; day += day_count{1})
        for (const auto& s : plan.week) {
            if (s.day != calendar::weekday_of(day)) continue;
            const bool twice =
                std::count_if(plan.week.begin(), plan.week.end(), [&](const weekly_session& o) {
                    return o.course == s.course && o.day == s.day;
                }) > 1;
            const auto hour = twice ? fmt::format("-{}", calendar::to_string(s.from)) : "";
            schedule_session x{.session = s.course.text() + "-" + calendar::to_string(day) + hour,
                               .by = days.by,
                               .at = days.at,
                               .course = s.course,
                               .place = s.place,
                               .from = local_time{day} + s.from,
                               .until = local_time{day} + s.until};
            const auto special = known.find(day);
            if (special && special->day_off)
                all.missed.push_back(
                    {x,
                     {&codes::public_holiday, {calendar::to_string(day), in_both(name_of(*special))}, {}}});
            else if (auto why = trial.check(x))
                all.missed.push_back({x, *std::move(why)});
            else
                take(x);
        }
    for (auto& m : all.missed) {
        auto later = m.session;
        later.at = std::max(days.at, m.session.until);
        for (const auto& free : trial.find_free(later, 1)) {
            auto x = m.session;
            x.place = free.place;
            x.until = free.from + (m.session.until - m.session.from);
            x.from = free.from;
            if (trial.check(x)) continue;
            m.made_up = x;
            take(x);
        }
    }
    std::stable_sort(all.sessions.begin(), all.sessions.end(),
                     [](const schedule_session& a, const schedule_session& b) {
                         return std::tie(a.from, a.session) < std::tie(b.from, b.session);
                     });
    std::set<date> unsure;
    for (const auto& x : all.sessions)
        if (!known.knows(x.from.date().year())) unsure.insert(x.from.date());
    all.unsure.assign(unsure.begin(), unsure.end());
    return all;
}

} // namespace qaidam::venues
