// What is due at a desk, what is overdue, and what is not yet known.
#include <algorithm>

#include <qaidam/calendar/codes.hpp>
#include <qaidam/services/desk.hpp>

#include "desk_check.hpp"
#include "due_index.hpp"

namespace qaidam::services {

using calendar::local_time;

std::string to_string(escalation e, language l) {
    static constexpr wording words[] = {
        {"超期", "overdue"}, {"催办", "to be urged"}, {"通报", "to be criticised"}};
    return std::string{words[static_cast<std::size_t>(e)].in(l)};
}

std::vector<deadline_entry> desk::due_between(local_time from, local_time until) const {
    std::vector<deadline_entry> all;
    due_->each_between(from, until, [&](order_id id) {
        const auto due = next_deadline(orders_[id]);
        if (due.is_known() && *due >= from && *due < until) all.push_back({id, due});
    });
    std::sort(all.begin(), all.end(), [](const deadline_entry& a, const deadline_entry& b) {
        return std::pair{*a.due, a.order} < std::pair{*b.due, b.order};
    });
    return all;
}

std::vector<deadline_entry> desk::not_yet_due() const {
    std::vector<deadline_entry> all;
    due_->each_between(local_time::last(), local_time::last(), [&](order_id id) {
        if (auto due = next_deadline(orders_[id]); due.open()) all.push_back({id, std::move(due)});
    });
    std::sort(all.begin(), all.end(), [](const deadline_entry& a, const deadline_entry& b) {
        return std::pair{a.due.open()->from, a.order} < std::pair{b.due.open()->from, b.order};
    });
    return all;
}

namespace {

/// The moment after so much working time; the last there is where the holidays till then are not known.
local_time until_after(local_time now, calendar::working_time ahead, const calendar::work_calendar& office) {
    try {
        return office.add(now, ahead) + std::chrono::seconds{1}; // a deadline at the very moment counts
    } catch (const calendar::unknown_holidays&) {
        return local_time::last();
    }
}

} // namespace

std::vector<deadline_entry> desk::due_within(local_time now, calendar::working_time ahead) const {
    auto all = due_between(now, until_after(now, ahead, office_->usual()));
    for (auto& e : not_yet_due()) all.push_back(std::move(e));
    return all;
}

std::vector<escalation_entry> desk::escalations(local_time now) const {
    const office_clock clock{*office_, rules_};
    const auto passed = [&](const desk_rules::limit& limit, local_time due) {
        try {
            const auto end = clock.due(limit, due);
            return end.is_known() && *end < now;
        } catch (const calendar::after_last_date&) {
            return false;
        }
    };
    std::vector<escalation_entry> all;
    for (const auto& e : due_between(local_time::first(), now))
        all.push_back({e.order, *e.due,
                       passed(rules_.criticised_after, *e.due) ? escalation::criticised
                       : passed(rules_.urged_after, *e.due)    ? escalation::urged
                                                               : escalation::overdue});
    return all;
}

std::vector<finding> audit(const desk& d) {
    std::vector<finding> found;
    for (const auto& o : d.orders()) {
        const auto look = [&](const due_time& due, const label& what) {
            if (!due.open()) return;
            const auto year = missing_year(*due.open(), d.office());
            found.push_back({&calendar::codes::holidays_not_known,
                             o.key,
                             {in_both(what), year ? std::to_string(*year) : "–"}});
        };
        look(o.step_due, {"下一步的时限", "the deadline of its next step"});
        look(o.due, {"办理时限", "the deadline of handling it"});
        look(o.close_by, {"结案时限", "the deadline of closing it"});
        const label accepted{"接单是否及时", "whether it was accepted in time"};
        if (o.open_response) look(o.open_response->by, accepted);
        if (o.referred) look(o.referred->accept_by, accepted);
    }
    return found;
}

} // namespace qaidam::services
