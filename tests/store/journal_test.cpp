#include <qaidam/store/sqlite_journal.hpp>

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include "feed.hpp"

TEST_SUITE_BEGIN("store/journal");

namespace {

class maker {
public:
    static constexpr int rounds = 8;
    qaidam::events::set_clock clock{qaidam::calendar::utc_time{{2022, 1, 10}}};
    qaidam::events::journal& journal() {
        if (!journal_)
            journal_.emplace(folder_ / "a.journal", qaidam::store::sqlite_options{.clock = &clock});
        return *journal_;
    }
    void reopen() {
        journal_.reset();
        journal();
    }

private:
    test::folder folder_;
    std::optional<qaidam::store::sqlite_journal> journal_;
};

} // namespace

#include "events/text_cases.hpp"

TEST_CASE("what was erased is in no byte of the file or its WAL") {
    const test::folder folder;
    const auto file = folder / "a.journal";
    test::random random;
    const auto bytes_of_files = [&] {
        std::string all;
        for (const auto* end : {"", "-wal"}) {
            std::ifstream in{file.string() + end, std::ios::binary};
            all.append(std::istreambuf_iterator<char>{in}, {});
        }
        return all;
    };
    store::sqlite_journal j{file}, other{file};
    auto& texts = j.texts();
    struct secret {
        std::string word;
        int person;
        bool erased = false;
    };
    std::vector<secret> secrets;
    std::vector<text> some;
    int looked_for = 0;
    for (int i = 0; i < 1500; ++i) {
        std::string word = "secret" + std::to_string(i);
        for (int n = 0; n < 12; ++n) word += static_cast<char>(random.between('a', 'z'));
        secrets.push_back({word, random.between(0, 9)});
        for (int n = random.one_in(20) ? random.between(10, 300) : random.between(0, 4); n > 0; --n)
            word += secrets.back().word; // several pages, now and then
        const auto person = "p" + std::to_string(secrets.back().person);
        some.push_back({key{std::to_string(random.between(0, 1'000'000)) + "-" + std::to_string(i)},
                        key{person},
                        {word, word}});
        if (i % 10 != 9) continue;
        texts.put(some);
        some.clear();
        if (random.one_in(10)) j.keep_snapshot({"desk", 1, {}, {word, std::string(9000, 's')}});
        if (i % 300 != 299) continue;
        CHECK(other.texts().read_records({}, 1).texts.size() == 1); // whoever read before is no obstacle
        const auto gone = random.between(0, 9);
        texts.erase(key{"p" + std::to_string(gone)}, visit);
        const auto all = bytes_of_files();
        for (auto& s : secrets) {
            s.erased = s.erased || s.person == gone;
            CHECK_MESSAGE((all.find(s.word) == all.npos) == s.erased, s.word);
            looked_for += s.erased;
        }
    }
    CHECK(looked_for > 100);
    const test::folder there;
    const auto copy = there / "b.journal";
    static_cast<void>(j.backup(copy));
    std::ifstream in{copy, std::ios::binary};
    const std::string all{std::istreambuf_iterator<char>{in}, {}};
    for (const auto& s : secrets) CHECK_MESSAGE((all.find(s.word) == all.npos) == s.erased, s.word);
}

TEST_CASE("a snapshot that is being kept where texts are erased, or snapshots dropped, leaves no part") {
    const test::folder folder;
    const auto file = folder / "a.journal";
    store::sqlite_journal j{file}, other{file};
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
    const auto parts_there = [&] {
        sqlite3_stmt* all = nullptr;
        REQUIRE(sqlite3_prepare_v2(db, "select count(*) from snapshot_parts", -1, &all, nullptr) ==
                SQLITE_OK);
        REQUIRE(sqlite3_step(all) == SQLITE_ROW);
        const auto count = sqlite3_column_int(all, 0);
        sqlite3_finalize(all);
        return count;
    };
    const snapshot s{"desk", 1, {}, std::vector<std::string>(160, std::string(50'000, 's'))};
    int erased_amid = 0, dropped_amid = 0;
    for (int round = 0; erased_amid < 2 || dropped_amid < 2; ++round) {
        REQUIRE(round < 200);
        std::thread keeping{[&] { j.keep_snapshot(s); }};
        while (parts_there() == 0) std::this_thread::yield();
        const bool erases = round % 2 == 0;
        erases ? static_cast<void>(other.texts().erase("p", visit)) : other.drop_snapshots();
        keeping.join();
        if (const auto kept = j.find_snapshot("desk")) {
            CHECK(*kept == s); // it had come to its end before
        } else {
            CHECK(parts_there() == 0);
            ++(erases ? erased_amid : dropped_amid);
        }
        j.drop_snapshots();
    }
    sqlite3_close(db);
}

TEST_CASE("texts are read by who may write only: that they were read could not be kept") {
    const test::folder folder;
    store::sqlite_journal{folder / "a.journal"}.texts().put(text{"a", "p", {"x"}});
    store::sqlite_journal j{folder / "a.journal", {.read_only = true}};
    CHECK(code_of([&] { static_cast<void>(j.texts().read("a", visit)); }) == "journal_read_only");
    CHECK(j.texts().list_accesses("p").empty());
}

TEST_CASE("a reader that does not end keeps an erasure from its end, which is told") {
    const test::folder folder;
    const auto file = folder / "a.journal";
    store::sqlite_journal j{file, {.busy_time = 50ms}};
    j.texts().put(text{"a", "p", {"x"}});
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
    REQUIRE(sqlite3_exec(db, "begin; select * from texts", nullptr, nullptr, nullptr) == SQLITE_OK);
    CHECK(code_of([&] { j.texts().erase("p", visit); }) == "journal_busy");
    CHECK(j.texts().read("a", visit).state == text_state::erased);
    sqlite3_close(db);
    CHECK(j.texts().erase("p", visit).texts == 0);
    CHECK(std::filesystem::file_size(file.string() + "-wal") == 0);
}

TEST_CASE("two journals on one file are one journal") {
    const test::folder folder;
    store::sqlite_journal one{folder / "a.journal"}, two{folder / "a.journal"};
    append(one, {{"a", 0, {"1"}}}, "k1");
    CHECK(two.find("k1") == appended_range{0, 1});
    CHECK(append(two, {{"a", 0, {"1"}}}, "k1") == appended_range{0, 1});
    CHECK(why_refused(two, {{"a", 0, {"2"}}}, "k2") ==
          "stream a has 1 events, want 0; read it again and retry");
    append(two, {{"a", 1, {"2"}}}, "k2");
    CHECK(text_of(one.read(0, 9)) == "0 a 1 1 | 1 a 2 2");
    CHECK(one.head() == two.head());
    std::atomic<bool> came = false;
    std::thread waiting{[&] { came = one.wait_for(2, 60'000ms); }};
    append(two, {{"a", 2, {"3"}}}, "k3");
    waiting.join();
    CHECK(came);
    CHECK_FALSE(verify(one));
}

TEST_CASE("a journal is opened while others write") {
    const test::folder folder;
    store::sqlite_journal j{folder / "a.journal"};
    std::atomic<bool> done = false;
    std::thread writing{[&] {
        for (std::uint64_t i = 0; !done; ++i) append(j, {{"a", i, {"1"}}}, std::to_string(i).c_str());
    }};
    std::string why;
    try {
        for (int i = 0; i < 150; ++i) store::sqlite_journal{folder / "a.journal"};
    } catch (const data_error& e) {
        why = to_string(*e.why().begin());
    }
    done = true;
    writing.join();
    CHECK(why == "");
}

TEST_CASE("a backup is a journal, made while others write") {
    const test::folder folder;
    store::sqlite_journal j{folder / "a.journal"};
    for (int i = 0; i < 50; ++i)
        append(j, {{"a", static_cast<std::uint64_t>(i), {"1"}}}, std::to_string(i).c_str());
    std::thread writing{[&] {
        for (int i = 50; i < 150; ++i)
            append(j, {{"a", static_cast<std::uint64_t>(i), {"1"}}}, std::to_string(i).c_str());
    }};
    const auto head = j.backup(folder / "b.journal");
    writing.join();
    CHECK(head.size >= 50);
    CHECK_FALSE(std::filesystem::exists(folder / "b.journal-wal"));
    {
        const store::sqlite_journal looked{folder / "b.journal", {.read_only = true}};
        CHECK(looked.head() == head);
        CHECK_FALSE(verify(looked, head));
    }
    CHECK_FALSE(verify(j, head));
    // It is written to as any other, and known keys stay known.
    store::sqlite_journal b{folder / "b.journal"};
    CHECK(append(b, {{"a", 0, {"1"}}}, "0") == appended_range{0, 1});
    append(b, {{"b", 0, {"1"}}}, "more");
    CHECK(b.head().size == head.size + 1);
    CHECK_THROWS_WITH_AS(static_cast<void>(j.backup(folder / "b.journal")),
                         doctest::Contains("the file exists and is not overwritten"), data_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(j.backup(folder / "none/b.journal")),
                         doctest::Contains("cannot be opened"), data_error);
}

TEST_CASE("the name of a journal stays what it was where the process goes to another folder") {
    const test::folder folder;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(folder);
    store::sqlite_journal j{"a.journal"};
    std::filesystem::current_path(before);
    append(j, {{"a", 0, {"1"}}}, "k1");
    CHECK(j.head().size == 1);
    CHECK(std::filesystem::exists(folder / "a.journal"));
}

TEST_SUITE_END();
