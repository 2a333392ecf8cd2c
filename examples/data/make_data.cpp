// Writes the bulk of the folders chengdong and delingha: everything that was invented by rule and not by hand.
//
//     make_data FOLDER
//
// FOLDER has the two folders. The same seed gives the same bytes on every platform: it uses no library but the standard one, no random
// distribution of that, and no locale. What the source states is in the constants below; the README.md of each
// folder says the rest.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

// Stated by the source.
constexpr int quarters = 14;
constexpr int grids = 22;
constexpr int quarters_of_two_grids = grids - quarters;
constexpr int policy_items = 23, measure_items = 189, project_items = 69, problem_items = 96,
              key_projects = 9;
constexpr int officers_assigned = 16;
constexpr int visits_made = 455, opinions_sought = 194, promises_kept = 608, volunteer_services = 829;

// Invented.
constexpr int buildings_of_a_grid = 3;
constexpr double west = 99.0080, south = 37.2920, width = 0.029320, height = 0.016290; // 4.7 km²
constexpr std::string_view start = "2021-03-01";

class generator {
public:
    explicit generator(std::uint64_t seed) : state_{seed} {}
    std::uint64_t next() { // splitmix64
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
    double unit() { return static_cast<double>(next() >> 11) / 9007199254740992.0; }

private:
    std::uint64_t state_;
};

struct name {
    std::string zh, en;
};

const name surnames[] = {{"马", "Ma"},   {"李", "Li"},  {"王", "Wang"}, {"张", "Zhang"},
                         {"韩", "Han"},  {"刘", "Liu"}, {"赵", "Zhao"}, {"祁", "Qi"},
                         {"陈", "Chen"}, {"祝", "Zhu"}, {"冶", "Ye"},   {"苏", "Su"}};
const name given[] = {{"秀兰", "Xiulan"},  {"建国", "Jianguo"},  {"海燕", "Haiyan"},   {"生福", "Shengfu"},
                      {"文静", "Wenjing"}, {"永青", "Yongqing"}, {"桂芳", "Guifang"},  {"明", "Ming"},
                      {"玉梅", "Yumei"},   {"成林", "Chenglin"}, {"晓东", "Xiaodong"}, {"丽", "Li"},
                      {"发祥", "Faxiang"}, {"雪莲", "Xuelian"}};
const name tibetan_first[] = {{"扎西", "Tashi"}, {"才让", "Tsering"},  {"卓玛", "Dolma"},
                              {"多杰", "Dorje"}, {"拉毛", "Lhamo"},    {"旦增", "Tenzin"},
                              {"索南", "Sonam"}, {"央金", "Yangchen"}, {"尕藏", "Kalsang"}};
const name tibetan_second[] = {{"多杰", "Dorje"}, {"才旦", "Tseten"}, {"措", "Tso"},     {"东智", "Dongdrub"},
                               {"吉", "Kyi"},     {"加", "Gyal"},     {"卓玛", "Dolma"}, {"太", "Thar"}};

generator dice{20220112};

template <class T, std::size_t N>
const T& one_of(const T (&all)[N]) {
    return all[dice.below(static_cast<int>(N))];
}

name person_name() {
    if (dice.below(5) < 2) {
        const auto& a = one_of(tibetan_first);
        const auto& b = one_of(tibetan_second);
        return a.zh == b.zh ? name{a.zh, a.en} : name{a.zh + b.zh, a.en + " " + b.en};
    }
    const auto& a = one_of(surnames);
    const auto& b = one_of(given);
    return {a.zh + b.zh, a.en + " " + b.en};
}

std::string two(int n) {
    return (n < 10 ? "0" : "") + std::to_string(n);
}
std::string three(int n) {
    return (n < 100 ? "0" : "") + two(n);
}
std::string degrees(double d) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6f", d);
    return text;
}

/// The day so many days after 2021-03-01.
std::string day(int offset) {
    constexpr int lengths[] = {31, 30, 31, 30, 31, 31, 30, 31, 30, 31}; // March to December
    int month = 0;
    while (offset >= lengths[month]) offset -= lengths[month++];
    return "2021-" + two(month + 3) + "-" + two(offset + 1);
}

struct spot {
    double lon, lat;
};

struct building {
    std::string key;
    int grid;
    std::string party_member;
};

class writer {
public:
    writer(const std::string& folder, const std::string& file)
        : stream_{folder + "/" + file, std::ios::binary} {}
    writer& operator<<(std::string_view text) {
        stream_ << text;
        return *this;
    }
    ~writer() { all_good = stream_.flush().good() && all_good; }
    static inline bool all_good = true;

private:
    std::ofstream stream_;
};

/// Chengdong, but for the files that are written by hand.
struct community {
    std::string folder;
    std::vector<building> buildings{};
    std::vector<std::string> people{}; ///< keys of those who may take courses

    void areas();
    void households();
    void persons();
    void activities() const;
};

/// Three rows of quarters between level avenues; slanting streets within a row.
void community::areas() {
    writer plan{folder, "grid_plans.csv"};
    plan << "grid_plan_id,name,name_en,from,until\nplan-2021,2021年红网格划分,Red grids of 2021," << start
         << ",\n";
    writer b{folder, "buildings.csv"}, g{folder, "grids.csv"}, gb{folder, "grid_buildings.csv"},
        map{folder, "grids.geojson"};
    b << "building_id,quarter_id,name,name_en,longitude,latitude,datum\n";
    g << "grid_id,grid_plan_id,name,name_en,code,kind\n";
    gb << "grid_id,building_id\n";
    map << "{\"type\":\"FeatureCollection\",\"features\":[";
    constexpr int rows[][2] = {{1, 5}, {6, 10}, {11, 14}};
    constexpr double levels[] = {0, 0.36, 0.70, 1};
    int grid = 0;
    for (int row = 0; row < 3; ++row) {
        double weight = 0;
        const auto weight_of = [](int quarter) { return quarter <= quarters_of_two_grids ? 1.7 : 1.0; };
        for (int q = rows[row][0]; q <= rows[row][1]; ++q) weight += weight_of(q);
        const double low = south + height * levels[row], high = south + height * levels[row + 1];
        double done = 0;
        spot left_low{west, low}, left_high{west, high};
        for (int q = rows[row][0]; q <= rows[row][1]; ++q) {
            const int parts = q <= quarters_of_two_grids ? 2 : 1;
            int number = 0;
            for (int part = 0; part < parts; ++part) {
                ++grid;
                done += weight_of(q) / parts;
                const bool last = q == rows[row][1] && part + 1 == parts;
                const double cut = last ? west + width : west + width * done / weight;
                const double slant = last ? 0 : (dice.unit() - 0.5) * 0.0011;
                const spot right_low{cut - slant, low}, right_high{cut + slant, high};
                const auto key = "g-" + two(grid);
                g << key << ",plan-2021,第" << two(grid) << "网格,Grid " << two(grid) << ",TJ-CD-"
                  << two(grid) << ",base\n";
                map << (grid > 1 ? ",\n" : "\n") << "{\"type\":\"Feature\",\"id\":\"" << key
                    << "\",\"properties\":{\"name\":\"第" << two(grid)
                    << "网格\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[";
                for (const auto& p : {left_low, right_low, right_high, left_high})
                    map << "[" << degrees(p.lon) << "," << degrees(p.lat) << "],";
                map << "[" << degrees(left_low.lon) << "," << degrees(left_low.lat) << "]]]}}";
                std::string first;
                for (int i = 0; i < buildings_of_a_grid; ++i) {
                    const double u = (i + 1.0) / (buildings_of_a_grid + 1), v = 0.3 + 0.4 * dice.unit();
                    const double lon = (left_low.lon * (1 - v) + left_high.lon * v) * (1 - u) +
                                       (right_low.lon * (1 - v) + right_high.lon * v) * u;
                    const auto n = two(++number);
                    const auto id = "b-" + two(q) + "-" + n;
                    // Two party members a grid: one for the first and the third building, one for the second.
                    const auto member = i == 2 ? first : "p-" + two(q) + "-" + n;
                    if (i == 0) first = member;
                    buildings.push_back({id, grid, member});
                    b << id << ",q-" << two(q) << "," << std::to_string(number) << "号楼,Building "
                      << std::to_string(number) << "," << degrees(lon) << ","
                      << degrees(low * (1 - v) + high * v) << ",wgs84\n";
                    gb << key << "," << id << "\n";
                }
                left_low = right_low;
                left_high = right_high;
            }
        }
    }
    map << "\n]}\n";
}

void community::households() {
    writer out{folder, "households.csv"};
    out << "household_id,building_id,residents\n";
    constexpr int sizes[] = {1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5}; // mean 2.9
    int number = 0;
    for (const auto& b : buildings)
        for (int n = 41 + dice.below(8); n > 0; --n)
            out << "h-" << three(++number) << "," << b.key << "," << std::to_string(one_of(sizes)) << "\n";
}

void community::persons() {
    writer p{folder, "people.csv"}, r{folder, "roles.csv"}, s{folder, "special_residents.csv"},
        pairs{folder, "help_pairs.csv"}, visits{folder, "care_visits.csv"},
        enrolled{folder, "enrolments.csv"};
    p << "person_id,name,name_en,born,phone,identity_number,home_building_id\n";
    r << "person_id,role,scope,scope_id,from,until\n";
    s << "person_id,group,from,until\n";
    pairs << "helped_id,helper_id,every_days,from,until\n";
    visits << "helped_id,kind,date\n";
    enrolled << "course_id,person_id\n";
    int phones = 0;
    const auto add = [&](const std::string& key, const name& called, const std::string& born,
                         const std::string& home) {
        p << key << "," << called.zh << "," << called.en << "," << born << ",1990000"
          << "0" << three(++phones) << ",," << home << "\n";
    };
    const auto role = [&](const std::string& key, std::string_view what, std::string_view scope,
                          std::string_view where) {
        r << key << "," << what << "," << scope << "," << where << "," << start << ",\n";
    };
    const auto home = [&] {
        return buildings[static_cast<std::size_t>(dice.below(static_cast<int>(buildings.size())))].key;
    };

    add("p-clerk", {"祁秀英", "Qi Xiuying"}, "", home());
    role("p-clerk", "grid_member", "community", "");
    for (int i = 1; i <= grids; ++i) {
        const auto key = "p-gl-" + two(i);
        const auto called = person_name(); // not in the call: the order of arguments is the compiler's choice
        add(key, called, "", home());
        role(key, i <= 10 ? "full_time_grid_leader" : "part_time_grid_leader", "grid", "g-" + two(i));
        people.push_back(key);
    }
    for (int i = 1; i <= 18; ++i) {
        const auto key = "p-gm-" + two(i);
        const auto called = person_name(); // not in the call: the order of arguments is the compiler's choice
        add(key, called, "", home());
        role(key, "grid_member", "grid", "g-" + two(i));
    }
    int party = 0;
    for (const auto& b : buildings) {
        if (b.party_member.substr(1) == b.key.substr(1)) {
            add(b.party_member, person_name(), "", b.key);
            role(b.party_member, "party_member", "team", "team-" + two(party++ % 11 + 1));
        }
        role(b.party_member, "party_member", "building", b.key);
    }
    for (int q = 1; q <= quarters; ++q) {
        const auto key = "p-bl-" + two(q);
        add(key, person_name(), "", "b-" + two(q) + "-01");
        role(key, "building_leader", "building", "b-" + two(q) + "-01");
        people.push_back(key);
    }
    for (int i = 1; i <= 7; ++i) {
        const auto key = "p-pm-" + two(i);
        add(key, person_name(), "", "");
        role(key, "property_staff", "quarter", "q-" + two(2 * i));
    }
    for (int i = 1; i <= 8; ++i) {
        const auto key = "p-yv-" + two(i);
        const auto called = person_name(); // not in the call: the order of arguments is the compiler's choice
        add(key, called, "", home());
        role(key, "young_volunteer", "community", "");
        people.push_back(key);
    }
    add("p-officer-01", person_name(), "", "");
    role("p-officer-01", "department_officer", "department", "dept-01");

    constexpr std::string_view groups[] = {"alone_elderly", "disabled",     "alone_elderly",
                                           "disabled",      "low_income",   "serious_illness",
                                           "alone_elderly", "child_in_need"};
    for (int i = 0; i < 24; ++i) {
        const bool elder = i == 0;
        const auto group = elder ? std::string_view{"disabled"} : groups[i % 8];
        const auto& b = elder
                            ? buildings[static_cast<std::size_t>((8 - 1) * 6 + 1)]
                            : buildings[static_cast<std::size_t>(i * 5 % static_cast<int>(buildings.size()))];
        const auto key = elder ? std::string{"p-elder"} : "p-sr-" + two(i);
        const int year = group == "alone_elderly"   ? 1929 + dice.below(14)
                         : group == "child_in_need" ? 2009 + dice.below(6)
                                                    : 1955 + dice.below(35);
        const auto called = elder ? name{"才让多杰", "Tsering Dorje"} : person_name();
        const auto month = two(1 + dice.below(12));
        const auto day_of_month = two(1 + dice.below(28));
        add(key, called, elder ? "1951-06-12" : std::to_string(year) + "-" + month + "-" + day_of_month,
            b.key);
        s << key << "," << group << "," << start << ",\n";
        pairs << key << "," << b.party_member << ",30," << start << ",\n";
        const std::string_view kinds[] = {"service", "activity", "opinion"};
        for (const auto kind : kinds) {
            const int first = 5 + dice.below(20);
            for (int d = first; d < 299; d += 27 + dice.below(4))
                visits << key << "," << kind << "," << day(d) << "\n";
        }
    }
    add("p-supervisor", {"马玉兰", "Ma Yulan"}, "", "b-07-01");
    role("p-supervisor", "supervisor", "community", "");
    // Whoever competences.csv names has somebody who can act.
    const std::pair<std::string_view, name> officers[] = {
        {"02", {"马文斌", "Ma Wenbin"}},    {"06", {"韩志刚", "Han Zhigang"}},
        {"07", {"李春梅", "Li Chunmei"}},   {"08", {"祁秀兰", "Qi Xiulan"}},
        {"09", {"王建军", "Wang Jianjun"}}, {"16", {"达瓦", "Dawa"}},
        {"21", {"尕藏", "Gazang"}},         {"25", {"张海峰", "Zhang Haifeng"}},
        {"26", {"卓玛", "Drolma"}}};
    for (const auto& [number, called] : officers) {
        const auto key = "p-dept-" + std::string{number};
        add(key, called, "", "");
        role(key, "department_officer", "department", "dept-" + std::string{number});
    }

    // The police assigned to the community: p-dept-06 and fifteen more.
    const auto before = std::exchange(dice, generator{110});
    for (int i = 2; i <= officers_assigned; ++i) {
        const auto key = "p-police-" + two(i);
        add(key, person_name(), "", "");
        role(key, "department_officer", "department", "dept-06");
    }
    dice = before;

    constexpr std::pair<std::string_view, int> courses[] = {
        {"song-dance", 14}, {"yoga", 12}, {"calligraphy", 10}, {"thangka", 8}};
    std::size_t at = 0;
    for (const auto& [course, size] : courses)
        for (int i = 0; i < size; ++i) enrolled << course << "," << people[at++ % people.size()] << "\n";
}

/// What departments brought, as the source has it, and the routine duties of the teams.
void community::activities() const {
    writer out{folder, "activities.csv"};
    out << "activity_id,kind,handler,handler_id,date,name,name_en,count,counted,counted_en,at_least,minutes\n"
           "act-01,campaign,department,dept-01,2021-10-18,车辆乱停放集中整治,Campaign on badly parked "
           "vehicles,1,"
           "次行动,campaign,no,\n"
           "act-02,course,department,dept-02,2021-09-15,残障人员烹饪、刺绣、家政培训，实现居家就业,\"Cooking,"
           " "
           "embroidery and housekeeping courses for the disabled; people now working from "
           "home\",20,人,people,yes,"
           "\n"
           "act-03,clinic,department,dept-03,2021-11-12,义诊进社区,Free clinic in the "
           "community,70,人,people,yes,\n"
           "act-04,legal_education,department,dept-04,2021-06-22,普法宣传：民法典进社区,Legal education: the "
           "civil "
           "code,1,场,event,no,\n"
           "act-05,legal_education,department,dept-05,2021-09-03,法律援助：未成年人保护,Legal aid: "
           "protection of "
           "minors,1,场,event,no,\n"
           "act-06,legal_education,department,dept-04,2021-12-03,宪法宣传周法律咨询,Constitution week: legal "
           "advice,1,场,event,no,\n";
    struct work {
        std::string_view kind;
        name title, counted;
        int most, step; ///< of what is counted in one record; days between records, and half as many again
    };
    const work hardship{"hardship", {"困难帮扶", "Hardship support"}, {"户", "households"}, 4, 12};
    const work mediation{"mediation", {"矛盾纠纷化解", "Dispute mediation"}, {"件", "disputes"}, 2, 16};
    const work patrol{"patrol", {"治安巡逻", "Public-order patrol"}, {"次", "rounds"}, 3, 7};
    const work environment{
        "environment", {"人居环境整治", "Living-environment care"}, {"处", "spots"}, 6, 11};
    const work publicity{"publicity", {"政策宣传", "Policy publicity"}, {"人", "people"}, 45, 15};
    const std::pair<int, const work*> duties[] = {
        {1, &hardship},    {1, &publicity}, {2, &hardship},  {3, &mediation},   {4, &patrol},
        {5, &environment}, {6, &publicity}, {7, &hardship},  {7, &environment}, {8, &hardship},
        {8, &mediation},   {9, &mediation}, {9, &publicity}, {10, &patrol},     {11, &environment}};
    const auto before = std::exchange(dice, generator{5});
    int number = 0;
    for (const auto& [team, what] : duties)
        for (int d = dice.below(what->step); d < 299; d += what->step + dice.below(what->step / 2)) {
            const int count = 1 + dice.below(what->most), minutes = 30 * (2 + dice.below(9));
            if (team == 6 && day(d).starts_with("2021-08")) continue; // a month of which it recorded nothing
            out << "duty-" << three(++number) << "," << what->kind << ",team,team-" << two(team) << ","
                << day(d) << "," << what->title.zh << "," << what->title.en << "," << std::to_string(count)
                << "," << what->counted.zh << "," << what->counted.en << ",no," << std::to_string(minutes)
                << "\n";
        }
    dice = before;
}

/// Delingha: the departments and units of the city.
const name units[] = {{"河东街道", "Hedong Subdistrict"},
                      {"河西街道", "Hexi Subdistrict"},
                      {"火车站街道", "Railway Station Subdistrict"},
                      {"尕海镇", "Gahai Town"},
                      {"怀头他拉镇", "Huaitoutala Town"},
                      {"柯鲁柯镇", "Keluke Town"},
                      {"蓄集乡", "Xuji Township"},
                      {"市教育局", "Education Bureau"},
                      {"市卫健局", "Health Bureau"},
                      {"市住建局", "Housing Bureau"},
                      {"市民政局", "Civil Affairs Bureau"},
                      {"市人社局", "Social Security Bureau"},
                      {"市城管局", "Urban Management Bureau"},
                      {"市交通局", "Transport Bureau"},
                      {"市农牧局", "Agriculture Bureau"},
                      {"市文旅局", "Culture and Tourism Bureau"},
                      {"市水利局", "Water Bureau"},
                      {"市林草局", "Forestry Bureau"},
                      {"市司法局", "Justice Bureau"},
                      {"市医保局", "Medical Insurance Bureau"}};

std::string unit_key(std::size_t unit) {
    return "dl-" + two(static_cast<int>(unit) + 1);
}

/// What they promised.
void write_ledger(const std::string& folder) {
    writer departments{folder, "departments.csv"};
    departments << "department_id,name,name_en,parent_id\n";
    for (std::size_t i = 0; i < std::size(units); ++i)
        departments << unit_key(i) << "," << units[i].zh << "," << units[i].en << ",\n";
    const name policies[] = {{"出台便民服务办法", "rules for convenient service"},
                             {"简化办事证明清单", "fewer certificates asked for"}};
    const name measures[] = {{"设立办事引导岗", "a guide at the service desk"},
                             {"延长窗口服务时间", "longer opening hours"},
                             {"上门办理老年业务", "errands of the old done at home"},
                             {"开展政策双语宣讲", "policy explained in two languages"},
                             {"建立干部包户联系", "an officer for every household"},
                             {"公开办事热线", "a public hotline"},
                             {"开展免费技能培训", "free skills training"},
                             {"建立积雪清扫值班", "a snow-clearing roster"},
                             {"组织志愿者结对", "volunteers paired with families"},
                             {"每月接待来访", "a monthly open day"}};
    const name projects[] = {{"更换老旧供水管", "old water pipes replaced"},
                             {"安装太阳能路灯", "solar street lamps"},
                             {"改造小区停车位", "parking places rebuilt"},
                             {"增设健身器材", "outdoor gym equipment"}};
    const name problems[] = {{"解决楼道照明不足", "dark stairwells"},
                             {"解决暖气不热", "cold radiators"},
                             {"解决垃圾清运不及时", "late refuse collection"},
                             {"解决门前道路坑洼", "potholes at the door"},
                             {"解决办证等候时间长", "long waits for papers"}};
    const name keys[] = {{"城区集中供热改造", "district heating renewed"},
                         {"第二水源地建设", "second water source"},
                         {"老旧小区改造", "old quarters renewed"},
                         {"乡村道路硬化", "village roads paved"},
                         {"市医院能力提升", "city hospital extended"},
                         {"中小学校舍改造", "school buildings renewed"},
                         {"巴音河治理", "Bayin river works"},
                         {"养老服务中心", "centre for the aged"},
                         {"就业创业基地", "employment base"}};
    writer out{folder, "ledger.csv"};
    out << "ledger_item_id,batch,unit,name,name_en,due,done\n";
    const auto write = [&](std::string_view batch, std::string_view prefix, int count, const name* titles,
                           int kinds, int open) {
        for (int i = 0; i < count; ++i) {
            const auto number =
                static_cast<std::size_t>(i / kinds + static_cast<int>(batch.size())) % std::size(units);
            const auto& unit = units[number];
            const auto& title = titles[i % kinds];
            const int due = 120 + dice.below(170), early = dice.below(60);
            const bool is_open = i == open;
            out << prefix << "-" << three(i + 1) << "," << batch << ",department:" << unit_key(number) << ","
                << unit.zh << "：" << title.zh << "," << unit.en << ": " << title.en << ","
                << (is_open ? "2021-12-31" : day(due)) << "," << (is_open ? "" : day(due - early)) << "\n";
        }
    };
    write("key_project", "k", key_projects, keys, 9, -1);
    write("policy", "c", policy_items, policies, 2, -1);
    write("measure", "m", measure_items, measures, 10, -1);
    write("project", "l", project_items, projects, 4, 41); // the one item that the source leaves open
    write("problem", "w", problem_items, problems, 5, -1);
}

/// What party members did at the posts of the four kinds, and what there was besides. All that adds up to is stated.
class post_writer {
public:
    explicit post_writer(const std::string& folder) : folder_{folder}, out_{folder, "activities.csv"} {}

    void write() {
        write_posts();
        out_ << "activity_id,kind,handler,handler_id,date,name,name_en,count,counted,counted_en,at_least,"
                "minutes,"
                "must_visit_post_id,keeps_id\n";
        records({"visit", "v", {"入户走访", "Home visits"}, {"户", "households"}, visits_made, 3});
        records({"opinion", "o", {"征求意见", "Opinions sought"}, {"条", "opinions"}, opinions_sought, 3});
        records({"promise", "p", {"岗位承诺", "Promises of the post"}, {"项", "promises"}, promises_kept, 4});
        records({"volunteering",
                 "s",
                 {"志愿服务", "Volunteer services"},
                 {"人次", "services"},
                 volunteer_services,
                 6});
    }

private:
    struct work {
        std::string_view kind, prefix;
        name title, counted;
        int total, most;
    };

    static std::string post_key(int post) { return "post-" + two(post + 1); }
    static std::string person_key(int post) { return "p-dl-" + two(post + 1); }

    void write_posts() const {
        const name kinds[] = {{"困难家庭", "families in hardship"},
                              {"独居老人", "old people who live alone"},
                              {"重病残障", "the seriously ill and the disabled"},
                              {"矛盾纠纷", "people in a dispute"}};
        const std::string_view keys[] = {"hardship", "alone", "illness", "dispute"};
        writer k{folder_, "must_visit_kinds.csv"}, p{folder_, "must_visit_posts.csv"},
            people{folder_, "people.csv"}, roles{folder_, "roles.csv"};
        k << "must_visit_kind_id,name,name_en\n";
        for (std::size_t i = 0; i < 4; ++i)
            k << keys[i] << "," << kinds[i].zh << "必访,Must visit: " << kinds[i].en << "\n";
        p << "must_visit_post_id,must_visit_kind_id,unit,holder_id,name,name_en,from,until\n";
        people << "person_id,name,name_en,born,phone,identity_number,home_building_id\n";
        roles << "person_id,role,scope,scope_id,from,until\n";
        for (int i = 0; i < posts; ++i) {
            const auto unit = static_cast<std::size_t>(i / 2),
                       kind = static_cast<std::size_t>((i + i / 4) % 4);
            const auto called = person_name();
            p << post_key(i) << "," << keys[kind] << ",department:" << unit_key(unit) << "," << person_key(i)
              << "," << units[unit].zh << "：" << kinds[kind].zh << "," << units[unit].en << ": "
              << kinds[kind].en << "," << start << ",\n";
            people << person_key(i) << "," << called.zh << "," << called.en << ",,,,\n";
            roles << person_key(i) << ",party_member,community,," << start << ",\n";
        }
    }

    void records(const work& what) {
        const bool promise = what.kind == "promise";
        int number = 0;
        for (int left = what.total; left > 0;) {
            const int count = std::min(left, 1 + dice.below(what.most));
            left -= count;
            // Some are of no post, and at some posts another stood in.
            const int post = dice.below(posts), other = dice.below(posts);
            const bool of_unit = !promise && dice.below(8) == 0, stands_in = dice.below(15) == 0;
            const int d = dice.below(promise ? 240 : 299);
            const auto key = std::string{what.prefix} + "-" + three(++number);
            const auto by = of_unit ? "department," + unit_key(static_cast<std::size_t>(post / 2))
                                    : "person," + person_key(stands_in ? other : post);
            const auto of = of_unit ? std::string{} : post_key(post);
            const auto minutes =
                what.kind == "volunteering" ? std::to_string(30 * (2 + dice.below(7)) * count) : "";
            row({key, what.kind, by, d, what.title, count, what.counted, minutes, of, ""});
            if (!promise) continue;
            const int at_once = count > 1 && dice.below(4) == 0 ? count / 2 : count;
            const int kept = d + 3 + dice.below(40);
            const name title{"践诺", "Promises kept"};
            row({"k-" + three(number), "promise_kept", by, kept, title, at_once, what.counted, "", of, key});
            if (at_once < count)
                row({"k-" + three(number) + "-2", "promise_kept", by, kept + 4 + dice.below(10), title,
                     count - at_once, what.counted, "", of, key});
        }
    }

    struct cells {
        std::string key;
        std::string_view kind;
        std::string by;
        int day_at;
        name title;
        int count;
        name counted;
        std::string minutes, post, keeps;
    };
    void row(const cells& x) {
        out_ << x.key << "," << x.kind << "," << x.by << "," << day(x.day_at) << "," << x.title.zh << ","
             << x.title.en << "," << std::to_string(x.count) << "," << x.counted.zh << "," << x.counted.en
             << ",no," << x.minutes << "," << x.post << "," << x.keeps << "\n";
    }

    static constexpr int posts = 40;
    std::string folder_;
    writer out_;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: make_data FOLDER\n"
                     "Writes the invented bulk of two feeds into FOLDER/chengdong and FOLDER/delingha.\n";
        return 2;
    }
    const std::string folder{argv[1]};
    community chengdong{folder + "/chengdong"};
    chengdong.areas();
    chengdong.households();
    chengdong.persons();
    chengdong.activities();
    write_ledger(folder + "/delingha");
    dice = generator{4};
    post_writer{folder + "/delingha"}.write();
    if (!writer::all_good) std::cerr << "make_data: cannot write into " << folder << "\n";
    return writer::all_good ? 0 : 1;
}
