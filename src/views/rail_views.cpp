#include <qaidam/views/rail_views.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <variant>

#include <qaidam/base/text.hpp>
#include <qaidam/rail/realtime.hpp>
#include <qaidam/report/svg.hpp>

#include "rail_text.hpp"

namespace qaidam::views {
namespace {

std::string stop_name(const rail::timetable& t, rail::station_id s, language l) {
    return t.stations().at(s).name.in(l);
}

/// How one gets on and off where that is not as usual: "上车须电话预约".
std::string access_words(const rail::call& c, bool boards, bool alights, language l) {
    std::string all;
    const auto add = [&](bool asked, rail::access how, const char* zh, const char* en) {
        if (!asked) return;
        if (how == rail::access::by_phone)
            join_on(all, pick(l, "，", ", "),
                    fmt::format(fmt::runtime(pick(l, "{}须电话预约", "{} by phone")), pick(l, zh, en)));
        if (how == rail::access::by_driver)
            join_on(
                all, pick(l, "，", ", "),
                fmt::format(fmt::runtime(pick(l, "{}须告知司机", "{}: tell the driver")), pick(l, zh, en)));
    };
    add(boards, c.boarding, "上车", "board");
    add(alights, c.alighting, "下车", "alight");
    return all;
}

/// "晚点 25 分", "提前 2 分".
std::string delay_words(std::chrono::seconds later, language l) {
    const auto minutes = std::abs(later.count()) / 60;
    if (minutes == 0) return {};
    return fmt::format(fmt::runtime(later.count() > 0 ? pick(l, "晚点 {} 分", "{} min late")
                                                      : pick(l, "提前 {} 分", "{} min early")),
                       minutes);
}

/// What became of the call: "停运", "晚点 25 分".
std::string status_words(const rail::board_entry& e, language l) {
    switch (e.status) {
    case rail::call_status::cancelled: return pick(l, "停运", "cancelled");
    case rail::call_status::skipped: return pick(l, "本站不停", "does not call here");
    case rail::call_status::extra: return pick(l, "加开", "extra");
    case rail::call_status::as_usual: break;
    }
    return e.later ? delay_words(*e.later, l) : std::string{};
}

/// "每 10 分钟一班".
std::string headway_words(std::chrono::seconds every, language l) {
    const auto s = every.count();
    const auto length =
        s % 60 == 0 ? fmt::format(fmt::runtime(pick(l, "{} 分钟", "{} min")), s / 60)
        : s < 60    ? fmt::format(fmt::runtime(pick(l, "{} 秒", "{} s")), s)
                    : fmt::format(fmt::runtime(pick(l, "{} 分 {} 秒", "{} min {} s")), s / 60, s % 60);
    return fmt::format(fmt::runtime(pick(l, "每 {}一班", "every {}")), length);
}

/// What a passenger has to know of the call beyond its times.
std::string remark(const rail::timetable& t, const rail::board_entry& e, language l) {
    const auto& x = t.trains().at(e.train);
    auto all = status_words(e, l);
    const auto add = [&](const std::string& words) {
        if (!words.empty()) join_on(all, pick(l, "；", "; "), words);
    };
    if (!e.takes_place()) return all;
    if (e.approximate && !e.headway) add(pick(l, "约略时刻", "approximate"));
    const auto shown = rail::headsign_at(x, e.call, l);
    const auto& terminus = t.stations()[x.calls.back().at].name;
    if (e.departure && !shown.empty() && shown != terminus.zh && shown != terminus.en) add(shown);
    if (e.headway) add(headway_words(e.headway->every, l));
    add(access_words(x.calls[e.call], e.departure.has_value(), e.arrival.has_value(), l));
    return all;
}

/// "3", or "3 → 4" where it is another one than planned.
std::string platform_words(const rail::timetable& t, const rail::board_entry& e) {
    const auto now = platform_code(t, e.platform), planned = platform_code(t, e.planned_platform);
    return planned.empty() || now.empty() || now == planned || !e.takes_place() ? now : planned + " → " + now;
}

} // namespace

report::table board_table(const rail::timetable& t, std::span<const rail::board_entry> board, language l,
                          std::span<const rail::service_alert> alerts) {
    const auto right = report::align::right;
    // A train that runs every so often has no minutes, but a first time and a last one.
    const auto clock = [](const rail::board_entry& e, const std::optional<calendar::local_time>& time) {
        if (!time) return std::string{"—"};
        const auto first = calendar::to_string(time->time_of_day());
        if (!e.headway) return first;
        const auto last = (*time + e.headway->lasts).time_of_day();
        return first + "–" + calendar::to_string(std::chrono::floor<std::chrono::minutes>(last));
    };
    struct line {
        std::string arrival, departure;             ///< as planned, or of an extra call
        std::string new_arrival{}, new_departure{}; ///< where others are expected
        std::string platform, remark;
    };
    std::vector<line> lines;
    for (const auto& e : board) {
        const bool planned = e.planned_arrival || e.planned_departure;
        line row{.arrival = clock(e, planned ? e.planned_arrival : e.arrival),
                 .departure = clock(e, planned ? e.planned_departure : e.departure),
                 .platform = platform_words(t, e),
                 .remark = remark(t, e, l)};
        for (std::size_t a = 0; a < alerts.size(); ++a)
            if (rail::concerns(t, alerts[a], e))
                join_on(row.remark, pick(l, "；", "; "),
                        fmt::format(fmt::runtime(pick(l, "见提示 {}", "see notice {}")), a + 1));
        if (planned && e.arrival && e.arrival != e.planned_arrival) row.new_arrival = clock(e, e.arrival);
        if (planned && e.departure && e.departure != e.planned_departure)
            row.new_departure = clock(e, e.departure);
        lines.push_back(std::move(row));
    }
    const auto any = [&](std::string line::*cell) {
        return std::any_of(lines.begin(), lines.end(), [&](const line& x) { return !(x.*cell).empty(); });
    };
    struct shown_column {
        report::table::column title;
        std::string line::*cell;
    };
    std::vector<shown_column> shown{{{pick(l, "到", "arr"), right}, &line::arrival}};
    if (any(&line::new_arrival)) shown.push_back({{pick(l, "预计到", "exp arr"), right}, &line::new_arrival});
    shown.push_back({{pick(l, "开", "dep"), right}, &line::departure});
    if (any(&line::new_departure))
        shown.push_back({{pick(l, "预计开", "exp dep"), right}, &line::new_departure});
    if (any(&line::platform)) shown.push_back({{pick(l, "站台", "platform")}, &line::platform});
    if (any(&line::remark)) shown.push_back({{pick(l, "备注", "remarks")}, &line::remark});

    std::vector<report::table::column> columns{
        {pick(l, "车次", "train")}, {pick(l, "始发", "from")}, {pick(l, "终到", "to")}};
    for (const auto& c : shown) columns.push_back(c.title);
    report::table table{std::move(columns)};
    for (std::size_t i = 0; i < board.size(); ++i) {
        const auto& e = board[i];
        const auto& x = t.trains().at(e.train);
        const auto& number = rail::number_at(x, e.call);
        std::vector<std::string> row{number.empty() ? x.key.text() : number,
                                     stop_name(t, x.calls.front().at, l), stop_name(t, x.calls.back().at, l)};
        for (const auto& c : shown) row.push_back(lines[i].*c.cell);
        table.add_row(std::move(row));
    }
    return table;
}

namespace {

/// "，直线 13 米": how far apart the two stations are, where that is known.
std::string straight_line(const rail::timetable& t, const journeys::walk& w, language l) {
    const auto& from = t.stations()[w.from].at;
    const auto& to = t.stations()[w.to].at;
    if (!from || !to) return {};
    return fmt::format(fmt::runtime(pick(l, "，直线 {} 米", ", {} m as the crow flies")),
                       std::lround(geo::distance(*from, *to).value()));
}

/// How late a ride leaves and arrives, or that its train is an extra one.
std::string lateness_of(const rail::timetable& t, const journeys::ride& r, language l) {
    const auto& calls = t.trains()[r.train].calls;
    const auto board = rail::find_planned_call(t, r.train, r.board);
    const auto alight = rail::find_planned_call(t, r.train, r.alight);
    if (!board || !alight) return pick(l, "加开", "extra");
    const auto planned = [&](const rail::call_ref& c) -> const rail::call& {
        return t.trains()[c.train].calls[c.call];
    };
    const auto leaves = delay_words(
        std::chrono::seconds{calls[r.board].departure->seconds() - planned(*board).departure->seconds()}, l);
    const auto arrives = delay_words(
        std::chrono::seconds{calls[r.alight].arrival->seconds() - planned(*alight).arrival->seconds()}, l);
    if (leaves == arrives) return leaves;
    const auto part = [&](const char* zh, const char* en, const std::string& words) {
        return words.empty() ? std::string{} : fmt::format(fmt::runtime(pick(l, zh, en)), words);
    };
    auto all = part("开车{}", "leaves {}", leaves);
    if (!arrives.empty()) join_on(all, pick(l, "，", ", "), part("到站{}", "arrives {}", arrives));
    return all;
}

/// That the times of a ride are not exact.
std::string doubt_of(const rail::train& x, const journeys::ride& r, language l) {
    const bool exact =
        x.calls[r.board].timing == rail::timing::exact && x.calls[r.alight].timing == rail::timing::exact;
    return exact ? std::string{} : pick(l, "约略时刻", "approximate");
}

/// Where one boards.
std::string platform_of(const rail::timetable& t, const journeys::ride& r, language l) {
    const auto code = platform_code(t, t.trains()[r.train].calls[r.board].platform);
    return code.empty() ? code : fmt::format(fmt::runtime(pick(l, "{} 站台", "platform {}")), code);
}

/// "至多 ": what a time of a journey is where trains run every so often. `most`: the most that it can be, or the least.
const char* bound_word(journeys::headway_wait reckoned, bool most, language l) {
    if (reckoned == journeys::headway_wait::mean) return pick(l, "约 ", "about ");
    return most ? pick(l, "至多 ", "at most ") : pick(l, "至少 ", "at least ");
}

/// When the ride leaves, or since when one waits for it.
std::string departure_words(const journeys::ride& r, language l) {
    if (!r.waiting) return calendar::to_string(r.departure);
    return fmt::format(fmt::runtime(pick(l, "{} 起候车，{}", "from {}, {}")),
                       calendar::to_string(r.waiting->since), headway_words(r.waiting->every, l));
}

std::string arrival_words(const journeys::ride& r, language l) {
    const auto at = calendar::to_string(r.arrival);
    if (!r.waiting) return at;
    if (r.waiting->reckoned == journeys::headway_wait::mean) return pick(l, "约 ", "about ") + at;
    return fmt::format(fmt::runtime(pick(l, "至迟 {}", "{} at the latest")), at);
}

} // namespace

std::string describe(const rail::timetable& t, const journeys::journey& j, language l) {
    std::string text;
    std::optional<calendar::utc_time> arrived;             // with the leg before
    std::optional<journeys::headway_wait> arrival_bounded; // where its train runs every so often
    for (const auto& part : j.legs) {
        if (const auto* w = std::get_if<journeys::walk>(&part)) {
            text +=
                fmt::format(fmt::runtime(pick(l, "  步行   {} → {}，{}{}\n", "  walk   {} → {}, {}{}\n")),
                            stop_name(t, w->from, l), stop_name(t, w->to, l),
                            calendar::to_string(w->arrival_utc - w->departure_utc), straight_line(t, *w, l));
            if (arrived) arrived = w->arrival_utc;
            continue;
        }
        const auto& leg = std::get<journeys::ride>(part);
        const auto& x = t.trains().at(leg.train);
        const auto from = stop_name(t, x.calls[leg.board].at, l);
        if (leg.stays_seated) {
            text +=
                fmt::format(fmt::runtime(pick(l, "  在 {} 不下车，续行\n", "  stay seated at {}\n")), from);
        } else if (arrived) {
            const auto* const bound = leg.waiting       ? bound_word(leg.waiting->reckoned, true, l)
                                      : arrival_bounded ? bound_word(*arrival_bounded, false, l)
                                                        : pick(l, " ", "");
            text +=
                fmt::format(fmt::runtime(pick(l, "  换乘 {}，停留{}{}\n", "  change at {}, {}{} to wait\n")),
                            from, bound, calendar::to_string(leg.departure_utc - *arrived));
        }
        text +=
            fmt::format("  {:<6} {} {} → {} {}", rail::number_at(x, leg.board), from, departure_words(leg, l),
                        stop_name(t, x.calls[leg.alight].at, l), arrival_words(leg, l));
        for (const auto& words : {lateness_of(t, leg, l), doubt_of(x, leg, l), platform_of(t, leg, l),
                                  access_words(x.calls[leg.board], true, false, l),
                                  access_words(x.calls[leg.alight], false, true, l)})
            if (!words.empty()) text += fmt::format(fmt::runtime(pick(l, "（{}）", " ({})")), words);
        text += "\n";
        arrived = leg.arrival_utc;
        arrival_bounded = leg.waiting ? std::optional{leg.waiting->reckoned} : std::nullopt;
    }
    const auto minutes = j.duration().count() / 60;
    const auto* const bound = arrival_bounded ? bound_word(*arrival_bounded, true, l) : pick(l, " ", "");
    const auto hours = bound + fmt::format(fmt::runtime(pick(l, "{} 小时 {} 分", "{} h {} min")),
                                           minutes / 60, minutes % 60);
    if (j.changes() == 0)
        return text + fmt::format(fmt::runtime(pick(l, "  直达，全程{}\n", "  through, {} in all\n")), hours);
    return text + fmt::format(fmt::runtime(pick(l, "  换乘 {} 次，全程{}\n", "  {} change(s), {} in all\n")),
                              j.changes(), hours);
}

namespace {

/// Time to the right and mileage downwards, in pixels.
struct graph_frame {
    static constexpr double left = 92, right = 84, top = 64, bottom = 56,
                            plot_width = 1440; // ten pixels: ten minutes
    static constexpr double day = 86400;

    double plot_height;
    double longest;

    explicit graph_frame(const rail::line& along)
        : plot_height{std::clamp(static_cast<double>(along.stops.size()) * 26, 420.0, 1600.0)},
          longest{along.stops.empty() ? 1.0
                                      : std::max(1.0, static_cast<double>(along.stops.back().mileage))} {}

    [[nodiscard]] double x(double seconds) const { return left + plot_width * seconds / day; }
    [[nodiscard]] double y(double mileage) const { return top + plot_height * mileage / longest; }
    [[nodiscard]] double width() const { return left + plot_width + right; }
    [[nodiscard]] double height() const { return top + plot_height + bottom; }
};

constexpr const char* grid_color = "#3f9a56";

/// Thin lines every ten minutes, dashed ones every half hour, thick ones every hour, as on printed graphs.
void draw_grid(report::svg& drawing, const graph_frame& frame) {
    for (int ten = 0; ten <= 144; ++ten) {
        const double x = frame.x(ten * 600.0);
        const bool hour = ten % 6 == 0;
        const bool half = ten % 3 == 0;
        drawing.line({x, frame.top}, {x, frame.top + frame.plot_height},
                     {.color = grid_color, .width = hour ? 1.1 : 0.4, .dash = half && !hour ? "5 3" : ""});
        if (!hour) continue;
        for (const double y : {frame.top - 8, frame.top + frame.plot_height + 16})
            drawing.text({x, y}, std::to_string(ten / 6),
                         {.size = 13, .color = "#2f7a42", .anchor = report::anchor::middle});
    }
}

void draw_stations(report::svg& drawing, const graph_frame& frame, const rail::timetable& t,
                   const rail::line& along, language l) {
    constexpr double least_apart = 11; // of names, so that they can be read
    double named = -least_apart;
    for (std::size_t i = 0; i < along.stops.size(); ++i) {
        const auto& s = along.stops[i];
        const double y = frame.y(s.mileage);
        const bool end = i == 0 || i + 1 == along.stops.size();
        drawing.line({frame.left, y}, {frame.left + frame.plot_width, y},
                     {.color = "#2f7a42", .width = end ? 1.8 : 0.9});
        if (y - named < least_apart && !end) continue;
        named = y;
        drawing.text({frame.left - 8, y + 4}, stop_name(t, s.station, l),
                     {.size = 14, .anchor = report::anchor::end});
        drawing.text({frame.left + frame.plot_width + 8, y + 4}, fmt::format("{:.0f} km", s.mileage / 1000.0),
                     {.size = 12, .color = "#777"});
    }
}

/// The part of a run's path that lies within the day, cut off at its midnights.
std::vector<rail::stringline::spot> within_day(const std::vector<rail::stringline::spot>& path) {
    std::vector<rail::stringline::spot> shown;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const auto& p = path[i];
        if (i > 0)
            for (const std::int32_t edge : {0, 86400})
                if (path[i - 1].seconds < edge && p.seconds > edge)
                    shown.push_back({edge, static_cast<std::int32_t>(path[i - 1].mileage +
                                                                     (p.mileage - path[i - 1].mileage) *
                                                                         double(edge - path[i - 1].seconds) /
                                                                         (p.seconds - path[i - 1].seconds))});
        if (p.seconds >= 0 && p.seconds <= 86400) shown.push_back(p);
    }
    return shown;
}

/// Few runs leave room for larger letters.
double letter_scale(std::size_t runs) {
    return runs <= 30 ? 1.5 : 1.0;
}

std::vector<report::spot> spots_of(const graph_frame& frame, const rail::stringline& run) {
    std::vector<report::spot> shown;
    for (const auto& p : within_day(run.path)) shown.push_back({frame.x(p.seconds), frame.y(p.mileage)});
    return shown;
}

/// How a run was planned that updates changed or cancelled.
void draw_plan(report::svg& drawing, const graph_frame& frame, const rail::stringline& run) {
    const auto shown = spots_of(frame, run);
    if (shown.size() > 1) drawing.polyline(shown, {.color = "#888", .width = 1, .dash = "5 4"});
}

void draw_run(report::svg& drawing, const graph_frame& frame, const rail::stringline& run, double scale) {
    const auto* of_class = rail::find_class(run.number);
    const auto color = of_class != nullptr ? of_class->color : std::string_view{"#37474f"};
    const auto shown = spots_of(frame, run);
    if (shown.size() < 2) return;
    drawing.polyline(shown, {.color = color, .width = 1.4});
    // The last digit of each minute stands in the obtuse angle between the run and the station's line: a down
    // train comes from above left and leaves to below right.
    for (std::size_t i = 0; i < run.path.size(); ++i) {
        const auto& p = run.path[i];
        if (p.seconds < 0 || p.seconds > 86400) continue;
        const bool arrives = i > 0 && run.path[i - 1].mileage != p.mileage;
        const double above = arrives == run.down ? -2.5 : 8;
        drawing.text({frame.x(p.seconds) + (arrives ? 4 : -4), frame.y(p.mileage) + above},
                     std::to_string(p.seconds / 60 % 10),
                     {.size = 7 * scale, .color = color, .anchor = report::anchor::middle});
    }
    // The number stands along the longest stretch.
    std::size_t best = 1;
    const auto length = [&](std::size_t i) {
        return shown[i].y == shown[i - 1].y
                   ? 0
                   : std::hypot(shown[i].x - shown[i - 1].x, shown[i].y - shown[i - 1].y);
    };
    for (std::size_t i = 2; i < shown.size(); ++i)
        if (length(i) > length(best)) best = i;
    const auto& a = shown[best - 1];
    const auto& b = shown[best];
    drawing.text({(a.x + b.x) / 2, (a.y + b.y) / 2 - 3}, run.number,
                 {.size = 10 * scale,
                  .color = color,
                  .anchor = report::anchor::middle,
                  .turned = std::atan2(b.y - a.y, b.x - a.x) * 180 / 3.14159265358979,
                  .halo = true});
}

} // namespace

std::string draw_train_graph(const rail::timetable& t, const rail::line& along, const calendar::date& day,
                             language l) {
    const auto runs = rail::trace_trains(t, along, day); // refuses what is not of the timetable
    const graph_frame frame{along};
    const auto ends = along.stops.empty() ? std::string{}
                                          : fmt::format("{}–{}", stop_name(t, along.stops.front().station, l),
                                                        stop_name(t, along.stops.back().station, l));
    auto title =
        fmt::format("{} {} {}", pick(l, "列车运行图", "Train graph"), ends, calendar::to_string(day));
    if (const auto& name = along.name.in(l); !name.empty()) title += " · " + name;
    report::svg drawing{frame.width(), frame.height(), title};
    drawing.rectangle({0, 0}, frame.width(), frame.height(), {.width = 0, .fill = "#fff"});
    drawing.text({frame.left, 26}, title, {.size = 20});
    draw_grid(drawing, frame);
    draw_stations(drawing, frame, t, along, l);
    const auto changed = rail::trace_changed(t, along, day);
    for (const auto& run : changed) draw_plan(drawing, frame, run);
    std::size_t down = 0;
    for (const auto& run : runs) {
        draw_run(drawing, frame, run, letter_scale(runs.size()));
        down += run.down ? 1 : 0;
    }
    drawing.text(
        {frame.left, frame.height() - 14},
        fmt::format(fmt::runtime(pick(l,
                                      "下行 {} 列　上行 {} 列　细线十分，虚线半小时，粗线整点；站名线按里程；"
                                      "数字为分钟个位；颜色按列车等级",
                                      "{} down, {} up. Thin lines ten minutes, dashed half an hour, thick an "
                                      "hour; stations by mileage; figures are the last digit of minutes; "
                                      "colours by class")),
                    down, runs.size() - down) +
            (changed.empty() ? "" : pick(l, "；灰虚线为计划", "; grey dashes are the plan")),
        {.size = 14, .color = "#777"});
    return drawing.str();
}

namespace {

/// What stands behind a station where the train does not call for passengers.
std::string mark_of(rail::call_kind kind, language l) {
    switch (kind) {
    case rail::call_kind::technical: return pick(l, "（技术停）", " (technical)");
    case rail::call_kind::pass: return pick(l, "（通过）", " (passes)");
    case rail::call_kind::passenger: break;
    }
    return {};
}

} // namespace

report::table train_table(const rail::timetable& t, const rail::train_page& page, language l) {
    const auto right = report::align::right;
    report::table table{{{pick(l, "车次", "train")},
                         {pick(l, "车站", "station")},
                         {pick(l, "到", "arr"), right},
                         {pick(l, "开", "dep"), right},
                         {pick(l, "停", "stay"), right},
                         {pick(l, "里程 km", "km"), right},
                         {pick(l, "旅时", "ride"), right},
                         {"km/h", right}}};
    const auto& x = t.trains().at(page.train);
    const auto clock = [](const std::optional<rail::service_time>& time) {
        return time ? to_string(*time) : std::string{"—"};
    };
    const auto minutes = [](const std::optional<std::chrono::seconds>& time) {
        return time ? fmt::format("{}:{:02}", time->count() / 3600, time->count() / 60 % 60) : std::string{};
    };
    for (const auto& row : page.rows) {
        const auto& c = x.calls[row.call];
        const bool first = row.call == 0;
        const bool last = row.call + 1 == x.calls.size();
        const bool passes = c.kind == rail::call_kind::pass;
        table.add_row({rail::number_at(x, row.call), stop_name(t, c.at, l) + mark_of(c.kind, l),
                       clock(first || passes ? std::nullopt : c.arrival),
                       clock(last ? std::nullopt : c.departure), minutes(passes ? std::nullopt : row.stay),
                       row.kilometres ? fmt::format("{:.0f}", *row.kilometres) : "", minutes(row.ride),
                       row.speed ? fmt::format("{:.0f}", *row.speed) : ""});
    }
    return table;
}

report::table direct_table(const rail::timetable& t, std::span<const rail::direct_train> trains, language l) {
    const auto right = report::align::right;
    report::table table{{{pick(l, "车次", "train")},
                         {pick(l, "发站", "from")},
                         {pick(l, "开", "dep"), right},
                         {pick(l, "到站", "to")},
                         {pick(l, "到", "arr"), right},
                         {pick(l, "历时", "takes"), right},
                         {pick(l, "开行日（始发）", "days (at the origin)")}}};
    for (const auto& d : trains) {
        const auto& x = t.trains().at(d.train);
        const auto& from = x.calls[d.board];
        const auto& to = x.calls[d.alight];
        const auto takes = to.arrival->seconds() - from.departure->seconds();
        const auto shifted = [&](const std::optional<rail::service_time>& time) {
            const auto at = std::chrono::seconds{time->seconds()} + d.shift;
            const auto first = to_string(rail::service_time{at});
            return d.headway ? first + "–" + to_string(rail::service_time{at + d.headway->lasts}) : first;
        };
        auto days = to_string(d.days, l);
        if (d.headway) join_on(days, pick(l, "；", "; "), headway_words(d.headway->every, l));
        table.add_row({rail::number_at(x, d.board), stop_name(t, from.at, l), shifted(from.departure),
                       stop_name(t, to.at, l), shifted(to.arrival),
                       fmt::format("{}:{:02}", takes / 3600, takes / 60 % 60), std::move(days)});
    }
    return table;
}

std::string list_changes(const rail::timetable& before, const rail::timetable& after,
                         const rail::timetable_diff& changes, language l) {
    std::string text;
    for (const auto& s : changes.stations()) text += "  " + to_string(s.operation, l) + "\n";
    for (const auto& c : changes.trains()) text += "  " + describe(before, after, c, l) + "\n";
    return text.empty() ? std::string{pick(l, "  没有变化\n", "  nothing changed\n")} : text;
}

} // namespace qaidam::views
