// Through links against a list day by day.
#include <qaidam/rail/stock.hpp>

#include <map>
#include <set>
#include <tuple>

#include "journeys/random_network.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("rail/stock");

using namespace qaidam;
using namespace qaidam::rail;
using calendar::date;
using calendar::day_count;

namespace {

/// From which train to which, from which service date, and how many days later the other one begins.
using seat = std::tuple<train_id, train_id, date, int>;

bool has_times(const train& x) {
    return x.headways.empty();
}
std::int64_t start_of(const train& x) {
    return x.calls.front().departure->seconds();
}
std::int64_t end_of(const train& x) {
    return x.calls.back().arrival->seconds();
}

/// Where one may stay seated from a train of that day on, for each of its pairs by itself.
void list_seats(const timetable& t, const date& day, std::set<seat>& seats) {
    const auto told_to_leave = [&](train_id a, train_id b) {
        for (const auto& x : t.transfers())
            if (x.kind == transfer_kind::leave_and_board && x.from.train == a && x.to.train == b) return true;
        return false;
    };
    for (const auto a : t.trains().ids()) {
        const auto& one = t.trains()[a];
        if (!has_times(one) || !one.days.contains(day)) continue;
        // The train of the block that leaves next that day.
        std::optional<train_id> next;
        for (const auto b : t.trains().ids()) {
            const auto& other = t.trains()[b];
            if (a == b || one.block->empty() || other.block != one.block || !has_times(other)) continue;
            if (!other.days.contains(day) || start_of(other) < end_of(one)) continue;
            if (std::pair{start_of(other), b} < std::pair{start_of(one), a}) continue;
            if (!next || start_of(other) < start_of(t.trains()[*next])) next = b;
        }
        if (next && t.trains()[*next].calls.front().at == one.calls.back().at && !told_to_leave(a, *next))
            seats.emplace(a, *next, day, 0);
        for (const auto& x : t.transfers()) {
            if (x.kind != transfer_kind::stay_seated || x.from.train != a || !x.to.train) continue;
            const auto& other = t.trains()[*x.to.train];
            if (!has_times(other) || other.calls.front().at != one.calls.back().at) continue;
            int later = 0;
            while (start_of(other) + later * 86400 < end_of(one)) ++later;
            if (other.days.contains(day + day_count{later})) seats.emplace(a, *x.to.train, day, later);
        }
    }
}

} // namespace

TEST_CASE("through links are those that a list of every day and every two trains gives") {
    test::random random;
    std::size_t count = 0;
    for (int i = 0; i < 1500; ++i) {
        const auto t = test::make_network(random, 30).table;
        const auto links = list_through_links(t);
        std::set<seat> slow, quick;
        for (date day{2022, 1, 1}; day < date{2022, 1, 21}; day += day_count{1}) {
            list_seats(t, day, slow);
            for (const auto& l : links)
                if (l.days.contains(day)) CHECK(quick.emplace(l.from, l.to, day, l.days_later).second);
        }
        CHECK(quick == slow);
        count += slow.size();
    }
    CHECK(count > 1000);
}

TEST_SUITE_END();
