#include <qaidam/geo/locator.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "plane.hpp"

// How a point is decided. Let `corner` be a place just to the north-east of a cell's north-east corner, and
// q the place on the cell's east side level with the point. From p to q, the inside changes with each edge
// that is east of p but not of q. From q to the corner, it changes with each edge that crosses the east side
// north of q. Both are edges of this cell; whether the corner is inside was found when the cell was laid out.
// Edges are half open, [low, high) in latitude and [west, east) in longitude, so that a corner counts once.

namespace qaidam::geo {
namespace {

constexpr std::uint32_t nothing = 0x7FFFFFFF;
constexpr std::uint32_t filled = 0x80000000; ///< and the area that fills the cell

/// Tells the processor that memory will be read soon.
void fetch(const void* at) {
#if defined(__GNUC__)
    __builtin_prefetch(at);
#else
    (void)at;
#endif
}

std::vector<multipolygon> each_alone(std::vector<polygon> polygons) {
    std::vector<multipolygon> all(polygons.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i].push_back(std::move(polygons[i]));
    return all;
}

bounds join(const bounds& a, const bounds& b) {
    return {
        {std::min(a.south_west.lon(), b.south_west.lon()), std::min(a.south_west.lat(), b.south_west.lat())},
        {std::max(a.north_east.lon(), b.north_east.lon()), std::max(a.north_east.lat(), b.north_east.lat())}};
}

bool lies_in(const bounds& outer, const bounds& inner) {
    const auto both = join(outer, inner);
    return both.south_west == outer.south_west && both.north_east == outer.north_east;
}

/// The box of an area; of an area without polygons, no box.
std::optional<bounds> box_of(const multipolygon& area) {
    std::optional<bounds> all;
    for (const auto& part : area) all = all ? join(*all, bounds_of(part)) : bounds_of(part);
    return all;
}

std::vector<double> lines(double from, double to, std::size_t cells) {
    std::vector<double> all(cells + 1, to);
    for (std::size_t i = 0; i < cells; ++i)
        all[i] = std::min(to, from + (to - from) * static_cast<double>(i) / static_cast<double>(cells));
    return all;
}

/// The cell (borders[i], borders[i + 1]] that holds a value between the first and the last border.
std::uint32_t cell_between(const std::vector<double>& borders, double value, double cells_a_degree) {
    const auto count = static_cast<double>(borders.size() - 1);
    auto i =
        static_cast<std::uint32_t>(std::clamp((value - borders.front()) * cells_a_degree, 0.0, count - 1));
    while (i + 2 < borders.size() && value > borders[i + 1]) ++i;
    while (i > 0 && value <= borders[i]) --i;
    return i;
}

/// Where a line from `low` to `high` is at a height between them, nearly.
double across(place low, place high, double y) {
    const double share = high.y > low.y ? std::clamp((y - low.y) / (high.y - low.y), 0.0, 1.0) : 0;
    return low.x + share * (high.x - low.x);
}

/// Whether the line from a to b, which crosses the meridian x, does so above a place on it. A line through
/// the place is above if it rises to the east.
bool passes_above(place a, place b, place q) {
    const auto& west = a.x < b.x ? a : b;
    const auto& east = a.x < b.x ? b : a;
    const int turn = orientation(west, east, q);
    return turn != 0 ? turn < 0 : east.y > west.y;
}

} // namespace

area_index::area_index(std::vector<multipolygon> areas) : areas_{std::move(areas)} {
    build();
}

area_index::area_index(std::vector<polygon> areas) : area_index{each_alone(std::move(areas))} {}

void area_index::build() {
    columns_.clear();
    cells_.clear();
    entries_.clear();
    edges_.clear();
    boxes_.clear();
    std::optional<bounds> all;
    std::size_t edges = 0;
    for (const auto& area : areas_) {
        const auto box = box_of(area);
        boxes_.push_back(box);
        if (box) all = all ? join(*all, *box) : *box;
        for_each_edge(area, [&](const point&, const point&) { ++edges; });
    }
    if (!all) return;

    // Some cells an edge, so that most cells have none or few; nearly square ones.
    const auto low = coordinates(all->south_west);
    const auto high = coordinates(all->north_east);
    const auto wanted = static_cast<double>(std::clamp<std::size_t>(edges * 8, 4096, std::size_t{1} << 22));
    const double shape = std::clamp((high.x - low.x) / (high.y - low.y), 1e-3, 1e3);
    const auto wide = static_cast<std::size_t>(std::max(1.0, std::sqrt(wanted * shape)));
    const auto tall = static_cast<std::size_t>(std::max(1.0, std::sqrt(wanted / shape)));
    columns_ = lines(low.x, high.x, wide);
    rows_ = lines(low.y, high.y, tall);
    columns_a_degree_ = static_cast<double>(wide) / (high.x - low.x);
    rows_a_degree_ = static_cast<double>(tall) / (high.y - low.y);
    cells_.assign(wide * tall, nothing);

    std::vector<placed_entry> placed;
    for (std::size_t a = 0; a < areas_.size(); ++a)
        for (const auto& part : areas_[a]) lay(a, part, placed);
    sort_by_cell(placed);
    std::vector<entry> here;
    for (std::size_t i = 0; i < placed.size();) {
        here.clear();
        const auto cell = placed[i].cell;
        for (; i < placed.size() && placed[i].cell == cell; ++i) here.push_back(placed[i].what);
        fill(cell, here);
    }
    // The edges of a cell side by side, as they are read.
    std::vector<edge> in_order;
    in_order.reserve(edges_.size());
    for (auto& e : entries_) {
        const auto moved = static_cast<std::uint32_t>(in_order.size()) - e.edges;
        in_order.insert(in_order.end(), edges_.begin() + e.edges, edges_.begin() + e.end);
        e.edges += moved;
        e.borders += moved;
        e.end += moved;
    }
    edges_ = std::move(in_order);
    used_at_first_ = edges_.size() + entries_.size();
}

std::uint32_t area_index::column_of(double x) const {
    return cell_between(columns_, x, columns_a_degree_);
}

std::uint32_t area_index::row_of(double y) const {
    return cell_between(rows_, y, rows_a_degree_);
}

void area_index::sort_by_cell(std::vector<placed_entry>& placed) {
    std::stable_sort(placed.begin(), placed.end(),
                     [](const placed_entry& a, const placed_entry& b) { return a.cell < b.cell; });
}

/// What the cells of a part's box know of it. Adds its edges.
void area_index::lay(std::size_t area, const polygon& part, std::vector<placed_entry>& placed) {
    const auto box = bounds_of(part);
    const auto first_column = column_of(box.south_west.lon().degrees());
    const auto first_row = row_of(box.south_west.lat().degrees());
    const auto wide = column_of(box.north_east.lon().degrees()) - first_column + 1;
    const auto tall = row_of(box.north_east.lat().degrees()) - first_row + 1;

    struct piece {
        std::uint32_t cell;
        edge line;
        bool border;
    };
    std::vector<piece> pieces;
    std::vector<char> corner(std::size_t{wide} * tall); // first what changes at a corner, seen from the east
    for_each_edge(part, [&](const point& one, const point& other) {
        auto low = coordinates(one);
        auto high = coordinates(other);
        if (high.y < low.y) std::swap(low, high);
        constexpr double margin = 1e-11; // far above what rounding can do to `across`
        for (auto r = row_of(low.y), top = row_of(high.y); r <= top; ++r) {
            const double from = across(low, high, std::max(low.y, rows_[r]));
            const double to = across(low, high, std::min(high.y, rows_[r + 1]));
            const bool level = low.y == high.y;
            const double west = level ? std::min(low.x, high.x) : std::min(from, to);
            const double east = level ? std::max(low.x, high.x) : std::max(from, to);
            const auto last = std::min(column_of(east + margin), first_column + wide - 1);
            for (auto c = std::max(column_of(west - margin), first_column); c <= last; ++c) {
                const double side = columns_[c + 1];
                const bool border =
                    (low.x > side) != (high.x > side) && !passes_above(low, high, {side, rows_[r + 1]});
                pieces.push_back(
                    {(r - first_row) * wide + (c - first_column), {low.x, low.y, high.x, high.y}, border});
            }
            const double line = rows_[r + 1];
            if (low.y > line || line >= high.y) continue;
            // The corners west of the edge: all up to some column.
            const auto is_west = [&](std::uint32_t c) {
                return orientation(low, high, {columns_[c + 1], line}) > 0;
            };
            auto c =
                std::clamp(column_of(across(low, high, line)), first_column, first_column + wide - 1) + 1;
            while (c > first_column && !is_west(c - 1)) --c;
            while (c < first_column + wide && is_west(c)) ++c;
            if (c > first_column) corner[(r - first_row) * wide + (c - 1 - first_column)] ^= 1;
        }
    });
    for (std::uint32_t r = 0; r < tall; ++r)
        for (std::uint32_t c = wide - 1; c > 0; --c) corner[r * wide + c - 1] ^= corner[r * wide + c];

    std::sort(pieces.begin(), pieces.end(), [](const piece& a, const piece& b) {
        return a.cell != b.cell ? a.cell < b.cell : a.border < b.border;
    });
    std::size_t at = 0;
    for (std::uint32_t i = 0; i < wide * tall; ++i) {
        const auto here = static_cast<std::uint32_t>(edges_.size());
        entry e{static_cast<std::uint32_t>(area), here, here, here, corner[i] != 0, false};
        for (; at < pieces.size() && pieces[at].cell == i; ++at) {
            edges_.push_back(pieces[at].line);
            if (!pieces[at].border) ++e.borders;
        }
        e.end = static_cast<std::uint32_t>(edges_.size());
        const auto cell = (first_row + i / wide) * static_cast<std::uint32_t>(columns_.size() - 1) +
                          first_column + i % wide;
        if (e.end > e.edges || e.corner) placed.push_back({cell, e});
    }
}

/// Makes a cell know these entries, of areas in order, and no others.
void area_index::fill(std::uint32_t cell, std::span<entry> all) {
    if (all.empty()) {
        cells_[cell] = nothing;
    } else if (all.size() == 1 && all[0].edges == all[0].end) {
        cells_[cell] = filled | all[0].area;
    } else {
        cells_[cell] = static_cast<std::uint32_t>(entries_.size());
        for (auto& e : all) e.last = &e == &all.back();
        entries_.insert(entries_.end(), all.begin(), all.end());
    }
}

bool area_index::holds(const entry& e, const point& at, double east) const {
    const auto p = coordinates(at);
    const place q{east, p.y};
    bool inside = e.corner;
    for (auto i = e.edges; i < e.end; ++i) {
        const auto& line = edges_[i];
        const place low{line.low_x, line.low_y};
        const place high{line.high_x, line.high_y};
        if (low.y <= p.y && p.y <= high.y) {
            const auto west = std::min(low.x, high.x);
            const auto most = std::max(low.x, high.x);
            if (low.y == high.y) {
                if (west <= p.x && p.x <= most) return true;
            } else if (p.x <= most) {
                const int turn = p.x < west ? 1 : orientation(low, high, p);
                if (turn == 0) return true;
                const bool still_west = east < west || (east <= most && orientation(low, high, q) > 0);
                if (p.y < high.y && turn > 0 && !still_west) inside = !inside;
            }
        }
        if (i >= e.borders && passes_above(low, high, q)) inside = !inside;
    }
    return inside;
}

/// The cell of a point; none outside of the bounds of all.
std::optional<area_index::spot> area_index::spot_of(const point& p) const {
    const auto [x, y] = coordinates(p);
    if (columns_.empty() ||
        !(x >= columns_.front() && x <= columns_.back() && y >= rows_.front() && y <= rows_.back()))
        return std::nullopt;
    const auto column = column_of(x);
    return spot{row_of(y) * (columns_.size() - 1) + column, columns_[column + 1]};
}

/// Calls use(area) for each area that has the point, in order, until it returns true.
template <class Use>
void area_index::visit(const point& p, const spot& where, Use use) const {
    const auto cell = cells_[where.cell];
    if (cell == nothing) return;
    if ((cell & filled) != 0) {
        use(cell & ~filled);
        return;
    }
    for (auto i = cell;; ++i) {
        const auto& e = entries_[i];
        if (holds(e, p, where.east) && use(e.area)) return;
        if (e.last) return;
    }
}

std::optional<std::size_t> area_index::find_in(const point& p, const std::optional<spot>& where) const {
    std::optional<std::size_t> found;
    if (where)
        visit(p, *where, [&](std::size_t area) {
            found = area;
            return true;
        });
    return found;
}

std::optional<std::size_t> area_index::find(const point& p) const {
    return find_in(p, spot_of(p));
}

std::vector<std::optional<std::size_t>> area_index::find(std::span<const point> points) const {
    std::vector<std::optional<std::size_t>> all;
    all.reserve(points.size());
    // Some points at a time, so that what one needs of memory is on its way while others are decided.
    std::array<std::optional<spot>, 32> spots;
    while (!points.empty()) {
        const auto some = points.first(std::min(points.size(), spots.size()));
        points = points.subspan(some.size());
        for (std::size_t i = 0; i < some.size(); ++i) {
            spots[i] = spot_of(some[i]);
            if (spots[i]) fetch(&cells_[spots[i]->cell]);
        }
        const auto listed = [&](std::size_t i) { return spots[i] && cells_[spots[i]->cell] < nothing; };
        for (std::size_t i = 0; i < some.size(); ++i)
            if (listed(i)) fetch(&entries_[cells_[spots[i]->cell]]);
        for (std::size_t i = 0; i < some.size(); ++i)
            if (listed(i)) fetch(edges_.data() + entries_[cells_[spots[i]->cell]].edges);
        for (std::size_t i = 0; i < some.size(); ++i) all.push_back(find_in(some[i], spots[i]));
    }
    return all;
}

std::vector<std::size_t> area_index::find_all(const point& p) const {
    std::vector<std::size_t> all;
    const auto where = spot_of(p);
    if (!where) return all;
    visit(p, *where, [&](std::size_t area) {
        if (all.empty() || all.back() != area) all.push_back(area); // once, of all its parts
        return false;
    });
    return all;
}

std::optional<nearest_area> area_index::find_nearest(const point& p, meters within) const {
    if (const auto area = find(p)) return nearest_area{*area, meters{0}};
    if (!(within >= meters{0})) return std::nullopt;
    const flat_map flat{p}; // where an edge is nearest is found as if the earth were flat
    std::optional<nearest_area> best;
    double most = within.value();
    for (std::size_t a = 0; a < areas_.size(); ++a) {
        if (!boxes_[a]) continue;
        const auto low = flat(boxes_[a]->south_west);
        const auto high = flat(boxes_[a]->north_east);
        const double aside = std::max({low.x, -high.x, 0.0});
        const double up = std::max({low.y, -high.y, 0.0});
        if (std::hypot(aside, up) > most * 1.1 + 1) continue;
        for_each_edge(areas_[a], [&](const point& one, const point& other) {
            const auto u = flat(one);
            const auto v = flat(other);
            const double length = (v.x - u.x) * (v.x - u.x) + (v.y - u.y) * (v.y - u.y);
            const double share =
                length > 0 ? std::clamp(-(u.x * (v.x - u.x) + u.y * (v.y - u.y)) / length, 0.0, 1.0) : 0.0;
            const double x = u.x + share * (v.x - u.x);
            const double y = u.y + share * (v.y - u.y);
            if (std::hypot(x, y) > most * 1.02 + 1) return;
            const auto there = coordinates(one);
            const auto end = coordinates(other);
            const double away = distance(p, {longitude{there.x + share * (end.x - there.x)},
                                             latitude{there.y + share * (end.y - there.y)}})
                                    .value();
            if (away > most || (best && away == most)) return;
            best = nearest_area{a, meters{away}};
            most = away;
        });
    }
    return best;
}

void area_index::replace(std::size_t area, multipolygon shape) {
    if (area >= areas_.size()) throw std::out_of_range("area_index::replace: there is no such area");
    const auto old = boxes_[area];
    areas_[area] = std::move(shape);
    boxes_[area] = box_of(areas_[area]);
    const bool fits = !columns_.empty() &&
                      (!boxes_[area] || lies_in({{longitude{columns_.front()}, latitude{rows_.front()}},
                                                 {longitude{columns_.back()}, latitude{rows_.back()}}},
                                                *boxes_[area]));
    // What cells knew before stays behind in the lists; once that is most of them, all is made new.
    if (!fits || edges_.size() + entries_.size() > 4 * (used_at_first_ + 1000)) {
        build();
        return;
    }
    std::vector<placed_entry> placed;
    for (const auto& part : areas_[area]) lay(area, part, placed);
    sort_by_cell(placed);
    std::vector<std::uint32_t> touched;
    for (const auto& p : placed) touched.push_back(p.cell);
    if (old)
        for (auto r = row_of(old->south_west.lat().degrees()); r <= row_of(old->north_east.lat().degrees());
             ++r)
            for (auto c = column_of(old->south_west.lon().degrees());
                 c <= column_of(old->north_east.lon().degrees()); ++c)
                touched.push_back(r * static_cast<std::uint32_t>(columns_.size() - 1) + c);
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());

    auto next = placed.begin();
    std::vector<entry> here;
    for (const auto cell : touched) {
        here.clear();
        const auto was = cells_[cell];
        if ((was & filled) != 0) {
            here.push_back({was & ~filled, 0, 0, 0, true, true});
        } else if (was != nothing) {
            for (auto i = was; here.push_back(entries_[i]), !entries_[i].last; ++i) {
            }
        }
        std::erase_if(here, [&](const entry& e) { return e.area == area; });
        for (; next != placed.end() && next->cell == cell; ++next)
            here.insert(std::find_if(here.begin(), here.end(), [&](const entry& e) { return e.area > area; }),
                        next->what);
        fill(cell, here);
    }
}

} // namespace qaidam::geo
