// Any bytes: decoding and splitting end, rows have cells, what is written from them reads back the same, and
// the parts of a table have its rows.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/text.hpp>

namespace {

using namespace qaidam;

/// Each row with its line, and what was found wrong.
std::string list(const csv_table& table, std::span<const csv_table::part> parts, std::size_t columns) {
    notices out;
    std::string all;
    for (const auto& part : parts) {
        notices here;
        (void)table.read(part, here, [&](record& r) {
            all += std::to_string(r.line());
            for (std::size_t i = 0; i < columns; ++i) (all += r.ok() ? ',' : '!') += r.cell(i);
        });
        out.add(here);
    }
    for (const auto& n : out) all += "\n" + to_string(n);
    for (const auto& t : out.tallies()) all += "\n" + std::to_string(t.count);
    return all;
}

void check_parts(std::string_view text) {
    notices ignored;
    csv_reader reader{text, "f.csv", ignored};
    const auto header = reader.next();
    if (!header) return;
    const std::vector<std::string> names{header->begin(), header->end()};
    std::vector<column> columns;
    for (const auto& name : names) columns.push_back({name, cell_kind::needed});
    const table_layout layout{"f.csv", presence::required, columns};
    const csv_table table{text, layout, ignored};
    if (!table.usable()) return;
    const auto whole = table.rows();
    for (const auto count : {2u, 5u})
        if (list(table, table.split(count, 0), columns.size()) != list(table, {&whole, 1}, columns.size()))
            std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    notices out;
    const auto text = decode_text(std::string{reinterpret_cast<const char*>(data), size}, "f.csv", out);
    if (!text) return 0;
    if (find_invalid_utf8(*text)) std::abort();
    check_parts(*text);
    csv_reader reader{*text, "f.csv", out};
    while (const auto row = reader.next()) {
        if (row->empty()) std::abort();
        if (!reader.row_ok() || row->size() > 40) continue;
        std::vector<column> columns;
        std::vector<std::string> names;
        for (std::size_t i = 0; i < row->size(); ++i) names.push_back("c" + std::to_string(i));
        for (const auto& name : names) columns.push_back({name, cell_kind::needed});
        const table_layout layout{"f.csv", presence::required, columns};
        csv_writer writer{layout};
        const std::vector<std::string> cells{row->begin(), row->end()};
        writer.row(cells);
        notices quiet;
        csv_reader again{writer.text(), "f.csv", quiet};
        (void)again.next();
        const auto back = again.next();
        const bool blank = cells.size() == 1 && cells.front().empty();
        if (!blank && (!back || !std::equal(back->begin(), back->end(), cells.begin(), cells.end())))
            std::abort();
    }
    return 0;
}
