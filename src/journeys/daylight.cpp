#include <qaidam/journeys/daylight.hpp>

#include <cmath>
#include <numbers>

namespace qaidam::journeys {
namespace {

constexpr double half_day = 720; // minutes
constexpr double radians = std::numbers::pi / 180;

double sine(double degrees) {
    return std::sin(degrees * radians);
}

double cosine(double degrees) {
    return std::cos(degrees * radians);
}

/// Where the sun stands at an instant.
struct sun {
    double declination;      ///< degrees north of the equator
    double equation_of_time; ///< minutes by which a sundial is ahead of a clock

    explicit sun(double minutes_since_1970) {
        // Julian centuries since noon of 2000-01-01, the terms in degrees.
        const auto t = (minutes_since_1970 / 1440 - 10957.5) / 36525;
        const auto mean_longitude = std::fmod(280.46646 + t * (36000.76983 + t * 0.0003032), 360);
        const auto anomaly = 357.52911 + t * (35999.05029 - t * 0.0001537);
        const auto eccentricity = 0.016708634 - t * (0.000042037 + t * 0.0000001267);
        const auto center = sine(anomaly) * (1.914602 - t * (0.004817 + t * 0.000014)) +
                            sine(2 * anomaly) * (0.019993 - t * 0.000101) + sine(3 * anomaly) * 0.000289;
        const auto node = 125.04 - 1934.136 * t;
        const auto longitude = mean_longitude + center - 0.00569 - 0.00478 * sine(node);
        const auto arc_seconds = 21.448 - t * (46.815 + t * (0.00059 - t * 0.001813));
        const auto tilt = 23 + (26 + arc_seconds / 60) / 60 + 0.00256 * cosine(node);
        declination = std::asin(sine(tilt) * sine(longitude)) / radians;
        const auto y = std::pow(std::tan(tilt / 2 * radians), 2);
        const auto e = eccentricity;
        equation_of_time = 4 / radians *
                           (y * sine(2 * mean_longitude) - 2 * e * sine(anomaly) +
                            4 * e * y * sine(anomaly) * cosine(2 * mean_longitude) -
                            y * y / 2 * sine(4 * mean_longitude) - 1.25 * e * e * sine(2 * anomaly));
    }
};

/// Minutes from the noon to the set of a sun of that declination.
std::optional<double> half_daylight(double latitude, double declination) {
    constexpr double zenith = 90.833; // the radius of the sun's disc, and what the air bends
    const auto cosine_of_angle =
        (cosine(zenith) - sine(latitude) * sine(declination)) / (cosine(latitude) * cosine(declination));
    if (!(std::abs(cosine_of_angle) <= 1)) return std::nullopt;
    return 4 * std::acos(cosine_of_angle) / radians;
}

} // namespace

std::optional<daylight> daylight_of(const geo::point& at, const calendar::date& day) {
    const auto midnight = calendar::utc_time{day};
    const auto start = static_cast<double>(midnight.seconds_since_1970()) / 60;
    const auto mean_noon = half_day - 4 * at.lon().degrees(); // minutes after the date's midnight in UTC
    // The sun moves on by the time it rises or sets, so its place there is looked up anew.
    const auto event = [&](int sign) -> std::optional<double> {
        auto minutes = mean_noon;
        for (int round = 0; round < 4; ++round) {
            const sun s{start + minutes};
            const auto half = half_daylight(at.lat().degrees(), s.declination);
            if (!half) return std::nullopt;
            minutes = mean_noon - s.equation_of_time + sign * *half;
        }
        return minutes;
    };
    const auto rises = event(-1), sets = event(1);
    if (!rises || !sets) return std::nullopt;
    const auto at_minute = [&](double minutes) {
        return midnight + std::chrono::seconds{std::llround(minutes * 60)};
    };
    return daylight{at_minute(*rises), at_minute(*sets)};
}

} // namespace qaidam::journeys
