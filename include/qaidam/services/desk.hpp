/// The desk: whether a command is allowed, what follows from it, and the orders that result.
///
///     const services::desk desk{community, catalogue, calendar, rules};
///     if (const auto refusal = desk.check(command)) return show(*refusal);
///     const auto events = desk.decide(command);     // pure
///     journal.append(events);
///     desk.apply(events);
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include <qaidam/services/order.hpp>

namespace qaidam::services {

/// What differs from city to city. The version goes into the events that depended on it.
struct desk_rules {
    std::string version = "default-1";
    calendar::counting counting = calendar::counting::from_next_day;
    bool system_registers_errands = true; ///< an errand needs no judgement before it is taken up
    bool system_passes_visited = true;    ///< what was done at the door needs no second visit
};

/// Not safe for concurrent use while `apply` runs; const calls are.
class desk {
public:
    /// The community, catalogue and calendar are referred to and must outlive the desk.
    desk(const civic::community& c, const catalogue& offered, const calendar::work_calendar& office,
         desk_rules rules = {});
    desk(civic::community&&, const catalogue&, const calendar::work_calendar&, desk_rules = {}) = delete;
    desk(const civic::community&, catalogue&&, const calendar::work_calendar&, desk_rules = {}) = delete;
    desk(const civic::community&, const catalogue&, calendar::work_calendar&&, desk_rules = {}) = delete;

    /// Why the command is not allowed now; nothing if it is. Throws: nothing but std::bad_alloc, and
    /// std::invalid_argument for a time that is special or has a fraction of a second.
    [[nodiscard]] std::optional<refusal> check(const command& c) const;

    /// The events that the command causes; none if it was carried out before, word for word.
    /// Throws: refused if check would refuse; std::invalid_argument if the holidays up to the due date are
    /// not
    ///         known.
    [[nodiscard]] std::vector<event> decide(const command& c) const;

    /// Takes note of events, all or none of them.
    /// Throws: std::invalid_argument if they do not follow from what was applied before.
    void apply(std::span<const event> events);

    [[nodiscard]] const order* find(const key& order) const;
    [[nodiscard]] const std::map<key, order>& orders() const { return orders_; }
    /// The names of the commands that an order would take in its state.
    [[nodiscard]] static std::vector<std::string> allowed_in(order_state s, language l = language::en);

private:
    struct checker;

    const civic::community* community_;
    const catalogue* catalogue_;
    const calendar::work_calendar* office_;
    desk_rules rules_;
    std::map<key, order> orders_;
};

} // namespace qaidam::services
