// Files that are no sound journal: each is a named error, or fails verify, or leaves every event read equal.

#include <qaidam/events/verify.hpp>
#include <qaidam/store/sqlite_journal.hpp>

#include <functional>
#include <map>
#include <set>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "crash_vfs.hpp"
#include "feed.hpp"
#include "random.hpp"
#include "store/schema.hpp"

TEST_SUITE_BEGIN("store/bad_file");

using namespace qaidam;
using namespace qaidam::events;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using store::sqlite_journal;

namespace {

/// Code and file of the error, "" if there is none.
std::string error_of(const std::function<void()>& what) {
    try {
        what();
    } catch (const data_error& e) {
        const auto& n = *e.why().begin();
        return std::string{n.rule->code} + " " + file_path{n.where.file}.name();
    }
    return "";
}

/// The whole message.
std::string message_of(const std::function<void()>& what, language l = language::en) {
    try {
        what();
    } catch (const data_error& e) {
        return to_string(*e.why().begin(), l);
    }
    return "";
}

void append(journal& j, const std::string& name) {
    const key stream{"order-" + std::to_string(name.size())};
    j.append({{{stream, j.version(stream), {"event " + name, name}}}}, key{name});
}

/// A journal with a hundred events and some that need several pages.
journal_head make(const fs::path& file, int appends = 50) {
    const set_clock clock{calendar::utc_time{{2022, 1, 10}}};
    sqlite_journal j{file, {.clock = &clock}};
    for (int i = 0; i < appends; ++i)
        append(j, "a" + std::string(static_cast<std::size_t>(i % 11 == 10 ? 6000 + i : i % 7), 'b') +
                      std::to_string(i));
    return j.head();
}

void run_sql(const fs::path& file, const std::string& sql) {
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
    REQUIRE(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(db);
}

void write(const fs::path& file, const std::string& bytes) {
    std::ofstream{file, std::ios::binary} << bytes;
}

const auto open = [](const fs::path& file, store::sqlite_options options = {}) {
    return [file, options] { sqlite_journal{file, options}; };
};

/// How a damaged file shows. Throws: std::logic_error if it does not, and something else is read.
std::string outcome(const fs::path& file, const std::vector<recorded_event>& wanted,
                    const journal_head& head) {
    try {
        sqlite_journal j{file, {.busy_time = 100ms}};
        if (const auto f = verify(j, head)) return std::string{f->rule->code};
        if (j.read(0, 1'000'000) != wanted) throw std::logic_error("other events were read");
        for (const auto& e : wanted)
            if (j.read_stream(e.stream, e.version - 1, 1).at(0) != e)
                throw std::logic_error("another event of a stream was read");
        append(j, "more");
        return "equal";
    } catch (const data_error& e) {
        return std::string{e.why().begin()->rule->code};
    }
}

std::string told(const std::map<std::string, int>& counts) {
    std::string text;
    for (const auto& [name, count] : counts) text += "; " + name + " " + std::to_string(count);
    return text;
}

} // namespace

TEST_CASE("the database of another application is no journal, and is left as it is") {
    const test::folder folder;
    const auto file = folder / "a.journal";
    run_sql(file, "create table cake (layers integer); pragma application_id = 7");
    const auto before = test::read(file);
    CHECK(message_of(open(file)) == file.string() +
                                        ": the database of another application (application_id 7), no "
                                        "journal; check the path");
    CHECK(message_of(open(file), language::zh) ==
          file.string() + ": 是别的程序的数据库（application_id 7），不是日志；请检查路径");
    run_sql(file, "pragma application_id = 0");
    CHECK(error_of(open(file)) == "not_a_journal a.journal");
    run_sql(file, "pragma application_id = 7");
    CHECK(test::read(file).size() == before.size());
    CHECK_FALSE(fs::exists(folder / "a.journal-wal"));
    write(file, "");
    CHECK(error_of(open(file, {.read_only = true})) == "not_a_journal a.journal");
    CHECK(error_of(open(file)).empty()); // an empty file is a new one
}

TEST_CASE("a journal of a newer schema is told, and left as it is") {
    const test::folder folder;
    const auto file = folder / "a.journal";
    make(file);
    run_sql(file, "pragma user_version = 99");
    CHECK(message_of(open(file)) ==
          file.string() +
              ": the journal has schema version 99, this program knows those up to 2; use a newer "
              "program, the file was left as it is");
    run_sql(file, "pragma user_version = 2");
    CHECK(error_of(open(file)).empty());
}

TEST_CASE("what is not a database is told") {
    const test::folder folder;
    const auto file = folder / "a.journal";
    write(file, std::string(5000, 'x'));
    CHECK(error_of(open(file)) == "not_a_database a.journal");
    CHECK(test::read(file) == std::string(5000, 'x'));
}

TEST_CASE("a journal that cannot be opened is told") {
    const test::folder folder;
    CHECK(message_of(open(folder / "none/a.journal")) ==
          (folder / "none").string() +
              "/a.journal: the journal cannot be opened: unable to open database file; "
              "check the path, its folder and the permissions");
    CHECK(error_of(open(folder / "a.journal", {.create = false})) == "journal_not_opened a.journal");
    CHECK(error_of(open(folder / "a.journal", {.read_only = true})) == "journal_not_opened a.journal");
    CHECK(error_of(open(folder)) != "");
    CHECK_FALSE(fs::exists(folder / "a.journal"));
}

TEST_CASE("tables that are not those of a journal are damage") {
    const test::folder folder;
    const auto file = folder / "a.journal";
    make(file);
    run_sql(file, "create trigger t after insert on events begin delete from appends; end");
    CHECK(message_of(open(file)) == file.string() + ": the journal is damaged: its tables are not those of a "
                                                    "journal; stop writing and restore a backup");
}

TEST_CASE("a file of an older schema is brought up to date, at once or not at all") {
    const test::folder folder;
    const auto file = folder / "a.journal";
    // The process ended between making the file and its tables.
    run_sql(file, "pragma journal_mode = wal");
    CHECK(error_of(open(file)).empty());
    const auto head = make(file, 3);
    const store::connection db{file, SQLITE_OPEN_READWRITE, "", 100ms};
    CHECK(db.number("pragma user_version") == 2);
    CHECK(db.number("pragma application_id") == store::application_id);
    // As the first version was: events, and nothing beside them.
    db.run("drop table texts; drop table accesses; drop table erasures; drop table snapshots;"
           "drop table snapshot_parts; pragma user_version = 1");
    CHECK(error_of(open(file, {.read_only = true})) == "journal_read_only a.journal");
    CHECK(error_of(open(file)).empty());
    CHECK(db.number("pragma user_version") == 2);
    CHECK(store::sqlite_journal{file}.head() == head);
    // An invented third version.
    std::vector<const char*> steps{std::begin(store::steps), std::end(store::steps)};
    steps.push_back("create table nonsense (a); insert into nothing values (1)");
    CHECK(error_of([&] { store::migrate(db, steps); }) == "damaged_journal a.journal");
    CHECK(db.number("pragma user_version") == 2);
    steps.back() = "alter table events add column place text; update events set place = 'hall'";
    store::migrate(db, steps);
    store::migrate(db, steps);
    CHECK(db.number("pragma user_version") == 3);
    CHECK(db.number("select count(*) from events where place = 'hall'") == 6);
    CHECK(error_of(open(file)) == "newer_schema a.journal");
    CHECK(error_of([&] { store::migrate(db, store::steps); }) == "newer_schema a.journal");
}

TEST_CASE("who may not write is told, and may read a backup") {
    const test::folder folder;
    const auto file = folder / "a.journal";
    const auto head = make(file);
    const sqlite_journal whole{file};
    static_cast<void>(whole.backup(folder / "b.journal"));
    fs::permissions(file, fs::perms{0444});
    fs::permissions(folder / "b.journal", fs::perms{0444});
    const fs::path& path = folder;
    fs::permissions(path, fs::perms{0555});
    const auto child = fork();
    if (child == 0) { // as somebody whom permissions bind
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(9);
        if (error_of(open(file)) != "journal_read_only a.journal") _exit(1);
        if (error_of(open(folder / "b.journal")) != "journal_read_only b.journal") _exit(2);
        if (error_of(open(folder / "c.journal")) != "journal_not_opened c.journal") _exit(3);
        const auto why = error_of([&] {
            sqlite_journal b{folder / "b.journal", {.read_only = true}};
            if (b.head() != head || verify(b, head)) _exit(4);
            append(b, "more");
        });
        _exit(why == "journal_read_only b.journal" ? 0 : 5);
    }
    int status = 0;
    waitpid(child, &status, 0);
    fs::permissions(path, fs::perms{0755});
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a full disk and a device that fails are told; the append is not there, and can be made again") {
    test::crash_vfs disk{1};
    sqlite_journal j{"/of-the-crash-vfs/b.journal", {.vfs = disk.name()}};
    append(j, "1");
    disk.fail_at(disk.writes_and_syncs() + 60, test::fault::disk_full); // where the WAL grows
    CHECK(message_of([&] { append(j, std::string(500'000, '2')); }) ==
          "/of-the-crash-vfs/b.journal: the disk is full and nothing was written; free some space and retry "
          "with the same idempotency key");
    while (!error_of([&] { append(j, "2"); }).empty()) {
    } // until there is space again
    const auto head = j.head();
    disk.fail_at(disk.writes_and_syncs() + 2, test::fault::io_error);
    CHECK(error_of([&] { append(j, "3"); }) == "storage_failed b.journal");
    CHECK(j.head() == head);
    append(j, "3");
    CHECK(j.head().size == head.size + 2);
    CHECK_FALSE(verify(j, head));
}

TEST_CASE("a journal that others keep to themselves is told after the time to wait") {
    const test::folder folder;
    const auto file = folder / "a.journal";
    sqlite_journal j{file, {.busy_time = 30ms}};
    sqlite3* db = nullptr;
    sqlite3_open(file.c_str(), &db);
    sqlite3_exec(db, "begin immediate", nullptr, nullptr, nullptr);
    CHECK(message_of([&] { append(j, "1"); }) ==
          file.string() + ": another process was writing for 30 ms; try again later");
    CHECK(j.head().size == 0); // readers do not wait
    sqlite3_close(db);
    append(j, "1");
    CHECK(j.head().size == 2);
}

TEST_CASE("a journal that is deleted or replaced while it is in use is told, and nothing is acknowledged") {
    const test::folder folder;
    const auto file = folder / "a.journal";
    const auto gone = [&](const std::function<void()>& change) {
        for (const auto* name : {"a.journal", "a.journal-wal", "a.journal-shm"}) folder.remove(name);
        make(file, 5);
        sqlite_journal j{file};
        append(j, "1");
        static_cast<void>(j.read(0, 1)); // there is a connection for readers
        change();
        const std::set<std::string> codes{error_of([&] { append(j, "2"); }),
                                          error_of([&] { static_cast<void>(j.read(0, 1)); }),
                                          error_of([&] { static_cast<void>(j.find("1")); }),
                                          error_of([&] { static_cast<void>(j.head()); })};
        return codes == std::set<std::string>{"journal_gone a.journal"};
    };
    CHECK(gone([&] { folder.remove("a.journal"); }));
    CHECK(gone([&] { fs::rename(file, folder / "moved"); }));
    CHECK(gone([&] { folder.remove("a.journal-wal"); }));
    make(folder / "b.journal", 5);
    CHECK(gone([&] { fs::rename(folder / "b.journal", file); }));
}

TEST_CASE("a file cut short is told, or has all events") {
    const test::folder folder;
    const auto file = folder / "a.journal";
    const auto head = make(file);
    const auto bytes = test::read(file);
    const auto wanted = sqlite_journal{file}.read(0, 1'000'000);
    std::map<std::string, int> counts;
    test::random random;
    std::vector<std::size_t> cuts;
    for (std::size_t at = 0; at < bytes.size(); at += 4096)
        for (const auto offset : {std::size_t{0}, std::size_t{1}, std::size_t{512}, std::size_t{4095}})
            cuts.push_back(at + offset);
    for (int i = 0; i < 100; ++i)
        cuts.push_back(static_cast<std::size_t>(random.between(0, static_cast<int>(bytes.size()) - 1)));
    for (const auto cut : cuts) {
        write(file, bytes.substr(0, cut));
        ++counts[outcome(file, wanted, head)];
        folder.remove("a.journal-wal");
        folder.remove("a.journal-shm");
    }
    MESSAGE(cuts.size() << " cuts" << told(counts));
    CHECK(counts["equal"] == 0);
}

TEST_CASE("whatever bytes of a file are changed, it is told, or every event is read equal") {
    const test::folder folder;
    const auto file = folder / "a.journal";
    const auto head = make(file);
    const auto bytes = test::read(file);
    const auto wanted = sqlite_journal{file}.read(0, 1'000'000);
    std::map<std::string, int> counts;
    test::random random;
    int tried = 0;
    for (std::size_t page = 0; page < bytes.size(); page += 4096)
        for (int i = 0; i < 16; ++i, ++tried) {
            auto changed = bytes;
            const auto at = page + static_cast<std::size_t>(random.between(0, i % 4 == 3 ? 120 : 4095));
            const auto end = i % 4 == 0
                                 ? page + 4096
                                 : at + static_cast<std::size_t>(i % 4 == 2 ? random.between(1, 60) : 1);
            for (auto b = i % 4 == 0 ? page : at; b < std::min(end, page + 4096); ++b)
                changed[b] = static_cast<char>(random.between(0, 255));
            write(file, changed);
            ++counts[outcome(file, wanted, head)];
            folder.remove("a.journal-wal");
            folder.remove("a.journal-shm");
        }
    MESSAGE(tried << " changes of " << bytes.size() / 4096 << " pages" << told(counts));
    CHECK(tried > 300);
}

TEST_CASE("the WAL of another journal is told, or every event is read equal") {
    const test::folder folder;
    const auto file = folder / "a.journal", other = folder / "b.journal";
    std::map<std::string, int> counts;
    for (const int appends : {0, 1, 2, 5, 20, 50, 120}) {
        fs::remove(file);
        const auto head = make(file);
        const auto wanted = sqlite_journal{file}.read(0, 1'000'000);
        fs::remove(other);
        make(other, 30);
        {
            sqlite_journal j{other};
            for (int i = 0; i < appends; ++i) append(j, "c" + std::to_string(i));
            fs::copy(folder / "b.journal-wal", folder / "a.journal-wal");
        }
        ++counts[outcome(file, wanted, head)];
        folder.remove("a.journal-wal");
        folder.remove("a.journal-shm");
    }
    MESSAGE("WALs of another journal" << told(counts));
    CHECK(counts["equal"] <= 2); // one without frames is none
}

TEST_SUITE_END();
