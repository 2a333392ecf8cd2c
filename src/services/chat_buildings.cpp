#include "chat_buildings.hpp"

#include <algorithm>
#include <stdexcept>

#include "chat_words.hpp"

namespace qaidam::services::detail {
namespace {

/// A number of up to 99 in Chinese characters at the end of a text, and how many bytes it is long: 十二, 二十, 三.
struct written_number {
    int value = 0;
    std::size_t length = 0;
};
written_number number_at_end(std::string_view text) {
    constexpr std::size_t character = 3;
    constexpr std::string_view ten = "十";
    const auto digit = [](std::string_view rest) {
        constexpr std::string_view digits[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
        for (int d = 0; d < 9; ++d)
            if (rest.ends_with(digits[d])) return d + 1;
        return 0;
    };
    written_number n{.value = digit(text)};
    if (n.value > 0) {
        n.length = character;
        text.remove_suffix(character);
    }
    if (!text.ends_with(ten)) return n;
    text.remove_suffix(character);
    const int tens = digit(text);
    return {std::max(tens, 1) * 10 + n.value, n.length + character + (tens > 0 ? character : 0)};
}

/// Numbers of buildings as people write them, as feeds do: 二号楼, 2栋 and 2#楼 as 2号楼.
std::string with_plain_buildings(std::string_view words) {
    constexpr std::string_view kinds[] = {"号楼", "栋", "幢", "#楼"}, plain = "号楼";
    const auto text = in_lower_case(words);
    std::string all;
    for (std::size_t at = 0; at < text.size();) {
        const auto rest = std::string_view{text}.substr(at);
        const auto* kind = std::find_if(std::begin(kinds), std::end(kinds),
                                        [&](std::string_view k) { return rest.starts_with(k); });
        if (kind == std::end(kinds)) {
            all += text[at++];
            continue;
        }
        const auto number = number_at_end(all);
        if (number.length > 0)
            all.replace(all.size() - number.length, number.length, fmt::format("{}", number.value));
        all += !all.empty() && is_digit(all.back()) ? plain : *kind;
        at += kind->size();
    }
    return all;
}

/// Whether a text has a name, and not as a part of a longer number.
bool says(std::string_view text, std::string_view name) {
    for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        const auto end = at + name.size();
        const bool begins = at == 0 || !is_digit(name.front()) || !is_digit(text[at - 1]);
        const bool ends = end == text.size() || !is_digit(name.back()) || !is_digit(text[end]);
        if (begins && ends) return true;
    }
    return false;
}

} // namespace

building_finder::building_finder(const civic::community& c, const building_key& of_group) : community_{c} {
    const auto group = c.buildings().find(of_group);
    if (!of_group.empty() && !group)
        throw std::invalid_argument(fmt::format("find_needs: there is no building {}", of_group.text()));
    for (const auto id : c.buildings().ids())
        if (!group || c.buildings()[id].quarter == c.buildings()[*group].quarter)
            for (const auto& name : {c.buildings()[id].name.zh, c.buildings()[id].name.en})
                if (!name.empty()) add(with_plain_buildings(name), id);
}

std::vector<building_key> building_finder::find(std::string_view words) const {
    const auto text = with_plain_buildings(words);
    std::vector<building_key> all;
    for (const auto& [name, ids] : by_name_)
        if (says(text, name)) {
            const auto key = ids.size() == 1 ? community_.buildings()[ids[0]].key : building_key{};
            if (std::find(all.begin(), all.end(), key) == all.end()) all.push_back(key);
        }
    return all;
}

void building_finder::add(const std::string& name, civic::building_id id) {
    auto& ids = by_name_[name];
    if (ids.empty() || ids.back() != id) ids.push_back(id); // the same in both languages
}

} // namespace qaidam::services::detail
