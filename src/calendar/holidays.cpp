#include <qaidam/calendar/holidays.hpp>

#include <algorithm>
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
constexpr table_layout holiday_tables[] = {{"holidays.csv", presence::optional, holiday_columns}};
constexpr const table_layout& holiday_table = holiday_tables[0];
constexpr std::pair<std::string_view, bool> kinds[] = {{"off", true}, {"work", false}};

constexpr int first_year = 1949;
constexpr int last_year = 9998; // its end is a date, too

bool belongs(const date& day, int year) {
    return day.year() == year || (day.year() == year - 1 && day.month() == 12);
}

std::map<date, special_day> by_date(int year, std::span<const special_day> days) {
    if (year < first_year || year > last_year)
        throw std::invalid_argument(
            fmt::format("holidays: got year {}, want {} to {}", year, first_year, last_year));
    std::map<date, special_day> all;
    for (const auto& day : days) {
        require_plain(day.date, "holidays");
        if (!belongs(day.date, year))
            throw std::invalid_argument(fmt::format(
                "holidays: got {}, want a day of {} or of the December before", to_string(day.date), year));
        all.insert_or_assign(day.date, day);
    }
    return all;
}

/// Fewer days off than this no country's year has.
constexpr std::ptrdiff_t fewest_off = 7;

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
    years_[year] = by_date(year, days);
}

void holidays::add_days(int year, std::span<const special_day> days) {
    auto added = by_date(year, days);
    for (const auto& [day, special] : added)
        for (auto& [other, published] : years_) published.erase(day);
    years_[year].merge(added);
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
    std::map<date, special_day> told;
    read_table(files, holiday_table, result.notices, [&](record& r) {
        const auto year = static_cast<int>(r.integer("year", first_year, last_year));
        special_day day{read_date(r, "date"), r.text("name"), r.choice<bool>("kind", kinds)};
        if (r.ok() && !belongs(day.date, year))
            r.complain(codes::unknown_year, "date", {to_string(day.date), std::to_string(year)});
        if (!r.ok()) return;
        const auto [before, fresh] = told.emplace(day.date, day);
        if (!fresh && before->second != day) r.complain(codes::repeated_day, "date", {to_string(day.date)});
        if (fresh) by_year[year].push_back(std::move(day));
    });
    for (const auto& [year, days] : by_year) {
        const auto off =
            std::count_if(days.begin(), days.end(), [](const special_day& d) { return d.day_off; });
        if (!result.value.knows(year) && off < fewest_off)
            result.notices.add(codes::few_holidays, {.file = std::string{holiday_table.file}},
                               {std::to_string(year), std::to_string(off)});
    }
    refuse_errors(result.notices, options.policy);
    for (const auto& [year, days] : by_year) result.value.add_days(year, days);
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

std::span<const table_layout> feed_layouts() {
    return holiday_tables;
}

} // namespace qaidam::calendar
