#include <qaidam/grids/address.hpp>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <utility>

#include <qaidam/base/text.hpp>

#include "digit.hpp"

namespace qaidam::grids {
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

/// Lower case, ASCII in place of full-width forms, no spaces and commas.
std::string plain(std::string_view text) {
    std::string all;
    while (!text.empty()) {
        auto [c, length] = next_character(text);
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
        const bool dropped = c == ' ' || c == 0x3000 || c == ',' || c == 0xFF0C || c == 0x3001 || c == '\t';
        if (c < 0x80 && !dropped)
            all += static_cast<char>(c);
        else if (!dropped)
            all += text.substr(0, length);
        text.remove_prefix(length);
    }
    return all;
}

constexpr std::string_view building_marks[] = {"号楼", "栋", "幢", "座", "楼", "#", "号"};
constexpr std::string_view unit_marks[] = {"单元", "unit"};
constexpr std::string_view room_marks[] = {"室", "户", "房", "号", "room"};

template <class Marks>
std::string_view mark_at(std::string_view text, const Marks& marks) {
    for (const auto mark : marks)
        if (text.starts_with(mark)) return mark;
    return {};
}

bool before_mark(std::string_view rest) {
    return !mark_at(rest, building_marks).empty() || !mark_at(rest, unit_marks).empty() ||
           !mark_at(rest, room_marks).empty();
}

/// 十二 → 12, 一百零三 → 103, 二〇一 → 201: digits of Chinese numerals that stand before a mark.
std::string with_digits(std::string_view text) {
    constexpr std::string_view digits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    std::string all;
    while (!text.empty()) {
        int sum = 0;
        int last = -1;
        std::string one_by_one; // 二〇一 has no tens
        bool tens = false;
        auto rest = text;
        while (!rest.empty()) {
            int digit = rest.starts_with("〇") ? 0 : rest.starts_with("两") ? 2 : -1;
            for (int d = 0; d < 10 && digit < 0; ++d)
                if (rest.starts_with(digits[d])) digit = d;
            const int unit = rest.starts_with("十") ? 10 : rest.starts_with("百") ? 100 : 0;
            if (digit < 0 && unit == 0) break;
            if (unit > 0) {
                sum += (last > 0 ? last : 1) * unit;
                last = -1;
                tens = true;
            } else {
                last = digit;
                one_by_one += static_cast<char>('0' + digit);
            }
            rest.remove_prefix(std::string_view{"十"}.size());
        }
        if (rest.size() < text.size() && before_mark(rest) && text.size() - rest.size() <= 18) {
            all += tens ? std::to_string(sum + std::max(last, 0)) : one_by_one;
            text = rest;
            continue;
        }
        const auto length = next_character(text).second;
        all += text.substr(0, length);
        text.remove_prefix(length);
    }
    return all;
}

/// A number, with a letter before or after it or alone: "12", "a3", "b"; and what follows it.
struct token {
    std::string number;
    std::string_view after;
};

std::vector<token> tokens_of(std::string_view text) {
    std::vector<token> all;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && is_digit(text[end])) ++end;
        // A single letter belongs to the number beside it, or is one before a mark.
        const bool letter = end == i && text[i] >= 'a' && text[i] <= 'z' &&
                            (i == 0 || text[i - 1] < 'a' || text[i - 1] > 'z');
        if (letter && i + 1 < text.size() && (is_digit(text[i + 1]) || before_mark(text.substr(i + 1)))) {
            ++end;
            while (end < text.size() && is_digit(text[end])) ++end;
        }
        if (end == i) {
            i += next_character(text.substr(i)).second;
            continue;
        }
        auto number = std::string{text.substr(i, end - i)};
        number.erase(0, std::min(number.find_first_not_of('0'), number.size() - 1));
        all.push_back({number, text.substr(end)});
        i = end;
    }
    return all;
}

/// What a building is called in an address: its number, else its plain name.
std::string called(const label& name) {
    const auto text = with_digits(plain(name.in(language::zh)));
    const auto tokens = tokens_of(text);
    return tokens.size() == 1 ? tokens[0].number : text;
}

/// How much two names differ: for numbers how far apart they are, else letters to change (Levenshtein).
long difference(std::string_view a, std::string_view b) {
    int x = 0;
    int y = 0;
    const auto number = [](std::string_view text, int& to) {
        const auto read = std::from_chars(text.data(), text.data() + text.size(), to);
        return read.ec == std::errc{} && read.ptr == text.data() + text.size();
    };
    if (number(a, x) && number(b, y)) return std::labs(static_cast<long>(x) - y);
    std::vector<long> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<long>(j);
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto corner = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j)
            corner = std::exchange(row[j + 1],
                                   std::min({row[j] + 1, row[j + 1] + 1, corner + (a[i] == b[j] ? 0 : 1)}));
    }
    return row.back() + 1000; // after all numbers
}

} // namespace

address_book::address_book(const civic::community& c) {
    for (const auto q : c.quarters().ids())
        for (const auto* name : {&c.quarters()[q].name.zh, &c.quarters()[q].name.en})
            if (!name->empty()) quarters_.emplace_back(plain(*name), q);
    std::stable_sort(quarters_.begin(), quarters_.end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    for (const auto b : c.buildings().ids()) {
        const auto& building = c.buildings()[b];
        const auto& quarter = c.quarters()[building.quarter].name;
        entries_.push_back({b,
                            building.quarter,
                            called(building.name),
                            {quarter.in(language::zh) + building.name.in(language::zh),
                             quarter.in(language::en) + " " + building.name.in(language::en)}});
    }
}

address address_book::find(std::string_view text, std::optional<civic::quarter_id> quarter) const {
    auto rest = plain(text.substr(0, 1000));
    for (const auto& [name, q] : quarters_)
        if (const auto at = rest.find(name); at != std::string::npos) {
            quarter = q;
            rest.erase(0, at + name.size());
            break;
        }
    rest = with_digits(rest);
    address a;
    for (const auto& e : entries_) // a name that is no number
        if (!e.called.empty() && !is_digit(e.called.back()) && rest.find(e.called) != std::string::npos &&
            (!quarter || e.quarter == *quarter)) {
            find_building(a, e.called, quarter, text);
            return a;
        }
    const auto tokens = tokens_of(rest);
    if (tokens.empty()) {
        const auto& example = entries_.empty() ? label{"1号楼", "Building 1"} : entries_.front().name;
        a.fault = finding{&codes::address_unclear, {}, {std::string{text.substr(0, 60)}, in_both(example)}};
        return a;
    }
    // The building is what is marked as one, else the first number; then a unit, if marked or followed by
    // more.
    std::size_t building = 0;
    for (std::size_t i = tokens.size(); i-- > 0;)
        if (!mark_at(tokens[i].after, building_marks).empty()) building = i;
    std::vector<token> others{tokens.begin() + static_cast<std::ptrdiff_t>(building) + 1, tokens.end()};
    for (std::size_t i = 0; i < others.size(); ++i)
        if (!mark_at(others[i].after, unit_marks).empty() || (i == 0 && others.size() > 1)) {
            a.unit = others[i].number;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
            break;
        }
    if (!others.empty()) a.room = others.front().number;
    find_building(a, tokens[building].number, quarter, text);
    return a;
}

void address_book::find_building(address& a, std::string_view wanted,
                                 std::optional<civic::quarter_id> quarter, std::string_view text) const {
    std::vector<const entry*> there;
    for (const auto& e : entries_)
        if (!quarter || e.quarter == *quarter) there.push_back(&e);
    std::vector<const entry*> same;
    for (const auto* e : there)
        if (e->called == wanted) same.push_back(e);
    if (same.size() == 1) {
        a.building = same[0]->building;
        return;
    }
    const bool unknown = same.empty();
    if (unknown) {
        same = there;
        std::stable_sort(same.begin(), same.end(), [&](const entry* x, const entry* y) {
            return difference(x->called, wanted) < difference(y->called, wanted);
        });
        if (same.size() > 3) same.resize(3);
    }
    label names;
    for (const auto* e : same) {
        a.candidates.push_back(e->building);
        join_on(names.zh, "、", e->name.zh);
        join_on(names.en, ", ", e->name.en);
    }
    a.fault = finding{unknown ? &codes::address_unknown : &codes::address_ambiguous,
                      {},
                      {std::string{text.substr(0, 60)}, in_both(names)}};
}

} // namespace qaidam::grids
