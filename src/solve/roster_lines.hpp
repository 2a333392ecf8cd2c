/// The lines that a person may work, as ways through a graph of mornings.
#pragma once

#include <optional>
#include <vector>

#include "roster_model.hpp"

namespace qaidam::solve::detail {

/// Prices are whole 1024ths of a unit of cost: sums of them are exact.
constexpr std::int64_t price_unit = 1024;

/// What somebody gets for working a shift: [day * shifts + shift].
using roster_prices = std::vector<std::int64_t>;

/// How much of what has been a line remembers.
enum class memory {
    limits,    ///< rest, rows, weeks, and limits of the whole
    everything ///< and what shares count: costs are exact
};

class line_graph {
public:
    static constexpr std::uint32_t none = 0xFFFFFFFF;

    /// Nothing if there are more mornings than that.
    [[nodiscard]] static std::optional<line_graph> build(const roster_model& m, std::size_t person,
                                                         memory how, std::size_t most);

    [[nodiscard]] std::size_t size(std::size_t day) const { return layers_[day].next.size() / choices_; }
    /// The next morning, `none` where the rules or the problem do not allow the choice.
    [[nodiscard]] std::uint32_t next(std::size_t day, std::uint32_t state, std::size_t choice) const {
        return layers_[day].next[state * choices_ + choice];
    }
    /// Of all mornings, how little the days to come can cost, in prices.
    /// Returns: that of the first; nothing if no line is allowed.
    std::optional<std::int64_t> price(const roster_model& m, const roster_prices& prices);
    [[nodiscard]] std::int64_t to_go(std::size_t day, std::uint32_t state) const {
        return to_go_[day][state];
    }
    /// The cheapest line of what was priced last.
    [[nodiscard]] std::vector<roster_choice> cheapest() const;

    static constexpr std::int64_t never = std::int64_t{1} << 61;

private:
    struct layer {
        std::vector<std::uint32_t> next; ///< [state * choices + choice]
        std::vector<roster_choice> best;
    };
    std::size_t person_ = 0;
    std::size_t choices_ = 0;
    std::vector<layer> layers_;
    std::vector<std::int64_t> end_cost_; ///< of each last morning
    std::vector<std::vector<std::int64_t>> to_go_;
};

} // namespace qaidam::solve::detail
