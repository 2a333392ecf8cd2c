#include <qaidam/base/shared.hpp>

#include <algorithm>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include <qaidam/base/id.hpp>

#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("base/shared");

using qaidam::list_memory;
using qaidam::shared_list;
using qaidam::shared_value;
using qaidam::shared_vector;

TEST_CASE("a shared value is one until a copy is changed") {
    shared_value<std::string> one{"as it was"};
    auto other = one;
    CHECK(&*one == &*other);
    other.write() += " and more";
    CHECK(*one == "as it was");
    CHECK(*other == "as it was and more");
    const auto* const at = &*other;
    other.write() = "alone";
    CHECK(&*other == at); // nobody else has it
    CHECK(one == shared_value<std::string>{"as it was"});
    CHECK_FALSE(one == other);
    CHECK(sizeof one == sizeof(void*));
}

TEST_CASE("copies of shared vectors are changed each by itself, as vectors are") {
    test::random random;
    struct both {
        shared_vector<std::string> shared;
        std::vector<std::string> plain;
    };
    std::vector<both> all(1);
    for (int i = 0; i < 20'000; ++i) {
        auto& some = all[static_cast<std::size_t>(random.between(0, static_cast<int>(all.size()) - 1))];
        if (random.one_in(50)) {
            const auto copy = some;
            if (all.size() < 8)
                all.push_back(copy);
            else
                all[static_cast<std::size_t>(random.between(0, 7))] = copy;
        } else if (some.plain.empty() || random.one_in(3)) {
            some.shared.push_back(std::to_string(i));
            some.plain.push_back(std::to_string(i));
        } else {
            const auto at =
                static_cast<std::size_t>(random.between(0, static_cast<int>(some.plain.size()) - 1));
            some.shared.write(at) = std::to_string(i);
            some.plain[at] = std::to_string(i);
        }
    }
    for (const auto& some : all) {
        REQUIRE(some.shared.size() == some.plain.size());
        CHECK(std::equal(some.shared.begin(), some.shared.end(), some.plain.begin()));
        CHECK(some.shared == shared_vector<std::string>{some.plain});
    }
    CHECK(all[0].plain.size() > 100);
}

TEST_CASE("copies are read and changed on different threads") {
    shared_vector<int> first(10'000, 1);
    std::vector<std::thread> threads;
    std::vector<long> sums(4);
    for (std::size_t k = 0; k < sums.size(); ++k)
        threads.emplace_back([copy = first, &sum = sums[k]]() mutable {
            for (std::size_t i = 0; i < copy.size(); i += 3) copy.write(i) = 2;
            sum = std::accumulate(copy.begin(), copy.end(), 0L);
        });
    for (std::size_t i = 1; i < first.size(); i += 3) first.write(i) = 3;
    for (auto& t : threads) t.join();
    for (const auto sum : sums) CHECK(sum == 10'000 + 3334);
    CHECK(std::accumulate(first.begin(), first.end(), 0L) == 10'000 + 2 * 3333);
}

TEST_CASE("a registry of shared records finds by key what was added to its copy alone") {
    struct pear {
        qaidam::key key;
        int weight = 0;
    };
    qaidam::registry<qaidam::id<struct pear_tag>, pear, shared_vector> one;
    for (int i = 0; i < 1000; ++i) one.add({.key = std::to_string(i), .weight = i});
    auto other = one;
    const auto added = other.add({.key = "more", .weight = 7});
    other.update(other.id_of("500"), [](pear& p) { p.weight = -1; });
    CHECK(other.find("more") == added);
    CHECK_FALSE(one.find("more"));
    CHECK(one["500"].weight == 500);
    CHECK(other["500"].weight == -1);
    CHECK(&one["900"] == &other["900"]);
}

TEST_CASE("what was moved from is as it is to begin with, and an empty vector") {
    shared_value<std::string> one{"text"};
    const auto other = std::move(one);
    CHECK(*other == "text");
    CHECK(one->empty());
    CHECK(one == shared_value<std::string>{});
    auto third = one;
    third.write() += "more";
    CHECK(one->empty());
    CHECK(*third == "more");
    shared_vector<int> all(1000, 7);
    const auto taken = std::move(all);
    CHECK(taken.size() == 1000);
    CHECK(all.empty());
    CHECK(all.size() == 0);
    CHECK(all.begin() == all.end());
    all.push_back(1);
    CHECK(all.size() == 1);
}

TEST_CASE("records are taken out of a registry, and out of no copy of it") {
    struct thing {
        qaidam::key key;
        int value = 0;
        bool operator==(const thing&) const = default;
    };
    using thing_id = qaidam::id<struct thing_tag>;
    test::random random;
    for (const int share : {1, 2, 7, 1000}) {
        qaidam::registry<thing_id, thing, shared_vector> all;
        qaidam::registry<thing_id, thing> kept;
        std::vector<bool> gone;
        for (int i = 0; i < 500; ++i) {
            REQUIRE(all.add({qaidam::key{std::to_string(i)}, i}));
            gone.push_back(random.one_in(share));
            if (!gone.back()) kept.add({qaidam::key{std::to_string(i)}, i});
        }
        const auto before = all;
        all.erase_if([&](thing_id i) { return gone[i.value()]; });
        REQUIRE(all.size() == kept.size());
        for (int i = 0; i < 500; ++i) {
            const auto k = std::to_string(i);
            CHECK(all.find(k) == kept.find(k));
            CHECK(before[*before.find(k)].value == i);
            if (all.find(k)) CHECK(all[*all.find(k)].value == i);
        }
        CHECK(all.add({qaidam::key{"another"}, 0}));
        CHECK(all.size() == kept.size() + 1);
    }
}

TEST_CASE("copies of shared lists are changed each by itself, as vectors are") {
    test::random random;
    struct both {
        shared_list<std::string> shared;
        std::vector<std::string> plain;
    };
    list_memory memory;
    std::vector<both> all(8);
    for (int i = 0; i < 20'000; ++i) {
        const auto any = [&] { return static_cast<std::size_t>(random.between(0, 7)); };
        auto& some = all[any()];
        switch (random.between(0, 4)) {
        case 0: some = all[any()]; break;
        case 1: some = std::exchange(all[any()], {}); break;
        case 2: {
            some.plain.assign(static_cast<std::size_t>(random.between(0, 9)), std::to_string(i));
            some.shared = random.one_in(2)
                              ? shared_list<std::string>{some.plain}
                              : shared_list<std::string>{std::span{std::as_const(some.plain)}, memory};
            break;
        }
        case 3:
            some.shared.push_back(std::to_string(i));
            some.plain.push_back(std::to_string(i));
            break;
        default:
            if (some.plain.empty()) break;
            const auto at =
                static_cast<std::size_t>(random.between(0, static_cast<int>(some.plain.size()) - 1));
            some.shared[at] = std::to_string(i);
            some.plain[at] = std::to_string(i);
        }
    }
    for (const auto& some : all) {
        REQUIRE(some.shared.size() == some.plain.size());
        CHECK(static_cast<std::vector<std::string>>(some.shared) == some.plain);
        CHECK(some.shared == shared_list<std::string>{some.plain});
    }
}

TEST_CASE("copies of a shared list are one until one of them is changed") {
    const shared_list<int> one{1, 2, 3};
    auto other = one;
    CHECK(std::as_const(other).data() == one.data());
    other.back() = 4;
    CHECK(one.back() == 3);
    CHECK(other == shared_list<int>{1, 2, 4});
    CHECK_THROWS_AS((void)one.at(3), std::out_of_range);
    other.clear();
    CHECK(other.empty());
    CHECK(other == shared_list<int>{});
}

TEST_CASE("lists that are made with one memory live on without it, each by itself") {
    std::vector<shared_list<std::size_t>> all;
    {
        list_memory memory;
        for (std::size_t n = 0; n < 3000; ++n) all.emplace_back(n, n, memory); // several large blocks
    }
    for (std::size_t n = 0; n < all.size(); n += 2) all[n].clear();
    for (std::size_t n = 1; n < all.size(); n += 2) {
        REQUIRE(all[n].size() == n);
        CHECK(std::count(all[n].begin(), all[n].end(), n) == static_cast<std::ptrdiff_t>(n));
    }
}

TEST_CASE("copies of a shared list may be changed on several threads") {
    const shared_list<int> start(std::vector<int>(1000));
    std::vector<shared_list<int>> copies(4, start);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < copies.size(); ++t)
        threads.emplace_back([&copies, t] {
            for (int n = 0; n < 100; ++n) {
                auto copy = copies[t];
                copy[static_cast<std::size_t>(n)] = static_cast<int>(t);
                copies[t] = copy;
            }
        });
    for (auto& t : threads) t.join();
    for (std::size_t t = 0; t < copies.size(); ++t)
        CHECK(std::accumulate(copies[t].begin(), copies[t].end(), 0) == static_cast<int>(100 * t));
    CHECK(std::accumulate(start.begin(), start.end(), 0) == 0);
}

TEST_SUITE_END();
