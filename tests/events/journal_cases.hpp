/// What every journal promises, as test cases. Included after a class `maker`:
///
/// maker m; m.clock      the clock of the journal, which starts at 2022-01-10 00:00 UTC
///          m.journal()  the journal, empty at first
///          m.reopen()   closes it and opens it again, where there is something to open
#pragma once

#include <qaidam/events/events.hpp>

#include <algorithm>
#include <atomic>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <doctest/doctest.h>

#include "events/sha256.hpp"
#include "random.hpp"

namespace journal_cases {

using namespace qaidam;
using namespace qaidam::events;
using namespace std::chrono_literals;

inline appended_range append(journal& j, std::vector<addition> additions, const char* k) {
    return j.append(additions, k);
}

inline std::string why_refused(journal& j, std::vector<addition> additions, const char* k) {
    try {
        append(j, std::move(additions), k);
    } catch (const refused& e) {
        return to_string(e.why());
    }
    return "";
}

/// "0 a 1 x | 1 a 2 y": positions, streams, versions and bytes.
inline std::string text_of(const std::vector<recorded_event>& events) {
    std::string text;
    for (const auto& e : events)
        text += (text.empty() ? "" : " | ") + std::to_string(e.position) + " " + e.stream.text() + " " +
                std::to_string(e.version) + " " + e.bytes;
    return text;
}

inline std::string bytes_of(const digest& d) {
    return {d.bytes.begin(), d.bytes.end()};
}

/// A journal as one would write it down by hand: everything is looked for from the beginning.
struct model {
    struct event {
        std::string stream;
        std::uint64_t version;
        std::int64_t seconds;
        std::string bytes;
        std::string digest;
    };
    struct append {
        std::string key;
        std::vector<addition> additions;
        appended_range range;
    };
    std::vector<event> events;
    std::vector<append> appends;

    [[nodiscard]] std::uint64_t version(const std::string& stream) const {
        return static_cast<std::uint64_t>(
            std::count_if(events.begin(), events.end(), [&](const event& e) { return e.stream == stream; }));
    }
    [[nodiscard]] std::string last_digest() const {
        return events.empty() ? std::string(32, '\0') : events.back().digest;
    }
    [[nodiscard]] std::vector<recorded_event> list(const std::string* stream = nullptr) const {
        std::vector<recorded_event> all;
        for (std::uint64_t i = 0; i < events.size(); ++i) {
            const auto& e = events[i];
            if (stream != nullptr && e.stream != *stream) continue;
            all.push_back({i,
                           key{e.stream},
                           e.version,
                           calendar::utc_time::from_seconds_since_1970(e.seconds),
                           e.bytes,
                           {}});
            std::copy(e.digest.begin(), e.digest.end(), all.back().digest.bytes.begin());
        }
        return all;
    }

    /// The answer, or the code of the refusal.
    std::pair<std::optional<appended_range>, std::string> add(const std::vector<addition>& additions,
                                                              const std::string& k, std::int64_t seconds) {
        for (const auto& a : appends) {
            if (a.key != k) continue;
            const auto same = std::equal(a.additions.begin(), a.additions.end(), additions.begin(),
                                         additions.end(), [](const addition& x, const addition& y) {
                                             return x.stream == y.stream && x.events == y.events &&
                                                    x.expected_version == y.expected_version;
                                         });
            if (same) return {a.range, ""};
            return {std::nullopt, "key_reused"};
        }
        for (const auto& a : additions)
            if (version(a.stream.text()) != a.expected_version) return {std::nullopt, "version_conflict"};
        appended_range range{events.size(), 0};
        for (const auto& a : additions)
            for (const auto& bytes : a.events) {
                event e{a.stream.text(), version(a.stream.text()) + 1, seconds, bytes, {}};
                e.digest = test::digest_of(last_digest(), events.size(), e.stream, e.version, seconds, bytes);
                events.push_back(e);
                ++range.count;
            }
        appends.push_back({k, additions, range});
        return {range, ""};
    }
};

template <class T>
std::vector<T> part_of(const std::vector<T>& all, std::uint64_t from, std::size_t most) {
    std::vector<T> some;
    for (auto i = from; i < all.size() && some.size() < most; ++i) some.push_back(all[i]);
    return some;
}

/// Everything that the journal says is what the model says.
inline void compare(const journal& j, const model& m) {
    const auto all = m.list();
    CHECK(j.read(0, 1'000'000) == all);
    CHECK(j.head().size == all.size());
    CHECK(bytes_of(j.head().digest) == m.last_digest());
    std::set<std::string> streams{"none"};
    for (const auto& e : m.events) streams.insert(e.stream);
    for (const auto& s : streams) {
        CHECK(j.version(key{s}) == m.version(s));
        CHECK(j.read_stream(key{s}, 0, 1'000'000) == m.list(&s));
    }
    std::vector<recorded_append> appends;
    for (const auto& a : m.appends) {
        CHECK(j.find(key{a.key}) == a.range);
        appends.push_back({key{a.key}, a.range});
    }
    CHECK(j.read_appends(0, 1'000'000) == appends);
    CHECK_FALSE(verify(j, j.head()));
}

/// Streams, keys and bytes with all that text can have in it.
inline std::string odd_text(test::random& random) {
    static const std::vector<std::string> parts{
        "a", "b", "a\tb", "\n", "\\", "\r", "订单", "\xff\xfe", std::string(1, '\0'), " ", "'", "%"};
    std::string text = random.one_of(parts);
    while (random.one_in(2)) text += random.one_of(parts);
    return text;
}

/// What somebody might append: mostly what fits, and sometimes not.
inline std::vector<addition> some_additions(test::random& random, const model& m,
                                            const std::vector<std::string>& streams) {
    std::vector<addition> additions;
    std::set<std::string> used;
    for (int n = random.between(0, 3); n > 0; --n) {
        const auto& s = random.one_of(streams);
        if (!used.insert(s).second) continue;
        additions.push_back({key{s}, m.version(s), {}});
        if (random.one_in(12)) additions.back().expected_version += random.one_in(2) ? 1 : ~0ull;
        for (int e = random.between(1, 3); e > 0; --e)
            additions.back().events.push_back(random.one_in(40)  ? std::string(9000, 'x') + odd_text(random)
                                              : random.one_in(9) ? ""
                                                                 : odd_text(random));
    }
    return additions;
}

/// Appends at random to both, and compares each answer.
inline void grow(journal& j, model& m, set_clock& clock, test::random& random, int appends) {
    std::vector<std::string> streams;
    for (int i = 0; i < 5; ++i) streams.push_back(odd_text(random) + std::to_string(i));
    for (int i = 0; i < appends; ++i) {
        auto additions = some_additions(random, m, streams);
        auto k = odd_text(random) + std::to_string(m.appends.size());
        if (!m.appends.empty() && random.one_in(5)) { // a key again, with the same or something else
            const auto& before = random.one_of(m.appends);
            k = before.key;
            if (random.one_in(2)) additions = before.additions;
        }
        clock.set(clock.now() + std::chrono::seconds{random.between(-5, 50)});
        const auto [range, why] = m.add(additions, k, clock.now().seconds_since_1970());
        std::optional<appended_range> answer;
        std::string refusal;
        try {
            answer = j.append(additions, key{k});
        } catch (const refused& e) {
            refusal = e.why().rule->code;
        }
        CHECK(answer == range);
        CHECK(refusal == why);
    }
}

} // namespace journal_cases

using namespace journal_cases;

TEST_CASE("events come back in the order of their positions, counted per stream") {
    maker m;
    auto& j = m.journal();
    CHECK(append(j, {{"a", 0, {"1", "2"}}}, "k1") == appended_range{0, 2});
    CHECK(append(j, {{"b", 0, {"3"}}, {"a", 2, {"4"}}}, "k2") == appended_range{2, 2});
    CHECK(text_of(j.read(0, 99)) == "0 a 1 1 | 1 a 2 2 | 2 b 1 3 | 3 a 3 4");
    CHECK(text_of(j.read(1, 2)) == "1 a 2 2 | 2 b 1 3");
    CHECK(j.read(4, 9).empty());
    CHECK(j.read(~0ull, 9).empty());
    CHECK(j.read(0, 0).empty());
    CHECK(text_of(j.read(3, ~std::size_t{0})) == "3 a 3 4");
    CHECK(j.version("a") == 3);
    CHECK(j.version("c") == 0);
    CHECK(j.read_appends(0, 9) == std::vector<recorded_append>{{"k1", {0, 2}}, {"k2", {2, 2}}});
    CHECK(j.read_appends(1, 9) == std::vector<recorded_append>{{"k2", {2, 2}}});
    CHECK(j.read_appends(0, 1) == std::vector<recorded_append>{{"k1", {0, 2}}});
    CHECK(j.read_appends(2, 9).empty());
}

TEST_CASE("a stream is read by itself, from any of its events on") {
    maker m;
    auto& j = m.journal();
    append(j, {{"a", 0, {"1", "2"}}}, "k1");
    append(j, {{"b", 0, {"3"}}, {"a", 2, {"4"}}}, "k2");
    CHECK(text_of(j.read_stream("a", 0, 99)) == "0 a 1 1 | 1 a 2 2 | 3 a 3 4");
    CHECK(text_of(j.read_stream("a", 1, 1)) == "1 a 2 2");
    CHECK(j.read_stream("a", 3, 9).empty());
    CHECK(j.read_stream("a", 9, 9).empty());
    CHECK(j.read_stream("a", ~0ull, 9).empty());
    CHECK(j.read_stream("c", 0, 9).empty());
}

TEST_CASE("an event has the time at which it was recorded, by the clock of the journal") {
    maker m;
    append(m.journal(), {{"a", 0, {"1", "2"}}}, "k1");
    m.clock.set(m.clock.now() + 90s);
    append(m.journal(), {{"a", 2, {"3"}}}, "k2");
    m.clock.set(m.clock.now() - 3600s);
    append(m.journal(), {{"a", 3, {"4"}}}, "k3");
    m.reopen();
    std::vector<std::string> times;
    for (const auto& e : m.journal().read(0, 9)) times.push_back(to_string(e.time));
    CHECK(times == std::vector<std::string>{"2022-01-10 00:00 UTC", "2022-01-10 00:00 UTC",
                                            "2022-01-10 00:01:30 UTC", "2022-01-09 23:01:30 UTC"});
}

TEST_CASE("the head is a line that says how many events there are, and their digest") {
    maker m;
    CHECK(to_string(m.journal().head()) ==
          "0 events, sha256 0000000000000000000000000000000000000000000000000000000000000000");
    append(m.journal(), {{"a", 0, {"1"}}}, "k1");
    append(m.journal(), {{"订单", 0, {"2"}}}, "k2");
    m.reopen();
    CHECK(to_string(m.journal().head()) ==
          "2 events, sha256 1224816bade88dadfeb5922fdf9c027919d2e564f573ad768e792a56464bcebb");
    CHECK(m.journal().read(1, 1)[0].digest == m.journal().head().digest);
}

TEST_CASE("an append to several streams is all or nothing") {
    maker m;
    auto& j = m.journal();
    append(j, {{"a", 0, {"1"}}}, "k1");
    CHECK(why_refused(j, {{"b", 0, {"2"}}, {"a", 0, {"3"}}}, "k2") ==
          "stream a has 1 events, want 0; read it again and retry");
    CHECK(why_refused(j, {{"b", 0, {"2"}}, {"a", ~0ull, {"3"}}}, "k2") ==
          "stream a has 1 events, want 18446744073709551615; read it again and retry");
    CHECK(j.head().size == 1);
    CHECK(j.version("b") == 0);
    CHECK_FALSE(j.find("k2"));
}

TEST_CASE("the same append again changes nothing, whatever came between; its key for another is refused") {
    maker m;
    append(m.journal(), {{"a", 0, {"1"}}}, "k0");
    append(m.journal(), {{"b", 0, {"2"}}, {"a", 1, {"3", "4"}}}, "k1");
    append(m.journal(), {{"b", 1, {"5"}}}, "k2");
    for (int again = 0; again < 2; ++again) {
        auto& j = m.journal();
        CHECK(append(j, {{"b", 0, {"2"}}, {"a", 1, {"3", "4"}}}, "k1") == appended_range{1, 3});
        CHECK(j.head().size == 5);
        CHECK(j.find("k1") == appended_range{1, 3});
        CHECK_FALSE(j.find("k3"));
        for (const auto& other : {std::vector<addition>{{"b", 0, {"2"}}, {"a", 1, {"3"}}},
                                  {{"b", 0, {"2"}}, {"a", 1, {"3", "4"}}, {"c", 0, {"5"}}},
                                  {{"b", 0, {"2"}}, {"a", 1, {"3", "5"}}},
                                  {{"b", 0, {"2"}}, {"a", 2, {"3", "4"}}},
                                  {{"a", 1, {"3", "4"}}, {"b", 0, {"2"}}},
                                  {}})
            CHECK(why_refused(j, other, "k1") == "idempotency key k1 was used for something else");
        CHECK(j.head().size == 5);
        m.reopen();
    }
}

TEST_CASE("an append of nothing keeps its key") {
    maker m;
    auto& j = m.journal();
    CHECK(append(j, {}, "k1") == appended_range{0, 0});
    CHECK(j.find("k1") == appended_range{0, 0});
    CHECK(append(j, {}, "k1") == appended_range{0, 0});
    CHECK(why_refused(j, {{"a", 0, {"1"}}}, "k1") == "idempotency key k1 was used for something else");
}

TEST_CASE("what is no append is an error of the caller") {
    maker m;
    auto& j = m.journal();
    CHECK_THROWS_AS(append(j, {{"a", 0, {"1"}}}, ""), std::invalid_argument);
    CHECK_THROWS_AS(append(j, {{"a", 0, {"1"}}, {"a", 1, {"2"}}}, "k"), std::invalid_argument);
    CHECK_THROWS_AS(append(j, {{"a", 0, {}}}, "k"), std::invalid_argument);
    CHECK(j.head().size == 0);
}

TEST_CASE("who waits for a position learns when there is an event") {
    maker m;
    auto& j = m.journal();
    CHECK_FALSE(j.wait_for(0, 0ms));
    append(j, {{"a", 0, {"1"}}}, "k1");
    CHECK(j.wait_for(0, 0ms));
    CHECK_FALSE(j.wait_for(1, 1ms));
    std::atomic<bool> came = false;
    std::thread waiting{[&] { came = j.wait_for(2, 60'000ms); }};
    append(j, {{"a", 1, {"2"}}}, "k2");
    append(j, {{"a", 2, {"3"}}}, "k3");
    waiting.join();
    CHECK(came);
}

TEST_CASE("random histories are what a slow and obvious journal makes of them") {
    test::random random;
    std::size_t events = 0, appends = 0;
    for (int round = 0; round < maker::rounds; ++round) {
        maker m;
        model wanted;
        for (int part = 0; part < 3; ++part) {
            grow(m.journal(), wanted, m.clock, random, 20);
            compare(m.journal(), wanted);
            m.reopen();
        }
        const auto& j = m.journal();
        compare(j, wanted);
        const auto all = wanted.list();
        for (int i = 0; i < 20; ++i) {
            const auto from = static_cast<std::uint64_t>(random.between(0, 60));
            const auto most = static_cast<std::size_t>(random.between(0, 20));
            CHECK(j.read(from, most) == part_of(all, from, most));
            const auto s = odd_text(random) + "1";
            CHECK(j.read_stream(key{s}, from, most) == part_of(wanted.list(&s), from, most));
        }
        events += wanted.events.size();
        appends += wanted.appends.size();
    }
    MESSAGE(maker::rounds << " histories, " << appends << " appends, " << events << " events");
}

TEST_CASE("a journal is copied with positions, times, digests and keys; a copy that was broken off goes on") {
    test::random random;
    for (int round = 0; round < 5; ++round) {
        maker m;
        model wanted;
        memory_journal other;
        CHECK(copy_journal(m.journal(), other) == journal_head{});
        for (int part = 0; part < 3; ++part) {
            grow(m.journal(), wanted, m.clock, random, 15);
            CHECK(copy_journal(m.journal(), other) == m.journal().head());
            compare(other, wanted);
        }
        maker back;
        CHECK(copy_journal(other, back.journal()) == other.head());
        back.reopen();
        compare(back.journal(), wanted);
        // What was appended is known there by its key, and the journal goes on.
        for (const auto& a : wanted.appends) CHECK(back.journal().append(a.additions, key{a.key}) == a.range);
        grow(back.journal(), wanted, back.clock, random, 10);
        compare(back.journal(), wanted);
    }
}

TEST_CASE("nothing is copied over something else") {
    memory_journal from;
    append(from, {{"a", 0, {"1"}}}, "k1");
    append(from, {{"a", 1, {"2"}}}, "k2");
    const auto why = [&](journal& to) {
        const auto before = to.head();
        try {
            copy_journal(from, to);
        } catch (const data_error& e) {
            CHECK(to.head() == before);
            return to_string(*e.why().begin());
        }
        return std::string{};
    };
    maker other_event;
    append(other_event.journal(), {{"b", 0, {"1"}}}, "k1");
    CHECK(why(other_event.journal()) ==
          "the journal that is copied to has something else from position 0 on; copy to an empty one");
    maker longer;
    copy_journal(from, longer.journal());
    append(longer.journal(), {{"a", 2, {"3"}}}, "k3");
    CHECK(why(longer.journal()) ==
          "the journal that is copied to has something else from position 3 on; copy to an empty one");
    maker key_more;
    append(key_more.journal(), {}, "k0");
    CHECK(why(key_more.journal()) ==
          "the journal that is copied to has something else from position 0 on; copy to an empty one");
}

TEST_CASE("what does not follow is not restored, and nothing of it") {
    maker m;
    auto& j = m.journal();
    append(j, {{"a", 0, {"1"}}}, "k1");
    memory_journal from;
    copy_journal(j, from);
    append(from, {{"a", 1, {"2"}}, {"b", 0, {"3"}}}, "k2");
    append(from, {{"b", 1, {"4"}}}, "k3");
    const auto appends = from.read_appends(1, 9);
    const auto events = from.read(1, 9);
    const auto why = [&](auto change) {
        auto a = appends;
        auto e = events;
        change(a, e);
        try {
            j.restore(a, e);
        } catch (const data_error& x) {
            CHECK(j.head().size == 1);
            CHECK(j.read_appends(0, 9).size() == 1);
            CHECK(j.version("b") == 0);
            return std::string{x.why().begin()->rule->code} + " " + x.why().begin()->arguments[0];
        }
        return std::string{"restored"};
    };
    using appends_of = std::vector<recorded_append>;
    using events_of = std::vector<recorded_event>;
    /// Makes the chain anew, so that only the versions are wrong.
    const auto chain = [&](events_of& e) {
        auto last = j.head().digest;
        for (auto& x : e) last = x.digest = digest_of(last, x);
    };
    CHECK(why([](appends_of&, events_of& e) { e[1].bytes += "!"; }) == "event_changed 2");
    CHECK(why([](appends_of&, events_of& e) { e[2].time += 1s; }) == "event_changed 3");
    CHECK(why([](appends_of&, events_of& e) { e[0].digest.bytes[0] ^= 1; }) == "event_changed 1");
    CHECK(why([](appends_of&, events_of& e) { e.pop_back(); }) == "append_differs 3");
    CHECK(why([](appends_of& a, events_of&) { a.pop_back(); }) == "event_changed 3");
    CHECK(why([](appends_of& a, events_of&) { a[1].range.position = 2; }) == "append_differs 2");
    CHECK(why([](appends_of& a, events_of&) { a[1].range.count = ~0ull; }) == "append_differs 3");
    CHECK(why([](appends_of& a, events_of&) { a[1].idempotency_key = ""; }) == "append_differs 3");
    CHECK(why([](appends_of& a, events_of&) { a[1].idempotency_key = "k2"; }) == "append_differs 3");
    CHECK(why([](appends_of& a, events_of&) { a[1].idempotency_key = "k1"; }) == "append_differs 3");
    CHECK(why([&](appends_of&, events_of& e) { e[2].version = 3, chain(e); }) == "event_changed 3");
    CHECK(why([&](appends_of&, events_of& e) { e[0].version = 1, chain(e); }) == "event_changed 1");
    CHECK(why([&](appends_of&, events_of& e) { e[1].version = 0, chain(e); }) == "event_changed 2");
    CHECK(why([](appends_of&, events_of&) {}) == "restored");
    CHECK(j.head() == from.head());
}

TEST_CASE("a journal goes out as lines and comes back the same") {
    test::random random;
    for (int round = 0; round < 5; ++round) {
        maker m;
        model wanted;
        std::string lines;
        maker again;
        for (int part = 0; part < 2; ++part) {
            grow(m.journal(), wanted, m.clock, random, 20);
            std::ostringstream out;
            CHECK(write_lines(m.journal(), out) == m.journal().head());
            lines = out.str();
            std::istringstream in{lines};
            CHECK(read_lines(in, "journal.txt", again.journal()) == m.journal().head());
        }
        again.reopen();
        compare(again.journal(), wanted);
        std::ostringstream out;
        write_lines(again.journal(), out);
        CHECK(out.str() == lines);
    }
}

TEST_CASE("threads that append at once get positions without holes, each its own answer") {
    maker m;
    auto& j = m.journal();
    constexpr int threads = 8, each = 40;
    std::vector<std::vector<appended_range>> answers(threads);
    std::atomic<int> conflicts = 0, won = 0;
    std::atomic<bool> done = false;
    // A reader sees every position once it sees a later one, and never another event there.
    std::vector<recorded_event> seen;
    std::thread reader{[&] {
        for (bool last = false; !last;) {
            last = done;
            for (auto& e : j.read(seen.size(), 7)) {
                last = false;
                seen.push_back(std::move(e));
            }
        }
    }};
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t)
        all.emplace_back([&, t] {
            for (int i = 0; i < each; ++i) {
                const auto name = std::to_string(t) + "-" + std::to_string(i);
                const std::vector<addition> own{
                    {key{std::to_string(t)}, static_cast<std::uint64_t>(i), {name}}};
                answers[static_cast<std::size_t>(t)].push_back(j.append(own, key{"own " + name}));
                if (i % 10 != 0) continue;
                // All threads want to be the first in one stream.
                const std::vector<addition> race{{key{"race " + std::to_string(i)}, 0, {name}}};
                try {
                    j.append(race, key{"race " + name});
                    ++won;
                } catch (const refused& e) {
                    if (*e.why().rule == events::codes::version_conflict) ++conflicts;
                }
            }
        });
    for (auto& t : all) t.join();
    done = true;
    reader.join();
    CHECK(won == each / 10);
    CHECK(conflicts == each / 10 * (threads - 1));
    const auto events = j.read(0, 1'000'000);
    CHECK(seen == events);
    CHECK(events.size() == threads * each + each / 10);
    for (std::size_t t = 0; t < threads; ++t)
        for (std::size_t i = 0; i < each; ++i) {
            const auto& range = answers[t][i];
            CHECK(range.count == 1);
            CHECK(events[range.position].bytes == std::to_string(t) + "-" + std::to_string(i));
        }
    CHECK_FALSE(verify(j));
}
