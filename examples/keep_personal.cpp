// Takes phones and identity numbers out of a community feed, and keeps them in a journal, where they can be erased.
//
// Demonstrates: texts beside a journal, a community made of another one. Read first: check_feed, journal_info.

#include <filesystem>

#include <qaidam/civic/feed.hpp>
#include <qaidam/services/personal.hpp>

#include "open_journal.hpp"

namespace fs = std::filesystem;
using namespace qaidam;

namespace {

constexpr const char* usage =
    "usage: keep_personal FEED JOURNAL OUT\n\n"
    "FEED is a folder as docs/community-feed.md describes. OUT is made: the same feed with no phone and no\n"
    "identity number in its people.csv. They are in JOURNAL then, a file or postgresql://…/DATABASE#NAME.\n"
    "Erase the old folder yourself when all is well: check_feed OUT DATE --texts JOURNAL.\n";

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words{argv + 1, argv + argc};
    const bool asked = words.size() == 1 && words[0] == "--help";
    if (words.size() != 3) {
        fmt::print(asked ? stdout : stderr, "{}", usage);
        return asked ? 0 : 2;
    }
    try {
        const auto community = civic::load(words[0]).value;
        if (fs::exists(words[2])) throw std::runtime_error(words[2] + ": is there already");
        const auto texts = services::list_personal_texts(community);
        open_journal(words[1], {})->texts().put(texts);
        fs::copy(words[0], words[2], fs::copy_options::recursive);
        const fs::path part = words[2] + ".part";
        fs::create_directory(part);
        civic::save(services::without_personal_texts(community), part);
        fs::rename(part / "people.csv", fs::path{words[2]} / "people.csv");
        fs::remove_all(part);
        fmt::print("{} 个电话和身份证号已移入 {}，{} 中不再有\n"
                   "{} phones and identity numbers are in {}, and no longer in {}\n",
                   texts.size(), words[1], words[2], texts.size(), words[1], words[2]);
    } catch (const std::exception& e) {
        fmt::print(stderr, "keep_personal: {}\n", e.what());
        return 1;
    }
}
