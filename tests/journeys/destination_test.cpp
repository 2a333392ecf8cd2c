// Destinations: their files, ways and hours.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include <doctest/doctest.h>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/codes.hpp>
#include <qaidam/journeys/destination.hpp>

namespace {

using namespace qaidam;
using namespace qaidam::journeys;
using namespace qaidam::literals;
using namespace std::chrono_literals;
using calendar::date;
using calendar::local_time;
using std::chrono::seconds;

rail::timetable two_stations() {
    rail::timetable_builder b;
    b.station({.key = key{"A"}, .name = {"甲", "Jia"}, .at = geo::point{90.86_lon, 38.25_lat}});
    b.station({.key = key{"B"}, .name = {"乙", "Yi"}});
    return std::move(b).build();
}

loaded<destination> load(feed_files::texts_by_name files, policy p = policy::lenient) {
    return load_destination(feed_files{"here", std::move(files)}, two_stations(), {.policy = p});
}

shared_text text(const char* words) {
    return shared_text{std::string{words}};
}

const char* const sights = "sight_id,name,name_en,longitude,latitude,stop_id,minutes,price,currency\n"
                           "lake,湖,Lake,91.07,38.19,,40,60,CNY\n"
                           "hall,馆,Hall,,,B,15,1.5,CNY\n";

/// Only notices of these codes, once each.
void check_notices(const loaded<destination>& x, std::initializer_list<const message_rule*> rules) {
    for (const auto* rule : rules) CHECK_MESSAGE(x.notices.count(*rule) == 1, rule->code);
    CHECK(x.notices.total() == rules.size());
    if (x.notices.total() != rules.size())
        for (const auto& n : x.notices) MESSAGE(to_string(n));
}

std::vector<std::pair<local_time, local_time>> hours(const sight& s, const date& day) {
    std::vector<std::pair<local_time, local_time>> all;
    for (const auto& h : hours_on(s, two_stations(), day)) {
        const auto zone = calendar::beijing_time();
        all.emplace_back(zone.to_local(h.opens), zone.to_local(h.closes));
    }
    return all;
}

} // namespace

TEST_CASE("a destination is read from its four files") {
    const auto x =
        load({{"sights.csv", text(sights)},
              {"sight_hours.csv", text("sight_id,from,until,days,opens,closes,last_entry\n"
                                       "lake,05-01,10-08,,9:00,sunset,sunset-0:30\n"
                                       "lake,10-08,05-01,周六、周日,sunrise+0:15,18:00,\n")},
              {"hotels.csv",
               text("hotel_id,name,longitude,latitude,price,currency\ninn,店,90.86,38.24,180,CNY\n")},
              {"ways.csv", text("from,to,mode,minutes,metres,price,currency\n"
                                "A,lake,,30,26000,,\ninn,A,walk,,500,,\n")}},
             policy::strict);
    check_notices(x, {});
    const auto& d = x.value;
    const auto& lake = d.sights[key{"lake"}];
    CHECK(lake.name == label{"湖", "Lake"});
    CHECK(lake.visit == 40min);
    CHECK(lake.price == 6000);
    CHECK(d.sights[key{"hall"}].price == 150);
    CHECK(d.currency == "CNY");
    REQUIRE(lake.hours.size() == 2);
    CHECK(lake.hours[0] == opening{.from = month_day{5, 1},
                                   .until = month_day{10, 8},
                                   .opens = {.offset = 9h},
                                   .closes = {door_time::mark::sunset, 0s},
                                   .last_entry = door_time{door_time::mark::sunset, -30min}});
    CHECK(lake.hours[1].opens == door_time{door_time::mark::sunrise, 15min});
    CHECK(lake.hours[1].days.contains(date{2022, 1, 1}));
    CHECK_FALSE(lake.hours[1].days.contains(date{2022, 1, 3}));
    REQUIRE(d.ways.size() == 2);
    CHECK(d.ways[0].duration == 30min);
    CHECK_FALSE(d.ways[0].is_derived);
    CHECK(d.ways[1].is_derived);
}

TEST_CASE("what is wrong with a destination is said, and takes with it what depends on it") {
    auto x = load({{"sights.csv", text("sight_id,name,longitude,latitude,stop_id,minutes,price,currency\n"
                                       "a,甲,,,,40,,\n"             // nowhere
                                       "b,乙,91,38,,40,sixty,CNY\n" //
                                       "c,丙,91,38,,,,\n"           // nobody knows how long
                                       "d,丁,91,38,,30,5,CNY\n"
                                       "e,戊,91,38,,30,5,USD\n"   // two currencies
                                       "f,己,91,38,,30,5,\n")}}); // none
    for (const auto* rule :
         {&journeys::codes::place_nowhere, &journeys::codes::bad_amount, &journeys::codes::second_currency})
        CHECK_MESSAGE(x.notices.count(*rule) == 1, rule->code);
    CHECK(x.notices.count(qaidam::codes::missing_value) == 2); // c's minutes, f's currency
    CHECK(x.notices.total() == 5);
    CHECK(x.value.sights.size() == 1); // a price that is not known is no price of a tour
    CHECK(x.value.sights.find(key{"d"}));
}

TEST_CASE("a bad cell of any column takes with it what the column is for, and nothing else") {
    const std::map<std::string, std::string> whole{
        {"sights.csv", "sight_id,name,name_en,longitude,latitude,datum,stop_id,minutes,price,currency\n"
                       "lake,湖,Lake,91.07,38.19,wgs84,B,40,60,CNY\n"},
        {"sight_hours.csv", "sight_id,from,until,days,opens,closes,last_entry\n"
                            "lake,05-01,10-08,周六、周日,9:00,sunset,sunset-0:30\n"},
        {"hotels.csv", "hotel_id,name,name_en,longitude,latitude,datum,stop_id,price,currency\n"
                       "inn,店,Inn,90.86,38.24,wgs84,A,180,CNY\n"},
        {"ways.csv", "from,to,mode,minutes,metres,price,currency\nlake,inn,drive,30,26000,10,CNY\n"}};
    const auto load_texts = [](const std::map<std::string, std::string>& texts) {
        feed_files::texts_by_name files;
        for (const auto& [name, words] : texts) files.emplace(name, shared_text{words});
        return load(std::move(files));
    };
    const auto cells_of = [](const std::string& line) {
        std::vector<std::string> all{""};
        for (const char c : line)
            if (c == ',')
                all.emplace_back();
            else if (c != '\n')
                all.back() += c;
        return all;
    };
    const auto rows = [](const destination& d) {
        return std::vector{d.sights.size(), d.hotels.size(), d.ways.size()};
    };
    const auto good = load_texts(whole);
    check_notices(good, {});
    int columns = 0;
    for (const auto& table : destination_layouts())
        for (const auto& c : table.columns) {
            ++columns;
            CAPTURE(table.file);
            CAPTURE(c.name);
            const std::string file{table.file};
            const auto& text = whole.at(file);
            const auto names = cells_of(text.substr(0, text.find('\n')));
            auto cells = cells_of(text.substr(text.find('\n') + 1));
            const auto place = std::find(names.begin(), names.end(), c.name);
            REQUIRE(place != names.end());
            cells[static_cast<std::size_t>(place - names.begin())] = "?!";
            auto lines = whole;
            lines[file] = text.substr(0, text.find('\n') + 1) + fmt::format("{}\n", fmt::join(cells, ","));
            const auto x = load_texts(lines);
            if (c.kind == cell_kind::descriptive) {
                CHECK(x.notices.errors() == 0);
                CHECK(rows(x.value) == rows(good.value));
                continue;
            }
            // A name may be any text; so may an id, and then what names the old one says so.
            const bool is_text = c.name == "name";
            CHECK((x.notices.errors() > 0) != is_text);
            if (file == "sight_hours.csv" && c.kind == cell_kind::needed)
                CHECK(x.value.sights[key{"lake"}].hours_unknown);
        }
    CHECK(columns == 33);
}

TEST_CASE("a sight whose hours cannot be read is closed, not always open") {
    const auto x =
        load({{"sights.csv", text(sights)},
              {"sight_hours.csv", text("sight_id,opens,closes\nlake,nine,18:00\nhall,9:00,17:00\n")}});
    check_notices(x, {&journeys::codes::bad_door_time, &journeys::codes::hours_not_read});
    CHECK(x.value.sights[key{"lake"}].hours_unknown);
    CHECK(hours(x.value.sights[key{"lake"}], {2022, 5, 4}).empty());
    CHECK(hours(x.value.sights[key{"hall"}], {2022, 5, 4}).size() == 1);
}

TEST_CASE("ways that lead nowhere are told") {
    const auto x =
        load({{"sights.csv", text(sights)},
              {"ways.csv", text("from,to,minutes,metres\nlake,moon,10,\nlake,lake,10,\nlake,A,,\n")}});
    check_notices(x, {&journeys::codes::unknown_place, &journeys::codes::way_to_itself,
                      &journeys::codes::way_without_time});
    CHECK(x.value.ways.empty());
}

TEST_CASE("a way is the given one, or that of the way back, or derived from the line") {
    const auto t = two_stations();
    auto d = load({{"sights.csv", text(sights)}}).value;
    const auto lake = d.sights.id_of(key{"lake"}), hall = d.sights.id_of(key{"hall"});
    const auto a = t.station("甲"), b = t.station("乙");
    const auto derived = find_way(d, t, a, lake);
    REQUIRE(derived);
    CHECK(derived->is_derived);
    CHECK(derived->length->value() ==
          doctest::Approx(1.3 * geo::distance({90.86_lon, 38.25_lat}, {91.07_lon, 38.19_lat}).value()));
    CHECK(derived->duration == 31min); // 25.3 km at 50 km/h
    CHECK(find_way(d, t, a, lake, {.driving = 100, .detour = 1})->duration == 12min);
    CHECK_FALSE(find_way(d, t, a, lake, {.driven_within = 19'000_m}));
    CHECK(find_way(d, t, a, lake, {.walked_within = 20'000_m})->mode == way_mode::walk);
    CHECK(find_way(d, t, b, hall)->duration == 0s); // it stands there
    CHECK_FALSE(find_way(d, t, a, hall));           // nobody knows where B is
    d.ways.push_back({.from = lake, .to = a, .duration = 7min, .price = 100});
    CHECK(find_way(d, t, a, lake) == way{.from = a, .to = lake, .duration = 7min, .price = 100});
    d.ways.push_back({.from = a, .to = lake, .duration = 9min});
    CHECK(find_way(d, t, a, lake)->duration == 9min);
    CHECK(find_way(d, t, lake, a)->duration == 7min);
}

TEST_CASE("hours are those of the season, of the day and of the sun") {
    sight s{.key = key{"s"}, .at = geo::point{90.86_lon, 38.25_lat}};
    CHECK(hours(s, {2022, 1, 1}) ==
          std::vector{std::pair{local_time{{2022, 1, 1}, 0h}, local_time{{2022, 1, 3}, 0h}}});
    s.hours = {{.from = month_day{10, 8},
                .until = month_day{5, 1},
                .opens = {.offset = 10h},
                .closes = {.offset = 18h}},
               {.from = month_day{5, 1},
                .until = month_day{10, 8},
                .opens = {.offset = 20h},
                .closes = {.offset = 2h}}};
    const auto winter = [](const date& day) {
        return std::vector{std::pair{local_time{day, 10h}, local_time{day, 18h}}};
    };
    CHECK(hours(s, {2022, 1, 1}) == winter({2022, 1, 1}));
    CHECK(hours(s, {2022, 4, 30}) == winter({2022, 4, 30}));
    CHECK(hours(s, {2022, 10, 8}) == winter({2022, 10, 8}));
    CHECK(hours(s, {2022, 5, 1}) == // over midnight
          std::vector{std::pair{local_time{{2022, 5, 1}, 20h}, local_time{{2022, 5, 2}, 2h}}});
    s.hours = {{.opens = {door_time::mark::sunrise, 0s}, .closes = {door_time::mark::sunset, -30min}}};
    CHECK(hours(s, {2022, 1, 12}) == // at Huatugou the sun rises late
          std::vector{
              std::pair{local_time{{2022, 1, 12}, 9h + 13min}, local_time{{2022, 1, 12}, 18h + 26min}}});
    s.at.reset(); // where the sun stands is not known there
    CHECK(hours(s, {2022, 1, 12}).empty());
}
