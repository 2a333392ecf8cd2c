/// Grid codes (网格编码): numbers made of fields, whose layouts are data.
///
///     const std::string values[] = {"632823", "1", "12", "3"};
///     const auto code = grids::beijing_grid_code.format(values);           // "632823001012003"
///     const auto number = grids::beijing_grid_code.parse(code).fields[3];  // "003"
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/message.hpp>
#include <qaidam/geo/point.hpp>

#pragma GCC visibility push(default)

namespace qaidam::grids {

/// A part of a code: so many digits.
struct code_field {
    wording name;
    int digits;
};

namespace codes {
inline constexpr message_rule code_length{
    "code_length",
    severity::error,
    {"网格编码“{0}”有 {1} 位，应为 {2} 位", "grid code {0} has {1} characters, want {2}"}};
inline constexpr message_rule code_digit{"code_digit",
                                         severity::error,
                                         {"网格编码“{0}”的第 {1} 位不是半角数字；请改为半角数字",
                                          "grid code {0}: character {1} is not an ASCII digit; write one"}};
inline constexpr std::array grid_code{&code_length, &code_digit};
} // namespace codes

/// A code taken to pieces, or what is wrong with it.
struct parsed_code {
    std::vector<std::string> fields{};
    std::optional<finding> fault{};
};

class code_layout {
public:
    constexpr code_layout(wording name, std::span<const code_field> fields) : name_{name}, fields_{fields} {}

    [[nodiscard]] constexpr const wording& name() const { return name_; }
    [[nodiscard]] constexpr std::span<const code_field> fields() const { return fields_; }
    /// All digits.
    [[nodiscard]] constexpr int length() const {
        int n = 0;
        for (const auto& f : fields_) n += f.digits;
        return n;
    }

    [[nodiscard]] parsed_code parse(std::string_view code) const;

    /// The code of field values, filled with zeros from the left.
    /// Throws: std::invalid_argument if there are fewer or more values than fields, or one is too long or not
    ///         of digits.
    [[nodiscard]] std::string format(std::span<const std::string> values) const;

    /// Codes of grids of one area: the values of all fields but the last, which counts from 1 in rows from
    /// north to south and in each from west to east, see number_by_place.
    ///
    /// Shape:    result.size() == points.size().
    /// Throws:   as format; and if the last field has too few digits for so many.
    [[nodiscard]] std::vector<std::string> assign(std::span<const std::string> area,
                                                  std::span<const geo::point> points) const;

private:
    wording name_;
    std::span<const code_field> fields_;
};

namespace detail {
inline constexpr std::array<code_field, 4> beijing_fields{{{{"县级区划", "county"}, 6},
                                                           {{"街道", "subdistrict"}, 3},
                                                           {{"社区", "community"}, 3},
                                                           {{"网格", "grid"}, 3}}};
inline constexpr std::array<code_field, 5> municipal_fields{{{{"县级区划", "county"}, 6},
                                                             {{"街道", "subdistrict"}, 3},
                                                             {{"社区", "community"}, 3},
                                                             {{"网格类别", "kind of grid"}, 1},
                                                             {{"网格", "grid"}, 3}}};
inline constexpr std::array<code_field, 5> unit_fields{{{{"县级区划", "county"}, 6},
                                                        {{"街道", "subdistrict"}, 3},
                                                        {{"社区", "community"}, 3},
                                                        {{"基本网格", "basic grid"}, 3},
                                                        {{"部件", "component"}, 5}}};
} // namespace detail

/// 15 digits: 6 + 3 + 3 + 3. Source: Beijing DB11.
inline constexpr code_layout beijing_grid_code{{"北京 15 位网格编码", "Beijing, 15 digits"},
                                               detail::beijing_fields};
/// 16 digits: with the kind of grid before its number. Source: municipal rules.
inline constexpr code_layout municipal_grid_code{{"16 位网格编码", "municipal, 16 digits"},
                                                 detail::municipal_fields};
/// 20 digits: to the component that stands in the grid. Source: CJ/T 349.
inline constexpr code_layout cjt349_code{{"CJ/T 349 20 位编码", "CJ/T 349, 20 digits"}, detail::unit_fields};

/// Numbers from 0 for points: in rows from north to south, as many as there are in a row, in each from west
/// to east. Shape: result.size() == points.size(); result[i] is the number of the i-th.
[[nodiscard]] std::vector<std::size_t> number_by_place(std::span<const geo::point> points);

} // namespace qaidam::grids

#pragma GCC visibility pop
