#include <fmt/format.h>

#include <qaidam/base/base.hpp>

#include <set>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("base/message");

using namespace qaidam;

TEST_CASE("a notice says where, what was got, what is wanted and the remedy, in both languages") {
    const notice n{
        &codes::duplicate_key, {.file = "quarters.csv", .line = 4, .field = "quarter_id"}, {"q-01"}};
    CHECK(
        fmt::format("{}", n) ==
        "quarters.csv:4:quarter_id: key q-01 is taken by an earlier record, which is kept; rename this one");
    CHECK(fmt::format("{:zh}", n) == "quarters.csv:4:quarter_id: 键“q-01”已被占用；保留先出现的一条");
}

TEST_CASE("an argument in both languages is read in the reader's") {
    static constexpr message_rule rule{"closed", severity::info, {"{0}已关闭：{1}", "{0} is closed: {1}"}};
    const finding f{&rule, "p", {in_both({"厨房", "Kitchen"}), "x"}};
    CHECK(fmt::format("{}", f) == "p: Kitchen is closed: x");
    CHECK(fmt::format("{:zh}", f) == "p: 厨房已关闭：x");
    CHECK(fill(rule, std::vector{in_both({"厨房"}), std::string{"x"}}, language::en) == "厨房 is closed: x");
}

TEST_CASE("stored notices are capped per code, counts are exact") {
    notices all{3};
    for (std::uint64_t line = 1; line <= 1000; ++line) all.add(codes::null_byte, {.file = "a", .line = line});
    all.add(codes::unknown_column, {.file = "a"});
    CHECK(all.size() == 4);
    CHECK(all.count(codes::null_byte) == 1000);
    CHECK(all.errors() == 1000);
    CHECK(all.count(severity::info) == 1);
    CHECK(all.total() == 1001);
    CHECK(all.tallies().size() == 2);
}

TEST_CASE("notices that are added to others are as if they came one by one") {
    for (const auto before : {0u, 2u, 5u})
        for (const auto more : {0u, 2u, 5u}) {
            notices first{3};
            notices second{3};
            notices all{3};
            for (std::uint64_t line = 1; line <= before + more; ++line)
                for (auto* to : {line <= before ? &first : &second, &all})
                    to->add(codes::null_byte, {.file = "a", .line = line});
            second.add(codes::unknown_column, {.file = "a"});
            all.add(codes::unknown_column, {.file = "a"});
            first.add(second);
            CHECK(fmt::format("{}", fmt::join(first, ";")) == fmt::format("{}", fmt::join(all, ";")));
            CHECK(first.total() == all.total());
            CHECK(first.count(codes::null_byte) == before + more);
        }
}

TEST_CASE("notices of a folder are told with it before the file, and all are counted") {
    notices inner{2};
    for (std::uint64_t line = 1; line <= 5; ++line)
        inner.add(codes::null_byte, {.file = "a.csv", .line = line});
    inner.add(codes::missing_folder, {}, {"x"});
    inner.leave_out("a.csv", "k", 7);
    notices all{100};
    all.add(codes::null_byte, {.file = "b.csv"});
    CHECK(inner.count(severity::fatal) == 6);
    all.add(inner, "north");
    CHECK(all.count(codes::null_byte) == 6);
    CHECK(all.count(severity::fatal) == 1); // its own
    CHECK(all.errors() == 7);
    std::vector<std::string> files;
    for (const auto& n : all) files.push_back(n.where.file);
    CHECK(files == std::vector<std::string>{"b.csv", "north/a.csv", "north/a.csv", "north"});
    CHECK_FALSE(all.find_left_out("north/a.csv", "k"));
}

TEST_CASE("a data_error shows the first reasons and carries them all") {
    notices all;
    for (std::uint64_t line = 1; line <= 12; ++line)
        all.add(codes::null_byte, {.file = "a.csv", .line = line});
    const data_error e{all};
    const std::string what = e.what();
    CHECK(what.starts_with("12 errors in the data\n  a.csv:1: NUL byte"));
    CHECK(what.ends_with("\n  and 2 more"));
    CHECK(e.why().size() == 12);
}

TEST_CASE("strict refuses errors, lenient only a file that cannot be used, and information never refuses") {
    notices errors;
    errors.add(codes::null_byte, {.file = "a"});
    CHECK_THROWS_AS(refuse_errors(errors, policy::strict), data_error);
    CHECK_THROWS_AS(refuse_errors(errors, policy::lenient), data_error);
    notices one;
    one.add(codes::duplicate_key, {.file = "a"}, {"k"});
    CHECK_THROWS_AS(refuse_errors(one, policy::strict), data_error);
    CHECK_NOTHROW(refuse_errors(one, policy::lenient));
    notices information;
    information.add(codes::unknown_column, {.file = "a"});
    CHECK_NOTHROW(refuse_errors(information, policy::strict));
}

TEST_CASE("a refusal says what would be allowed") {
    static constexpr message_rule rule{"wrong_state", severity::error, {"状态是{0}", "the order is {0}"}};
    const refusal r{&rule, {"closed"}, {"appeal", "reopen"}};
    CHECK(fmt::format("{}", r) == "the order is closed; allowed now: appeal, reopen");
    CHECK(fmt::format("{:zh}", r) == "状态是closed；现在可以：appeal、reopen");
    CHECK(std::string{refused{r}.what()} == "the order is closed; allowed now: appeal, reopen");
}

TEST_CASE("every code of the base room is there once, worded in both languages") {
    std::set<std::string_view> seen;
    for (const auto* rule : codes::base) {
        CHECK(seen.insert(rule->code).second);
        CHECK_FALSE(rule->text.zh.empty());
        CHECK_FALSE(rule->text.en.empty());
    }
}

TEST_CASE("words for languages and policies are read, others are not") {
    CHECK(find_language("zh") == language::zh);
    CHECK_FALSE(find_language("ZH"));
    CHECK(parse_policy("repair") == policy::repair);
    CHECK_FALSE(parse_policy(""));
}

TEST_SUITE_END();
