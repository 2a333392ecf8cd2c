/// Orders: what a resident asked for, through all its states (群众点单 → 社区下单 → 部门接单 → … → 满意).
///
/// An order is the fold of its events (events.hpp), which follow from commands (commands.hpp) by the rules of
/// one table (steps.hpp). The desk (desk.hpp) keeps the orders.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/calendar/time.hpp>
#include <qaidam/services/catalogue.hpp>
#include <qaidam/services/due_time.hpp>
#include <qaidam/services/photo.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

using order_id = id<struct order_tag>;
using order_key = key_of<order_tag>;

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
    forced,       ///< 强制结案, closed
    referred      ///< 已移交, closed here: it goes on in another community
};
inline constexpr int order_states = 15;

[[nodiscard]] bool is_closed(order_state s);
/// The state's place in Open311 GeoReport v2: "open" or "closed".
[[nodiscard]] std::string_view open311_status(order_state s);
[[nodiscard]] std::string to_string(order_state s, language l = language::en);

/// The word of files: "to_check".
[[nodiscard]] std::string to_cell(order_state s);

/// How an order reached the community.
enum class channel { phone, chat_group, visit, hall, hotline, exchange };
[[nodiscard]] std::string to_string(channel c, language l = language::en);
[[nodiscard]] std::string to_cell(channel c);

/// What a grid member found on the spot (核实).
enum class verification { exists, does_not_exist, unable };
[[nodiscard]] std::string to_string(verification v, language l = language::en);
[[nodiscard]] std::string to_cell(verification v);

/// The actor of steps that the rules let the system take by itself. A program that takes names from people refuses
/// this one, as load_commands does: whoever could type it would be the system.
inline const person_key system_actor{"system"};

/// The key of a reporter who is in no register (未登记点单人): a visitor, somebody who does not say who they are. They follow
/// their order by a token, and whoever has the token is the reporter; commands, events and pages have this key of it,
/// from which it cannot be found. Their contact is a text about the key: phone_key of personal.hpp.
/// Requires: a token that nobody can guess, as of 128 random bits; else std::invalid_argument if it is shorter
/// than 16 bytes.
[[nodiscard]] person_key visitor_of(std::string_view token);
[[nodiscard]] bool is_visitor(const person_key& person);

/// Whoever speaks against a decision, and what became of it.
struct appeal {
    person_key by{};
    order_state against = order_state::solved; ///< the state that it was in
    bool of_reporter = true;                   ///< else of the handler
    std::optional<bool> reversed{};            ///< nothing while it is under review
    std::optional<calendar::local_time> settled_at{};
    friend bool operator==(const appeal&, const appeal&) = default;
};

/// A time in which the handle clock stands.
struct suspension {
    calendar::local_time since;
    calendar::local_time review; ///< it is over then at the latest
    due_time due_before;         ///< what was due when it began
    friend bool operator==(const suspension&, const suspension&) = default;
};

/// Departments that were called (吹哨) to report by a time (报到).
struct whistle {
    calendar::local_time at;
    calendar::local_time report_by;
    std::vector<department_key> called{};   ///< departments
    std::vector<department_key> reported{}; ///< those of them that came
    friend bool operator==(const whistle&, const whistle&) = default;
};

/// What a reporter says of an order since it was last fed back.
struct rating {
    person_key by{};
    calendar::local_time at{};
    bool solved = true;
    bool satisfied = true;
    bool struck = false; ///< an appeal of the handler was granted since: it counts in no rate
    friend bool operator==(const rating&, const rating&) = default;
};

/// An acceptance of which it is not yet known whether it was in time; till then it counts as such.
struct open_response {
    calendar::local_time at{};
    due_time by{};
    friend bool operator==(const open_response&, const open_response&) = default;
};

/// Where an order stood when it was merged, and goes on when it is split off.
struct merged_from {
    order_state state = order_state::placed;
    due_time step_due{};
    due_time return_by{};
    friend bool operator==(const merged_from&, const merged_from&) = default;
};

/// Where an order went that was referred to another community (移交), and how it stood then.
struct referral {
    civic::community_key to{};
    building_key building{};                 ///< there; blank for a spot without one
    order_state state = order_state::placed; ///< in which it goes on: placed or registered
    due_time step_due{};                     ///< of the step that it waits for
    bool accepted_late = false;              ///< nobody had accepted it when that was due
    due_time accept_by{}; ///< when it was due, while it is not yet known whether that was so
    friend bool operator==(const referral&, const referral&) = default;
};

/// Where an order came from that another community referred.
struct receipt {
    civic::community_key from{};
    order_key order{}; ///< its key there
    calendar::local_time referred_at{};
    bool accepted_late = false; ///< there; what was late once is not made good here
    friend bool operator==(const receipt&, const receipt&) = default;
};

/// An order as its events have made it.
struct order {
    order_key key{};
    order_state state = order_state::placed;
    std::uint32_t version = 0; ///< the number of its events

    item_key item{};
    building_key building{};              ///< blank where it is none
    std::optional<services::spot> spot{}; ///< where it is, more closely or without a building
    qaidam::key text{};                   ///< what its reporter says: the key of a note, or blank
    std::vector<attribute> attributes{};  ///< what it answers of what its item asked
    std::vector<attribute_text> attribute_texts{};
    note_key address{};          ///< where it is, in words: a note, or blank
    std::vector<photo> photos{}; ///< of the matter
    grid_key grid{};             ///< in which it lay when it was placed
    person_key placed_by{};
    person_key reporter{}; ///< whose matter it is
    bool at_door = false;
    services::channel channel = services::channel::phone;
    services::priority priority = services::priority::normal;

    calendar::local_time placed_at{};
    calendar::local_time last_at{}; ///< of the last event
    std::optional<calendar::local_time> registered_at{};
    std::optional<calendar::local_time> dispatched_at{}; ///< the last time
    std::optional<calendar::local_time> accepted_at{};
    std::optional<calendar::local_time> fed_back_at{}; ///< the last time
    std::optional<calendar::local_time> closed_at{}; ///< the last time, also while it is reviewed or reopened

    /// The deadline of the step it waits for: to be registered, dispatched, accepted, checked.
    due_time step_due{};
    due_time close_by{};          ///< of the whole, where the rules set one
    due_time due{};               ///< of handling; while suspended, if resumed on the review date
    due_time return_by{};         ///< nothing where it cannot be returned
    calendar::time_limit limit{}; ///< of handling, as it was when it was dispatched
    std::string rules{};          ///< their version then
    std::optional<calendar::local_time> stopped_at{}; ///< since when the handle clock stands
    std::optional<services::suspension> suspension{}; ///< while it is

    std::optional<services::handler> handler{};
    std::vector<services::handler> co_handlers{};
    std::vector<services::handler> former_handlers{}; ///< by return or transfer
    std::vector<person_key> hands{};                  ///< people who accepted, visited, fed back
    std::optional<services::verification> verified{};
    bool adjudicated = false;             ///< a supervisor named the handler
    person_key decided_by{};              ///< who declined, cancelled, closed by force or passed it
    qaidam::key reason{};                 ///< of the last step that gave one
    qaidam::key evidence{};               ///< of the last feedback
    std::vector<photo> feedback_photos{}; ///< of the last feedback

    int visits = 0; ///< since it was dispatched, or last sent back to its handler
    int returns = 0;
    int transfers = 0;
    int extended_days = 0; ///< working days, in all
    int suspensions = 0;
    int reworks = 0; ///< failed checks
    int redos = 0;   ///< ratings that said "not solved"
    int reopenings = 0;
    int urges = 0;
    int supervisions = 0;
    bool responded = false; ///< somebody accepted it in time
    std::optional<services::open_response>
        open_response{}; ///< while it is not yet known whether it was in time

    std::optional<bool> solved{};    ///< as the last rating said
    std::optional<bool> satisfied{}; ///< as the last rating said
    person_key rated_by{};           ///< who gave it
    bool rating_struck = false;      ///< an appeal against the rating was granted: it counts in no rate
    std::vector<rating> ratings{};   ///< since it was last fed back, one of a person
    std::vector<appeal> appeals{};   ///< one of each reporter and one of the handler at most
    std::vector<whistle> whistles{};

    std::optional<order_key> parent{};   ///< what it was merged into
    std::optional<merged_from> merged{}; ///< while it is
    std::vector<order_key> split_from{}; ///< what it was merged into before, and is not again
    std::vector<order_key> merged_in{};  ///< what was merged into it
    std::vector<person_key> also_for{};  ///< reporters of those, whose matter it is too

    int referrals = 0;                            ///< from one community to another, in all
    std::optional<services::referral> referred{}; ///< where it went
    std::optional<services::receipt> received{};  ///< where it came from

    friend bool operator==(const order&, const order&) = default;
};

using order_book = registry<order_id, order>;

/// Whether the person is a reporter of the order: it is their matter, or an order of theirs was merged into it.
[[nodiscard]] bool hears_of(const order& o, const person_key& person);
/// Whether anybody may hear of it, though not of whose it is: a hardship that is no matter of one household, of an item
/// without conditions and not at the door.
[[nodiscard]] bool is_public(const order& o, const catalogue& offered);
/// The state it is in, or was in before it came under review.
[[nodiscard]] order_state settled_state(const order& o);

/// The next deadline of an open order: of the step it waits for, of handling, or of the whole, whichever
/// comes first; one that is not yet known comes last; nothing where no clock runs.
[[nodiscard]] due_time next_deadline(const order& o);

/// Sets those of its deadlines that were not yet known and now are, and whether it was accepted in time.
void set_deadlines(order& o, const calendar::work_calendars& office);
/// The same for all of them.
void set_deadlines(order_book& orders, const calendar::work_calendars& office);

} // namespace qaidam::services

template <>
struct fmt::formatter<qaidam::services::order_state>
    : qaidam::detail::bilingual_formatter<qaidam::services::order_state> {};

template <>
struct fmt::formatter<qaidam::services::channel>
    : qaidam::detail::bilingual_formatter<qaidam::services::channel> {};
template <>
struct fmt::formatter<qaidam::services::verification>
    : qaidam::detail::bilingual_formatter<qaidam::services::verification> {};

#pragma GCC visibility pop
