/// The booking desk: who may have a place when. Decided like orders: check, decide, apply.
///
///     venues::booking_desk desk{community, terms};
///     if (const auto no = desk.check(command)) return show(*no);    // what is in the way
///     for (const auto& s : desk.find_free(command, 3)) …            // and what is free instead
///     desk.apply(desk.decide(command));
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <qaidam/calendar/day_set.hpp>
#include <qaidam/calendar/work_calendar.hpp>
#include <qaidam/venues/venues.hpp>

namespace qaidam::venues {

/// A time in which a place cannot be used.
struct closure {
    calendar::ptime from;
    calendar::ptime until;
    label why{};
};

/// On which terms a place is to be had.
struct place_terms {
    calendar::week_hours open{}; ///< in which uses must lie; a day without windows is closed
    std::vector<closure> closures{};
    std::vector<std::string> equipment{};
};

/// Somebody wants a place: a person, a team or a department, by key. Preparing and clearing up are not part
/// of [from, until), but nobody else has the place meanwhile.
struct book_place {
    key booking{};
    key by{};
    calendar::ptime at{}; ///< when he asks
    key place{};
    label purpose{};
    calendar::ptime from{};
    calendar::ptime until{};
    int people = 0;
    std::chrono::minutes set_up{0};
    std::chrono::minutes clean_up{0};
    std::vector<std::string> needs{}; ///< equipment
    int rank = 0;                     ///< a higher one displaces what has not begun
    friend bool operator==(const book_place&, const book_place&) = default;
};
/// He does not want it any more.
struct cancel_booking {
    key booking{};
    key by{};
    calendar::ptime at{};
    key reason{};
    friend bool operator==(const cancel_booking&, const cancel_booking&) = default;
};
/// Nobody came.
struct note_no_show {
    key booking{};
    key by{};
    calendar::ptime at{};
    friend bool operator==(const note_no_show&, const note_no_show&) = default;
};
using booking_command = std::variant<book_place, cancel_booking, note_no_show>;

struct place_booked : book_place {};
struct booking_cancelled : cancel_booking {};
struct no_show_noted : note_no_show {};
/// Another booking of a higher rank has the place now.
struct booking_displaced {
    key booking{};
    key by{};
    calendar::ptime at{};
    key in_favour_of{};
};
using booking_event = std::variant<place_booked, booking_cancelled, no_show_noted, booking_displaced>;

enum class booking_state {
    booked,    ///< 已预约
    cancelled, ///< 已取消
    displaced, ///< 已让出
    no_show    ///< 未到
};
[[nodiscard]] std::string to_string(booking_state s, language l = language::en);

struct booking_record {
    qaidam::key key{};
    book_place what{};
    booking_state state = booking_state::booked;
    friend bool operator==(const booking_record&, const booking_record&) = default;
};
using booking_id = id<struct booking_record_tag>;
using booking_book = registry<booking_id, booking_record>;

/// A place that is free, and from when.
struct free_slot {
    key place;
    calendar::ptime from;
    friend bool operator==(const free_slot&, const free_slot&) = default;
};

/// Not safe for concurrent use while `apply` runs; const calls are.
class booking_desk {
public:
    /// `terms` by place; a place without terms is always open and has no equipment. The community is referred
    /// to and must outlive the desk.
    /// Throws: std::invalid_argument if a closure ends before it starts.
    explicit booking_desk(const civic::community& c, std::map<key, place_terms> terms = {});
    explicit booking_desk(civic::community&&, std::map<key, place_terms> = {}) = delete;

    /// Why the command is not allowed; nothing if it is. Cost: O(log bookings of the place + those in the
    /// way). Throws: std::invalid_argument for a time that is special or has a fraction of a second.
    [[nodiscard]] std::optional<refusal> check(const booking_command& c) const;
    /// The events it causes: none if the place was booked so before, word for word; the displaced first.
    /// Throws: refused if check would refuse.
    [[nodiscard]] std::vector<booking_event> decide(const booking_command& c) const;
    /// All of them or none. Throws: std::invalid_argument if they do not follow from what was applied before.
    void apply(std::span<const booking_event> events);

    /// When the wish could be fulfilled instead: at its place as near to its time as can be within two weeks,
    /// and at its time at other places that are large enough and have what it needs; the nearest first.
    [[nodiscard]] std::vector<free_slot> find_free(const book_place& wish, std::size_t most) const;

    [[nodiscard]] const booking_book& bookings() const { return book_; }

private:
    using occupied = std::map<calendar::ptime, std::uint32_t>; ///< by start, preparing included

    [[nodiscard]] std::optional<refusal> ask(const book_place& x) const;
    [[nodiscard]] std::optional<refusal> ask_place(const book_place& x) const;
    [[nodiscard]] std::vector<const booking_record*> in_the_way(const book_place& x) const;
    void take(const booking_event& e);
    void take_back(const booking_event& e);

    const civic::community* community_;
    std::map<key, place_terms> terms_;
    booking_book book_;
    std::map<key, occupied> by_place_;
};

/// The same booking on each of the days: keys are the first one's with the day, "choir 2022-01-10".
/// Throws: std::invalid_argument if the booking ends on another day than it begins.
[[nodiscard]] std::vector<book_place> repeat(const book_place& first, const calendar::day_set& on,
                                             const calendar::date& from, const calendar::date& until);

namespace codes {
inline constexpr message_rule unknown_booking{
    "unknown_booking", severity::error, {"没有预约“{0}”", "there is no booking {0}"}};
inline constexpr message_rule booking_exists{
    "booking_exists",
    severity::error,
    {"编号“{0}”已用于另一预约", "booking {0} exists and says something else"}};
inline constexpr message_rule booking_over{
    "booking_over", severity::error, {"预约“{0}”的状态是“{1}”", "booking {0} is {1}"}};
inline constexpr message_rule unknown_place{
    "unknown_place", severity::error, {"社区没有场所“{0}”", "the community has no place {0}"}};
inline constexpr message_rule unknown_booker{
    "unknown_booker",
    severity::error,
    {"社区不认识“{0}”：须为居民、服务队或部门",
     "the community does not know {0}, want a person, a team or a department"}};
inline constexpr message_rule no_time{
    "no_time",
    severity::error,
    {"时间无效：{0} 至 {1}；须先始后终，且申请在前",
     "{0} to {1} is no time for a booking, want an end after its start and a request before it"}};
inline constexpr message_rule no_people{
    "no_people",
    severity::error,
    {"人数和准备时间不能为负", "want people and minutes that are not negative"}};
inline constexpr message_rule too_many_people{
    "too_many_people", severity::error, {"{0} 人，“{1}”只容 {2} 人", "{0} people, {1} takes {2}"}};
inline constexpr message_rule no_equipment{
    "no_equipment", severity::error, {"“{0}”没有{1}", "{0} has no {1}"}};
inline constexpr message_rule not_open{
    "not_open",
    severity::error,
    {"“{0}”在 {1} 至 {2} 不全在开放时间内", "{0} is not open all the time from {1} to {2}"}};
inline constexpr message_rule is_closed{
    "is_closed", severity::error, {"“{0}”至 {1} 关闭：{2}", "{0} is closed until {1}: {2}"}};
inline constexpr message_rule in_the_way{
    "in_the_way",
    severity::error,
    {"“{0}”已占用至 {1}（含清场）", "{0} has the place until {1}, clearing up included"}};
inline constexpr message_rule not_his_booking{
    "not_his_booking", severity::error, {"预约“{0}”不是“{1}”的", "booking {0} is not of {1}"}};
inline constexpr message_rule begun_or_not{
    "begun_or_not",
    severity::error,
    {"预约“{0}”自 {1} 起：开始前才能取消，开始后才能记未到",
     "booking {0} begins at {1}: it is cancelled before that, and nobody fails to come before it"}};
inline constexpr message_rule unexplained{
    "unexplained", severity::error, {"“{0}”不能为空", "{0} is blank, want something"}};

inline constexpr std::array bookings{&unknown_booking, &booking_exists, &booking_over, &unknown_place,
                                     &unknown_booker,  &no_time,        &no_people,    &too_many_people,
                                     &no_equipment,    &not_open,       &is_closed,    &in_the_way,
                                     &not_his_booking, &begun_or_not,   &unexplained};
} // namespace codes

} // namespace qaidam::venues
