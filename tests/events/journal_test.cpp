#include <qaidam/events/journal.hpp>

#include <stdexcept>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("events/journal");

using namespace qaidam;
using namespace qaidam::events;

namespace {

appended_range append(journal& j, std::vector<addition> additions, const char* k) {
    return j.append(additions, k);
}

std::string why_refused(journal& j, std::vector<addition> additions, const char* k) {
    try {
        append(j, std::move(additions), k);
    } catch (const refused& e) {
        return to_string(e.why());
    }
    return "";
}

} // namespace

TEST_CASE("events come back in the order of their positions, counted per stream") {
    memory_journal j;
    CHECK(append(j, {{"a", 0, {"1", "2"}}}, "k1") == appended_range{0, 2});
    CHECK(append(j, {{"b", 0, {"3"}}, {"a", 2, {"4"}}}, "k2") == appended_range{2, 2});
    CHECK(j.read(0, 99) == std::vector<recorded_event>{
                               {0, "a", 1, "1"}, {1, "a", 2, "2"}, {2, "b", 1, "3"}, {3, "a", 3, "4"}});
    CHECK(j.read(1, 2) == std::vector<recorded_event>{{1, "a", 2, "2"}, {2, "b", 1, "3"}});
    CHECK(j.read(4, 9).empty());
    CHECK(j.version("a") == 3);
    CHECK(j.version("c") == 0);
}

TEST_CASE("a stream is read by itself, from any of its events on") {
    memory_journal j;
    append(j, {{"a", 0, {"1", "2"}}}, "k1");
    append(j, {{"b", 0, {"3"}}, {"a", 2, {"4"}}}, "k2");
    CHECK(j.read_stream("a", 0, 99) ==
          std::vector<recorded_event>{{0, "a", 1, "1"}, {1, "a", 2, "2"}, {3, "a", 3, "4"}});
    CHECK(j.read_stream("a", 1, 1) == std::vector<recorded_event>{{1, "a", 2, "2"}});
    CHECK(j.read_stream("a", 3, 9).empty());
    CHECK(j.read_stream("a", 9, 9).empty());
    CHECK(j.read_stream("c", 0, 9).empty());
}

TEST_CASE("an append to several streams is all or nothing") {
    memory_journal j;
    append(j, {{"a", 0, {"1"}}}, "k1");
    CHECK(why_refused(j, {{"b", 0, {"2"}}, {"a", 0, {"3"}}}, "k2") ==
          "stream a has 1 events, want 0; read it again and retry");
    CHECK(j.size() == 1);
    CHECK(j.version("b") == 0);
    CHECK_FALSE(j.find("k2"));
}

TEST_CASE("the same append again changes nothing, whatever came between; its key for another is refused") {
    memory_journal j;
    append(j, {{"a", 0, {"1"}}}, "k0");
    append(j, {{"b", 0, {"2"}}, {"a", 1, {"3", "4"}}}, "k1");
    append(j, {{"b", 1, {"5"}}}, "k2");
    CHECK(append(j, {{"b", 0, {"2"}}, {"a", 1, {"3", "4"}}}, "k1") == appended_range{1, 3});
    CHECK(j.size() == 5);
    CHECK(j.find("k1") == appended_range{1, 3});
    CHECK_FALSE(j.find("k3"));
    for (const auto& other : {std::vector<addition>{{"b", 0, {"2"}}, {"a", 1, {"3"}}},
                              {{"b", 0, {"2"}}, {"a", 1, {"3", "4"}}, {"c", 0, {"5"}}},
                              {{"b", 0, {"2"}}, {"a", 1, {"3", "5"}}},
                              {{"b", 0, {"2"}}, {"a", 2, {"3", "4"}}},
                              {{"a", 1, {"3", "4"}}, {"b", 0, {"2"}}},
                              {}})
        CHECK(why_refused(j, other, "k1") == "idempotency key k1 was used for something else");
    CHECK(j.size() == 5);
}

TEST_CASE("an append of nothing keeps its key") {
    memory_journal j;
    CHECK(append(j, {}, "k1") == appended_range{0, 0});
    CHECK(j.find("k1") == appended_range{0, 0});
    CHECK(append(j, {}, "k1") == appended_range{0, 0});
    CHECK(why_refused(j, {{"a", 0, {"1"}}}, "k1") == "idempotency key k1 was used for something else");
}

TEST_CASE("what is no append is an error of the caller") {
    memory_journal j;
    CHECK_THROWS_AS(append(j, {{"a", 0, {"1"}}}, ""), std::invalid_argument);
    CHECK_THROWS_AS(append(j, {{"a", 0, {"1"}}, {"a", 1, {"2"}}}, "k"), std::invalid_argument);
    CHECK_THROWS_AS(append(j, {{"a", 0, {}}}, "k"), std::invalid_argument);
    CHECK(j.size() == 0);
}

TEST_SUITE_END();
