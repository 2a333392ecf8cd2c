/// Polygons as Boost.Geometry has them.
#pragma once

#include <boost/geometry.hpp>
#include <boost/geometry/geometries/multi_polygon.hpp>
#include <boost/geometry/geometries/point.hpp>
#include <boost/geometry/geometries/polygon.hpp>

#include <qaidam/geo/polygon.hpp>

namespace qaidam::geo {

namespace bg = boost::geometry;

template <class System>
using boost_polygon = bg::model::polygon<bg::model::point<double, 2, System>>;
template <class System>
using boost_multipolygon = bg::model::multi_polygon<boost_polygon<System>>;

template <class System>
boost_polygon<System> to_boost(const ring& outer, const std::vector<ring>& holes) {
    boost_polygon<System> result;
    const auto copy = [](const ring& from, auto& to) {
        for (const auto& p : from) to.push_back({p.lon().degrees(), p.lat().degrees()});
    };
    copy(outer, result.outer());
    result.inners().resize(holes.size());
    for (std::size_t i = 0; i < holes.size(); ++i) copy(holes[i], result.inners()[i]);
    bg::correct(result); // closes the rings and turns them the usual way
    return result;
}

/// Without the corner that closes it.
template <class BoostRing>
ring from_boost(const BoostRing& closed) {
    ring corners;
    for (std::size_t i = 0; i + 1 < closed.size(); ++i)
        corners.push_back({longitude{bg::get<0>(closed[i])}, latitude{bg::get<1>(closed[i])}});
    return corners;
}

/// Square metres on the WGS 84 ellipsoid.
[[nodiscard]] double ground_area(const ring& outer, const std::vector<ring>& holes);

} // namespace qaidam::geo
