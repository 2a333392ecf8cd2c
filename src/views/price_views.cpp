// What journeys cost, to look at.
#include <qaidam/views/rail_views.hpp>

#include <qaidam/base/text.hpp>
#include <qaidam/base/words.hpp>

#include "json_text.hpp"
#include "rail_json.hpp"

namespace qaidam::views {
namespace {

using nlohmann::ordered_json;

constexpr kind_words system_words[] = {{"fares_v2", {"票价规则（v2）", "fares v2"}},
                                       {"fares_v1", {"票价规则", "fares"}},
                                       {"tariffs", {"票价表", "tariffs"}}};

/// `{0}`: what the reason is about.
constexpr kind_words reason_words[] = {
    {"no_system", {"时刻表没有这类票价", "the timetable has no prices of this kind"}},
    {"no_rule", {"没有适用的票价", "no fare or tariff holds for it"}},
    {"no_distance", {"里程不详", "it is not known how far it is"}},
    {"beyond_table", {"{0} 公里超出票价表", "{0} km are beyond the tariff"}},
    {"no_offer", {"票种“{0}”没有适用的价格", "product {0} has no price for this rider and medium"}},
    {"unknown_rider", {"没有“{0}”这类旅客", "there is no category of riders {0}"}},
    {"riders_alike", {"没有为“{0}”类旅客定价", "nothing says what riders of the category {0} pay"}},
    {"unknown_medium", {"没有票卡“{0}”", "there is no fare medium {0}"}},
    {"other_currency", {"以 {0} 计价", "its price is in {0}"}}};

std::string reason_of(const journeys::unpriced_ride& r, language l) {
    return fmt::format(fmt::runtime(to_string(reason_words, r.why, l)), r.about);
}

/// "K9805 西宁 → 格尔木"
std::string ride_words(const rail::timetable& t, const journeys::ride& r, language l) {
    const auto& x = t.trains()[r.train];
    const auto& number = rail::number_at(x, r.board);
    const auto name = [&](std::size_t call) { return t.stations()[x.calls[call].at].name.in(l); };
    return fmt::format("{} {} → {}", number.empty() ? x.key.text() : number, name(r.board), name(r.alight));
}

/// "fare_rules.txt: B, from zone 1 to zone 2"
std::string rule_words(const rail::timetable& t, const rail::fare_rule& r, language l) {
    std::string all;
    const auto add = [&](const char* zh, const char* en, const std::string& of) {
        if (!of.empty()) join_on(all, pick(l, "，", ", "), fmt::format(fmt::runtime(pick(l, zh, en)), of));
    };
    if (r.route) add("线路 {}", "route {}", t.routes()[*r.route].key.text());
    add("自 {} 区", "from zone {}", r.from_zone);
    add("至 {} 区", "to zone {}", r.to_zone);
    add("经 {} 等区", "through zone {} and those beside it", r.through_zone);
    return all.empty() ? std::string{pick(l, "不限线路和区", "any route and zone")} : all;
}

/// "单程票 (single)", with who it is for and what it is on.
std::string offer_words(const rail::timetable& t, rail::fare_product_id product, std::size_t offer,
                        language l) {
    const auto& p = t.fares_v2().products[product];
    const auto& o = p.offers[offer];
    auto all = o.name.empty() ? p.key.text() : fmt::format("{} ({})", o.name, p.key);
    const auto add = [&](const std::string& name) { join_on(all, pick(l, "，", ", "), name); };
    if (o.rider) add(t.rider_categories()[*o.rider].name);
    if (o.medium) {
        const auto& medium = t.fares_v2().media[*o.medium];
        add(medium.name.empty() ? medium.key.text() : medium.name);
    }
    return all;
}

/// The number of a rule in its file, from 1, and what it names.
std::string words_of(const rail::timetable& t, const journeys::leg_product& x, language l) {
    const auto& all = t.fares_v2();
    const auto& r = all.leg_rules[x.rule];
    std::string names;
    const auto add = [&](const char* zh, const char* en, const std::string& of) {
        if (!of.empty()) join_on(names, pick(l, "，", ", "), fmt::format(fmt::runtime(pick(l, zh, en)), of));
    };
    const auto key_of = [](const auto& id, const auto& records) {
        return id ? records[*id].key.text() : std::string{};
    };
    add("网 {}", "network {}", key_of(r.network, all.networks));
    add("自 {}", "from {}", key_of(r.from, all.areas));
    add("至 {}", "to {}", key_of(r.to, all.areas));
    add("出发时段 {}", "leaving in {}", r.from_timeframe);
    add("到达时段 {}", "arriving in {}", r.to_timeframe);
    if (names.empty()) names = pick(l, "不限", "for any leg");
    return fmt::format(fmt::runtime(pick(l, "{}（第 {} 条乘段规则：{}）", "{} (leg rule {}: {})")),
                       offer_words(t, x.product, x.offer, l), x.rule + 1, names);
}

std::string words_of(const rail::timetable& t, const journeys::transfer_product& x, language l) {
    const auto& r = t.fares_v2().transfer_rules[x.rule];
    const auto what = x.product ? offer_words(t, *x.product, x.offer, l)
                                : std::string{pick(l, "换乘不另收费", "nothing for the change")};
    const auto* const sum =
        r.sum == rail::fare_sum::transfer ? pick(l, "代替两段的票", "in place of both legs")
        : r.sum == rail::fare_sum::all    ? pick(l, "另加后一段的票", "beside the second leg")
                                          : pick(l, "含后一段", "the second leg included");
    const auto group = [&](const std::string& g) {
        return g.empty() ? std::string{pick(l, "其他", "other")} : g;
    };
    return fmt::format(
        fmt::runtime(pick(l, "{}（第 {} 条换乘规则：{} → {}，{}）", "{} (transfer rule {}: {} → {}, {})")),
        what, x.rule + 1, group(r.from), group(r.to), sum);
}

std::string words_of(const rail::timetable& t, const journeys::fare_ticket& x, language l) {
    std::string rules;
    for (const auto i : x.rules) {
        const auto words = rule_words(t, t.fare_rules()[i], l);
        if (rules.find(words) == std::string::npos) join_on(rules, pick(l, "；", "; "), words);
    }
    if (x.rules.empty()) rules = pick(l, "处处适用", "which holds everywhere");
    return fmt::format(fmt::runtime(pick(l, "票价 {}（{}）", "fare {} ({})")), t.fares()[x.fare].key, rules);
}

std::string words_of(const rail::timetable& t, const journeys::tariff_ticket& x, language l) {
    const auto& tariff = t.tariffs()[x.tariff];
    auto all = fmt::format(fmt::runtime(pick(l, "{}（票价表 {}，{:.1f} 公里）", "{} (tariff {}, {:.1f} km)")),
                           tariff.seat.in(l), tariff.key, x.metres / 1000.0);
    if (!x.concession) return all;
    const auto& less = t.concessions()[*x.concession];
    return all + fmt::format(fmt::runtime(pick(l, "，{}：全价 {} 的 {} %", ", {}: {2} % of {1}")),
                             t.rider_categories()[less.rider].name, x.full, less.percent);
}

std::string words_of(const rail::timetable& t, const journeys::price_basis& x, language l) {
    return std::visit([&](const auto& one) { return words_of(t, one, l); }, x);
}

/// "通票便宜 19.50 CNY": which of the two is cheaper.
std::string cheaper_words(const rail::price& through, const rail::price& split, language l) {
    const auto order = compare(through, split);
    if (order == 0) return pick(l, "一样", "the same");
    return fmt::format(fmt::runtime(order < 0 ? pick(l, "通票便宜 {}", "through is {} cheaper")
                                              : pick(l, "分段便宜 {}", "split is {} cheaper")),
                       order < 0 ? split - through : through - split);
}

/// What a through ticket costs beside one for each ride, and where some other way is cheaper than both.
std::string compare_words(const journeys::journey_price& p, language l) {
    if (!p.split) return {};
    const bool by_rules = p.by == journeys::price_system::fares_v2;
    if (!p.through)
        return fmt::format(fmt::runtime(pick(l, "没有全程通票；每段一张 {}",
                                             "no ticket is for all of them; one for each ride is {}")),
                           *p.split);
    auto all = fmt::format(fmt::runtime(by_rules ? pick(l, "按换乘规则 {}，各段分开 {}：",
                                                        "with its changes {}, each ride by itself {}: ")
                                                 : pick(l, "一张通票 {}，每段一张 {}：",
                                                        "one ticket for all is {}, one for each ride {}: ")),
                           *p.through, *p.split);
    all += cheaper_words(*p.through, *p.split, l);
    if (p.total && compare(*p.total, *p.through) < 0 && compare(*p.total, *p.split) < 0)
        all +=
            fmt::format(fmt::runtime(pick(l, "；{} 张票 {} 更便宜", "; {} tickets for {} are cheaper still")),
                        p.charges.size(), *p.total);
    return all;
}

ordered_json price_json(const rail::price& p) {
    return {{"amount", p.amount}, {"decimals", p.decimals}, {"currency", p.currency}};
}

void add_offer(ordered_json& all, const rail::timetable& t, rail::fare_product_id product,
               std::size_t offer) {
    const auto& p = t.fares_v2().products[product];
    all["fare_product_id"] = p.key.text();
    const auto& o = p.offers[offer];
    if (!o.name.empty()) all["name"] = o.name;
    if (o.rider) all["rider_category_id"] = t.rider_categories()[*o.rider].key.text();
    if (o.medium) all["fare_media_id"] = t.fares_v2().media[*o.medium].key.text();
}

ordered_json ticket_json(const rail::timetable& t, const journeys::leg_product& x) {
    ordered_json all{{"leg_rule", x.rule + 1}};
    add_offer(all, t, x.product, x.offer);
    return all;
}

ordered_json ticket_json(const rail::timetable& t, const journeys::transfer_product& x) {
    ordered_json all{{"transfer_rule", x.rule + 1},
                     {"fare_transfer_type", static_cast<int>(t.fares_v2().transfer_rules[x.rule].sum)}};
    if (x.product) add_offer(all, t, *x.product, x.offer);
    return all;
}

ordered_json ticket_json(const rail::timetable& t, const journeys::fare_ticket& x) {
    ordered_json all{{"fare_id", t.fares()[x.fare].key.text()}};
    for (const auto i : x.rules) {
        const auto& r = t.fare_rules()[i];
        ordered_json rule = ordered_json::object();
        if (r.route) rule["route_id"] = t.routes()[*r.route].key.text();
        if (!r.from_zone.empty()) rule["origin_id"] = r.from_zone;
        if (!r.to_zone.empty()) rule["destination_id"] = r.to_zone;
        if (!r.through_zone.empty()) rule["contains_id"] = r.through_zone;
        all["rules"].push_back(std::move(rule));
    }
    return all;
}

ordered_json ticket_json(const rail::timetable& t, const journeys::tariff_ticket& x) {
    const auto& tariff = t.tariffs()[x.tariff];
    ordered_json all{{"tariff_id", tariff.key.text()}, {"seat", tariff.seat.zh}, {"metres", x.metres}};
    if (!tariff.seat.en.empty()) all["seat_en"] = tariff.seat.en;
    if (x.concession) {
        const auto& less = t.concessions()[*x.concession];
        all["full"] = price_json(x.full);
        all["rider_category_id"] = t.rider_categories()[less.rider].key.text();
        all["percent"] = less.percent;
    }
    return all;
}

ordered_json ticket_json(const rail::timetable& t, const journeys::price_basis& x, const rail::price& p) {
    auto all = std::visit([&](const auto& one) { return ticket_json(t, one); }, x);
    all["price"] = price_json(p);
    return all;
}

ordered_json price_json(const rail::timetable& t, const journeys::journey_price& p) {
    ordered_json all = ordered_json::object();
    if (p.by) all["by"] = to_cell(system_words, *p.by);
    if (p.total) all["total"] = price_json(*p.total);
    if (p.through) all["through"] = price_json(*p.through);
    if (p.split) all["split"] = price_json(*p.split);
    all["charges"] = ordered_json::array();
    for (const auto& c : p.charges) {
        ordered_json one{{"first_ride", c.first}, {"rides", c.last - c.first}};
        one.update(ticket_json(t, c.basis, c.price));
        for (const auto& o : c.others) one["others"].push_back(ticket_json(t, o.basis, o.price));
        all["charges"].push_back(std::move(one));
    }
    for (const auto& u : p.unpriced) {
        ordered_json one{{"ride", u.ride}, {"why", to_cell(reason_words, u.why)}};
        if (!u.about.empty()) one["about"] = u.about;
        all["unpriced"].push_back(std::move(one));
    }
    return all;
}

} // namespace

std::string describe_price(const rail::timetable& t, const journeys::priced_journey& j, language l) {
    const auto rides = j.journey.rides();
    const auto& p = j.price;
    auto text = p.total ? fmt::format(fmt::runtime(pick(l, "  票价 {}\n", "  price {}\n")), *p.total)
                        : std::string{pick(l, "  票价不详\n", "  the price is not known\n")};
    for (const auto& c : p.charges) {
        std::string of;
        for (auto i = c.first; i < c.last; ++i) join_on(of, pick(l, "，", ", "), ride_words(t, rides[i], l));
        text += fmt::format("    {:>12}  {}{}{}\n", fmt::format("{}", c.price), of, pick(l, "：", ": "),
                            words_of(t, c.basis, l));
        for (const auto& o : c.others)
            text += fmt::format("    {:>12}  {}{}\n", fmt::format("({})", o.price), pick(l, "也可：", "or: "),
                                words_of(t, o.basis, l));
    }
    for (const auto& u : p.unpriced)
        text += fmt::format("    {}{}{}{}\n", pick(l, "无价：", "no price: "),
                            ride_words(t, rides[u.ride], l), pick(l, "，", ": "), reason_of(u, l));
    if (rides.size() > 1)
        if (const auto words = compare_words(p, l); !words.empty()) text += fmt::format("    {}\n", words);
    return text;
}

report::table cost_table(const rail::timetable& t, const rail::service_cost& costs, language l) {
    const auto right = report::align::right;
    report::table table{{{pick(l, "车次", "train")},
                         {pick(l, "开行", "runs"), right},
                         {pick(l, "列车公里", "train-km"), right},
                         {pick(l, "人次", "passengers"), right},
                         {pick(l, "人公里", "passenger-km"), right},
                         {pick(l, "收入", "takings"), right},
                         {pick(l, "支出", "costs"), right},
                         {pick(l, "收支差", "balance"), right}}};
    const auto money = [](const std::optional<rail::price>& p) {
        return p ? to_string(*p) : std::string{"?"};
    };
    const auto less = [](const std::optional<rail::price>& a, const std::optional<rail::price>& b) {
        return a && b ? std::optional{*a - *b} : std::nullopt;
    };
    const auto kilometres = [](std::int64_t metres) {
        return fmt::format("{:.1f}", static_cast<double>(metres) / 1000);
    };
    rail::train_cost sum{.train = rail::train_id{0}, .metres = 0};
    for (const auto& x : costs.trains) {
        const auto& train = t.trains()[x.train];
        sum.runs += x.runs;
        sum.metres = sum.metres && x.metres ? std::optional{*sum.metres + *x.metres} : std::nullopt;
        sum.passengers += x.passengers;
        sum.passenger_metres += x.passenger_metres;
        table.add_row({train.number.empty() ? train.key.text() : train.number, std::to_string(x.runs),
                       x.metres ? kilometres(*x.metres) : "?", std::to_string(x.passengers),
                       kilometres(x.passenger_metres), money(x.takings), money(x.running),
                       money(less(x.takings, x.running))});
    }
    table.add_row({fmt::format(fmt::runtime(pick(l, "车底 {} 组 × {} 天", "{} sets × {} days")), costs.sets,
                               costs.days),
                   "", "", "", "", "", to_string(costs.set_days), ""});
    const auto spent = costs.running ? std::optional{*costs.running + costs.set_days} : std::nullopt;
    table.add_row({pick(l, "合计", "total"), std::to_string(sum.runs),
                   sum.metres ? kilometres(*sum.metres) : "?", std::to_string(sum.passengers),
                   kilometres(sum.passenger_metres), money(costs.takings), money(spent),
                   money(costs.balance)});
    if (!costs.unpriced.empty())
        table.add_row({fmt::format(fmt::runtime(pick(l, "无价的客流 {} 条", "loads without a price: {}")),
                                   costs.unpriced.size()),
                       "", "", "", "", "", "", ""});
    return table;
}

std::string to_json(const rail::timetable& t, std::span<const journeys::priced_journey> journeys) {
    ordered_json all = ordered_json::array();
    for (const auto& j : journeys) {
        auto one = journey_json(t, j.journey);
        one["price"] = price_json(t, j.price);
        all.push_back(std::move(one));
    }
    return json_text({{"journeys", std::move(all)}});
}

} // namespace qaidam::views
