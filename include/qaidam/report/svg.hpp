/// SVG drawings, written element by element.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace qaidam::report {

/// A place on the drawing: pixels right of and below its upper left corner.
struct spot {
    double x;
    double y;
};

enum class anchor { start, middle, end };

/// How lines and areas look; empty members are left out.
struct stroke {
    std::string_view color = "#333";
    double width = 1;
    std::string_view dash{};
    std::string_view fill = "none";
};

struct lettering {
    double size = 12;
    std::string_view color = "#222";
    report::anchor anchor = report::anchor::start;
    double turned = 0; ///< degrees clockwise about its spot
    bool halo = false; ///< a white rim, for text on lines
};

/// The text on at most so many lines of so many terminal columns each, broken between words or Chinese
/// characters; what is left is cut with "…". No columns are as one.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t columns, std::size_t lines);

class svg {
public:
    /// `title` is what screen readers and tooltips say.
    svg(double width, double height, std::string_view title);

    void line(spot from, spot to, const stroke& look = {});
    void polyline(std::span<const spot> corners, const stroke& look = {});
    /// Closed rings with holes by the even-odd rule.
    void area(std::span<const std::vector<spot>> rings, const stroke& look, std::string_view tooltip = {});
    void circle(spot center, double radius, const stroke& look, std::string_view tooltip = {});
    void rectangle(spot corner, double width, double height, const stroke& look);
    void text(spot where, std::string_view words, const lettering& look = {});

    /// The whole document, an <svg> element.
    [[nodiscard]] std::string str() const { return body_ + "</svg>\n"; }

private:
    std::string body_;
};

} // namespace qaidam::report

#pragma GCC visibility pop
