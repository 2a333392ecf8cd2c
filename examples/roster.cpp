// A month's roster: who works which shift, with the proof; who takes over when somebody falls ill; what is wrong with
// one that was made by hand.
//
// Demonstrates: shifts, leave and assignments as files; plan_roster, check_roster; the least change. Read first: staff.

#include <qaidam/civic/civic.hpp>
#include <qaidam/grids/grids.hpp>
#include <qaidam/views/roster_views.hpp>

#include <algorithm>
#include <fstream>

using namespace qaidam;

namespace {

constexpr const char* usage =
    "usage: roster FEED SHIFTS FROM UNTIL [--ill PERSON DAY] [--check] [--html FILE] [--csv FOLDER] [--lang "
    "zh|en]\n\n"
    "FEED is a folder or zip as docs/community-feed.md describes, SHIFTS one with shifts.csv, leave.csv and\n"
    "assignments.csv (docs/rosters.md). The roster is of the days from FROM on, before UNTIL.\n"
    "--ill plans again from DAY on, without PERSON. --check tells what is wrong with assignments.csv "
    "instead.\n"
    "FILE is a page for print; FOLDER gets the shifts, leave and roster as files. Names are masked.\n";

/// What is in one roster and not in the other.
void print_changes(const grids::roster& was, const grids::roster& now, const char* sign) {
    for (const auto& a : was.assignments)
        if (std::find(now.assignments.begin(), now.assignments.end(), a) == now.assignments.end())
            fmt::print("{} {} {} {}\n", sign, a.day, a.shift.text(), a.person.text());
}

/// The roster in the place of what the book had of its days.
void publish(grids::shift_book& book, const grids::roster& roster) {
    std::erase_if(book.assignments, [&](const auto& a) { return roster.when.contains(a.day); });
    book.assignments.insert(book.assignments.end(), roster.assignments.begin(), roster.assignments.end());
}

} // namespace

int main(int argc, char** argv) {
    std::vector<std::string> words{argv + 1, argv + argc};
    const auto take = [&](std::string_view option, int values) -> std::vector<std::string> {
        const auto at = std::find(words.begin(), words.end(), option);
        if (words.end() - at <= values) return {};
        std::vector<std::string> taken{at, at + values + 1};
        words.erase(at, at + values + 1);
        return taken;
    };
    const auto language_words = take("--lang", 1);
    const auto ill = take("--ill", 2);
    const auto html = take("--html", 1);
    const auto csv = take("--csv", 1);
    const bool check = !take("--check", 0).empty();
    const auto l = !language_words.empty() && language_words[1] == "en" ? language::en : language::zh;
    const bool asked = words.size() == 1 && words[0] == "--help";
    const calendar::date_span month{words.size() == 4 ? calendar::parse_date(words[2]) : std::nullopt,
                                    words.size() == 4 ? calendar::parse_date(words[3]) : std::nullopt};
    const auto since = ill.empty() ? std::nullopt : calendar::parse_date(ill[2]);
    if (!month.from || !month.until || (!ill.empty() && !since)) {
        fmt::print(asked ? stdout : stderr, "{}", usage);
        return asked ? 0 : 2;
    }
    try {
        const auto c = civic::load(words[0]).value;
        auto book = grids::load_shifts(words[1], c).value;
        if (check) {
            const auto wrong = grids::check_roster(c, book, month);
            for (const auto& w : wrong) fmt::print("{}\n", to_string(w, l));
            if (wrong.empty()) fmt::print("{}\n", pick(l, "没有违反规则之处", "no rule is broken"));
            return wrong.empty() ? 0 : 1;
        }
        auto roster = grids::plan_roster(c, book, month);
        if (roster.reasons.empty() && since) { // published, and then somebody falls ill
            publish(book, roster);
            book.leaves.push_back({.person = ill[1], .when = {since, {}}});
            auto again = grids::plan_roster(c, book, month, {.settled_until = since});
            print_changes(roster, again, "-");
            print_changes(again, roster, "+");
            roster = std::move(again);
        } else if (roster.reasons.empty()) {
            fmt::print("{}", views::roster_table(c, book, roster, l).text());
        }
        fmt::print("{}\n", views::to_string(roster, l));
        if (!html.empty() && roster.reasons.empty()) {
            std::ofstream file{html[1], std::ios::binary};
            file << views::roster_page(c, book, roster, l);
            if (!file.flush()) throw std::runtime_error(html[1] + " cannot be written");
        }
        if (!csv.empty() && roster.reasons.empty()) {
            publish(book, roster);
            grids::save(book, csv[1]);
        }
        return roster.reasons.empty() ? 0 : 1;
    } catch (const std::exception& e) {
        fmt::print(stderr, "roster: {}\n", e.what());
        return 1;
    }
}
