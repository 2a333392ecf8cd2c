#include <qaidam/services/due_time.hpp>

#include <charconv>
#include <stdexcept>

#include "words.hpp"

namespace qaidam::services {

using calendar::local_time;
using calendar::unknown_holidays;

local_time due_time::value() const {
    if (!at_)
        throw std::invalid_argument(open_ ? "due_time: the time is not yet known"
                                          : "due_time: nothing is due");
    return *at_;
}

std::string to_string(const due_time& due, language l) {
    if (due.is_known()) return calendar::to_string(*due);
    const auto* how = due.open();
    if (how == nullptr) return {};
    const auto from = calendar::to_string(how->from);
    if (how->counted)
        return fmt::format(fmt::runtime(pick(l, "尚未知（{} 之后）", "not yet known (after {})")), from);
    const auto limit = to_string(how->limit, l);
    return l == language::zh ? fmt::format("尚未知（{} 起 {}）", from, limit)
                             : fmt::format("not yet known ({} from {})", limit, from);
}

namespace {

constexpr std::string_view from_word = "from", due_word = "due";

/// The text up to the next bar, which it takes away.
std::string_view next_part(std::string_view& rest) {
    const auto bar = rest.find('|');
    const auto part = rest.substr(0, bar);
    rest = bar == std::string_view::npos ? std::string_view{} : rest.substr(bar + 1);
    return part;
}

std::optional<due_change> parse_change(std::string_view text) {
    due_change c;
    if (text.starts_with('+')) {
        const auto* last = text.data() + text.size();
        const auto [end, failure] = std::from_chars(text.data() + 1, last, c.days);
        if (failure != std::errc{} || end != last || c.days < 1) return std::nullopt;
        return c;
    }
    const auto wave = text.find('~');
    if (wave == std::string_view::npos) return std::nullopt;
    const auto stopped = calendar::parse_local_time(text.substr(0, wave));
    const auto restarted = calendar::parse_local_time(text.substr(wave + 1));
    if (!stopped || !restarted) return std::nullopt;
    c.stopped = *stopped;
    c.restarted = *restarted;
    return c;
}

std::string change_cell(const due_change& c) {
    return c.days > 0 ? fmt::format("+{}", c.days)
                      : calendar::to_string(c.stopped) + '~' + calendar::to_string(c.restarted);
}

template <class Kind, std::size_t N>
bool take_word(std::string_view word, const std::pair<std::string_view, Kind> (&words)[N], Kind& to) {
    for (const auto& [name, kind] : words)
        if (name == word) {
            to = kind;
            return true;
        }
    return false;
}

/// What is left of a clock that stood, from where it goes on. What was overdue stays so.
local_time carry(const due_count& how, local_time due, const due_change& stood,
                 const calendar::work_calendar& office) {
    if (due <= stood.stopped) return due;
    if (!is_elapsed(how.limit.unit)) return office.add(stood.restarted, office.between(stood.stopped, due));
    const auto left = due - stood.stopped;
    if (stood.restarted - local_time{calendar::date{9999, 12, 31}} + left > std::chrono::seconds{})
        throw calendar::after_last_date("a deadline is after 9999-12-31");
    const auto later = stood.restarted + left;
    const bool moves_on = how.limit.unit == calendar::limit_unit::natural_days &&
                          how.ending == calendar::ending::on_working_day;
    return moves_on ? calendar::move_to_working_day(office, later) : later;
}

/// Throws: unknown_holidays, after_last_date.
local_time count(const due_count& how, const calendar::work_calendar& office) {
    auto due =
        how.counted ? how.from : calendar::deadline(office, how.from, how.limit, how.counting, how.ending);
    for (const auto& c : how.changes)
        due = c.days > 0 ? office.add(due, c.days * calendar::working_day) : carry(how, due, c, office);
    return due;
}

} // namespace

std::string to_cell(const due_time& due) {
    if (due.is_known()) return calendar::to_string(*due);
    const auto* how = due.open();
    if (how == nullptr) return {};
    auto text =
        fmt::format("{}|{}|{}|{}|", how->counted ? due_word : from_word, calendar::to_string(how->from),
                    detail::counting_words[static_cast<std::size_t>(how->counting)].first,
                    detail::ending_words[static_cast<std::size_t>(how->ending)].first);
    for (const auto& c : how->changes) text += change_cell(c) + '|';
    return text + calendar::to_cell(how->limit);
}

std::optional<due_time> parse_due_time(std::string_view text) {
    if (text.empty()) return due_time{};
    if (text.find('|') == std::string_view::npos) {
        const auto at = calendar::parse_local_time(text);
        return at ? std::optional{due_time{*at}} : std::nullopt;
    }
    due_count how;
    const auto word = next_part(text);
    how.counted = word == due_word;
    const auto from = calendar::parse_local_time(next_part(text));
    if ((word != due_word && word != from_word) || !from) return std::nullopt;
    how.from = *from;
    if (!take_word(next_part(text), detail::counting_words, how.counting) ||
        !take_word(next_part(text), detail::ending_words, how.ending))
        return std::nullopt;
    // The limit comes last: the name of its calendar may have a bar.
    for (auto rest = text; auto c = parse_change(next_part(rest)); text = rest) how.changes.push_back(*c);
    const auto limit = calendar::parse_time_limit(text);
    if (!limit) return std::nullopt;
    how.limit = *limit;
    return due_time{std::move(how)};
}

due_time count_due(due_count how, const calendar::work_calendars& office) {
    const auto* by = office.find(how.limit.calendar);
    if (by == nullptr) return due_time{std::move(how)};
    try {
        return count(how, *by);
    } catch (const unknown_holidays&) {
        return due_time{std::move(how)};
    }
}

std::optional<int> missing_year(const due_count& how, const calendar::work_calendars& office) {
    const auto* by = office.find(how.limit.calendar);
    if (by == nullptr) return std::nullopt;
    try {
        (void)count(how, *by);
    } catch (const unknown_holidays& e) {
        return e.year();
    }
    return std::nullopt;
}

} // namespace qaidam::services
