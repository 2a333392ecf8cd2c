// The forward scan: connections in the order of departure, and who is on board of which run.
//
// Source: Dibbelt, Pajor, Strasser, Wagner: Connection Scan Algorithm (2018).
#pragma once

#include <bit>
#include <span>
#include <utility>

#include "lanes.hpp"
#include "question.hpp"
#include "timeline.hpp"

namespace qaidam::journeys {

/// Aboard by so many trains, the least that are known.
struct least_trains_aboard {
    using value = std::uint8_t;
    static constexpr value nobody = 0xFF;
    static constexpr value begun = 1; ///< by who asks from on board
    /// What is known once both are.
    static constexpr value both(value a, value b) { return std::min(a, b); }
};

/// Who of several travellers is aboard: a zero bit for each who is.
struct travellers_aboard {
    using value = std::uint16_t;
    static constexpr value nobody = 0xFFFF;
    static constexpr value begun = 0;
    static constexpr value both(value a, value b) { return static_cast<value>(a & b); }
};

/// `Aboard` is what is kept of a run.
template <class Aboard>
class forward_scan_of {
public:
    using aboard = typename Aboard::value;
    static constexpr aboard unboarded = Aboard::nobody;

    forward_scan_of(const question& asked, timeline& days) : asked_{asked}, days_{days} {}

    /// What is known of the run, or `unboarded`.
    [[nodiscard]] aboard on(run_id r) const { return aboard_[r]; }
    /// Where it was boarded for that.
    [[nodiscard]] connection_id entered(run_id r) const { return entered_[r]; }
    [[nodiscard]] std::size_t run_count() const { return aboard_.size(); }
    /// The runs that were boarded, some of them twice.
    [[nodiscard]] std::span<const run_id> boarded() const {
        return std::span{boarded_}.first(count_boarded_);
    }

    QAIDAM_INLINED void board(run_id r, aboard now, connection_id enter) {
        if (aboard_[r] == unboarded) {
            if (count_boarded_ == boarded_.size()) boarded_.resize(2 * count_boarded_, r);
            boarded_[count_boarded_++] = r;
        }
        aboard_[r] = now;
        entered_[r] = enter;
    }

    /// Who is on a run stays on those as which its coaches go on. Returns: whether that is new.
    bool stay_on(run_id r) {
        bool changed = false;
        days_.go_on(r, [&](run_id next) { changed = inherit(next, r) || changed; });
        return changed;
    }

    /// Nobody is on board when it begins, but for who asks from on board. Visits connections from a moment on
    /// until `stop(departure)`: at least those for which
    /// `wanted(connection, base, what is known of its run)` is 1, by `visit(connection, id, base, run)`, where
    /// `base` is the moment from which the connection's times count. `visit` returns whether it changed
    /// anything; connections of one moment some of which take no time are visited until no visit does, for
    /// their order does not tell what follows what.
    ///
    /// Few are wanted. To ask for several at once, without a branch, and then visit those few costs half of
    /// what it costs to decide one by one, which the processor cannot foretell.
    template <class Stop, class Wanted, class Visit>
    void scan(instant from, const Stop& stop, const Wanted& wanted, const Visit& visit);

    struct every { ///< connection of a day
        std::uint32_t operator()(std::uint32_t i) const { return i; }
        static auto from(const connection* all, std::uint32_t i) {
            return [here = all + i](std::uint32_t k) -> const connection& { return here[k]; };
        }
    };
    struct only_listed {
        const std::uint32_t* numbers;
        std::uint32_t first; ///< number of the day
        std::uint32_t operator()(std::uint32_t i) const { return numbers[i] - first; }
        auto from(const connection* all, std::uint32_t i) const {
            return [here = numbers + i, all, n = first](std::uint32_t k) -> const connection& {
                return all[here[k] - n];
            };
        }
    };
    /// One day of a scan: the connections at the positions `i` to before `count`, where `index` tells which
    /// they are.
    template <class Index>
    struct stretch {
        std::size_t day;
        std::uint32_t i, count;
        Index index;

        /// The first position whose connection is not before one.
        [[nodiscard]] std::uint32_t position_of(std::uint32_t number) const {
            auto low = i, high = count;
            while (low < high) {
                const auto middle = low + (high - low) / 2;
                if (index(middle) < number)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low;
        }
    };

    /// Calls `use` with the connections of a day that leave from a moment on. Returns: what it does.
    template <class Use>
    auto on_day(std::size_t d, instant from, const Use& use);

private:
    struct on_run {
        run_id run;
        aboard known;
        connection_id enter;
    };
    /// Return: false when stopped.
    template <class Index, class Stop, class Wanted, class Visit>
    bool scan_day(stretch<Index> all, const Stop& stop, const Wanted& wanted, const Visit& visit);
    template <class Index, class Stop, class Wanted, class Visit>
    bool scan_in_order(stretch<Index>& all, std::uint32_t until, const Stop& stop, const Wanted& wanted,
                       const Visit& visit);
    template <class Index, class Visit>
    void scan_tie(const stretch<Index>& all, std::uint32_t end, const Visit& visit);

    void begin();
    void make_room(std::size_t d);
    bool inherit(run_id next, run_id r);
    void restore(const on_run& known);
    /// Whether it lies behind whoever is on board.
    [[nodiscard]] bool is_past(connection_id c, run_id r) const {
        return asked_.begun_on && c < *asked_.begun_on && r == begun_run_;
    }

    const question& asked_;
    timeline& days_;
    kept_vector<run_id, aboard> aboard_;
    kept_vector<run_id, connection_id> entered_;
    std::vector<run_id> boarded_; ///< the first `count_boarded_` of these
    std::size_t count_boarded_ = 0;
    run_id begun_run_{0}; ///< that of `begun_on`
    bool in_tie_ = false;
    std::vector<on_run> before_tie_; ///< what was known of the runs before connections of one moment
    std::vector<on_run> inherited_;  ///< and what came to them from the trains that go on as them
};

using forward_scan = forward_scan_of<least_trains_aboard>;
extern template class forward_scan_of<least_trains_aboard>;
extern template class forward_scan_of<travellers_aboard>;

template <class Aboard>
template <class Stop, class Wanted, class Visit>
void forward_scan_of<Aboard>::scan(instant from, const Stop& stop, const Wanted& wanted, const Visit& visit) {
    begin();
    for (auto d = static_cast<std::size_t>(from / 86400);; ++d) {
        const auto base = timeline::start_of(d);
        if (stop(base)) return;
        if (days_.is_listed() && d >= days_.day_count()) return;
        make_room(d);
        if (!on_day(d, from, [&](const auto& all) { return scan_day(all, stop, wanted, visit); })) return;
    }
}

template <class Aboard>
template <class Use>
auto forward_scan_of<Aboard>::on_day(std::size_t d, instant from, const Use& use) {
    const auto& today = days_.day(d);
    const auto begin = today.first_from(from - timeline::start_of(d));
    const auto count = static_cast<std::uint32_t>(today.connections.size());
    if (!days_.is_listed()) return use(stretch<every>{d, begin, count, {}});
    const auto list = days_.list();
    const auto position_of = [&](std::uint32_t number) {
        return static_cast<std::uint32_t>(std::lower_bound(list.begin(), list.end(), number) - list.begin());
    };
    const auto first = days_.is_daily() ? 0 : days_.first_of(d);
    return use(stretch<only_listed>{
        d, position_of(first + begin), position_of(first + count), {list.data(), first}});
}

template <class Aboard>
template <class Index, class Stop, class Wanted, class Visit>
bool forward_scan_of<Aboard>::scan_day(stretch<Index> all, const Stop& stop, const Wanted& wanted,
                                       const Visit& visit) {
    const auto& today = *days_.days().days[all.day];
    const auto base = timeline::start_of(all.day);
    auto tie = today.ties.begin();
    if (all.i < all.count)
        tie = std::lower_bound(today.ties.begin(), today.ties.end(), all.index(all.i),
                               [](const slice::group& g, std::uint32_t n) { return g.end <= n; });
    while (all.i < all.count) {
        const auto until = tie == today.ties.end() ? all.count : all.position_of(tie->begin);
        if (!scan_in_order(all, until, stop, wanted, visit)) return false;
        if (all.i == all.count) break;
        const auto end = all.position_of(tie->end);
        ++tie;
        if (all.i == end) continue;
        if (stop(today.connections[all.index(all.i)].departure + base)) return false;
        scan_tie(all, end, visit);
        all.i = end;
    }
    return true;
}

template <class Aboard>
template <class Index, class Stop, class Wanted, class Visit>
QAIDAM_INLINED inline bool forward_scan_of<Aboard>::scan_in_order(stretch<Index>& stretch_of_day,
                                                                  std::uint32_t until, const Stop& stop,
                                                                  const Wanted& wanted, const Visit& visit) {
    const auto index = stretch_of_day.index;
    const auto d = stretch_of_day.day;
    const auto base = timeline::start_of(d);
    const auto* const all = days_.days().days[d]->connections.data();
    const auto first = days_.first_of(d);
    const auto runs = days_.runs_before(d);
    const auto run_of = [runs](const connection& c) {
        return run_id{runs + static_cast<std::uint32_t>(c.run)};
    };
    auto i = stretch_of_day.i;
    while (i < until) {
        constexpr std::uint32_t at_once = 16;
        const auto some = std::min(at_once, until - i);
        const auto last = all[index(i + some - 1)].departure;
        std::uint32_t to_visit = (1u << some) - 1;
        if (some == at_once)
            to_visit = [&]<std::uint32_t... K>(std::integer_sequence<std::uint32_t, K...>) QAIDAM_INLINED {
                const auto here = index.from(all, i);
                std::uint32_t bits = 0; // the last one first
                const auto look = [&](std::uint32_t k) QAIDAM_INLINED {
                    const auto& c = here(k);
                    bits = 2 * bits + wanted(c, base, aboard_[run_of(c)]);
                };
                (look(at_once - 1 - K), ...);
                return bits;
            }
        (std::make_integer_sequence<std::uint32_t, at_once>{});
        for (; to_visit != 0; to_visit &= to_visit - 1) {
            const auto k = static_cast<std::uint32_t>(std::countr_zero(to_visit));
            const auto& c = all[index(i + k)];
            if (stop(c.departure + base)) return false;
            const connection_id id{first + index(i + k)};
            if (!is_past(id, run_of(c))) visit(c, id, base, run_of(c));
            // What it leads to may leave among these.
            if (c.arrival <= last) to_visit |= ((1u << some) - 1) & ~((2u << k) - 1);
        }
        if (stop(last + base)) return false;
        i += some;
    }
    stretch_of_day.i = i;
    return true;
}

/// Each time anew from what was known of a run before: its earlier connections are not reached by its later
/// ones.
template <class Aboard>
template <class Index, class Visit>
void forward_scan_of<Aboard>::scan_tie(const stretch<Index>& all, std::uint32_t end, const Visit& visit) {
    const auto base = timeline::start_of(all.day);
    const auto first = days_.first_of(all.day);
    const auto at = [&, connections = days_.days().days[all.day]->connections.data()](
                        std::uint32_t i) -> const connection& { return connections[all.index(i)]; };
    before_tie_.clear();
    inherited_.clear();
    in_tie_ = true;
    for (bool changed = true, first_time = true; changed; first_time = false) {
        changed = false;
        std::size_t runs_seen = 0;
        for (auto i = all.i; i < end; ++i) {
            const auto run = days_.run_of(all.day, at(i));
            if (i == all.i || at(i - 1).run != at(i).run) {
                if (first_time) before_tie_.push_back({run, aboard_[run], entered_[run]});
                restore(before_tie_[runs_seen++]);
            }
            const connection_id id{first + all.index(i)};
            if (is_past(id, run)) continue;
            changed = visit(at(i), id, base, run) || changed;
        }
    }
    in_tie_ = false;
}

} // namespace qaidam::journeys
