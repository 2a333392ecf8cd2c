#include <fmt/format.h>

#include <qaidam/gtfs/gtfs.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include <qaidam/zip/zip.hpp>

#include "feed.hpp"
#include "random.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("gtfs");

using namespace qaidam;
using namespace qaidam::rail;
using namespace qaidam::gtfs;
using namespace std::chrono_literals;
using calendar::date;
using calendar::day_count;
using calendar::day_set;

namespace {

/// A small feed with every file and nothing wrong.
void write_small_feed(const test::folder& f) {
    f.write("agency.txt",
            "agency_id,agency_name,agency_url,agency_timezone\nq,Q,http://example.org,Asia/Shanghai\n");
    f.write(
        "stops.txt",
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,zone_id\na,甲,36,94,,,1\nb,乙,37,"
        "95,,,1\n"
        "c,丙,38,96,,,2\nd,丁,39,97,1,,\nd1,丁 1,39,97,0,d,2\nd2,丁 南口,39,97,2,d,\nd3,丁 1 A,,,4,d1,\n");
    f.write("routes.txt", "route_id,route_short_name,route_type,agency_id,route_color\nr,K1,2,q,F9C406\n");
    f.write("calendar.txt", "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,"
                            "end_date\ns,1,1,1,1,1,1,1,20220101,20221231\n");
    f.write("calendar_dates.txt", "service_id,date,exception_type\ns,20220201,2\ns,20230101,1\n");
    f.write("trips.txt", "route_id,service_id,trip_id,shape_id\nr,s,t1,w\nr,s,t2,\nr,s,t3,\nr,s,t4,\n");
    f.write("stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled,timepoint,"
            "pickup_type,drop_off_type\n"
            "t1,22:00:00,22:00:00,a,1,0,,,\nt1,,,b,2,10,,1,1\nt1,31:00:00,31:00:00,c,3,90,,,\n"
            "t2,08:00:00,08:00:00,a,1,,,,\nt2,9:00:00,9:00:00,c,2,,0,,\n"
            "t3,06:00:00,06:00:00,a,1,,,,\nt3,06:10:00,06:10:00,d1,2,,,,\n"
            "t4,06:00:00,06:00:00,c,1,,,,\nt4,06:10:00,06:10:00,d1,2,,,,\n");
    f.write("frequencies.txt",
            "trip_id,start_time,end_time,headway_secs,exact_times\nt3,08:00:00,09:00:00,1200,1\n"
            "t4,08:00:00,09:00:00,600,0\nt4,09:00:00,10:00:00,900,\n");
    f.write("transfers.txt",
            "from_stop_id,to_stop_id,from_trip_id,to_trip_id,transfer_type,min_transfer_time\n"
            "c,d,,,2,300\na,a,,,,\n,,t1,t2,4,\n");
    f.write("shapes.txt",
            "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled\nw,36,94,1,0\n"
            "w,38,96,7,90\nw,37,95,5,10\n");
    f.write("fare_attributes.txt", "fare_id,price,currency_type,payment_method,transfers,transfer_duration\n"
                                   "x,2.50,CNY,0,,3600\ny,3,CNY,1,0,\n");
    f.write("fare_rules.txt", "fare_id,route_id,origin_id,destination_id,contains_id\nx,r,1,2,\ny,,,,2\n");
    f.write("feed_info.txt",
            "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date\n"
            "Q,http://example.org,zh,20220101,20221231\n");
    f.write("translations.txt",
            "table_name,field_name,language,translation,record_id,field_value\n"
            "stops,stop_name,en,Jia,a,\nstops,stop_name,en,Yi,,乙\nstops,stop_name,fr,Jia,a,\n");
}

/// The files beside GTFS for the small feed.
void write_railway_files(const test::folder& f) {
    f.write("station_codes.txt", "stop_id,pinyin,initials,city\na,jia,j,甲市\n");
    f.write("station_names.txt", "stop_id,name,name_en,start_date,end_date\na,旧甲,Old Jia,,20211231\n");
    f.write("trip_numbers.txt", "trip_id,stop_sequence,number\nt1,3,K3\nt1,2,K2\n");
    f.write("stop_kinds.txt", "trip_id,stop_sequence,kind\nt1,2,pass\n");
    f.write("tariffs.txt",
            "tariff_id,seat,seat_en,train_classes,currency,changes\nyz,硬座,hard seat,K 特快,CNY,2\n");
    f.write("rider_categories.txt",
            "rider_category_id,rider_category_name,is_default_fare_category,eligibility_url\n"
            "adult,成人,1,\nchild,儿童,,https://example.org/child\n");
    f.write("concessions.txt",
            "rider_category_id,tariff_id,percent,round_to\nchild,yz,50,0.50\nchild,,60,\n");
    f.write("tariff_steps.txt", "tariff_id,through,price\nyz,20000,2.50\nyz,100000,12.00\n");
    f.write("lines.txt", "line_id,name,name_en\nl,甲丙线,Jia–Bing\n");
    f.write("line_stations.txt", "line_id,stop_id,mileage\nl,a,0\nl,c,90000\n");
    f.write("revisions.txt", "revision_id,name,name_en,start_date,end_date,source\nr1,旧图,old,,20211231,"
                             "报\nr2,新图,new,20220101,,\n");
    f.write("trip_revisions.txt", "trip_id,revision_id\nt1,r2\n");
    f.write("circulations.txt", "circulation_id,position,trip_id\nk,2,t2\nk,1,t1\n");
}

notices notices_of(const feed_files& files) {
    try {
        return gtfs::load(files).notices;
    } catch (const data_error& e) {
        return e.why();
    }
}

const std::filesystem::path data{QAIDAM_TEST_DATA};

/// What a load gives under each policy, in words.
std::string outcomes(const feed_files& files, const std::string& name) {
    std::string text;
    for (const char* word : {"strict", "lenient", "repair"}) {
        const auto p = parse_policy(word).value();
        const auto tell = [&](std::string what, const notices& all) {
            text += fmt::format("{} {}: {}", name, word, what);
            for (const auto& [rule, level, count] : all.tallies())
                text += fmt::format(" {}={}", rule->code, count);
            text += "\n";
        };
        try {
            const auto [t, all] = gtfs::load(files, {.policy = p});
            std::size_t calls = 0;
            for (const auto& x : t.trains()) calls += x.calls.size();
            tell(fmt::format("{} stations {} stops {} routes {} trains {} calls", t.stations().size(),
                             t.stops().size(), t.routes().size(), t.trains().size(), calls),
                 all);
        } catch (const data_error& e) {
            tell("refused", e.why());
        }
    }
    return text;
}

/// Compares with a file kept beside the tests; what was found is left in the working folder if it differs.
void compare(const std::string& found, const std::string& file) {
    const auto kept =
        test::read(std::filesystem::path{QAIDAM_SOURCE_DIR} / "tests" / "rail" / "expected" / file);
    if (found != kept) std::ofstream{file} << found;
    CHECK_MESSAGE(found == kept, "see " << file << " in the working folder");
}

} // namespace

TEST_CASE("a feed with every file loads without a word, and says what is in it") {
    const test::folder f;
    write_small_feed(f);
    const auto [t, notices] = gtfs::load(f);
    CHECK(notices.total() == 0);
    CHECK(t.stations().size() == 4);
    CHECK(t.stations()["a"].name == label{"甲", "Jia"});
    CHECK(t.stations()["b"].name == label{"乙", "Yi"});
    REQUIRE(t.stops().size() == 3);
    CHECK(t.stops()["d2"].kind == stop_kind::entrance);
    CHECK(t.stops()["d3"].part_of == t.stops().id_of("d1"));
    CHECK(t.agencies()["q"].name == "Q");
    CHECK(t.routes()["r"].agency == t.agencies().id_of("q"));
    const auto& night = t.trains()["t1"];
    CHECK(night.number == "K1");
    CHECK(night.days.contains(date{2023, 1, 1}));
    CHECK_FALSE(night.days.contains(date{2022, 2, 1}));
    REQUIRE(night.calls.size() == 3);
    CHECK(night.calls[1].timing == timing::interpolated);
    CHECK(night.calls[1].arrival == service_time{23h}); // a ninth of nine hours, as of the distance
    CHECK(t.trains()["t2"].calls[1].timing == timing::approximate);
    REQUIRE(t.trains().find("t3@08:20:00"));
    const auto& exact = t.trains()["t3@08:20:00"];
    CHECK(exact.calls[1].arrival == service_time{8h + 30min});
    CHECK(exact.calls[1].platform == t.stops().id_of("d1"));
    CHECK(exact.calls[1].at == t.stations().id_of("d"));
    CHECK(t.trains()["t4"].headways == std::vector<headway>{{8h, 9h, 600s}, {9h, 10h, 900s}});
    CHECK(list_shifts(t.trains()["t4"]).size() == 10);
    REQUIRE(t.transfers().size() == 3);
    CHECK(t.transfers()[0] == transfer{{.station = t.stations().id_of("c")},
                                       {.station = t.stations().id_of("d")},
                                       transfer_kind::min_time,
                                       300s});
    CHECK(t.transfers()[2].kind == transfer_kind::stay_seated);
    CHECK(t.shapes()["w"].path[1].at == geo::point{geo::longitude{95}, geo::latitude{37}});
    CHECK(t.fares()["x"].price == price{250, 2, "CNY"});
    CHECK_FALSE(t.fares()["x"].transfers);
    CHECK(t.fare_rules()[1].through_zone == "2");
    CHECK(t.info()->valid == calendar::date_span{date{2022, 1, 1}, date{2023, 1, 1}});
    REQUIRE(t.translations().size() == 1);
    CHECK(t.translations()[0].language == "fr");
}

TEST_CASE("a departure soon after midnight has no arrival before it") {
    const test::folder f;
    write_small_feed(f);
    f.replace("stop_times.txt", "t3,06:00:00,06:00:00", "t3,05:50:00,06:00:00");
    f.replace("frequencies.txt", "t3,08:00:00,09:00:00", "t3,00:02:00,00:30:00");
    const auto t = gtfs::load(f).value;
    CHECK(t.trains()["t3@00:02:00"].calls[0].arrival == service_time{2min});
    CHECK(t.trains()["t3@00:22:00"].calls[0].arrival == service_time{12min});
    const test::folder saved;
    gtfs::save(t, saved);
    CHECK(gtfs::load(saved).value == t);
}

TEST_CASE("the files beside GTFS say what railways know") {
    const test::folder f;
    write_small_feed(f);
    write_railway_files(f);
    const auto [t, notices] = gtfs::load(f);
    CHECK(notices.total() == 0);
    const auto& a = t.stations()["a"];
    CHECK(a.pinyin == "jia");
    CHECK(a.initials == "j");
    CHECK(a.city == "甲市");
    CHECK(name_on(a, date{2021, 12, 31}).en == "Old Jia");
    CHECK(name_on(a, date{2022, 1, 1}).en == "Jia");
    const auto& x = t.trains()["t1"];
    CHECK(number_at(x, 0) == "K1");
    CHECK(number_at(x, 1) == "K2");
    CHECK(number_at(x, 2) == "K3");
    CHECK(t.revisions()[*x.revision].name.en == "new");
    CHECK(t.lines()["l"].stops ==
          std::vector<line_stop>{{t.stations().id_of("a"), 0}, {t.stations().id_of("c"), 90'000}});
    CHECK(x.calls[1].kind == call_kind::pass);
    CHECK(t.tariffs()["yz"] == tariff{.key = "yz",
                                      .seat = {"硬座", "hard seat"},
                                      .classes = {"K", "特快"},
                                      .steps = {{20'000, {250, 2, "CNY"}}, {100'000, {1200, 2, "CNY"}}},
                                      .changes = 2});
    const auto child = t.rider_categories().id_of("child");
    CHECK(t.rider_categories()[child] ==
          rider_category{.key = "child", .name = "儿童", .url = "https://example.org/child"});
    CHECK(t.rider_categories()["adult"].is_default);
    CHECK(std::vector(t.concessions().begin(), t.concessions().end()) ==
          std::vector<concession>{{child, t.tariffs().id_of("yz"), 50, {50, 2, ""}},
                                  {child, {}, 60, {1, 2, ""}}});
    CHECK(find_concession(t.concessions(), child, t.tariffs().id_of("yz")) == 0);
    CHECK_FALSE(
        find_concession(t.concessions(), t.rider_categories().id_of("adult"), t.tariffs().id_of("yz")));
    REQUIRE(t.circulations().size() == 1);
    CHECK(t.circulations()[0].trains == std::vector{t.trains().id_of("t1"), t.trains().id_of("t2")});
    CHECK(t.calls_at(t.stations().id_of("c")).size() == 3);

    const test::folder saved;
    gtfs::save(t, saved);
    CHECK(gtfs::load(saved).value == t);
    // Saved over it, a timetable without all that leaves none of those files behind.
    const test::folder plain;
    write_small_feed(plain);
    const auto other = gtfs::load(plain).value;
    gtfs::save(other, saved);
    CHECK(gtfs::load(saved).value == other);
}

TEST_CASE("numbers hold from their calls though the rows of trips lie apart") {
    const test::folder f;
    write_small_feed(f);
    write_railway_files(f);
    const auto together = gtfs::load(f).value;
    f.replace("stop_times.txt", "t2,08:00:00,08:00:00,a,1,,,,\n", "");
    f.replace("stop_times.txt", "t1,,,b", "t2,08:00:00,08:00:00,a,1,,,,\nt1,,,b");
    CHECK(gtfs::load(f).value == together);
}

TEST_CASE("what is saved loads as an equal timetable") {
    const test::folder f;
    write_small_feed(f);
    const auto first = gtfs::load(f).value;
    const test::folder copy;
    gtfs::save(first, copy);
    CHECK(gtfs::load(copy).value == first);
    const auto qaidam = gtfs::load(test::qaidam_rail).value;
    gtfs::save(qaidam, copy); // what the feed before had more is removed
    CHECK(gtfs::load(copy).value == qaidam);
}

TEST_CASE("every real feed is the same after it was saved and loaded") {
    for (const char* folder : {"gtfs-dev", "cnrail-2019", "cnrail-hsr-2016", "cnrail-qinghai"}) {
        if (!test::has_real(folder)) continue;
        for (const auto& entry : std::filesystem::directory_iterator{data / folder}) {
            if (entry.path().extension() != ".zip") continue;
            const auto first = gtfs::load(zip::open(entry.path()), {.policy = policy::lenient}).value;
            const test::folder copy;
            gtfs::save(first, copy);
            const auto again = gtfs::load(copy);
            CHECK_MESSAGE(again.value == first, entry.path().filename().string());
        }
    }
}

TEST_CASE("the real feeds have the trains, calls and notices that were counted in them") {
    std::map<std::string, std::filesystem::path> feeds;
    for (const char* folder : {"gtfs-dev", "cnrail-2019", "cnrail-hsr-2016", "cnrail-qinghai"}) {
        if (!test::has_real(folder)) return;
        for (const auto& entry : std::filesystem::directory_iterator{data / folder})
            if (entry.path().extension() == ".zip") feeds[entry.path().filename().string()] = entry.path();
    }
    std::string text;
    for (const auto& [name, path] : feeds) text += outcomes(zip::open(path), name);
    compare(text, "feeds.txt");
}

TEST_CASE("each published broken feed ends as written down, under every policy") {
    if (!test::has_real("gtfs-malformed-dev")) return;
    const auto root = data / "gtfs-malformed-dev";
    std::set<std::filesystem::path> feeds;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{root})
        if (entry.is_directory() || entry.path().extension() == ".zip") feeds.insert(entry.path());
    std::string text;
    for (const auto& path : feeds) {
        const auto name = path.lexically_relative(root).generic_string();
        try {
            text += outcomes(zip::open(path), name);
        } catch (const data_error& e) {
            text += fmt::format("{}: {}\n", name, to_string(*e.why().begin()));
        }
    }
    compare(text, "malformed.txt");
}

TEST_CASE("each damage of a feed has its notice with file, line and field") {
    struct damage {
        const char* file;
        const char* old;
        const char* with;
        const char* notice;
    };
    const damage all[] = {
        {"stop_times.txt", "t1,31:00:00,31:00:00,c,3", "t1,07:00:00,07:00:00,c,3",
         "stop_times.txt:4:arrival_time: time before previous departure, got 07:00:00 after 22:00:00, want "
         ">= "
         "22:00:00; write 31:00:00 for the next day"},
        {"stop_times.txt", "22:00:00,22:00:00", "22:0x:00,22:00:00",
         "stop_times.txt:2:arrival_time: not a valid time, got 22:0x:00, want one like 22:40:00, or 31:30:00 "
         "for the next day"},
        {"stop_times.txt", "t1,,,b,2", "t1,,,x,2",
         "stop_times.txt:3:stop_id: x is not in stops.txt; add it there or correct it here"},
        {"stop_times.txt", "t1,,,b,2,", "t1,,,b,3,",
         "stop_times.txt:4:stop_sequence: stop_sequence 3 occurs twice; the train is dropped"},
        {"stop_times.txt", "t2,9:00:00,9:00:00", "t2,9:00:00,8:59:00",
         "stop_times.txt:6:departure_time: departure before arrival, got 08:59:00 after 09:00:00, want >= "
         "09:00:00; "
         "the train is dropped"},
        {"stop_times.txt", "t2,9:00:00,9:00:00", "t2,,",
         "stop_times.txt:6:arrival_time: the first call wants a departure and the last an arrival; the train "
         "is dropped"},
        {"stop_times.txt", "t2,08:00:00,08:00:00,a,1,,,,\n", "",
         "trips.txt:3:trip_id: got 1 calls, want >= 2; the train is dropped"},
        {"stop_times.txt", "t2,9", "t9,9",
         "stop_times.txt:6:trip_id: t9 is not in trips.txt; add it there or correct it here"},
        {"stop_times.txt", "t1,,,b,2", "t1,,b,2",
         "stop_times.txt:3: row has 8 cells, want 9 as in the header"},
        {"trips.txt", "r,s,t2", "r,s,t1",
         "trips.txt:3:trip_id: key t1 is taken by an earlier record, which is kept; rename this one"},
        {"trips.txt", "r,s,t2", "r,s9,t2",
         "trips.txt:3:service_id: s9 is not in calendar.txt, calendar_dates.txt; add it there or correct it "
         "here"},
        {"trips.txt", "r,s,t2", "r9,s,t2",
         "trips.txt:3:route_id: r9 is not in routes.txt; add it there or correct it here"},
        {"stops.txt", "a,甲,36,94", "a,甲,91,94",
         "stops.txt:2:stop_lat: latitude 91, longitude 94 is not on the earth; are they swapped?; the cell "
         "counts as blank"},
        {"stops.txt", "a,甲,36,94,,,1", "a,甲,36,94,,a,1",
         "stops.txt:2:parent_station: stop a is its own parent; the cell counts as blank"},
        {"calendar.txt", "20220101", "20220230",
         "calendar.txt:2:start_date: not a date that exists, got 20220230, want one like 20220110"},
        {"calendar.txt", "20220101", "20230101",
         "calendar.txt:2:end_date: ends on 2022-12-31 before it starts on 2023-01-01"},
        {"calendar.txt", "s,1,1", "s,1,2", "calendar.txt:2:tuesday: not a valid number, got 2, want 0 … 1"},
        {"agency.txt", "agency_timezone", "zone",
         "agency.txt:1:agency_timezone: column is missing; add it to the header"},
        {"stops.txt", "d1,丁 1,39,97,0,d", "d1,丁 1,39,97,0,a",
         "stops.txt:6:parent_station: parent a is of the wrong kind, want location_type 1; the cell counts "
         "as blank"},
        {"stops.txt", "d,丁,39,97,1,", "d,丁,39,97,1,a",
         "stops.txt:5:parent_station: parent a is of the wrong kind, want (none); the cell counts as blank"},
        {"stops.txt", "d2,丁 南口,39,97,2,d", "d2,丁 南口,39,97,2,",
         "stops.txt:7:parent_station: value is missing, want one"},
        {"stops.txt", "b,乙,37,95", "b,,37,95",
         "stops.txt:3:stop_name: value is missing, want one; the cell counts as blank"},
        {"stops.txt", "b,乙,37,95", "b,乙,37,",
         "stops.txt:3:stop_lon: value is missing, want one; the cell counts as blank"},
        {"stops.txt", "b,乙,37,95", "b,乙,,",
         "stops.txt:3:stop_lat: the stop has no position; it is on no map"},
        {"stops.txt", "b,乙,37,95", "b,乙,\"36,4\",95",
         "stops.txt:3:stop_lat: not a valid number, got 36,4, want -1000 … 1000; the cell counts as blank"},
        {"stops.txt", "b,乙,37,95", "b,乙,nan,95",
         "stops.txt:3:stop_lat: not a valid number, got nan, want -1000 … 1000; the cell counts as blank"},
        {"stops.txt", "b,乙,37,95", "b,乙,0,0",
         "stops.txt:3:stop_lat: latitude 0, longitude 0 mostly means that the position is missing"},
        {"stops.txt", "b,乙", "a,乙",
         "stops.txt:3:stop_id: key a is taken by an earlier record, which is kept; rename this one"},
        {"stop_times.txt", "06:10:00,06:10:00,d1", "06:10:00,06:10:00,d",
         "stop_times.txt:8:stop_id: stop d is not a platform (location_type 0), no train can call there; the "
         "train is "
         "dropped"},
        {"stop_times.txt", "t1,22:00:00,22:00:00", "t1,-1:40:00,22:00:00",
         "stop_times.txt:2:arrival_time: not a valid time, got -1:40:00, want one like 22:40:00, or 31:30:00 "
         "for the next "
         "day"},
        {"stop_times.txt", "t1,22:00:00,22:00:00", "t1,22:00:60,22:00:00",
         "stop_times.txt:2:arrival_time: not a valid time, got 22:00:60, want one like 22:40:00, or 31:30:00 "
         "for the next "
         "day"},
        {"stop_times.txt", "t1,,,b,2,10,", "t1,23:00:00,,b,2,10,",
         "stop_times.txt:3:departure_time: only one of arrival and departure is given, both are taken as "
         "23:00:00"},
        {"stop_times.txt", "t1,,,b,2,10,", "t1,,,b,2,10,1",
         "stop_times.txt:3:timepoint: the call is a timepoint but has no time"},
        {"stop_times.txt", "t1,,,b,2,10,", "t1,,,b,2,91,",
         "stop_times.txt:4:shape_dist_traveled: distance falls along the trip, got 90 after 91"},
        {"stop_times.txt", "t1,,,b,2,10,", "t1,,,b,-2,10,",
         "stop_times.txt:3:stop_sequence: not a valid number, got -2, want 0 … 4294967295"},
        {"stop_times.txt", "t2,9:00:00,9:00:00", "t2,8:00:00,9:00:00",
         "stop_times.txt:6:arrival_time: arrives at 08:00:00, just when it leaves the stop before"},
        {"agency.txt", "Asia/Shanghai", "Asia/Qaidam",
         "agency.txt:2:agency_timezone: not a time zone of the database, got Asia/Qaidam, want one like "
         "Asia/Shanghai; the "
         "package tzdata has the database"},
        {"agency.txt", "Asia/Shanghai", "Asia/Qaidam",
         "agency.txt: no agency has a time zone that is known, so times have no meaning"},
        {"agency.txt", "Asia/Shanghai\n", "Asia/Shanghai\nw,W,http://example.org,Asia/Tokyo\n",
         "agency.txt:3:agency_timezone: agencies want one time zone, got Asia/Tokyo after Asia/Shanghai"},
        {"routes.txt", "r,K1", "r,",
         "routes.txt:2:route_short_name: the route has neither a short nor a long name"},
        {"routes.txt", "F9C406", "yellow",
         "routes.txt:2:route_color: not a color, got yellow, want one like F9C406; the cell counts as blank"},
        {"routes.txt", "K1,2,q", "K1,2,w",
         "routes.txt:2:agency_id: w is not in agency.txt; add it there or correct it here; the cell counts "
         "as blank"},
        {"trips.txt", "t1,w", "t1,v",
         "trips.txt:2:shape_id: v is not in shapes.txt; add it there or correct it here; the cell counts as "
         "blank"},
        {"shapes.txt", "w,37,95,5", "w,37,95,7",
         "shapes.txt:4:shape_pt_sequence: sequence 7 occurs twice in the shape; the later spot is dropped"},
        {"calendar_dates.txt", "20220201,2", "20220201,3",
         "calendar_dates.txt:2:exception_type: not a valid number, got 3, want 1 … 2"},
        {"calendar_dates.txt", "20230101,1", "20220201,1",
         "calendar_dates.txt:3:date: key s 2022-02-01 is taken by an earlier record, which is kept; rename "
         "this one"},
        {"frequencies.txt", "t4,09:00:00", "t4,08:59:00",
         "frequencies.txt:4:start_time: the period from 08:59:00 overlaps the one before, which lasts until "
         "09:00:00; the "
         "train is dropped"},
        {"frequencies.txt", "1200", "0",
         "frequencies.txt:2:headway_secs: not a valid number, got 0, want 1 … 1000000"},
        {"frequencies.txt", "t3,08:00:00,09:00:00", "t3,08:00:00,08:00:00",
         "frequencies.txt:2:end_time: ends on 08:00:00 before it starts on 08:00:00"},
        {"transfers.txt", "c,d,,,2", "c,d,,,6",
         "transfers.txt:2:transfer_type: not valid for a transfer, got 6; the transfer counts as impossible"},
        {"transfers.txt", "c,d,,,2", "c,x,,,2",
         "transfers.txt:2:to_stop_id: x is not in stops.txt; add it there or correct it here"},
        {"transfers.txt", "a,a,,,,", "a,,,,,", "transfers.txt:3:to_stop_id: value is missing, want one"},
        {"transfers.txt", ",,t1,t2,4", ",,t1,,4", "transfers.txt:4:to_trip_id: value is missing, want one"},
        {"fare_attributes.txt", "2.50", "2,50",
         "fare_attributes.txt:2: row has 7 cells, want 6 as in the header"},
        {"fare_attributes.txt", "2.50", "free",
         "fare_attributes.txt:2:price: not a valid number, got free, want 0 …"},
        {"fare_attributes.txt", "2.50,CNY", "2.50,yuan",
         "fare_attributes.txt:2:currency_type: not a currency, got yuan, want a code of ISO 4217 like CNY"},
        {"fare_rules.txt", "x,r", "z,r",
         "fare_rules.txt:2:fare_id: z is not in fare_attributes.txt; add it there or correct it here"},
        {"feed_info.txt", "20221231", "20211231",
         "feed_info.txt:2:feed_end_date: ends on 2021-12-31 before it starts on 2022-01-01; the cell counts "
         "as blank"},
        {"feed_info.txt", "20221231\n", "20221231\nQ,http://example.org,zh,,\n",
         "feed_info.txt:3:feed_publisher_name: only the first row of feed_info.txt is used"},
        {"translations.txt", "Jia,a,\nstops", "Jia,a,甲\nstops",
         "translations.txt:2:field_value: a translation is of record a or of the text 甲, not of both"},
        {"station_codes.txt", "a,jia", "z,jia",
         "station_codes.txt:2:stop_id: z is not in stops.txt; add it there or correct it here"},
        {"station_names.txt", ",,20211231", ",20220101,20211231",
         "station_names.txt:2:end_date: ends on 2021-12-31 before it starts on 2022-01-01"},
        {"trip_numbers.txt", "t1,3", "t1,7",
         "trip_numbers.txt:2:stop_sequence: trip t1 has no stop_sequence 7; the row is dropped"},
        {"trip_numbers.txt", "t1,3", "t8,3",
         "trip_numbers.txt:2:trip_id: t8 is not in trips.txt; add it there or correct it here"},
        {"stop_kinds.txt", "t1,2", "t1,9",
         "stop_kinds.txt:2:stop_sequence: trip t1 has no stop_sequence 9; the row is dropped"},
        {"stop_kinds.txt", "pass", "stop",
         "stop_kinds.txt:2:kind: unknown word, got stop, want one of passenger, technical, pass"},
        {"stop_kinds.txt", "t1,2", "t1,1",
         "stop_times.txt:2:arrival_time: nobody gets on or off at a technical stop or where a train passes; "
         "want "
         "pickup_type and drop_off_type 1"},
        {"stop_times.txt", "t1,,,b", "t1,23:00:00,23:05:00,b",
         "stop_times.txt:3:arrival_time: a train that passes does not stop, got arrival 23:00:00 and "
         "departure "
         "23:05:00, want the same time"},
        {"tariffs.txt", "K 特快", "K KK",
         "tariffs.txt:2:train_classes: there is no class KK of trains, want a prefix like K or a name like "
         "express"},
        {"tariffs.txt", "CNY", "yuan",
         "tariffs.txt:2:currency: not a currency, got yuan, want a code of ISO 4217 like CNY"},
        {"tariff_steps.txt", "yz,20000", "yz,100000",
         "tariff_steps.txt:3:through: the distance does not grow from step to step, got 100000 after 100000; "
         "the "
         "tariff is dropped"},
        {"tariff_steps.txt", "yz,20000", "rz,20000",
         "tariff_steps.txt:2:tariff_id: rz is not in tariffs.txt; add it there or correct it here"},
        {"tariff_steps.txt", "12.00", "a dozen",
         "tariff_steps.txt:3:price: not a valid number, got a dozen, want 0 …"},
        {"lines.txt", "\nl,甲丙线,Jia–Bing\n", "\nl,甲丙线,\nl,又,\n",
         "lines.txt:3:line_id: key l is taken by an earlier record, which is kept; rename this one"},
        {"line_stations.txt", "l,a,0", "l,a,90001",
         "line_stations.txt:3:mileage: mileage falls along the line, got 90000 after 90001; the line is "
         "dropped"},
        {"line_stations.txt", "l,a,0", "m,a,0",
         "line_stations.txt:2:line_id: m is not in lines.txt; add it there or correct it here"},
        {"revisions.txt", "r2,", "r1,",
         "revisions.txt:3:revision_id: key r1 is taken by an earlier record, which is kept; rename this one"},
        {"trip_revisions.txt", "t1,r2", "t1,r3",
         "trip_revisions.txt:2:revision_id: r3 is not in revisions.txt; add it there or correct it here"},
        {"circulations.txt", "k,2,t2", "k,x,t2",
         "circulations.txt:2:position: not a valid number, got x, want 0 … 1000000"},
    };
    // The others have test cases of their own.
    std::set<std::string_view> seen{
        gtfs::codes::no_calendar.code,        gtfs::codes::not_a_feed.code,
        gtfs::codes::inner_folder.code,       gtfs::codes::file_not_read.code,
        gtfs::codes::rolled_over.code,        gtfs::codes::no_shapes.code,
        gtfs::codes::no_inner_stop.code,      gtfs::codes::leaves_station.code,
        rail::codes::bad_register_entry.code, rail::codes::stations_not_known.code};
    for (const auto& d : all) {
        const test::folder f;
        write_small_feed(f);
        write_railway_files(f);
        f.replace(d.file, d.old, d.with);
        std::vector<std::string> found;
        for (const auto& n : notices_of(f)) {
            seen.insert(n.rule->code);
            found.push_back(to_string(n));
        }
        CHECK_MESSAGE(std::find(found.begin(), found.end(), d.notice) != found.end(),
                      d.notice << "\n"
                               << fmt::format("{}", fmt::join(found, "\n")));
    }
    for (const auto* rule : rail::codes::all) CHECK_MESSAGE(seen.contains(rule->code), rule->code);
}

TEST_CASE("a feed in an inner folder is found there; without shapes its trains have none") {
    const test::folder outer;
    const test::folder f;
    write_small_feed(f);
    f.remove("shapes.txt");
    std::filesystem::copy(f, outer / "feed");
    const auto [t, notices] = gtfs::load(outer);
    CHECK(t.trains().find("t1"));
    CHECK_FALSE(t.trains()["t1"].shape);
    CHECK(notices.count(gtfs::codes::inner_folder) == 1);
    CHECK(notices.count(gtfs::codes::no_shapes) == 1);
}

TEST_CASE("a trip with one bad stop time is dropped whole, never shortened") {
    for (const char* bad : {"t1,,,b", "t1,,,x,2", "t1,2x:00:00,,b,2", "\"t1\"z,,,b,2"}) {
        const test::folder f;
        write_small_feed(f);
        f.replace("stop_times.txt", "t1,,,b,2", bad);
        const auto [t, notices] = gtfs::load(f, {.policy = policy::lenient});
        const auto kept = t.trains().find("t1");
        CHECK_MESSAGE(
            (!kept || t.trains()[*kept].calls.size() == 3 || std::string_view{bad}.starts_with("\"")), bad);
        CHECK(t.trains().find("t2"));
        CHECK(notices.has_errors());
    }
}

TEST_CASE("on any number of threads a large feed is the same, with the same notices in the same order") {
    test::random random;
    const std::string long_key(60, 'x'); // several threads take several mebibytes
    for (const bool apart : {false, true}) {
        const test::folder f;
        write_small_feed(f);
        std::vector<std::string> trips;
        std::string stop_times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n";
        constexpr std::string_view bad[] = {",8:x,8:00:00,a,7\n", ",,,nowhere,8\n", ",,,a,\n",
                                            ",1:00:00,,a,9,\n"};
        const auto add_bad = [&](const std::string& k, int n) {
            if (random.one_in(n)) stop_times += k + std::string{random.one_of(bad)};
        };
        for (int i = 0; i < 20'000; ++i) {
            const auto k = fmt::format("{}{}", long_key, i);
            if (!random.one_in(1000)) trips.push_back(fmt::format("r,s,{}\n", k));
            add_bad(k, 10);
            const int hour = random.one_in(2) ? 1 : 0; // or no time between two calls
            for (int call = 0; call < 3; ++call)
                stop_times += fmt::format("{},{:02}:00:00,{:02}:00:00,{},{}\n", k, hour * call + 8,
                                          hour * call + 8, "abc"[call], call + (random.one_in(1000) ? 1 : 0));
            add_bad(k, 10);
            if (apart && random.one_in(5000)) stop_times += "nobody,8:00:00,8:00:00,a,1\n";
        }
        if (apart) stop_times += fmt::format("{}7,12:00:00,12:00:00,a,13\n", long_key);
        std::string trip_rows = "route_id,service_id,trip_id\n";
        std::mt19937_64 engine{test::seed()};
        if (apart) std::shuffle(trips.begin(), trips.end(), engine);
        for (const auto& t : trips) trip_rows += t;
        f.write("trips.txt", trip_rows);
        f.write("stop_times.txt", stop_times);
        REQUIRE(stop_times.size() > std::size_t{5} << 20);
        for (const char* gone : {"frequencies.txt", "transfers.txt"}) f.remove(gone);
        const auto load_on = [&](unsigned threads) {
            std::uint64_t before = 0;
            int told = 0;
            auto loaded = gtfs::load(f, {.policy = policy::lenient,
                                         .notices_per_code = 300,
                                         .threads = threads,
                                         .progress = [&](std::uint64_t done, std::uint64_t total) {
                                             CHECK(before < done);
                                             CHECK(total == stop_times.size());
                                             before = done;
                                             ++told;
                                         }});
            CHECK(before == stop_times.size());
            CHECK(told > 1);
            return loaded;
        };
        const auto alone = load_on(1);
        CHECK(alone.notices.count(gtfs::codes::no_time_between) > 1000);
        CHECK(alone.notices.count(gtfs::codes::bad_service_time) > 500);
        for (const auto threads : {2u, 3u, 5u, 8u}) {
            const auto several = load_on(threads);
            CHECK(several.value == alone.value);
            CHECK(several.notices.total() == alone.notices.total());
            const auto& some = several.notices;
            CHECK(std::equal(some.begin(), some.end(), alone.notices.begin(), alone.notices.end(),
                             [](const notice& a, const notice& b) { return to_string(a) == to_string(b); }));
        }
    }
}

TEST_CASE("repair rolls a train over midnight, each time with a notice; lenient does not") {
    const test::folder f;
    write_small_feed(f);
    f.replace("stop_times.txt", "t1,31:00:00,31:00:00,c,3", "t1,07:00:00,07:10:00,c,3");
    const auto [t, notices] = gtfs::load(f, {.policy = policy::repair});
    CHECK(t.trains()["t1"].calls.back().arrival == service_time{31h});
    CHECK(t.trains()["t1"].calls.back().departure == service_time{31h + 10min});
    CHECK(notices.count(gtfs::codes::rolled_over) == 2); // arrival and departure
    CHECK_FALSE(gtfs::load(f, {.policy = policy::lenient}).value.trains().find("t1"));
}

TEST_CASE("repair fills rows that end early, each with a notice; one that is too long stays damaged") {
    const test::folder f;
    write_small_feed(f);
    f.replace("stop_times.txt", "t1,,,b,2,10,,1,1", "t1,,,b,2");
    f.replace("trips.txt", "r,s,t2,", "r,s,t2,,,");
    const auto [t, notices] = gtfs::load(f, {.policy = policy::repair});
    CHECK(t.trains()["t1"].calls.size() == 3);
    CHECK_FALSE(t.trains().find("t2"));
    CHECK(notices.count(qaidam::codes::row_filled) == 1);
    CHECK(notices.count(qaidam::codes::row_length) == 1);
}

TEST_CASE("a train that falls back a thousand times is dropped, not rolled on for ever") {
    const test::folder f;
    write_small_feed(f);
    std::string calls = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n";
    for (int i = 0; i < 30000; ++i)
        calls +=
            fmt::format("t1,{0}:00:00,{0}:00:00,{1},{2}\n", i % 2 == 0 ? 23 : 1, i % 2 == 0 ? "a" : "b", i);
    f.write("stop_times.txt", calls);
    const auto [t, notices] = gtfs::load(f, {.policy = policy::repair});
    CHECK(t.trains().size() == 0);
    CHECK(notices.count(rail::codes::time_before_previous) > 0);
}

TEST_CASE("an endless calendar with many other dates loads") {
    const test::folder f;
    write_small_feed(f);
    f.replace("calendar.txt", "s,1,1,1,1,1,1,1,20220101,20221231", "s,1,0,0,0,0,0,0,20220101,99991231");
    std::string dates = "service_id,date,exception_type\n";
    for (date d{2022, 1, 1}; d < date{2022, 12, 31}; d += day_count{1})
        if (d.day() % 2 == 1)
            dates += fmt::format("s,{}{:02}{:02},1\n", 2022, d.month().as_number(), d.day().as_number());
    f.write("calendar_dates.txt", dates);
    CHECK(gtfs::load(f).value.trains()["t1"].days.contains(date{2022, 1, 5}));
}

namespace {

/// The small feed with two platforms and a door in station d.
void write_inside(const test::folder& f) {
    write_small_feed(f);
    f.write("stops.txt",
            "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,level_id\na,甲,36,94,,,\n"
            "b,乙,37,95,,,\nc,丙,38,96,,,\nd,丁,39,97,1,,\nd1,丁 1,39,97,0,d,L-1\nd4,丁 2,39,97,0,d,L-1\n"
            "d2,丁 南口,39,97,2,d,L0\ne,戊,39,97,1,,\ne1,戊 1,39,97,0,e,\n");
    f.write("levels.txt", "level_id,level_index,level_name\nL0,0,地面\nL-1,-1.5,站台层\n");
    f.write(
        "pathways.txt",
        "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,length,traversal_time,stair_count,"
        "max_slope,min_width,signposted_as,reversed_signposted_as\n"
        "w1,d2,d1,2,1,,,-36,,1.2,站台一,北口\nw2,d1,d4,5,0,12.5,40,,0.05,,,\n");
}

} // namespace

TEST_CASE("levels and pathways are read with all that is said of them, and written back") {
    const test::folder f;
    write_inside(f);
    const auto loaded = gtfs::load(f);
    CHECK(loaded.notices.errors() == 0);
    const auto& t = loaded.value;
    const auto stop = [&](const char* k) { return t.stops().id_of(k); };
    CHECK(t.levels()["L-1"] == level{.key = "L-1", .index = -1.5, .name = "站台层"});
    CHECK(t.stops()["d4"].level == t.levels().id_of("L-1"));
    CHECK(t.pathways()["w1"] == pathway{.key = "w1",
                                        .from = stop("d2"),
                                        .to = stop("d1"),
                                        .kind = pathway_kind::stairs,
                                        .both_ways = true,
                                        .stair_count = -36,
                                        .width = 1.2,
                                        .signposted_as = "站台一",
                                        .reversed_signposted_as = "北口"});
    CHECK(t.pathways()["w2"] == pathway{.key = "w2",
                                        .from = stop("d1"),
                                        .to = stop("d4"),
                                        .kind = pathway_kind::elevator,
                                        .length = 12.5,
                                        .time = 40s,
                                        .slope = 0.05});
    const test::folder out;
    gtfs::save(t, out);
    CHECK(gtfs::load(out).value == t);
}

TEST_CASE("a pathway that leads to a station, or out of it, or nowhere is told and left out") {
    const auto told = [](const char* row) {
        const test::folder f;
        write_inside(f);
        f.write("pathways.txt",
                fmt::format("pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional\n"
                            "ok,d2,d4,1,1\n{}\n",
                            row));
        const auto [t, notices] = gtfs::load(f, {.policy = policy::lenient});
        CHECK(t.pathways().size() == 1);
        return test::first_notice([&] { return gtfs::load(f); });
    };
    CHECK(told("w,d,d1,1,1") ==
          "pathways.txt:3:from_stop_id: d is a station; a pathway leads between stops inside one");
    CHECK(told("w,b,d1,1,1") ==
          "pathways.txt:3:from_stop_id: b is a station; a pathway leads between stops inside one");
    CHECK(told("w,d2,e1,1,1") == "pathways.txt:3:to_stop_id: the pathway leads from d2 to e1 in another "
                                 "station; ways between stations "
                                 "belong into transfers.txt");
    CHECK(told("w,d1,zz,1,1") ==
          "pathways.txt:3:to_stop_id: zz is not in stops.txt; add it there or correct it here");
    CHECK(told("w,d1,d4,8,1") == "pathways.txt:3:pathway_mode: not a valid number, got 8, want 1 … 7");
    CHECK(told("ok,d1,d4,1,1") ==
          "pathways.txt:3:pathway_id: key ok is taken by an earlier record, which is kept; rename this one");
}

TEST_CASE("a feed that is no folder, has no calendar, or has other files") {
    CHECK(test::first_notice([] { return gtfs::load("no-such-feed.zip"); }) ==
          "no-such-feed.zip: neither a folder nor a zip; check the path");
    const test::folder f;
    write_small_feed(f);
    f.write("attributions.txt", "x\n");
    const auto [t, notices] = gtfs::load(f);
    CHECK(notices.count(gtfs::codes::file_not_read) == 1);
    f.remove("calendar.txt");
    f.remove("calendar_dates.txt");
    CHECK(test::first_notice([&] { return gtfs::load(f); }) ==
          "neither calendar.txt nor calendar_dates.txt, want at least one");
    f.write("calendar_dates.txt", "service_id,date,exception_type\ns,20220110,1\n");
    CHECK(gtfs::load(f).value.trains()["t1"].days == day_set::of({date{2022, 1, 10}}));
}

TEST_CASE("a service without end in sight runs to the last day there is") {
    const test::folder f;
    write_small_feed(f);
    f.replace("calendar.txt", "20221231", "99991231");
    f.remove("calendar_dates.txt");
    CHECK(gtfs::load(f).value.trains()["t1"].days == day_set::daily({.from = date{2022, 1, 1}}));
}

TEST_SUITE_END();
