#include <qaidam/base/compact.hpp>

#include <doctest/doctest.h>

namespace {

using place_id = qaidam::id<struct place_tag>;
using place = qaidam::compact_optional<place_id>;
using length = qaidam::compact_optional<float>;
using small = qaidam::compact_optional<std::int8_t>;

TEST_CASE("a compact optional is as large as its value, and nothing to begin with") {
    CHECK(sizeof(place) == sizeof(place_id));
    CHECK(sizeof(length) == sizeof(float));
    CHECK_FALSE(place{});
    CHECK_FALSE(length{});
    CHECK(sizeof(small) == 1);
    CHECK_FALSE(small{});
    CHECK(small{0} == 0);
    CHECK(length{} == std::nullopt);
}

TEST_CASE("it becomes a std::optional, and a std::optional becomes it") {
    const place some = std::optional{place_id{7}};
    REQUIRE(some);
    CHECK(*some == place_id{7});
    CHECK(some->value() == 7);
    CHECK(std::optional<place_id>{some} == place_id{7});
    const place none = std::optional<place_id>{};
    CHECK_FALSE(none);
    CHECK(std::optional<place_id>{none} == std::nullopt);
    CHECK(none.value_or(place_id{3}) == place_id{3});
}

TEST_CASE("values are compared, nothing comes before them, and nothing is nothing") {
    CHECK(length{2} == 2.0F);
    CHECK(length{} == length{});
    CHECK(length{} != length{0});
    CHECK(length{} < length{-1});
    CHECK(place{place_id{1}} < place{place_id{2}});
    CHECK(length{2} == 2);
    CHECK(length{2} < 3);
    length x = 5;
    x.reset();
    CHECK(x == length{});
    CHECK_THROWS_AS((void)x.value(), std::bad_optional_access);
    *(x = 1) += 1;
    CHECK(x.value() == 2);
}

TEST_CASE("it is compared with a std::optional as two of these are") {
    const std::optional<float> all[] = {std::nullopt, -1, 0, 2};
    for (const auto& a : all)
        for (const auto& b : all) {
            CHECK((length{a} == b) == (a == b));
            CHECK((a == length{b}) == (a == b));
            CHECK((length{a} < b) == (a < b));
            CHECK((a < length{b}) == (a < b));
            CHECK((a >= length{b}) == (a >= b));
        }
}

} // namespace
