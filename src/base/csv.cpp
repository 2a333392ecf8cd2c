#include <qaidam/base/csv.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <qaidam/base/text.hpp>

namespace qaidam {
namespace {

constexpr bool is_padding(char c) {
    return c == ' ' || c == '\t';
}

/// What sixteen bytes have, a bit a byte.
struct sixteen {
    std::uint32_t ends_or_quotes;
    bool padding; ///< any byte that a blank may have at all
};

#ifdef __SSE2__
sixteen look_at(const char* p, char separator) {
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const auto where = [&](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
    const auto special =
        _mm_or_si128(_mm_or_si128(where(separator), where('\n')), _mm_or_si128(where('\r'), where('"')));
    const auto blank = _mm_or_si128(_mm_or_si128(where(' '), where('\t')), bytes); // or not ASCII
    return {static_cast<std::uint32_t>(_mm_movemask_epi8(special)), _mm_movemask_epi8(blank) != 0};
}
#else
sixteen look_at(const char* p, char separator) {
    sixteen seen{0, false};
    for (unsigned i = 0; i < 16; ++i) {
        if (p[i] == separator || p[i] == '\n' || p[i] == '\r' || p[i] == '"') seen.ends_or_quotes |= 1u << i;
        seen.padding = seen.padding || is_padding(p[i]) || static_cast<unsigned char>(p[i]) >= 0x80;
    }
    return seen;
}
#endif

/// The blanks that people and spreadsheets leave around a cell, beside spaces and tabs: no-break space, full-width
/// space, zero-width space and a byte order mark.
constexpr std::string_view wide_blanks[] = {"\xC2\xA0", "\xE3\x80\x80", "\xE2\x80\x8B", "\xEF\xBB\xBF"};

std::size_t blank_before(std::string_view text) {
    if (text.empty()) return 0;
    if (is_padding(text.front())) return 1;
    for (const auto blank : wide_blanks)
        if (text.starts_with(blank)) return blank.size();
    return 0;
}

std::size_t blank_after(std::string_view text) {
    if (text.empty()) return 0;
    if (is_padding(text.back())) return 1;
    for (const auto blank : wide_blanks)
        if (text.ends_with(blank)) return blank.size();
    return 0;
}

/// Whether a byte may begin or end a blank.
constexpr auto blank_ends = [] {
    std::array<bool, 256> ends{};
    for (const char c : {' ', '\t'}) ends[static_cast<unsigned char>(c)] = true;
    for (const auto blank : wide_blanks)
        for (const char c : {blank.front(), blank.back()}) ends[static_cast<unsigned char>(c)] = true;
    return ends;
}();

bool is_padded(std::string_view text) {
    if (text.empty()) return false;
    const auto may_be = [](char c) { return blank_ends[static_cast<unsigned char>(c)]; };
    return (may_be(text.front()) && blank_before(text) != 0) ||
           (may_be(text.back()) && blank_after(text) != 0);
}

std::string_view trimmed(std::string_view text) {
    while (const auto blank = blank_before(text)) text.remove_prefix(blank);
    while (const auto blank = blank_after(text)) text.remove_suffix(blank);
    return text;
}

} // namespace

falls table_layout::unusable() const {
    return need == presence::optional ? falls::file : falls::as_said;
}

csv_reader::csv_reader(std::string_view text, std::string_view file, notices& out, const format& how)
    : text_{text},
      file_{file},
      out_{&out},
      separator_{how.separator},
      cut_{how.cut},
      line_{how.first_line} {}

void csv_reader::complain(const message_rule& rule, std::vector<std::string> arguments) {
    out_->add(rule, {.file = file_, .line = line_, .column = column(starts_.size() - 1)},
              std::move(arguments), rule == codes::unterminated_quote ? cut_ : falls::as_said);
    if (rule.level >= severity::error) row_ok_ = false;
}

std::uint64_t csv_reader::column(std::size_t cell) const {
    // The cells of a plain row lie in the text.
    const auto start =
        cell < starts_.size() ? starts_[cell] : static_cast<std::size_t>(cells_[cell].data() - text_.data());
    const auto line_end = start == 0 ? std::string_view::npos : text_.find_last_of("\r\n", start - 1);
    return line_end == std::string_view::npos ? start + 1 : start - line_end;
}

csv_reader::after_cell csv_reader::end_cell() {
    if (at_ < text_.size() && text_[at_] == separator_) {
        ++at_;
        return after_cell::cell;
    }
    if (at_ < text_.size()) end_line();
    return after_cell::row;
}

void csv_reader::end_line() {
    at_ += text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n' ? 2 : 1;
    ++line_;
}

bool csv_reader::read_plain_row() {
    const char* const end = text_.data() + text_.size();
    const char* const row = text_.data() + at_;
    const char* cell = row;
    bool padding = false;
    for (const char* p = row; end - p >= 16; p += 16) {
        const auto seen = look_at(p, separator_);
        padding = padding || seen.padding;
        for (auto bits = seen.ends_or_quotes; bits != 0; bits &= bits - 1) {
            const char* const stop = p + std::countr_zero(bits);
            if (*stop == '"') return false;
            const std::string_view content{cell, static_cast<std::size_t>(stop - cell)};
            if (padding && is_padded(content)) return false;
            cells_.push_back(content);
            cell = stop + 1;
            if (*stop == separator_) continue;
            if (static_cast<std::size_t>(stop - row) > longest_cell) return false;
            at_ = static_cast<std::size_t>(stop - text_.data());
            end_line();
            return true;
        }
    }
    return false; // the last bytes of the text
}

csv_reader::after_cell csv_reader::read_cell() {
    const auto start = at_;
    starts_.push_back(start);
    while (at_ < text_.size() && text_[at_] != separator_) {
        const auto blank = blank_before(text_.substr(at_));
        if (blank == 0) break;
        at_ += blank;
    }
    if (at_ < text_.size() && text_[at_] == '"') return read_quoted();
    while (at_ < text_.size() && !ends_cell(text_[at_])) ++at_;
    const auto content = trimmed(text_.substr(start, at_ - start));
    if (content.find('"') != std::string_view::npos) complain(codes::stray_quote, {excerpt(content)});
    keep_cell(content);
    return end_cell();
}

csv_reader::after_cell csv_reader::read_quoted() {
    const auto quote_line = line_;
    const auto first = ++at_;
    bool doubled = false;
    for (;; ++at_) {
        if (at_ == text_.size()) {
            line_ = quote_line; // where the quote that is never closed stands
            complain(codes::unterminated_quote);
            complete_ = false;
            return after_cell::stop;
        }
        if (text_[at_] == '"') {
            if (at_ + 1 == text_.size() || text_[at_ + 1] != '"') break;
            doubled = true;
            ++at_;
        } else if (text_[at_] == '\n' ||
                   (text_[at_] == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] != '\n'))) {
            ++line_;
        }
    }
    auto content = text_.substr(first, at_ - first);
    if (doubled && content.size() <= longest_cell) {
        auto& plain = *unescaped_.emplace_back(std::make_unique<std::string>());
        for (std::size_t i = 0; i < content.size(); ++i) {
            plain += content[i];
            if (content[i] == '"') ++i;
        }
        content = plain;
    }
    const auto tail = ++at_;
    while (at_ < text_.size() && !ends_cell(text_[at_])) ++at_;
    if (const auto rest = trimmed(text_.substr(tail, at_ - tail)); !rest.empty())
        complain(codes::text_after_quote, {excerpt(rest)});
    keep_cell(trimmed(content));
    return end_cell();
}

void csv_reader::keep_cell(std::string_view content) {
    if (content.size() > longest_cell) {
        complain(codes::field_too_long, {std::to_string(content.size()), std::to_string(longest_cell)});
        content = {};
    }
    cells_.push_back(content);
}

std::optional<std::span<const std::string_view>> csv_reader::next() {
    while (at_ < text_.size()) {
        cells_.clear();
        starts_.clear();
        if (!unescaped_.empty()) unescaped_.clear();
        row_ok_ = true;
        row_line_ = line_;
        if (!read_plain_row()) { // most are plain: no quotes, no padding
            cells_.clear();
            auto state = after_cell::cell;
            while (state == after_cell::cell) state = read_cell();
            if (state == after_cell::stop) break;
        }
        const bool blank = std::all_of(cells_.begin(), cells_.end(), [](auto c) { return c.empty(); });
        if (!blank) return std::span<const std::string_view>{cells_};
    }
    at_ = text_.size();
    return std::nullopt;
}

std::string_view record::cell(std::string_view column) const {
    // Columns are mostly asked for in the order of the layout.
    const auto count = layout_->columns.size();
    for (std::size_t n = 0; n < count; ++n, ++next_) {
        if (next_ >= count) next_ = 0;
        if (layout_->columns[next_].name == column) return cell(next_++);
    }
    throw std::invalid_argument(fmt::format("{} has no column {} in its layout", layout_->file, column));
}

bool record::has(std::string_view column) const {
    const auto found = std::find_if(layout_->columns.begin(), layout_->columns.end(),
                                    [&](const qaidam::column& c) { return c.name == column; });
    return found != layout_->columns.end() &&
           positions_[static_cast<std::size_t>(found - layout_->columns.begin())].has_value();
}

location record::where(std::string_view column) const {
    return {.file = std::string{layout_->file}, .line = line_, .field = std::string{column}};
}

namespace {

/// With what stands in a cell of the row cut to what a notice quotes; names and texts of the library stay whole.
std::vector<std::string> with_excerpts(std::vector<std::string> arguments,
                                       std::span<const std::string_view> cells) {
    for (auto& argument : arguments) {
        auto quoted = excerpt(argument);
        if (quoted != argument && std::any_of(cells.begin(), cells.end(), [&](std::string_view cell) {
                return cell.find(argument) != std::string_view::npos;
            }))
            argument = std::move(quoted);
    }
    return arguments;
}

} // namespace

bool record::is_descriptive(std::string_view name) const {
    const auto found = std::find_if(layout_->columns.begin(), layout_->columns.end(),
                                    [&](const column& c) { return c.name == name; });
    return found != layout_->columns.end() && found->kind == cell_kind::descriptive;
}

void record::complain(const message_rule& rule, std::string_view column, std::vector<std::string> arguments) {
    if (rule.level < severity::error) return tell(rule, column, std::move(arguments));
    if (!is_descriptive(column)) return reject(rule, column, std::move(arguments));
    if (damaged_) return;
    out_->add(rule, where(column), with_excerpts(std::move(arguments), cells_), falls::cell);
}

void record::reject(const message_rule& rule, std::string_view column, std::vector<std::string> arguments) {
    tell(rule, column, std::move(arguments));
    ok_ = false;
}

void record::tell(const message_rule& rule, std::string_view column, std::vector<std::string> arguments) {
    if (!damaged_) out_->add(rule, where(column), with_excerpts(std::move(arguments), cells_));
}

void record::miss(std::string_view column, std::string_view key, std::string_view file) {
    if (const auto left_out = out_->find_left_out(file, key)) return follow(column, file, *left_out);
    complain(codes::unknown_reference, column, {std::string{key}, std::string{file}});
}

void record::follow(std::string_view column, std::string_view file, std::uint64_t line) {
    const bool alone = is_descriptive(column);
    if (!damaged_)
        out_->add(codes::left_out, where(column),
                  {excerpt(cell(column)), to_string(location{.file = std::string{file}, .line = line})},
                  alone ? falls::cell : falls::record);
    if (!alone) ok_ = false;
}

void record::leave_out() const {
    const auto names = [](const column& c) { return c.kind == cell_kind::identity; };
    const auto first = std::find_if(layout_->columns.begin(), layout_->columns.end(), names);
    if (first == layout_->columns.end() || std::any_of(first + 1, layout_->columns.end(), names)) return;
    const auto k = cell(static_cast<std::size_t>(first - layout_->columns.begin()));
    if (!k.empty()) out_->leave_out(layout_->file, k, line_);
}

std::string record::text(std::string_view column) {
    const auto value = cell(column);
    if (value.empty()) complain(codes::missing_value, column);
    return std::string{value};
}

label record::name() {
    return {.zh = text("name"), .en = std::string{cell("name_en")}};
}

std::int64_t record::integer(std::string_view column, std::int64_t least, std::int64_t most) {
    if (cell(column).empty()) complain(codes::missing_value, column);
    return find_integer(column, least, most).value_or(least);
}

std::optional<std::int64_t> record::find_integer(std::string_view column, std::int64_t least,
                                                 std::int64_t most) {
    const auto word = cell(column);
    if (word.empty()) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (failure == std::errc{} && end == word.data() + word.size() && value >= least && value <= most)
        return value;
    complain(codes::bad_number, column, {std::string{word}, fmt::format("{} … {}", least, most)});
    return std::nullopt;
}

double record::number(std::string_view column, double least, double most) {
    if (cell(column).empty()) complain(codes::missing_value, column);
    return find_number(column, least, most).value_or(least);
}

std::optional<double> record::find_number(std::string_view column, double least, double most) {
    const auto word = cell(column);
    if (word.empty()) return std::nullopt;
    double value = 0;
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (failure == std::errc{} && end == word.data() + word.size() && value >= least && value <= most)
        return value;
    complain(codes::bad_number, column, {std::string{word}, fmt::format("{} … {}", least, most)});
    return std::nullopt;
}

bool record::flag(std::string_view column) {
    static constexpr std::pair<std::string_view, bool> yes_no[] = {{"no", false}, {"yes", true}};
    return find_choice<bool>(column, yes_no).value_or(false);
}

std::vector<std::string_view> record::words(std::string_view column) const {
    std::vector<std::string_view> all;
    const auto text = cell(column);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        if (end > at) all.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return all;
}

namespace {

/// What a spreadsheet writes before the header to name its separator: "sep=;".
std::optional<char> find_separator_line(std::string_view text) {
    const auto line = trimmed(text.substr(0, text.find_first_of("\r\n")));
    const auto plain =
        line.size() == 7 && line.front() == '"' && line.back() == '"' ? line.substr(1, 5) : line;
    return plain.size() == 5 && plain.starts_with("sep=") ? std::optional{plain.back()} : std::nullopt;
}

/// The separator with which the header has the most columns of the layout; the comma where that says nothing.
char find_separator(std::string_view text, const table_layout& layout) {
    char best = ',';
    std::ptrdiff_t most = 0;
    for (const char separator : {',', ';', '\t'}) {
        notices ignored;
        csv_reader reader{text, layout.file, ignored, {.separator = separator}};
        const auto header = reader.next();
        if (!header) break;
        const auto known = std::count_if(header->begin(), header->end(), [&](std::string_view name) {
            return std::any_of(layout.columns.begin(), layout.columns.end(),
                               [&](const column& c) { return c.name == name; });
        });
        if (known > most) best = separator;
        most = std::max(most, known);
    }
    return best;
}

} // namespace

csv_table::csv_table(std::string_view text, const table_layout& layout, notices& out)
    : layout_{&layout},
      rows_{text, 1},
      positions_(layout.columns.size()) {
    const std::string file{layout.file};
    const auto falls = layout.unusable();
    const auto named = find_separator_line(text);
    separator_ = named ? *named : find_separator(text, layout);
    csv_reader reader{text, layout.file, out, format_of(rows_)};
    if (named) (void)reader.next();
    const auto header = reader.next();
    if (!header || !reader.row_ok()) {
        if (!header && reader.row_ok()) // which excludes nothing
            out.add(codes::empty_file, {.file = file}, {},
                    layout.need == presence::required ? falls::as_said : falls::file);
        return;
    }
    if (separator_ != ',')
        out.add(codes::other_separator, {.file = file, .line = reader.line()},
                {separator_ == '\t' ? std::string{"TAB"} : std::string{separator_}});
    usable_ = true;
    for (std::size_t i = 0; i < header->size(); ++i) {
        const auto name = (*header)[i];
        const location where{
            .file = file, .line = reader.line(), .column = reader.column(i), .field = excerpt(name)};
        const auto known = std::find_if(layout.columns.begin(), layout.columns.end(),
                                        [&](const column& c) { return c.name == name; });
        if (known == layout.columns.end()) {
            if (!name.empty()) out.add(codes::unknown_column, where);
            continue;
        }
        auto& position = positions_[static_cast<std::size_t>(known - layout.columns.begin())];
        if (position) {
            out.add(codes::duplicate_column, where, {}, falls);
            usable_ = false;
        }
        position = i;
    }
    for (std::size_t i = 0; i < positions_.size(); ++i)
        if (!positions_[i] && layout.columns[i].need == presence::required) {
            out.add(codes::missing_column,
                    {.file = file, .line = reader.line(), .field = std::string{layout.columns[i].name}}, {},
                    falls);
            usable_ = false;
        }
    width_ = header->size();
    rows_ = {text.substr(reader.offset()), reader.next_line()};
}

csv_reader::format csv_table::format_of(const part& rows) const {
    return {.separator = separator_,
            .first_line = rows.line,
            .cut = layout_->unusable() == falls::file ? falls::rest : falls::as_said};
}

bool csv_table::read(const part& rows, notices& out, function_ref<void(record&)> use, short_rows how) const {
    csv_reader reader{rows.text, layout_->file, out, format_of(rows)};
    std::vector<std::string_view> padded;
    while (const auto cells = reader.next()) {
        auto row = *cells;
        bool damaged = !reader.row_ok();
        if (row.size() != width_) {
            const bool fill = row.size() < width_ && how == short_rows::filled;
            out.add(fill ? codes::row_filled : codes::row_length,
                    {.file = std::string{layout_->file}, .line = reader.line()},
                    {std::to_string(row.size()), std::to_string(width_)});
            damaged = damaged || !fill;
            padded.assign(row.begin(), row.end());
            padded.resize(width_);
            row = padded;
        }
        record r{*layout_, positions_, row, reader.line(), out, damaged};
        use(r);
        if (!r.ok()) r.leave_out();
    }
    return reader.complete();
}

namespace {

/// Whether each line break of the text is the end of a row.
bool has_plain_lines(std::string_view text) {
    if (text.find('"') != std::string_view::npos) return false;
    for (auto at = text.find('\r'); at != std::string_view::npos; at = text.find('\r', at + 1))
        if (at + 1 == text.size() || text[at + 1] != '\n') return false;
    return true;
}

/// Where the first row begins whose cell in that place is another than in the row before it; the end where
/// there is none. The text begins with a row. One with anything wrong does not count: what is said of it
/// comes before what is said at the end of the rows before it.
std::size_t find_change(std::string_view text, const csv_reader::format& how, std::size_t cell,
                        std::size_t width) {
    notices wrong;
    csv_reader reader{text, "", wrong, how};
    std::size_t wrong_before = 0;
    std::size_t begin = 0;
    std::optional<std::string> before;
    while (const auto row = reader.next()) {
        const auto now = cell < row->size() ? (*row)[cell] : std::string_view{};
        const bool good = row->size() == width && wrong.total() == wrong_before;
        wrong_before = wrong.total();
        if (before && now != *before && good) return begin;
        before = now;
        begin = reader.offset();
    }
    return text.size();
}

} // namespace

std::vector<csv_table::part> csv_table::split(std::size_t count, std::size_t column) const {
    std::vector<part> all{rows_};
    const auto length = rows_.text.size() / std::max<std::size_t>(count, 1);
    while (all.size() < count) {
        auto& last = all.back();
        const auto line_end = last.text.find('\n', length);
        if (line_end == std::string_view::npos) break;
        const auto row = line_end + 1;
        const auto end =
            row + find_change(last.text.substr(row), format_of(last), *positions_[column], width_);
        const auto first = last.text.substr(0, end);
        if (end == last.text.size() || !has_plain_lines(first)) break;
        const part rest{last.text.substr(end),
                        last.line + static_cast<std::uint64_t>(std::count(first.begin(), first.end(), '\n'))};
        last.text = first;
        all.push_back(rest);
    }
    return all;
}

bool read_table_text(std::string_view text, const table_layout& layout, notices& out,
                     function_ref<void(record&)> use, short_rows how) {
    const csv_table table{text, layout, out};
    if (!table.usable()) out.leave_out(layout.file);
    return table.usable() && table.read(table.rows(), out, use, how);
}

bool read_table(const feed_files& files, const table_layout& layout, notices& out,
                function_ref<void(record&)> use, short_rows how) {
    if (layout.need != presence::required && !files.contains(layout.file)) return false;
    const auto text = files.read(layout.file, out, layout.unusable());
    if (!text) out.leave_out(layout.file);
    return text && read_table_text(text->view(), layout, out, use, how);
}

csv_writer::csv_writer(const table_layout& layout) : layout_{&layout} {
    std::vector<std::string> names;
    for (const auto& c : layout.columns) names.emplace_back(c.name);
    append(names);
}

void csv_writer::row(std::span<const std::string> cells) {
    if (cells.size() != layout_->columns.size())
        throw std::invalid_argument(
            fmt::format("{}: got {} cells, want {}", layout_->file, cells.size(), layout_->columns.size()));
    append(cells);
    ++rows_;
}

void csv_writer::append(std::span<const std::string> cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) text_ += ',';
        text_ += quoted_cell(cells[i]);
    }
    text_ += '\n';
}

std::string quoted_cell(std::string_view cell) {
    if (!is_padded(cell) && cell.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{cell};
    std::string quoted = "\"";
    for (const char c : cell) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted += '"';
}

void csv_writer::save(const file_path& folder) const {
    const auto path = std::filesystem::path{folder.text()} / layout_->file;
    std::ofstream stream{path, std::ios::binary | std::ios::trunc};
    stream.write(text_.data(), static_cast<std::streamsize>(text_.size()));
    stream.close();
    if (!stream)
        throw std::runtime_error(path.string() +
                                 ": cannot be written; check that the folder exists and is writable");
}

std::string to_cell(double value) {
    return fmt::format("{}", value);
}

} // namespace qaidam
