/// Venues: courses and their sessions, bookings, fairs with stalls, and who is in whose way.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/base/csv.hpp>
#include <qaidam/civic/community.hpp>

namespace qaidam::venues {

using course_id = id<struct course_tag>;

/// A free public class (公益课).
struct course {
    qaidam::key key;
    label name;
    civic::place_id place;
    label teacher{};
    int capacity = 0; ///< people; 0 where it is not limited
    std::vector<civic::person_id> enrolled{};
    friend bool operator==(const course&, const course&) = default;
};

/// One meeting of a course, or any other use of a place.
struct session {
    qaidam::key key;
    course_id course;
    calendar::ptime from;
    calendar::ptime until;
    friend bool operator==(const session&, const session&) = default;
};

/// Somebody has a place to himself for a while.
struct booking {
    qaidam::key key;
    civic::place_id place;
    label purpose;
    calendar::ptime from;
    calendar::ptime until;
    int people = 0;
    friend bool operator==(const booking&, const booking&) = default;
};

struct stall {
    qaidam::key key;
    label keeper;
    label goods;
    friend bool operator==(const stall&, const stall&) = default;
};

/// A flea market (跳蚤市场) or the like.
struct fair {
    qaidam::key key;
    label name;
    label host;
    calendar::ptime from;
    calendar::ptime until;
    std::vector<stall> stalls{};
    friend bool operator==(const fair&, const fair&) = default;
};

struct programme {
    registry<course_id, course> courses{};
    registry<id<struct session_tag>, session> sessions{};
    registry<id<struct booking_tag>, booking> bookings{};
    registry<id<struct fair_tag>, fair> fairs{};
    friend bool operator==(const programme&, const programme&) = default;
};

/// A use of a place that begins in [from, until): a session or a booking.
struct entry {
    civic::place_id place;
    calendar::ptime from;
    calendar::ptime until;
    qaidam::key key; ///< of the session or booking
    label what;
    label who{};
    int people = 0;
};

/// By time, then place. Cost: O(n log n).
[[nodiscard]] std::vector<entry> list_entries(const programme& p, const calendar::ptime& from,
                                              const calendar::ptime& until);

namespace codes {
inline constexpr message_rule span_without_time{
    "span_without_time",
    severity::error,
    {"结束 {1} 不晚于开始 {0}", "ends at {1}, want later than its start {0}"}};
inline constexpr std::array notices{&span_without_time};

inline constexpr message_rule double_use{
    "double_use",
    severity::error,
    {"“{0}”在 {1} 与“{2}”冲突，场所“{3}”只有一处", "{0} at {1} is in the way of {2}: both want {3}"}};
inline constexpr message_rule over_capacity{
    "over_capacity",
    severity::error,
    {"“{0}”有 {1} 人，“{2}”只容 {3} 人", "{0} has {1} people, {2} takes {3}"}};
inline constexpr message_rule course_full{
    "course_full",
    severity::error,
    {"“{0}”报名 {1} 人，名额 {2}", "{0} has {1} people enrolled, want <= {2}"}};
inline constexpr message_rule person_in_two_places{
    "person_in_two_places",
    severity::warning,
    {"“{0}”与“{1}”时间相同，“{2}”都报了名", "{0} and {1} are at the same time and {2} is enrolled in both"}};
inline constexpr std::array findings{&double_use, &over_capacity, &course_full, &person_in_two_places};
} // namespace codes

/// Two uses of one place at a time, more people than fit, someone enrolled twice at a time.
/// Cost: O(n log n + conflicts), and for people O(pairs of sessions at a time × enrolled).
[[nodiscard]] std::vector<finding> audit(const programme& p, const civic::community& c);

/// Reads courses.csv, enrolments.csv, sessions.csv, bookings.csv, fairs.csv and stalls.csv.
/// Throws: data_error under policy::strict.
[[nodiscard]] loaded<programme> load(const std::filesystem::path& folder, const civic::community& c,
                                     const load_options& options = {});
void save(const programme& p, const civic::community& c, const std::filesystem::path& folder);

/// The files of this room with their columns.
[[nodiscard]] std::span<const table_layout> feed_layouts();

} // namespace qaidam::venues
