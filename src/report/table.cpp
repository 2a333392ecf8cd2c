#include <qaidam/report/table.hpp>

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include <qaidam/base/text.hpp>
#include <qaidam/report/html.hpp>

namespace qaidam::report {

std::string pad(std::string text, std::size_t width, align a) {
    const auto taken = display_width(text);
    if (taken >= width) return text;
    const std::string spaces(width - taken, ' ');
    return a == align::left ? text + spaces : spaces + text;
}

void table::add_row(std::vector<std::string> cells) {
    if (cells.size() != columns_.size()) throw std::invalid_argument("table: a row needs one cell a column");
    for (auto& cell : cells)
        std::replace_if(
            cell.begin(), cell.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    rows_.push_back(std::move(cells));
}

std::string table::text(int indent) const {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        widths.push_back(display_width(columns_[i].title));
        for (const auto& row : rows_) widths[i] = std::max(widths[i], display_width(row[i]));
    }
    std::string all;
    const auto add_line = [&](const auto& cell) {
        std::string line(static_cast<std::size_t>(indent), ' ');
        for (std::size_t i = 0; i < columns_.size(); ++i)
            line += (i > 0 ? "  " : "") + pad(cell(i), widths[i], columns_[i].align);
        line.erase(line.find_last_not_of(' ') + 1);
        all += line + '\n';
    };
    add_line([&](std::size_t i) { return columns_[i].title; });
    add_line([&](std::size_t i) {
        std::string rule;
        for (std::size_t n = 0; n < widths[i]; ++n) rule += "─";
        return rule;
    });
    for (const auto& row : rows_) add_line([&](std::size_t i) { return row[i]; });
    return all;
}

std::string table::html() const {
    const auto cell = [&](std::string_view tag, std::size_t i, const std::string& text) {
        return fmt::format("<{0}{1}>{2}</{0}>", tag,
                           columns_[i].align == align::right ? " class=\"right\"" : "", escape(text));
    };
    std::string all = "<table>\n<thead><tr>";
    for (std::size_t i = 0; i < columns_.size(); ++i) all += cell("th", i, columns_[i].title);
    all += "</tr></thead>\n<tbody>\n";
    for (const auto& row : rows_) {
        all += "<tr>";
        for (std::size_t i = 0; i < columns_.size(); ++i) all += cell("td", i, row[i]);
        all += "</tr>\n";
    }
    return all + "</tbody>\n</table>\n";
}

} // namespace qaidam::report
