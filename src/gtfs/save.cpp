#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include <qaidam/gtfs/feed.hpp>
#include <qaidam/rail/money.hpp>

#include "tables.hpp"

namespace qaidam::gtfs {

using namespace rail;
namespace {

using namespace detail;

template <class Optional>
std::string to_cell(const Optional& value) {
    return value ? fmt::format("{}", *value) : std::string{};
}

template <class Enum>
std::string digit(Enum value) {
    return std::to_string(static_cast<int>(value));
}

/// Blank for what a reader takes a blank for.
template <class Enum>
std::string digit_or_blank(Enum value) {
    return static_cast<int>(value) == 0 ? std::string{} : digit(value);
}

std::string service_date(const calendar::date& day) {
    const auto ymd = day.year_month_day();
    return fmt::format("{:04}{:02}{:02}", static_cast<int>(ymd.year), ymd.month.as_number(),
                       static_cast<int>(ymd.day.as_number()));
}

std::string time_cell(const std::optional<service_time>& time) {
    return time ? to_cell(*time) : std::string{};
}

std::string degrees(double value) {
    return qaidam::to_cell(value);
}

/// The keys of days, in the order in which trains first run on them: those of the feed where they still are of the
/// same days.
class services {
public:
    explicit services(const timetable& t) {
        for (const auto& x : t.trains()) of_feed_.try_emplace(*x.service, x.days);
        for (const auto& x : t.fares_v2().timeframes) of_feed_.try_emplace(x.service, x.days);
        of_feed_.erase("");
    }

    /// Of a train or a timeframe, whose service the feed may have named.
    std::string key_of(const std::string& service, const calendar::day_set& days) {
        const auto known = of_feed_.find(service);
        const bool same = known != of_feed_.end() && known->second == days;
        auto [found, fresh] =
            keys_.try_emplace((same ? "=" + service : to_string(days, language::en)), service);
        if (!fresh) return found->second;
        if (!same) found->second = fresh_key();
        all_.emplace_back(found->second, days);
        return found->second;
    }
    [[nodiscard]] const std::vector<std::pair<std::string, calendar::day_set>>& all() const { return all_; }

private:
    std::string fresh_key() {
        std::string k;
        do k = std::to_string(++made_);
        while (of_feed_.contains(k));
        return k;
    }

    std::map<std::string, calendar::day_set, std::less<>> of_feed_;
    std::map<std::string, std::string> keys_;
    std::size_t made_ = 0;
    std::vector<std::pair<std::string, calendar::day_set>> all_;
};

class saver {
public:
    saver(const timetable& t, const file_path& folder) : t_{t}, folder_{folder.text()}, services_{t} {}

    void save() {
        std::filesystem::create_directories(folder_);
        save_agencies();
        save_stops();
        save_levels();
        save_pathways();
        save_routes();
        save_trips();
        save_stop_times();
        save_timeframes();
        save_days();
        save_frequencies();
        save_transfers();
        save_shapes();
        save_fares();
        save_fares_v2();
        save_feed_info();
        save_translations();
        save_stations();
        save_lines();
        save_revisions();
        save_numbers();
        save_circulations();
        save_stop_kinds();
        save_tariffs();
    }

private:
    template <class Id, class Record, template <class...> class Vector>
    static std::string key_cell(const std::optional<std::type_identity_t<Id>>& i,
                                const registry<Id, Record, Vector>& all) {
        return i ? all[*i].key.text() : std::string{};
    }

    void finish(const csv_writer& writer, const table_layout& layout) const {
        if (layout.need != presence::required && writer.empty()) {
            std::error_code not_there;
            std::filesystem::remove(folder_ / layout.file, not_there);
        } else {
            writer.save(folder_);
        }
    }

    void save_agencies() const {
        csv_writer out{agency_table};
        for (const auto& a : t_.agencies())
            out.row(
                {a.key.text(), a.name, a.url, t_.zone().name(), a.language, a.phone, a.fare_url, a.email});
        if (t_.agencies().empty()) // a feed must name one
            out.row({"", "-", "https://example.org/", t_.zone().name(), "", "", "", ""});
        finish(out, agency_table);
    }

    void save_stops() const {
        csv_writer out{stop_table};
        std::vector<bool> has_stops(t_.stations().size());
        for (const auto& s : t_.stops()) has_stops[s.station.value()] = true;
        const auto row = [&](const auto& s, const std::string& name, const std::string& type,
                             const std::string& parent, const std::string& platform_code,
                             const std::string& level) {
            out.row({s.key.text(), s.code, name, s.description, s.at ? degrees(s.at->lat().degrees()) : "",
                     s.at ? degrees(s.at->lon().degrees()) : "", s.fare_zone, s.url, type, parent, s.zone,
                     digit_or_blank(s.wheelchair), platform_code, level});
        };
        for (const auto i : t_.stations().ids()) {
            const auto& s = t_.stations()[i];
            row(s, s.name.zh, has_stops[i.value()] ? "1" : "", "", "", "");
        }
        static constexpr std::string_view types[] = {"", "2", "3", "4"};
        for (const auto& s : t_.stops())
            row(s, s.name, std::string{types[static_cast<std::size_t>(s.kind)]},
                s.part_of ? t_.stops()[*s.part_of].key.text() : t_.stations()[s.station].key.text(),
                s.platform_code, key_cell(s.level, t_.levels()));
        finish(out, stop_table);
    }

    void save_levels() const {
        csv_writer out{level_table};
        for (const auto& x : t_.levels()) out.row({x.key.text(), qaidam::to_cell(x.index), x.name});
        finish(out, level_table);
    }

    void save_pathways() const {
        csv_writer out{pathway_table};
        for (const auto& x : t_.pathways())
            out.row({x.key.text(), t_.stops()[x.from].key.text(), t_.stops()[x.to].key.text(), digit(x.kind),
                     x.both_ways ? "1" : "0", to_cell(x.length),
                     x.time ? std::to_string(x.time->count()) : "", to_cell(x.stair_count), to_cell(x.slope),
                     to_cell(x.width), x.signposted_as, x.reversed_signposted_as});
        finish(out, pathway_table);
    }

    void save_routes() const {
        csv_writer out{written_route_table};
        for (const auto& r : t_.routes())
            out.row({r.key.text(), key_cell(r.agency, t_.agencies()), r.short_name, r.long_name,
                     r.description, std::to_string(r.type), r.url, r.color, r.text_color,
                     to_cell(r.sort_order)});
        if (needs_route()) out.row({route_key_.text(), "", "-", "", "", "2", "", "", "", ""});
        finish(out, written_route_table);
    }

    [[nodiscard]] bool needs_route() const {
        for (const auto& x : t_.trains())
            if (!x.route) return true;
        return false;
    }

    void save_trips() {
        csv_writer out{trip_table};
        for (const auto& x : t_.trains())
            out.row({x.route ? t_.routes()[*x.route].key.text() : route_key_.text(),
                     services_.key_of(*x.service, x.days), x.key.text(), x.headsign->zh, x.number,
                     to_cell(x.direction), *x.block, key_cell(x.shape, t_.shapes()),
                     digit_or_blank(x.wheelchair), digit_or_blank(x.bicycle)});
        finish(out, trip_table);
    }

    static std::string sequence_of(const train& x, std::size_t call) {
        return std::to_string(call < x.sequence.size() ? x.sequence[call] : call + 1);
    }

    void save_stop_times() const {
        csv_writer out{fixed_stop_time_table};
        for (const auto& x : t_.trains()) {
            auto headsign = x.headsigns.begin();
            for (std::size_t i = 0; i < x.calls.size(); ++i) {
                const auto& c = x.calls[i];
                const bool blank = c.timing == timing::interpolated;
                out.row({x.key.text(), blank ? "" : time_cell(c.arrival), blank ? "" : time_cell(c.departure),
                         c.platform ? t_.stops()[*c.platform].key.text() : t_.stations()[c.at].key.text(),
                         sequence_of(x, i), digit_or_blank(c.boarding), digit_or_blank(c.alighting),
                         to_cell(c.distance), c.timing == timing::approximate ? "0" : "",
                         headsign != x.headsigns.end() && headsign->call == i ? (headsign++)->text : ""});
            }
        }
        finish(out, fixed_stop_time_table);
    }

    /// Each service as the weeks and exceptions that GTFS has, over the span of its days.
    void save_days() const {
        csv_writer weeks{calendar_table};
        csv_writer dates{calendar_date_table};
        for (const auto& [k, days] : services_.all()) save_service(k, days, weeks, dates);
        finish(weeks, calendar_table);
        if (weeks.empty() && dates.empty()) {
            dates.save(folder_); // one of the two must be there
        } else {
            finish(dates, calendar_date_table);
        }
    }

    static void save_service(const std::string& k, const calendar::day_set& days, csv_writer& weeks,
                             csv_writer& dates) {
        static const calendar::date first_day{boost::gregorian::min_date_time};
        static const calendar::date last_day{boost::gregorian::max_date_time};
        const auto first = days.first_from(first_day);
        if (!first) { // runs on no day: a week without days says so
            weeks.row({k, "0", "0", "0", "0", "0", "0", "0", "20000101", "20000101"});
            return;
        }
        const auto last = *days.last_until(last_day);
        // The weekdays that are in on most weeks of the span, told from a sample of it.
        const auto sample_end = std::min(last, calendar::later(*first, 7 * 60).value_or(last));
        std::array<int, 7> hits{};
        std::array<int, 7> weeks_seen{};
        for (auto day = *first; day <= sample_end; day += calendar::day_count{1}) {
            const auto w = static_cast<std::size_t>(calendar::weekday_of(day));
            ++weeks_seen[w];
            hits[w] += days.contains(day) ? 1 : 0;
            if (day == last_day) break;
        }
        unsigned bits = 0;
        for (unsigned w = 0; w < 7; ++w)
            if (hits[w] * 2 > weeks_seen[w]) bits |= 1u << w;
        const auto usual =
            calendar::day_set::on(calendar::weekdays::from_bits(bits), {*first, calendar::later(last, 1)});
        if (bits != 0) {
            std::vector<std::string> row{k};
            for (unsigned w = 0; w < 7; ++w) row.emplace_back(bits >> w & 1u ? "1" : "0");
            row.push_back(service_date(*first));
            row.push_back(service_date(last));
            weeks.row(row);
        }
        const auto write = [&](const calendar::day_set& some, const char* type) {
            for (auto day = some.first_from(*first); day && *day <= last;) {
                dates.row({k, service_date(*day), type});
                const auto after = calendar::later(*day, 1);
                if (!after) break;
                day = some.first_from(*after);
            }
        };
        const auto within = days.within({*first, calendar::later(last, 1)});
        const auto both = bits == 0 ? calendar::day_set{} : usual;
        write(within - both, "1");
        if (bits != 0) write(both - within, "2");
    }

    void save_frequencies() const {
        csv_writer out{frequency_table};
        for (const auto& x : t_.trains())
            for (const auto& h : x.headways)
                out.row(
                    {x.key.text(), to_cell(h.from), to_cell(h.until), std::to_string(h.every.count()), "0"});
        finish(out, frequency_table);
    }

    [[nodiscard]] std::string place_key(const transfer_end& end) const {
        return end.stop ? t_.stops()[*end.stop].key.text() : key_cell(end.station, t_.stations());
    }

    void save_transfers() const {
        csv_writer out{transfer_table};
        for (const auto& x : t_.transfers())
            out.row({place_key(x.from), place_key(x.to), key_cell(x.from.route, t_.routes()),
                     key_cell(x.to.route, t_.routes()), key_cell(x.from.train, t_.trains()),
                     key_cell(x.to.train, t_.trains()), digit(x.kind),
                     x.least ? std::to_string(x.least->count()) : ""});
        finish(out, transfer_table);
    }

    void save_shapes() const {
        csv_writer out{shape_table};
        for (const auto& s : t_.shapes())
            for (std::size_t i = 0; i < s.path.size(); ++i)
                out.row({s.key.text(), degrees(s.path[i].at.lat().degrees()),
                         degrees(s.path[i].at.lon().degrees()), std::to_string(i + 1),
                         to_cell(s.path[i].distance)});
        finish(out, shape_table);
    }

    static std::string amount_of(price p) {
        p.currency.clear();
        return to_string(p);
    }

    void save_fares() const {
        csv_writer out{fare_table};
        for (const auto& f : t_.fares())
            out.row({f.key.text(), amount_of(f.price), f.price.currency, f.paid_before_boarding ? "1" : "0",
                     to_cell(f.transfers), key_cell(f.agency, t_.agencies()),
                     f.valid_for ? std::to_string(f.valid_for->count()) : ""});
        finish(out, fare_table);
        csv_writer rules{fare_rule_table};
        for (const auto& r : t_.fare_rules())
            rules.row({t_.fares()[r.fare].key.text(), key_cell(r.route, t_.routes()), r.from_zone, r.to_zone,
                       r.through_zone});
        finish(rules, fare_rule_table);
        csv_writer riders{rider_category_table};
        for (const auto& x : t_.rider_categories())
            riders.row({x.key.text(), x.name, x.is_default ? "1" : "0", x.url});
        finish(riders, rider_category_table);
    }

    [[nodiscard]] std::string stop_cell(const std::optional<fare_stop>& s) const {
        if (!s) return {};
        return s->stop ? t_.stops()[*s->stop].key.text() : t_.stations()[s->station].key.text();
    }

    void save_timeframes() {
        csv_writer out{timeframe_table};
        for (const auto& x : t_.fares_v2().timeframes)
            out.row({x.group, to_cell(service_time{x.from}), to_cell(service_time{x.until}),
                     services_.key_of(x.service, x.days)});
        finish(out, timeframe_table);
    }

    void save_fares_v2() const {
        const auto& all = t_.fares_v2();
        csv_writer areas{area_table}, stop_areas{stop_area_table};
        for (const auto& x : all.areas) areas.row({x.key.text(), x.name});
        for (const auto& x : all.stop_areas)
            stop_areas.row({all.areas[x.area].key.text(), stop_cell(x.stop)});
        finish(areas, area_table);
        finish(stop_areas, stop_area_table);
        csv_writer networks{network_table}, route_networks{route_network_table};
        for (const auto& x : all.networks) networks.row({x.key.text(), x.name});
        for (const auto& x : all.route_networks)
            route_networks.row({all.networks[x.network].key.text(), t_.routes()[x.route].key.text()});
        finish(networks, network_table);
        finish(route_networks, route_network_table);
        csv_writer media{fare_medium_table}, products{fare_product_table};
        for (const auto& x : all.media) media.row({x.key.text(), x.name, digit(x.kind)});
        for (const auto& p : all.products)
            for (const auto& x : p.offers)
                products.row({p.key.text(), x.name, key_cell(x.rider, t_.rider_categories()),
                              key_cell(x.medium, all.media), amount_of(x.price), x.price.currency});
        finish(media, fare_medium_table);
        finish(products, fare_product_table);
        save_fare_rules(all);
    }

    void save_fare_rules(const fares_v2& all) const {
        const auto& layout = all.by_priority ? fare_leg_rule_table : plain_leg_rule_table;
        csv_writer legs{layout}, joins{fare_join_rule_table}, transfers{fare_transfer_rule_table};
        for (const auto& x : all.leg_rules) {
            std::vector<std::string> row{x.group,
                                         key_cell(x.network, all.networks),
                                         key_cell(x.from, all.areas),
                                         key_cell(x.to, all.areas),
                                         x.from_timeframe,
                                         x.to_timeframe,
                                         all.products[x.product].key.text()};
            if (all.by_priority) row.push_back(std::to_string(x.priority));
            legs.row(row);
        }
        for (const auto& x : all.join_rules)
            joins.row({key_cell(x.from_network, all.networks), key_cell(x.to_network, all.networks),
                       stop_cell(x.from), stop_cell(x.to)});
        for (const auto& x : all.transfer_rules)
            transfers.row({x.from, x.to, x.from == x.to ? std::to_string(x.count.value_or(-1)) : "",
                           x.limit ? std::to_string(x.limit->count()) : "",
                           x.limit ? digit(x.limit_between) : "", digit(x.sum),
                           key_cell(x.product, all.products)});
        finish(legs, layout);
        finish(joins, fare_join_rule_table);
        finish(transfers, fare_transfer_rule_table);
    }

    void save_feed_info() const {
        csv_writer out{feed_info_table};
        if (const auto& x = t_.info())
            out.row({x->publisher, x->url, x->language, x->default_language, first_day(x->valid),
                     last_day(x->valid), x->version, x->contact_email, x->contact_url});
        finish(out, feed_info_table);
    }

    void save_translations() const {
        csv_writer out{translation_table};
        for (const auto& s : t_.stations())
            if (!s.name.en.empty()) out.row({"stops", "stop_name", "en", s.name.en, s.key.text(), "", ""});
        for (const auto& x : t_.translations())
            out.row({x.table, x.field, x.language, x.text, x.record, x.sub_record, x.value});
        finish(out, translation_table);
    }

    // What railways know and GTFS has no file for: docs/railway-feed.md.

    [[nodiscard]] static std::string first_day(const calendar::date_span& span) {
        return span.from ? service_date(*span.from) : std::string{};
    }
    [[nodiscard]] static std::string last_day(const calendar::date_span& span) {
        return span.until ? service_date(*span.until - calendar::day_count{1}) : std::string{};
    }

    void save_stations() const {
        csv_writer codes{station_code_table};
        csv_writer names{station_name_table};
        for (const auto& s : t_.stations()) {
            if (!s.pinyin.empty() || !s.initials.empty() || !s.city.empty())
                codes.row({s.key.text(), s.pinyin, s.initials, s.city});
            for (const auto& n : s.names)
                names.row({s.key.text(), n.name.zh, n.name.en, first_day(n.when), last_day(n.when)});
        }
        finish(codes, station_code_table);
        finish(names, station_name_table);
    }

    void save_lines() const {
        csv_writer lines{line_table};
        csv_writer stations{line_station_table};
        for (const auto& l : t_.lines()) {
            lines.row({l.key.text(), l.name.zh, l.name.en});
            for (const auto& s : l.stops)
                stations.row({l.key.text(), t_.stations()[s.station].key.text(), std::to_string(s.mileage)});
        }
        finish(lines, line_table);
        finish(stations, line_station_table);
    }

    void save_revisions() const {
        csv_writer revisions{revision_table};
        for (const auto& r : t_.revisions())
            revisions.row({r.key.text(), r.name.zh, r.name.en, first_day(r.effective), last_day(r.effective),
                           r.source});
        finish(revisions, revision_table);
        csv_writer trips{trip_revision_table};
        for (const auto& x : t_.trains())
            if (x.revision) trips.row({x.key.text(), t_.revisions()[*x.revision].key.text()});
        finish(trips, trip_revision_table);
    }

    void save_numbers() const {
        csv_writer out{trip_number_table};
        for (const auto& x : t_.trains())
            for (const auto& n : x.numbers) out.row({x.key.text(), sequence_of(x, n.from_call), n.number});
        finish(out, trip_number_table);
    }

    void save_stop_kinds() const {
        csv_writer out{stop_kind_table};
        for (const auto& x : t_.trains())
            for (std::size_t i = 0; i < x.calls.size(); ++i)
                for (const auto& [word, kind] : call_kind_words)
                    if (kind == x.calls[i].kind && kind != call_kind::passenger)
                        out.row({x.key.text(), sequence_of(x, i), std::string{word}});
        finish(out, stop_kind_table);
    }

    void save_tariffs() const {
        csv_writer tariffs{tariff_table};
        csv_writer steps{tariff_step_table};
        for (const auto& x : t_.tariffs()) {
            const auto currency = x.steps.empty() ? "CNY" : x.steps.front().price.currency;
            tariffs.row({x.key.text(), x.seat.zh, x.seat.en, fmt::format("{}", fmt::join(x.classes, " ")),
                         currency, x.changes == 0 ? "" : std::to_string(x.changes)});
            for (const auto& s : x.steps)
                steps.row({x.key.text(), std::to_string(s.through), amount_of(s.price)});
        }
        finish(tariffs, tariff_table);
        finish(steps, tariff_step_table);
        csv_writer less{concession_table};
        for (const auto& x : t_.concessions())
            less.row({t_.rider_categories()[x.rider].key.text(), key_cell(x.tariff, t_.tariffs()),
                      std::to_string(x.percent), amount_of(x.round_to)});
        finish(less, concession_table);
    }

    void save_circulations() const {
        csv_writer out{circulation_table};
        for (const auto& c : t_.circulations())
            for (std::size_t i = 0; i < c.trains.size(); ++i)
                out.row({c.key.text(), std::to_string(i + 1), t_.trains()[c.trains[i]].key.text()});
        finish(out, circulation_table);
    }

    const timetable& t_;
    std::filesystem::path folder_;
    services services_;
    key route_key_{"-"}; ///< of the trains that are of no route
};

} // namespace

void save(const timetable& t, const file_path& folder) {
    saver{t, folder}.save();
}

} // namespace qaidam::gtfs
