#include <qaidam/base/file_path.hpp>
#include <qaidam/base/function_ref.hpp>

#include <filesystem>
#include <string>

#include <doctest/doctest.h>

using namespace qaidam;

namespace {

int twice(int n) {
    return 2 * n;
}

int call(function_ref<int(int)> f) {
    return f(21);
}

} // namespace

TEST_SUITE_BEGIN("base/function_ref");

TEST_CASE("a function_ref calls functions, pointers to them and objects") {
    int calls = 0;
    auto count = [&](int n) { return ++calls, n; };
    int (*const pointer)(int) = twice;
    CHECK(call(twice) == 42);
    CHECK(call(pointer) == 42);
    CHECK(call(count) == 21);
    CHECK(call([](int n) { return n + 1; }) == 22);
    CHECK(calls == 1);
}

TEST_CASE("a function_ref changes the object that it refers to, not a copy") {
    struct counter {
        int calls = 0;
        void operator()() { ++calls; }
    } c;
    const function_ref<void()> f{c};
    f();
    f();
    CHECK(c.calls == 2);
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("base/file_path");

TEST_CASE("a file_path is made of text and of a path of the standard library") {
    const auto text_of = [](const file_path& p) { return p.text(); };
    CHECK(text_of("feed/stops.txt") == "feed/stops.txt");
    CHECK(text_of(std::string{"feed"}) == "feed");
    CHECK(text_of(std::filesystem::path{"feed"} / "stops.txt") == "feed/stops.txt");
}

TEST_CASE("the name of a file_path is its last part") {
    CHECK(file_path{"feed/stops.txt"}.name() == "stops.txt");
    CHECK(file_path{"stops.txt"}.name() == "stops.txt");
    CHECK(file_path{"feed/"}.name().empty());
}

TEST_SUITE_END();
