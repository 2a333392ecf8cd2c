#include "lines.hpp"

#include <algorithm>

namespace qaidam::icalendar {
namespace {

/// Components that lie in a calendar and never in each other.
bool lies_in_calendar(std::string_view kind) {
    constexpr std::string_view kinds[] = {"VEVENT",    "VTODO",     "VJOURNAL",
                                          "VFREEBUSY", "VTIMEZONE", "VCALENDAR"};
    return is_one_of(kinds, kind);
}

class splitter {
public:
    file_lines split(const unfolded_text& text) {
        const std::string_view lines{text.lines};
        std::size_t number = 0;
        for (std::size_t at = 0; at < lines.size(); ++number) {
            const auto end = std::min(lines.find('\n', at), lines.size());
            auto line = lines.substr(at, end - at);
            at = end + 1;
            while (line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
            if (!line.empty()) take({text.numbers[number], line});
        }
        if (!open_.empty()) all_.cut = open_[in_calendar() && open_.size() > 1 ? 1 : 0];
        return std::move(all_);
    }

private:
    [[nodiscard]] bool in_calendar() const { return !open_.empty() && open_.front().kind == "VCALENDAR"; }
    [[nodiscard]] bool in(std::string_view kind) const {
        return in_calendar() && open_.size() > 1 && open_[1].kind == kind;
    }

    void take(const content_line& line) {
        const auto name = line.name();
        if (name == "BEGIN" && line.value()) return begin(line, in_capitals(*line.value()));
        if (name == "END" && line.value()) return end(line, in_capitals(*line.value()));
        keep(line);
    }
    void keep(const content_line& line) {
        if (in_calendar() && open_.size() == 1) all_.calendars.back().lines.push_back(line);
        // The parts of a zone have no parts themselves.
        if ((in("VEVENT") && open_.size() == 2) || (in("VTIMEZONE") && open_.size() <= 3))
            component_.lines.push_back(line);
    }
    void begin(const content_line& line, const std::string& kind) {
        if (lies_in_calendar(kind)) {
            const std::size_t around = in_calendar() && kind != "VCALENDAR" ? 1 : 0;
            while (open_.size() > around) drop_last();
        }
        open_.push_back({kind, line.number});
        if (kind == "VCALENDAR" && open_.size() == 1)
            all_.calendars.emplace_back();
        else if ((in("VEVENT") || in("VTIMEZONE")) && open_.size() == 2)
            component_ = {line.number, {}};
        else if (in("VTIMEZONE"))
            keep(line);
        else
            all_.left_out.add(kind, line.number);
    }
    void end(const content_line& line, const std::string& kind) {
        const auto known = std::find_if(open_.rbegin(), open_.rend(),
                                        [&](const open_component& c) { return c.kind == kind; });
        if (known == open_.rend()) {
            all_.stray_ends.push_back(line);
            return;
        }
        const auto depth = static_cast<std::size_t>(open_.rend() - known);
        while (open_.size() > depth) drop_last();
        if (open_.size() > 2) keep(line);
        if (in("VEVENT") && open_.size() == 2) all_.calendars.back().events.push_back(std::move(component_));
        if (in("VTIMEZONE") && open_.size() == 2)
            all_.calendars.back().zones.push_back(std::move(component_));
        open_.pop_back();
    }
    void drop_last() {
        all_.unclosed.push_back(std::move(open_.back()));
        open_.pop_back();
    }

    file_lines all_;
    std::vector<open_component> open_;
    component_lines component_;
};

} // namespace

std::string in_capitals(std::string_view text) {
    std::string all{text};
    for (auto& c : all)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return all;
}

bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string clean(std::string_view text) {
    std::string all;
    for (const char c : text)
        if (c == '\n' || c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)) all += c;
    const auto first = all.find_first_not_of(" \t\n");
    if (first == std::string::npos) return {};
    return all.substr(first, all.find_last_not_of(" \t\n") - first + 1);
}

std::string with_known_escapes(std::string_view text) {
    constexpr std::string_view known = "\\;,nN\"";
    std::string all;
    for (std::size_t at = 0; at < text.size(); ++at) {
        all += text[at];
        if (text[at] != '\\') continue;
        const bool escapes = at + 1 < text.size() && known.find(text[at + 1]) != known.npos;
        all += escapes ? text[++at] : '\\';
    }
    return all;
}

unfolded_text unfold(std::string_view bytes) {
    unfolded_text all;
    all.lines.reserve(bytes.size() + 1);
    const char line_end = bytes.find('\n') == std::string_view::npos ? '\r' : '\n';
    std::uint64_t number = 1;
    for (std::size_t at = 0; at < bytes.size(); ++number) {
        const auto end = std::min(bytes.find(line_end, at), bytes.size());
        auto line = bytes.substr(at, end - at);
        at = end + 1;
        while (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) continue; // of files whose line ends were doubled
        if (!all.lines.empty() && (line.starts_with(' ') || line.starts_with('\t'))) {
            all.lines.pop_back(); // the line end before it
            line.remove_prefix(1);
        } else {
            all.numbers.push_back(number);
        }
        all.lines += line;
        all.lines += '\n';
    }
    return all;
}

std::string content_line::name() const {
    return in_capitals(text.substr(0, text.find_first_of(":;")));
}

std::optional<std::string_view> content_line::value() const {
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"') quoted = !quoted;
        if (text[at] == ':' && !quoted) return text.substr(at + 1);
    }
    return std::nullopt;
}

file_lines components_of(const unfolded_text& text) {
    return splitter{}.split(text);
}

} // namespace qaidam::icalendar
