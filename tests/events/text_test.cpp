#include "shop.hpp"

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("events/text");

using namespace qaidam;
using shop::event_words;

namespace {

const shop::event received = shop::goods_received{{"rice", "p-1", 3}, 8};

std::optional<shop::event> read(std::string_view line, std::span<const events::upcast> upcasts = {}) {
    return events::read_event<shop::event>(line, event_words, upcasts);
}

} // namespace

TEST_CASE("an event is a line with its kind, the version of its form, and its fields") {
    CHECK(events::write_event(received, event_words) == "goods_received@1\trice\tp-1\t3\t8");
    CHECK(read("goods_received@1\trice\tp-1\t3\t8") == received);
    const shop::event odd = shop::goods_repacked{{"a\tb\\", "\n", "", 0}};
    CHECK(events::write_event(odd, event_words) == "goods_repacked@1\ta\\tb\\\\\t\\n\t\t0");
    CHECK(read(events::write_event(odd, event_words)) == odd);
}

TEST_CASE("the key of a thing is written and read as any key is") {
    using kind_key = key_of<struct kind_tag>;
    const auto text_of = [](const auto& one, const auto& some, const auto& all) {
        events::writer out{{}};
        put_field(out, one);
        put_field(out, some);
        put_field(out, all);
        return out.text;
    };
    const kind_key rice{"ri\tce"};
    const std::vector<kind_key> both{"corn", rice};
    const auto text = text_of(rice, std::optional{rice}, both);
    CHECK(text == "\tri\\tce\tri\\tce\t2\tcorn\tri\\tce");
    CHECK(text == text_of(key{rice}, std::optional{key{rice}}, std::vector<key>{"corn", rice}));
    events::reader in{text};
    kind_key one, other;
    std::vector<kind_key> all;
    take_field(in, one);
    take_field(in, other);
    take_field(in, all);
    CHECK((in.good() && in.at_end() && one == rice && other == rice && all == both));
}

TEST_CASE("a line from before there were versions is read as version 1") {
    CHECK(read("goods_received\trice\tp-1\t3\t8") == received);
}

TEST_CASE("what is not the text of an event is nothing") {
    for (const auto* line : {"", "\t", "goods_received@1", "goods_received@1\trice\tp-1\t3",
                             "goods_received@1\trice\tp-1\t3\t8\t", "goods_received@1\trice\tp-1\t3\t8\t9",
                             "goods_received@1\trice\tp-1\t03\t8", "goods_received@1\trice\tp-1\t-3\t8",
                             "goods_received@1\tri\\xce\tp-1\t3\t8", "goods_received@1\trice\\\tp-1\t3\t8",
                             "goods_received@1\trice\tp-1\t3\t8\n", "goods_received@2\trice\tp-1\t3\t8",
                             "goods_received@0\trice\tp-1\t3\t8", "goods_received@01\trice\tp-1\t3\t8",
                             "goods_received@\trice\tp-1\t3\t8", "goods_received@1@1\trice\tp-1\t3\t8",
                             "goods_sold@1\trice\tp-1\t3\t8", " goods_received\trice\tp-1\t3\t8"})
        CHECK_MESSAGE(!read(line), line);
}

TEST_CASE("a chain of upcasts brings every earlier form up to date, kind by kind") {
    // Version 1 had no `by`; version 2 counted in dozens.
    static constexpr events::upcast upcasts[] = {
        {"goods_received", [](std::vector<std::string>& f) { f.insert(f.begin() + 1, "unknown"); }},
        {"goods_arrived", [](std::vector<std::string>& f) { f[0] += "!"; }},
        {"goods_received", [](std::vector<std::string>& f) { f[2] = std::to_string(12 * std::stoi(f[2])); }}};
    CHECK(events::write_event(received, event_words, upcasts) == "goods_received@3\trice\tp-1\t3\t8");
    CHECK(read("goods_received@3\trice\tp-1\t3\t8", upcasts) == received);
    CHECK(read("goods_received@2\tri\\tce\tp-1\t2\t8", upcasts) ==
          shop::event{shop::goods_received{{"ri\tce", "p-1", 24}, 8}});
    const shop::event first = shop::goods_received{{"rice", "unknown", 12}, 8};
    CHECK(read("goods_received@1\trice\t1\t8", upcasts) == first);
    CHECK(read("goods_received\trice\t1\t8", upcasts) == first);
    CHECK(read("goods_arrived@1\trice\tp-1\tcorn\t1", upcasts) ==
          shop::event{shop::goods_arrived{"rice!", "p-1", "corn", 1}});
    CHECK(read("goods_repacked\trice\tp-1\tcorn\t1", upcasts).has_value());
    CHECK_FALSE(read("goods_received@4\trice\tp-1\t3\t8", upcasts));
    CHECK_FALSE(read("goods_received@2\tri\\ce\tp-1\t2\t8", upcasts));
}

TEST_SUITE_END();
