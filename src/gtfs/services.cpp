// Dates of GTFS, and the days on which services run.
#include <algorithm>

#include "loading.hpp"

namespace qaidam::gtfs::detail {

using calendar::date;

namespace {

std::optional<date> find_service_date(std::string_view text) {
    if (text.size() != 8) return std::nullopt;
    return calendar::parse_date(
        fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6)));
}

/// As people and spreadsheets write it.
std::optional<date> find_likely_date(std::string_view text) {
    if (const auto day = find_service_date(text)) return day;
    std::string iso{text.substr(0, 10)};
    std::replace(iso.begin(), iso.end(), '/', '-');
    std::replace(iso.begin(), iso.end(), '.', '-');
    return calendar::parse_date(iso);
}

std::vector<date> days_of(const std::set<date>& days) {
    return {days.begin(), days.end()};
}

} // namespace

date read_service_date(record& r, std::string_view column) {
    const auto text = r.text(column);
    const auto day = find_service_date(text);
    if (!day && !text.empty()) r.complain(codes::bad_service_date, column, {text});
    return day.value_or(date{1970, 1, 1});
}

calendar::date_span read_service_span(record& r, std::string_view first_column,
                                      std::string_view last_column) {
    calendar::date_span span;
    const auto read = [&](std::string_view column) -> std::optional<date> {
        const auto text = r.cell(column);
        const auto day = find_service_date(text);
        if (!day && !text.empty()) r.complain(codes::bad_service_date, column, {std::string{text}});
        return day;
    };
    span.from = read(first_column);
    const auto until = read(last_column);
    if (!until) return span;
    const auto last = *until;
    if (span.from && last < *span.from) {
        r.complain(codes::end_before_start, last_column,
                   {calendar::to_string(*span.from), calendar::to_string(last)});
        return span;
    }
    span.until = calendar::later(last, 1);
    return span;
}

void service_reader::read() {
    const bool weekly = l_.read(calendar_table, [&](record& r) { read_week(r); });
    const bool dated = l_.read(calendar_date_table, [&](record& r) { read_exception(r); });
    if (!weekly && !dated) {
        if (l_.out.count(severity::fatal) == 0) l_.out.add(codes::no_calendar, {});
        l_.out.leave_out(calendar_table.file);
    }
    for (auto& [k, s] : services_) {
        auto& days = s.made.days;
        days = (days | calendar::day_set::of(days_of(s.added))) - calendar::day_set::of(days_of(s.removed)) -
               calendar::day_set::of(days_of(s.unknown));
        if (s.all_unknown) days = {};
        s.made.key = k;
    }
}

const service_reader::running_days* service_reader::use(record& r) {
    const auto k = r.cell("service_id");
    if (const auto found = services_.find(k); found != services_.end()) {
        found->second.used = true;
        return &found->second.made;
    }
    if (k.empty()) {
        r.complain(qaidam::codes::missing_value, "service_id");
    } else if (const auto left_out = l_.out.find_left_out(calendar_table.file, k)) {
        r.follow("service_id", calendar_table.file, *left_out);
    } else {
        r.complain(qaidam::codes::unknown_reference, "service_id",
                   {std::string{k}, "calendar.txt, calendar_dates.txt"});
    }
    return nullptr;
}

void service_reader::warn() const {
    const bool has_weeks =
        std::any_of(services_.begin(), services_.end(), [](const auto& s) { return s.second.weekly; });
    for (const auto& [k, s] : services_) {
        const auto& table = s.weekly ? calendar_table : calendar_date_table;
        const location where{.file = std::string{table.file}, .line = s.line, .field = "service_id"};
        if (!s.used) l_.out.add(codes::unused_service, where, {k});
        if (has_weeks && !s.weekly) l_.out.add(codes::dates_only_service, where, {k});
    }
}

void service_reader::read_week(record& r) {
    static constexpr std::string_view names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                                 "friday", "saturday", "sunday"};
    const auto k = r.text("service_id");
    unsigned bits = 0;
    for (unsigned d = 0; d < 7; ++d) bits |= static_cast<unsigned>(r.integer(names[d], 0, 1) & 1) << d;
    const auto first = read_service_date(r, "start_date");
    const auto last = read_service_date(r, "end_date");
    if (r.ok() && last < first)
        r.complain(codes::end_before_start, "end_date",
                   {calendar::to_string(first), calendar::to_string(last)});
    if (!r.ok()) return;
    auto& s = service_of(k, r);
    if (s.weekly) return r.complain(qaidam::codes::duplicate_key, "service_id", {k});
    s.weekly = true;
    s.made.days =
        calendar::day_set::on(calendar::weekdays::from_bits(bits), {first, calendar::later(last, 1)});
}

service_reader::service& service_reader::service_of(const std::string& k, const record& r) {
    auto& s = services_[k];
    if (s.line == 0) s.line = r.line();
    return s;
}

void service_reader::read_exception(record& r) {
    const auto k = r.text("service_id");
    const auto day = find_service_date(r.cell("date"));
    const auto type = r.cell("exception_type");
    if (!r.ok() || !day || (type != "1" && type != "2")) return read_damaged_exception(r, k);
    auto& s = service_of(k, r);
    if (s.added.contains(*day) || s.removed.contains(*day)) {
        r.complain(qaidam::codes::duplicate_key, "date", {excerpt(k) + " " + calendar::to_string(*day)});
        if (type == "2" && s.added.contains(*day)) do_not_run(s, k, *day, r);
    } else {
        (type == "1" ? s.added : s.removed).insert(*day);
    }
}

/// Where an exception cannot be read whole, the service may not run: on its day, or on any.
void service_reader::read_damaged_exception(record& r, const std::string& k) {
    const bool adds = r.cell("exception_type") == "1";
    if (adds) (void)read_service_date(r, "date"); // complains
    if (!adds && r.ok()) (void)r.integer("exception_type", 1, 2);
    if (adds || k.empty()) return;
    auto& s = service_of(k, r);
    if (const auto day = find_likely_date(r.cell("date"))) return do_not_run(s, k, *day, r);
    s.all_unknown = true;
    l_.out.add(codes::unknown_days, r.where("date"), {excerpt(r.cell("date")), k});
    r.spoil();
}

void service_reader::do_not_run(service& s, const std::string& k, const date& day, record& r) {
    s.unknown.insert(day);
    l_.out.add(codes::unknown_day, r.where("date"), {excerpt(r.cell("date")), k, calendar::to_string(day)});
    r.spoil();
}

} // namespace qaidam::gtfs::detail
