// Plays commands into a journal that lasts, and goes on where it stopped when it is run again, killed or not.
//
// Demonstrates: store::sqlite_journal and postgres_journal, idempotency keys, a clock that is given. Read first: allowance_case.

#include <qaidam/civic/feed.hpp>
#include <qaidam/services/services.hpp>

#include <algorithm>
#include <csignal>
#include <fstream>

#include "open_journal.hpp"

using namespace qaidam;

namespace {

constexpr const char* usage =
    "usage: keep_desk JOURNAL FEED COMMANDS.csv [--kill-after N] [--lang zh|en]\n\n"
    "FEED is a folder or zip as docs/community-feed.md describes, COMMANDS.csv a file like its "
    "order_commands.csv.\n"
    "Each row is carried out once, however often this runs.\n"
    "JOURNAL is a file, or postgresql://…/DATABASE#NAME; it is made if there is none.\n"
    "What is printed as kept lasts. --kill-after ends the process, as kill -9 does, once N rows were kept.\n"
    "Events are recorded at the times of their commands. The notes of FEED are put beside them.\n";

feed_files only_file(const std::string& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) throw std::runtime_error(file + ": cannot be read");
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    return {file, {{"order_commands.csv", std::move(text)}}};
}

} // namespace

int main(int argc, char** argv) {
    std::vector<std::string> words{argv + 1, argv + argc};
    const auto take = [&](std::string_view option) -> std::optional<std::string> {
        const auto at = std::find(words.begin(), words.end(), option);
        if (at == words.end() || at + 1 == words.end()) return std::nullopt;
        auto value = *(at + 1);
        words.erase(at, at + 2);
        return value;
    };
    const int kill_after = std::atoi(take("--kill-after").value_or("0").c_str());
    const auto l = take("--lang").value_or("zh") == "en" ? language::en : language::zh;
    const bool asked = words.size() == 1 && words[0] == "--help";
    if (words.size() != 3) {
        fmt::print(asked ? stdout : stderr, "{}", usage);
        return asked ? 0 : 2;
    }
    try {
        const auto community = civic::load(words[1]).value;
        const auto catalogue = services::load_catalogue(words[1], community).value;
        const auto office = calendar::load_work_calendars(words[1]).value;
        const auto commands =
            services::load_commands(only_file(words[2]), {}, services::written_by::desk).value;
        const auto key_of = [&](std::size_t i) {
            return key{fmt::format("{} {}", file_path{words[2]}.name(), i + 1)};
        };

        events::set_clock clock;
        const auto opened = open_journal(words[0], {.clock = &clock});
        auto& journal = *opened;
        put_notes(journal.texts(), services::load_notes(words[1]).value, l);
        events::recorder recorder{
            services::desk{community, catalogue, office, services::load_rules(words[1]).value}, journal};

        // Rows before the last one that was kept were carried out or refused then.
        auto next = commands.size();
        while (next > 0 && !journal.find(key_of(next - 1))) --next;
        if (next > 0)
            fmt::print(fmt::runtime(pick(l, "从第 {} 行之后继续\n", "goes on after row {}\n")), next);
        int kept = 0;
        for (; next < commands.size(); ++next) {
            const auto& command = commands[next];
            clock.set(calendar::beijing_time().to_utc(services::time_of(command)));
            const auto before = recorder.position();
            const auto no = recorder.carry_out(command, key_of(next));
            fmt::print("{} {} {}: ", next + 1, services::order_of(command), services::name_of(command, l));
            if (no) {
                fmt::print("{}\n", to_string(*no, l));
                continue;
            }
            fmt::print(fmt::runtime(pick(l, "已保存，位置 {}\n", "kept at {}\n")), before);
            if (++kept == kill_after) {
                std::fflush(stdout);
                std::raise(SIGKILL);
            }
        }
        fmt::print("{}\n", journal.head());
    } catch (const std::exception& e) {
        fmt::print(stderr, "keep_desk: {}\n", e.what());
        return 1;
    }
}
