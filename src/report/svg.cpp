#include <qaidam/report/svg.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include <qaidam/base/text.hpp>
#include <qaidam/report/html.hpp>

namespace qaidam::report {
namespace {

/// At most two decimals, without trailing zeros, and never "-0".
std::string number(double value) {
    auto text = fmt::format("{:.2f}", value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text == "-0" ? "0" : text;
}

std::string look_of(const stroke& s) {
    auto text = fmt::format(" stroke=\"{}\" stroke-width=\"{}\" fill=\"{}\"", escape(s.color),
                            number(s.width), escape(s.fill));
    if (!s.dash.empty()) text += fmt::format(" stroke-dasharray=\"{}\"", escape(s.dash));
    return text;
}

std::string closing(std::string_view element, std::string_view tooltip) {
    return tooltip.empty() ? "/>\n" : fmt::format("><title>{}</title></{}>\n", escape(tooltip), element);
}

} // namespace

std::vector<std::string> wrap(std::string_view text, std::size_t columns, std::size_t lines) {
    columns = std::max<std::size_t>(columns, 1);
    std::vector<std::string> all;
    std::string line;
    std::size_t width = 0;
    const auto end_line = [&] {
        while (!line.empty() && line.back() == ' ') line.pop_back();
        if (!line.empty()) all.push_back(std::exchange(line, {}));
        width = 0;
    };
    for (std::size_t at = 0; at < text.size();) {
        // A piece is a character that is not ASCII, or a word with the space before it.
        auto end = at + 1;
        const auto is_ascii = [&](std::size_t i) { return static_cast<unsigned char>(text[i]) < 0x80; };
        if (is_ascii(at))
            while (end < text.size() && is_ascii(end) && text[end] != ' ') ++end;
        else
            while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
        auto piece = text.substr(at, end - at);
        at = end;
        if (width + display_width(piece) > columns) end_line();
        if (line.empty() && piece.starts_with(' ')) piece.remove_prefix(1);
        // A word that no line could hold is broken where it must be.
        while (display_width(piece) > columns && is_ascii(end - piece.size())) {
            all.emplace_back(piece.substr(0, columns));
            piece.remove_prefix(columns);
        }
        line += piece;
        width += display_width(piece);
    }
    end_line();
    if (all.size() <= lines) return all;
    all.resize(lines);
    if (lines == 0) return all;
    auto& last = all.back();
    while (!last.empty() && display_width(last) + 1 > columns) {
        do last.pop_back();
        while (!last.empty() && (static_cast<unsigned char>(last.back()) & 0xC0) == 0x80);
        if (!last.empty() && static_cast<unsigned char>(last.back()) >= 0xC0) last.pop_back();
    }
    last += "…";
    return all;
}

svg::svg(double width, double height, std::string_view title)
    : body_{fmt::format(
          "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
          "role=\"img\" font-family=\"system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif\">\n"
          "<title>{2}</title>\n",
          number(width), number(height), escape(title))} {}

void svg::line(spot from, spot to, const stroke& look) {
    body_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{}/>\n", number(from.x),
                         number(from.y), number(to.x), number(to.y), look_of(look));
}

void svg::polyline(std::span<const spot> corners, const stroke& look) {
    std::string points;
    for (const auto& c : corners)
        points += fmt::format("{}{},{}", points.empty() ? "" : " ", number(c.x), number(c.y));
    body_ += fmt::format("<polyline points=\"{}\"{} stroke-linejoin=\"round\"/>\n", points, look_of(look));
}

void svg::area(std::span<const std::vector<spot>> rings, const stroke& look, std::string_view tooltip) {
    std::string path;
    for (const auto& ring : rings) {
        for (std::size_t i = 0; i < ring.size(); ++i)
            path += fmt::format("{}{},{}", i == 0 ? "M" : "L", number(ring[i].x), number(ring[i].y));
        path += "Z";
    }
    body_ += fmt::format("<path d=\"{}\" fill-rule=\"evenodd\"{}{}", path, look_of(look),
                         closing("path", tooltip));
}

void svg::circle(spot center, double radius, const stroke& look, std::string_view tooltip) {
    body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}{}", number(center.x), number(center.y),
                         number(radius), look_of(look), closing("circle", tooltip));
}

void svg::rectangle(spot corner, double width, double height, const stroke& look) {
    body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}/>\n", number(corner.x),
                         number(corner.y), number(width), number(height), look_of(look));
}

void svg::text(spot where, std::string_view words, const lettering& look) {
    constexpr std::string_view anchors[] = {"start", "middle", "end"};
    body_ += fmt::format("<text x=\"{0}\" y=\"{1}\" font-size=\"{2}\" fill=\"{3}\" text-anchor=\"{4}\"",
                         number(where.x), number(where.y), number(look.size), escape(look.color),
                         anchors[static_cast<std::size_t>(look.anchor)]);
    if (look.turned != 0)
        body_ += fmt::format(" transform=\"rotate({} {} {})\"", number(look.turned), number(where.x),
                             number(where.y));
    if (look.halo) body_ += " stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\"";
    body_ += fmt::format(">{}</text>\n", escape(words));
}

} // namespace qaidam::report
