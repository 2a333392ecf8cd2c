// What people and programs read of how safe journeys are.
#include <qaidam/views/safety_views.hpp>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("views/safety");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::local_time;
using journeys::lateness_scope;

namespace {

const date day{2022, 1, 10};

/// From A by B and C to D, with a change at each; and what is said of it.
struct two_changes {
    timetable table;
    journeys::assessed_journey told;
};

two_changes make_two_changes() {
    timetable_builder b;
    const auto at = [&](const char* key, const char* zh, const char* en) {
        return b.station({.key = qaidam::key{key}, .name = {zh, en}, .change_time = 5min});
    };
    const auto a = at("A", "甲", "Jia"), second = at("B", "乙", "Yi"), c = at("C", "丙", "Bing"),
               d = at("D", "丁", "Ding");
    const auto train = [&](const char* number, station_id from, service_time leaves, station_id to,
                           service_time arrives) {
        b.train({.number = number, .days = calendar::day_set::daily()},
                {{.at = from, .departure = leaves}, {.at = to, .arrival = arrives}});
    };
    train("K1", a, 8h, second, 9h);
    train("K2", second, 9h + 20min, c, 10h);
    train("K3", c, 12h, d, 13h);
    auto t = std::move(b).build();
    const auto found = journeys::find_all(
        t, {.from = a, .to = d, .when = journeys::leave_after{local_time{day, 7h}}, .horizon = 20h});
    REQUIRE(found.size() == 1);
    const local_time expected{day, 13h + 5min + 1s};
    journeys::journey_safety safety{.changes = {{.leg = 1,
                                                 .spare = 15min,
                                                 .holds = 0.8399,
                                                 .arrival = {{lateness_scope::class_at_station, 412}},
                                                 .departure = {{lateness_scope::train_class, 96}}},
                                                {.leg = 2,
                                                 .spare = 115min,
                                                 .holds = 0.999,
                                                 .arrival = {{lateness_scope::all_trains, 3000}},
                                                 .departure = {{lateness_scope::class_at_station, 30}}}},
                                    .holds = 0.8399 * 0.999,
                                    .expected_arrival = t.zone().to_utc(expected),
                                    .expected_arrival_there = expected,
                                    .not_there = 0.001,
                                    .window_ends = t.zone().to_utc(local_time{day, 27h})};
    return {std::move(t), {found.front(), std::move(safety)}};
}

} // namespace

TEST_CASE(
    "each change says how likely it holds and of how many observations, and then the whole journey does") {
    const auto x = make_two_changes();
    CHECK(views::describe_safety(x.table, x.told, language::en) ==
          "  change at Yi, 15 min to spare: holds 83 % (of 412 arrivals of its class there, 96 departures of "
          "its class)\n"
          "  change at Bing, 1 h 55 min to spare: holds 99 % (of 3000 arrivals of all trains, 30 departures "
          "of its class "
          "there)\n"
          "  all changes: 83 %\n"
          "  expected arrival 2022-01-10 13:06\n"
          "  not there by 2022-01-11 03:00: 1 % (counted as arriving then)\n");
    CHECK(views::describe_safety(x.table, x.told, language::zh) ==
          "  换乘 乙，富余 15 分：83 % 赶得上（据 412 次到站，同类列车在本站；96 次开车，同类列车）\n"
          "  换乘 丙，富余 1 小时 55 分：99 % 赶得上（据 3000 次到站，全部列车；30 次开车，同类列车在本站）\n"
          "  全部赶得上：83 %\n"
          "  预计平均到达 2022-01-10 13:06\n"
          "  到 2022-01-11 03:00 仍到不了的可能：1 %（按届时到达计）\n");
}

TEST_CASE("what is unknown is said to be, and what is sure or hopeless too") {
    auto x = make_two_changes();
    auto& s = x.told.safety;
    s.changes[0].holds = s.holds = s.not_there = std::nullopt;
    s.expected_arrival = std::nullopt;
    s.expected_arrival_there = std::nullopt;
    s.changes[1].holds = 1;
    s.changes[1].spare = -90s;
    CHECK(views::describe_safety(x.table, x.told, language::en) ==
          "  change at Yi, 15 min to spare: unknown (fewer than 30 observations, or a train without fixed "
          "times)\n"
          "  change at Bing, -2 min to spare: holds 100 % (of 3000 arrivals of all trains, 30 departures of "
          "its class "
          "there)\n"
          "  expected arrival: unknown\n");
    CHECK(views::describe_safety(x.table, x.told, language::zh) ==
          "  换乘 乙，富余 15 分：能否赶上不详（观测不足 30 次，或列车无固定时刻）\n"
          "  换乘 丙，富余 -2 分：100 % 赶得上（据 3000 次到站，全部列车；30 次开车，同类列车在本站）\n"
          "  平均何时到达不详\n");
    const auto words = [&](double holds) {
        s.changes[1].holds = holds;
        const auto all = views::describe_safety(x.table, x.told, language::en);
        const auto from = all.find("holds ") + 6;
        return all.substr(from, all.find(" (of") - from);
    };
    CHECK(words(0) == "0 %");
    CHECK(words(0.004) == "< 1 %");
    CHECK(words(0.01) == "1 %");
    CHECK(words(0.29) == "29 %"); // a sum may be less by a hair
    CHECK(words(0.99999) == "99 %");
    CHECK(words(1 - 1e-15) == "100 %");
}

TEST_CASE("JSON has the likelihoods of each change, and leaves out what is unknown") {
    auto x = make_two_changes();
    const auto safety_of = [&] {
        const auto text = views::to_json(x.table, std::span{&x.told, 1});
        CHECK(text.find("\"legs\"") != std::string::npos);
        return text.substr(text.find("\"safety\""));
    };
    CHECK(safety_of() == R"("safety": {
        "holds": 0.83906,
        "expected_arrival": "2022-01-10T13:05:01+08:00",
        "not_there": 0.001,
        "window_ends": "2022-01-11T03:00:00+08:00",
        "changes": [
          {
            "leg": 1,
            "station": "B",
            "seconds_to_spare": 900,
            "holds": 0.8399,
            "arrival": {
              "scope": "class_at_station",
              "observations": 412
            },
            "departure": {
              "scope": "train_class",
              "observations": 96
            }
          },
          {
            "leg": 2,
            "station": "C",
            "seconds_to_spare": 6900,
            "holds": 0.999,
            "arrival": {
              "scope": "all_trains",
              "observations": 3000
            },
            "departure": {
              "scope": "class_at_station",
              "observations": 30
            }
          }
        ]
      }
    }
  ]
}
)");
    auto& s = x.told.safety;
    s.changes.pop_back();
    s.changes[0].holds = s.holds = s.not_there = std::nullopt;
    s.changes[0].arrival = std::nullopt;
    s.expected_arrival = std::nullopt;
    CHECK(safety_of() == R"("safety": {
        "window_ends": "2022-01-11T03:00:00+08:00",
        "changes": [
          {
            "leg": 1,
            "station": "B",
            "seconds_to_spare": 900,
            "departure": {
              "scope": "train_class",
              "observations": 96
            }
          }
        ]
      }
    }
  ]
}
)");
}

TEST_SUITE_END();
