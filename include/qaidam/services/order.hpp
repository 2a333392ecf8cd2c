/// Orders: their states, the commands that people give and the events that follow.
///
/// 群众点单 → 社区下单 → 部门接单 → 上门 → 反馈 → 核查 → 评价. Commands and events carry keys, and their time
/// is an argument.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <qaidam/calendar/time.hpp>
#include <qaidam/services/catalogue.hpp>

namespace qaidam::services {

enum class order_state {
    placed,       ///< 已点单
    registered,   ///< 已立案
    dispatched,   ///< 已派单
    handling,     ///< 办理中
    suspended,    ///< 挂起
    returned,     ///< 已退单
    to_check,     ///< 待核查
    follow_up,    ///< 待评价
    under_review, ///< 申诉复核中
    solved,       ///< 已办结, closed
    declined,     ///< 不予立案, closed
    cancelled,    ///< 已取消, closed
    merged,       ///< 已并案, closed
    forced        ///< 强制结案, closed
};

[[nodiscard]] bool is_closed(order_state s);
/// The state's place in Open311 GeoReport v2: "open" or "closed".
[[nodiscard]] std::string_view open311_status(order_state s);
[[nodiscard]] std::string to_string(order_state s, language l = language::en);

/// How an order reached the community.
enum class channel { phone, chat_group, visit, hall, hotline };
[[nodiscard]] std::string to_string(channel c, language l = language::en);

/// The actor of steps that a profile lets the system take by itself.
inline const key system_actor{"system"};

/// A resident orders (点单). `order` is the idempotency key: the same command again changes nothing.
struct place_order {
    key order{};
    key by{}; ///< who orders: a person
    calendar::ptime at{};
    key item{};
    key building{}; ///< where it is needed
    bool at_door = false;
    services::channel channel = services::channel::phone;
    friend bool operator==(const place_order&, const place_order&) = default;
};
/// The community takes it up (立案).
struct register_order {
    key order{};
    key by{};
    calendar::ptime at{};
    friend bool operator==(const register_order&, const register_order&) = default;
};
/// The community names a handler (下单); the handle clock starts.
struct dispatch_order {
    key order{};
    key by{};
    calendar::ptime at{};
    services::handler handler{handler_kind::department, {}};
    friend bool operator==(const dispatch_order&, const dispatch_order&) = default;
};
/// The handler accepts (接单).
struct accept_order {
    key order{};
    key by{};
    calendar::ptime at{};
    friend bool operator==(const accept_order&, const accept_order&) = default;
};
/// The handler was at the door (上门). `note` is the key of the text that says what was done: personal text
/// is kept beside the events, where it can be erased (intake.hpp).
struct visit_home {
    key order{};
    key by{};
    calendar::ptime at{};
    calendar::ptime left{};
    key note{};
    friend bool operator==(const visit_home&, const visit_home&) = default;
};
/// The handler reports what was done (反馈); `evidence` names where the proof is kept.
struct feed_back {
    key order{};
    key by{};
    calendar::ptime at{};
    key evidence{};
    friend bool operator==(const feed_back&, const feed_back&) = default;
};
/// Someone other than the handler finds it in order (核查通过).
struct pass_check {
    key order{};
    key by{};
    calendar::ptime at{};
    friend bool operator==(const pass_check&, const pass_check&) = default;
};
/// The resident rates it (评价).
struct rate_order {
    key order{};
    key by{};
    calendar::ptime at{};
    bool solved = true;
    bool satisfied = true;
    friend bool operator==(const rate_order&, const rate_order&) = default;
};

using command = std::variant<place_order, register_order, dispatch_order, accept_order, visit_home, feed_back,
                             pass_check, rate_order>;

// What has happened. An event is what its command asked for, and what the desk worked out.
struct order_placed {
    key order;
    key by;
    calendar::ptime at;
    key item;
    key building;
    bool at_door;
    services::channel channel;
};
struct order_registered {
    key order;
    key by;
    calendar::ptime at;
};
struct order_dispatched {
    key order;
    key by;
    calendar::ptime at;
    services::handler handler;
    calendar::ptime due;
    std::string rules;
};
struct order_accepted {
    key order;
    key by;
    calendar::ptime at;
};
struct home_visited {
    key order;
    key by;
    calendar::ptime at;
    calendar::ptime left;
    key note;
};
struct order_fed_back {
    key order;
    key by;
    calendar::ptime at;
    key evidence;
};
struct check_passed {
    key order;
    key by;
    calendar::ptime at;
};
struct order_rated {
    key order;
    key by;
    calendar::ptime at;
    bool solved;
    bool satisfied;
};

using event = std::variant<order_placed, order_registered, order_dispatched, order_accepted, home_visited,
                           order_fed_back, check_passed, order_rated>;

[[nodiscard]] const key& order_of(const command& c);
[[nodiscard]] const key& order_of(const event& e);
[[nodiscard]] const key& actor_of(const event& e);
[[nodiscard]] const calendar::ptime& time_of(const event& e);
/// "点单", "placed"
[[nodiscard]] std::string name_of(const event& e, language l = language::en);
[[nodiscard]] std::string name_of(const command& c, language l = language::en);

/// One line of text that a journal can keep, and back. The form is stable: docs/events.md.
/// Throws (encode): std::invalid_argument for a special time or a fraction of a second.
/// Throws (decode): data_error with codes::bad_event if the text is not one that encode wrote.
[[nodiscard]] std::string encode(const event& e);
[[nodiscard]] event decode(std::string_view text);

/// An order as its events have made it.
struct order {
    qaidam::key key;
    order_state state = order_state::placed;
    qaidam::key item;
    qaidam::key building;
    qaidam::key reporter;
    bool at_door = false;
    services::channel channel = services::channel::phone;
    calendar::ptime placed_at;
    calendar::ptime last_at; ///< of the last event
    std::optional<services::handler> handler{};
    std::optional<calendar::ptime> due{};
    std::optional<calendar::ptime> fed_back_at{};
    int visits = 0; ///< since it was accepted, or rated as not solved
    std::optional<bool> satisfied{};
    friend bool operator==(const order&, const order&) = default;
};

} // namespace qaidam::services

template <>
struct fmt::formatter<qaidam::services::order_state>
    : qaidam::detail::bilingual_formatter<qaidam::services::order_state> {};
