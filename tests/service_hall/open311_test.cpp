// Open311 GeoReport v2, as its clients speak it: http://wiki.open311.org/GeoReport_v2

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "browser.hpp"
#include "who.hpp"

TEST_SUITE_BEGIN("service_hall/open311");

using nlohmann::json;
using test::form_type;
using test::server;
using test::weather_app;

namespace {

test::reply post(const server& s, test::form_fields fields, const test::header_list& headers = {}) {
    return test::post(s.port(), "/open311/v2/requests.json", test::encode(fields), form_type, headers);
}
json read(const server& s, const std::string& target) {
    return json::parse(test::get(s.port(), "/open311/" + target).body);
}

} // namespace

TEST_CASE("discovery, the services and what a service asks") {
    const test::folder folder;
    const server s{folder};
    const auto found = read(s, "discovery.json");
    CHECK(found["endpoints"][0]["url"] == "http://127.0.0.1:" + std::to_string(s.port()) + "/open311/v2");
    const auto services = read(s, "v2/services.json?jurisdiction_id=chengdong");
    REQUIRE(services.size() == 20);
    for (const auto* member :
         {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"})
        CHECK(services[0].contains(member));
    const auto asks = read(s, "v2/services/old-age-allowance.json");
    CHECK(asks["attributes"][0]["code"] == "at_door");
    CHECK(asks["attributes"][0]["values"][0]["key"] == "yes");
    CHECK(read(s, "v2/services/snow.json")["attributes"].empty());
    const auto light = read(s, "v2/services/street-light.json")["attributes"];
    REQUIRE(light.size() == 3);
    CHECK(light[0]["code"] == "lamp");
    CHECK(light[0]["datatype"] == "singlevaluelist");
    CHECK(light[0]["required"] == false);
    CHECK(light[0]["values"][1] == json{{"key", "flickers"}, {"name", "闪烁"}});
    CHECK(light[1]["variable"] == false);
    CHECK(light[2]["datatype_description"] == "灯杆上的标牌");
    CHECK(light[2]["order"] == 3);
    CHECK_FALSE(light[2].contains("values"));
    for (const auto& one : services)
        CHECK(one["metadata"] ==
              !read(s, "v2/services/" + one["service_code"].get<std::string>() + ".json")["attributes"]
                   .empty());
    const auto definition = test::get(s.port(), "/open311/v2/services/street-light.xml").body;
    CHECK(definition.find("<values><value><key>out</key>\n<name>不亮</name>\n</value>") != std::string::npos);
    const auto xml = test::get(s.port(), "/open311/v2/services.xml");
    CHECK(xml.header("Content-Type") == "text/xml; charset=utf-8");
    CHECK(xml.body.starts_with(
        "<?xml version=\"1.0\" "
        "encoding=\"utf-8\"?>\n<services><service><service_code>old-age-allowance</service_code>\n"));
}

TEST_CASE("a request is placed, found by its token, and listed with its state in Open311's words") {
    const test::folder folder;
    const server s{folder};
    const auto placed = post(s, {{"api_key", weather_app},
                                 {"service_code", "snow"},
                                 {"lat", "37.294826"},
                                 {"long", "99.020452"},
                                 {"description", "路口积雪"},
                                 {"phone", "13812345678"},
                                 {"email", "a@example.org"}});
    REQUIRE_MESSAGE(placed.status == 201, placed.body);
    const auto told = json::parse(placed.body)[0];
    const std::string id = told["service_request_id"], token = told["token"];
    CHECK(read(s, "v2/tokens/" + token + ".json")[0]["service_request_id"] == id);

    const auto request = read(s, "v2/requests/" + id + ".json")[0];
    CHECK(request["status"] == "open");
    CHECK(request["status_notes"] == "已点单");
    CHECK(request["service_code"] == "snow");
    CHECK(request["requested_datetime"].get<std::string>().starts_with("2021-12-24T09:1"));
    CHECK(request["requested_datetime"].get<std::string>().ends_with("+08:00"));
    CHECK(request["lat"] == 37.294826);
    CHECK(request["description"] == ""); // nobody asked in their own name
    CHECK(read(s, "v2/requests/" + id + ".json?api_key=" + weather_app)[0]["description"] ==
          "路口积雪"); // who placed it
    CHECK(read(s, "v2/requests/" + id + ".json?api_key=invented-key-of-the-city-hotline")[0]["description"] ==
          "");

    const auto listed = [&](const std::string& filter) {
        return read(s, "v2/requests.json?" + filter).size();
    };
    CHECK(listed("status=open") == 1);
    CHECK(listed("status=closed") == 0);
    CHECK(listed("service_code=snow,drain") == 1);
    CHECK(listed("service_code=drain") == 0);
    CHECK(listed("service_request_id=x," + id) == 1);
    CHECK(listed("start_date=2021-12-24T00:00:00Z&end_date=2021-12-25T00:00:00Z") == 1);
    CHECK(listed("end_date=2021-12-24T09:00:00%2B08:00") == 0);
    CHECK(listed("updated_after=2021-12-24T09:00:00+08:00") == 1); // a plus that was not encoded
    CHECK(listed("updated_after=2021-12-24T23:00:00%2B08:00") == 0);
    CHECK(listed("page=2&page_size=1") == 0);
    const auto xml = test::get(s.port(), "/open311/v2/requests/" + id + ".xml").body;
    CHECK(xml.find("<service_requests><request><service_request_id>" + id + "</service_request_id>") !=
          std::string::npos);
}

TEST_CASE("a request answers what its service asks, and what it does not ask is refused") {
    const test::folder folder;
    const server s{folder};
    const auto post_with = [&](const std::string& service, test::form_fields answers) {
        answers.insert(answers.begin(),
                       {{"api_key", weather_app}, {"service_code", service}, {"address_id", "b-08-02"}});
        return post(s, answers);
    };
    CHECK(post_with("street-light", {{"attribute[lamp]", "flickers"}, {"attribute[pole]", "甲-17"}}).status ==
          201);
    CHECK(post_with("heating-fault", {{"attribute[rooms][]", "bedroom"},
                                      {"attribute[rooms][]", "kitchen"},
                                      {"attribute[temperature]", "14.5"},
                                      {"attribute[since]", "2021-12-23T12:00:00Z"}})
              .status == 201);
    const auto refused = [&](const test::reply& r, const char* code) {
        CHECK(r.status == 400);
        CHECK_MESSAGE(r.body.find(code) != std::string::npos, r.body);
    };
    refused(post_with("street-light", {{"attribute[lamp]", "red"}}), "bad_attribute");
    refused(post_with("street-light", {{"attribute[colour]", "red"}}), "unknown_attribute");
    refused(post_with("street-light", {{"attribute[lamp]", "out"}, {"attribute[lamp]", "flickers"}}),
            "repeated_attribute");
    refused(post_with("street-light", {{"attribute[pole]", "1"}, {"attribute[pole]", "2"}}),
            "repeated_attribute");
    refused(post_with("heating-fault", {{"attribute[since]", "yesterday"}}), "attribute[since]");
    refused(post_with("heating-fault", {{"attribute[temperature]", "cold"}}), "bad_attribute");
    refused(post_with("snow", {{"attribute[", "x"}}), "unusable_text");
}

TEST_CASE("errors are arrays of code and description, with the status of the specification") {
    const test::folder folder;
    const server s{folder};
    const auto is_error = [](const test::reply& r, int status, const char* about) {
        CHECK_MESSAGE(r.status == status, r.body);
        const auto all = json::parse(r.body);
        REQUIRE(all.is_array());
        CHECK(all[0]["code"] == status);
        CHECK_MESSAGE(all[0]["description"].get<std::string>().find(about) != std::string::npos, r.body);
    };
    const test::form_fields whole{
        {"api_key", weather_app}, {"service_code", "snow"}, {"address_string", "格桑花苑2号楼"}};
    const auto with = [&](const std::string& name, const std::string& value) {
        auto all = whole;
        std::erase_if(all, [&](const auto& f) { return f.first == name; });
        if (!value.empty()) all.emplace_back(name, value);
        return post(s, all);
    };
    is_error(with("api_key", ""), 403, "api_key");
    is_error(with("api_key", "guessed"), 403, "api_key");
    is_error(with("service_code", ""), 400, "service_code");
    is_error(with("service_code", "no-such"), 404, "service_code");
    is_error(with("address_string", ""), 400, "lat and long");
    is_error(with("address_string", "火星1号楼"), 400, "address_string");
    is_error(with("lat", "north"), 400, "lat");
    is_error(with("service_code", "old-age-allowance"), 400,
             "not_for_visitors"); // its conditions are of people in the register
    const auto ask = [&](const std::string& target) { return test::get(s.port(), "/open311/v2/" + target); };
    is_error(ask("requests/none.json"), 404, "service_request_id");
    is_error(ask("tokens/none.json"), 404, "token");
    is_error(ask("requests.json?status=half"), 400, "status");
    is_error(ask("requests.json?start_date=yesterday"), 400, "start_date");
    is_error(ask("requests.json?page_size=100000"), 400, "page_size");
    is_error(ask("requests.json?start_date=2021-01-01T00:00:00Z&end_date=2021-12-01T00:00:00Z"), 400,
             "90 days");
    is_error(ask("requests.yaml"), 404, ".json or .xml");
    is_error(ask("nothing.json"), 404, "resource");
    const auto xml = ask("requests/none.xml");
    CHECK(xml.body.find("<errors><error><code>404</code>\n<description>") != std::string::npos);
}

TEST_CASE("a request that is sent again with its Idempotency-Key is the same, with the same token") {
    const test::folder folder;
    const server s{folder};
    const test::form_fields fields{
        {"api_key", weather_app}, {"service_code", "snow"}, {"address_id", "b-08-02"}};
    const auto first = post(s, fields, {{"Idempotency-Key", "snow-1"}});
    const auto second = post(s, fields, {{"Idempotency-Key", "snow-1"}});
    const auto other = post(s, fields, {{"Idempotency-Key", "snow-2"}});
    CHECK(first.status == 201);
    CHECK(first.body == second.body);
    CHECK(other.body != first.body);
    CHECK(read(s, "v2/requests.json").size() == 2);
}
