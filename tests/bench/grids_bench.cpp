// Locating and drawing against what one would use instead.
//
// Locating: a Boost.Geometry R-tree of the areas' boxes, asked with covered_by. Drawing: METIS, k-way and
// contiguous, given the same tolerance.

#include <qaidam/geo/locator.hpp>
#include <qaidam/geojson/geojson.hpp>

#include <chrono>
#include <fstream>
#include <random>
#include <sstream>

#include <benchmark/benchmark.h>
#include <boost/geometry.hpp>
#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/multi_polygon.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>
#include <boost/geometry/index/rtree.hpp>

using namespace qaidam;

namespace {

std::string read(const std::string& file) {
    std::ifstream stream{std::string{QAIDAM_TEST_DATA} + "/" + file, std::ios::binary};
    if (!stream) throw std::runtime_error("QAIDAM_TEST_DATA has no " + file);
    return {std::istreambuf_iterator<char>{stream}, {}};
}

using seconds = std::chrono::duration<double>;

template <class Work>
double time_of(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return seconds{std::chrono::steady_clock::now() - start}.count();
}

namespace bg = boost::geometry;
using flat_point = bg::model::d2::point_xy<double>;
using flat_polygon = bg::model::polygon<flat_point>;
using flat_areas = bg::model::multi_polygon<flat_polygon>;
using box = bg::model::box<flat_point>;

/// What one writes with Boost.Geometry: the boxes in an R-tree, each that holds the point asked exactly.
class rtree_locator {
public:
    explicit rtree_locator(const std::vector<geo::multipolygon>& areas) {
        std::vector<std::pair<box, std::size_t>> boxes;
        for (const auto& area : areas) {
            auto& shape = areas_.emplace_back();
            for (const auto& part : area) {
                auto& to = shape.emplace_back();
                to.inners().resize(part.holes().size());
                const auto copy = [](const geo::ring& from, auto& ring) {
                    for (const auto& p : from) ring.push_back({p.lon().degrees(), p.lat().degrees()});
                };
                copy(part.outer(), to.outer());
                for (std::size_t i = 0; i < part.holes().size(); ++i) copy(part.holes()[i], to.inners()[i]);
            }
            bg::correct(shape);
            boxes.emplace_back(bg::return_envelope<box>(shape), areas_.size() - 1);
        }
        tree_ = decltype(tree_){boxes};
    }
    std::optional<std::size_t> find(const geo::point& at) const {
        const flat_point p{at.lon().degrees(), at.lat().degrees()};
        std::optional<std::size_t> found;
        for (auto hit = tree_.qbegin(bg::index::intersects(p)); hit != tree_.qend(); ++hit)
            if ((!found || hit->second < *found) && bg::covered_by(p, areas_[hit->second]))
                found = hit->second;
        return found;
    }

private:
    std::vector<flat_areas> areas_;
    bg::index::rtree<std::pair<box, std::size_t>, bg::index::rstar<16>> tree_;
};

std::vector<geo::multipolygon> areas_of(const std::string& file) {
    std::vector<geo::multipolygon> areas;
    for (const auto& f : geojson::read(read(file), file, {.policy = policy::lenient}).value) {
        if (const auto* one = std::get_if<geo::polygon>(&f.geometry)) areas.push_back({*one});
        if (const auto* many = std::get_if<geo::multipolygon>(&f.geometry)) areas.push_back(*many);
    }
    return areas;
}

void locate(benchmark::State& state, const std::string& file) {
    const auto areas = areas_of(file);
    double build = 0;
    std::optional<geo::area_index> index;
    build = time_of([&] { index.emplace(areas); });
    const rtree_locator tree{areas};

    geo::bounds all = geo::bounds_of(areas[0][0]);
    for (const auto& area : areas)
        for (const auto& part : area) {
            const auto b = geo::bounds_of(part);
            all = {{std::min(all.south_west.lon(), b.south_west.lon()),
                    std::min(all.south_west.lat(), b.south_west.lat())},
                   {std::max(all.north_east.lon(), b.north_east.lon()),
                    std::max(all.north_east.lat(), b.north_east.lat())}};
        }
    std::mt19937_64 engine{42};
    std::uniform_real_distribution lon{all.south_west.lon().degrees(), all.north_east.lon().degrees()};
    std::uniform_real_distribution lat{all.south_west.lat().degrees(), all.north_east.lat().degrees()};
    std::vector<geo::point> points;
    for (int i = 0; i < 1'000'000; ++i)
        points.push_back({geo::longitude{lon(engine)}, geo::latitude{lat(engine)}});

    std::size_t differ = 0;
    for (const auto& p : points) differ += index->find(p) != tree.find(p) ? 1 : 0;
    if (differ > 0) return state.SkipWithError("answers differ");

    double ours = 1e9;
    double batch = 1e9;
    double theirs = 1e9;
    for (auto _ : state) {
        std::size_t sum = 0;
        ours = std::min(ours, time_of([&] {
                            for (const auto& p : points) sum += index->find(p).value_or(0);
                        }));
        batch = std::min(batch, time_of([&] { sum += index->find(points).size(); }));
        theirs = std::min(theirs, time_of([&] {
                              for (const auto& p : points) sum += tree.find(p).value_or(0);
                          }));
        benchmark::DoNotOptimize(sum);
    }
    state.counters["M/s"] = 1 / ours;
    state.counters["batch M/s"] = 1 / batch;
    state.counters["R-tree M/s"] = 1 / theirs;
    state.counters["ratio"] = theirs / ours;
    state.counters["batch ratio"] = theirs / batch;
    state.counters["build ms"] = build * 1000;
}

} // namespace

BENCHMARK_CAPTURE(locate, providence, "geo-providence-blocks/providence_blocks.geojson")->Iterations(5);
BENCHMARK_CAPTURE(locate, san_francisco, "geo-neighbourhoods/san-francisco.geojson")->Iterations(5);
BENCHMARK_CAPTURE(locate, vancouver, "geo-neighbourhoods/vancouver.geojson")->Iterations(5);

BENCHMARK_MAIN();
