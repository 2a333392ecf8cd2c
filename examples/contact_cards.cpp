// Makes the contact cards of a community: whom the residents of each building call.
//
// Demonstrates: roles on a day, phones among the texts of a journal, masking, a page to print. Read first: keep_personal.

#include <qaidam/civic/feed.hpp>
#include <qaidam/views/contact_views.hpp>

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "open_journal.hpp"

using namespace qaidam;

namespace {

constexpr const char* usage =
    "usage: contact_cards FEED DATE [BUILDING...] [--in-full] [--unlisted PERSON]... [--texts JOURNAL]\n"
    "                     [-o FILE.html] [--lang zh|en]\n\n"
    "FEED is a folder or zip as docs/community-feed.md describes. Prints the card of each BUILDING, or of "
    "all.\n"
    "Names and phones are masked; --in-full shows them, to hand the cards to residents. -o writes a page "
    "that\n"
    "prints four cards of A6 to a sheet. PERSON is on the cards without a phone: residents ask at the hall.\n"
    "JOURNAL is where keep_personal put the phones; there it is kept that contact_cards read them, and one "
    "that\n"
    "is erased is on no card.\n";

} // namespace

int main(int argc, char** argv) {
    std::vector<std::string> words{argv + 1, argv + argc};
    const auto take = [&](std::string_view option) -> std::optional<std::string> {
        const auto at = std::find(words.begin(), words.end(), option);
        if (words.end() - at < 2) return std::nullopt;
        auto value = *(at + 1);
        words.erase(at, at + 2);
        return value;
    };
    const auto texts_in = take("--texts");
    const auto page = take("-o");
    const auto l = take("--lang") == "en" ? language::en : language::zh;
    services::contact_options options;
    while (const auto person = take("--unlisted")) options.unlisted.emplace_back(*person);
    const auto shown =
        std::erase(words, "--in-full") > 0 ? views::contact_names::in_full : views::contact_names::masked;
    const bool asked = words.size() == 1 && words[0] == "--help";
    const auto day = words.size() >= 2 ? calendar::parse_date(words[1]) : std::nullopt;
    if (!day || std::any_of(words.begin(), words.end(), [](const auto& w) { return w.starts_with("-"); })) {
        fmt::print(asked ? stdout : stderr, "{}", usage);
        return asked ? 0 : 2;
    }
    try {
        const auto community = civic::load(words[0]).value;
        std::vector<civic::building_id> buildings;
        for (std::size_t i = 2; i < words.size(); ++i)
            buildings.push_back(community.buildings().id_of(words[i]));
        if (buildings.empty())
            for (const auto b : community.buildings().ids()) buildings.push_back(b);
        const auto cards =
            texts_in ? services::make_contact_cards(community, buildings, *day,
                                                    open_journal(*texts_in, {.create = false})->texts(),
                                                    {"contact_cards", "cards to hand to residents"}, options)
                     : services::make_contact_cards(community, buildings, *day, options);
        for (const auto& card : cards) fmt::print("{}", views::contact_text(card, community, l, shown));
        if (page) {
            std::ofstream out{*page, std::ios::binary};
            out << views::contact_page(cards, community, l, shown);
            if (!out.flush()) throw std::runtime_error(*page + ": cannot be written");
        }
    } catch (const std::exception& e) {
        fmt::print(stderr, "contact_cards: {}\n", e.what());
        return 1;
    }
}
