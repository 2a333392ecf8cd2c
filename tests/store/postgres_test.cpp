#include <qaidam/postgres/postgres_journal.hpp>
#include <qaidam/store/sqlite_journal.hpp>

#include <doctest/doctest.h>

#include "feed.hpp"
#include "store/postgres_server.hpp"

TEST_SUITE_BEGIN("postgres/journal");

namespace {

/// Journals of one database, each by a name of its own. Without a server they are in memory, and the program ends as
/// skipped.
class maker {
public:
    static constexpr int rounds = 4;
    qaidam::events::set_clock clock{qaidam::calendar::utc_time{{2022, 1, 10}}};
    qaidam::events::journal& journal() {
        if (!journal_ && test::postgres() != nullptr)
            journal_ = std::make_unique<qaidam::store::postgres_journal>(
                test::postgres()->uri(), name_, qaidam::store::postgres_options{.clock = &clock});
        if (!journal_)
            journal_ = std::make_unique<qaidam::events::memory_journal>(
                qaidam::events::journal_options{.clock = &clock});
        return *journal_;
    }
    void reopen() {
        if (test::postgres() != nullptr) journal_.reset();
        journal();
    }

private:
    static inline int count_ = 0;
    std::string name_ = "日志 " + std::to_string(++count_);
    std::unique_ptr<qaidam::events::journal> journal_;
};

} // namespace

#include "events/journal_cases.hpp"

TEST_CASE("two journals of one name are one journal; those of other names know nothing of it") {
    if (test::postgres() == nullptr) return;
    const auto uri = test::postgres()->uri();
    store::postgres_journal one{uri, "shared"}, two{uri, "shared"}, other{uri, "other"};
    append(one, {{"a", 0, {"1"}}}, "k1");
    CHECK(two.find("k1") == appended_range{0, 1});
    CHECK(append(two, {{"a", 0, {"1"}}}, "k1") == appended_range{0, 1});
    CHECK(why_refused(two, {{"a", 0, {"2"}}}, "k2") ==
          "stream a has 1 events, want 0; read it again and retry");
    append(two, {{"a", 1, {"2"}}}, "k2");
    CHECK(text_of(one.read(0, 9)) == "0 a 1 1 | 1 a 2 2");
    CHECK(one.head() == two.head());
    CHECK(other.head() == journal_head{});
    CHECK_FALSE(other.find("k1"));
    CHECK(append(other, {{"a", 0, {"x"}}}, "k1") == appended_range{0, 1});
    CHECK(other.version("a") == 1);
    CHECK_FALSE(verify(one));
    CHECK_FALSE(verify(other));
}

TEST_CASE("who waits for a position is told of what another connection appends") {
    if (test::postgres() == nullptr) return;
    const auto uri = test::postgres()->uri();
    store::postgres_journal one{uri, "waited for"}, two{uri, "waited for"};
    std::vector<std::thread> waiting;
    std::atomic<int> came = 0;
    for (int i = 0; i < 4; ++i)
        waiting.emplace_back([&, i] {
            if (one.wait_for(static_cast<std::uint64_t>(i) * 5, 60'000ms)) ++came;
        });
    for (int i = 0; i < 20; ++i)
        append(two, {{"a", static_cast<std::uint64_t>(i), {"1"}}}, std::to_string(i).c_str());
    for (auto& t : waiting) t.join();
    CHECK(came == 4);
    CHECK_FALSE(one.wait_for(20, 10ms));
}

TEST_CASE("a journal moves from SQLite to PostgreSQL and back with its digests and keys") {
    if (test::postgres() == nullptr) return;
    test::random random;
    for (int round = 0; round < 3; ++round) {
        const test::folder folder;
        set_clock clock{calendar::utc_time{{2022, 1, 10}}};
        model wanted;
        store::sqlite_journal file{folder / "a.journal", {.clock = &clock}};
        grow(file, wanted, clock, random, 60);
        store::postgres_journal served{
            test::postgres()->uri(), "moved " + std::to_string(round), {.clock = &clock}};
        CHECK(copy_journal(file, served) == file.head());
        compare(served, wanted);
        grow(served, wanted, clock, random, 60);
        store::sqlite_journal back{folder / "b.journal", {.clock = &clock}};
        CHECK(copy_journal(served, back) == served.head());
        compare(back, wanted);
        CHECK(copy_journal(served, file) == served.head()); // only what is new
        compare(file, wanted);
        CHECK_FALSE(verify(served, back.head()));
    }
}

TEST_CASE("a journal of more events than one statement takes is copied whole") {
    if (test::postgres() == nullptr) return;
    memory_journal from;
    for (int i = 0; i < 30; ++i) {
        addition many{key{"s" + std::to_string(i % 7)}, from.version(key{"s" + std::to_string(i % 7)}), {}};
        for (int e = 0; e < 400; ++e) many.events.push_back(std::to_string(i) + " " + std::to_string(e));
        from.append(std::vector{many}, key{std::to_string(i)});
    }
    store::postgres_journal to{test::postgres()->uri(), "large"};
    CHECK(copy_journal(from, to) == from.head());
    CHECK_FALSE(verify(to, from.head()));
    CHECK(to.version("s0") == from.version("s0"));
}

TEST_CASE("what does not fit into the server's rows is an error of the caller") {
    if (test::postgres() == nullptr) return;
    const auto uri = test::postgres()->uri();
    CHECK_THROWS_AS(store::postgres_journal(uri, ""), std::invalid_argument);
    CHECK_THROWS_AS(store::postgres_journal(uri, std::string(201, 'a')), std::invalid_argument);
    CHECK_THROWS_AS(store::postgres_journal(uri, "\xff"), std::invalid_argument);
    CHECK_THROWS_AS(store::postgres_journal(uri, std::string_view{"a\0b", 3}), std::invalid_argument);
    CHECK_THROWS_AS(store::postgres_journal(uri, "a", {.attempts = 0}), std::invalid_argument);
    store::postgres_journal j{uri, std::string(200, 'j')};
    test::random random;
    std::string longest;
    while (longest.size() < 2000)
        longest += static_cast<char>(random.between(0, 255)); // as hard to pack as can be
    CHECK(j.append(std::vector<addition>{{key{longest}, 0, {"1"}}}, key{longest}) == appended_range{0, 1});
    CHECK_THROWS_AS(j.append(std::vector<addition>{{key{longest + "x"}, 0, {"1"}}}, "k"),
                    std::invalid_argument);
    CHECK_THROWS_AS(j.append({}, key{longest + "x"}), std::invalid_argument);
    CHECK_FALSE(verify(j));
}

TEST_CASE("an append of a thousand events, and one of ten megabytes, is one append") {
    if (test::postgres() == nullptr) return;
    store::postgres_journal j{test::postgres()->uri(), "many"};
    const std::vector<std::string> thousand(1000, "x");
    CHECK(j.append(std::vector<addition>{{"a", 0, thousand}}, "k1") == appended_range{0, 1000});
    CHECK(j.append(std::vector<addition>{{"a", 1000, {std::string(10'000'000, 'y')}}}, "k2") ==
          appended_range{1000, 1});
    CHECK(j.read(1000, 1).front().bytes.size() == 10'000'000);
    CHECK_FALSE(verify(j));
}

TEST_SUITE_END();
