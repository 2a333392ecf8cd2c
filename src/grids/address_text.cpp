#include "address_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "digit.hpp"

namespace qaidam::grids::detail {
namespace {

/// The next character of UTF-8 text and how many bytes it takes; a byte that begins none stands for itself.
std::pair<char32_t, std::size_t> next_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto lead = byte(0);
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (length == 1 || length > text.size()) return {lead, 1};
    char32_t c = lead & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) c = c << 6 | (byte(i) & 0x3Fu);
    return {c, length};
}

bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

/// Blanks, commas, brackets, a full stop: they end a piece and are no part of one.
bool is_gap(char32_t c) {
    constexpr std::u32string_view gaps = U" \t\r\n\u00A0\u3000,，()（）。";
    return gaps.find(c) != gaps.npos;
}

bool is_dash(char32_t c) {
    return (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

constexpr std::pair<std::string_view, std::string_view> simplified[] = {
    {"號", "号"}, {"樓", "楼"}, {"棟", "栋"}, {"單", "单"}, {"層", "层"}, {"門", "门"}};

constexpr std::string_view numerals[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

/// 0 to 9, 10 for 十, 100 for 百; -1 if no numeral is next. Each takes three bytes.
int numeral_at(std::string_view text) {
    for (int d = 0; d < 10; ++d)
        if (text.starts_with(numerals[d])) return d;
    return text.starts_with("〇")   ? 0
           : text.starts_with("两") ? 2
           : text.starts_with("十") ? 10
           : text.starts_with("百") ? 100
                                    : -1;
}

/// 十二 → 12, 一百零三 → 103, 二〇一 → 201; nothing for what is no way to write a number, as 一百一.
std::string digits_of(const std::vector<int>& run) {
    std::string one_by_one;
    for (const int d : run)
        if (d < 10) one_by_one += static_cast<char>('0' + d);
    if (one_by_one.size() == run.size()) return one_by_one;
    std::size_t i = 0;
    const auto take_unit = [&](int unit) -> int { // how many tens or hundreds come next
        const bool counted = i + 1 < run.size() && run[i] > 0 && run[i] < 10 && run[i + 1] == unit;
        const bool alone = i < run.size() && run[i] == unit;
        const int count = counted ? run[i] : alone ? 1 : 0;
        i += counted ? 2 : alone ? 1 : 0;
        return count;
    };
    const int hundreds = take_unit(100);
    const bool zero = hundreds > 0 && i < run.size() && run[i] == 0;
    if (zero) ++i;
    const int tens = take_unit(10);
    int ones = 0;
    if (i + 1 == run.size() && run[i] > 0 && run[i] < 10 && (tens > 0 || zero)) ones = run[i++];
    return i == run.size() ? std::to_string(hundreds * 100 + tens * 10 + ones) : std::string{};
}

constexpr std::string_view stems = "甲乙丙丁戊己庚辛壬癸";
constexpr std::string_view directions = "东西南北中";

/// The parts of "甲12", "12甲", "a", "东": before a number, after it, or alone.
std::string take_name(reader& r, std::size_t most_digits) {
    reader t = r;
    auto before = t.take_character(stems);
    if (before.empty()) before = t.take_character(directions);
    if (before.empty()) before = t.take_letter();
    const bool apart = t.at_gap();
    const auto digits = !before.empty() && apart ? std::string{} : t.take_digits(most_digits);
    if (before.empty() && digits.empty()) return {};
    if (before.empty() && !t.at_gap()) {
        const auto after = t.take_character(stems);
        before = digits + (after.empty() ? t.take_letter() : after);
    } else {
        before += digits;
    }
    r = t;
    return before;
}

constexpr std::array building_words{"building", "bldg", "block"};
constexpr std::array building_marks{"号楼", "栋", "幢", "座", "#楼", "#", "号"};
constexpr std::array unit_marks{"单元", "门"};
constexpr std::array floor_marks{"层", "楼", "f"};
constexpr std::array room_words{"room", "rm", "flat", "apartment", "apt", "suite"};
constexpr std::array room_marks{"号室", "室", "号房", "房间", "房", "号"};

/// An English word before a name or a number: "bldg. #".
template <class Words>
bool take_word(reader& r, const Words& words) {
    if (r.take_one(words).empty()) return false;
    r.take(".");
    r.take("#");
    return true;
}

std::string upper(std::string text) {
    for (auto& c : text)
        if (is_letter(c)) c = static_cast<char>(c - 'a' + 'A');
    return text;
}

std::size_t count_digits(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit));
}

constexpr std::size_t longest_unit = 2;
constexpr std::size_t longest_room = 5;
constexpr std::size_t least_room_digits = 3; ///< of a number that is a room though nothing says so

bool read_unit(reader& r, inner_place& where) {
    reader t = r;
    const bool word = take_word(t, std::array{"unit"});
    t.take("第");
    auto unit = take_name(t, longest_unit);
    if (unit.empty()) return false;
    if (!word && t.take_one(unit_marks).empty()) {
        // The 3 of "3-502".
        reader ahead = t;
        if (count_digits(unit) != unit.size() || !ahead.take_separator()) return false;
        if (ahead.take_digits(longest_room).size() < least_room_digits) return false;
    }
    where.unit = upper(std::move(unit));
    r = t;
    return true;
}

bool read_floor(reader& r, inner_place& where) {
    reader t = r;
    if (t.is_after('-')) return false; // -1层: below the ground, or a dash?
    const bool word = take_word(t, std::array{"floor"});
    const bool below = !word && (t.take("负") || t.take("地下"));
    t.take("第");
    const auto floor = t.take_digits(longest_unit);
    if (floor.empty() || (!word && t.take_one(floor_marks).empty())) return false;
    where.floor = (below ? "-" : "") + floor;
    r = t;
    return true;
}

bool read_room(reader& r, bool surely, inner_place& where) {
    reader t = r;
    const bool word = take_word(t, room_words);
    auto side = t.take_character(directions);
    if (side.empty()) side = t.take_character("左右");
    if (side.empty()) side = t.take_letter();
    if (!side.empty()) {
        if (!word && !t.take("户") && !t.take("室")) return false;
        where.room = upper(std::move(side));
        r = t;
        return true;
    }
    auto room = t.take_digits(longest_room);
    if (room.empty()) return false;
    const bool long_number = room.size() >= least_room_digits;
    if (!t.at_gap()) {
        const auto stem = t.take_character(stems);
        room += stem.empty() ? upper(t.take_letter()) : stem;
        reader part = t;
        if (part.take("-"))
            if (const auto more = part.take_digits(longest_unit); !more.empty()) {
                room += "-" + more;
                t = part;
            }
    }
    const bool marked = !t.take_one(room_marks).empty() || (long_number && t.take("户"));
    if (!long_number && !surely && !(marked || word)) return false;
    where.room = std::move(room);
    r = t;
    return true;
}

} // namespace

plain_text to_plain(std::string_view text) {
    plain_text all;
    bool gap = false;
    const auto add = [&](std::string_view bytes) {
        for (const char c : bytes) {
            all.bytes += c;
            all.gaps.push_back(std::exchange(gap, false));
        }
    };
    while (!text.empty()) {
        std::vector<int> run;
        for (auto rest = text; numeral_at(rest) >= 0; rest.remove_prefix(numerals[0].size()))
            run.push_back(numeral_at(rest));
        if (const auto digits = digits_of(run); !digits.empty()) {
            gap = gap || (!all.bytes.empty() && is_digit(all.bytes.back()));
            add(digits);
            text.remove_prefix(run.size() * numerals[0].size());
            gap = !text.empty() && (is_digit(text[0]) || text[0] == '\xEF'); // a digit, of full width perhaps
            continue;
        }
        auto [c, length] = next_character(text);
        if (c >= 0xFF01 && c <= 0xFF5E && c != U'，' && c != U'（' && c != U'）') c -= 0xFEE0;
        if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
        const auto as_it_is = text.substr(0, length);
        const auto* same = std::find_if(std::begin(simplified), std::end(simplified),
                                        [&](const auto& pair) { return pair.first == as_it_is; });
        if (is_gap(c))
            gap = true;
        else if (is_dash(c))
            add("-");
        else if (same != std::end(simplified))
            add(same->second);
        else if (c < 0x80)
            add(std::string(1, static_cast<char>(c)));
        else
            add(as_it_is);
        text.remove_prefix(length);
    }
    if (all.bytes.ends_with('.')) {
        all.bytes.pop_back();
        all.gaps.pop_back();
    }
    all.gaps.push_back(gap);
    return all;
}

bool reader::splits(std::size_t end) const {
    if (end == 0 || end >= end_ || text_->gaps[end]) return false;
    const char last = text_->bytes[end - 1];
    const char next = text_->bytes[end];
    return (is_digit(last) && is_digit(next)) || (is_letter(last) && is_letter(next));
}

bool reader::take(std::string_view word) {
    if (!rest().starts_with(word) || splits(at_ + word.size())) return false;
    at_ += word.size();
    return true;
}

std::string reader::take_digits(std::size_t most) {
    std::size_t end = at_;
    while (end < end_ && is_digit(text_->bytes[end]) && (end == at_ || !text_->gaps[end])) ++end;
    auto digits = text_->bytes.substr(at_, end - at_);
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - (digits.empty() ? 0 : 1)));
    if (digits.size() > most) return {};
    at_ = end;
    return digits;
}

std::string reader::take_character(std::string_view characters) {
    if (done()) return {};
    const auto next = rest().substr(0, next_character(rest()).second);
    if (next.size() < 2 || characters.find(next) == std::string_view::npos) return {};
    at_ += next.size();
    return std::string{next};
}

std::string reader::take_letter() {
    if (done() || !is_letter(rest()[0]) || splits(at_ + 1) || (at_ > 0 && splits(at_))) return {};
    return std::string(1, text_->bytes[at_++]);
}

bool reader::take_separator() {
    const bool gap = at_gap();
    if (done()) return false;
    const char next = rest()[0];
    if ((next == '-' || next == '/' || next == '.') && at_ + 1 < end_) {
        ++at_;
        return true;
    }
    return gap;
}

std::optional<building_name> read_building(reader& r) {
    reader t = r;
    const bool word = take_word(t, building_words);
    t.take("第");
    auto number = take_name(t, 1000);
    if (number.empty()) return std::nullopt;
    const auto mark = t.take_one(building_marks);
    bool marked = word || !mark.empty();
    if (!marked) { // 2楼 is a floor unless a unit follows
        reader ahead = t;
        inner_place unit;
        if (ahead.take("楼") && (count_digits(number) < number.size() || read_unit(ahead, unit))) {
            t.take("楼");
            marked = true;
        }
    }
    if (!marked && !is_digit(number.back()) && !is_digit(number.front()))
        return std::nullopt; // a word, perhaps
    r = t;
    return building_name{std::move(number), marked, marked && mark != "号"};
}

std::optional<inner_place> read_inner(reader r, bool marked) {
    inner_place where;
    if (!r.take_separator() && !marked && !r.done()) return std::nullopt;
    bool surely = read_unit(r, where);
    if (surely) r.take_separator();
    if (read_floor(r, where)) {
        surely = true;
        r.take_separator();
    }
    read_room(r, surely, where);
    const bool may_be_range =
        !marked && !surely && count_digits(where.room) < least_room_digits && !where.room.empty();
    if (!r.done() || may_be_range) return std::nullopt;
    return where;
}

std::optional<reversed_address> read_reversed(reader r) {
    reversed_address all{};
    const bool room = read_room(r, true, all.where);
    if (room) r.take_separator();
    if (read_floor(r, all.where)) r.take_separator();
    if (read_unit(r, all.where)) r.take_separator();
    if (!take_word(r, building_words)) return std::nullopt;
    all.number = take_name(r, 1000);
    if (all.number.empty() || !r.done()) return std::nullopt;
    return all;
}

bool is_place_name(std::string_view text) {
    constexpr std::size_t most_numerals = 3; // 四川, 五四路
    return !text.empty() && text.find("号") == std::string_view::npos &&
           count_digits(text) <= most_numerals && std::all_of(text.begin(), text.end(), [](char c) {
               return is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
           });
}

bool is_street(std::string_view text) {
    constexpr std::string_view ends[] = {"路", "街", "巷", "大道", "胡同", "弄"};
    constexpr std::string_view marks[] = {"号院", "号"};
    constexpr std::size_t longest = 45;
    const auto drop_end = [&](const auto& words) {
        for (const std::string_view word : words)
            if (text.ends_with(word)) return text.remove_suffix(word.size()), true;
        return false;
    };
    if (text.size() > longest || !drop_end(marks)) return false;
    const auto name = text.substr(0, text.find_last_not_of("0123456789") + 1);
    if (name.size() == text.size()) return false;
    text = name;
    return drop_end(ends) && is_place_name(text);
}

mentions mentioned_buildings(const plain_text& text) {
    constexpr std::string_view joints[] = {"-", "~", "、", "和", "与", "至", "到"};
    mentions all;
    std::vector<std::string> joined; // the 3 of 3-4号楼
    const auto& bytes = text.bytes;
    for (std::size_t i = 0; i < bytes.size();) {
        reader r{text, i, bytes.size()};
        const auto found = read_building(r);
        if (!found) {
            i += next_character(r.rest()).second;
            continue;
        }
        joined.push_back(found->number);
        if (found->surely)
            all.marked.insert(all.marked.end(), joined.begin(), joined.end());
        else if (found->marked || r.rest().starts_with("楼"))
            all.others.push_back(found->number);
        if (found->marked || r.take_one(joints).empty()) joined.clear();
        i = r.at();
    }
    return all;
}

bool take_yard(reader& r) {
    reader t = r;
    if (t.take_digits(longest_unit).empty() || !t.take("号院")) return false;
    r = t;
    return true;
}

} // namespace qaidam::grids::detail
