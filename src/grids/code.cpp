#include <qaidam/grids/code.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "digit.hpp"

namespace qaidam::grids {
parsed_code code_layout::parse(std::string_view code) const {
    parsed_code result;
    for (std::size_t i = 0; i < code.size(); ++i)
        if (!is_digit(code[i])) {
            result.fault = finding{&codes::code_digit, {}, {std::string{code}, std::to_string(i + 1)}};
            return result;
        }
    if (code.size() != static_cast<std::size_t>(length())) {
        result.fault = finding{&codes::code_length,
                               {},
                               {std::string{code}, std::to_string(code.size()), std::to_string(length())}};
        return result;
    }
    for (const auto& f : fields_) {
        result.fields.emplace_back(code.substr(0, static_cast<std::size_t>(f.digits)));
        code.remove_prefix(static_cast<std::size_t>(f.digits));
    }
    return result;
}

std::string code_layout::format(std::span<const std::string> values) const {
    if (values.size() != fields_.size())
        throw std::invalid_argument(
            fmt::format("grid code: got {} values, want {}", values.size(), fields_.size()));
    std::string code;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto digits = static_cast<std::size_t>(fields_[i].digits);
        if (values[i].size() > digits || !std::all_of(values[i].begin(), values[i].end(), is_digit))
            throw std::invalid_argument(fmt::format("grid code: {}: got {}, want up to {} digits",
                                                    fields_[i].name.en, values[i], digits));
        code += std::string(digits - values[i].size(), '0') + values[i];
    }
    return code;
}

std::vector<std::string> code_layout::assign(std::span<const std::string> area,
                                             std::span<const geo::point> points) const {
    std::vector<std::string> values{area.begin(), area.end()};
    values.emplace_back();
    std::vector<std::string> all;
    for (const auto n : number_by_place(points)) {
        values.back() = std::to_string(n + 1);
        all.push_back(format(values));
    }
    return all;
}

std::vector<std::size_t> number_by_place(std::span<const geo::point> points) {
    std::vector<std::size_t> order(points.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return points[a].lat() > points[b].lat(); });
    // A row begins with the northernmost that is left, and is as tall as if all were a square.
    const auto latitude_of = [&](std::size_t i) { return points[order[i]].lat().degrees(); };
    const double rows = std::max(1.0, std::round(std::sqrt(static_cast<double>(points.size()))));
    const double height = points.empty() ? 0 : (latitude_of(0) - latitude_of(points.size() - 1)) / rows;
    for (std::size_t begin = 0; begin < order.size();) {
        auto end = begin + 1;
        while (end < order.size() && latitude_of(begin) - latitude_of(end) <= height) ++end;
        std::stable_sort(order.begin() + static_cast<std::ptrdiff_t>(begin),
                         order.begin() + static_cast<std::ptrdiff_t>(end),
                         [&](std::size_t a, std::size_t b) { return points[a].lon() < points[b].lon(); });
        begin = end;
    }
    std::vector<std::size_t> number(points.size());
    for (std::size_t i = 0; i < order.size(); ++i) number[order[i]] = i;
    return number;
}

} // namespace qaidam::grids
