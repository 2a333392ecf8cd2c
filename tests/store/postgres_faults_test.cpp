// What goes wrong with a server: it is killed, it closes connections, it says no.

#include <qaidam/events/events.hpp>
#include <qaidam/postgres/postgres_journal.hpp>

#include <atomic>
#include <thread>

#include <doctest/doctest.h>

#include "postgres/schema.hpp"
#include "postgres/text_queries.hpp"
#include "random.hpp"
#include "store/append_through.hpp"
#include "store/child.hpp"
#include "store/postgres.hpp"

TEST_SUITE_BEGIN("postgres/faults");

using namespace qaidam;
using namespace std::chrono_literals;

namespace {

/// The code and the message of what `use` throws; "" if it does not.
template <class Use>
std::pair<std::string, std::string> error_of(Use use) {
    try {
        use();
    } catch (const data_error& e) {
        const auto& n = *e.why().begin();
        CHECK_FALSE(to_string(n, language::zh).empty());
        return {std::string{n.rule->code}, to_string(n)};
    }
    return {};
}

template <class... Arguments>
std::pair<std::string, std::string> opening_error(const Arguments&... arguments) {
    return error_of([&] { const store::postgres_journal j{arguments...}; });
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != text.npos;
}

events::appended_range append_one(events::journal& j, std::uint64_t version, const std::string& k) {
    return j.append(std::vector<events::addition>{{"a", version, {k}}}, key{k});
}

constexpr const char* close_all = "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                                  " where application_name = 'qaidam'";

void kill_server(int times, const std::string& name) {
    auto& server = *test::postgres();
    test::random random;
    const auto kept = test::append_through(server.uri(), name, [&] {
        for (int i = 0; i < times; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds{random.between(50, 600)});
            server.kill();
            server.start();
        }
        std::this_thread::sleep_for(300ms);
    });
    CHECK(kept > 0);
    MESSAGE(times << " kills of the server");
}

/// A process that appends, and is killed at some time; the next goes on where it stopped.
void kill_writers(int kills, const std::string& name) {
    const auto uri = test::postgres()->uri();
    test::random random;
    std::uint64_t size = 0;
    int untold = 0;
    for (int i = 0; i < kills; ++i) {
        const test::child writer{[&](auto hear, auto say) {
            static_cast<void>(hear());
            store::postgres_journal j{uri, name};
            for (auto n = j.head().size;; ++n) {
                append_one(j, n, std::to_string(n));
                say(std::to_string(n + 1));
            }
        }};
        writer.say("go");
        auto acknowledged = size;
        for (int appends = random.between(0, 12); appends > 0; --appends)
            acknowledged = std::stoull(writer.hear());
        std::this_thread::sleep_for(std::chrono::microseconds{random.between(0, 30'000)});
        writer.kill();
        for (auto more = writer.hear(); !more.empty(); more = writer.hear()) acknowledged = std::stoull(more);
        // What it asked for last may be there, or still to come; who asks again learns, and it happens once.
        store::postgres_journal j{uri, name};
        untold += j.head().size > acknowledged ? 1 : 0;
        const auto again = append_one(j, acknowledged, std::to_string(acknowledged));
        REQUIRE(again == events::appended_range{acknowledged, 1});
        size = acknowledged + 1;
        REQUIRE(j.head().size == size);
        if (i % 20 == 0) REQUIRE_FALSE(events::verify(j));
    }
    const store::postgres_journal j{uri, name};
    CHECK(j.head().size == size);
    CHECK_FALSE(events::verify(j));
    MESSAGE(kills << " writers killed, " << size << " events, " << untold << " of them told to nobody");
}

} // namespace

TEST_CASE("a server that is killed in the middle of appends loses nothing that was acknowledged") {
    if (test::postgres() == nullptr) return;
    kill_server(4, "killed");
}

TEST_CASE("a hundred kills of the server lose nothing, of a thousand appends and more" * doctest::skip()) {
    if (test::postgres() == nullptr) return;
    kill_server(100, "killed often");
}

TEST_CASE("what a killed writer was told is on the server for the next") {
    if (test::postgres() == nullptr) return;
    kill_writers(15, "killed writers");
}

TEST_CASE("what half a thousand killed writers were told is on the server" * doctest::skip()) {
    if (test::postgres() == nullptr) return;
    kill_writers(500, "many killed writers");
}

TEST_CASE("connections that the server closes are made anew, and no append happens twice") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    test::append_through(server.uri(), "closed", [&] {
        for (int i = 0; i < 40; ++i) {
            std::this_thread::sleep_for(20ms);
            server.sql(close_all);
        }
    });
}

TEST_CASE("readers and those who wait go on where their connections were closed") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    store::postgres_journal j{server.uri(), "read"};
    append_one(j, 0, "k0");
    std::atomic<bool> came = false;
    std::thread waiting{[&] { came = j.wait_for(1, 60'000ms); }};
    for (int i = 0; i < 5; ++i) {
        server.sql(close_all);
        CHECK(j.head().size == 1);
        CHECK(j.read(0, 9).size() == 1);
        CHECK(j.find("k0"));
    }
    append_one(j, 1, "k1");
    waiting.join();
    CHECK(came);
}

TEST_CASE("copies go on where their connection was closed") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    events::memory_journal from;
    for (std::uint64_t i = 0; i < 2500; ++i) append_one(from, i, std::to_string(i));
    store::postgres_journal to{server.uri(), "copied"};
    std::atomic<bool> done = false;
    std::thread disturbing{[&] {
        while (!done) {
            server.sql(close_all);
            std::this_thread::sleep_for(200ms);
        }
    }};
    for (bool copied = false; !copied;) {
        try {
            const auto head = events::copy_journal(from, to); // a CHECK would keep what is thrown
            CHECK(head == from.head());
            copied = true;
        } catch (const data_error& e) { // the pauses were used up
            CHECK(*e.why().begin()->rule == store::codes::storage_failed);
        }
    }
    done = true;
    disturbing.join();
    CHECK_FALSE(events::verify(to, from.head()));
}

TEST_CASE("texts and snapshots go on where their connections were closed, and nothing is kept twice") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create database closed_texts"); // small, so that an erasure comes to its end
    store::postgres_journal j{server.uri("closed_texts"), "a", {.attempts = 1000}};
    auto& texts = j.texts();
    std::atomic<bool> done = false;
    std::thread disturbing{[&] {
        test::random random;
        while (!done) {
            server.sql(close_all);
            std::this_thread::sleep_for(std::chrono::milliseconds{random.between(5, 50)});
        }
    }};
    constexpr int rounds = 40;
    const events::purpose why{"clerk", "visit"};
    events::text_records restored;
    for (int i = 0; i < rounds; ++i) {
        const auto n = std::to_string(i);
        const auto voucher = texts.put(events::text{key{n}, key{i % 2 == 0 ? "p" : "q"}, {n}});
        CHECK(texts.read(key{n}, why) == events::text_found{events::text_state::kept, {n}, voucher});
        texts.restore({{{{key{"r" + n}, "q", {n}}, events::text_salt{}}}, {}, {{"r", why, {}, 7}}});
        if (i % 10 == 0) {
            const events::snapshot s{"desk", 1, {}, std::vector<std::string>(40, n)};
            j.keep_snapshot(s);
            CHECK(j.find_snapshot("desk") == s);
        }
        if (i % 20 == 0) texts.erase("p", why);
    }
    texts.erase("p", why);
    done = true;
    disturbing.join();
    const auto all = texts.read_records({}, 9999);
    CHECK(all.texts.size() == 2 * rounds);
    CHECK(all.accesses.size() >= rounds); // a second attempt is an access too
    CHECK(texts.list_erasures("r").size() == rounds);
    CHECK(texts.list_erasures("p").size() >= 3);
    for (int i = 0; i < rounds; ++i) {
        const auto state = i % 2 == 0 ? events::text_state::erased : events::text_state::kept;
        CHECK(texts.read(key{std::to_string(i)}, why).state == state);
    }
    CHECK_FALSE(j.find_snapshot("desk"));
}

TEST_CASE("texts that are restored a second time, since the first answer was lost, are there once") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    store::postgres_journal j{server.uri(), "restored"};
    const events::purpose why{"clerk", "visit"};
    j.texts().put(events::text{"before", "p", {"x"}});
    const events::text_records records{{{{"a", "p", {"x", "y"}}, events::text_salt{}}, {{"b", "p", {}}, {}}},
                                       {{"a", "p", why, {}}},
                                       {{"p", why, {}, 1}}};
    const store::pq::target target{server.uri()};
    store::pq::connection db{target, target.shown, 10s, 10s};
    const store::pq::queries of{"restored"};
    const store::pq::text_queries texts{of};
    for (int attempt = 1; attempt <= 3; ++attempt) {
        db.run("begin");
        texts.restore(db, records, attempt > 1);
        db.run("commit");
    }
    CHECK(j.texts().read_records({1, 0, 0}, 9) == records);
    CHECK(error_of([&] { j.texts().restore(records); }).first == "texts_differ");
    j.texts().put(events::text{"after", "p", {"x"}});
    db.run("begin");
    CHECK(error_of([&] { texts.restore(db, records, true); }).first == "texts_differ");
    db.run("rollback");
    const auto twice = events::text_records{{{{"c", "p", {}}, {}}, {{"c", "p", {}}, {}}}, {}, {}};
    CHECK(error_of([&] { j.texts().restore(twice); }).first == "texts_differ");
    CHECK(j.texts().read_records({}, 9).texts.size() == 4);
}

TEST_CASE("of commands that exclude each other one wins, whichever process they come from") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    constexpr int processes = 3, rounds = 60;
    const store::postgres_journal j{server.uri(), "race"};
    std::vector<pid_t> children;
    std::vector<std::string> files;
    for (int p = 0; p < processes; ++p) {
        files.push_back((server.folder() / ("race " + std::to_string(p))).string());
        const auto id = fork();
        if (id == 0) {
            std::string told;
            try {
                store::postgres_journal mine{server.uri(), "race"};
                for (int i = 0; i < rounds; ++i) {
                    const auto name = "race " + std::to_string(i);
                    const auto me = std::to_string(p) + " " + name;
                    try {
                        mine.append(std::vector<events::addition>{{key{name}, 0, {me}}}, key{me});
                        told += 'w';
                    } catch (const refused& e) {
                        told += *e.why().rule == events::codes::version_conflict ? 'c' : '?';
                    }
                }
            } catch (const std::exception& e) {
                told += e.what();
            }
            server.write(files.back(), told);
            _exit(0); // no test of the parent goes on here
        }
        children.push_back(id);
    }
    for (const auto id : children) test::postgres_server::wait_for_end(id);
    std::vector<std::string> told;
    for (const auto& f : files) {
        std::ifstream in{f};
        told.emplace_back(std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{});
        REQUIRE_MESSAGE(told.back().size() == rounds, told.back());
    }
    for (std::size_t i = 0; i < rounds; ++i) {
        const auto events = j.read_stream(key{"race " + std::to_string(i)}, 0, 9);
        REQUIRE(events.size() == 1);
        const auto winner = static_cast<std::size_t>(events[0].bytes[0] - '0');
        for (std::size_t p = 0; p < processes; ++p) CHECK(told[p][i] == (p == winner ? 'w' : 'c'));
    }
    CHECK_FALSE(events::verify(j));
}

TEST_CASE("processes that make the tables of a new database at once all succeed") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create database fresh");
    std::vector<std::thread> all;
    std::atomic<int> opened = 0;
    for (int t = 0; t < 6; ++t)
        all.emplace_back([&] {
            const store::postgres_journal j{server.uri("fresh"), "same"};
            if (j.head() == events::journal_head{}) ++opened;
        });
    for (auto& t : all) t.join();
    CHECK(opened == 6);
    CHECK(server.sql("select version from qaidam.schema_version", "fresh") == "2");
    CHECK(server.sql("select count(*) from qaidam.journals", "fresh") == "1");
}

TEST_CASE("tables of an older version are brought up to date in one transaction") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create database older");
    const store::pq::target target{server.uri("older")};
    store::pq::connection db{target, target.shown, 10s, 10s};
    const char* first[] = {"create table qaidam.one (n bigint)"};
    store::pq::migrate(db, first);
    db.run("insert into qaidam.one values (7)");
    const char* bad[] = {first[0], "alter table qaidam.one rename to two", "select 1/0"};
    CHECK(error_of([&] { store::pq::migrate(db, bad); }).first == "damaged_journal");
    CHECK(store::pq::read_schema_version(db) == 1);
    CHECK(server.sql("select n from qaidam.one", "older") == "7");
    const char* second[] = {first[0], bad[1]};
    store::pq::migrate(db, second);
    store::pq::migrate(db, second);
    CHECK(store::pq::read_schema_version(db) == 2);
    CHECK(server.sql("select n from qaidam.two", "older") == "7");
}

TEST_CASE("a journal of the first version, which had no texts, is brought up to date") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create database first_version");
    const auto uri = server.uri("first_version");
    {
        const store::pq::target target{uri};
        store::pq::connection db{target, target.shown, 10s, 10s};
        store::pq::migrate(db, std::span{store::pq::steps}.first(1));
    }
    server.sql("insert into qaidam.journals values ('a', 0, 0, decode(repeat('00', 32), 'hex'));"
               "select qaidam.append('a', 'k0', 1641772800, array['a'::bytea], array[0::bigint], array[1],"
               " array['k0'::bytea])",
               "first_version");
    CHECK(opening_error(uri, "a", store::postgres_options{.read_only = true}).first == "server_read_only");
    CHECK(server.sql("select version from qaidam.schema_version", "first_version") == "1");
    store::postgres_journal j{uri, "a"};
    CHECK(server.sql("select version from qaidam.schema_version", "first_version") == "2");
    CHECK(j.find("k0") == events::appended_range{0, 1});
    CHECK(append_one(j, 1, "k1") == events::appended_range{1, 1});
    CHECK_FALSE(events::verify(j));
    j.texts().put(events::text{"note", "p", {"好"}});
    CHECK(j.texts().read("note", {"clerk", "visit"}).words.zh == "好");
    const store::postgres_journal looked{uri, "a", {.read_only = true}};
    CHECK(looked.head() == j.head());
}

TEST_CASE("tables of a newer version are left as they are") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create database newer");
    { const store::postgres_journal j{server.uri("newer"), "a"}; }
    server.sql("update qaidam.schema_version set version = 8", "newer");
    const auto [code, text] = opening_error(server.uri("newer"), "a");
    CHECK(code == "newer_schema");
    CHECK(has(text,
              "#a: the journal has schema version 8, this program knows those up to 2; use a newer program"));
    CHECK(server.sql("select version from qaidam.schema_version", "newer") == "8");
}

TEST_CASE("who cannot connect learns why, and never reads a password") {
    const std::string secret = "geheim-17";
    const auto check = [&](const std::string& uri, const char* code, std::string_view part) {
        const auto error = opening_error(uri, "a");
        const auto& found = error.first;
        const auto& text = error.second; // clang captures no structured bindings
        CHECK_MESSAGE(found == code, uri << ": " << text);
        CHECK_MESSAGE(has(text, part), text);
        CHECK_MESSAGE(!has(text, secret), text);
        for (const auto* inner : {"FATAL", "LOCATION", ".c:", "3D000", "\t", "\n"})
            CHECK_MESSAGE(!has(text, inner), text);
    };
    check("chengdong.journal", "bad_connection_string", "write it as postgresql://");
    check("", "bad_connection_string", "write it as postgresql://");
    check("postgresql://me:" + secret + "@host:port:7/x?y=" + secret, "bad_connection_string",
          "postgresql://");
    check("host=localhost password='" + secret, "bad_connection_string", "postgresql://");
    check("postgresql://me:" + secret + "@/x?host=/tmp/there-is-no-such-folder", "server_not_reached",
          "postgresql://me@/x?host=/tmp/there-is-no-such-folder#a: the server cannot be reached: ");
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create role secretive login password 'another'");
    const auto at = "@/postgres?host=" + server.folder().string();
    check("postgresql://secretive:" + secret + at, "access_refused", "check the user, the password");
    check("postgresql://secretive" + at, "access_refused", "no password supplied");
    check("postgresql://nobody-here:" + secret + at, "access_refused", "does not exist");
    const auto& folder = server.folder().string();
    const auto nowhere = "postgresql://owner:" + secret + "@/nowhere?host=" + folder;
    check(nowhere, "no_such_database",
          "\" failed: database \"nowhere\" does not exist; check the name, or make it with createdb");
    check("postgresql://owner@/nowhere?host=/tmp/there-is-no-such-folder," + folder, "no_such_database",
          "on that socket? connection to server on socket");
}

TEST_CASE("a server across the network is reached over TLS, if its certificate is the one that is wanted") {
    const auto programs = test::postgres_server::find_programs();
    if (!programs) return;
    test::postgres_server server{*programs}, another{*programs};
    const auto certificate = server.listen_with_tls();
    const auto of_another = another.listen_with_tls();
    server.start();
    server.sql("create role secretive login password 'another'");
    const auto uri = [&](const std::string& user, const std::string& options) {
        return fmt::format("postgresql://{}@localhost:{}/postgres?hostaddr=127.0.0.1&{}", user, server.port(),
                           options);
    };
    const auto trusted = "sslmode=verify-full&sslrootcert=" + certificate;
    {
        store::postgres_journal journal{uri("owner", trusted), "a"};
        CHECK(append_one(journal, 0, "k1") == events::appended_range{0, 1});
        CHECK(server.sql("select count(*) > 0 from pg_stat_ssl where ssl") == "t");
    }
    CHECK(store::postgres_journal{uri("owner", trusted), "a"}.head().size == 1);

    const auto check = [](const std::string& given, const char* code, std::string_view part) {
        const auto error = opening_error(given, "a");
        const auto& found = error.first;
        const auto& text = error.second;
        CHECK_MESSAGE(found == code, text);
        CHECK_MESSAGE(has(text, part), text);
    };
    check(uri("owner", "sslmode=verify-full&sslrootcert=" + of_another), "server_not_reached",
          "certificate verify failed");
    check(uri("owner", "sslmode=disable"), "access_refused", "no encryption");
    check(uri("secretive:wrong", trusted), "access_refused", "check the user, the password");
    server.stop();
    check(uri("owner", trusted), "server_not_reached", "Connection refused");
}

TEST_CASE("a role without rights is told to have them granted") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create role guest login");
    server.sql("create database closed_to_guests");
    CHECK(opening_error(server.uri("closed_to_guests", "guest"), "a").first == "access_refused");
    { const store::postgres_journal j{server.uri("closed_to_guests"), "a"}; }
    CHECK(opening_error(server.uri("closed_to_guests", "guest"), "a").first == "access_refused");
}

TEST_CASE("who does not own the tables makes texts unreadable, and is told that their bytes remain") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create role clerk login");
    server.sql("create database owned");
    store::postgres_journal mine{server.uri("owned"), "a"};
    mine.texts().put(events::text{"note", "p", {"好"}});
    server.sql("grant usage on schema qaidam to clerk;"
               "grant select, insert, update, delete on all tables in schema qaidam to clerk",
               "owned");
    store::postgres_journal theirs{server.uri("owned", "clerk"), "a"};
    CHECK(append_one(theirs, 0, "k") == events::appended_range{0, 1});
    const events::purpose why{"clerk", "asked for it"};
    const auto error = error_of([&] { theirs.texts().erase("p", why); });
    CHECK(error.first == "erasure_not_finished");
    CHECK_MESSAGE(has(error.second, "\"texts\""), error.second);
    CHECK_MESSAGE(has(error.second, "erase again as the role that owns the tables"), error.second);
    CHECK(theirs.texts().read("note", why).state == events::text_state::erased);
    CHECK(mine.texts().erase("p", why).texts == 0);
    CHECK(mine.texts().list_erasures("p").size() == 2);
}

TEST_CASE("a journal that is not there is not made for who only reads, or does not want it made") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create database empty");
    const store::postgres_options looks{.read_only = true}, wants{.create = false};
    CHECK(opening_error(server.uri("empty"), "a", looks).first == "no_such_journal");
    CHECK(opening_error(server.uri("empty"), "a", wants).first == "no_such_journal");
    CHECK(server.sql("select count(*) from pg_namespace where nspname = 'qaidam'", "empty") == "0");
    store::postgres_journal j{server.uri("empty"), "a"};
    append_one(j, 0, "k");
    CHECK(opening_error(server.uri("empty"), "b", looks).first == "no_such_journal");
    CHECK(opening_error(server.uri("empty"), "b", wants).first == "no_such_journal");
    store::postgres_journal looked{server.uri("empty"), "a", looks};
    CHECK(looked.head() == j.head());
    CHECK(looked.wait_for(0, 0ms));
    CHECK(error_of([&] { append_one(looked, 1, "k2"); }).first == "server_read_only");
    CHECK(error_of([&] { looked.restore({}, {}); }).first == "server_read_only");
    j.texts().put(events::text{"note", "p", {"好"}});
    auto& texts = looked.texts();
    const events::purpose why{"clerk", "visit"};
    // That they were read could not be kept.
    CHECK(error_of([&] { static_cast<void>(texts.read("note", why)); }).first == "server_read_only");
    CHECK(error_of([&] { texts.put(events::text{"note", "p", {"好"}}); }).first == "server_read_only");
    CHECK(error_of([&] { texts.erase("p", why); }).first == "server_read_only");
    CHECK(error_of([&] { texts.restore({}); }).first == "server_read_only");
    CHECK(error_of([&] { looked.keep_snapshot({}); }).first == "server_read_only");
    CHECK(error_of([&] { looked.drop_snapshots(); }).first == "server_read_only");
    CHECK(texts.list_accesses("p").empty());
    CHECK(texts.list_erasures("p").empty());
    CHECK(texts.read_records({}, 9).texts.size() == 1);
    CHECK_FALSE(looked.find_snapshot("desk"));
    // Somebody takes it away.
    server.sql("delete from qaidam.journals", "empty");
    CHECK(error_of([&] { append_one(j, 1, "k2"); }).first == "no_such_journal");
    CHECK(error_of([&] { static_cast<void>(j.head()); }).first == "no_such_journal");
    CHECK(error_of([&] { j.texts().put(events::text{"b", "p", {}}); }).first == "no_such_journal");
}

TEST_CASE("a server that can only be read, has no room, or is locked by another says so") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create database limits");
    store::postgres_journal j{server.uri("limits"), "a", {.busy_time = 50ms}};
    append_one(j, 0, "k0");

    // An error as the server gives it where a device is full.
    server.sql("create function full_disk() returns trigger language plpgsql as"
               " $$ begin raise exception 'no space left' using errcode = 'disk_full'; end $$;"
               " create trigger full_disk before insert on qaidam.appends for each row"
               " execute function full_disk()",
               "limits");
    CHECK(error_of([&] { append_one(j, 1, "k1"); }) ==
          std::pair<std::string, std::string>{
              "disk_full", server.uri("limits") + "#a: the disk is full and nothing was written; free some "
                                                  "space and retry with the same idempotency key"});
    CHECK(j.head().size == 1);
    server.sql("drop trigger full_disk on qaidam.appends", "limits");
    CHECK(append_one(j, 1, "k1") == events::appended_range{1, 1});

    {
        const std::unique_ptr<PGconn, void (*)(PGconn*)> other{PQconnectdb(server.uri("limits").c_str()),
                                                               PQfinish};
        PQclear(PQexec(other.get(), "begin; select 1 from qaidam.journals for update"));
        CHECK(error_of([&] { append_one(j, 2, "k2"); }) ==
              std::pair<std::string, std::string>{
                  "journal_busy",
                  server.uri("limits") + "#a: another process was writing for 50 ms; try again later"});
        PQclear(PQexec(other.get(), "rollback"));
    }
    CHECK(append_one(j, 2, "k2") == events::appended_range{2, 1});

    server.sql("alter database limits set default_transaction_read_only = on");
    server.sql(close_all);
    CHECK(error_of([&] { append_one(j, 3, "k3"); }).first == "server_read_only");
    CHECK(error_of([&] { j.texts().put(events::text{"b", "p", {}}); }).first == "server_read_only");
    CHECK(error_of([&] { static_cast<void>(j.texts().read("b", {"a", "b"})); }).first == "server_read_only");
    CHECK(error_of([&] { j.texts().erase("p", {"a", "b"}); }).first == "server_read_only");
    CHECK(opening_error(server.uri("limits"), "a").first == "server_read_only");
    const store::postgres_journal looked{server.uri("limits"), "a", {.read_only = true}};
    CHECK(looked.head().size == 3);
}

TEST_CASE("what somebody changed in the tables is damage, or is found by verify") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    server.sql("create database damaged");
    const auto uri = server.uri("damaged");
    const auto make = [&](const std::string& name) {
        store::postgres_journal j{uri, name};
        for (std::uint64_t i = 0; i < 4; ++i) append_one(j, i, std::to_string(i));
    };
    make("cut");
    server.sql("delete from qaidam.events where journal = 'cut' and position = 3", "damaged");
    CHECK(opening_error(uri, "cut").first == "damaged_journal");
    make("holed");
    server.sql("delete from qaidam.events where journal = 'holed' and position = 1", "damaged");
    {
        const store::postgres_journal j{uri, "holed"};
        CHECK(error_of([&] { static_cast<void>(j.read(0, 9)); }).first == "damaged_journal");
        CHECK(error_of([&] { static_cast<void>(j.read_stream("a", 0, 9)); }).first == "damaged_journal");
    }
    make("unkept");
    server.sql("delete from qaidam.appends where journal = 'unkept' and number = 1", "damaged");
    {
        const store::postgres_journal j{uri, "unkept"};
        CHECK(error_of([&] { static_cast<void>(j.read_appends(0, 9)); }).first == "damaged_journal");
    }
    make("forged");
    server.sql("update qaidam.events set bytes = 'x' where journal = 'forged' and position = 2", "damaged");
    {
        const store::postgres_journal j{uri, "forged"};
        const auto fault = events::verify(j);
        REQUIRE(fault);
        CHECK(fault->position == 2);
    }
    {
        store::postgres_journal j{uri, "forged"};
        for (const auto* name : {"a", "b", "c"}) j.texts().put(events::text{name, "p", {"好"}});
        server.sql("update qaidam.texts set salt = 'x' where name = 'c'", "damaged");
        CHECK(error_of([&] {
                  static_cast<void>(j.texts().read("c", {"a", "b"}));
              }).first == "damaged_journal");
        server.sql("delete from qaidam.texts where name = 'b'", "damaged");
        CHECK(error_of([&] { static_cast<void>(j.texts().read_records({}, 9)); }).first == "damaged_journal");
    }
    server.sql("drop table qaidam.appends", "damaged");
    {
        const store::postgres_journal j{uri, "forged"};
        CHECK(error_of([&] { static_cast<void>(j.find("0")); }).first == "damaged_journal");
    }
}

TEST_CASE("a server that stays away is storage_failed after the attempts that were allowed") {
    if (test::postgres() == nullptr) return;
    auto& server = *test::postgres();
    store::postgres_journal j{server.uri(), "away", {.attempts = 2}};
    append_one(j, 0, "k0");
    server.stop();
    CHECK(error_of([&] { append_one(j, 1, "k1"); }).first == "storage_failed");
    CHECK(error_of([&] { static_cast<void>(j.head()); }).first == "storage_failed");
    CHECK(error_of([&] { static_cast<void>(j.wait_for(5, 1000ms)); }).first == "storage_failed");
    server.start();
    CHECK_FALSE(j.find("k1"));
    CHECK(append_one(j, 1, "k1") == events::appended_range{1, 1});
    CHECK_FALSE(events::verify(j));
}

TEST_SUITE_END();
