#include <qaidam/events/journal.hpp>

#include <functional>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("events/journal");

namespace {

class maker {
public:
    static constexpr int rounds = 100;
    qaidam::events::set_clock clock{qaidam::calendar::utc_time{{2022, 1, 10}}};
    qaidam::events::journal& journal() { return journal_; }
    void reopen() {}

private:
    qaidam::events::memory_journal journal_{{.clock = &clock}};
};

} // namespace

#include "text_cases.hpp"

#include "events/wrapped_journal.hpp"

TEST_CASE("the system's clock gives whole seconds of now") {
    const auto before = std::chrono::system_clock::now();
    const auto now = std::chrono::seconds{system_clock().now().seconds_since_1970()};
    CHECK(now >= std::chrono::floor<std::chrono::seconds>(before.time_since_epoch()));
    memory_journal j;
    append(j, {{"a", 0, {"1"}}}, "k");
    CHECK(j.read(0, 1)[0].time >= calendar::utc_time{{2024, 1, 1}});
}

TEST_CASE("digests and heads are read back from their text, and from no other") {
    digest d;
    for (std::size_t i = 0; i < d.bytes.size(); ++i) d.bytes[i] = static_cast<std::uint8_t>(i * 37);
    CHECK(parse_digest(to_string(d)) == d);
    const journal_head head{12, d};
    CHECK(parse_head(to_string(head)) == head);
    for (const auto& text :
         {to_string(head) + " ", std::string{}, std::string{"12"}, std::string{"12 events"},
          "-1" + to_string(head).substr(2), to_string(head).substr(0, 80)})
        CHECK_MESSAGE(!parse_head(text), text);
    CHECK_FALSE(parse_digest(to_string(d).substr(1)));
    CHECK_FALSE(parse_digest("g" + to_string(d).substr(1)));
    CHECK_FALSE(parse_digest("A" + to_string(d).substr(1)));
}

TEST_CASE("the digest is a SHA-256 of all there is of an event, and of the one before") {
    CHECK(test::sha256("abc").substr(0, 4) == "\xba\x78\x16\xbf"); // the example of FIPS 180-4
    const recorded_event e{3, "a", 2, calendar::utc_time{{2022, 1, 10}}, "text", {}};
    const auto d = digest_of({}, e);
    CHECK(bytes_of(d) == test::digest_of(std::string(32, '\0'), 3, "a", 2, 1641772800, "text"));
    const auto other = [&](auto change) {
        auto x = e;
        change(x);
        return digest_of({}, x) != d;
    };
    CHECK(other([](recorded_event& x) { x.position = 4; }));
    CHECK(other([](recorded_event& x) { x.stream = "b"; }));
    CHECK(other([](recorded_event& x) { x.version = 3; }));
    CHECK(other([](recorded_event& x) { x.time -= 1s; }));
    CHECK(other([](recorded_event& x) { x.bytes = "texts"; }));
    CHECK_FALSE(other([](recorded_event& x) { x.digest.bytes[0] = 1; }));
    CHECK(digest_of(d, e) != d);
}

namespace {

/// A journal that does not say what is in it.
class false_journal final : public test::wrapped_journal {
public:
    std::function<void(std::vector<recorded_event>&)> whole = [](auto&) {};
    std::function<void(std::vector<recorded_event>&)> stream = [](auto&) {};
    std::function<void(std::vector<recorded_append>&)> appends = [](auto&) {};
    std::optional<journal_head> end;

    [[nodiscard]] std::vector<recorded_event> read(std::uint64_t from, std::size_t most) const override {
        auto all = inside.read(0, 1000);
        whole(all);
        return part_of(all, from, most);
    }
    [[nodiscard]] std::vector<recorded_event> read_stream(const key& s, std::uint64_t after,
                                                          std::size_t most) const override {
        auto all = inside.read_stream(s, 0, 1000);
        stream(all);
        return part_of(all, after, most);
    }
    [[nodiscard]] journal_head head() const override { return end.value_or(inside.head()); }
    [[nodiscard]] std::vector<recorded_append> read_appends(std::uint64_t after,
                                                            std::size_t most) const override {
        auto all = inside.read_appends(0, 1000);
        appends(all);
        return part_of(all, after, most);
    }
};

} // namespace

TEST_CASE("verify names the first position that does not fit") {
    false_journal j;
    append(j, {{"a", 0, {"1"}}}, "k1");
    const auto one = j.head();
    append(j, {{"b", 0, {"2"}}, {"a", 1, {"3"}}}, "k2");
    append(j, {{"b", 1, {"4"}}}, "k3");
    CHECK_FALSE(verify(j));
    CHECK_FALSE(verify(j, one));
    CHECK_FALSE(verify(j, j.head()));
    const auto found = [&](const journal_head& earlier = {}) {
        const auto f = verify(j, earlier);
        return f ? std::to_string(f->position) + ": " + to_string(*f) : "good";
    };
    const std::string does_not_fit =
        "does not fit the events before it; the journal was changed or is damaged, compare it with a backup";
    SUBCASE("an event changed") {
        j.whole = [](auto& all) { all[1].bytes = "22"; };
        CHECK(found() == "1: event at position 1 " + does_not_fit);
    }
    SUBCASE("an event changed with its digest") {
        j.whole = [](auto& all) {
            all[1].bytes = "22";
            all[1].digest = digest_of(all[0].digest, all[1]);
        };
        CHECK(found() == "2: event at position 2 " + does_not_fit);
    }
    SUBCASE("the last event changed with its digest") {
        j.whole = [](auto& all) {
            all[3].bytes = "44";
            all[3].digest = digest_of(all[2].digest, all[3]);
        };
        CHECK(found() == "3: event at position 3 " + does_not_fit);
    }
    SUBCASE("a hole") {
        j.whole = [](auto& all) { all.erase(all.begin() + 2); };
        CHECK(found() == "2: event at position 2 " + does_not_fit);
    }
    SUBCASE("an event that is not there") {
        j.whole = [](auto& all) { all.pop_back(); };
        CHECK(found() == "3: event at position 3 " + does_not_fit);
    }
    SUBCASE("a version that does not follow, in a chain made anew") {
        j.whole = [&](auto& all) {
            all[3].version = 3;
            all[3].digest = digest_of(all[2].digest, all[3]);
            j.end = journal_head{4, all[3].digest};
        };
        CHECK(found() == "3: event at position 3 " + does_not_fit);
    }
    SUBCASE("the end cut off") {
        memory_journal shorter;
        append(shorter, {{"a", 0, {"1"}}}, "k1");
        const auto f = verify(shorter, j.head());
        REQUIRE(f);
        CHECK(f->position == 1);
        CHECK(to_string(*f) ==
              "the journal has 1 events, the earlier head 4; its end was cut off, restore a backup");
        CHECK(to_string(*f, language::zh) ==
              "日志只有 1 个事件，先前记下的有 4 个；末尾被截去，请用备份恢复");
    }
    SUBCASE("all written anew") {
        auto earlier = one;
        earlier.digest.bytes[5] ^= 1;
        CHECK(found(earlier) == "0: the first 1 events are not those of the earlier head; the journal was "
                                "rewritten or is another one, compare it with a backup");
        CHECK(found({0, one.digest}).starts_with("0: the first 0 events are not those"));
    }
    SUBCASE("a stream that is read otherwise") {
        j.stream = [](auto& all) {
            if (all[0].stream == "b") all.pop_back();
        };
        CHECK(found() == "1: stream b, read by itself, has not the events that the journal has; the file is "
                         "damaged, restore a backup");
    }
    SUBCASE("keys that stand for something else") {
        const std::string otherwise = " on are not those of the idempotency keys that were kept; the file is "
                                      "damaged, restore a backup";
        j.appends = [](auto& all) { all[1].range.count = 1; };
        CHECK(found() == "1: the events from position 1" + otherwise);
        j.appends = [](auto& all) { all.pop_back(); };
        CHECK(found() == "3: the events from position 3" + otherwise);
        j.appends = [](auto& all) { all[2].idempotency_key = "k4"; };
        CHECK(found() == "3: the events from position 3" + otherwise);
    }
}

TEST_CASE("the lines of a journal have one form, and anything else is told with its line") {
    set_clock clock{calendar::utc_time{{2022, 1, 10}}};
    memory_journal j{{.clock = &clock}};
    append(j, {{"a", 0, {"x\ty", "2"}}}, "k\t1");
    append(j, {}, "k2");
    std::ostringstream out;
    write_lines(j, out);
    const auto d1 = to_string(j.read(0, 1)[0].digest), d2 = to_string(j.head().digest);
    CHECK(out.str() == "qaidam journal 1\n"
                       "append\tk\\t1\t0\t2\n"
                       "event\t0\ta\t1\t1641772800\t" +
                           d1 +
                           "\tx\\ty\n"
                           "event\t1\ta\t2\t1641772800\t" +
                           d2 +
                           "\t2\n"
                           "append\tk2\t2\t0\n"
                           "head\t2\t" +
                           d2 + "\n");
    const auto why = [&](const std::string& old, const std::string& with) {
        auto text = out.str();
        text.replace(text.find(old), old.size(), with);
        std::istringstream in{text};
        memory_journal to;
        try {
            read_lines(in, "journal.txt", to);
        } catch (const data_error& e) {
            return to_string(*e.why().begin());
        }
        return std::string{"read"};
    };
    const std::string no_line = "no line of an exported journal; export it again";
    CHECK(why("k2", "k3") == "read"); // no digest has the keys
    CHECK(why("journal 1", "journal 2") == "journal.txt:1: " + no_line);
    CHECK(why("append\tk\\t1\t0", "append\tk\\t1\t1") == "journal.txt:2: " + no_line);
    CHECK(why("append\tk\\t1\t0\t2", "append\tk\\t1\t0\t02") == "journal.txt:2: " + no_line);
    CHECK(why("event\t0", "evens\t0") == "journal.txt:3: " + no_line);
    CHECK(why("1641772800", "1641772800000000") == "journal.txt:3: " + no_line);
    CHECK(why("1641772800", "0x10") == "journal.txt:3: " + no_line);
    CHECK(why(d1, d1 + "0") == "journal.txt:3: " + no_line);
    CHECK(why("x\\ty", "x\ty") == "journal.txt:3: " + no_line);
    CHECK(why("head\t2", "head\t3") == "journal.txt:6: " + no_line);
    CHECK(why(d2 + "\n", d2 + "\n\n").starts_with("journal.txt:7: "));
    CHECK(why("head\t2\t" + d2 + "\n", "head\t2\t" + d2 + "\nmore\n") == "journal.txt:7: " + no_line);
    const std::string cut = "the last line, head, is missing, so the file is not whole; export it again";
    CHECK(why("head\t2\t" + d2 + "\n", "") == "journal.txt:6: " + cut);
    CHECK(why("head\t2\t" + d2 + "\n", "head\t2\t" + d2) == "journal.txt:6: " + cut);
    CHECK(why("head\t2\t" + d2 + "\n", "head\t2\t" + d2.substr(0, 9)) == "journal.txt:6: " + cut);
    CHECK(why("append\tk2\t2\t0\nhead\t2\t" + d2 + "\n", "append\tk2\t2\t1\n") == "journal.txt:6: " + cut);
    CHECK(
        why("x\\ty", "x\\tz") ==
        "journal.txt:6: event at position 0 does not fit the events before it; the journal was changed or is "
        "damaged, compare it with a backup");
    CHECK(
        why("append\tk2", "append\tk\\t1") ==
        "journal.txt:6: the events from position 2 on are not those of the idempotency keys that were kept; "
        "the file is damaged, restore a backup");
    std::istringstream empty;
    CHECK_THROWS_WITH_AS(read_lines(empty, "journal.txt", j), doctest::Contains(no_line.c_str()), data_error);
    memory_journal other;
    append(other, {{"b", 0, {"1"}}}, "k1");
    std::istringstream in{out.str()};
    CHECK_THROWS_WITH_AS(read_lines(in, "journal.txt", other),
                         doctest::Contains("has something else from position 0 on"), data_error);
}

TEST_SUITE_END();
