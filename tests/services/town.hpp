/// Chengdong with somebody for each capacity in which a step is taken.
#pragma once

#include <fstream>
#include <map>
#include <string>

#include "world.hpp"

namespace test {

/// Rows for competences.csv, which gets the columns priority and helps for them.
inline void add_competences(const test::folder& f, const std::string& rows) {
    std::ifstream old{f / "competences.csv"};
    std::string text;
    for (std::string line; std::getline(old, line);)
        text += line + (text.empty() ? ",priority,helps\n" : ",,\n");
    f.write("competences.csv", text + rows);
}

/// Chengdong with somebody for each capacity who has no other one, under its own key or another.
inline world make_town(const std::string& key = "chengdong") {
    const test::folder f{chengdong};
    f.replace("community.csv", "\nchengdong,", "\n" + key + ",");
    f.append("people.csv", "p-resident,马一,,,,,b-05-01\n"
                           "p-reporter,马二,,,,,b-03-01\n"
                           "p-staff,马三,,,,,b-05-01\n"
                           "p-helper,马四,,,,,\n"
                           "p-officer-02,马五,,,,,\n"
                           "p-officer-03,马六,,,,,\n"
                           "p-leader,马七,,,,,\n"
                           "p-property,马八,,,,,\n"
                           "p-sent,马九,,,,,\n"
                           "p-elsewhere,马十,,,,,\n");
    f.append("roles.csv", "p-staff,grid_member,building,b-03-01,2021-03-01,\n"
                          "p-leader,full_time_grid_leader,grid,g-05,2021-03-01,\n"
                          "p-property,property_staff,quarter,q-03,2021-03-01,\n"
                          "p-sent,department_officer,community,,2021-03-01,\n"
                          "p-elsewhere,grid_member,building,b-09-01,2021-03-01,\n"
                          "p-helper,party_member,team,team-05,2021-03-01,\n"
                          "p-officer-02,department_officer,department,dept-02,2021-03-01,\n"
                          "p-officer-03,department_officer,department,dept-03,2021-03-01,\n");
    add_competences(f, "城管,department,dept-03,,,\n城管,team,team-05,,,yes\n");
    return world{f};
}
inline const world& town() {
    static const world w = make_town();
    return w;
}

inline const handler first_handler{handler_kind::department, "dept-01"};
inline const handler second_handler{handler_kind::department, "dept-03"};

/// Somebody of each capacity; all people are residents.
inline const std::map<actor, person_key>& people() {
    static const std::map<actor, person_key> all{
        {actor::resident, "p-resident"},  {actor::reporter, "p-reporter"}, {actor::staff, "p-clerk"},
        {actor::handler, "p-officer-01"}, {actor::helper, "p-helper"},     {actor::called, "p-officer-02"},
        {actor::system, system_actor}};
    return all;
}

/// Staff of each kind, by their roles; p-elsewhere is of another building.
inline const std::vector<person_key>& staff() {
    static const std::vector<person_key> all{"p-clerk",    "p-supervisor", "p-staff", "p-leader",   "p-yv-01",
                                             "p-property", "p-bl-03",      "p-sent",  "p-elsewhere"};
    return all;
}

/// All of them.
inline const std::vector<person_key>& everybody() {
    static const std::vector<person_key> all = [] {
        auto keys = staff();
        for (const auto& [a, k] : people())
            if (a != actor::staff) keys.push_back(k);
        return keys;
    }();
    return all;
}

/// A command for each step that says what it must.
inline command command_of(step s, const order_key& order, const person_key& by, local_time t,
                          bool dept_01_had_it) {
    switch (s) {
    case step::place: break;
    case step::verify: return verify_order{order, by, t, verification::exists};
    case step::register_: return register_order{order, by, t};
    case step::decline: return decline_order{order, by, t, "why"};
    case step::dispatch:
        return dispatch_order{order, by, t, dept_01_had_it ? second_handler : first_handler, {}};
    case step::accept: return accept_order{order, by, t};
    case step::visit: return visit_home{order, by, t, t, "note"};
    case step::return_: return return_order{order, by, t, "why"};
    case step::adjudicate: return adjudicate_order{order, by, t, first_handler, "why"};
    case step::transfer: return transfer_order{order, by, t, second_handler, "why"};
    case step::extend: return extend_order{order, by, t, 3, "why"};
    case step::suspend: return suspend_order{order, by, t, t.date() + calendar::day_count{7}, "why"};
    case step::resume: return resume_order{order, by, t};
    case step::feed_back: return services::feed_back{order, by, t, "photo"};
    case step::pass: return pass_check{order, by, t};
    case step::fail: return fail_check{order, by, t, "why"};
    case step::rate: return rate_order{order, by, t, true, false};
    case step::appeal: return appeal_order{order, by, t, "why"};
    case step::settle: return settle_appeal{order, by, t, true, "why"};
    case step::cancel: return cancel_order{order, by, t, "why"};
    case step::force: return force_order{order, by, t, "why"};
    case step::merge: return merge_order{order, by, t, "o-0", "why"};
    case step::split: return split_order{order, by, t, "why"};
    case step::reopen: return reopen_order{order, by, t, "why"};
    case step::urge: return urge_order{order, by, t, "why"};
    case step::supervise: return supervise_order{order, by, t, "why"};
    case step::whistle: return blow_whistle{order, by, t, t + std::chrono::hours{24}, {"dept-02"}, "why"};
    case step::report_in: return services::report_in{order, by, t, "dept-02"};
    case step::refer: return refer_order{order, by, t, "another", "b-03-01", "why"};
    case step::receive: break;
    }
    return place_order{.order = order, .by = by, .at = t, .item = "parking", .building = "b-03-01"};
}

} // namespace test
