#include <qaidam/venues/booking_desk.hpp>

#include <algorithm>
#include <stdexcept>

namespace qaidam::venues {

using calendar::date;
using calendar::day_count;
using calendar::ptime;
using calendar::time_duration;

std::string to_string(booking_state s, language l) {
    static constexpr wording words[] = {
        {"已预约", "booked"}, {"已取消", "cancelled"}, {"已让出", "displaced"}, {"未到", "not used"}};
    return std::string{words[static_cast<std::size_t>(s)].in(l)};
}

namespace {

std::optional<refusal> no(const message_rule& rule, std::vector<std::string> arguments = {}) {
    return refusal{&rule, std::move(arguments), {}};
}

boost::posix_time::minutes minutes(std::chrono::minutes m) {
    return boost::posix_time::minutes{static_cast<long>(m.count())};
}
ptime start_of(const book_place& x) {
    return x.from - minutes(x.set_up);
}
ptime end_of(const book_place& x) {
    return x.until + minutes(x.clean_up);
}

void require_times(const booking_command& c) {
    std::visit([](const auto& x) { calendar::require_whole_seconds(x.at, "booking_desk"); }, c);
    if (const auto* x = std::get_if<book_place>(&c)) {
        calendar::require_whole_seconds(x->from, "booking_desk");
        calendar::require_whole_seconds(x->until, "booking_desk");
    }
}

const std::vector<calendar::day_window>& windows_on(const place_terms& terms, const date& day) {
    return terms.open.days[static_cast<std::size_t>(calendar::weekday_of(day))];
}

bool is_open(const place_terms& terms, const ptime& from, const ptime& until) {
    const ptime midnight{from.date()};
    const auto& windows = windows_on(terms, from.date());
    return std::any_of(windows.begin(), windows.end(), [&](const calendar::day_window& w) {
        return midnight + w.from <= from && until <= midnight + w.until;
    });
}

const closure* closed_in(const place_terms& terms, const ptime& from, const ptime& until) {
    const auto found = std::find_if(terms.closures.begin(), terms.closures.end(),
                                    [&](const closure& c) { return c.from < until && from < c.until; });
    return found == terms.closures.end() ? nullptr : &*found;
}

constexpr std::chrono::minutes longest_preparation{7 * 24 * 60};

} // namespace

booking_desk::booking_desk(const civic::community& c, std::map<key, place_terms> terms)
    : community_{&c},
      terms_{std::move(terms)} {
    for (const auto& [place, t] : terms_)
        for (const auto& x : t.closures) {
            calendar::require_plain(x.from, "booking_desk");
            calendar::require_plain(x.until, "booking_desk");
            if (x.until <= x.from)
                throw std::invalid_argument("booking_desk: a closure of " + place.text() +
                                            " ends before it starts");
        }
}

/// The bookings whose time, preparing and clearing up included, meets that of the wish. Those of a place
/// never meet each other, so at most one begins before it.
std::vector<const booking_record*> booking_desk::in_the_way(const book_place& x) const {
    std::vector<const booking_record*> all;
    const auto place = by_place_.find(x.place);
    if (place == by_place_.end()) return all;
    const auto& taken = place->second;
    auto at = taken.lower_bound(start_of(x));
    if (at != taken.begin() && end_of(book_[booking_id{std::prev(at)->second}].what) > start_of(x)) --at;
    for (; at != taken.end() && at->first < end_of(x); ++at) all.push_back(&book_[booking_id{at->second}]);
    return all;
}

/// Whether the place is there, large enough, equipped and open.
std::optional<refusal> booking_desk::ask_place(const book_place& x) const {
    const auto id = community_->places().find(x.place);
    if (!id) return no(codes::unknown_place, {x.place.text()});
    const auto& place = community_->places()[*id];
    const auto name = in_both(place.name);
    if (place.capacity > 0 && x.people > place.capacity)
        return no(codes::too_many_people, {std::to_string(x.people), name, std::to_string(place.capacity)});
    const auto found = terms_.find(x.place);
    const auto& has = found == terms_.end() ? std::vector<std::string>{} : found->second.equipment;
    for (const auto& need : x.needs)
        if (std::find(has.begin(), has.end(), need) == has.end())
            return no(codes::no_equipment, {name, need});
    if (found == terms_.end()) return std::nullopt;
    if (!is_open(found->second, x.from, x.until))
        return no(codes::not_open, {name, calendar::to_text(x.from), calendar::to_text(x.until)});
    if (const auto* c = closed_in(found->second, start_of(x), end_of(x)))
        return no(codes::is_closed, {name, calendar::to_text(c->until), in_both(c->why)});
    return std::nullopt;
}

std::optional<refusal> booking_desk::ask(const book_place& x) const {
    if (x.booking.empty()) return no(codes::unexplained, {"booking"});
    if (const auto known = book_.find(x.booking)) {
        if (book_[*known].what == x) return std::nullopt;
        return no(codes::booking_exists, {x.booking.text()});
    }
    if (!community_->people().find(x.by) && !community_->teams().find(x.by) &&
        !community_->departments().find(x.by))
        return no(codes::unknown_booker, {x.by.text()});
    if (x.until <= x.from || x.from < x.at)
        return no(codes::no_time, {calendar::to_text(x.from), calendar::to_text(x.until)});
    const auto good = [](std::chrono::minutes m) { return m.count() >= 0 && m <= longest_preparation; };
    if (x.people < 0 || !good(x.set_up) || !good(x.clean_up)) return no(codes::no_people);
    if (auto why = ask_place(x)) return why;
    for (const auto* other : in_the_way(x))
        if (other->what.rank >= x.rank || start_of(other->what) <= x.at)
            return no(codes::in_the_way, {other->key.text(), calendar::to_text(end_of(other->what))});
    return std::nullopt;
}

std::optional<refusal> booking_desk::check(const booking_command& c) const {
    require_times(c);
    if (const auto* x = std::get_if<book_place>(&c)) return ask(*x);
    const auto& k = std::visit([](const auto& x) -> const key& { return x.booking; }, c);
    const auto id = book_.find(k);
    if (!id) return no(codes::unknown_booking, {k.text()});
    const auto& b = book_[*id];
    if (b.state != booking_state::booked)
        return no(codes::booking_over,
                  {k.text(), in_both({to_string(b.state, language::zh), to_string(b.state)})});
    const auto begins = [&] { return no(codes::begun_or_not, {k.text(), calendar::to_text(b.what.from)}); };
    if (const auto* x = std::get_if<cancel_booking>(&c)) {
        if (x->by != b.what.by) return no(codes::not_his_booking, {k.text(), x->by.text()});
        if (x->reason.empty()) return no(codes::unexplained, {"reason"});
        return x->at >= b.what.from || x->at < b.what.at ? begins() : std::nullopt;
    }
    const auto& x = std::get<note_no_show>(c);
    if (!community_->people().find(x.by)) return no(codes::unknown_booker, {x.by.text()});
    return x.at < b.what.from ? begins() : std::nullopt;
}

std::vector<booking_event> booking_desk::decide(const booking_command& c) const {
    if (auto why = check(c)) throw refused{*std::move(why)};
    if (const auto* x = std::get_if<cancel_booking>(&c)) return {booking_cancelled{*x}};
    if (const auto* x = std::get_if<note_no_show>(&c)) return {no_show_noted{*x}};
    const auto& x = std::get<book_place>(c);
    if (book_.find(x.booking)) return {};
    std::vector<booking_event> events;
    for (const auto* other : in_the_way(x))
        events.push_back(booking_displaced{other->key, x.by, x.at, x.booking});
    events.push_back(place_booked{x});
    return events;
}

void booking_desk::take(const booking_event& e) {
    const auto refuse = [](const key& k) {
        throw std::invalid_argument("booking_desk::apply: an event of booking " + k.text() +
                                    " does not follow");
    };
    if (const auto* x = std::get_if<place_booked>(&e)) {
        require_times(booking_command{static_cast<const book_place&>(*x)});
        if (x->booking.empty() || x->until <= x->from || book_.find(x->booking) || !in_the_way(*x).empty() ||
            x->set_up.count() < 0 || x->clean_up.count() < 0)
            refuse(x->booking);
        const auto id = book_.add({.key = x->booking, .what = *x});
        by_place_[x->place].emplace(start_of(*x), id->value());
        return;
    }
    const auto& k = std::visit([](const auto& x) -> const key& { return x.booking; }, e);
    const auto id = book_.find(k);
    if (!id || book_[*id].state != booking_state::booked) refuse(k);
    const auto state = std::holds_alternative<booking_cancelled>(e)   ? booking_state::cancelled
                       : std::holds_alternative<booking_displaced>(e) ? booking_state::displaced
                                                                      : booking_state::no_show;
    book_.update(*id, [&](booking_record& b) { b.state = state; });
    by_place_[book_[*id].what.place].erase(start_of(book_[*id].what));
}

/// Takes back the event that was taken last of those not taken back yet.
void booking_desk::take_back(const booking_event& e) {
    if (const auto* x = std::get_if<place_booked>(&e)) {
        by_place_[x->place].erase(start_of(*x));
        book_.truncate(book_.size() - 1);
        return;
    }
    const auto id = book_.id_of(std::visit([](const auto& x) -> const key& { return x.booking; }, e));
    book_.update(id, [](booking_record& b) { b.state = booking_state::booked; });
    by_place_[book_[id].what.place].emplace(start_of(book_[id].what), id.value());
}

void booking_desk::apply(std::span<const booking_event> events) {
    std::size_t taken = 0;
    try {
        for (; taken < events.size(); ++taken) take(events[taken]);
    } catch (...) {
        while (taken > 0) take_back(events[--taken]);
        throw;
    }
}

namespace {

time_duration apart(const ptime& a, const ptime& b) {
    return a < b ? b - a : a - b;
}

} // namespace

std::vector<free_slot> booking_desk::find_free(const book_place& wish, std::size_t most) const {
    require_times(wish);
    std::vector<free_slot> all;
    const auto fits = [&](const book_place& x) {
        return x.from >= x.at && !ask_place(x) && in_the_way(x).empty();
    };
    const auto moved = [&](const ptime& from) {
        auto x = wish;
        x.until = from + (wish.until - wish.from);
        x.from = from;
        return x;
    };
    // At its place the nearest times are the wished one, or where something ends or begins: a window of the
    // day, a closure, another booking.
    std::vector<ptime> starts{wish.from, std::max(wish.at, wish.from)};
    const auto length = wish.until - wish.from;
    const auto first = wish.from.date() - day_count{14};
    const auto last = wish.from.date() + day_count{14};
    const auto terms = terms_.find(wish.place);
    if (terms != terms_.end()) {
        for (auto day = first; day <= last; day += day_count{1})
            for (const auto& w : windows_on(terms->second, day)) {
                starts.push_back(ptime{day} + w.from);
                starts.push_back(ptime{day} + w.until - length);
            }
        for (const auto& c : terms->second.closures) {
            starts.push_back(c.until + minutes(wish.set_up));
            starts.push_back(c.from - minutes(wish.clean_up) - length);
        }
    }
    if (const auto place = by_place_.find(wish.place); place != by_place_.end())
        for (auto at = place->second.lower_bound(ptime{first});
             at != place->second.end() && at->first < ptime{last}; ++at) {
            const auto& other = book_[booking_id{at->second}].what;
            starts.push_back(end_of(other) + minutes(wish.set_up));
            starts.push_back(start_of(other) - minutes(wish.clean_up) - length);
        }
    std::sort(starts.begin(), starts.end(), [&](const ptime& a, const ptime& b) {
        return std::pair{apart(a, wish.from), a} < std::pair{apart(b, wish.from), b};
    });
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    for (const auto& from : starts)
        if (all.size() < most && from.date() >= first && from.date() <= last && fits(moved(from)))
            all.push_back({wish.place, from});
    for (const auto& p : community_->places()) {
        auto x = wish;
        x.place = p.key;
        if (all.size() >= 2 * most) break;
        if (p.key != wish.place && fits(x)) all.push_back({p.key, wish.from});
    }
    std::stable_sort(all.begin(), all.end(), [&](const free_slot& a, const free_slot& b) {
        return apart(a.from, wish.from) < apart(b.from, wish.from);
    });
    if (all.size() > most) all.resize(most);
    return all;
}

std::vector<book_place> repeat(const book_place& first, const calendar::day_set& on, const date& from,
                               const date& until) {
    calendar::require_plain(first.from, "repeat");
    calendar::require_plain(first.until, "repeat");
    if (first.from.date() != first.until.date())
        throw std::invalid_argument("repeat: a booking that is repeated ends on the day on which it begins");
    std::vector<book_place> all;
    for (const auto& day : on.days(from, until)) {
        auto next = first;
        next.booking = first.booking.text() + " " + calendar::to_text(day);
        next.from = ptime{day} + first.from.time_of_day();
        next.until = ptime{day} + first.until.time_of_day();
        all.push_back(std::move(next));
    }
    return all;
}

} // namespace qaidam::venues
