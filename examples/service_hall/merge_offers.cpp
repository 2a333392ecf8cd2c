#include "merge_offers.hpp"

namespace hall {
namespace {

constexpr std::size_t most_offers = 5;

/// One that may be about the same matter; the younger goes into the elder.
struct offer {
    services::order other;
    services::duplicate how;
    bool is_elder;
    bool same_building;
};

/// Nothing unless the person may merge the two. What is one household's own is the same matter only if it is of the same
/// person. Of two that were placed at one time the elder is the one that the desk had first.
std::optional<offer> offer_of(const context& c, const services::desk& desk, const services::order& o,
                              const services::duplicate& how) {
    const auto& other = desk.orders()[how.order];
    const auto& offered = c.data().catalogue;
    const bool shared = is_public(o, offered) && is_public(other, offered);
    if (!shared && desk.find(o.key)->reporter != other.reporter) return std::nullopt;
    const bool is_elder = how.age.count() == 0 ? how.order < *desk.orders().find(o.key) : how.age.count() > 0;
    const auto& younger = is_elder ? o : other;
    const auto& elder = is_elder ? other : o;
    if (desk.check(services::merge_order{younger.key, c.person(), c.now, elder.key, "same_matter"}))
        return std::nullopt;
    auto seen = desk.look_at(other.key, c.person(), c.now);
    if (!seen) return std::nullopt;
    return offer{*std::move(seen), how, is_elder, !o.building.empty() && o.building == other.building};
}

std::vector<offer> find_offers(const context& c, const services::order& o) {
    return c.all.hall.look([&](const services::desk& desk) {
        std::vector<offer> found;
        for (const auto& how : desk.find_duplicates(o.key, c.person(), c.now))
            if (auto fits = offer_of(c, desk, o, how); fits && found.size() < most_offers)
                found.push_back(*std::move(fits));
        return found;
    });
}

} // namespace

std::string nearness(const context& c, const services::duplicate& x, bool same_building) {
    if (same_building) return c.say("同一楼栋", "same building");
    return fmt::format(fmt::runtime(c.say("相距 {:.0f} 米", "{:.0f} m away")), x.distance.value());
}

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
                 nearness(c, x.how, x.same_building), whole_time(x.other.placed_at),
                 c.form(fmt::format("/orders/{}/merge", younger), inside,
                        x.is_elder ? c.say("并入该单", "Merge into that one")
                                   : c.say("并入本单", "Merge into this one"),
                        fmt::format("merge-{}", x.other.key)));
    }
    if (all.empty()) return all;
    return html(
        "<section id=\"merge-offers\"><h2>{}</h2>\n<p>{}</p>\n<ul class=\"cards\">\n{}</ul></section>\n",
        c.say("可能是同一件事", "It may be the same matter"),
        c.say(
            "近期在附近点的同一事项。并案后由较早的一单继续办理，各点单人都看得到。",
            "The same item, placed lately and nearby. Once merged, the elder goes on, and all who placed one "
            "hear of it."),
        all);
}

} // namespace hall
