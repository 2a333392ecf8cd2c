#include <qaidam/rail/stock.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <tuple>

#include <qaidam/rail/detail/service_days.hpp>
#include <qaidam/rail/detail/through_links.hpp>

namespace qaidam::rail {
namespace {

std::int32_t departs(const train& x) {
    return x.calls.front().departure->seconds();
}

std::int32_t arrives(const train& x) {
    return x.calls.back().arrival->seconds();
}

} // namespace

std::vector<through_link> list_through_links(const timetable& t) {
    std::vector<bool> every(t.trains().size(), true);
    return list_links_of(t, every);
}

std::vector<through_link> list_links_of(const timetable& t, std::vector<bool>& touched) {
    std::map<std::string_view, std::vector<train_id>> blocks;
    for (const auto i : t.trains().ids())
        if (const auto& x = t.trains()[i]; touched[i.value()] && !x.block->empty()) blocks[*x.block];
    if (!blocks.empty())
        for (const auto i : t.trains().ids()) {
            const auto& x = t.trains()[i];
            const auto block = blocks.find(*x.block);
            if (block == blocks.end()) continue;
            touched[i.value()] = true;
            if (x.headways.empty()) block->second.push_back(i);
        }
    std::vector<through_link> all;
    const auto link = [&](train_id from, train_id to) {
        const auto& a = t.trains()[from];
        const auto& b = t.trains()[to];
        // Nobody knows which departure of a train without times would go on, nor how coaches would get
        // elsewhere.
        if (!a.headways.empty() || !b.headways.empty() || a.calls.back().at != b.calls.front().at) return;
        const int days_later = departs(b) < arrives(a) ? (arrives(a) - departs(b) + 86399) / 86400 : 0;
        auto days = a.days & b.days.shifted(-days_later);
        if (!days.empty()) all.push_back({from, to, days_later, std::move(days)});
    };
    std::set<std::pair<train_id, train_id>> to_leave; // nobody may stay seated from the one to the other
    for (const auto& x : t.transfers())
        if (x.kind == transfer_kind::leave_and_board && x.from.train && x.to.train)
            to_leave.emplace(*x.from.train, *x.to.train);
    for (auto& [name, trains] : blocks) {
        std::sort(trains.begin(), trains.end(), [&](train_id a, train_id b) {
            return std::tuple{departs(t.trains()[a]), a} < std::tuple{departs(t.trains()[b]), b};
        });
        for (std::size_t i = 0; i < trains.size(); ++i) {
            // The next of the block on any day that both run.
            auto open = t.trains()[trains[i]].days;
            for (std::size_t j = i + 1; j < trains.size() && !open.empty(); ++j) {
                const auto& a = t.trains()[trains[i]];
                const auto& b = t.trains()[trains[j]];
                const auto joint = open & b.days;
                if (departs(b) < arrives(a) || joint.empty()) continue;
                const bool leave = to_leave.contains({trains[i], trains[j]});
                if (!leave && a.calls.back().at == b.calls.front().at)
                    all.push_back({trains[i], trains[j], 0, joint});
                open = open - joint;
            }
        }
    }
    for (const auto& x : t.transfers())
        if (x.kind == transfer_kind::stay_seated && x.from.train && x.to.train &&
            (touched[x.from.train->value()] || touched[x.to.train->value()]))
            link(*x.from.train, *x.to.train);
    std::sort(all.begin(), all.end(), [](const through_link& a, const through_link& b) {
        return std::tie(a.from, a.to, a.days_later) < std::tie(b.from, b.to, b.days_later);
    });
    std::vector<through_link> merged;
    for (auto& x : all) {
        const bool same = !merged.empty() && merged.back().from == x.from && merged.back().to == x.to &&
                          merged.back().days_later == x.days_later;
        if (same) {
            merged.back().days = merged.back().days | x.days;
        } else {
            merged.push_back(std::move(x));
        }
    }
    return merged;
}

stock_need minimum_stock(const timetable& t, const stock_options& options) {
    if (!options.period.from || !options.period.until)
        throw std::invalid_argument("minimum_stock: the period has no begin or no end");
    const auto first = t.utc(*options.period.from, service_time{std::chrono::seconds{0}});
    const auto end = t.utc(*options.period.until, service_time{std::chrono::seconds{0}});

    struct event {
        station_id at;
        calendar::utc_time when;
        bool leaves;
    };
    std::vector<event> events;
    stock_need need;
    auto trains = options.trains;
    if (trains.empty())
        for (const auto i : t.trains().ids()) trains.push_back(i);
    const auto days = service_days(t, *options.period.from, *options.period.until);
    for (const auto i : trains) {
        require_train(t, i);
        const auto& x = t.trains()[i];
        for (const auto& day : days) {
            if (!x.days.contains(day.on)) continue;
            for (const auto shift : list_shifts(x)) {
                const auto leaves = day.start + std::chrono::seconds{departs(x) + shift.count()};
                const auto ready =
                    day.start + std::chrono::seconds{arrives(x) + shift.count() + options.turnaround.count()};
                if (leaves >= end || ready < first) continue;
                events.push_back({x.calls.back().at, ready, false});
                if (leaves >= first) {
                    events.push_back({x.calls.front().at, leaves, true});
                } else {
                    ++need.under_way;
                }
            }
        }
    }
    std::sort(events.begin(), events.end(), [](const event& a, const event& b) {
        return std::tie(a.at, a.when, a.leaves) < std::tie(b.at, b.when, b.leaves);
    });
    need.sets = need.under_way;
    for (std::size_t i = 0; i < events.size();) {
        const auto at = events[i].at;
        std::ptrdiff_t there = 0;
        std::ptrdiff_t least = 0;
        for (; i < events.size() && events[i].at == at; ++i) {
            there += events[i].leaves ? -1 : 1;
            least = std::min(least, there);
        }
        if (least == 0) continue;
        need.waiting.emplace(at, static_cast<std::size_t>(-least));
        need.sets += static_cast<std::size_t>(-least);
    }
    return need;
}

} // namespace qaidam::rail
