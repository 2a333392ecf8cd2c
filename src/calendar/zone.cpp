#include <qaidam/calendar/zone.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace qaidam::calendar {
namespace {

struct transition {
    std::int64_t utc;    ///< seconds since 1970
    std::int32_t offset; ///< from then on
    friend bool operator==(const transition&, const transition&) = default;
};

/// A day of the year on which clocks change: the rule of POSIX TZ.
struct change_rule {
    enum class kind { none, month_week_day, day_without_leap, day_of_year };
    kind form = kind::none;
    int month = 1;
    int week = 1; ///< 5 is the last
    int day = 0;  ///< 0 is a Sunday, or the number of the day
    std::int64_t time = 7200;
    friend bool operator==(const change_rule&, const change_rule&) = default;

    /// Seconds since 1970 on the clock that is changed.
    [[nodiscard]] std::int64_t in_year(int year) const {
        const date first{static_cast<unsigned short>(year), 1, 1};
        date on = first;
        if (form == kind::month_week_day) {
            const date start{static_cast<unsigned short>(year), static_cast<unsigned short>(month), 1};
            on = start + day_count{(day - start.day_of_week().as_number() + 7) % 7 + (week - 1) * 7};
            if (on.month() != start.month()) on -= day_count{7};
        } else {
            const bool leap =
                boost::gregorian::gregorian_calendar::is_leap_year(static_cast<unsigned short>(year));
            const bool skip = form == kind::day_without_leap && leap && day >= 60;
            on = first + day_count{form == kind::day_without_leap ? day - 1 + (skip ? 1 : 0) : day};
        }
        return local_time{on}.seconds_since_1970() + time;
    }
};

/// What holds after the last transition that is listed.
struct yearly_rule {
    std::int32_t standard = 0;
    std::int32_t summer = 0;
    change_rule start{};
    change_rule end{};
    friend bool operator==(const yearly_rule&, const yearly_rule&) = default;

    [[nodiscard]] std::int32_t offset_at(std::int64_t utc) const {
        if (start.form == change_rule::kind::none) return standard;
        const auto shown = std::clamp(utc + standard, detail::first_second, detail::last_second);
        const auto year = detail::date_of(shown).year();
        const auto on = start.in_year(year) - standard;
        const auto off = end.in_year(year) - summer;
        const bool in_summer = on < off ? utc >= on && utc < off : utc >= on || utc < off;
        return in_summer ? summer : standard;
    }
};

constexpr std::int32_t largest_offset = 26 * 3600;

/// Reads POSIX TZ: "CET-1CEST,M3.5.0,M10.5.0/3".
class rule_reader {
public:
    explicit rule_reader(std::string_view text) : rest_{text} {}

    std::optional<yearly_rule> read() {
        yearly_rule rule;
        if (!skip_name()) return std::nullopt;
        rule.standard = read_offset();
        if (rest_.empty()) return good_ ? std::optional{rule} : std::nullopt;
        if (!skip_name()) return std::nullopt;
        rule.summer =
            rest_.empty() || rest_.front() == ',' ? within_limit(rule.standard + 3600) : read_offset();
        rule.start = read_change();
        rule.end = read_change();
        return good_ && rest_.empty() ? std::optional{rule} : std::nullopt;
    }

private:
    bool take(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool skip_name() {
        const bool quoted = take('<');
        const auto end = rest_.find_first_of(quoted ? ">" : "+-,0123456789");
        if (end == 0 || (quoted && end == std::string_view::npos)) return false;
        rest_.remove_prefix(std::min(end, rest_.size()) + (quoted ? 1 : 0));
        return true;
    }
    int read_number(int most) {
        int value = 0;
        bool any = false;
        while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9' && value <= most) {
            value = value * 10 + (rest_.front() - '0');
            rest_.remove_prefix(1);
            any = true;
        }
        good_ = good_ && any && value <= most;
        return value;
    }
    std::int64_t read_time() {
        const bool minus = take('-');
        if (!minus) take('+');
        std::int64_t seconds = read_number(167) * 3600;
        if (take(':')) seconds += read_number(59) * 60;
        if (take(':')) seconds += read_number(59);
        return minus ? -seconds : seconds;
    }
    /// Seconds ahead of UTC; POSIX writes them behind it.
    std::int32_t read_offset() { return within_limit(-read_time()); }
    std::int32_t within_limit(std::int64_t offset) {
        good_ = good_ && -largest_offset <= offset && offset <= largest_offset;
        return static_cast<std::int32_t>(offset);
    }
    change_rule read_change() {
        change_rule rule;
        good_ = good_ && take(',');
        if (take('M')) {
            rule.form = change_rule::kind::month_week_day;
            rule.month = read_number(12);
            good_ = good_ && take('.');
            rule.week = read_number(5);
            good_ = good_ && take('.');
            rule.day = read_number(6);
            good_ = good_ && rule.month >= 1 && rule.week >= 1;
        } else {
            rule.form = take('J') ? change_rule::kind::day_without_leap : change_rule::kind::day_of_year;
            rule.day = read_number(365);
            good_ = good_ && (rule.form == change_rule::kind::day_of_year || rule.day >= 1);
        }
        if (take('/')) rule.time = read_time();
        return rule;
    }

    std::string_view rest_;
    bool good_ = true;
};

/// The bytes of a compiled zone, read in order; all numbers are big-endian.
class bytes {
public:
    explicit bytes(std::string_view text) : rest_{text} {}

    [[nodiscard]] bool has(std::size_t count) const { return rest_.size() >= count; }
    void skip(std::size_t count) { rest_.remove_prefix(std::min(count, rest_.size())); }
    std::int64_t number(std::size_t width) {
        if (!has(width)) throw std::out_of_range("zone file is cut short");
        std::uint64_t value = static_cast<unsigned char>(rest_.front()) & 0x80u ? ~std::uint64_t{0} : 0;
        for (std::size_t i = 0; i < width; ++i) value = value << 8 | static_cast<unsigned char>(rest_[i]);
        rest_.remove_prefix(width);
        return static_cast<std::int64_t>(value);
    }
    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

struct counts {
    std::size_t ut, standard, leap, times, types, letters;
};

std::optional<counts> read_header(bytes& in) {
    if (!in.rest().starts_with("TZif") || !in.has(44)) return std::nullopt;
    in.skip(20);
    const auto next = [&] { return static_cast<std::size_t>(in.number(4)); };
    counts c{};
    c.ut = next();
    c.standard = next();
    c.leap = next();
    c.times = next();
    c.types = next();
    c.letters = next();
    constexpr std::size_t most = 100'000;
    const auto largest = std::max({c.ut, c.standard, c.leap, c.times, c.types, c.letters});
    return c.types > 0 && largest <= most ? std::optional{c} : std::nullopt;
}

} // namespace

struct zone::rules {
    std::int32_t before = 0; ///< offset ahead of the first transition
    std::vector<transition> transitions{};
    yearly_rule after{};

    friend bool operator==(const rules&, const rules&) = default;

    [[nodiscard]] std::int32_t offset_at(std::int64_t utc) const {
        if (transitions.empty() || utc >= transitions.back().utc) return after.offset_at(utc);
        const auto next = std::upper_bound(transitions.begin(), transitions.end(), utc,
                                           [](std::int64_t u, const transition& t) { return u < t.utc; });
        return next == transitions.begin() ? before : std::prev(next)->offset;
    }

    /// Nothing if the bytes are not a zone of TZif version 2 or later.
    static std::optional<rules> read(std::string_view text) {
        bytes in{text};
        const auto old = read_header(in);
        if (!old || text.size() < 5 || text[4] < '2') return std::nullopt;
        in.skip(old->times * 5 + old->types * 6 + old->letters + old->leap * 8 + old->standard + old->ut);
        const auto c = read_header(in);
        if (!c || !in.has(c->times * 9 + c->types * 6)) return std::nullopt;
        rules r;
        for (std::size_t i = 0; i < c->times; ++i) r.transitions.push_back({in.number(8), 0});
        std::vector<std::size_t> type_of;
        for (std::size_t i = 0; i < c->times; ++i)
            type_of.push_back(static_cast<std::size_t>(in.number(1)) & 0xFF);
        std::vector<std::int32_t> offsets;
        for (std::size_t i = 0; i < c->types; ++i) {
            offsets.push_back(static_cast<std::int32_t>(in.number(4)));
            if (offsets.back() < -largest_offset || offsets.back() > largest_offset) return std::nullopt;
            in.skip(2);
        }
        for (std::size_t i = 0; i < c->times; ++i) {
            if (type_of[i] >= offsets.size()) return std::nullopt;
            r.transitions[i].offset = offsets[type_of[i]];
        }
        if (!std::is_sorted(r.transitions.begin(), r.transitions.end(),
                            [](const transition& a, const transition& b) { return a.utc < b.utc; }))
            return std::nullopt;
        r.before = offsets.front();
        in.skip(c->letters + c->leap * 12 + c->standard + c->ut);
        auto footer = in.rest();
        if (!footer.starts_with('\n') || !footer.ends_with('\n') || footer.size() < 2) return std::nullopt;
        footer = footer.substr(1, footer.size() - 2);
        if (footer.empty()) { // nothing is known of later years: the last offset stays
            r.after.standard = r.transitions.empty() ? r.before : r.transitions.back().offset;
        } else if (const auto after = rule_reader{footer}.read()) {
            r.after = *after;
        } else {
            return std::nullopt;
        }
        return r;
    }
};

zone::zone(std::string name, std::chrono::seconds offset) : name_{std::move(name)} {
    if (offset < -std::chrono::seconds{largest_offset} || offset > std::chrono::seconds{largest_offset})
        throw std::invalid_argument(
            fmt::format("zone: got an offset of {} s, want at most 26 hours", offset.count()));
    rules r;
    r.after.standard = static_cast<std::int32_t>(offset.count());
    r.before = r.after.standard;
    rules_ = std::make_shared<const rules>(std::move(r));
}

zone::zone(std::string name, std::chrono::seconds first, std::span<const change> changes)
    : zone{std::move(name), first} {
    auto r = *rules_;
    for (const auto& c : changes) {
        const zone known{name_, c.offset}; // which refuses an offset that is none
        const auto at = c.at.seconds_since_1970();
        if (!r.transitions.empty() && r.transitions.back().utc >= at)
            throw std::invalid_argument("zone: changes of " + name_ + " are not in the order of time");
        r.transitions.push_back({at, known.rules_->before});
    }
    if (!r.transitions.empty()) r.after.standard = r.transitions.back().offset;
    rules_ = std::make_shared<const rules>(std::move(r));
}

bool operator==(const zone& a, const zone& b) {
    return a.name_ == b.name_ && same_clock(a, b);
}

bool same_clock(const zone& a, const zone& b) {
    return *a.rules_ == *b.rules_;
}

namespace {

template <class Moment>
Moment within_range(std::int64_t seconds) {
    return Moment::from_seconds_since_1970(std::clamp(seconds, detail::first_second, detail::last_second));
}

} // namespace

std::chrono::seconds zone::offset_at(utc_time utc) const {
    return std::chrono::seconds{rules_->offset_at(utc.seconds_since_1970())};
}

local_time zone::to_local(utc_time utc) const {
    return within_range<local_time>(utc.seconds_since_1970() + offset_at(utc).count());
}

utc_time zone::to_utc(local_time local) const {
    const auto shown = local.seconds_since_1970();
    const auto before = rules_->offset_at(shown - 2 * 86400);
    const auto after = rules_->offset_at(shown + 2 * 86400);
    const auto fits = [&](std::int32_t offset) { return rules_->offset_at(shown - offset) == offset; };
    const auto offset = fits(before) || !fits(after) ? before : after;
    return within_range<utc_time>(shown - offset);
}

std::optional<zone> find_zone(std::string_view name, const file_path& database) {
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
               c == '_' || c == '+' || c == '-';
    };
    const bool named =
        !name.empty() && name.front() != '/' && std::all_of(name.begin(), name.end(), is_plain);
    if (!named) return std::nullopt;
    std::error_code failure;
    const auto path = std::filesystem::path{database.text()} / name;
    constexpr std::uintmax_t largest = 1 << 20;
    if (std::filesystem::is_regular_file(path, failure) &&
        std::filesystem::file_size(path, failure) < largest) {
        std::ifstream stream{path, std::ios::binary};
        const std::string text{std::istreambuf_iterator<char>{stream}, {}};
        if (auto rules = zone::rules::read(text))
            return zone{std::string{name}, std::make_shared<const zone::rules>(*std::move(rules))};
        return std::nullopt;
    }
    if (name == "UTC") return zone{};
    if (name == "Asia/Shanghai") return beijing_time();
    return std::nullopt;
}

zone beijing_time() {
    return {"Asia/Shanghai", std::chrono::hours{8}};
}

} // namespace qaidam::calendar
