// Feeds as people publish them: what falls with a cell, a record, a file, and what does not.
#include <fmt/format.h>

#include <qaidam/gtfs/gtfs.hpp>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

#include <filesystem>

#include <qaidam/zip/zip.hpp>

#include "feed.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("gtfs/cases");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;

namespace {

using texts = std::map<std::string, std::string>;

/// Three stations and a train, with other texts for some files.
feed_files feed_with(const texts& others) {
    texts all{
        {"agency.txt",
         "agency_id,agency_name,agency_url,agency_timezone\nA,Rail,https://example.org/,Europe/Berlin\n"},
        {"stops.txt",
         "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,50.0,8.0\nB,Beta,50.1,8.1\nC,Gamma,50.2,8.2\n"},
        {"routes.txt", "route_id,agency_id,route_short_name,route_type\nR1,A,R,2\n"},
        {"calendar.txt",
         "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
         "wk,1,1,1,1,1,1,1,20220101,20261231\n"},
        {"trips.txt", "route_id,service_id,trip_id,trip_headsign\nR1,wk,T1,Gamma\n"},
        {"stop_times.txt",
         "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nT1,08:00:00,08:00:00,A,1\n"
         "T1,08:10:00,08:11:00,B,2\nT1,08:20:00,08:20:00,C,3\n"}};
    for (const auto& [name, text] : others) all[name] = text;
    feed_files::texts_by_name files;
    for (const auto& [name, text] : all) files.emplace(name, shared_text{text});
    return {"case", std::move(files)};
}

feed_files feed_without(const std::string& file) {
    const auto whole = feed_with({});
    feed_files::texts_by_name files;
    for (const auto& name : whole.names())
        if (name != file) files.emplace(name, *whole.bytes(name));
    return {"case", std::move(files)};
}

/// All that there is to say, a line each, worst first not; the refusal of a strict load comes first.
std::string said(const notices& all) {
    std::string text;
    for (const auto& n : all)
        if (n.level() > severity::info) text += fmt::format("{}: {}\n", to_string(n.level()), n);
    return text;
}

loaded<timetable> lenient(const texts& others) {
    return gtfs::load(feed_with(others), {.policy = policy::lenient});
}

bool loads_strictly(const texts& others) {
    try {
        (void)gtfs::load(feed_with(others));
        return true;
    } catch (const data_error&) {
        return false;
    }
}

} // namespace

TEST_CASE("a descriptive cell that is wrong falls alone, and the train runs, under strict too") {
    struct wrong {
        const char* file;
        const char* text;
        const char* said;
    };
    const wrong all[] = {
        {"stops.txt",
         "stop_id,stop_name,stop_lat,stop_lon,wheelchair_boarding\nA,Alpha,50,8,\nB,Beta,50.1,8.1,3\nC,Gamma,"
         "50.2,8.2,\n",
         "warning: stops.txt:3:wheelchair_boarding: not a valid number, got 3, want 0 … 2; the cell counts "
         "as blank\n"},
        {"stops.txt",
         "stop_id,stop_name,stop_lat,stop_lon,stop_timezone\nA,Alpha,50,8,\nB,Beta,50.1,8.1,Mars\nC,Gamma,50."
         "2,8.2,\n",
         "warning: stops.txt:3:stop_timezone: not a time zone of the database, got Mars, want one like "
         "Asia/Shanghai; the package tzdata has the database; "
         "the cell counts as blank\n"},
        {"stops.txt",
         "stop_id,stop_name,stop_lat,stop_lon,parent_station\nA,Alpha,50,8,GONE\nB,Beta,50.1,8.1,\nC,Gamma,"
         "50.2,8.2,\n",
         "warning: stops.txt:2:parent_station: GONE is not in stops.txt; add it there or correct it here; "
         "the cell counts as blank\n"},
        {"trips.txt", "route_id,service_id,trip_id,bikes_allowed\nR1,wk,T1,4\n",
         "warning: trips.txt:2:bikes_allowed: not a valid number, got 4, want 0 … 2; the cell counts as "
         "blank\n"},
        {"routes.txt", "route_id,agency_id,route_short_name,route_type\nR1,a,R,2\n",
         "warning: routes.txt:2:agency_id: a is not in agency.txt; add it there or correct it here; the cell "
         "counts as blank\n"},
        {"routes.txt",
         "route_id,route_short_name,route_type,route_sort_order,route_color\nR1,R,2,first,red\n",
         "warning: routes.txt:2:route_color: not a color, got red, want one like F9C406; the cell counts as "
         "blank\n"
         "warning: routes.txt:2:route_sort_order: not a valid number, got first, want 0 … 1000000000; the "
         "cell counts as blank\n"},
        {"stop_times.txt",
         "trip_id,arrival_time,departure_time,stop_id,stop_sequence,timepoint\nT1,08:00:00,08:00:00,A,1,2\n"
         "T1,08:10:00,08:11:00,B,2,\nT1,08:20:00,08:20:00,C,3,1\n",
         "warning: stop_times.txt:2:timepoint: not a valid number, got 2, want 0 … 1; the cell counts as "
         "blank\n"},
    };
    for (const auto& w : all) {
        CAPTURE(w.text);
        const auto [t, notices] = lenient({{w.file, w.text}});
        CHECK(said(notices) == w.said);
        CHECK(t.trains().size() == 1);
        CHECK(t.stations().size() == 3);
        CHECK(t.trains()["T1"].calls[0].timing == timing::exact);
        CHECK(loads_strictly({{w.file, w.text}}));
    }
    const auto shape = lenient(
        {{"trips.txt", "route_id,service_id,trip_id,shape_id\nR1,wk,T1,sx\n"},
         {"shapes.txt", "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ns1,50,8,1\ns1,50.2,8.2,2\n"}});
    CHECK(said(shape.notices) == "warning: trips.txt:2:shape_id: sx is not in shapes.txt; add it there or "
                                 "correct it here; the cell counts as blank\n");
    CHECK(shape.value.trains().size() == 1);
}

TEST_CASE("a file that a feed can do without falls alone") {
    for (const auto& [file, text, notice] :
         {std::tuple{"feed_info.txt", "feed_publisher_name,feed_publisher_url\nX,https://example.org/\n",
                     "error: feed_info.txt:1:feed_lang: column is missing; add it to the header; the file is "
                     "left out\n"},
          {"fare_attributes.txt", "fare_id,price,currency_type\nf,1.00,EUR\n",
           "error: fare_attributes.txt:1:payment_method: column is missing; add it to the header; the file "
           "is left out\n"},
          {"shapes.txt", "",
           "error: shapes.txt: file is empty, want at least a header line; the file is left out\n"}}) {
        const auto [t, notices] = lenient({{file, text}});
        CHECK(said(notices) == notice);
        CHECK(t.trains().size() == 1);
        CHECK_FALSE(loads_strictly({{file, text}}));
    }
}

TEST_CASE("a file that may exclude, or times a train, must be usable if it is there") {
    for (const auto& [file, text] : {std::pair{"calendar_dates.txt", "service_id,date\nwk,20221225\n"},
                                     {"calendar.txt", "service_id,monday\nwk,1\n"},
                                     {"frequencies.txt", "trip_id,start_time\nT1,08:00:00\n"}})
        CHECK_THROWS_AS(lenient({{file, text}}), data_error);
}

TEST_CASE("what refers to a record that was left out is told the cause, once") {
    const auto [t, notices] = lenient({{"stops.txt", "stop_id,stop_name,stop_lat,stop_lon,location_type\nA,"
                                                     "Alpha,50,8,\nB,Beta,50.1,8.1,9\nC,Gamma,50.2,8.2,\n"}});
    CHECK(said(notices) ==
          "error: stops.txt:3:location_type: not a valid number, got 9, want 0 … 4\n"
          "warning: stop_times.txt:3:stop_id: B was left out, see stops.txt:3; this row is left out with it\n"
          "warning: trips.txt:2:trip_id: trip T1 is dropped whole for its errors\n");
    const auto trip =
        lenient({{"trips.txt", "route_id,service_id,trip_id\nR1,wx,T1\n"},
                 {"transfers.txt", "from_stop_id,to_stop_id,from_trip_id,transfer_type\nA,B,T1,2\n"}});
    CHECK(
        said(trip.notices) ==
        "error: trips.txt:2:service_id: wx is not in calendar.txt, calendar_dates.txt; add it there or "
        "correct it here\n"
        "warning: stop_times.txt:2:trip_id: T1 was left out, see trips.txt:2; this row is left out with it\n"
        "warning: transfers.txt:2:from_trip_id: T1 was left out, see trips.txt:2; this row is left out with "
        "it\n");
}

TEST_CASE("an exclusion that cannot be read never lets a train run") {
    const auto days = [](const char* dates) { return lenient({{"calendar_dates.txt", dates}}); };
    const auto iso = days("service_id,date,exception_type\nwk,2022-12-25,2\nwk,20221226,2\n");
    CHECK(said(iso.notices) == "error: calendar_dates.txt:2:date: the exception of 2022-12-25 cannot be read "
                               "whole; whether service wk "
                               "runs on 2022-12-25 is unknown, and no run is offered then\n");
    const auto& runs = iso.value.trains()["T1"].days;
    CHECK_FALSE(runs.contains(date{2022, 12, 25}));
    CHECK_FALSE(runs.contains(date{2022, 12, 26}));
    CHECK(runs.contains(date{2022, 12, 24}));
    const auto type = days("service_id,date,exception_type\nwk,20221225,x\n");
    CHECK_FALSE(type.value.trains()["T1"].days.contains(date{2022, 12, 25}));
    CHECK(type.notices.count(gtfs::codes::unknown_day) == 1);
    const auto both = days("service_id,date,exception_type\nwk,20221225,1\nwk,20221225,2\n");
    CHECK_FALSE(both.value.trains()["T1"].days.contains(date{2022, 12, 25}));
    const auto none = days("service_id,date,exception_type\nwk,Christmas,2\n");
    CHECK(said(none.notices) == "error: calendar_dates.txt:2:date: the day of the exception is unknown, got "
                                "Christmas; on which day service wk "
                                "does not run is unknown, and no run is offered\n");
    CHECK(none.value.trains()["T1"].days.empty());
    const auto added = days("service_id,date,exception_type\nwk,Christmas,1\n");
    CHECK(added.value.trains()["T1"].days.contains(date{2022, 12, 25}));
    CHECK(added.notices.count(gtfs::codes::bad_service_date) == 1);
}

TEST_CASE("who may not get on or change, as far as the words can be read, is not offered to") {
    const auto board = lenient(
        {{"stop_times.txt",
          "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type\nT1,08:00:00,08:00:00,A,1,\n"
          "T1,08:10:00,08:11:00,B,2,9\nT1,08:20:00,08:20:00,C,3,\n"}});
    CHECK(
        said(board.notices) ==
        "error: stop_times.txt:3:pickup_type: got 9, want 0 … 3; nobody is offered to get on or off here\n");
    CHECK_FALSE(board.value.trains()["T1"].calls[1].may_board());
    CHECK(board.value.trains()["T1"].calls[0].may_board());
    const auto change =
        lenient({{"transfers.txt",
                  "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,B,no,\nB,C,2,soon\n"}});
    REQUIRE(change.value.transfers().size() == 2);
    for (const auto& x : change.value.transfers()) CHECK(x.kind == transfer_kind::impossible);
    CHECK(change.notices.count(gtfs::codes::unknown_transfer) == 2);
}

TEST_CASE("ids join though blanks of any kind stand around them, quoted or not") {
    const texts padded{
        {"stop_times.txt",
         "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
         "\"T1 \",\"08:00:00\",\"08:00:00\",\"A \",1\n\"T1 \",\"08:10:00\",\"08:11:00\",\" B\",2\n"
         "T1\xC2\xA0,\" 8:20:00\",08:20:00,\xE3\x80\x80"
         "C,3\n"},
        {"calendar_dates.txt", "\"service_id\",\"date\",\"exception_type\"\n\"wk \",\"20221226\",\"2\"\n\" "
                               "wk\",\"20270101\",\"1\"\n"}};
    const auto [t, notices] = lenient(padded);
    CHECK(said(notices).empty());
    CHECK(t.trains()["T1"].calls.size() == 3);
    CHECK_FALSE(t.trains()["T1"].days.contains(date{2022, 12, 26}));
    CHECK(t.trains()["T1"].days.contains(date{2027, 1, 1}));
    CHECK(loads_strictly(padded));
}

TEST_CASE("flexible calls are never fixed ones: such a trip is kept out, and the feed loads") {
    const auto fixed = [](const loaded<timetable>& x) {
        std::vector<std::string> keys;
        for (const auto& train : x.value.trains()) keys.push_back(train.key.text());
        return keys;
    };
    const texts group{{"trips.txt", "route_id,service_id,trip_id\nR1,wk,T1\nR1,wk,F1\n"},
                      {"stop_times.txt",
                       "trip_id,arrival_time,departure_time,stop_id,location_group_id,stop_sequence,start_"
                       "pickup_drop_off_window,"
                       "end_pickup_drop_off_window,pickup_type,drop_off_type\nT1,08:00:00,08:00:00,A,,1,,,,\n"
                       "T1,08:20:00,08:20:00,C,,3,,,,\nF1,,,,G1,1,09:00:00,17:00:00,2,1\nF1,,,,G1,2,09:00:00,"
                       "17:00:00,1,2\n"}};
    CHECK(fixed(lenient(group)) == std::vector<std::string>{"T1"});
    CHECK(said(lenient(group).notices) == "warning: trips.txt:3:trip_id: trip F1 has flexible calls "
                                          "(GTFS-Flex); it is on no board and in no journey\n");
    CHECK(loads_strictly(group));
    const texts middle{
        {"stop_times.txt",
         "trip_id,arrival_time,departure_time,stop_id,stop_sequence,start_pickup_drop_off_window,"
         "end_pickup_drop_off_window,pickup_type,drop_off_type\nT1,08:00:00,08:00:00,A,1,,,0,1\n"
         "T1,,,B,2,08:00:00,10:00:00,2,2\nT1,10:00:00,10:00:00,C,3,,,1,0\n"}};
    CHECK(fixed(lenient(middle)).empty());
    CHECK(loads_strictly(middle));
    const texts no_stops{
        {"stop_times.txt",
         "trip_id,location_id,stop_sequence,start_pickup_drop_off_window,end_pickup_drop_off_window\n"
         "T1,Z1,1,08:00:00,10:00:00\nT1,Z1,2,08:00:00,10:00:00\n"}};
    CHECK(fixed(lenient(no_stops)).empty());
    CHECK(loads_strictly(no_stops));
    CHECK_THROWS_AS(
        lenient({{"stop_times.txt",
                  "trip_id,arrival_time,departure_time,stop_sequence\nT1,08:00:00,08:00:00,1\n"}}),
        data_error);
}

TEST_CASE("translations of before 2019 are read, of every place where their text stands") {
    const texts old{{"stops.txt", "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\nA,Alpha,"
                                  "50,8,,\nB,Beta,50.1,8.1,,\n"
                                  "S,Gamma,50.2,8.2,1,\nC,Gamma,50.2,8.2,,S\n"},
                    {"translations.txt", "trans_id,lang,translation\nAlpha,ja-Hrkt,あるふぁ\nAlpha,en,Alpha "
                                         "(en)\nGamma,en,Gamma (en)\nNowhere,en,x\n"}};
    const auto [t, notices] = lenient(old);
    CHECK(notices.count(gtfs::codes::old_translations) == 1);
    CHECK(said(notices).empty());
    CHECK(loads_strictly(old));
    CHECK(t.stations()["A"].name == label{"Alpha", "Alpha (en)"});
    std::string all;
    for (const auto& x : t.translations())
        all += fmt::format("{} {} {} {} {}\n", x.table, x.field, x.value, x.language, x.text);
    CHECK(all == "stops stop_name Alpha ja-Hrkt あるふぁ\ntrips trip_headsign Gamma en Gamma (en)\n"
                 "stops stop_name Gamma en Gamma (en)\n");
    const test::folder saved;
    gtfs::save(t, saved);
    CHECK(gtfs::load(saved).value == t);
}

TEST_CASE("the files that GTFS-JP has beside GTFS are told as not read, and a repaired feed keeps them") {
    const texts jp{
        {"agency_jp.txt", "agency_id,agency_official_name,agency_zip_number\nA,鉄道株式会社,1000001\n"},
        {"routes_jp.txt",
         "route_id,route_update_date,origin_stop,via_stop,destination_stop\nR1,20220101,Alpha,"
         "Beta,Gamma\n"},
        {"office_jp.txt", "office_id,office_name\n1,本社営業所\n"},
        {"pattern_jp.txt", "jp_pattern_id,route_update_date\n1,20220101\n"}};
    CHECK(loads_strictly(jp));
    const auto [t, notices] = lenient(jp);
    CHECK(notices.count(gtfs::codes::file_not_read) == 4);
    CHECK(said(notices).empty());
    CHECK(t.trains().size() == 1);
    const test::folder out;
    (void)gtfs::repair(feed_with(jp), std::filesystem::path{out});
    for (const auto& [name, text] : jp) CHECK(test::read(out / name) == text);
}

TEST_CASE("a rule for a trip of exact frequencies holds for each of its departures") {
    const auto [t, notices] =
        lenient({{"trips.txt", "route_id,service_id,trip_id\nR1,wk,T1\nR1,wk,T2\n"},
                 {"stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nT1,00:00:00,"
                                    "00:00:00,A,1\nT1,00:30:00,00:30:00,B,2\n"
                                    "T2,11:35:00,11:35:00,B,1\nT2,12:00:00,12:00:00,C,2\n"},
                 {"frequencies.txt",
                  "trip_id,start_time,end_time,headway_secs,exact_times\nT1,11:00:00,11:45:00,1800,1\n"},
                 {"transfers.txt", "from_stop_id,to_stop_id,from_trip_id,to_trip_id,transfer_type,min_"
                                   "transfer_time\nB,B,T1,T2,1,\n"}});
    CHECK(said(notices).empty());
    REQUIRE(t.transfers().size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(t.trains()[*t.transfers()[i].from.train].key.text() ==
              (i == 0 ? "T1@11:00:00" : "T1@11:30:00"));
        CHECK(t.transfers()[i].to.train == t.trains().id_of("T2"));
    }
}

TEST_CASE("Latin-1 is named as what it is, and read") {
    const auto [t, notices] =
        lenient({{"stops.txt", "stop_id,stop_name,stop_lat,stop_lon\nA,Z\xFCrich S\xFC"
                               "d,50.0,8.0\nB,Gen\xE8ve,50.1,8.1\nC,Gamma,50.2,8.2\n"}});
    CHECK(said(notices) == "warning: stops.txt: not UTF-8 but, it seems, Windows-1252, converted as a whole; "
                           "if names read wrong, name the encoding\n");
    CHECK(t.stations()["A"].name.zh == "Zürich Süd");
    CHECK(t.stations()["B"].name.zh == "Genève");
}

TEST_CASE("the zone and the languages of a feed say what its files are likely in") {
    const auto alpha = [](const std::string& bytes, const char* zone, const char* language,
                          const char* feed_language = "") {
        const auto [t, notices] = lenient(
            {{"agency.txt", fmt::format("agency_id,agency_name,agency_url,agency_timezone,agency_lang\n"
                                        "A,Rail,https://example.org/,{},{}\n",
                                        zone, language)},
             {"feed_info.txt", fmt::format("feed_publisher_name,feed_publisher_url,feed_lang\nR,https://"
                                           "example.org/,{}\n",
                                           feed_language)},
             {"stops.txt", "stop_id,stop_name,stop_lat,stop_lon\nA," + bytes +
                               ",50.0,8.0\nB,Beta,50.1,8.1\nC,Gamma,50.2,8.2\n"}});
        std::string all = t.stations()["A"].name.zh;
        for (const auto& n : notices)
            if (n.where.file == "stops.txt") all += fmt::format(" {}", n.rule->code);
        return all;
    };
    const std::string two = "\xA5\xA4\xA5\xA4"; // イイ in GB18030, 奶奶 in Big5, ¥¤¥¤ in Windows-1252
    CHECK(alpha(two, "Asia/Shanghai", "") == "イイ converted");
    CHECK(alpha(two, "Europe/Berlin", "zh-CN") == "イイ converted");
    CHECK(alpha(two, "Europe/Berlin", "de", "zh") == "イイ converted");
    CHECK(alpha(two, "Asia/Hong_Kong", "zh-Hans") == "イイ converted");
    CHECK(alpha(two, "Asia/Singapore", "") == "イイ converted");
    CHECK(alpha(two, "Asia/Taipei", "") == "奶奶 suspected_encoding");
    CHECK(alpha(two, "Asia/Hong_Kong", "zh", "en") == "奶奶 suspected_encoding");
    CHECK(alpha(two, "Asia/Shanghai", "zh_HANT") == "奶奶 suspected_encoding");
    CHECK(alpha(two, "Europe/Berlin", "") == "¥¤¥¤ suspected_encoding");
    CHECK(alpha(two, "Europe/Berlin", "de", "en") == "¥¤¥¤ suspected_encoding");
    // Where the bytes cannot be what is likely, they decide.
    CHECK(alpha("Z\xFCrich", "Asia/Shanghai", "zh") == "Zürich suspected_encoding");
    CHECK(alpha("\xBB\xA8\xCD\xC1\xB9\xB5", "Asia/Taipei", "zh-TW") == "花土沟 suspected_encoding");
}

TEST_CASE("agencies in zones of one clock are in one zone; others are told") {
    const auto zones = [](const char* second) {
        return lenient({{"agency.txt", fmt::format("agency_id,agency_name,agency_url,agency_timezone\nA,Rail,"
                                                   "https://example.org/,America/Montreal\n"
                                                   "B,Bus,https://example.org/,{}\n",
                                                   second)}});
    };
    CHECK(said(zones("America/Toronto").notices).empty());
    CHECK(zones("America/Vancouver").notices.count(gtfs::codes::zones_differ) == 1);
}

TEST_CASE("a repair never takes a time for one of the next day that falls by less than half a day") {
    const auto repaired = [](const char* last) {
        return gtfs::load(
            feed_with(
                {{"stop_times.txt", fmt::format("trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
                                                "T1,22:00:00,22:00:00,A,1\nT1,{0},{0},B,2\n",
                                                last)}}),
            {.policy = policy::repair});
    };
    CHECK(repaired("07:30:00").value.trains()["T1"].calls[1].arrival == service_time{31h + 30min});
    CHECK(repaired("21:30:00").value.trains().empty()); // a border of zones, or a mistake
    CHECK(repaired("21:30:00").notices.has_errors());
}

TEST_CASE("numbers of calls, headsigns, services and names of platforms survive a save") {
    const texts rich{{"stops.txt", "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\nS,"
                                   "Central,50,8,1,\nP1,Platform one,50,8,0,S\n"
                                   "E1,North door,50,8,2,S\nB,Beta,50.1,8.1,,\nC,Gamma,50.2,8.2,,\n"},
                     {"stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence,stop_"
                                        "headsign\nT1,08:00:00,08:00:00,P1,5,Nach Beta\n"
                                        "T1,08:10:00,08:11:00,B,10,Nach Gamma\nT1,08:20:00,08:20:00,C,15,\n"},
                     {"translations.txt",
                      "table_name,field_name,language,translation,record_id,record_sub_id,field_value\n"
                      "stop_times,stop_headsign,en,To Beta,T1,5,\nstops,stop_name,en,Platform 1 (en),P1,,\n"
                      "stops,stop_name,en,Door N (en),,,North door\nstops,stop_name,en-GB,Central GB,S,,\n"}};
    const auto t = lenient(rich).value;
    CHECK(t.trains()["T1"].sequence == std::vector<std::uint32_t>{5, 10, 15});
    CHECK(t.trains()["T1"].headsigns == std::vector<call_headsign>{{0, "Nach Beta"}, {1, "Nach Gamma"}});
    const test::folder saved;
    gtfs::save(t, saved);
    CHECK(gtfs::load(saved).value == t);
    const auto written = [&](const char* file) { return test::read(std::filesystem::path{saved} / file); };
    CHECK(written("stop_times.txt").find("T1,08:10:00,08:11:00,B,10,,,,,Nach Gamma\n") != std::string::npos);
    CHECK(written("calendar.txt").find("\nwk,1,1,1,1,1,1,1,20220101,20261231\n") != std::string::npos);
    CHECK(written("translations.txt").find("stops,stop_name,en,Platform 1 (en),P1,,\n") != std::string::npos);
    CHECK(written("translations.txt").find("stops,stop_name,en,Door N (en),,,North door\n") !=
          std::string::npos);
}

namespace {

/// The files of a folder, by name.
texts files_of(const std::filesystem::path& folder) {
    texts all;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        all[entry.path().filename().string()] = test::read(entry.path());
    return all;
}

std::string counts(const std::vector<gtfs::repaired_file>& files) {
    std::string text;
    for (const auto& f : files)
        if (f.changed + f.left_out > 0)
            text += fmt::format("{} {} {} {}\n", f.file, f.kept, f.changed, f.left_out);
    return text;
}

} // namespace

namespace {

/// Every file that is read, each column of which is added where it is not in the header.
texts every_file() {
    return {
        {"stops.txt", "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\nP,Platform,50,8,"
                      ",S\nS,Central,50,8,1,\nE,Door,50,8,2,S\nF,Hall,50,8,3,S\n"
                      "B,Beta,50.1,8.1,,\nC,Gamma,50.2,8.2,,\n"},
        {"stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_"
                           "traveled,pickup_type,drop_off_type\n"
                           "T1,08:00:00,08:00:00,P,1,0,,\nT1,08:10:00,08:10:00,B,2,5,1,1\nT1,08:20:00,08:"
                           "20:00,C,3,9,,\nT2,09:00:00,09:00:00,P,1,,,\nT2,09:10:00,09:11:00,B,2,,,\n"},
        {"trips.txt", "route_id,service_id,trip_id,shape_id\nR1,wk,T1,W\nR1,wk,T2,\n"},
        {"calendar_dates.txt", "service_id,date,exception_type\nwk,20221225,2\nwk,20270101,1\n"},
        {"frequencies.txt", "trip_id,start_time,end_time,headway_secs\nT2,10:00:00,11:00:00,600\n"},
        {"transfers.txt", "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nB,C,2,120\n"},
        {"levels.txt", "level_id,level_index\nL0,0\n"},
        {"pathways.txt", "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional\nw,E,F,1,1\n"},
        {"shapes.txt", "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nW,50,8,1\nW,50.2,8.2,2\n"},
        {"fare_attributes.txt", "fare_id,price,currency_type,payment_method\nx,2.50,EUR,0\n"},
        {"fare_rules.txt", "fare_id,route_id\nx,R1\n"},
        {"areas.txt", "area_id\nin\nout\n"},
        {"stop_areas.txt", "area_id,stop_id\nin,S\nout,B\nout,C\n"},
        {"networks.txt", "network_id\nnet\n"},
        {"route_networks.txt", "network_id,route_id\nnet,R1\n"},
        {"timeframes.txt", "timeframe_group_id,start_time,end_time,service_id\nday,06:00:00,20:00:00,wk\n"},
        {"fare_media.txt", "fare_media_id,fare_media_type\ncard,2\n"},
        {"fare_products.txt",
         "fare_product_id,fare_media_id,amount,currency\nsingle,card,2.50,EUR\nsingle,,3.00,EUR\n"},
        {"fare_leg_rules.txt",
         "leg_group_id,network_id,from_area_id,to_area_id,from_timeframe_group_id,fare_product_id\n"
         "g,net,in,out,day,single\n"},
        {"fare_leg_join_rules.txt", "from_network_id,to_network_id,from_stop_id,to_stop_id\nnet,net,B,B\n"},
        {"fare_transfer_rules.txt",
         "from_leg_group_id,to_leg_group_id,transfer_count,duration_limit,duration_limit_type,"
         "fare_transfer_type,fare_product_id\ng,g,-1,3600,1,0,single\n"},
        {"rider_categories.txt",
         "rider_category_id,rider_category_name,is_default_fare_category\nchild,Child,\n"},
        {"feed_info.txt", "feed_publisher_name,feed_publisher_url,feed_lang\nQ,https://example.org,de\n"},
        {"translations.txt",
         "table_name,field_name,language,translation,record_id\nstops,stop_name,fr,Centre,S\n"},
        {"station_codes.txt", "stop_id,pinyin\nS,zhongyang\n"},
        {"station_names.txt", "stop_id,name\nS,Old Central\n"},
        {"trip_numbers.txt", "trip_id,stop_sequence,number\nT1,2,K2\n"},
        {"stop_kinds.txt", "trip_id,stop_sequence,kind\nT1,2,pass\n"},
        {"lines.txt", "line_id,name\nl,Line\n"},
        {"line_stations.txt", "line_id,stop_id,mileage\nl,S,0\nl,B,900\n"},
        {"revisions.txt", "revision_id,name\nr1,old\n"},
        {"trip_revisions.txt", "trip_id,revision_id\nT1,r1\n"},
        {"tariffs.txt", "tariff_id,seat,currency\nyz,hard seat,EUR\n"},
        {"tariff_steps.txt", "tariff_id,through,price\nyz,20000,2.50\n"},
        {"concessions.txt", "rider_category_id,tariff_id,percent\nchild,yz,50\n"},
        {"circulations.txt", "circulation_id,position,trip_id\nk,1,T1\n"}};
}

/// The text with the cell of a column of its first row set; the column is added if it is not there.
std::string with_cell(const std::string& text, std::string_view column, std::string_view value) {
    std::vector<std::vector<std::string>> rows;
    notices none;
    for (csv_reader reader{text, "f", none}; const auto row = reader.next();)
        rows.emplace_back(row->begin(), row->end());
    auto& header = rows.front();
    if (std::find(header.begin(), header.end(), column) == header.end())
        for (auto& row : rows) row.emplace_back(&row == &header ? column : "");
    const auto at =
        static_cast<std::size_t>(std::find(header.begin(), header.end(), column) - header.begin());
    rows[1][at] = value;
    std::string all;
    for (const auto& row : rows) all += fmt::format("{}\n", fmt::join(row, ","));
    return all;
}

/// How many records of each sort there are.
std::vector<std::size_t> sizes(const timetable& t) {
    std::size_t calls = 0;
    for (const auto& x : t.trains()) calls += x.calls.size();
    return {t.agencies().size(),
            t.stations().size() + t.stops().size(), // a platform without a parent is a station
            t.routes().size(),
            t.trains().size(),
            calls,
            t.transfers().size(),
            t.levels().size(),
            t.pathways().size(),
            t.shapes().size(),
            t.fares().size(),
            t.fare_rules().size(),
            t.rider_categories().size(),
            t.fares_v2().areas.size(),
            t.fares_v2().networks.size(),
            t.fares_v2().products.size(),
            t.fares_v2().leg_rules.size(),
            t.fares_v2().transfer_rules.size(),
            t.concessions().size(),
            t.translations().size(),
            t.lines().size(),
            t.revisions().size(),
            t.tariffs().size(),
            t.circulations().size(),
            std::size_t{t.info().has_value()}};
}

/// What a passenger may do there that they may not in the other timetable.
std::string allowed_beyond(const timetable& there, const timetable& other) {
    std::string more;
    for (const auto& x : there.trains()) {
        const auto known = other.trains().find(x.key.text());
        if (!known) continue; // told under another name
        if (!(x.days - other.trains()[*known].days).empty())
            more += fmt::format("{} runs on other days; ", x.key);
        const auto& calls = other.trains()[*known].calls;
        for (std::size_t i = 0; i < x.calls.size() && x.calls.size() == calls.size(); ++i)
            if (x.calls[i].may_board() > calls[i].may_board() ||
                x.calls[i].may_alight() > calls[i].may_alight())
                more += fmt::format("{} takes people at {}; ", x.key, i);
    }
    for (const auto& x : there.transfers())
        if (x.kind != transfer_kind::impossible &&
            std::find(other.transfers().begin(), other.transfers().end(), x) == other.transfers().end())
            more += "a transfer; ";
    return more;
}

} // namespace

TEST_CASE("for every column of every file: what falls with a bad cell is what its kind says") {
    const auto feed = every_file();
    const auto whole = gtfs::load(feed_with(feed));
    REQUIRE(said(whole.notices).empty());
    std::map<cell_kind, int> columns;
    int free_texts = 0;
    for (const auto& layout : gtfs::feed_layouts()) {
        const std::string file{layout.file};
        for (const auto& c : layout.columns) {
            CAPTURE(file);
            CAPTURE(std::string{c.name});
            ++columns[c.kind];
            const auto files = feed_with(feed);
            notices none;
            auto bad = feed;
            bad[file] = with_cell(std::string{files.read(file, none)->view()}, c.name, "?!");
            try {
                const auto [t, notices] = gtfs::load(feed_with(bad), {.policy = policy::lenient});
                switch (c.kind) {
                case cell_kind::descriptive:
                    CHECK(notices.errors() == 0);
                    CHECK(sizes(t) == sizes(whole.value));
                    break;
                case cell_kind::excluding:
                    CHECK(notices.errors() > 0);
                    CHECK(allowed_beyond(t, whole.value) == "");
                    break;
                case cell_kind::identity:
                case cell_kind::needed: free_texts += notices.errors() == 0 ? 1 : 0; break;
                }
                for (const auto& n : notices) // consequences are no errors; another id is not one either
                    if (n.level() == severity::error && c.kind != cell_kind::identity)
                        CHECK(n.where.file == file);
            } catch (const data_error& e) { // without it there is no timetable at all
                CHECK(c.kind == cell_kind::needed);
                CHECK(file == "agency.txt");
            }
        }
    }
    MESSAGE(fmt::format(
        "{} identity, {} needed, {} descriptive, {} excluding; {} of the first two may be any text",
        columns[cell_kind::identity], columns[cell_kind::needed], columns[cell_kind::descriptive],
        columns[cell_kind::excluding], free_texts));
}

TEST_CASE("a price does not hold where it should not, whichever of its rules cannot be read") {
    const auto fares = [](const char* rules) {
        return lenient({{"fare_attributes.txt", "fare_id,price,currency_type,payment_method\nx,2.50,EUR,0\n"
                                                "y,3.00,EUR,0\n"},
                        {"fare_rules.txt", rules}});
    };
    const auto lost = fares("fare_id,route_id\nx,GONE\ny,GONE\ny,R1\n");
    CHECK(said(lost.notices) ==
          "error: fare_rules.txt:2:route_id: GONE is not in routes.txt; add it there or correct it here\n"
          "error: fare_rules.txt:3:route_id: GONE is not in routes.txt; add it there or correct it here\n"
          "warning: fare_attributes.txt:2:fare_id: x is dropped whole for its errors, for without a rule it "
          "would hold where it should not\n");
    CHECK(lost.value.fares().size() == 1);
    CHECK(lost.value.fare_rules().size() == 1); // without the other it holds where it did
    CHECK(fares("fare_id,route_id\nx\n").value.fares().size() == 1);    // a damaged row
    CHECK(fares("fare_id,route_id\nz,R1\n").value.fares().size() == 2); // of a fare that is not there
    CHECK(fares("route_id\nR1\n").value.fares().empty());               // a file that cannot be used
    CHECK(fares("fare_id,route_id\nx,R1\n").value.fare_rules().size() == 1);

    const texts tariffs{{"tariffs.txt", "tariff_id,seat,currency\nyz,hard seat,EUR\n"},
                        {"tariff_steps.txt", "tariff_id,through,price\nyz,20000,2.50\nyz,40000,4.00\n"},
                        {"rider_categories.txt",
                         "rider_category_id,rider_category_name,is_default_fare_category\n"
                         "child,Child,\nstudent,Student,\n"}};
    const auto with = [&](const char* file, const char* text) {
        auto all = tariffs;
        all[file] = text;
        return lenient(all);
    };
    const auto step = with("tariff_steps.txt", "tariff_id,through,price\nyz,20000,free\nyz,40000,4.00\n");
    CHECK(step.value.tariffs().empty()); // its ride would cost 4.00
    CHECK(step.notices.count(gtfs::codes::prices_dropped) == 1);
    const auto less = with("concessions.txt", "rider_category_id,tariff_id,percent,round_to\nchild,yz,half,\n"
                                              "child,,80,\nstudent,,75,0.50\n");
    CHECK(
        said(less.notices) ==
        "error: concessions.txt:2:percent: not a valid number, got half, want 0 … 100\n"
        "warning: concessions.txt:3: child is dropped whole for its errors, for without a rule it would hold "
        "where it should not; this row is left out with it\n");
    REQUIRE(less.value.concessions().size() == 1);
    CHECK(less.value.concessions()[0] == concession{.rider = less.value.rider_categories().id_of("student"),
                                                    .percent = 75,
                                                    .round_to = {50, 2, ""}});
    for (const auto* bad : {"child,yz,101,\n", "child,yz,50,0\n", "child,gone,50,\n", "gone,yz,50,\n",
                            "child,yz,50,\nchild,yz,60,\n"}) {
        CAPTURE(bad);
        const auto text = std::string{"rider_category_id,tariff_id,percent,round_to\n"} + bad;
        const auto found = with("concessions.txt", text.c_str());
        CHECK(found.value.concessions().empty());
        CHECK(found.notices.errors() == 1);
    }
}

TEST_CASE("fares v2 are used whole or not at all, but for stops and routes that are not there") {
    const auto feed = every_file();
    const auto with = [&](const char* file, const char* text) {
        auto all = feed;
        all[file] = text;
        return lenient(all);
    };
    CHECK(lenient(feed).value.fares_v2().leg_rules.size() == 1);
    const auto lost = with("stop_areas.txt", "area_id,stop_id\nin,S\ngone,B\n");
    CHECK(lost.value.fares_v2() == fares_v2{}); // a leg from B would be one from outside of any area
    CHECK(lost.notices.count(gtfs::codes::prices_dropped) == 10);
    CHECK(
        said(lost.notices)
            .starts_with(
                "error: stop_areas.txt:3:area_id: gone is not in areas.txt; add it there or correct it here\n"
                "warning: areas.txt: GTFS-Fares v2 is dropped whole for its errors, for without a rule it "
                "would hold "
                "where it should not\n"));
    CHECK(with("stop_areas.txt", "area_id,stop_id\nin,S\nin,gone\n").value.fares_v2().stop_areas.size() == 1);
    CHECK(with("route_networks.txt", "network_id,route_id\nnet,gone\nnet,R1\n")
              .value.fares_v2()
              .route_networks.size() == 1);
    const std::pair<const char*, const char*> bad[] = {
        {"route_networks.txt", "network_id,route_id\nnet,R1\nnet,R1\n"},
        {"timeframes.txt", "timeframe_group_id,start_time,end_time,service_id\nday,08:00:00,25:00:00,wk\n"},
        {"timeframes.txt", "timeframe_group_id,start_time,end_time,service_id\nday,08:00:00,08:00:00,wk\n"},
        {"timeframes.txt", "timeframe_group_id,start_time,end_time,service_id\nday,,,gone\n"},
        {"fare_products.txt", "fare_product_id,amount,currency\nsingle,2.50,EUR\nsingle,3.00,EUR\n"},
        {"fare_products.txt", "fare_product_id,amount,currency\nsingle,--2.50,EUR\n"},
        {"fare_products.txt", "fare_product_id,amount\nsingle,2.50\n"},
        {"fare_leg_rules.txt", "leg_group_id,from_timeframe_group_id,fare_product_id\ng,night,single\n"},
        {"fare_leg_rules.txt", "leg_group_id,fare_product_id,rule_priority\ng,single,high\n"},
        {"fare_leg_join_rules.txt", "from_stop_id,to_stop_id\nB,\n"},
        {"fare_transfer_rules.txt",
         "from_leg_group_id,to_leg_group_id,transfer_count,fare_transfer_type\ng,g,0,0\n"},
        {"fare_transfer_rules.txt", "from_leg_group_id,to_leg_group_id,fare_transfer_type\ng,g,0\n"},
        {"fare_transfer_rules.txt", "from_leg_group_id,to_leg_group_id,fare_transfer_type\ng,h,0\n"},
        {"fare_transfer_rules.txt", "from_leg_group_id,duration_limit,fare_transfer_type\ng,60,0\n"}};
    for (const auto& [file, text] : bad) {
        const std::string what = text;
        CAPTURE(what);
        const auto found = with(file, text);
        CHECK(found.value.fares_v2() == fares_v2{});
        CHECK(found.notices.errors() == 1);
        CHECK(found.value.trains().size() == 2);
    }
}

TEST_CASE("networks stand in routes.txt or in files of their own") {
    const auto routes =
        "route_id,agency_id,route_short_name,route_type,network_id\nR1,A,R,2,fast\nR2,A,S,2,\n";
    const auto inside = lenient({{"routes.txt", routes}});
    CHECK(said(inside.notices).empty());
    REQUIRE(inside.value.fares_v2().networks.size() == 1);
    CHECK(inside.value.fares_v2().route_networks[0].route == inside.value.routes().id_of("R1"));
    const test::folder saved;
    gtfs::save(inside.value, saved);
    CHECK(test::read(saved / "route_networks.txt") == "network_id,route_id\nfast,R1\n");
    CHECK(gtfs::load(saved).value == inside.value);
    const auto both = lenient({{"routes.txt", routes}, {"networks.txt", "network_id\nslow\n"}});
    CHECK(said(both.notices) ==
          "warning: routes.txt:2:network_id: there is a networks.txt or route_networks.txt; "
          "network_id is not read here; the cell counts as blank\n");
    CHECK(both.value.fares_v2().route_networks.empty());
}

TEST_CASE(
    "a town with fares v2 is the same after it was saved and loaded, and a change of its rules is another") {
    const auto town = gtfs::load(std::filesystem::path{QAIDAM_SOURCE_DIR} / "tests" / "data" / "fares-v2");
    CHECK(town.notices.total() == 0); // a service of a timeframe alone is used
    const auto& all = town.value.fares_v2();
    CHECK(all.timeframes[0].days.contains(date{2022, 1, 10}));
    CHECK_FALSE(all.timeframes[0].days.contains(date{2022, 1, 9}));
    CHECK(all.products["change"].offers[0].price == price{-50, 2, "EUR"});
    CHECK(all.transfer_rules[0].count == 1);
    CHECK(all.transfer_rules[2] == fare_transfer_rule{.from = "bus",
                                                      .to = "bus",
                                                      .limit = 2h,
                                                      .limit_between = fare_time::departure_to_arrival,
                                                      .sum = fare_sum::transfer,
                                                      .product = all.products.id_of("hour")});
    const test::folder saved;
    gtfs::save(town.value, saved);
    CHECK(gtfs::load(saved).value == town.value);
    auto other = all;
    other.by_priority = true;
    for (auto& x : other.leg_rules) x.priority = 3;
    timetable_builder b{town.value};
    b.fares_v2(other);
    const auto changed = std::move(b).build();
    CHECK(changed != town.value);
    gtfs::save(changed, saved);
    CHECK(gtfs::load(saved).value == changed);
    timetable_builder wrong{town.value};
    other.leg_rules[0].product = fare_product_id{99};
    CHECK_THROWS_AS(wrong.fares_v2(other), std::invalid_argument);
}

TEST_CASE("a repaired feed has no price that holds where it should not") {
    const test::folder bad, good;
    for (const auto* name :
         {"agency.txt", "stops.txt", "routes.txt", "calendar.txt", "trips.txt", "stop_times.txt"}) {
        notices none;
        bad.write(name, std::string{feed_with({}).read(name, none)->view()});
    }
    bad.write("fare_attributes.txt",
              "fare_id,price,currency_type,payment_method\nx,2.50,EUR,0\ny,3.00,EUR,0\n");
    bad.write("fare_rules.txt", "fare_id,route_id\nx,GONE\ny,GONE\ny,R1\n");
    (void)gtfs::repair(bad, good);
    CHECK(test::read(good / "fare_attributes.txt") ==
          "fare_id,price,currency_type,payment_method\ny,3.00,EUR,0\n");
    CHECK(test::read(good / "fare_rules.txt") == "fare_id,route_id\ny,R1\n");
    bad.write("areas.txt", "area_id\nin\n");
    bad.write("stop_areas.txt", "area_id,stop_id\ngone,A\n");
    (void)gtfs::repair(bad, good);
    CHECK_FALSE(std::filesystem::exists(good / "areas.txt"));
    CHECK_FALSE(std::filesystem::exists(good / "stop_areas.txt"));
}

TEST_CASE("whatever is wrong with prices, the repaired feed loads without an error, as what was said of it") {
    auto feed = every_file();
    feed["routes.txt"] = "route_id,agency_id,route_short_name,route_type\nR1,A,R,2\n";
    feed["fare_rules.txt"] += "x,R1\n";
    feed["concessions.txt"] += "child,,60\n";
    feed["fare_products.txt"] += "other,,1.00,EUR\n";
    const auto without = [](texts all, const char* file) {
        all.erase(file);
        return all;
    };
    int repaired = 0;
    auto inside = without(without(feed, "networks.txt"), "route_networks.txt");
    inside["routes.txt"] = "route_id,agency_id,route_short_name,route_type,network_id\nR1,A,R,2,net\n";
    REQUIRE(gtfs::load(feed_with(inside)).value.fares_v2().leg_rules.size() == 1);
    for (const auto& start : {feed, inside})
        for (const auto& layout : gtfs::feed_layouts()) {
            const std::string file{layout.file};
            const bool prices = file.starts_with("fare_") || file.starts_with("tariff") ||
                                file == "routes.txt" || file == "areas.txt" || file == "stop_areas.txt" ||
                                file == "timeframes.txt" || file == "rider_categories.txt" ||
                                file == "concessions.txt" || file == "networks.txt" ||
                                file == "route_networks.txt";
            if (!prices || !start.contains(file)) continue;
            for (const auto& c : layout.columns) {
                CAPTURE(file);
                CAPTURE(std::string{c.name});
                auto bad = start;
                bad[file] = with_cell(start.at(file), c.name, "?!");
                const test::folder out;
                const auto done = gtfs::repair(feed_with(bad), std::filesystem::path{out});
                repaired += done.notices.errors() > 0 ? 1 : 0;
                const auto again = gtfs::load(std::filesystem::path{out}, {.policy = policy::lenient});
                CHECK(again.notices.errors() == 0);
                CHECK(again.value == gtfs::load(feed_with(bad), {.policy = policy::repair}).value);
            }
        }
    CHECK(repaired > 40);
}

TEST_CASE("strict refuses what the table beside the canonical validator says, and nothing else") {
    struct row {
        const char* rule; ///< of the validator
        const char* file;
        std::optional<std::string> text; ///< nothing: the file is not there
        const message_rule* code;        ///< nothing: it is not checked
        bool refuses = true;
    };
    const auto stop = [](const char* columns, const char* cells) { // of the first stop
        return fmt::format(
            "stop_id,stop_name,stop_lat,stop_lon{}\nA,{}\nB,Beta,50.1,8.1{}\nC,Gamma,50.2,8.2{}\n", columns,
            cells,
            std::string(static_cast<std::size_t>(std::count(columns, columns + std::strlen(columns), ',')),
                        ','),
            std::string(static_cast<std::size_t>(std::count(columns, columns + std::strlen(columns), ',')),
                        ','));
    };
    const auto times = [](const char* columns, const char* first, const char* second) {
        const std::string blank(
            static_cast<std::size_t>(std::count(columns, columns + std::strlen(columns), ',')), ',');
        return fmt::format("trip_id,arrival_time,departure_time,stop_id,stop_sequence{}\nT1,{}\nT1,{}\nT1,08:"
                           "20:00,08:20:00,C,3{}\n",
                           columns, first, second, blank);
    };
    const auto agency = [](const char* column, const char* url, const char* cell) {
        return fmt::format("agency_id,agency_name,agency_url,agency_timezone{}\nA,X,{},Europe/Berlin{}\n",
                           column, url, cell);
    };
    const auto pathway = [](const char* cells) {
        return fmt::format("pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional\nw,{}\n", cells);
    };
    const char* const a = "08:00:00,08:00:00,A,1";
    const char* const b = "08:10:00,08:11:00,B,2";
    namespace base = qaidam::codes;
    const row all[] = {
        {"invalid_row_length", "trips.txt", "route_id,service_id,trip_id\nR1,wk\n", &base::row_length},
        {"csv_parsing_failed", "trips.txt", "route_id,service_id,trip_id\n\"R1,wk,T1\n",
         &base::unterminated_quote},
        {"empty_file", "trips.txt", "", &base::empty_file},
        {"missing_required_file", "routes.txt", {}, &base::missing_file},
        {"missing_calendar_and_calendar_date_files", "calendar.txt", {}, &gtfs::codes::no_calendar},
        {"missing_required_column", "feed_info.txt", "feed_publisher_name\nX\n", &base::missing_column},
        {"duplicated_column", "trips.txt", "route_id,service_id,trip_id,trip_id\nR1,wk,T1,T1\n",
         &base::duplicate_column},
        {"missing_required_field", "trips.txt", "route_id,service_id,trip_id\n,wk,T1\n",
         &base::missing_value},
        {"missing_required_field", "stops.txt", stop("", ",50,8"), &base::missing_value, false},
        {"number_out_of_range", "shapes.txt",
         "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ns,50,8,-1\n", &base::bad_number},
        {"number_out_of_range", "stops.txt", stop("", "Alpha,north,8"), &base::bad_number, false},
        {"invalid_integer", "stop_times.txt", times("", "08:00:00,08:00:00,A,first", b), &base::bad_number},
        {"invalid_float", "shapes.txt", "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ns,north,8,1\n",
         &base::bad_number},
        {"invalid_currency_amount", "fare_products.txt", "fare_product_id,amount,currency\np,free,EUR\n",
         &base::bad_number},
        {"invalid_date", "calendar_dates.txt", "service_id,date,exception_type\nwk,Christmas,1\n",
         &gtfs::codes::bad_service_date},
        {"invalid_time", "stop_times.txt", times("", "8h,08:00:00,A,1", b), &gtfs::codes::bad_service_time},
        {"invalid_timezone", "agency.txt",
         "agency_name,agency_url,agency_timezone\nX,https://example.org/,Mars\n", &rail::codes::unknown_zone},
        {"invalid_timezone", "stops.txt", stop(",stop_timezone", "Alpha,50,8,Mars"),
         &rail::codes::unknown_zone, false},
        {"invalid_currency", "fare_attributes.txt",
         "fare_id,price,currency_type,payment_method\nx,1,Euro,0\n", &gtfs::codes::bad_currency},
        {"duplicate_key", "stop_times.txt", times("", a, "08:10:00,08:11:00,B,1"),
         &gtfs::codes::duplicate_sequence},
        {"duplicate_key", "routes.txt", "route_id,route_short_name,route_type\nR1,R,2\nR1,S,2\n",
         &base::duplicate_key},
        {"foreign_key_violation", "stop_times.txt", times("", a, "08:10:00,08:11:00,X,2"),
         &base::unknown_reference},
        {"foreign_key_violation", "stops.txt", stop(",parent_station", "Alpha,50,8,X"),
         &base::unknown_reference, false},
        {"foreign_key_violation", "routes.txt", "route_id,agency_id,route_short_name,route_type\nR1,X,R,2\n",
         &base::unknown_reference, false},
        {"inconsistent_agency_timezone", "agency.txt",
         "agency_id,agency_name,agency_url,agency_timezone\nA,X,https://example.org/,Europe/Berlin\n"
         "B,Y,https://example.org/,Asia/Shanghai\n",
         &gtfs::codes::zones_differ},
        {"start_and_end_range_out_of_order", "frequencies.txt",
         "trip_id,start_time,end_time,headway_secs\nT1,09:00:00,08:00:00,60\n",
         &gtfs::codes::end_before_start},
        {"start_and_end_range_equal", "frequencies.txt",
         "trip_id,start_time,end_time,headway_secs\nT1,08:00:00,08:00:00,60\n",
         &gtfs::codes::end_before_start},
        {"stop_time_with_arrival_before_previous_departure_time", "stop_times.txt",
         times("", a, "07:10:00,07:11:00,B,2"), &rail::codes::time_before_previous},
        {"missing_trip_edge", "stop_times.txt", times("", ",,A,1", b), &rail::codes::no_time_at_end},
        {"stop_time_with_only_arrival_or_departure_time", "stop_times.txt", times("", a, "08:10:00,,B,2"),
         &gtfs::codes::one_time_only, false},
        {"stop_time_timepoint_without_times", "stop_times.txt",
         times(",timepoint", "08:00:00,08:00:00,A,1,", ",,B,2,1"), &gtfs::codes::timepoint_without_time,
         false},
        {"overlapping_frequency", "frequencies.txt",
         "trip_id,start_time,end_time,headway_secs\nT1,08:00:00,09:00:00,60\nT1,08:30:00,09:30:00,60\n",
         &gtfs::codes::overlapping_frequency},
        {"location_without_parent_station", "stops.txt",
         stop(",location_type", "Alpha,50,8,") + "E,Door,50,8,2\n", &base::missing_value},
        {"location_with_unexpected_stop_time", "stops.txt", stop(",location_type", "Alpha,50,8,1"),
         &gtfs::codes::not_a_platform},
        {"station_with_parent_station", "stops.txt",
         stop(",location_type,parent_station", "Alpha,50,8,,") + "S,Central,50,8,1,A\n",
         &gtfs::codes::wrong_parent, false},
        {"wrong_parent_location_type", "stops.txt",
         stop(",location_type,parent_station", "Alpha,50,8,,") + "P,Platform,50,8,0,A\n",
         &gtfs::codes::wrong_parent, false},
        {"decreasing_or_equal_stop_time_distance", "stop_times.txt",
         times(",shape_dist_traveled", "08:00:00,08:00:00,A,1,2", "08:10:00,08:11:00,B,2,1"),
         &gtfs::codes::distance_falls, false},
        {"pathway_to_wrong_location_type", "pathways.txt",
         "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional\nw,A,B,1,1\n",
         &gtfs::codes::no_inner_stop},
        {"stop_without_location", "stops.txt", stop("", "Alpha,,"), &gtfs::codes::no_position, false},
        {"point_near_origin", "stops.txt", stop("", "Alpha,0,0"), &gtfs::codes::null_island, false},
        {"route_both_short_and_long_name_missing", "routes.txt",
         "route_id,route_short_name,route_type\nR1,,2\n", &gtfs::codes::route_without_name, false},
        {"invalid_color", "routes.txt", "route_id,route_short_name,route_type,route_color\nR1,R,2,red\n",
         &gtfs::codes::bad_color, false},
        {"translation_unexpected_value", "translations.txt",
         "table_name,field_name,language,translation,record_id,field_value\nstops,stop_name,en,x,A,Alpha\n",
         &gtfs::codes::translation_of_two},
        {"invalid_character", "stops.txt", stop("", "花土沟冷湖\xE5\x9C,50,8"), &base::cut_character},
        {"unexpected_enum_value", "stops.txt", stop(",wheelchair_boarding", "Alpha,50,8,3"),
         &base::bad_number, false},
        {"unexpected_enum_value", "stops.txt", stop(",location_type", "Alpha,50,8,7"), &base::bad_number},
        {"unexpected_enum_value", "calendar_dates.txt", "service_id,date,exception_type\nwk,20221225,3\n",
         &gtfs::codes::unknown_day},
        {"unexpected_enum_value", "stop_times.txt",
         times(",pickup_type", "08:00:00,08:00:00,A,1,", "08:10:00,08:11:00,B,2,4"),
         &gtfs::codes::unknown_access},
        {"unexpected_enum_value", "transfers.txt", "from_stop_id,to_stop_id,transfer_type\nA,B,9\n",
         &gtfs::codes::unknown_transfer},
        {"unusable_trip", "stop_times.txt",
         "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nT1,08:00:00,08:00:00,A,1\n",
         &rail::codes::too_few_calls},
        {"translation_foreign_key_violation", "translations.txt",
         "table_name,field_name,language,translation,record_id\nroutes,route_long_name,en,x,R9\n", nullptr},
        {"transfer_with_invalid_stop_location_type", "transfers.txt",
         "from_stop_id,to_stop_id,transfer_type\nE,B,2\n", nullptr},
        {"transfer_with_invalid_trip_and_route", "transfers.txt",
         "from_stop_id,to_stop_id,from_trip_id,from_route_id,transfer_type\nB,C,T1,R2,2\n", nullptr},
        {"block_trips_with_overlapping_stop_times", "trips.txt",
         "route_id,service_id,trip_id,block_id\nR1,wk,T1,v\nR1,wk,T2,v\n", nullptr},
        {"trip_distance_exceeds_shape_distance", "shapes.txt",
         "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled\nl,50,8,1,0\nl,50.2,8.2,2,"
         "1\n",
         nullptr},
        {"equal_shape_distance_diff_coordinates", "shapes.txt",
         "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled\nl,50,8,1,9\nl,50.2,8.2,2,"
         "9\n",
         nullptr},
        {"decreasing_shape_distance", "shapes.txt",
         "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled\nl,50,8,1,9\nl,50.2,8.2,2,"
         "3\n",
         nullptr},
        {"invalid_url", "agency.txt", agency("", "no url", ""), nullptr},
        {"invalid_email", "agency.txt", agency(",agency_email", "https://example.org/", ",by post"), nullptr},
        {"invalid_phone_number", "agency.txt",
         agency(",agency_phone", "https://example.org/", ",at the door"), nullptr},
        {"invalid_language_code", "agency.txt", agency(",agency_lang", "https://example.org/", ",Klingon"),
         nullptr},
        {"new_line_in_value", "agency.txt", agency(",agency_phone", "https://example.org/", ",\"1\n2\""),
         nullptr},
        {"bidirectional_exit_gate", "pathways.txt", pathway("E,P,7,1"), nullptr},
        {"missing_level_id", "pathways.txt", pathway("E,P,5,1"), nullptr},
        {"pathway_to_platform_with_boarding_areas", "pathways.txt", pathway("E,P,1,1"), nullptr},
        {"pathway_unreachable_location", "pathways.txt", pathway("E,E2,1,1"), nullptr},
    };
    // What the rows without a code refer to: a station with its doors, its platform and a place to board there, and
    // trips with shapes.
    const texts whole{
        {"stops.txt", "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\nA,Alpha,50,8,,\n"
                      "B,Beta,50.1,8.1,,\nC,Gamma,50.2,8.2,,\nS,Central,50,8,1,\nE,Door,50,8,2,S\nE2,Other "
                      "door,50,8,2,S\nP,Platform,50,8,0,S\nF,Front,50,8,4,P\n"},
        {"routes.txt", "route_id,agency_id,route_short_name,route_type\nR1,A,R,2\nR2,A,S,2\n"},
        {"trips.txt", "route_id,service_id,trip_id,shape_id\nR1,wk,T1,l\nR2,wk,T2,\n"},
        {"shapes.txt", "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nl,50,8,1\nl,50.2,8.2,2\n"},
        {"stop_times.txt",
         "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\n"
         "T1,08:00:00,08:00:00,A,1,0\nT1,08:10:00,08:11:00,B,2,2\nT1,08:20:00,08:20:00,C,3,4\n"
         "T2,08:05:00,08:05:00,A,1,\nT2,08:15:00,08:15:00,C,2,\n"}};
    const auto page = test::read(std::filesystem::path{QAIDAM_SOURCE_DIR} / "docs" / "gtfs.md");
    for (const auto& r : all) {
        CAPTURE(r.rule);
        CAPTURE(r.file);
        CHECK(page.find(fmt::format("`{}`", r.rule)) != std::string::npos);
        auto files = r.code ? texts{} : whole;
        files[r.file] = r.text.value_or("");
        CAPTURE(files[r.file]);
        bool refused = false;
        notices found;
        try {
            found = gtfs::load(r.text ? feed_with(files) : feed_without(r.file)).notices;
        } catch (const data_error& e) {
            refused = true;
            found = e.why();
        }
        if (!r.code) {
            CHECK_FALSE(refused);
            CHECK(said(found) == "");
            continue;
        }
        CHECK(found.count(*r.code) > 0);
        CHECK(refused == r.refuses);
        CHECK(page.find(fmt::format("`{}`", r.code->code)) != std::string::npos);
    }
    // Each rule that the page names has a row.
    const auto table = page.substr(page.find("| its rule | here |"));
    std::istringstream lines{table.substr(0, table.find("\n\n"))};
    const std::regex name{"`(\\w+)`"};
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.substr(0, line.find('|', 2));
        for (std::sregex_iterator i{first.begin(), first.end(), name}, end; i != end; ++i) {
            const auto rule = i->str(1);
            CHECK_MESSAGE(
                std::any_of(std::begin(all), std::end(all), [&](const row& r) { return r.rule == rule; }),
                rule);
        }
    }
}

TEST_CASE("a repaired feed keeps every byte that has no repair: columns and files that are not read, too") {
    const texts feed{
        {"stops.txt",
         "stop_id,stop_name,stop_lat,stop_lon,wheelchair_boarding,stop_access\r\nA,Alpha,50.000,8.0,,L1\r\n"
         "B,\"Beta, east\",50.1,8.1,3,\r\nC,Gamma,50.20,8.2,1,L0\r\n"},
        {"trips.txt", "route_id,service_id,trip_id,note\nR1,wk,T1,night\nR1,wk,T2,\nR1,wk,F1,by phone\n"},
        {"stop_times.txt",
         "trip_id,arrival_time,departure_time,stop_id,stop_sequence,location_id,start_pickup_drop_off_window,"
         "continuous_pickup,shape_dist_traveled\nT1,22:00:00,22:00:00,A,5,,,1,0\nT1,7:30:00,7:31:00,B,10,,,1,"
         "1234567.89\n"
         "T2,8:00:00,8:00:00,A,1,,,,\nT2,7:50:00,7:50:00,B,2,,,,\nF1,,,,1,Z1,08:00:00,,\nF1,,,,2,Z1,08:00:00,"
         ",\n"},
        {"calendar_dates.txt", "service_id,date,exception_type\nwk,2022-12-25,2\nwk,20221226,2\n"},
        {"attributions.txt", "organization_name\n\xFF\n"},
        {"feed_info.txt", "feed_publisher_name,feed_publisher_url\nX,https://example.org/\n"}};
    const test::folder out;
    const auto done = gtfs::repair(feed_with(feed), std::filesystem::path{out});
    const auto got = files_of(out);
    CHECK(got.at("stops.txt") ==
          "stop_id,stop_name,stop_lat,stop_lon,wheelchair_boarding,stop_access\r\nA,Alpha,50.000,8.0,,L1\r\n"
          "B,\"Beta, east\",50.1,8.1,,\nC,Gamma,50.20,8.2,1,L0\r\n");
    CHECK(got.at("trips.txt") == "route_id,service_id,trip_id,note\nR1,wk,T1,night\nR1,wk,F1,by phone\n");
    CHECK(got.at("stop_times.txt") ==
          "trip_id,arrival_time,departure_time,stop_id,stop_sequence,location_id,start_pickup_drop_off_"
          "window,continuous_pickup,"
          "shape_dist_traveled\nT1,22:00:00,22:00:00,A,5,,,1,0\nT1,31:30:00,31:31:00,B,10,,,1,1234567.89\n"
          "F1,,,,1,Z1,08:00:00,,\nF1,,,,2,Z1,08:00:00,,\n");
    CHECK(got.at("calendar_dates.txt") == "service_id,date,exception_type\nwk,20221225,2\nwk,20221226,2\n");
    CHECK(got.at("attributions.txt") == feed.at("attributions.txt"));
    CHECK_FALSE(got.contains("feed_info.txt"));
    CHECK(counts(done.value) == "calendar_dates.txt 1 1 0\nfeed_info.txt 0 0 1\nstop_times.txt 3 1 "
                                "2\nstops.txt 2 1 0\ntrips.txt 2 0 1\n");
    const auto again = gtfs::load(std::filesystem::path{out});
    CHECK(again.notices.errors() == 0);
    CHECK(again.value == gtfs::load(feed_with(feed), {.policy = policy::repair}).value);
}

TEST_CASE(
    "a file whose name leads out of the folder, or can be none, is told and not written; the others are") {
    const std::string with_null{"notes\0/a.txt", 12};
    const test::folder out;
    const auto inside = std::filesystem::path{out} / "repaired";
    const auto done = gtfs::repair(feed_with({{"../outside.txt", "x\n"}, {with_null, "x\n"}}), inside);
    CHECK(done.notices.count(gtfs::codes::outside_the_folder) == 2);
    CHECK_FALSE(std::filesystem::exists(std::filesystem::path{out} / "outside.txt"));
    CHECK_FALSE(std::filesystem::exists(inside / "notes"));
    CHECK(gtfs::load(inside).value == gtfs::load(feed_with({})).value);
}

TEST_CASE(
    "a transfer that counts as impossible is so in a repaired feed, even if its file has no column for it") {
    const texts feed{{"transfers.txt", "from_stop_id,to_stop_id,min_transfer_time\nA,B,soon\nB,C,60\n"}};
    const test::folder out;
    (void)gtfs::repair(feed_with(feed), std::filesystem::path{out});
    CHECK(files_of(out).at("transfers.txt") ==
          "from_stop_id,to_stop_id,min_transfer_time,transfer_type\nA,B,,3\nB,C,60,\n");
    const auto again = gtfs::load(std::filesystem::path{out});
    CHECK(again.value == gtfs::load(feed_with(feed), {.policy = policy::repair}).value);
}

TEST_CASE("a call whose kind cannot be read is closed to passengers, and so it is in a repaired feed") {
    const texts feed{{"stop_kinds.txt", "trip_id,stop_sequence,kind\nT1,2,stop\n"},
                     {"stop_times.txt",
                      "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type\n"
                      "T1,8:00:00,8:00:00,A,1,\nT1,8:10:00,8:10:00,B,2,0\n"
                      "T1,8:20:00,8:20:00,C,3,\n"}};
    const test::folder out;
    const auto done = gtfs::repair(feed_with(feed), std::filesystem::path{out});
    const auto told = std::find_if(done.notices.begin(), done.notices.end(),
                                   [](const notice& n) { return *n.rule == gtfs::codes::closed_call; });
    REQUIRE(told != done.notices.end());
    CHECK(
        to_string(*told) ==
        "stop_times.txt:3:stop_sequence: the kind of this call in stop_kinds.txt:2 cannot be read; nobody is "
        "offered to get on or off here");
    CHECK(files_of(out).at("stop_times.txt") ==
          "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
          "T1,8:00:00,8:00:00,A,1,,\nT1,8:10:00,8:10:00,B,2,1,1\nT1,8:20:00,8:20:00,C,3,,\n");
    const auto again = gtfs::load(std::filesystem::path{out});
    CHECK_FALSE(again.value.trains()[rail::train_id{0}].calls[1].may_alight());
    CHECK(again.value == gtfs::load(feed_with(feed), {.policy = policy::repair}).value);
}

TEST_CASE("calls of no trip are told once, as a blank cell, and a repaired feed keeps none of them") {
    const texts feed{{"stop_times.txt",
                      "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
                      "T1,8:00:00,8:00:00,A,1\nT1,8:10:00,8:10:00,B,2\n"
                      ",8:00:00,8:00:00,A,1\n,8:10:00,8:10:00,B,2\n,8:20:00,8:20:00,C,3\n"}};
    const test::folder out;
    const auto done = gtfs::repair(feed_with(feed), std::filesystem::path{out});
    CHECK(done.notices.count(qaidam::codes::missing_value) == 1);
    CHECK(done.notices.count(qaidam::codes::unknown_reference) == 0);
    CHECK(files_of(out).at("stop_times.txt") == "trip_id,arrival_time,departure_time,stop_id,stop_"
                                                "sequence\nT1,8:00:00,8:00:00,A,1\nT1,8:10:00,8:10:00,"
                                                "B,2\n");
    const auto again = gtfs::load(std::filesystem::path{out}, {.policy = policy::lenient});
    CHECK(again.notices.errors() == 0);
}

TEST_CASE("of two rows of a trip, one too long and one with a bad call, a repaired feed keeps neither") {
    const texts feed{{"trips.txt", "route_id,service_id,trip_id\nR1,wk,T1,x,y\nR1,wk,T1\nR1,wk,T2\n"},
                     {"stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
                                        "T1,8:00:00,8:00:00,A,1\nT1,8:10:00,8:10:00,NO,2\n"
                                        "T2,8:00:00,8:00:00,A,1\nT2,8:10:00,8:10:00,B,2\n"}};
    const test::folder out;
    (void)gtfs::repair(feed_with(feed), std::filesystem::path{out});
    CHECK(files_of(out).at("trips.txt") == "route_id,service_id,trip_id\nR1,wk,T2\n");
    const auto again = gtfs::load(std::filesystem::path{out});
    CHECK(again.value == gtfs::load(feed_with(feed), {.policy = policy::repair}).value);
}

namespace {

/// How many lines of the text are not among those of another.
std::size_t new_lines(const std::string& text, std::string_view other) {
    const auto lines = [](std::string_view all) {
        std::multiset<std::string_view> found;
        for (std::size_t at = 0; at < all.size();) {
            const auto end = std::min(all.find('\n', at), all.size());
            found.insert(all.substr(at, end - at));
            at = end + 1;
        }
        return found;
    };
    const auto known = lines(other);
    std::size_t fresh = 0;
    for (const auto line : lines(text)) fresh += known.contains(line) ? 0 : 1;
    return fresh;
}

/// What becomes of a feed that is repaired, in words; that its other rows are as they were is checked.
std::string repaired(const std::filesystem::path& path, const std::string& name) {
    const auto files = zip::open(path);
    const test::folder out;
    loaded<std::vector<gtfs::repaired_file>> done{{}, notices{}};
    try {
        done = gtfs::repair(files, std::filesystem::path{out});
    } catch (const data_error&) {
        return name + ": beyond repair\n";
    }
    std::string text;
    for (const auto& f : done.value) {
        const auto written = std::filesystem::path{out} / f.file;
        const auto bytes = files.bytes(f.file);
        const bool plain = bytes && !find_invalid_utf8(*bytes) &&
                           !bytes->view().starts_with("\xEF\xBB\xBF") &&
                           bytes->view().find('\0') == std::string_view::npos;
        if (plain && f.changed + f.left_out == 0) {
            CHECK(test::read(written) == bytes->view());
        } else if (plain && std::filesystem::exists(written)) {
            CHECK(new_lines(test::read(written), *bytes) <= f.changed);
        }
        if (f.changed + f.left_out > 0)
            text += fmt::format(" {} {} kept {} changed {} left out;", f.file, f.kept, f.changed, f.left_out);
    }
    const auto again = gtfs::load(std::filesystem::path{out}, {.policy = policy::lenient});
    CHECK(again.notices.errors() == 0);
    CHECK(again.value == gtfs::load(files, {.policy = policy::repair}).value);
    return text.empty() ? "" : name + ":" + text + "\n";
}

} // namespace

TEST_CASE("each real and each published broken feed is repaired as written down, and keeps its other bytes") {
    std::map<std::string, std::filesystem::path> feeds;
    for (const char* folder :
         {"gtfs-dev", "cnrail-2019", "cnrail-hsr-2016", "cnrail-qinghai", "gtfs-malformed-dev"}) {
        if (!test::has_real(folder)) return;
        const auto root = std::filesystem::path{QAIDAM_TEST_DATA} / folder;
        for (const auto& entry : std::filesystem::recursive_directory_iterator{root})
            if (entry.is_directory() || entry.path().extension() == ".zip")
                feeds[entry.path().lexically_relative(root).generic_string()] = entry.path();
    }
    std::string text;
    for (const auto& feed : feeds) {
        const auto& name = feed.first;
        CAPTURE(name);
        try {
            text += repaired(feed.second, name);
        } catch (const data_error& e) { // no zip
            text += fmt::format("{}: {}\n", name, to_string(*e.why().begin()));
        }
    }
    const auto kept =
        test::read(std::filesystem::path{QAIDAM_SOURCE_DIR} / "tests" / "rail" / "expected" / "repaired.txt");
    if (text != kept) std::ofstream{"repaired.txt"} << text;
    CHECK_MESSAGE(text == kept, "see repaired.txt in the working folder");
}

TEST_SUITE_END();
