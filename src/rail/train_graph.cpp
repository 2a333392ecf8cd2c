#include <qaidam/rail/train_graph.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <tuple>

#include <qaidam/rail/number.hpp>

#include <qaidam/rail/detail/service_days.hpp>

namespace qaidam::rail {

line line_along(const timetable& t, train_id train) {
    require_train(t, train);
    line along{.key = t.trains()[train].key,
               .name = {"里程按站间大圆距离推算", "mileage from great-circle distances"}};
    std::optional<geo::point> before;
    double mileage = 0;
    const auto& calls = t.trains()[train].calls;
    for (const auto& c : calls) {
        const auto& s = t.stations()[c.at];
        if (!s.at) throw std::invalid_argument("line_along: station " + s.key.text() + " has no point");
        const bool closes_ring = &c == &calls.back() && c.at == calls.front().at && along.stops.size() > 2;
        if (!closes_ring && std::any_of(along.stops.begin(), along.stops.end(),
                                        [&](const line_stop& x) { return x.station == c.at; }))
            continue;
        if (before) mileage += geo::distance(*before, *s.at).value();
        before = s.at;
        along.stops.push_back({c.at, static_cast<std::int32_t>(std::lround(mileage))});
    }
    return along;
}

namespace {

using enum cell_kind;
constexpr column line_columns[] = {{"line", identity}, {"seq", needed}, {"station", needed}, {"km", needed}};

/// Stations by name and by code, those of a name that several have left out.
std::map<std::string, station_id, std::less<>> stations_by_name(const timetable& t) {
    std::map<std::string, station_id, std::less<>> all;
    std::map<std::string, int, std::less<>> times;
    for (const auto s : t.stations().ids()) {
        ++times[t.stations()[s].name.zh];
        all.insert_or_assign(t.stations()[s].name.zh, s);
    }
    for (const auto& [name, count] : times)
        if (count > 1) all.erase(name);
    for (const auto s : t.stations().ids())
        if (!t.stations()[s].code.empty()) all.try_emplace(t.stations()[s].code, s);
    return all;
}

} // namespace

loaded<std::vector<line>> load_lines(const timetable& t, const file_path& file, const load_options& options) {
    notices out{options.notices_per_code};
    std::vector<line> all;
    std::map<std::string, std::size_t, std::less<>> index;
    std::map<std::size_t, std::size_t> unknown;
    std::vector<bool> falls;
    const auto names = stations_by_name(t);
    const auto name = file.name();
    const table_layout layout{name, presence::required, line_columns};
    if (const auto text = read_text_file(file, out))
        read_table_text(text->view(), layout, out, [&](record& r) {
            const auto key_text = r.text("line");
            const auto metres = static_cast<std::int32_t>(std::lround(r.number("km", 0, 100'000) * 1000));
            if (!r.ok()) return;
            const auto [found, fresh] = index.try_emplace(key_text, all.size());
            if (fresh) {
                all.push_back({.key = key{key_text}, .name = {key_text, {}}});
                falls.push_back(false);
            }
            auto& l = all[found->second];
            const auto station = names.find(r.cell("station"));
            if (station == names.end()) {
                ++unknown[found->second];
            } else if (!l.stops.empty() && metres < l.stops.back().mileage) {
                r.complain(
                    codes::mileage_falls, "km",
                    {fmt::format("{}", metres / 1000.0), fmt::format("{}", l.stops.back().mileage / 1000.0)});
                falls[found->second] = true;
            } else {
                l.stops.push_back({station->second, metres});
            }
        });
    for (const auto& [i, count] : unknown)
        out.add(codes::stations_not_known, {.file = name}, {all[i].key.text(), std::to_string(count)});
    std::vector<line> kept;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!falls[i] && all[i].stops.size() >= 2) kept.push_back(std::move(all[i]));
    refuse_errors(out, options.policy);
    return {std::move(kept), std::move(out)};
}

line part_of(const line& whole, station_id from, station_id to) {
    const auto place = [&](station_id s) {
        const auto found = std::find_if(whole.stops.begin(), whole.stops.end(),
                                        [&](const line_stop& x) { return x.station == s; });
        if (found == whole.stops.end()) throw std::invalid_argument("part_of: a station is not of the line");
        return found;
    };
    auto first = place(from);
    auto last = place(to);
    if (last < first) std::swap(first, last);
    line part{.key = whole.key, .name = whole.name, .stops = {first, last + 1}};
    for (auto& s : part.stops) s.mileage -= first->mileage;
    return part;
}

namespace {

/// When the clock of the timetable shows what, in seconds since the midnight with which the day begins: on a day on
/// which it is set forward or back, not what has passed since then.
class clock_of_day {
public:
    clock_of_day(const timetable& t, const calendar::date& day) : t_{t}, midnight_{day} {}

    [[nodiscard]] std::int32_t at(const calendar::date& service_date, service_time time,
                                  std::chrono::seconds later) const {
        const auto shown = t_.zone().to_local(t_.utc(service_date, time) + later);
        return static_cast<std::int32_t>((shown - midnight_).count());
    }

private:
    const timetable& t_;
    calendar::local_time midnight_;
};

/// Where on a line a station lies: at several places where the line comes by again, as a ring does in the end.
using places = std::vector<std::int32_t>;

/// The ends of a hop between two stations: the nearest places of them, from where the train is if that does as well.
std::pair<std::int32_t, std::int32_t> nearest_places(const places& from, const places& to,
                                                     std::optional<std::int32_t> is_at) {
    std::optional<std::tuple<std::int32_t, bool, std::int32_t, std::int32_t>> best;
    for (const auto p : from)
        for (const auto q : to) {
            const std::tuple here{std::abs(q - p), p != is_at, p, q};
            if (!best || here < *best) best = here;
        }
    return {std::get<2>(*best), std::get<3>(*best)};
}

/// Writes the runs of trains along a line, as far as they touch a day.
class tracer {
public:
    tracer(const timetable& t, const line& along, const calendar::date& day)
        : t_{t},
          day_{(calendar::require_plain(day, "trace_trains"), day)},
          clock_{t, day},
          mileage_(t.stations().size()) {
        for (const auto& s : along.stops) {
            require_station(t, s.station);
            mileage_[s.station].push_back(s.mileage);
            for (const auto& ref : t.calls_at(s.station)) trains_.push_back(ref.train);
        }
        std::sort(trains_.begin(), trains_.end());
        trains_.erase(std::unique(trains_.begin(), trains_.end()), trains_.end());
    }

    /// The runs that `chosen` takes, by train and service date.
    template <class Choice>
    std::vector<stringline> trace(const Choice& chosen) && {
        for (const auto train : trains_)
            // A service day begins twelve hours before its noon: an hour early where the clock is set forward.
            for (int back = t_.longest_run_days(); back >= -1; --back)
                if (const auto on = calendar::later(day_, -back); on && chosen(train, *on))
                    for (const auto repeat : list_shifts(t_.trains()[train])) trace_run(train, *on, repeat);
        return std::move(all_);
    }

private:
    void trace_run(train_id train, const calendar::date& service_date, std::chrono::seconds repeat) {
        const auto& x = t_.trains()[train];
        stringline drawn{train, service_date, true, {}, {}};
        for (std::size_t i = 0; i < x.calls.size(); ++i) {
            const auto& c = x.calls[i];
            if (mileage_[c.at].empty()) {
                finish(drawn);
                continue;
            }
            auto here = mileage_[c.at].front();
            if (!drawn.path.empty()) {
                const auto was = drawn.path.back();
                const auto [from, to] =
                    nearest_places(mileage_[x.calls[i - 1].at], mileage_[c.at], was.mileage);
                here = to;
                const bool moved = drawn.path.front().mileage != was.mileage;
                const bool turns = moved && to != from && (to > from) != drawn.down;
                if (from != was.mileage || turns) { // goes on at the other end of a ring, or turns
                    finish(drawn);
                    drawn.path.push_back({was.seconds, from});
                    drawn.number = number_at(x, i - 1);
                }
                if (to != from) drawn.down = to > from;
            } else if (i + 1 < x.calls.size() && !mileage_[x.calls[i + 1].at].empty()) {
                here = nearest_places(mileage_[c.at], mileage_[x.calls[i + 1].at], {}).first;
            }
            if (drawn.path.empty()) drawn.number = number_at(x, i);
            for (const auto& time : {c.arrival, c.departure})
                if (time) drawn.path.push_back({clock_.at(service_date, *time, repeat), here});
        }
        finish(drawn);
    }

    void finish(stringline& drawn) {
        const bool touches =
            drawn.path.size() > 1 && drawn.path.back().seconds > 0 && drawn.path.front().seconds < 86400;
        if (touches && drawn.path.front().mileage != drawn.path.back().mileage) all_.push_back(drawn);
        drawn.path.clear();
    }

    const timetable& t_;
    calendar::date day_;
    clock_of_day clock_;
    id_vector<station_id, places> mileage_;
    std::vector<train_id> trains_;
    std::vector<stringline> all_;
};

} // namespace

std::vector<stringline> trace_trains(const timetable& t, const line& along, const calendar::date& day) {
    return tracer{t, along, day}.trace(
        [&](train_id train, const calendar::date& on) { return t.trains()[train].days.contains(on); });
}

std::vector<stringline> trace_changed(const timetable& t, const line& along, const calendar::date& day) {
    return tracer{t, along, day}.trace([&](train_id train, const calendar::date& on) {
        return t.realtime().runs.contains({train, on});
    });
}

namespace {

using spots = std::vector<stringline::spot>;

/// The times at which two runs are at one place, straight between their spots.
template <class Use>
void cross(const spots& a, const spots& b, const Use& use) {
    for (std::size_t i = 1; i < a.size(); ++i)
        for (std::size_t j = 1; j < b.size(); ++j) {
            const double from = std::max(a[i - 1].seconds, b[j - 1].seconds);
            const double until = std::min(a[i].seconds, b[j].seconds);
            if (from > until) continue;
            const auto at = [](const stringline::spot& p, const stringline::spot& q, double when) {
                return p.seconds == q.seconds ? static_cast<double>(q.mileage)
                                              : p.mileage + (q.mileage - p.mileage) * (when - p.seconds) /
                                                                static_cast<double>(q.seconds - p.seconds);
            };
            const double before = at(a[i - 1], a[i], from) - at(b[j - 1], b[j], from);
            const double after = at(a[i - 1], a[i], until) - at(b[j - 1], b[j], until);
            if ((before < 0) == (after < 0) && before != 0 && after != 0) continue;
            if (before == 0 && after == 0) continue; // side by side: they part or met elsewhere
            const double when = from + (until - from) * before / (before - after);
            use(when, at(a[i - 1], a[i], when), before, after);
        }
}

void sort_by_time(std::vector<encounter>& all) {
    std::sort(all.begin(), all.end(), [](const encounter& a, const encounter& b) {
        return std::tie(a.seconds, a.mileage, a.one, a.other) <
               std::tie(b.seconds, b.mileage, b.one, b.other);
    });
}

/// The time at which a run leaves or passes a place, nothing if it does not come there.
std::optional<double> passes(const stringline& run, std::int32_t mileage) {
    if (run.path.empty()) return std::nullopt;
    for (std::size_t i = run.path.size() - 1; i > 0; --i) {
        const auto& p = run.path[i - 1];
        const auto& q = run.path[i];
        if (q.mileage == mileage) return q.seconds;
        if ((p.mileage < mileage) != (q.mileage < mileage) && p.mileage != mileage)
            return p.seconds + (q.seconds - p.seconds) * static_cast<double>(mileage - p.mileage) /
                                   (q.mileage - p.mileage);
    }
    if (run.path.front().mileage == mileage) return run.path.front().seconds;
    return std::nullopt;
}

} // namespace

std::vector<encounter> find_meets(const std::vector<stringline>& runs) {
    std::vector<encounter> all;
    for (std::size_t i = 0; i < runs.size(); ++i)
        for (std::size_t j = i + 1; j < runs.size(); ++j) {
            if (runs[i].down == runs[j].down) continue;
            // Opposite trains meet once; where one stands, the moment is seen by two of its spots.
            std::optional<encounter> met;
            cross(runs[i].path, runs[j].path, [&](double when, double where, double, double) {
                if (!met || when < met->seconds) met = encounter{i, j, when, where};
            });
            if (met) all.push_back(*met);
        }
    sort_by_time(all);
    return all;
}

std::vector<encounter> find_overtakes(const std::vector<stringline>& runs) {
    std::vector<encounter> all;
    for (std::size_t i = 0; i < runs.size(); ++i)
        for (std::size_t j = i + 1; j < runs.size(); ++j) {
            if (runs[i].down != runs[j].down) continue;
            // Which one is ahead, since they were last apart; a touch without a change is no overtaking.
            double ahead = 0;
            bool touched = false;
            encounter touch{i, j, 0, 0};
            cross(runs[i].path, runs[j].path, [&](double when, double where, double before, double after) {
                if (ahead == 0) ahead = before;
                if (!touched) touch = {i, j, when, where};
                touched = after == 0;
                if (touched) return;
                if (ahead != 0 && (ahead < 0) != (after < 0)) {
                    const bool first_gains = runs[i].down == (after > 0);
                    all.push_back({first_gains ? i : j, first_gains ? j : i, touch.seconds, touch.mileage});
                }
                ahead = after;
            });
        }
    sort_by_time(all);
    return all;
}

std::vector<headway_at> list_headways(const std::vector<stringline>& runs, std::int32_t mileage, bool down) {
    std::vector<headway_at> all;
    for (std::size_t i = 0; i < runs.size(); ++i)
        if (runs[i].down == down)
            if (const auto when = passes(runs[i], mileage)) all.push_back({i, *when, -1});
    std::sort(all.begin(), all.end(), [](const headway_at& a, const headway_at& b) {
        return std::tie(a.seconds, a.run) < std::tie(b.seconds, b.run);
    });
    for (std::size_t i = 1; i < all.size(); ++i) all[i].after = all[i].seconds - all[i - 1].seconds;
    return all;
}

std::vector<section_count> count_sections(const std::vector<stringline>& runs, const line& along) {
    std::vector<section_count> all;
    for (std::size_t i = 1; i < along.stops.size(); ++i) {
        section_count count{.from = along.stops[i - 1].station, .to = along.stops[i].station};
        const auto low = along.stops[i - 1].mileage;
        const auto high = along.stops[i].mileage;
        for (const auto& run : runs) {
            if (run.path.empty()) continue;
            const auto [least, most] = std::minmax(run.path.front().mileage, run.path.back().mileage);
            if (least > low || most < high) continue;
            // It counts on the day on which it comes to the section's far end.
            const auto when = passes(run, run.down ? high : low);
            if (when && *when >= 0 && *when < 86400) ++(run.down ? count.down : count.up);
        }
        all.push_back(count);
    }
    return all;
}

std::vector<position> locate_trains(const timetable& t, calendar::utc_time utc) {
    const auto today = date_at(t.zone(), utc);
    std::vector<position> all;
    const auto days = service_days(t, today, today);
    for (const auto i : t.trains().ids()) {
        const auto& x = t.trains()[i];
        if (!x.headways.empty()) continue;
        for (const auto& day : days) {
            const auto now = static_cast<std::int64_t>((utc - day.start).count());
            if (now < x.calls.front().departure->seconds() || now > x.calls.back().arrival->seconds() ||
                !x.days.contains(day.on))
                continue;
            std::size_t last = 0;
            for (std::size_t c = 1; c < x.calls.size(); ++c)
                if (x.calls[c].arrival->seconds() <= now) last = c;
            const auto& here = x.calls[last];
            position p{i, day.on, last, 0, t.stations()[here.at].at};
            if (last + 1 < x.calls.size() && here.departure->seconds() < now) {
                const auto& next = x.calls[last + 1];
                p.share = static_cast<double>(now - here.departure->seconds()) /
                          (next.arrival->seconds() - here.departure->seconds());
                const auto& a = t.stations()[here.at].at;
                const auto& b = t.stations()[next.at].at;
                p.at.reset();
                if (a && b)
                    p.at = geo::point{geo::longitude{a->lon().degrees() +
                                                     p.share * (b->lon().degrees() - a->lon().degrees())},
                                      geo::latitude{a->lat().degrees() +
                                                    p.share * (b->lat().degrees() - a->lat().degrees())}};
            }
            all.push_back(p);
        }
    }
    return all;
}

} // namespace qaidam::rail
