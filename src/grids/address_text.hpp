/// The parts of an address, read from text in the many ways in which people write it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qaidam::grids::detail {

/// Text as addresses are compared: small letters, ASCII in place of full-width forms, digits in place of Chinese
/// numerals, 号楼 in place of 號樓; and before which of its bytes a piece begins, as after a blank or a comma.
struct plain_text {
    std::string bytes{};
    std::vector<bool> gaps{}; ///< one more than bytes
};
[[nodiscard]] plain_text to_plain(std::string_view text);

/// A piece of a plain text, of which one takes from the front.
class reader {
public:
    reader(const plain_text& text, std::size_t begin, std::size_t end)
        : text_{&text},
          at_{begin},
          end_{end} {}

    [[nodiscard]] bool done() const { return at_ == end_; }
    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] std::string_view rest() const {
        return std::string_view{text_->bytes}.substr(at_, end_ - at_);
    }
    /// The word, if it is next and does not end within a number or a word.
    bool take(std::string_view word);
    /// One of the words, the first that is next; "" if none is.
    template <class Words>
    std::string_view take_one(const Words& words) {
        for (const std::string_view word : words)
            if (take(word)) return word;
        return {};
    }
    /// Digits without leading zeros, at most so many; "" if there are none, or more.
    std::string take_digits(std::size_t most = 1000);
    /// The character, of ASCII or not, if it is one of these.
    std::string take_character(std::string_view characters);
    /// A letter that stands alone.
    std::string take_letter();
    /// What stands between parts: a blank or a comma, a dash, a stroke, a dot.
    bool take_separator();
    /// Whether a piece begins here.
    [[nodiscard]] bool at_gap() const { return text_->gaps[at_]; }
    /// Whether the byte before was this one, and nothing between.
    [[nodiscard]] bool is_after(char c) const {
        return at_ > 0 && text_->bytes[at_ - 1] == c && !text_->gaps[at_];
    }

private:
    [[nodiscard]] bool splits(std::size_t end) const;

    const plain_text* text_;
    std::size_t at_;
    std::size_t end_;
};

/// What a building is called: "3", "甲3", "12甲", "a", "东"; and whether a word said that it is one, 号楼 surely and 号
/// perhaps.
struct building_name {
    std::string number;
    bool marked = false;
    bool surely = false;
};
[[nodiscard]] std::optional<building_name> read_building(reader& r);

/// Where in a building.
struct inner_place {
    std::string unit{};
    std::string floor{};
    std::string room{};
};
/// All that is left; nothing unless it is understood whole. After a building that was not marked only what leaves no
/// doubt: "3-2-402" has a unit and a room, "3-4" may be two buildings.
[[nodiscard]] std::optional<inner_place> read_inner(reader r, bool marked);

/// An address as in English, from the room to the building: "402, Unit 2, Building 3".
struct reversed_address {
    std::string number;
    inner_place where{};
};
[[nodiscard]] std::optional<reversed_address> read_reversed(reader r);

/// Whether it may be the name of a place: Chinese characters, among them a few numerals.
[[nodiscard]] bool is_place_name(std::string_view text);

/// A street with a house number, as before the name of a quarter: 迎宾路12号.
[[nodiscard]] bool is_street(std::string_view text);

/// What may be the numbers of buildings anywhere in a text: those marked by a word that nothing else has, and others.
struct mentions {
    std::vector<std::string> marked{};
    std::vector<std::string> others{};
};
[[nodiscard]] mentions mentioned_buildings(const plain_text& text);

/// 2号院: a yard of a quarter; whether one was next.
bool take_yard(reader& r);

} // namespace qaidam::grids::detail
