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

bool is_identity_number(std::string_view number) {
    if (number.size() != 18) return false;
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) {
        if (number[i] < '0' || number[i] > '9') return false;
        sum += (number[i] - '0') * ((1 << (17 - i)) % 11);
    }
    const std::string day =
        fmt::format("{}-{}-{}", number.substr(6, 4), number.substr(10, 2), number.substr(12, 2));
    return calendar::parse_date(day) && number[17] == "10X98765432"[sum % 11];
}

std::string mask_identity_number(std::string_view number) {
    std::string masked{number};
    for (std::size_t i = 1; i + 1 < masked.size(); ++i) masked[i] = '*';
    return masked;
}

} // namespace qaidam::civic
