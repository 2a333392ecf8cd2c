#include <qaidam/store/journal.hpp>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("store");

using namespace qaidam;
using namespace qaidam::store;

namespace {
void append(journal& j, std::vector<addition> additions, const char* k) {
    j.append(additions, k);
}
} // namespace

TEST_CASE("events come back in the order of their positions, counted per stream") {
    memory_journal j;
    append(j, {{"a", 0, {"1", "2"}}}, "k1");
    append(j, {{"b", 0, {"3"}}, {"a", 2, {"4"}}}, "k2");
    CHECK(j.read(0, 99) == std::vector<recorded_event>{
                               {0, "a", 1, "1"}, {1, "a", 2, "2"}, {2, "b", 1, "3"}, {3, "a", 3, "4"}});
    CHECK(j.read(1, 2).size() == 2);
    CHECK(j.read(4, 9).empty());
    CHECK(j.version("a") == 3);
    CHECK(j.version("c") == 0);
}

TEST_CASE("an append to several streams is all or nothing") {
    memory_journal j;
    append(j, {{"a", 0, {"1"}}}, "k1");
    try {
        append(j, {{"b", 0, {"2"}}, {"a", 0, {"3"}}}, "k2");
        FAIL("must be refused");
    } catch (const refused& e) {
        CHECK(to_string(e.why()) == "stream a has 1 events, want 0; read it again and retry");
    }
    CHECK(j.size() == 1);
    CHECK(j.version("b") == 0);
}

TEST_CASE("the same append again changes nothing; its key for another is refused") {
    memory_journal j;
    append(j, {{"a", 0, {"1"}}}, "k1");
    append(j, {{"a", 0, {"1"}}}, "k1");
    CHECK(j.size() == 1);
    try {
        append(j, {{"a", 0, {"2"}}}, "k1");
        FAIL("must be refused");
    } catch (const refused& e) {
        CHECK(*e.why().rule == store::codes::key_reused);
    }
    CHECK_THROWS_AS(append(j, {{"a", 1, {"2"}}}, ""), std::invalid_argument);
    CHECK_THROWS_AS(append(j, {{"a", 1, {"2"}}, {"a", 2, {"3"}}}, "k3"), std::invalid_argument);
}

TEST_SUITE_END();
