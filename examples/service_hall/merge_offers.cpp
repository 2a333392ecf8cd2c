#include "merge_offers.hpp"

#include <algorithm>
#include <tuple>

namespace hall {
namespace {

constexpr double near_by = 250; // metres
constexpr std::chrono::hours soon{14 * 24};
constexpr std::size_t most_offers = 5;

/// One that may be about the same matter; the younger goes into the elder.
struct offer {
    services::order other;
    bool is_elder;
    bool same_building;
    std::optional<geo::meters> away;
    std::chrono::seconds apart;
};

std::optional<geo::point> point_of(const context& c, const services::order& o) {
    if (o.spot) return geo::point{geo::longitude{o.spot->longitude}, geo::latitude{o.spot->latitude}};
    const auto building = c.data().community.buildings().find(o.building);
    return building ? c.data().community.buildings()[*building].at : std::nullopt;
}

/// Nothing unless it is of the same item, near in place and time, and may be merged. Of two that were placed at one time the
/// elder is the one that the desk had first.
std::optional<offer> compare(const context& c, const services::desk& desk, const services::order& o,
                             const services::order& other, bool had_first) {
    if (other.item != o.item || is_closed(other.state)) return std::nullopt;
    // What is one household's own is the same matter only if it is of the same person.
    const bool shared = is_public(o, c.data().catalogue) && is_public(other, c.data().catalogue);
    if (!shared && desk.find(o.key)->reporter != desk.find(other.key)->reporter) return std::nullopt;
    const bool is_elder = other.placed_at == o.placed_at ? had_first : other.placed_at < o.placed_at;
    const std::chrono::seconds apart =
        is_elder ? o.placed_at - other.placed_at : other.placed_at - o.placed_at;
    const bool same_building = !o.building.empty() && o.building == other.building;
    std::optional<geo::meters> away;
    const auto here = point_of(c, o), there = point_of(c, other);
    if (here && there) away = geo::distance(*here, *there);
    if (apart > soon || (!same_building && (!away || away->value() > near_by))) return std::nullopt;
    const auto& younger = is_elder ? o : other;
    const auto& elder = is_elder ? other : o;
    if (desk.check(services::merge_order{younger.key, c.person(), c.now, elder.key, "same_matter"}))
        return std::nullopt;
    auto seen = desk.look_at(other.key, c.person(), c.now);
    if (!seen) return std::nullopt;
    return offer{*std::move(seen), is_elder, same_building, away, apart};
}

std::vector<offer> find_offers(const context& c, const services::order& o) {
    auto all = c.all.hall.look([&](const services::desk& desk) {
        std::vector<offer> found;
        bool had_first = true;
        for (const auto& other : desk.orders())
            if (other.key == o.key)
                had_first = false;
            else if (auto fits = compare(c, desk, o, other, had_first))
                found.push_back(*std::move(fits));
        return found;
    });
    std::stable_sort(all.begin(), all.end(), [](const offer& a, const offer& b) {
        const auto rank = [](const offer& x) {
            return std::tuple{!x.same_building, x.away ? x.away->value() : near_by, x.apart};
        };
        return rank(a) < rank(b);
    });
    if (all.size() > most_offers) all.resize(most_offers, all.front());
    return all;
}

std::string nearness(const context& c, const offer& x) {
    if (x.same_building) return c.say("同一楼栋", "same building");
    return fmt::format(fmt::runtime(c.say("相距 {:.0f} 米", "{:.0f} m away")), x.away->value());
}

} // namespace

markup merge_offers(const context& c, const services::order& o) {
    markup all;
    for (const auto& x : find_offers(c, o)) {
        const auto& younger = x.is_elder ? o.key : x.other.key;
        const auto& elder = x.is_elder ? x.other.key : o.key;
        auto inside = hidden("into", elder.text());
        inside += hidden("reason", c.say("同一件事", "the same matter"));
        inside += hidden("version", std::to_string(x.is_elder ? o.version : x.other.version));
        all +=
            html("<li><a href=\"/orders/{}\">{}</a>{} <span class=\"quiet\">{} · {} · {}</span>\n{}</li>\n",
                 x.other.key.text(), x.other.key.text(), state_badge(x.other, c), place_of(x.other, c),
                 nearness(c, x), whole_time(x.other.placed_at),
                 c.form(fmt::format("/orders/{}/merge", younger), inside,
                        x.is_elder ? c.say("并入该单", "Merge into that one")
                                   : c.say("并入本单", "Merge into this one"),
                        fmt::format("merge-{}", x.other.key)));
    }
    if (all.empty()) return all;
    return html(
        "<section id=\"merge-offers\"><h2>{}</h2>\n<p>{}</p>\n<ul class=\"cards\">\n{}</ul></section>\n",
        c.say("可能是同一件事", "It may be the same matter"),
        c.say("两周内在附近点的同一事项。并案后由较早的一单继续办理，各点单人都看得到。",
              "The same item, placed nearby within two weeks. Once merged, the elder goes on, and all who "
              "placed "
              "one hear of it."),
        all);
}

} // namespace hall
