#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <qaidam/base/text.hpp>
#include <qaidam/report/html.hpp>
#include <qaidam/report/svg.hpp>
#include <qaidam/views/venue_views.hpp>

#include "venue_week.hpp"

namespace qaidam::views {
namespace {

using calendar::date;
using calendar::day_count;
using calendar::local_time;
using detail::colours;
using detail::day_item;
using detail::week_day;
using report::spot;

/// An item of one day and the lane in which it stands beside those at the same time.
struct placed {
    const day_item* what;
    std::size_t lane = 0;
};

/// Items that meet, directly or by way of others, and how many are at a time.
struct cluster {
    std::vector<placed> all{};
    std::size_t lanes = 0;
    local_time from;
    local_time until;
    bool has_long_words = false; ///< which half the width of a day would break

    /// So many stand beside each other; more are listed below each other, in the hours in which they begin.
    static constexpr std::size_t most_lanes = 2;
    [[nodiscard]] bool is_list() const { return lanes > most_lanes || (lanes > 1 && has_long_words); }
};

/// A list has its hours to itself.
void merge_lists(std::vector<cluster>& all) {
    const auto whole_hour = [](local_time t) { return (t - local_time{t.date()}) / std::chrono::hours{1}; };
    for (std::size_t i = 0; i + 1 < all.size();) {
        auto& a = all[i];
        auto& b = all[i + 1];
        if ((!a.is_list() && !b.is_list()) ||
            whole_hour(a.until - std::chrono::seconds{1}) < whole_hour(b.from)) {
            ++i;
            continue;
        }
        a.all.insert(a.all.end(), b.all.begin(), b.all.end());
        a.lanes = cluster::most_lanes + 1;
        a.until = b.until;
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        if (i > 0) --i; // the one before may be beside a list now
    }
}

/// The length of the longest word that is not Chinese.
std::size_t longest_word(std::string_view text) {
    std::size_t most = 0, here = 0;
    for (const char c : text) {
        here = c != ' ' && static_cast<unsigned char>(c) < 0x80 ? here + 1 : 0;
        most = std::max(most, here);
    }
    return most;
}

/// Each in the first lane that is free. What is long stands elsewhere. A lane of two has so many columns.
std::vector<cluster> clusters_of(const week_day& day, language l, std::size_t columns) {
    std::vector<cluster> found;
    std::vector<local_time> ends;
    for (const auto& x : day.items) {
        if (x.is_long()) continue;
        if (found.empty() || x.begins >= found.back().until) {
            found.push_back({.from = x.begins, .until = x.ends});
            ends.clear();
        }
        auto& here = found.back();
        const auto free =
            std::find_if(ends.begin(), ends.end(), [&](local_time end) { return end <= x.begins; });
        here.all.push_back({&x, static_cast<std::size_t>(free - ends.begin())});
        if (free == ends.end())
            ends.push_back(x.ends);
        else
            *free = x.ends;
        here.lanes = std::max(here.lanes, ends.size());
        here.has_long_words |= longest_word(x.title.in(l)) > columns;
        here.until = std::max(here.until, x.ends);
    }
    merge_lists(found);
    return found;
}

/// What stands in a box of the chart, line by line.
struct written_line {
    std::string text;
    std::string_view ink;
};

class chart {
public:
    chart(const venues::programme& p, const civic::community& c, const date& monday, language l,
          const view_options& options)
        : c_{c},
          l_{l},
          options_{options},
          week_{detail::week_of(p, c, monday, l, options)} {
        double band = 0;
        for (std::size_t d = 0; d < week_.size(); ++d) {
            const auto& day = week_[d];
            clusters_.push_back(clusters_of(day, l, columns_in(day_width / 2 - 4)));
            for (const auto& x : day.items) note_look(x);
            for (const auto place : day.closed) note_place(place);
            band = std::max(band, go_through_band(d, [](auto&&...) {}));
            for (const auto& group : clusters_.back()) {
                first_ = std::min(first_, static_cast<int>(std::floor(hour_of(group.from, day.date))));
                last_ = std::max(last_, static_cast<int>(std::ceil(hour_of(group.until, day.date))));
            }
        }
        std::sort(places_.begin(), places_.end());
        find_tops(top + band);
    }

    [[nodiscard]] std::string draw() const {
        const double below = tops_.back();
        const auto keys = legend();
        const auto rows = (keys.size() + legend_columns - 1) / legend_columns;
        const double height = below + 12 + static_cast<double>(rows) * 22;
        report::svg out{width, height,
                        fmt::format(fmt::runtime(pick(l_, "{} 一周活动安排 {}", "{}, week of {}")),
                                    c_.identity().name.in(l_), calendar::to_string(week_[0].date))};
        out.rectangle({0, 0}, width, height, {.color = "none", .fill = "#ffffff"});
        draw_grid(out, below);
        for (std::size_t d = 0; d < week_.size(); ++d) {
            draw_band(out, d);
            for (const auto& group : clusters_[d]) draw_cluster(out, group, d);
        }
        draw_legend(out, keys, below + 22);
        return out.str();
    }

private:
    static constexpr double width = 1120, left = 52, top = 50, hour_height = 52, empty_height = 26;
    static constexpr double day_width = (width - left) / 7;
    static constexpr double size = 12, line_height = 14.5, gap = 2;
    static constexpr std::size_t legend_columns = 5;
    /// Lines of a thing in a list: its hours, its title on one or two, and where it is if that has no letter.
    static constexpr std::size_t list_lines = 4;

    static constexpr double list_width = day_width - 4;

    static std::size_t columns_in(double wide) {
        return static_cast<std::size_t>(std::max(1.0, (wide - 14) / (size * 0.54)));
    }
    static double height_of(const std::vector<written_line>& lines) {
        return static_cast<double>(lines.size()) * line_height + 2;
    }
    static double left_of(std::size_t d) { return left + static_cast<double>(d) * day_width; }

    /// Hours since the day began, to its end.
    static double hour_of(local_time t, const date& day) {
        return std::clamp(static_cast<double>((t - local_time{day}).count()) / 3600, 0.0, 24.0);
    }
    /// The hours that are not drawn are at the edges.
    [[nodiscard]] double y_of(double hour) const {
        hour = std::clamp(hour, static_cast<double>(first_), static_cast<double>(last_));
        const auto whole = std::clamp(static_cast<int>(std::floor(hour)), first_, last_ - 1);
        const auto i = static_cast<std::size_t>(whole - first_);
        return tops_[i] + (hour - whole) * (tops_[i + 1] - tops_[i]);
    }

    void note_place(civic::place_id place) {
        if (std::find(places_.begin(), places_.end(), place) == places_.end()) places_.push_back(place);
    }
    void note_look(const day_item& x) {
        if (x.place() != nullptr)
            note_place(*x.place());
        else
            with_elsewhere_ = true;
        with_closure_ |= x.is_closure;
        with_preparing_ |= x.is_prepared();
    }

    /// An hour in which nothing is on any day is low; one in which much of a list begins is as high as that.
    [[nodiscard]] double height_of_hour(int hour) const {
        double high = empty_height;
        for (std::size_t d = 0; d < week_.size(); ++d) {
            double listed = 0;
            for (const auto& group : clusters_[d]) {
                const auto from = hour_of(group.from, week_[d].date),
                           until = hour_of(group.until, week_[d].date);
                if (from < hour + 1 && hour < until) high = std::max(high, hour_height);
                if (!group.is_list()) continue;
                for (const auto& p : group.all)
                    if (static_cast<int>(hour_of(p.what->begins, week_[d].date)) == hour)
                        listed += height_of(listed_lines_of(*p.what)) + gap;
            }
            high = std::max(high, listed + gap);
        }
        return high;
    }
    void find_tops(double from) {
        tops_.push_back(from);
        for (int h = first_; h < last_; ++h) tops_.push_back(tops_.back() + height_of_hour(h));
    }

    [[nodiscard]] static colours look_of(const day_item& x) {
        if (x.is_closure) return detail::closed;
        return x.place() != nullptr ? detail::colour_of(*x.place()) : detail::elsewhere;
    }

    void draw_grid(report::svg& out, double below) const {
        for (std::size_t d = 0; d < week_.size(); ++d) {
            const auto& day = week_[d];
            const auto x = left_of(d);
            if (day.off)
                out.rectangle({x, top}, day_width, below - top, {.color = "none", .fill = "#faf7f2"});
            const std::string_view ink = day.off ? "#b3372f" : "#222";
            out.text({x + day_width / 2, 20}, to_string(calendar::weekday_of(day.date), l_),
                     {.size = 15, .color = ink, .anchor = report::anchor::middle});
            auto under = detail::day_text(day.date, l_);
            if (!day.note.empty()) under += " " + day.note;
            out.text({x + day_width / 2, 39}, under,
                     {.size = 12, .color = day.off ? ink : "#666", .anchor = report::anchor::middle});
        }
        for (int h = first_; h <= last_; ++h) {
            const auto y = tops_[static_cast<std::size_t>(h - first_)];
            out.line({left, y}, {width, y}, {.color = "#ddd", .width = 0.8});
            if (h < last_)
                out.line({left, y_of(h + 0.5)}, {width, y_of(h + 0.5)},
                         {.color = "#eee", .width = 0.6, .dash = "2 3"});
            out.text({left - 8, y + 4}, fmt::format("{:02}:00", h),
                     {.size = 11, .color = "#666", .anchor = report::anchor::end});
        }
        for (std::size_t d = 0; d <= week_.size(); ++d) {
            const auto x = std::min(left_of(d), width - 0.5);
            out.line({x, top}, {x, below}, {.color = "#ccc", .width = 0.8});
        }
    }

    /// The letter of a place, white on its dark colour. Returns how wide that is.
    static double draw_letter(report::svg& out, spot corner, civic::place_id place) {
        const auto letters = detail::letter_of(place);
        const auto wide = 7.0 + 7.0 * static_cast<double>(letters.size());
        out.rectangle(corner, wide, 14, {.color = "none", .fill = detail::colour_of(place).edge});
        out.text({corner.x + wide / 2, corner.y + 11}, letters,
                 {.size = 11, .color = "#ffffff", .anchor = report::anchor::middle});
        return wide;
    }

    /// Of a holiday that closes places, with their letters.
    [[nodiscard]] std::vector<written_line> closing_lines_of(const week_day& day) const {
        std::vector<written_line> all;
        if (day.closed.empty()) return all;
        auto text = day.closing;
        for (const auto place : day.closed) text += " " + detail::letter_of(place);
        for (auto& line : report::wrap(text, columns_in(list_width), 3))
            all.push_back({std::move(line), "#111"});
        return all;
    }
    /// What is long, above the hours. Returns how high that is.
    template <class Draw>
    double go_through_band(std::size_t d, Draw draw) const {
        const auto& day = week_[d];
        double y = gap;
        const auto add = [&](const day_item* x, const std::vector<written_line>& lines) {
            const auto high = height_of(lines);
            draw(x, y, high, lines);
            y += high + gap;
        };
        if (const auto lines = closing_lines_of(day); !lines.empty()) add(nullptr, lines);
        for (const auto& x : day.items)
            if (x.is_long()) add(&x, listed_lines_of(x));
        return y;
    }
    void draw_band(report::svg& out, std::size_t d) const {
        go_through_band(
            d, [&](const day_item* x, double y, double high, const std::vector<written_line>& lines) {
                draw_box(out, x, {left_of(d) + 2, top + y}, list_width, high, lines);
            });
    }

    /// The lines of a box so wide, at most so many, the hours first where there is room for two. With no more than
    /// the letter of its place, or all of where it is and who is there.
    [[nodiscard]] std::vector<written_line> lines_of(const day_item& x, double wide, std::size_t most,
                                                     bool in_full) const {
        const auto columns = columns_in(wide);
        const auto beside_letter = columns > 3 ? columns - 3 : 1;
        std::vector<written_line> all;
        const auto write = [&](const std::string& text, std::string_view ink, std::size_t lines) {
            const auto here = all.empty() && x.place() != nullptr ? beside_letter : columns;
            for (auto& line : report::wrap(text, here, std::min(lines, most - all.size())))
                all.push_back({std::move(line), ink});
        };
        // What it is must not be missing; the place has its letter, and the hours their height.
        const auto hours = detail::hours_of(x, l_);
        const bool narrow = display_width(hours) > beside_letter;
        const bool whole_day = x.until - x.from >= std::chrono::hours{24};
        if (most > 1 && !whole_day)
            write(narrow ? calendar::to_string(x.from.time_of_day()) : hours, look_of(x).edge, 1);
        write(x.title.in(l_), "#111", in_full && most > 3 ? most - 2 : 2);
        if (in_full || x.place() == nullptr)
            write(venues::name_of(x.where, c_, l_, options_.homes), "#444", 2);
        if (in_full) write(x.who.in(l_), "#444", 1);
        return all;
    }
    [[nodiscard]] std::vector<written_line> listed_lines_of(const day_item& x) const {
        return lines_of(x, list_width, list_lines, false);
    }
    /// `x` is nothing for a holiday that closes places.
    void draw_box(report::svg& out, const day_item* x, spot corner, double wide, double high,
                  const std::vector<written_line>& lines) const {
        const bool is_closed = x == nullptr || x->is_closure;
        const auto look = is_closed ? detail::closed : look_of(*x);
        out.rectangle(
            corner, wide, high,
            {.color = look.edge, .width = 0.6, .dash = is_closed ? "3 2" : "", .fill = look.ground});
        out.rectangle(corner, 4, high, {.color = "none", .fill = look.edge});
        auto indent = 9.0;
        if (x != nullptr && x->place() != nullptr) indent = 3 + draw_letter(out, corner, *x->place());
        auto y = corner.y + 12;
        for (const auto& line : lines) {
            out.text({corner.x + indent, y}, line.text, {.size = size, .color = line.ink});
            indent = 9;
            y += line_height;
        }
    }

    void draw_cluster(report::svg& out, const cluster& group, std::size_t d) const {
        if (group.is_list()) return draw_list(out, group, d);
        const auto wide = (day_width - 4) / static_cast<double>(group.lanes);
        const auto& day = week_[d].date;
        for (const auto& [what, lane] : group.all) {
            const auto& x = *what;
            const auto across = left_of(d) + 2 + wide * static_cast<double>(lane);
            const auto y = [&](local_time t) { return y_of(hour_of(t, day)) + 1; };
            if (x.is_prepared())
                out.rectangle({across, y(x.begins)}, wide - 2, y(x.ends) - y(x.begins) - 1,
                              {.color = look_of(x).edge, .width = 0.8, .dash = "2 2", .fill = "#ffffff"});
            const auto high = std::max(y(x.until) - y(x.from) - 1, line_height + 2);
            const auto room = static_cast<std::size_t>(std::max(1.0, std::floor((high - 3) / line_height)));
            draw_box(out, &x, {across, y(x.from)}, wide - 2, high, lines_of(x, wide - 2, room, true));
        }
    }
    /// Many at a time: one below the other, from the hour in which they begin.
    void draw_list(report::svg& out, const cluster& group, std::size_t d) const {
        double y = 0;
        for (const auto& p : group.all) {
            y = std::max(y, y_of(std::floor(hour_of(p.what->begins, week_[d].date))) + gap);
            const auto lines = listed_lines_of(*p.what);
            const auto high = height_of(lines);
            draw_box(out, p.what, {left_of(d) + 2, y}, list_width, high, lines);
            y += high + gap;
        }
    }

    /// A way in which something is drawn, and what that says.
    struct legend_key {
        const civic::place_id* place = nullptr;
        colours look;
        bool dashed = false;
        std::string name;
    };
    [[nodiscard]] std::vector<legend_key> legend() const {
        std::vector<legend_key> all;
        for (const auto& place : places_)
            all.push_back({&place, detail::colour_of(place), false, c_.places()[place].name.in(l_)});
        if (with_elsewhere_)
            all.push_back({nullptr, detail::elsewhere, false, detail::elsewhere_name(l_, options_.homes)});
        if (with_closure_) all.push_back({nullptr, detail::closed, true, pick(l_, "关闭", "closed")});
        if (with_preparing_)
            all.push_back(
                {nullptr, {"#ffffff", "#666666"}, true, pick(l_, "准备、清场", "set-up, clean-up")});
        return all;
    }

    static void draw_legend(report::svg& out, const std::vector<legend_key>& keys, double y) {
        constexpr double item = (width - left) / legend_columns;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const auto& k = keys[i];
            const auto x = left + static_cast<double>(i % legend_columns) * item;
            const auto line = y + static_cast<double>(i / legend_columns) * 22;
            auto wide = 16.0;
            if (k.place != nullptr) wide = draw_letter(out, {x, line - 11}, *k.place);
            out.rectangle(
                {x + (k.place != nullptr ? wide : 0), line - 11}, 14, 14,
                {.color = k.look.edge, .width = 0.8, .dash = k.dashed ? "2 2" : "", .fill = k.look.ground});
            if (k.place != nullptr) wide += 14;
            const auto columns = static_cast<std::size_t>((item - wide - 10) / (size * 0.6));
            const auto lines = report::wrap(k.name, columns, 1);
            if (!lines.empty())
                out.text({x + wide + 5, line}, lines.front(), {.size = size, .color = "#333"});
        }
    }

    const civic::community& c_;
    language l_;
    const view_options& options_;
    detail::week week_;
    std::vector<std::vector<cluster>> clusters_{}; ///< by day
    std::vector<civic::place_id> places_{};        ///< that are shown
    bool with_elsewhere_ = false, with_closure_ = false, with_preparing_ = false;
    int first_ = 9, last_ = 18;
    std::vector<double> tops_{}; ///< of each hour, and the end of the last
};

std::string tag_of(civic::place_id place) {
    return fmt::format("<b class=\"place\" style=\"background: {}\">{}</b>", detail::colour_of(place).edge,
                       detail::letter_of(place));
}

/// A row a place, a column a day: what is there when.
std::string table_by_place(const detail::week& week, const civic::community& c, language l,
                           venues::homes at_homes) {
    std::string html = "<table style=\"table-layout: fixed; width: 100%\">\n<thead><tr><th>" +
                       std::string{pick(l, "场所", "place")} + "</th>";
    for (const auto& day : week)
        html += "<th>" + to_string(calendar::weekday_of(day.date), l) + " " + detail::day_text(day.date, l) +
                (day.note.empty() ? "" : "<br>" + report::escape(day.note)) + "</th>";
    html += "</tr></thead>\n<tbody>\n";
    const auto row = [&](const std::string& head, const civic::place_id* place) {
        html += "<tr><th>" + head + "</th>";
        for (const auto& day : week) {
            std::string cell;
            if (place != nullptr &&
                std::find(day.closed.begin(), day.closed.end(), *place) != day.closed.end())
                join_on(cell, "<br>", report::escape(day.closing));
            for (const auto& x : day.items) {
                if (place != nullptr ? x.where != venues::spot{*place} : x.place() != nullptr) continue;
                join_on(cell, "<br>",
                        report::escape(detail::hours_of(x, l)) + "<br>" + report::escape(x.title.in(l)));
                if (x.is_prepared())
                    cell += fmt::format(fmt::runtime(pick(l, "<br>占用 {}–{}", "<br>taken {}–{}")),
                                        calendar::to_string(x.begins.time_of_day()),
                                        calendar::to_string(x.ends.time_of_day()));
                if (!x.who.in(l).empty()) cell += "<br>" + report::escape(x.who.in(l));
                if (place == nullptr)
                    cell += "<br>" + report::escape(venues::name_of(x.where, c, l, at_homes));
            }
            html += "<td>" + cell + "</td>";
        }
        html += "</tr>\n";
    };
    for (const auto id : c.places().ids())
        row(tag_of(id) + " " + report::escape(c.places()[id].name.in(l)), &id);
    row(detail::elsewhere_name(l, at_homes), nullptr);
    return html + "</tbody>\n</table>\n";
}

/// A heading a day, a line for each thing: for a narrow screen.
std::string list_by_day(const detail::week& week, const civic::community& c, language l,
                        venues::homes at_homes) {
    std::string html;
    for (const auto& day : week) {
        if (day.items.empty() && day.closed.empty()) continue;
        html += "<h3>" + to_string(calendar::weekday_of(day.date), l) + " " + detail::day_text(day.date, l) +
                (day.note.empty() ? "" : " <small>" + report::escape(day.note) + "</small>") +
                "</h3>\n<ul>\n";
        if (!day.closed.empty()) {
            std::string names;
            for (const auto place : day.closed) {
                join_on(names, pick(l, "、", ", "), c.places()[place].name.in(l));
            }
            html += "<li>" + report::escape(day.closing) + "<br><small>" + report::escape(names) +
                    "</small></li>\n";
        }
        for (const auto& x : day.items) {
            html += "<li><b>" + report::escape(detail::hours_of(x, l)) + "</b> " +
                    report::escape(x.title.in(l)) + "<br><small>";
            if (x.place() != nullptr) html += tag_of(*x.place()) + " ";
            html += report::escape(venues::name_of(x.where, c, l, at_homes));
            if (!x.who.in(l).empty()) html += " · " + report::escape(x.who.in(l));
            if (x.is_prepared())
                html += fmt::format(fmt::runtime(pick(l, " · 占用 {}–{}", " · taken {}–{}")),
                                    calendar::to_string(x.begins.time_of_day()),
                                    calendar::to_string(x.ends.time_of_day()));
            html += "</small></li>\n";
        }
        html += "</ul>\n";
    }
    if (html.empty())
        return fmt::format("<p>{}</p>\n", pick(l, "本周没有安排", "nothing takes place this week"));
    return html;
}

/// The chart fills one sheet, the table the next; a narrow screen has the list in place of both.
constexpr std::string_view week_style = R"(<style>@page { size: A4 landscape; margin: 9mm; }
b.place { color: #fff; font-size: 12px; padding: 0 5px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.days { display: none; }
.days h3 { font-size: 18px; margin: 20px 0 6px; break-after: avoid; }
.days ul { list-style: none; margin: 0; padding: 0; }
.days li { border-bottom: 1px solid #ddd; padding: 6px 0; break-inside: avoid; }
.days small { color: #444; font-size: 14px; }
@media screen and (max-width: 600px) { .wall, section + section { display: none; } .days { display: block; } }
@media print { h1 { font-size: 20px; margin: 0; } h2 { font-size: 15px; margin: 4px 0; }
  svg { max-height: 158mm; margin: auto; } section + section { break-before: page; }
  thead { display: table-header-group; } td, th { line-height: 1.3; } }</style>
)";

} // namespace

std::string week_chart(const venues::programme& p, const civic::community& c, const date& day, language l,
                       const view_options& options) {
    calendar::require_plain(day, "week_chart");
    return chart{p, c, detail::monday_of(day), l, options}.draw();
}

std::string week_page(const venues::programme& p, const civic::community& c, const date& day, language l,
                      const view_options& options) {
    calendar::require_plain(day, "week_page");
    const auto monday = detail::monday_of(day);
    const auto week = detail::week_of(p, c, monday, l, options);
    const auto sunday = monday + day_count{6};
    const auto* dates = monday.year() == sunday.year()
                            ? pick(l, "{1}年{2} – {3}", "{2} – {3}, {1}")
                            : pick(l, "{0}年{2} – {1}年{3}", "{2}, {0} – {3}, {1}");
    const auto span =
        fmt::format(fmt::runtime(dates), static_cast<int>(monday.year()), static_cast<int>(sunday.year()),
                    detail::day_text(monday, l), detail::day_text(sunday, l));
    return report::page(
        c.identity().name.in(l) + pick(l, " 一周活动安排", ": the week at our places"), l,
        {{span, std::string{week_style} + "<div class=\"wall\">\n" + week_chart(p, c, monday, l, options) +
                    "</div>\n<div class=\"days\">\n" + list_by_day(week, c, l, options.homes) + "</div>\n"},
         {pick(l, "按场所", "By place"), table_by_place(week, c, l, options.homes)}});
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
        const auto look = detail::colour_at(i);
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
