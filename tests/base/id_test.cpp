#include <qaidam/base/id.hpp>

#include <type_traits>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("base/id");

namespace {
using apple_id = qaidam::id<struct apple_tag>;
using pear_id = qaidam::id<struct pear_tag>;

struct apple {
    qaidam::key key;
    int weight = 0;
};

template <class A, class B>
concept comparable = requires(A a, B b) {
    a == b;
};
template <class A>
concept has_plus = requires(A a) {
    a + 1;
};
} // namespace

TEST_CASE("ids of different things neither convert nor compare") {
    static_assert(!std::is_convertible_v<apple_id, pear_id>);
    static_assert(!std::is_constructible_v<apple_id, pear_id>);
    static_assert(!comparable<apple_id, pear_id>);
    static_assert(comparable<apple_id, apple_id>);
    static_assert(!std::is_convertible_v<int, apple_id>);
    static_assert(!has_plus<apple_id>);
    CHECK(apple_id{1} < apple_id{2});
}

TEST_CASE("a registry finds records by id and by key") {
    qaidam::registry<apple_id, apple> apples;
    const auto first = apples.add({.key = "a", .weight = 7});
    const auto second = apples.add({.key = "b", .weight = 9});
    REQUIRE((first && second));
    CHECK(apples[*second].weight == 9);
    CHECK(apples["a"].weight == 7);
    CHECK(apples.find("b") == second);
    CHECK_FALSE(apples.find("c"));
    CHECK_THROWS_AS((void)apples.id_of("c"), std::invalid_argument);
}

TEST_CASE("a registry with a taken key stays as it was") {
    qaidam::registry<apple_id, apple> apples;
    apples.add({.key = "a", .weight = 7});
    CHECK_FALSE(apples.add({.key = "a", .weight = 8}));
    CHECK(apples.size() == 1);
    CHECK(apples["a"].weight == 7);
}

TEST_SUITE_END();
