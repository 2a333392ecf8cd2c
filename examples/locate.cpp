// Says which polygon each point lies in.
//
// Demonstrates: polygons from GeoJSON; many points at once; what is near, and what is odd about the rest.
// Read first: check_feed.

#include <qaidam/base/csv.hpp>
#include <qaidam/geojson/geojson.hpp>

#include <algorithm>
#include <charconv>
#include <string_view>

using namespace qaidam;

namespace {

std::string read(const std::string& file) {
    notices wrong;
    const auto text = read_text_file(file, wrong); // without a byte order mark
    if (!text) throw data_error{wrong};
    return std::string{text->view()};
}

/// A length of 0 or more, else nothing.
std::optional<geo::meters> find_length(std::string_view text) {
    double value = -1;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value).ptr;
    return end == text.data() + text.size() && value >= 0 ? std::optional{geo::meters{value}} : std::nullopt;
}

} // namespace

int main(int argc, char** argv) {
    const bool asked = argc == 2 && std::string_view{argv[1]} == "--help";
    const auto near =
        argc == 5 && std::string_view{argv[3]} == "--nearest" ? find_length(argv[4]) : std::nullopt;
    if (asked || (argc != 3 && !near) || argv[1][0] == '-') {
        fmt::print(
            asked ? stdout : stderr,
            "usage: locate POLYGONS.geojson POINTS.csv [--nearest METERS]\n\n"
            "POINTS has the columns lon,lat in WGS 84. Prints lon,lat,polygon,name: the number of the\n"
            "feature from 0, the first where several have the point, and its id or name; blank where\n"
            "none has it. With --nearest, the nearest no further than METERS away.\n");
        return asked ? 0 : 2;
    }
    try {
        const auto [features, repairs] = geojson::read(read(argv[1]), argv[1], {.policy = policy::repair});
        refuse_errors(repairs,
                      policy::strict); // a feature left out would shift the numbers of those after it
        for (const auto& r : repairs) fmt::print(stderr, "locate: {}\n", r);
        const auto [areas, others] = geojson::areas_of(features, argv[1]);
        for (const auto& o : others) fmt::print(stderr, "locate: {}\n", o);
        std::vector<std::string> names;
        for (const auto& f : features) {
            const auto name = f.properties.find("name");
            names.push_back(!f.id.empty() || name == f.properties.end() ? f.id : name->second);
        }
        static constexpr column in[] = {{"lon", cell_kind::needed}, {"lat", cell_kind::needed}};
        notices wrong;
        std::vector<geo::point> points;
        std::vector<std::pair<std::string, std::string>> written; // as the file has it
        read_table_text(read(argv[2]), {.file = argv[2], .columns = in}, wrong, [&](record& r) {
            const double lon = r.number("lon", -180, 180);
            const double lat = r.number("lat", -90, 90);
            if (!r.ok()) return;
            points.push_back({geo::longitude{lon}, geo::latitude{lat}});
            written.emplace_back(r.cell("lon"), r.cell("lat"));
        });
        refuse_errors(wrong, policy::strict);

        const geo::area_index index{areas};
        const auto found = index.find(points);
        static constexpr column out[] = {{"lon", cell_kind::needed},
                                         {"lat", cell_kind::needed},
                                         {"polygon", cell_kind::needed},
                                         {"name", cell_kind::needed}};
        constexpr table_layout layout{.file = "located.csv", .columns = out};
        csv_writer csv{layout};
        std::size_t nearby = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            auto area = found[i];
            if (!area && near)
                if (const auto nearest = index.find_nearest(points[i], *near)) area = nearest->area, ++nearby;
            csv.row({written[i].first, written[i].second, area ? std::to_string(*area) : "",
                     area ? names[*area] : ""});
        }
        fmt::print("{}", csv.text());
        const auto missed = std::count(found.begin(), found.end(), std::nullopt);
        fmt::print(stderr, "locate: {} of {} points lie in one of {} polygons, {} more are near one\n",
                   points.size() - static_cast<std::size_t>(missed), points.size(),
                   areas.size() - others.count(geojson::codes::no_area), nearby);
        for (const auto& suspicion : geo::explain_misses(index, points))
            fmt::print(stderr, "locate: {}\n", to_string(suspicion));
    } catch (const std::exception& e) {
        fmt::print(stderr, "locate: {}\n", e.what());
        return 1;
    }
}
