#include <qaidam/views/rail_views.hpp>

#include <algorithm>

#include <qaidam/report/svg.hpp>

namespace qaidam::views {
namespace {

std::string stop_name(const rail::timetable& t, rail::station_id s, language l) {
    return t.stations()[s].name.in(l);
}

std::string number_of(const rail::train& x) {
    return x.number.empty() ? x.key.text() : x.number;
}

} // namespace

report::table board_table(const rail::timetable& t, std::span<const rail::board_entry> board, language l) {
    report::table table{{{pick(l, "车次", "train")},
                         {pick(l, "始发", "from")},
                         {pick(l, "终到", "to")},
                         {pick(l, "到", "arr"), report::align::right},
                         {pick(l, "开", "dep"), report::align::right}}};
    const auto clock = [](const std::optional<calendar::ptime>& time) {
        return time ? calendar::to_text(time->time_of_day()) : std::string{"—"};
    };
    for (const auto& e : board) {
        const auto& x = t.trains()[e.train];
        table.add_row({number_of(x), stop_name(t, x.calls.front().at, l), stop_name(t, x.calls.back().at, l),
                       clock(e.arrival), clock(e.departure)});
    }
    return table;
}

std::string describe(const rail::timetable& t, const rail::journey& j, language l) {
    std::string text;
    for (std::size_t i = 0; i < j.legs.size(); ++i) {
        const auto& leg = j.legs[i];
        const auto& x = t.trains()[leg.train];
        if (i > 0)
            text += fmt::format(fmt::runtime(pick(l, "  换乘 {}，停留 {}\n", "  change at {}, {} to wait\n")),
                                stop_name(t, x.calls[leg.board].at, l),
                                calendar::to_text(leg.departure - j.legs[i - 1].arrival));
        text += fmt::format("  {:<6} {} {} → {} {}\n", number_of(x), stop_name(t, x.calls[leg.board].at, l),
                            calendar::to_text(leg.departure), stop_name(t, x.calls[leg.alight].at, l),
                            calendar::to_text(leg.arrival));
    }
    const auto minutes = j.duration().total_seconds() / 60;
    const auto hours =
        fmt::format(fmt::runtime(pick(l, "{} 小时 {} 分", "{} h {} min")), minutes / 60, minutes % 60);
    if (j.changes() == 0)
        return text +
               fmt::format(fmt::runtime(pick(l, "  直达，全程 {}\n", "  through, {} in all\n")), hours);
    return text + fmt::format(fmt::runtime(pick(l, "  换乘 {} 次，全程 {}\n", "  {} change(s), {} in all\n")),
                              j.changes(), hours);
}

std::string draw_train_graph(const rail::timetable& t, const rail::line& along, const calendar::date& day,
                             language l) {
    constexpr double left = 76, top = 56, plot_width = 1152, plot_height = 420,
                     bottom = 36; // 8 pixels are ten minutes
    constexpr double day_seconds = 86400;
    const double longest = along.empty() ? 1.0 : std::max(1.0, static_cast<double>(along.back().mileage));
    const auto x_of = [&](double seconds) { return left + plot_width * seconds / day_seconds; };
    const auto y_of = [&](double mileage) { return top + plot_height * mileage / longest; };

    const auto title =
        fmt::format("{} {}–{} {}", pick(l, "列车运行图", "Train graph"),
                    along.empty() ? "" : stop_name(t, along.front().station, l),
                    along.empty() ? "" : stop_name(t, along.back().station, l), calendar::to_text(day));
    report::svg drawing{left + plot_width + 84, top + plot_height + bottom, title};
    drawing.rectangle({0, 0}, left + plot_width + 84, top + plot_height + bottom,
                      {.width = 0, .fill = "#fff"});
    drawing.text({left, 20}, title, {.size = 15});
    for (int ten = 0; ten <= 144; ++ten) {
        const double x = x_of(ten * 600.0);
        const bool hour = ten % 6 == 0;
        const bool half = ten % 3 == 0;
        drawing.line({x, top}, {x, top + plot_height},
                     {.color = "#4a9d5b", .width = hour ? 1.0 : 0.4, .dash = half && !hour ? "5 3" : ""});
        if (hour)
            drawing.text({x, top - 8}, std::to_string(ten / 6),
                         {.size = 11, .color = "#2f7a42", .anchor = report::anchor::middle});
    }
    for (const auto& s : along) {
        const double y = y_of(s.mileage);
        drawing.line({left, y}, {left + plot_width, y}, {.color = "#2f7a42", .width = 1.2});
        drawing.text({left - 8, y + 4}, stop_name(t, s.station, l),
                     {.size = 12, .anchor = report::anchor::end});
        drawing.text({left + plot_width + 8, y + 4}, fmt::format("{:.0f} km", s.mileage / 1000.0),
                     {.size = 11, .color = "#777"});
    }
    for (const auto& run : rail::trace_trains(t, along, day)) {
        const auto* color = run.down ? "#c0392b" : "#1f5fa8";
        std::vector<report::spot> shown;
        for (std::size_t i = 0; i < run.path.size(); ++i) {
            const auto& p = run.path[i];
            // What lies outside the day is cut off at midnight.
            if (i > 0) {
                const auto& before = run.path[i - 1];
                for (const double edge : {0.0, day_seconds})
                    if (before.seconds < edge && p.seconds > edge)
                        shown.push_back(
                            {x_of(edge),
                             y_of(before.mileage + (p.mileage - before.mileage) * (edge - before.seconds) /
                                                       (p.seconds - before.seconds))});
            }
            if (p.seconds >= 0 && p.seconds <= day_seconds)
                shown.push_back({x_of(p.seconds), y_of(p.mileage)});
        }
        if (shown.size() < 2) continue;
        drawing.polyline(shown, {.color = color, .width = 1.8});
        // The number stands at the middle of the longest stretch.
        std::size_t best = 1;
        const auto length = [&](std::size_t i) { return shown[i].x - shown[i - 1].x; };
        for (std::size_t i = 2; i < shown.size(); ++i)
            if (length(i) > length(best)) best = i;
        const auto& a = shown[best - 1];
        const auto& b = shown[best];
        drawing.text({(a.x + b.x) / 2, (a.y + b.y) / 2 - 5}, number_of(t.trains()[run.train]),
                     {.size = 12, .color = color, .anchor = report::anchor::middle, .halo = true});
    }
    drawing.text({left, top + plot_height + 24},
                 pick(l, "红：下行　蓝：上行　细线十分钟，虚线半小时，粗线整点；里程按站间大圆距离推算",
                      "red: down   blue: up   thin lines ten minutes, dashed half an hour, thick an hour; "
                      "mileage from great-circle distances"),
                 {.size = 11, .color = "#777"});
    return drawing.str();
}

} // namespace qaidam::views
