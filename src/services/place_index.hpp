/// Which open orders lie where.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <qaidam/base/hash.hpp>
#include <qaidam/geo/point.hpp>
#include <qaidam/services/desk.hpp>

namespace qaidam::services {

/// Where an order lies: at its spot, else at its building, where the feed says where that is.
[[nodiscard]] std::optional<geo::point> point_of(const building_key& building,
                                                 const std::optional<spot>& where, const civic::community& c);

/// Open orders of a group (an item, or a category) by cells of the earth that are as high and as wide as the distance that
/// is asked for; and those of buildings of which nobody knows where they are, by building. What it gives may be of another
/// group or further away, because cells have hashes for names: who asks looks again.
class desk::place_index {
public:
    place_index() = default;
    explicit place_index(geo::meters reach) : height_{1.001 * std::max(reach.value(), 1.0) / least_radius} {}

    /// The building is one of which nobody knows where it is, or blank. Requires: the order is not there.
    void add(order_id order, std::string_view group, const building_key& building,
             const std::optional<geo::point>& at) {
        if (order.value() >= entries_.size()) entries_.resize(order.value() + 1);
        auto& e = entries_[order.value()];
        if (at) {
            const auto row = row_of(*at);
            e.cell = &cells_[name_of(group, row, column_of(at->lon(), columns_of(row)))];
            e.position = static_cast<std::uint32_t>(e.cell->size());
            e.cell->push_back(order);
        }
        if (!building.empty()) {
            e.building = &buildings_[building.text()];
            e.building->insert(order);
        }
    }
    [[nodiscard]] bool contains(order_id order) const {
        return order.value() < entries_.size() &&
               (entries_[order.value()].cell != nullptr || entries_[order.value()].building != nullptr);
    }
    void remove(order_id order) {
        if (!contains(order)) return;
        auto& e = entries_[order.value()];
        if (e.cell != nullptr) {
            const auto last = e.cell->back();
            (*e.cell)[e.position] = last;
            entries_[last.value()].position = e.position;
            e.cell->pop_back();
        }
        if (e.building != nullptr) e.building->erase(order);
        e = {};
    }

    /// Calls `use` with all that may lie within reach.
    void each_near(std::string_view group, const geo::point& at, const auto& use) const {
        const auto middle = row_of(at);
        for (auto row = middle - 1; row <= middle + 1; ++row) {
            const auto columns = columns_of(row);
            const auto column = column_of(at.lon(), columns);
            for (std::int64_t step = -1; step < std::min<std::int64_t>(columns - 1, 2); ++step) {
                const auto found = cells_.find(name_of(group, row, (column + step + columns) % columns));
                if (found == cells_.end()) continue;
                for (const auto order : found->second) use(order);
            }
        }
    }
    void each_of_building(const building_key& building, const auto& use) const {
        const auto found = buildings_.find(building.text());
        if (found == buildings_.end()) return;
        for (const auto order : found->second) use(order);
    }

private:
    /// Of the earth where it is most curved: no metre spans a greater angle. WGS 84 at the equator, along a meridian.
    static constexpr double least_radius = 6'335'439;
    struct entry {
        std::vector<order_id>* cell = nullptr;
        std::uint32_t position = 0; ///< in the cell
        std::set<order_id>* building = nullptr;
    };

    static constexpr double radians(double degrees) { return degrees * std::numbers::pi / 180; }
    [[nodiscard]] std::int64_t row_of(const geo::point& at) const {
        return static_cast<std::int64_t>(std::floor(radians(at.lat().degrees()) / height_));
    }
    /// Into how many columns a row is cut, so that none is narrower than the reach, seen from anywhere in the rows beside it:
    /// meridians draw near each other towards the pole.
    [[nodiscard]] std::int64_t columns_of(std::int64_t row) const {
        const auto low = static_cast<double>(row) * height_;
        const auto highest = std::max(std::abs(low), std::abs(low + height_)) + height_;
        if (highest >= radians(89)) return 1;
        const auto width = 1.001 * std::asin(std::min(1.0, std::sin(height_) / std::cos(highest)));
        return std::max<std::int64_t>(1, static_cast<std::int64_t>(2 * std::numbers::pi / width));
    }
    static std::int64_t column_of(geo::longitude lon, std::int64_t columns) {
        const auto turn = (lon.degrees() + 180) / 360; // 180 degrees east is 180 west
        return static_cast<std::int64_t>(std::floor(turn * static_cast<double>(columns))) % columns;
    }
    /// With the secret of the process in it: nobody can choose spots whose cells have one name.
    static std::uint64_t name_of(std::string_view group, std::int64_t row, std::int64_t column) {
        const auto& secret = qaidam::detail::process_secret();
        auto name = qaidam::detail::hash_of(group, secret);
        for (const auto n : {row, column})
            name = qaidam::detail::fold_product(name ^ secret.second,
                                                static_cast<std::uint64_t>(n) ^ secret.first);
        return name;
    }

    double height_ = 1; ///< of a row, in radians
    std::unordered_map<std::uint64_t, std::vector<order_id>> cells_;
    std::unordered_map<std::string, std::set<order_id>, qaidam::detail::text_hash> buildings_;
    std::vector<entry> entries_; ///< by order
};

} // namespace qaidam::services
