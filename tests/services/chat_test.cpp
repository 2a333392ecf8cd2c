// Chats as apps export them.
#include <qaidam/services/chat.hpp>

#include <algorithm>

#include <fmt/ranges.h>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("services/chat");

using namespace qaidam;
using calendar::date;
using calendar::local_time;
using services::chat_message;
using services::read_chat;

namespace {

using lines = std::vector<std::string>;

lines said(const notices& all) {
    lines told;
    for (const auto& n : all) told.push_back(to_string(n));
    return told;
}

local_time moment(int day, int hour, int minute, int second = 0) {
    return local_time{date{2021, 12, static_cast<unsigned short>(day)},
                      std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second}};
}

/// As an app of each shape writes a message.
std::string write(const std::string& shape, const chat_message& m, bool month_first) {
    const auto d = m.at->date();
    const int year = d.year(), month = static_cast<int>(d.month().as_number()), day = d.day();
    const auto clock = m.at->time_of_day().count();
    const auto h = clock / 3600, min = clock / 60 % 60, s = clock % 60;
    const auto ordered = month_first ? std::pair{month, day} : std::pair{day, month};
    if (shape == "bracketed")
        return fmt::format("\u200E[{:02}/{:02}/{}, {:02}:{:02}:{:02}] {}: {}\n", ordered.first,
                           ordered.second, year, h, min, s, m.sender, m.words);
    if (shape == "dashed") // seconds are not written
        return fmt::format("{}/{}/{:02}, {}:{:02}\u202F{} - {}: {}\n", ordered.first, ordered.second,
                           year % 100, h % 12 == 0 ? 12 : h % 12, min, h < 12 ? "AM" : "PM", m.sender,
                           m.words);
    if (shape == "one_line")
        return fmt::format("{}-{:02}-{:02} {:02}:{:02}:{:02} {}：{}\n", year, month, day, h, min, s, m.sender,
                           m.words);
    if (shape == "time_first")
        return fmt::format("{}-{:02}-{:02} {}:{:02}:{:02} {}\r\n{}\r\n\r\n", year, month, day, h, min, s,
                           m.sender, m.words);
    return fmt::format("{} {}/{}/{} {}:{:02}:{:02}\n{}\n\n", m.sender, year, month, day, h, min, s, m.words);
}

} // namespace

TEST_CASE("what thousands of people wrote is read in each shape as it was written") {
    test::random random;
    const std::vector<std::string> names{"3-402王姐", "李师傅 2-101", "仁青卓玛", "A  马", "韩梅❤",
                                         "12-5",      "བཀྲ་ཤིས",        "Anna B",   "2021",  "+86 138"};
    const std::vector<std::string> words{
        "暖气不热",           "谢谢", "+1",   "20/12", "9:05 到了", "看 2021-12-20 的通知",
        "灯坏了，\n修一下吧", "[强]", "a: b", "- 好",  "早\n\n上好"};
    for (int round = 0; round < test::cases(2000); ++round) {
        const auto shape = std::string{random.one_of(services::chat_shapes()).name};
        const bool month_first = random.one_in(2);
        std::vector<chat_message> wrote;
        std::string text;
        std::uint64_t line = 1;
        auto now = moment(13, 0, 0); // both orders are told apart by this day
        for (int i = random.between(1, 12); i > 0; --i) {
            const auto second = shape == "dashed" ? 0 : random.between(0, 59);
            now = local_time{now.date(), now.time_of_day() - now.time_of_day() % std::chrono::minutes{1}} +
                  std::chrono::minutes{random.between(1, 3000)} + std::chrono::seconds{second};
            const chat_message m{now, random.one_of(names), random.one_of(words), line};
            const auto written = write(shape, m, month_first);
            line += static_cast<std::uint64_t>(std::count(written.begin(), written.end(), '\n'));
            text += written;
            wrote.push_back(m);
        }
        const auto [chat, notices] =
            read_chat(text, "group.txt",
                      {.times = {.order = month_first ? calendar::date_order::month_first
                                                      : calendar::date_order::day_first}});
        CHECK_MESSAGE(chat.shape == shape, text);
        CHECK_MESSAGE(chat.messages == wrote, text);
        CHECK(chat.unread.empty());
        CHECK(said(notices) == lines{});
    }
}

TEST_CASE("the order of day and month is told from the file as a whole, or not at all") {
    const std::string first = "[05/12/2021, 09:05:11] 王姐: 暖气不热\n";
    const auto both = [&](const std::string& second) {
        return read_chat(first + "[" + second + ", 10:00:00] 李: 收到\n", "g.txt").value.messages[0].at;
    };
    CHECK(both("20/12/2021") == moment(5, 9, 5, 11));
    CHECK(both("12/20/2021") == local_time{date{2021, 5, 12}, std::chrono::seconds{9 * 3600 + 5 * 60 + 11}});

    const auto [chat, notices] = read_chat(first + "[06/12/21, 10:00:00] 李: 收到\n", "g.txt");
    CHECK(said(notices) == lines{"g.txt:1: time of a message: day or month may come first, and no cell of "
                                 "the column tells which, got 05/12/2021, 09:05:11; the message stays "
                                 "without one",
                                 "g.txt:2: time of a message: day or month may come first, and no cell of "
                                 "the column tells which, got 06/12/2021, 10:00:00; the message stays "
                                 "without one"});
    REQUIRE(chat.messages.size() == 2);
    CHECK_FALSE(chat.messages[0].at);
    CHECK(chat.messages[1].words == "收到");
    CHECK_THROWS_AS((void)read_chat(first, "g.txt", {.policy = policy::strict}), data_error);
}

TEST_CASE("nothing of a file is lost: what is no message is told with its line") {
    const auto [chat, notices] =
        read_chat("消息记录\n\n消息对象:1号楼群\n2021-12-20 09:05:11 王姐\n暖气不热\n"
                  "2021-12-20 09:06 李: 我家也是\n\n2021-13-45 09:07:00 李\n收到\n"
                  "2021-12-20 09:05:11 王姐\n暖气不热\n2021-12-20 09:06 李: 我家也是\n",
                  "g.txt");
    CHECK(chat.shape == "time_first");
    CHECK(chat.unread == std::vector<std::string>{"消息记录", "消息对象:1号楼群"});
    CHECK(chat.messages == std::vector<chat_message>{
                               {moment(20, 9, 5, 11), "王姐", "暖气不热\n2021-12-20 09:06 李: 我家也是", 4},
                               {{}, "李", "收到", 8}});
    CHECK(said(notices) == lines{"g.txt:1: belongs to no message: 消息记录",
                                 "g.txt:3: belongs to no message: 消息对象:1号楼群",
                                 "g.txt:6: would begin a message as one_line writes them: 2021-12-20 09:06 "
                                 "李: 我家也是; counted as words "
                                 "of the message before",
                                 "g.txt:12: would begin a message as one_line writes them: 2021-12-20 09:06 "
                                 "李: 我家也是; counted as words "
                                 "of the message before",
                                 "g.txt:8: time of a message: there is no such day, got 2021-13-45 09:07:00; "
                                 "the message stays without one",
                                 "g.txt:10: the same message as on line 4, counted once"});
}

TEST_CASE("what the app itself says has no sender") {
    const auto chat = read_chat("12/20/21, 9:00 AM - Messages are end-to-end encrypted.\n"
                                "12/20/21, 9:05 AM - 王姐: 暖气不热\n12/20/21, 9:06 AM - 王姐 left\n",
                                "g.txt")
                          .value;
    REQUIRE(chat.messages.size() == 3);
    CHECK(chat.shape == "dashed");
    CHECK(chat.messages[0].sender.empty());
    CHECK(chat.messages[1].sender == "王姐");
    CHECK(chat.messages[2].words == "王姐 left");
}

TEST_CASE("a shape is data") {
    const services::chat_shape own[] = {{"own", "<{name}> {time} | {words}"}};
    const auto chat = read_chat("<王姐> 2021-12-20 09:05 | 灯坏了\n", "g.txt", {.shapes = own}).value;
    CHECK(chat.messages == std::vector<chat_message>{{moment(20, 9, 5), "王姐", "灯坏了", 1}});
    const services::chat_shape twice[] = {{"own", "{time} {time}"}};
    CHECK_THROWS_AS((void)read_chat("x", "g.txt", {.shapes = twice}), std::invalid_argument);
}

TEST_CASE("a file that is no chat is refused with the shapes that are known") {
    const test::folder f;
    f.write("g.txt", "王姐说暖气不热\n");
    CHECK(test::first_notice([&] { return services::load_chat(f / "g.txt"); }) ==
          "g.txt: no line begins a message; known are: [{time}] {name}: {words}, {time} - {name}: {words}, "
          "{time} "
          "{name}: {words}, {time} {name}, {name} {time}");
    CHECK_THROWS_AS((void)services::load_chat(f / "none.txt"), data_error);
    CHECK_THROWS_AS((void)read_chat("", "g.txt"), data_error);
}

TEST_CASE("a chat in GB18030 is read, with a notice") {
    const test::folder f;
    f.write("g.txt", "2021-12-20 09:05:11 \xCD\xF5\xBD\xE3\n\xC5\xAF\xC6\xF8\xB2\xBB\xC8\xC8\n");
    const auto [chat, notices] = services::load_chat(f / "g.txt");
    CHECK(chat.messages == std::vector<chat_message>{{moment(20, 9, 5, 11), "王姐", "暖气不热", 1}});
    CHECK(notices.size() == 1);
}

TEST_CASE("of a sender only that is known which stands there") {
    const auto of = [](std::string_view shown) {
        const auto s = services::read_sender(shown);
        return s.room + "|" + s.name;
    };
    CHECK(of("3-402王姐") == "3-402|王姐");
    CHECK(of("李师傅 2-101") == "2-101|李师傅");
    CHECK(of("3单元402室 马") == "3单元402|马");
    CHECK(of("1-2-301") == "1-2-301|");
    CHECK(of("402室") == "402|");
    CHECK(of("老马1975") == "|老马1975");
    CHECK(of(" 仁青卓玛 ") == "|仁青卓玛");
    CHECK(of("") == "|");
}

TEST_CASE("what is shown has no whole name, door or number in it") {
    CHECK(services::mask_sender("3-402王姐") == "3-** 王*");
    CHECK(services::mask_sender("1-2-301") == "1-**");
    CHECK(services::mask_sender("仁青卓玛") == "仁***");
    CHECK(services::mask_words("电话13812345678，楼道灯坏了") == "电话138****5678，楼道灯坏了");
    CHECK(services::mask_words("身份证63280119900101123X") == "身份证6****************X");
    CHECK(services::mask_words("@2-503老张 车挪一下") == "@2-** 老* 车挪一下");
    CHECK(services::mask_words("室温15度，120元") == "室温15度，120元");
    CHECK(services::mask_sender("402室王姐") == "** 王*");
    CHECK(services::mask_sender("402室") == "**");
    CHECK(services::mask_sender("３－４０２王姐") == "3-** 王*");
    CHECK(services::mask_sender("3号楼2单元402 马") == "3-** *");
}

TEST_CASE("numbers are masked however they are written, and doors after their houses") {
    for (const auto* phone :
         {"138-9736-1234", "138 9736 1234", "138 97361234", "13897361234", "１３８９７３６１２３４",
          "１３８ ９７３６ １２３４", "138—9736—1234", "1389-7361-234"})
        CHECK_MESSAGE(services::mask_words(phone) == "138****1234", phone);
    CHECK(services::mask_words("打0977-822-1234") == "打097****1234");
    CHECK(services::mask_words("+86 138 9736 1234") == "+86 138****1234");
    CHECK(services::mask_words("15 138 9736 1234") == "15 138****1234");
    CHECK(services::mask_words("卡号6222 0200 1234 5678 901。") == "卡号6*****************1。");
    CHECK(services::mask_words("632801 19900101 123X") == "6****************X");
    CHECK(services::mask_words("@ 2-503老张 车挪一下") == "@2-** 老* 车挪一下");
    CHECK(services::mask_words("@\u2005 2-503老张\u2005好") == "@2-** 老*\u2005好");
    CHECK(services::mask_words("@") == "@");
    CHECK(services::mask_words("I am at 3-402.") == "I am at 3-**.");
    CHECK(services::mask_words("3号楼2单元402暖气不热") == "3号楼2单元**暖气不热");
    CHECK(services::mask_words("３号楼２单元４０２") == "３号楼２单元**");
    CHECK(services::mask_words("3-402的灯，402室也是") == "3-**的灯，**室也是");
    CHECK(services::mask_words("5号楼2单元4楼 401") == "5号楼2单元4楼 **");
    CHECK(services::mask_words("1-2-301，12栋1203") == "1-2-**，12栋**");
    for (const auto* plain : {"2021-12-20 09:05", "2021.12.20-2021.12.31", "8-10点", "5号楼3楼", "15-16度",
                              "10-120元", "2号楼室温14度", "3.5.7", "1-2-3-4-5-6-7-8-9", "1 2 3"})
        CHECK_MESSAGE(services::mask_words(plain) == plain, plain);
}

TEST_CASE("of thousands of words with a telephone number in them, none shows its middle") {
    test::random random;
    const std::vector<std::string> between{"", "", " ", "-", "－", " - "},
        around{"", "，", "电话", "3号楼", "(", "15度 "};
    for (int round = 0; round < 3000; ++round) {
        std::string digits = "1", written;
        for (int i = 0; i < 10; ++i) digits += static_cast<char>('0' + random.between(0, 9));
        const auto gap = random.one_of(between);
        const auto first = static_cast<std::size_t>(random.between(1, 4));
        const bool wide = random.one_in(3);
        for (std::size_t i = 0; i < digits.size(); ++i) {
            if (i == first || i == first + 4) written += gap;
            written += wide ? std::string{"\xEF\xBC"} + static_cast<char>(0x90 + (digits[i] - '0'))
                            : std::string{digits[i]};
        }
        const auto before = random.one_of(around), after = random.one_of(around);
        const auto text = before + written + "。" + after;
        const auto wanted = before + digits.substr(0, 3) + "****" + digits.substr(7) + "。" + after;
        CHECK_MESSAGE(services::mask_words(text) == wanted, text);
    }
}

TEST_CASE("a line of many blanks is read like any other") {
    const auto text = "2021-12-20 09:05:11 王姐\n" + std::string(1 << 20, ' ') + ":\n";
    CHECK(read_chat(text, "g.txt").value.messages.size() == 1);
}

TEST_SUITE_END();
