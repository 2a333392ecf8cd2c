#include <qaidam/rail/timetable.hpp>

#include <algorithm>
#include <functional>
#include <stdexcept>

namespace qaidam::rail {

namespace {

/// With seconds always, as a feed must write it.
std::string as_written(service_time t) {
    const auto s = t.seconds();
    return fmt::format("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

} // namespace

std::string to_string(service_time t) {
    const auto s = t.seconds();
    auto text = fmt::format("{:02}:{:02}", s / 3600, s / 60 % 60);
    if (s % 60 != 0) text += fmt::format(":{:02}", s % 60);
    return text;
}

std::optional<service_time> find_service_time(std::string_view text) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto colon = text.find(':');
    if (colon < 1 || colon > 3 || text.size() != colon + 6 || text[colon + 3] != ':') return std::nullopt;
    int fields[3] = {};
    int field = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == colon || i == colon + 3) {
            ++field;
        } else if (digit(text[i])) {
            fields[field] = fields[field] * 10 + (text[i] - '0');
        } else {
            return std::nullopt;
        }
    }
    if (fields[1] > 59 || fields[2] > 59) return std::nullopt;
    return service_time{std::chrono::seconds{fields[0] * 3600 + fields[1] * 60 + fields[2]}};
}

calendar::ptime instant(const calendar::date& service_date, service_time t) {
    return calendar::at(service_date, std::chrono::seconds{t.seconds()});
}

std::vector<station_id> timetable::stations_named(std::string_view name) const {
    std::vector<station_id> found;
    for (const auto s : stations_.ids()) {
        const auto& x = stations_[s];
        if (x.key.text() == name || x.name.zh == name || x.name.en == name) found.push_back(s);
    }
    return found;
}

station_id timetable::station(std::string_view name) const {
    const auto found = stations_named(name);
    if (found.size() == 1) return found.front();
    throw std::invalid_argument(
        fmt::format("timetable: {} stations are called '{}', want one", found.size(), name));
}

station_id timetable_builder::station(rail::station s) {
    const auto k = s.key;
    if (const auto added = stations_.add(std::move(s))) return *added;
    throw std::invalid_argument("timetable_builder: station key '" + k.text() + "' is taken");
}

void timetable_builder::train(rail::train t, std::vector<call> calls) {
    t.calls = std::move(calls);
    if (t.key.empty()) t.key = t.number;
    trains_.push_back(std::move(t));
}

void check_calls(
    const std::vector<call>& calls,
    const std::function<void(const message_rule&, std::size_t, std::vector<std::string>)>& report) {
    if (calls.size() < 2) return report(codes::too_few_calls, 0, {std::to_string(calls.size())});
    if (!calls.front().departure) report(codes::no_time_at_end, 1, {});
    if (!calls.back().arrival) report(codes::no_time_at_end, calls.size(), {});
    std::optional<service_time> previous;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const auto& c = calls[i];
        if (c.arrival && c.departure && *c.departure < *c.arrival)
            report(codes::departs_before_arrival, i + 1, {as_written(*c.arrival), as_written(*c.departure)});
        const auto first = c.arrival ? c.arrival : c.departure;
        if (first && previous && *first < *previous)
            report(codes::time_before_previous, i + 1,
                   {as_written(*first), as_written(*previous),
                    as_written(service_time{std::chrono::seconds{first->seconds() + 86400}})});
        if (const auto last = c.departure ? c.departure : c.arrival)
            previous = previous ? std::max(*previous, *last) : *last;
    }
}

timetable timetable_builder::build() && {
    timetable result;
    notices all;
    for (auto& t : trains_) {
        const location where{.file = t.number.empty() ? t.key.text() : t.number};
        const auto errors = all.errors();
        for (const auto& c : t.calls)
            if (c.at.value() >= stations_.size())
                throw std::invalid_argument("timetable_builder: train " + where.file +
                                            " calls at a station that is not there");
        check_calls(t.calls,
                    [&](const message_rule& rule, std::size_t call, std::vector<std::string> arguments) {
                        auto at = where;
                        at.line = call;
                        all.add(rule, at, std::move(arguments));
                    });
        if (all.errors() != errors) continue;
        int latest = 0;
        for (const auto& c : t.calls)
            latest = std::max(
                {latest, c.arrival ? c.arrival->seconds() : 0, c.departure ? c.departure->seconds() : 0});
        result.longest_run_days_ = std::max(result.longest_run_days_, latest / 86400);
        const auto k = t.key;
        if (!result.trains_.add(std::move(t))) all.add(qaidam::codes::duplicate_key, where, {k.text()});
    }
    refuse_errors(all, policy::strict);
    result.stations_ = std::move(stations_);
    result.zone_ = std::move(zone_);
    return result;
}

} // namespace qaidam::rail
