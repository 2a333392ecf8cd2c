// Locating, drawing and staffing against what one would use instead.
//
// Locating: a Boost.Geometry R-tree of the areas' boxes, asked with covered_by. Drawing: METIS, k-way and
// contiguous, given the same tolerance. Staffing: LEMON's network simplex, ways to all posts included.

#include <qaidam/geo/locator.hpp>
#include <qaidam/geojson/geojson.hpp>
#include <qaidam/grids/staff.hpp>
#include <qaidam/solve/partition.hpp>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <memory>
#include <random>

#include <benchmark/benchmark.h>
#include <boost/geometry.hpp>
#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/multi_polygon.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <lemon/list_graph.h>
#include <lemon/network_simplex.h>
#include <metis.h>
#include <nlohmann/json.hpp>
#include <zlib.h>

using namespace qaidam;

namespace {

std::string read(const std::string& file) {
    std::ifstream stream{std::string{QAIDAM_TEST_DATA} + "/" + file, std::ios::binary};
    if (!stream) throw std::runtime_error("QAIDAM_TEST_DATA has no " + file);
    return {std::istreambuf_iterator<char>{stream}, {}};
}

/// The text of a .gz file.
std::string unpack(const std::string& file) {
    const auto path = std::string{QAIDAM_TEST_DATA} + "/" + file;
    const std::unique_ptr<gzFile_s, decltype(&gzclose)> packed{gzopen(path.c_str(), "rb"), gzclose};
    if (!packed) throw std::runtime_error("QAIDAM_TEST_DATA has no " + file);
    std::string text;
    char some[65536];
    for (int n = 0; (n = gzread(packed.get(), some, sizeof some)) > 0;)
        text.append(some, static_cast<std::size_t>(n));
    return text;
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
    for (const auto& f : geojson::read(read(file), file, {.policy = policy::repair}).value) {
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

/// Providence's census blocks, neighbours where they share a border, with their people.
solve::partition_problem providence() {
    const std::string file = "geo-providence-blocks/providence_blocks.geojson";
    const auto areas = areas_of(file);
    solve::partition_problem p{.nodes = areas.size(), .weights = {{}}};
    for (const auto& f : geojson::read(read(file), file).value)
        p.weights[0].push_back(std::stoll(f.properties.at("TOTPOP")));
    for (const auto& n : geo::find_shared_borders(areas)) p.edges.push_back({n.one, n.other});
    return p;
}

/// Arkansas's block groups, unpacked from arkansas_bg_graph.json.gz.
solve::partition_problem arkansas() {
    const auto graph = nlohmann::json::parse(unpack("geo-bg-graph/arkansas_bg_graph.json.gz"));
    solve::partition_problem p{.weights = {{}}};
    std::map<std::string, std::size_t> number;
    for (const auto& n : graph["nodes"]) {
        number[n["id"].get<std::string>()] = p.nodes++;
        p.weights[0].push_back(n["tot_pop_20"].get<std::int64_t>());
    }
    for (std::size_t v = 0; v < p.nodes; ++v)
        for (const auto& to : graph["adjacency"][v])
            if (const auto u = number.at(to["id"].get<std::string>()); u > v) p.edges.push_back({v, u});
    return p;
}

struct quality {
    std::int64_t cut = 0;
    double imbalance = 0;
    bool connected = false; ///< and no part empty
};

quality quality_of(const solve::partition_problem& p, const std::vector<std::uint32_t>& part_of) {
    quality q;
    std::vector<std::int64_t> weight(p.parts);
    std::int64_t sum = 0;
    std::vector<solve::edge> inside;
    for (std::size_t v = 0; v < p.nodes; ++v) weight[part_of[v]] += p.weights[0][v], sum += p.weights[0][v];
    for (const auto& e : p.edges) {
        if (part_of[e.from] != part_of[e.to])
            q.cut += e.cost;
        else
            inside.push_back({e.from, e.to});
    }
    q.imbalance = static_cast<double>(*std::max_element(weight.begin(), weight.end())) *
                      static_cast<double>(p.parts) / static_cast<double>(sum) -
                  1;
    const auto piece = solve::components(p.nodes, inside);
    std::vector<char> used(p.parts);
    for (const auto part : part_of) used[part] = 1;
    q.connected = *std::max_element(piece.begin(), piece.end()) + 1 == p.parts &&
                  std::count(used.begin(), used.end(), 1) == static_cast<std::ptrdiff_t>(p.parts);
    return q;
}

std::vector<std::uint32_t> with_metis(const solve::partition_problem& p) {
    std::vector<std::vector<idx_t>> beside(p.nodes);
    for (const auto& e : p.edges) {
        beside[e.from].push_back(static_cast<idx_t>(e.to));
        beside[e.to].push_back(static_cast<idx_t>(e.from));
    }
    std::vector<idx_t> first{0};
    std::vector<idx_t> edges;
    for (const auto& list : beside) {
        edges.insert(edges.end(), list.begin(), list.end());
        first.push_back(static_cast<idx_t>(edges.size()));
    }
    std::vector<idx_t> weights(p.weights[0].begin(), p.weights[0].end());
    std::vector<idx_t> part_of(p.nodes);
    auto nodes = static_cast<idx_t>(p.nodes);
    auto parts = static_cast<idx_t>(p.parts);
    idx_t measures = 1;
    idx_t cut = 0;
    idx_t options[METIS_NOPTIONS];
    METIS_SetDefaultOptions(options);
    options[METIS_OPTION_CONTIG] = 1;
    options[METIS_OPTION_UFACTOR] = static_cast<idx_t>(std::lround(*p.tolerance * 1000));
    METIS_PartGraphKway(&nodes, &measures, first.data(), edges.data(), weights.data(), nullptr, nullptr,
                        &parts, nullptr, nullptr, options, &cut, part_of.data());
    return {part_of.begin(), part_of.end()};
}

void draw(benchmark::State& state, solve::partition_problem (*load)()) {
    auto p = load();
    p.parts = static_cast<std::size_t>(state.range(0));
    p.tolerance = 0.01;
    double ours = 1e9;
    double theirs = 1e9;
    quality metis, first, later;
    for (auto _ : state) {
        theirs = std::min(theirs, time_of([&] { metis = quality_of(p, with_metis(p)); }));
        ours = std::min(ours, time_of([&] { first = quality_of(p, solve::partition(p).part_of); }));
    }
    const double more = time_of([&] { later = quality_of(p, solve::partition(p, {.steps = 10}).part_of); });
    if (!first.connected || !later.connected) return state.SkipWithError("a part is empty or in pieces");
    state.counters["METIS cut"] = static_cast<double>(metis.cut);
    state.counters["METIS %"] = metis.imbalance * 100;
    state.counters["METIS ms"] = theirs * 1000;
    state.counters["cut"] = static_cast<double>(first.cut);
    state.counters["%"] = first.imbalance * 100;
    state.counters["times METIS"] = ours / theirs;
    state.counters["10 steps cut"] = static_cast<double>(later.cut);
    state.counters["10 steps %"] = later.imbalance * 100;
    state.counters["10 steps ms"] = more * 1000;
}

/// Posts and workers of a town at random: a worker can take some of the posts, each one at a time.
struct town {
    std::vector<grids::post> posts;
    std::vector<grids::worker> workers;
};

town random_town(std::mt19937_64& engine, int posts, int workers) {
    std::uniform_real_distribution<double> degrees{0, 0.02};
    std::uniform_int_distribution<int> kind{0, 2};
    std::uniform_int_distribution<int> few{1, 3};
    constexpr civic::role_kind kinds[] = {civic::role_kind::party_member, civic::role_kind::grid_member,
                                          civic::role_kind::full_time_grid_leader};
    const auto place = [&] {
        const double lon = 99 + degrees(engine);
        return geo::point{geo::longitude{lon}, geo::latitude{37 + degrees(engine)}};
    };
    town t;
    for (int i = 0; i < posts; ++i)
        t.posts.push_back({.place = "p" + std::to_string(i), .roles = {kinds[kind(engine)]}, .at = place()});
    for (int i = 0; i < workers; ++i)
        t.workers.push_back({.person = "w" + std::to_string(i),
                             .roles = {kinds[kind(engine)], kinds[kind(engine)]},
                             .at = place(),
                             .most = few(engine)});
    return t;
}

/// The least cost by LEMON's network simplex, with as many posts filled as can be: an open post costs more
/// than all ways. In centimetres, as a change of 500 m each.
std::int64_t with_lemon(const town& t, std::int64_t& filled) {
    lemon::ListDigraph graph;
    lemon::ListDigraph::ArcMap<std::int64_t> capacity{graph};
    lemon::ListDigraph::ArcMap<std::int64_t> cost{graph};
    const auto source = graph.addNode();
    const auto sink = graph.addNode();
    constexpr std::int64_t open = 1'000'000'000;
    const auto join = [&](lemon::ListDigraph::Node a, lemon::ListDigraph::Node b, std::int64_t most,
                          std::int64_t price) {
        const auto arc = graph.addArc(a, b);
        capacity[arc] = most;
        cost[arc] = price;
    };
    std::vector<lemon::ListDigraph::Node> workers;
    for (const auto& w : t.workers) {
        workers.push_back(graph.addNode());
        join(source, workers.back(), w.most, 0);
    }
    for (const auto& p : t.posts) {
        const auto node = graph.addNode();
        join(node, sink, 1, 0);
        join(source, node, 1, open);
        for (std::size_t w = 0; w < t.workers.size(); ++w)
            if (std::find(t.workers[w].roles.begin(), t.workers[w].roles.end(), p.roles[0]) !=
                t.workers[w].roles.end())
                join(workers[w], node, 1,
                     std::llround(geo::distance(*t.workers[w].at, *p.at).value() * 100) + 50000);
    }
    lemon::NetworkSimplex<lemon::ListDigraph, std::int64_t> simplex{graph};
    const auto posts = static_cast<std::int64_t>(t.posts.size());
    simplex.upperMap(capacity).costMap(cost).stSupply(source, sink, posts).run();
    const auto total = simplex.totalCost<std::int64_t>();
    filled = posts - total / open;
    return total % open;
}

void staff(benchmark::State& state) {
    std::mt19937_64 engine{7};
    double ours = 0;
    double theirs = 0;
    std::int64_t differ = 0;
    for (auto _ : state)
        for (int i = 0; i < 1000; ++i) {
            const auto t = random_town(engine, 5 + i % 40, 3 + i % 30);
            grids::staffing s;
            std::int64_t filled = 0;
            std::int64_t cost = 0;
            ours += time_of([&] { s = grids::staff(t.posts, t.workers); });
            theirs += time_of([&] { cost = with_lemon(t, filled); });
            differ += std::llround(s.cost.value() * 100) != cost ||
                              s.placements.size() != static_cast<std::size_t>(filled)
                          ? 1
                          : 0;
        }
    if (differ > 0) state.SkipWithError("costs differ from LEMON's");
    state.counters["ms for 1000"] = ours * 1000;
    state.counters["LEMON ms"] = theirs * 1000;
    state.counters["ratio"] = theirs / ours;
}

} // namespace

BENCHMARK(staff)->Iterations(1);
BENCHMARK_CAPTURE(draw, providence, providence)->Arg(4)->Arg(22)->Arg(100)->Iterations(5);
BENCHMARK_CAPTURE(draw, arkansas, arkansas)->Arg(4)->Arg(22)->Arg(100)->Iterations(5);
BENCHMARK_CAPTURE(locate, providence, "geo-providence-blocks/providence_blocks.geojson")->Iterations(5);
BENCHMARK_CAPTURE(locate, san_francisco, "geo-neighbourhoods/san-francisco.geojson")->Iterations(5);
BENCHMARK_CAPTURE(locate, vancouver, "geo-neighbourhoods/vancouver.geojson")->Iterations(5);

BENCHMARK_MAIN();
