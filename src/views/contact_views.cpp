#include <qaidam/views/contact_views.hpp>

#include <algorithm>
#include <array>
#include <vector>

#include <qaidam/base/text.hpp>
#include <qaidam/civic/masking.hpp>
#include <qaidam/report/html.hpp>
#include <qaidam/report/table.hpp>
#include <qaidam/services/catalogue.hpp>

namespace qaidam::views {
namespace {

using namespace services;

constexpr std::size_t cards_of_a_sheet = 4;

// Four cards of 97 × 140 mm, with 4 mm between them to cut along, lie on a sheet of A4.
constexpr std::string_view style = R"(
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  color: #222; background: #fff; margin: 0 auto; max-width: 1120px; padding: 24px; }
h1 { font-size: 24px; margin: 0 0 8px; }
nav { margin-bottom: 20px; }
summary { cursor: pointer; padding: 4px 0; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 0; margin: 8px 0 0; list-style: none; font-size: 14px; }
a { color: #9c2b24; }
:focus-visible { outline: 3px solid #1a5fb4; outline-offset: 2px; }
nav a { display: inline-block; padding: 4px 0; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr)); gap: 20px; }
.sheet { display: contents; }
.card { border: 1px solid #b3372f; border-radius: 6px; padding: 20px 22px; display: flex; flex-direction: column; }
.card h2 { font-size: 20px; line-height: 1.3; margin: 0 0 4px; }
.card p { margin: 0 0 12px; }
.where, .lists { color: #555; font-size: 14px; }
dl { margin: 0; }
dt { color: #555; font-size: 14px; }
dd { margin: 0 0 10px; font-size: 18px; display: flex; flex-wrap: wrap; gap: 0 16px; justify-content: space-between; }
.phone { font-variant-numeric: tabular-nums; white-space: nowrap; }
.ask { color: #555; font-size: 15px; }
.hall { border-top: 2px solid #b3372f; padding-top: 10px; margin-top: auto; }
.card .lists { margin: 0; }
@media screen and (max-width: 640px) { body { padding: 12px; } }
@page { size: A4; margin: 6mm; }
@media print {
  body { padding: 0; max-width: none; }
  h1, nav { display: none; }
  main { display: block; }
  .sheet { display: grid; grid-template-columns: 97mm 97mm; grid-auto-rows: minmax(140mm, auto); gap: 4mm; margin: 0; break-after: page; }
  .sheet:last-of-type { break-after: auto; }
  .card { border: 1px dashed #888; border-radius: 0; padding: 8mm; break-inside: avoid; }
  .many dd { font-size: 15px; margin-bottom: 4px; line-height: 1.3; }
  .many dt { font-size: 12px; line-height: 1.3; }
  a { color: inherit; text-decoration: none; }
}
)";

class card_words {
public:
    card_words(const contact_card& card, const civic::community& c, language l, contact_names shown)
        : card_{card},
          c_{c},
          l_{l},
          shown_{shown} {}

    [[nodiscard]] std::string title() const {
        const auto& b = c_.buildings()[card_.building];
        return fmt::format("{} {}", c_.quarters()[b.quarter].name.in(l_), b.name.in(l_));
    }
    [[nodiscard]] std::string where() const {
        auto text = c_.identity().name.in(l_);
        if (card_.grid) text += " · " + c_.grids()[*card_.grid].name.in(l_);
        return text;
    }
    [[nodiscard]] std::string roles(const contact& x) const {
        std::string text;
        for (const auto r : x.roles) join_on(text, pick(l_, "、", ", "), role(r));
        return text;
    }
    [[nodiscard]] std::string name(const contact& x) const {
        if (!x.person) return "";
        const auto name = c_.people()[*x.person].name.in(l_);
        return shown_ == contact_names::in_full ? name : civic::mask_name(name);
    }
    [[nodiscard]] std::string phone(const contact& x) const {
        return shown_ == contact_names::in_full ? x.phone : civic::mask_phone(x.phone);
    }
    [[nodiscard]] bool is_link(const contact& x) const {
        return shown_ == contact_names::in_full && !x.phone.empty();
    }
    [[nodiscard]] std::string ask() const { return pick(l_, "请向大厅询问", "ask at the hall"); }
    [[nodiscard]] std::string motto() const {
        const bool member = std::any_of(card_.contacts.begin(), card_.contacts.end(), [](const contact& x) {
            return x.person &&
                   std::find(x.roles.begin(), x.roles.end(), civic::role_kind::party_member) != x.roles.end();
        });
        return pick(l_, member ? "居民有事找党员，请打电话：" : "居民有事，请打电话：",
                    "Whatever you need, call us:");
    }
    [[nodiscard]] std::string lists() const {
        std::string text;
        for (const auto list : {service_list::errand, service_list::hardship, service_list::dispute})
            join_on(text, " · ", to_string(list, l_));
        return text;
    }
    [[nodiscard]] std::string hall_name() const {
        return card_.hall ? c_.places()[*card_.hall].name.in(l_) : "";
    }
    [[nodiscard]] std::string hall_phone() const { return card_.hall ? c_.places()[*card_.hall].phone : ""; }

private:
    /// Full-time or part-time is nothing to residents.
    [[nodiscard]] std::string role(civic::role_kind r) const {
        switch (r) {
        case civic::role_kind::party_member: return pick(l_, "楼宇党员", "party member of the building");
        case civic::role_kind::full_time_grid_leader:
        case civic::role_kind::part_time_grid_leader: return pick(l_, "网格长", "grid leader");
        default: return to_string(r, l_);
        }
    }

    const contact_card& card_;
    const civic::community& c_;
    language l_;
    contact_names shown_;
};

std::string html_of_phone(const std::string& phone) {
    std::string digits;
    for (const char ch : phone)
        if (ch != ' ') digits += ch;
    return fmt::format("<a class=\"phone\" href=\"tel:{}\">{}</a>", report::escape(digits),
                       report::escape(phone));
}

std::string html_of(const card_words& w, const contact_card& card, std::size_t number) {
    auto html = fmt::format("<article class=\"{4}\" id=\"card-{0}\" aria-labelledby=\"title-{0}\">\n"
                            "<h2 id=\"title-{0}\">{1}</h2>\n<p class=\"where\">{2}</p>\n<p>{3}</p>\n<dl>\n",
                            number, report::escape(w.title()), report::escape(w.where()),
                            report::escape(w.motto()), card.contacts.size() > 4 ? "card many" : "card");
    for (const auto& x : card.contacts) {
        html += fmt::format("<dt>{}</dt><dd>", report::escape(w.roles(x)));
        if (x.person) html += fmt::format("<span>{}</span> ", report::escape(w.name(x)));
        if (x.phone.empty())
            html += fmt::format("<span class=\"ask\">{}</span>", report::escape(w.ask()));
        else if (w.is_link(x))
            html += html_of_phone(x.phone);
        else
            html += fmt::format("<span class=\"phone\">{}</span>", report::escape(w.phone(x)));
        html += "</dd>\n";
    }
    html += "</dl>\n";
    html += "<div class=\"hall\">\n";
    if (!w.hall_name().empty())
        html += fmt::format("<dl><dt>{}</dt><dd>{}</dd></dl>\n", report::escape(w.hall_name()),
                            w.hall_phone().empty() ? "" : html_of_phone(w.hall_phone()));
    return html + fmt::format("<p class=\"lists\">{}</p>\n</div>\n</article>\n", report::escape(w.lists()));
}

} // namespace

std::string contact_text(const contact_card& card, const civic::community& c, language l,
                         contact_names shown) {
    const card_words w{card, c, l, shown};
    std::vector<std::array<std::string, 3>> lines;
    for (const auto& x : card.contacts)
        lines.push_back({w.roles(x), w.name(x), x.phone.empty() ? w.ask() : w.phone(x)});
    if (!w.hall_name().empty()) lines.push_back({w.hall_name(), "", w.hall_phone()});
    std::size_t first = 0, second = 0;
    for (const auto& line : lines) {
        first = std::max(first, display_width(line[0]));
        second = std::max(second, display_width(line[1]));
    }
    auto text = fmt::format("{} · {}\n", w.title(), w.where());
    for (const auto& line : lines) {
        auto whole =
            fmt::format("  {}  {}  {}", report::pad(line[0], first), report::pad(line[1], second), line[2]);
        whole.erase(whole.find_last_not_of(' ') + 1);
        text += whole + "\n";
    }
    return text + fmt::format("  {}\n", w.lists());
}

std::string contact_page(std::span<const contact_card> cards, const civic::community& c, language l,
                         contact_names shown) {
    const auto title = fmt::format("{} {}", c.identity().name.in(l), pick(l, "联系卡片", "contact cards"));
    std::string links, sheets;
    for (std::size_t i = 0; i < cards.size(); ++i) {
        const card_words w{cards[i], c, l, shown};
        links += fmt::format("<li><a href=\"#card-{}\">{}</a></li>\n", i + 1, report::escape(w.title()));
        if (i % cards_of_a_sheet == 0) sheets += "<div class=\"sheet\">\n";
        sheets += html_of(w, cards[i], i + 1);
        if (i % cards_of_a_sheet == cards_of_a_sheet - 1 || i + 1 == cards.size()) sheets += "</div>\n";
    }
    const auto body =
        fmt::format("<h1>{0}</h1>\n<nav aria-label=\"{1}\">\n<details><summary>{1} ({2})</summary>\n"
                    "<ul>\n{3}</ul>\n</details>\n</nav>\n<main>\n{4}</main>\n",
                    report::escape(title), pick(l, "楼栋", "Buildings"), cards.size(), links, sheets);
    return report::document(title, l, style, body);
}

} // namespace qaidam::views
