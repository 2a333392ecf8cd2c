#include <qaidam/services/requests.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>

#include <archive.h>
#include <archive_entry.h>

#include "feed.hpp"
#include "random.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("services/requests");

using namespace qaidam;
using services::order_state;

namespace {

const auto folder = std::filesystem::path{QAIDAM_SOURCE_DIR} / "examples/data/requests";

services::request_mapping plain_mapping() {
    services::request_mapping m;
    m.key = "id";
    m.opened = "opened";
    m.closed = "closed";
    m.category = "category";
    return m;
}

std::vector<std::string> lines(const notices& all) {
    std::vector<std::string> said;
    for (const auto& n : all) said.push_back(to_string(n));
    return said;
}

/// The text of a .gz file.
std::string unpack(const std::filesystem::path& file) {
    const std::unique_ptr<archive, decltype(&archive_read_free)> packed{archive_read_new(),
                                                                        archive_read_free};
    archive_read_support_filter_gzip(packed.get());
    archive_read_support_format_raw(packed.get());
    REQUIRE(archive_read_open_filename(packed.get(), file.c_str(), 65536) == ARCHIVE_OK);
    archive_entry* entry = nullptr;
    REQUIRE(archive_read_next_header(packed.get(), &entry) == ARCHIVE_OK);
    std::string text;
    char some[65536];
    for (la_ssize_t n = 0; (n = archive_read_data(packed.get(), some, sizeof some)) > 0;)
        text.append(some, static_cast<std::size_t>(n));
    return text;
}

} // namespace

TEST_CASE("times are read however exports write them, on the clock of the city") {
    auto m = plain_mapping();
    m.zone = calendar::find_zone("America/Vancouver");
    REQUIRE(m.zone);
    const auto [requests, notices] =
        services::read_requests("id,opened,closed,category\n"
                                "a,2023-01-26T08:50:13+03:00,2023-01-25,x\n"
                                "b,2023-07-01 12:00:00,2023-07-02T12:00:00.250Z,x\n"
                                "c,01/31/2023 12:30:00 AM,01/31/2023 01:30:00 PM,x\n"
                                "d,2023-01-26 08:50,,x\n",
                                "r.csv", m, {});
    REQUIRE(requests.size() == 4);
    CHECK(notices.total() == 0);
    CHECK(calendar::to_string(requests[0].order.placed_at) == "2023-01-25 21:50:13");
    CHECK(requests[0].days == 0.0); // a date of closing has no time of day
    CHECK(calendar::to_string(*requests[1].closed_at) == "2023-07-02 05:00");
    CHECK(*requests[1].days == doctest::Approx(17.0 / 24));
    CHECK(*requests[2].days == doctest::Approx(13.0 / 24));
    CHECK_FALSE(requests[3].days);
    CHECK(requests[3].order.state == order_state::dispatched);
}

TEST_CASE("each bad row is named and left out; a strict load refuses") {
    auto m = plain_mapping();
    m.status = "status";
    m.states = {{"open", order_state::handling}, {"done", order_state::solved}};
    const std::string text = "id,opened,closed,category,status\n"
                             "a,2021-02-29,,x,open\n"
                             "b,2021-02-28 25:00:00,,x,open\n"
                             "c,2021-02-28T10:00:00+8,,x,open\n"
                             "d,2021-02-28,2021-02-27,x,done\n"
                             "e,2021-02-28,,x,gone\n"
                             "f,2021-02-28,,,done\n"
                             "g,2021-02-28,,x,open\n"
                             "g,2021-02-28,,x,open\n"
                             "g,2021-02-28,,y,open\n";
    const auto [requests, notices] = services::read_requests(text, "r.csv", m, {.policy = policy::lenient});
    REQUIRE(requests.size() == 2);
    const std::string want = ", want one like 2022-01-10 22:40";
    CHECK(lines(notices) ==
          std::vector<std::string>{
              "r.csv:2:opened: there is no such day, got 2021-02-29" + want,
              "r.csv:3:opened: there is no such time of day, got 2021-02-28 25:00:00" + want,
              "r.csv:4:opened: there is no such offset from UTC, got 2021-02-28T10:00:00+8" + want,
              "r.csv:5:closed: closed 2021-02-27 00:00 before it was opened 2021-02-28 00:00",
              "r.csv:6:status: status gone has no meaning; add a row state:gone to the mapping",
              "r.csv:7:category: no category, counted under none",
              "r.csv:7:closed: closed, but no time says when",
              "r.csv:9:id: the same as the row before of key g, counted once",
              to_string(notice{&codes::duplicate_key, {.file = "r.csv", .line = 10, .field = "id"}, {"g"}})});
    CHECK_THROWS_AS((void)services::read_requests(text, "r.csv", m, {}), data_error);
    CHECK_THROWS_AS((void)services::read_requests("id,opened\n", "r.csv", m, {.policy = policy::lenient}),
                    data_error);
}

TEST_CASE("a mapping says what is wrong with it") {
    const auto why = [](const std::string& from, const std::string& to) -> std::string {
        test::folder changed{folder};
        changed.replace("sample-map.csv", from, to);
        try {
            (void)services::load_mapping(changed / "sample-map.csv");
        } catch (const data_error& e) {
            return to_string(*e.why().begin());
        }
        return {};
    };
    CHECK(why("zone,Asia/Shanghai", "zone,Asia/Atlantis") ==
          "sample-map.csv:7:value: mapping of zone cannot be used: there is no zone Asia/Atlantis");
    CHECK(why("state:done,solved", "state:done,finished") ==
          "sample-map.csv:9:value: mapping of state:done cannot be used: there is no state finished");
    CHECK(why("opened,opened\n", "") == "sample-map.csv: there is no mapping of opened, want one");
    CHECK(why("key,", "kye,") ==
          "sample-map.csv:2:value: mapping of kye cannot be used: there is no such field");
    CHECK(why("exported,2021-12-31", "times,day_first month_first") ==
          "sample-map.csv:12:value: mapping of times cannot be used: month_first is no word for it, or "
          "contradicts "
          "the one before");
    CHECK(why("exported,2021-12-31", "exported,31/12/2021").find("want the year first") != std::string::npos);
    CHECK(why("limit_days,5", "opened,closed") ==
          "sample-map.csv:11:value: mapping of opened cannot be used: it stands above, too");
    CHECK(why("zone,Asia/Shanghai", "times,epoch_seconds") ==
          "sample-map.csv: there is no mapping of zone, want one");
    CHECK(why("zone", "zone").empty());
    test::folder changed{folder};
    changed.replace("sample-map.csv", "status,status\n", "");
    changed.replace("sample-map.csv", "exported,2021-12-31",
                    "times,month_first epoch_milliseconds\ndue,by\n"
                    "limit_days:noise,1");
    const auto [m, notices] = services::load_mapping(changed / "sample-map.csv");
    CHECK(lines(notices) == std::vector<std::string>{
                                "sample-map.csv: mapping of state:done never applies: there is no status"});
    CHECK(m.times == calendar::time_writing{calendar::date_order::month_first,
                                            calendar::number_kind::epoch_milliseconds});
    CHECK(m.due == "by");
    CHECK(m.category_limits == std::map<std::string, int>{{"noise", 1}});
}

TEST_CASE("tallies and medians agree with a sort of each category, on random exports") {
    test::random random;
    for (int round = 0; round < 200; ++round) {
        std::string text = "id,opened,closed,category\n";
        std::map<std::string, std::vector<double>> days;
        std::map<std::string, std::size_t> orders;
        for (int i = random.between(0, 60); i > 0; --i) {
            const std::string category(1, static_cast<char>('a' + random.between(0, 4)));
            const int hours = random.between(0, 23);
            ++orders[category];
            text += fmt::format("{},2021-03-01 00:00:00,", i);
            if (!random.one_in(4)) {
                const int day = random.between(1, 31);
                text += fmt::format("2021-03-{:02} {:02}:00:00", day, hours);
                days[category].push_back(day - 1 + hours / 24.0);
            }
            text += "," + category + "\n";
        }
        const auto requests = services::read_requests(text, "r.csv", plain_mapping(), {}).value;
        const auto tallies = services::tally_by_category(requests);
        REQUIRE(tallies.size() == orders.size());
        for (const auto& t : tallies) {
            auto& d = days[t.category.text()];
            CHECK(t.orders == orders[t.category.text()]);
            CHECK(t.closed == d.size());
            CHECK(t.median_days.has_value() == !d.empty());
            if (d.empty()) continue;
            std::sort(d.begin(), d.end());
            CHECK(*t.median_days == doctest::Approx((d[d.size() / 2] + d[(d.size() - 1) / 2]) / 2));
        }
    }
}

TEST_CASE("a breach is what was done after its day, or was not done by then on the day of the export") {
    auto m = plain_mapping();
    m.limit_days = 3;
    const auto requests = services::read_requests("id,opened,closed,category\n"
                                                  "a,2021-03-01,2021-03-04,x\n" // on its day
                                                  "b,2021-03-01,2021-03-05,x\n"
                                                  "c,2021-03-02,,x\n"
                                                  "d,2021-03-08,2021-03-09,x\n"
                                                  "e,2021-03-04,9021-03-09,x\n",
                                                  "r.csv", m, {})
                              .value;
    using calendar::date;
    const auto breaches = [&](date as_of) { return services::breaches_by_week(requests, as_of); };
    CHECK(breaches(date{2021, 3, 9}) ==
          std::vector<services::week_tally>{{date{2021, 3, 1}, 4, 3}, {date{2021, 3, 8}, 1, 0}});
    CHECK(breaches(date{2021, 3, 5}) == std::vector<services::week_tally>{{date{2021, 3, 1}, 4, 1}});
    CHECK(breaches(date{2021, 3, 4}) == std::vector<services::week_tally>{{date{2021, 3, 1}, 4, 0}});
    CHECK(breaches(date{2021, 2, 28}).empty());
}

TEST_CASE("the city's own due date goes before a limit, a category's before the general one") {
    auto m = plain_mapping();
    m.due = "due";
    m.limit_days = 1;
    m.category_limits = {{"y", 5}, {"never", 7}};
    const auto [requests, notices] =
        services::read_requests("id,opened,closed,due,category\n"
                                "a,2021-03-01 09:00,2021-03-01 10:00:01,2021-03-01 10:00,x\n"
                                "b,2021-03-01 09:00,2021-03-01 10:00,2021-03-01 10:00,x\n"
                                "c,2021-03-01 09:00,2021-03-03 23:59,2021-03-03 00:00,x\n" // a day
                                "d,2021-03-01 09:00,2021-03-04 00:00,2021-03-03,x\n"
                                "e,2021-03-01 09:00,2021-03-03 10:00,,x\n"
                                "f,2021-03-01 09:00,2021-03-03 10:00,,y\n"
                                "g,9999-12-30 09:00,,,y\n",
                                "r.csv", m, {});
    std::string late;
    for (const auto& q : requests)
        if (q.late) late += q.order.key.text();
    CHECK(late == "ade");
    CHECK(calendar::to_string(*requests[0].order.due) == "2021-03-01 10:00");
    CHECK(calendar::to_string(*requests[5].order.due) == "2021-03-07 00:00");
    CHECK(lines(notices) ==
          std::vector<std::string>{
              "r.csv:category: mapping of limit_days:never never applies: no request has this "
              "category"});
}

TEST_CASE("days pass between instants, through the change to summer time and back") {
    struct row {
        const char* zone;
        const char* opened;
        const char* closed;
        double minutes;
    };
    for (const auto& [zone, opened, closed, minutes] :
         {row{"Europe/Berlin", "2020-03-29 01:49", "2020-03-29 03:15", 26},
          row{"America/New_York", "2021-11-07T05:50:00Z", "2021-11-07T06:10:00Z", 20},
          row{"America/New_York", "2021-11-06T16:00:00Z", "2021-11-07T17:00:00Z", 25 * 60},
          row{"America/New_York", "2021-03-13T17:00:00Z", "2021-03-14T16:00:00Z", 23 * 60},
          row{"America/New_York", "2021-03-14T06:59:00Z", "2021-03-14T07:01:00Z", 2},
          row{"America/New_York", "2021-11-07T01:50:00-04:00", "2021-11-07T01:10:00-05:00", 20},
          row{"America/New_York", "2021-11-07 01:50", "2021-11-07 01:10", 20}, // the second 01:10
          row{"", "2021-11-07T01:50:00-04:00", "2021-11-07T01:10:00-05:00", 20},
          row{"", "2021-11-07 01:50", "2021-11-07 02:10", 20}}) {
        auto m = plain_mapping();
        if (*zone != '\0') m.zone = calendar::find_zone(zone).value();
        const std::string at = opened;
        CAPTURE(at);
        const auto requests =
            services::read_requests(fmt::format("id,opened,closed,category\n1,{},{},x\n", opened, closed),
                                    "r.csv", m, {})
                .value;
        CHECK(*requests.at(0).days * 24 * 60 == doctest::Approx(minutes));
    }
    const auto [mixed, notices] = services::read_requests("id,opened,closed,category\n"
                                                          "1,2021-11-07T05:50:00Z,2021-11-07 01:10,x\n",
                                                          "r.csv", plain_mapping(), {});
    CHECK_FALSE(mixed.at(0).days);
    auto new_york = plain_mapping();
    new_york.zone = calendar::find_zone("America/New_York").value();
    CHECK_THROWS_AS((void)services::read_requests("id,opened,closed,category\n"
                                                  "1,2021-11-07T01:50:00-04:00,2021-11-07T01:10:00-04:00,x\n",
                                                  "r.csv", new_york, {}),
                    data_error);
    CHECK(lines(notices).at(0) ==
          "r.csv:2:closed: of opening and closing one has an offset, so the days are not "
          "known; add a row zone to the mapping");
}

TEST_CASE("a state that contradicts the closing time counts, and says so") {
    auto m = plain_mapping();
    m.status = "status";
    m.states = {{"open", order_state::handling}, {"done", order_state::solved}};
    const auto [requests, notices] = services::read_requests("id,opened,closed,category,status\n"
                                                             "a,2021-03-02,2021-03-04,x,open\n"
                                                             "b,2021-03-02,2021-03-01,x,open\n"
                                                             "c,2021-03-02,,x,done\n",
                                                             "r.csv", m, {});
    REQUIRE(requests.size() == 3);
    CHECK_FALSE(requests[0].closed_at);
    CHECK(requests[0].order.state == order_state::handling);
    CHECK(lines(notices) == std::vector<std::string>{"r.csv:2:closed: it is in handling, and yet closed "
                                                     "2021-03-04 00:00; the state counts, the time does not",
                                                     "r.csv:3:closed: it is in handling, and yet closed "
                                                     "2021-03-01 00:00; the state counts, the time does not",
                                                     "r.csv:4:closed: closed, but no time says when"});
}

TEST_CASE("a column of times is read in one order, or says that the mapping must tell it") {
    auto m = plain_mapping();
    m.closed = "";
    const auto opened = [&](const char* cells, calendar::time_writing times = {}) {
        m.times = times;
        const auto [requests, notices] = services::read_requests(std::string{"id,opened,category\n"} + cells,
                                                                 "r.csv", m, {.policy = policy::lenient});
        std::string all;
        for (const auto& q : requests) all += calendar::to_string(q.order.placed_at.date()) + " ";
        for (const auto& n : notices)
            if (n.rule->level == severity::error) all += to_string(n) + " ";
        return all;
    };
    CHECK(opened("a,05/12/2021,x\nb,20/12/2021,x\n") == "2021-12-05 2021-12-20 ");
    CHECK(opened("a,05/12/2021,x\nb,12/20/2021,x\n") == "2021-05-12 2021-12-20 ");
    CHECK(opened("a,05/12/2021,x\n", {calendar::date_order::day_first, {}}) == "2021-12-05 ");
    CHECK(opened("a,05/12/2021,x\nb,20/12/2021,x\n", {calendar::date_order::month_first, {}}) ==
          "2021-05-12 r.csv:3:opened: there is no such day, got 20/12/2021, want one like 2022-01-10 22:40 ");
    CHECK(
        opened("a,05/12/2021,x\n") ==
        "r.csv:2:opened: day or month may come first, and no cell of the column tells which, got 05/12/2021; "
        "add a row times to the mapping, with one of day_first, month_first ");
    CHECK(
        opened("a,05/12/2021,x\nb,12/20/2021,x\nc,20/12/2021,x\n") ==
        "2021-12-20 2021-12-20 r.csv:2:opened: day or month may come first, and the column has cells of both "
        "kinds, got 05/12/2021; add a row times to the mapping, with one of day_first, month_first ");
    CHECK(opened("a,1639990800,x\n") == "r.csv:2:opened: only a number, got 1639990800; add a row times to "
                                        "the mapping, with one of serial_1900, "
                                        "serial_1904, epoch_seconds, epoch_milliseconds ");
}

TEST_CASE("a mapping makes a date readable that may be read in two ways") {
    const test::folder f;
    f.write("map.csv",
            "field,value\nkey,id\nopened,opened\nclosed,closed\ncategory,cat\nzone,Asia/Shanghai\n");
    f.write("map_us.csv",
            "field,value\nkey,id\nopened,opened\nclosed,closed\ncategory,cat\nzone,Asia/Shanghai\n"
            "times,month_first\n");
    struct written {
        const char* cell;
        const char* month_first;
    };
    for (const auto& x :
         {written{"1/5/2021 9:03", "2021-01-05 09:03"}, written{"1/5/2021 2:05:00 PM", "2021-01-05 14:05"},
          written{"05/12/2021", "2021-05-12 00:00"}}) {
        f.write("r.csv", fmt::format("id,opened,closed,cat\n1,\"{}\",,a\n", x.cell));
        const auto read = [&](const char* mapping) {
            return services::load_requests(f / "r.csv", services::load_mapping(f / mapping).value,
                                           {.policy = policy::lenient});
        };
        const auto either = read("map.csv");
        CHECK(either.value.empty());
        CHECK(lines(either.notices).at(0).find("day or month may come first") != std::string::npos);
        const auto us = read("map_us.csv");
        CHECK(us.notices.total() == 0);
        CHECK(calendar::to_string(us.value.at(0).order.placed_at) == x.month_first);
    }
}

TEST_CASE("an export in another encoding is told, and so is a character that is cut") {
    const test::folder f;
    const auto load = [&](const std::string& last, policy p = policy::strict, const char* others = "") {
        f.write("r.csv",
                std::string{"id,opened,closed,category\n"} + others + "3,2021-12-20,," + last + "\n");
        const auto [requests, notices] = services::load_requests(f / "r.csv", plain_mapping(), {.policy = p});
        auto all = requests.back().order.item.text();
        for (const auto& n : notices) all += fmt::format(" {}", n.rule->code);
        return all;
    };
    CHECK(load("\xC2\xB7\xB5\xC6\xB2\xBB\xC1\xC1") == "路灯不亮 converted");
    CHECK(load("Montr\xE9"
               "al d\xE9neigement") == "Montréal déneigement suspected_encoding");
    CHECK(load("\xB8\xF4\xBFO\xA4\xA3\xABG \xB0\xB1\xA8\xAE") == "路燈不亮 停車 suspected_encoding");
    const auto* others = "1,2021-12-20,,路灯不亮\n2,2021-12-20,,占道停车\n";
    CHECK(load("噪音扰\xE6\x89", policy::lenient, others) == "噪音扰� cut_character");
    CHECK_THROWS_AS((void)load("噪音扰\xE6\x89", policy::strict, others), data_error);
}

TEST_CASE("the exports of three cities replay, and every bad row is counted") {
    struct city {
        std::string file, mapping;
        std::size_t orders, closed, left_out, repeated;
    };
    for (const auto& c :
         {city{"civic-nyc-council-dev/nycomplaints_2015_2018.csv.gz", "nyc-council.csv", 193898, 192751, 0,
               77},
          city{"civic-vancouver311/vancouver_311_2023.csv.gz", "vancouver.csv", 7062, 6834, 0, 0},
          city{"civic-sf311/sf311.csv.gz", "san-francisco.csv", 9983, 9613, 17, 0}}) {
        if (!test::has_real(c.file)) continue;
        const auto mapping = services::load_mapping(folder / c.mapping).value;
        const auto [requests, notices] = services::read_requests(unpack(test::real(c.file)), "requests.csv",
                                                                 mapping, {.policy = policy::lenient});
        CHECK(requests.size() == c.orders);
        CHECK(notices.errors() == c.left_out);
        CHECK(notices.count(services::codes::repeated_request) == c.repeated);
        std::size_t closed = 0;
        std::size_t orders = 0;
        for (const auto& t : services::tally_by_category(requests)) orders += t.orders, closed += t.closed;
        CHECK(orders == c.orders);
        CHECK(closed == c.closed);
    }
}

TEST_CASE("requests are counted by their state, and a file gives those of its text") {
    const std::string text = "id,opened,closed,category\n"
                             "a,2021-03-01,2021-03-04,x\n"
                             "b,2021-03-01,,x\n"
                             "c,2021-03-02,,y\n";
    const auto requests = services::read_requests(text, "r.csv", plain_mapping(), {}).value;
    const auto counts = services::count_by_state(requests);
    std::map<order_state, std::size_t> slow;
    for (const auto& r : requests) ++slow[r.order.state];
    CHECK(counts == slow);
    CHECK(counts.size() == 2);
    const test::folder f;
    f.write("r.csv", text);
    const auto loaded = services::load_requests(f / "r.csv", plain_mapping()).value;
    REQUIRE(loaded.size() == requests.size());
    for (std::size_t i = 0; i < loaded.size(); ++i) CHECK(loaded[i].order == requests[i].order);
}

TEST_SUITE_END();
