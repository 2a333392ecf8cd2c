/// Chat intake: what is written in a chat group, as candidates for orders.
///
///     const auto chat = services::load_chat("building-3.txt").value;
///     const auto reading = services::find_needs(chat, catalogue, community, {.building = "b-03-01"});
///     for (const auto& need : reading.needs)
///         fmt::print("{} {}: {}\n", need.item, need.sureness, chat.messages[need.message].words);
///
/// A candidate is an offer to a clerk, who confirms or dismisses it; nothing is placed by itself. It is found by the words
/// that the catalogue gives its items, and by rules for what asks, thanks, offers and tells: docs/chat-intake.md.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/services/catalogue.hpp>
#include <qaidam/services/chat.hpp>

#pragma GCC visibility push(default)

namespace qaidam::civic {
class community;
}

namespace qaidam::services {

/// How sure it is that a message has a need for the item.
enum class sureness {
    doubtful, ///< it may be hearsay, a joke, a question or a guess at what is wrong
    likely,   ///< it names something that is wrong, or asks for something
    sure      ///< it names something that is wrong and asks for help or says whose it is
};
[[nodiscard]] std::string to_string(sureness s, language l = language::en);

/// What words say about a need.
enum class chat_sign {
    matter,   ///< what it is about, by the words of an item
    asking,   ///< somebody is to do something
    own,      ///< whose it is
    doubting, ///< it may not be one
    done,     ///< it is over
    offering, ///< of work, goods or advice
    telling   ///< a notice to everybody
};
[[nodiscard]] std::string to_string(chat_sign s, language l = language::en);

/// Words of a message that led to what is said of it.
struct chat_evidence {
    chat_sign sign;
    std::size_t begin = 0; ///< its first byte in the words
    std::size_t length = 0;
    friend bool operator==(const chat_evidence&, const chat_evidence&) = default;
};

/// A candidate: a message may have an order in it.
struct chat_need {
    std::size_t message; ///< by its place in the chat
    item_key item;
    building_key building{};    ///< "" where none is known, or several are said
    bool building_said = false; ///< by the message itself
    std::string for_whom{};     ///< "我妈" as it says, "" where it does not
    services::sureness sureness = services::sureness::doubtful;
    std::vector<chat_evidence> evidence{}; ///< by where it begins
    /// The first need of the same matter, by its place among the needs; its own where it is that. Things of a house are one
    /// matter for all who tell of them, what is done at the door is one for each sender.
    std::size_t first = 0;
    friend bool operator==(const chat_need&, const chat_need&) = default;
};

/// Why a message has no need in it.
enum class left_out { chatter, done, offer, notice, no_item };
[[nodiscard]] std::string to_string(left_out why, language l = language::en);

struct chat_left_out {
    std::size_t message;
    left_out why;
    friend bool operator==(const chat_left_out&, const chat_left_out&) = default;
};

struct chat_reading {
    std::vector<chat_need> needs{};      ///< by message, then by where their words begin
    std::vector<chat_left_out> others{}; ///< all other messages
};

struct need_options {
    building_key building{}; ///< whose group it is
    services::sureness least = services::sureness::doubtful;
    std::chrono::hours same_matter{72}; ///< from one telling of it to the next
};

/// The needs in a chat. Of an item the version counts that is offered on the message's day. Numbers of buildings are those of
/// the quarter of the group's building; without one, those that one building of the community has.
///
/// Throws: std::invalid_argument if the group's building is none of the community.
/// Cost:   O(messages × words of the catalogue × length).
[[nodiscard]] chat_reading find_needs(const chat& said, const catalogue& all, const civic::community& c,
                                      const need_options& options = {});

/// Names the request to place an order for the need, so that a message that is read again asks for nothing new. Who has the
/// message can tell that it was this one, and so can who guesses all of it: its time, sender and words, which is not hard where
/// they are few.
[[nodiscard]] std::string request_of(const chat_message& m, const item_key& item);

/// Whether the text can be the `words` of an item: words apart by blanks, each of parts that are joined by `+` and must all
/// occur in a sentence, each part of alternatives apart by `|`; `_` is a blank. With `?` at its end a word only names the
/// matter, and is a need where something is asked too. No part or alternative is empty.
[[nodiscard]] bool is_item_words(std::string_view text);

} // namespace qaidam::services

template <>
struct fmt::formatter<qaidam::services::sureness>
    : qaidam::detail::bilingual_formatter<qaidam::services::sureness> {};
template <>
struct fmt::formatter<qaidam::services::chat_sign>
    : qaidam::detail::bilingual_formatter<qaidam::services::chat_sign> {};
template <>
struct fmt::formatter<qaidam::services::left_out>
    : qaidam::detail::bilingual_formatter<qaidam::services::left_out> {};

#pragma GCC visibility pop
