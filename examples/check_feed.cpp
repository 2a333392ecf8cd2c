// Checks your own community feed: every notice of every file, then the audit.
//
// Demonstrates: loading leniently, notices and findings in both languages, exit codes for scripts.

#include <qaidam/qaidam.hpp>

using namespace qaidam;

int main(int argc, char** argv) {
    const auto day = argc >= 3 ? calendar::find_date(argv[2]) : std::nullopt;
    const auto lang = argc == 4 ? find_language(argv[3]) : std::optional{language::en};
    if (!day || !lang || argc > 4) {
        const bool asked = argc == 2 && std::string_view{argv[1]} == "--help";
        fmt::print(asked ? stdout : stderr,
                   "usage: check_feed DIR DATE [zh|en]\n\nAudits the feed as of DATE, like 2021-12-24.\n"
                   "Exit code: 0 nothing wrong, 1 errors in the data or findings, 2 wrong use.\n");
        return asked ? 0 : 2;
    }
    std::size_t wrong = 0;
    const auto say = [&](const notices& all) {
        for (const auto& n : all)
            fmt::print("{}: {}\n", to_string(n.rule->level, *lang), to_string(n, *lang));
        wrong += all.errors();
    };
    try {
        const std::filesystem::path folder = argv[1];
        const load_options lenient{.policy = policy::lenient};
        const auto [community, about] = civic::load(folder, lenient);
        say(about);
        say(services::load_catalogue(folder, community, lenient).notices);
        say(services::load_accounts(folder, community, lenient).notices);
        say(venues::load(folder, community, lenient).notices);
        const auto care = services::load_care(folder, community, lenient);
        say(care.notices);

        const calendar::date_span then{*day, *day + calendar::day_count{1}};
        for (const auto& found : {civic::audit(community, then), grids::audit(community, then),
                                  services::audit(care.value, community, then)})
            for (const auto& f : found) {
                fmt::print("{}\n", to_string(f, *lang));
                ++wrong;
            }
        fmt::print("{}: {} quarters, {} buildings, {} residents, {} grids; {} wrong\n",
                   community.identity().name.in(*lang), community.quarters().size(),
                   community.buildings().size(), community.residents(), community.grids().size(), wrong);
    } catch (const data_error& e) {
        say(e.why());
    } catch (const std::exception& e) {
        fmt::print(stderr, "check_feed: {}\n", e.what());
        return 1;
    }
    return wrong == 0 ? 0 : 1;
}
