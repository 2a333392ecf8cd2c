/// Tables for a terminal. Chinese aligns: a character takes two columns.
#pragma once

#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace qaidam::report {

enum class align { left, right };

class table {
public:
    struct column {
        std::string title;
        report::align align = report::align::left;
    };

    explicit table(std::vector<column> columns) : columns_{std::move(columns)} {}

    /// Requires: one cell a column, else std::invalid_argument. Line breaks in cells become spaces.
    void add_row(std::vector<std::string> cells);

    [[nodiscard]] bool empty() const { return rows_.empty(); }

    /// Titles, a rule and the rows, each line indented by `indent` spaces and without trailing spaces.
    [[nodiscard]] std::string text(int indent = 0) const;
    /// The same as an HTML table, all text escaped.
    [[nodiscard]] std::string html() const;

private:
    std::vector<column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// `text` with spaces added until it takes `width` columns.
[[nodiscard]] std::string pad(std::string text, std::size_t width, align a = align::left);

} // namespace qaidam::report

#pragma GCC visibility pop
