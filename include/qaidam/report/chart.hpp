/// Charts (统计图) as SVG drawings: lines, bars, stacked bars, heat strips. One description serves all of them.
///
///     const report::chart rates{.title = "On time", .unit = "%", .along = {"W1", "W2", "W3"},
///                               .shown = {{"all grids", {98, {}, 100}}}};
///     const auto drawing = report::draw_lines(rates);
///
/// A series is told by its dashes, its mark or its hatching as well as by its colour, and every value stands beside its
/// line or bar: a chart is read in grey print and by people who see no colours. A missing value is a gap, never a zero.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace qaidam::report {

struct chart {
    struct series {
        std::string name{};
        std::vector<std::optional<double>> values{}; ///< one for each of `along`
    };

    std::string title{};              ///< what screen readers say
    std::string unit{};               ///< written after the values: "%"
    std::vector<std::string> along{}; ///< what the values are of, in order: weeks, grids
    std::vector<series> shown{};      ///< at most `most_series`
    std::optional<double> most{}; ///< where the scale ends; from the values if it is missing, or too small
    double width = 360;           ///< in pixels: that of a phone

    static constexpr std::size_t most_series = 12;
};

/// All throw std::invalid_argument unless there are from one to `most_series` series, each with a value or a gap for each
/// of `along`, and all values are finite and not below zero.
/// Shape: an <svg> element, as high as it needs to be.

/// Values over time: a line each, broken at gaps; the last value stands at its end.
[[nodiscard]] std::string draw_lines(const chart& c);
/// A horizontal bar for each value, those of one of `along` together, with the value at its end.
[[nodiscard]] std::string draw_bars(const chart& c);
/// A horizontal bar for each of `along`, of the parts of all series one after the other, with the sum at its end.
[[nodiscard]] std::string draw_stacked_bars(const chart& c);
/// A row for each series, a cell for each of `along`, the darker the larger, with the value in it.
[[nodiscard]] std::string draw_heat_strip(const chart& c);

/// "#rrggbb" for a part of the whole scale, from 0 to 1: the larger, the darker, in grey print too.
[[nodiscard]] std::string shade(double part);
/// What is legible on that shade.
[[nodiscard]] std::string_view ink_on(double part);

/// The value without trailing zeros, at most one decimal, and the unit: "98.5%".
[[nodiscard]] std::string value_text(double value, std::string_view unit);

} // namespace qaidam::report

#pragma GCC visibility pop
