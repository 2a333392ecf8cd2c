#include "arrivals_scan.hpp"

#include <algorithm>

namespace qaidam::journeys {
namespace {

constexpr auto bit_of = [] {
    std::array<std::uint32_t, lanes> all{};
    for (std::size_t l = 0; l < all.size(); ++l) all[l] = 1u << l;
    return all;
}();

/// A bit for each that is later than the time.
std::uint16_t later(const lane_times& all, instant time) {
    std::uint32_t bits = 0;
    for (std::size_t l = 0; l < all.size(); ++l) bits |= all[l] > time ? bit_of[l] : 0;
    return static_cast<std::uint16_t>(bits);
}

void set_earlier(lane_times& all, std::uint16_t of, instant time) {
    for (std::size_t l = 0; l < all.size(); ++l)
        all[l] = (of & bit_of[l]) != 0 ? std::min(all[l], time) : all[l];
}

void take_earlier(lane_times& all, const lane_times& others, instant later_by) {
    for (std::size_t l = 0; l < all.size(); ++l) all[l] = std::min(all[l], others[l] + later_by);
}

instant last_of(const lane_times& all, std::uint16_t of) {
    instant last = -1;
    for (std::size_t l = 0; l < all.size(); ++l) last = std::max(last, (of & bit_of[l]) != 0 ? all[l] : -1);
    return last;
}

constexpr std::uint16_t all_travellers = 0xFFFF;

} // namespace

void arrivals_scan::begin() {
    const auto size = net_.points + 2;
    ready_.assign(size, all_never);
    came_.assign(size, all_never);
    set_out_.assign(size, all_never);
    summaries_.assign(size, {-1, 0, 0});
    came_[net_.not_alighted()].fill(-1); // nobody else comes there, or sooner
    summaries_[net_.not_alighted()].came = all_travellers;
    count_ = 0;
}

void arrivals_scan::add_traveller() {
    const auto who = static_cast<travellers>(bit_of[count_++]);
    for (const auto& s : asked_.sources) {
        be_ready(s.to, who, asked_.after + s.takes);
        set_earlier(set_out_[s.to], who, asked_.after + s.takes);
    }
}

lane_times arrivals_scan::at(boarding_point_id p) const {
    auto all = set_out_[p];
    take_earlier(all, came_[p], 0);
    for (const auto& w : net_.paths->to[p.value()])
        take_earlier(all, came_[w.to], w.time(asked_.change_time));
    return all;
}

instant arrivals_scan::last_arrival(std::span<const boarding_point_id> targets) const {
    instant last = 0;
    for (const auto p : targets) {
        const auto all = at(p);
        last =
            std::max(last, *std::max_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count_)));
        if (last >= asked_.limit) break;
    }
    return last;
}

bool arrivals_scan::be_ready(boarding_point_id p, travellers who, instant time) {
    const auto better = static_cast<travellers>(later(ready_[p], time) & who);
    if (better == 0) return false;
    set_earlier(ready_[p], better, time);
    auto& about = summaries_[p];
    about.may_board = static_cast<travellers>(about.may_board | better);
    return true;
}

bool arrivals_scan::arrive(boarding_point_id p, travellers who, instant arrival) {
    const auto better = static_cast<travellers>(later(came_[p], arrival) & who);
    if (better == 0) return false;
    set_earlier(came_[p], better, arrival);
    auto& about = summaries_[p];
    about.came = static_cast<travellers>(about.came | better);
    about.last_came = last_of(came_[p], about.came);
    bool changed = be_ready(p, better, arrival + asked_.change[p]);
    for (const auto& w : net_.paths->from[p.value()])
        changed = be_ready(w.to, better, arrival + w.time(asked_.change_time)) || changed;
    return changed;
}

/// 1 where somebody else may board, or somebody comes who did not yet, or earlier. Without a branch.
QAIDAM_INLINED inline std::uint32_t arrivals_scan::wants(const connection& c, instant base,
                                                         travellers off) const {
    const auto& from = summaries_[c.from];
    const auto& to = summaries_.data()[c.to.value()];
    const auto on = static_cast<travellers>(~off);
    const int boards = (off & from.may_board) != 0;
    const int arrives = static_cast<int>((on & ~to.came) != 0) |
                        (static_cast<int>(on != 0) &
                         (static_cast<int>(c.arrival + base < to.last_came) | static_cast<int>(c.onward())));
    return static_cast<std::uint32_t>(boards | arrives);
}

QAIDAM_INLINED inline bool arrivals_scan::visit(const connection& c, connection_id id, instant base,
                                                run_id run) {
    auto off = runs_.on(run);
    if ((off & summaries_[c.from].may_board) != 0) {
        const auto still = static_cast<travellers>(off & later(ready_[c.from], c.departure + base));
        if (still != off) runs_.board(run, still, id);
        off = still;
    }
    if (off == travellers_aboard::nobody) return false;
    bool changed = arrive(c.to.point(), static_cast<travellers>(~off), c.arrival + base);
    if (c.onward()) changed = runs_.stay_on(run) || changed;
    return changed;
}

void arrivals_scan::scan(std::span<const boarding_point_id> targets) {
    auto limit = asked_.limit;
    auto next_look = asked_.after + between_looks;
    runs_.scan(
        asked_.after,
        [&](instant departure) {
            if (departure >= next_look) {
                limit = std::min(limit, last_arrival(targets) + 1);
                next_look = departure + between_looks;
            }
            return departure >= limit;
        },
        [this](const connection& c, instant base, travellers off)
            QAIDAM_INLINED { return wants(c, base, off); },
        [this](const connection& c, connection_id id, instant base, run_id run)
            QAIDAM_INLINED { return visit(c, id, base, run); });
}

} // namespace qaidam::journeys
