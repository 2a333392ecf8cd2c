#pragma once

#include <qaidam/geo/geo.hpp>

namespace test {

inline qaidam::geo::point at(double lon, double lat) {
    return {qaidam::geo::longitude{lon}, qaidam::geo::latitude{lat}};
}

inline qaidam::geo::polygon square(double west, double south, double size) {
    return qaidam::geo::polygon{
        {at(west, south), at(west + size, south), at(west + size, south + size), at(west, south + size)}};
}

} // namespace test
