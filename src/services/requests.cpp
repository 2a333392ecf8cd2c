#include <qaidam/services/requests.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "words.hpp"

namespace qaidam::services {
namespace {

using calendar::date;
using calendar::local_time;

/// A time as an export writes it.
struct moment {
    local_time at;
    bool whole_day = false;
};

/// Takes a number of exactly so many digits and, if given, the character after it.
bool take(std::string_view& text, std::size_t digits, int& to, char after = 0) {
    if (text.size() < digits + (after != 0 ? 1 : 0)) return false;
    const auto read = std::from_chars(text.data(), text.data() + digits, to);
    if (read.ec != std::errc{} || read.ptr != text.data() + digits || (after != 0 && text[digits] != after))
        return false;
    text.remove_prefix(digits + (after != 0 ? 1 : 0));
    return true;
}

std::optional<date> make_date(int year, int month, int day) {
    return calendar::parse_date(fmt::format("{:04}-{:02}-{:02}", year, month, day));
}

/// 2022-01-10, with a time, a fraction and an offset; or 01/10/2022 10:40:00 PM.
std::optional<moment> find_moment(std::string_view text, const std::optional<calendar::zone>& zone) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    const bool american = text.size() > 2 && text[2] == '/';
    if (american ? !take(text, 2, month, '/') || !take(text, 2, day, '/') || !take(text, 4, year)
                 : !take(text, 4, year, '-') || !take(text, 2, month, '-') || !take(text, 2, day))
        return std::nullopt;
    const auto on = make_date(year, month, day);
    if (!on) return std::nullopt;
    if (text.empty()) return moment{local_time{*on}, true};
    if (text[0] != ' ' && text[0] != 'T') return std::nullopt;
    text.remove_prefix(1);
    if (!take(text, 2, hour, ':') || !take(text, 2, minute)) return std::nullopt;
    if (text.starts_with(':')) {
        text.remove_prefix(1);
        if (!take(text, 2, second)) return std::nullopt;
    }
    if (text.starts_with('.'))
        text.remove_prefix(std::min(text.find_first_not_of("0123456789", 1), text.size()));
    if (american) {
        if (text != " AM" && text != " PM") return std::nullopt;
        if (hour < 1 || hour > 12) return std::nullopt;
        hour = hour % 12 + (text == " PM" ? 12 : 0);
        text = {};
    }
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    local_time at{*on, std::chrono::seconds{(hour * 60 + minute) * 60 + second}};
    if (text.empty()) return moment{at};
    int hours = 0, minutes = 0;
    int sign = 1;
    if (text != "Z") {
        if (text[0] != '+' && text[0] != '-') return std::nullopt;
        sign = text[0] == '-' ? -1 : 1;
        text.remove_prefix(1);
        if (!take(text, 2, hours)) return std::nullopt;
        if (text.starts_with(':')) text.remove_prefix(1);
        if (!text.empty() && (!take(text, 2, minutes) || !text.empty())) return std::nullopt;
    }
    if (zone) // with a zone the offset says which instant is meant; without, the clock that is written counts
        at = zone->to_local(calendar::zone{}.to_utc(at) -
                            std::chrono::seconds{sign * (hours * 3600 + minutes * 60)});
    return moment{at};
}

std::optional<double> days_between(const moment& from, const moment& to) {
    if (from.whole_day || to.whole_day) return static_cast<double>((to.at.date() - from.at.date()).days());
    return static_cast<double>((to.at - from.at).count()) / 86400;
}

} // namespace

loaded<request_mapping> load_mapping(const file_path& file) {
    static constexpr column columns[] = {{"field", cell_kind::identity}, {"value", cell_kind::needed}};
    loaded<request_mapping> result;
    auto& m = result.value;
    const auto text = read_text_file(file, result.notices);
    if (!text) throw data_error{result.notices};
    const auto name = file.name();
    read_table_text(text->view(), {.file = name, .columns = columns}, result.notices, [&](record& r) {
        const auto field = r.text("field");
        const auto value = r.text("value");
        if (!r.ok()) return;
        const auto refuse = [&](label why) {
            r.complain(codes::bad_mapping, "value", {field, in_both(why)});
        };
        if (field == "key")
            m.key = value;
        else if (field == "opened")
            m.opened = value;
        else if (field == "closed")
            m.closed = value;
        else if (field == "category")
            m.category = value;
        else if (field == "status")
            m.status = value;
        else if (field == "zone") {
            m.zone = calendar::find_zone(value);
            if (!m.zone) refuse({"没有时区 " + value, "there is no zone " + value});
        } else if (field == "limit_days") {
            m.limit_days = static_cast<int>(r.integer("value", 0, 36500));
        } else if (field.starts_with("state:")) {
            const auto* word = std::find_if(std::begin(detail::state_words), std::end(detail::state_words),
                                            [&](const auto& w) { return w.cell == value; });
            if (word == std::end(detail::state_words))
                refuse({"没有状态 " + value, "there is no state " + value});
            else
                m.states[field.substr(6)] = static_cast<order_state>(word - std::begin(detail::state_words));
        } else {
            refuse({"没有这一项", "there is no such field"});
        }
    });
    for (const auto& [field, column] : {std::pair{"opened", &m.opened}, {"category", &m.category}})
        if (column->empty()) result.notices.add(codes::missing_mapping, {.file = name}, {field});
    if (m.closed.empty() && m.status.empty())
        result.notices.add(codes::missing_mapping, {.file = name}, {"closed"});
    refuse_errors(result.notices, policy::strict);
    return result;
}

loaded<std::vector<request>> read_requests(std::string_view text, const std::string& file,
                                           const request_mapping& m, const load_options& options) {
    std::vector<column> columns;
    for (const auto* name : {&m.opened, &m.closed, &m.category, &m.status, &m.key})
        if (!name->empty() &&
            std::none_of(columns.begin(), columns.end(), [&](const column& c) { return c.name == *name; }))
            columns.push_back({*name, cell_kind::needed});
    loaded<std::vector<request>> result{{}, notices{options.notices_per_code}};
    std::map<order_key, std::size_t> seen;
    const bool whole =
        read_table_text(text, {.file = file, .columns = columns}, result.notices, [&](record& r) {
            const auto moment_of = [&](const std::string& column) -> std::optional<moment> {
                const auto cell = r.cell(column);
                const auto found = find_moment(cell, m.zone);
                if (!found) r.complain(codes::unreadable_time, column, {std::string{cell}});
                return found;
            };
            request q;
            q.order.key =
                m.key.empty() ? order_key{fmt::format("row-{}", r.line())} : order_key{r.key(m.key)};
            q.order.item = item_key{r.cell(m.category)};
            if (q.order.item.empty()) r.complain(codes::no_category, m.category);
            const auto opened = moment_of(m.opened);
            std::optional<moment> closed;
            if (!m.closed.empty() && !r.cell(m.closed).empty()) closed = moment_of(m.closed);
            q.order.state = closed ? order_state::solved : order_state::dispatched;
            if (!m.status.empty()) {
                const auto word = m.states.find(std::string{r.cell(m.status)});
                if (word == m.states.end())
                    r.complain(codes::unknown_status, m.status, {std::string{r.cell(m.status)}});
                else
                    q.order.state = word->second;
            }
            if (!r.ok() || !opened) return;
            q.order.placed_at = q.order.last_at = opened->at;
            if (closed) {
                const bool before = opened->whole_day || closed->whole_day
                                        ? closed->at.date() < opened->at.date()
                                        : closed->at < opened->at;
                if (before)
                    return r.complain(codes::closed_before_opened, m.closed,
                                      {calendar::to_string(closed->at), calendar::to_string(opened->at)});
                q.order.last_at = q.closed_at.emplace(closed->at);
                q.days = days_between(*opened, *closed);
            }
            if (is_closed(q.order.state) && !closed) r.complain(codes::closed_without_time, m.closed);
            if (m.limit_days) q.order.due = opened->at + std::chrono::hours{24 * *m.limit_days};
            const auto [before, fresh] = seen.emplace(q.order.key, result.value.size());
            if (fresh) {
                result.value.push_back(std::move(q));
            } else if (result.value[before->second].order == q.order) {
                r.complain(codes::repeated_request, m.key, {q.order.key.text()});
            } else {
                r.complain(qaidam::codes::duplicate_key, m.key, {q.order.key.text()});
            }
        });
    if (!whole) throw data_error{result.notices};
    refuse_errors(result.notices, options.policy);
    return result;
}

loaded<std::vector<request>> load_requests(const file_path& file, const request_mapping& mapping,
                                           const load_options& options) {
    notices wrong;
    const auto text = read_text_file(file, wrong);
    if (!text) throw data_error{wrong};
    return read_requests(text->view(), file.name(), mapping, options);
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

std::vector<week_tally> breaches_by_week(std::span<const request> requests) {
    if (requests.empty()) return {};
    const auto end =
        std::max_element(requests.begin(), requests.end(), [](const request& a, const request& b) {
            return a.order.last_at < b.order.last_at;
        })->order.last_at;
    std::map<date, week_tally> weeks;
    for (const auto& q : requests) {
        if (!q.order.due) continue;
        const auto due = q.order.due->date();
        const auto monday = due - calendar::day_count{static_cast<int>(calendar::weekday_of(due))};
        auto& week = weeks.try_emplace(monday, week_tally{monday}).first->second;
        ++week.due;
        // A day is promised, so what is done on it is in time.
        const auto done = q.closed_at ? q.closed_at->date() : end.date();
        if ((q.closed_at || !is_closed(q.order.state)) && done > due) ++week.breached;
    }
    std::vector<week_tally> all;
    for (const auto& [monday, week] : weeks) all.push_back(week);
    return all;
}

} // namespace qaidam::services
