#include "forward_scan.hpp"

namespace qaidam::journeys {

void forward_scan::begin() {
    for (const auto r : boarded()) trains_[r] = unboarded;
    count_boarded_ = 0;
    if (!asked_.begun_on) return;
    const auto start = days_.find(*asked_.begun_on);
    make_room(start.day);
    begun_run_ = days_.run_of(start.day, days_.at(start));
    board(begun_run_, 1, *asked_.begun_on);
}

void forward_scan::make_room(std::size_t d) {
    const auto size = days_.run_count(d);
    if (trains_.size() >= size) return;
    trains_.resize(size, unboarded);
    entered_.resize(size, no_connection);
    boarded_.resize(size, run_id{0});
}

bool forward_scan::inherit(run_id next, run_id r) {
    const auto trains = trains_[r];
    const auto enter = entered_[r];
    bool changed = false;
    if (in_tie_ && std::none_of(inherited_.begin(), inherited_.end(),
                                [&](const on_run& x) { return x.run == next && x.trains <= trains; })) {
        inherited_.push_back({next, trains, enter});
        changed = true;
    }
    if (trains_[next] <= trains) return changed;
    board(next, trains, enter);
    return true;
}

void forward_scan::restore(const on_run& known) {
    trains_[known.run] = known.trains;
    entered_[known.run] = known.enter;
    for (const auto& more : inherited_)
        if (more.run == known.run && more.trains < trains_[known.run])
            board(known.run, more.trains, more.enter);
}

} // namespace qaidam::journeys
