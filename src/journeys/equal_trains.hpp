// Trains that are the same for who travels: at the same boarding points at the same seconds, boarded and left alike.
// China lists a train under each of its numbers. Of those that run on a date one is laid out.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include <qaidam/rail/timetable.hpp>

#include "boarding_points.hpp"

namespace qaidam::journeys {

using namespace rail;

class equal_trains {
public:
    using points_of = function_ref<std::span<const boarding_point_id>(train_id)>;

    equal_trains() = default;
    /// Of all trains of a timetable.
    equal_trains(const timetable& t, points_of points);
    /// Adds a train that an update added.
    void add(const timetable& t, points_of points, train_id i);

    /// Those equal to a train, it among them, by key; empty where there are none.
    [[nodiscard]] std::span<const train_id> of(train_id i) const {
        const auto group = group_of_[i.value()];
        return group == alone ? std::span<const train_id>{} : std::span{groups_[group]};
    }

private:
    static constexpr std::uint32_t alone = 0xFFFFFFFF;
    using told = std::pair<std::uint64_t, train_id>; ///< what tells trains apart, as far as chance goes

    void put(const timetable& t, train_id i, train_id equal);

    shared_vector<std::uint32_t> group_of_; ///< by train
    shared_vector<std::vector<train_id>> groups_;
    std::shared_ptr<const std::vector<told>> planned_; ///< in order
    std::vector<told> added_;
};

} // namespace qaidam::journeys
