#include "settle.hpp"

#include <algorithm>

#include <qaidam/base/text.hpp>

#include "unroll.hpp"

namespace qaidam::icalendar {
namespace {

using calendar::local_time;

constexpr wording by_hours{"全天日程不能按时、分、秒重复", "whole days do not recur by hours"};
constexpr wording too_long{"步数太多", "it takes too many steps"};
constexpr wording unknown_scale{"没有这种历法", "there is no such calendar"};

constexpr std::int64_t most_a_day = 24;
constexpr int most_occasions = 10'000;   ///< of a series with more than that a day
constexpr int steps_of_a_rule = 500'000; ///< of one rule
constexpr int fewest_steps = 1'000;      ///< of one rule, when those of the file are used up

/// How many occasions a day can have.
std::int64_t occasions_a_day(const recurrence_rule& r) {
    const auto size = [&](const std::vector<int>& list, frequency every, std::int64_t all) {
        const auto named = static_cast<std::int64_t>(list.size());
        return named > 0 ? named : r.frequency <= every ? all : 1;
    };
    const auto hours = size(r.hours, frequency::hourly, 24);
    const auto minutes = size(r.minutes, frequency::minutely, 60);
    const auto seconds = size(r.seconds, frequency::secondly, 60);
    const auto named = hours * minutes * seconds;
    const auto periods = [&](std::int64_t a_day, std::int64_t within) {
        return std::min(named, (a_day / r.interval + 1) * within);
    };
    switch (r.frequency) {
    case frequency::secondly: return periods(86400, 1);
    case frequency::minutely: return periods(1440, seconds);
    case frequency::hourly: return periods(24, minutes * seconds);
    default: return named;
    }
}

class settler {
public:
    settler(std::string_view text, const calendar::calendar_event& e, const file_clock& clock, int& steps)
        : text_{text},
          e_{e},
          clock_{clock},
          steps_{steps} {}

    settled_rule settle() {
        follow_text();
        return std::move(result_);
    }

private:
    void follow_text() {
        auto parsed = parse_rule(text_);
        if (!parsed.rule) return refuse(parsed.fault.why, parsed.fault.part);
        r_ = *std::move(parsed.rule);
        changed_ = parsed.loose;
        if (e_.all_day && r_.frequency < frequency::daily) return refuse(by_hours, "FREQ");
        if (e_.all_day) drop_hours();
        settle_end();
        if (r_.count == 0) {
            r_.count = 1; // the start counts
            changed_ = true;
        }
        const auto a_day = occasions_a_day(r_);
        const bool bounded = a_day > most_a_day && bound(a_day);
        if (r_.count && r_.until && !choose_end()) return;
        bool any = false;
        const bool followed = follow([&](local_time) {
            any = true;
            return false;
        });
        if (!followed) return;
        result_.rule = to_text(r_);
        if (!any) say(codes::ics_never, {excerpt(text_)});
        if (bounded)
            say(codes::ics_bounded, {excerpt(text_), std::to_string(a_day), result_.rule});
        else if (changed_)
            say(codes::ics_rule_read_as, {excerpt(text_), result_.rule});
    }

    void say(const message_rule& rule, std::vector<std::string> arguments) {
        result_.said.emplace_back(&rule, std::move(arguments));
    }
    void refuse(const wording& why, const std::string& part) {
        say(codes::ics_bad_rule,
            {excerpt(text_), in_both({std::string{why.zh}, std::string{why.en}}), excerpt(part)});
    }

    void drop_hours() {
        changed_ = changed_ || !r_.hours.empty() || !r_.minutes.empty() || !r_.seconds.empty();
        r_.hours.clear();
        r_.minutes.clear();
        r_.seconds.clear();
    }
    /// A day for whole days. Else a time: in UTC as RFC 5545 wants it, on its own clock where only the file
    /// knows that.
    void settle_end() {
        if (!r_.until) return;
        const auto end = end_on_clock(r_, e_.all_day, clock_.zone);
        if (end->date().year() > last_year) {
            r_.until.reset();
            changed_ = true;
            return;
        }
        changed_ = changed_ || r_.until->is_day != e_.all_day;
        if (e_.all_day)
            r_.until = rule_end{local_time{end->date()}, true, false};
        else if (r_.until->is_day || (clock_.zone && r_.until->is_utc == clock_.of_file))
            set_end(*end);
    }
    void set_end(local_time end) {
        const bool in_utc = clock_.zone && !clock_.of_file;
        const auto shown = in_utc ? calendar::zone{}.to_local(clock_.zone->to_utc(end)) : end;
        r_.until = rule_end{shown, false, in_utc};
    }
    /// Gives an end to what would have one in no time that a calendar is for.
    bool bound(std::int64_t a_day) {
        if (r_.count) {
            if (*r_.count <= most_occasions) return false;
            r_.count = most_occasions;
            return true;
        }
        const auto last = e_.from + std::chrono::seconds{std::int64_t{most_occasions} * 86400 / a_day};
        const auto end = end_on_clock(r_, e_.all_day, clock_.zone);
        if (end && *end <= last) return false;
        set_end(last);
        return true;
    }
    /// Of COUNT and UNTIL the one that comes first.
    bool choose_end() {
        changed_ = true;
        int count = 0;
        const auto most = *r_.count;
        if (!follow([&](local_time) { return ++count < most; })) return false;
        if (count < most)
            r_.count.reset();
        else
            r_.until.reset();
        return true;
    }
    bool follow(function_ref<bool(local_time)> take) {
        // Plain rules are followed in a file of whatever others.
        const auto given = std::clamp(steps_, fewest_steps, steps_of_a_rule);
        int left = given;
        const series s{r_, e_.from, e_.all_day, end_on_clock(r_, e_.all_day, clock_.zone)};
        const auto how = unroll(s, e_.from, left, take);
        steps_ = std::max(0, steps_ - (given - left));
        if (how == unrolled::too_long) refuse(too_long, "FREQ");
        if (how == unrolled::unknown) refuse(unknown_scale, "RSCALE=" + r_.scale);
        return how == unrolled::done;
    }

    std::string_view text_;
    const calendar::calendar_event& e_;
    const file_clock& clock_;
    int& steps_;
    recurrence_rule r_;
    settled_rule result_;
    bool changed_ = false;
};

} // namespace

settled_rule settle_rule(std::string_view text, const calendar::calendar_event& e, const file_clock& clock,
                         int& steps) {
    return settler{text, e, clock, steps}.settle();
}

} // namespace qaidam::icalendar
