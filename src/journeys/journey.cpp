#include <qaidam/journeys/journey.hpp>
#include <qaidam/rail/detail/service_days.hpp>

#include <algorithm>

namespace qaidam::journeys {

using namespace rail;

bool station_set::contains(station_id s) const {
    return std::find(all_.begin(), all_.end(), s) != all_.end();
}

calendar::local_time journey::departure() const {
    const auto* r = std::get_if<ride>(&legs.front());
    if (r != nullptr && r->waiting) return r->waiting->since;
    return std::visit([](const auto& l) { return l.departure; }, legs.front());
}
calendar::local_time journey::arrival() const {
    return std::visit([](const auto& l) { return l.arrival; }, legs.back());
}
calendar::utc_time journey::departure_utc() const {
    const auto* r = std::get_if<ride>(&legs.front());
    if (r != nullptr && r->waiting) return r->waiting->since_utc;
    return std::visit([](const auto& l) { return l.departure_utc; }, legs.front());
}
calendar::utc_time journey::arrival_utc() const {
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

std::vector<journey> find_all(const timetable& t, const query& q) {
    const network n{t};
    return router{n}.find_all(q);
}

std::optional<journey> find_earliest(const timetable& t, const query& q) {
    const network n{t};
    return router{n}.find_earliest(q);
}

} // namespace qaidam::journeys
