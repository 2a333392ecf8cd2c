/// Points on the earth that cannot be mixed up: longitude is not latitude, and WGS 84 is not GCJ-02.
///
///     const geo::point home{97.37_lon, 37.37_lat};              // WGS 84
///     const geo::gcj02_point on_a_map{longitude{97.37}, latitude{37.37}};
///     const geo::point back = geo::to_wgs84(on_a_map);          // hundreds of metres away
#pragma once

#include <compare>
#include <span>
#include <string>

#include <qaidam/base/format.hpp>

#pragma GCC visibility push(default)

namespace qaidam::geo {

/// Degrees east.
class longitude {
public:
    constexpr explicit longitude(double degrees) : degrees_{degrees} {}
    [[nodiscard]] constexpr double degrees() const { return degrees_; }
    friend constexpr auto operator<=>(longitude, longitude) = default;

private:
    double degrees_;
};

/// Degrees north.
class latitude {
public:
    constexpr explicit latitude(double degrees) : degrees_{degrees} {}
    [[nodiscard]] constexpr double degrees() const { return degrees_; }
    friend constexpr auto operator<=>(latitude, latitude) = default;

private:
    double degrees_;
};

/// A length on the ground.
class meters {
public:
    constexpr explicit meters(double value) : value_{value} {}
    [[nodiscard]] constexpr double value() const { return value_; }
    friend constexpr auto operator<=>(meters, meters) = default;
    friend constexpr meters operator+(meters a, meters b) { return meters{a.value_ + b.value_}; }

private:
    double value_;
};

/// "350 m" below a kilometre, "12.4 km" above.
[[nodiscard]] std::string to_string(meters length);

/// Whether coordinates lie in [-180, 180] and [-90, 90], which NaN does not.
[[nodiscard]] constexpr bool on_earth(longitude lon, latitude lat) {
    return lon.degrees() >= -180 && lon.degrees() <= 180 && lat.degrees() >= -90 && lat.degrees() <= 90;
}

namespace detail {
[[noreturn]] void reject(longitude lon, latitude lat);
}

/// Coordinates in a datum. Points of different datums neither convert nor compare.
template <class Datum>
class basic_point {
public:
    /// Throws: std::invalid_argument unless on_earth(lon, lat).
    constexpr basic_point(longitude lon, latitude lat) : lon_{lon}, lat_{lat} {
        if (!on_earth(lon, lat)) detail::reject(lon, lat);
    }
    [[nodiscard]] constexpr longitude lon() const { return lon_; }
    [[nodiscard]] constexpr latitude lat() const { return lat_; }
    friend constexpr auto operator<=>(const basic_point&, const basic_point&) = default;

private:
    longitude lon_;
    latitude lat_;
};

using point = basic_point<struct wgs84>;       ///< GPS, RFC 7946, GTFS: what all of qaidam computes with
using gcj02_point = basic_point<struct gcj02>; ///< what maps published in China show (国测局坐标)
using bd09_point = basic_point<struct bd09>;   ///< Baidu's own offset of GCJ-02

/// "97.36860,37.37460": longitude first, to the metre.
[[nodiscard]] std::string to_string(const point& p);

/// The length of the geodesic on the WGS 84 ellipsoid; error below a millimetre unless nearly antipodal.
[[nodiscard]] meters distance(const point& a, const point& b);

/// The mean of longitudes and latitudes: the middle of points near each other.
/// Throws: std::invalid_argument if there is none.
[[nodiscard]] point middle_of(std::span<const point> points);

/// The offset of GCJ-02; outside China's bounding box it is nothing, as in the maps that use it.
/// Source: the published reverse-engineered formula; to_wgs84 inverts it to below a millimetre.
[[nodiscard]] gcj02_point to_gcj02(const point& p);
[[nodiscard]] gcj02_point to_gcj02(const bd09_point& p);
[[nodiscard]] bd09_point to_bd09(const gcj02_point& p);
[[nodiscard]] point to_wgs84(const gcj02_point& p);
[[nodiscard]] point to_wgs84(const bd09_point& p);

} // namespace qaidam::geo

namespace qaidam::literals {
[[nodiscard]] constexpr geo::longitude operator""_lon(long double d) {
    return geo::longitude{static_cast<double>(d)};
}
[[nodiscard]] constexpr geo::latitude operator""_lat(long double d) {
    return geo::latitude{static_cast<double>(d)};
}
[[nodiscard]] constexpr geo::meters operator""_m(unsigned long long m) {
    return geo::meters{static_cast<double>(m)};
}
[[nodiscard]] constexpr geo::meters operator""_m(long double m) {
    return geo::meters{static_cast<double>(m)};
}
} // namespace qaidam::literals

template <>
struct fmt::formatter<qaidam::geo::point> : qaidam::detail::text_formatter<qaidam::geo::point> {};
template <>
struct fmt::formatter<qaidam::geo::meters> : qaidam::detail::text_formatter<qaidam::geo::meters> {};

#pragma GCC visibility pop
