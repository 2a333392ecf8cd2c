#include "venue_week.hpp"

#include <algorithm>
#include <tuple>

namespace qaidam::views::detail {
namespace {

using calendar::date;
using calendar::day_count;
using calendar::local_time;

constexpr colours palette[] = {{"#fde7e5", "#b3372f"}, {"#e3eefb", "#1f6fb2"}, {"#e4f3e3", "#2e7d32"},
                               {"#fdf1d6", "#8f5f00"}, {"#efe6f8", "#6b3fa0"}, {"#dff3f2", "#0f766e"},
                               {"#fbe4ef", "#a8326d"}, {"#eceff1", "#455a64"}, {"#f1f0d9", "#6b6a00"},
                               {"#e6e9f9", "#3949ab"}, {"#f7e8dd", "#9a4a17"}, {"#ededed", "#1c1c1c"}};

/// What ends by then is of the evening before.
constexpr std::chrono::seconds small_hours = std::chrono::hours{6};
constexpr std::chrono::seconds one_day = std::chrono::hours{24};

/// The part that is on the day; nothing if it is another day's.
std::optional<day_item> on_day(const day_item& all, const date& day) {
    const local_time midnight{day};
    const auto next = midnight + one_day;
    if (all.begins >= next || all.ends <= midnight) return std::nullopt;
    if (all.begins < midnight && all.ends <= midnight + small_hours) return std::nullopt;
    auto x = all;
    const auto end = all.ends <= next + small_hours ? all.ends : next;
    x.begins = std::max(all.begins, midnight);
    x.ends = end;
    x.from = std::clamp(all.from, x.begins, x.ends);
    x.until = std::clamp(all.until, x.begins, x.ends);
    x.before = all.from < x.begins;
    x.after = x.ends < all.until;
    x.taken_before = all.begins < x.begins;
    x.taken_after = x.ends < all.ends;
    if (x.from == x.until) { // nothing but preparing, or clearing up
        const bool first = all.until > x.until;
        x.title = {all.title.zh + (first ? "（准备）" : "（清场）"),
                   all.title.en + (first ? " (being prepared)" : " (being cleared)")};
        x.from = x.begins;
        x.until = x.ends;
        x.before = x.after = false;
    }
    return x;
}

std::vector<day_item> entries_near(const venues::programme& p, const civic::community& c, const date& monday,
                                   const view_options& options) {
    // Preparing and clearing up may take a week each.
    const auto earliest = local_time::first();
    const auto first = monday - earliest.date() > day_count{8} ? local_time{monday - day_count{8}} : earliest;
    const auto last = calendar::later(monday, 15);
    std::vector<day_item> all;
    for (const auto& e : venues::list_entries(p, c, first, last ? local_time{*last} : local_time::last(),
                                              venues::called_off::left_out, options.homes)) {
        const auto marks = marks_of(e, options.holidays);
        all.push_back({.title = {e.title.in(language::zh) + marks.zh, e.title.in(language::en) + marks.en},
                       .where = e.where,
                       .who = e.who,
                       .from = e.from,
                       .until = e.until,
                       .begins = e.from - e.set_up,
                       .ends = e.until + e.clean_up});
    }
    return all;
}

void add_closures(std::vector<day_item>& all, const venues::programme& p) {
    for (const auto& [place, terms] : p.terms)
        for (const auto& x : terms.closures) {
            label title{"关闭", "closed"};
            if (!x.reason.in(language::zh).empty())
                title = {"关闭：" + x.reason.in(language::zh), "closed: " + x.reason.in(language::en)};
            all.push_back({.title = title,
                           .where = place,
                           .is_closure = true,
                           .from = x.from,
                           .until = x.until,
                           .begins = x.from,
                           .ends = x.until});
        }
}

/// Places that would be open on such a weekday, and are not on a holiday.
std::vector<civic::place_id> closed_for_holiday(const venues::programme& p, const date& day,
                                                const calendar::holidays& known) {
    std::vector<civic::place_id> all;
    for (const auto& [place, terms] : p.terms)
        if (terms.open && venues::find_closing_holiday(*terms.open, day, known)) all.push_back(place);
    return all;
}

} // namespace

colours colour_at(std::size_t i) {
    return palette[i % std::size(palette)];
}

colours colour_of(civic::place_id place) {
    return colour_at(place.value());
}

std::string letter_of(civic::place_id place) {
    std::string letters;
    for (auto n = place.value() + 1; n > 0; n = (n - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (n - 1) % 26));
    return letters;
}

bool day_item::is_long() const {
    return taken_before || taken_after || ends - begins >= one_day;
}

date monday_of(const date& day) {
    return day - day_count{static_cast<int>(calendar::weekday_of(day))};
}

week week_of(const venues::programme& p, const civic::community& c, const date& monday, language l,
             const view_options& options) {
    auto all = entries_near(p, c, monday, options);
    add_closures(all, p);
    week days;
    for (int i = 0; i < 7; ++i) {
        auto& day = days[static_cast<std::size_t>(i)];
        day.date = monday + day_count{i};
        const auto special = options.holidays.find(day.date);
        day.off = special ? special->day_off : i >= 5;
        if (special) {
            const auto name = name_of(*special).in(l);
            day.note = name + (special->day_off ? pick(l, " 休", " (off)") : pick(l, " 班", " (workday)"));
            day.closed = closed_for_holiday(p, day.date, options.holidays);
            if (!day.closed.empty()) day.closing = l == language::zh ? name + "闭馆" : "closed: " + name;
        } else if (is_unknown(day.date, options.holidays)) {
            day.note = pick(l, "放假安排未公布", "holidays not known");
        }
        for (const auto& x : all)
            if (auto part = on_day(x, day.date)) day.items.push_back(*std::move(part));
        std::stable_sort(day.items.begin(), day.items.end(), [](const day_item& a, const day_item& b) {
            const auto order = [](const day_item& x) {
                return std::tuple{x.begins, x.where.index(), x.place() != nullptr ? x.place()->value() : 0};
            };
            return order(a) < order(b);
        });
    }
    return days;
}

std::string day_text(const date& day, language l) {
    return fmt::format(fmt::runtime(pick(l, "{}月{}日", "{}/{}")), day.month().as_number(),
                       day.day().as_number());
}

std::string hours_of(const day_item& x, language l) {
    const auto from = calendar::to_string(x.from.time_of_day());
    const auto until = calendar::to_string(x.until.time_of_day());
    if (x.before && x.after) return pick(l, "全天", "all day");
    if (x.from.time_of_day().count() == 0 && x.until - x.from >= one_day) return pick(l, "全天", "all day");
    if (x.before) return l == language::zh ? "至 " + until : "until " + until;
    if (x.after) return l == language::zh ? from + " 起" : "from " + from;
    return from + "–" + (until == "00:00" ? "24:00" : until);
}

std::string elsewhere_name(language l, venues::homes at_homes) {
    return at_homes == venues::homes::named ? pick(l, "上门、室外及其他", "at homes, in the open")
                                            : pick(l, "室外及其他", "in the open, elsewhere");
}

bool is_unknown(const date& day, const calendar::holidays& known) {
    return !known.knows(day.year()) && !known.find(day);
}

const label& unknown_mark() {
    static const label mark{"（待放假安排公布）", " (holidays not known yet)"};
    return mark;
}

label marks_of(const venues::entry& e, const calendar::holidays& known) {
    label all;
    const auto add = [&](const char* zh, const char* en) {
        all.zh += zh;
        all.en += en;
    };
    if (e.make_up) add("（补课）", " (make-up)");
    switch (e.state) {
    case venues::entry_state::on: break;
    case venues::entry_state::called_off: add("（取消）", " (called off)"); break;
    case venues::entry_state::displaced: add("（已让出）", " (displaced)"); break;
    case venues::entry_state::no_show: add("（未到）", " (nobody came)"); break;
    }
    if (e.kind == venues::entry_kind::session && e.state == venues::entry_state::on &&
        is_unknown(e.from.date(), known))
        add(unknown_mark().zh.c_str(), unknown_mark().en.c_str());
    return all;
}

} // namespace qaidam::views::detail
