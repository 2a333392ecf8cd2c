#include <qaidam/calendar/holidays.hpp>

#include <algorithm>
#include <stdexcept>

#include <qaidam/calendar/codes.hpp>

#include "layouts.hpp"

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

constexpr std::pair<std::string_view, std::string_view> english_names[] = {
    {"元旦", "New Year"},
    {"春节", "Spring Festival"},
    {"清明节", "Tomb-Sweeping Day"},
    {"劳动节", "Labour Day"},
    {"“五一”", "Labour Day"},
    {"“五一”国际劳动节", "Labour Day"},
    {"端午节", "Dragon Boat Festival"},
    {"中秋节", "Mid-Autumn Festival"},
    {"国庆节", "National Day"},
    {"“十一”", "National Day"},
    {"国庆节、中秋节", "National Day and Mid-Autumn Festival"},
    {"中秋节、国庆节", "Mid-Autumn Festival and National Day"},
    {"抗日战争暨世界反法西斯战争胜利70周年纪念日", "Victory Day"}};

enum class row_kind { off, work, usual };
constexpr std::pair<std::string_view, row_kind> kinds[] = {
    {"off", row_kind::off}, {"work", row_kind::work}, {"usual", row_kind::usual}};

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

label name_of(const special_day& day) {
    const auto* const found = std::find_if(std::begin(english_names), std::end(english_names),
                                           [&](const auto& names) { return names.first == day.name; });
    return {day.name, found != std::end(english_names) ? std::string{found->second} : std::string{}};
}

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

void holidays::remove_day(const date& day) {
    require_plain(day, "holidays");
    for (auto& [year, published] : years_) published.erase(day);
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

namespace {

std::string_view word_of(bool day_off) {
    return kinds[day_off ? 0 : 1].first;
}

/// Reads the rows of holidays.csv, each day once.
class holiday_reader {
public:
    explicit holiday_reader(const holidays& known) : known_{known} {}

    void operator()(record& r) {
        const auto year = static_cast<int>(r.integer("year", first_year, last_year));
        const auto day = read_date(r, "date");
        const auto kind = r.choice<row_kind>("kind", kinds);
        const auto name = kind == row_kind::usual ? std::string{r.cell("name")} : r.text("name");
        if (r.ok() && !belongs(day, year))
            r.complain(codes::unknown_year, "date", {to_string(day), std::to_string(year)});
        if (!r.ok()) return;
        const auto [before, fresh] = told_.emplace(day, std::pair{name, kind});
        if (!fresh) {
            if (before->second != std::pair{name, kind})
                r.complain(codes::repeated_day, "date", {to_string(day)});
            return;
        }
        compare(r, day, kind);
        if (kind == row_kind::usual)
            removed_.push_back(day);
        else
            added_[year].push_back({day, name, kind == row_kind::off});
    }

    void note_few(notices& out) const {
        for (const auto& [year, days] : added_) {
            const auto off =
                std::count_if(days.begin(), days.end(), [](const special_day& d) { return d.day_off; });
            if (!known_.knows(year) && off < fewest_off)
                out.add(codes::few_holidays, {.file = std::string{detail::holiday_table.file}},
                        {std::to_string(year), std::to_string(off)});
        }
    }

    void change(holidays& known) const {
        for (const auto& day : removed_) known.remove_day(day);
        for (const auto& [year, days] : added_) known.add_days(year, days);
    }

private:
    /// Says where the row is against what is known, or takes away what is not there.
    void compare(record& r, const date& day, row_kind kind) const {
        const auto special = known_.find(day);
        if (kind == row_kind::usual && !special) r.tell(codes::nothing_to_remove, "date", {to_string(day)});
        if (kind == row_kind::usual || !special || special->day_off == (kind == row_kind::off)) return;
        r.tell(codes::contradicts_known, "kind",
               {to_string(day), special->name, std::string{word_of(special->day_off)},
                std::string{word_of(kind == row_kind::off)}});
    }

    const holidays& known_;
    std::map<date, std::pair<std::string, row_kind>> told_;
    std::map<int, std::vector<special_day>> added_;
    std::vector<date> removed_;
};

} // namespace

loaded<holidays> load_holidays(const feed_files& files, holidays known, const load_options& options) {
    loaded<holidays> result{std::move(known), notices{options.notices_per_code}};
    holiday_reader reader{result.value};
    read_table(files, detail::holiday_table, result.notices, [&](record& r) { reader(r); });
    reader.note_few(result.notices);
    refuse_errors(result.notices, options.policy);
    reader.change(result.value);
    return result;
}

void save_holidays(const holidays& known, const file_path& folder) {
    csv_writer writer{detail::holiday_table};
    for (const int year : known.years())
        for (const auto& [day, special] : known.published(year))
            writer.row(
                {std::to_string(year), to_string(day), special.name, std::string{word_of(special.day_off)}});
    writer.save(folder);
}

std::span<const table_layout> feed_layouts() {
    return detail::feed_tables;
}

} // namespace qaidam::calendar
