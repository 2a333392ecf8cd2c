// Open orders that may be the same matter as another.
#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "desk_check.hpp"
#include "place_index.hpp"

namespace qaidam::services {

std::optional<geo::point> point_of(const building_key& building, const std::optional<spot>& where,
                                   const civic::community& c) {
    if (where) {
        const geo::longitude lon{where->longitude};
        const geo::latitude lat{where->latitude};
        return geo::on_earth(lon, lat) ? std::optional{geo::point{lon, lat}} : std::nullopt;
    }
    const auto found = c.buildings().find(building);
    return found ? c.buildings()[*found].at : std::nullopt;
}

std::string_view desk::duplicate_group(const item_key& item, calendar::local_time at) const {
    if (!rules_.duplicate_categories) return item.text();
    const auto* found = catalogue_->find_item(item, at.date());
    return found != nullptr ? std::string_view{found->category} : std::string_view{};
}

void desk::index_place(order_id id) {
    const auto& o = orders_[id];
    if (is_closed(o.state)) return places_->remove(id);
    if (places_->contains(id)) return; // it stays where it is
    const auto group = duplicate_group(o.item, o.placed_at);
    const auto building_at = point_of(o.building, std::nullopt, *community_);
    places_->add(id, group, building_at ? building_key{} : o.building,
                 o.spot ? point_of({}, o.spot, *community_) : building_at);
}

std::vector<duplicate> desk::find_duplicates(const place_order& c) const {
    return find_duplicates({.item = c.item, .building = c.building, .spot = c.spot, .placed_at = c.at}, c.by,
                           c.at);
}

std::vector<duplicate> desk::find_duplicates(const order_key& k, const person_key& asker,
                                             calendar::local_time at) const {
    const auto* o = find(k);
    if (o == nullptr) throw std::invalid_argument("desk::find_duplicates: there is no order " + k.text());
    if (!checker{*this, o}.ask_sight(asker, at))
        return {}; // where it lies is not to be found by what is near
    return find_duplicates(*o, asker, at);
}

std::vector<duplicate> desk::find_duplicates(const order& like, const person_key& asker,
                                             calendar::local_time at) const {
    std::vector<duplicate> found;
    const auto group = duplicate_group(like.item, like.placed_at);
    if (group.empty()) return found;
    const auto here = point_of(like.building, like.spot, *community_);
    const std::chrono::seconds longest{std::int64_t{rules_.duplicate_days} * 24 * 60 * 60};
    const auto may_be = [&](const order& o) {
        const auto age = like.placed_at - o.placed_at;
        return o.key != like.key && age <= longest && -age <= longest &&
               duplicate_group(o.item, o.placed_at) == group;
    };
    const auto take = [&](order_id id, geo::meters away) {
        const auto& o = orders_[id];
        const auto sight = checker{*this, &o}.ask_sight(asker, at);
        if (sight || is_public(o, *catalogue_))
            found.push_back({id, away, like.placed_at - o.placed_at, sight});
    };
    const geo::meters reach{static_cast<double>(rules_.duplicate_meters)};
    if (here)
        places_->each_near(group, *here, [&](order_id id) {
            const auto& o = orders_[id];
            if (!may_be(o)) return;
            const auto away = geo::distance(*here, *point_of(o.building, o.spot, *community_));
            if (away <= reach) take(id, away);
        });
    // Nobody knows where the building is, and so of the orders that name no spot; but it is the same.
    places_->each_of_building(like.building, [&](order_id id) {
        const auto& o = orders_[id];
        if (may_be(o) && (!here || !point_of(o.building, o.spot, *community_))) take(id, geo::meters{0});
    });
    std::sort(found.begin(), found.end(), [&](const duplicate& a, const duplicate& b) {
        return std::tuple{a.distance, -orders_[a.order].placed_at.seconds_since_1970(), a.order} <
               std::tuple{b.distance, -orders_[b.order].placed_at.seconds_since_1970(), b.order};
    });
    found.erase(std::unique(found.begin(), found.end()), found.end()); // two cells may have one hash
    return found;
}

} // namespace qaidam::services
