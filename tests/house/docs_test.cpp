// The documents agree with the code: the tour's pieces are compiled, the feed's reference names every column,
// every notice of every room is worded in both languages.

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "feed.hpp"
#include <doctest/doctest.h>
#include <qaidam/qaidam.hpp>

TEST_SUITE_BEGIN("house/docs");

using namespace qaidam;

namespace {

const std::filesystem::path root{QAIDAM_SOURCE_DIR};

/// Without white space, so that the indentation of a document does not matter.
std::string squeezed(std::string_view text) {
    std::string all;
    for (const char c : text)
        if (c != ' ' && c != '\n' && c != '\t') all += c;
    return all;
}

std::vector<std::string> code_of(const std::filesystem::path& document) {
    std::vector<std::string> pieces;
    const auto text = test::read(document);
    for (auto at = text.find("```cpp\n"); at != std::string::npos; at = text.find("```cpp\n", at)) {
        at += 7;
        const auto end = text.find("```", at);
        pieces.push_back(text.substr(at, end - at));
        at = end;
    }
    return pieces;
}

/// The indented code of the comments that open a header or stand before a declaration, a piece for each.
std::vector<std::string> examples_of(const std::filesystem::path& header) {
    std::vector<std::string> pieces;
    std::istringstream lines{test::read(header)};
    bool after_blank = false, in_code = false;
    for (std::string line; std::getline(lines, line);) {
        const bool code = (after_blank || in_code) && line.starts_with("///     ");
        if (code && !in_code) pieces.emplace_back();
        if (code) pieces.back() += line.substr(8) + "\n";
        in_code = code;
        after_blank = line == "///";
    }
    std::erase_if(pieces, [](const std::string& p) { return p.find(';') == std::string::npos; }); // no code
    return pieces;
}

/// Of a program what stands in its main, else the piece.
std::string body_of(const std::string& piece) {
    const auto main = piece.find("int main() {\n");
    return main == std::string::npos ? piece : piece.substr(main + 13, piece.rfind('}') - main - 13);
}

} // namespace

TEST_CASE("every piece of code in the tour and the README is compiled by the tests") {
    const auto compiled = squeezed(test::read(root / "tests" / "house" / "tour.cpp"));
    int pieces = 0;
    for (const auto* document : {"docs/tour.md", "README.md"})
        for (const auto& piece : code_of(root / document)) {
            ++pieces;
            CHECK_MESSAGE(compiled.find(squeezed(body_of(piece))) != std::string::npos, piece);
        }
    CHECK(pieces >= 11);
}

TEST_CASE("every example in the comments of a header is compiled by the tests") {
    const auto compiled = squeezed(test::read(root / "tests" / "house" / "header_examples.cpp") +
                                   test::read(root / "tests" / "house" / "tour.cpp"));
    std::size_t pieces = 0;
    for (const auto& e : std::filesystem::recursive_directory_iterator{root / "include"})
        if (e.path().extension() == ".hpp")
            for (const auto& piece : examples_of(e.path())) {
                ++pieces;
                CHECK_MESSAGE(compiled.find(squeezed(body_of(piece))) != std::string::npos,
                              e.path().filename() << ":\n"
                                                  << piece);
            }
    CHECK(pieces >= 24);
}

TEST_CASE("the page on GTFS names every notice of a feed") {
    const auto page = test::read(root / "docs" / "gtfs.md");
    for (const auto* rule : qaidam::codes::base)
        if (*rule != qaidam::codes::missing_folder)
            CHECK_MESSAGE(page.find("`" + std::string{rule->code} + "`") != std::string::npos, rule->code);
    for (const auto* rule : qaidam::codes::feed_files)
        CHECK_MESSAGE(page.find("`" + std::string{rule->code} + "`") != std::string::npos, rule->code);
    for (const auto* rule : zip::codes::all)
        CHECK_MESSAGE(page.find("`" + std::string{rule->code} + "`") != std::string::npos, rule->code);
    for (const auto* rule : rail::codes::all)
        CHECK_MESSAGE(page.find("`" + std::string{rule->code} + "`") != std::string::npos, rule->code);
    for (const auto* rule : rail::codes::updates)
        CHECK_MESSAGE(page.find("`" + std::string{rule->code} + "`") != std::string::npos, rule->code);
    for (const auto* rule : gtfs::codes::all)
        CHECK_MESSAGE(page.find("`" + std::string{rule->code} + "`") != std::string::npos, rule->code);
}

TEST_CASE("what the tour says that it prints is what it prints") {
    const auto printed = squeezed(test::read(root / "tests" / "house" / "tour.txt"));
    std::istringstream lines{test::read(root / "docs" / "tour.md")};
    bool in_code = false;
    int shown = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("```")) in_code = !in_code;
        if (in_code || !line.starts_with("    ")) continue;
        ++shown;
        CHECK_MESSAGE(printed.find(squeezed(line)) != std::string::npos, line);
    }
    CHECK(shown == 38);
}

TEST_CASE(
    "the reference of the community feed names every file, every column and its kind, that of rosters too") {
    const auto of_community = test::read(root / "docs" / "community-feed.md");
    const auto of_rosters = test::read(root / "docs" / "rosters.md");
    std::size_t columns = 0;
    for (const auto& layouts : {calendar::feed_layouts(), civic::feed_layouts(), services::feed_layouts(),
                                ledger::feed_layouts(), venues::feed_layouts(), grids::feed_layouts()})
        for (const auto& layout : layouts) {
            const auto& text = layouts.data() == grids::feed_layouts().data() ? of_rosters : of_community;
            const auto start = text.find("### " + std::string{layout.file});
            REQUIRE_MESSAGE(start != std::string::npos, layout.file);
            const auto part = text.substr(start, text.find("\n##", start + 1) - start);
            CHECK_MESSAGE((part.find("(required)") != std::string::npos) ==
                              (layout.need == presence::required),
                          layout.file);
            for (const auto& c : layout.columns) {
                ++columns;
                constexpr const char* kinds[] = {"identity", "needed", "descriptive",
                                                 "excluding"}; // cell_kind
                const auto* mark = c.need == presence::required ? "**" : "";
                const auto row = fmt::format("| {0}`{1}`{0} | {2} |", mark, c.name,
                                             kinds[static_cast<std::size_t>(c.kind)]);
                CHECK_MESSAGE(part.find(row) != std::string::npos, layout.file << " " << row);
            }
        }
    CHECK(columns > 120);
}

TEST_CASE("the page on counties names every column of their files and its kind") {
    const auto text = test::read(root / "docs" / "county.md");
    std::size_t columns = 0;
    for (const auto& layout : civic::county_layouts()) {
        const auto start = text.find("### " + std::string{layout.file});
        REQUIRE_MESSAGE(start != std::string::npos, layout.file);
        const auto part = text.substr(start, text.find("\n##", start + 1) - start);
        CHECK((part.find("(required)") != std::string::npos) == (layout.need == presence::required));
        if (layout.file == "departments.csv") continue; // as in the reference of the community feed
        for (const auto& c : layout.columns) {
            ++columns;
            const auto* mark = c.need == presence::required ? "**" : "";
            const auto* kind = c.kind == cell_kind::identity ? "identity"
                               : c.kind == cell_kind::needed ? "needed"
                                                             : "descriptive";
            const auto row = fmt::format("| {0}`{1}`{0} | {2} |", mark, c.name, kind);
            CHECK_MESSAGE(part.find(row) != std::string::npos, layout.file << " " << row);
        }
    }
    CHECK(columns == 7);
}

TEST_CASE("the page on orders shows the table that the desk goes by") {
    const auto text = test::read(root / "docs" / "orders.md");
    const auto names = [](const auto& set, std::string_view none) {
        std::string all;
        set.each([&](auto x) { all += (all.empty() ? "" : ", ") + to_string(x, language::en); });
        return all.empty() ? std::string{none} : all;
    };
    for (const auto& r : services::step_rules()) {
        const auto row = fmt::format("| {} {} | {} | {} | {} | {} |", to_string(r.step, language::en),
                                     to_string(r.step, language::zh), names(r.from, "–"), names(r.to, "same"),
                                     names(r.who, ""), r.guard.en.empty() ? "–" : r.guard.en);
        CHECK_MESSAGE(text.find(row) != std::string::npos, row);
        CHECK(r.guard.en.empty() == r.guard.zh.empty());
    }
}

TEST_CASE("the page on orders shows whose each right is where a community says nothing else") {
    const auto text = test::read(root / "docs" / "orders.md");
    const auto rights = services::default_rights();
    const auto check = [&](const auto& to) {
        const auto row = fmt::format("| {} {} | {} |", to_string(to, language::en),
                                     to_string(to, language::zh), services::holders_of(rights, to));
        CHECK_MESSAGE(text.find(row) != std::string::npos, row);
    };
    for (const auto& r : services::step_rules())
        if (r.who.contains(services::actor::staff)) check(r.step);
    check(services::sight::matter);
    check(services::sight::people);
}

TEST_CASE("the page on events has as many rows as there are events") {
    const auto text = test::read(root / "docs" / "events.md");
    std::size_t rows = 0;
    for (std::size_t at = text.find("\n| `"); at != std::string::npos; at = text.find("\n| `", at + 1))
        ++rows;
    CHECK(rows == std::variant_size_v<services::event::variant>);
    CHECK(text.find("| `order_joined` |") != std::string::npos);
}

TEST_CASE("the page on venues has as many rows as there are events") {
    const auto text = test::read(root / "docs" / "venues.md");
    std::size_t rows = 0;
    for (std::size_t at = text.find("\n| `"); at != std::string::npos; at = text.find("\n| `", at + 1))
        ++rows;
    CHECK(rows == std::variant_size_v<venues::event::variant>);
    CHECK(text.find("| `place_given` |") != std::string::npos);
}

TEST_CASE("codes are worded in both languages and no two rooms share one") {
    std::set<std::string_view> seen;
    const auto check = [&](const auto& rules) {
        for (const auto* rule : rules) {
            CHECK_MESSAGE(seen.insert(rule->code).second, rule->code);
            CHECK_FALSE(rule->text.zh.empty());
            CHECK_FALSE(rule->text.en.empty());
        }
    };
    check(qaidam::codes::base);
    check(qaidam::codes::feed_files);
    check(calendar::codes::all);
    check(civic::codes::notices);
    check(civic::codes::counties);
    check(civic::codes::moves);
    check(civic::codes::findings);
    check(civic::codes::conditions);
    check(geo::codes::all);
    check(geo::codes::point_cells);
    check(grids::codes::findings);
    check(grids::codes::addresses);
    check(grids::codes::changes);
    check(grids::codes::drawing);
    check(grids::codes::grid_code);
    check(grids::codes::staffing);
    check(grids::codes::rosters);
    check(services::codes::refusals);
    check(services::codes::notices);
    check(services::codes::findings);
    check(services::codes::requests);
    check(services::codes::chat);
    check(venues::codes::notices);
    check(venues::codes::findings);
    check(venues::codes::refusals);
    check(venues::codes::seasons);
    check(icalendar::codes::all);
    check(rail::codes::all);
    check(rail::codes::updates);
    check(gtfs::codes::all);
    check(ledger::codes::notices);
    check(ledger::codes::findings);
    check(rail::codes::changes);
    check(journeys::codes::all);
    check(journeys::codes::destinations);
    check(journeys::codes::lateness);
    check(geojson::codes::all);
    check(zip::codes::all);
    check(events::codes::all);
    check(events::codes::transfer);
    check(store::codes::all);
    check(store::codes::postgres);
    CHECK(seen.size() > 80);
}

TEST_CASE("links between the documents lead somewhere") {
    for (const auto& entry : std::filesystem::recursive_directory_iterator{root}) {
        if (entry.path().extension() != ".md" || entry.path().string().find("/build") != std::string::npos)
            continue;
        const auto text = test::read(entry.path());
        for (auto at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
            auto target = text.substr(at + 2, text.find(')', at) - at - 2);
            target = target.substr(0, target.find('#'));
            if (target.empty() || target.find("://") != std::string::npos) continue;
            CHECK_MESSAGE(std::filesystem::exists(entry.path().parent_path() / target),
                          entry.path().string() << " → " << target);
        }
    }
}

TEST_SUITE_END();
