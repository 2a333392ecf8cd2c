// Any bytes: decoding and splitting end, rows have cells, and what is written from them reads back the same.
#include <cstdint>
#include <cstdlib>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/text.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace qaidam;
    notices out;
    const auto text = decode_text(std::string{reinterpret_cast<const char*>(data), size}, "f.csv", out);
    if (!text) return 0;
    if (find_invalid_utf8(*text)) std::abort();
    csv_reader reader{*text, "f.csv", out};
    while (const auto row = reader.next()) {
        if (row->empty()) std::abort();
        if (!reader.row_ok() || row->size() > 40) continue;
        std::vector<column> columns;
        std::vector<std::string> names;
        for (std::size_t i = 0; i < row->size(); ++i) names.push_back("c" + std::to_string(i));
        for (const auto& name : names) columns.push_back({name});
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
