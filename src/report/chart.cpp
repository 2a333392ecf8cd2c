#include <qaidam/report/chart.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <qaidam/base/text.hpp>
#include <qaidam/report/svg.hpp>

namespace qaidam::report {
namespace {

constexpr double text_size = 12, line_height = 16, margin = 6;
/// Half of what a column of a terminal takes in this size.
constexpr double column_width = 6.6;

/// Dark and light in turn, so that neighbours differ in grey print; the second half is hatched.
constexpr std::string_view colors[] = {"#1f5f99", "#f2a65a", "#2e7d32", "#e6a5b8", "#6b3fa0", "#9fd0c7"};
constexpr std::string_view dashes[] = {"", "6 3", "2 3", "8 3 2 3"};
constexpr std::string_view gone = "#767676", frame = "#d0d0d0";

std::string_view color_of(std::size_t series) {
    return colors[series % std::size(colors)];
}

double width_of(std::string_view text) {
    return static_cast<double>(display_width(text)) * column_width;
}

/// The least 1, 2 or 5 times a power of ten that is not below the value.
double round_up(double value) {
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0})
        if (value <= step * power) return step * power;
    return 10 * power;
}

void require_chart(const chart& c) {
    if (c.shown.empty() || c.shown.size() > chart::most_series)
        throw std::invalid_argument(
            fmt::format("report::chart: {} series, want 1 … {}", c.shown.size(), chart::most_series));
    for (const auto& s : c.shown) {
        if (s.values.size() != c.along.size())
            throw std::invalid_argument(fmt::format("report::chart: {} has {} values, want {}", s.name,
                                                    s.values.size(), c.along.size()));
        for (const auto& v : s.values)
            if (v && !(std::isfinite(*v) && *v >= 0))
                throw std::invalid_argument(
                    fmt::format("report::chart: {} has the value {}, want one from 0 on", s.name, *v));
    }
}

double largest(const chart& c) {
    double most = 0;
    for (const auto& s : c.shown)
        for (const auto& v : s.values) most = std::max(most, v.value_or(0));
    return most;
}

double sum_at(const chart& c, std::size_t i) {
    double sum = 0;
    for (const auto& s : c.shown) sum += s.values[i].value_or(0);
    return sum;
}

/// The widest of the values, as they are written.
double values_width(const chart& c) {
    double widest = width_of("—");
    for (const auto& series : c.shown)
        for (const auto& v : series.values)
            if (v) widest = std::max(widest, width_of(value_text(*v, c.unit)));
    return widest;
}

/// Where the scale ends: where it is asked for, else at the largest value.
double end_of_scale(const chart& c, double most) {
    if (c.most && *c.most >= most && *c.most > 0) return *c.most;
    return most > 0 ? most : 1;
}

/// The widest of the names of what the values are of, but no more than two fifths of the chart.
double names_width(const chart& c) {
    double widest = 0;
    for (const auto& name : c.along) widest = std::max(widest, width_of(name));
    return std::min(widest, c.width * 0.4);
}

/// The name on a line of so many pixels.
std::string fit(std::string_view name, double width) {
    const auto lines = wrap(name, static_cast<std::size_t>(width / column_width), 1);
    return lines.empty() ? std::string{} : lines.front();
}

/// Moves the lines of text apart to at least so far from one another, in the order of their heights and
/// within the two ends if there is room.
void spread(std::vector<std::pair<double, std::string>>& lines, double apart, double first, double last) {
    std::stable_sort(lines.begin(), lines.end(), [](auto& a, auto& b) { return a.first < b.first; });
    for (double least = first; auto& line : lines) {
        line.first = std::max(line.first, least);
        least = line.first + apart;
    }
    double most = last;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        line->first = std::min(line->first, most);
        most = line->first - apart;
    }
}

/// A bar, hatched for the series of the second half.
void draw_bar(svg& out, spot corner, double width, double height, std::size_t series) {
    out.rectangle(corner, width, height, {.color = "#fff", .width = 0.5, .fill = color_of(series)});
    if (series < std::size(colors)) return;
    for (double x = corner.x + 3; x < corner.x + width; x += 5)
        out.line({x, corner.y}, {x, corner.y + height}, {.color = "#222", .width = 1});
}

/// A mark at a value: round, square, three-cornered, a cross.
void draw_mark(svg& out, spot at, std::size_t series, const std::string& tooltip) {
    const stroke look{
        .color = color_of(series), .width = 1.5, .fill = series < 4 ? color_of(series) : "#fff"};
    constexpr double r = 3.5;
    switch (series % 4) {
    case 0: out.circle(at, r, look, tooltip); break;
    case 1: {
        const std::vector<spot> square{
            {at.x - r, at.y - r}, {at.x + r, at.y - r}, {at.x + r, at.y + r}, {at.x - r, at.y + r}};
        out.area({&square, 1}, look, tooltip);
        break;
    }
    case 2: {
        const std::vector<spot> triangle{
            {at.x, at.y - r - 1}, {at.x + r + 1, at.y + r}, {at.x - r - 1, at.y + r}};
        out.area({&triangle, 1}, look, tooltip);
        break;
    }
    default: {
        const std::vector<spot> diamond{
            {at.x, at.y - r - 1}, {at.x + r + 1, at.y}, {at.x, at.y + r + 1}, {at.x - r - 1, at.y}};
        out.area({&diamond, 1}, look, tooltip);
    }
    }
}

/// The series with their signs, on as many lines as they need. Returns where it ends.
template <class DrawSign>
double draw_legend(svg* out, const chart& c, double top, DrawSign draw_sign) {
    if (c.shown.size() == 1) return top;
    double x = margin, y = top + line_height;
    for (std::size_t i = 0; i < c.shown.size(); ++i) {
        const auto name = fit(c.shown[i].name, c.width - 2 * margin - 30);
        const double width = 26 + width_of(name) + 14;
        if (x > margin && x + width > c.width) {
            x = margin;
            y += line_height;
        }
        if (out != nullptr) {
            draw_sign(*out, spot{x, y - 4}, i);
            out->text({x + 26, y}, name, {.size = text_size});
        }
        x += width;
    }
    return y + 8;
}

void draw_bar_sign(svg& out, spot at, std::size_t series) {
    draw_bar(out, {at.x, at.y - 6}, 20, 11, series);
}

void draw_line_sign(svg& out, spot at, std::size_t series) {
    out.line(at, {at.x + 20, at.y},
             {.color = color_of(series), .width = 2, .dash = dashes[series % std::size(dashes)]});
    draw_mark(out, {at.x + 10, at.y}, series, {});
}

std::string told(const chart& c, std::size_t series, std::size_t i) {
    return fmt::format("{} · {}: {}", c.shown[series].name, c.along[i],
                       value_text(*c.shown[series].values[i], c.unit));
}

} // namespace

std::string value_text(double value, std::string_view unit) {
    auto text = fmt::format("{:.1f}", value);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text + std::string{unit};
}

std::string shade(double part) {
    part = std::clamp(part, 0.0, 1.0);
    const auto between = [&](int light, int dark) {
        return static_cast<int>(std::lround(light + (dark - light) * part));
    };
    return fmt::format("#{:02x}{:02x}{:02x}", between(0xEE, 0x0B), between(0xF4, 0x3C), between(0xFB, 0x6F));
}

std::string_view ink_on(double part) {
    return part > 0.67 ? "#fff" : "#000";
}

std::string draw_bars(const chart& c) {
    require_chart(c);
    const double bar = c.shown.size() == 1 ? 18 : 13;
    const double group = static_cast<double>(c.shown.size()) * bar + 8;
    const double top = draw_legend(nullptr, c, 0, draw_bar_sign) + margin;
    const double left = margin + names_width(c) + 6;
    const double end = end_of_scale(c, largest(c));
    const double room = c.width - left - values_width(c) - margin - 4;
    svg out{c.width, top + group * static_cast<double>(c.along.size()) + margin, c.title};
    draw_legend(&out, c, 0, draw_bar_sign);
    for (std::size_t i = 0; i < c.along.size(); ++i) {
        const double y = top + group * static_cast<double>(i);
        out.text({left - 6, y + (group - 8) / 2 + 4}, fit(c.along[i], left - margin - 6),
                 {.size = text_size, .anchor = anchor::end});
        for (std::size_t s = 0; s < c.shown.size(); ++s) {
            const double at = y + static_cast<double>(s) * bar;
            const auto& value = c.shown[s].values[i];
            if (!value) {
                out.text({left + 4, at + bar / 2 + 4}, "—", {.size = text_size, .color = gone});
                continue;
            }
            const double length = room * *value / end;
            draw_bar(out, {left, at}, length, bar - 1, s);
            out.text({left + length + 4, at + bar / 2 + 4}, value_text(*value, c.unit), {.size = text_size});
        }
    }
    out.line({left, top - 2}, {left, top + group * static_cast<double>(c.along.size())}, {.color = gone});
    return out.str();
}

std::string draw_stacked_bars(const chart& c) {
    require_chart(c);
    constexpr double bar = 20, step = 26;
    chart sums{.unit = c.unit, .along = c.along, .shown = {{}}};
    for (std::size_t i = 0; i < c.along.size(); ++i) sums.shown[0].values.emplace_back(sum_at(c, i));
    const double top = draw_legend(nullptr, c, 0, draw_bar_sign) + margin;
    const double left = margin + names_width(c) + 6;
    const double end = end_of_scale(c, largest(sums));
    const double room = c.width - left - values_width(sums) - margin - 4;
    svg out{c.width, top + step * static_cast<double>(c.along.size()) + margin, c.title};
    draw_legend(&out, c, 0, draw_bar_sign);
    for (std::size_t i = 0; i < c.along.size(); ++i) {
        const double y = top + step * static_cast<double>(i);
        out.text({left - 6, y + bar / 2 + 4}, fit(c.along[i], left - margin - 6),
                 {.size = text_size, .anchor = anchor::end});
        double x = left;
        bool is_known = false;
        for (std::size_t s = 0; s < c.shown.size(); ++s) {
            const auto& value = c.shown[s].values[i];
            if (!value) continue;
            is_known = true;
            const double length = room * *value / end;
            if (length > 0) draw_bar(out, {x, y}, length, bar, s);
            const auto text = value_text(*value, "");
            if (c.shown.size() > 1 && width_of(text) + 4 <= length)
                out.text({x + length / 2, y + bar / 2 + 4}, text,
                         {.size = text_size, .anchor = anchor::middle, .halo = true});
            x += length;
        }
        out.text({x + 4, y + bar / 2 + 4}, is_known ? value_text(sum_at(c, i), c.unit) : std::string{"—"},
                 {.size = text_size, .color = is_known ? "#222" : gone});
    }
    out.line({left, top - 2}, {left, top + step * static_cast<double>(c.along.size())}, {.color = gone});
    return out.str();
}

std::string draw_lines(const chart& c) {
    require_chart(c);
    constexpr double height = 150;
    const double most = largest(c), end = end_of_scale(c, most > 0 ? round_up(most) : 1);
    const double top = draw_legend(nullptr, c, 0, draw_line_sign) + margin + 8;
    const double left = margin + width_of(value_text(end, c.unit)) + 6;
    double last_width = 0;
    for (const auto& s : c.shown)
        if (!s.values.empty() && s.values.back())
            last_width = std::max(last_width, width_of(value_text(*s.values.back(), c.unit)));
    const double right = c.width - margin - last_width - 8;
    const double below = top + height;
    const auto count = c.along.size();
    const auto x_of = [&](std::size_t i) {
        return count < 2
                   ? (left + right) / 2
                   : left + 8 + (right - left - 16) * static_cast<double>(i) / static_cast<double>(count - 1);
    };
    const auto y_of = [&](double value) { return below - height * value / end; };
    svg out{c.width, below + line_height + margin + 4, c.title};
    draw_legend(&out, c, 0, draw_line_sign);
    for (const double part : {0.0, 0.5, 1.0}) {
        out.line({left, y_of(end * part)}, {right, y_of(end * part)}, {.color = part == 0 ? gone : frame});
        out.text({left - 6, y_of(end * part) + 4}, value_text(end * part, c.unit),
                 {.size = text_size, .color = "#555", .anchor = anchor::end});
    }
    // As many of the names below as there is room for, the last one always.
    double widest = 1;
    for (const auto& name : c.along) widest = std::max(widest, width_of(name) + 8);
    const auto every =
        std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(static_cast<double>(count) * widest /
                                                                    std::max(right - left, 1.0))));
    for (std::size_t i = 0; i < count; ++i)
        if ((count - 1 - i) % every == 0)
            out.text({x_of(i), below + line_height + 2}, c.along[i],
                     {.size = text_size, .color = "#555", .anchor = anchor::middle});
    std::vector<std::pair<double, std::string>> ends;
    for (std::size_t s = 0; s < c.shown.size(); ++s) {
        const auto& values = c.shown[s].values;
        std::vector<spot> run;
        const auto end_run = [&] {
            if (run.size() > 1)
                out.polyline(run, {.color = color_of(s), .width = 2, .dash = dashes[s % std::size(dashes)]});
            run.clear();
        };
        for (std::size_t i = 0; i < count; ++i) {
            if (values[i])
                run.push_back({x_of(i), y_of(*values[i])});
            else
                end_run();
        }
        end_run();
        for (std::size_t i = 0; i < count; ++i)
            if (values[i]) draw_mark(out, {x_of(i), y_of(*values[i])}, s, told(c, s, i));
        if (count == 0 || !values.back()) continue;
        ends.emplace_back(y_of(*values.back()) + 4, value_text(*values.back(), c.unit));
    }
    spread(ends, text_size, top + 4, below + 4);
    for (const auto& [y, text] : ends)
        out.text({x_of(count - 1) + 8, y}, text, {.size = text_size, .halo = true});
    return out.str();
}

std::string draw_heat_strip(const chart& c) {
    require_chart(c);
    constexpr double cell_height = 24;
    double names = 0;
    for (const auto& s : c.shown) names = std::max(names, width_of(s.name));
    const double left = margin + std::min(names, c.width * 0.35) + 6, top = margin + line_height;
    const auto count = static_cast<double>(std::max<std::size_t>(c.along.size(), 1));
    const double cell = (c.width - left - margin) / count;
    const double end = end_of_scale(c, largest(c));
    svg out{c.width, top + cell_height * static_cast<double>(c.shown.size()) + margin, c.title};
    double widest = 1;
    for (const auto& name : c.along) widest = std::max(widest, width_of(name) + 4);
    const auto every = std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(widest / cell)));
    for (std::size_t i = 0; i < c.along.size(); i += every)
        out.text({left + cell * (static_cast<double>(i) + 0.5), top - 5}, c.along[i],
                 {.size = text_size, .color = "#555", .anchor = anchor::middle});
    for (std::size_t s = 0; s < c.shown.size(); ++s) {
        const double y = top + cell_height * static_cast<double>(s);
        out.text({left - 6, y + cell_height / 2 + 4}, fit(c.shown[s].name, left - margin - 6),
                 {.size = text_size, .anchor = anchor::end});
        for (std::size_t i = 0; i < c.along.size(); ++i) {
            const auto& value = c.shown[s].values[i];
            const double x = left + cell * static_cast<double>(i);
            const double part = value.value_or(0) / end;
            const auto fill = value ? shade(part) : std::string{"#fff"};
            out.rectangle({x, y}, cell - 1, cell_height - 1, {.color = frame, .fill = fill});
            const auto text = value ? value_text(*value, "") : std::string{"—"};
            if (width_of(text) <= cell)
                out.text({x + (cell - 1) / 2, y + cell_height / 2 + 4}, text,
                         {.size = text_size, .color = value ? ink_on(part) : gone, .anchor = anchor::middle});
        }
    }
    return out.str();
}

} // namespace qaidam::report
