#include <qaidam/geo/point.hpp>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include <boost/geometry/formulas/vincenty_inverse.hpp>
#include <boost/geometry/srs/spheroid.hpp>

namespace qaidam::geo {
namespace {

using std::numbers::pi;

constexpr double radians = pi / 180;

// GCJ-02 uses the Krasovsky 1940 ellipsoid.
constexpr double krasovsky_axis = 6378245.0;
constexpr double krasovsky_e2 = 0.00669342162296594323;
constexpr double bd09_pi = pi * 3000.0 / 180.0;

struct offset {
    double lon;
    double lat;
};

bool in_china(double lon, double lat) {
    return lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;
}

offset gcj02_offset(double lon, double lat) {
    if (!in_china(lon, lat)) return {0, 0};
    const double x = lon - 105;
    const double y = lat - 35;
    const double waves = (20 * std::sin(6 * x * pi) + 20 * std::sin(2 * x * pi)) * 2 / 3;
    const double root = std::sqrt(std::fabs(x));
    double north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves;
    north += (20 * std::sin(y * pi) + 40 * std::sin(y / 3 * pi)) * 2 / 3;
    north += (160 * std::sin(y / 12 * pi) + 320 * std::sin(y * pi / 30)) * 2 / 3;
    double east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves;
    east += (20 * std::sin(x * pi) + 40 * std::sin(x / 3 * pi)) * 2 / 3;
    east += (150 * std::sin(x / 12 * pi) + 300 * std::sin(x / 30 * pi)) * 2 / 3;

    const double sine = std::sin(lat * radians);
    const double w2 = 1 - krasovsky_e2 * sine * sine;
    const double w = std::sqrt(w2);
    return {east / (krasovsky_axis / w * std::cos(lat * radians) * radians),
            north / (krasovsky_axis * (1 - krasovsky_e2) / (w2 * w) * radians)};
}

} // namespace

void detail::reject(longitude lon, latitude lat) {
    throw std::invalid_argument(
        fmt::format("point: got longitude {}, latitude {}, want [-180, 180] and [-90, 90]", lon.degrees(),
                    lat.degrees()));
}

std::string to_string(meters length) {
    return length.value() < 1000 ? fmt::format("{:.0f} m", length.value())
                                 : fmt::format("{:.1f} km", length.value() / 1000);
}

std::string to_string(const point& p) {
    return fmt::format("{:.5f},{:.5f}", p.lon().degrees(), p.lat().degrees());
}

point middle_of(std::span<const point> points) {
    if (points.empty()) throw std::invalid_argument("middle_of: no points");
    double lon = 0;
    double lat = 0;
    for (const auto& p : points) {
        lon += p.lon().degrees();
        lat += p.lat().degrees();
    }
    const auto n = static_cast<double>(points.size());
    return {longitude{lon / n}, latitude{lat / n}};
}

meters distance(const point& a, const point& b) {
    using formula = boost::geometry::formula::vincenty_inverse<double, true, false>;
    const boost::geometry::srs::spheroid<double> wgs84_ellipsoid; // its default
    return meters{formula::apply(a.lon().degrees() * radians, a.lat().degrees() * radians,
                                 b.lon().degrees() * radians, b.lat().degrees() * radians, wgs84_ellipsoid)
                      .distance};
}

gcj02_point to_gcj02(const point& p) {
    const auto shift = gcj02_offset(p.lon().degrees(), p.lat().degrees());
    return {longitude{p.lon().degrees() + shift.lon}, latitude{p.lat().degrees() + shift.lat}};
}

point to_wgs84(const gcj02_point& p) {
    // The offset changes by less than a thousandth over its own length, so this converges at once.
    double lon = p.lon().degrees();
    double lat = p.lat().degrees();
    if (!in_china(lon, lat)) return {p.lon(), p.lat()};
    for (int i = 0; i < 6; ++i) {
        const auto shift = gcj02_offset(lon, lat);
        lon = p.lon().degrees() - shift.lon;
        lat = p.lat().degrees() - shift.lat;
    }
    return {longitude{lon}, latitude{lat}};
}

bd09_point to_bd09(const gcj02_point& p) {
    const double x = p.lon().degrees();
    const double y = p.lat().degrees();
    const double radius = std::hypot(x, y) + 0.00002 * std::sin(y * bd09_pi);
    const double angle = std::atan2(y, x) + 0.000003 * std::cos(x * bd09_pi);
    return {longitude{radius * std::cos(angle) + 0.0065}, latitude{radius * std::sin(angle) + 0.006}};
}

gcj02_point to_gcj02(const bd09_point& p) {
    double lon = p.lon().degrees() - 0.0065;
    double lat = p.lat().degrees() - 0.006;
    for (int i = 0; i < 8; ++i) {
        const auto there = to_bd09(gcj02_point{longitude{lon}, latitude{lat}});
        lon += p.lon().degrees() - there.lon().degrees();
        lat += p.lat().degrees() - there.lat().degrees();
    }
    return {longitude{lon}, latitude{lat}};
}

point to_wgs84(const bd09_point& p) {
    return to_wgs84(to_gcj02(p));
}

} // namespace qaidam::geo
