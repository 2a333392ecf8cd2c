/// Which open orders lie where.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <qaidam/geo/point.hpp>
#include <qaidam/services/desk.hpp>

namespace qaidam::services {

/// Where an order lies: at its spot, else at its building, where the feed says where that is.
[[nodiscard]] std::optional<geo::point> point_of(const building_key& building,
                                                 const std::optional<spot>& where, const civic::community& c);

/// Open orders of a group (an item, or a category) by rows of latitude as high as the distance that is asked for, and in
/// each row by longitude; and by building.
class desk::place_index {
public:
    place_index() = default;
    explicit place_index(geo::meters reach) : height_{1.001 * std::max(reach.value(), 1.0) / least_radius} {}

    /// Requires: it is not there.
    void add(order_id order, const std::string& group, const building_key& building,
             const std::optional<geo::point>& at) {
        if (order.value() >= entries_.size()) entries_.resize(order.value() + 1);
        auto& e = entries_[order.value()];
        if (at) {
            e.row = &rows_[{group, row_of(radians(at->lat().degrees()))}];
            e.in_row = e.row->emplace(at->lon().degrees(), order);
        }
        if (!building.empty()) {
            e.building = &buildings_[{group, building.text()}];
            e.building->push_back(order);
        }
    }
    [[nodiscard]] bool contains(order_id order) const {
        return order.value() < entries_.size() &&
               (entries_[order.value()].row != nullptr || entries_[order.value()].building != nullptr);
    }
    void remove(order_id order) {
        if (!contains(order)) return;
        auto& e = entries_[order.value()];
        if (e.row != nullptr) e.row->erase(e.in_row);
        if (e.building != nullptr) std::erase(*e.building, order);
        e = {};
    }

    /// Calls `use` with all that may lie within reach, and others near it.
    void each_near(const std::string& group, const geo::point& at, const auto& use) const {
        const double lat = radians(at.lat().degrees());
        const double highest = std::abs(lat) + height_;
        // Meridians draw near each other towards the pole.
        const bool all_around = highest >= radians(89);
        const double width =
            all_around ? 360
                       : 1.001 / radians(1) * std::asin(std::min(1.0, std::sin(height_) / std::cos(highest)));
        for (auto row = row_of(lat - height_); row <= row_of(lat + height_); ++row) {
            const auto found = rows_.find({group, row});
            if (found == rows_.end()) continue;
            const double lon = at.lon().degrees();
            if (width >= 180) {
                each_between(found->second, -180, 180, use);
                continue;
            }
            each_between(found->second, lon - width, lon + width, use);
            if (lon - width < -180) each_between(found->second, lon - width + 360, 180, use);
            if (lon + width > 180) each_between(found->second, -180, lon + width - 360, use);
        }
    }
    void each_of_building(const std::string& group, const building_key& building, const auto& use) const {
        const auto found = buildings_.find({group, building.text()});
        if (found == buildings_.end()) return;
        for (const auto order : found->second) use(order);
    }

private:
    /// Of the earth where it is most curved: no metre spans a greater angle. WGS 84 at the equator, along a meridian.
    static constexpr double least_radius = 6'335'439;
    using row_map = std::multimap<double, order_id>;
    template <class Where>
    using place = std::pair<std::string, Where>;
    struct hash {
        template <class Where>
        std::size_t operator()(const place<Where>& p) const {
            return std::hash<std::string>{}(p.first) * 31 + std::hash<Where>{}(p.second);
        }
    };
    struct entry {
        row_map* row = nullptr;
        row_map::iterator in_row{};
        std::vector<order_id>* building = nullptr;
    };

    static constexpr double radians(double degrees) { return degrees * std::numbers::pi / 180; }
    [[nodiscard]] std::int64_t row_of(double lat) const {
        return static_cast<std::int64_t>(std::floor(lat / height_));
    }
    static void each_between(const row_map& row, double from, double until, const auto& use) {
        for (auto at = row.lower_bound(from); at != row.end() && at->first <= until; ++at) use(at->second);
    }

    double height_ = 1; ///< of a row, in radians
    std::unordered_map<place<std::int64_t>, row_map, hash> rows_;
    std::unordered_map<place<std::string>, std::vector<order_id>, hash> buildings_;
    std::vector<entry> entries_; ///< by order
};

} // namespace qaidam::services
