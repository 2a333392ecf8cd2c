#include <qaidam/calendar/work_hours.hpp>

#include <algorithm>
#include <charconv>
#include <set>

#include <qaidam/calendar/codes.hpp>

#include "layouts.hpp"

namespace qaidam::calendar {

week_hours office_hours() {
    const auto hour = [](int h) { return std::chrono::hours{h}; };
    const std::vector<day_window> day{{hour(9), hour(12)}, {hour(14), hour(18)}};
    week_hours week;
    for (std::size_t d = 0; d < 5; ++d) week.days[d] = day;
    week.make_up_day = day;
    return week;
}

std::string to_string(const month_day& d) {
    return fmt::format("{:02}-{:02}", d.month, d.day);
}

std::optional<month_day> parse_month_day(std::string_view text) {
    constexpr std::string_view month_word = "月", day_word = "日";
    const auto take = [&](int& n) {
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), n);
        const bool good = failure == std::errc{} && end - text.data() <= 2;
        if (good) text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        return good;
    };
    const auto skip = [&](std::string_view word) {
        const bool there = text.starts_with(word);
        if (there) text.remove_prefix(word.size());
        return there;
    };
    month_day d;
    if (!take(d.month)) return std::nullopt;
    const bool chinese = skip(month_word);
    if (!chinese && !skip("-")) return std::nullopt;
    if (!take(d.day) || (chinese && !skip(day_word)) || !text.empty()) return std::nullopt;
    constexpr int longest[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (d.month < 1 || d.month > 12 || d.day < 1 || d.day > longest[d.month - 1]) return std::nullopt;
    return d;
}

bool season::contains(const date& day) const {
    const month_day d{static_cast<int>(day.month()), static_cast<int>(day.day())};
    return from < until ? from <= d && d < until : d >= from || d < until;
}

const week_hours& work_hours::on(const date& day) const {
    const auto found =
        std::find_if(seasons.begin(), seasons.end(), [&](const season& s) { return s.contains(day); });
    return found == seasons.end() ? usual : found->hours;
}

namespace {

constexpr std::string_view day_words[] = {"monday",  "tuesday",        "wednesday", "thursday",
                                          "friday",  "saturday",       "sunday",    "make_up_workday",
                                          "holiday", "before_holiday", "weekdays",  "every_day"};
constexpr std::size_t weekdays_word = 10;
constexpr std::chrono::seconds end_of_day = std::chrono::hours{24};

template <class Week>
auto& windows_of(Week& week, std::size_t day) {
    if (day < 7) return week.days[day];
    return day == 7 ? week.make_up_day : day == 8 ? week.holiday : week.before_holiday;
}

/// The days that a word of files names.
std::vector<std::size_t> days_of(std::size_t word) {
    if (word < weekdays_word) return {word};
    if (word == weekdays_word) return {0, 1, 2, 3, 4};
    return {0, 1, 2, 3, 4, 5, 6, 8};
}

/// Whether two seasons share a day.
bool meet(const season& a, const season& b) {
    const date first{2000, 1, 1}; // a leap year
    for (int i = 0; i < 366; ++i)
        if (a.contains(first + day_count{i}) && b.contains(first + day_count{i})) return true;
    return false;
}

class hours_reader {
public:
    void operator()(record& r) {
        const std::string name{r.cell("calendar_id")};
        auto& hours = hours_[name];
        read(r, name, hours);
        if (!r.ok()) damaged_.insert(name);
    }

    hours_by_name finish(notices& out) {
        hours_by_name all;
        for (auto& [name, hours] : hours_) {
            if (damaged_.contains(name)) {
                const location file{.file = std::string{detail::hours_table.file}};
                if (name.empty())
                    out.add(codes::office_hours_left_out, file);
                else
                    out.add(codes::hours_left_out, file, {name});
                continue;
            }
            fill_make_up_days(hours.usual);
            for (auto& s : hours.seasons) fill_make_up_days(s.hours);
            note_gap(name, hours, out);
            if (name.empty())
                all.usual = std::move(hours);
            else
                all.named.emplace(name, std::move(hours));
        }
        return all;
    }

private:
    static void read(record& r, const std::string& name, work_hours& hours) {
        if (name.find(' ') != std::string::npos) r.complain(codes::bad_calendar_name, "calendar_id", {name});
        const auto from_day = read_month_day(r, "season_from");
        const auto until_day = read_month_day(r, "season_until");
        if (r.ok() && from_day.has_value() != until_day.has_value())
            r.complain(qaidam::codes::missing_value, from_day ? "season_until" : "season_from");
        std::vector<std::pair<std::string_view, std::size_t>> words;
        for (std::size_t i = 0; i < std::size(day_words); ++i) words.emplace_back(day_words[i], i);
        const auto word = r.choice<std::size_t>("day", words);
        const auto from = read_time_of_day(r, "from");
        auto until = read_end_of_window(r, "until");
        if (!r.ok()) return;
        if (until <= from) until += end_of_day;
        if (from >= end_of_day || until - from > end_of_day)
            return r.complain(codes::bad_hours, "until",
                              {std::string{r.cell("from")}, std::string{r.cell("until")}});
        auto* week = &hours.usual;
        if (from_day) week = season_of(r, hours, *from_day, *until_day);
        if (week == nullptr) return;
        for (const auto day : days_of(word)) add(r, windows_of(*week, day), {from, until});
    }

    static std::optional<month_day> read_month_day(record& r, std::string_view column) {
        const auto text = r.cell(column);
        if (text.empty()) return std::nullopt;
        const auto d = parse_month_day(text);
        if (!d) r.complain(codes::bad_day_of_year, column, {std::string{text}});
        return d;
    }

    static week_hours* season_of(record& r, work_hours& hours, month_day from, month_day until) {
        for (auto& s : hours.seasons)
            if (s.from == from && s.until == until) return &s.hours;
        const season added{from, until, {}};
        for (const auto& s : hours.seasons) {
            if (!meet(s, added)) continue;
            r.complain(codes::seasons_meet, "season_from",
                       {to_string(from), to_string(until), to_string(s.from), to_string(s.until)});
            return nullptr;
        }
        return &hours.seasons.emplace_back(added).hours;
    }

    static void add(record& r, std::vector<day_window>& all, const day_window& w) {
        const bool meets = std::any_of(all.begin(), all.end(), [&](const day_window& x) {
            return x.from < w.until && w.from < x.until;
        });
        if (meets)
            return r.complain(codes::hours_overlap, "from",
                              {std::string{r.cell("from")}, std::string{r.cell("until")}});
        const auto earlier = [](const day_window& x, const day_window& y) { return x.from < y.from; };
        all.insert(std::upper_bound(all.begin(), all.end(), w, earlier), w);
    }

    static void fill_make_up_days(week_hours& week) {
        if (week.make_up_day.empty()) week.make_up_day = week.days[0];
    }

    /// Days in no season on which nobody ever works.
    static void note_gap(const std::string& name, const work_hours& hours, notices& out) {
        const auto never = [](const std::vector<day_window>& w) { return w.empty(); };
        if (!std::all_of(hours.usual.days.begin(), hours.usual.days.end(), never)) return;
        const date first{2000, 1, 1};
        for (int i = 0; i < 366; ++i) {
            const auto day = first + day_count{i};
            if (&hours.on(day) != &hours.usual) continue;
            const month_day d{static_cast<int>(day.month()), static_cast<int>(day.day())};
            out.add(codes::season_gap, {.file = std::string{detail::hours_table.file}},
                    {name.empty() ? in_both({"办公", "of the office"}) : name, to_string(d)});
            return;
        }
    }

    std::map<std::string, work_hours, std::less<>> hours_;
    std::set<std::string, std::less<>> damaged_;
};

void write_week(csv_writer& out, const std::string& name, const season* in, const week_hours& week) {
    for (std::size_t day = 0; day < weekdays_word; ++day)
        for (const auto& w : windows_of(week, day))
            out.row({name, in != nullptr ? to_string(in->from) : "",
                     in != nullptr ? to_string(in->until) : "", std::string{day_words[day]},
                     to_string(w.from), to_string(w.until)});
}

void write_hours(csv_writer& out, const std::string& name, const work_hours& hours) {
    write_week(out, name, nullptr, hours.usual);
    for (const auto& s : hours.seasons) write_week(out, name, &s, s.hours);
}

} // namespace

loaded<hours_by_name> load_work_hours(const feed_files& files, const load_options& options) {
    loaded<hours_by_name> result{{}, notices{options.notices_per_code}};
    hours_reader reader;
    read_table(files, detail::hours_table, result.notices, [&](record& r) { reader(r); });
    result.value = reader.finish(result.notices);
    refuse_errors(result.notices, options.policy);
    return result;
}

void save_work_hours(const hours_by_name& all, const file_path& folder) {
    csv_writer out{detail::hours_table};
    if (all.usual != work_hours{office_hours()}) write_hours(out, "", all.usual);
    for (const auto& [name, hours] : all.named) write_hours(out, name, hours);
    out.save(folder);
}

} // namespace qaidam::calendar
