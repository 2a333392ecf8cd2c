// Checks your own community feed: files that are missing, files that no room reads, every notice of every other,
// then the audit.
//
// Demonstrates: loading leniently, notices and findings in both languages, exit codes for scripts.

#include <qaidam/civic/civic.hpp>
#include <qaidam/grids/grids.hpp>
#include <qaidam/ledger/ledger.hpp>
#include <qaidam/services/services.hpp>
#include <qaidam/venues/venues.hpp>

#include <algorithm>
#include <optional>
#include <set>

#include "open_journal.hpp"

using namespace qaidam;

namespace {

std::vector<table_layout> all_layouts() {
    std::vector<table_layout> all;
    for (const auto& layouts : {calendar::feed_layouts(), civic::feed_layouts(), services::feed_layouts(),
                                ledger::feed_layouts(), venues::feed_layouts()})
        all.insert(all.end(), layouts.begin(), layouts.end());
    return all;
}

notices missing_files(const feed_files& files) {
    notices missing;
    for (const auto& layout : all_layouts())
        if (layout.need == presence::required && !files.contains(layout.file))
            missing.add(codes::missing_file, {.file = std::string{layout.file}});
    return missing;
}

std::vector<std::string> unknown_files(const feed_files& files) {
    std::set<std::string, std::less<>> known{"grids.geojson"};
    for (const auto& layout : all_layouts()) known.emplace(layout.file);
    auto names = files.names();
    std::erase_if(names, [&](const std::string& name) { return known.contains(name); });
    return names;
}

} // namespace

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
    // Nothing is wrong with the feed yet.
    const auto warn = [&](const std::vector<finding>& all) {
        for (const auto& f : all)
            fmt::print("{}: {}\n", to_string(severity::warning, *lang), to_string(f, *lang));
    };
    try {
        const feed_files files{words[0]};
        const auto missing = files.exists() ? missing_files(files) : notices{};
        say(missing);
        for (const auto& name : unknown_files(files))
            fmt::print(fmt::runtime(pick(*lang, "{}：没有读取，数据集中没有此名的文件\n",
                                         "{}: not read, no file of a feed is called so\n")),
                       name);
        const auto community =
            missing.empty() ? read([&] { return civic::load(files, lenient); }) : std::nullopt;
        const auto rules = read([&] { return services::load_rules(files, lenient); });
        const auto office =
            read([&] { return calendar::load_work_calendars(files, calendar::holidays::china(), lenient); });
        const auto notes = read([&] { return services::load_notes(files, lenient); });
        const auto commands =
            read([&] { return services::load_commands(files, lenient, services::written_by::desk); });
        if (!community) {
            fmt::print("{}\n", pick(*lang, "其余文件都说到社区，没有检查",
                                    "The other files speak of the community, and are not checked."));
            return 1;
        }
        const auto& c = *community;
        const auto catalogue = read([&] { return services::load_catalogue(files, c, lenient); });
        const auto accounts = read([&] { return ledger::load(files, c, lenient); });
        const auto care = read([&] { return services::load_care(files, c, lenient); });
        const auto programme = read([&] { return venues::load(files, c, lenient); });

        const calendar::date_span then{*day, calendar::later(*day, 1)};
        for (const auto& f : civic::audit(c, then)) tell(f);
        for (const auto& f : grids::audit(c, then)) tell(f);
        if (texts_in)
            for (const auto& f :
                 services::audit_personal_texts(c, open_journal(*texts_in, {.create = false})->texts(),
                                                {"check_feed", "audit of phones and numbers"}))
                tell(f);
        if (care)
            for (const auto& f : services::audit(*care, c, then)) tell(f);
        if (accounts) {
            for (const auto& f : ledger::audit(*accounts)) tell(f);
            for (const auto& f : ledger::audit_posts(*accounts, c, {{}, then.until})) tell(f);
        }
        if (programme)
            for (const auto& f :
                 venues::audit(*programme, c, office ? office->usual().known() : calendar::holidays::china()))
                tell(f);
        if (commands && notes)
            for (const auto& f : services::audit(*commands, *notes)) tell(f);
        if (notes)
            for (const auto& f : services::audit(*notes, c)) tell(f);
        if (catalogue)
            for (const auto& f : services::audit(*catalogue, c, then)) tell(f);
        if (rules && catalogue)
            for (const auto& f : services::audit(*rules, *catalogue)) tell(f);
        if (catalogue && rules && office) {
            warn(services::audit(*rules, *catalogue, *office, *day));
            services::desk desk{c, *catalogue, *office, *rules};
            for (const auto& command : commands.value_or(std::vector<services::command>{})) {
                const auto decision = desk.decide(command);
                if (decision.why_not()) {
                    fmt::print("{} {}: ", services::order_of(command), services::name_of(command, *lang));
                    tell(*decision.why_not());
                } else {
                    desk.apply(decision.events());
                }
            }
            warn(services::audit(desk)); // of deadlines that are not yet known
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
