#include <fmt/format.h>

#include <qaidam/base/csv.hpp>

#include <algorithm>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("base/csv");

using namespace qaidam;

namespace {

using rows = std::vector<std::vector<std::string>>;

rows split(std::string_view text, notices& out) {
    rows all;
    csv_reader reader{text, "t.csv", out};
    while (const auto row = reader.next())
        if (reader.row_ok()) all.emplace_back(row->begin(), row->end());
    return all;
}

rows split(std::string_view text) {
    notices out;
    auto all = split(text, out);
    CHECK(out.empty());
    return all;
}

std::string first_notice(const notices& out) {
    return out.empty() ? "" : to_string(*out.begin());
}

using enum cell_kind;
constexpr column fruit_columns[] = {{"fruit_id", identity},
                                    {"name", needed},
                                    {"name_en", descriptive, presence::optional},
                                    {"grams", needed},
                                    {"price", descriptive, presence::optional},
                                    {"kind", descriptive, presence::optional}};
constexpr table_layout fruits{"fruits.csv", presence::required, fruit_columns};

/// The notices of one table whose rows are all read in full.
notices read_fruits(std::string_view text) {
    struct fruit {
        qaidam::key key;
    };
    registry<id<struct fruit_tag>, fruit> all;
    notices out;
    static constexpr std::pair<std::string_view, int> kinds[] = {{"stone", 1}, {"berry", 2}};
    read_table_text(text, fruits, out, [&](record& r) {
        fruit f{r.key("fruit_id")};
        (void)r.name();
        (void)r.integer("grams", 1, 1000);
        if (!r.cell("price").empty()) (void)r.number("price", 0, 99);
        if (!r.cell("kind").empty()) (void)r.choice<int>("kind", kinds);
        r.add_to(all, std::move(f), "fruit_id");
    });
    return out;
}

} // namespace

TEST_CASE("LF, CRLF and CR end a line; the last line needs no end; blank lines are passed over") {
    const rows want{{"a", "b"}, {"1", "2"}};
    CHECK(split("a,b\n1,2\n") == want);
    CHECK(split("a,b\r\n1,2\r\n") == want);
    CHECK(split("a,b\r1,2\r") == want);
    CHECK(split("a,b\n1,2") == want);
    CHECK(split("\n\na,b\n\n1,2\n\n") == want);
}

TEST_CASE("padding around cells goes, quotes keep commas, newlines, quotes and spaces") {
    CHECK(split(" a ,\tb\n") == rows{{"a", "b"}});
    CHECK(split("\"a,\nb\",  \" c, \"  ,\"d\"\"e\"\n") == rows{{"a,\nb", "c,", "d\"e"}});
    CHECK(split("\xC2\xA0"
                "a\xE3\x80\x80,\"\xC2\xA0 b\",\xEF\xBB\xBF"
                "一\n") == rows{{"a", "b", "一"}});
    CHECK(split("\"\"\"\",\"\"\n") == rows{{"\"", ""}});
    CHECK(split("a,,\n,,\n\"\",, \nb,,\n") == rows{{"a", "", ""}, {"b", "", ""}}); // commas alone are blank
}

TEST_CASE("many cells with doubled quotes keep their contents") {
    std::string text;
    std::vector<std::string> want;
    for (int i = 0; i < 40; ++i) {
        text += (i ? ",\"\"\"" : "\"\"\"") + std::to_string(i) + "\"";
        want.push_back("\"" + std::to_string(i));
    }
    CHECK(split(text + "\n") == rows{want});
}

TEST_CASE("lines are counted through quoted newlines of every kind") {
    notices out;
    csv_reader reader{"a\n\"x\ny\r\nz\rw\"\nb\n", "t.csv", out};
    (void)reader.next();
    CHECK(reader.line() == 1);
    (void)reader.next();
    CHECK(reader.line() == 2);
    (void)reader.next();
    CHECK(reader.line() == 6);
}

TEST_CASE("an unterminated quote stops the file at the line where it opened") {
    notices out;
    CHECK(split("a,b\n1,2\n3,\"4\n5,6\n", out) == rows{{"a", "b"}, {"1", "2"}});
    CHECK(first_notice(out) ==
          "t.csv:3:3: quote is never closed; nothing is read from here on, add the closing quote");
}

TEST_CASE("text after a closing quote drops the row; a stray quote is kept with a warning") {
    notices out;
    CHECK(split("\"a\"b,c\n1,2\n", out) == rows{{"1", "2"}});
    CHECK(first_notice(out) == "t.csv:1:1: text after the closing quote, got b; double the quotes inside");
    notices warned;
    CHECK(split("5\" pipe\n", warned) == rows{{"5\" pipe"}});
    CHECK(warned.count(codes::stray_quote) == 1);
}

TEST_CASE("a cell above one mebibyte is a bounded error") {
    notices out;
    CHECK(split("a\n" + std::string(csv_reader::longest_cell, 'x') + "\n", out).size() == 2);
    CHECK(out.empty());
    CHECK(split("a\n" + std::string(csv_reader::longest_cell + 1, 'x') + "\nb\n", out).size() == 2);
    CHECK(split("\"" + std::string(csv_reader::longest_cell + 1, '\n') + "\"\nb\n", out).size() == 1);
    CHECK(out.count(codes::field_too_long) == 2);
    CHECK(first_notice(out) ==
          "t.csv:2:1: cell has 1048577 bytes, want <= 1048576; a closing quote may be missing");
}

TEST_CASE("a table with good rows has nothing to say") {
    CHECK(read_fruits("fruit_id,name,name_en,grams,price,kind\n1,杏,apricot,40,3.5,stone\n2,枸杞,,1,,\n")
              .empty());
}

TEST_CASE("each damage of a table has its notice with file, line and field") {
    const auto says = [](std::string_view text) { return first_notice(read_fruits(text)); };
    CHECK(says("") == "fruits.csv: file is empty, want at least a header line");
    CHECK(says("fruit_id,name\n1,杏\n") == "fruits.csv:1:grams: column is missing; add it to the header");
    CHECK(says("fruit_id,name,grams,name\n") ==
          "fruits.csv:1:name: column occurs twice; remove one of the two");
    CHECK(says("fruit_id,name,grams,colour\n") == "fruits.csv:1:colour: unknown column, not kept");
    CHECK(says("fruit_id,name,grams\n1,杏\n") == "fruits.csv:2: row has 2 cells, want 3 as in the header");
    CHECK(says("fruit_id,name,grams\n1,,40\n") == "fruits.csv:2:name: value is missing, want one");
    CHECK(says("fruit_id,name,grams\n1,杏,4x\n") ==
          "fruits.csv:2:grams: not a valid number, got 4x, want 1 … 1000");
    CHECK(says("fruit_id,name,grams\n1,杏,1001\n") ==
          "fruits.csv:2:grams: not a valid number, got 1001, want 1 … 1000");
    CHECK(says("fruit_id,name,grams,price\n1,杏,1,nan\n") ==
          "fruits.csv:2:price: not a valid number, got nan, want 0 … 99; the cell counts as blank");
    CHECK(says("fruit_id,name,grams,kind\n1,杏,1,nut\n") ==
          "fruits.csv:2:kind: unknown word, got nut, want one of stone, berry; the cell counts as blank");
    CHECK(says("fruit_id,name,grams\n1,杏,1\n1,梨,1\n") ==
          "fruits.csv:3:fruit_id: key 1 is taken by an earlier record, which is kept; rename this one");
}

TEST_CASE("a descriptive cell that is wrong counts as blank, and the record stays") {
    static constexpr column columns[] = {{"fruit_id", identity},
                                         {"grams", descriptive, presence::optional},
                                         {"price", descriptive, presence::optional},
                                         {"kind", descriptive, presence::optional},
                                         {"organic", descriptive, presence::optional}};
    static constexpr table_layout layout{"fruits.csv", presence::required, columns};
    static constexpr std::pair<std::string_view, int> kinds[] = {{"stone", 1}, {"berry", 2}};
    notices out;
    int rows = 0;
    read_table_text("fruit_id,grams,price,kind,organic\nplum,x,y,z,perhaps\n", layout, out, [&](record& r) {
        CHECK_FALSE(r.find_integer("grams", 1, 9));
        CHECK_FALSE(r.find_number("price", 1, 9));
        CHECK_FALSE(r.find_choice<int>("kind", kinds));
        CHECK_FALSE(r.flag("organic"));
        CHECK(r.ok());
        ++rows;
    });
    CHECK(rows == 1);
    CHECK(out.errors() == 0);
    CHECK(out.count(severity::warning) == 4);
    CHECK(first_notice(out) ==
          "fruits.csv:2:grams: not a valid number, got x, want 1 … 9; the cell counts as blank");
    CHECK(to_string(*out.begin(), language::zh) ==
          "fruits.csv:2:grams: 不是有效的数：“x”，应为 1 … 9；该格按空白计");
}

TEST_CASE("what refers to a record or a file that was left out is told so, and nothing else is") {
    struct fruit {
        qaidam::key key;
    };
    registry<id<struct fruit_tag>, fruit> all;
    notices out;
    read_table_text("fruit_id,name,grams\nplum,李子,x\npear,梨,5\n", fruits, out, [&](record& r) {
        fruit f{r.key("fruit_id")};
        (void)r.integer("grams", 1, 9);
        r.add_to(all, std::move(f), "fruit_id");
    });
    static constexpr column columns[] = {{"tree_id", identity}, {"fruit_id", needed}};
    static constexpr table_layout trees{"trees.csv", presence::required, columns};
    const auto read_trees = [&] {
        read_table_text("tree_id,fruit_id\n1,plum\n2,pear\n3,fig\n", trees, out,
                        [&](record& r) { (void)r.reference("fruit_id", all, "fruits.csv"); });
    };
    read_trees();
    const std::vector<notice> said(out.begin(), out.end());
    REQUIRE(said.size() == 3);
    CHECK(to_string(said[1]) ==
          "trees.csv:2:fruit_id: plum was left out, see fruits.csv:2; this row is left out with it");
    CHECK(said[1].level() == severity::warning);
    CHECK(to_string(said[2]) ==
          "trees.csv:4:fruit_id: fig is not in fruits.csv; add it there or correct it here");
    out.leave_out("fruits.csv");
    read_trees();
    CHECK(to_string(*std::prev(out.end())) ==
          "trees.csv:4:fruit_id: fig was left out, see fruits.csv; this row is left out with it");
}

TEST_CASE("an optional file that cannot be used falls alone, one that is binding does not") {
    const auto level = [](const table_layout& layout, std::string_view text) {
        notices out;
        read_table_text(text, layout, out, [](record&) {});
        return out.begin()->level();
    };
    static constexpr column says[] = {{"id", identity}, {"name", needed}};
    CHECK(level({"a.csv", presence::required, says}, "id\n") == severity::fatal);
    CHECK(level({"a.csv", presence::optional, says}, "id\n") == severity::error);
    CHECK(level({"a.csv", presence::optional, says}, "id,name\n1,\"\n") == severity::error);
    CHECK(level({"a.csv", presence::binding, says}, "id\n") == severity::fatal);
    CHECK(level({"a.csv", presence::binding, says}, "") == severity::error); // and excludes nothing
}

TEST_CASE("semicolons and tabs are told from the header, or named by its first line") {
    const auto names = [](std::string_view text) {
        notices out;
        std::string all;
        read_table_text(text, fruits, out,
                        [&](record& r) { all += r.text("name") + ";" + std::string{r.cell("grams")} + " "; });
        for (const auto& n : out) all += to_string(n);
        return all;
    };
    constexpr std::string_view semicolon = "fruits.csv:1: cells are apart by ; instead of a comma";
    CHECK(names("fruit_id;name;grams\n1;a, b;5\n2;\"c;\";6\n") == "a, b;5 c;;6 " + std::string{semicolon});
    CHECK(names("fruit_id\tname\tgrams\n1\ta\t5\n") ==
          "a;5 fruits.csv:1: cells are apart by TAB instead of a comma");
    CHECK(names("sep=;\r\nfruit_id;name;grams\n1;a;5\n") ==
          "a;5 fruits.csv:2: cells are apart by ; instead of a comma");
    CHECK(names("\"sep=,\"\nfruit_id,name,grams\n1,a;b,5\n") == "a;b;5 ");
}

TEST_CASE("a long bad value is quoted in part, cut between characters") {
    std::string name(58, 'x');
    const auto out = read_fruits("fruit_id,name,grams\n1,a," + name + "花土沟\n");
    CHECK(first_notice(out) == "fruits.csv:2:grams: not a valid number, got " + name + "…, want 1 … 1000");
}

TEST_CASE(
    "what is quoted of a row is cut wherever it stands in a notice, and the library's own words never are") {
    static constexpr message_rule rule{
        "rule", severity::error, {"{0}，应为 {1}，见 {2}", "got {0}, want {1}, see {2}"}};
    const auto long_name = [](const char* sign) {
        std::string all;
        for (int i = 0; i < 30; ++i) all += sign;
        return all;
    };
    const auto cell = long_name("花"), words = long_name("only "), file = long_name("file");
    notices out;
    read_table_text("fruit_id,name,name_en,grams\na," + cell + ",,5\n", fruits, out, [&](record& r) {
        r.tell(rule, "name", {in_both({cell, words}), file, std::string{r.cell("name")}});
        r.complain(rule, "name_en", {std::string{r.cell("name")}, words, ""});
    });
    REQUIRE(out.size() == 2);
    const auto quoted = cell.substr(0, 60) + "…"; // twenty characters of three bytes
    CHECK(to_string(*out.begin()) ==
          "fruits.csv:2:name: got " + words + ", want " + file + ", see " + quoted);
    CHECK(to_string(*out.begin(), language::zh) ==
          "fruits.csv:2:name: " + cell + "，应为 " + file + "，见 " + quoted);
    CHECK(to_string(*std::next(out.begin())) ==
          "fruits.csv:2:name_en: got " + quoted + ", want " + words + ", see ; the cell counts as blank");
}

TEST_CASE("random tables read back as they were written") {
    test::random random;
    constexpr std::string_view pieces[] = {"a", ",", "\"", "\n", "\r", " ", "花", "\t", "0", "="};
    static constexpr column columns[] = {{"x", identity}, {"y", needed}, {"z", needed}};
    static constexpr table_layout layout{"t.csv", presence::required, columns};
    for (int i = 0; i < 3000; ++i) {
        rows written{{"x", "y", "z"}};
        csv_writer writer{layout};
        for (int r = random.between(0, 4); r > 0; --r) {
            std::vector<std::string> row(3);
            for (auto& cell : row)
                for (int n = random.between(0, 5); n > 0; --n) cell += random.one_of(pieces);
            writer.row(row);
            for (auto& cell : row) { // blanks around a cell go
                const auto first = cell.find_first_not_of(" \t");
                cell = first == std::string::npos
                           ? ""
                           : cell.substr(first, cell.find_last_not_of(" \t") - first + 1);
            }
            if (row != std::vector<std::string>(3)) written.push_back(row);
        }
        REQUIRE(split(writer.text()) == written);
    }
}

TEST_CASE("random damage never stops the reader from ending, and rows are whole or absent") {
    test::random random;
    constexpr std::string_view pieces[] = {"a", ",", "\"", "\n", "\r", " ", "\"\"", "\r\n"};
    for (int i = 0; i < 20000; ++i) {
        std::string text;
        for (int n = random.between(0, 20); n > 0; --n) text += random.one_of(pieces);
        notices out;
        for (const auto& row : split(text, out)) CHECK_FALSE(row.empty());
    }
}

TEST_CASE(
    "the parts of a table have its rows and notices, on their lines, and keep rows of one key together") {
    test::random random;
    static constexpr column columns[] = {{"value", identity}, {"key", needed}};
    static constexpr table_layout layout{"t.csv", presence::required, columns};
    constexpr std::string_view ends[] = {"\n", "\n", "\n", "\r\n", "\n\n"};
    int several = 0;
    for (int i = 0; i < 3000; ++i) {
        std::string text = "value,key\n";
        int k = 0;
        for (int n = random.between(0, 40); n > 0; --n) {
            if (random.one_in(3)) ++k;
            text += random.one_in(200) ? "\"a\nb\"" : random.one_in(50) ? "x,y" : std::to_string(n);
            text += fmt::format(",{}{}", k, random.one_in(300) ? "\r" : random.one_of(ends));
        }
        const auto list = [&](const csv_table& table, const csv_table::part& part, notices& out) {
            rows all;
            table.read(part, out, [&](record& r) {
                all.push_back({std::to_string(r.line()), std::string{r.cell("value")},
                               std::string{r.cell("key")}, r.ok() ? "" : "damaged"});
            });
            return all;
        };
        notices out;
        const csv_table table{text, layout, out};
        REQUIRE(table.usable());
        const auto whole = list(table, table.rows(), out);
        notices in_parts;
        rows joined;
        const auto parts = table.split(static_cast<std::size_t>(random.between(0, 5)), 1);
        several += parts.size() > 1 ? 1 : 0;
        for (const auto& part : parts) {
            notices here;
            const auto more = list(table, part, here);
            REQUIRE((joined.empty() || more.empty() || joined.back()[2] != more.front()[2]));
            joined.insert(joined.end(), more.begin(), more.end());
            in_parts.add(here);
        }
        REQUIRE(joined == whole);
        REQUIRE(fmt::format("{}", fmt::join(in_parts, "\n")) == fmt::format("{}", fmt::join(out, "\n")));
    }
    CHECK(several > 1000);
}

TEST_CASE("a row of the wrong width is the caller's mistake") {
    csv_writer writer{fruits};
    CHECK_THROWS_AS(writer.row({"1"}), std::invalid_argument);
}

TEST_CASE("a flag is yes, no, or blank for no, and a word that is neither counts as blank") {
    static constexpr column columns[] = {{"name", identity}, {"open", descriptive, presence::optional}};
    static constexpr table_layout layout{"doors.csv", presence::required, columns};
    notices out;
    std::vector<bool> flags;
    read_table_text("name,open\na,yes\nb,no\nc,\nd,maybe\n", layout, out, [&](record& r) {
        const bool open = r.flag("open");
        if (r.ok()) flags.push_back(open);
    });
    CHECK(flags == std::vector{true, false, false, false});
    REQUIRE(out.count(codes::bad_choice) == 1);
    CHECK(out.begin()->where.line == 5);
}

TEST_CASE("a table of a folder is read by its name, and only a required one must be there") {
    const test::folder f;
    f.write("fruits.csv", "fruit_id,name,grams\nplum,李子,30\n");
    notices out;
    int rows = 0;
    CHECK(read_table(std::filesystem::path{f}, fruits, out, [&](record& r) {
        CHECK(r.text("name") == "李子");
        ++rows;
    }));
    CHECK(rows == 1);
    CHECK(out.empty());
    static constexpr table_layout rare{"rare.csv", presence::optional, fruit_columns};
    CHECK_FALSE(read_table(std::filesystem::path{f}, rare, out, [](record&) {}));
    CHECK(out.empty());
    f.remove("fruits.csv");
    CHECK_FALSE(read_table(std::filesystem::path{f}, fruits, out, [](record&) {}));
    CHECK(out.count(codes::missing_file) == 1);
}

TEST_SUITE_END();
