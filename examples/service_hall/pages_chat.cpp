// Chat groups: a clerk gives what an app exported, reads the candidates beside their messages, and says of each what becomes of
// it. Nothing is kept but the orders that the clerk places, and nothing is placed by itself.
#include <algorithm>
#include <charconv>
#include <map>

#include <qaidam/base/text.hpp>

#include "pages.hpp"

namespace hall {
namespace {

constexpr std::size_t most_candidates = 60; ///< of a page
constexpr std::size_t most_words = 3000;    ///< bytes of a message

/// What a form says of one candidate.
struct chat_choice {
    std::string request; ///< names the message and the item that was found
    services::item_key item;
    services::building_key building;
    std::string sender, words;
    person_key reporter; ///< who is in the register; blank for nobody
};

void require_clerk(const context& c) {
    if (!c.all.hall.has_community_right(c.someone(), services::step::register_))
        throw page_error{403, {"此页供社区受理人员使用", "this page is for those who take orders up"}};
}

markup option(std::string_view value, std::string_view words, bool chosen) {
    return html("<option value=\"{}\"{}>{}</option>\n", value, trusted(chosen ? " selected" : ""), words);
}

markup select(std::string_view name, std::string_view label, const markup& options) {
    return html(
        "<p class=\"field\"><label for=\"{}\">{}</label><select id=\"{}\" name=\"{}\">\n{}</select></p>\n",
        name, label, name, name, options);
}

markup buildings(const context& c, std::string_view name, const services::building_key& chosen) {
    markup all = option("", c.say("（未定）", "(not known)"), chosen.empty());
    const auto& known = c.data().community.buildings();
    for (const auto b : known.ids())
        all += option(known[b].key.text(), name_of(c, b), known[b].key == chosen);
    return select(name, c.say("楼栋", "Building"), all);
}

markup items(const context& c, std::string_view name, const services::item_key& chosen) {
    const bool offered = c.data().catalogue.find_item(chosen, c.now.date()) != nullptr;
    // A browser would choose the first that is offered in the place of one that is not.
    markup all = offered ? markup{} : option("", c.say("（请选择）", "(choose one)"), true);
    const auto& known = c.data().catalogue.items;
    for (const auto i : known.ids())
        if (c.data().catalogue.find_item(known[i].key, c.now.date()) != nullptr)
            all += option(known[i].key.text(), known[i].name.in(c.l), known[i].key == chosen);
    return select(name, c.say("事项", "What"), all);
}

http_answer ask_chat(const context& c, const markup& said = {}) {
    const auto title = c.say("群聊收集", "From a chat group");
    return c.page(
        title,
        html("<h1>{}</h1>\n{}<p>{}</p>\n{}", title, said,
             c.say("把楼宇微信群导出的文字交上来，逐条看候选诉求再定。系统不会自行下单，也不保存聊天内容。",
                   "Give what an app exported of a building's chat group, and decide on each candidate. "
                   "Nothing is placed by "
                   "itself, and the chat is not kept."),
             c.form("/chat",
                    html("{}<p class=\"field\"><label for=\"file\">{}</label><input id=\"file\" "
                         "name=\"file\" type=\"file\" "
                         "accept=\".txt,text/plain\"></p>\n<p class=\"field\"><label "
                         "for=\"text\">{}</label><textarea "
                         "id=\"text\" name=\"text\" rows=\"8\"></textarea></p>\n",
                         buildings(c, "building", {}), c.say("导出的文件", "Exported file"),
                         c.say("或粘贴文字", "Or paste it")),
                    c.say("读出候选", "Find candidates"), "chat-form", {}, form_kind::with_files)));
}

/// Without control characters, and not too long for a form.
std::string plain_words(std::string words) {
    for (auto& ch : words)
        if (static_cast<unsigned char>(ch) < 0x20 && ch != '\n') ch = ' ';
    if (words.size() <= most_words) return words;
    auto end = most_words;
    while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xC0) == 0x80) --end;
    return words.substr(0, end) + "…";
}

/// The words, with those that led to the candidate marked.
markup marked(const std::string& words, const std::vector<services::chat_evidence>& evidence) {
    markup all;
    std::size_t at = 0;
    for (const auto& e : evidence) {
        const auto begin = std::max(e.begin, at), end = std::max(e.begin + e.length, at);
        if (begin == end) continue;
        all += html("{}<mark>{}</mark>", words.substr(at, begin - at), words.substr(begin, end - begin));
        at = end;
    }
    all += html("{}", words.substr(at));
    return all;
}

/// The fields of one candidate, by its number on the page.
markup candidate(const context& c, std::size_t i, const chat_choice& x, const markup& words,
                 std::string_view told, const markup& said = {}) {
    const auto name = [&](const char* field) { return fmt::format("{}-{}", field, i); };
    markup decisions;
    const auto decide = [&](const char* value, const char* zh, const char* en, bool first) {
        decisions +=
            html("<span><input type=\"radio\" id=\"{}-{}\" name=\"decision-{}\" value=\"{}\"{}><label "
                 "for=\"{}-{}\">{}</label></span> ",
                 value, i, i, value, trusted(first ? " checked" : ""), value, i, c.say(zh, en));
    };
    decide("later", "以后再定", "Later", true);
    decide("place", "下单", "Place the order", false);
    decide("dismiss", "不是诉求", "Not a request", false);
    return html(
        "<li id=\"candidate-{}\">{}<p>{}</p>\n<blockquote>{}</blockquote>\n{}{}{}{}{}{}<p "
        "class=\"choice\">{}</p></li>\n",
        i, said, told, words, hidden(name("request"), x.request), hidden(name("sender"), x.sender),
        hidden(name("words"), x.words), items(c, name("item"), x.item),
        buildings(c, name("building"), x.building),
        text_field(name("reporter"),
                   c.say("登记居民编号（可以不填）", "Key of a resident in the register (may be blank)"),
                   x.reporter.text()),
        decisions);
}

http_answer decide_page(const context& c, const markup& before, const markup& candidates, bool any) {
    const auto title = c.say("群聊候选", "Candidates of a chat");
    return c.page(
        title,
        html("<h1>{}</h1>\n{}{}", title, before,
             any ? c.form("/chat/orders",
                          html("<ul class=\"cards\" id=\"candidates\">\n{}</ul>\n", candidates),
                          c.say("按所选办理", "Do as chosen"), "decide-form", {}, form_kind::with_files)
                 : html("<p id=\"none\">{}</p>\n<p><a href=\"/chat\">{}</a></p>\n",
                        c.say("没有待定的候选", "No candidate is left to decide on"),
                        c.say("再读一份", "Read another chat"))));
}

/// What is said of the chat as a whole: its notices, and how many messages are left out and why.
markup account_of(const context& c, const services::chat& chat, const services::chat_reading& reading,
                  const notices& said) {
    constexpr std::size_t most_notices = 20;
    std::map<services::left_out, int> counts;
    markup lines, unplaced;
    for (const auto& o : reading.others) {
        ++counts[o.why];
        if (o.why == services::left_out::no_item)
            unplaced += html("<li>{} <span class=\"quiet\">{}</span></li>\n",
                             plain_words(chat.messages[o.message].words), chat.messages[o.message].sender);
    }
    const auto of = [](std::size_t n, const char* what) {
        return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
    };
    const auto messages = chat.messages.size(), needs = reading.needs.size();
    auto summary = c.l == language::zh ? fmt::format("消息 {} 条，候选 {} 件", messages, needs)
                                       : of(messages, "message") + ", " + of(needs, "candidate");
    for (const auto& [why, count] : counts)
        summary += fmt::format("{}{} {}", c.say("；", "; "), to_string(why, c.l), count);
    std::size_t shown = 0;
    for (const auto& n : said)
        if (shown++ < most_notices) lines += html("<li>{}</li>\n", to_string(n, c.l));
    return html("<p id=\"summary\">{}</p>\n{}{}", summary,
                lines.empty() ? markup{} : html("<ul class=\"lines\" id=\"notices\">\n{}</ul>\n", lines),
                unplaced.empty() ? markup{}
                                 : html("<details id=\"unplaced\" open><summary>{}</summary>\n<ul "
                                        "class=\"lines\">\n{}</ul></details>\n",
                                        to_string(services::left_out::no_item, c.l), unplaced));
}

/// The order that was placed for the request before, if any.
markup order_before(const context& c, const std::string& request) {
    const auto order = c.all.hall.find_order(qaidam::key{"place " + request});
    if (!order) return {};
    return html("<li>{} <a href=\"/orders/{}\">{}</a></li>\n", c.say("先前已下单：", "Placed before:"),
                order->text(), order->text());
}

std::string bytes_of(const context& c) {
    for (const auto& f : c.request.files)
        if (f.field == "file" && !f.bytes.empty()) return f.bytes;
    return c.request.form["text"];
}

/// What came of one candidate.
markup place_one(const context& c, const chat_choice& x, bool& placed) {
    const auto token = draw_token();
    services::place_order order{.by = c.person(),
                                .item = x.item,
                                .building = x.building,
                                .channel = services::channel::chat_group,
                                .reporter = x.reporter.empty() ? services::visitor_of(token) : x.reporter};
    auto wanted = place_wish(order, token, fmt::format("{}：{}", x.sender, x.words), "");
    wanted.key = qaidam::key{"place " + x.request}; // of the message, however often it comes
    const auto done = c.all.hall.carry_out(wanted);
    placed = !done.why_not;
    if (done.why_not) return fault(to_string(*done.why_not, c.l));
    const auto link = html("<a href=\"/orders/{}\">{}</a>", done.order.text(), done.order.text());
    if (done.repeated) return html("<li>{} {}</li>\n", c.say("先前已下单：", "Placed before:"), link);
    return html("<li>{} {} {}</li>\n", c.say("已下单：", "Placed:"), link,
                x.reporter.empty()
                    ? html("<span class=\"quiet\">{}</span> <span class=\"token\">{}</span>",
                           c.say("查单号，请私下转告本人：", "token, for the neighbour alone:"),
                           in_groups(token))
                    : markup{});
}

} // namespace

http_answer chat_page(context& c) {
    require_clerk(c);
    return ask_chat(c);
}

http_answer read_chat_page(context& c) {
    require_clerk(c);
    notices said;
    auto bytes = bytes_of(c);
    if (bytes.find_first_not_of(" \t\r\n") == std::string::npos)
        return ask_chat(c, fault(c.say("请选择文件或粘贴文字", "Choose a file, or paste text")));
    const auto text = decode_text(shared_text{std::move(bytes)}, c.say("群聊", "chat"), said);
    if (!text) return ask_chat(c, fault(to_string(*said.begin(), c.l)));
    const services::building_key building{one_line(c.request.form["building"], 80)};
    if (!building.empty() && !c.data().community.buildings().find(building))
        throw page_error{400, {"没有这栋楼", "there is no such building"}};
    loaded<services::chat> read;
    try {
        read = services::read_chat(text->view(), c.say("群聊", "chat"));
    } catch (const data_error& e) {
        return ask_chat(c, fault(to_string(*e.why().begin(), c.l)));
    }
    const auto& chat = read.value;
    const auto reading =
        services::find_needs(chat, c.data().catalogue, c.data().community, {.building = building});
    markup candidates, before;
    std::size_t shown = 0, unshown = 0;
    for (std::size_t i = 0; i < reading.needs.size(); ++i) {
        const auto& n = reading.needs[i];
        const auto& m = chat.messages[n.message];
        const chat_choice x{services::request_of(m, n.item),
                            n.item,
                            n.building,
                            plain_words(m.sender),
                            plain_words(m.words),
                            {}};
        if (const auto placed = order_before(c, x.request); !placed.empty()) {
            before += placed;
            continue;
        }
        if (shown == most_candidates) {
            ++unshown;
            continue;
        }
        auto told = fmt::format("{}. {} · {} · {}", i + 1, m.at ? short_time(*m.at) : "–", m.sender,
                                to_string(n.sureness, c.l));
        if (!n.for_whom.empty()) told += fmt::format(" · {} {}", c.say("为", "for"), n.for_whom);
        if (n.first != i) told += fmt::format(" · {} {}", c.say("同", "the same as"), n.first + 1);
        candidates += candidate(c, shown++, x, marked(m.words, n.evidence), told);
    }
    said.add(read.notices);
    auto top = account_of(c, chat, reading, said);
    if (unshown > 0)
        top += html("<p id=\"unshown\">{}</p>\n",
                    fmt::format(fmt::runtime(c.say("还有 {} 件未显示，请分段读",
                                                   "Not shown: {} more; read the chat in pieces")),
                                unshown));
    if (!before.empty()) top += html("<ul class=\"lines\" id=\"before\">\n{}</ul>\n", before);
    return decide_page(c, top, candidates, shown > 0);
}

http_answer decide_chat(context& c) {
    require_clerk(c);
    const auto& f = c.request.form;
    markup results, left;
    std::size_t shown = 0;
    for (std::size_t i = 0; i < most_candidates; ++i) {
        const auto field = [&](const char* name) { return f[fmt::format("{}-{}", name, i)]; };
        const auto decision = field("decision");
        if (decision.empty() || decision == "dismiss") continue;
        const chat_choice x{one_line(field("request"), 60),
                            services::item_key{one_line(field("item"), 80)},
                            services::building_key{one_line(field("building"), 80)},
                            one_line(field("sender"), most_words + 8),
                            many_lines(field("words"), most_words + 8),
                            person_key{one_line(field("reporter"), 80)}};
        if (!x.request.starts_with("chat-")) throw page_error{400, {"表单不完整", "the form is not whole"}};
        bool placed = false;
        const auto said = decision == "place" ? place_one(c, x, placed) : markup{};
        if (placed)
            results += said;
        else
            left += candidate(c, shown++, x, html("{}", x.words), x.sender, said);
    }
    return decide_page(
        c, results.empty() ? markup{} : html("<ul class=\"lines\" id=\"placed\">\n{}</ul>\n", results), left,
        shown > 0);
}

} // namespace hall
