#include <qaidam/calendar/day_set.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

#include "day_number.hpp"

namespace qaidam::calendar {
namespace {

constexpr std::int64_t first_day = 2232400;   // Julian day number of 1400-01-01
constexpr std::int64_t last_day = 5373484;    // and of 9999-12-31
constexpr std::int64_t longest_list = 146097; // days of 400 years: beyond this a rule is required
constexpr std::int64_t longest_cycle = 10000; // days: a rarer pattern is kept as the few days it matches

std::int64_t number(const date& day) {
    require_plain(day, "day_set");
    return static_cast<std::int64_t>(day.day_number());
}

constexpr std::uint32_t odd_ones = 0x5555'5555; // of the dates of a month
constexpr std::uint32_t even_ones = 0x2AAA'AAAA;

unsigned date_of(std::int64_t day) {
    return static_cast<unsigned>(to_date(day).day().as_number());
}

/// The smallest number >= from that is `phase` modulo `cycle`.
std::int64_t align(std::int64_t from, std::int64_t cycle, std::int64_t phase) {
    const auto remainder = (from - phase) % cycle;
    return from + (remainder == 0 ? 0 : (remainder > 0 ? cycle - remainder : -remainder));
}

/// What the set bits name, runs of three and more by their ends: 周一至周三、周六.
template <class Name>
std::string list_runs(std::uint32_t bits, bool zh, Name name) {
    std::string list;
    for (unsigned i = 0; i < 32;) {
        if (!(bits >> i & 1u)) {
            ++i;
            continue;
        }
        unsigned end = i;
        while (end + 1 < 32 && bits >> (end + 1) & 1u) ++end;
        if (!list.empty()) list += zh ? "、" : ", ";
        list += name(i);
        if (end > i + 1) {
            list += (zh ? "至" : "-") + name(end);
            i = end;
        }
        ++i;
    }
    return list;
}

std::string ordinal(unsigned n) {
    const bool teen = n / 10 == 1;
    return fmt::format("{}{}", n,
                       teen || n % 10 > 3 || n % 10 == 0 ? "th"
                       : n % 10 == 1                     ? "st"
                       : n % 10 == 2                     ? "nd"
                                                         : "rd");
}

} // namespace

bool day_set::pattern::matches(std::int64_t day) const {
    if (!(weekdays >> (day % 7) & 1)) return false;
    if (cycle > 1 && day % cycle != phase) return false;
    return dates == all_dates || (dates >> (date_of(day) - 1) & 1);
}

/// One form for patterns that match the same days: a single weekday is a cycle of seven days, and a cycle of
/// a multiple of seven days has every weekday. Nothing if no day can match.
std::optional<day_set::pattern> day_set::canonical(pattern p) {
    if (p.weekdays == 0 || p.dates == 0) return std::nullopt;
    if (p.cycle % 7 == 0) {
        if (!(p.weekdays >> (p.phase % 7) & 1)) return std::nullopt;
        p.weekdays = 0x7F;
    }
    if (std::has_single_bit(p.weekdays)) {
        const auto day = std::countr_zero(p.weekdays);
        while (p.phase % 7 != day) p.phase += p.cycle; // cycle and 7 have no common divisor
        p.cycle *= 7;
        p.phase %= p.cycle;
        p.weekdays = 0x7F;
    }
    if (p.anchor % p.cycle != p.phase) p.anchor = 0;
    return p;
}

std::optional<day_set::pattern> day_set::intersect(const pattern& a, const pattern& b) {
    pattern both{.weekdays = static_cast<std::uint8_t>(a.weekdays & b.weekdays), .dates = a.dates & b.dates};
    const auto common = std::gcd(a.cycle, b.cycle);
    if ((a.phase - b.phase) % common != 0) return std::nullopt;
    both.cycle = a.cycle / common * b.cycle;
    both.phase = a.phase;
    for (std::int64_t i = 0; i < b.cycle / common && both.phase % b.cycle != b.phase; ++i)
        both.phase += a.cycle;
    both.phase %= both.cycle;
    for (const auto anchor : {b.anchor, a.anchor})
        if (anchor != 0 && anchor % both.cycle == both.phase) both.anchor = anchor;
    return canonical(both);
}

bool day_set::combine(const pattern* a, const pattern* b, operation op, std::optional<pattern>& result) {
    // Canonical patterns hide a single weekday in a cycle of seven.
    const auto only_weekdays = [](const pattern& p) { return p.cycle == 1 || p.cycle == 7; };
    const auto weekdays_of = [](const pattern& p) {
        return p.cycle == 7 ? 1u << (p.phase % 7) : p.weekdays + 0u;
    };
    result.reset();
    if (op == operation::meet) {
        if (a && b) result = intersect(*a, *b);
        return true;
    }
    if (!a || !b) {
        if (a) {
            result = *a;
        } else if (b && op == operation::unite) {
            result = *b;
        }
        return true;
    }
    const auto both = intersect(*a, *b);
    if (op == operation::unite) {
        if (both == *a || both == *b) {
            result = both == *a ? *b : *a;
            return true;
        }
        if (a->dates == b->dates && only_weekdays(*a) && only_weekdays(*b)) {
            result = canonical({.weekdays = static_cast<std::uint8_t>(weekdays_of(*a) | weekdays_of(*b)),
                                .dates = a->dates});
            return true;
        }
        if (a->weekdays == b->weekdays && a->cycle == b->cycle && a->phase == b->phase) { // odd and even
            result = *a;
            result->dates |= b->dates;
            return true;
        }
        return false;
    }
    if (!both) {
        result = *a;
        return true;
    }
    if (both == *a) return true;
    if (both->cycle == 2 * a->cycle && both->weekdays == a->weekdays &&
        both->dates == a->dates) { // every other one
        result = *both;
        result->phase = (both->phase + a->cycle) % both->cycle;
        result->anchor = 0;
        return true;
    }
    if (both->dates == a->dates && only_weekdays(*b)) {
        auto rest = *a;
        rest.weekdays = static_cast<std::uint8_t>(rest.weekdays & ~weekdays_of(*b));
        result = canonical(rest);
        return true;
    }
    if (both->weekdays == a->weekdays && both->cycle == a->cycle && both->phase == a->phase) {
        result = *a;
        result->dates &= ~b->dates;
        return true;
    }
    return false;
}

const day_set::rule* day_set::find_rule(std::int64_t day) const {
    const auto after = std::upper_bound(rules().begin(), rules().end(), day,
                                        [](std::int64_t d, const rule& r) { return d < r.first; });
    if (after == rules().begin()) return nullptr;
    const auto& candidate = *std::prev(after);
    return day <= candidate.last ? &candidate : nullptr;
}

bool day_set::by_rule(std::int64_t day) const {
    const auto* r = find_rule(day);
    return r != nullptr && r->days.matches(day);
}

bool day_set::has(std::int64_t day) const {
    return by_rule(day) != std::binary_search(toggled().begin(), toggled().end(), day);
}

/// Adds a rule behind all others. One whose cycle is very long becomes a list instead: its days go to
/// `listed`.
void day_set::add_rule(const rule& r, std::vector<std::int64_t>& listed) {
    const auto first = align(r.first, r.days.cycle, r.days.phase);
    if (first > r.last) return;
    if (r.days.cycle > longest_cycle) {
        for (auto day = first; day <= r.last; day += r.days.cycle)
            if (r.days.matches(day)) listed.push_back(day);
        return;
    }
    auto& all = content_.write().rules;
    if (!all.empty() && all.back().last + 1 == r.first && all.back().days == r.days) {
        all.back().last = r.last;
    } else {
        all.push_back(r);
    }
}

day_set day_set::from_rule(const date_span& span, const pattern& days) {
    const auto first = span.from ? number(*span.from) : first_day;
    const auto last = span.until ? number(*span.until) - 1 : last_day;
    day_set set;
    if (const auto p = canonical(days)) set.add_rule({first, last, *p}, set.content_.write().toggled);
    return set;
}

day_set day_set::daily(const date_span& span) {
    return from_rule(span, {});
}
day_set day_set::on(weekdays days, const date_span& span) {
    return from_rule(span, {.weekdays = static_cast<std::uint8_t>(days.bits())});
}
day_set day_set::odd_dates(const date_span& span) {
    return from_rule(span, {.dates = odd_ones});
}
day_set day_set::even_dates(const date_span& span) {
    return from_rule(span, {.dates = even_ones});
}

day_set day_set::every(int n, const date& anchor, const date_span& span) {
    if (n < 1) throw std::invalid_argument(fmt::format("day_set::every: got {} days, want >= 1", n));
    const auto counted_from = number(anchor);
    return from_rule(span, {.cycle = n, .phase = counted_from % n, .anchor = counted_from});
}

day_set day_set::monthly(std::span<const int> dates, const date_span& span) {
    pattern chosen{.dates = 0};
    for (const int d : dates) {
        if (d < 1 || d > 31)
            throw std::invalid_argument(fmt::format("day_set::monthly: got the date {}, want 1 to 31", d));
        chosen.dates |= 1u << (d - 1);
    }
    return from_rule(span, chosen);
}

day_set day_set::of(std::span<const date> days) {
    std::vector<std::int64_t> sorted;
    for (const auto& day : days) sorted.push_back(number(day));
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());

    day_set best;
    best.content_.write().toggled = sorted;
    if (sorted.size() < 4 || sorted.back() - sorted.front() >= longest_list) return best;

    const auto first = sorted.front();
    const auto last = sorted.back();
    std::array<std::int64_t, 7> hits{};
    for (const auto day : sorted) ++hits[static_cast<std::size_t>(day % 7)];
    pattern usual{.weekdays = 0};
    for (unsigned w = 0; w < 7; ++w)
        if (hits[w] * 2 * 7 > last - first + 1)
            usual.weekdays = static_cast<std::uint8_t>(usual.weekdays | 1u << w);

    pattern monthly{.dates = 0};
    std::array<std::int64_t, 32> by_date{};
    for (const auto day : sorted) ++by_date[date_of(day)];
    for (unsigned d = 1; d <= 31; ++d) // in more than half of the months
        if (by_date[d] * 2 * 30 > last - first + 1) monthly.dates |= 1u << (d - 1);

    std::vector<pattern> candidates{usual, {}, {.dates = odd_ones}, {.dates = even_ones}};
    for (std::int64_t n = 2; n <= 7; ++n) candidates.push_back({.cycle = n, .phase = first % n});
    candidates.push_back(monthly);
    for (const auto& candidate : candidates) {
        const auto p = canonical(candidate);
        if (!p) continue;
        day_set fitted;
        auto& [rules, toggled] = fitted.content_.write();
        rules = {{first, last, *p}};
        auto next = sorted.begin();
        for (auto day = first; day <= last && toggled.size() + 2 < best.toggled().size(); ++day) {
            const bool wanted = *next == day;
            if (wanted) ++next;
            if (p->matches(day) != wanted) toggled.push_back(day);
        }
        if (toggled.size() + 2 < best.toggled().size()) best = std::move(fitted);
    }
    return best;
}

bool day_set::contains(const date& day) const {
    return has(number(day));
}

std::optional<date> day_set::first_from(const date& day) const {
    const auto from = number(day);
    std::optional<std::int64_t> best;
    for (auto t = std::lower_bound(toggled().begin(), toggled().end(), from); t != toggled().end() && !best;
         ++t)
        if (!by_rule(*t)) best = *t;
    for (const auto& r : rules()) {
        if (r.last < from) continue;
        if (best && r.first > *best) break;
        auto at = align(std::max(r.first, from), r.days.cycle, r.days.phase);
        while (at <= r.last && (!best || at < *best) && !(r.days.matches(at) && has(at))) at += r.days.cycle;
        if (at <= r.last && (!best || at < *best)) return to_date(at);
    }
    return best ? std::optional{to_date(*best)} : std::nullopt;
}

std::optional<date> day_set::last_until(const date& day) const {
    const auto from = number(day);
    std::optional<std::int64_t> best;
    for (auto t = std::upper_bound(toggled().begin(), toggled().end(), from);
         t != toggled().begin() && !best;)
        if (--t; !by_rule(*t)) best = *t;
    for (auto r = rules().rbegin(); r != rules().rend(); ++r) {
        if (r->first > from) continue;
        if (best && r->last < *best) break;
        auto at = align(std::min(r->last, from) - r->days.cycle + 1, r->days.cycle, r->days.phase);
        while (at >= r->first && (!best || at > *best) && !(r->days.matches(at) && has(at)))
            at -= r->days.cycle;
        if (at >= r->first && (!best || at > *best)) return to_date(at);
    }
    return best ? std::optional{to_date(*best)} : std::nullopt;
}

std::vector<date> day_set::days(const date& from, const date& until) const {
    std::vector<date> all;
    for (auto day = number(from); day < number(until); ++day)
        if (has(day)) all.push_back(to_date(day));
    return all;
}

std::size_t day_set::count(const date& from, const date& until) const {
    std::size_t sum = 0;
    for (auto day = number(from); day < number(until); ++day) sum += has(day) ? 1u : 0u;
    return sum;
}

day_set day_set::within(const date_span& span) const {
    return *this & daily(span);
}
day_set day_set::without_ends() const {
    if (rules().size() != 1 || !toggled().empty()) return *this;
    return from_rule({}, rules().front().days);
}

day_set day_set::shifted(int days) const {
    if (days == 0) return *this;
    const auto whole = [](std::int64_t value, std::int64_t modulus) {
        return (value % modulus + modulus) % modulus;
    };
    const bool by_dates = std::any_of(rules().begin(), rules().end(),
                                      [](const rule& r) { return r.days.dates != pattern::all_dates; });
    if (by_dates) {
        const auto first = first_from(to_date(first_day));
        const auto last = last_until(to_date(last_day));
        if (first && (*last - *first).days() > longest_list)
            throw std::invalid_argument("day_set: dates of the month without end have no rule when shifted");
        std::vector<date> all;
        for (auto day = first; day; day = *day == *last ? std::nullopt : first_from(*day + day_count{1}))
            if (const auto moved = number(*day) + days; first_day <= moved && moved <= last_day)
                all.push_back(to_date(moved));
        return of(all);
    }
    day_set result;
    auto& [moved_rules, moved_days] = result.content_.write();
    for (auto r : rules()) {
        r.first = std::max(first_day, r.first == first_day ? first_day : r.first + days);
        r.last = std::min(last_day, r.last == last_day ? last_day : r.last + days);
        unsigned turned = 0;
        for (std::int64_t w = 0; w < 7; ++w)
            if (r.days.weekdays >> w & 1) turned |= 1u << whole(w + days, 7);
        r.days.weekdays = static_cast<std::uint8_t>(turned);
        r.days.phase = whole(r.days.phase + days, r.days.cycle);
        r.days.anchor = 0;
        if (r.first <= r.last) moved_rules.push_back(r);
    }
    for (const auto day : toggled())
        if (const auto moved = day + days; first_day <= moved && moved <= last_day)
            moved_days.push_back(moved);
    return result;
}

day_set day_set::with(const date& day) const {
    return *this | of({day});
}
day_set day_set::without(const date& day) const {
    return *this - of({day});
}

std::optional<day_set> day_set::try_combine(const day_set& a, const day_set& b, operation op) {
    std::vector<std::int64_t> edges;
    for (const auto* set : {&a, &b})
        for (const auto& r : set->rules()) edges.insert(edges.end(), {r.first, r.last + 1});
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());

    day_set result;
    std::vector<std::int64_t> doubtful = a.toggled();
    doubtful.insert(doubtful.end(), b.toggled().begin(), b.toggled().end());
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        const auto first = edges[i];
        const auto last = edges[i + 1] - 1;
        const auto* in_a = a.find_rule(first);
        const auto* in_b = b.find_rule(first);
        std::optional<pattern> p;
        if (!combine(in_a ? &in_a->days : nullptr, in_b ? &in_b->days : nullptr, op, p)) {
            if (last - first >= longest_list) return std::nullopt;
            p = in_a->days;
            for (auto day = first; day <= last; ++day)
                if (in_b->days.matches(day)) doubtful.push_back(day);
        }
        if (p) result.add_rule({first, last, *p}, doubtful);
    }
    std::sort(doubtful.begin(), doubtful.end());
    doubtful.erase(std::unique(doubtful.begin(), doubtful.end()), doubtful.end());
    auto& toggled = result.content_.write().toggled;
    for (const auto day : doubtful) {
        const bool in_a = a.has(day);
        const bool in_b = b.has(day);
        const bool wanted = op == operation::unite  ? in_a || in_b
                            : op == operation::meet ? in_a && in_b
                                                    : in_a && !in_b;
        if (wanted != result.by_rule(day)) toggled.push_back(day);
    }
    return result;
}

day_set day_set::combine(const day_set& a, const day_set& b, operation op) {
    if (auto result = try_combine(a, b, op)) return *std::move(result);
    throw std::invalid_argument(
        "day_set: the result has no rule and is longer than 400 years, want an end; use within first");
}

bool operator==(const day_set& a, const day_set& b) {
    if (&a.rules() == &b.rules()) return true; // copies
    // A difference that cannot be expressed is one that is not empty.
    const auto left = day_set::try_combine(a, b, day_set::operation::take);
    if (!left || !left->empty()) return false;
    const auto right = day_set::try_combine(b, a, day_set::operation::take);
    return right && right->empty();
}

std::string day_set::words(const rule& r, language l) {
    const bool zh = l == language::zh;
    auto p = r.days;
    if (p.cycle == 7 && p.anchor == 0) {
        p.weekdays = static_cast<std::uint8_t>(1u << (p.phase % 7));
        p.cycle = 1;
    }
    std::vector<std::string> parts;
    if (p.weekdays != 0x7F)
        parts.push_back(
            list_runs(p.weekdays, zh, [&](unsigned w) { return to_string(static_cast<weekday>(w), l); }));
    if (p.dates == odd_ones || p.dates == even_ones) {
        parts.emplace_back(p.dates == odd_ones ? (zh ? "单日" : "odd dates") : (zh ? "双日" : "even dates"));
    } else if (p.dates != pattern::all_dates) {
        const auto list = list_runs(
            p.dates, zh, [&](unsigned d) { return zh ? fmt::format("{}日", d + 1) : ordinal(d + 1); });
        parts.push_back(zh ? "每月" + list : "the " + list + " of each month");
    }
    if (p.cycle > 1) {
        const auto base = r.first == first_day ? number(date{2000, 1, 1}) : r.first;
        const auto anchor = to_string(to_date(p.anchor != 0 ? p.anchor : align(base, p.cycle, p.phase)));
        const auto every = zh ? (p.cycle == 2 ? "隔日" : fmt::format("每{}日", p.cycle))
                              : fmt::format("every {} days", p.cycle);
        parts.push_back(
            fmt::format(fmt::runtime(zh ? "{}（{} 起算）" : "{} counted from {}"), every, anchor));
    }
    auto text = parts.empty() ? std::string{zh ? "每日" : "daily"}
                              : fmt::format("{}", fmt::join(parts, zh ? "且" : " and "));
    const bool from = r.first != first_day;
    const bool to = r.last != last_day;
    if (from && to)
        text += fmt::format(fmt::runtime(zh ? "，{} 至 {}" : ", {} to {}"), to_string(to_date(r.first)),
                            to_string(to_date(r.last)));
    else if (from)
        text += fmt::format(fmt::runtime(zh ? "，{} 起" : ", from {}"), to_string(to_date(r.first)));
    else if (to)
        text += fmt::format(fmt::runtime(zh ? "，至 {}" : ", to {}"), to_string(to_date(r.last)));
    return text;
}

std::string to_string(const day_set& set, language l) {
    const bool zh = l == language::zh;
    std::vector<std::string> parts;
    for (const auto& r : set.rules()) parts.push_back(day_set::words(r, l));
    std::vector<std::string> also;
    std::vector<std::string> except;
    for (const auto day : set.toggled())
        (set.by_rule(day) ? except : also).push_back(to_string(to_date(day)));
    const auto list = [&](const std::vector<std::string>& days) {
        return fmt::format("{}", fmt::join(days, zh ? "、" : ", "));
    };
    if (!also.empty())
        parts.push_back(set.rules().empty() ? list(also) : (zh ? "另加 " : "also ") + list(also));
    if (!except.empty()) parts.push_back((zh ? "除去 " : "except ") + list(except));
    if (parts.empty()) return zh ? "无" : "never";
    return fmt::format("{}", fmt::join(parts, zh ? "；" : "; "));
}

} // namespace qaidam::calendar
