/// Drawing a plan: units (buildings, blocks) become grids that hang together and weigh much the same.
///
///     const auto units = grids::units_of(community);                     // its buildings, by quarter
///     const auto plan = grids::draw_plan(units, 22, {.tolerance = 0.05});
///     fmt::print("{:zh}\n", plan.proof());
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include <qaidam/civic/community.hpp>
#include <qaidam/geo/geo.hpp>

#pragma GCC visibility push(default)

namespace qaidam::grids {

/// What a border between two units is for grids.
enum class crossing {
    free,
    rather_not, ///< a grid should end here: a busy road
    never       ///< a grid must end here: a main road, a river
};

/// Two units beside each other.
struct border {
    std::size_t one;
    std::size_t other;
    geo::meters length{0};
    grids::crossing crossing = grids::crossing::free;
};

/// A weight of each unit that grids share out evenly: households, residents, hours of work.
struct measure {
    label name;
    std::vector<std::int64_t> weights{};
    int decimals = 0; ///< of the weights: 125 with 1 is 12.5
};

/// A measure whose weights are fractions, to six decimals at most: exactly what is written, if that has no more.
/// Throws: std::invalid_argument if a weight is negative, no number or above 10^9.
[[nodiscard]] measure measure_of(label name, std::span<const double> weights);

/// A weight as people write it: 12.5.
[[nodiscard]] std::string weight_text(std::int64_t weight, int decimals);

/// What a plan is drawn of. Lists are as long as `keys`, or empty where nothing is known.
struct drawing_units {
    std::vector<key> keys{};
    std::vector<measure> measures{}; ///< the first is the one that counts when grids move
    std::vector<border> borders{};
    std::vector<std::string> within{}; ///< what the grid of each unit must not leave: its quarter, its ward
    std::vector<geo::point> at{};      ///< to number grids by; else they are numbered by their first units

    [[nodiscard]] std::size_t size() const { return keys.size(); }
};

/// The buildings of a community with the measures households and residents, within their quarters, beside
/// those that no other lies between.
/// Throws: std::invalid_argument if a building has no point.
[[nodiscard]] drawing_units units_of(const civic::community& c);

/// Joins what borders leave in pieces, by the nearest pairs of points of two pieces: islands, and quarters
/// behind a gap. Pieces are not joined across `within`, nor two units that must not be crossed between.
/// Requires: units.at, else std::invalid_argument.
/// Cost:     O(units²) in the largest quarter, if it is in pieces.
void join_pieces(drawing_units& units);

/// What the length of all borders between grids is counted in.
enum class border_measure {
    pairs, ///< of neighbouring units that are parted
    meters
};

using unit_pair = std::pair<std::size_t, std::size_t>;

/// The tolerance of a plan that is to be as even as can be.
inline constexpr std::nullopt_t least = std::nullopt;

struct draw_options {
    /// No grid weighs more than this share above the mean, if that can be: 0.03 is 3 %. The mean is that of
    /// all grids, or of those in the quarter where that is more; the heaviest unit may always be alone.
    /// `least`: the grids are as even as can be, whatever borders that costs.
    std::optional<double> tolerance = 0.03;
    border_measure shorten = border_measure::pairs;
    std::vector<unit_pair> together{}; ///< units of one grid
    std::vector<unit_pair> apart{};    ///< units of two
    std::vector<std::optional<std::uint32_t>>
        fixed{}; ///< the grid of a unit, whatever it costs; empty: of none
    /// Its grid today, to be kept where that costs little; a number of `grids` or more is of a grid that
    /// ends.
    std::vector<std::optional<std::uint32_t>> today{};
    /// How much border, as `shorten` counts it, a move of a weight of one (a household) is worth.
    double moving = 0.5;
    std::uint64_t seed = 1;
    /// How often to try to better the first plan. Units, options and seed make the plan, not the time.
    std::size_t steps = 10;
    std::function<void(std::size_t done, std::size_t steps)> progress{};
    std::stop_token stop{};
};

/// A measure as grids share it.
struct shares {
    label name;
    int decimals = 0; ///< of all weights here
    std::int64_t total = 0;
    double mean = 0; ///< of a grid, in the same units as the weights
    std::int64_t heaviest = 0;
    std::int64_t lightest = 0;
    double imbalance = 0; ///< of the heaviest grid above the mean, as a share: 0.008 is 0.8 %
    double forced =
        0; ///< at least this much, whatever is drawn: by the heaviest unit, by what it lies within
};

struct drawn_grid {
    std::size_t units = 0;
    std::vector<std::int64_t> weights{}; ///< of each measure
    std::size_t parted = 0;              ///< pairs of neighbours of which one is in another grid
    geo::meters outline{0};              ///< the length of the borders to other grids
    geo::meters spread{0}; ///< how far its units are from its middle, on average, if they have points
};

/// What shows that a plan is good: every figure is counted anew from units and grids.
struct drawing_proof {
    std::vector<drawn_grid> grids{};
    std::vector<shares> measures{};
    std::size_t connected = 0; ///< grids that hang together: all
    std::size_t parted = 0;    ///< pairs of neighbours in two grids (the cut)
    std::size_t pairs = 0;     ///< of neighbours
    geo::meters border{0};     ///< between grids
    std::optional<std::size_t>
        split{};                   ///< grids that leave what they lie within, if anything was given: none
    std::size_t crossed = 0;       ///< borders inside a grid that it should rather not cross
    geo::meters spread{0};         ///< of all units from the middles of their grids, on average
    std::size_t moved = 0;         ///< units in another grid than today
    std::int64_t moved_weight = 0; ///< in the first measure
    std::size_t pieces = 0;        ///< that grids cannot join: quarters, islands
    bool all_met = false;          ///< the tolerance and all that was asked for: the plan has no findings
    /// If `all_met`: no plan that meets all that was asked for is better. If not: no plan meets all of it, and
    /// in none the heaviest grid is lighter. Borders are compared with plans of as many grids in each piece.
    bool proven = false;
};

/// "66 units in 22 grids, 22 of them connected", and so on: a line a fact.
[[nodiscard]] std::string to_string(const drawing_proof& p, language l = language::en);

class drawn_plan {
public:
    /// The grid of each unit, from 0.
    [[nodiscard]] const std::vector<std::uint32_t>& grid_of() const { return grid_of_; }
    [[nodiscard]] const drawing_proof& proof() const { return proof_; }
    /// What was asked for and could not be had: nothing in a good plan.
    [[nodiscard]] const std::vector<finding>& findings() const { return findings_; }

private:
    friend drawn_plan draw_plan(const drawing_units& units, std::size_t grids, const draw_options& options);
    std::vector<std::uint32_t> grid_of_;
    drawing_proof proof_;
    std::vector<finding> findings_;
};

/// Grids that hang together, none empty, none across what it must not cross, within the tolerance if such are
/// found, and with little border between them. A plan that cannot have all that was asked for is the nearest
/// one found: its heaviest grid is as light as can be. Its findings say what it lacks.
///
/// Shape:    grid_of().size() == units.size(), each < grids. With `today` or `fixed` grids keep their
///           numbers; else they are numbered by place, see number_by_place.
/// Throws:   refused with the code too_few_grids, too_many_grids, fixed_across or together_across if no such
///           grids can be; std::invalid_argument if a list has another length, a number is out of range, a
///           weight or length is negative, or weights times `moving` are above 10^10.
/// Cost:     see solve::partition. Quarters of up to 48 units are drawn as good as can be, and the proof says
///           so.
[[nodiscard]] drawn_plan draw_plan(const drawing_units& units, std::size_t grids,
                                   const draw_options& options = {});

namespace codes {
inline constexpr message_rule too_few_grids{
    "too_few_grids",
    severity::error,
    {"{0} 个网格太少：互不相连或不得跨越的每一片、指定的每一个网格都要有，共需 {1} 个",
     "{0} grids are too few, want >= {1}: one for each piece that is not connected or must not be crossed, "
     "and for each "
     "grid that units are fixed in"}};
inline constexpr message_rule too_many_grids{"too_many_grids",
                                             severity::error,
                                             {"{0} 个网格不可行：共 {1} 个单元，每个网格至少一个",
                                              "{0} grids cannot be made of {1} units, each wants one"}};
inline constexpr message_rule fixed_across{
    "fixed_across",
    severity::error,
    {"指定同属第 {0} 网格的单元“{1}”与“{2}”之间没有可走的路",
     "units {1} and {2} are fixed in grid {0}, but nothing that a grid may cross joins them"}};
inline constexpr message_rule together_across{
    "together_across",
    severity::error,
    {"须在同一网格的单元“{0}”与“{1}”之间没有可走的路",
     "units {0} and {1} are to be together, but nothing that a grid may cross joins them"}};
inline constexpr message_rule above_tolerance{
    "above_tolerance",
    severity::warning,
    {"按“{0}”最重的网格超出平均 {1}，容差为 {2}，至少不可避免 {3}",
     "the heaviest grid by {0} is {1} above the mean, want <= {2}; {3} cannot be avoided"}};
inline constexpr message_rule not_together{
    "not_together",
    severity::warning,
    {"单元“{0}”与“{1}”未能划在同一网格", "units {0} and {1} could not be put together"}};
inline constexpr message_rule not_apart{
    "not_apart", severity::warning, {"单元“{0}”与“{1}”未能分开", "units {0} and {1} could not be put apart"}};
inline constexpr message_rule not_fixed{
    "not_fixed",
    severity::warning,
    {"单元“{0}”未能划入指定的第 {1} 网格", "unit {0} could not be put into grid {1}, in which it is fixed"}};

inline constexpr std::array drawing{&too_few_grids,   &too_many_grids, &fixed_across, &together_across,
                                    &above_tolerance, &not_together,   &not_apart,    &not_fixed};
} // namespace codes

} // namespace qaidam::grids

template <>
struct fmt::formatter<qaidam::grids::drawing_proof>
    : qaidam::detail::bilingual_formatter<qaidam::grids::drawing_proof> {};

#pragma GCC visibility pop
