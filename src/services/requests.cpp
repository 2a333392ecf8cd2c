#include <qaidam/services/requests.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

#include "words.hpp"

namespace qaidam::services {
namespace {

using calendar::date;
using calendar::local_time;
using calendar::time_fault;
using calendar::utc_time;

/// A time of an export, on the clock of the city.
struct moment {
    local_time at;
    std::optional<utc_time> instant{}; ///< where an offset or a zone says which
    bool whole_day = false;
    bool has_offset = false;
};

utc_time utc_at(std::int64_t seconds) {
    return utc_time::from_seconds_since_1970(
        std::clamp(seconds, utc_time::first().seconds_since_1970(), utc_time::last().seconds_since_1970()));
}

moment on_the_clock_of(const std::optional<calendar::zone>& city, const calendar::written_time& t) {
    if (t.whole_day) return {t.at, {}, true};
    if (!t.offset) return {t.at, city ? std::optional{city->to_utc(t.at)} : std::nullopt};
    const auto instant = utc_at(t.at.seconds_since_1970() - t.offset->count());
    return {city ? city->to_local(instant) : t.at, instant, false, true};
}

/// The second instant at which the clock shows the time, where it was set back over it.
std::optional<utc_time> second_instant(const calendar::zone& city, local_time at) {
    const auto first = city.to_utc(at);
    const auto after = city.offset_at(utc_at(first.seconds_since_1970() + 86400));
    const auto second = utc_at(at.seconds_since_1970() - after.count());
    return second > first && city.to_local(second) == at ? std::optional{second} : std::nullopt;
}

/// Whether one is before the other, as far as both say: by the day if either has no time of day.
bool is_before(const moment& a, const moment& b) {
    if (a.whole_day || b.whole_day) return a.at.date() < b.at.date();
    if (a.instant && b.instant) return *a.instant < *b.instant;
    // Where only one of them says how far from UTC its clock is, clocks differ by up to 26 hours.
    return b.at - a.at > std::chrono::hours{a.instant || b.instant ? 26 : 0};
}

/// Nothing if only one of them says which instant it is.
std::optional<double> days_between(const moment& from, const moment& to) {
    if (from.whole_day || to.whole_day) return static_cast<double>((to.at.date() - from.at.date()).days());
    if (from.instant.has_value() != to.instant.has_value()) return std::nullopt;
    const auto length = from.instant ? *to.instant - *from.instant : to.at - from.at;
    return static_cast<double>(length.count()) / 86400;
}

/// The midnight after the day.
local_time end_of(const date& day) {
    const auto next = calendar::later(day, 1);
    return next ? local_time{*next} : local_time::last();
}

constexpr std::pair<std::string_view, calendar::date_order> order_words[] = {
    {"day_first", calendar::date_order::day_first}, {"month_first", calendar::date_order::month_first}};
constexpr std::pair<std::string_view, calendar::number_kind> number_words[] = {
    {"serial_1900", calendar::number_kind::serial_1900},
    {"serial_1904", calendar::number_kind::serial_1904},
    {"epoch_seconds", calendar::number_kind::epoch_seconds},
    {"epoch_milliseconds", calendar::number_kind::epoch_milliseconds}};

/// Sets what one of the words means; false for another word, or if something is set already.
template <class Kind, std::size_t N>
bool set_by_word(const std::pair<std::string_view, Kind> (&words)[N], std::string_view word,
                 std::optional<Kind>& to) {
    for (const auto& [name, kind] : words)
        if (name == word && !to) {
            to = kind;
            return true;
        }
    return false;
}

bool is_epoch(const calendar::time_writing& t) {
    return t.numbers >= calendar::number_kind::epoch_seconds;
}

/// Reads the rows of a mapping.
class mapping_reader {
public:
    explicit mapping_reader(request_mapping& m) : m_{m} {}

    void read(record& r) {
        const auto field = r.text("field");
        const auto value = r.text("value");
        if (!r.ok()) return;
        if (const auto why = set(r, field, value))
            r.complain(codes::bad_mapping, "value", {field, in_both(*why)});
    }

private:
    using reason = std::optional<label>;

    reason set(record& r, const std::string& field, const std::string& value) {
        if (!fields_.insert(field).second) return label{"前面已有这一项", "it stands above, too"};
        for (const auto& [name, column] : columns())
            if (field == name) {
                *column = value;
                return {};
            }
        if (field == "zone") return set_zone(value);
        if (field == "times") return set_times(r.words("value"));
        constexpr std::string_view category = "limit_days:", state = "state:";
        if (field.starts_with(state)) return set_state(field.substr(state.size()), value);
        if (field == "exported")
            m_.exported = calendar::read_date(r, "value");
        else if (field == "limit_days")
            m_.limit_days = limit(r);
        else if (field.starts_with(category))
            m_.category_limits[field.substr(category.size())] = limit(r);
        else
            return label{"没有这一项", "there is no such field"};
        return {};
    }

    std::array<std::pair<std::string_view, std::string*>, 6> columns() {
        return {{{"key", &m_.key},
                 {"opened", &m_.opened},
                 {"closed", &m_.closed},
                 {"due", &m_.due},
                 {"category", &m_.category},
                 {"status", &m_.status}}};
    }
    static int limit(record& r) { return static_cast<int>(r.integer("value", 0, 36500)); }
    reason set_zone(const std::string& name) {
        m_.zone = calendar::find_zone(name);
        return m_.zone ? reason{} : label{"没有时区 " + name, "there is no zone " + name};
    }
    reason set_times(const std::vector<std::string_view>& words) {
        for (const auto word : words)
            if (!set_by_word(order_words, word, m_.times.order) &&
                !set_by_word(number_words, word, m_.times.numbers))
                return label{fmt::format("“{}”不是这里的词，或与前面的矛盾", word),
                             fmt::format("{} is no word for it, or contradicts the one before", word)};
        return {};
    }
    reason set_state(const std::string& word, const std::string& value) {
        const auto* state = std::find_if(std::begin(detail::state_words), std::end(detail::state_words),
                                         [&](const auto& w) { return w.cell == value; });
        if (state == std::end(detail::state_words))
            return label{"没有状态 " + value, "there is no state " + value};
        m_.states[word] = static_cast<order_state>(state - std::begin(detail::state_words));
        return {};
    }

    request_mapping& m_;
    std::set<std::string> fields_{};
};

} // namespace

loaded<request_mapping> load_mapping(const file_path& file) {
    static constexpr column columns[] = {{"field", cell_kind::identity}, {"value", cell_kind::needed}};
    loaded<request_mapping> result;
    auto& m = result.value;
    const auto text = read_text_file(file, result.notices);
    if (!text) throw data_error{result.notices};
    const auto name = file.name();
    mapping_reader reader{m};
    read_table_text(text->view(), {.file = name, .columns = columns}, result.notices,
                    [&](record& r) { reader.read(r); });
    const auto missing = [&](const char* field) {
        result.notices.add(codes::missing_mapping, {.file = name}, {field});
    };
    if (m.opened.empty()) missing("opened");
    if (m.category.empty()) missing("category");
    if (m.closed.empty() && m.status.empty()) missing("closed");
    if (is_epoch(m.times) && !m.zone) missing("zone");
    if (m.status.empty() && !m.states.empty())
        result.notices.add(
            codes::unused_mapping, {.file = name},
            {"state:" + m.states.begin()->first, in_both({"没有 status", "there is no status"})});
    refuse_errors(result.notices, policy::strict);
    return result;
}

namespace {

/// Reads the rows of an export.
class export_reader {
public:
    export_reader(std::string_view text, const std::string& file, const request_mapping& m, notices& out)
        : text_{text},
          file_{file},
          m_{m},
          out_{out} {
        for (const auto* name : {&m.opened, &m.closed, &m.due, &m.category, &m.status, &m.key})
            if (!name->empty() && std::none_of(columns_.begin(), columns_.end(),
                                               [&](const column& c) { return c.name == *name; }))
                columns_.push_back({*name, cell_kind::needed});
        for (const auto* name : {&m.opened, &m.closed, &m.due})
            if (!name->empty()) times_.try_emplace(*name, m.times);
    }

    /// Whether the text was read to its end.
    bool read() {
        notices quiet{0}; // what is wrong is told when the rows are used
        const table_layout layout{.file = file_, .columns = columns_};
        read_table_text(text_, layout, quiet, [&](const record& r) {
            for (auto& [name, times] : times_)
                if (!r.cell(name).empty()) times.look_at(r.cell(name));
        });
        const bool whole = read_table_text(text_, layout, out_, [&](record& r) { read_row(r); });
        for (const auto& [category, days] : m_.category_limits)
            if (!categories_.contains(category))
                out_.add(codes::unused_mapping, {.file = file_, .field = m_.category},
                         {"limit_days:" + category,
                          in_both({"没有此类别的请求", "no request has this category"})});
        return whole;
    }

    std::vector<request> requests{};

private:
    std::optional<moment> read_time(record& r, const std::string& name) {
        if (name.empty() || r.cell(name).empty()) return std::nullopt;
        const std::string cell{r.cell(name)};
        const auto found = times_.at(name).read(cell);
        if (const auto* time = std::get_if<calendar::written_time>(&found))
            return on_the_clock_of(m_.zone, *time);
        const auto fault = std::get<time_fault>(found);
        const auto why = in_both({to_string(fault, language::zh), to_string(fault)});
        if (fault == time_fault::bare_number)
            r.complain(codes::undecided_time, name, {cell, why, join(number_words)});
        else if (is_undecided(fault))
            r.complain(codes::undecided_time, name, {cell, why, join(order_words)});
        else
            r.complain(codes::unreadable_time, name, {cell, why});
        return std::nullopt;
    }

    static std::string join(const auto& words) {
        std::vector<label> names;
        for (const auto& [name, kind] : words) names.push_back({std::string{name}});
        return in_both(names);
    }

    std::optional<order_state> read_state(record& r) {
        const auto word = m_.states.find(std::string{r.cell(m_.status)});
        if (word != m_.states.end()) return word->second;
        r.complain(codes::unknown_status, m_.status, {std::string{r.cell(m_.status)}});
        return std::nullopt;
    }

    void read_row(record& r) {
        request q;
        q.order.key = m_.key.empty() ? order_key{fmt::format("row-{}", r.line())} : order_key{r.key(m_.key)};
        q.order.item = item_key{r.cell(m_.category)};
        if (q.order.item.empty()) r.complain(codes::no_category, m_.category);
        categories_.insert(q.order.item.text());
        if (r.cell(m_.opened).empty()) r.complain(qaidam::codes::missing_value, m_.opened);
        const auto opened = read_time(r, m_.opened);
        auto closed = read_time(r, m_.closed);
        auto due = read_time(r, m_.due);
        q.order.state = closed ? order_state::solved : order_state::dispatched;
        if (!m_.status.empty()) q.order.state = read_state(r).value_or(q.order.state);
        if (!r.ok() || !opened) return;
        q.order.placed_at = q.order.last_at = opened->at;
        if (closed && !is_closed(q.order.state)) {
            r.complain(codes::contradicting_state, m_.closed,
                       {in_both({to_string(q.order.state, language::zh), to_string(q.order.state)}),
                        calendar::to_string(closed->at)});
            closed.reset();
        } else if (is_closed(q.order.state) && !closed && !m_.closed.empty()) {
            r.complain(codes::closed_without_time, m_.closed);
        }
        if (closed && !close(r, q, *opened, *closed)) return;
        promise(q, *opened, closed, due);
        add(r, std::move(q));
    }

    /// False, with a notice, if it would be closed before it was opened.
    bool close(record& r, request& q, const moment& opened, moment& closed) const {
        // Of the two instants that an hour set back shows, the one that makes sense.
        if (is_before(closed, opened) && m_.zone && !closed.whole_day && !closed.has_offset)
            if (const auto second = second_instant(*m_.zone, closed.at); second > closed.instant)
                closed.instant = second;
        if (is_before(closed, opened)) {
            r.complain(codes::closed_before_opened, m_.closed,
                       {calendar::to_string(closed.at), calendar::to_string(opened.at)});
            return false;
        }
        q.order.last_at = q.closed_at.emplace(closed.at);
        q.days = days_between(opened, closed);
        if (!q.days) r.complain(codes::unknown_duration, m_.closed);
        return true;
    }

    void promise(request& q, const moment& opened, const std::optional<moment>& closed,
                 std::optional<moment> due) {
        const auto special = m_.category_limits.find(q.order.item.text());
        const auto days =
            special != m_.category_limits.end() ? std::optional{special->second} : m_.limit_days;
        if (!due && days) {
            const auto day = calendar::later(opened.at.date(), *days);
            due = moment{.at = day ? local_time{*day} : local_time::last(), .whole_day = true};
        }
        if (!due) return;
        if (due->at.time_of_day().count() == 0) due->whole_day = true; // so exports write a day
        q.order.due = due->whole_day ? end_of(due->at.date()) : due->at;
        q.late = closed && is_before(*due, *closed);
    }

    void add(record& r, request q) {
        const auto [before, fresh] = seen_.emplace(q.order.key, requests.size());
        if (fresh)
            requests.push_back(std::move(q));
        else if (requests[before->second].order == q.order)
            r.complain(codes::repeated_request, m_.key, {q.order.key.text()});
        else
            r.complain(qaidam::codes::duplicate_key, m_.key, {q.order.key.text()});
    }

    std::string_view text_;
    const std::string& file_;
    const request_mapping& m_;
    notices& out_;
    std::vector<column> columns_{};
    std::map<std::string, calendar::time_column, std::less<>> times_{}; ///< by the column's name
    std::map<order_key, std::size_t> seen_{};
    std::set<std::string> categories_{}; ///< that any row has
};

/// `said` is what was said of the file before.
loaded<std::vector<request>> read_export(std::string_view text, const std::string& file,
                                         const request_mapping& m, const load_options& options,
                                         notices said) {
    loaded<std::vector<request>> result{{}, std::move(said)};
    export_reader reader{text, file, m, result.notices};
    if (!reader.read()) throw data_error{result.notices};
    refuse_errors(result.notices, options.policy);
    result.value = std::move(reader.requests);
    return result;
}

} // namespace

loaded<std::vector<request>> read_requests(std::string_view text, const std::string& file,
                                           const request_mapping& m, const load_options& options) {
    return read_export(text, file, m, options, notices{options.notices_per_code});
}

loaded<std::vector<request>> load_requests(const file_path& file, const request_mapping& mapping,
                                           const load_options& options) {
    notices said{options.notices_per_code};
    const auto text = read_text_file(file, said);
    if (!text) throw data_error{said};
    return read_export(text->view(), file.name(), mapping, options, std::move(said));
}

std::vector<category_tally> tally_by_category(std::span<const request> requests) {
    std::map<item_key, category_tally> all;
    std::map<item_key, std::vector<double>> days;
    for (const auto& q : requests) {
        auto& t = all[q.order.item];
        t.category = q.order.item;
        ++t.orders;
        if (!is_closed(q.order.state)) continue;
        ++t.closed;
        if (q.days) days[q.order.item].push_back(*q.days);
    }
    std::vector<category_tally> tallies;
    for (auto& [category, t] : all) {
        auto& d = days[category];
        if (!d.empty()) {
            const auto half = d.begin() + static_cast<std::ptrdiff_t>(d.size() / 2);
            std::nth_element(d.begin(), half, d.end());
            t.median_days = d.size() % 2 == 1 ? *half : (*half + *std::max_element(d.begin(), half)) / 2;
        }
        tallies.push_back(std::move(t));
    }
    return tallies;
}

std::map<order_state, std::size_t> count_by_state(std::span<const request> requests) {
    std::map<order_state, std::size_t> counts;
    for (const auto& q : requests) ++counts[q.order.state];
    return counts;
}

std::vector<week_tally> breaches_by_week(std::span<const request> requests, const date& as_of) {
    calendar::require_plain(as_of, "breaches_by_week");
    std::map<date, week_tally> weeks;
    for (const auto& q : requests) {
        if (!q.order.due || q.order.placed_at.date() > as_of) continue;
        const auto due = (*q.order.due - std::chrono::seconds{1}).date();
        const auto monday = std::max(due - calendar::day_count{static_cast<int>(calendar::weekday_of(due))},
                                     local_time::first().date());
        auto& week = weeks.try_emplace(monday, week_tally{monday}).first->second;
        ++week.due;
        const bool was_closed = is_closed(q.order.state) && (!q.closed_at || q.closed_at->date() <= as_of);
        if (was_closed ? q.late : due < as_of) ++week.breached;
    }
    std::vector<week_tally> all;
    for (const auto& [monday, week] : weeks) all.push_back(week);
    return all;
}

} // namespace qaidam::services
