/// Events: what has happened to an order. Each is its command as it was allowed, and what the desk worked out
/// of it. Events and files carry keys, never ids.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include <qaidam/events/fields.hpp>
#include <qaidam/services/commands.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

struct order_placed : place_order {
    grid_key grid{};
    due_time register_by{};
    due_time close_by{};
};
struct order_verified : verify_order {};
struct order_registered : register_order {
    due_time dispatch_by{};
};
struct order_declined : decline_order {};
struct order_dispatched : dispatch_order {
    due_time accept_by{};
    due_time return_by{};
    due_time due{};
    calendar::time_limit limit{};
    std::string rules{}; ///< the version that set the times
};
struct order_accepted : accept_order {};
struct home_visited : visit_home {};
struct order_returned : return_order {
    due_time dispatch_by{};
};
struct order_adjudicated : adjudicate_order {
    due_time accept_by{};
    due_time due{};
    calendar::time_limit limit{};
    std::string rules{};
};
struct order_transferred : transfer_order {};
struct order_extended : extend_order {
    due_time due{};
};
struct order_suspended : suspend_order {
    due_time due{}; ///< if it is resumed on the review date
};
struct order_resumed : resume_order {
    due_time due{};
};
struct order_fed_back : feed_back {
    due_time check_by{};
};
struct check_passed : pass_check {
    due_time rate_by{};
};
struct check_failed : fail_check {
    due_time due{};
};
struct order_rated : rate_order {
    due_time due{}; ///< where it goes back to its handler
};
struct appeal_made : appeal_order {
    due_time settle_by{};
};
struct appeal_settled : settle_appeal {
    order_state state = order_state::solved; ///< that follows
    due_time due{};                          ///< where it goes back to its handler
    due_time dispatch_by{};                  ///< where it is to be dispatched
};
struct order_cancelled : cancel_order {
    due_time due{}; ///< of handling, where it was suspended until now
};
struct order_forced : force_order {
    due_time due{}; ///< of handling, where it was suspended until now
};
struct order_merged : merge_order {
    due_time due{}; ///< of handling, where it was suspended until now
};
/// It goes on by itself, by a split_order or because what it was merged into was cancelled.
struct order_split : split_order {
    order_key from{};                        ///< what it was merged into
    order_state state = order_state::placed; ///< that follows
    due_time step_due{};                     ///< to be registered, dispatched, accepted
    due_time return_by{};                    ///< where it is dispatched
    due_time due{};                          ///< where somebody handles it
};
struct order_reopened : reopen_order {
    due_time accept_by{};
    due_time due{};
};
struct order_urged : urge_order {};
struct order_supervised : supervise_order {};
struct whistle_blown : blow_whistle {};
struct department_reported : report_in {};
/// It goes on in another community, as `referral_of` says.
struct order_referred : refer_order {
    order_state state = order_state::placed; ///< in which it goes on
    due_time step_due{};                     ///< to be registered, dispatched
    due_time due{};                          ///< of handling, where it was suspended until now
};
/// Its clocks go on as the desk counts them: what was promised stays.
struct order_received : receive_order {
    grid_key grid{};
    due_time step_due{};
    due_time close_by{};
    due_time due{};
    std::optional<calendar::time_limit> limit{};
};
/// Another order was merged into this one: those who reported it hear of this one. No command of its own:
/// it comes with order_merged.
struct order_joined {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    order_key other{};
    std::vector<person_key> reporters{};
};

/// An order that was merged into this one, or into one that was, goes on by itself. No command of its own: it comes
/// with order_split.
struct order_left {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    order_key other{};
    std::vector<person_key> reporters{}; ///< whose matter it is no more
};

/// In the order of `command`; order_joined and order_left last.
/// A std::variant of which copying, moving and destruction are compiled once, in the library.
struct event
    : std::variant<order_placed, order_verified, order_registered, order_declined, order_dispatched,
                   order_accepted, home_visited, order_returned, order_adjudicated, order_transferred,
                   order_extended, order_suspended, order_resumed, order_fed_back, check_passed, check_failed,
                   order_rated, appeal_made, appeal_settled, order_cancelled, order_forced, order_merged,
                   order_split, order_reopened, order_urged, order_supervised, whistle_blown,
                   department_reported, order_referred, order_received, order_joined, order_left> {
    using variant::variant;
    event() = default;
    event(const event& other);
    event(event&& other) noexcept;
    event& operator=(const event& other);
    event& operator=(event&& other) noexcept;
    ~event();
};

/// Whether every field is equal: of the command, and what the desk worked out.
template <events::alternative_of<event> E>
[[nodiscard]] bool operator==(const E& a, const E& b);

[[nodiscard]] const order_key& order_of(const event& e);
/// Each order has a stream: what is decided on it goes by its events alone. A merger has events of two, a cancellation of
/// all that was merged into it.
[[nodiscard]] const key& stream_of(const event& e);
[[nodiscard]] const person_key& actor_of(const event& e);
[[nodiscard]] calendar::local_time time_of(const event& e);
/// The reason it gives; nothing for one that gives none.
[[nodiscard]] const key* reason_of(const event& e);
/// "点单", "placed"
[[nodiscard]] std::string name_of(const event& e, language l = language::en);

/// Whether the event is this very command as it was allowed.
[[nodiscard]] bool comes_from(const event& e, const command& c);

/// One line of text that a journal can keep, and back. The form is stable: docs/events.md.
/// Throws (encode): std::invalid_argument for a special review date.
/// Throws (decode): data_error with codes::bad_event if the text is not one that encode wrote.
[[nodiscard]] std::string encode(const event& e);
[[nodiscard]] event decode(std::string_view text);

/// The order after one more event; `before` is null for the first.
/// Throws: std::invalid_argument if the event does not follow.
[[nodiscard]] order fold(const order* before, const event& e);

/// The order as it stood at an instant, from its own events or those of many orders; nothing if it was not
/// there yet.
/// Throws: std::invalid_argument if an event does not follow.
[[nodiscard]] std::optional<order> order_as_of(std::span<const event> history, const order_key& order,
                                               calendar::local_time instant);

} // namespace qaidam::services

#pragma GCC visibility pop
