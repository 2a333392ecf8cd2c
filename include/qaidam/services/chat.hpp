/// Chats: what neighbours write in the chat group of a building, as their apps export it.
///
///     const auto chat = services::load_chat("building-3.txt").value;
///     for (const auto& m : chat.messages)
///         fmt::print("{}: {}\n", services::mask_sender(m.sender), services::mask_words(m.words));
///
/// What they need is found by services/chat_needs.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/file_path.hpp>
#include <qaidam/base/message.hpp>
#include <qaidam/calendar/written_time.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

/// How an app writes the line with which a message begins. `{time}`, `{name}` and `{words}` stand for what is written there,
/// a blank for one or more; without `{words}` they are on the lines below. A name has no colon in it.
struct chat_shape {
    std::string_view name;   ///< "whatsapp"
    std::string_view head;   ///< "[{time}] {name}: {words}"
    std::string_view note{}; ///< a line of the app itself, which nobody wrote; "" where there is none
};

/// Those that are known.
[[nodiscard]] std::span<const chat_shape> chat_shapes();

struct chat_message {
    std::optional<calendar::local_time> at{}; ///< on the clock that is written, where it can be read
    std::string sender{};                     ///< as the app shows them; "" for the app itself
    std::string words{};                      ///< with '\n' between lines
    std::uint64_t line = 1;                   ///< on which it begins
    friend bool operator==(const chat_message&, const chat_message&) = default;
};

struct chat {
    std::string shape{}; ///< the name of the one in which it is written
    std::vector<chat_message> messages{};
    std::vector<std::string> unread{}; ///< lines that are of no message
};

struct chat_options {
    qaidam::policy policy = qaidam::policy::lenient;
    std::span<const chat_shape> shapes = chat_shapes();
    calendar::time_writing times{}; ///< what somebody knows of the order of day and month
};

/// The messages of an exported chat in its order. The shape is the one in which most lines can be read, and the order of day
/// and month is told from all times together, so neither changes within a file.
/// Errors: a time that cannot be read; the message stays, without a time. Warnings: a line before the first message; one that
/// would begin a message in another shape, which counts as words. Info: a message that stands twice, and counts once.
///
/// Shape:    each line is in one message or in `unread`, but for blank ones at the ends of messages.
/// Throws:   data_error if no line begins a message, and under policy::strict for any error; std::invalid_argument for a shape
///           with a field twice.
/// Cost:     O(length × shapes).
[[nodiscard]] loaded<chat> read_chat(std::string_view text, const std::string& file,
                                     const chat_options& options = {});
/// The same of a file, in any encoding that is known. Throws: data_error, also if it cannot be read.
[[nodiscard]] loaded<chat> load_chat(const file_path& file, const chat_options& options = {});

/// Somebody as a group shows them: "3-402王姐" is at home in "3-402" and called "王姐". Either may be "".
struct chat_sender {
    std::string room{};
    std::string name{};
    friend bool operator==(const chat_sender&, const chat_sender&) = default;
};
[[nodiscard]] chat_sender read_sender(std::string_view shown);

/// The words without telephone, identity and bank numbers, also in groups and in full-width digits; without doors where they
/// stand after their building or unit, or before 室 or 房; and with the names behind an @ masked. Names within a sentence stay,
/// for nobody can tell them from other words, and so may a number that is written in another way.
[[nodiscard]] std::string mask_words(std::string_view words);
/// "3-402王姐" as "3-** 王*", "402室王姐" as "** 王*".
[[nodiscard]] std::string mask_sender(std::string_view shown);

namespace codes {
inline constexpr message_rule not_a_chat{
    "not_a_chat",
    severity::fatal,
    {"没有一行是消息的开头；认得的写法：{0}", "no line begins a message; known are: {0}"}};
inline constexpr message_rule unread_line{
    "unread_line", severity::warning, {"不属于任何消息：“{0}”", "belongs to no message: {0}"}};
inline constexpr message_rule unreadable_sent{
    "unreadable_sent",
    severity::error,
    {"消息时间读不出：{1}，写的是“{0}”；保留消息，不记时间",
     "time of a message: {1}, got {0}; the message stays without one"}};
inline constexpr message_rule other_shape{
    "other_shape",
    severity::warning,
    {"像是另一种写法（{1}）的消息开头：“{0}”；算作上一条消息的文字",
     "would begin a message as {1} writes them: {0}; counted as words of the message before"}};
inline constexpr message_rule repeated_message{
    "repeated_message",
    severity::info,
    {"与第 {0} 行的消息相同，算作一条", "the same message as on line {0}, counted once"}};

inline constexpr std::array chat{&not_a_chat, &unread_line, &unreadable_sent, &other_shape,
                                 &repeated_message};
} // namespace codes

} // namespace qaidam::services

#pragma GCC visibility pop
