// The largest file of a feed: read in one pass, checked trip by trip.

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cmath>
#include <functional>
#include <future>
#include <limits>
#include <thread>
#include <unordered_map>

#include "loading.hpp"

namespace qaidam::gtfs::detail {
namespace {

static_assert(spare_value<service_time>::is(service_time{std::chrono::seconds{stop_time::blank}}));
constexpr auto no_distance = std::numeric_limits<float>::quiet_NaN();

std::optional<std::uint32_t> find_number(std::string_view text) {
    std::uint32_t value = 0;
    if (!text.empty() && text.size() <= 9) { // most by far
        for (const char c : text) {
            const auto digit = static_cast<std::uint32_t>(c - '0');
            if (digit > 9) return std::nullopt;
            value = value * 10 + digit;
        }
        return value;
    }
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// How one gets on or off; a word that is not known may forbid it.
access read_access(record& r, stop_time_column column) {
    const auto text = r.cell(column);
    if (text.empty()) return access::regular;
    if (text.size() == 1 && text[0] >= '0' && text[0] <= '3') return static_cast<access>(text[0] - '0');
    r.tell(codes::unknown_access, stop_time_columns[column].name, {std::string{text}});
    return access::none;
}

bool is_flexible(const record& r) {
    return std::any_of(std::begin(flexible_columns), std::end(flexible_columns),
                       [&](stop_time_column c) { return !r.cell(c).empty(); });
}

std::int32_t read_seconds(record& r, stop_time_column column) {
    const auto text = r.cell(column);
    if (text.empty()) return stop_time::blank;
    if (const auto time = parse_service_time(text)) return time->seconds();
    r.complain(codes::bad_service_time, stop_time_columns[column].name, {std::string{text}});
    return stop_time::blank;
}

float read_distance(record& r) {
    const auto text = r.cell(distance);
    if (text.empty()) return no_distance;
    if (text.size() <= 7) // whole numbers are the rule, and a float holds these
        if (const auto whole = find_number(text)) return static_cast<float>(*whole);
    const auto found = r.find_number("shape_dist_traveled", 0, 1e9);
    return found ? static_cast<float>(*found) : no_distance;
}

service_time to_time(std::int32_t seconds) {
    return service_time{std::chrono::seconds{seconds}};
}

location trip_line(const trip_row& t) {
    return {.file = std::string{trip_table.file}, .line = t.line, .field = "trip_id"};
}

/// Where calls are made: what one trip after the other needs.
struct workplace {
    std::vector<call> calls;
    list_memory memory;
};

/// Makes the calls of a trip from its rows, or says why not.
class call_maker {
public:
    call_maker(const loading& l, notices& out, trip_row& t, std::vector<stop_time>& rows,
               std::span<const std::string> headsigns, workplace& at)
        : l_{l},
          out_{out},
          t_{t},
          rows_{rows},
          headsigns_{headsigns},
          calls_{at.calls},
          memory_{at.memory} {}

    void make() {
        t_.closed = true;
        if (t_.flexible) return;
        sort();
        if (l_.options.policy == policy::repair && !t_.bad_rows) roll_over();
        make_calls();
        for (const auto& row : t_.said->kinds)
            if (const auto call = find_call(row.sequence, row.line, stop_kind_table)) {
                if (row.kind) {
                    calls_[*call].kind = *row.kind;
                } else {
                    calls_[*call].boarding = calls_[*call].alighting = access::none;
                    out_.add(
                        codes::closed_call, at(*call, sequence),
                        {to_string(location{.file = std::string{stop_kind_table.file}, .line = row.line})});
                }
            }
        if (!t_.bad_rows) check(calls_);
        if (!t_.bad_rows) warn(calls_);
        number();
        if (!t_.bad_rows) t_.value->calls = {std::span<const call>{calls_}, memory_};
        keep_words();
    }

private:
    void check(std::span<const call> calls) {
        check_calls(
            calls, [&](const message_rule& rule, std::size_t call, std::vector<std::string> arguments) {
                const bool of_departure = rule == rail::codes::departs_before_arrival ||
                                          (rule == rail::codes::no_time_at_end && call == 1);
                report(rule, call == 0 ? trip_line(t_) : at(call - 1, of_departure ? departure : arrival),
                       std::move(arguments));
            });
    }

    /// The call that a row of another file means by its stop_sequence.
    std::optional<std::size_t> find_call(std::uint32_t wanted, std::uint64_t line, const table_layout& of) {
        const auto found = std::find_if(rows_.begin(), rows_.end(),
                                        [&](const stop_time& x) { return x.sequence == wanted; });
        if (found != rows_.end()) return static_cast<std::size_t>(found - rows_.begin());
        out_.add(codes::unknown_sequence,
                 {.file = std::string{of.file}, .line = line, .field = "stop_sequence"},
                 {std::to_string(wanted), t_.value->key.text()});
        return std::nullopt;
    }

    /// What the feed says of its calls that trains mostly do without.
    void keep_words() {
        bool usual = true;
        std::vector<call_headsign> headsigns;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            usual = usual && rows_[i].sequence == i + 1;
            if (rows_[i].headsign != stop_time::no_headsign)
                headsigns.push_back({i, headsigns_[rows_[i].headsign]});
        }
        t_.value->headsigns = {std::span<const call_headsign>{headsigns}, memory_};
        if (usual) return;
        std::vector<std::uint32_t> sequence;
        for (const auto& x : rows_) sequence.push_back(x.sequence);
        t_.value->sequence = {std::span<const std::uint32_t>{sequence}, memory_};
    }

    void number() {
        std::vector<number_change> all;
        for (const auto& change : t_.said->numbers)
            if (const auto call = find_call(change.sequence, change.line, trip_number_table))
                all.push_back({*call, change.number});
        std::stable_sort(all.begin(), all.end(), [](const number_change& a, const number_change& b) {
            return a.from_call < b.from_call;
        });
        t_.value->numbers = all;
    }

    void sort() {
        const auto by_sequence = [](const stop_time& a, const stop_time& b) {
            return a.sequence < b.sequence;
        };
        if (!std::is_sorted(rows_.begin(), rows_.end(), by_sequence))
            std::stable_sort(rows_.begin(), rows_.end(), by_sequence);
        for (std::size_t i = 1; i < rows_.size(); ++i)
            if (rows_[i].sequence == rows_[i - 1].sequence)
                report(codes::duplicate_sequence, at(i, sequence), {std::to_string(rows_[i].sequence)});
    }

    /// 22:40 then 07:30 means 31:30: from each fall by half a day or more on, a day is added.
    void roll_over() {
        constexpr std::int32_t latest = 1000 * 3600 - 1; // what a feed can write
        constexpr std::int32_t half_a_day = 12 * 3600;   // a smaller fall is an error, or a border of zones
        std::int32_t previous = 0;
        std::int32_t shift = 0;
        for (std::size_t i = 0; i < rows_.size(); ++i)
            for (auto [time, column] :
                 {std::pair{&rows_[i].arrival, arrival}, {&rows_[i].departure, departure}}) {
                if (*time == stop_time::blank) continue;
                auto seconds = *time + shift;
                if (seconds < previous) {
                    const bool next_day = previous - seconds >= half_a_day;
                    if (!next_day || previous > latest) return; // check_calls reports the fall
                    shift += 86400;
                    seconds += 86400;
                }
                if (shift > 0)
                    out_.add(codes::rolled_over, at(i, column),
                             {to_string(to_time(*time)), to_string(to_time(seconds))});
                previous = std::max(previous, seconds);
                *time = seconds;
            }
    }

    void make_calls() {
        calls_.clear();
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            auto& x = rows_[i];
            const bool in_the_middle = i > 0 && i + 1 < rows_.size();
            if (in_the_middle && (x.arrival == stop_time::blank) != (x.departure == stop_time::blank)) {
                const auto known = x.arrival == stop_time::blank ? departure : arrival;
                auto& missing = known == arrival ? x.departure : x.arrival;
                missing = known == arrival ? x.arrival : x.departure;
                out_.add(codes::one_time_only, at(i, known == arrival ? departure : arrival),
                         {to_cell(to_time(missing))});
            }
            const auto& where = l_.places[id<struct place_tag>{x.place}];
            calls_.push_back({.at = where.station,
                              .platform = where.stop,
                              .arrival = to_time(x.arrival), // which is nothing for blank
                              .departure = to_time(x.departure),
                              .boarding = x.boarding,
                              .alighting = x.alighting,
                              .timing = x.timing,
                              .distance = x.distance});
        }
    }

    /// What is allowed, but rarely meant.
    void warn(std::span<const call> calls) {
        const call* timed = nullptr;
        const call* measured = nullptr;
        for (std::size_t i = 0; i < calls.size(); ++i) {
            const auto& c = calls[i];
            if (timed != nullptr && c.arrival && timed->departure && *c.arrival == *timed->departure)
                report(codes::no_time_between, at(i, arrival), {to_cell(*c.arrival)});
            if (c.arrival || c.departure) timed = &c;
            if (measured != nullptr && c.distance && *c.distance < *measured->distance)
                report(codes::distance_falls, at(i, distance),
                       {fmt::format("{}", *c.distance), fmt::format("{}", *measured->distance)});
            if (c.distance) measured = &c;
        }
    }

    void report(const message_rule& rule, const location& where, std::vector<std::string> arguments) {
        out_.add(rule, where, std::move(arguments));
        if (rule.level >= severity::error) t_.bad_rows = true;
    }
    [[nodiscard]] location at(std::size_t i, stop_time_column column) const {
        return {.file = std::string{stop_time_table.file},
                .line = rows_[i].line,
                .field = std::string{stop_time_columns[column].name}};
    }

    const loading& l_;
    notices& out_;
    trip_row& t_;
    std::vector<stop_time>& rows_;
    std::span<const std::string> headsigns_;
    std::vector<call>& calls_;
    list_memory& memory_;
};

/// Where a cell stands in the text; one with doubled quotes is not part of it.
std::optional<std::size_t> offset_in(std::string_view text, std::string_view cell) {
    const std::less<> before;
    if (before(cell.data(), text.data()) || before(text.data() + text.size(), cell.data()))
        return std::nullopt;
    return static_cast<std::size_t>(cell.data() - text.data());
}

/// Called now and then with what was read since.
using read_through = std::function<void(std::string_view)>;

/// Which trips have begun, on whatever thread.
using begun_trips = std::vector<std::atomic<bool>>;

/// Reads a part of the rows. Those of a trip mostly stand together, and become calls as soon as the next trip
/// begins; where they lie apart all rows are gathered first.
class reader {
public:
    reader(loading& l, notices& out, const csv_table& table, const csv_table::part& rows)
        : l_{l},
          out_{out},
          table_{table},
          rows_{rows},
          may_be_flexible_{std::any_of(std::begin(flexible_columns), std::end(flexible_columns),
                                       [&](stop_time_column c) { return table.has(c); })} {}

    /// Returns: false if the rows of some trip lie apart; the trips are then half made.
    bool read_grouped(begun_trips& begun, const read_through& tell) {
        std::vector<stop_time> rows;
        std::optional<train_id> at;
        bool bad = false;
        bool apart = false;
        const auto close = [&] {
            if (!at || apart) return;
            auto& t = l_.trips[*at];
            t.bad_rows = bad;
            call_maker{l_, out_, t, rows, headsigns_, at_}.make();
        };
        const auto begin = [&](const std::optional<train_id>& t) {
            close();
            at = t;
            bad = false;
            rows.clear();
            if (t) apart = apart || begun[t->value()].exchange(true, std::memory_order_relaxed);
        };
        read(tell, begin, [&](train_id, const stop_time* x) {
            bad = bad || x == nullptr;
            if (x != nullptr && !apart) rows.push_back(*x);
        });
        close();
        return !apart;
    }

    void read_gathered(const read_through& tell) {
        std::unordered_map<std::uint32_t, std::vector<stop_time>> rows;
        const auto begin = [](const std::optional<train_id>&) {};
        read(tell, begin, [&](train_id t, const stop_time* x) {
            auto& of_trip = rows[t.value()];
            if (x != nullptr) {
                of_trip.push_back(*x);
            } else {
                l_.trips[t].bad_rows = true;
            }
        });
        for (const auto i : l_.trips.ids()) {
            const auto found = rows.find(i.value());
            if (found == rows.end()) continue;
            call_maker{l_, out_, l_.trips[i], found->second, headsigns_, at_}.make();
            rows.erase(found);
        }
    }

private:
    /// Calls `begin` before the first of some rows of one trip, with nothing where there is no such trip, and
    /// `use` for each row of a known trip, with null for one that cannot be used; `tell` now and then.
    template <class Begin, class Use>
    void read(const read_through& tell, const Begin& begin, const Use& use) {
        std::optional<train_id> trip_of_row;
        std::optional<std::string> key_of_row;
        std::uint64_t count = 0;
        constexpr std::uint64_t step = 1 << 13;
        std::size_t told = 0;
        table_.read(
            rows_, out_,
            [&](record& r) {
                const auto k = r.cell(trip);
                if (++count % step == 0) {
                    const auto done = offset_in(rows_.text, k).value_or(told);
                    tell(rows_.text.substr(told, done - told));
                    told = done;
                }
                const bool first_of_trip = !key_of_row || !qaidam::detail::is_same(k, *key_of_row);
                if (first_of_trip) {
                    trip_of_row = find_trip(k, trip_of_row);
                    key_of_row = k;
                    begin(trip_of_row);
                }
                if (!trip_of_row) {
                    if (first_of_trip) miss(r, "trip_id", k, trip_table);
                    return;
                }
                if (may_be_flexible_ && is_flexible(r)) {
                    l_.trips[*trip_of_row].flexible = true;
                    return;
                }
                const auto x = read_row(r);
                use(*trip_of_row, r.ok() ? &x : nullptr);
            },
            l_.how());
    }

    /// The trip of that key: mostly the one after the trip before.
    std::optional<train_id> find_trip(std::string_view k, const std::optional<train_id>& before) {
        const auto next = before ? before->value() + 1 : 0;
        if (next < l_.trips.size() && qaidam::detail::is_same(l_.trains[train_id{next}].key.text(), k))
            return train_id{next};
        return l_.trains.find(k);
    }

    stop_time read_row(record& r) {
        stop_time x{.sequence = 0,
                    .line = static_cast<std::uint32_t>(r.line()),
                    .place = 0,
                    .arrival = read_seconds(r, arrival),
                    .departure = read_seconds(r, departure),
                    .distance = read_distance(r),
                    .headsign = read_headsign(r),
                    .boarding = read_access(r, pickup),
                    .alighting = read_access(r, drop_off),
                    .timing = timing::exact};
        read_place(r, x);
        if (const auto number = find_number(r.cell(sequence))) {
            x.sequence = *number;
        } else {
            (void)r.integer("stop_sequence", 0, std::numeric_limits<std::uint32_t>::max());
        }
        read_timing(r, x);
        return x;
    }

    void read_place(record& r, stop_time& x) {
        const auto k = r.cell(stop);
        if (const auto found = l_.places.find(k)) {
            x.place = found->value();
            if (!l_.places[*found].callable) r.complain(codes::not_a_platform, "stop_id", {std::string{k}});
        } else {
            miss(r, "stop_id", k, stop_table);
        }
    }

    void miss(record& r, std::string_view column, std::string_view k, const table_layout& of) const {
        if (k.empty()) return r.complain(qaidam::codes::missing_value, column);
        l_.miss(r, column, k, of);
    }

    void read_timing(record& r, stop_time& x) {
        const bool timed = x.arrival != stop_time::blank || x.departure != stop_time::blank;
        if (r.cell(timepoint).empty()) return;
        if (r.find_integer("timepoint", 0, 1) == 0) {
            x.timing = timing::approximate;
        } else if (!timed && r.ok()) {
            r.complain(codes::timepoint_without_time, "timepoint");
        }
    }

    std::uint32_t read_headsign(const record& r) {
        const auto text = r.cell(headsign);
        if (text.empty()) return stop_time::no_headsign;
        const auto [found, fresh] =
            headsign_places_.try_emplace(std::string{text}, static_cast<std::uint32_t>(headsigns_.size()));
        if (fresh) headsigns_.emplace_back(text);
        return found->second;
    }

    loading& l_;
    notices& out_;
    const csv_table& table_;
    csv_table::part rows_;
    bool may_be_flexible_;
    workplace at_;
    std::vector<std::string> headsigns_;
    std::unordered_map<std::string, std::uint32_t, qaidam::detail::text_hash, std::equal_to<>>
        headsign_places_;
};

/// What was read of a text, on whatever thread; told on the one that loads.
class progress_of {
public:
    progress_of(const loading& l, const shared_text& text) : l_{l}, text_{text}, total_{text.view().size()} {}
    void add(std::string_view piece) {
        text_.release(piece);
        done_ += piece.size();
    }
    void add_and_tell(std::string_view piece) {
        add(piece);
        const std::size_t done = done_;
        if (done <= told_ || !l_.options.progress) return;
        told_ = done;
        l_.options.progress(done, total_);
    }
    /// Reading begins anew; nothing is told until it is further than it was.
    void start_again() { done_ = 0; }
    void tell_the_end() const {
        if (l_.options.progress) l_.options.progress(total_, total_);
    }

private:
    const loading& l_;
    const shared_text& text_;
    std::size_t total_;
    std::size_t told_ = 0;
    std::atomic<std::size_t> done_ = 0;
};

/// Returns: false if the rows of some trip lie apart; the trips are then half made.
bool read_in_parts(loading& l, const csv_table& table, std::span<const csv_table::part> parts,
                   progress_of& progress) {
    struct result {
        bool grouped;
        notices found;
    };
    begun_trips begun(l.trips.size());
    std::vector<std::future<result>> others;
    for (const auto& part : parts.subspan(1)) // deferred where there is no thread to be had
        others.push_back(std::async(std::launch::async | std::launch::deferred, [&] {
            result r{false, notices{l.options.notices_per_code}};
            r.grouped = reader{l, r.found, table, part}.read_grouped(
                begun, [&](std::string_view piece) { progress.add(piece); });
            return r;
        }));
    bool grouped = reader{l, l.out, table, parts.front()}.read_grouped(
        begun, [&](std::string_view piece) { progress.add_and_tell(piece); });
    for (auto& other : others) {
        const auto r = other.get();
        grouped = grouped && r.grouped;
        l.out.add(r.found);
    }
    return grouped;
}

/// What becomes of a trip once all its rows are read.
class train_maker {
public:
    train_maker(loading& l, trip_row& t) : l_{l}, t_{t} {}

    /// Returns: whether it runs; what is wrong with it becomes notices.
    bool check() {
        const auto& k = t_.value->key.text();
        if (t_.flexible) {
            l_.out.leave_out(trip_table.file, k, t_.line);
            l_.out.add(codes::flexible_trip, trip_line(t_), {k});
            return false;
        }
        if (!t_.closed && !t_.bad_rows) {
            std::vector<stop_time> none;
            workplace at;
            call_maker{l_, l_.out, t_, none, {}, at}.make();
        }
        if (!t_.said->frequencies.empty()) t_.value->headways = make_headways();
        if (t_.bad || t_.bad_rows) {
            l_.out.leave_out(trip_table.file, k, t_.line);
            l_.out.add(codes::train_dropped, trip_line(t_), {k});
        }
        return !t_.bad && !t_.bad_rows;
    }

    /// Hands its trains to the builder.
    void make() {
        const auto calls = t_.value->calls;
        if (t_.said->frequencies.empty()) {
            l_.builder.train(std::move(*t_.value), calls);
        } else {
            repeat(calls);
        }
    }

private:
    std::vector<headway> make_headways() {
        auto& all = t_.said.write().frequencies;
        std::stable_sort(all.begin(), all.end(),
                         [](const auto& a, const auto& b) { return a.span.from < b.span.from; });
        std::vector<headway> open;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (i > 0 && all[i].span.from < all[i - 1].span.until)
                report(
                    codes::overlapping_frequency,
                    {.file = std::string{frequency_table.file}, .line = all[i].line, .field = "start_time"},
                    {to_cell(all[i].span.from), to_cell(all[i - 1].span.until)});
            if (!all[i].exact) open.push_back(all[i].span);
        }
        return open;
    }

    /// A train for each departure of an exact frequency, and one for all that are not.
    void repeat(const shared_list<call>& calls) {
        const auto open = std::exchange(t_.value->headways, {});
        const auto first = calls.front().departure->seconds();
        auto& repeats = l_.repeats[t_.value->key.text()];
        for (const auto& f : t_.said->frequencies) {
            if (!f.exact) continue;
            for (auto start = f.span.from.seconds(); start < f.span.until.seconds();
                 start += static_cast<std::int32_t>(f.span.every.count())) {
                auto each = *t_.value;
                each.key = key{fmt::format("{}@{}", t_.value->key, to_cell(to_time(start)))};
                repeats.push_back(l_.builder.train(std::move(each), shifted(calls, start - first)));
            }
        }
        if (open.empty()) return;
        t_.value->headways = open;
        repeats.push_back(l_.builder.train(std::move(*t_.value), calls));
    }

    static shared_list<call> shifted(shared_list<call> calls, std::int32_t seconds) {
        for (auto& c : calls)
            for (auto* time : {&c.arrival, &c.departure})
                if (*time) *time = to_time((*time)->seconds() + seconds);
        // Nobody arrives there; a time before midnight could not be written.
        auto& first = calls.front();
        if (first.arrival && first.arrival->seconds() < 0) first.arrival = first.departure;
        return calls;
    }

    void report(const message_rule& rule, const location& where, std::vector<std::string> arguments) {
        l_.out.add(rule, where, std::move(arguments));
        t_.bad = true;
    }

    loading& l_;
    trip_row& t_;
};

} // namespace

std::future<stop_time_text> open_stop_times(const loading& l) {
    const auto threads =
        l.options.threads != 0 ? l.options.threads : std::max(1u, std::thread::hardware_concurrency());
    const auto how = std::launch::deferred | (threads > 1 ? std::launch::async : std::launch::deferred);
    return std::async(how, [&l, threads] {
        constexpr std::size_t worth_a_thread = std::size_t{1} << 20; // bytes
        stop_time_text x{.found = notices{l.options.notices_per_code}};
        x.text = l.files.read(stop_time_table.file, x.found);
        if (!x.text) return x;
        x.table.emplace(x.text->view(), stop_time_table, x.found);
        const auto size = x.table->rows().text.size();
        const bool somewhere =
            x.table->has(stop) || x.table->has(location_group) || x.table->has(flexible_location);
        if (x.table->usable() && !somewhere)
            x.found.add(qaidam::codes::missing_column,
                        {.file = std::string{stop_time_table.file}, .line = 1, .field = "stop_id"});
        if (x.table->usable() && somewhere)
            x.parts = x.table->split(std::min<std::size_t>(threads, size / worth_a_thread), trip);
        return x;
    });
}

void read_stop_times(loading& l, const stop_time_text& x) {
    l.out.add(x.found);
    if (x.parts.empty()) return;
    progress_of progress{l, *x.text};
    const auto before = l.out;
    if (!read_in_parts(l, *x.table, x.parts, progress)) {
        l.out = before;
        for (auto& t : l.trips) {
            t.value->calls.clear();
            t.value->headsigns.clear();
            t.value->sequence.clear();
            t.bad_rows = false;
            t.closed = false;
        }
        progress.start_again();
        reader{l, l.out, *x.table, x.table->rows()}.read_gathered(
            [&](std::string_view piece) { progress.add_and_tell(piece); });
    }
    progress.tell_the_end();
}

void finish_trips(loading& l) {
    std::vector<bool> runs;
    bool one_for_each = true; // trip that runs
    for (auto& t : l.trips) {
        runs.push_back(train_maker{l, t}.check());
        one_for_each = one_for_each && t.said->frequencies.empty();
    }
    if (one_for_each) {
        if (std::find(runs.begin(), runs.end(), false) != runs.end())
            l.trains.erase_if([&](train_id i) { return !runs[i.value()]; });
        l.builder.trains(std::move(l.trains));
    } else {
        l.builder.reserve_trains(l.trips.size());
        for (const auto i : l.trips.ids())
            if (runs[i.value()]) train_maker{l, l.trips[i]}.make();
    }
    l.trains = {};
    l.trips = {};
}

} // namespace qaidam::gtfs::detail
