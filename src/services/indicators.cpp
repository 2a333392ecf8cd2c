#include <qaidam/services/indicators.hpp>

#include <algorithm>
#include <stdexcept>

#include "fold.hpp"
#include "words.hpp"

namespace qaidam::services {

using calendar::date;
using calendar::day_count;
using calendar::local_time;

std::string to_string(indicator i, language l) {
    return to_string(detail::indicator_words, i, l);
}
std::string to_cell(indicator i) {
    return to_cell(detail::indicator_words, i);
}
std::string to_string(exclusion_reason r, language l) {
    return to_string(detail::exclusion_words, r, l);
}
std::string to_cell(exclusion_reason r) {
    return to_cell(detail::exclusion_words, r);
}
std::string to_string(const measure& m, language l) {
    return fmt::format("{}: {}", to_string(m.indicator, l), to_string(m.value(), l));
}

std::vector<period> weeks_of(const date& from, const date& until) {
    std::vector<period> weeks;
    if (until <= from) return weeks;
    for (auto monday = from - day_count{static_cast<int>(calendar::weekday_of(from))}; monday < until;
         monday += day_count{7})
        weeks.push_back({local_time{monday}, local_time{monday + day_count{7}}});
    return weeks;
}

std::vector<period> months_of(const date& from, const date& until) {
    std::vector<period> months;
    if (until <= from) return months;
    for (auto first = date{from.year(), from.month(), 1}; first < until;) {
        const auto next = first.end_of_month() + day_count{1};
        months.push_back({local_time{first}, local_time{next}});
        first = next;
    }
    return months;
}

std::string by_grid(const order& o) {
    return o.grid.text();
}
std::string by_handler(const order& o) {
    return o.handler ? o.handler->key.text() : "";
}
std::string by_department(const order& o) {
    return o.handler && o.handler->kind == handler_kind::department ? o.handler->key.text() : "";
}
std::string by_team(const order& o) {
    return o.handler && o.handler->kind == handler_kind::team ? o.handler->key.text() : "";
}
std::function<std::string(const order&)> by_quarter(const civic::community& c) {
    return [&c](const order& o) {
        const auto building = c.buildings().find(o.building);
        return building ? c.quarters()[c.buildings()[*building].quarter].key.text() : std::string{};
    };
}
std::string by_item(const order& o) {
    return o.item.text();
}
std::string by_week(const order& o) {
    const auto day = o.placed_at.date();
    return calendar::to_string(day - day_count{static_cast<int>(calendar::weekday_of(day))});
}
std::function<std::string(const order&)> by_category(const catalogue& all) {
    return [&all](const order& o) {
        const auto* item = all.find_item(o.item, o.placed_at.date());
        return item != nullptr ? item->category : std::string{};
    };
}

namespace {

/// Adds one order to the measures.
struct tally_keeper {
    const period& when;
    const indicator_profile& profile;
    std::vector<measure>& measures;

    [[nodiscard]] measure& of(indicator i) const { return measures[static_cast<std::size_t>(i)]; }
    [[nodiscard]] bool within(local_time t) const { return when.contains(t); }
    [[nodiscard]] bool within(const std::optional<local_time>& t) const { return t && when.contains(*t); }
    [[nodiscard]] bool within(const due_time& t) const { return t.is_known() && when.contains(*t); }

    void count(indicator i, const order& o, bool good) const {
        auto& m = of(i);
        m.whole.push_back(o.key);
        if (good) m.part.push_back(o.key);
    }
    void count_or_leave_out(indicator i, const order& o, bool good,
                            std::optional<exclusion_reason> why) const {
        if (why)
            of(i).left_out.push_back({o.key, *why});
        else
            count(i, o, good);
    }

    [[nodiscard]] std::optional<exclusion_reason> why_left_out(const order& o) const {
        const auto state = settled_state(o);
        if (state == order_state::merged) return exclusion_reason::merged;
        if (state == order_state::referred) return exclusion_reason::referred;
        if (state == order_state::declined && profile.leave_out_declined) return exclusion_reason::declined;
        if (state == order_state::cancelled && profile.leave_out_cancelled)
            return exclusion_reason::cancelled;
        if (state == order_state::forced && profile.leave_out_forced) return exclusion_reason::forced;
        return std::nullopt;
    }

    [[nodiscard]] std::optional<exclusion_reason> why_unrated(const order& o) const {
        if (const auto why = why_left_out(o)) return why;
        if (o.rating_struck) return exclusion_reason::rating_struck;
        if (profile.leave_out_unrated && !o.satisfied) return exclusion_reason::unrated;
        if (profile.leave_out_rated_by_others && o.satisfied && o.rated_by != o.reporter)
            return exclusion_reason::rated_by_others;
        return std::nullopt;
    }

    /// `own` is the order before it was merged, if it was, and `o` the matter of its reporter.
    void add(const order& own, const order& o) const {
        const auto why = why_left_out(o);
        const auto state = settled_state(o);
        const bool closed = is_closed(state);
        const bool solved = state == order_state::solved;
        if (within(o.placed_at))
            count_or_leave_out(indicator::registered, o, o.registered_at.has_value(),
                               state == order_state::declined ? std::nullopt : why);
        if (within(o.due)) {
            count_or_leave_out(indicator::handled, o, o.fed_back_at.has_value(), why);
            count_or_leave_out(indicator::handled_on_time, o, o.fed_back_at && *o.fed_back_at <= *o.due, why);
        }
        if (const auto close_by = o.close_by ? o.close_by : o.due ? o.due : o.step_due; within(close_by)) {
            count_or_leave_out(indicator::closed, o, closed, why);
            count_or_leave_out(indicator::closed_on_time, o, solved && *o.closed_at <= *close_by, why);
        }
        if (within(own.dispatched_at)) {
            // What went on in another community is counted there, with its dispatch here.
            const auto left = own.referred ? std::optional{exclusion_reason::referred} : std::nullopt;
            count_or_leave_out(indicator::returned, own, own.returns > 0, left);
            count_or_leave_out(indicator::reworked, own, own.reworks > 0, left);
            count_or_leave_out(indicator::dispatched_right, own, own.returns == 0, left);
        }
        if (closed && within(o.closed_at)) {
            count_or_leave_out(indicator::responded, o, o.responded, why);
            count_or_leave_out(indicator::solved, o, solved, why);
            count_or_leave_out(indicator::satisfied, o, solved && o.satisfied.value_or(false),
                               why_unrated(o));
        }
    }
};

std::vector<measure> no_measures() {
    std::vector<measure> all;
    for (int i = 0; i < indicator_count; ++i) all.push_back({static_cast<indicator>(i)});
    return all;
}

void sort_keys(std::vector<measure>& measures) {
    for (auto& m : measures) {
        std::sort(m.part.begin(), m.part.end());
        std::sort(m.whole.begin(), m.whole.end());
        std::sort(m.left_out.begin(), m.left_out.end(),
                  [](const exclusion& a, const exclusion& b) { return a.order < b.order; });
    }
}

void require(const period& when) {
    if (when.until < when.from) throw std::invalid_argument("period: it ends before it starts");
}

void fold_into_book(order_book& book, const event& e, const calendar::work_calendars* office) {
    const auto& k = order_of(e);
    auto id = book.find(k);
    detail::require_follows(id ? &book[*id] : nullptr, e);
    if (!id) id = book.find_or_add(k);
    book.update(*id, [&](order& o) {
        detail::fold_into(o, e);
        if (office != nullptr) set_deadlines(o, *office);
    });
}

} // namespace

order_book orders_before(std::span<const event> events, local_time instant,
                         const calendar::work_calendars* office) {
    order_book book;
    for (const auto& e : events)
        if (time_of(e) < instant) fold_into_book(book, e, office);
    return book;
}

namespace {

void keep_earlier(due_time& due, const due_time& other) {
    if (other && (!due || *other < *due)) due = other;
}

/// Calls `use` with the matter of the order, which is mostly the order itself.
void with_matter(const order& o, const order_book& orders, const auto& use) {
    if (o.parent || o.ratings.size() > 1)
        use(matter_of(o, orders));
    else
        use(o);
}

} // namespace

order matter_of(const order& o, const order_book& orders) {
    const auto* in = &o;
    while (in->parent) {
        const auto next = orders.find(*in->parent);
        if (!next) break;
        in = &orders[*next];
    }
    auto matter = *in;
    if (in != &o) {
        matter.key = o.key;
        matter.building = o.building;
        matter.spot = o.spot;
        matter.text = o.text;
        matter.grid = o.grid;
        matter.placed_by = o.placed_by;
        matter.reporter = o.reporter;
        matter.at_door = o.at_door;
        matter.channel = o.channel;
        matter.priority = o.priority;
        matter.placed_at = o.placed_at;
        if (o.registered_at) matter.registered_at = o.registered_at;
        keep_earlier(matter.due, o.due); // nobody gains time by a merger
        keep_earlier(matter.close_by, o.close_by);
    }
    for (const auto& r : matter.ratings) {
        if (r.by != matter.reporter) continue;
        matter.solved = r.solved;
        matter.satisfied = r.satisfied;
        matter.rated_by = r.by;
        matter.rating_struck = r.struck;
    }
    return matter;
}

std::vector<measure> measure_orders(const order_book& orders, const period& when,
                                    const indicator_profile& profile) {
    require(when);
    auto measures = no_measures();
    const tally_keeper keeper{when, profile, measures};
    for (const auto& o : orders) with_matter(o, orders, [&](const order& matter) { keeper.add(o, matter); });
    sort_keys(measures);
    return measures;
}

std::map<std::string, std::vector<measure>>
measure_orders_by(const order_book& orders, const period& when,
                  const std::function<std::string(const order&)>& group, const indicator_profile& profile) {
    require(when);
    std::map<std::string, std::vector<measure>> groups;
    for (const auto& o : orders) {
        with_matter(o, orders, [&](const order& matter) {
            const auto [at, fresh] = groups.try_emplace(group(matter));
            if (fresh) at->second = no_measures();
            tally_keeper{when, profile, at->second}.add(o, matter);
        });
    }
    for (auto& [name, measures] : groups) sort_keys(measures);
    return groups;
}

std::vector<std::vector<measure>> measure_trend(std::span<const event> events,
                                                std::span<const period> periods,
                                                const indicator_profile& profile,
                                                const calendar::work_calendars* office) {
    std::vector<const event*> by_time;
    for (const auto& e : events) by_time.push_back(&e);
    std::stable_sort(by_time.begin(), by_time.end(),
                     [](const event* a, const event* b) { return time_of(*a) < time_of(*b); });
    std::vector<std::vector<measure>> trend;
    order_book book;
    auto next = by_time.begin();
    for (const auto& when : periods) {
        require(when);
        if (!trend.empty() && when.until < periods[trend.size() - 1].until)
            throw std::invalid_argument("measure_trend: want periods in the order of their ends");
        // What happens at the very end belongs to the next period.
        for (; next != by_time.end() && time_of(**next) < when.until; ++next)
            fold_into_book(book, **next, office);
        trend.push_back(measure_orders(book, when, profile));
    }
    return trend;
}

} // namespace qaidam::services
