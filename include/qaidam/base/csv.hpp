/// Tables of text: CSV as in RFC 4180, as people really save it.
///
/// Reading accepts a byte order mark, CRLF, LF or CR, quoted newlines, `;` or tab between cells, and cells
/// padded with blanks, which go. Whatever is wrong becomes a notice with file, line and field. What falls with a
/// cell is decided by what the cell is for (`cell_kind`), the same way in all rooms:
///
///     read_table(folder, buildings, out, [&](record& r) {
///         building b{.key = r.key("building_id"), .name = r.text("name")};
///         if (r.ok()) all.add(std::move(b));
///     });
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <qaidam/base/codes.hpp>
#include <qaidam/base/feed_files.hpp>
#include <qaidam/base/file_path.hpp>
#include <qaidam/base/function_ref.hpp>
#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam {

enum class presence {
    required,
    optional,
    binding ///< a file that may be missing, but where it is there, what it says must be known
};

/// What a cell is for, and so what falls when it cannot be used. See docs/adr/0025-what-falls.md.
enum class cell_kind {
    identity,    ///< names the record or what it is part of: the record falls
    needed,      ///< the record means nothing without it: the record falls
    descriptive, ///< says more of the record: the cell falls alone and counts as blank
    excluding    ///< says when something does not hold: what it may have excluded does not hold either
};

struct column {
    std::string_view name;
    cell_kind kind;
    presence need; ///< whether the header must have it

    constexpr column(std::string_view its_name, cell_kind what_for, presence in_header = presence::required)
        : name{its_name},
          kind{what_for},
          need{in_header} {}
};

/// The shape of one file of a feed: constant data of the room that owns the file.
struct table_layout {
    std::string_view file;
    presence need = presence::required;
    std::span<const column> columns{};

    /// What falls where the file cannot be used: it alone if the feed can do without it. One that is binding must be
    /// known, or not be there.
    [[nodiscard]] falls unusable() const;
};

/// One row of a table while it is being read. Reading a cell that is wrong adds a notice. Unless the cell is
/// descriptive, the record is not `ok()` then, and the value returned is a neutral one that must not be used.
class record {
public:
    /// `positions` are those of the layout's columns among `cells`. All must outlive the record. A row that
    /// is `damaged` has been reported already: it is not ok() and reports nothing more.
    record(const table_layout& layout, std::span<const std::optional<std::size_t>> positions,
           std::span<const std::string_view> cells, std::uint64_t line, notices& out, bool damaged)
        : layout_{&layout},
          positions_{positions},
          cells_{cells},
          line_{line},
          out_{&out},
          damaged_{damaged},
          ok_{!damaged} {}

    [[nodiscard]] bool ok() const noexcept { return ok_; }

    /// The cell, "" where the column is absent or the cell blank.
    [[nodiscard]] std::string_view cell(std::string_view column) const;
    /// The same by the column's place in the layout, for files of millions of rows.
    [[nodiscard]] std::string_view cell(std::size_t column) const {
        return positions_[column] ? cells_[*positions_[column]] : std::string_view{};
    }

    /// Whether the header has the column.
    [[nodiscard]] bool has(std::string_view column) const;

    /// The cell, which must not be blank.
    std::string text(std::string_view column);
    qaidam::key key(std::string_view column) { return qaidam::key{text(column)}; }
    /// Name in Chinese from `name`, in English from `name_en` if there is one.
    label name();

    /// A whole number in [least, most].
    std::int64_t integer(std::string_view column, std::int64_t least, std::int64_t most);
    /// The same where the cell may be blank; nothing for a cell that falls, too.
    std::optional<std::int64_t> find_integer(std::string_view column, std::int64_t least, std::int64_t most);
    /// A finite decimal number in [least, most].
    double number(std::string_view column, double least, double most);
    /// The same where the cell may be blank; nothing for a cell that falls, too.
    std::optional<double> find_number(std::string_view column, double least, double most);

    /// "yes" or "no"; a blank cell, or one that falls, is no.
    bool flag(std::string_view column);
    /// The words of the cell, which are apart by spaces. Views are valid as long as the record.
    [[nodiscard]] std::vector<std::string_view> words(std::string_view column) const;

    template <class T>
    using choices = std::span<const std::pair<std::string_view, T>>;

    /// The value of the word in the cell.
    template <class T>
    T choice(std::string_view column, choices<T> words) {
        const auto found = find_choice(column, words);
        if (!found && cell(column).empty()) complain(codes::missing_value, column);
        return found.value_or(words.front().second);
    }

    /// The same where the cell may be blank; nothing for a cell that falls, too.
    template <class T>
    std::optional<T> find_choice(std::string_view column, choices<T> words) {
        const auto word = cell(column);
        if (word.empty()) return std::nullopt;
        for (const auto& [name, value] : words)
            if (name == word) return value;
        std::string known;
        for (const auto& [name, value] : words) known += (known.empty() ? "" : ", ") + std::string{name};
        complain(codes::bad_choice, column, {std::string{word}, known});
        return std::nullopt;
    }

    /// The id of the record that the cell names, which must be in `all`; `file` is where those come from.
    template <class Id, class Record, template <class...> class Vector>
    Id reference(std::string_view column, const registry<Id, Record, Vector>& all, std::string_view file) {
        const auto found = find_reference(column, all, file);
        if (!found && cell(column).empty()) complain(codes::missing_value, column);
        return found.value_or(Id{0});
    }

    /// The same where the cell may be blank.
    template <class Id, class Record, template <class...> class Vector>
    std::optional<Id> find_reference(std::string_view column, const registry<Id, Record, Vector>& all,
                                     std::string_view file) {
        const auto word = cell(column);
        if (word.empty()) return std::nullopt;
        const auto found = all.find(word);
        if (!found) miss(column, word, file);
        return found;
    }

    /// Says that no record of the file has the key, or that it was left out and where; the cell's kind decides
    /// what falls.
    void miss(std::string_view column, std::string_view key, std::string_view file);

    /// Adds the value under its key; a key that is taken is reported against `column`.
    template <class Id, class Record, template <class...> class Vector>
    void add_to(registry<Id, Record, Vector>& all, Record value, std::string_view column) {
        if (!ok_) return;
        if (!all.add(std::move(value))) complain(codes::duplicate_key, column, {value.key.text()});
    }

    /// Reports something about this row. An error drops a descriptive cell, else the record, which is not `ok()` then.
    /// Arguments that stand in its cells are quoted as an `excerpt`.
    void complain(const message_rule& rule, std::string_view column, std::vector<std::string> arguments = {});

    /// The same where the record falls, whatever the cell is for.
    void reject(const message_rule& rule, std::string_view column, std::vector<std::string> arguments = {});
    /// The same where the reader has taken care of what may be excluded, and nothing falls.
    void tell(const message_rule& rule, std::string_view column, std::vector<std::string> arguments = {});
    /// Lets the record fall; its reader has said why.
    void spoil() noexcept { ok_ = false; }
    /// Says that what the cell refers to was left out on that line of its file.
    void follow(std::string_view column, std::string_view file, std::uint64_t line);

    [[nodiscard]] location where(std::string_view column) const;
    [[nodiscard]] std::uint64_t line() const noexcept { return line_; }

    /// Remembers its key as that of a record that is left out, for what refers to it.
    void leave_out() const;

private:
    [[nodiscard]] bool is_descriptive(std::string_view column) const;

    const table_layout* layout_;
    std::span<const std::optional<std::size_t>> positions_;
    std::span<const std::string_view> cells_;
    std::uint64_t line_;
    notices* out_;
    bool damaged_;
    bool ok_;
    mutable std::size_t next_ = 0; ///< the column that is asked for next, most likely
};

/// Splits CSV text into rows. The text must be valid UTF-8 without NUL and outlive the reader.
class csv_reader {
public:
    static constexpr std::size_t longest_cell = std::size_t{1} << 20;

    struct format {
        char separator = ',';
        std::uint64_t first_line = 1;
        falls cut = falls::as_said; ///< what falls where a quote is never closed
    };
    csv_reader(std::string_view text, std::string_view file, notices& out)
        : csv_reader{text, file, out, {}} {}
    csv_reader(std::string_view text, std::string_view file, notices& out, const format& how);

    /// The next row that is not blank, or nothing at the end; one of separators alone is blank. Views are valid until the next call.
    [[nodiscard]] std::optional<std::span<const std::string_view>> next();

    /// Line of the row that `next` returned last, from 1.
    [[nodiscard]] std::uint64_t line() const noexcept { return row_line_; }
    /// Where the row after it begins, if there is one: its offset in the text, and its line.
    [[nodiscard]] std::size_t offset() const noexcept { return at_; }
    [[nodiscard]] std::uint64_t next_line() const noexcept { return line_; }
    /// Byte column of a cell of that row in its line, from 1.
    [[nodiscard]] std::uint64_t column(std::size_t cell) const;
    /// Whether that row was free of errors.
    [[nodiscard]] bool row_ok() const noexcept { return row_ok_; }
    /// Whether the text was read to its end; false once a quote was never closed.
    [[nodiscard]] bool complete() const noexcept { return complete_; }

private:
    enum class after_cell { cell, row, stop };

    [[nodiscard]] bool ends_cell(char c) const { return c == separator_ || c == '\n' || c == '\r'; }
    bool read_plain_row();
    after_cell read_cell();
    after_cell read_quoted();
    after_cell end_cell();
    void keep_cell(std::string_view content);
    void end_line();
    void complain(const message_rule& rule, std::vector<std::string> arguments = {});

    std::string_view text_;
    std::string file_;
    notices* out_;
    char separator_;
    falls cut_;
    std::size_t at_ = 0;
    std::uint64_t line_;
    std::uint64_t row_line_ = 1;
    bool row_ok_ = true;
    bool complete_ = true;
    std::vector<std::string_view> cells_;
    std::vector<std::size_t> starts_; ///< offset of each cell in the text, where the row is not plain
    std::vector<std::unique_ptr<std::string>> unescaped_; ///< the row's cells with doubled quotes, without
};

/// What a row with fewer cells than the header is: damaged, or, as a repair with a notice, one that ends in
/// blanks.
enum class short_rows { damaged, filled };

/// The text of a table whose header has been read, and whose rows can be read in parts.
class csv_table {
public:
    /// Rows that follow one another in the text.
    struct part {
        std::string_view text;
        std::uint64_t line; ///< on which they begin
    };

    /// What is wrong with the header becomes notices. Text and layout must outlive the table.
    csv_table(std::string_view text, const table_layout& layout, notices& out);

    /// Whether the header had all that is required.
    [[nodiscard]] bool usable() const noexcept { return usable_; }
    [[nodiscard]] part rows() const noexcept { return rows_; }
    /// What stands between the cells.
    [[nodiscard]] char separator() const noexcept { return separator_; }
    /// Whether the header has the column, by its place in the layout.
    [[nodiscard]] bool has(std::size_t column) const { return positions_[column].has_value(); }
    /// All rows in up to `count` parts of about the same length; rows one after the other that have the same
    /// in a column stay in one part. Text after the first quote or lone CR is not split, because row boundaries
    /// cannot be found there. Requires: the column, by its place in the layout, is in the header.
    [[nodiscard]] std::vector<part> split(std::size_t count, std::size_t column) const;

    /// Calls `use` for each row of the part, as `read_table` does. Parts may be read on several threads, with
    /// notices of their own. Requires: usable().
    /// Returns: whether the part was read to its end.
    bool read(const part& rows, notices& out, function_ref<void(record&)> use,
              short_rows how = short_rows::damaged) const;

private:
    [[nodiscard]] csv_reader::format format_of(const part& rows) const;

    const table_layout* layout_;
    part rows_;
    char separator_ = ',';
    std::size_t width_ = 0;                             ///< cells of the header
    std::vector<std::optional<std::size_t>> positions_; ///< of the layout's columns in a row
    bool usable_ = false;
};

/// Calls `use` for every row of the layout's file. A row that is damaged as such (too few cells, text
/// after a quote) is passed on too, not ok(), so that what it belongs to can be dropped with it.
///
/// Errors:  notices; a required file that is missing is one, an optional one is not. What makes a required file
///          unusable is fatal; an optional one falls alone.
/// Returns: whether the file was there, its header had all that is required, and it was read to its end.
bool read_table(const feed_files& files, const table_layout& layout, notices& out,
                function_ref<void(record&)> use, short_rows how = short_rows::damaged);

/// The same for text that is in memory.
bool read_table_text(std::string_view text, const table_layout& layout, notices& out,
                     function_ref<void(record&)> use, short_rows how = short_rows::damaged);

/// Collects the rows of one file and writes it: UTF-8, LF, quotes only where RFC 4180 needs them.
class csv_writer {
public:
    explicit csv_writer(const table_layout& layout);

    /// Requires: as many cells as the layout has columns, else std::invalid_argument.
    void row(std::span<const std::string> cells);
    void row(std::initializer_list<std::string> cells) { row(std::span{cells.begin(), cells.size()}); }

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    [[nodiscard]] bool empty() const noexcept { return rows_ == 0; }

    /// Throws: std::runtime_error if the file cannot be written.
    void save(const file_path& folder) const;

private:
    void append(std::span<const std::string> cells);

    const table_layout* layout_;
    std::size_t rows_ = 0;
    std::string text_;
};

/// The cell as a table has it between commas: in quotes where RFC 4180 needs them.
[[nodiscard]] std::string quoted_cell(std::string_view cell);

/// "7", "7.25": the shortest text that reads back as the same number.
[[nodiscard]] std::string to_cell(double value);

} // namespace qaidam

#pragma GCC visibility pop
