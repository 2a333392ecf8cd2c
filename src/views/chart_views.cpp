#include <algorithm>
#include <array>

#include <qaidam/report/chart.hpp>
#include <qaidam/views/service_views.hpp>

#include "ledger_batches.hpp"

namespace qaidam::views {
namespace {

using namespace services;

std::optional<double> percent_of(const ratio& r) {
    const auto points = r.basis_points();
    if (!points) return std::nullopt;
    return static_cast<double>(*points) / 100;
}

/// "12-20", of a day whose year stands elsewhere.
std::string short_day(const calendar::date& day) {
    return calendar::to_string(day).substr(5);
}

} // namespace

std::string draw_trend(std::span<const period> periods, std::span<const std::vector<measure>> trend,
                       std::span<const indicator> shown, language l) {
    report::chart c{.title = pick(l, "指标走势", "indicators over time"), .unit = "%", .most = 100};
    for (const auto& p : periods) c.along.push_back(short_day(p.from.date()));
    for (const auto i : shown) {
        auto& line = c.shown.emplace_back(report::chart::series{.name = to_string(i, l)});
        for (const auto& measures : trend)
            line.values.push_back(percent_of(measures.at(static_cast<std::size_t>(i)).value()));
    }
    return report::draw_lines(c);
}

std::string draw_rates(const std::map<std::string, std::vector<measure>>& groups, indicator shown,
                       language l) {
    report::chart c{
        .title = to_string(shown, l), .unit = "%", .shown = {{.name = to_string(shown, l)}}, .most = 100};
    for (const auto& [group, measures] : groups) {
        c.along.push_back(group);
        c.shown[0].values.push_back(percent_of(measures.at(static_cast<std::size_t>(shown)).value()));
    }
    return report::draw_bars(c);
}

std::string draw_open_ages(const desk& d, calendar::local_time now, language l) {
    struct age {
        std::int64_t below; ///< days
        wording said;
    };
    constexpr std::array<age, 4> ages{{{1, {"一天内", "under a day"}},
                                       {3, {"一至三天", "1–3 days"}},
                                       {7, {"三至七天", "3–7 days"}},
                                       {INT64_MAX, {"七天以上", "a week and more"}}}};
    report::chart c{.title = pick(l, "未结订单的时长", "how long orders are open"),
                    .unit = pick(l, "件", ""),
                    .shown = {{.name = pick(l, "按期", "on time")}, {.name = pick(l, "超期", "overdue")}}};
    for (const auto& a : ages) {
        c.along.emplace_back(a.said.in(l));
        for (auto& s : c.shown) s.values.emplace_back(0);
    }
    for (const auto& o : d.orders()) {
        if (is_closed(o.state) || o.placed_at > now) continue;
        const auto days = std::chrono::duration_cast<std::chrono::hours>(now - o.placed_at).count() / 24;
        const auto at = static_cast<std::size_t>(
            std::find_if(ages.begin(), ages.end(), [&](const age& a) { return days < a.below; }) -
            ages.begin());
        const auto due = next_deadline(o);
        ++*c.shown[due && *due < now ? 1 : 0].values[at];
    }
    return report::draw_stacked_bars(c);
}

namespace {

/// Bars of what is done and what is open.
class promise_bars {
public:
    promise_bars(const std::string& by, language l)
        : chart_{.title = fmt::format(fmt::runtime(pick(l, "台账，按{}", "the ledger by {}")), by),
                 .shown = {{.name = pick(l, "办结", "done")}, {.name = pick(l, "在办", "open")}}} {}
    void add(std::string name, const ledger::tally& t) {
        chart_.along.push_back(std::move(name));
        chart_.shown[0].values.emplace_back(t.done);
        chart_.shown[1].values.emplace_back(t.items - t.done);
    }
    [[nodiscard]] std::string draw() const { return report::draw_stacked_bars(chart_); }

private:
    report::chart chart_;
};

} // namespace

std::string draw_ledger(const ledger::items& all, language l) {
    promise_bars bars{pick(l, "类别", "batch"), l};
    for (const auto b : batches) bars.add(to_string(b, l), tally_of(all, b));
    return bars.draw();
}

std::string draw_roll_up(const ledger::roll_up_result& result, const civic::community& c,
                         const std::string& by, language l) {
    promise_bars bars{by, l};
    for (const auto& row : result.rows) {
        const auto department = c.departments().find(row.key);
        bars.add(department ? c.departments()[*department].name.in(l) : row.key, row.count);
    }
    return bars.draw();
}

} // namespace qaidam::views
