/// What tests of the services room share: Chengdong, its desk, and the day of 24 December 2021.
#pragma once

#include <filesystem>

#include <qaidam/civic/feed.hpp>
#include <qaidam/services/services.hpp>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

namespace test {

using namespace qaidam;
using namespace qaidam::services;
using namespace std::chrono_literals;
using calendar::date;
using calendar::local_time;

struct world {
    civic::community community;
    services::catalogue catalogue;
    calendar::work_calendars office{calendar::office_hours(), calendar::holidays::china()};

    explicit world(const std::filesystem::path& folder)
        : community{civic::load(folder).value},
          catalogue{load_catalogue(folder, community).value} {}

    [[nodiscard]] services::desk open_desk(desk_rules rules = {}, order_book start = {}) const {
        return {community, catalogue, office, std::move(rules), std::move(start)};
    }
};

inline const world& chengdong_world() {
    static const world w{chengdong};
    return w;
}

/// A time of 24 December 2021, a Friday.
inline local_time at(int hour, int minute = 0) {
    return calendar::local_time(date{2021, 12, 24}, std::chrono::hours{hour} + std::chrono::minutes{minute});
}
/// A time of a day of January 2022; the 4th is the first working day.
inline local_time january(int day, int hour, int minute = 0) {
    return calendar::local_time(date{2022, 1, static_cast<unsigned short>(day)},
                                std::chrono::hours{hour} + std::chrono::minutes{minute});
}

inline place_order an_errand() {
    return {.order = "o-1",
            .by = "p-elder",
            .at = at(9, 12),
            .item = "old-age-allowance",
            .building = "b-08-02",
            .at_door = true};
}

inline std::string refusal_of(const desk& d, const command& c) {
    const auto no = d.check(c);
    if (!no) return "";
    return to_string(*no);
}

/// The code of the refusal, "" if there is none.
inline std::string code_of(const desk& d, const command& c) {
    const auto no = d.check(c);
    return no ? std::string{no->rule->code} : "";
}

inline std::vector<event> carry_out(desk& d, const command& c) {
    auto caused = d.decide(c).events();
    d.apply(caused);
    return caused;
}

} // namespace test
