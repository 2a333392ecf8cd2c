// Open orders that may be the same matter: found by an index, and by looking at all of them.
#include <algorithm>

#include "world.hpp"

TEST_SUITE_BEGIN("services/duplicates");

using namespace test;

namespace {

/// Chengdong, of which nobody knows where building b-03-01 is.
const world& half_known_world() {
    static const world w = [] {
        const test::folder f{chengdong};
        f.replace("buildings.csv", "b-03-01,q-03,1号楼,Building 1,99.020452,37.294826,wgs84",
                  "b-03-01,q-03,1号楼,Building 1,,,");
        return world{f};
    }();
    return w;
}

const std::vector<building_key> buildings{"b-03-01", "b-03-02", "b-08-02", "b-gone", ""};
const std::vector<item_key> items{"parking", "street-light", "drain", "home-repair", "family", "gone"};
const std::vector<person_key> reporters{"p-elder", "p-clerk", "p-gm-01", "p-bl-03", "p-nobody"};

/// Clouds of spots of some hundred metres: in the community, at the pole, where longitudes begin anew.
std::optional<spot> random_spot(test::random& r) {
    switch (r.between(0, 5)) {
    case 0: return std::nullopt;
    case 1: return spot{89.999 + r.real(0, 0.001), r.real(-180, 180)};
    case 2: {
        const auto lon = 180 + r.real(-0.002, 0.002);
        return spot{-0.5 + r.real(-0.002, 0.002), lon > 180 ? lon - 360 : lon};
    }
    default: return spot{37.2948 + r.real(-0.002, 0.002), 99.0204 + r.real(-0.002, 0.002)};
    }
}

order_book random_orders(test::random& r, int count) {
    order_book all;
    for (int i = 0; i < count; ++i) {
        services::order o{.key = order_key{"o-" + std::to_string(i)},
                          .state = static_cast<order_state>(r.between(0, order_states - 1)),
                          .version = 1,
                          .item = r.one_of(items),
                          .building = r.one_of(buildings),
                          .spot = random_spot(r)};
        o.reporter = o.placed_by = r.one_of(reporters);
        o.at_door = r.one_in(3);
        o.placed_at = at(0) - std::chrono::minutes{r.between(0, 60 * 24 * 40)};
        o.last_at = o.placed_at;
        if (o.state == order_state::under_review) o.appeals.push_back({.by = o.reporter});
        all.add(std::move(o));
    }
    return all;
}

std::optional<geo::point> where(const world& w, const building_key& building, const std::optional<spot>& s) {
    if (s) return geo::point{geo::longitude{s->longitude}, geo::latitude{s->latitude}};
    const auto b = w.community.buildings().find(building);
    return b ? w.community.buildings()[*b].at : std::nullopt;
}

/// What find_duplicates must say, from the words of its comment, looking at every order.
std::vector<duplicate> look_at_all(const world& w, const desk& d, const place_order& c) {
    std::vector<duplicate> all;
    const auto category = [&](const item_key& item, local_time t) {
        const auto* found = w.catalogue.find_item(item, t.date());
        return found == nullptr ? "" : found->category;
    };
    for (const auto id : d.orders().ids()) {
        const auto& o = d.orders()[id];
        const bool same =
            d.rules().duplicate_categories
                ? category(c.item, c.at) != "" && category(c.item, c.at) == category(o.item, o.placed_at)
                : c.item == o.item;
        const auto age = c.at - o.placed_at;
        const std::chrono::hours days{24 * d.rules().duplicate_days};
        if (open311_status(o.state) == "closed" || !same || age > days || -age > days) continue;
        const auto one = where(w, c.building, c.spot), other = where(w, o.building, o.spot);
        auto away = geo::meters{0};
        if (one && other) {
            away = geo::distance(*one, *other);
            if (away.value() > d.rules().duplicate_meters) continue;
        } else if (c.building.empty() || c.building != o.building) {
            continue;
        }
        const auto sight = d.sight_of(o.key, c.by, c.at);
        const bool is_open_matter =
            (o.item == "parking" || o.item == "street-light" || o.item == "drain") && !o.at_door;
        const bool small_repair = o.item == "home-repair" && !o.at_door;
        if (sight || is_open_matter || small_repair) all.push_back({id, away, age, sight});
    }
    std::sort(all.begin(), all.end(), [&](const duplicate& a, const duplicate& b) {
        return a.distance != b.distance ? a.distance < b.distance
               : a.age != b.age         ? a.age < b.age
                                        : a.order < b.order;
    });
    return all;
}

} // namespace

TEST_CASE("duplicates are those that looking at all orders finds, in their order") {
    test::random r;
    const auto& w = half_known_world();
    std::size_t found = 0, by_sight = 0, unseen = 0;
    for (int round = 0; round < 12; ++round) {
        desk_rules rules;
        // Every reach with several ages, so that as many are found whatever the seed.
        rules.duplicate_meters = std::vector{0, 1, 20, 50, 200, 100'000}[static_cast<std::size_t>(round % 6)];
        rules.duplicate_days = std::vector{30, 0, 100'000, 1}[static_cast<std::size_t>(round % 4)];
        rules.duplicate_categories = round >= 6;
        const auto d = w.open_desk(rules, random_orders(r, 2000));
        for (int i = 0; i < 60; ++i) {
            place_order c{.order = "new", .by = r.one_of(reporters), .at = at(0), .item = r.one_of(items)};
            c.building = r.one_of(buildings);
            c.spot = random_spot(r);
            c.at = at(0) - std::chrono::hours{r.between(0, 24 * 20)};
            const auto all = d.find_duplicates(c);
            const auto want = look_at_all(w, d, c);
            REQUIRE(all == want);
            found += all.size();
            for (const auto& x : all) ++(x.sight ? by_sight : unseen);
        }
    }
    CHECK(found > 500);
    CHECK(by_sight > 50);
    CHECK(unseen > 50);
}

TEST_CASE("whoever places an order is offered the nearest first, and not what is nobody's business") {
    auto d = chengdong_world().open_desk();
    const auto place = [&](const char* key, const char* item, spot s, local_time t,
                           const char* by = "p-elder") {
        carry_out(d, place_order{.order = order_key{key}, .by = by, .at = t, .item = item, .spot = s});
    };
    place("far", "street-light", {37.295, 99.0102}, at(9));
    place("near", "street-light", {37.295, 99.0091}, at(9, 30));
    place("other", "drain", {37.295, 99.009}, at(9, 40));
    place("quarrel", "family", {37.295, 99.009}, at(9, 50));
    const auto ask = [&](const char* item, const char* by, spot s = {37.295, 99.009}) {
        std::string said;
        for (const auto& x :
             d.find_duplicates({.order = "new", .by = by, .at = at(10), .item = item, .spot = s}))
            said += fmt::format("{} {} {} {};", d.orders()[x.order].key, x.distance,
                                calendar::to_string(x.age), x.sight ? to_string(*x.sight) : "public");
        return said;
    };
    CHECK(ask("street-light", "p-bl-08") == "near 9 m 00:30 public;");
    CHECK(ask("street-light", "p-clerk") == "near 9 m 00:30 see the matter and its reporters;");
    CHECK(ask("street-light", "p-clerk", {37.295, 99.0094}) ==
          "near 27 m 00:30 see the matter and its reporters;far 71 m 01:00 see the matter and its "
          "reporters;");
    CHECK(ask("family", "p-bl-08") == "");
    CHECK(ask("family", "p-elder") == "quarrel 0 m 00:10 see the matter and its reporters;");
    CHECK(ask("no-item", "p-clerk") == "");
    // A clerk asks the same of an order that is there.
    const auto like = d.find_duplicates("near", "p-clerk", at(11));
    REQUIRE(like.size() == 1);
    CHECK(d.orders()[like[0].order].key == "far");
    CHECK(d.find_duplicates("near", "p-bl-08", at(11)).empty());
    CHECK_THROWS_AS((void)d.find_duplicates("gone", "p-clerk", at(11)), std::invalid_argument);
    CHECK(is_public(*d.find("near"), chengdong_world().catalogue));
    CHECK_FALSE(is_public(*d.find("quarrel"), chengdong_world().catalogue));
}

TEST_CASE("an order is offered as long as it is open: while it goes on, merged, split off, replayed") {
    auto d = chengdong_world().open_desk();
    const auto place = [&](const char* key, local_time t) {
        carry_out(
            d,
            place_order{
                .order = order_key{key}, .by = "p-elder", .at = t, .item = "parking", .building = "b-08-02"});
    };
    const auto offered = [](const desk& of) {
        std::string keys;
        for (const auto& x : of.find_duplicates(
                 {.order = "new", .by = "p-bl-08", .at = at(15), .item = "parking", .building = "b-08-02"}))
            join_on(keys, " ", of.orders()[x.order].key.text());
        return keys;
    };
    place("a", at(9));
    place("b", at(10));
    CHECK(offered(d) == "b a");
    carry_out(d, merge_order{"b", "p-clerk", at(11), "a", "same"});
    CHECK(offered(d) == "a");
    carry_out(d, cancel_order{"a", "p-elder", at(12), "why"});
    CHECK(offered(d) == "b");
    auto copy = chengdong_world().open_desk();
    CHECK(copy.unpack(d.pack()));
    CHECK(offered(copy) == "b");
    (void)copy.rebase(half_known_world().community, half_known_world().catalogue, half_known_world().office);
    CHECK(offered(copy) == "b");
    // What is applied and taken back leaves nothing.
    const event placed = order_placed{{"c", "p-elder", at(13), "parking", "b-08-02"}, "g-15", {}, {}};
    const std::vector<event> wrong{placed, placed};
    CHECK_THROWS_AS(d.apply(wrong), std::invalid_argument);
    CHECK(offered(d) == "b");
    carry_out(d, cancel_order{"b", "p-elder", at(14), "why"});
    CHECK(offered(d) == "");
}

TEST_SUITE_END();
