/// People who move: nothing that was theirs is lost, and nobody else is touched.
#include <qaidam/civic/civic.hpp>

#include <algorithm>
#include <set>

#include "feed.hpp"
#include "invent_county.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("moves");

using namespace qaidam;
using namespace qaidam::civic;
using calendar::date;

namespace {

const county& home_county() {
    static const auto c = [] {
        const test::folder f;
        const std::filesystem::path& here = f;
        invented::county{here, {.communities = 3, .residents = 120, .orders = 0, .seed = 5}}.write(
            [](int) {});
        return load_county(f).value;
    }();
    return c;
}

/// Who belongs to what on a day, by keys.
template <class Records>
std::multiset<std::string> on_day(const community& c, const Records& all, const person_key& who,
                                  const date& day) {
    std::multiset<std::string> found;
    for (const auto& x : all) {
        if (c.people()[x.person].key != who || !x.when.contains(day)) continue;
        if constexpr (requires { x.group; })
            found.insert(to_cell(x.group));
        else
            found.insert(to_string(x.kind));
    }
    return found;
}

template <class T>
T whoever(const T& all, const person_key& but, const community& c) {
    T others;
    for (const auto& x : all)
        if (c.people()[x.person].key != but) others.push_back(x);
    return others;
}

} // namespace

TEST_CASE(
    "whoever moves has a home in the other community, stays known in this one, and is told what ended") {
    const auto& c = home_county();
    const auto done = move_person(c, {.person = "p-00025",
                                      .from = "c-001",
                                      .to = "c-002",
                                      .on = date{2022, 3, 1},
                                      .home = "b-001",
                                      .as = "p-new"});
    CHECK(done.key == "p-new");
    const auto& here = *done.after.find("c-001");
    const auto& there = *done.after.find("c-002");
    CHECK_FALSE(here.people()[here.people().id_of("p-00025")].home);
    auto p = there.people()[there.people().id_of("p-new")];
    CHECK(p.home == there.buildings().find("b-001"));
    p.key = "p-00025";
    p.home.reset();
    CHECK(p == here.people()[here.people().id_of("p-00025")]);
    REQUIRE(!done.told.empty());
    CHECK(to_string(done.told[0]) == "p-00025: their role party member in c-001 ends on 2022-03-01 with the "
                                     "move; give it to somebody else");
    CHECK(done.after.find("c-003") == c.find("c-003")); // shared, not copied
    CHECK(done.after.residents() == c.residents());
}

TEST_CASE("a name alone makes nobody the same person") {
    const auto meets = [](std::optional<date> born, const std::string& number) {
        auto records = home_county().records();
        for (const community_id m : {community_id{0}, community_id{1}}) {
            auto b = records.communities[m].community->records();
            b.people.add({.key = "p-li", .name = {"李某"}, .born = born, .identity_number = number});
            records.communities.update(m, [&](county_member& x) {
                x.community = std::make_shared<const community>(std::move(b).build());
            });
        }
        const auto c = std::move(records).build();
        const move m{.person = "p-li", .from = "c-001", .to = "c-002", .on = date{2022, 3, 1}};
        auto as = m;
        as.as = "p-other";
        CHECK(move_person(c, as).key == "p-other");
        try {
            return move_person(c, m).key == "p-li";
        } catch (const std::invalid_argument&) {
            return false;
        }
    };
    CHECK_FALSE(meets(std::nullopt, ""));
    CHECK(meets(date{1980, 5, 1}, ""));
    CHECK(meets(std::nullopt, "A-1"));
}

TEST_CASE("a role that was to begin after the move is told, and does not") {
    auto records = home_county().records();
    auto b = records.communities[community_id{0}].community->records();
    const auto who = b.people.add({.key = "p-new", .name = {"新某"}});
    b.roles.push_back({.person = *who,
                       .kind = role_kind::supervisor,
                       .scope = {},
                       .when = {date{2022, 4, 1}, std::nullopt}});
    records.communities.update(community_id{0}, [&](county_member& x) {
        x.community = std::make_shared<const community>(std::move(b).build());
    });
    const auto done =
        move_person(std::move(records).build(),
                    {.person = "p-new", .from = "c-001", .to = "c-002", .on = date{2022, 3, 1}});
    REQUIRE(done.told.size() == 1);
    CHECK(to_string(done.told[0]) == "p-new: their role supervisor in c-001 was to begin on 2022-04-01 and "
                                     "does not, because of the move; give "
                                     "it to somebody else");
    for (const auto& r : done.after.find("c-001")->roles()) CHECK(r.person != *who);
}

TEST_CASE("what cannot be meant is thrown") {
    const auto& c = home_county();
    const move good{
        .person = "p-00001", .from = "c-001", .to = "c-002", .on = date{2022, 3, 1}, .as = "p-new"};
    const auto throws = [&](auto change) {
        auto m = good;
        change(m);
        CHECK_THROWS_AS((void)move_person(c, m), std::invalid_argument);
    };
    CHECK_NOTHROW((void)move_person(c, good));
    throws([](move& m) { m.person = "nobody"; });
    throws([](move& m) { m.from = "c-999"; });
    throws([](move& m) { m.to = "c-999"; });
    throws([](move& m) { m.to = m.from; });
    throws([](move& m) { m.home = "b-999"; });
    const auto says = [&](auto change) -> std::string {
        auto m = good;
        change(m);
        try {
            (void)move_person(c, m);
        } catch (const std::invalid_argument& e) {
            return e.what();
        }
        return {};
    };
    CHECK(says([](move& m) { m.person = "nobody"; }) == "move_person: c-001 has no person nobody");
    CHECK(says([](move& m) { m.home = "b-999"; }) == "move_person: c-002 has no building b-999");
    throws([](move& m) { m.as = {}; }); // somebody there has that key
    throws([](move& m) { m.on = date{boost::gregorian::not_a_date_time}; });
}

TEST_CASE("random moves: on each day everybody belongs to what they did, in one community, and home again "
          "all is theirs") {
    test::random random;
    auto c = home_county();
    const std::string keys[] = {"c-001", "c-002", "c-003"};
    for (int round = 0; round < 150; ++round) {
        // Groups and roles of some people begin and end around the day.
        auto records = c.records();
        const community_key from = random.one_of(keys);
        community_key to = from;
        while (to == from) to = random.one_of(keys);
        auto b = records.communities[*records.communities.find(from)].community->records();
        const auto any = [&] {
            return person_id{
                static_cast<std::uint32_t>(random.between(0, static_cast<int>(b.people.size()) - 1))};
        };
        auto who = any(); // who can be told from others of the name when they come back
        while (!b.people[who].born && b.people[who].identity_number.empty()) who = any();
        const date on = date{2022, 1, 1} + calendar::day_count{random.between(0, 700)};
        const auto near = [&]() -> std::optional<date> {
            if (random.one_in(4)) return std::nullopt;
            return on + calendar::day_count{random.between(-60, 60)};
        };
        for (int i = random.between(0, 3); i > 0; --i) {
            calendar::date_span when{near(), near()};
            if (when.from && when.until && *when.until <= *when.from) when.until.reset();
            b.special_residents.push_back({who, static_cast<special_group>(random.between(0, 4)), when});
            b.roles.push_back({who, role_kind::young_volunteer, {}, when});
        }
        const auto key = b.people[who].key;
        auto built = std::make_shared<const community>(std::move(b).build());
        records.communities.update(*records.communities.find(from),
                                   [&](county_member& m) { m.community = built; });
        const auto before = std::move(records).build();
        const person_key as{"m-" + std::to_string(round)};
        const auto done = move_person(before, {.person = key, .from = from, .to = to, .on = on, .as = as});
        const auto &here = *before.find(from), &left = *done.after.find(from), &there = *done.after.find(to);
        for (int day = -90; day <= 90; ++day) {
            const auto d = on + calendar::day_count{day};
            const auto was = on_day(here, here.special_residents(), key, d);
            const auto roles = on_day(here, here.roles(), key, d);
            using none = std::multiset<std::string>;
            CHECK(on_day(left, left.special_residents(), key, d) == (day < 0 ? was : none{}));
            CHECK(on_day(there, there.special_residents(), as, d) == (day < 0 ? none{} : was));
            CHECK(on_day(left, left.roles(), key, d) == (day < 0 ? roles : none{}));
        }
        CHECK(whoever(left.roles(), key, left) == whoever(here.roles(), key, here));
        CHECK(whoever(there.special_residents(), as, there) ==
              whoever(before.find(to)->special_residents(), as, *before.find(to)));
        CHECK(done.after.people() == before.people() + 1);
        // Home again, with the record that they had.
        const auto back = move_person(
            done.after,
            {.person = as, .from = to, .to = from, .on = on + calendar::day_count{30}, .as = key});
        const auto& again = *back.after.find(from);
        CHECK(back.after.people() == done.after.people());
        for (int day = 30; day <= 90; day += 5) {
            const auto d = on + calendar::day_count{day};
            CHECK(on_day(again, again.special_residents(), key, d) ==
                  on_day(here, here.special_residents(), key, d));
        }
        c = before;
    }
}

TEST_SUITE_END();
