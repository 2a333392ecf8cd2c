#include <qaidam/views/catchment_views.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include <qaidam/base/text.hpp>
#include <qaidam/report/svg.hpp>

namespace qaidam::views {
namespace {

using journeys::settlement;
using journeys::trip_to_service;

void check_trips(std::span<const settlement> places, std::span<const catchment_day> days) {
    for (const auto& day : days)
        if (day.trips.size() != places.size())
            throw std::invalid_argument{"a catchment has a trip, or none, for each settlement"};
}

std::string nights_words(int nights, language l) {
    if (nights == 0) return pick(l, "当日往返", "same day");
    if (nights == 1) return pick(l, "过夜 1 晚", "1 night");
    return fmt::format(fmt::runtime(pick(l, "过夜 {} 晚", "{} nights")), nights);
}

std::string trip_words(const std::optional<trip_to_service>& x, language l) {
    if (!x) return pick(l, "不能", "no way");
    const auto time = [](calendar::local_time at) { return calendar::to_string(at).substr(5, 11); };
    return fmt::format(fmt::runtime(pick(l, "{}，{} – {}", "{}, {} – {}")), nights_words(x->nights, l),
                       time(x->leaves_home), time(x->is_home));
}

int most_nights(std::span<const catchment_day> days) {
    int most = 0;
    for (const auto& day : days)
        for (const auto& x : day.trips) most = std::max(most, x ? x->nights : 0);
    return most;
}

} // namespace

report::table catchment_table(std::span<const settlement> places, std::span<const catchment_day> days,
                              language l) {
    check_trips(places, days);
    std::vector<report::table::column> columns{{pick(l, "居民点", "place")},
                                               {pick(l, "人口", "people"), report::align::right}};
    for (const auto& day : days) columns.push_back({calendar::to_string(day.day)});
    report::table all{std::move(columns)};
    for (std::size_t i = 0; i < places.size(); ++i) {
        std::vector<std::string> cells{places[i].name.in(l), std::to_string(places[i].people)};
        for (const auto& day : days) cells.push_back(trip_words(day.trips[i], l));
        all.add_row(std::move(cells));
    }
    return all;
}

report::table catchment_totals(std::span<const settlement> places, std::span<const catchment_day> days,
                               language l) {
    check_trips(places, days);
    std::vector<report::table::column> columns{{pick(l, "往返", "away")}};
    std::vector<std::vector<std::int64_t>> sums;
    const auto most = most_nights(days);
    for (const auto& day : days) {
        columns.push_back({calendar::to_string(day.day), report::align::right});
        sums.push_back(journeys::people_by_nights(places, day.trips, most));
    }
    report::table all{std::move(columns)};
    for (int nights = 0; nights <= most + 1; ++nights) {
        std::vector<std::string> cells{nights <= most ? nights_words(nights, l) : pick(l, "不能", "no way")};
        for (const auto& of : sums) {
            std::int64_t total = 0;
            for (const auto people : of) total += people;
            const auto people = of[static_cast<std::size_t>(nights)];
            const auto share =
                total == 0 ? 0.0 : 100.0 * static_cast<double>(people) / static_cast<double>(total);
            cells.push_back(fmt::format(fmt::runtime(pick(l, "{} 人（{:.1f}%）", "{} people ({:.1f} %)")),
                                        people, share));
        }
        all.add_row(std::move(cells));
    }
    return all;
}

namespace {

/// Colours from dark to light, told apart in grey print too; the last is that of no way.
constexpr std::array night_colors{"#1a5e3a", "#4f9d69", "#a7cf8f", "#f0e3a0", "#ffffff"};

const char* color_of(const std::optional<trip_to_service>& x) {
    constexpr auto last = static_cast<int>(night_colors.size()) - 2;
    return x ? night_colors[static_cast<std::size_t>(std::min(x->nights, last))] : night_colors.back();
}

/// Points in the box of all, as on a map of a small area.
class map_frame {
public:
    static constexpr double width = 360, margin = 40, title = 24;

    explicit map_frame(std::span<const std::optional<geo::point>> points) {
        for (const auto& p : points) {
            if (!p) continue;
            west_ = std::min(west_, p->lon().degrees());
            east_ = std::max(east_, p->lon().degrees());
            south_ = std::min(south_, p->lat().degrees());
            north_ = std::max(north_, p->lat().degrees());
        }
        if (west_ > east_) return; // no point
        shrink_ = std::cos((south_ + north_) / 2 * 3.14159265358979 / 180);
        scale_ = (width - 2 * margin) / std::max((east_ - west_) * shrink_, 0.01);
        height_ = std::clamp((north_ - south_) * scale_, 40.0, 400.0) + 2 * margin;
        scale_ = std::min(scale_, (height_ - 2 * margin) / std::max(north_ - south_, 0.01));
    }
    [[nodiscard]] double height() const { return height_; }
    [[nodiscard]] report::spot spot_of(const geo::point& p) const {
        return {width / 2 + (p.lon().degrees() - (west_ + east_) / 2) * shrink_ * scale_,
                height_ / 2 - (p.lat().degrees() - (south_ + north_) / 2) * scale_};
    }

private:
    double west_ = 180, east_ = -180, south_ = 90, north_ = -90;
    double shrink_ = 1, scale_ = 1, height_ = 2 * margin;
};

/// Where names fit above or below their discs, or a line further off, without lying on another one.
class label_room {
public:
    explicit label_room(double width) : width_{width} {}

    std::optional<report::spot> take(report::spot disc, double radius, std::string_view words) {
        const auto half = 3.3 * static_cast<double>(display_width(words));
        const auto x = std::clamp(disc.x, half + 6, std::max(half + 6, width_ - half - 6));
        for (const auto y :
             {disc.y - radius - 4, disc.y + radius + 13, disc.y - radius - 18, disc.y + radius + 27}) {
            const auto lies_on = [&](const box& b) {
                return std::abs(b.x - x) < b.half + half && std::abs(b.y - y) < line;
            };
            if (std::any_of(taken_.begin(), taken_.end(), lies_on)) continue;
            taken_.push_back({x, y, half});
            return report::spot{x, y};
        }
        return std::nullopt;
    }

private:
    static constexpr double line = 13;
    struct box {
        double x, y, half;
    };
    double width_;
    std::vector<box> taken_;
};

} // namespace

std::string draw_catchment(const rail::timetable& t, std::span<const settlement> places,
                           std::span<const catchment_day> days, language l) {
    check_trips(places, days);
    std::vector<std::optional<geo::point>> points;
    std::int64_t most_people = 1;
    for (const auto& p : places) {
        points.push_back(p.at || !p.station ? p.at : t.stations().at(*p.station).at);
        most_people = std::max(most_people, p.people);
    }
    std::vector<std::size_t> by_people(places.size());
    std::iota(by_people.begin(), by_people.end(), std::size_t{0});
    std::stable_sort(by_people.begin(), by_people.end(),
                     [&](std::size_t a, std::size_t b) { return places[a].people > places[b].people; });
    const map_frame frame{points};
    const auto panel = frame.height() + map_frame::title;
    report::svg out{map_frame::width, panel * static_cast<double>(days.size()) + 26,
                    pick(l, "谁到得了，何时回得来", "who gets there, and when they are back")};
    auto top = 0.0;
    for (const auto& day : days) {
        out.text({10, top + 16}, calendar::to_string(day.day), {.size = 13});
        out.rectangle({4, top + map_frame::title}, map_frame::width - 8, frame.height() - 4,
                      {.color = "#cbd5e0", .fill = "#f7fafc"});
        label_room labels{map_frame::width};
        for (const auto i : by_people) {
            if (!points[i]) continue;
            auto at = frame.spot_of(*points[i]);
            at.y += top + map_frame::title;
            const auto share = static_cast<double>(places[i].people) / static_cast<double>(most_people);
            const auto radius = 4 + 12 * std::sqrt(share);
            out.circle(at, radius, {.color = "#333", .fill = color_of(day.trips[i])},
                       places[i].name.in(l) + ": " + trip_words(day.trips[i], l));
            if (const auto where = labels.take(at, radius, places[i].name.in(l)))
                out.text(*where, places[i].name.in(l),
                         {.size = 12, .anchor = report::anchor::middle, .halo = true});
        }
        top += panel;
    }
    auto x = 10.0;
    const auto most = std::min(most_nights(days), static_cast<int>(night_colors.size()) - 2);
    for (int nights = 0; nights <= most + 1; ++nights) {
        const auto words = nights <= most ? nights_words(nights, l) : std::string{pick(l, "不能", "no way")};
        out.circle(
            {x + 6, top + 12}, 6,
            {.color = "#333",
             .fill = nights <= most ? night_colors[static_cast<std::size_t>(nights)] : night_colors.back()});
        out.text({x + 16, top + 16}, words, {.size = 11});
        x += 28 + 6.2 * static_cast<double>(display_width(words));
    }
    return out.str();
}

} // namespace qaidam::views
