// Checks your own community feed: every notice of every file, then the audit.
//
// Demonstrates: loading leniently, notices and findings in both languages, exit codes for scripts.

#include <qaidam/civic/civic.hpp>
#include <qaidam/grids/grids.hpp>
#include <qaidam/ledger/ledger.hpp>
#include <qaidam/services/services.hpp>
#include <qaidam/venues/venues.hpp>

#include <algorithm>
#include <optional>

#include "open_journal.hpp"

using namespace qaidam;

int main(int argc, char** argv) {
    std::vector<std::string> words{argv + 1, argv + argc};
    std::optional<std::string> texts_in;
    if (const auto at = std::find(words.begin(), words.end(), "--texts"); words.end() - at >= 2) {
        texts_in = at[1];
        words.erase(at, at + 2);
    }
    const auto day = words.size() >= 2 ? calendar::parse_date(words[1]) : std::nullopt;
    const auto lang = words.size() == 3 ? find_language(words[2]) : std::optional{language::en};
    if (!day || !lang || words.size() > 3) {
        const bool asked = words.size() == 1 && words[0] == "--help";
        fmt::print(asked ? stdout : stderr,
                   "usage: check_feed FEED DATE [zh|en] [--texts JOURNAL]\n\n"
                   "FEED is a folder or zip, or FEEDS.zip#NAME for one of several in a zip. Audits it as of "
                   "DATE, like\n"
                   "2021-12-24.\n"
                   "--texts looks at the phones and identity numbers that keep_personal put into JOURNAL; "
                   "there it is\n"
                   "kept that check_feed read them.\n"
                   "Exit code: 0 nothing wrong, 1 errors in the data or findings, 2 wrong use.\n");
        return asked ? 0 : 2;
    }
    std::size_t wrong = 0;
    const auto say = [&](const notices& all) {
        for (const auto& n : all) fmt::print("{}: {}\n", to_string(n.level(), *lang), to_string(n, *lang));
        if (all.total() > all.size())
            fmt::print(fmt::runtime(pick(*lang, "……另有 {} 条\n", "… and {} more\n")),
                       all.total() - all.size());
        wrong += all.errors();
    };
    const load_options lenient{.policy = policy::lenient};
    // What one room cannot read does not keep the others from being read.
    const auto read = [&](const auto& load) -> decltype(std::optional{load().value}) {
        try {
            auto result = load();
            say(result.notices);
            return std::move(result.value);
        } catch (const data_error& e) {
            say(e.why());
            return std::nullopt;
        }
    };
    const auto tell = [&](const auto& what) {
        fmt::print("{}\n", to_string(what, *lang));
        ++wrong;
    };
    try {
        const feed_files files{words[0]};
        const auto community = read([&] { return civic::load(files, lenient); });
        const auto notes = read([&] { return services::load_notes(files, lenient); });
        const auto commands = read([&] { return services::load_commands(files, lenient); });
        if (!community) return 1; // the other files speak of it
        const auto& c = *community;
        const auto catalogue = read([&] { return services::load_catalogue(files, c, lenient); });
        const auto accounts = read([&] { return ledger::load(files, c, lenient); });
        const auto care = read([&] { return services::load_care(files, c, lenient); });
        const auto programme = read([&] { return venues::load(files, c, lenient); });

        const calendar::date_span then{*day, calendar::later(*day, 1)};
        for (const auto& f : civic::audit(c, then)) tell(f);
        for (const auto& f : grids::audit(c, then)) tell(f);
        if (texts_in)
            for (const auto& f : services::audit_personal_texts(
                     c, open_journal(*texts_in, {})->texts(), {"check_feed", "audit of phones and numbers"}))
                tell(f);
        if (care)
            for (const auto& f : services::audit(*care, c, then)) tell(f);
        if (accounts)
            for (const auto& f : ledger::audit(*accounts)) tell(f);
        if (programme)
            for (const auto& f : venues::audit(*programme, c)) tell(f);
        if (commands && notes)
            for (const auto& f : services::audit(*commands, *notes)) tell(f);
        if (notes)
            for (const auto& f : services::audit(*notes, c)) tell(f);
        if (commands && catalogue) {
            const calendar::work_calendar office{calendar::office_hours(), calendar::holidays::china()};
            services::desk desk{c, *catalogue, office};
            for (const auto& command : *commands) {
                const auto decision = desk.decide(command);
                if (decision.why_not()) {
                    fmt::print("{} {}: ", services::order_of(command), services::name_of(command, *lang));
                    tell(*decision.why_not());
                } else {
                    desk.apply(decision.events());
                }
            }
        }
        fmt::print(fmt::runtime(pick(*lang, "{}：小区 {}，楼栋 {}，居民 {}，网格 {}；问题 {} 个\n",
                                     "{}: {} quarters, {} buildings, {} residents, {} grids; {} wrong\n")),
                   c.identity().name.in(*lang), c.quarters().size(), c.buildings().size(), c.residents(),
                   c.grids().size(), wrong);
    } catch (const std::exception& e) {
        fmt::print(stderr, "check_feed: {}\n", e.what());
        return 1;
    }
    return wrong == 0 ? 0 : 1;
}
