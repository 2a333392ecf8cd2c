// A county that nobody lives in, for examples and benchmarks: its people, numbers and orders are invented by rule.
//
// The same seed gives the same bytes on every platform: no distribution of the standard library, no locale. Identity
// numbers begin with 100000, which is no place; phone numbers with 1990, followed by the number of the person.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

namespace invented {

struct county_size {
    int communities = 3;
    int residents = 60; ///< of each
    int orders = 8;     ///< of each, in January 2022
    std::uint64_t seed = 1;
};

class random {
public:
    explicit random(std::uint64_t seed) : state_{seed} {}
    std::uint64_t next() { // splitmix64
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
    bool one_in(int n) { return below(n) == 0; }
    template <class Range>
    const auto& one_of(const Range& all) {
        return all[static_cast<std::size_t>(below(static_cast<int>(std::size(all))))];
    }

private:
    std::uint64_t state_;
};

struct name {
    std::string_view zh, en;
};
inline constexpr name surnames[] = {{"马", "Ma"},   {"李", "Li"},  {"王", "Wang"}, {"张", "Zhang"},
                                    {"韩", "Han"},  {"刘", "Liu"}, {"赵", "Zhao"}, {"祁", "Qi"},
                                    {"陈", "Chen"}, {"冶", "Ye"},  {"苏", "Su"},   {"扎", "Zha"}};
inline constexpr name given[] = {{"秀兰", "Xiulan"},   {"建国", "Jianguo"}, {"海燕", "Haiyan"},
                                 {"生福", "Shengfu"},  {"文静", "Wenjing"}, {"永青", "Yongqing"},
                                 {"桂芳", "Guifang"},  {"玉梅", "Yumei"},   {"成林", "Chenglin"},
                                 {"晓东", "Xiaodong"}, {"发祥", "Faxiang"}, {"雪莲", "Xuelian"}};
inline constexpr name places[] = {{"城东", "Chengdong"}, {"河西", "Hexi"},    {"北山", "Beishan"},
                                  {"南湖", "Nanhu"},     {"红柳", "Hongliu"}, {"青盐", "Qingyan"},
                                  {"白水", "Baishui"},   {"新源", "Xinyuan"}};

/// What a category of items is, and the department that is competent, which all communities share.
struct trade {
    std::string_view category, item, item_zh, item_en, limit, department_zh, department_en;
};
inline constexpr trade trades[] = {{"城管", "parking", "车辆乱停放整治", "Badly parked vehicles",
                                    "5 working_day", "城市管理局", "Urban Management Bureau"},
                                   {"住建", "street-light", "路灯维修", "Street lights", "2 working_day",
                                    "住房和城乡建设局", "Housing and Construction Bureau"},
                                   {"供热", "heating-fault", "暖气不热报修", "Cold radiators",
                                    "4 working_hour", "供热公司", "Heating Company"},
                                   {"社保", "wage", "劳资纠纷", "Wage dispute", "10 working_day",
                                    "人力资源和社会保障局", "Human Resources and Social Security Bureau"}};

class county {
public:
    county(std::filesystem::path folder, const county_size& size)
        : folder_{std::move(folder)},
          size_{size},
          random_{size.seed} {}

    /// `told(n)` after each community. Throws: std::runtime_error if a file cannot be written.
    template <class Told>
    void write(Told told) {
        write_county();
        for (int c = 0; c < size_.communities; ++c) {
            write_community(c);
            told(c + 1);
        }
        if (size_.orders > 0) write_orders();
    }
    static std::string key_of(int community) { return fmt::format("c-{:03}", community + 1); }

private:
    static constexpr int residents_of_a_building = 95, buildings_of_a_grid = 4, buildings_of_a_quarter = 8;
    static constexpr std::string_view start = "2021-03-01";

    void file(const std::filesystem::path& path, const std::string& text) const {
        std::ofstream out{folder_ / path, std::ios::binary};
        out << text;
        if (!out.flush()) throw std::runtime_error((folder_ / path).string() + ": cannot be written");
    }

    void write_county() {
        std::filesystem::create_directories(folder_);
        file("county.csv", "county_id,name,name_en\ninvented,虚构县,Invented County\n");
        std::string all = "community_id,name,name_en,folder\n";
        for (int c = 0; c < size_.communities; ++c) {
            const auto n = name_of(c);
            all += fmt::format("{0},{1},{2},{0}\n", key_of(c), n.first, n.second);
        }
        file("communities.csv", all);
        std::string departments = "department_id,name,name_en,parent_id\ngov,县人民政府,County Government,\n";
        for (const auto& t : trades)
            departments += fmt::format("d-{},{},{},gov\n", t.item, t.department_zh, t.department_en);
        file("departments.csv", departments);
    }

    static std::pair<std::string, std::string> name_of(int c) {
        const auto& place = places[static_cast<std::size_t>(c) % std::size(places)];
        const auto round = c / static_cast<int>(std::size(places));
        const auto number = round == 0 ? std::string{} : std::to_string(round + 1);
        return {fmt::format("{}{}社区", place.zh, number),
                fmt::format("{}{}{} Community", place.en, round == 0 ? "" : " ", number)};
    }

    /// Seventeen digits and the check character of GB 11643.
    static std::string identity_number(const std::string& digits) {
        constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        int sum = 0;
        for (std::size_t i = 0; i < digits.size(); ++i) sum += (digits[i] - '0') * weights[i];
        return digits + "10X98765432"[sum % 11];
    }

    static std::string key_of_person(int n) { return fmt::format("p-{:05}", n); }
    static std::string key_of_building(int n) { return fmt::format("b-{:03}", n); }

    void write_community(int c) {
        const std::filesystem::path in = key_of(c);
        std::filesystem::create_directories(folder_ / in);
        const auto called = name_of(c);
        file(in / "community.csv",
             fmt::format("community_id,name,name_en,county,county_en\n{},{},{},虚构县,Invented County\n",
                         key_of(c), called.first, called.second));
        const int buildings = std::max(2, size_.residents / residents_of_a_building);
        write_areas(in, c, buildings);
        write_people(in, c, buildings);
        write_services(in);
    }

    void write_areas(const std::filesystem::path& in, int c, int buildings) {
        std::string quarters = "quarter_id,name,name_en\n", rows = "building_id,quarter_id,name,name_en,"
                                                                   "longitude,latitude\n";
        std::string grids = "grid_id,grid_plan_id,name,name_en,code\n", members = "grid_id,building_id\n";
        for (int b = 0; b < buildings; ++b) {
            const int q = b / buildings_of_a_quarter + 1, g = b / buildings_of_a_grid + 1;
            if (b % buildings_of_a_quarter == 0)
                quarters += fmt::format("q-{0:02},第{0}小区,Quarter {0}\n", q);
            if (b % buildings_of_a_grid == 0)
                grids += fmt::format("g-{0:02},plan,第{0}网格,Grid {0},{1}-{0:02}\n", g, key_of(c));
            rows += fmt::format("{},q-{:02},{}号楼,Building {},{:.6f},{:.6f}\n", key_of_building(b + 1), q,
                                b + 1, b + 1, 97.0 + 0.02 * (c % 20) + 0.001 * (b % 10),
                                37.0 + 0.02 * (c / 20.0) + 0.001 * (b / 10.0));
            members += fmt::format("g-{:02},{}\n", g, key_of_building(b + 1));
        }
        file(in / "quarters.csv", quarters);
        file(in / "buildings.csv", rows);
        file(in / "grid_plans.csv",
             fmt::format("grid_plan_id,name,name_en,from\nplan,2021年网格划分,Grids of 2021,{}\n", start));
        file(in / "grids.csv", grids);
        file(in / "grid_buildings.csv", members);
    }

    void write_people(const std::filesystem::path& in, int c, int buildings) {
        std::string people = "person_id,name,name_en,born,phone,identity_number,home_building_id\n";
        std::string households = "household_id,building_id,residents\n";
        std::string roles = "person_id,role,scope,scope_id,from,until\n";
        std::string special = "person_id,group,from\n";
        int household = 0, left = 0, b = 0;
        for (int p = 1; p <= size_.residents; ++p) {
            if (left == 0) {
                left = std::min(1 + random_.below(5), size_.residents - p + 1);
                b = random_.below(buildings) + 1;
                households += fmt::format("h-{:05},{},{}\n", ++household, key_of_building(b), left);
            }
            --left;
            const auto& family = random_.one_of(surnames);
            const auto& own = random_.one_of(given);
            const int year = 1930 + random_.below(90), month = 1 + random_.below(12),
                      day = 1 + random_.below(28);
            people += fmt::format("{},{}{},{} {},{}-{:02}-{:02},1990{:07},{},{}\n", key_of_person(p),
                                  family.zh, own.zh, family.en, own.en, year, month, day,
                                  (c * size_.residents + p) % 10'000'000,
                                  identity_number(fmt::format("100000{}{:02}{:02}{:03}", year, month, day,
                                                              random_.below(1000))),
                                  key_of_building(b));
            if (year < 1941 && random_.one_in(3))
                special += fmt::format("{},alone_elderly,{}\n", key_of_person(p), start);
            if (p % 25 == 0)
                roles += fmt::format("{},party_member,building,{},{},\n", key_of_person(p),
                                     key_of_building(b), start);
        }
        // Those who work there live elsewhere.
        const auto works = [&](const std::string& k, const std::string& role) {
            const auto& family = random_.one_of(surnames);
            const auto& own = random_.one_of(given);
            people += fmt::format("{},{}{},{} {},,,,\n", k, family.zh, own.zh, family.en, own.en);
            roles += fmt::format("{},{},{},\n", k, role, start);
        };
        works("clerk", "grid_member,community,");
        works("supervisor", "supervisor,community,");
        for (const auto& t : trades)
            works(fmt::format("officer-{}", t.item),
                  fmt::format("department_officer,department,d-{}", t.item));
        file(in / "people.csv", people);
        file(in / "households.csv", households);
        file(in / "roles.csv", roles);
        file(in / "special_residents.csv", special);
    }

    void write_services(const std::filesystem::path& in) const {
        std::string items = "item_id,list,category,name,name_en,limit\n";
        std::string competences = "category,handler,handler_id\n";
        for (const auto& t : trades) {
            items += fmt::format("{},{},{},{},{},{}\n", t.item, t.item == "wage" ? "dispute" : "hardship",
                                 t.category, t.item_zh, t.item_en, t.limit);
            competences += fmt::format("{},department,d-{}\n", t.category, t.item);
        }
        file(in / "service_items.csv", items);
        file(in / "competences.csv", competences);
    }

    /// What staff and residents do with an order, minute by minute from the beginning of January 2022 on.
    struct command {
        int minute;
        std::string text;
    };
    using commands = std::vector<std::vector<command>>; // by community

    static std::string time_of(int minute) {
        return fmt::format("2022-01-{:02} {:02}:{:02}", minute / 1440 + 1, minute / 60 % 24, minute % 60);
    }

    void write_orders() {
        commands all(static_cast<std::size_t>(size_.communities));
        for (int c = 0; c < size_.communities; ++c)
            for (int n = 1; n <= size_.orders; ++n) invent_order(all, c, fmt::format("o-{:03}", n));
        for (int c = 0; c < size_.communities; ++c) {
            auto& own = all[static_cast<std::size_t>(c)];
            std::stable_sort(own.begin(), own.end(),
                             [](const command& a, const command& b) { return a.minute < b.minute; });
            std::string text = "time,command,order_id,by,item_id,building_id,handler,handler_id,"
                               "to_community_id,evidence,solved,satisfied,reason\n";
            for (const auto& x : own) text += time_of(x.minute) + "," + x.text + "\n";
            file(std::filesystem::path{key_of(c)} / "order_commands.csv", text);
        }
    }

    void invent_order(commands& all, int c, std::string order) {
        const auto& t = random_.one_of(trades);
        std::string reporter = key_of_person(1 + random_.below(size_.residents));
        int now = (3 + random_.below(16)) * 1440 + 9 * 60 + random_.below(300);
        const auto take = [&](const std::string& word, const std::string& by, const std::string& rest) {
            all[static_cast<std::size_t>(c)].push_back(
                {now, fmt::format("{},{},{},{}", word, order, by, rest)});
            now += 5 + random_.below(40);
        };
        take("place", reporter, fmt::format("{},b-001,,,,,,,", t.item));
        if (random_.one_in(12)) return take("decline", "clerk", ",,,,,,,,not-ours");
        take("register", "clerk", ",,,,,,,,");
        const auto dispatch = [&] {
            take("dispatch", "clerk", fmt::format(",,department,d-{},,,,,", t.item));
            take("accept", fmt::format("officer-{}", t.item), ",,,,,,,,");
        };
        const bool had = random_.one_in(2);
        if (had) dispatch();
        if (size_.communities > 1 && random_.one_in(4)) { // it lies in another community after all
            const int other = (c + 1 + random_.below(size_.communities - 1)) % size_.communities;
            const bool known = !random_.one_in(6); // else nobody there knows the building
            take("refer", "supervisor",
                 fmt::format(",{},,,{},,,,their-street", known ? "b-002" : "b-999", key_of(other)));
            if (!known) return;
            order = key_of(c) + "/" + order;
            reporter = key_of(c) + "/" + reporter;
            c = other;
            dispatch();
        } else if (!had) {
            dispatch();
        }
        if (random_.one_in(10)) return; // nobody got to it yet
        now += random_.below(random_.one_in(4) ? 8 * 1440 : 300);
        take("feed_back", fmt::format("officer-{}", t.item), ",,,,,photo,,,");
        take("pass", "clerk", ",,,,,,,,");
        take("rate", reporter, fmt::format(",,,,,,yes,{},", random_.one_in(5) ? "no" : "yes"));
    }

    std::filesystem::path folder_;
    county_size size_;
    random random_;
};

} // namespace invented
