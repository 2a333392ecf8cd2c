/// The lines of an iCalendar file, and the components that they make.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/message.hpp>

namespace qaidam::icalendar {

/// Lines as they were before they were folded, each with '\n', and where in the file each begins.
struct unfolded_text {
    std::string lines;
    std::vector<std::uint64_t> numbers;
};

/// Folds may lie within a character: a text is unfolded before it is decoded.
[[nodiscard]] unfolded_text unfold(std::string_view bytes);

/// Text without what content lines cannot carry, and without the white space around it, which programs drop.
[[nodiscard]] std::string clean(std::string_view text);

/// The text with every backslash that escapes nothing doubled: libical takes it and the byte after it for a blank, though
/// a path may have it, C:\文件.
[[nodiscard]] std::string with_known_escapes(std::string_view text);

[[nodiscard]] std::string in_capitals(std::string_view text);

[[nodiscard]] bool is_one_of(std::span<const std::string_view> words, std::string_view word);

/// A line that says something: "DTSTART;TZID=Asia/Shanghai:20220107T190000".
struct content_line {
    std::uint64_t number;
    std::string_view text;

    /// "DTSTART", in capitals.
    [[nodiscard]] std::string name() const;
    /// What stands after the colon that ends the parameters; nothing if there is none.
    [[nodiscard]] std::optional<std::string_view> value() const;
};

struct component_lines {
    std::uint64_t begin = 0;           ///< the line of its BEGIN
    std::vector<content_line> lines{}; ///< of an event, without those of its alarms; of a zone, all
};

struct calendar_lines {
    std::vector<content_line> lines{};
    std::vector<component_lines> zones{}, events{};
};

/// What occurs and is not read: how often, and where first.
class tally_by_name {
public:
    void add(const std::string& name, std::uint64_t line) {
        auto& t = all_.try_emplace(name, tally{line, 0}).first->second;
        ++t.count;
    }
    struct tally {
        std::uint64_t first;
        std::size_t count;
    };
    [[nodiscard]] auto begin() const { return all_.begin(); }
    [[nodiscard]] auto end() const { return all_.end(); }

private:
    std::map<std::string, tally> all_;
};

/// A component that begins and has no END.
struct open_component {
    std::string kind;
    std::uint64_t begin;
};

struct file_lines {
    std::vector<calendar_lines> calendars{};
    tally_by_name left_out{};               ///< other components
    std::vector<open_component> unclosed{}; ///< left out, because another begins within them
    std::vector<content_line> stray_ends{};
    std::optional<open_component> cut{}; ///< in which the file ends; left out, unless it is a calendar
};

/// Only views the text, which must outlive it.
[[nodiscard]] file_lines components_of(const unfolded_text& text);

} // namespace qaidam::icalendar
