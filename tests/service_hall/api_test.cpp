// What other programs read, and that it is as its description says.

#include <nlohmann/json.hpp>

#include <doctest/doctest.h>

#include "browser.hpp"

TEST_SUITE_BEGIN("service_hall/api");

using nlohmann::json;
using test::browser;
using test::server;

namespace {

/// What the reference names, or the thing itself.
const json& resolve(const json& whole, const json& x) {
    return x.contains("$ref") ? whole.at(json::json_pointer(x["$ref"].get<std::string>().substr(1))) : x;
}

/// What of the value is not as its schema says; "" if all is.
std::string mismatch(const json& whole, const json& schema_or_ref, const json& value,
                     const std::string& where) {
    const auto& schema = resolve(whole, schema_or_ref);
    const auto type = schema.at("type").get<std::string>();
    const bool fits = type == "object"    ? value.is_object()
                      : type == "array"   ? value.is_array()
                      : type == "integer" ? value.is_number_integer()
                                          : value.is_string();
    if (!fits) return where + ": not " + type;
    for (const auto& name : schema.value("required", json::array()))
        if (!value.contains(name)) return where + ": without " + name.get<std::string>();
    const auto properties = schema.value("properties", json::object());
    for (const auto& [name, part] : properties.items())
        if (value.contains(name))
            if (auto no = mismatch(whole, part, value[name], where + "/" + name); !no.empty()) return no;
    if (type == "array")
        for (const auto& item : value)
            if (auto no = mismatch(whole, schema.at("items"), item, where + "[]"); !no.empty()) return no;
    return {};
}

} // namespace

TEST_CASE("every address of the description answers as it says, with its examples") {
    const test::folder folder;
    const server s{folder};
    const auto text = test::get(s.port(), "/api/openapi.json");
    REQUIRE(text.status == 200);
    const auto openapi = json::parse(text.body);
    CHECK(openapi.at("openapi") == "3.0.3");
    CHECK(openapi.at("paths").size() == 4);
    for (const auto& described : openapi.at("paths").items()) {
        const std::string path = described.key();
        const auto& item = described.value();
        test::form_fields query;
        for (const auto& p : item.at("get").value("parameters", json::array())) {
            const auto& parameter = resolve(openapi, p);
            if (parameter.contains("example")) query.emplace_back(parameter["name"], parameter["example"]);
        }
        const auto r = test::get(s.port(), path + "?" + test::encode(query));
        CHECK_MESSAGE(r.status == 200, path);
        CHECK(r.header("Access-Control-Allow-Origin") == "*");
        const auto& content = item.at("get").at("responses").at("200").at("content");
        const auto kind = content.begin().key();
        CHECK(r.header("Content-Type") == kind + "; charset=utf-8");
        if (kind != "application/json") continue;
        const auto value = json::parse(r.body);
        CHECK(mismatch(openapi, content.begin()->at("schema"), value, path) == "");
        CHECK(!value.begin()->empty());
        // Who asks for nothing that it can do without is told what is missing.
        bool needs = false;
        for (const auto& p : item.at("get").value("parameters", json::array()))
            needs = needs || resolve(openapi, p).value("required", false);
        const auto bare = test::get(s.port(), path);
        CHECK(bare.status == (needs ? 400 : 200));
        if (needs)
            CHECK(mismatch(openapi, json{{"$ref", "#/components/schemas/error"}}, json::parse(bare.body),
                           path) == "");
    }
}

TEST_CASE("the board has the trains of the page, and journeys change where they must") {
    const test::folder folder;
    const server s{folder};
    const auto board =
        json::parse(test::get(s.port(), "/api/board.json?station=Golmud&at=2021-12-24T09:00").body);
    std::vector<std::string> numbers;
    for (const auto& call : board.at("board")) numbers.push_back(call.at("number"));
    CHECK(numbers == std::vector<std::string>{"5812", "K9806", "K9805", "5811"});
    const auto few = json::parse(test::get(s.port(), "/api/board.json?station=Golmud&most=1").body);
    CHECK(few.at("board").size() == 1);
    const auto journeys = json::parse(
        test::get(s.port(), "/api/journeys.json?from=Xining&to=Huatugou&at=2021-12-24T00:00").body);
    REQUIRE(!journeys.at("journeys").empty());
    CHECK(journeys["journeys"][0].at("legs").size() == 2); // by Golmud
    for (const std::string wrong :
         {"/api/board.json?station=Nowhere", "/api/journeys.json?from=Xining&to=Nowhere"})
        CHECK(test::get(s.port(), wrong).status == 404);
    for (const std::string wrong :
         {"/api/board.json?station=Golmud&at=soon", "/api/board.json?station=Golmud&at=9999-12-31",
          "/api/board.json?station=Golmud&most=0", "/api/board.json?station=Golmud&most=many",
          "/api/board.json?station=%01", "/api/journeys.json?to=Xining"}) {
        const auto r = test::get(s.port(), wrong);
        CHECK_MESSAGE(r.status == 400, wrong);
        CHECK(json::parse(r.body).at("code") == 400);
    }
}

TEST_CASE("classes and the calendar follow the desk, and have nothing of anybody's home or name") {
    const test::folder folder;
    const server s{folder};
    const auto seats = [&] {
        const auto all = json::parse(test::get(s.port(), "/api/classes.json").body);
        for (const auto& x : all.at("classes"))
            if (x.at("id") == "thangka") return x.at("enrolled").get<int>();
        return -1;
    };
    const auto occasions = [&] {
        const auto ics = test::get(s.port(), "/venues.ics?lang=en").body;
        int number = 0;
        for (auto at = ics.find("BEGIN:VEVENT"); at != ics.npos; at = ics.find("BEGIN:VEVENT", at + 1))
            ++number;
        return number;
    };
    CHECK(seats() == 8);
    const int before = occasions();
    browser b{s.port()};
    b.open("/?lang=en");
    b.sign_in(s, "19900000116");
    b.open("/venues");
    b.submit("enrol-thangka");
    CHECK(seats() == 9);
    b.open("/venues/place-music");
    b.submit("booking-form", {{"day", "2021-12-25"}, {"what", "rehearsal"}});
    CHECK(occasions() == before + 1);
    const auto ics = test::get(s.port(), "/venues.ics?lang=en").body;
    CHECK(ics.starts_with("BEGIN:VCALENDAR\r\n"));
    CHECK(ics.find("Thangka") != ics.npos);
    CHECK(ics.find("Rehearsal") != ics.npos);
    CHECK(ics.find("haircut") == ics.npos); // at a home
    CHECK(ics.find("home of") == ics.npos);
    CHECK(ics.find("Tsering Dorje") == ics.npos);
}
