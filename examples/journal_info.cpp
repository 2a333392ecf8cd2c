// Tells what a journal holds, whether it is what it was, and writes it out as lines.
//
// Demonstrates: reading a journal in parts, verify against a head that was written down, export.
// Read first: keep_desk.

#include <qaidam/events/events.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "open_journal.hpp"

using namespace qaidam;

namespace {

constexpr const char* usage =
    "usage: journal_info JOURNAL [--verify] [--head LINE] [--export FILE] [--lang zh|en]\n"
    "       journal_info JOURNAL --accesses PERSON\n"
    "       journal_info JOURNAL --erase PERSON --by WHO --why TEXT\n\n"
    "JOURNAL is a file that keep_desk or any other program keeps, a backup, or "
    "postgresql://…/DATABASE#NAME.\n"
    "It is only read, except by --erase.\n\n"
    "  --verify           looks at every event\n"
    "  --head LINE        also at a head that was printed before: \"3 events, sha256 …\"\n"
    "  --export FILE      writes the events as lines of text: docs/store.md\n"
    "  --accesses PERSON  who read what was written about a person, and what was erased\n"
    "  --erase PERSON     erases what was written about a person; the events stay, and still fit\n\n"
    "The exit status is 1 if something does not fit.\n";

void tell_accesses(const events::text_store& texts, const key& person, language l) {
    for (const auto& a : texts.list_accesses(person))
        fmt::print("{} {} {} ({})\n", a.at, a.for_what.by, a.key, a.for_what.why);
    for (const auto& e : texts.list_erasures(person))
        fmt::print(fmt::runtime(pick(l, "{} {} 删除 {} 段文字（{}）\n", "{} {} erased {} texts ({})\n")),
                   e.at, e.for_what.by, e.texts, e.for_what.why);
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
    const auto head_line = take("--head");
    const auto export_to = take("--export");
    const auto accesses_of = take("--accesses"), erased = take("--erase");
    const events::purpose for_what{key{take("--by").value_or("")}, take("--why").value_or("")};
    const bool knows_why = !for_what.by.empty() && !for_what.why.empty();
    const auto l = take("--lang").value_or("zh") == "en" ? language::en : language::zh;
    const bool verifies = std::erase(words, "--verify") > 0 || head_line;
    const auto earlier = head_line ? events::parse_head(*head_line) : events::journal_head{};
    const bool asked = words.size() == 1 && words[0] == "--help";
    if (asked || words.size() != 1 || words[0].starts_with("--") || !earlier ||
        knows_why != erased.has_value()) {
        fmt::print(asked ? stdout : stderr, "{}", usage);
        return asked ? 0 : 2;
    }
    try {
        const auto opened = open_journal(words[0], {.read_only = !erased});
        auto& journal = *opened;
        if (erased) {
            const auto done = journal.texts().erase(key{*erased}, for_what);
            fmt::print(fmt::runtime(pick(l, "已删除关于 {} 的 {} 段文字\n", "erased about {}: {} texts\n")),
                       *erased, done.texts);
        }
        if (accesses_of) {
            tell_accesses(journal.texts(), key{*accesses_of}, l);
            return 0;
        }
        std::map<std::string, int> kinds;
        std::set<key> streams;
        std::uint64_t bytes = 0;
        std::optional<calendar::utc_time> first, last;
        const auto head = journal.head();
        for (std::uint64_t at = 0; at < head.size;)
            for (const auto& e : journal.read(at, 1000)) {
                at = e.position + 1;
                ++kinds[e.bytes.substr(0, e.bytes.find('\t'))];
                streams.insert(e.stream);
                bytes += e.bytes.size();
                first = std::min(first.value_or(e.time), e.time);
                last = std::max(last.value_or(e.time), e.time);
            }
        fmt::print("{}\n", head);
        fmt::print(fmt::runtime(pick(l, "{} 个流，{} 字节\n", "{} streams, {} bytes\n")), streams.size(),
                   bytes);
        if (first) fmt::print("{} – {}\n", *first, *last);
        for (const auto& [kind, count] : kinds) fmt::print("{:>8} {}\n", count, kind);

        if (export_to) {
            std::ofstream out{*export_to, std::ios::binary};
            events::write_lines(journal, out);
            if (!out.flush()) throw std::runtime_error(*export_to + ": cannot be written");
        }
        if (verifies) {
            const auto fault = events::verify(journal, *earlier);
            fmt::print("{}\n", fault ? to_string(*fault, l) : pick(l, "全部相符", "everything fits"));
            return fault ? 1 : 0;
        }
    } catch (const data_error& e) {
        for (const auto& n : e.why()) fmt::print(stderr, "{}\n", to_string(n, l));
        return 1;
    } catch (const std::exception& e) {
        fmt::print(stderr, "journal_info: {}\n", e.what());
        return 1;
    }
}
