/// Counties: each community as it would be loaded by itself, with the departments that all share.
#include <qaidam/civic/civic.hpp>

#include <algorithm>
#include <thread>

#include "feed.hpp"
#include "invent_county.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("county");

using namespace qaidam;
using namespace qaidam::civic;

namespace {

/// A folder with a county that was invented.
struct county_folder : test::folder {
    explicit county_folder(int communities = 3, std::uint64_t seed = 7, int residents = 60) {
        const std::filesystem::path& here = *this;
        invented::county{here, {.communities = communities, .residents = residents, .seed = seed}}.write(
            [](int) {});
    }
};

const county_options leniently{.policy = policy::lenient, .threads = 1};

std::vector<std::string> told(const notices& all) {
    std::vector<std::string> lines;
    for (const auto& n : all) lines.push_back(to_string(n));
    return lines;
}

} // namespace

TEST_CASE("a county is its communities, each as it is by itself") {
    const county_folder f;
    const auto [all, said] = load_county(f);
    CHECK(said.empty());
    CHECK(all.identity() == county_identity{"invented", {"虚构县", "Invented County"}});
    REQUIRE(all.communities().size() == 3);
    long residents = 0;
    std::size_t people = 0;
    for (const auto& m : all.communities()) {
        CHECK(*m.community == load(feed_files{f / m.folder}, all.departments()).value);
        CHECK(all.find(m.key) == m.community.get());
        residents += m.community->residents();
        people += m.community->people().size();
    }
    CHECK(residents == 180);
    CHECK(all.residents() == residents);
    CHECK(all.people() == people);
    CHECK(all.find("c-999") == nullptr);
    CHECK(all.communities()[community_id{1}].name == label{"河西社区", "Hexi Community"});
}

TEST_CASE("a shared department has one id in every community, and communities add their own after them") {
    const county_folder f;
    f.write("c-002/departments.csv", "department_id,name,name_en,parent_id\n"
                                     "own-2,二组,Group 2,own-1\n"
                                     "own-1,社区办,Community Office,gov\n");
    const auto all = load_county(f).value;
    const auto& second = *all.find("c-002");
    CHECK(second.departments().size() == all.departments().size() + 2);
    for (const auto& m : all.communities())
        for (const auto d : all.departments().ids())
            CHECK(m.community->departments()[d] == all.departments()[d]);
    const auto own = second.departments().id_of("own-1");
    CHECK_FALSE(all.is_shared(own));
    CHECK(all.is_shared(all.departments().id_of("gov")));
    CHECK(second.departments()[own].parent == all.departments().id_of("gov"));
    CHECK(second.departments()[second.departments().id_of("own-2")].parent == own);
    // Roles in a shared department name it by the same id everywhere.
    for (const auto& m : all.communities()) {
        const auto who = m.community->people().id_of("officer-parking");
        CHECK(m.community->roles_of(who)[0].scope == scope{all.departments().id_of("d-parking")});
    }
}

TEST_CASE("a community's own row for a shared department adds nothing, and is told where it differs") {
    const county_folder f;
    f.write("c-001/departments.csv", "department_id,name,name_en,parent_id\n"
                                     "d-parking,城市管理局,Urban Management Bureau,gov\n"
                                     "d-wage,人社局,Human Resources Bureau,gov\n"
                                     "d-street-light,住房和城乡建设局,Housing and Construction Bureau,\n");
    const auto [all, said] = load_county(f);
    CHECK(all.find("c-001")->departments() == all.departments());
    CHECK(
        told(said) ==
        std::vector<std::string>{
            "c-001/departments.csv:3:department_id: department d-wage is shared by the county, and its name "
            "or parent differs here; that of the county counts",
            "c-001/departments.csv:4:department_id: department d-street-light is shared by the county, and "
            "its name or parent differs here; that of the county counts"});
}

TEST_CASE("a county is saved and loaded as an equal one, and shared departments stand in one file alone") {
    const county_folder f{5, 11, 120};
    f.write("c-003/departments.csv", "department_id,name,name_en,parent_id\nown,社区办,,gov\n");
    const auto all = load_county(f).value;
    const test::folder out;
    save(all, out);
    CHECK(load_county(out).value == all);
    CHECK_FALSE(std::filesystem::exists(out / "c-001/departments.csv"));
    CHECK(test::read(out / "c-003/departments.csv") ==
          "department_id,name,name_en,parent_id\nown,社区办,,gov\n");
    CHECK(test::read(out / "communities.csv") == test::read(f / "communities.csv"));
}

TEST_CASE("a community of which no feed can be made falls alone, and is named") {
    const county_folder f;
    f.remove("c-002/buildings.csv");
    f.append("c-003/households.csv", "h-x,b-999,2\n");
    const auto [all, said] = load_county(f, leniently);
    CHECK(all.communities().size() == 2);
    CHECK(all.find("c-002") == nullptr);
    const auto lines = told(said);
    CHECK(std::count(
              lines.begin(), lines.end(),
              "communities.csv:3:folder: the feed of community c-002 cannot be used, and the county does "
              "without it; see the notices of c-002") == 1);
    CHECK(std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
              return line.starts_with("c-002/buildings.csv: ");
          }) == 1);
    CHECK(std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
              return line.starts_with("c-003/households.csv:");
          }) == 1);
    for (const auto& line : lines) CHECK_FALSE(line.ends_with("; the file is left out"));
    // Strictly, every error of every community is gathered first.
    try {
        (void)load_county(f);
        FAIL("it loads");
    } catch (const data_error& e) {
        CHECK(told(e.why()) == lines);
    }
}

TEST_CASE("what the county's own files may say") {
    const auto first = [](const std::string& file, const std::string& text) {
        const county_folder f{2};
        f.write(file, text);
        return test::first_notice([&] { return load_county(f, leniently); });
    };
    CHECK(first("communities.csv", "community_id,folder\na/b,c-001\n") ==
          "communities.csv:2:community_id: community_id a/b has a '/', which stands between a community and "
          "what is "
          "in it; take another key");
    for (const std::string folder : {"..", "../c-001", "/etc", "c-001/../c-002", "c-001/", "c:\\x", "."})
        CHECK(first("communities.csv", "community_id,folder\nc-001," + folder + "\n") ==
              "communities.csv:2:folder: folder " + folder +
                  " cannot be used, want one within that of the county, with '/' and without '..'");
    CHECK(first("communities.csv", "community_id,folder\nc-001,c-002\n") ==
          "communities.csv:2:folder: folder c-002 has the feed of community c-002, not of this one; correct "
          "one of "
          "the two");
    CHECK(first("communities.csv", "community_id,folder\nc-001,c-001\nc-001,c-001\n")
              .starts_with("communities.csv:3:community_id: "));
    CHECK(first("county.csv", "county_id,name\na,甲县\nb,乙县\n") ==
          "county.csv:3:county_id: more than one row, want one: a folder describes one county");
    CHECK(first("county.csv", "county_id,name\n") ==
          "county.csv: no usable row, want the one county of the folder");
    const county_folder f{1};
    f.remove("communities.csv");
    CHECK_THROWS_AS((void)load_county(f, leniently), data_error);
    CHECK_THROWS_AS((void)load_county("nowhere", leniently), data_error);
}

TEST_CASE("progress is told by the calling thread, up to all of them, and threads change nothing") {
    const county_folder f{9, 3};
    f.append("c-004/people.csv", "p-bad,,,,,,\n");
    const auto alone = load_county(f, leniently);
    for (unsigned threads : {1u, 2u, 3u, 20u, 0u}) {
        std::vector<std::size_t> steps;
        const auto here = std::this_thread::get_id();
        const auto again = load_county(f, {.policy = policy::lenient,
                                           .threads = threads,
                                           .progress = [&](std::size_t done, std::size_t total) {
                                               CHECK(std::this_thread::get_id() == here);
                                               CHECK(total == 9);
                                               steps.push_back(done);
                                           }});
        CHECK(again.value == alone.value);
        CHECK(told(again.notices) == told(alone.notices));
        CHECK(std::adjacent_find(steps.begin(), steps.end(), std::greater_equal{}) == steps.end());
        CHECK(steps.back() == 9);
        if (threads == 1) CHECK(steps.size() == 9);
    }
}

TEST_CASE("a load that is stopped gives nothing, and what progress throws comes out") {
    const county_folder f{9};
    for (const unsigned threads : {1u, 3u}) {
        std::stop_source source;
        CHECK_THROWS_AS(
            (void)load_county(f, {.threads = threads,
                                  .progress = [&](std::size_t, std::size_t) { source.request_stop(); },
                                  .stop = source.get_token()}),
            load_stopped);
        std::stop_source at_the_end;
        CHECK_THROWS_AS((void)load_county(f, {.threads = threads,
                                              .progress =
                                                  [&](std::size_t done, std::size_t total) {
                                                      if (done == total) at_the_end.request_stop();
                                                  },
                                              .stop = at_the_end.get_token()}),
                        load_stopped);
        struct tired {};
        CHECK_THROWS_AS((void)load_county(f, {.threads = threads,
                                              .progress = [](std::size_t, std::size_t) { throw tired{}; }}),
                        tired);
    }
}

TEST_CASE("random faults: a county is what its communities are one by one, and counts every notice") {
    test::random random;
    for (int round = 0; round < 60; ++round) {
        const county_folder f{random.between(1, 6), static_cast<std::uint64_t>(random.between(1, 1'000'000)),
                              40};
        for (int i = random.between(0, 6); i > 0; --i) {
            const auto c = invented::county::key_of(random.between(0, 5));
            if (!std::filesystem::exists(f / c)) continue;
            const std::string_view files[] = {"people.csv", "roles.csv", "households.csv", "buildings.csv",
                                              "grid_buildings.csv"};
            const auto file = c + "/" + std::string{random.one_of(files)};
            if (random.one_in(5))
                f.remove(file);
            else if (random.one_in(2))
                f.append(file, "x,y,z\n");
            else {
                auto text = test::read(f / file);
                if (!text.empty()) text.erase(text.size() / 2, 3);
                f.write(file, text);
            }
        }
        const county_options options{.policy = policy::lenient,
                                     .notices_per_code = 3,
                                     .threads = static_cast<unsigned>(random.between(1, 3))};
        const auto [all, said] = load_county(f, options);
        std::size_t communities = 0, notices_of_all = 0;
        for (int c = 0; std::filesystem::exists(f / invented::county::key_of(c)); ++c) {
            const auto k = invented::county::key_of(c);
            try {
                const auto one = load(feed_files{f / k}, all.departments(), {.policy = policy::lenient});
                notices_of_all += one.notices.total();
                REQUIRE(all.find(community_key{k}) != nullptr);
                CHECK(*all.find(community_key{k}) == one.value);
                ++communities;
            } catch (const data_error& e) {
                notices_of_all += e.why().total() + 1;
                CHECK(all.find(community_key{k}) == nullptr);
            }
        }
        CHECK(all.communities().size() == communities);
        CHECK(said.total() == notices_of_all);
    }
}

TEST_CASE("a community of a county is saved with the shared departments or without them") {
    const county_folder f{1};
    const auto all = load_county(f).value;
    const auto& c = *all.find("c-001");
    const test::folder whole, own;
    save(c, whole);
    CHECK(load(whole).value == c);
    save(c, all.departments(), own);
    CHECK(load(own, all.departments()).value == c);
    CHECK_THROWS_AS((void)load(own), data_error); // its officers are of departments that are not there
    department_registry others;
    others.add({.key = "elsewhere", .name = {"别处"}});
    CHECK_THROWS_AS(save(c, others, own), std::invalid_argument);
}

TEST_CASE("keys are qualified by their community, and read back") {
    CHECK(qualified("north", "p-17") == "north/p-17");
    CHECK(unqualified("north/p-17") == std::pair{community_key{"north"}, key{"p-17"}});
    CHECK(unqualified("a/b/c") == std::pair{community_key{"a"}, key{"b/c"}});
    for (const key k : {"north", "/p", "north/", ""}) CHECK_FALSE(unqualified(k));
}

TEST_CASE("nobody has a key that would be somebody of another community") {
    const county_folder f{2};
    f.append("c-002/people.csv", "c-001/p-00001,某人,,,,,\n");
    const auto [all, said] = load_county(f, leniently);
    const auto lines = told(said);
    CHECK(std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
              return line.starts_with("c-002/people.csv:") &&
                     line.ends_with("person_id: person_id c-001/p-00001 has a '/', which stands between a "
                                    "community and who is in it; take another key");
          }) == 1);
    CHECK_FALSE(all.find("c-002")->people().find("c-001/p-00001"));
    auto b = all.find("c-002")->records();
    b.people.add({.key = "c-001/p-00001", .name = {"某人"}});
    CHECK_THROWS_AS((void)std::move(b).build(), std::invalid_argument);
}

TEST_CASE("a county is built only of what belongs together") {
    const county_folder f{2};
    const auto good = load_county(f).value.records();
    const auto throws = [&](auto change) {
        auto b = good;
        change(b);
        CHECK_THROWS_AS((void)std::move(b).build(), std::invalid_argument);
    };
    throws([](county_builder& b) {
        b.communities.update(community_id{0}, [](county_member& m) { m.community.reset(); });
    });
    throws([](county_builder& b) { b.departments.add({.key = "new", .name = {"新"}}); });
    for (const std::string folder : {"", "..", "/etc", "a/../b", "c-002"}) // the last is another's
        throws([&](county_builder& b) {
            b.communities.update(community_id{0}, [&](county_member& m) { m.folder = folder; });
        });
    throws([](county_builder& b) {
        auto m = b.communities[community_id{0}];
        m.key = "another";
        b.communities.add(std::move(m));
    });
    auto copy = good;
    CHECK(std::move(copy).build() == load_county(f).value);
}

TEST_SUITE_END();
