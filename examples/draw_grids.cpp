// Draws grids: units become a given number of connected parts of much the same weight, with a proof.
//
// Demonstrates: units from polygons, points or a graph; a plan with its proof; keeping today's plan.
// Read first: locate.

#include <fmt/format.h>

#include <qaidam/geojson/geojson.hpp>
#include <qaidam/grids/draw.hpp>
#include <qaidam/views/grid_views.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <string_view>

using namespace qaidam;

namespace {

constexpr auto usage =
    "usage: draw_grids (UNITS.geojson | --graph EDGES.csv --weights WEIGHTS.csv) K --weight FIELD\n"
    "                  [--within FIELD] [--tolerance T] [--steps N] [--seed N] [--border pairs|meters]\n"
    "                  [--keep TODAY.csv] [--join] [--lang zh|en] --csv PLAN.csv [-o "
    "PLAN.geojson|PLAN.svg]\n\n"
    "UNITS has polygons, which are neighbours where they share a border, else points. FIELD is one of their\n"
    "properties, or a column of WEIGHTS.csv, whose first column is the unit; the first two columns of\n"
    "EDGES.csv are neighbours, a column `length` how long their border is. No grid weighs more than T above\n"
    "the mean (0.03 if not given), if that can be; with `least` they are as even as can be; none leaves the\n"
    "FIELD that it lies within. TODAY.csv and PLAN.csv have the columns unit,grid; a unit is the feature's "
    "number from 0 or its name in EDGES.csv.\n"
    "--join connects islands with what is nearest.\n";

struct arguments {
    std::map<std::string, std::string> options;
    std::vector<std::string> words;

    [[nodiscard]] std::string of(const std::string& name, std::string otherwise = {}) const {
        const auto found = options.find(name);
        return found == options.end() ? std::move(otherwise) : found->second;
    }
};

std::optional<arguments> parse(int argc, char** argv) {
    arguments a;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--join")
            a.options[word] = word;
        else if (!word.starts_with("-"))
            a.words.push_back(word);
        else if (i + 1 < argc)
            a.options[word] = argv[++i];
        else
            return std::nullopt;
    }
    const std::string_view known[] = {"--graph", "--weights", "--weight", "--within", "--tolerance",
                                      "--steps", "--seed",    "--border", "--keep",   "--join",
                                      "--lang",  "--csv",     "-o"};
    for (const auto& [name, value] : a.options)
        if (std::find(std::begin(known), std::end(known), name) == std::end(known)) return std::nullopt;
    const auto is_one_of = [&](const std::string& name, std::initializer_list<std::string_view> words) {
        const auto value = a.of(name);
        return value.empty() || std::find(words.begin(), words.end(), value) != words.end();
    };
    if (!is_one_of("--border", {"pairs", "meters"}) || !is_one_of("--lang", {"zh", "en"}))
        return std::nullopt;
    const bool graph = a.options.contains("--graph") && a.options.contains("--weights");
    if (a.words.size() != (graph ? 1u : 2u) || !a.options.contains("--weight") ||
        !a.options.contains("--csv"))
        return std::nullopt;
    return a;
}

std::string read(const std::string& file) {
    notices wrong;
    const auto text = read_text_file(file, wrong); // without a byte order mark
    if (!text) throw data_error{wrong};
    return std::string{text->view()};
}

void write(const std::string& file, const std::string& text) {
    std::ofstream stream{file, std::ios::binary};
    stream << text;
    if (!stream.flush()) throw std::runtime_error(file + " cannot be written");
}

constexpr double heaviest = 1e9; ///< a unit

double number(const std::string& text, const std::string& what, double most = 1e12) {
    double value = -1;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value).ptr;
    if (end != text.data() + text.size() || !(value >= 0) || value > most)
        throw std::runtime_error(fmt::format("{}: got {}, want a number from 0 to {}", what, text, most));
    return value;
}

std::int64_t whole_number(const std::string& text, const std::string& what) {
    const double value = number(text, what);
    if (value != std::floor(value))
        throw std::runtime_error(fmt::format("{}: got {}, want a whole number", what, text));
    return static_cast<std::int64_t>(value);
}

/// A CSV file with a header, whatever its columns are.
struct table {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;

    [[nodiscard]] std::size_t column(const std::string& name, const std::string& file) const {
        const auto found = std::find(header.begin(), header.end(), name);
        if (found == header.end())
            throw std::runtime_error(
                fmt::format("{}: no column {}, there are: {}", file, name, fmt::join(header, ", ")));
        return static_cast<std::size_t>(found - header.begin());
    }
};

table read_csv(const std::string& file, std::size_t columns) {
    const auto text = read(file);
    notices wrong;
    csv_reader reader{text, file, wrong};
    table all;
    while (const auto row = reader.next()) {
        const std::vector<std::string> cells{row->begin(), row->end()};
        if (all.header.empty())
            all.header = cells;
        else if (cells.size() < all.header.size() || cells.size() < columns)
            throw std::runtime_error(fmt::format("{}:{}: got {} cells, want {}", file, reader.line(),
                                                 cells.size(), std::max(columns, all.header.size())));
        else
            all.rows.push_back(cells);
    }
    if (wrong.has_errors()) throw data_error{wrong};
    if (all.header.size() < columns)
        throw std::runtime_error(fmt::format("{}: want a header of {} columns", file, columns));
    return all;
}

grids::drawing_units from_graph(const arguments& a) {
    const auto weights_file = a.of("--weights");
    const auto weights = read_csv(weights_file, 2);
    const auto weight = weights.column(a.of("--weight"), weights_file);
    grids::drawing_units units;
    std::vector<double> weighing;
    std::map<std::string, std::size_t> unit_of;
    for (const auto& row : weights.rows) {
        if (!unit_of.emplace(row[0], units.size()).second)
            throw std::runtime_error(fmt::format("{}: unit {} occurs twice", weights_file, row[0]));
        units.keys.emplace_back(row[0]);
        weighing.push_back(number(row[weight], fmt::format("{}: unit {}", weights_file, row[0]), heaviest));
        if (!a.of("--within").empty())
            units.within.push_back(row[weights.column(a.of("--within"), weights_file)]);
    }
    units.measures = {grids::measure_of({a.of("--weight"), a.of("--weight")}, weighing)};
    const auto edges_file = a.of("--graph");
    const auto edges = read_csv(edges_file, 2);
    const auto length = std::find(edges.header.begin(), edges.header.end(), "length") - edges.header.begin();
    for (const auto& row : edges.rows) {
        for (const auto& name : {row[0], row[1]})
            if (!unit_of.contains(name))
                throw std::runtime_error(
                    fmt::format("{}: unit {} is not in {}", edges_file, name, weights_file));
        const auto at = static_cast<std::size_t>(length);
        units.borders.push_back({unit_of[row[0]], unit_of[row[1]],
                                 geo::meters{at < edges.header.size() ? number(row[at], edges_file) : 0}});
    }
    return units;
}

/// Features, repaired where that can be; one left out would shift the numbers of those after it.
geojson::feature_collection read_features(const std::string& file) {
    auto [features, repairs] = geojson::read(read(file), file, {.policy = policy::repair});
    refuse_errors(repairs, policy::strict);
    for (const auto& r : repairs) fmt::print(stderr, "draw_grids: {}\n", r);
    return std::move(features);
}

/// The features that are units: those with polygons, else the points; and the polygons, none if they are points.
struct units_of_map {
    std::vector<std::size_t> features;
    std::vector<geo::multipolygon> areas;
};

units_of_map find_units(const geojson::feature_collection& features, const std::string& file) {
    units_of_map units;
    const auto [areas, others] = geojson::areas_of(features, file);
    for (std::size_t i = 0; i < features.size(); ++i)
        if (!areas[i].empty()) {
            units.features.push_back(i);
            units.areas.push_back(areas[i]);
        }
    if (!units.areas.empty()) {
        for (const auto& o : others) fmt::print(stderr, "draw_grids: {}; it is no unit\n", o);
        return units;
    }
    for (std::size_t i = 0; i < features.size(); ++i)
        if (std::holds_alternative<geo::point>(features[i].geometry))
            units.features.push_back(i);
        else
            fmt::print(stderr,
                       "draw_grids: feature {} has the geometry {}, want polygons or points; it is no unit\n",
                       i + 1, geojson::kind_of(features[i].geometry));
    return units;
}

grids::drawing_units from_features(const geojson::feature_collection& features, const units_of_map& map,
                                   const arguments& a) {
    grids::drawing_units units;
    std::vector<double> weighing;
    const auto& areas = map.areas;
    for (const auto i : map.features) {
        const auto& f = features[i];
        const auto property = [&](const std::string& name) {
            const auto found = f.properties.find(name);
            if (found == f.properties.end())
                throw std::runtime_error(fmt::format("feature {} has no property {}", i, name));
            return found->second;
        };
        units.keys.emplace_back(std::to_string(i));
        weighing.push_back(number(property(a.of("--weight")), fmt::format("feature {}", i), heaviest));
        if (!a.of("--within").empty()) units.within.push_back(property(a.of("--within")));
        if (areas.empty()) units.at.push_back(std::get<geo::point>(f.geometry));
    }
    units.measures = {grids::measure_of({a.of("--weight"), a.of("--weight")}, weighing)};
    for (const auto& area : areas) units.at.push_back(geo::centre_of(area));
    for (const auto& n : areas.empty() ? geo::find_near_points(units.at) : geo::find_shared_borders(areas))
        units.borders.push_back({n.one, n.other, areas.empty() ? geo::meters{0} : n.length});
    if (areas.empty() || a.options.contains("--join")) grids::join_pieces(units);
    return units;
}

/// The grids of today by name, heaviest first, so that the lightest end where fewer are wanted; and the grid
/// of each unit, none where it has none.
std::vector<std::string> today_of(const std::string& file, const grids::drawing_units& units,
                                  std::vector<std::optional<std::uint32_t>>& today) {
    if (file.empty()) return {};
    const auto rows = read_csv(file, 2);
    const auto unit = rows.column("unit", file);
    const auto grid = rows.column("grid", file);
    std::map<std::string, std::size_t> number_of;
    for (std::size_t i = 0; i < units.size(); ++i) number_of[units.keys[i].text()] = i;
    std::map<std::size_t, std::string> grid_of;
    std::map<std::string, std::int64_t> weight;
    for (const auto& row : rows.rows) {
        const auto found = number_of.find(row[unit]);
        if (found == number_of.end())
            throw std::runtime_error(fmt::format("{}: there is no unit {}", file, row[unit]));
        if (row[grid].empty()) continue;
        if (!grid_of.emplace(found->second, row[grid]).second)
            throw std::runtime_error(fmt::format("{}: unit {} occurs twice", file, row[unit]));
        weight[row[grid]] += units.measures[0].weights[found->second];
    }
    std::vector<std::string> names;
    for (const auto& [name, sum] : weight) names.push_back(name);
    std::stable_sort(names.begin(), names.end(),
                     [&](const auto& x, const auto& y) { return weight[x] > weight[y]; });
    today.resize(units.size());
    for (const auto& [i, name] : grid_of)
        today[i] = static_cast<std::uint32_t>(std::find(names.begin(), names.end(), name) - names.begin());
    return names;
}

} // namespace

int main(int argc, char** argv) {
    const bool asked = argc == 2 && std::string_view{argv[1]} == "--help";
    const auto parsed = asked ? std::nullopt : parse(argc, argv);
    if (!parsed) {
        fmt::print(asked ? stdout : stderr, "{}", usage);
        return asked ? 0 : 2;
    }
    const auto& a = *parsed;
    const auto l = a.of("--lang") == "zh" ? language::zh : language::en;
    try {
        geojson::feature_collection features;
        if (!a.options.contains("--graph")) features = read_features(a.words[0]);
        const auto map = find_units(features, a.words[0]);
        const auto units = a.options.contains("--graph") ? from_graph(a) : from_features(features, map, a);
        const auto k = static_cast<std::size_t>(whole_number(a.words.back(), "K"));
        grids::draw_options options{
            .shorten =
                a.of("--border") == "meters" ? grids::border_measure::meters : grids::border_measure::pairs,
            .seed = static_cast<std::uint64_t>(whole_number(a.of("--seed", "1"), "--seed")),
            .steps = static_cast<std::size_t>(whole_number(a.of("--steps", "10"), "--steps"))};
        if (a.of("--tolerance") == "least")
            options.tolerance = grids::least;
        else
            options.tolerance = number(a.of("--tolerance", "0.03"), "--tolerance", 1000);
        auto names = today_of(a.of("--keep"), units, options.today); // of the grids

        const auto plan = grids::draw_plan(units, k, options);
        for (std::size_t next = 1; names.size() < k; ++next)
            if (const auto name = std::to_string(next);
                std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);

        static constexpr column columns[] = {{"unit", cell_kind::needed}, {"grid", cell_kind::needed}};
        constexpr table_layout layout{.file = "plan.csv", .columns = columns};
        csv_writer csv{layout};
        for (std::size_t i = 0; i < units.size(); ++i)
            csv.row({units.keys[i].text(), names[plan.grid_of()[i]]});
        write(a.of("--csv"), csv.text());
        for (std::size_t i = 0; i < map.features.size(); ++i)
            features[map.features[i]].properties["grid"] = names[plan.grid_of()[i]];
        if (const auto file = a.of("-o"); file.ends_with(".svg"))
            write(file, views::draw_plan_map(units, map.areas, plan, l));
        else if (!file.empty())
            write(file, geojson::write(features));
        fmt::print("{}\n", to_string(plan.proof(), l));
        for (const auto& f : plan.findings()) fmt::print(stderr, "draw_grids: {}\n", to_string(f, l));
    } catch (const std::exception& e) {
        fmt::print(stderr, "draw_grids: {}\n", e.what());
        return 1;
    }
}
