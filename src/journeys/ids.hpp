// What the journeys room counts: its ids, and vectors by them.
#pragma once

#include <cstdint>
#include <vector>

#include <qaidam/base/id.hpp>

namespace qaidam::journeys {

/// A boarding point of a network; see boarding_points.hpp.
using boarding_point_id = id<struct boarding_point_tag>;
/// A departure of a train, as a network numbers those of all its trains.
using departure_id = id<struct departure_tag>;
/// A connection, as a question numbers those of all its days.
using connection_id = id<struct connection_tag>;
/// A departure on a service date, as a question numbers them.
using run_id = id<struct run_tag>;

inline constexpr connection_id no_connection{0xFFFFFFFF};
inline constexpr boarding_point_id no_point{0xFFFFFFFF};

/// A vector whose index is an id, and whose memory a router keeps from question to question.
template <class Id, class T>
class kept_vector {
public:
    void assign(std::size_t size, const T& value) { items_.assign(size, value); }
    void resize(std::size_t size, const T& value = T{}) { items_.resize(size, value); }

    [[nodiscard]] T& operator[](Id i) { return items_[i.value()]; }
    [[nodiscard]] const T& operator[](Id i) const { return items_[i.value()]; }
    [[nodiscard]] T* data() { return items_.data(); }
    [[nodiscard]] const T* data() const { return items_.data(); }
    [[nodiscard]] std::size_t size() const { return items_.size(); }
    [[nodiscard]] bool empty() const { return items_.empty(); }

private:
    std::vector<T> items_;
};

} // namespace qaidam::journeys
