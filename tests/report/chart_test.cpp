// Charts: every value stands where it must, nothing leaves the drawing, and grey print and weak eyes are enough to read them.
#include <qaidam/report/chart.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <qaidam/base/text.hpp>

#include "count.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("report/chart");

using namespace qaidam;
using namespace qaidam::report;
using test::count;

namespace {

using draw = std::string (*)(const chart&);
constexpr draw all_kinds[] = {draw_lines, draw_bars, draw_stacked_bars, draw_heat_strip};

/// What stands between two marks, from a place on; the place goes beyond it. "" where there is no more.
std::string between(const std::string& text, std::size_t& at, const std::string& before,
                    const std::string& after) {
    const auto from = text.find(before, at);
    if (from == std::string::npos) {
        at = text.size();
        return {};
    }
    const auto until = text.find(after, from + before.size());
    at = until;
    return text.substr(from + before.size(), until - from - before.size());
}

/// The attribute of the elements of a kind, in their order.
std::vector<double> numbers_of(const std::string& drawing, const std::string& element,
                               const std::string& attribute) {
    std::vector<double> all;
    for (std::size_t at = 0; at < drawing.size();) {
        const auto attributes = between(drawing, at, "<" + element + " ", ">");
        std::size_t inside = 0;
        const auto value = between(" " + attributes, inside, " " + attribute + "=\"", "\"");
        if (!value.empty()) all.push_back(std::stod(value));
    }
    return all;
}

/// Relative luminance, as the Web Content Accessibility Guidelines have it.
double luminance(std::string_view color) {
    const auto full = color.size() == 4
                          ? std::string{'#', color[1], color[1], color[2], color[2], color[3], color[3]}
                          : std::string{color};
    const auto part = [&](std::size_t at) {
        const double v = std::stoi(full.substr(at, 2), nullptr, 16) / 255.0;
        return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

double contrast(std::string_view one, std::string_view other) {
    const double a = luminance(one), b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace

TEST_CASE("bars are as long as their values, and a missing one is no bar") {
    const auto text = draw_bars({.title = "<t>", .along = {"a", "b", "c"}, .shown = {{"s", {50, {}, 100}}}});
    const auto lengths = numbers_of(text, "rect", "width");
    REQUIRE(lengths.size() == 2);
    CHECK(lengths[1] == doctest::Approx(2 * lengths[0]));
    CHECK(count(text, ">—</text>") == 1);
    CHECK(count(text, ">50</text>") == 1);
    CHECK(text.find("<title>&lt;t&gt;</title>") != std::string::npos);
}

TEST_CASE("the parts of a stacked bar follow one another, and their sum stands at the end") {
    const auto text = draw_stacked_bars(
        {.unit = "件", .along = {"a", "b"}, .shown = {{"done", {3, {}}}, {"open", {1, {}}}}});
    const auto x = numbers_of(text, "rect", "x"), width = numbers_of(text, "rect", "width");
    REQUIRE(x.size() == 4); // two of them are signs of the legend
    CHECK(x[3] == doctest::Approx(x[2] + width[2]));
    CHECK(width[2] == doctest::Approx(3 * width[3]));
    CHECK(count(text, ">4件</text>") == 1);
    CHECK(count(text, ">—</text>") == 1);
}

TEST_CASE("a line is broken where a value is missing") {
    const auto text =
        draw_lines({.along = {"1", "2", "3", "4", "5"}, .shown = {{"s", {1, 2, {}, 4, 5}}}, .most = 10});
    CHECK(count(text, "<polyline") == 2);
    CHECK(count(text, "<circle") == 4);
    const auto y = numbers_of(text, "circle", "cy");
    CHECK(y[0] - y[1] == doctest::Approx(15)); // a tenth of the height
    CHECK(count(text, "<title>s · 4: 4</title>") == 1);
}

TEST_CASE("as many last values as a chart has stand below one another, inside it, the largest on top") {
    for (const double value : {0.0, 50.0, 100.0}) {
        chart c{.along = {"1"}, .most = 100};
        for (std::size_t i = 0; i < chart::most_series; ++i)
            c.shown.push_back({.name = "s", .values = {value == 0 ? 0 : value - static_cast<double>(i)}});
        const auto text = draw_lines(c);
        std::vector<double> ends;
        for (std::size_t at = 0; at < text.size();) {
            const auto begins = between(text, at, "<text ", ">");
            if (begins.find("halo") == std::string::npos && begins.find("stroke") == std::string::npos)
                continue;
            std::size_t inside = 0;
            ends.push_back(std::stod(between(" " + begins, inside, " y=\"", "\"")));
        }
        REQUIRE(ends.size() == chart::most_series);
        for (std::size_t i = 1; i < ends.size(); ++i) CHECK(ends[i] - ends[i - 1] >= 11.9);
        CHECK(ends.front() > numbers_of(text, "line", "y1").at(2)); // the end of the scale
        CHECK(ends.back() < numbers_of(text, "svg", "height").at(0) - 16);
    }
}

TEST_CASE("the cells of a heat strip are the darker the larger their values") {
    const auto text = draw_heat_strip({.along = {"Mon", "Tue", "Wed"}, .shown = {{"s", {1, 10, {}}}}});
    CHECK(text.find("fill=\"" + shade(0.1) + "\"") != std::string::npos);
    CHECK(text.find("fill=\"" + shade(1) + "\"") != std::string::npos);
    CHECK(count(text, ">—</text>") == 1);
    for (int i = 0; i < 100; ++i) {
        CHECK(luminance(shade(i / 100.0)) > luminance(shade((i + 1) / 100.0)));
        CHECK(contrast(shade(i / 100.0), ink_on(i / 100.0)) > 4.5);
    }
}

TEST_CASE("nothing leaves the drawing, whatever the names and values") {
    test::random random;
    for (int round = 0; round < 100; ++round) {
        chart c{.title = "t", .unit = random.one_in(2) ? "%" : "", .width = random.one_in(2) ? 360.0 : 900.0};
        const auto name = [&] {
            std::string text;
            for (int n = random.between(0, 12); n > 0; --n) text += random.one_in(2) ? "网" : "grid ";
            return text;
        };
        for (int n = random.between(1, 14); n > 0; --n) c.along.push_back(name());
        for (int n = random.between(1, 12); n > 0; --n) {
            auto& s = c.shown.emplace_back(chart::series{.name = name()});
            for (std::size_t i = 0; i < c.along.size(); ++i) {
                s.values.emplace_back();
                if (!random.one_in(5)) s.values.back() = random.one_in(9) ? 0 : random.real(0, 1000);
            }
        }
        for (const auto kind : all_kinds) {
            const auto text = kind(c);
            const double height = numbers_of(text, "svg", "height").at(0);
            for (const auto* of : {"x", "x1", "x2", "cx"})
                for (const auto* element : {"text", "rect", "line", "circle"})
                    for (const auto x : numbers_of(text, element, of)) CHECK((x >= 0 && x <= c.width));
            for (const auto* of : {"y", "y1", "y2", "cy"})
                for (const auto* element : {"text", "rect", "line", "circle"})
                    for (const auto y : numbers_of(text, element, of)) CHECK((y >= 0 && y <= height));
            // What begins at a value ends within the drawing; half a column of a terminal is 6.6 pixels.
            const auto x = numbers_of(text, "text", "x");
            std::size_t at = 0;
            for (const auto left : x) {
                (void)between(text, at, "<text ", "text-anchor=\"");
                const bool begins = text.compare(at + 13, 5, "start") == 0;
                const auto words = between(text, at, ">", "</text>");
                if (begins) CHECK(left + static_cast<double>(display_width(words)) * 6.6 <= c.width + 0.01);
            }
        }
    }
}

TEST_CASE("what is no chart is refused") {
    const double infinite = std::numeric_limits<double>::infinity();
    for (const auto kind : all_kinds) {
        CHECK_THROWS_AS(kind({.along = {"a"}}), std::invalid_argument);
        CHECK_THROWS_AS(kind({.along = {"a"}, .shown = {{"s", {}}}}), std::invalid_argument);
        CHECK_THROWS_AS(kind({.along = {"a"}, .shown = {{"s", {-1}}}}), std::invalid_argument);
        CHECK_THROWS_AS(kind({.along = {"a"}, .shown = {{"s", {infinite}}}}), std::invalid_argument);
        CHECK_THROWS_AS(kind({.along = {"a"}, .shown = std::vector<chart::series>(13, {"s", {1}})}),
                        std::invalid_argument);
        CHECK_NOTHROW(kind({.along = {"a"}, .shown = std::vector<chart::series>(12, {"s", {1}})}));
        CHECK_NOTHROW(kind({.along = {}, .shown = {{"s", {}}}}));
    }
    CHECK(value_text(98.50, "%") == "98.5%");
    CHECK(value_text(3, "") == "3");
}

TEST_SUITE_END();
