// Several processes on one file.

#include <qaidam/events/events.hpp>
#include <qaidam/store/sqlite_journal.hpp>

#include <array>
#include <csignal>
#include <map>

#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "events/shop.hpp"
#include "feed.hpp"
#include "random.hpp"

TEST_SUITE_BEGIN("store/processes");

using namespace qaidam;
using shop::receive_goods;
using shop::repack_goods;

namespace {

/// A process that answers each line that it is sent with a line.
class child {
public:
    template <class Run>
    explicit child(Run run) {
        std::array<int, 2> to{}, from{};
        REQUIRE(pipe(to.data()) == 0);
        REQUIRE(pipe(from.data()) == 0);
        id_ = fork();
        if (id_ == 0) {
            close(to[1]);
            close(from[0]);
            try {
                run([&] { return read_line(to[0]); },
                    [&](const std::string& line) { write_line(from[1], line); });
            } catch (const data_error& e) {
                write_line(from[1], to_string(*e.why().begin()));
            } catch (const std::exception& e) {
                write_line(from[1], e.what());
            }
            _exit(0); // no test of the parent goes on here
        }
        close(to[0]);
        close(from[1]);
        to_ = to[1];
        from_ = from[0];
    }
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    ~child() {
        close(to_);
        close(from_);
        waitpid(id_, nullptr, 0);
    }

    void say(const std::string& line) const { write_line(to_, line); }
    [[nodiscard]] std::string hear() const { return read_line(from_); }
    void kill() const { ::kill(id_, SIGKILL); }

private:
    static void write_line(int to, const std::string& line) {
        const auto all = line + "\n";
        std::size_t at = 0;
        while (at < all.size()) {
            const auto n = write(to, all.data() + at, all.size() - at);
            if (n <= 0) return;
            at += static_cast<std::size_t>(n);
        }
    }
    /// "" at the end.
    static std::string read_line(int from) {
        std::string line;
        for (char c = 0; read(from, &c, 1) == 1 && c != '\n';) line += c;
        return line;
    }

    int id_ = 0, to_ = 0, from_ = 0;
};

std::string answer(const std::optional<refusal>& why) {
    return why ? to_string(*why) : "done";
}

/// Two processes want the one bag of each round at once.
void race(int rounds) {
    const test::folder folder;
    const auto file = folder / "a.journal";
    const auto take = [&](const std::string& who) {
        return [&file, who](auto hear, auto say) {
            store::sqlite_journal journal{file};
            events::recorder recorder{shop::desk{}, journal};
            for (auto round = hear(); !round.empty(); round = hear())
                say(answer(recorder.carry_out(repack_goods{"rice-" + round, who, who + "-" + round, 1},
                                              who + " " + round)));
        };
    };
    const child one{take("one")}, two{take("two")};
    store::sqlite_journal journal{file};
    events::recorder recorder{shop::desk{}, journal};
    int won_by_one = 0;
    for (int i = 0; i < rounds; ++i) {
        const auto round = std::to_string(i);
        REQUIRE(answer(recorder.carry_out(receive_goods{"rice-" + round, "shop", 1}, round)) == "done");
        one.say(round);
        two.say(round);
        const auto first = one.hear(), second = two.hear();
        const bool one_won = first == "done";
        REQUIRE((one_won ? second : first) == "there are 0 only");
        REQUIRE((one_won ? first : second) == "done");
        won_by_one += one_won ? 1 : 0;
        recorder.catch_up();
        REQUIRE(recorder.desk().stock("one-" + round) == (one_won ? 1 : 0));
        REQUIRE(recorder.desk().stock("two-" + round) == (one_won ? 0 : 1));
    }
    MESSAGE(rounds << " rounds, " << won_by_one << " won by the first process");
    CHECK(journal.head().size == 3 * static_cast<std::uint64_t>(rounds));
    CHECK_FALSE(verify(journal));
    const events::recorder again{shop::desk{}, journal};
    CHECK(again.desk() == recorder.desk());
}

/// A process that appends, and is killed at some time; the next goes on where it stopped.
void kill_writers(int kills) {
    const test::folder folder;
    const auto file = folder / "a.journal";
    test::random random;
    std::uint64_t acknowledged = 0;
    for (int i = 0; i < kills; ++i) {
        const child writer{[&](auto hear, auto say) {
            static_cast<void>(hear());
            store::sqlite_journal journal{file};
            for (auto n = journal.head().size;; ++n) {
                const std::vector<events::addition> a{
                    {"a", n, {std::string(static_cast<std::size_t>(n % 5000), 'x')}}};
                journal.append(a, key{std::to_string(n)});
                say(std::to_string(n + 1));
            }
        }};
        writer.say("go");
        for (int appends = random.between(0, 12); appends > 0; --appends)
            acknowledged = std::stoull(writer.hear());
        usleep(static_cast<unsigned>(random.between(0, 3000)));
        writer.kill();
        for (auto more = writer.hear(); !more.empty(); more = writer.hear()) acknowledged = std::stoull(more);
        store::sqlite_journal journal{file};
        const auto size = journal.head().size;
        REQUIRE(size >= acknowledged);
        REQUIRE(size <= acknowledged + 1);
        REQUIRE(journal.find(key{std::to_string(size)}) == std::nullopt);
        if (size > 0) REQUIRE(journal.find(key{std::to_string(size - 1)}).has_value());
        if (i % 20 == 0) REQUIRE_FALSE(verify(journal));
        acknowledged = size;
    }
    const store::sqlite_journal journal{file};
    CHECK_FALSE(verify(journal));
    MESSAGE(kills << " writers killed, " << acknowledged << " events");
}

} // namespace

TEST_CASE("of two processes that want the same thing at once exactly one gets it") {
    race(100);
}

TEST_CASE(
    "of two processes that want the same thing a thousand times and more exactly one gets it each time" *
    doctest::skip()) {
    race(10'000);
}

TEST_CASE("what a killed writer was told is there for the next") {
    kill_writers(15);
}

TEST_CASE("what half a thousand killed writers were told is there" * doctest::skip()) {
    kill_writers(500);
}

TEST_CASE("four processes append at once: positions have no holes, each event is there once") {
    const test::folder folder;
    const auto file = folder / "a.journal";
    constexpr int processes = 4, each = 50;
    store::sqlite_journal{file};
    {
        std::vector<std::unique_ptr<child>> all;
        for (int p = 0; p < processes; ++p)
            all.push_back(std::make_unique<child>([&, p](auto hear, auto say) {
                static_cast<void>(hear());
                store::sqlite_journal journal{file};
                for (int i = 0; i < each; ++i) {
                    const auto name = std::to_string(p) + "-" + std::to_string(i);
                    journal.append({{{key{std::to_string(p)}, static_cast<std::uint64_t>(i), {name}}}},
                                   key{name});
                }
                say("done");
            }));
        for (const auto& c : all) c->say("go");
        for (const auto& c : all) CHECK(c->hear() == "done");
    }
    const store::sqlite_journal journal{file};
    std::map<std::string, int> seen;
    for (const auto& e : journal.read(0, 1000)) ++seen[e.bytes];
    CHECK(seen.size() == processes * each);
    CHECK(journal.head().size == processes * each);
    CHECK_FALSE(verify(journal));
}

TEST_SUITE_END();
