#include <qaidam/journeys/lateness.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include <qaidam/base/csv.hpp>
#include <qaidam/journeys/codes.hpp>
#include <qaidam/rail/detail/service_days.hpp>
#include <qaidam/rail/number.hpp>

namespace qaidam::journeys {
namespace {

using rail::call_event;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr column lateness_columns[] = {{"event", cell_kind::needed},
                                       {"train_class", cell_kind::descriptive, presence::optional},
                                       {"stop_id", cell_kind::descriptive, presence::optional},
                                       {"minutes", cell_kind::needed},
                                       {"count", cell_kind::needed}};

constexpr std::pair<std::string_view, call_event> event_words[] = {{"arrival", call_event::arrival},
                                                                   {"departure", call_event::departure}};

std::set<std::string> classes_of(const rail::timetable& t) {
    std::set<std::string> all;
    for (const auto& x : t.trains()) all.insert(lateness_class(t, x));
    return all;
}

minutes rounded(seconds late, call_event event) {
    return event == call_event::arrival ? std::chrono::ceil<minutes>(late)
                                        : std::chrono::floor<minutes>(late);
}

std::size_t place_of(std::size_t call, call_event event) {
    return 2 * call + (event == call_event::departure ? 1 : 0);
}

/// Whether the lateness of the event is one: the train arrives or departs there, and the plan says when.
bool is_observable(const rail::train& x, std::size_t call, call_event event) {
    const auto& c = x.calls[call];
    if (c.timing == rail::timing::interpolated) return false;
    return event == call_event::arrival ? call > 0 && c.arrival : call + 1 < x.calls.size() && c.departure;
}

/// What one message tells of a run.
struct told_run {
    bool usable = true; ///< it runs, with the calls of the plan
    std::vector<std::optional<seconds>> late;
    std::set<std::size_t> skipped; ///< calls

    explicit told_run(std::size_t calls) : late(2 * calls) {}
};

} // namespace

std::string lateness_class(const rail::timetable& t, const rail::train& x) {
    if (const auto* named = rail::find_class(x.number))
        return std::string{named->prefix.empty() ? named->name.en : named->prefix};
    return x.route ? std::to_string(t.routes()[*x.route].type) : std::string{};
}

void lateness_table::add(const observed_lateness& x) {
    if (x.late < earliest || x.late > latest)
        throw std::invalid_argument(fmt::format("lateness_table: got {} min, want {} to {} min",
                                                x.late.count(), earliest.count(), latest.count()));
    if (x.count < 1 || x.count > most_at_once)
        throw std::invalid_argument(
            fmt::format("lateness_table: got a count of {}, want 1 to {}", x.count, most_at_once));
    added_[{{x.event, x.train_class, x.at}, x.late}] += x.count;
    std::set<scope_key> scopes{{x.event, "", std::nullopt}};
    if (!x.train_class.empty()) {
        scopes.insert({x.event, x.train_class, std::nullopt});
        scopes.insert({x.event, x.train_class, x.at});
    }
    for (const auto& scope : scopes) {
        auto& r = rows_[scope];
        r.observations += x.count;
        const auto at = std::lower_bound(r.counts.begin(), r.counts.end(), x.late,
                                         [](const auto& one, minutes late) { return one.first < late; });
        if (at != r.counts.end() && at->first == x.late)
            at->second += x.count;
        else
            r.counts.insert(at, {x.late, x.count});
    }
}

std::optional<lateness> lateness_table::find(call_event event, std::string_view train_class,
                                             rail::station_id at) const {
    const std::string name{train_class};
    const std::tuple<lateness_scope, scope_key> scopes[] = {
        {lateness_scope::class_at_station, {event, name, at}},
        {lateness_scope::train_class, {event, name, std::nullopt}},
        {lateness_scope::all_trains, {event, "", std::nullopt}}};
    for (const auto& [scope, where] : scopes) {
        if (name.empty() && scope != lateness_scope::all_trains) continue;
        const auto found = rows_.find(where);
        if (found == rows_.end() || found->second.observations < least_observations) continue;
        return lateness{scope, found->second.observations, found->second.counts};
    }
    return std::nullopt;
}

std::vector<observed_lateness> lateness_table::observations() const {
    std::vector<observed_lateness> all;
    for (const auto& [what, count] : added_) {
        const auto& [event, train_class, at] = what.first;
        all.push_back({event, train_class, at, what.second, count});
    }
    return all;
}

lateness_recorder::lateness_recorder(rail::timetable planned, seconds longest_forecast)
    : planned_{std::move(planned)},
      longest_forecast_{longest_forecast} {}

void lateness_recorder::record(std::span<const rail::realtime_update> updates, calendar::utc_time made) {
    std::map<run, told_run> now;
    const auto told_of = [&](rail::train_id train, const calendar::date& on) -> told_run& {
        require_train(planned_, train);
        calendar::require_plain(on, "lateness_recorder");
        return now.try_emplace({train, on}, planned_.trains()[train].calls.size()).first->second;
    };
    const auto require_call = [](const told_run& r, std::size_t call) {
        if (2 * call >= r.late.size())
            throw std::invalid_argument(
                fmt::format("lateness_recorder: got call {}, want 0 to {}", call, r.late.size() / 2 - 1));
    };
    for (const auto& u : updates) {
        if (const auto* d = std::get_if<rail::delay>(&u)) {
            auto& r = told_of(d->train, d->service_date);
            require_call(r, d->from_call);
            const auto since = static_cast<std::ptrdiff_t>(place_of(d->from_call, d->since));
            std::fill(r.late.begin() + since, r.late.end(),
                      d->is_known ? std::optional{d->later} : std::nullopt);
        } else if (const auto* c = std::get_if<rail::cancellation>(&u)) {
            told_of(c->train, c->service_date).usable = false;
        } else if (const auto* other = std::get_if<rail::replaced_run>(&u)) {
            told_of(other->train, other->service_date).usable = false;
        } else if (const auto* s = std::get_if<rail::skipped_call>(&u)) {
            auto& r = told_of(s->train, s->service_date);
            require_call(r, s->call);
            if (s->skipped)
                r.skipped.insert(s->call);
            else
                r.skipped.erase(s->call);
        }
    }
    for (const auto& [which, r] : now) {
        if (!r.usable) {
            runs_.erase(which);
            continue;
        }
        auto& known = runs_.try_emplace(which, r.late.size()).first->second;
        for (std::size_t i = 0; i < known.size(); ++i) {
            const bool skipped = r.skipped.contains(i / 2);
            if ((r.late[i] || skipped) && made >= known[i].made)
                known[i] = {skipped ? std::nullopt : r.late[i], made};
        }
    }
}

lateness_recording lateness_recorder::result() const {
    lateness_recording all;
    for (const auto& [which, known] : runs_) {
        const auto& x = planned_.trains()[which.first];
        if (!x.headways.empty()) continue;
        const auto train_class = lateness_class(planned_, x);
        bool is_observed = false;
        for (std::size_t i = 0; i < known.size(); ++i) {
            const auto event = i % 2 == 0 ? call_event::arrival : call_event::departure;
            if (!known[i].late || !is_observable(x, i / 2, event)) continue;
            const auto& c = x.calls[i / 2];
            const auto plan =
                planned_.utc(which.second, event == call_event::arrival ? *c.arrival : *c.departure);
            const auto late = rounded(*known[i].late, event);
            if (late < lateness_table::earliest || late > lateness_table::latest) {
                ++all.out_of_range;
            } else if (plan + *known[i].late > known[i].made + longest_forecast_) {
                ++all.forecasts;
            } else {
                all.table.add({event, train_class, c.at, late});
                is_observed = true;
            }
        }
        if (is_observed) ++all.runs;
    }
    return all;
}

loaded<lateness_table> load_lateness(const file_path& file, const rail::timetable& t,
                                     const load_options& options) {
    loaded<lateness_table> result{{}, notices{options.notices_per_code}};
    const auto text = read_text_file(file, result.notices);
    if (!text) throw data_error{result.notices};
    const auto name = file.name();
    const auto classes = classes_of(t);
    read_table_text(text->view(), {.file = name, .columns = lateness_columns}, result.notices,
                    [&](record& r) {
                        const auto event = r.choice<call_event>("event", event_words);
                        const std::string train_class{r.cell("train_class")};
                        const auto at = r.find_reference("stop_id", t.stations(), "stops.txt");
                        const minutes late{r.integer("minutes", lateness_table::earliest.count(),
                                                     lateness_table::latest.count())};
                        const auto count = r.integer("count", 1, lateness_table::most_at_once);
                        if (!train_class.empty() && !classes.contains(train_class))
                            r.tell(codes::class_of_no_train, "train_class", {train_class});
                        if (r.ok()) result.value.add({event, train_class, at, late, count});
                    });
    refuse_errors(result.notices, options.policy);
    return result;
}

void save(const lateness_table& table, const rail::timetable& t, const file_path& file) {
    const auto name = file.name();
    const table_layout layout{.file = name, .columns = lateness_columns};
    csv_writer rows{layout};
    for (const auto& x : table.observations()) {
        if (x.at) require_station(t, *x.at);
        rows.row({x.event == call_event::arrival ? "arrival" : "departure", x.train_class,
                  x.at ? t.stations()[*x.at].key.text() : std::string{}, std::to_string(x.late.count()),
                  std::to_string(x.count)});
    }
    const auto folder = file.text().substr(0, file.text().size() - name.size());
    rows.save(folder.empty() ? "." : folder);
}

} // namespace qaidam::journeys
