#include <qaidam/calendar/holidays.hpp>

#include <stdexcept>

#include <qaidam/calendar/codes.hpp>

namespace qaidam::calendar {
namespace {

struct published_day {
    int year;
    std::string_view date;
    std::string_view name;
    bool day_off;
};

constexpr published_day published[] = {
#include "china_holidays.inc"
};

using enum cell_kind;
constexpr column holiday_columns[] = {
    {"year", identity}, {"date", identity}, {"name", descriptive}, {"kind", needed}};
constexpr table_layout holiday_table{"holidays.csv", presence::required, holiday_columns};
constexpr std::pair<std::string_view, bool> kinds[] = {{"off", true}, {"work", false}};

constexpr int first_year = 1949;
constexpr int last_year = 9998; // its end is a date, too

bool belongs(const date& day, int year) {
    return day.year() == year || (day.year() == year - 1 && day.month() == 12);
}

holidays published_by_the_state_council() {
    std::map<int, std::vector<special_day>> by_year;
    for (const auto& p : published)
        by_year[p.year].push_back({*parse_date(p.date), std::string{p.name}, p.day_off});
    holidays all;
    for (const auto& [year, days] : by_year) all.add_year(year, days);
    return all;
}

} // namespace

const holidays& holidays::china() {
    static const holidays known = published_by_the_state_council();
    return known;
}

void holidays::add_year(int year, std::span<const special_day> days) {
    if (year < first_year || year > last_year)
        throw std::invalid_argument(
            fmt::format("holidays::add_year: got year {}, want {} to {}", year, first_year, last_year));
    std::map<date, special_day> by_date;
    for (const auto& day : days) {
        require_plain(day.date, "holidays::add_year");
        if (!belongs(day.date, year))
            throw std::invalid_argument(
                fmt::format("holidays::add_year: got {}, want a day of {} or of the December before",
                            to_string(day.date), year));
        by_date.insert_or_assign(day.date, day);
    }
    years_[year] = std::move(by_date);
}

std::vector<int> holidays::years() const {
    std::vector<int> all;
    for (const auto& [year, days] : years_) all.push_back(year);
    return all;
}

std::optional<special_day> holidays::find(const date& day) const {
    require_plain(day, "holidays::find");
    for (const int year : {day.year() + 1, day.year() + 0}) {
        const auto days = years_.find(year);
        if (days == years_.end()) continue;
        if (const auto found = days->second.find(day); found != days->second.end()) return found->second;
    }
    return std::nullopt;
}

loaded<holidays> load_holidays(const feed_files& files, holidays known, const load_options& options) {
    loaded<holidays> result{std::move(known), notices{options.notices_per_code}};
    std::map<int, std::vector<special_day>> by_year;
    read_table(files, holiday_table, result.notices, [&](record& r) {
        const auto year = static_cast<int>(r.integer("year", first_year, last_year));
        special_day day{read_date(r, "date"), r.text("name"), r.choice<bool>("kind", kinds)};
        if (r.ok() && !belongs(day.date, year))
            r.complain(codes::unknown_year, "date", {to_string(day.date), std::to_string(year)});
        if (r.ok()) by_year[year].push_back(std::move(day));
    });
    refuse_errors(result.notices, options.policy);
    for (const auto& [year, days] : by_year) result.value.add_year(year, days);
    return result;
}

void save_holidays(const holidays& known, const file_path& folder) {
    csv_writer writer{holiday_table};
    for (const int year : known.years())
        for (const auto& [day, special] : known.published(year))
            writer.row(
                {std::to_string(year), to_string(day), special.name, special.day_off ? "off" : "work"});
    writer.save(folder);
}

} // namespace qaidam::calendar
