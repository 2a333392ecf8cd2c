#include <qaidam/postgres/postgres_journal.hpp>
#include <qaidam/store/sqlite_journal.hpp>

#include <filesystem>
#include <fstream>
#include <set>

#include <doctest/doctest.h>

#include "feed.hpp"
#include "store/postgres.hpp"

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

#include "events/text_cases.hpp"

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

    auto& texts = j.texts();
    const key longer{longest + "x"};
    texts.put(text{key{longest}, key{longest}, {"x"}});
    CHECK(texts.read(key{longest}, {longer, longer.text()}).words.zh == "x");
    CHECK(texts.erase(key{longest}, {longer, longer.text()}).texts == 1);
    j.keep_snapshot({key{longest}, 1, {}, {"x"}});
    CHECK(j.find_snapshot(key{longest}));
    CHECK_FALSE(j.find_snapshot(longer));
    CHECK(texts.read(longer, visit).state == text_state::unknown);
    CHECK(code_of([&] { texts.put(text{longer, "p", {"x"}}); }) == "invalid_argument");
    CHECK(code_of([&] { texts.put(text{"k", longer, {"x"}}); }) == "invalid_argument");
    CHECK(code_of([&] { texts.erase(longer, visit); }) == "invalid_argument");
    CHECK(code_of([&] { j.keep_snapshot({longer, 1, {}, {}}); }) == "invalid_argument");
    CHECK(code_of([&] { texts.restore({{{{longer, "p", {}}, {}}}, {}, {}}); }) == "invalid_argument");
    CHECK(code_of([&] { texts.restore({{{{"k", longer, {}}, {}}}, {}, {}}); }) == "invalid_argument");
    CHECK(code_of([&] { texts.restore({{}, {{"k", longer, visit, {}}}, {}}); }) == "invalid_argument");
    CHECK(code_of([&] { texts.restore({{}, {}, {{longer, visit, {}, 0}}}); }) == "invalid_argument");
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

namespace {

/// The words that begin with "secret", 30 bytes of each, in the files of the server but for those of its WAL.
std::set<std::string> find_secrets() {
    auto& server = *test::postgres();
    server.sql("checkpoint");
    std::set<std::string> found;
    std::error_code gone;
    for (std::filesystem::recursive_directory_iterator at{server.data()}, end; at != end;
         at.increment(gone)) {
        if (at->path().filename() == "pg_wal") at.disable_recursion_pending();
        const auto size = at->is_regular_file(gone) ? at->file_size(gone) : 0;
        if (gone) continue; // deleted just now
        std::string bytes(size, '\0');
        std::ifstream{at->path(), std::ios::binary}.read(bytes.data(), static_cast<std::streamsize>(size));
        for (auto i = bytes.find("secret"); i != bytes.npos; i = bytes.find("secret", i + 1))
            found.insert(bytes.substr(i, 30));
    }
    return found;
}
bool has(const std::set<std::string>& found, const std::string& word) {
    const auto at = found.lower_bound(word);
    return at != found.end() && at->starts_with(word);
}

std::unique_ptr<PGconn, void (*)(PGconn*)> connect(const std::string& database) {
    return {PQconnectdb(test::postgres()->uri(database).c_str()), PQfinish};
}

} // namespace

TEST_CASE("what was erased is in no file of the server but its WAL") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create database erasing");
    test::random random;
    store::postgres_journal j{server.uri("erasing"), "a"}, other{server.uri("erasing"), "b"};
    auto& texts = j.texts();
    struct secret {
        std::string word;
        int person;
        bool erased = false;
    };
    std::vector<secret> secrets;
    std::vector<text> some;
    std::size_t found_before = 0, looked_for = 0;
    const auto find_all = [&] {
        const auto all = find_secrets();
        std::size_t found = 0;
        for (const auto& s : secrets) {
            const bool there = has(all, s.word);
            CHECK_MESSAGE(there != s.erased, s.word);
            found += there;
        }
        return found;
    };
    other.texts().put(text{"note", "p0", {"secret of another journal"}});
    for (int i = 0; i < 900; ++i) {
        std::string word = "secret" + std::to_string(i);
        for (int n = 0; n < 12; ++n) word += static_cast<char>(random.between('a', 'z'));
        secrets.push_back({word, random.between(0, 9)});
        // Beside the row, now and then; and what can be packed would not be found.
        for (int n = random.one_in(20) ? random.between(2000, 20'000) : random.between(0, 99); n > 0; --n)
            word += static_cast<char>(random.between(0, 255));
        some.push_back({key{std::to_string(random.between(0, 1'000'000)) + "-" + std::to_string(i)},
                        key{"p" + std::to_string(secrets.back().person)},
                        {word, word}});
        if (i % 10 != 9) continue;
        texts.put(some);
        some.clear();
        if (random.one_in(10)) j.keep_snapshot({"desk", 1, {}, {word, std::string(9000, 's')}});
        if (i % 300 != 299) continue;
        server.sql("analyze", "erasing"); // as the server does by itself now and then
        found_before += find_all();
        const auto gone = random.between(0, 9);
        texts.erase(key{"p" + std::to_string(gone)}, visit);
        for (auto& s : secrets) {
            s.erased = s.erased || s.person == gone;
            looked_for += s.erased;
        }
        find_all();
    }
    CHECK(looked_for > 50);
    CHECK(has(find_secrets(), "secret of another journal"));
    CHECK(other.texts().read("note", visit).words.zh == "secret of another journal");
    MESSAGE(found_before << " texts found in the files before erasures, of " << looked_for
                         << " nothing after");
}

TEST_CASE("somebody who still sees what is erased keeps an erasure from its end, which is told") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create database seen");
    store::postgres_journal j{server.uri("seen"), "a", {.busy_time = 50ms}};
    auto& texts = j.texts();
    const std::string word = "secret 7421";
    texts.put(text{"a", "p", {word}});
    const auto other = connect("seen"), elsewhere = connect("postgres");
    // One sees rows as they were, one reads the table and goes on; one writes in another database.
    for (const auto& [who, begin] :
         {std::pair{other.get(), "begin isolation level repeatable read; select 1"},
          {other.get(), "begin; select zh from qaidam.texts"},
          {elsewhere.get(), "begin; select pg_current_xact_id()"}}) {
        PQclear(PQexec(who, begin));
        CHECK(code_of([&] { texts.erase("p", visit); }) == "journal_busy");
        CHECK(texts.read("a", visit).state == text_state::erased);
        CHECK(has(find_secrets(), word));
        PQclear(PQexec(who, "rollback"));
    }
    CHECK(texts.erase("p", visit).texts == 0);
    CHECK_FALSE(has(find_secrets(), word));
}

TEST_CASE("appends do not wait for who holds the texts") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create database held");
    store::postgres_journal one{server.uri("held"), "a"}, two{server.uri("held"), "a", {.busy_time = 1000ms}};
    one.texts().put(text{"a", "p", {"x"}});
    const auto other = connect("held");
    PQclear(PQexec(other.get(), "begin; lock table qaidam.texts"));
    std::atomic<bool> kept = false;
    std::thread keeping{[&] {
        one.texts().put(text{"b", "p", {"y"}});
        kept = true;
    }};
    while (server.sql("select count(*) from pg_locks where not granted") == "0")
        std::this_thread::sleep_for(5ms);
    append(one, {{"a", 0, {"1"}}}, "k1");
    append(two, {{"a", 1, {"2"}}}, "k2");
    CHECK(code_of([&] { two.texts().put(text{"c", "p", {"z"}}); }) == "journal_busy");
    CHECK_FALSE(kept);
    PQclear(PQexec(other.get(), "commit"));
    keeping.join();
    CHECK(two.texts().read("b", visit).words.zh == "y");
    CHECK(two.head().size == 2);
}

TEST_CASE("records of texts are numbered without holes, whoever keeps them at the same time") {
    if (test::postgres() == nullptr) return;
    const auto uri = test::postgres()->uri();
    store::postgres_journal one{uri, "numbered"}, two{uri, "numbered"};
    constexpr int threads = 4, rounds = 30;
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t)
        all.emplace_back([&, t] {
            auto& texts = (t % 2 == 0 ? one : two).texts();
            const auto person = key{std::to_string(t)};
            for (int i = 0; i < rounds; ++i) {
                const key name{std::to_string(t) + "-" + std::to_string(i)};
                texts.put(text{name, person, {name.text()}});
                texts.put(text{"of all", "", {"same"}});
                static_cast<void>(texts.read(name, visit));
            }
            texts.erase(person, visit);
        });
    for (auto& t : all) t.join();
    const auto records = one.texts().read_records({}, 9999); // which looks for holes
    CHECK(records.texts.size() == threads * rounds + 1);
    CHECK(records.accesses.size() == threads * rounds);
    CHECK(records.erasures.size() == threads);
    for (const auto& e : records.erasures) CHECK(e.texts == rounds);
}

TEST_CASE("more texts than one statement takes are kept, copied and read whole") {
    if (test::postgres() == nullptr) return;
    const auto uri = test::postgres()->uri();
    store::postgres_journal from{uri, "large texts"}, to{uri, "their copy"};
    std::vector<text> some;
    for (int i = 0; i < 40; ++i)
        some.push_back(
            {key{"large " + std::to_string(i)}, "p", {std::string(1'000'000, static_cast<char>(i))}});
    for (int i = 0; i < 6000; ++i) some.push_back({key{std::to_string(i)}, "q", {"", std::to_string(i)}});
    const auto digests = from.texts().put(some);
    CHECK(from.texts().put(some) == digests);
    CHECK(from.texts().read("5999", visit).words.en == "5999"); // copied before the text that was read
    CHECK(copy_texts(from.texts(), to.texts()) == text_counts{6040, 1, 0});
    std::vector<key> keys;
    for (const auto& t : some) keys.push_back(t.key);
    const auto found = to.texts().read(keys, visit);
    REQUIRE(found.size() == some.size());
    for (std::size_t i = 0; i < some.size(); ++i) {
        CHECK(found[i].words == some[i].words);
        CHECK(found[i].digest == digests[i]);
    }
}

TEST_CASE("a snapshot that is not whole is none, and appends come in while one is kept") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create database kept");
    store::postgres_journal j{server.uri("kept"), "a"}, other{server.uri("kept"), "b"};
    const std::vector<std::string> parts(100, std::string(100'000, 'x'));
    const snapshot whole{"desk", 1, {}, parts};
    std::atomic<bool> done = false;
    std::thread keeping{[&] {
        j.keep_snapshot(whole);
        done = true;
    }};
    std::uint64_t appends = 0;
    for (; !done; ++appends) append(j, {{"a", appends, {"1"}}}, std::to_string(appends).c_str());
    keeping.join();
    CHECK(appends > 1);
    other.keep_snapshot(whole);
    CHECK(j.find_snapshot("desk") == whole);
    for (const auto* change :
         {"delete from qaidam.snapshot_parts where number = 7 and journal = 'a'",
          "update qaidam.snapshot_parts set bytes = 'y' where number = 7 and journal = 'a'",
          "update qaidam.snapshots set version = 2 where journal = 'a'",
          "insert into qaidam.snapshot_parts values ('a', 'desk', 100, 'x')"}) {
        j.keep_snapshot(whole);
        CHECK(j.find_snapshot("desk") == whole);
        server.sql(change, "kept");
        CHECK_FALSE(j.find_snapshot("desk"));
    }
    CHECK(other.find_snapshot("desk") == whole);
    j.texts().erase("p", visit);
    CHECK(other.find_snapshot("desk") == whole);
}

TEST_CASE("a snapshot that is being kept where texts are erased, or snapshots dropped, leaves no part") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create database disturbed");
    store::postgres_journal j{server.uri("disturbed"), "a"}, other{server.uri("disturbed"), "a"};
    const snapshot s{"desk", 1, {}, std::vector<std::string>(100, std::string(100'000, 's'))};
    const auto parts_there = [&] {
        return server.sql("select count(*) from qaidam.snapshot_parts", "disturbed");
    };
    int erased_amid = 0, dropped_amid = 0;
    for (int round = 0; erased_amid < 2 || dropped_amid < 2; ++round) {
        REQUIRE(round < 200);
        std::thread keeping{[&] { j.keep_snapshot(s); }};
        while (parts_there() == "0") std::this_thread::yield();
        const bool erases = round % 2 == 0;
        erases ? static_cast<void>(other.texts().erase("p", visit)) : other.drop_snapshots();
        keeping.join();
        if (const auto kept = j.find_snapshot("desk")) {
            CHECK(*kept == s); // it had come to its end before
        } else {
            CHECK(parts_there() == "0");
            ++(erases ? erased_amid : dropped_amid);
        }
        j.drop_snapshots();
    }
}

TEST_SUITE_END();
