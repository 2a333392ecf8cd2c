#include <algorithm>
#include <array>
#include <cmath>

#include <qaidam/base/text.hpp>
#include <qaidam/report/html.hpp>
#include <qaidam/report/svg.hpp>
#include <qaidam/views/venue_views.hpp>

namespace qaidam::views {
namespace {

using calendar::date;
using calendar::day_count;
using calendar::local_time;
using report::spot;
using venues::entry;

/// A light ground and a dark edge, by place.
struct colours {
    std::string_view ground;
    std::string_view edge;
};
constexpr colours palette[] = {{"#fde7e5", "#b3372f"}, {"#e3eefb", "#1f6fb2"}, {"#e4f3e3", "#2e7d32"},
                               {"#fdf1d6", "#b7791f"}, {"#efe6f8", "#6b3fa0"}, {"#dff3f2", "#0f766e"},
                               {"#fbe4ef", "#a8326d"}, {"#eceff1", "#455a64"}, {"#f1ecd9", "#7a6a1f"},
                               {"#e6e9f9", "#3949ab"}, {"#f7e8dd", "#9a4a17"}};
constexpr colours elsewhere{"#ffffff", "#666666"};

colours colour_of(const entry& e) {
    const auto* place = std::get_if<civic::place_id>(&e.where);
    return place == nullptr ? elsewhere : palette[place->value() % std::size(palette)];
}

date monday_of(const date& day) {
    return day - day_count{static_cast<int>(calendar::weekday_of(day))};
}

std::string day_text(const date& day, language l) {
    return fmt::format(fmt::runtime(pick(l, "{}月{}日", "{}/{}")), day.month().as_number(),
                       day.day().as_number());
}

std::string hours_of(const entry& e) {
    return calendar::to_string(e.from.time_of_day()) + "–" + calendar::to_string(e.until.time_of_day());
}

double hours(local_time t) {
    return static_cast<double>(t.time_of_day().count()) / 3600;
}

/// An entry of one day and the lane in which it stands beside those at the same time.
struct placed {
    const entry* what;
    std::size_t lane = 0;
    std::size_t lanes = 1;
};

/// Entries that meet share the width of their day: each in the first lane that is free, and as many lanes as
/// those of one cluster need.
std::vector<placed> in_lanes(std::span<const entry> entries, const date& day) {
    std::vector<placed> all;
    for (const auto& e : entries)
        if (e.from.date() == day) all.push_back({&e});
    for (std::size_t i = 0; i < all.size();) {
        std::vector<local_time> ends;
        auto until = all[i].what->until;
        auto j = i;
        for (; j < all.size() && (j == i || all[j].what->from < until); ++j) {
            const auto free = std::find_if(ends.begin(), ends.end(),
                                           [&](local_time end) { return end <= all[j].what->from; });
            all[j].lane = static_cast<std::size_t>(free - ends.begin());
            if (free == ends.end())
                ends.push_back(all[j].what->until);
            else
                *free = all[j].what->until;
            until = std::max(until, all[j].what->until);
        }
        for (; i < j; ++i) all[i].lanes = ends.size();
    }
    return all;
}

std::string title_of(const entry& e, language l) {
    return e.title.in(l) + (e.make_up ? pick(l, "（补课）", " (make-up)") : "");
}

std::vector<entry> entries_of(const venues::programme& p, const civic::community& c, const date& monday,
                              venues::homes at_homes) {
    return venues::list_entries(p, c, local_time{monday}, local_time{monday + day_count{7}},
                                venues::called_off::left_out, at_homes);
}

std::string elsewhere_name(language l, venues::homes at_homes) {
    return at_homes == venues::homes::named ? pick(l, "上门、室外及其他", "at homes, in the open")
                                            : pick(l, "室外及其他", "in the open, elsewhere");
}

class chart {
public:
    chart(const venues::programme& p, const civic::community& c, const date& monday, language l,
          const view_options& options)
        : c_{c},
          monday_{monday},
          l_{l},
          options_{options},
          entries_{entries_of(p, c, monday, options.homes)} {
        first_ = 9;
        last_ = 18;
        for (const auto& e : entries_) {
            first_ = std::min(first_, std::floor(hours(e.from)));
            const bool past_midnight = e.until.date() != e.from.date();
            last_ = std::max(last_, past_midnight ? 24 : std::ceil(hours(e.until)));
        }
        for (const auto& e : entries_)
            if (const auto* place = std::get_if<civic::place_id>(&e.where))
                if (std::find(places_.begin(), places_.end(), *place) == places_.end())
                    places_.push_back(*place);
        std::sort(places_.begin(), places_.end());
    }

    [[nodiscard]] std::string draw() const {
        const double below = top + (last_ - first_) * hour_height;
        const auto rows = (places_.size() + legend_columns) / legend_columns;
        const double height = below + 20 + static_cast<double>(rows) * 22;
        report::svg out{width, height,
                        fmt::format(fmt::runtime(pick(l_, "{} 一周活动安排 {}", "{}, week of {}")),
                                    c_.identity().name.in(l_), calendar::to_string(monday_))};
        out.rectangle({0, 0}, width, height, {.color = "none", .fill = "#ffffff"});
        draw_grid(out, below);
        for (int d = 0; d < 7; ++d) {
            const auto day = monday_ + day_count{d};
            for (const auto& p : in_lanes(entries_, day)) draw_entry(out, p, d);
        }
        draw_legend(out, below + 22);
        return out.str();
    }

private:
    static constexpr double width = 1120, left = 52, top = 50, hour_height = 52;
    static constexpr double day_width = (width - left) / 7;
    static constexpr double size = 12, line_height = 14.5;
    static constexpr std::size_t legend_columns = 5;

    [[nodiscard]] double y_of(double hour) const { return top + (hour - first_) * hour_height; }

    void draw_grid(report::svg& out, double below) const {
        for (int d = 0; d < 7; ++d) {
            const auto day = monday_ + day_count{d};
            const auto x = left + d * day_width;
            const auto special = calendar::holidays::china().find(day);
            const bool off = special ? special->day_off : d >= 5;
            if (off) out.rectangle({x, top}, day_width, below - top, {.color = "none", .fill = "#faf7f2"});
            const std::string_view ink = off ? "#b3372f" : "#222";
            out.text({x + day_width / 2, 20}, to_string(calendar::weekday_of(day), l_),
                     {.size = 15, .color = ink, .anchor = report::anchor::middle});
            auto under = day_text(day, l_);
            if (special)
                under += " " + special->name +
                         (special->day_off ? pick(l_, " 休", " (off)") : pick(l_, " 班", " (workday)"));
            out.text({x + day_width / 2, 39}, under,
                     {.size = 12, .color = off ? ink : "#666", .anchor = report::anchor::middle});
        }
        for (auto h = first_; h <= last_; ++h) {
            out.line({left, y_of(h)}, {width, y_of(h)}, {.color = "#ddd", .width = 0.8});
            if (h < last_)
                out.line({left, y_of(h + 0.5)}, {width, y_of(h + 0.5)},
                         {.color = "#eee", .width = 0.6, .dash = "2 3"});
            out.text({left - 8, y_of(h) + 4}, fmt::format("{:02}:00", static_cast<int>(h)),
                     {.size = 11, .color = "#666", .anchor = report::anchor::end});
        }
        for (int d = 0; d <= 7; ++d) {
            const auto x = std::min(left + d * day_width, width - 0.5);
            out.line({x, top}, {x, below}, {.color = "#ccc", .width = 0.8});
        }
    }

    void draw_entry(report::svg& out, const placed& p, int d) const {
        const auto& e = *p.what;
        const auto lane = (day_width - 4) / static_cast<double>(p.lanes);
        const auto x = left + d * day_width + 2 + lane * static_cast<double>(p.lane);
        const auto y = y_of(hours(e.from)) + 1;
        const auto end = e.until.date() != e.from.date() ? 24 : hours(e.until);
        const auto height = std::max(y_of(end) - y - 1, line_height + 2);
        const auto look = colour_of(e);
        out.rectangle({x, y}, lane - 2, height, {.color = look.edge, .width = 0.6, .fill = look.ground});
        out.rectangle({x, y}, 4, height, {.color = "none", .fill = look.edge});
        const auto columns = static_cast<std::size_t>(std::max(1.0, (lane - 14) / (size * 0.54)));
        auto room = static_cast<std::size_t>(std::max(1.0, std::floor((height - 3) / line_height)));
        double at = y + 13;
        const auto write = [&](const std::string& text, std::string_view ink, std::size_t most) {
            for (const auto& line : report::wrap(text, columns, std::min(most, room))) {
                out.text({x + 9, at}, line, {.size = size, .color = ink});
                at += line_height;
                --room;
            }
        };
        // What it is must not be missing; the place has its colour, and the hours their height.
        const bool short_one = room < 2;
        const bool narrow = columns < hours_of(e).size() - 2; // the dash takes three bytes
        if (!short_one) write(narrow ? calendar::to_string(e.from.time_of_day()) : hours_of(e), look.edge, 1);
        write(title_of(e, l_), "#111", room > 1 ? std::max<std::size_t>(1, room - 1) : 1);
        if (room > 0) write(venues::name_of(e.where, c_, l_, options_.homes), "#444", room > 1 ? 2 : 1);
        if (room > 0 && !e.who.in(l_).empty()) write(e.who.in(l_), "#444", 1);
    }

    void draw_legend(report::svg& out, double y) const {
        const auto draw = [&](std::size_t i, const colours& look, const std::string& name) {
            constexpr double item = (width - left) / legend_columns;
            const auto x = left + static_cast<double>(i % legend_columns) * item;
            const auto line = y + static_cast<double>(i / legend_columns) * 22;
            out.rectangle({x, line - 10}, 14, 12, {.color = look.edge, .width = 0.8, .fill = look.ground});
            out.rectangle({x, line - 10}, 4, 12, {.color = "none", .fill = look.edge});
            const auto columns = static_cast<std::size_t>((item - 26) / (size * 0.6));
            const auto lines = report::wrap(name, columns, 1);
            if (!lines.empty()) out.text({x + 20, line}, lines.front(), {.size = size, .color = "#333"});
        };
        std::size_t i = 0;
        for (const auto place : places_)
            draw(i++, palette[place.value() % std::size(palette)], c_.places()[place].name.in(l_));
        draw(i, elsewhere, elsewhere_name(l_, options_.homes));
    }

    const civic::community& c_;
    date monday_;
    language l_;
    const view_options& options_;
    std::vector<entry> entries_;
    std::vector<civic::place_id> places_;
    double first_ = 9, last_ = 18;
};

/// A row a place, a column a day: what is there when.
std::string table_by_place(std::span<const entry> entries, const civic::community& c, const date& monday,
                           language l, venues::homes at_homes) {
    std::string html = "<table style=\"table-layout: fixed; width: 100%\">\n<thead><tr><th>" +
                       std::string{pick(l, "场所", "place")} + "</th>";
    for (int d = 0; d < 7; ++d) {
        const auto day = monday + day_count{d};
        html += "<th>" + to_string(calendar::weekday_of(day), l) + " " + day_text(day, l) + "</th>";
    }
    html += "</tr></thead>\n<tbody>\n";
    const auto row = [&](const std::string& name, auto is_here) {
        html += "<tr><th>" + report::escape(name) + "</th>";
        for (int d = 0; d < 7; ++d) {
            html += "<td>";
            bool first = true;
            for (const auto& e : entries) {
                if (e.from.date() != monday + day_count{d} || !is_here(e)) continue;
                if (!std::exchange(first, false)) html += "<br>";
                html += report::escape(hours_of(e)) + "<br>" + report::escape(title_of(e, l));
                if (!e.who.in(l).empty()) html += "<br>" + report::escape(e.who.in(l));
                if (!std::holds_alternative<civic::place_id>(e.where))
                    html += "<br>" + report::escape(venues::name_of(e.where, c, l, at_homes));
            }
            html += "</td>";
        }
        html += "</tr>\n";
    };
    for (const auto id : c.places().ids())
        row(c.places()[id].name.in(l), [&](const entry& e) { return e.where == venues::spot{id}; });
    row(elsewhere_name(l, at_homes),
        [](const entry& e) { return !std::holds_alternative<civic::place_id>(e.where); });
    return html + "</tbody>\n</table>\n";
}

} // namespace

std::string week_chart(const venues::programme& p, const civic::community& c, const date& day, language l,
                       const view_options& options) {
    calendar::require_plain(day, "week_chart");
    return chart{p, c, monday_of(day), l, options}.draw();
}

std::string week_page(const venues::programme& p, const civic::community& c, const date& day, language l,
                      const view_options& options) {
    calendar::require_plain(day, "week_page");
    const auto monday = monday_of(day);
    const auto entries = entries_of(p, c, monday, options.homes);
    const auto sunday = monday + day_count{6};
    const auto* dates = monday.year() == sunday.year()
                            ? pick(l, "{1}年{2} – {3}", "{2} – {3}, {1}")
                            : pick(l, "{0}年{2} – {1}年{3}", "{2}, {0} – {3}, {1}");
    const auto span = fmt::format(fmt::runtime(dates), static_cast<int>(monday.year()),
                                  static_cast<int>(sunday.year()), day_text(monday, l), day_text(sunday, l));
    // The chart fills one sheet, the table the next.
    const std::string paper =
        "<style>@page { size: A4 landscape; margin: 9mm; }\n"
        "@media print { h1 { font-size: 20px; margin: 0; } h2 { font-size: 15px; margin: 4px 0; }\n"
        "svg { max-height: 158mm; margin: auto; } section + section { break-before: page; }\n"
        "td, th { line-height: 1.3; } }</style>\n";
    return report::page(
        c.identity().name.in(l) + pick(l, " 一周活动安排", ": the week at our places"), l,
        {{span, paper + week_chart(p, c, monday, l, options)},
         {pick(l, "按场所", "By place"), table_by_place(entries, c, monday, l, options.homes)}});
}

std::string fair_plan(const venues::fair& f, const venues::programme& p, language l) {
    double across = f.width, down = f.depth;
    for (const auto& s : f.stalls)
        if (s.at) {
            across = std::max(across, s.at->x + s.at->width);
            down = std::max(down, s.at->y + s.at->depth);
        }
    constexpr double margin = 20, width = 960;
    const auto scale = across > 0 ? std::min((width - 2 * margin) / across, 90.0) : 1;
    report::svg out{across * scale + 2 * margin, down * scale + 2 * margin + 20, f.name.in(l)};
    out.rectangle({margin, margin}, across * scale, down * scale, {.color = "#888", .fill = "#fbfaf7"});
    for (std::size_t i = 0; i < f.stalls.size(); ++i) {
        const auto& s = f.stalls[i];
        if (!s.at) continue;
        const auto& look = palette[i % std::size(palette)];
        const spot corner{margin + s.at->x * scale, margin + s.at->y * scale};
        const auto wide = s.at->width * scale, deep = s.at->depth * scale;
        out.rectangle(corner, wide, deep, {.color = look.edge, .width = 1.5, .fill = look.ground});
        const auto columns = static_cast<std::size_t>(std::max(1.0, (wide - 12) / (14 * 0.54)));
        const auto lines = static_cast<std::size_t>(std::max(1.0, std::floor((deep - 8) / 18)));
        double y = corner.y + 20;
        std::string goods;
        for (const auto g : s.goods) {
            join_on(goods, pick(l, "、", ", "), p.goods[g].name.in(l));
        }
        const auto write = [&](const std::string& text, std::string_view ink, std::size_t most) {
            for (const auto& line : report::wrap(text, columns, most)) {
                out.text({corner.x + 8, y}, line, {.size = 14, .color = ink});
                y += 18;
            }
        };
        write(s.keeper.in(l), look.edge, 1);
        if (lines > 1) write(goods, "#333", lines - 1);
    }
    if (f.width > 0 && f.depth > 0)
        out.text(
            {margin, down * scale + margin + 22},
            fmt::format(fmt::runtime(pick(l, "场地 {:g} × {:g} 米", "{:g} by {:g} m")), f.width, f.depth),
            {.size = 12, .color = "#666"});
    return out.str();
}

} // namespace qaidam::views
