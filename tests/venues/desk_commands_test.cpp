// A desk as people use it: commands, a line each, and what is right after each.
#include <qaidam/venues/venues.hpp>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <qaidam/base/text.hpp>
#include <qaidam/civic/feed.hpp>

#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("venues/desk_commands");

using namespace qaidam;
using namespace qaidam::venues;
using calendar::local_time;

namespace {

const std::filesystem::path data = std::filesystem::path{QAIDAM_SOURCE_DIR} / "tests" / "data";

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> all;
    std::istringstream in{text};
    for (std::string part; std::getline(in, part, at);) all.push_back(part);
    return all;
}

/// The cells of a line; "" beyond its end.
struct cells {
    std::vector<std::string> all;

    explicit cells(const std::string& line) : all{split(line, '|')} {}
    [[nodiscard]] std::string operator[](std::size_t i) const { return i < all.size() ? all[i] : ""; }
    [[nodiscard]] local_time time(std::size_t i) const {
        const auto t = calendar::parse_local_time((*this)[i]);
        REQUIRE_MESSAGE(t, (*this)[i]);
        return *t;
    }
    [[nodiscard]] int number(std::size_t i) const { return (*this)[i].empty() ? 0 : std::stoi((*this)[i]); }
    /// Without preparing, clearing up and a rank.
    [[nodiscard]] book_place wish() const {
        return {.booking = booking_key{(*this)[1]},
                .by = key{(*this)[2]},
                .at = time(3),
                .place = civic::place_key{(*this)[4]},
                .purpose = {(*this)[5]},
                .from = time(6),
                .until = time(7),
                .people = number(8)};
    }
    [[nodiscard]] book_place booking() const {
        auto x = wish();
        x.set_up = std::chrono::minutes{number(9)};
        x.clean_up = std::chrono::minutes{number(10)};
        x.rank = number(11);
        return x;
    }
};

class played_desk {
public:
    played_desk()
        : community_{civic::load(data / "desk-feed").value},
          desk_{community_, load(data / "desk-feed", community_).value} {}

    /// What the desk answers.
    std::string play(const cells& x) {
        const auto& word = x[0];
        if (word == "book") return carry_out(x.booking());
        if (word == "free") return free(x.wish());
        if (word == "cancel")
            return carry_out(cancel_booking{x[1], key{x[2]}, x.time(3), "burst-pipe", key{x[4]}});
        if (word == "noshow") return carry_out(note_no_show{x[1], key{x[2]}, x.time(3)});
        if (word == "repeat") return repeat(x);
        if (word == "enrol") return carry_out(enrol{x[1], key{x[2]}, x.time(3), x[4]});
        if (word == "withdraw") return carry_out(withdraw{x[1], key{x[2]}, x.time(3), x[4]});
        if (word == "capacity") return carry_out(change_capacity{x[1], key{x[2]}, x.time(3), x.number(4)});
        if (word == "people") return people(x[1]);
        if (word == "session")
            return carry_out(
                schedule_session{x[1], key{x[2]}, x.time(3), x[4], x[5], x.time(6), x.time(7), {}});
        if (word == "move")
            return carry_out(move_session{x[1], key{x[2]}, x.time(3), x[4], x.time(5), x.time(6), "why"});
        if (word == "calloff") return carry_out(call_off_session{x[1], key{x[2]}, x.time(3), "why"});
        if (word == "hold") return carry_out(hold_session{x[1], key{x[2]}, x.time(3), people_of(x[4])});
        if (word == "audit") return audit();
        REQUIRE_MESSAGE(word == "table", word);
        return table(x);
    }

private:
    std::string carry_out(const command& c) {
        const auto decision = desk_.decide(c);
        if (const auto& no = decision.why_not()) return "no: " + to_string(*no);
        desk_.apply(decision.events());
        std::string all;
        for (const auto& e : decision.events()) {
            join_on(all, ", ", name_of(e, language::en));
            if (const auto* x = std::get_if<enrolled>(&e); x != nullptr && x->waits) all += " (waits)";
            if (const auto* x = std::get_if<place_given>(&e)) all += " " + x->person.text();
            if (const auto* x = std::get_if<booking_displaced>(&e)) all += " " + x->booking.text();
        }
        return all;
    }
    [[nodiscard]] std::string free(const book_place& wish) const {
        std::string all;
        for (const auto& s : desk_.find_free(wish, 3))
            join_on(all, ", ", s.place.text() + " " + calendar::to_string(s.from));
        return all;
    }
    std::string repeat(const cells& x) {
        const auto days = calendar::parse_day_set(x[9]);
        std::string all;
        for (const auto& b :
             venues::repeat(x.wish(), days, *calendar::parse_date(x[10]), *calendar::parse_date(x[11])))
            join_on(all, "; ", calendar::to_string(b.from.date()) + " " + carry_out(b));
        return all;
    }
    [[nodiscard]] static std::vector<civic::person_key> people_of(const std::string& text) {
        std::vector<civic::person_key> all;
        for (const auto& k : split(text, ',')) all.emplace_back(k);
        return all;
    }
    [[nodiscard]] std::string people(const std::string& course) const {
        std::string all;
        for (const auto state : {enrolment_state::enrolled, enrolment_state::waiting}) {
            join_on(all, "; ", to_string(state));
            for (const auto p : people_in(desk_.programme().courses[course], state))
                all += " " + community_.people()[p].key.text();
        }
        return all;
    }
    [[nodiscard]] std::string audit() const {
        std::string all;
        for (const auto& f : venues::audit(desk_.programme(), community_)) join_on(all, "; ", to_string(f));
        return all;
    }
    [[nodiscard]] std::string table(const cells& x) const {
        std::string all;
        for (const auto& e : list_entries(desk_.programme(), community_, x.time(1), x.time(2)))
            join_on(all, "; ",
                    fmt::format("{} {} {} {}", e.key.text(), name_of(e.where, community_, language::zh),
                                e.from, e.people));
        return all;
    }

    civic::community community_;
    desk desk_;
};

} // namespace

TEST_CASE("commands at a venue are answered as is right, one after another") {
    std::ifstream in{data / "desk-commands" / "commands.txt", std::ios::binary};
    std::optional<played_desk> desk;
    desk.emplace();
    std::string said;
    int commands = 0;
    for (std::string line; std::getline(in, line);) {
        if (line == "=") {
            desk.emplace();
        } else if (line.starts_with("  ")) {
            CHECK(line.substr(2) == said);
            said.clear();
        } else if (!line.starts_with("#")) {
            CHECK_MESSAGE(said.empty(), line); // each answer is told
            said = desk->play(cells{line});
            ++commands;
        }
    }
    CHECK(said.empty());
    CHECK(commands == 74);
}

TEST_SUITE_END();
