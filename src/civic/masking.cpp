#include <qaidam/civic/masking.hpp>

#include <algorithm>
#include <vector>

#include <fmt/core.h>

#include <qaidam/calendar/time.hpp>

namespace qaidam::civic {
namespace {

std::vector<std::string_view> characters(std::string_view text) {
    std::vector<std::string_view> all;
    for (std::size_t at = 0; at < text.size();) {
        auto end = at + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
        all.push_back(text.substr(at, end - at));
        at = end;
    }
    return all;
}

constexpr std::string_view tsheg = "\u0F0B"; // ends a syllable in Tibetan script

bool is_tibetan(std::string_view character) {
    return character.size() == 3 && static_cast<unsigned char>(character[0]) == 0xE0 &&
           static_cast<unsigned char>(character[1]) >= 0xBC &&
           static_cast<unsigned char>(character[1]) <= 0xBF;
}

} // namespace

std::string mask_name(std::string_view name) {
    std::string masked;
    const auto letters = characters(name);
    if (letters.empty()) return masked;
    if (is_tibetan(letters.front())) {
        const auto end = std::find(letters.begin(), letters.end(), tsheg);
        if (end == letters.end() || end + 1 == letters.end()) return "*"; // one syllable: all of the name
        for (auto at = letters.begin(); at <= end; ++at) masked += *at;
        return masked + "*";
    }
    bool first = true;
    for (const auto letter : letters) {
        const bool between = letter == " " || letter == "·" || letter == "-";
        masked += between || first ? letter : "*";
        // Each word of a name in Latin script keeps its initial; after 买买提· nothing more is shown.
        first = between && letters.front().size() == 1;
    }
    return letters.size() == 1 ? "*" : masked;
}

std::string mask_phone(std::string_view phone) {
    const bool mobile = phone.size() >= 11;
    std::string masked{phone};
    const std::size_t head = mobile ? 3 : 0;
    const std::size_t tail = std::min<std::size_t>(mobile ? 4 : 2, masked.size());
    for (std::size_t i = head; i + tail < masked.size(); ++i) masked[i] = '*';
    return masked;
}

bool is_phone(std::string_view text) {
    return text.find_first_not_of("0123456789+- ") == text.npos;
}

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool are_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), is_digit);
}
bool is_day(std::string_view year, std::string_view month, std::string_view day) {
    return calendar::parse_date(fmt::format("{}-{}-{}", year, month, day)).has_value();
}

/// GB 11643-1999.
bool has_check_character(std::string_view number) {
    if (number.size() != 18 || !are_digits(number.substr(0, 17))) return false;
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) sum += (number[i] - '0') * ((1 << (17 - i)) % 11);
    const char last = number[17] == 'x' ? 'X' : number[17];
    return is_day(number.substr(6, 4), number.substr(10, 2), number.substr(12, 2)) &&
           last == "10X98765432"[sum % 11];
}

bool is_residence_permit(std::string_view number) {
    return has_check_character(number) && number[0] == '8' && number[1] >= '1' && number[1] <= '3';
}

bool is_permanent_residence(std::string_view number) {
    if (number.size() == 15)
        return std::all_of(number.begin(), number.begin() + 3, is_letter) && are_digits(number.substr(3));
    return has_check_character(number) && number[0] == '9';
}

bool is_identity_card(std::string_view number) {
    if (number.size() == 15)
        return are_digits(number) &&
               is_day(fmt::format("19{}", number.substr(6, 2)), number.substr(8, 2), number.substr(10, 2));
    return has_check_character(number) && !is_residence_permit(number) && !is_permanent_residence(number);
}

bool is_hong_kong_macau_permit(std::string_view number) {
    return (number.size() == 9 || number.size() == 11) &&
           std::string_view{"HMhm"}.find(number[0]) != std::string_view::npos && are_digits(number.substr(1));
}

bool is_taiwan_permit(std::string_view number) {
    return (number.size() == 8 || number.size() == 10) && are_digits(number);
}

bool is_passport(std::string_view number) {
    return number.size() >= 6 && number.size() <= 9 &&
           std::all_of(number.begin(), number.end(), [](char c) { return is_digit(c) || is_letter(c); }) &&
           std::any_of(number.begin(), number.end(), is_digit);
}

/// By identity_kind.
constexpr bool (*identity_forms[])(std::string_view) = {is_identity_card,       is_residence_permit,
                                                        is_permanent_residence, is_hong_kong_macau_permit,
                                                        is_taiwan_permit,       is_passport};

} // namespace

std::optional<identity_kind> find_identity_kind(std::string_view number) {
    for (std::size_t i = 0; i < std::size(identity_forms); ++i) {
        const auto kind = static_cast<identity_kind>(i);
        if (identity_forms[i](number) && (kind != identity_kind::passport || is_letter(number[0])))
            return kind;
    }
    return std::nullopt;
}

bool is_identity_number(std::string_view number, std::optional<identity_kind> kind) {
    return kind ? identity_forms[static_cast<std::size_t>(*kind)](number)
                : find_identity_kind(number).has_value();
}

std::string mask_identity_number(std::string_view number) {
    const auto all = characters(number);
    std::string masked;
    for (std::size_t i = 0; i < all.size(); ++i)
        masked += all.size() > 2 && (i == 0 || i + 1 == all.size()) ? all[i] : "*";
    return masked;
}

} // namespace qaidam::civic
