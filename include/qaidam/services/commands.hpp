/// Commands: what people want to do with an order. The desk says whether they may.
///
/// All carry the order, who, and when. A reason is the key of a text among the notes (intake.hpp), or a word
/// of a list of your own: personal text stays out of events, so that it can be erased. Orders, people, items,
/// buildings and departments have keys of their own types, so that none passes for another.
#pragma once

#include <span>
#include <variant>

#include <qaidam/services/order.hpp>
#include <qaidam/services/steps.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

namespace detail {

template <step Step>
struct plain_command {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    friend bool operator==(const plain_command&, const plain_command&) = default;
};

template <step Step>
struct reasoned_command {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    key reason{};
    friend bool operator==(const reasoned_command&, const reasoned_command&) = default;
};

} // namespace detail

/// A resident orders (点单), or somebody for them.
struct place_order {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    item_key item{};
    building_key building{}; ///< where it is needed; blank for a spot without one
    bool at_door = false;
    services::channel channel = services::channel::phone;
    services::priority priority = services::priority::normal;
    person_key reporter{}; ///< whose matter it is; blank for that of `by`
    note_key text{};       ///< what they say of it: a text beside the journal, which can be erased; or blank
    std::optional<services::spot> spot{};
    std::vector<attribute> attributes{};           ///< what it answers of what the item asks
    std::vector<attribute_text> attribute_texts{}; ///< what it answers in words
    note_key address{};          ///< where it is, in words: a text beside the journal; or blank
    std::vector<photo> photos{}; ///< of the matter
    friend bool operator==(const place_order&, const place_order&) = default;
};
/// A grid member looks whether it is so (核实).
struct verify_order {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    verification result = verification::exists;
    friend bool operator==(const verify_order&, const verify_order&) = default;
};
/// The community takes it up (立案).
using register_order = detail::plain_command<step::register_>;
/// The community does not take it up (不予立案).
using decline_order = detail::reasoned_command<step::decline>;
/// The community names a handler (下单), and who helps; the accept and the handle clock start.
struct dispatch_order {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    services::handler handler{handler_kind::department, {}};
    std::vector<services::handler> co_handlers{};
    friend bool operator==(const dispatch_order&, const dispatch_order&) = default;
};
/// The handler accepts (接单).
using accept_order = detail::plain_command<step::accept>;
/// The handler was at the door (上门). `note` is the key of the text that says what was done.
struct visit_home {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    calendar::local_time left{};
    note_key note{};
    friend bool operator==(const visit_home&, const visit_home&) = default;
};
/// The handler says that it is not theirs (退单).
using return_order = detail::reasoned_command<step::return_>;
/// The supervisor decides whose it is (审定): that cannot be returned.
struct adjudicate_order {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    services::handler handler{handler_kind::department, {}};
    key reason{};
    friend bool operator==(const adjudicate_order&, const adjudicate_order&) = default;
};
/// The community passes it on to another handler (转派); its clocks go on.
struct transfer_order {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    services::handler handler{handler_kind::department, {}};
    key reason{};
    friend bool operator==(const transfer_order&, const transfer_order&) = default;
};
/// More time (延期), in working days.
struct extend_order {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    int days = 1;
    key reason{};
    friend bool operator==(const extend_order&, const extend_order&) = default;
};
/// The handle clock stands (挂起) until it is resumed, but not beyond the review date.
struct suspend_order {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    calendar::date review{};
    key reason{};
    friend bool operator==(const suspend_order&, const suspend_order&) = default;
};
/// The handle clock goes on (恢复).
using resume_order = detail::plain_command<step::resume>;
/// The handler reports what was done (反馈); `evidence` names where the proof is kept.
struct feed_back {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    key evidence{};
    std::vector<photo> photos{}; ///< of what was done
    friend bool operator==(const feed_back&, const feed_back&) = default;
};
/// Someone other than the handler finds it in order (核查通过).
using pass_check = detail::plain_command<step::pass>;
/// The feedback does not pass the check (返工).
using fail_check = detail::reasoned_command<step::fail>;
/// The resident rates it (评价). Not solved: it goes back to its handler (重办).
struct rate_order {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    bool solved = true;
    bool satisfied = true;
    friend bool operator==(const rate_order&, const rate_order&) = default;
};
/// Somebody speaks against a decision (申诉).
using appeal_order = detail::reasoned_command<step::appeal>;
/// The supervisor grants the appeal or does not (复核).
struct settle_appeal {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    bool reversed = false;
    key reason{};
    friend bool operator==(const settle_appeal&, const settle_appeal&) = default;
};
/// The reporter wants it no more (取消).
using cancel_order = detail::reasoned_command<step::cancel>;
/// The supervisor closes it unsolved (强制结案).
using force_order = detail::reasoned_command<step::force>;
/// It is the same matter as an elder order of the same grid (并案).
struct merge_order {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    order_key into{};
    key reason{};
    friend bool operator==(const merge_order&, const merge_order&) = default;
};
/// It is not the same matter (拆案): what was merged goes on by itself, where it stood, and its clocks with it.
using split_order = detail::reasoned_command<step::split>;
/// It is not solved after all (重新办理); its clocks go on from what was used.
using reopen_order = detail::reasoned_command<step::reopen>;
/// Somebody asks for haste (催办).
using urge_order = detail::reasoned_command<step::urge>;
/// Somebody keeps an eye on it (督办).
using supervise_order = detail::reasoned_command<step::supervise>;
/// The community calls departments (吹哨), which must report by a time.
struct blow_whistle {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    calendar::local_time report_by{};
    std::vector<department_key> departments{};
    key reason{};
    friend bool operator==(const blow_whistle&, const blow_whistle&) = default;
};
/// A department that was called is there (报到).
struct report_in {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    department_key department{};
    friend bool operator==(const report_in&, const report_in&) = default;
};

/// It is a matter of another community of the county (移交): it goes on there, and its clocks with it.
struct refer_order {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    civic::community_key to{};
    building_key building{}; ///< where it is, in the other community; blank for the spot that the order has
    key reason{};
    friend bool operator==(const refer_order&, const refer_order&) = default;
};

/// What goes with an order to another community: what it is about, whose it is, and how far its clocks have run.
/// Made by `referral_of` (county.hpp).
struct referred_order {
    civic::community_key from{};
    civic::community_key to{};
    order_key order{};         ///< its key at the first
    calendar::local_time at{}; ///< when it was referred
    item_key item{};
    building_key building{}; ///< in the community to which it goes
    std::optional<services::spot> spot{};
    key text{};
    std::vector<attribute> attributes{};
    std::vector<attribute_text> attribute_texts{};
    note_key address{};
    std::vector<photo> photos{};
    bool at_door = false;
    services::channel channel = services::channel::phone;
    services::priority priority = services::priority::normal;
    person_key
        placed_by{}; ///< people as the community knows them to which it goes: "north/p-17" for one of another
    person_key reporter{};
    order_state state = order_state::placed; ///< placed, or registered
    calendar::local_time placed_at{};
    std::optional<calendar::local_time> registered_at{};
    std::optional<calendar::local_time> dispatched_at{};
    due_time step_due{};
    due_time close_by{};
    due_time due{};                              ///< of handling, if that had begun
    std::optional<calendar::time_limit> limit{}; ///< of that
    std::string rules{};                         ///< their version when it was dispatched
    std::optional<services::verification> verified{};
    std::vector<department_key> former_departments{}; ///< that returned it or passed it on
    bool accepted_late = false;
    int returns = 0;
    int transfers = 0;
    int extended_days = 0;
    int suspensions = 0;
    int urges = 0;
    int supervisions = 0;
    int referrals = 0; ///< with this one
    friend bool operator==(const referred_order&, const referred_order&) = default;
};
/// A community takes in what another one referred to it (接收). `order` is its key here: qualified(matter.from, matter.order).
struct receive_order {
    order_key order{};
    person_key by{};
    calendar::local_time at{};
    referred_order matter{};
    friend bool operator==(const receive_order&, const receive_order&) = default;
};

/// In the order of `step`.
/// A std::variant of which copying, moving and destruction are compiled once, in the library.
struct command
    : std::variant<place_order, verify_order, register_order, decline_order, dispatch_order, accept_order,
                   visit_home, return_order, adjudicate_order, transfer_order, extend_order, suspend_order,
                   resume_order, feed_back, pass_check, fail_check, rate_order, appeal_order, settle_appeal,
                   cancel_order, force_order, merge_order, split_order, reopen_order, urge_order,
                   supervise_order, blow_whistle, report_in, refer_order, receive_order> {
    using variant::variant;
    command() = default;
    command(const command& other);
    command(command&& other) noexcept;
    command& operator=(const command& other);
    command& operator=(command&& other) noexcept;
    ~command();
};

[[nodiscard]] const order_key& order_of(const command& c);
[[nodiscard]] const person_key& actor_of(const command& c);
[[nodiscard]] calendar::local_time time_of(const command& c);
[[nodiscard]] step step_of(const command& c);
/// "点单", "place"
[[nodiscard]] std::string name_of(const command& c, language l = language::en);

} // namespace qaidam::services

#pragma GCC visibility pop
