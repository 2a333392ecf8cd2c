// Any feed that loads has prices that add up: each ride has one or a reason, no total where one is missing, and what is
// paid is no more than a ticket for all or one for each ride. The input is a folder as files_in.hpp has it.
#include <optional>
#include <stdexcept>
#include <vector>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/price.hpp>
#include <qaidam/rail/rail.hpp>

#include "files_in.hpp"

namespace {

using namespace qaidam;
using namespace qaidam::journeys;
using fuzz::require;

/// The whole run of a train, in two rides where it has a call in the middle.
std::optional<journey> run_of(const rail::timetable& t, rail::train_id train, const calendar::date& day) {
    const auto& calls = t.trains()[train].calls;
    journey j;
    std::size_t board = 0;
    for (const auto alight : {calls.size() / 2, calls.size() - 1}) {
        if (alight == board) continue;
        if (!calls[board].departure || !calls[alight].arrival) return std::nullopt;
        const auto leaves = t.utc(day, *calls[board].departure), arrives = t.utc(day, *calls[alight].arrival);
        j.legs.emplace_back(ride{.train = train,
                                 .service_date = day,
                                 .board = board,
                                 .alight = alight,
                                 .departure = t.zone().to_local(leaves),
                                 .arrival = t.zone().to_local(arrives),
                                 .departure_utc = leaves,
                                 .arrival_utc = arrives});
        board = alight;
    }
    return j;
}

void check(const journey_price& found, std::size_t rides, bool is_cheapest) {
    std::vector<bool> has_price(rides);
    std::optional<rail::price> sum;
    for (const auto& c : found.charges) {
        require(c.first < c.last && c.last <= rides);
        for (auto r = c.first; r < c.last; ++r) has_price[r] = true;
        sum = sum ? *sum + c.price : c.price;
    }
    for (const auto& u : found.unpriced) {
        require(u.ride < rides && !has_price[u.ride]);
        has_price[u.ride] = true;
    }
    for (const auto ride : has_price) require(ride);
    require(found.total.has_value() == (found.unpriced.empty() && found.by));
    if (found.total) require(sum && compare(*found.total, *sum) == 0);
    for (const auto& other : {found.through, found.split})
        if (is_cheapest && other) require(found.total && compare(*found.total, *other) <= 0);
}

void check(const rail::timetable& t) {
    constexpr std::size_t most_trains = 20;
    std::size_t tried = 0;
    for (const auto train : t.trains().ids()) {
        if (++tried > most_trains) break;
        const auto day = t.trains()[train].days.first_from(calendar::date{2000, 1, 1});
        const auto j = day ? run_of(t, train, *day) : std::nullopt;
        if (!j) continue;
        for (const auto system : {price_system::fares_v2, price_system::fares_v1, price_system::tariffs})
            for (const auto* rider : {"", "child"}) {
                const price_query q{.by = system, .rider = rider};
                (void)unknown_words(t, q);
                try {
                    check(price_of(t, *j, q), j->legs.size(), system != price_system::fares_v2);
                } catch (const std::overflow_error&) { // of amounts beyond 64 bits, as documented
                }
            }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        check(gtfs::load(fuzz::files_in(data, size), {.policy = policy::repair}).value);
    } catch (const data_error&) {
    }
    return 0;
}
