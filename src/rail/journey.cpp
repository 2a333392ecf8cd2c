#include <qaidam/rail/journey.hpp>

#include <algorithm>

namespace qaidam::rail {

bool station_set::contains(station_id s) const {
    return std::find(all_.begin(), all_.end(), s) != all_.end();
}

calendar::ptime journey::departure() const {
    return std::visit([](const auto& l) { return l.departure; }, legs.front());
}
calendar::ptime journey::arrival() const {
    return std::visit([](const auto& l) { return l.arrival; }, legs.back());
}
calendar::ptime journey::departure_utc() const {
    return std::visit([](const auto& l) { return l.departure_utc; }, legs.front());
}
calendar::ptime journey::arrival_utc() const {
    return std::visit([](const auto& l) { return l.arrival_utc; }, legs.back());
}

std::vector<ride> journey::rides() const {
    std::vector<ride> all;
    for (const auto& l : legs)
        if (const auto* r = std::get_if<ride>(&l)) all.push_back(*r);
    return all;
}

std::size_t journey::changes() const {
    std::size_t boarded = 0;
    for (const auto& l : legs)
        if (const auto* r = std::get_if<ride>(&l); r != nullptr && !r->stays_seated) ++boarded;
    return boarded - 1;
}

std::vector<journey> plan_journeys(const timetable& t, const journey_query& q) {
    const network n{t};
    return router{n}.plan(q);
}

std::optional<journey> find_earliest_journey(const timetable& t, const journey_query& q) {
    const network n{t};
    return router{n}.earliest(q);
}

} // namespace qaidam::rail
