#include <qaidam/civic/activity.hpp>

#include <algorithm>

#include <qaidam/civic/masking.hpp>

namespace qaidam::civic {

bool knows(const community& c, const handler& h) {
    switch (h.kind) {
    case handler_kind::department: return c.departments().find(h.key).has_value();
    case handler_kind::team: return c.teams().find(h.key).has_value();
    case handler_kind::person: return c.people().find(h.key).has_value();
    }
    return false;
}

std::string name_of(const handler& h, const community& c, language l) {
    switch (h.kind) {
    case handler_kind::department:
        if (const auto id = c.departments().find(h.key)) return c.departments()[*id].name.in(l);
        break;
    case handler_kind::team:
        if (const auto id = c.teams().find(h.key)) return c.teams()[*id].name.in(l);
        break;
    case handler_kind::person:
        if (const auto id = c.people().find(h.key)) return mask_name(c.people()[*id].name.in(l));
        break;
    }
    return h.key.text();
}

std::string to_string(activity_kind k, language l) {
    return to_string(activity_words, k, l);
}

namespace {

/// By duty.
constexpr activity_kind duty_activities[] = {activity_kind::hardship, activity_kind::mediation,
                                             activity_kind::patrol, activity_kind::environment,
                                             activity_kind::publicity};

} // namespace

activity_kind activity_of(duty d) {
    return duty_activities[static_cast<std::size_t>(d)];
}

std::optional<duty> find_duty(activity_kind k) {
    const auto* found = std::find(std::begin(duty_activities), std::end(duty_activities), k);
    if (found == std::end(duty_activities)) return std::nullopt;
    return static_cast<duty>(found - duty_activities);
}

handler read_handler(record& r, const community& c) {
    handler h{r.choice<handler_kind>("handler", choices<handler_kind>(handler_words)), r.key("handler_id")};
    static constexpr std::string_view files[] = {"departments.csv", "teams.csv", "people.csv"};
    if (r.ok() && !knows(c, h)) r.miss("handler_id", h.key.text(), files[static_cast<std::size_t>(h.kind)]);
    return h;
}

} // namespace qaidam::civic
