// What the steps of load share: the records that are not yet part of the timetable.
#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include <qaidam/gtfs/codes.hpp>
#include <qaidam/gtfs/feed.hpp>

#include "tables.hpp"

namespace qaidam::gtfs::detail {

/// A row of stop_times.txt. Times in seconds, `blank` where there are none.
struct stop_time {
    static constexpr std::int32_t blank = INT32_MIN;

    std::uint32_t sequence;
    std::uint32_t line;
    std::uint32_t place;
    std::int32_t arrival;
    std::int32_t departure;
    float distance;         ///< not a number where there is none
    std::uint32_t headsign; ///< a place in `headsigns`, or `no_headsign`
    access boarding;
    access alighting;
    rail::timing timing;

    static constexpr std::uint32_t no_headsign = UINT32_MAX;
};

/// What a row of trips.txt says beside its train.
struct trip_row {
    train* value; ///< among `trains`
    std::uint32_t line;
    bool bad = false;      ///< has a row of frequencies.txt that cannot be used
    bool bad_rows = false; ///< or of stop_times.txt
    bool closed = false;   ///< its rows have become calls
    bool flexible = false; ///< has a call within an area or a span of time

    struct frequency {
        headway span;
        bool exact;
        std::uint32_t line;
    };
    struct number_row {
        std::uint32_t sequence;
        std::string number;
        std::uint64_t line;
    };
    struct kind_row {
        std::uint32_t sequence;
        std::optional<call_kind>
            kind; ///< nothing where the word is not known: it may be that nobody gets on or off
        std::uint64_t line;
    };
    /// What few trips have.
    struct extras {
        std::vector<frequency> frequencies;
        std::vector<number_row> numbers; ///< of trip_numbers.txt
        std::vector<kind_row> kinds;     ///< of stop_kinds.txt
    };
    shared_value<extras> said{};
};

/// A row of stops.txt that trains can name: where it is in the timetable.
struct place {
    qaidam::key key;
    station_id station;
    std::optional<stop_id> stop;
    bool callable; ///< whether trains may call there
};

struct loading {
    feed_files files;
    const gtfs::options& options;
    notices& out;
    timetable_builder builder{};
    registry<id<struct place_tag>, place> places{};
    train_registry trains{}; ///< of trips.txt, most of which become those of the timetable
    id_vector<train_id, trip_row> trips{};
    std::vector<translation> old_translations{};
    std::vector<std::pair<route_id, std::string>> route_networks{}; ///< as routes.txt says it
    std::vector<timeframe> timeframes{};
    bool timeframes_whole = true; ///< whether every row of timeframes.txt can be used
    /// The trains that run instead of a trip of exact frequencies, by its key.
    std::map<std::string, std::vector<train_id>, std::less<>> repeats{};

    /// The trip of that key, null if there is none.
    [[nodiscard]] trip_row* find_trip(std::string_view k) {
        const auto found = trains.find(k);
        return found ? &trips[*found] : nullptr;
    }
    /// `record::miss` for rows that are read beside those of other files.
    void miss(record& r, std::string_view column, std::string_view key, const table_layout& of) const {
        if (const auto left_out = out.find_left_out(of.file, key))
            return r.follow(column, of.file, *left_out);
        r.miss(column, key, of.file);
    }
    [[nodiscard]] short_rows how() const {
        return options.policy == policy::repair ? short_rows::filled : short_rows::damaged;
    }
    [[nodiscard]] const timetable& made() const { return builder.so_far(); }
    bool read(const table_layout& layout, const std::function<void(record&)>& use) {
        return read_table(files, layout, out, use, how());
    }
};

/// The cell as text.
inline std::string text_of(const record& r, std::string_view column) {
    return std::string{r.cell(column)};
}

/// What translations.txt says of names of stops in English; the other translations go into the timetable.
struct english_names {
    std::vector<translation> all;
    std::map<std::string, std::string, std::less<>> by_key;
    std::map<std::string, std::string, std::less<>> by_name;

    void add(translation t) {
        if (!t.record.empty()) by_key.insert_or_assign(t.record, t.text);
        if (!t.value.empty()) by_name.insert_or_assign(t.value, t.text);
        all.push_back(std::move(t));
    }
    [[nodiscard]] std::string of(const std::string& k, const std::string& name) const {
        if (const auto found = by_key.find(k); found != by_key.end()) return found->second;
        const auto found = by_name.find(name);
        return found == by_name.end() ? std::string{} : found->second;
    }
};

english_names read_translations(loading& l);
/// English names of platforms and entrances are kept as translations, since only stations have names in two languages.
void keep_other_names(loading& l, english_names names);
/// Says where the texts of translations of before 2019 stand, once all is read.
void place_old_translations(loading& l);

/// The running days of each service.
class service_reader {
public:
    /// What its trips share.
    struct running_days {
        shared_value<std::string> key;
        calendar::day_set days;
    };

    explicit service_reader(loading& l) : l_{l} {}

    void read();
    /// The service that the row names; null if there is none, which is a notice.
    [[nodiscard]] const running_days* use(record& r);
    /// What is allowed, but rarely meant.
    void warn() const;

private:
    struct service {
        std::set<calendar::date> added{};
        std::set<calendar::date> removed{};
        std::set<calendar::date> unknown{}; ///< on which it may be removed
        running_days made{};
        std::uint64_t line = 0; ///< of the first row that names it
        bool weekly = false;
        bool all_unknown = false; ///< removed on some day, and nobody knows which
        bool used = false;
    };

    void read_week(record& r);
    service& service_of(const std::string& k, const record& r);
    void read_exception(record& r);
    void read_damaged_exception(record& r, const std::string& k);
    void do_not_run(service& s, const std::string& k, const calendar::date& day, record& r);

    loading& l_;
    std::map<std::string, service, std::less<>> services_;
};

/// Where the files are: here, or in the only inner folder that has a stops.txt.
feed_files find_root(const feed_files& files, notices& out);

/// What files that are not in UTF-8 are likely in, as the zones and languages tell that the feed gives for itself: GB18030
/// on the mainland and where Chinese is written, Big5 in Taiwan, Hong Kong and Macau, elsewhere Windows-1252; `detect`
/// where it says nothing.
[[nodiscard]] encoding find_likely_encoding(const feed_files& files);

/// What the files beside GTFS say of stations, lines and revisions: they must be read before the trains are
/// made, `read_circulations` after.
void read_railway_files(loading& l);
void read_circulations(loading& l);

/// A date like 20220110. What is wrong is a notice of the record.
calendar::date read_service_date(record& r, std::string_view column);
/// An ISO 4217 code.
std::string read_currency(record& r, std::string_view column);
/// An amount with up to six decimals, such as 24.50; with a sign of -1 it may be below zero.
price read_price(record& r, std::string_view column, std::string currency, std::int64_t sign = 1);
/// Fares v1.
void read_fares(loading& l);
/// Fares v2, whole or not at all; their timeframes before, which use services.
void read_timeframes(loading& l, service_reader& services);
void read_fares_v2(loading& l);
void read_rider_categories(loading& l);
/// The days from one cell to the other, both included; a blank end is open.
calendar::date_span read_service_span(record& r, std::string_view first, std::string_view last);

/// The text of stop_times.txt, in parts that are read side by side; no parts where it cannot be used.
struct stop_time_text {
    std::optional<shared_text> text{};
    std::optional<csv_table> table{};
    std::vector<csv_table::part> parts{};
    notices found{};
};
/// Opens it while other files are read. What is loading must stay where it is.
std::future<stop_time_text> open_stop_times(const loading& l);
/// Gives the trips their calls.
void read_stop_times(loading& l, const stop_time_text& x);
/// Hands each trip to the builder, or drops it.
void finish_trips(loading& l);

} // namespace qaidam::gtfs::detail
