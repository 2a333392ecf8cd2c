#include <qaidam/services/chat.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>
#include <variant>

#include <qaidam/base/text.hpp>

#include "chat_words.hpp"

namespace qaidam::services {
namespace {

using calendar::time_column;
using calendar::time_fault;
using calendar::written_time;
using detail::is_digit;
using detail::trimmed;

constexpr chat_shape known_shapes[] = {
    {"bracketed", "[{time}] {name}: {words}", "[{time}] {words}"}, // WhatsApp on an iPhone
    {"dashed", "{time} - {name}: {words}", "{time} - {words}"},    // WhatsApp on Android
    {"one_line", "{time} {name}: {words}"},                        // texts that tools write
    {"time_first", "{time} {name}"},                               // QQ's export, tools for WeChat
    {"name_first", "{name} {time}"}};                              // copied from WeChat, DingTalk

/// Without the marks of direction that apps put before names and times, which nobody sees.
std::string_view without_marks(std::string_view line) {
    constexpr std::string_view marks[] = {"\u200E", "\u200F", "\u202A", "\u202B",
                                          "\u202C", "\u2068", "\u2069"};
    for (bool again = true; again;) {
        again = false;
        for (const auto mark : marks)
            if (line.starts_with(mark)) {
                line.remove_prefix(mark.size());
                again = true;
            }
    }
    return line;
}

/// 20/12/21 as 20/12/2021: chats are of this century.
std::string with_long_year(std::string_view time) {
    std::string text{time};
    std::size_t at = 0;
    const auto digits = [&] {
        const auto from = at;
        while (at < text.size() && is_digit(text[at])) ++at;
        return at - from;
    };
    for (int part = 0; part < 2; ++part) {
        const auto count = digits();
        if (count < 1 || count > 2 || at >= text.size() ||
            std::string_view{"/.-"}.find(text[at]) == std::string_view::npos)
            return text;
        ++at;
    }
    const auto year = at;
    if (digits() == 2) text.insert(year, "20");
    return text;
}

/// Whether it is written like a day with a time of day, whether there is such a day or not.
bool is_time(std::string_view text) {
    constexpr std::size_t longest = 48;
    if (text.size() > longest || text.find(':') == std::string_view::npos) return false;
    const auto written = with_long_year(text);
    for (const auto order : {calendar::date_order::day_first, calendar::date_order::month_first}) {
        const auto read = time_column{{.order = order}}.read(written);
        if (const auto* time = std::get_if<written_time>(&read)) return !time->whole_day;
        const auto fault = std::get<time_fault>(read);
        if ((fault == time_fault::no_such_day || fault == time_fault::no_such_time_of_day) &&
            text.find_first_not_of("0123456789/.-: ,") == std::string_view::npos && is_digit(text.back()))
            return true;
    }
    return false;
}

/// A name that a group may show: not blank, not long, without a colon.
bool is_name(std::string_view text) {
    constexpr std::size_t longest = 150;
    return !text.empty() && text.size() <= longest && text.find(':') == std::string_view::npos &&
           text.find("：") == std::string_view::npos;
}

enum class piece_kind { literal, blank, time, name, words };
struct pattern_piece {
    piece_kind kind;
    char letter = ' ';
};

std::vector<pattern_piece> parse_pattern(std::string_view pattern) {
    constexpr std::pair<std::string_view, piece_kind> fields[] = {
        {"{time}", piece_kind::time}, {"{name}", piece_kind::name}, {"{words}", piece_kind::words}};
    std::vector<pattern_piece> all;
    for (std::size_t i = 0; i < pattern.size();) {
        const auto* field = std::find_if(std::begin(fields), std::end(fields), [&](const auto& f) {
            return pattern.substr(i).starts_with(f.first);
        });
        if (field != std::end(fields)) {
            const bool again = std::any_of(all.begin(), all.end(),
                                           [&](const pattern_piece& p) { return p.kind == field->second; });
            if (again) throw std::invalid_argument(fmt::format("chat_shape: {} has a field twice", pattern));
            all.push_back({field->second});
            i += field->first.size();
        } else {
            all.push_back({pattern[i] == ' ' ? piece_kind::blank : piece_kind::literal, pattern[i]});
            ++i;
        }
    }
    return all;
}

struct line_parts {
    std::string_view time, name, words;
};

/// A pattern that lines are held against.
class line_pattern {
public:
    explicit line_pattern(std::string_view pattern) : pieces_{parse_pattern(pattern)} {}

    [[nodiscard]] std::optional<line_parts> match(std::string_view line) const {
        line_parts found;
        if (pieces_.empty() || line.find(':') == std::string_view::npos || !match_from(0, line, found))
            return std::nullopt;
        return found;
    }

private:
    /// As deep as the pattern has pieces.
    bool match_from(std::size_t at, std::string_view rest, line_parts& found) const {
        if (at == pieces_.size()) return trimmed(rest).empty();
        const auto& p = pieces_[at];
        switch (p.kind) {
        case piece_kind::words: found.words = trimmed(rest); return at + 1 == pieces_.size();
        case piece_kind::blank: {
            const auto blanks = std::min(rest.find_first_not_of(" \t"), rest.size());
            const bool before_words = at + 1 < pieces_.size() && pieces_[at + 1].kind == piece_kind::words;
            return (blanks > 0 || before_words) && match_from(at + 1, rest.substr(blanks), found);
        }
        case piece_kind::literal: {
            constexpr std::string_view wide_colon = "：";
            const bool wide = p.letter == ':' && rest.starts_with(wide_colon);
            if (!wide && !rest.starts_with(p.letter)) return false;
            return match_from(at + 1, rest.substr(wide ? wide_colon.size() : 1), found);
        }
        case piece_kind::time: return match_time(at, rest, found);
        case piece_kind::name: return match_name(at, rest, found);
        }
        return false;
    }
    /// The longest that is one, for a day may stand without its time, too.
    bool match_time(std::size_t at, std::string_view rest, line_parts& found) const {
        constexpr std::size_t longest = 48;
        // Most lines are told here: no other letter begins a time, and none is without a colon.
        if (rest.empty() || !(is_digit(rest[0]) || detail::is_letter(rest[0]))) return false;
        const auto colon = rest.substr(0, longest).find(':');
        if (colon == std::string_view::npos) return false;
        if (at + 1 == pieces_.size()) rest = rest.substr(0, trimmed(rest).size());
        const auto least = at + 1 == pieces_.size() ? rest.size() : colon + 1;
        for (auto length = std::min(rest.size(), longest); length >= least; --length) {
            const bool part_ends =
                length == rest.size() || !is_digit(rest[length]) || !is_digit(rest[length - 1]);
            if (!part_ends || rest[length - 1] == ' ' || !is_time(rest.substr(0, length))) continue;
            found.time = rest.substr(0, length);
            if (match_from(at + 1, rest.substr(length), found)) return true;
        }
        return false;
    }
    bool match_name(std::size_t at, std::string_view rest, line_parts& found) const {
        const auto ends_here = [&](std::size_t length) {
            if (at + 1 == pieces_.size()) return length == rest.size();
            const auto& next = pieces_[at + 1];
            const auto after = rest.substr(length);
            if (next.kind == piece_kind::blank) return after.starts_with(' ') || after.starts_with('\t');
            return after.starts_with(next.letter) || (next.letter == ':' && after.starts_with("："));
        };
        constexpr std::size_t longest = 200; // with the blanks around it
        for (std::size_t length = 1; length <= std::min(rest.size(), longest); ++length) {
            const auto name = trimmed(rest.substr(0, length));
            if (name.empty()) continue;
            if (!is_name(name)) return false;
            if (!ends_here(length)) continue;
            found.name = name;
            if (match_from(at + 1, rest.substr(length), found)) return true;
        }
        return false;
    }

    std::vector<pattern_piece> pieces_;
};

struct shape_reader {
    const chat_shape* shape;
    line_pattern head;
    line_pattern note;
};

struct text_line {
    std::uint64_t number;
    std::string_view text;
};

std::vector<text_line> lines_of(std::string_view text) {
    std::vector<text_line> all;
    for (std::uint64_t number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        all.push_back({number, without_marks(line)});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
}

/// Reads the text once its shape is known.
class chat_reader {
public:
    chat_reader(const std::string& file, const std::vector<shape_reader>& shapes, const shape_reader& chosen,
                const calendar::time_writing& times, notices& out)
        : file_{file},
          shapes_{shapes},
          chosen_{chosen},
          times_{times},
          out_{out} {}

    [[nodiscard]] chat read(std::span<const text_line> lines) {
        for (const auto& line : lines) take(line);
        result_.shape = chosen_.shape->name;
        for (std::size_t i = 0; i < result_.messages.size(); ++i) finish(i);
        drop_repeated();
        return std::move(result_);
    }

private:
    void take(const text_line& line) {
        auto found = chosen_.head.match(line.text);
        if (!found) found = chosen_.note.match(line.text);
        if (found) {
            result_.messages.push_back({.sender = std::string{found->name},
                                        .words = std::string{found->words},
                                        .line = line.number});
            written_.push_back(with_long_year(found->time));
            times_.look_at(written_.back());
            return;
        }
        if (result_.messages.empty()) {
            if (trimmed(line.text).empty()) return;
            result_.unread.emplace_back(line.text);
            out_.add(codes::unread_line, where(line.number), {excerpt(line.text)});
            return;
        }
        for (const auto& other : shapes_)
            if (&other != &chosen_ && other.head.match(line.text)) {
                out_.add(codes::other_shape, where(line.number),
                         {excerpt(line.text), std::string{other.shape->name}});
                break;
            }
        // The words of a shape without them on its first line begin here.
        auto& words = result_.messages.back().words;
        if (!words.empty()) words += '\n';
        words += line.text;
    }
    void finish(std::size_t i) {
        auto& m = result_.messages[i];
        m.words = trimmed(m.words);
        const auto read = times_.read(written_[i]);
        if (const auto* time = std::get_if<written_time>(&read))
            m.at = time->at;
        else
            out_.add(codes::unreadable_sent, where(m.line),
                     {excerpt(written_[i]), in_both({to_string(std::get<time_fault>(read), language::zh),
                                                     to_string(std::get<time_fault>(read))})});
    }
    /// Pieces that were copied one after the other overlap.
    void drop_repeated() {
        std::map<std::tuple<calendar::local_time, std::string, std::string>, std::uint64_t> seen;
        std::erase_if(result_.messages, [&](const chat_message& m) {
            if (!m.at) return false;
            const auto [before, fresh] = seen.try_emplace({*m.at, m.sender, m.words}, m.line);
            if (!fresh) out_.add(codes::repeated_message, where(m.line), {fmt::format("{}", before->second)});
            return !fresh;
        });
    }
    [[nodiscard]] location where(std::uint64_t line) const { return {.file = file_, .line = line}; }

    const std::string& file_;
    const std::vector<shape_reader>& shapes_;
    const shape_reader& chosen_;
    time_column times_;
    notices& out_;
    chat result_{};
    std::vector<std::string> written_{}; ///< the time of each message
};

loaded<chat> read_lines(std::string_view text, const std::string& file, const chat_options& options,
                        notices said) {
    loaded<chat> result{{}, std::move(said)};
    std::vector<shape_reader> shapes;
    std::string names;
    for (const auto& s : options.shapes) {
        shapes.push_back({&s, line_pattern{s.head}, line_pattern{s.note}});
        join_on(names, ", ", s.head);
    }
    const auto lines = lines_of(text);
    const shape_reader* chosen = nullptr;
    std::ptrdiff_t most = 0;
    for (const auto& s : shapes) {
        const auto heads = std::count_if(lines.begin(), lines.end(), [&](const text_line& line) {
            return s.head.match(line.text).has_value();
        });
        const auto notes = std::count_if(lines.begin(), lines.end(), [&](const text_line& line) {
            return !s.head.match(line.text) && s.note.match(line.text);
        });
        if (heads > 0 && heads + notes > most) {
            most = heads + notes;
            chosen = &s;
        }
    }
    if (chosen == nullptr) {
        result.notices.add(codes::not_a_chat, {.file = file}, {names});
        throw data_error{result.notices};
    }
    result.value = chat_reader{file, shapes, *chosen, options.times, result.notices}.read(lines);
    refuse_errors(result.notices, options.policy);
    return result;
}

} // namespace

std::span<const chat_shape> chat_shapes() {
    return known_shapes;
}

loaded<chat> read_chat(std::string_view text, const std::string& file, const chat_options& options) {
    return read_lines(text, file, options, notices{});
}

loaded<chat> load_chat(const file_path& file, const chat_options& options) {
    notices said;
    const auto text = read_text_file(file, said);
    if (!text) throw data_error{said};
    return read_lines(text->view(), file.name(), options, std::move(said));
}

chat_sender read_sender(std::string_view shown) {
    constexpr std::string_view between[] = {"-", "－", "—", "/", "#", "单元", "号楼", "栋", "幢", "号"};
    constexpr std::string_view after[] = {"室", "房"};
    const auto digits_at = [&](std::size_t at) {
        auto end = at;
        while (end < shown.size() && is_digit(shown[end])) ++end;
        return end - at;
    };
    const auto word_at = [&](std::size_t at, std::span<const std::string_view> words) {
        for (const auto w : words)
            if (shown.substr(at).starts_with(w)) return w.size();
        return std::size_t{0};
    };
    for (std::size_t from = 0; from < shown.size(); ++from) {
        if (!is_digit(shown[from]) || (from > 0 && is_digit(shown[from - 1]))) continue;
        auto end = from + digits_at(from);
        int groups = 1;
        for (;;) {
            const auto gap = word_at(end, between);
            const auto more = gap > 0 ? digits_at(end + gap) : 0;
            if (more == 0) break;
            end += gap + more;
            ++groups;
        }
        const auto room_word = word_at(end, after);
        // A number alone may be a year, a phone or a nickname.
        if (groups < 2 && room_word == 0) continue;
        constexpr std::string_view edges = " \t-_/|,()[]";
        std::string name{shown.substr(0, from)};
        name += shown.substr(end + room_word);
        const auto first = name.find_first_not_of(edges);
        if (first == std::string::npos)
            name.clear();
        else
            name = name.substr(first, name.find_last_not_of(edges) - first + 1);
        return {std::string{shown.substr(from, end - from)}, name};
    }
    return {.name = std::string{trimmed(shown)}};
}

} // namespace qaidam::services
