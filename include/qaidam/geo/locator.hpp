/// The locator: which of many areas is a point in, and which is the nearest?
///
///     const geo::area_index districts{areas};              // std::vector<geo::multipolygon>
///     const auto here = districts.find(home);              // std::optional<std::size_t>
///     const auto near = districts.find_nearest(home, 50_m);
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <qaidam/geo/polygon.hpp>

#pragma GCC visibility push(default)

namespace qaidam::geo {

/// An area and how far a point is from it.
struct nearest_area {
    std::size_t area;
    meters away; ///< zero if the point lies in it
};

/// Areas, each of one or several polygons, laid over a grid of cells. A point in any of its polygons is in
/// the area, should they overlap.
///
/// A point on an edge belongs to its area; one that several areas hold belongs to the first of them. This is
/// exact: no tolerance. Const calls are safe from many threads.
/// Cost:     a question looks at the edges in one cell, O(1) expected; building is O(edges + cells they
///           cross). Measured in tests/bench/grids_bench.cpp.
class area_index {
public:
    explicit area_index(std::vector<multipolygon> areas);
    explicit area_index(std::vector<polygon> areas);

    /// The first area that has the point.
    [[nodiscard]] std::optional<std::size_t> find(const point& p) const;

    /// Shape: result.size() == points.size(), in the points' order.
    [[nodiscard]] std::vector<std::optional<std::size_t>> find(std::span<const point> points) const;

    /// All areas that have the point, in order: several on a shared edge or where areas overlap.
    [[nodiscard]] std::vector<std::size_t> find_all(const point& p) const;

    /// The area that has the point, else the nearest one no further than this; of equally near ones the
    /// first. Distances are geodesic, to the place of an edge that is nearest on a flat map about the point:
    /// they err by less than a thousandth below 100 km and 70° of latitude. It does not look across the 180th
    /// meridian.
    /// Cost: O(areas + edges of the near ones).
    [[nodiscard]] std::optional<nearest_area> find_nearest(const point& p, meters within) const;

    /// Another shape for one area. Only the cells that either shape touches are laid out anew; a shape that
    /// reaches out of the bounds of all makes everything new.
    /// Throws: std::out_of_range if there is no such area.
    void replace(std::size_t area, multipolygon shape);

    [[nodiscard]] std::size_t size() const { return areas_.size(); }
    [[nodiscard]] const multipolygon& operator[](std::size_t area) const { return areas_[area]; }

private:
    /// A straight piece of an outline, its lower end first.
    struct edge {
        double low_x, low_y, high_x, high_y;
    };
    /// What a cell knows of one polygon of an area.
    struct entry {
        std::uint32_t area;
        std::uint32_t edges;   ///< the first of its edges in this cell
        std::uint32_t borders; ///< from here on, edges that also cross the cell's east side
        std::uint32_t end;
        bool corner; ///< whether the cell's north-east corner is inside
        bool last;   ///< of this cell
    };
    struct placed_entry {
        std::uint32_t cell;
        entry what;
    };

    void build();
    void lay(std::size_t area, const polygon& part, std::vector<placed_entry>& placed);
    static void sort_by_cell(std::vector<placed_entry>& placed);
    void fill(std::uint32_t cell, std::span<entry> all);
    [[nodiscard]] std::uint32_t column_of(double x) const;
    [[nodiscard]] std::uint32_t row_of(double y) const;
    [[nodiscard]] bool holds(const entry& e, const point& p, double east) const;
    /// Where a point lies: its cell and the meridian at the cell's east side.
    struct spot {
        std::size_t cell;
        double east;
    };
    [[nodiscard]] std::optional<spot> spot_of(const point& p) const;
    [[nodiscard]] std::optional<std::size_t> find_in(const point& p, const std::optional<spot>& where) const;
    template <class Use>
    void visit(const point& p, const spot& where, Use use) const;

    std::vector<multipolygon> areas_;
    std::vector<std::optional<bounds>> boxes_; ///< none for an area without polygons
    std::vector<double> columns_;              ///< the meridians between cells, west to east
    std::vector<double> rows_;                 ///< the parallels between cells, south to north
    double columns_a_degree_ = 0;
    double rows_a_degree_ = 0;
    std::vector<std::uint32_t> cells_; ///< nothing, one area that fills it, or the first entry
    std::vector<entry> entries_;
    std::vector<edge> edges_;
    std::size_t used_at_first_ = 0; ///< of edges_ and entries_ when all was laid out
};

} // namespace qaidam::geo

#pragma GCC visibility pop
