/// Timetables over time: what is in force, how a new one takes over, and what it changed.
///
///     const auto changed = diff(before, after);
///     for (const auto& c : changed.trains()) fmt::print("{}\n", describe(before, after, c, language::en));
///     // K9805: extended from Golmud to Huatugou; 12 min later
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include <qaidam/rail/timetable.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

/// The part of the timetable that holds for service dates in the span: trains that run on none of them are
/// left out, the others keep their days within it.
[[nodiscard]] timetable within(const timetable& t, const calendar::date_span& span);

/// What is in force on a day: the trains of the revision that holds then, the last to begin if there are
/// several, within its span; trains that name no revision are of any. Where there are no revisions, the
/// trains that run on that day or later.
[[nodiscard]] timetable as_of(const timetable& t, const calendar::date& day);

/// The trains that run on a day, with all their days: what a feed without revisions has of that day.
[[nodiscard]] timetable running_on(const timetable& t, const calendar::date& day);

/// How often trains run from one station to another, over dates between which nothing changes.
struct frequency {
    calendar::date_span when; ///< of departures; an end is missing where they go on without one
    std::size_t runs;         ///< on so many of these days, a year of them at most
    std::size_t days;
    friend bool operator==(const frequency&, const frequency&) = default;
};

/// From the first train to the last, by date: a new one begins where a train begins to run or ends, if that changes how
/// often for a week or longer. Trains count on the date on which they leave `from`, those that run every so often as often as `list_shifts`
/// says; between them `runs` is 0.
/// Throws: std::invalid_argument for a station id that the timetable does not have.
[[nodiscard]] std::vector<frequency> list_frequencies(const timetable& t, station_id from, station_id to);

/// How often trains run on a day, since when, and how many times it was raised before, as far as that is known:
/// "daily since 2021-10-11; before 2021-10-11 not known". "" for a day beyond them.
[[nodiscard]] std::string describe(std::span<const frequency> all, const calendar::date& day,
                                   language l = language::en);

/// Which timetable a run follows that is under way when a new one takes effect.
enum class seam {
    origin_date,  ///< the one in force on the date on which it left its origin
    calendar_day, ///< from midnight on the new one, if its train of that key then calls at the station that
                  ///< the run reached last, no earlier; the old one else
};

struct take_over_options {
    rail::seam seam = rail::seam::origin_date;
    /// Trains whose new version takes effect on another day than the rest, by key.
    std::map<key, calendar::date> on{};
};

/// One timetable of two: the old one for service dates before `from`, the new one from then on. Old trains
/// whose key is taken get the key "key@until-2022-01-10"; a run that changes from one to the other at the
/// seam is a train of its own, "key@over-2022-01-10".
[[nodiscard]] timetable take_over(const timetable& before, const timetable& after, const calendar::date& from,
                                  const take_over_options& options = {});

/// What happened to a train. The rule is one of codes::changes, its arguments are for people.
struct operation {
    const message_rule* rule; ///< never null
    std::vector<std::string> arguments{};
    friend bool operator==(const operation& a, const operation& b) {
        return *a.rule == *b.rule && a.arguments == b.arguments;
    }
};

[[nodiscard]] std::string to_string(const operation& o, language l = language::en);

/// A train of the old timetable, of the new one, or of both, with what was done to it. A split has one train
/// before and more after, a merger the other way round.
struct train_change {
    std::vector<train_id> before{};
    std::vector<train_id> after{};
    std::vector<operation> operations{};
    friend bool operator==(const train_change&, const train_change&) = default;
};

struct station_change {
    key station;
    rail::operation operation;
    friend bool operator==(const station_change&, const station_change&) = default;
};

class timetable_diff {
public:
    /// Ordered by the trains before, then by those after.
    [[nodiscard]] std::span<const train_change> trains() const { return trains_; }
    [[nodiscard]] std::span<const station_change> stations() const { return stations_; }
    [[nodiscard]] bool empty() const { return trains_.empty() && stations_.empty(); }

private:
    friend timetable_diff diff(const timetable&, const timetable&);
    friend timetable apply(const timetable&, const timetable_diff&);

    std::vector<train_change> trains_;
    std::vector<station_change> stations_;
    // What makes the new one of the old one.
    std::optional<timetable> frame_; ///< the new one without trains
    std::vector<key> order_;         ///< of all trains of the new one
    std::map<key, train> carried_;   ///< those that the old one has not just so
    std::vector<transfer> transfers_;
    std::vector<circulation> circulations_;
};

/// What the new timetable changed. Trains are the same if their keys are and they share two stations in
/// order; else if their numbers are; else if they run the same way at about the same time. Stations are told
/// by key. Running days are compared by their pattern: that one ends where the other begins is no change.
[[nodiscard]] timetable_diff diff(const timetable& before, const timetable& after);

/// The new timetable, from the old one and what changed: apply(a, diff(a, b)) == b.
/// Throws: std::invalid_argument if the diff is not of this timetable.
[[nodiscard]] timetable apply(const timetable& before, const timetable_diff& changes);

/// "K9805: extended from Golmud to Huatugou; stops at Golmud 30 min longer"
[[nodiscard]] std::string describe(const timetable& before, const timetable& after, const train_change& c,
                                   language l = language::en);

} // namespace qaidam::rail

template <>
struct fmt::formatter<qaidam::rail::operation>
    : qaidam::detail::bilingual_formatter<qaidam::rail::operation> {};

#pragma GCC visibility pop
