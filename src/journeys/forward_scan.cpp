#include "forward_scan.hpp"

namespace qaidam::journeys {

template <class Aboard>
void forward_scan_of<Aboard>::begin() {
    for (const auto r : boarded()) aboard_[r] = unboarded;
    count_boarded_ = 0;
    if (!asked_.begun_on) return;
    const auto start = days_.find(*asked_.begun_on);
    make_room(start.day);
    begun_run_ = days_.run_of(start.day, days_.at(start));
    board(begun_run_, Aboard::begun, *asked_.begun_on);
}

template <class Aboard>
void forward_scan_of<Aboard>::make_room(std::size_t d) {
    const auto size = days_.run_count(d);
    if (aboard_.size() >= size) return;
    aboard_.resize(size, unboarded);
    entered_.resize(size, no_connection);
    if (boarded_.empty()) boarded_.resize(1024, run_id{0});
}

template <class Aboard>
bool forward_scan_of<Aboard>::inherit(run_id next, run_id r) {
    const auto known = aboard_[r];
    const auto enter = entered_[r];
    bool changed = false;
    if (in_tie_ && std::none_of(inherited_.begin(), inherited_.end(), [&](const on_run& x) {
            return x.run == next && Aboard::both(x.known, known) == x.known;
        })) {
        inherited_.push_back({next, known, enter});
        changed = true;
    }
    const auto both = Aboard::both(aboard_[next], known);
    if (aboard_[next] == both) return changed;
    board(next, both, enter);
    return true;
}

template <class Aboard>
void forward_scan_of<Aboard>::restore(const on_run& before) {
    aboard_[before.run] = before.known;
    entered_[before.run] = before.enter;
    for (const auto& more : inherited_) {
        if (more.run != before.run) continue;
        const auto both = Aboard::both(aboard_[before.run], more.known);
        if (aboard_[before.run] != both) board(before.run, both, more.enter);
    }
}

template class forward_scan_of<least_trains_aboard>;
template class forward_scan_of<travellers_aboard>;

} // namespace qaidam::journeys
