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
        if (all.total() > all.size())
            fmt::print(fmt::runtime(pick(*lang, "……另有 {} 条\n", "… and {} more\n")),
                       all.total() - all.size());
        wrong += all.errors();
    };
    try {
        const std::filesystem::path folder = argv[1];
        const load_options lenient{.policy = policy::lenient};
        const auto [community, about] = civic::load(folder, lenient);
        say(about);
        const auto catalogue = services::load_catalogue(folder, community, lenient);
        const auto accounts = services::load_accounts(folder, community, lenient);
        const auto care = services::load_care(folder, community, lenient);
        const auto commands = services::load_commands(folder, lenient);
        const auto programme = venues::load(folder, community, lenient);
        say(catalogue.notices);
        say(accounts.notices);
        say(care.notices);
        say(commands.notices);
        say(services::load_notes(folder, lenient).notices);
        say(programme.notices);

        const auto tell = [&](const auto& what) {
            fmt::print("{}\n", to_string(what, *lang));
            ++wrong;
        };
        const calendar::date_span then{*day, calendar::later(*day, 1)};
        for (const auto& f : civic::audit(community, then)) tell(f);
        for (const auto& f : grids::audit(community, then)) tell(f);
        for (const auto& f : services::audit(care.value, community, then)) tell(f);
        for (const auto& f : services::audit(accounts.value)) tell(f);
        for (const auto& f : venues::audit(programme.value, community)) tell(f);

        const calendar::work_calendar office{calendar::office_hours(), calendar::holidays::china()};
        services::desk desk{community, catalogue.value, office};
        for (const auto& command : commands.value) {
            if (const auto refusal = desk.check(command)) {
                fmt::print("{} {}: ", services::order_of(command), services::name_of(command, *lang));
                tell(*refusal);
            } else {
                desk.apply(desk.decide(command));
            }
        }
        fmt::print(fmt::runtime(pick(*lang, "{}：小区 {}，楼栋 {}，居民 {}，网格 {}；问题 {} 个\n",
                                     "{}: {} quarters, {} buildings, {} residents, {} grids; {} wrong\n")),
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
