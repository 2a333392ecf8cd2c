/// Attributes (附加问题): what an item asks beside a place, as a service definition of Open311 GeoReport v2 has it, and
/// what an order answers.
///
///     services::place_order order{.order = "2021-1224-009", .by = "p-elder", .item = "street-light"};
///     order.attributes = {{"lamp", "flickers"}, {"pole", "17"}};
///     order.attribute_texts = {{"where", "note-9"}};
///
/// Answers out of a list, numbers and times are in the event that the order is placed. What people wrote in words of
/// their own is a text beside the journal, which can be erased, and the event has its key.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/id.hpp>
#include <qaidam/base/language.hpp>
#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

using item_id = id<struct item_tag>;
using item_key = key_of<item_tag>;
/// What an item calls an attribute: Open311's `code`.
using attribute_code = key_of<struct attribute_tag>;
/// The key of a text among the notes: intake.hpp.
using note_key = key_of<struct note_tag>;

/// What an answer is.
enum class attribute_type {
    line,     ///< a line of people's own words: Open311's `string`
    number,   ///< "12", "-3.5"
    datetime, ///< a local time, "2021-12-24T09:12"
    text,     ///< words over several lines
    one_of,   ///< one value of a list: `singlevaluelist`
    some_of   ///< one value or more: `multivaluelist`
};
/// "单选", "one of a list"
[[nodiscard]] std::string to_string(attribute_type t, language l = language::en);
/// Open311's word, which files have, too: "singlevaluelist".
[[nodiscard]] std::string to_cell(attribute_type t);
/// Whether the answer is in words of people's own, and so a text beside the journal.
[[nodiscard]] bool is_written(attribute_type t);

/// A value of a list.
struct attribute_choice {
    qaidam::key key;
    label name;
    friend bool operator==(const attribute_choice&, const attribute_choice&) = default;
};

/// Something that an item asks, in all its versions.
struct item_attribute {
    item_key item{};
    attribute_code code{};
    attribute_type type = attribute_type::line;
    bool required = false;
    bool variable = true;                    ///< else it only tells something, and takes no answer
    int order = 0;                           ///< among those of the item
    label description{};                     ///< the question
    label type_description{};                ///< how to answer, for people; "" for nothing
    std::vector<attribute_choice> choices{}; ///< of a list, as it is shown
    friend bool operator==(const item_attribute&, const item_attribute&) = default;
};

/// An answer out of a list, a number or a time. One that chose several values has one of these for each.
struct attribute {
    attribute_code code;
    std::string value; ///< the key of a choice, or as `attribute_type` shows
    friend bool operator==(const attribute&, const attribute&) = default;
    /// What a journal must be able to carry.
    friend std::array<std::string_view, 2> texts_of(const attribute& a) { return {a.code.text(), a.value}; }
};

/// An answer in people's own words.
struct attribute_text {
    attribute_code code;
    note_key text;
    friend bool operator==(const attribute_text&, const attribute_text&) = default;
    friend std::array<std::string_view, 2> texts_of(const attribute_text& a) {
        return {a.code.text(), a.text.text()};
    }
};

/// Whether it can be the code of an attribute or the key of a choice: 1 to 200 bytes of one line, without blanks, "=", "["
/// and "]", which files and forms have around it.
[[nodiscard]] bool is_attribute_word(std::string_view text);

/// What is wrong with the answers, by the attribute's name; nothing if they fit what is asked.
/// Cost: O(answers × asked).
[[nodiscard]] std::optional<refusal> check_attributes(std::span<const item_attribute> asked,
                                                      std::span<const attribute> answers,
                                                      std::span<const attribute_text> texts);

/// The answer for people: the choice's name; a value that is no choice as it is.
[[nodiscard]] std::string value_name(const item_attribute& asked, std::string_view value, language l);

} // namespace qaidam::services

template <>
struct fmt::formatter<qaidam::services::attribute_type>
    : qaidam::detail::bilingual_formatter<qaidam::services::attribute_type> {};

#pragma GCC visibility pop
