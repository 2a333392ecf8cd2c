/// What the desk asks of a command, and the times it works out. For the desk alone.
#pragma once

#include <qaidam/services/desk.hpp>

namespace qaidam::services {

/// The office's time as clocks of orders see it.
struct office_clock {
    const calendar::work_calendars& office;
    const desk_rules& rules;

    /// Throws (all of them): calendar::after_last_date.
    [[nodiscard]] due_time due(const desk_rules::limit& limit, calendar::local_time from) const;
    [[nodiscard]] due_time due(const handling_limit& limit, calendar::local_time from) const;
    /// What is due so many working days later.
    [[nodiscard]] due_time extend(const calendar::time_limit& limit, const due_time& due, int days) const;
    /// What is left of a clock that stood still from `stopped` to `restarted`, from there on. An overdue one
    /// stays so.
    [[nodiscard]] due_time carry(const calendar::time_limit& limit, const due_time& due,
                                 calendar::local_time stopped, calendar::local_time restarted) const;
    /// The same for a limit that the rules need not have any more; what is known is counted in office hours then.
    [[nodiscard]] due_time carry(const desk_rules::limit& limit, const due_time& due,
                                 calendar::local_time stopped, calendar::local_time restarted) const;

private:
    [[nodiscard]] due_time change(const calendar::time_limit& limit, const due_time& due,
                                  const due_change& by) const;
};

/// The grid in which a building lies on a day, or a spot without one; nothing if no grid holds it.
[[nodiscard]] std::optional<civic::grid_id> grid_at(const civic::community& c, const building_key& building,
                                                    const std::optional<spot>& where,
                                                    const calendar::date& day);

/// Asks all there is to ask of one command.
struct desk::checker {
    const desk& d;
    const order* o; ///< null only for place_order and receive_order

    using verdict = std::optional<refusal>;

    /// The state, the time, and whether the person may take the step.
    [[nodiscard]] verdict ask_step(step s, const person_key& by, calendar::local_time at) const;
    /// What the order and the time decide by themselves.
    [[nodiscard]] verdict ask_order(step s, const person_key& by, calendar::local_time at) const;

    /// What the person sees of the order; nothing for who has nothing to do with it.
    [[nodiscard]] std::optional<sight> ask_sight(const person_key& person, calendar::local_time at) const;

    /// Whether the community has it.
    [[nodiscard]] bool exists(const handler& h) const;

    /// What the command says.
    verdict operator()(const place_order& x) const;
    verdict operator()(const dispatch_order& x) const;
    verdict operator()(const visit_home& x) const;
    verdict operator()(const adjudicate_order& x) const;
    verdict operator()(const transfer_order& x) const;
    verdict operator()(const extend_order& x) const;
    verdict operator()(const suspend_order& x) const;
    verdict operator()(const feed_back& x) const;
    verdict operator()(const merge_order& x) const;
    verdict operator()(const blow_whistle& x) const;
    verdict operator()(const report_in& x) const;
    verdict operator()(const refer_order& x) const;
    verdict operator()(const receive_order& x) const;
    verdict operator()(const auto& x) const {
        if constexpr (requires { x.reason; }) return needs(x.reason, "reason");
        return std::nullopt;
    }

private:
    [[nodiscard]] const civic::community& c() const { return *d.community_; }
    [[nodiscard]] office_clock clock() const { return {*d.office_, d.rules_}; }
    [[nodiscard]] bool acts_for(const person_key& person, const handler& h, const calendar::date& day) const;
    [[nodiscard]] bool worked_on(const person_key& person, const calendar::date& day) const;
    [[nodiscard]] bool is(actor a, step s, const person_key& person, calendar::local_time at) const;
    [[nodiscard]] bool has_right(const std::variant<step, sight>& to, const person_key& person,
                                 calendar::local_time at) const;
    [[nodiscard]] std::string names_of(enum_set<actor> who, step s) const;
    [[nodiscard]] bool covers(const civic::role& r, const calendar::date& day) const;
    [[nodiscard]] verdict not_own_work(const person_key& by, calendar::local_time at) const;
    [[nodiscard]] bool due_within(calendar::working_time amount, calendar::local_time at) const;
    [[nodiscard]] verdict in_time(step s, const desk_rules::limit& limit, calendar::local_time at) const;
    [[nodiscard]] verdict needs_competence(const handler& h, calendar::local_time at) const;
    [[nodiscard]] bool may_help(const handler& h, calendar::local_time at) const;
    [[nodiscard]] verdict needs_new_hands(const handler& h) const;
    [[nodiscard]] verdict check_place(const building_key& building, const std::optional<spot>& where,
                                      calendar::local_time at) const;
    [[nodiscard]] verdict check_photos(std::span<const photo> photos) const;
    [[nodiscard]] bool may_report(const person_key& person) const;
    /// The order in which this one goes on: itself, unless it is merged.
    [[nodiscard]] const order& root() const;
    /// Whether the other lies where this one does, on the day on which either was placed.
    [[nodiscard]] bool shares_place_with(const order& other) const;
    static verdict needs(const key& text, std::string_view what);
};

} // namespace qaidam::services
