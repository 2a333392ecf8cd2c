#include <qaidam/report/svg.hpp>

#include <cmath>

#include <fmt/format.h>

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
    body_ += ">" + escape(words) + "</text>\n";
}

} // namespace qaidam::report
