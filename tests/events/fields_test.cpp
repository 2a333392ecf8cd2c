#include "shop.hpp"

#include <array>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("events/fields");

using namespace qaidam;

using crate_key = key_of<struct crate_tag>;

namespace {

struct parcel {
    key id{};
    label name{};
    std::vector<std::string> words{};
    std::vector<key> with{};
    std::optional<key> next{};
};

/// A value of a room's own, which says what texts it has.
struct stamp {
    std::string country{}, motif{};
    friend std::array<std::string_view, 2> texts_of(const stamp& s) { return {s.country, s.motif}; }
};
struct letter {
    std::vector<stamp> stamps{};
};

struct crate {
    crate_key id{};
    std::vector<crate_key> with{};
    std::optional<crate_key> next{};
};

} // namespace

template <>
inline constexpr auto qaidam::events::fields<parcel> =
    std::tuple{events::field{"parcel_id", &parcel::id, events::blank::refused},
               events::field{"name", &parcel::name}, events::field{"words", &parcel::words},
               events::field{"with", &parcel::with}, events::field{"next_id", &parcel::next}};
template <>
inline constexpr auto qaidam::events::fields<letter> = std::tuple{events::field{"stamps", &letter::stamps}};
template <>
inline constexpr auto qaidam::events::fields<crate> =
    std::tuple{events::field{"crate_id", &crate::id, events::blank::refused},
               events::field{"with", &crate::with}, events::field{"next_id", &crate::next}};

TEST_CASE("fields are visited with their names, those of the command first") {
    const shop::goods_received e{{"rice", "p-1", 3}, 8};
    std::string seen;
    events::for_each_field(e, [&](const auto& f, const auto& member) {
        if constexpr (std::is_same_v<std::decay_t<decltype(member)>, key>)
            seen += fmt::format("{}={} ", f.name, member);
        else
            seen += fmt::format("{}={} ", f.name, member);
    });
    CHECK(seen == "kind_id=rice by=p-1 count=3 stock=8 ");
}

TEST_CASE("events are equal if every field is: of the command and worked out") {
    const shop::goods_received e{{"rice", "p-1", 3}, 8};
    CHECK(e == shop::goods_received{{"rice", "p-1", 3}, 8});
    CHECK(e != shop::goods_received{{"rice", "p-1", 3}, 9});
    CHECK(e != shop::goods_received{{"rice", "p-1", 4}, 8});
    CHECK(e != shop::goods_received{{"corn", "p-1", 3}, 8});
    CHECK(shop::event{e} != shop::event{shop::goods_received{{"rice", "p-1", 3}, 9}});
}

TEST_CASE("the first text is found that no journal could carry, or that is blank and must not be") {
    const auto bad = [](const parcel& p) {
        const auto found = events::find_unusable_text(p);
        return found ? fmt::format("{} {}", found->field, found->longest) : "";
    };
    const std::string long_text(201, 'x');
    CHECK(bad({.id = "1"}) == "");
    CHECK(bad({}) == "parcel_id 200");
    CHECK(bad({.id = "a\tb"}) == "parcel_id 200");
    CHECK(bad({.id = long_text.c_str()}) == "parcel_id 200");
    CHECK(bad({.id = "1", .name = {long_text, ""}}) == "");
    CHECK(bad({.id = "1", .name = {"", std::string(1001, 'x')}}) == "name 1000");
    CHECK(bad({.id = "1", .words = {"two words"}}) == "words 200");
    CHECK(bad({.id = "1", .with = {"2", "3\n"}}) == "with 200");
    CHECK(bad({.id = "1", .next = "\xff"}) == "next_id 200");
}

TEST_CASE("the key of a thing is checked as any key is") {
    const auto bad = [](const crate& c) {
        const auto found = events::find_unusable_text(c);
        return found ? fmt::format("{} {}", found->field, found->longest) : "";
    };
    CHECK(bad({.id = "1"}) == "");
    CHECK(bad({}) == "crate_id 200");
    CHECK(bad({.id = "a\tb"}) == "crate_id 200");
    CHECK(bad({.id = std::string(201, 'x')}) == "crate_id 200");
    CHECK(bad({.id = "1", .with = {"2", "3\n"}}) == "with 200");
    CHECK(bad({.id = "1", .next = "\xff"}) == "next_id 200");
}

TEST_CASE("the texts of a value that says which it has are checked, and none may be blank") {
    CHECK_FALSE(events::find_unusable_text(letter{{{"中国", "yak"}}}));
    for (const auto& bad :
         {stamp{"", "yak"}, stamp{"中国", ""}, stamp{"中国", "y\tk"}, stamp{"中国", std::string(201, 'y')}}) {
        const auto found = events::find_unusable_text(letter{{{"中国", "yak"}, bad}});
        REQUIRE(found);
        CHECK(found->field == "stamps");
        CHECK(found->longest == events::longest_key);
    }
}

TEST_CASE("an event comes from the very command that it is") {
    const shop::event e = shop::goods_received{{"rice", "p-1", 3}, 8};
    CHECK(comes_from(e, shop::receive_goods{"rice", "p-1", 3}));
    CHECK_FALSE(comes_from(e, shop::receive_goods{"rice", "p-1", 4}));
    CHECK_FALSE(comes_from(e, shop::repack_goods{"rice", "p-1", "corn", 3}));
    CHECK_FALSE(
        comes_from(shop::goods_arrived{"rice", "p-1", "corn", 3}, shop::receive_goods{"rice", "p-1", 3}));
}

TEST_SUITE_END();
