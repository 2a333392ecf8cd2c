#include <algorithm>
#include <map>

#include "roster_lines.hpp"
#include "roster_proof.hpp"

namespace qaidam::solve::detail {
namespace {

constexpr std::size_t most_small_mornings = 100'000;
constexpr std::size_t most_cells = 400; ///< people × days
constexpr std::size_t price_steps = 40;

/// Day by day, person by person, every choice that may still lead to something cheaper.
class roster_enumeration {
public:
    roster_enumeration(const roster_model& m, bool for_cost) : m_{m}, for_cost_{for_cost} {}

    bool build_graphs() {
        std::size_t left = most_small_mornings;
        for (std::size_t p = 0; p < m_.people(); ++p) {
            auto g = line_graph::build(m_, p, for_cost_ ? memory::everything : memory::limits, left);
            if (!g) return false;
            for (std::size_t d = 0; d < m_.days(); ++d) left -= std::min(left, g->size(d));
            graphs_.push_back(std::move(*g));
        }
        return true;
    }

    /// Prices under which little can be saved: what is left to look at is little then. False if somebody has no line.
    bool find_prices(std::optional<std::int64_t> known) {
        roster_prices prices(m_.days() * m_.shifts());
        auto best_prices = prices;
        std::optional<std::int64_t> best;
        double pace = 1;
        for (std::size_t i = 0; i <= price_steps; ++i) {
            const bool last = i == price_steps || (best && known && *best > (*known - 1) * price_unit);
            const auto found = look(last ? best_prices : prices);
            if (!found) return false;
            if (last || !known || !for_cost_) {
                first_bound_ = *found;
                return true;
            }
            if (!best || *found > *best) {
                best = *found;
                best_prices = prices;
            } else {
                pace *= 0.8;
            }
            double length = 0;
            for (const auto x : lack_) length += static_cast<double>(x * x);
            if (length == 0) continue;
            const auto hoped = std::max(*known * price_unit - *found, price_unit);
            for (std::size_t s = 0; s < lack_.size(); ++s)
                prices[s] += static_cast<std::int64_t>(pace * static_cast<double>(hoped) *
                                                       static_cast<double>(lack_[s]) / length);
        }
        return true;
    }

    roster_proof run(std::optional<std::int64_t> known, std::size_t most);

private:
    std::optional<std::int64_t> look(const roster_prices& prices) {
        lack_.assign(prices.size(), 0);
        std::int64_t bound = 0;
        for (std::size_t s = 0; s < lack_.size(); ++s) {
            lack_[s] = m_.problem().wanted[s];
            bound += prices[s] * lack_[s];
        }
        for (auto& g : graphs_) {
            const auto least = g.price(m_, prices);
            if (!least) return std::nullopt;
            bound += *least;
            const auto line = g.cheapest();
            for (std::size_t d = 0; d < line.size(); ++d)
                if (line[d] > 0) --lack_[d * m_.shifts() + line[d] - 1u];
        }
        prices_ = prices;
        return bound;
    }
    /// How much dearer the cheapest becomes if the person makes that choice.
    [[nodiscard]] std::int64_t dearer(std::size_t d, std::size_t p, std::uint32_t state, std::size_t c,
                                      std::uint32_t to) const {
        return m_.cost(p, d, c) * price_unit - (c > 0 ? prices_[d * m_.shifts() + c - 1] : 0) +
               graphs_[p].to_go(d + 1, to) - graphs_[p].to_go(d, state);
    }

    const roster_model& m_;
    bool for_cost_;
    std::vector<line_graph> graphs_;
    roster_prices prices_;
    std::vector<std::int64_t> lack_;
    std::int64_t first_bound_ = 0;
};

roster_proof roster_enumeration::run(std::optional<std::int64_t> known, std::size_t most) {
    const auto people = m_.people();
    const auto cells = people * m_.days();
    roster_proof proof;
    std::vector<std::size_t> choice(cells + 1, 0); ///< to be tried next
    std::vector<std::int64_t> bound(cells + 1, first_bound_);
    std::vector<std::vector<std::uint32_t>> state(m_.days() + 1, std::vector<std::uint32_t>(people));
    std::vector<std::vector<std::int64_t>> need(m_.days());
    std::vector<std::int64_t> needed(m_.days());
    for (std::size_t d = 0; d < m_.days(); ++d)
        for (std::size_t c = 1; c < m_.choices(); ++c) {
            need[d].push_back(m_.wanted(d, c));
            needed[d] += need[d].back();
        }
    std::vector<roster_choice> chosen(cells);
    std::vector<std::map<std::vector<std::uint32_t>, std::int64_t>> seen(m_.days());
    std::size_t looked = 0;
    std::size_t i = 0;
    const auto undo = [&](std::size_t cell) {
        if (const auto c = chosen[cell]; c > 0) {
            ++need[cell / people][c - 1u];
            ++needed[cell / people];
        }
    };
    while (true) {
        const auto d = i / people;
        const auto p = i % people;
        bool back = false;
        if (i == cells) {
            known = bound[i] / price_unit; // of a whole roster it is the cost
            proof.better.emplace(people * m_.days());
            for (std::size_t at = 0; at < cells; ++at)
                (*proof.better)[at % people * m_.days() + at / people] = chosen[at];
            back = true;
            if (!for_cost_) return proof;
        } else if (choice[i] == 0 && ++looked > most) {
            return proof;
        } else if (p == 0 && choice[i] == 0) {
            // The same mornings for no more: nothing new.
            const auto [at, fresh] = seen[d].try_emplace(state[d], bound[i]);
            back = !fresh && at->second <= bound[i];
            at->second = std::min(at->second, bound[i]);
        }
        bool forward = false;
        while (!back && !forward) {
            const auto c = choice[i]++;
            if (c == m_.choices()) {
                back = true;
                break;
            }
            const auto to = graphs_[p].next(d, state[d][p], c);
            if (to == line_graph::none || graphs_[p].to_go(d + 1, to) >= line_graph::never) continue;
            if (c > 0 ? need[d][c - 1] == 0 : needed[d] > static_cast<std::int64_t>(people - p - 1)) continue;
            const auto next_bound = bound[i] + dearer(d, p, state[d][p], c, to);
            if (known && next_bound > (*known - 1) * price_unit) continue;
            if (c > 0) {
                if (needed[d] > static_cast<std::int64_t>(people - p)) continue;
                --need[d][c - 1];
                --needed[d];
            }
            chosen[i] = static_cast<roster_choice>(c);
            state[d + 1][p] = to;
            bound[++i] = next_bound;
            choice[i] = 0;
            forward = true;
        }
        if (!back) continue;
        if (i == 0) break;
        undo(--i);
    }
    proof.complete = true;
    return proof;
}

} // namespace

roster_proof prove_roster(const roster_model& m, std::optional<std::int64_t> known, std::size_t most) {
    if (most == 0 || m.people() == 0 || m.days() == 0 || m.people() * m.days() > most_cells) return {};
    roster_enumeration all{m, known.has_value()};
    if (!all.build_graphs()) return {};
    if (!all.find_prices(known)) return {.complete = true, .better = {}};
    return all.run(known, most);
}

} // namespace qaidam::solve::detail
