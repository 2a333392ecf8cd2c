/// The desk: whether a command is allowed, what follows from it, and the orders that result.
///
///     services::desk desk{community, catalogue, office, rules};
///     const auto decision = desk.decide(command);   // pure
///     if (decision.why_not()) return show(*decision.why_not());
///     desk.apply(decision.events());
///
/// events::recorder does this with a journal between the last two.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/events/recorder.hpp>
#include <qaidam/geo/point.hpp>
#include <qaidam/services/events.hpp>
#include <qaidam/services/rules.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

/// A step and, if somebody may not take it now, why.
struct permission {
    services::step step;
    std::optional<refusal> why_not{};
};

/// An order whose next deadline has come near, has passed, or is not yet known.
struct deadline_entry {
    order_id order;
    due_time due;
};

/// An open order that may be the same matter as another.
struct duplicate {
    order_id order;
    geo::meters
        distance; ///< between the two; 0 where they have a building in common and nobody knows where it is
    std::chrono::seconds age; ///< by how much it was placed before the other
    /// What the asker sees of it. Nothing: it is public, and they may be told that it is there: its key, item, state, time.
    std::optional<services::sight> sight{};
    friend bool operator==(const duplicate&, const duplicate&) = default;
};

/// How far an order is overdue.
enum class escalation {
    overdue,   ///< 超期
    urged,     ///< 应催办: longer than `desk_rules::urged_after`
    criticised ///< 应通报: longer than `desk_rules::criticised_after`
};
[[nodiscard]] std::string to_string(escalation e, language l = language::en);

struct escalation_entry {
    order_id order;
    calendar::local_time due;
    escalation level;
};

/// Not safe for concurrent use while `apply` runs; const calls are.
class desk {
public:
    using command = services::command;
    using event = services::event;

    /// `start` is how orders stand before the first event. The community, catalogue and calendar are referred
    /// to and must outlive the desk.
    /// Throws: std::invalid_argument, naming the rule or item, for a limit that is not 1 to time_limit::most
    ///         of its unit or names a calendar that there is not, and for a number that is not 0 to desk_rules::most.
    desk(const civic::community& c, const services::catalogue& offered,
         const calendar::work_calendars& office, desk_rules rules = {}, order_book start = {});
    desk(civic::community&&, const services::catalogue&, const calendar::work_calendars&, desk_rules = {},
         order_book = {}) = delete;
    desk(const civic::community&, services::catalogue&&, const calendar::work_calendars&, desk_rules = {},
         order_book = {}) = delete;
    desk(const civic::community&, const services::catalogue&, calendar::work_calendars&&, desk_rules = {},
         order_book = {}) = delete;
    desk(desk&&) noexcept;
    desk& operator=(desk&&) noexcept;
    ~desk();

    /// Why the command is not allowed now; nothing if it is. `seen` is the version of the order on which the
    /// command was decided: a refusal if the order has moved on since.
    /// Throws: std::invalid_argument for a special review date.
    [[nodiscard]] std::optional<refusal> check(const command& c,
                                               std::optional<std::uint32_t> seen = std::nullopt) const;

    /// The events that the command causes, one, or more where orders are merged or split; none where an order is received that
    /// was received before; or what check says.
    [[nodiscard]] events::decision<event> decide(const command& c,
                                                 std::optional<std::uint32_t> seen = std::nullopt) const;

    /// Takes note of events, all or none of them.
    /// Throws: std::invalid_argument if they do not follow from what was applied before.
    void apply(std::span<const event> all);

    /// How many events of the stream were applied.
    [[nodiscard]] std::uint64_t version(const key& stream) const;
    [[nodiscard]] static event decode(std::string_view line) { return services::decode(line); }

    /// Every step except placing, with the reason if the person may not take it now. Only the order, the time
    /// and the person are looked at; `check` also looks at the rest of a command.
    /// Throws: std::invalid_argument if there is no such order.
    [[nodiscard]] std::vector<permission> allowed(const order_key& order, const person_key& person,
                                                  calendar::local_time at) const;

    /// How much of the order the person sees then; nothing for who has nothing to do with it. Its reporters, whoever
    /// placed it, its handler and those who help, departments that are to report in, and the system see all of it;
    /// others what the rights say.
    /// Throws: std::invalid_argument if there is no such order.
    [[nodiscard]] std::optional<sight> sight_of(const order_key& order, const person_key& person,
                                                calendar::local_time at) const;
    /// The order as the person sees it then: who sees the matter alone sees none of its reporters.
    /// Throws: std::invalid_argument if there is no such order.
    [[nodiscard]] std::optional<order> look_at(const order_key& order, const person_key& person,
                                               calendar::local_time at) const;

    /// Open orders that may be the same matter as one that is to be placed: of the same item, or category where the rules say
    /// so; no further away than they say, by their spots or else their buildings, and placed no more days before or after;
    /// and which whoever places it sees, or which are public. The nearest first, of equals the youngest.
    /// Cost: O(open orders of the item within three times that distance), whatever else there is; measured in
    /// tests/bench/services_bench.cpp.
    [[nodiscard]] std::vector<duplicate> find_duplicates(const place_order& c) const;
    /// The same for an order that is there: what it might be merged with; nothing for an asker who does not see it then.
    /// Throws: std::invalid_argument if there is no such order.
    [[nodiscard]] std::vector<duplicate> find_duplicates(const order_key& order, const person_key& asker,
                                                         calendar::local_time at) const;

    [[nodiscard]] const order* find(const order_key& order) const;
    [[nodiscard]] const order_book& orders() const;
    [[nodiscard]] const desk_rules& rules() const;
    [[nodiscard]] const civic::community& community() const;
    [[nodiscard]] const services::catalogue& catalogue() const;
    [[nodiscard]] const calendar::work_calendars& office() const;

    /// Open orders whose next deadline is in [from, until), the most pressing first.
    /// Cost: O(log hours + answers log answers).
    [[nodiscard]] std::vector<deadline_entry> due_between(calendar::local_time from,
                                                          calendar::local_time until) const;
    /// Open orders whose next deadline is not yet known, in the order from which it is counted.
    [[nodiscard]] std::vector<deadline_entry> not_yet_due() const;
    /// Open orders whose next deadline comes within so much working time of the office, and after them those whose next deadline
    /// is not yet known. Where the holidays until then are not known: all that are due from now on.
    [[nodiscard]] std::vector<deadline_entry> due_within(calendar::local_time now,
                                                         calendar::working_time ahead) const;
    /// Open orders whose next deadline has passed, the longest overdue first.
    [[nodiscard]] std::vector<escalation_entry> escalations(calendar::local_time now) const;

    /// The name under which a journal keeps snapshots of desks, and the version of their form.
    static constexpr std::string_view snapshot_name = "services";
    static constexpr std::uint64_t snapshot_version = 6;
    /// The orders as they are. Cost: O(orders).
    [[nodiscard]] std::vector<std::string> pack() const;
    /// Has the orders that `pack` gave from now on. Returns whether it could read them, and they are of a desk that
    /// began with the same orders; else it is as it was.
    [[nodiscard]] bool unpack(std::span<const std::string> parts);

    /// From now on the desk uses another version of the community, its catalogue and its calendars. Orders stay
    /// as they are, and in the grids in which they were placed; only deadlines that were not yet known are set if they are
    /// known now, by what was promised then.
    /// Returns: a finding for each thing that an open order names and the new version does not have.
    /// Throws: std::invalid_argument for a limit that cannot be counted.
    std::vector<finding> rebase(const civic::community& c, const services::catalogue& offered,
                                const calendar::work_calendars& office);
    std::vector<finding> rebase(civic::community&&, const services::catalogue&,
                                const calendar::work_calendars&) = delete;
    std::vector<finding> rebase(const civic::community&, services::catalogue&&,
                                const calendar::work_calendars&) = delete;
    std::vector<finding> rebase(const civic::community&, const services::catalogue&,
                                calendar::work_calendars&&) = delete;

private:
    struct checker;
    struct decider;
    class due_index;
    class place_index;

    void remember_start();
    void index_orders();
    void index_place(order_id id);
    [[nodiscard]] std::string_view duplicate_group(const item_key& item, calendar::local_time at) const;
    [[nodiscard]] std::vector<duplicate> find_duplicates(const services::order& like, const person_key& asker,
                                                         calendar::local_time at) const;
    [[nodiscard]] std::optional<refusal> ask(const command& c, const order* o,
                                             std::optional<std::uint32_t> seen) const;

    const civic::community* community_;
    const services::catalogue* catalogue_;
    const calendar::work_calendars* office_;
    desk_rules rules_;
    order_book orders_;
    std::uint64_t start_stamp_ = 0; ///< of what it was made with
    std::unique_ptr<due_index> due_;
    std::unique_ptr<place_index> places_;
};

/// Deadlines that are not yet known, with the year whose holidays are missing: of open orders and of closed ones, which
/// count in no rate of deadlines till then.
[[nodiscard]] std::vector<finding> audit(const desk& d);

} // namespace qaidam::services

extern template class qaidam::events::recorder<qaidam::services::desk>; // in the library

template <>
struct fmt::formatter<qaidam::services::escalation>
    : qaidam::detail::bilingual_formatter<qaidam::services::escalation> {};

#pragma GCC visibility pop
