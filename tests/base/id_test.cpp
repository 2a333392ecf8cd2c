#include <qaidam/base/id.hpp>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <vector>

#include <qaidam/base/enum_set.hpp>

#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("base/id");

namespace {
using apple_id = qaidam::id<struct apple_tag>;
using pear_id = qaidam::id<struct pear_tag>;

using apple_key = qaidam::key_of<apple_tag>;
using pear_key = qaidam::key_of<pear_tag>;

struct apple {
    qaidam::key key;
    int weight = 0;
};

template <class A, class B>
concept comparable = requires(A a, B b) {
    a == b;
};
template <class A, class B>
concept ordered = requires(A a, B b) {
    a < b;
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

TEST_CASE("keys of different things neither convert nor compare") {
    static_assert(!std::is_convertible_v<apple_key, pear_key>);
    static_assert(!std::is_constructible_v<apple_key, pear_key>);
    static_assert(!std::is_assignable_v<apple_key&, pear_key>);
    static_assert(!comparable<apple_key, pear_key> && !comparable<pear_key, apple_key>);
    static_assert(!ordered<apple_key, pear_key> && !ordered<pear_key, apple_key>);
    static_assert(std::is_nothrow_move_constructible_v<apple_key>);
}

TEST_CASE("the key of a thing is made of text and is a key") {
    using qaidam::key;
    static_assert(std::is_convertible_v<const char*, apple_key>);
    static_assert(std::is_convertible_v<std::string, apple_key>);
    static_assert(std::is_convertible_v<std::string_view, apple_key>);
    static_assert(std::is_convertible_v<apple_key, key>);
    static_assert(!std::is_convertible_v<key, apple_key>);
    static_assert(std::is_constructible_v<apple_key, key>);
    static_assert(sizeof(apple_key) == sizeof(key));
    const apple_key a = "a";
    const apple_key b = std::string{"b"};
    const key any = a;
    CHECK(any.text() == "a");
    CHECK(apple_key{any} == a);
    CHECK(apple_key{}.empty());
    CHECK(qaidam::to_string(b) == "b");
}

TEST_CASE("the key of a thing compares with its own kind, with any key and with text") {
    const apple_key a{"a"}, b{"b"};
    const qaidam::key any{"a"};
    CHECK((a == apple_key{"a"} && a != b && a < b && b >= a));
    CHECK((a == any && any == a && b != any && any < b && b > any));
    CHECK((a == "a" && "a" == a && a != "b" && a < "b"));
    CHECK((a == std::string{"a"} && std::string_view{"b"} == b));
    CHECK(std::hash<apple_key>{}(a) == std::hash<qaidam::key>{}(any));
    const std::unordered_set<apple_key> some{a, b, a};
    CHECK(some.size() == 2);
    const std::set<qaidam::key> any_keys{a, b};
    CHECK(any_keys.contains(b));
}

TEST_CASE("a registry whose records have a key of their own finds and adds by any key") {
    struct pear {
        pear_key key;
    };
    qaidam::registry<pear_id, pear> pears;
    const auto first = pears.find_or_add("a");
    CHECK(pears.find_or_add(qaidam::key{"a"}) == first);
    CHECK(pears.find(pear_key{"a"}) == first);
    CHECK(pears[first].key == "a");
    CHECK_FALSE(pears.add({.key = "a"}));
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

TEST_CASE("a registry that gives room back holds what it held") {
    qaidam::registry<apple_id, apple> apples;
    for (int i = 0; i < 100; ++i) apples.add({.key = std::to_string(i), .weight = i});
    apples.shrink_to_fit();
    CHECK(apples.size() == 100);
    for (int i = 0; i < 100; ++i) CHECK(apples[std::to_string(i)].weight == i);
    CHECK(apples.add({.key = "100"}));
}

TEST_CASE("a registry with a taken key stays as it was") {
    qaidam::registry<apple_id, apple> apples;
    apples.add({.key = "a", .weight = 7});
    CHECK_FALSE(apples.add({.key = "a", .weight = 8}));
    CHECK(apples.size() == 1);
    CHECK(apples["a"].weight == 7);
}

TEST_CASE("a registry that grows, changes and is cut back finds what a map finds") {
    test::random random;
    qaidam::registry<apple_id, apple> apples;
    std::vector<std::string> keys; // in the order of their coming
    std::map<std::string, int> weights;
    for (int i = 0; i < 20'000; ++i) {
        const auto k = "apple-" + std::to_string(random.between(0, 3000));
        if (random.one_in(300)) {
            const auto size = static_cast<std::size_t>(random.between(0, static_cast<int>(keys.size())));
            apples.truncate(size);
            for (auto n = size; n < keys.size(); ++n) weights.erase(keys[n]);
            keys.resize(size);
        } else if (random.one_in(2)) {
            const auto id = apples.find_or_add(k);
            if (!weights.contains(k)) keys.push_back(k);
            apples.update(id, [&](apple& a) { a.weight = i; });
            weights[k] = i;
        } else {
            const auto id = apples.find(k);
            REQUIRE(id.has_value() == weights.contains(k));
            if (id) CHECK(apples[*id].weight == weights[k]);
        }
        REQUIRE(apples.size() == keys.size());
    }
}

TEST_CASE("a set of enumerators holds what was put in, the lowest first") {
    enum class fruit { apple, pear, plum };
    constexpr qaidam::enum_set some{fruit::plum, fruit::apple};
    static_assert(some.contains(fruit::plum) && !some.contains(fruit::pear));
    static_assert(qaidam::enum_set<fruit>{}.empty());
    static_assert((some & qaidam::enum_set{fruit::plum}) == qaidam::enum_set{fruit::plum});
    static_assert((some | qaidam::enum_set{fruit::pear}).contains(fruit::pear));
    std::vector<fruit> order;
    some.each([&](fruit f) { order.push_back(f); });
    CHECK(order == std::vector{fruit::apple, fruit::plum});
}

TEST_SUITE_END();
