// Candidates for orders in the exported text of a building's chat group, each with its message beside it.
//
// Demonstrates: chats as apps export them; needs with the words that led to them; personal data masked. Nothing is placed:
// a clerk confirms each one. Read first: desk_replay.

#include <qaidam/civic/feed.hpp>
#include <qaidam/services/services.hpp>

#include <algorithm>
#include <map>

using namespace qaidam;

namespace {

constexpr const char* usage =
    "usage: chat_intake FEED CHAT.txt [--building KEY] [--sure] [--lang zh|en]\n\n"
    "FEED is a folder as docs/community-feed.md describes; the words of its "
    "service_items.csv say how people speak of\n"
    "items. CHAT.txt is what an app exports of the group of the building, see "
    "docs/chat-intake.md. With --sure, doubtful\n"
    "candidates are left out. Senders, doors, telephone, identity and bank numbers are masked; "
    "names in a sentence stay.\n";

/// The text with the words that led to a candidate in brackets.
std::string marked(const std::string& words, const std::vector<services::chat_evidence>& evidence) {
    std::string text;
    std::size_t at = 0;
    for (const auto& e : evidence) {
        const auto begin = std::max(e.begin, at), end = std::max(e.begin + e.length, at);
        if (begin == end) continue; // within those before
        text += words.substr(at, begin - at) + "[" + words.substr(begin, end - begin) + "]";
        at = end;
    }
    return text + words.substr(at);
}

/// On one line, masked, where it says that there were several.
std::string shown(const std::string& words) {
    auto text = services::mask_words(words);
    for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at))
        text.replace(at, 1, " / ");
    return text;
}

std::string head(const services::chat_message& m) {
    return fmt::format("{} {}", m.at ? calendar::to_string(*m.at) : "-", services::mask_sender(m.sender));
}

/// Without the line of the chat, which may have names in it.
notice without_line(notice n) {
    const bool quotes = *n.rule == services::codes::unread_line || *n.rule == services::codes::other_shape;
    if (quotes) n.arguments[0] = "…";
    return n;
}

void print(const services::chat& chat, const services::chat_reading& reading,
           const services::catalogue& catalogue, const civic::community& community, language l) {
    const auto name = [&](const auto& registry, const auto& key) {
        const auto id = registry.find(key);
        return id ? registry[*id].name.in(l) : std::string{key.text()};
    };
    for (std::size_t i = 0; i < reading.needs.size(); ++i) {
        const auto& n = reading.needs[i];
        const auto& m = chat.messages[n.message];
        fmt::print("{}. {} · {} · {}", i + 1, name(catalogue.items, n.item), to_string(n.sureness, l),
                   n.building.empty() ? pick(l, "楼栋未定", "building not known")
                                      : name(community.buildings(), n.building));
        if (!n.for_whom.empty()) fmt::print(" · {} {}", pick(l, "为", "for"), n.for_whom);
        if (n.first != i) fmt::print(" · {} {}", pick(l, "同", "the same as"), n.first + 1);
        fmt::print("\n   {}: {}\n", head(m), shown(marked(m.words, n.evidence)));
    }
    std::map<services::left_out, int> others;
    for (const auto& o : reading.others) {
        ++others[o.why];
        if (o.why == services::left_out::no_item)
            fmt::print("?  {}\n   {}: {}\n", to_string(o.why, l), head(chat.messages[o.message]),
                       shown(chat.messages[o.message].words));
    }
    const auto of = [](std::size_t n, const char* what) {
        return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
    };
    const auto messages = chat.messages.size(), needs = reading.needs.size();
    fmt::print("\n{}", l == language::zh ? fmt::format("消息 {} 条，候选 {} 件", messages, needs)
                                         : of(messages, "message") + ", " + of(needs, "candidate"));
    for (const auto& [why, count] : others)
        fmt::print("{}{} {}", pick(l, "；", "; "), to_string(why, l), count);
    fmt::print("{}\n", pick(l, "。未下任何订单。", ". Nothing was placed."));
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
    const auto building = take("--building").value_or("");
    const auto l = take("--lang").value_or("zh") == "en" ? language::en : language::zh;
    const bool sure = std::erase(words, "--sure") > 0;
    const bool asked = words.size() == 1 && words[0] == "--help";
    if (words.size() != 2 || words[0].starts_with("-")) {
        fmt::print(asked ? stdout : stderr, "{}", usage);
        return asked ? 0 : 2;
    }
    try {
        const auto community = civic::load(words[0]).value;
        const auto catalogue = services::load_catalogue(words[0], community).value;
        const auto [chat, notices] = services::load_chat(words[1]);
        for (const auto& n : notices) fmt::print("{}\n", to_string(without_line(n), l));
        if (!notices.empty()) fmt::print("\n");
        const auto reading =
            services::find_needs(chat, catalogue, community,
                                 {.building = civic::building_key{building},
                                  .least = sure ? services::sureness::likely : services::sureness::doubtful});
        print(chat, reading, catalogue, community, l);
    } catch (const std::exception& e) {
        fmt::print(stderr, "chat_intake: {}\n", e.what());
        return 1;
    }
}
