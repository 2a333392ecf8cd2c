// A county's month: orders of all communities, those that one referred to another among them, and the county's indicators.
//
// Demonstrates: loading many communities with the departments that they share, on all cores, with progress; a desk for each; what
// is referred is received by the other desk with its clocks going on; rates in which each matter counts once; a county invented by
// rule, of any size.
// Read first: desk_day.

#include <qaidam/civic/county.hpp>
#include <qaidam/report/table.hpp>
#include <qaidam/services/services.hpp>

#include <algorithm>
#include <charconv>
#include <map>

#include "invent_county.hpp"

using namespace qaidam;

namespace {

constexpr const char* usage =
    "usage: county_month COUNTY [--lang zh|en] [--progress]\n"
    "       county_month --generate N [--residents N] [--orders N] [--seed S] --out COUNTY\n\n"
    "COUNTY is a folder or zip as docs/county.md describes. Carries out the orders of January 2022 of each "
    "of its\n"
    "communities and says how the county did. --generate writes a county of N communities instead, in which\n"
    "nobody lives: its people and orders are invented by rule, the same for the same seed.\n";

const services::period january{calendar::local_time{calendar::date{2022, 1, 1}},
                               calendar::local_time{calendar::date{2022, 2, 1}}};

/// A desk for each community; what they offer is kept beside.
struct offices {
    calendar::work_calendars hours{calendar::office_hours(), calendar::holidays::china()};
    std::map<civic::community_key, services::catalogue> offered{};
    std::map<civic::community_key, services::desk> desks{};
};

struct timed_command {
    civic::community_key where;
    services::command what;
};

/// What is given to all desks, in the order of time.
std::vector<timed_command> open_offices(offices& all, const civic::county& county, const feed_files& files) {
    std::vector<timed_command> commands;
    for (const auto& m : county.communities()) {
        const auto own = files.within(m.folder);
        const auto& offered =
            all.offered.emplace(m.key, services::load_catalogue(own, *m.community).value).first->second;
        all.desks.emplace(m.key, services::desk{*m.community, offered, all.hours});
        for (auto& c : services::load_commands(own).value) commands.push_back({m.key, std::move(c)});
    }
    std::stable_sort(commands.begin(), commands.end(), [](const timed_command& a, const timed_command& b) {
        return time_of(a.what) < time_of(b.what);
    });
    return commands;
}

/// Carries it out, or says why not.
void carry_out(offices& all, const timed_command& c, language l) {
    auto& desk = all.desks.at(c.where);
    const auto decision = desk.decide(c.what);
    if (decision.why_not())
        return fmt::print(fmt::runtime(pick(l, "{} {} {}：{}\n", "{} {} {}: {}\n")), c.where,
                          order_of(c.what), name_of(c.what, l), to_string(*decision.why_not(), l));
    desk.apply(decision.events());
}

/// Whatever was referred and is not received yet goes on its way.
void pass_on(offices& all, const services::order_key& order, const civic::community_key& from, language l) {
    const auto& o = *all.desks.at(from).find(order);
    if (all.desks.contains(o.referred->to))
        carry_out(all, {o.referred->to, services::receive(o, from, o.last_at)}, l);
}

int generate(const invented::county_size& size, const std::string& out) {
    invented::county{out, size}.write([&](int done) {
        if (done % 50 == 0) fmt::print(stderr, "{}/{}\n", done, size.communities);
    });
    fmt::print("{}: {} communities, {} residents, {} orders, seed {}\n", out, size.communities,
               size.communities * size.residents, size.communities * size.orders, size.seed);
    return 0;
}

void tell(const civic::county& county, const offices& all, language l) {
    const auto right = report::align::right;
    std::vector<services::community_orders> books;
    for (const auto& [k, desk] : all.desks) books.push_back(services::orders_of(desk));
    const auto orders = services::orders_of_county(county, books);
    const auto measures = services::measure_orders(orders, january);
    const auto groups = services::measure_orders_by(orders, january, services::by_community);

    report::table rates{{{pick(l, "指标", "indicator")},
                         {pick(l, "全县", "county"), right},
                         {pick(l, "不计", "left out"), right}}};
    for (const auto& m : measures)
        rates.add_row(
            {to_string(m.indicator, l), to_string(m.value(), l), std::to_string(m.left_out.size())});
    fmt::print("{}\n", rates.text());
    report::table table{{{pick(l, "社区", "community")},
                         {pick(l, "居民", "residents"), right},
                         {pick(l, "订单", "orders"), right},
                         {pick(l, "移出", "referred"), right},
                         {pick(l, "移入", "received"), right},
                         {pick(l, "按期处置", "handled on time"), right},
                         {pick(l, "满意", "satisfied"), right}}};
    for (const auto& m : county.communities()) {
        const auto& own = all.desks.at(m.key).orders();
        const auto count = [&](auto is) { return std::to_string(std::count_if(own.begin(), own.end(), is)); };
        const auto found = groups.find(m.key.text());
        const auto rate = [&](services::indicator i) {
            return found == groups.end() ? std::string{"–"}
                                         : to_string(found->second[static_cast<std::size_t>(i)].value(), l);
        };
        table.add_row({std::string{m.community->identity().name.in(l)},
                       std::to_string(m.community->residents()), std::to_string(own.size()),
                       count([](const services::order& o) { return o.referred.has_value(); }),
                       count([](const services::order& o) { return o.received.has_value(); }),
                       rate(services::indicator::handled_on_time), rate(services::indicator::satisfied)});
    }
    fmt::print("{}", table.text());
    for (const auto& t : services::list_in_transit(books))
        fmt::print(fmt::runtime(pick(l, "已移交，尚未接收：{} 的 {} → {}，自 {}\n",
                                     "referred and not yet received: {} {} → {}, since {}\n")),
                   t.from, t.order, t.to, calendar::to_string(t.since));
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
    bool good = true;
    const auto number = [&](std::string_view option, int otherwise) {
        const auto text = take(option);
        int n = otherwise;
        if (text) {
            const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), n);
            good = good && failure == std::errc{} && end == text->data() + text->size() && n >= 0;
        }
        return n;
    };
    const auto l = take("--lang") == "zh" ? language::zh : language::en;
    const auto out = take("--out");
    const invented::county_size size{.communities = number("--generate", 0),
                                     .residents = number("--residents", 60),
                                     .orders = number("--orders", 12),
                                     .seed = static_cast<std::uint64_t>(number("--seed", 1))};
    const bool progress = std::erase(words, "--progress") > 0;
    const bool asked = words.size() == 1 && words[0] == "--help";
    const bool generates = size.communities > 0 && out && words.empty() && size.residents > 0;
    if (asked || !good || !(generates || (words.size() == 1 && !words[0].starts_with("--")))) {
        fmt::print(asked ? stdout : stderr, "{}", usage);
        return asked ? 0 : 2;
    }
    try {
        if (generates) return generate(size, *out);
        civic::county_options options;
        if (progress)
            options.progress = [](std::size_t done, std::size_t total) {
                fmt::print(stderr, "\r{}/{}{}", done, total, done == total ? "\n" : "");
            };
        const feed_files files{words[0]};
        const auto county = civic::load_county(files, options).value;
        fmt::print(fmt::runtime(pick(l, "{}：{} 个社区，{} 名居民，{} 个共用部门\n\n",
                                     "{}: {} communities, {} residents, {} shared departments\n\n")),
                   county.identity().name.in(l), county.communities().size(), county.residents(),
                   county.departments().size());
        offices all;
        for (const auto& c : open_offices(all, county, files)) {
            carry_out(all, c, l);
            if (std::holds_alternative<services::refer_order>(c.what) &&
                all.desks.at(c.where).find(order_of(c.what))->referred)
                pass_on(all, order_of(c.what), c.where, l);
        }
        tell(county, all, l);
    } catch (const std::exception& e) {
        fmt::print(stderr, "county_month: {}\n", e.what());
        return 1;
    }
}
