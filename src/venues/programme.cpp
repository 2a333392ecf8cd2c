#include <qaidam/venues/programme.hpp>

#include <algorithm>

#include <qaidam/civic/masking.hpp>

#include "words.hpp"

namespace qaidam::venues {

using calendar::local_time;

std::string to_string(enrolment_state s, language l) {
    return to_string(detail::enrolment_words, s, l);
}
std::string to_string(session_state s, language l) {
    return to_string(detail::session_words, s, l);
}
std::string to_string(booking_state s, language l) {
    return to_string(detail::booking_words, s, l);
}
std::string to_string(entry_state s, language l) {
    return to_string(detail::entry_words, s, l);
}

const std::vector<calendar::day_window>& windows_on(const opening& o, const calendar::date& day,
                                                    const calendar::holidays& known) {
    const auto special = known.find(day);
    if (special && special->day_off) return o.holiday;
    if (special && !o.week.make_up_day.empty()) return o.week.make_up_day;
    return o.week.days[static_cast<std::size_t>(calendar::weekday_of(day))];
}

namespace {

/// Whether windows of a day cover the span of it.
bool cover(const std::vector<calendar::day_window>& windows, std::chrono::seconds from,
           std::chrono::seconds until) {
    while (from < until) { // it is open until then
        const auto here = std::find_if(windows.begin(), windows.end(), [&](const calendar::day_window& w) {
            return w.from <= from && from < w.until;
        });
        if (here == windows.end()) return false;
        from = here->until;
    }
    return true;
}

enum class openness { closed, open, unknown };

/// Whether it is open for that span of a day.
openness openness_on(const opening& o, const calendar::date& day, std::chrono::seconds from,
                     std::chrono::seconds until, const calendar::holidays& known) {
    const bool as_usual = cover(windows_on(o, day, known), from, until);
    const auto told = as_usual ? openness::open : openness::closed;
    if (known.knows(day.year()) || known.find(day)) return told;
    const bool on_holidays = cover(o.holiday, from, until);
    const bool as_make_up_day =
        o.week.make_up_day.empty() ? as_usual : cover(o.week.make_up_day, from, until);
    return as_usual == on_holidays && as_usual == as_make_up_day ? told : openness::unknown;
}

/// Calls `use(day, openness)` for each day of [from, until), until it says false.
void for_each_day(const opening& o, local_time from, local_time until, const calendar::holidays& known,
                  auto&& use) {
    while (from < until) {
        const auto next = calendar::later(from.date(), 1);
        const auto end = next ? std::min(until, local_time{*next}) : until;
        const auto begin = from.time_of_day();
        if (!use(from.date(), openness_on(o, from.date(), begin, begin + (end - from), known))) return;
        from = end;
    }
}

} // namespace

bool is_open(const opening& o, local_time from, local_time until, const calendar::holidays& known) {
    bool all = true;
    for_each_day(o, from, until, known,
                 [&](const calendar::date&, openness x) { return all = x == openness::open; });
    return all;
}

std::optional<calendar::date> find_unknown_day(const opening& o, local_time from, local_time until,
                                               const calendar::holidays& known) {
    std::optional<calendar::date> first;
    for_each_day(o, from, until, known, [&](const calendar::date& day, openness x) {
        if (x == openness::unknown && !first) first = day;
        if (x == openness::closed) first.reset();
        return x != openness::closed;
    });
    return first;
}

std::optional<calendar::special_day> find_closing_holiday(const opening& o, const calendar::date& day,
                                                          const calendar::holidays& known) {
    auto special = known.find(day);
    const auto& usual = o.week.days[static_cast<std::size_t>(calendar::weekday_of(day))];
    if (!special || !special->day_off || !o.holiday.empty() || usual.empty()) return std::nullopt;
    return special;
}

namespace {

entry_state state_of(session_state s) {
    return s == session_state::called_off ? entry_state::called_off : entry_state::on;
}
entry_state state_of(booking_state s) {
    switch (s) {
    case booking_state::booked: break;
    case booking_state::cancelled: return entry_state::called_off;
    case booking_state::displaced: return entry_state::displaced;
    case booking_state::no_show: return entry_state::no_show;
    }
    return entry_state::on;
}

} // namespace

std::vector<civic::person_id> people_in(const course& c, enrolment_state s) {
    std::vector<civic::person_id> people;
    for (const auto& e : c.enrolments)
        if (e.state == s) people.push_back(e.person);
    return people;
}

const stall* fair::find_stall(const stall_key& k) const {
    const auto found = std::find_if(stalls.begin(), stalls.end(), [&](const stall& s) { return s.key == k; });
    return found == stalls.end() ? nullptr : &*found;
}

std::string name_of(const spot& where, const civic::community& c, language l, homes at_homes) {
    if (const auto* place = std::get_if<civic::place_id>(&where)) return c.places()[*place].name.in(l);
    if (const auto* home = std::get_if<civic::person_id>(&where)) {
        if (at_homes == homes::left_out) return pick(l, "居民家中", "at a home");
        const auto name = civic::mask_name(c.people()[*home].name.in(l));
        return l == language::zh ? name + "家" : "home of " + name;
    }
    return std::get<label>(where).in(l);
}

std::vector<entry> list_entries(const programme& p, const civic::community& c, local_time from,
                                local_time until, called_off how, homes at_homes) {
    std::vector<entry> all;
    const auto is_wanted = [&](const auto& x) { return x.from < until && from < x.until; };
    const auto is_shown = [&](entry_state s) { return s == entry_state::on || how == called_off::kept; };
    for (const auto& s : p.sessions) {
        const auto& x = p.courses[s.course];
        const auto state = state_of(s.state);
        if (!is_wanted(s) || !is_shown(state)) continue;
        const auto in = people_in(x, enrolment_state::enrolled).size();
        all.push_back({entry_kind::session, s.key, s.place, s.from, s.until, x.name,
                       x.teacher ? p.teachers[*x.teacher].name : label{}, static_cast<int>(in),
                       !s.instead_of.empty(), state, s.revision});
    }
    for (const auto& b : p.bookings) {
        const auto state = state_of(b.state);
        if (is_wanted(b) && is_shown(state))
            all.push_back({.kind = entry_kind::booking,
                           .key = b.key,
                           .where = b.place,
                           .from = b.from,
                           .until = b.until,
                           .title = b.purpose,
                           .people = b.people,
                           .state = state,
                           .revision = b.revision,
                           .set_up = b.set_up,
                           .clean_up = b.clean_up});
    }
    for (const auto& a : p.activities) {
        const auto state = state_of(a.state);
        if (at_homes == homes::left_out && std::holds_alternative<civic::person_id>(a.where)) continue;
        if (is_wanted(a) && is_shown(state))
            all.push_back({entry_kind::activity,
                           a.key,
                           a.where,
                           a.from,
                           a.until,
                           a.title,
                           {name_of(a.by, c, language::zh), name_of(a.by, c, language::en)},
                           a.count,
                           false,
                           state,
                           a.revision});
    }
    for (const auto& f : p.fairs)
        if (is_wanted(f))
            all.push_back({entry_kind::fair, f.key, f.place ? spot{*f.place} : spot{f.host}, f.from, f.until,
                           f.name, f.host});
    std::sort(all.begin(), all.end(), [](const entry& a, const entry& b) {
        const auto place = [](const entry& e) {
            const auto* id = std::get_if<civic::place_id>(&e.where);
            return id == nullptr ? 0xFFFFFFFF : id->value();
        };
        return std::tuple{a.from, place(a), a.kind, a.key} < std::tuple{b.from, place(b), b.kind, b.key};
    });
    return all;
}

std::vector<civic::activity> list_held(const programme& p, const civic::handler& classes_by, local_time from,
                                       local_time until) {
    std::vector<civic::activity> all;
    const auto is_held = [&](const auto& x) {
        return x.state == session_state::held && from <= x.from && x.from < until;
    };
    static const label people{"人次", "people"};
    for (const auto& s : p.sessions) {
        if (!is_held(s)) continue;
        const auto& x = p.courses[s.course];
        all.push_back({.key = s.key.text(),
                       .kind = civic::activity_kind::course,
                       .by = classes_by,
                       .on = s.from.date(),
                       .title = x.name,
                       .count = static_cast<std::int64_t>(s.attended.size()),
                       .counted = people});
    }
    for (const auto& a : p.activities) {
        if (!is_held(a)) continue;
        all.push_back({.key = a.key.text(),
                       .kind = a.kind,
                       .by = a.by,
                       .on = a.from.date(),
                       .title = a.title,
                       .count = a.count,
                       .counted = a.counted == label{} ? people : a.counted,
                       .minutes = a.people * ((a.until - a.from).count() / 60)});
    }
    std::sort(all.begin(), all.end(), [](const civic::activity& a, const civic::activity& b) {
        return std::tie(a.on, a.key) < std::tie(b.on, b.key);
    });
    return all;
}

fair_tally tally(const fair& f) {
    fair_tally all;
    const auto add = [](trade_tally& t, const trade_tally& more) {
        t.sold += more.sold;
        t.fen += more.fen;
        t.given += more.given;
        t.got += more.got;
    };
    const auto count = [&](const stall_key& stall, goods_id goods, const trade_tally& more) {
        add(all.by_stall_and_kind[{stall, goods}], more);
        add(all.by_stall[stall], more);
        add(all.by_kind[goods], more);
        add(all.total, more);
    };
    for (const auto& s : f.stalls) all.by_stall[s.key];
    for (const auto& t : f.trades) {
        if (!t.for_goods) {
            count(t.stall, t.goods, {.sold = t.count, .fen = t.fen});
            continue;
        }
        count(t.stall, t.goods, {.given = t.count});
        count(t.stall, *t.for_goods, {.got = t.for_count});
    }
    return all;
}

} // namespace qaidam::venues
