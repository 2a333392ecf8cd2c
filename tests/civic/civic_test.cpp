#include <qaidam/civic/civic.hpp>

#include <algorithm>
#include <filesystem>
#include <set>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("civic");

using namespace qaidam;
using namespace qaidam::civic;
using calendar::date;
using calendar::date_span;

namespace {

/// A community of two buildings that has nothing wrong with it.
void write_small_feed(const test::folder& f) {
    f.write("community.csv", "community_id,name\nc,城东社区\n");
    f.write("quarters.csv", "quarter_id,name\nq-1,雪莲小区\n");
    f.write("buildings.csv", "building_id,quarter_id,name,longitude,latitude\nb-1,q-1,1号楼,99.02,37.30\nb-2,"
                             "q-1,2号楼,99.021,37.30\n");
    f.write("people.csv",
            "person_id,name,phone,identity_number\np-1,马明,13800000000,11010519491231002X\np-2,扎西,,\n");
    f.write("roles.csv", "person_id,role,scope,scope_id,from,until\np-1,party_member,building,b-1,2021-03-01,"
                         "\np-2,party_member,building,b-2,2021-03-01,2021-06-01\n");
    f.write("departments.csv", "department_id,name,parent_id\nd-2,二科,d-1\nd-1,局,\n");
    f.write("grid_plans.csv", "grid_plan_id,name\nplan,划分\n");
    f.write("grids.csv", "grid_id,grid_plan_id,name\ng-1,plan,一\n");
    f.write("grid_buildings.csv", "grid_id,building_id\ng-1,b-1\ng-1,b-2\n");
}

struct damage {
    std::string file;
    std::string text;
    std::string notice;
};

} // namespace

TEST_CASE("the Chengdong feed has what the source states, counted from its records") {
    const auto loaded_feed = load(test::chengdong);
    const auto& c = loaded_feed.value;
    CHECK(loaded_feed.notices.empty());
    const date today{2021, 12, 24};
    CHECK(c.quarters().size() == 14);
    CHECK(c.identity().area_km2 == 4.7);
    CHECK(c.residents() >= 8500);
    CHECK(c.residents() < 8600);
    CHECK(c.people_on_grids(today) >= 110);
    CHECK(c.people_on_grids(today) < 120);
    CHECK(c.teams().size() == 11);
    CHECK(c.departments().size() == 32);
    CHECK(c.places().size() == 11);
    const auto count = [&](place_kind k) {
        return std::count_if(c.places().begin(), c.places().end(),
                             [&](const place& p) { return p.kind == k; });
    };
    CHECK(count(place_kind::hall) == 1);
    CHECK(count(place_kind::station) == 2);
    CHECK(count(place_kind::house) == 2);
    CHECK(count(place_kind::room) == 6);
    const auto plan = c.grid_plan_on(today);
    REQUIRE(plan);
    CHECK(c.grids_of(*plan).size() == 22);
    double square_meters = 0;
    for (const auto g : c.grids_of(*plan)) square_meters += geo::area(*c.grids()[g].outline);
    CHECK(square_meters == doctest::Approx(4.7e6).epsilon(0.005));
    std::set<duty> duties;
    for (const auto& t : c.teams()) duties.insert(t.duties.begin(), t.duties.end());
    CHECK(duties.size() == 5);
    CHECK(audit(c, {date{2021, 3, 1}, date{2022, 1, 1}}).empty());
}

TEST_CASE("load, save, load gives the same community") {
    const auto first = load(test::chengdong).value;
    const test::folder copy;
    save(first, copy);
    const auto second = load(copy).value;
    CHECK(second == first);
    const test::folder again;
    save(second, again);
    for (const auto& entry : std::filesystem::directory_iterator{copy})
        CHECK(test::read(entry.path()) ==
              test::read(static_cast<const std::filesystem::path&>(again) / entry.path().filename()));
}

TEST_CASE("saved over a larger community, a small one leaves nothing of it behind") {
    const test::folder f;
    save(load(test::chengdong).value, f);
    community_builder b;
    b.identity = {.key = "c", .name = {"小"}};
    const auto q = *b.quarters.add({.key = "q", .name = {"区"}});
    b.buildings.add({.key = "b", .quarter = q, .name = {"楼"}, .at = {}});
    const auto small = std::move(b).build();
    save(small, f);
    CHECK(load(f).value == small);
}

TEST_CASE("a row that says again what another has said is refused") {
    const auto says = [](const char* file, const char* row) {
        const test::folder f{test::chengdong};
        f.append(file, row);
        return test::first_notice([&] { return load(f); });
    };
    const auto second_row = [](const char* file) {
        const auto text = test::read(test::chengdong / file);
        const auto start = text.find('\n') + 1;
        return text.substr(start, text.find('\n', start) - start + 1);
    };
    for (const char* file : {"grid_buildings.csv", "roles.csv", "special_residents.csv"})
        CHECK_MESSAGE(says(file, second_row(file).c_str()).find("is taken by an earlier record") !=
                          std::string::npos,
                      std::string{file});
}

TEST_CASE("shuffled rows are the same community under other ids") {
    test::random random;
    std::mt19937_64 engine{test::seed()};
    const test::folder copy{test::chengdong};
    for (const auto& layout : feed_layouts())
        if (layout.file != "community.csv") copy.shuffle(std::string{layout.file}, engine);
    const auto a = load(test::chengdong).value;
    const auto b = load(copy).value;
    CHECK(a.residents() == b.residents());
    const date today{2021, 12, 24};
    for (const auto& building : a.buildings()) {
        const auto grid_a = a.grid_of(a.buildings().id_of(building.key), today);
        const auto grid_b = b.grid_of(b.buildings().id_of(building.key), today);
        REQUIRE((grid_a && grid_b));
        CHECK(a.grids()[*grid_a].key == b.grids()[*grid_b].key);
    }
    CHECK(audit(b, {date{2021, 3, 1}, date{2022, 1, 1}}).empty());
}

TEST_CASE("each damage has its notice with file, line and field") {
    const std::string building_header = "building_id,quarter_id,name,longitude,latitude,datum\nb-1,q-1,1号楼,"
                                        "99.02,37.30,\nb-2,q-1,2号楼,99.021,37.30,\n";
    const std::vector<damage> all{
        {"buildings.csv", "", "buildings.csv: file is empty, want at least a header line"},
        {"buildings.csv", "building_id,name\nb-1,x\n",
         "buildings.csv:1:quarter_id: column is missing; add it to the header"},
        {"buildings.csv", "building_id,quarter_id,name\nb-1,q-9,x\n",
         "buildings.csv:2:quarter_id: q-9 is not in quarters.csv; add it there or correct it here"},
        {"buildings.csv", building_header + "b-1,q-1,x,,,\n",
         "buildings.csv:4:building_id: key b-1 is taken by an earlier record, which is kept; rename this "
         "one"},
        {"buildings.csv", building_header + "b-3,q-1,x,37.3,99.02,\n",
         "buildings.csv:4:longitude: longitude 37.3, latitude 99.02 is not on the earth; are they swapped?; "
         "the "
         "cell counts as blank"},
        {"buildings.csv", building_header + "b-3,q-1,x,99.02,,\n",
         "buildings.csv:4:longitude: only one of longitude and latitude; add the other or leave both blank; "
         "the "
         "cell counts as blank"},
        {"buildings.csv", building_header + "b-3,q-1,x,0,0,\n",
         "buildings.csv:4:longitude: point 0.00000,0.00000 is 10811.0 km from the other buildings, want <= "
         "50 km; check the coordinates and their datum; the cell counts as blank"},
        {"buildings.csv", building_header + "b-3,q-1,x,99.02,37.3,wgs72\n",
         "buildings.csv:4:longitude: the datum of the point is unknown, got wgs72, want one of wgs84, gcj02, "
         "bd09; "
         "the cell counts as blank"},
        {"buildings.csv", building_header + "b-3,q-1,x,nan,37.3,\n",
         "buildings.csv:4:longitude: not a valid number, got nan, want -1000 … 1000; the cell counts as "
         "blank"},
        {"quarters.csv", std::string{"quarter_id,name\nq-1,a\0b\n", 24},
         "quarters.csv:2: NUL byte; the file is damaged, save it as UTF-8"},
        {"quarters.csv", "quarter_id,name\nq-1,\"雪莲\n",
         "quarters.csv:2:5: quote is never closed; nothing is read from here on, add the closing quote"},
        {"community.csv", "community_id,name\n",
         "community.csv: no usable row, want the one community of the feed"},
        {"community.csv", "community_id,name\nc,x\nd,y\n",
         "community.csv:3:community_id: more than one row, want one: a feed describes one community"},
        {"people.csv", "person_id,name,phone\np-1,a,１３８\n",
         "people.csv:2:phone: phone number with other characters, want ASCII digits, spaces, + and -; the "
         "cell "
         "counts as blank"},
        {"people.csv", "person_id,name,identity_number\np-1,a,110105194912310021\n",
         "people.csv:2:identity_number: not a valid identity number: its length, date or check character is "
         "wrong (GB 11643), and no other document, or not the stated one, has such numbers; the cell counts "
         "as "
         "blank"},
        {"people.csv", "person_id,name,identity_number,identity_kind\np-1,a,E12345678,taiwan_permit\n",
         "people.csv:2:identity_number: not a valid identity number: its length, date or check character is "
         "wrong (GB 11643), and no other document, or not the stated one, has such numbers; the cell counts "
         "as "
         "blank"},
        {"people.csv", "person_id,name,born\np-1,a,1951-02-30\n",
         "people.csv:2:born: not a date that exists, got 1951-02-30, want one like 2022-01-10; the cell "
         "counts as "
         "blank"},
        {"people.csv", "person_id,name\nsystem,a\n",
         "people.csv:2:person_id: system stands for the system and is nobody's key; give the person another"},
        {"roles.csv", "person_id,role,scope,scope_id\np-1,mayor,community,\n",
         "roles.csv:2:role: unknown word, got mayor, want one of party_member, full_time_grid_leader, "
         "part_time_grid_leader, grid_member, building_leader, property_staff, "
         "young_volunteer, department_officer, supervisor"},
        {"roles.csv", "person_id,role,scope,scope_id\np-1,grid_member,village,v\n",
         "roles.csv:2:scope: scope village cannot be used, want community, or quarter, building, grid, team "
         "or department with its id"},
        {"roles.csv", "person_id,role,scope,from,until\np-1,grid_member,community,2021-03-01,2021-03-01\n",
         "roles.csv:2:until: the span has no day, got 2021-03-01 until 2021-03-01; the end is not included"},
        {"departments.csv", "department_id,name,parent_id\na,x,b\nb,y,c\nc,z,a\n",
         "departments.csv:2:parent_id: the parents of a form a cycle: a → b → c → a; the cell counts as "
         "blank"},
        {"departments.csv", "department_id,name,parent_id\na,x,b\n",
         "departments.csv:2:parent_id: b is not in departments.csv; add it there or correct it here; the "
         "cell "
         "counts as blank"},
        {"departments.csv", "department_id,name,parent_id\na,x,b\nb,,\n",
         "departments.csv:3:name: value is missing, want one"},
        {"people.csv", "person_id,name\nnorth/p-1,甲\n",
         "people.csv:2:person_id: person_id north/p-1 has a '/', which stands between a community and who is "
         "in it; take another key"},
        {"places.csv", "place_id,name,kind,capacity\nhall,厅,hall,many\n",
         "places.csv:2:capacity: not a valid number, got many, want 0 … 1000000"},
        {"grids.geojson",
         R"({"type":"FeatureCollection","features":[{"type":"Feature","id":"g-1","geometry":null},
{"type":"Feature","id":"g-1","geometry":{"type":"Point","coordinates":[99,37]}}]})",
         "grids.geojson:2: the geometry of g-1 is a Point, want one Polygon"},
        {"grids.geojson",
         R"({"type":"FeatureCollection","features":[{"type":"Feature","id":"g-9","geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}]})",
         "grids.geojson:1: g-9 is not in grids.csv; add it there or correct it here"},
        {"grids.geojson", "{}",
         "grids.geojson: not GeoJSON, got type (none), want FeatureCollection, Feature or a geometry; the "
         "file is "
         "left out"},
    };
    std::string seen;
    for (const auto& d : all) {
        const test::folder f;
        write_small_feed(f);
        f.write(d.file, d.text);
        CHECK(test::first_notice([&] { return load(f); }) == d.notice);
        const auto all_of = [](const notices& found) {
            std::string codes;
            for (const auto& n : found) codes += std::string{n.rule->code} + " ";
            return codes;
        };
        try {
            seen += all_of(load(f).notices);
        } catch (const data_error& e) {
            seen += all_of(e.why());
        }
    }
    for (const auto* rule : civic::codes::notices)
        if (*rule != civic::codes::open_to_nobody) // of items and courses
            CHECK_MESSAGE(seen.find(rule->code) != std::string::npos, rule->code);
}

TEST_CASE("the outline of a grid is a Polygon, a MultiPolygon of one, or null; what else is there is told by "
          "its kind") {
    const std::string ring = "[[0,0],[1,0],[1,1],[0,0]]";
    const auto outline = [&](const std::string& geometry) {
        const test::folder f;
        write_small_feed(f);
        f.write("grids.geojson", R"({"type":"Feature","id":"g-1","geometry":)" + geometry + "}");
        const auto [c, notices] = load(f, {.policy = policy::lenient});
        std::string said = c.grids()[c.grids().id_of("g-1")].outline ? "outline" : "none";
        for (const auto& n : notices) said += "; " + to_string(n);
        return said;
    };
    CHECK(outline(R"({"type":"Polygon","coordinates":[)" + ring + "]}") == "outline");
    CHECK(outline(R"({"type":"MultiPolygon","coordinates":[[)" + ring + "]]}") == "outline");
    CHECK(outline("null") == "none; grids.geojson: the geometry of g-1 is null: it has no outline");
    CHECK(outline(R"({"type":"MultiPolygon","coordinates":[[)" + ring + "],[[[5,5],[6,5],[6,6],[5,5]]]]}") ==
          "none; grids.geojson: the geometry of g-1 is a MultiPolygon, want one Polygon");
    CHECK(outline(R"({"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[)" + ring +
                  R"(]},{"type":"Point","coordinates":[0.5,0.2]}]})") ==
          "none; grids.geojson: the geometry of g-1 is a GeometryCollection, want one Polygon");
}

TEST_CASE(
    "a missing required file refuses the load under every policy, a missing optional one is no matter") {
    for (const auto p : {policy::strict, policy::lenient, policy::repair}) {
        const test::folder f;
        write_small_feed(f);
        f.remove("buildings.csv");
        CHECK_THROWS_AS((void)load(f, {.policy = p}), data_error);
    }
    const test::folder f;
    write_small_feed(f);
    f.remove("departments.csv");
    CHECK(load(f).notices.empty());
}

TEST_CASE("a path that is no folder is named") {
    CHECK(test::first_notice([] { return load("no/such/folder"); }) ==
          "neither a folder nor a zip, got no/such/folder; check the path");
}

TEST_CASE("GBK, a byte order mark and CRLF are what people save, and load") {
    const test::folder f;
    write_small_feed(f);
    f.write("quarters.csv", "quarter_id,name\r\nq-1,\xD1\xA9\xC1\xAB\r\n");
    f.write("people.csv", "\xEF\xBB\xBFperson_id,name\r\np-1,马明\r\np-2,扎西\r\n");
    const auto [c, notices] = load(f);
    CHECK(c.quarters()["q-1"].name.zh == "雪莲");
    CHECK(c.people().size() == 2);
    CHECK(notices.total() == 1);
    CHECK(notices.count(qaidam::codes::converted) == 1);
}

TEST_CASE("a lenient load drops bad records whole and what hangs on them, and says so") {
    const test::folder f;
    write_small_feed(f);
    f.replace("buildings.csv", "b-2,q-1", "b-2,q-7");
    const auto [c, notices] = load(f, {.policy = policy::lenient});
    CHECK(c.buildings().size() == 1);
    CHECK(c.roles().size() == 1);
    CHECK(c.grids()["g-1"].buildings.size() == 1);
    CHECK(notices.count(qaidam::codes::unknown_reference) == 1);
    CHECK(notices.count(qaidam::codes::left_out) == 2);
    CHECK(notices.errors() == 1);
    std::vector<std::string> consequences;
    for (const auto& n : notices)
        if (n.level() == severity::warning) consequences.push_back(to_string(n));
    CHECK(consequences ==
          std::vector<std::string>{
              "grid_buildings.csv:3:building_id: b-2 was left out, see buildings.csv:3; this row is left out "
              "with it",
              "roles.csv:3:scope_id: b-2 was left out, see buildings.csv:3; this row is left out with it"});
}

TEST_CASE("what says more of a person, a building or a department falls without it") {
    const test::folder f;
    write_small_feed(f);
    f.write("people.csv", "person_id,name,name_en,born,phone,identity_number,home_building_id\n"
                          "p-1,马明,,1951-13-01,１３８,110105194912310021,b-9\np-2,扎西,,,,,b-1\n");
    f.write("buildings.csv", "building_id,quarter_id,name,longitude,latitude,datum\n"
                             "b-1,q-1,1,99.02,37.30,\nb-2,q-1,2,0,0,\nb-3,q-1,3,99.02,37.30,wgs72\n"
                             "b-4,q-1,4,99.02,,\nb-5,q-1,5,x,37.30,\nb-6,q-1,6,37.30,99.02,\n");
    f.write("departments.csv", "department_id,name,parent_id\na,x,b\nb,y,a\nc,z,a\nd,w,nobody\ne,v,e\n");
    f.write("teams.csv", "team_id,name,duties\nt,队,policy_publicity singing\n");
    f.write("places.csv", "place_id,name,kind,capacity,building_id\nhall,厅,tent,10,b-9\n");
    f.write("grids.csv", "grid_id,grid_plan_id,name,kind\ng-1,plan,一,round\n");
    f.replace("community.csv", "name\nc,城东社区", "name,area_km2\nc,城东社区,large");
    const auto [c, notices] = load(f); // strict
    CHECK(notices.errors() == 0);
    CHECK(notices.count(severity::warning) == 18);
    for (const auto& n : notices) CHECK(n.what == falls::cell);
    CHECK(c.people()["p-1"] == person{.key = "p-1", .name = {"马明"}});
    CHECK(c.people()["p-2"].home == c.buildings().id_of("b-1"));
    CHECK(c.buildings().size() == 6);
    for (const auto& b : c.buildings()) CHECK(b.at.has_value() == (b.key == "b-1"));
    CHECK(c.departments()["a"].parent == std::nullopt);
    CHECK(c.departments()["b"].parent == std::nullopt);
    CHECK(c.departments()["c"].parent == c.departments().id_of("a"));
    CHECK(c.departments()["d"].parent == std::nullopt);
    CHECK(c.departments()["e"].parent == std::nullopt);
    CHECK(c.teams()["t"].duties.empty());
    CHECK(c.places()["hall"].kind == std::nullopt);
    CHECK(c.places()["hall"].capacity == 10);
    CHECK_FALSE(c.identity().area_km2);
}

TEST_CASE("identity numbers are those of a kind of document") {
    const std::pair<const char*, identity_kind> good[] = {
        {"11010519491231002X", identity_kind::identity_card},
        {"11010519491231002x", identity_kind::identity_card},
        {"110105491231002", identity_kind::identity_card},
        {"810000199408230021", identity_kind::residence_permit},
        {"911124198108030024", identity_kind::permanent_residence},
        {"USA110105491231", identity_kind::permanent_residence},
        {"H12345678", identity_kind::hong_kong_macau_permit},
        {"M1234567801", identity_kind::hong_kong_macau_permit},
        {"12345678", identity_kind::taiwan_permit},
        {"E12345678", identity_kind::passport},
        {"ea1234567", identity_kind::passport},
    };
    for (const auto& [number, kind] : good) {
        const auto found = find_identity_kind(number);
        CHECK(found == kind);
        CHECK(is_identity_number(number));
        CHECK(is_identity_number(number, kind));
        const auto masked = mask_identity_number(number);
        CHECK(masked.size() == std::string_view{number}.size());
        CHECK(masked.find_first_not_of('*', 1) == masked.size() - 1);
    }
    for (const auto* number :
         {"", "110105194912310021", "110105194902310028", "110105491331002", "1101054912310", "８１０",
          "8265123", "E123456789012", "passport", "A-123456", "H123456789x"})
        CHECK_MESSAGE(!is_identity_number(number), std::string{number});
    CHECK(is_identity_number("123456789", identity_kind::passport));
    CHECK_FALSE(is_identity_number("E12345678", identity_kind::taiwan_permit));
    CHECK(mask_identity_number("AB") == "**");

    const test::folder f;
    write_small_feed(f);
    f.write("people.csv", "person_id,name,identity_number,identity_kind\np-1,a,123456789,passport\n"
                          "p-2,b,110105491231002,\n");
    const auto c = load(f).value;
    CHECK(c.people()["p-1"].identity_kind == identity_kind::passport);
    CHECK(c.people()["p-2"].identity_kind == std::nullopt);
    const test::folder copy;
    save(c, copy);
    CHECK(load(copy).value == c);
}

TEST_CASE("a person with old papers and two phones stays") {
    const test::folder f;
    write_small_feed(f);
    f.write("people.csv", "person_id,name,phone,identity_number\n"
                          "p-1,马明,13812345678/13912345678,632823510312001\n"
                          "p-2,扎西,,63282319510312009x\n");
    const auto [c, notices] = load(f); // strict
    CHECK(c.people()["p-1"].identity_number == "632823510312001");
    CHECK(c.people()["p-1"].phone.empty());
    CHECK(c.people()["p-2"].identity_number == "63282319510312009x");
    CHECK(c.roles_of(c.people().id_of("p-1")).size() == 1); // what is theirs stays, too
    REQUIRE(notices.total() == 1);
    CHECK(to_string(*notices.begin()) == "people.csv:2:phone: phone number with other characters, want ASCII "
                                         "digits, spaces, + and -; the cell "
                                         "counts as blank");
}

TEST_CASE("a point at the edge of the map that a datum shifts over it is none") {
    for (const char* point : {"-180,30,bd09", "100,90,bd09", "100,-90,bd09", "181,30,wgs84"}) {
        const test::folder f;
        write_small_feed(f);
        f.write(
            "buildings.csv",
            std::string{"building_id,quarter_id,name,longitude,latitude,datum\nb-2,q-1,2,,,\nb-1,q-1,1,"} +
                point + "\n");
        const auto [c, notices] = load(f);
        CHECK(notices.count(geo::codes::off_earth) == 1);
        CHECK(c.buildings()["b-1"].at == std::nullopt);
    }
}

TEST_CASE("a building's datum is converted") {
    const test::folder f;
    write_small_feed(f);
    f.write("buildings.csv", "building_id,quarter_id,name,longitude,latitude,datum\nb-1,q-1,1,99.02,37.30,"
                             "gcj02\nb-2,q-1,2,99.02,37.30,bd09\n");
    const auto c = load(f).value;
    const geo::gcj02_point on_a_map{geo::longitude{99.02}, geo::latitude{37.30}};
    CHECK(c.buildings()["b-1"].at == geo::to_wgs84(on_a_map));
    CHECK(c.buildings()["b-2"].at != c.buildings()["b-1"].at);
}

TEST_CASE("the audit names each finding with the days on which it held") {
    const test::folder f;
    write_small_feed(f);
    f.write("special_residents.csv", "person_id,group,from,until\np-2,disabled,2021-04-01,\n");
    const auto found = audit(load(f).value, {date{2021, 3, 1}, date{2021, 9, 1}});
    std::vector<std::string> lines;
    for (const auto& x : found) lines.push_back(to_string(x));
    CHECK(lines ==
          std::vector<std::string>{
              "b-2: building 2号楼 has no party member: from 2021-06-01 until 2021-09-01",
              "p-2: a person of a special group has no known home: from 2021-04-01 until 2021-09-01"});
    CHECK(to_string(found[0], language::zh) ==
          "b-2: 楼栋“2号楼”没有党员负责：2021-06-01 起，2021-09-01 止（不含）");
    CHECK(audit(load(f).value, {date{2021, 3, 1}, date{2021, 4, 1}}).empty());
}

TEST_CASE("names of every script, phones and identity numbers are masked") {
    CHECK(mask_name("马秀兰") == "马**");
    CHECK(mask_name("扎西多杰") == "扎***");
    CHECK(mask_name("明") == "*");
    CHECK(mask_name("བཀྲ་ཤིས་རྡོ་རྗེ") == "བཀྲ་*");
    CHECK(mask_name("བོད") == "*");
    CHECK(mask_name("Maria Silva") == "M**** S****");
    CHECK(mask_name("买买提·艾力") == "买**·**");
    CHECK(mask_name("") == "");
    CHECK(mask_phone("13812345678") == "138****5678");
    CHECK(mask_phone("8265123") == "*****23");
    CHECK(mask_phone("1") == "1");
    CHECK(mask_identity_number("11010519491231002X") == "1****************X");
}

TEST_CASE("a builder refuses ids of records that are not there") {
    community_builder b;
    b.buildings.add({.key = "b", .quarter = quarter_id{3}, .name = {}});
    CHECK_THROWS_AS((void)std::move(b).build(), std::invalid_argument);
}

TEST_CASE("random damage to a feed ends in an error or a community") {
    test::random random;
    std::vector<std::string> files;
    for (const auto& layout : feed_layouts()) files.emplace_back(layout.file);
    files.emplace_back("grids.geojson");
    for (int i = 0; i < 300; ++i) {
        const test::folder f;
        write_small_feed(f);
        const auto& file = random.one_of(files);
        auto text = test::read(static_cast<const std::filesystem::path&>(f) / file);
        for (int n = random.between(1, 5); n > 0 && !text.empty(); --n)
            text[static_cast<std::size_t>(random.between(0, static_cast<int>(text.size()) - 1))] =
                "\",\n\r\0 x9"[random.between(0, 7)];
        f.write(file, text);
        try {
            (void)load(f, {.policy = policy::lenient});
        } catch (const data_error&) {
        }
    }
}

TEST_CASE("roles are found by person, and by scope on a day") {
    const test::folder f;
    write_small_feed(f);
    const auto c = load(f).value;
    const auto who = c.people().id_of("p-2");
    const auto roles = c.roles_of(who);
    REQUIRE(roles.size() == 1);
    CHECK(roles[0].kind == role_kind::party_member);
    const scope there{c.buildings().id_of("b-2")};
    CHECK(roles[0].scope == there);
    CHECK(c.roles_at(there, date{2021, 5, 31}).size() == 1);
    CHECK(c.roles_at(there, date{2021, 6, 1}).empty());
    CHECK(c.roles_at(scope{c.buildings().id_of("b-1")}, date{2021, 6, 1}).size() == 1);
}

TEST_CASE("a handler is known if the community has such a department, team or person") {
    const test::folder f;
    write_small_feed(f);
    const auto c = load(f).value;
    CHECK(knows(c, {handler_kind::department, "d-1"}));
    CHECK(knows(c, {handler_kind::person, "p-1"}));
    CHECK_FALSE(knows(c, {handler_kind::department, "p-1"}));
    CHECK_FALSE(knows(c, {handler_kind::team, "t-1"}));
}

TEST_CASE("conditions are read from the cells that they are written to, and what is no group is told") {
    using enum cell_kind;
    static constexpr column columns[] = {{"least_age", descriptive, presence::optional},
                                         {"most_age", descriptive, presence::optional},
                                         {"groups", descriptive, presence::optional},
                                         {"residents_only", descriptive, presence::optional}};
    static constexpr table_layout layout{"who.csv", presence::required, columns};
    const auto read = [](const std::array<std::string, 4>& cells, notices& out) {
        csv_writer w{layout};
        w.row(cells);
        eligibility who;
        read_table_text(w.text(), layout, out, [&](record& r) { who = read_eligibility(r); });
        return who;
    };
    for (const auto& who : {eligibility{.least_age = 60}, eligibility{.most_age = 16, .residents_only = true},
                            eligibility{.groups = {special_group::disabled, special_group::low_income}}}) {
        notices out;
        CHECK(read(cells_of(who), out) == who);
        CHECK(out.empty());
    }
    notices out;
    (void)read({"", "", "disabled tall", ""}, out);
    REQUIRE(out.count(qaidam::codes::bad_choice) == 1);
    CHECK(to_string(*out.begin()).find(special_group_cells()) != std::string::npos);
}

TEST_CASE("special groups are found by the words of files") {
    CHECK(find_special_group("disabled") == special_group::disabled);
    CHECK(find_special_group(to_cell(special_group::child_in_need)) == special_group::child_in_need);
    CHECK_FALSE(find_special_group("Disabled"));
}

TEST_CASE("a routine duty and the kind of activity by which it is recorded are each other's") {
    std::set<activity_kind> kinds;
    for (int i = 0; i < 5; ++i) {
        const auto d = static_cast<duty>(i);
        CHECK(find_duty(activity_of(d)) == d);
        kinds.insert(activity_of(d));
    }
    CHECK(kinds == std::set{activity_kind::hardship, activity_kind::mediation, activity_kind::patrol,
                            activity_kind::environment, activity_kind::publicity});
    CHECK_FALSE(find_duty(activity_kind::visit));
    CHECK(to_string(activity_of(duty::policy_publicity), language::zh) == "政策宣传");
}

TEST_CASE("the sixteen officers assigned to Chengdong hold roles, and are none of the people on the grids") {
    const auto c = load(test::chengdong).value;
    const auto police = c.departments().id_of("dept-06");
    const date day{2021, 12, 24};
    CHECK(c.officers_of(police, day).size() == 16);
    CHECK(c.officers_of(police, date{2021, 2, 28}).empty());
    for (const auto p : c.officers_of(police, day)) {
        REQUIRE(c.roles_of(p).size() == 1);
        CHECK(c.roles_of(p)[0].kind == role_kind::department_officer);
    }
    CHECK(c.people_on_grids(day) == 114);
    // Whoever has the role twice is one officer.
    auto records = c.records();
    records.roles.push_back(c.roles_of(c.officers_of(police, day)[0])[0]);
    CHECK(std::move(records).build().officers_of(police, day).size() == 16);
}

TEST_CASE("a place has a phone that is kept through save, and one with letters falls alone") {
    const test::folder f;
    write_small_feed(f);
    f.write("places.csv", "place_id,name,kind,phone\nhall,大厅,hall,0977-0000001\n");
    const auto c = load(f).value;
    CHECK(c.places()["hall"].phone == "0977-0000001");
    const test::folder copy;
    save(c, copy);
    CHECK(load(copy).value == c);
    f.replace("places.csv", "0977-0000001", "call us");
    const auto bad = load(f);
    CHECK(bad.value.places()["hall"].phone.empty());
    CHECK(to_string(*bad.notices.begin()) == "places.csv:2:phone: phone number with other characters, want "
                                             "ASCII digits, spaces, + and -; the cell "
                                             "counts as blank");
}

TEST_SUITE_END();
