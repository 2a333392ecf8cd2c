// Reads the words that to_string(day_set) writes, in Chinese and in English.

#include <algorithm>
#include <array>
#include <numeric>
#include <stdexcept>

#include <qaidam/base/text.hpp>
#include <qaidam/calendar/codes.hpp>
#include <qaidam/calendar/day_set.hpp>

namespace qaidam::calendar {
namespace {

enum class word {
    daily,
    alternate,
    every,
    unit,
    anchor,
    odd,
    even,
    weekday,
    some_weekdays, ///< its value: the bits of a set of weekdays
    each_month,    ///< 每月, before the dates
    ordinal,
    of_month, ///< behind them
    from,
    to,
    also,
    except,
    never,
    link,
    number,
    date,
    clause,
    end
};

struct known_word {
    std::string_view text; ///< lower case
    word kind;
    int value = 0;
};

/// Longer words stand before their own beginnings.
constexpr std::array known_words{known_word{"every other day", word::alternate},
                                 known_word{"everyday", word::daily},
                                 known_word{"every day", word::daily},
                                 known_word{"every", word::every},
                                 known_word{"daily", word::daily},
                                 known_word{"days", word::unit},
                                 known_word{"day", word::unit},
                                 known_word{"counted from", word::anchor},
                                 known_word{"odd dates", word::odd},
                                 known_word{"even dates", word::even},
                                 known_word{"weekdays", word::some_weekdays, 0x1F},
                                 known_word{"weekends", word::some_weekdays, 0x60},
                                 known_word{"weekend", word::some_weekdays, 0x60},
                                 known_word{"monthly", word::each_month},
                                 known_word{"monday", word::weekday, 0},
                                 known_word{"mon", word::weekday, 0},
                                 known_word{"tuesday", word::weekday, 1},
                                 known_word{"tue", word::weekday, 1},
                                 known_word{"wednesday", word::weekday, 2},
                                 known_word{"wed", word::weekday, 2},
                                 known_word{"thursday", word::weekday, 3},
                                 known_word{"thu", word::weekday, 3},
                                 known_word{"friday", word::weekday, 4},
                                 known_word{"fri", word::weekday, 4},
                                 known_word{"saturday", word::weekday, 5},
                                 known_word{"sat", word::weekday, 5},
                                 known_word{"sunday", word::weekday, 6},
                                 known_word{"sun", word::weekday, 6},
                                 known_word{"the", word::link},
                                 known_word{"on", word::link},
                                 known_word{"st", word::ordinal},
                                 known_word{"nd", word::ordinal},
                                 known_word{"rd", word::ordinal},
                                 known_word{"th", word::ordinal},
                                 known_word{"of each month", word::of_month},
                                 known_word{"of every month", word::of_month},
                                 known_word{"of the month", word::of_month},
                                 known_word{"from", word::from},
                                 known_word{"until", word::to},
                                 known_word{"to", word::to},
                                 known_word{"-", word::to},
                                 known_word{"also", word::also},
                                 known_word{"except", word::except},
                                 known_word{"never", word::never},
                                 known_word{"and", word::link},
                                 known_word{",", word::link},
                                 known_word{";", word::clause},
                                 known_word{"每日", word::daily},
                                 known_word{"每天", word::daily},
                                 known_word{"每月", word::each_month},
                                 known_word{"每个月", word::each_month},
                                 known_word{"每", word::every},
                                 known_word{"隔日", word::alternate},
                                 known_word{"隔天", word::alternate},
                                 known_word{"单日", word::odd},
                                 known_word{"双日", word::even},
                                 known_word{"工作日", word::some_weekdays, 0x1F},
                                 known_word{"周末", word::some_weekdays, 0x60},
                                 known_word{"周一", word::weekday, 0},
                                 known_word{"周二", word::weekday, 1},
                                 known_word{"周三", word::weekday, 2},
                                 known_word{"周四", word::weekday, 3},
                                 known_word{"周五", word::weekday, 4},
                                 known_word{"周六", word::weekday, 5},
                                 known_word{"周日", word::weekday, 6},
                                 known_word{"周天", word::weekday, 6},
                                 known_word{"星期一", word::weekday, 0},
                                 known_word{"星期二", word::weekday, 1},
                                 known_word{"星期三", word::weekday, 2},
                                 known_word{"星期四", word::weekday, 3},
                                 known_word{"星期五", word::weekday, 4},
                                 known_word{"星期六", word::weekday, 5},
                                 known_word{"星期日", word::weekday, 6},
                                 known_word{"星期天", word::weekday, 6},
                                 known_word{"日", word::unit},
                                 known_word{"天", word::unit},
                                 known_word{"号", word::unit},
                                 known_word{"起算", word::anchor},
                                 known_word{"起", word::from},
                                 known_word{"至", word::to},
                                 known_word{"到", word::to},
                                 known_word{"另加", word::also},
                                 known_word{"除去", word::except},
                                 known_word{"无", word::never},
                                 known_word{"且", word::link},
                                 known_word{"和", word::link},
                                 known_word{"，", word::link},
                                 known_word{"、", word::link},
                                 known_word{"（", word::link},
                                 known_word{"）", word::link},
                                 known_word{"；", word::clause}};

/// The days of 周一三五 and 周一至五 after the first.
constexpr std::array bare_weekdays{known_word{"一", word::weekday, 0}, known_word{"二", word::weekday, 1},
                                   known_word{"三", word::weekday, 2}, known_word{"四", word::weekday, 3},
                                   known_word{"五", word::weekday, 4}, known_word{"六", word::weekday, 5},
                                   known_word{"日", word::weekday, 6}, known_word{"天", word::weekday, 6}};

struct token {
    word kind;
    int value = 0;
    std::optional<date> day{};
    std::size_t offset = 0;
};

[[noreturn]] void fail(std::string_view words, std::size_t offset) {
    notices why;
    const auto rest = excerpt(words.substr(offset));
    why.add(codes::bad_day_set, {.column = offset + 1}, {rest.empty() ? in_both({"结尾", "the end"}) : rest});
    throw data_error{std::move(why)};
}

class lexer {
public:
    explicit lexer(std::string_view words) : words_{words} {
        for (const char c : words) lower_ += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }

    std::vector<token> tokens() {
        std::vector<token> all;
        do {
            after_weekday_ = follows_weekday(all);
            all.push_back(next());
        } while (all.back().kind != word::end);
        return all;
    }

private:
    /// Whether the last word is a day of the week, or leads from one to another.
    [[nodiscard]] static bool follows_weekday(const std::vector<token>& all) {
        const auto is_weekday = [&](std::size_t back) {
            return all.size() >= back && all[all.size() - back].kind == word::weekday;
        };
        return is_weekday(1) || (is_weekday(2) && all.back().kind == word::to);
    }

    token next() {
        while (at_ < lower_.size() && lower_[at_] == ' ') ++at_;
        const auto start = at_;
        const auto rest = std::string_view{lower_}.substr(at_);
        if (rest.empty()) return {word::end, 0, {}, start};
        if (const auto day = parse_date(rest.substr(0, 10))) {
            at_ += 10;
            return {word::date, 0, day, start};
        }
        if (rest.front() >= '0' && rest.front() <= '9') return number(start);
        if (after_weekday_)
            if (const auto found = find(bare_weekdays, rest, start)) return *found;
        if (const auto found = find(known_words, rest, start)) return *found;
        fail(words_, start);
    }

    std::optional<token> find(std::span<const known_word> words, std::string_view rest, std::size_t start) {
        for (const auto& known : words) {
            if (!rest.starts_with(known.text)) continue;
            at_ += known.text.size();
            if (known.kind == word::weekday && lower_.substr(at_, 1) == "s") ++at_; // on Mondays
            return token{known.kind, known.value, {}, start};
        }
        return std::nullopt;
    }

    token number(std::size_t start) {
        int value = 0;
        for (; at_ < lower_.size() && lower_[at_] >= '0' && lower_[at_] <= '9'; ++at_) {
            value = value * 10 + (lower_[at_] - '0');
            if (value > 10'000'000) fail(words_, start);
        }
        return {word::number, value, {}, start};
    }

    std::string_view words_;
    std::string lower_;
    std::size_t at_ = 0;
    bool after_weekday_ = false;
};

class parser {
public:
    explicit parser(std::string_view words) : words_{words}, tokens_{lexer{words}.tokens()} {}

    day_set parse() {
        do {
            read_clause();
        } while (take(word::clause));
        if (peek().kind != word::end) fail(words_, peek().offset);
        if (!listed_.empty()) rules_.push_back({day_set::of(listed_), words_.size()});
        return unite(0, rules_.size()) - day_set::of(except_);
    }

private:
    const token& peek(std::size_t ahead = 0) const {
        return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
    }
    bool take(word kind) {
        if (peek().kind != kind) return false;
        ++at_;
        return true;
    }
    token want(word kind) {
        if (peek().kind != kind) fail(words_, peek().offset);
        return tokens_[at_++];
    }
    void skip_links() {
        while (take(word::link)) {
        }
    }

    struct clause {
        day_set days;
        std::size_t offset;
    };

    void read_clause() {
        skip_links();
        const auto start = peek().offset;
        const bool except = take(word::except);
        const bool also = !except && take(word::also);
        if (take(word::never)) return;
        if (except || also || is_list()) {
            read_dates(except ? except_ : listed_);
        } else {
            rules_.push_back({read_rule(), start});
        }
    }

    /// The union of the rules [from, until), halves first, so that no rule is gone over again and again.
    day_set unite(std::size_t from, std::size_t until) const {
        if (from == until) return {};
        if (until - from == 1) return rules_[from].days;
        const auto middle = std::midpoint(from, until);
        try {
            return unite(from, middle) | unite(middle, until);
        } catch (const std::invalid_argument&) { // no rule for Mondays or odd dates without end
            fail(words_, rules_[middle].offset);
        }
    }

    /// A date that no word of an interval follows starts a plain list.
    bool is_list() const {
        return peek().kind == word::date && peek(1).kind != word::from && peek(1).kind != word::to;
    }

    void read_dates(std::vector<date>& days) {
        days.push_back(*want(word::date).day);
        for (skip_links(); peek().kind == word::date; skip_links()) days.push_back(*want(word::date).day);
    }

    day_set read_rule() {
        bool seen = false;
        weekdays on;
        for (;; seen = true) {
            skip_links();
            const auto& t = peek();
            if (t.kind == word::daily) {
                ++at_;
            } else if (t.kind == word::odd || t.kind == word::even) {
                ++at_;
                narrow(t.kind == word::odd ? day_set::odd_dates() : day_set::even_dates());
            } else if (t.kind == word::every && peek(1).kind == word::weekday) {
                ++at_; // every Saturday, 每周六
            } else if (t.kind == word::some_weekdays) {
                ++at_;
                on = weekdays::from_bits(on.bits() | static_cast<unsigned>(t.value));
            } else if (t.kind == word::weekday) {
                on = weekdays::from_bits(on.bits() | read_weekdays().bits());
            } else if (t.kind == word::each_month ||
                       (t.kind == word::number && peek(1).kind == word::ordinal)) {
                narrow(read_dates_of_month());
            } else if (t.kind == word::alternate || t.kind == word::every) {
                read_cycle();
            } else if (t.kind == word::date || t.kind == word::from || t.kind == word::to) {
                read_span();
            } else {
                break;
            }
        }
        if (!seen) fail(words_, peek().offset);
        auto result = day_set::daily(span_);
        if (on.bits() != 0) result = result & day_set::on(on);
        if (cycle_ > 0) {
            if (!anchor_ && !span_.from) fail(words_, peek().offset);
            result = result & day_set::every(cycle_, anchor_ ? *anchor_ : *span_.from);
        }
        if (pattern_) result = result & *pattern_;
        span_ = {};
        pattern_.reset();
        cycle_ = 0;
        anchor_.reset();
        return result;
    }

    void narrow(const day_set& to) { pattern_ = pattern_ ? *pattern_ & to : to; }

    weekdays read_weekdays() {
        const auto first = want(word::weekday).value;
        auto last = first;
        if (peek().kind == word::to && peek(1).kind == word::weekday) {
            ++at_;
            last = want(word::weekday).value;
            if (last < first) fail(words_, tokens_[at_ - 1].offset);
        }
        unsigned bits = 0;
        for (auto day = first; day <= last; ++day) bits |= 1u << day;
        return weekdays::from_bits(bits);
    }

    /// 每月1日、15日至20日, monthly on the 1st, the 1st and 15th-20th of each month.
    day_set read_dates_of_month() {
        const bool said = take(word::each_month);
        skip_links();
        std::vector<int> dates;
        do {
            const auto first = read_date_of_month();
            auto last = first;
            if (peek().kind == word::to && peek(1).kind == word::number) {
                ++at_;
                last = read_date_of_month();
                if (last < first) fail(words_, tokens_[at_ - 1].offset);
            }
            for (auto d = first; d <= last; ++d) dates.push_back(d);
        } while (more_dates_of_month());
        if (!take(word::of_month) && !said) fail(words_, peek().offset);
        return day_set::monthly(dates);
    }

    int read_date_of_month() {
        const auto n = want(word::number);
        if (n.value < 1 || n.value > 31) fail(words_, n.offset);
        if (!take(word::unit)) take(word::ordinal);
        return n.value;
    }

    /// Steps over the links to another date of the month, if one follows.
    bool more_dates_of_month() {
        std::size_t ahead = 0;
        while (peek(ahead).kind == word::link) ++ahead;
        if (ahead == 0 || peek(ahead).kind != word::number) return false;
        at_ += ahead;
        return true;
    }

    void read_cycle() {
        cycle_ = 2;
        if (!take(word::alternate)) {
            want(word::every);
            const auto n = want(word::number);
            if (n.value < 1) fail(words_, n.offset);
            cycle_ = n.value;
            want(word::unit);
        }
        skip_links();
        if (peek().kind == word::date && peek(1).kind == word::anchor) { // 2022-01-10 起算
            anchor_ = want(word::date).day;
            ++at_;
        } else if (take(word::anchor)) {
            anchor_ = want(word::date).day;
        }
    }

    void read_span() {
        if (take(word::from)) {
            span_.from = want(word::date).day;
        } else if (peek().kind == word::date) {
            span_.from = want(word::date).day;
            if (take(word::from)) return;
            if (peek().kind != word::to) fail(words_, peek().offset);
        }
        if (take(word::to)) {
            const auto last = want(word::date);
            if (span_.from && *last.day < *span_.from) fail(words_, last.offset);
            span_.until = later(*last.day, 1);
        }
    }

    std::string_view words_;
    std::vector<token> tokens_;
    std::size_t at_ = 0;
    std::vector<clause> rules_;
    std::vector<date> listed_;
    std::vector<date> except_;
    date_span span_{};
    std::optional<day_set> pattern_{};
    int cycle_ = 0;
    std::optional<date> anchor_{};
};

} // namespace

day_set parse_day_set(std::string_view words) {
    return parser{words}.parse();
}

} // namespace qaidam::calendar
