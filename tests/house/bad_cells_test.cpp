// Whatever a cell of a community feed is for, a bad one takes that with it and nothing else: every column of every
// file that the rooms read is spoilt in turn. A file or a column that is added later joins by itself, once
// tests/data/full-feed has a row for it.

#include <qaidam/civic/civic.hpp>
#include <qaidam/ledger/ledger.hpp>
#include <qaidam/services/services.hpp>
#include <qaidam/venues/venues.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("house/bad_cells");

using namespace qaidam;

namespace {

using texts = std::map<std::string, std::string>;
using rows = std::vector<std::vector<std::string>>;

/// The cells of a file that has no quotes.
rows cells_of(const std::string& text) {
    rows all{{""}};
    for (const char c : text) {
        if (c == '\n')
            all.push_back({""});
        else if (c == ',')
            all.back().emplace_back();
        else
            all.back().back() += c;
    }
    all.pop_back();
    return all;
}

std::string text_of(const rows& all) {
    std::string text;
    for (const auto& row : all) {
        for (std::size_t i = 0; i < row.size(); ++i) text += (i > 0 ? "," : "") + row[i];
        text += '\n';
    }
    return text;
}

const texts& full_feed() {
    static const auto all = [] {
        texts files;
        const auto folder = std::filesystem::path{QAIDAM_SOURCE_DIR} / "tests" / "data" / "full-feed";
        for (const auto& e : std::filesystem::directory_iterator{folder})
            if (e.path().extension() == ".csv") files[e.path().filename()] = test::read(e.path());
        return files;
    }();
    return all;
}

/// What all rooms read of a feed, and said.
struct world {
    std::optional<civic::community> community{};
    services::catalogue catalogue{};
    std::vector<services::command> commands{};
    venues::programme programme{};
    texts saved{};
    notices said{100'000};
};

world load(const texts& files) {
    world w;
    feed_files::texts_by_name by_name;
    for (const auto& [name, text] : files) by_name.emplace(name, shared_text{text});
    const feed_files feed{"full-feed", std::move(by_name)};
    const load_options lenient{.policy = policy::lenient};
    const auto take = [&](auto loaded) {
        w.said.add(loaded.notices);
        return std::move(loaded.value);
    };
    try {
        w.community = take(civic::load(feed, lenient));
        const auto& c = *w.community;
        w.catalogue = take(services::load_catalogue(feed, c, lenient));
        w.commands = take(services::load_commands(feed, lenient));
        w.programme = take(venues::load(feed, c, lenient));
        const test::folder out;
        civic::save(c, out);
        services::save(w.catalogue, out);
        services::save(std::span<const services::command>{w.commands}, out);
        services::save(take(services::load_care(feed, c, lenient)), c, out);
        services::save(std::span<const events::text>{take(services::load_notes(feed, lenient))}, out);
        services::save(take(services::load_rules(feed, lenient)), out);
        ledger::save(take(ledger::load(feed, c, lenient)), c, out);
        try {
            venues::save(w.programme, c, out);
        } catch (const std::invalid_argument&) { // hours that cannot be read open nothing at all
        }
        for (const auto& e :
             std::filesystem::directory_iterator{static_cast<const std::filesystem::path&>(out)})
            w.saved[e.path().filename()] = test::read(e.path());
    } catch (const data_error& e) {
        w.said.add(e.why());
    }
    return w;
}

const world& whole() {
    static const auto w = load(full_feed());
    return w;
}

/// The answers to everything that is asked of both desks: places booked at every hour, classes joined, orders placed.
std::vector<bool> answers_of(const world& w) {
    const auto& c = *w.community;
    std::vector<bool> allowed;
    const venues::desk desk{c, w.programme};
    const calendar::local_time now{calendar::date{2022, 1, 2}};
    for (const auto* place : {"hall", "room"})
        for (int hour = 0; hour < 24 * 14; ++hour) {
            const auto from = now + std::chrono::hours{hour};
            const venues::book_place wish{.booking = "new",
                                          .by = "p-1",
                                          .at = now,
                                          .place = place,
                                          .purpose = {"会"},
                                          .from = from,
                                          .until = from + std::chrono::hours{1},
                                          .people = 4};
            allowed.push_back(!desk.check(wish));
            const venues::schedule_session lesson{.session = "new",
                                                  .by = "p-1",
                                                  .at = now,
                                                  .course = "yoga",
                                                  .place = place,
                                                  .from = from,
                                                  .until = from + std::chrono::hours{1}};
            allowed.push_back(!desk.check(lesson));
        }
    for (const auto& p : c.people()) {
        const auto enrolled = desk.decide(venues::enrol{"yoga", p.key, now, p.key});
        allowed.push_back(!enrolled.why_not() &&
                          !std::get<venues::enrolled>(enrolled.events().front()).waits);
    }
    const calendar::work_calendars office{calendar::office_hours(), calendar::holidays::china()};
    const services::desk orders{c, w.catalogue, office};
    for (const auto& command : whole().commands)
        if (std::holds_alternative<services::place_order>(command))
            allowed.push_back(!orders.decide(command).why_not());
    return allowed;
}

std::size_t rows_in(const texts& saved, const std::string& file) {
    const auto found = saved.find(file);
    return found == saved.end() ? 0 : cells_of(found->second).size();
}

/// One column of one file, spoilt.
struct spoilt_cell {
    std::string file;
    column what;
    std::string word;
    std::size_t line;
    texts files;
    world result;

    [[nodiscard]] std::string name() const { return file + " " + std::string{what.name} + " '" + word + "'"; }
    [[nodiscard]] bool has(severity least) const {
        return std::any_of(result.said.begin(), result.said.end(), [&](const notice& n) {
            return n.where.file == file && n.where.line == line && n.level() >= least;
        });
    }
    /// Any text will do there: it is as it was written.
    [[nodiscard]] bool is_kept() const {
        const auto found = result.saved.find(file);
        return word.empty() || (found != result.saved.end() && found->second.find(word) != std::string::npos);
    }
};

spoilt_cell spoil(const table_layout& layout, const column& what, const std::string& word) {
    auto files = full_feed();
    const std::string file{layout.file};
    REQUIRE_MESSAGE(files.contains(file), file);
    auto cells = cells_of(files[file]);
    const auto at = std::find(cells[0].begin(), cells[0].end(), what.name);
    REQUIRE_MESSAGE(at != cells[0].end(), file << " has no column " << what.name);
    const auto place = static_cast<std::size_t>(at - cells[0].begin());
    const auto row =
        std::find_if(cells.begin() + 1, cells.end(), [&](const auto& r) { return !r[place].empty(); });
    REQUIRE_MESSAGE(row != cells.end(), file << " has nothing in the column " << what.name);
    (*row)[place] = word;
    const auto line = static_cast<std::size_t>(row - cells.begin()) + 1;
    files[file] = text_of(cells);
    auto result = load(files);
    return {file, what, word, line, std::move(files), std::move(result)};
}

std::vector<table_layout> all_layouts() {
    std::vector<table_layout> all;
    for (const auto& layouts :
         {civic::feed_layouts(), services::feed_layouts(), ledger::feed_layouts(), venues::feed_layouts()})
        all.insert(all.end(), layouts.begin(), layouts.end());
    return all;
}

/// Whether the file has a row of that key.
bool stands(const texts& files, const std::string& key, const std::string& file) {
    static const auto layouts = all_layouts();
    const auto layout =
        std::find_if(layouts.begin(), layouts.end(), [&](const table_layout& t) { return t.file == file; });
    REQUIRE(layout != layouts.end());
    const auto name = std::find_if(layout->columns.begin(), layout->columns.end(),
                                   [](const column& c) { return c.kind == cell_kind::identity; });
    const auto cells = cells_of(files.at(file));
    const auto at =
        static_cast<std::size_t>(std::find(cells[0].begin(), cells[0].end(), name->name) - cells[0].begin());
    return std::any_of(cells.begin() + 1, cells.end(), [&](const auto& row) { return row[at] == key; });
}

/// "X is not in a file; add it there" is never said of a row that stands there.
void check_references(const spoilt_cell& x) {
    for (const auto& n : x.result.said)
        if (*n.rule == codes::unknown_reference)
            CHECK_MESSAGE(!stands(x.files, n.arguments[0], n.arguments[1]), x.name() << ": " << to_string(n));
}

void check_descriptive(const spoilt_cell& x) {
    CHECK_MESSAGE(x.result.said.errors() == 0, x.name());
    for (const auto& saved : whole().saved)
        CHECK_MESSAGE(rows_in(x.result.saved, saved.first) == rows_in(whole().saved, saved.first),
                      x.name() << " in " << saved.first);
    CHECK_MESSAGE((x.has(severity::warning) || x.is_kept()), x.name());
}

void check_needed(const spoilt_cell& x) {
    const bool must_say = x.word.empty() && x.what.need == presence::required;
    CHECK_MESSAGE((x.has(severity::error) || (!must_say && x.is_kept())), x.name());
}

void check_excluding(const spoilt_cell& x) {
    if (x.word.empty() && x.what.need == presence::optional) return; // there is no limit then
    CHECK_MESSAGE(x.has(severity::error), x.name());
    static const auto rightly = answers_of(whole());
    const auto now = answers_of(x.result);
    REQUIRE(now.size() == rightly.size());
    for (std::size_t i = 0; i < now.size(); ++i) CHECK_MESSAGE((!now[i] || rightly[i]), x.name() << " " << i);
}

} // namespace

TEST_CASE("the full feed has nothing wrong with it, and lets things through") {
    for (const auto& n : whole().said) MESSAGE(to_string(n));
    CHECK(whole().said.total() == 0);
    const auto answers = answers_of(whole());
    CHECK(std::count(answers.begin(), answers.end(), true) > 10);
    CHECK(answers.back());
}

TEST_CASE("a bad cell takes with it what its column is for, and nothing else") {
    std::map<std::string, std::array<int, 4>> counts;
    const std::pair<const char*, std::span<const table_layout>> rooms[] = {
        {"civic", civic::feed_layouts()},
        {"services", services::feed_layouts()},
        {"ledger", ledger::feed_layouts()},
        {"venues", venues::feed_layouts()}};
    for (const auto& [room, layouts] : rooms)
        for (const auto& layout : layouts)
            for (const auto& what : layout.columns) {
                ++counts[room][static_cast<std::size_t>(what.kind)];
                for (const auto* word : {"\x01?", ""}) {
                    const auto x = spoil(layout, what, word);
                    check_references(x);
                    switch (what.kind) {
                    case cell_kind::identity:
                    case cell_kind::needed: check_needed(x); break;
                    case cell_kind::descriptive: check_descriptive(x); break;
                    case cell_kind::excluding: check_excluding(x); break;
                    }
                }
            }
    for (const auto& [room, n] : counts)
        MESSAGE(room << ": " << n[0] << " identity, " << n[1] << " needed, " << n[2] << " descriptive, "
                     << n[3] << " excluding");
    CHECK(counts.size() == 4);
}

TEST_SUITE_END();
