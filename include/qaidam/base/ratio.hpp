/// A part of a whole, exact.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <qaidam/base/format.hpp>

#pragma GCC visibility push(default)

namespace qaidam {

/// A share of a whole in exact numbers. With nothing to divide by there is no data, never 100 %.
class ratio {
public:
    /// Throws: std::invalid_argument unless 0 <= part <= whole.
    ratio(std::int64_t part, std::int64_t whole);
    [[nodiscard]] std::int64_t part() const { return part_; }
    [[nodiscard]] std::int64_t whole() const { return whole_; }
    /// Hundredths of a percent, rounded half up: 9973 for 376/377. Nothing where there is no data.
    [[nodiscard]] std::optional<std::int64_t> basis_points() const;
    friend bool operator==(const ratio&, const ratio&) = default;

private:
    std::int64_t part_;
    std::int64_t whole_;
};
/// "376/377 (99.73 %)", "0/0 (no data)"
[[nodiscard]] std::string to_string(const ratio& r, language l = language::en);
/// "99.73 %"
[[nodiscard]] std::string percent(const ratio& r, language l = language::en);

} // namespace qaidam

template <>
struct fmt::formatter<qaidam::ratio> : qaidam::detail::bilingual_formatter<qaidam::ratio> {};

#pragma GCC visibility pop
