// A network with real-time updates, made of the one without: it shares the days that nothing changed, and of
// the others all but the runs that did.
//
// Departures that updates added are numbered behind the others, up to the stride between days. They call at
// the boarding points of the train whose runs they are, for the rules for changing trains are the same.
#include <algorithm>
#include <set>

#include "network.hpp"
#include <qaidam/rail/detail/through_links.hpp>

namespace qaidam::journeys {
namespace {

/// By date.
bool is_before(const std::pair<train_id, calendar::date>& a, const std::pair<train_id, calendar::date>& b) {
    return std::pair{a.second, a.first} < std::pair{b.second, b.first};
}

/// Connections of one moment go by service date, then as trains of a network that is made anew.
struct rank_of {
    const network::state& net;

    auto operator()(const connection& c) const {
        const auto stride = static_cast<std::int32_t>(net.stride);
        const auto train = (c.run % stride + stride) % stride;
        const auto& v = net.departures[static_cast<std::size_t>(train)];
        return std::tuple{c.departure, (c.run - train) / stride, v.starts, v.train};
    }
};

/// A copy of a slice's connections, with some dropped and others put in.
class changed_copy {
public:
    using hop = slice_in_making::hop;

    changed_copy(const slice& old, const std::vector<hop>& without, std::vector<hop> with,
                 const rank_of& rank)
        : old_{old} {
        find(without);
        std::stable_sort(with.begin(), with.end(),
                         [&](const hop& a, const hop& b) { return rank(a.c) < rank(b.c); });
        made_->connections.reserve(old.connections.size() - change_.dropped.size() + with.size());
        made_->hops.reserve(made_->connections.capacity());
        for (const auto& h : with) {
            auto end = std::max(done_, first_from(h.c.departure));
            while (end < old.connections.size() && rank(old.connections[end]) < rank(h.c)) ++end;
            copy_until(end);
            change_.put_in.push_back(made_size());
            made_->connections.push_back(h.c);
            made_->hops.push_back(h.position);
        }
        copy_until(old.connections.size());
    }

    [[nodiscard]] const std::shared_ptr<slice>& made() const { return made_; }
    [[nodiscard]] const arrivals_by_point::change& change() const { return change_; }

private:
    [[nodiscard]] std::uint32_t made_size() const {
        return static_cast<std::uint32_t>(made_->connections.size());
    }
    [[nodiscard]] std::size_t first_from(instant departure) const {
        const auto& all = old_.connections;
        const auto before = [](const connection& c, instant t) { return c.departure < t; };
        return static_cast<std::size_t>(std::lower_bound(all.begin(), all.end(), departure, before) -
                                        all.begin());
    }

    void find(const std::vector<hop>& without) {
        for (const auto& h : without) {
            auto i = first_from(h.c.departure);
            while (old_.connections[i].run != h.c.run || old_.hops[i] != h.position) ++i;
            change_.dropped.push_back(static_cast<std::uint32_t>(i));
        }
        std::sort(change_.dropped.begin(), change_.dropped.end());
        drop_ = change_.dropped.begin();
    }

    void copy_until(std::size_t end) {
        for (; drop_ != change_.dropped.end() && *drop_ < end; ++drop_) {
            copy_whole(*drop_);
            ++done_;
        }
        copy_whole(end);
    }
    void copy_whole(std::size_t end) {
        const auto append = [&](auto& all, const auto& from) {
            all.insert(all.end(), from.begin() + static_cast<std::ptrdiff_t>(done_),
                       from.begin() + static_cast<std::ptrdiff_t>(end));
        };
        if (done_ < end)
            change_.kept.push_back(
                {static_cast<std::uint32_t>(done_), static_cast<std::uint32_t>(end), made_size()});
        append(made_->connections, old_.connections);
        append(made_->hops, old_.hops);
        done_ = end;
    }

    const slice& old_;
    std::shared_ptr<slice> made_ = std::make_shared<slice>();
    arrivals_by_point::change change_;
    std::vector<std::uint32_t>::const_iterator drop_; ///< the next of those
    std::size_t done_ = 0;                            ///< of the old ones
};

/// Whether a rule for changing trains names a run that no more calls where its train does.
bool rules_name_moved(const applied_updates& updates, std::uint32_t first_added) {
    const auto is_moved = [&](const std::optional<train_id>& x) {
        if (!x || x->value() < first_added) return false;
        const auto& added = updates.added[x->value() - first_added];
        return added.run_of && !added.same_places;
    };
    const auto& rules = updates.now.transfers();
    return std::any_of(updates.added.begin(), updates.added.end(),
                       [](const added_train& x) { return x.run_of && !x.same_places; }) &&
           std::any_of(rules.begin(), rules.end(),
                       [&](const transfer& x) { return is_moved(x.from.train) || is_moved(x.to.train); });
}

} // namespace

std::shared_ptr<network::state> network::state::with_updates(const std::shared_ptr<state>& base,
                                                             const applied_updates& updates,
                                                             const choice& takes) {
    const auto known = static_cast<std::uint32_t>(base->table.trains().size());
    auto made = std::make_shared<state>(*base, updates.now);
    made->planned = base->planned ? base->planned : base;
    for (const auto& run : updates.changed)
        if (run.first.value() < made->planned->table.trains().size()) made->gone.push_back(run);
    std::sort(made->gone.begin(), made->gone.end(), is_before);
    bool whole = !rules_name_moved(updates, known);
    for (std::uint32_t i = 0; i < updates.added.size(); ++i)
        whole = whole && made->add_train(train_id{known + i}, updates.added[i], takes(train_id{known + i}));
    if (whole && made->link_anew(updates)) return made;
    auto anew = std::make_shared<state>(updates.now, base->take, base->avoided, [&](train_id i) {
        return i.value() < known ? base->is_taken(i) : takes(i);
    });
    anew->kernel = base->kernel;
    return anew;
}

network::state::state(const state& base, timetable now)
    : table{std::move(now)},
      take{base.take},
      points{base.points},
      of_layer{base.of_layer},
      departures{base.departures},
      stride{base.stride},
      first_of{base.first_of},
      days_back{std::max(base.days_back, table.longest_run_days() + 1)},
      came_from{base.came_from},
      points_of_added{base.points_of_added},
      boardings_of_added{base.boardings_of_added},
      headway_calls{base.headway_calls},
      calls_behind{base.calls_behind},
      equals{base.equals},
      avoided{base.avoided},
      longest_wait{base.longest_wait},
      paths{base.paths},
      goes_on_as{base.goes_on_as},
      gone{base.gone},
      added{base.added} {}

/// Returns: false if it has boarding points of its own or runs every so often, or there is no more room.
bool network::state::add_train(train_id i, const added_train& as, bool taken) {
    if (!table.trains()[i].headways.empty()) return false;
    added.push_back(as);
    std::vector<boarding_point_id> here;
    if (as.same_places) {
        const auto known = points_of(*as.run_of);
        here.assign(known.begin(), known.end());
    } else {
        for (const auto& c : table.trains()[i].calls) {
            if (of_layer->parted[c.at.value()]) return false;
            here.push_back(point_of(c.at));
        }
    }
    for (std::uint32_t c = 0; c < here.size(); ++c)
        if (here[c].value() >= station_count())
            calls_behind.write(here[c].value() - station_count()).push_back({i, c});
    points_of_added.push_back(std::move(here));
    std::vector<instant> boardings;
    for (const auto& c : table.trains()[i].calls) boardings.push_back(boarding_of(c));
    boardings_of_added.push_back(std::move(boardings));
    equals.add(
        table, [&](train_id x) { return points_of(x); }, i);
    first_of.push_back(taken ? static_cast<std::uint32_t>(departures.size()) : not_taken);
    if (taken) {
        departures.push_back(make_departure(i));
        goes_on_as.emplace_back();
        came_from.emplace_back();
    }
    return departures.size() <= stride;
}

/// Returns: false if a planned train goes on as another one, and its connections do not know that it does.
bool network::state::link_anew(const applied_updates& updates) {
    std::vector<bool> touched(table.trains().size());
    for (const auto& [train, date] : updates.changed) touched[train.value()] = true;
    for (auto i = table.trains().size() - updates.added.size(); i < touched.size(); ++i) touched[i] = true;
    const auto links = list_links_of(table, touched);
    std::set<std::uint32_t> onward; // trains whose links are not as they were
    for (const auto i : table.trains().ids()) {
        if (!touched[i.value()] || !is_taken(i)) continue;
        const auto v = first_of[i.value()];
        for (const auto from : came_from[v]) {
            std::erase_if(goes_on_as.write(from),
                          [&](const continuation& next) { return next.departure == v; });
            onward.insert(from);
        }
        for (const auto& next : goes_on_as[v]) std::erase(came_from.write(next.departure), v);
        if (!came_from[v].empty()) came_from.write(v).clear();
        if (!goes_on_as[v].empty()) goes_on_as.write(v).clear();
    }
    for (const auto& link : links) {
        add_link(link);
        if (is_taken(link.from)) onward.insert(first_of[link.from.value()]);
    }
    for (const auto from : onward) {
        auto& all = goes_on_as.write(from);
        std::stable_sort(all.begin(), all.end(), [&](const continuation& a, const continuation& b) {
            return std::pair{departures[a.departure].train, a.days_later} <
                   std::pair{departures[b.departure].train, b.days_later};
        });
        const bool is_planned = from < planned->departures.size();
        if (is_planned && !all.empty() && planned->goes_on_as[from].empty()) return false;
    }
    return true;
}

network::state::exchange network::state::exchange_on(const calendar::date& date) const {
    exchange all;
    const auto note = [&](train_id i) {
        const auto equal = equals.of(i);
        const auto group = equal.empty() ? std::span<const train_id>{&i, 1} : equal;
        const auto before = planned->named_of(group, date), now = named_of(group, date);
        if (before == now) return;
        if (before) all.gone.push_back(*before);
        if (now) all.come.push_back(*now);
    };
    auto run = std::lower_bound(gone.begin(), gone.end(), std::pair{train_id{0}, date}, is_before);
    for (; run != gone.end() && run->second == date; ++run) note(run->first);
    for (auto i = static_cast<std::uint32_t>(planned->departures.size()); i < departures.size(); ++i)
        if (table.trains()[departures[i].train].days.contains(date)) note(departures[i].train);
    for (auto* trains : {&all.gone, &all.come}) {
        std::sort(trains->begin(), trains->end());
        trains->erase(std::unique(trains->begin(), trains->end()), trains->end());
    }
    return all;
}

network::state::day_change network::state::change_on(std::int64_t day) const {
    day_change change{planned->slice_of(day), begin_slice(), begin_slice()};
    for (auto back = days_back; back >= -days_ahead; --back) {
        const auto start = planned->start_of(day - back);
        if (!start) continue;
        const auto date = date_of_day(day - back);
        const auto zero = *start - back * 86400;
        const auto [trains_gone, trains_come] = exchange_on(date);
        for (const auto i : trains_gone)
            planned->lay_out(change.without, planned->first_of[i.value()], zero, back);
        for (const auto i : trains_come) lay_out(change.with, first_of[i.value()], zero, back);
    }
    return change;
}

std::shared_ptr<const day_outline> network::state::outline_with(const day_change& change) const {
    const auto& before = *change.planned->outline;
    day_outline now{{}, change.with.running};
    for (std::size_t i = 0; i < before.running.size(); ++i) now.running[i] |= before.running[i];
    joined_points joined{before.joined};
    auto with = change.with.joined;
    for (const auto p : all_points()) joined.join(p, with.root(p));
    now.joined = joined.roots();
    return std::make_shared<const day_outline>(std::move(now));
}

std::shared_ptr<const day_outline> network::state::outline_of(std::int64_t day) {
    if (!planned) return slice_of(day)->outline;
    const std::lock_guard lock{guard_};
    if (const auto known = by_day_.find(day); known != by_day_.end()) return known->second->outline;
    if (outlines_.size() >= most_kept) outlines_.clear();
    auto& outline = outlines_[day];
    if (outline) return outline;
    const auto change = change_on(day);
    return outline = change.is_nothing() ? change.planned->outline : outline_with(change);
}

/// The slice of the planned network with the updates of the day.
std::shared_ptr<const slice> network::state::change_slice(std::int64_t day) {
    const auto change = change_on(day);
    if (change.is_nothing()) return change.planned;
    slice_change key{change.planned, {}};
    for (const auto* hops : {&change.without.hops, &change.with.hops}) {
        key.second.push_back(static_cast<std::int32_t>(hops->size()));
        for (const auto& h : *hops) key.second.insert(key.second.end(), {h.c.run, h.c.departure});
    }
    auto& known = changed_[std::move(key)];
    if (known) return known;

    const changed_copy copy{*change.planned, change.without.hops, change.with.hops, rank_of{*this}};
    const auto made = copy.made();
    auto& outline = outlines_[day];
    made->outline = outline ? outline : outline_with(change);
    outline = made->outline;
    made->find_ties();
    made->take_arrivals(change.planned, copy.change());
    return known = made;
}

namespace {

network apply(const network& n, std::span<const realtime_update> updates, notices* unfit,
              const update_options& options) {
    const auto& base = *n.internals();
    const auto applied = apply_updates(base.table, updates, unfit, options);
    return network{network::state::with_updates(n.internals(), applied, [&](train_id i) {
        const auto& run_of = applied.added[i.value() - base.table.trains().size()].run_of;
        return run_of ? base.is_taken(*run_of) : !base.take || base.take(applied.now.trains()[i]);
    })};
}

} // namespace

network with_updates(const network& n, std::span<const realtime_update> updates,
                     const update_options& options) {
    return apply(n, updates, nullptr, options);
}

network with_updates(const network& n, std::span<const realtime_update> updates, notices& unfit,
                     const update_options& options) {
    return apply(n, updates, &unfit, options);
}

network with_updates(const network& n, std::initializer_list<realtime_update> updates,
                     const update_options& options) {
    return apply(n, std::span{updates.begin(), updates.size()}, nullptr, options);
}

} // namespace qaidam::journeys
