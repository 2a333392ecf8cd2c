/// What every store of texts promises, and snapshots, as test cases. Included after journal_cases.hpp.
#pragma once

#include "events/journal_cases.hpp"

#include <functional>

namespace text_cases {

using namespace journal_cases;

inline const purpose visit{"grid-1", "visit of 10 January"};

inline std::string code_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const refused& e) {
        return std::string{e.why().rule->code};
    } catch (const data_error& e) {
        return std::string{e.why().begin()->rule->code};
    } catch (const std::invalid_argument&) {
        return "invalid_argument";
    }
    return "";
}

/// A store as one would keep it in a notebook: everything is looked for from the beginning.
struct notebook {
    struct entry {
        text what;
        bool erased = false;
    };
    std::vector<entry> entries;
    std::vector<text_access> accesses;
    std::vector<erasure> erasures;

    [[nodiscard]] entry* find(const key& k) {
        for (auto& e : entries)
            if (e.what.key == k) return &e;
        return nullptr;
    }
    std::string put(const std::vector<text>& texts) {
        for (const auto& t : texts) {
            const auto* e = find(t.key);
            if (e != nullptr && e->erased) return "text_erased";
            if (e != nullptr && e->what != t) return "text_differs";
        }
        for (const auto& t : texts)
            if (find(t.key) == nullptr) entries.push_back({t});
        return "";
    }
    std::vector<std::pair<text_state, label>> read(const std::vector<key>& keys, const purpose& p,
                                                   calendar::utc_time at) {
        std::vector<std::pair<text_state, label>> answers;
        for (const auto& k : keys) {
            const auto* e = find(k);
            if (e == nullptr)
                answers.push_back({text_state::unknown, {}});
            else if (e->erased)
                answers.push_back({text_state::erased, {}});
            else {
                answers.push_back({text_state::kept, e->what.words});
                accesses.push_back({k, e->what.about, p, at});
            }
        }
        return answers;
    }
    erasure erase(const key& person, const purpose& p, calendar::utc_time at) {
        erasure done{person, p, at, 0};
        for (auto& e : entries) {
            if (e.what.about != person || e.erased) continue;
            e = {{e.what.key, e.what.about, {}}, true};
            ++done.texts;
        }
        erasures.push_back(done);
        return done;
    }
    [[nodiscard]] std::vector<text_access> accesses_to(const key& person) const {
        std::vector<text_access> those;
        for (const auto& a : accesses)
            if (a.about == person) those.push_back(a);
        return those;
    }
    [[nodiscard]] std::vector<erasure> erasures_of(const key& person) const {
        std::vector<erasure> those;
        for (const auto& e : erasures)
            if (e.person == person) those.push_back(e);
        return those;
    }
};

} // namespace text_cases

using namespace text_cases;

TEST_CASE("texts, accesses and erasures are those of a notebook, at random") {
    test::random random;
    for (int round = 0; round < maker::rounds; ++round) {
        maker m;
        notebook book;
        std::vector<std::pair<text, digest>> vouched;
        const std::vector<key> people{"p-1", "p-2", "", "p\t三"};
        const auto some_key = [&] { return key{"t" + std::to_string(random.between(0, 20))}; };
        for (int step = 0; step < 60; ++step) {
            CAPTURE(step);
            auto& texts = m.journal().texts();
            m.clock.set(m.clock.now() + std::chrono::seconds{random.between(-5, 50)});
            const purpose p{random.one_in(2) ? "clerk" : "grid-1", odd_text(random)};
            if (random.one_in(3)) {
                std::vector<key> keys;
                for (int n = random.between(0, 4); n > 0; --n) keys.push_back(some_key());
                const auto wanted = book.read(keys, p, m.clock.now());
                const auto found = texts.read(keys, p);
                REQUIRE(found.size() == wanted.size());
                for (std::size_t i = 0; i < found.size(); ++i) {
                    CHECK(found[i].state == wanted[i].first);
                    CHECK(found[i].words == wanted[i].second);
                    for (const auto& [t, d] : vouched)
                        if (t.key == keys[i] && found[i].state == text_state::kept)
                            CHECK(found[i].digest == d);
                }
            } else if (random.one_in(8)) {
                const auto& person = people[static_cast<std::size_t>(random.one_in(2))];
                CHECK(texts.erase(person, p) == book.erase(person, p, m.clock.now()));
            } else if (random.one_in(8)) {
                m.reopen();
            } else {
                std::vector<text> some;
                for (int n = random.between(0, 3); n > 0; --n) {
                    text t{some_key(), random.one_of(people), {odd_text(random), odd_text(random)}};
                    if (const auto* e = book.find(t.key); e != nullptr && random.one_in(2)) t = e->what;
                    const bool twice =
                        std::any_of(some.begin(), some.end(), [&](const text& x) { return x.key == t.key; });
                    if (!twice) some.push_back(t);
                }
                const auto why = book.put(some);
                std::vector<digest> digests;
                CHECK(code_of([&] { digests = texts.put(some); }) == why);
                for (std::size_t i = 0; i < digests.size(); ++i) vouched.push_back({some[i], digests[i]});
            }
        }
        auto& texts = m.journal().texts();
        for (const auto& person : people) {
            CHECK(texts.list_accesses(person) == book.accesses_to(person));
            CHECK(texts.list_erasures(person) == book.erasures_of(person));
        }
        const auto all = texts.read_records({}, 1'000'000);
        CHECK(all.accesses == book.accesses);
        CHECK(all.erasures == book.erasures);
        REQUIRE(all.texts.size() == book.entries.size());
        for (std::size_t i = 0; i < all.texts.size(); ++i) {
            CHECK(all.texts[i].text == book.entries[i].what);
            CHECK(all.texts[i].salt.has_value() != book.entries[i].erased);
        }

        memory_journal copy;
        copy_texts(texts, copy.texts());
        CHECK(copy.texts().read_records({}, 1'000'000) == all);
        maker other;
        const auto counts = copy_texts(copy.texts(), other.journal().texts());
        CHECK(counts == text_counts{all.texts.size(), all.accesses.size(), all.erasures.size()});
        CHECK(other.journal().texts().read_records({}, 1'000'000) == all);
    }
}

TEST_CASE("an erasure takes the words, and leaves the events, their order and what was done") {
    maker m;
    auto& j = m.journal();
    auto& texts = j.texts();
    const text note{"note-1", "p-1", {"门铃坏了", "the bell is broken"}};
    const auto voucher = texts.put(note);
    texts.put(text{"note-2", "p-2", {"好"}});
    append(j, {{"order", 0, {"visited\tnote-1\t" + to_string(voucher)}}}, "k");
    const auto head = j.head();

    CHECK(texts.read("note-1", visit) == text_found{text_state::kept, note.words, voucher});
    m.clock.set(calendar::utc_time{{2022, 3, 3}});
    const auto done = texts.erase("p-1", {"clerk", "asked for it"});
    CHECK(done == erasure{"p-1", {"clerk", "asked for it"}, calendar::utc_time{{2022, 3, 3}}, 1});
    CHECK(texts.read("note-1", visit) == text_found{text_state::erased, {}, {}});
    CHECK(texts.read("note-2", visit).words.zh == "好");
    CHECK(code_of([&] { texts.put(note); }) == "text_erased");
    CHECK(texts.erase("p-1", {"clerk", "once more"}).texts == 0);
    texts.put(text{"note-3", "p-1", {"又来"}}); // they may come again
    CHECK(texts.read("note-3", visit).state == text_state::kept);
    const auto accesses = texts.list_accesses("p-1");
    REQUIRE(accesses.size() == 2);
    CHECK(accesses[0] == text_access{"note-1", "p-1", visit, calendar::utc_time{{2022, 1, 10}}});
    CHECK_FALSE(verify(j, head));
}

TEST_CASE("a digest vouches for one text only, and says nothing of it without the salt") {
    maker m;
    auto& texts = m.journal().texts();
    const auto one = texts.put(text{"a", "p", {"好", ""}}), two = texts.put(text{"b", "p", {"好", ""}});
    CHECK(one != two); // the same words
    CHECK(texts.put(text{"a", "p", {"好", ""}}) == one);
    const text_salt salt{1, 2, 3};
    std::string salted{salt.begin(), salt.end()};
    CHECK(bytes_of(digest_of(salt, {"好", "good"})) ==
          test::sha256(salted + std::string(7, '\0') + "\3" + "好" + "good"));
    CHECK(digest_of(salt, {"ab", "c"}) != digest_of(salt, {"a", "bc"}));
}

TEST_CASE("texts that cannot be, and who does not say why, are refused and change nothing") {
    maker m;
    auto& texts = m.journal().texts();
    texts.put(text{"a", "p", {"好"}});
    const auto put = [&](std::vector<text> some) { return code_of([&] { texts.put(some); }); };
    CHECK(put({{"", "p", {"x"}}}) == "invalid_argument");
    CHECK(put({{"b", "p", {"x"}}, {"b", "p", {"x"}}}) == "invalid_argument");
    CHECK(put({{"b", "p", {std::string(1'000'001, 'x')}}}) == "invalid_argument");
    CHECK(put({{"b", "p", {"x"}}, {"a", "p", {"y"}}}) == "text_differs");
    CHECK(put({{"a", "q", {"好"}}}) == "text_differs");
    CHECK(texts.read("b", visit).state == text_state::unknown);
    CHECK(put({{"b", "p", {std::string(1'000'000, 'x')}}}) == "");
    const auto before = texts.read_records({}, 99);
    CHECK(code_of([&] { static_cast<void>(texts.read("a", {"", "why"})); }) == "invalid_argument");
    CHECK(code_of([&] { static_cast<void>(texts.read("a", {"clerk", ""})); }) == "invalid_argument");
    CHECK(code_of([&] { texts.erase("p", {"clerk", ""}); }) == "invalid_argument");
    CHECK(code_of([&] { texts.erase("", visit); }) == "invalid_argument");
    CHECK(texts.read_records({}, 99) == before);
    CHECK(before.accesses.empty()); // what is not there was not read
}

TEST_CASE("texts are copied on where a copy was broken off, and never over others") {
    maker m;
    auto& from = m.journal().texts();
    std::vector<text> some;
    for (int i = 0; i < 2500; ++i) some.push_back({key{std::to_string(i)}, "p", {std::to_string(i)}});
    from.put(some);
    static_cast<void>(from.read("2400", visit));
    memory_journal target;
    auto& to = target.texts();
    auto first = from.read_records({}, 1200);
    to.restore(first);
    maker empty;
    CHECK(copy_texts(from, empty.journal().texts()) == text_counts{2500, 1, 0});
    CHECK(copy_texts(from, to) == text_counts{2500, 1, 0});
    CHECK(to.read_records({}, 9999) == from.read_records({}, 9999));
    CHECK(copy_texts(from, to) == text_counts{2500, 1, 0});
    to.put(text{"more", "p", {"x"}});
    CHECK(code_of([&] { copy_texts(from, to); }) == "texts_differ");
    memory_journal other;
    other.texts().put(text{"0", "p", {"0"}}); // the same words with another salt
    CHECK(code_of([&] { copy_texts(from, other.texts()); }) == "texts_differ");
    CHECK(code_of([&] { other.texts().restore(first); }) == "texts_differ");
    CHECK(other.texts().read_records({}, 99).texts.size() == 1);
}

TEST_CASE("a snapshot is found as it was kept, the last of its name, until texts are erased") {
    maker m;
    append(m.journal(), {{"a", 0, {"1"}}}, "k");
    const auto head = m.journal().head();
    CHECK_FALSE(m.journal().find_snapshot("desk"));
    std::vector<std::string> parts;
    for (int i = 0; i < 40; ++i) parts.push_back(std::string(static_cast<std::size_t>(i * 1000), 'a') + '\0');
    const snapshot first{"desk", 3, head, parts}, second{"desk", 4, head, {"x", ""}},
        other{"hall", 1, {}, {}};
    m.journal().keep_snapshot(first);
    m.journal().keep_snapshot(other);
    m.reopen();
    CHECK(m.journal().find_snapshot("desk") == first);
    m.journal().keep_snapshot(second);
    CHECK(m.journal().find_snapshot("desk") == second);
    CHECK(m.journal().find_snapshot("hall") == other);
    m.journal().texts().erase("p-1", visit);
    CHECK_FALSE(m.journal().find_snapshot("desk"));
    CHECK_FALSE(m.journal().find_snapshot("hall"));
    m.journal().keep_snapshot(first);
    m.journal().drop_snapshots();
    m.reopen();
    CHECK_FALSE(m.journal().find_snapshot("desk"));
    CHECK(m.journal().head() == head);
}
