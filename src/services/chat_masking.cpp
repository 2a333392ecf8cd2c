// What is masked of the words and the senders of chats before more people than a clerk see them.
#include <algorithm>
#include <span>

#include <qaidam/civic/masking.hpp>
#include <qaidam/services/chat.hpp>

#include "chat_words.hpp"

namespace qaidam::services {
namespace {

using detail::is_digit;

constexpr std::string_view blanks[] = {" ", "\t", "\n", "\u2005", "\u3000"}; // the third is WeChat's

/// How long that of the words is with which the text begins; 0 for none.
std::size_t length_of_one(std::string_view text, std::span<const std::string_view> words) {
    for (const auto word : words)
        if (text.starts_with(word)) return word.size();
    return 0;
}

/// A full-width digit is three bytes, of which the last tells which it is.
constexpr std::string_view wide_digit = "\xEF\xBC";

/// How long the digit is with which the text begins, and which it is; 0 for none.
std::size_t digit_at(std::string_view text, char& digit) {
    if (text.empty()) return 0;
    if (is_digit(text[0])) {
        digit = text[0];
        return 1;
    }
    if (text.size() < 3 || !text.starts_with(wide_digit)) return 0;
    const auto value = static_cast<unsigned char>(text[2]) - 0x90;
    if (value < 0 || value > 9) return 0;
    digit = static_cast<char>('0' + value);
    return 3;
}

std::string with_plain_digits(std::string_view text) {
    std::string all;
    for (std::size_t i = 0; i < text.size();) {
        char digit = text[i];
        i += std::max<std::size_t>(digit_at(text.substr(i), digit), 1);
        all += digit;
    }
    return all;
}

struct digits_of_words {
    std::string digits{};
    std::size_t end = 0;
};
digits_of_words digits_from(std::string_view words, std::size_t at) {
    digits_of_words found{{}, at};
    char digit = ' ';
    while (const auto length = digit_at(words.substr(found.end), digit)) {
        found.digits += digit;
        found.end += length;
    }
    return found;
}

/// Whether digits that are written in groups are a telephone, identity or bank number, and no day, time or amount.
bool is_number_in_groups(std::string_view digits, bool all_long) {
    const auto size = digits.size();
    return (size == 11 && digits[0] == '1') || (size == 13 && digits.starts_with("861")) ||
           (size >= 10 && size <= 12 && digits[0] == '0') ||
           (size == 10 && (digits.starts_with("400") || digits.starts_with("800"))) ||
           (size >= 15 && all_long);
}

std::string masked_digits(std::string digits, std::string_view words, std::size_t& end) {
    constexpr std::size_t longest_phone = 13;
    if (digits.size() == longest_phone && digits.starts_with("861"))
        return "86 " + civic::mask_phone(std::string_view{digits}.substr(2));
    if (digits.size() < longest_phone) return civic::mask_phone(digits);
    if (digits.size() == 17 && end < words.size() && (words[end] == 'X' || words[end] == 'x'))
        digits += words[end++];
    return civic::mask_identity_number(digits);
}

struct masked_part {
    std::string shown{};
    std::size_t end = 0; ///< where it goes on; where it began if there is nothing to be masked
};

/// A number in groups, of which the longest that is one counts: 138-9736-1234.
masked_part masked_groups(std::string_view words, std::size_t from) {
    constexpr std::string_view between[] = {" ", "-", ".", "·", "－", "–", "—", "\u00A0", "\u3000"};
    constexpr int most_groups = 6, most_between = 3;
    masked_part best{{}, from};
    std::string digits;
    std::size_t at = from, number_end = from;
    bool all_long = true; // but for the last
    for (int group = 0; group < most_groups; ++group) {
        const auto next = digits_from(words, at);
        if (next.digits.empty()) break;
        digits += next.digits;
        if (is_number_in_groups(digits, all_long)) number_end = next.end, best.shown = digits;
        all_long = all_long && next.digits.size() >= 3;
        at = next.end;
        for (int i = 0; i < most_between; ++i) at += length_of_one(words.substr(at), between);
    }
    if (number_end == from) return best;
    best.end = number_end;
    best.shown = masked_digits(best.shown, words, best.end);
    return best;
}

/// A door after its house: 3号楼2单元402, 2-503, 402室. Its house stays.
masked_part masked_door(std::string_view words, std::size_t from) {
    constexpr std::string_view lines[] = {"-", "－", "–", "—", "#"};
    constexpr std::string_view houses[] = {"单元", "号楼", "栋", "幢", "楼", "层", "号"};
    constexpr std::string_view rooms[] = {"室", "房"};
    constexpr std::string_view amounts[] = {"元", "块", "度", "%", "％", "斤", "平", "人", "年", "室温"};
    constexpr int most_groups = 5;
    const auto is_amount = [&](std::size_t end) {
        char next = ' ';
        return length_of_one(words.substr(end), amounts) > 0 ||
               (words.substr(end).starts_with(".") && digit_at(words.substr(end + 1), next) > 0);
    };
    const auto is_door = [](std::string_view digits) { return digits.size() == 3 || digits.size() == 4; };
    auto group = digits_from(words, from);
    if (is_door(group.digits) && length_of_one(words.substr(group.end), rooms) > 0 && !is_amount(group.end))
        return {"**", group.end};
    for (int i = 1; i < most_groups && group.digits.size() <= 2; ++i) {
        auto at = group.end;
        at += length_of_one(words.substr(at), lines);
        if (at == group.end) at += length_of_one(words.substr(at), houses);
        if (at == group.end) break;
        at += length_of_one(words.substr(at), blanks);
        group = digits_from(words, at);
        if (group.digits.empty() || masked_groups(words, at).end > at) break; // a telephone is no door
        if (is_door(group.digits) && !is_amount(group.end))
            return {std::string{words.substr(from, at - from)} + "**", group.end};
    }
    return {{}, from};
}

masked_part masked_number(std::string_view words, std::size_t from) {
    auto alone = digits_from(words, from);
    if (alone.digits.empty()) return {{}, from};
    if (auto number = masked_groups(words, from); number.end > from) return number;
    if (auto door = masked_door(words, from); door.end > from) return door;
    constexpr std::size_t longest_plain = 6;
    if (alone.digits.size() <= longest_plain)
        return {std::string{words.substr(from, alone.end - from)}, alone.end};
    auto shown = masked_digits(std::move(alone.digits), words, alone.end);
    return {std::move(shown), alone.end};
}

} // namespace

std::string mask_sender(std::string_view shown) {
    const auto who = read_sender(with_plain_digits(shown));
    auto name = who.name.empty() ? std::string{} : civic::mask_name(who.name);
    if (who.room.empty()) return name;
    // The unit or the building stays, the door does not.
    const auto first = std::find_if_not(who.room.begin(), who.room.end(), is_digit);
    auto room = first == who.room.end() ? std::string{"**"} : std::string{who.room.begin(), first} + "-**";
    return name.empty() ? room : fmt::format("{} {}", room, name);
}

std::string mask_words(std::string_view words) {
    std::string masked;
    for (std::size_t i = 0; i < words.size();) {
        if (words[i] == '@') {
            auto from = i + 1;
            while (const auto blank = length_of_one(words.substr(from), blanks)) from += blank;
            auto end = from;
            while (end < words.size() && length_of_one(words.substr(end), blanks) == 0) ++end;
            masked += '@' + mask_sender(words.substr(from, end - from));
            i = end;
        } else if (const auto number = masked_number(words, i); number.end > i) {
            masked += number.shown;
            i = number.end;
        } else {
            masked += words[i++];
        }
    }
    return masked;
}

} // namespace qaidam::services
