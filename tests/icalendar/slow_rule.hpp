/// What a recurrence rule says, by walking the days (hours, minutes, seconds) and asking each part of RFC 5545,
/// 3.3.10, about each. Shares nothing with the library but dates.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <qaidam/calendar/zone.hpp>

namespace test {

using qaidam::calendar::date;
using qaidam::calendar::local_time;

/// The days from 1890 to 2040, numbered by counting.
struct counted_day {
    date day;
    int year, month, of_month, of_year;
    int weekday; ///< 0 is Monday
    int month_length, year_length;
};

inline const std::vector<counted_day>& counted_days() {
    static const auto all = [] {
        std::vector<counted_day> days;
        int weekday = 2; // 1890-01-01 was a Wednesday
        for (int year = 1890; year <= 2040; ++year) {
            const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            const int lengths[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
            int of_year = 1;
            for (int month = 1; month <= 12; ++month)
                for (int d = 1; d <= lengths[month - 1]; ++d, ++of_year, weekday = (weekday + 1) % 7)
                    days.push_back({date{static_cast<unsigned short>(year),
                                         static_cast<unsigned short>(month), static_cast<unsigned short>(d)},
                                    year, month, d, of_year, weekday, lengths[month - 1], leap ? 366 : 365});
        }
        return days;
    }();
    return all;
}

class slow_rule {
public:
    /// Reads what is spelled well; other calendars are none of its business. An end in UTC is put on `clock`.
    static std::optional<slow_rule> of(const std::string& text, const qaidam::calendar::zone& clock = {}) {
        slow_rule r;
        for (const auto& part : pieces(text, ';')) {
            const auto equals = part.find('=');
            const auto name = part.substr(0, equals), value = part.substr(equals + 1);
            if (name == "RSCALE") return std::nullopt;
            r.parts_[name] = value;
            if (name == "UNTIL") r.last_ = end_of(value, clock);
            if (name == "BYDAY") {
                for (const auto& v : pieces(value, ','))
                    r.days_.emplace_back(v.size() > 2 ? std::stoi(v.substr(0, v.size() - 2)) : 0,
                                         weekday_of(v.substr(v.size() - 2)));
            } else if (name.starts_with("BY")) {
                for (const auto& v : pieces(value, ',')) r.list(name).insert(std::stoi(v));
            }
        }
        static const std::vector<std::string> names{"SECONDLY", "MINUTELY", "HOURLY", "DAILY",
                                                    "WEEKLY",   "MONTHLY",  "YEARLY"};
        r.frequency_ = std::find(names.begin(), names.end(), r.parts_["FREQ"]) - names.begin();
        if (r.parts_.contains("INTERVAL")) r.interval_ = std::stol(r.parts_["INTERVAL"]);
        if (r.parts_.contains("WKST")) r.week_start_ = weekday_of(r.parts_["WKST"]);
        return r;
    }

    /// The moments that the rule names from the start on and before `until`; the start may not be among them.
    [[nodiscard]] std::vector<local_time> named(local_time start, local_time until) const {
        const auto& days = counted_days();
        const auto first = place_of(start.date());
        const moment origin{first, start.time_of_day().count()};
        // Periods are looked at whole: BYSETPOS counts within them.
        const bool fine = frequency_ < 3;
        const auto margin = fine ? 0 : 400;
        const auto of_days = times(origin);
        std::map<long, std::vector<local_time>> periods;
        for (auto at = first - margin; at < static_cast<long>(days.size()); ++at) {
            const local_time midnight{days[static_cast<std::size_t>(at)].day};
            if (midnight >= until + std::chrono::hours{24 * margin}) break;
            if (fine ? !day_passes(at) : !day_passes(at) || !day_by_default(at, first)) continue;
            for (const auto of_day : of_days) {
                const moment m{at, of_day};
                if ((period(m) - period(origin)) % interval_ == 0)
                    periods[period(m)].push_back(midnight + std::chrono::seconds{of_day});
            }
        }
        std::vector<local_time> all;
        for (const auto& [period, times] : periods)
            for (std::size_t i = 0; i < times.size(); ++i)
                if (chosen(i, times.size()) && times[i] >= start && times[i] < until) all.push_back(times[i]);
        std::sort(all.begin(), all.end());
        return all;
    }

    /// With the start, which counts, COUNT and UNTIL.
    [[nodiscard]] std::vector<local_time> expand(local_time start, local_time until) const {
        std::set<local_time> all{start};
        for (const auto& t : named(start, until)) {
            if (last_ && t > *last_) break;
            if (parts_.contains("COUNT") && all.size() == std::stoul(parts_.at("COUNT"))) break;
            all.insert(t);
        }
        return {all.begin(), all.end()};
    }

private:
    struct moment {
        long day; ///< its place among the counted ones
        long of_day;
    };

    static std::vector<std::string> pieces(const std::string& text, char separator) {
        std::vector<std::string> all{""};
        for (const char c : text)
            if (c == separator)
                all.emplace_back();
            else
                all.back() += c;
        return all;
    }
    std::set<int>& list(const std::string& name) {
        const std::map<std::string, std::set<int>*> lists{
            {"BYSECOND", &seconds_},      {"BYMINUTE", &minutes_},    {"BYHOUR", &hours_},
            {"BYMONTHDAY", &month_days_}, {"BYYEARDAY", &year_days_}, {"BYWEEKNO", &weeks_},
            {"BYMONTH", &months_},        {"BYSETPOS", &places_}};
        return *lists.at(name);
    }
    static int weekday_of(const std::string& text) {
        return static_cast<int>(std::string{"MOTUWETHFRSASU"}.find(text) / 2);
    }
    static long place_of(const date& day) {
        static const auto first = counted_days().front().day;
        return (day - first).days();
    }
    static local_time end_of(const std::string& v, const qaidam::calendar::zone& clock) {
        const auto number = [&](std::size_t at, std::size_t n) { return std::stoi(v.substr(at, n)); };
        const local_time day{date{static_cast<unsigned short>(number(0, 4)),
                                  static_cast<unsigned short>(number(4, 2)),
                                  static_cast<unsigned short>(number(6, 2))}};
        if (v.size() == 8) return day + std::chrono::seconds{86399};
        const auto shown =
            day + std::chrono::seconds{number(9, 2) * 3600 + number(11, 2) * 60 + number(13, 2)};
        return v.back() == 'Z' ? clock.to_local(qaidam::calendar::zone{}.to_utc(shown)) : shown;
    }
    /// The number of the period of FREQ in which a moment lies.
    [[nodiscard]] long period(const moment& m) const {
        const auto& d = counted_days()[static_cast<std::size_t>(m.day)];
        switch (frequency_) {
        case 6: return !weeks_.empty() ? fourth_day(m.day).year : d.year;
        case 5: return d.year * 12 + d.month;
        case 4: return (m.day - days_into_week(m.day) + 7) / 7; // weeks begin at the same weekday
        case 3: return m.day;
        case 2: return m.day * 24 + m.of_day / 3600;
        case 1: return m.day * 1440 + m.of_day / 60;
        default: return m.day * 86400 + m.of_day;
        }
    }
    [[nodiscard]] int days_into_week(long day) const {
        return (counted_days()[static_cast<std::size_t>(day)].weekday - week_start_ + 7) % 7;
    }
    /// A week belongs to the year in which its fourth day lies.
    [[nodiscard]] const counted_day& fourth_day(long day) const {
        return counted_days()[static_cast<std::size_t>(day - days_into_week(day) + 3)];
    }

    [[nodiscard]] bool day_passes(long at) const {
        const auto& d = counted_days()[static_cast<std::size_t>(at)];
        if (!months_.empty() && !months_.contains(d.month)) return false;
        if (!month_days_.empty() && !month_days_.contains(d.of_month) &&
            !month_days_.contains(d.of_month - d.month_length - 1))
            return false;
        if (!year_days_.empty() && !year_days_.contains(d.of_year) &&
            !year_days_.contains(d.of_year - d.year_length - 1))
            return false;
        if (!weeks_.empty()) {
            const auto& fourth = fourth_day(at);
            const int week = (fourth.of_year - 1) / 7 + 1;
            const int from_last = (fourth.year_length - fourth.of_year) / 7 + 1;
            if (!weeks_.contains(week) && !weeks_.contains(-from_last)) return false;
        }
        if (days_.empty()) return true;
        const bool in_month = frequency_ == 5 || (frequency_ == 6 && !months_.empty());
        const int place = in_month ? d.of_month : d.of_year;
        const int length = in_month ? d.month_length : d.year_length;
        return std::any_of(days_.begin(), days_.end(), [&](const auto& x) {
            if (x.second != d.weekday) return false;
            if (x.first == 0) return true;
            return x.first > 0 ? x.first == (place + 6) / 7 : -x.first == (length - place + 7) / 7;
        });
    }
    /// What a rule leaves open is as on the day of the start.
    [[nodiscard]] bool day_by_default(long at, long first) const {
        const auto& d = counted_days()[static_cast<std::size_t>(at)];
        const auto& s = counted_days()[static_cast<std::size_t>(first)];
        if (!days_.empty() || !month_days_.empty() || !year_days_.empty()) return true;
        if (!weeks_.empty() || frequency_ == 4) return d.weekday == s.weekday;
        if (frequency_ == 3) return true;
        return d.of_month == s.of_month && (frequency_ == 5 || !months_.empty() || d.month == s.month);
    }
    /// The seconds of a day that the rule names.
    [[nodiscard]] std::vector<long> times(const moment& origin) const {
        const auto values = [&](const std::set<int>& list, long own, int all, bool every) {
            std::vector<long> v;
            for (int n = 0; n < all; ++n)
                if (list.empty() ? every || n == own : list.contains(n)) v.push_back(n);
            return v;
        };
        std::vector<long> all;
        for (const auto h : values(hours_, origin.of_day / 3600, 24, frequency_ <= 2))
            for (const auto m : values(minutes_, origin.of_day / 60 % 60, 60, frequency_ <= 1))
                for (const auto s : values(seconds_, origin.of_day % 60, 60, frequency_ == 0))
                    all.push_back(h * 3600 + m * 60 + s);
        return all;
    }
    [[nodiscard]] bool chosen(std::size_t at, std::size_t count) const {
        if (places_.empty()) return true;
        const auto place = static_cast<int>(at) + 1;
        return places_.contains(place) || places_.contains(place - static_cast<int>(count) - 1);
    }

    std::map<std::string, std::string> parts_;
    std::set<int> seconds_, minutes_, hours_, month_days_, year_days_, weeks_, months_, places_;
    std::vector<std::pair<int, int>> days_; ///< n and weekday
    std::optional<local_time> last_;
    long frequency_ = 0;
    long interval_ = 1;
    int week_start_ = 0;
};

} // namespace test
