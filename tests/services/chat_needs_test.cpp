// Needs that are found in chats: what a clerk is offered, and how often it is right.
#include <qaidam/services/chat_needs.hpp>

#include <map>
#include <set>
#include <sstream>

#include "world.hpp"

TEST_SUITE_BEGIN("services/chat_needs");

using namespace qaidam;
using namespace test;
using services::chat_sign;
using services::left_out;
using services::sureness;

namespace {

/// What is found in one message of the group of building 3 of the first quarter.
services::chat_reading read_words(const std::string& words, const std::string& sender = "3-402王姐") {
    return find_needs({.messages = {{test::at(9), sender, words, 1}}}, chengdong_world().catalogue,
                      chengdong_world().community, {.building = "b-01-03"});
}
/// "item sureness" of each need, or why there is none.
std::string found(const std::string& words, const std::string& sender = "3-402王姐") {
    const auto reading = read_words(words, sender);
    std::string all;
    for (const auto& n : reading.needs) {
        if (!all.empty()) all += ", ";
        all += fmt::format("{} {}", n.item, n.sureness);
    }
    for (const auto& o : reading.others) all += fmt::format("({})", o.why);
    return all;
}
std::string building_of(const std::string& words) {
    const auto reading = read_words(words);
    REQUIRE(reading.needs.size() == 1);
    return (reading.needs[0].building_said ? "said " : "") + reading.needs[0].building.text();
}

constexpr column labelled_columns[] = {{"message_id", cell_kind::identity}, {"sent", cell_kind::needed},
                                       {"sender", cell_kind::needed},       {"words", cell_kind::needed},
                                       {"items", cell_kind::needed},        {"building", cell_kind::needed},
                                       {"for_whom", cell_kind::needed}};

struct labelled_set {
    std::vector<std::string> keys{}, items{}, buildings{}, people{};
    services::chat chat{};
};

labelled_set read_labelled(const std::string& name) {
    const table_layout layout{name, presence::required, labelled_columns};
    labelled_set all;
    notices out;
    REQUIRE(read_table(file_path{QAIDAM_SOURCE_DIR "/tests/data/chat"}, layout, out, [&](record& r) {
        all.keys.push_back(r.text("message_id"));
        all.items.emplace_back(r.cell("items"));
        all.buildings.emplace_back(r.cell("building"));
        all.people.emplace_back(r.cell("for_whom"));
        all.chat.messages.push_back({.at = calendar::parse_local_time(r.text("sent")),
                                     .sender = r.text("sender"),
                                     .words = r.text("words"),
                                     .line = r.line()});
    }));
    CHECK(out.empty());
    return all;
}

std::string share(int part, int all) {
    return fmt::format("{}/{} = {:.3f}", part, all, static_cast<double>(part) / all);
}

/// Precision and recall of "it is a need for this item", and each mistake.
std::string compare_labels(const labelled_set& all, int& right, int& wrong, int& missed) {
    const auto reading = find_needs(all.chat, chengdong_world().catalogue, chengdong_world().community,
                                    {.building = "b-01-03"});
    std::string mistakes;
    int certain_right = 0, certain_wrong = 0, people = 0, people_right = 0, buildings_right = 0;
    for (std::size_t i = 0; i < all.keys.size(); ++i) {
        std::set<std::string> wanted;
        std::istringstream items{all.items[i]};
        for (std::string item; items >> item;) wanted.insert(item);
        std::string told;
        for (const auto& n : reading.needs) {
            if (n.message != i) continue;
            const bool is_right = wanted.erase(n.item.text()) > 0;
            ++(is_right ? right : wrong);
            if (n.sureness != sureness::doubtful) ++(is_right ? certain_right : certain_wrong);
            if (!is_right) told += fmt::format("  wrong: {} ({})\n", n.item, n.sureness);
            if (!is_right) continue;
            ++people;
            people_right += n.for_whom == all.people[i];
            buildings_right += n.building_said == !all.buildings[i].empty();
        }
        missed += static_cast<int>(wanted.size());
        for (const auto& item : wanted) told += fmt::format("  missed: {}\n", item);
        if (!told.empty())
            mistakes += fmt::format("{} {}: {}\n{}", all.keys[i], all.chat.messages[i].sender,
                                    all.chat.messages[i].words, told);
    }
    return fmt::format("{} messages, {} needs\nprecision {}\nrecall {}\nprecision without doubtful ones {}\n"
                       "recall without doubtful ones {}\nfor whom {}\nbuilding {}\n{}",
                       all.keys.size(), right + missed, share(right, right + wrong),
                       share(right, right + missed), share(certain_right, certain_right + certain_wrong),
                       share(certain_right, right + missed), share(people_right, people),
                       share(buildings_right, people), mistakes);
}

} // namespace

TEST_CASE("what is found in the messages by which the rules were made, and what is not") {
    int right = 0, wrong = 0, missed = 0;
    const auto set = read_labelled("development.csv");
    CHECK(set.keys.size() >= 200);
    CHECK(compare_labels(set, right, wrong, missed) ==
          test::read(QAIDAM_SOURCE_DIR "/tests/data/chat/development.txt"));
}

TEST_CASE("what is found in a hundred messages that were written before the rules, and what is not") {
    int right = 0, wrong = 0, missed = 0;
    const auto set = read_labelled("heldout.csv");
    CHECK(set.keys.size() == 100);
    CHECK(compare_labels(set, right, wrong, missed) ==
          test::read(QAIDAM_SOURCE_DIR "/tests/data/chat/heldout.txt"));
    CHECK(right >= 0.9 * (right + wrong));
    CHECK(right >= 0.8 * (right + missed));
}

TEST_CASE("a need is what says that something is wrong, or names a matter and asks") {
    CHECK(found("暖气不热") == "heating-fault likely");
    CHECK(found("我家暖气不热，麻烦派人看看") == "heating-fault sure");
    CHECK(found("高龄补贴") == "(chatter)");
    CHECK(found("高龄补贴怎么申请") == "old-age-allowance likely");
    CHECK(found("早上好") == "(chatter)");
    CHECK(found("谢谢大家") == "(chatter)");
}

TEST_CASE("a word that is turned round, over or of another time is no need") {
    CHECK(found("下水道不堵") == "(chatter)");
    CHECK(found("暖气修好了，谢谢") == "(already over)");
    CHECK(found("楼道灯坏了。师傅来过，修好了") == "(already over)");
    CHECK(found("暖气修好没两天，今天又不热了") == "heating-fault likely");
    CHECK(found("暖气不热，什么时候能修好") == "heating-fault likely");
    CHECK(found("暖气还没修好，还是不热") == "heating-fault likely");
    CHECK(found("去年暖气不热") == "(chatter)");
    CHECK(found("要是暖气不热，麻烦告诉我") == "heating-fault doubtful");
}

TEST_CASE("offers, notices and what the app says are left out, and the office needs nothing itself") {
    CHECK(found("专业疏通马桶，马桶堵了找我") == "(offers)");
    CHECK(found("【通知】明日停电，楼道灯不亮") == "(notices)");
    CHECK(found("暖气不热", "") == "(notices)");
    CHECK(found("高龄补贴怎么申请，请来一楼", "社区小杨") == "(chatter)");
    CHECK(found("2-301暖气不热，帮忙登记", "社区小杨") == "heating-fault doubtful");
}

TEST_CASE("what is wrong and is of no item is told, too") {
    CHECK(found("电梯又停了，困住人了") == "(something wrong that no item covers)");
    CHECK(found("暖气已经修好了。电梯又不动了，有人被困住") == "(something wrong that no item covers)");
    CHECK(found("暖气修好了，电梯又不动了") == "(something wrong that no item covers)");
    CHECK(found("电梯困住人了，现在修好了") == "(already over)");
    CHECK(found("电梯不动了。师傅来过，修好了。谢谢") == "(already over)");
}

TEST_CASE("a building is found by whatever kind of name the feed has") {
    const test::folder f{test::chengdong};
    f.replace("buildings.csv", "b-01-05,q-01,5号楼,Building 5", "b-01-05,q-01,5栋,5栋");
    const test::world w{f};
    for (const auto* words :
         {"5栋暖气不热", "5号楼暖气不热", "五号楼暖气不热", "5幢暖气不热", "5#楼暖气不热"}) {
        const auto reading = find_needs({.messages = {{test::at(9), "王", words, 1}}}, w.catalogue,
                                        w.community, {.building = "b-01-03"});
        REQUIRE_MESSAGE(reading.needs.size() == 1, words);
        CHECK_MESSAGE(reading.needs[0].building.text() == "b-01-05", words);
    }
}

TEST_CASE("a message of a megabyte of needs, of what is over or of buildings is read") {
    services::catalogue few;
    REQUIRE(few.items.add({.key = item_key{"x"},
                           .list = services::service_list::hardship,
                           .category = "c",
                           .name = {},
                           .words = "灯+坏 灯?"}));
    for (const auto* part : {"灯坏。", "灯坏，修好。", "灯坏在5栋，", "修好。灯坏。", " "}) {
        std::string said;
        while (said.size() < (1U << 20U)) said += part;
        const auto reading =
            find_needs({.messages = {{{}, "王", said, 1}}}, few, chengdong_world().community);
        CHECK(reading.needs.size() + reading.others.size() == 1);
    }
}

TEST_CASE("several needs of a message are found, and of words that are shared the longer") {
    CHECK(found("暖气不热，楼道灯也坏了") == "heating-fault likely, street-light likely");
    CHECK(found("请问居住证明怎么开") == "living-certificate likely");
}

TEST_CASE("the building is that of the group unless another is said") {
    CHECK(building_of("暖气不热") == "b-01-03");
    CHECK(building_of("5号楼暖气不热") == "said b-01-05");
    CHECK(building_of("五号楼的暖气不热") == "said b-01-05");
    CHECK(building_of("2栋和5#楼暖气不热") == "said ");
    CHECK(building_of("我在5号楼。暖气不热") == "said b-01-05");
    const auto two = read_words("楼道灯坏了。5号楼门口的车堵住消防通道了").needs;
    REQUIRE(two.size() == 2);
    CHECK(two[0].building.text() == "b-01-03");
    CHECK(two[1].building.text() == "b-01-05");
    CHECK(building_of("15号楼暖气不热") == "b-01-03"); // the quarter has none
    CHECK(building_of("十二号楼暖气不热") == "b-01-03");
    CHECK(building_of("heating is broken in Building 5") == "said b-01-05");
    const auto without_group = find_needs({.messages = {{test::at(9), "王", "5号楼暖气不热", 1}}},
                                          chengdong_world().catalogue, chengdong_world().community);
    REQUIRE(without_group.needs.size() == 1);
    CHECK(without_group.needs[0].building_said);
    CHECK(without_group.needs[0].building.empty()); // each quarter has one
    CHECK_THROWS_AS(
        (void)find_needs({}, chengdong_world().catalogue, chengdong_world().community, {.building = "b-99"}),
        std::invalid_argument);
}

TEST_CASE("the words that led to a candidate are shown, and for whom it is as it says") {
    const std::string words = "我奶奶家暖气不热，麻烦看看";
    const auto reading = read_words(words);
    REQUIRE(reading.needs.size() == 1);
    std::string shown;
    for (const auto& e : reading.needs[0].evidence)
        shown += fmt::format("[{} {}]", e.sign, words.substr(e.begin, e.length));
    CHECK(shown == "[whose 我奶奶][matter 暖气][matter 不热][asking 麻烦]");
    CHECK(reading.needs[0].for_whom == "我奶奶");
    CHECK(to_string(chat_sign::asking, language::zh) == "求助");
    CHECK(to_string(sureness::sure, language::zh) == "可靠");
    CHECK(to_string(left_out::done, language::zh) == "已了结");
}

TEST_CASE("neighbours who tell of one lamp tell of one matter, errands are each one's own") {
    const auto& w = chengdong_world();
    const auto t = [](int day, int hour) {
        return calendar::local_time(date{2021, 12, static_cast<unsigned short>(day)},
                                    std::chrono::hours{hour});
    };
    const services::chat said{.messages = {{t(20, 9), "1-101", "楼道灯坏了", 1},
                                           {t(20, 10), "1-102", "高龄补贴怎么申请", 2},
                                           {t(21, 9), "1-103", "楼道灯还是不亮", 3},
                                           {t(21, 10), "1-104", "高龄补贴怎么申请", 4},
                                           {t(21, 11), "1-105", "5号楼楼道灯坏了", 5},
                                           {t(22, 9), "1-102", "高龄补贴在哪申请", 6},
                                           {t(28, 9), "1-106", "楼道灯又坏了", 7}}};
    const auto reading = find_needs(said, w.catalogue, w.community, {.building = "b-01-03"});
    std::vector<std::size_t> first;
    for (const auto& n : reading.needs) first.push_back(n.first);
    CHECK(first == std::vector<std::size_t>{0, 1, 0, 3, 4, 1, 6});
    CHECK(find_needs(said, w.catalogue, w.community, {.building = "b-01-03", .least = sureness::likely})
              .needs.size() == 7);
    CHECK(find_needs(said, w.catalogue, w.community, {.building = "b-01-03", .least = sureness::sure})
              .needs.empty());
}

TEST_CASE("the name of a request is that of the message and the item, and of nothing else") {
    const services::chat_message m{test::at(9), "王姐", "暖气不热", 1};
    auto moved = m;
    moved.line = 7;
    CHECK(request_of(m, "heating-fault") == request_of(moved, "heating-fault"));
    CHECK(request_of(m, "heating-fault") != request_of(m, "snow"));
    moved.words += "了";
    CHECK(request_of(m, "heating-fault") != request_of(moved, "heating-fault"));
    CHECK(request_of(m, "heating-fault").size() == 45);
}

TEST_CASE("an item's words that cannot be used fall alone, and are saved as they were otherwise") {
    CHECK(services::is_item_words("楼道|路+灯+坏|不亮 高龄补贴?"));
    CHECK(services::is_item_words(""));
    for (const auto* bad : {"灯++坏", "灯|", "+坏", "?", "灯?坏"})
        CHECK_FALSE_MESSAGE(services::is_item_words(bad), bad);
    const test::folder f;
    f.write("service_items.csv", "item_id,list,category,name,limit,words\na,errand,x,灯,5 working_day,灯+\n"
                                 "b,errand,x,灯,5 working_day,灯+坏\n");
    const auto [all, notices] = load_catalogue(f, chengdong_world().community);
    REQUIRE(notices.size() == 1);
    CHECK(to_string(*notices.begin()) ==
          "service_items.csv:2:words: not the words of an item, got 灯+, want some like lamp|light+broken or "
          "allowance?, apart by blanks; the cell counts as blank");
    CHECK(all.items["a"].words.empty());
    const test::folder copy;
    save(all, copy);
    CHECK(load_catalogue(copy, chengdong_world().community).value == all);
}

TEST_CASE("in thousands of random messages an item is found where all parts of one of its words are in a "
          "sentence") {
    test::random random;
    const std::vector<std::string> letters{"甲", "乙", "丙", "丁", "戊"};
    const auto draw = [&](int least, int most) {
        std::string text;
        for (int i = random.between(least, most); i > 0; --i) text += random.one_of(letters);
        return text;
    };
    for (int round = 0; round < 3000; ++round) {
        using word = std::vector<std::vector<std::string>>; // parts of alternatives
        std::vector<word> words;
        services::service_item item{
            .key = item_key{"x"}, .list = service_list::hardship, .category = "c", .name = {}};
        for (int w = random.between(1, 3); w > 0; --w) {
            word one;
            std::string cell;
            for (int p = random.between(1, 3); p > 0; --p) {
                one.emplace_back();
                if (!cell.empty()) cell += "+";
                for (int a = random.between(1, 2); a > 0; --a) {
                    one.back().push_back(draw(1, 3));
                    cell += (a == 1 ? one.back().back() : one.back().back() + "|");
                }
            }
            words.push_back(one);
            item.words += (item.words.empty() ? "" : " ") + cell;
        }
        REQUIRE(services::is_item_words(item.words));
        services::catalogue all;
        REQUIRE(all.items.add(item));
        std::vector<std::string> sentences;
        std::string said;
        for (int s = random.between(1, 3); s > 0; --s) {
            sentences.push_back(draw(0, 6));
            said += sentences.back() + "。";
        }
        const auto holds = [](const std::string& sentence, const std::vector<std::string>& part) {
            return std::any_of(part.begin(), part.end(),
                               [&](const std::string& a) { return sentence.find(a) != std::string::npos; });
        };
        bool wanted = false;
        for (const auto& sentence : sentences)
            for (const auto& w : words)
                wanted = wanted || std::all_of(w.begin(), w.end(),
                                               [&](const auto& part) { return holds(sentence, part); });
        const auto reading =
            find_needs({.messages = {{{}, "王", said, 1}}}, all, chengdong_world().community);
        CHECK_MESSAGE((reading.needs.size() == 1) == wanted, item.words << " in " << said);
        CHECK(reading.needs.size() + reading.others.size() == 1);
    }
}

TEST_SUITE_END();
