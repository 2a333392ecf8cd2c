#include "plane.hpp"

#include <boost/multiprecision/cpp_int.hpp>

namespace qaidam::geo {

int exact_orientation(place a, place b, place p) {
    // A difference of two doubles is zero only if they are equal.
    const bool no_left = a.x == p.x || b.y == p.y;
    const bool no_right = a.y == p.y || b.x == p.x;
    if (no_left && no_right) return 0;

    using exact = boost::multiprecision::cpp_rational;
    const exact x{p.x};
    const exact y{p.y};
    const exact area = (exact{a.x} - x) * (exact{b.y} - y) - (exact{a.y} - y) * (exact{b.x} - x);
    return area.sign();
}

} // namespace qaidam::geo
