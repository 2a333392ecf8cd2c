// Orders by words, item, state, place and time, as far as the asker sees them.
#include <algorithm>

#include <qaidam/events/journal.hpp>
#include <qaidam/services/search.hpp>

#include "world.hpp"

TEST_SUITE_BEGIN("services/search");

using namespace test;

namespace {

const asker clerk{"p-clerk", at(12)};

std::string keys_of(const desk& d, const order_page& page) {
    std::string keys;
    for (const auto& m : page.matches) join_on(keys, " ", d.orders()[m.order].key.text());
    return keys;
}

/// Six orders with what people wrote to them.
struct library {
    events::memory_journal journal{};
    desk d{chengdong_world().open_desk()};

    library() {
        journal.texts().put(
            std::vector<events::text>{{"n-1", "p-elder", {"路灯闪烁，晚上看不见", "The LAMP flickers"}},
                                      {"n-2", "p-elder", {"灯杆倾斜", ""}},
                                      {"n-3", "p-bl-08", {"东门路口", ""}}});
        place("light-1", "street-light", "b-08-02", at(8), "p-elder", "n-1", "");
        place("light-2", "street-light", "b-03-01", at(9), "p-elder", "n-2", "n-3");
        place("parking", "parking", "b-08-02", at(10), "p-bl-08", "n-3", "");
        place("drain", "drain", "b-08-02", at(11), "p-bl-08", "", "");
    }
    void place(const char* key, const char* item, const char* building, local_time t, const char* by,
               const char* text, const char* address) {
        carry_out(d, place_order{.order = order_key{key},
                                 .by = by,
                                 .at = t,
                                 .item = item,
                                 .building = building,
                                 .text = note_key{text},
                                 .address = note_key{address}});
    }
    std::string find(order_query q, const asker& who = clerk) {
        return keys_of(d, search_orders(d, q, who, journal.texts(), "looks for it"));
    }
};

} // namespace

TEST_CASE("words are found within others, in any case, and all must occur") {
    library l;
    CHECK(l.find({.words = "路灯"}) == "light-2 light-1"); // in the item's name, too: 楼道与路灯维修
    CHECK(l.find({.words = "灯　闪"}) == "light-1");
    CHECK(l.find({.words = "lamp FLICK"}) == "light-1");
    CHECK(l.find({.words = "lamp 倾斜"}) == "");
    CHECK(l.find({.words = "东门"}) == "parking light-2"); // its address in words
    CHECK(l.find({.words = "LIGHT-2"}) == "light-2");
    CHECK(l.find({.words = "blocked"}) == "drain");
    CHECK(l.find({.words = "无此字"}) == "");
    CHECK(l.find({.words = " \t"}) == "drain parking light-2 light-1");
}

TEST_CASE("item, state, time, place and page") {
    library l;
    CHECK(l.find({.items = {"parking", "drain"}}) == "drain parking");
    carry_out(l.d, register_order{"parking", "p-clerk", at(11)});
    CHECK(l.find({.states = {order_state::registered}}) == "parking");
    CHECK(l.find({.placed_from = at(9), .placed_until = at(10)}) == "light-2");
    const spot b0301{37.294826, 99.020452}, b0802{37.301338, 99.023809};
    CHECK(l.find({.within = circle{b0301, geo::meters{5}}}) == "light-2");
    CHECK(l.find({.within = circle{b0301, geo::meters{2000}}, .sort = search_sort::nearest_first}) ==
          "light-2 drain parking light-1");
    CHECK(l.find({.within = circle{{91, 0}, geo::meters{2000}}}) == "");
    const auto page =
        search_orders(l.d, {.within = circle{b0802, geo::meters{5}}, .skip = 1, .most = 1}, clerk);
    CHECK(keys_of(l.d, page) == "parking");
    CHECK(page.found == 3);
    CHECK(page.matches[0].distance->value() < 1);
    CHECK(search_orders(l.d, {.skip = 9}, clerk).matches.empty());
    CHECK(search_orders(l.d, {.skip = 9}, clerk).found == 4);
    CHECK(l.find({.words = "灯", .sort = search_sort::newest_first}) == "light-2 light-1");
}

TEST_CASE("nobody finds what they may not see, by no word of it") {
    library l;
    CHECK(l.find({}, {"p-elder", at(12)}) == "light-2 light-1");
    CHECK(l.find({.words = "东门"}, {"p-bl-08", at(12)}) == "parking");
    CHECK(l.find({}, {"p-nobody", at(12)}) == "");
    // The party member of a building sees its matters, and no word of what was written.
    const asker member{"p-08-02", at(12)};
    CHECK((l.d.sight_of("light-1", "p-08-02", at(12)) == sight::matter));
    CHECK(l.find({}, member) == "drain parking light-1");
    CHECK(l.find({.words = "street light"}, member) == "light-1");
    CHECK(l.find({.words = "闪烁"}, member) == "");
}

TEST_CASE("each text that is looked at is an access, and without words or a store none is") {
    library l;
    const auto& texts = l.journal.texts();
    (void)l.find({.items = {"street-light"}});
    (void)search_orders(l.d, {.words = "闪烁"}, clerk);
    CHECK(texts.list_accesses("p-elder").empty());
    CHECK(keys_of(l.d, search_orders(l.d, {.words = "闪烁"}, clerk)) == "");
    (void)l.find({.words = "x", .items = {"street-light"}});
    const auto read = texts.list_accesses("p-elder");
    REQUIRE(read.size() == 2);
    CHECK(read[0].for_what == events::purpose{"p-clerk", "looks for it"});
    CHECK_THROWS_AS((void)search_orders(l.d, {.words = "x"}, clerk, l.journal.texts(), ""),
                    std::invalid_argument);
    l.journal.texts().erase("p-elder", {"p-clerk", "asked for it"});
    CHECK(l.find({.words = "闪烁"}) == "");
}

TEST_CASE("of several the one of which the words are more comes first") {
    library l;
    const auto page = search_orders(l.d, {.words = "灯"}, clerk, l.journal.texts(), "why");
    REQUIRE(page.matches.size() == 2);
    CHECK(keys_of(l.d, page) == "light-2 light-1"); // 灯杆倾斜 is shorter than 楼道与路灯维修
    CHECK(page.matches[0].share == doctest::Approx(1.0 / 4));
    CHECK(page.matches[1].share == doctest::Approx(1.0 / 7));
}

namespace {

/// Whether the word occurs, compared character by character.
bool occurs(const std::string& word, const std::string& text) {
    const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : int{c}; };
    for (std::size_t i = 0; i + word.size() <= text.size(); ++i) {
        std::size_t n = 0;
        while (n < word.size() && low(word[n]) == low(text[i + n])) ++n;
        if (n == word.size()) return true;
    }
    return false;
}

} // namespace

TEST_CASE("searches at random find what looking at every order finds") {
    test::random r;
    const std::vector<std::string> pieces{"路灯", "灯", "闪", "Lamp", "lamp", "门", "东", "A", "水"};
    const std::vector<item_key> items{"parking", "street-light", "family"};
    const std::vector<building_key> buildings{"b-03-01", "b-08-02", "b-01-01", ""};
    const std::vector<person_key> people{"p-elder", "p-clerk", "p-bl-08", "p-gm-01", "p-nobody"};
    std::size_t found = 0;
    for (int round = 0; round < test::cases(8); ++round) {
        events::memory_journal journal;
        order_book all;
        std::vector<std::string> written;
        for (int i = 0; i < 400; ++i) {
            std::string text;
            for (int n = r.between(1, 4); n > 0; --n) text += r.one_of(pieces) + (r.one_in(2) ? " " : "，");
            services::order o{.key = order_key{"o-" + std::to_string(i)},
                              .state = static_cast<order_state>(r.between(0, 7)),
                              .item = r.one_of(items),
                              .building = r.one_of(buildings)};
            o.text = key{"n-" + std::to_string(i)};
            o.placed_by = o.reporter = r.one_of(people);
            o.placed_at = o.last_at = at(8) + std::chrono::minutes{r.between(0, 200)};
            if (r.one_in(2)) o.spot = spot{37.295 + r.real(-0.01, 0.01), 99.02 + r.real(-0.01, 0.01)};
            journal.texts().put({.key = o.text, .about = o.reporter, .words = {text}});
            written.push_back(text);
            all.add(std::move(o));
        }
        const auto d = chengdong_world().open_desk({}, std::move(all));
        for (int i = 0; i < 60; ++i) {
            order_query q{.most = 1000};
            std::vector<std::string> words;
            for (int n = r.between(0, 3); n > 0; --n) words.push_back(r.one_of(pieces));
            for (const auto& word : words) q.words += word + " ";
            if (r.one_in(3)) q.items = {r.one_of(items), r.one_of(items)};
            if (r.one_in(3)) q.states = {order_state::placed, order_state::handling};
            if (r.one_in(3)) q.within = circle{{37.295, 99.02}, geo::meters{r.real(0, 1500)}};
            if (r.one_in(3)) q.placed_from = at(9);
            if (r.one_in(3)) q.placed_until = at(10, 30);
            const asker who{r.one_of(people), at(12)};
            std::vector<order_id> want;
            for (const auto id : d.orders().ids()) {
                const auto& o = d.orders()[id];
                const auto sees = d.sight_of(o.key, who.person, who.at);
                const auto* item = chengdong_world().catalogue.find_item(o.item, o.placed_at.date());
                std::vector<std::string> texts{o.key.text(), item->name.zh, item->name.en, item->category};
                if (const auto b = chengdong_world().community.buildings().find(o.building)) {
                    texts.push_back(chengdong_world().community.buildings()[*b].name.zh);
                    texts.push_back(chengdong_world().community.buildings()[*b].name.en);
                }
                if (sees == sight::people) texts.push_back(written[id.value()]);
                const bool said = std::all_of(words.begin(), words.end(), [&](const std::string& w) {
                    return std::any_of(texts.begin(), texts.end(),
                                       [&](const std::string& t) { return occurs(w, t); });
                });
                bool near = true;
                if (q.within) {
                    auto s = o.spot;
                    if (const auto b = chengdong_world().community.buildings().find(o.building); !s && b) {
                        const auto& p = *chengdong_world().community.buildings()[*b].at;
                        s = spot{p.lat().degrees(), p.lon().degrees()};
                    }
                    near = s && geo::distance(geo::point{geo::longitude{99.02}, geo::latitude{37.295}},
                                              geo::point{geo::longitude{s->longitude},
                                                         geo::latitude{s->latitude}}) <= q.within->radius;
                }
                const bool item_fits = q.items.empty() || o.item == q.items[0] || o.item == q.items[1];
                const bool state_fits =
                    q.states.empty() || o.state == order_state::placed || o.state == order_state::handling;
                const bool time_fits =
                    (!q.placed_from || o.placed_at >= at(9)) && (!q.placed_until || o.placed_at < at(10, 30));
                if (sees && said && near && item_fits && state_fits && time_fits) want.push_back(id);
            }
            const auto page = search_orders(d, q, who, journal.texts(), "test");
            CHECK(page.found == want.size());
            for (std::size_t n = 1; n < page.matches.size(); ++n)
                CHECK(page.matches[n - 1].share >= page.matches[n].share);
            std::vector<order_id> got;
            for (const auto& m : page.matches) got.push_back(m.order);
            std::sort(got.begin(), got.end());
            REQUIRE(got == want);
            found += got.size();
            // Pages of seven are the same one after the other.
            order_query part = q;
            part.most = 7;
            std::vector<order_match> paged;
            for (; part.skip < want.size(); part.skip += 7)
                for (const auto& m : search_orders(d, part, who, journal.texts(), "test").matches)
                    paged.push_back(m);
            CHECK(paged == page.matches);
        }
    }
    CHECK(found > test::cases(2000u));
}

TEST_SUITE_END();
