/// The desk of the venues: who may have a place when, who takes part in what, what was held. Decided like
/// orders: decide, apply.
///
///     venues::desk desk{community, programme};
///     const auto decision = desk.decide(wish);                      // pure
///     if (decision.why_not()) show(*decision.why_not());            // what is in the way
///     for (const auto& s : desk.find_free(wish, 3)) show(s);        // and what is free instead
///     desk.apply(decision.events());
///
/// events::recorder does this with a journal between the last two.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include <qaidam/calendar/day_set.hpp>
#include <qaidam/events/recorder.hpp>
#include <qaidam/venues/events.hpp>

#pragma GCC visibility push(default)

namespace qaidam::venues {

/// A place that is free, and from when.
struct free_slot {
    civic::place_key place;
    calendar::local_time from;
    friend bool operator==(const free_slot&, const free_slot&) = default;
};

struct desk_options {
    calendar::holidays holidays = calendar::holidays::china();
};

/// Not safe for concurrent use while `apply` runs; const calls are.
class desk {
public:
    using command = venues::command;
    using event = venues::event;

    /// `start` is how things stand before the first event. The community is referred to and must outlive the
    /// desk.
    explicit desk(const civic::community& c, programme start = {}, desk_options options = {});
    explicit desk(civic::community&&, programme = {}, desk_options = {}) = delete;

    /// Why the command is not allowed now; nothing if it is. The desk does not know who is logged in:
    /// whether the user may act as `by` is for the caller to check.
    /// Cost: O(log uses of the place + those in the way).
    [[nodiscard]] std::optional<refusal> check(const command& c) const;
    /// What is not yet known about a command that is allowed: whether a place is open, or a teacher free, in a year whose
    /// holidays are not known (calendar::codes::holidays_not_known). Whoever asks for it should be told.
    [[nodiscard]] std::vector<finding> doubts_of(const command& c) const;
    /// The events that the command causes, those of whom it displaces first; or what check says.
    [[nodiscard]] events::decision<event> decide(const command& c) const;
    /// All of them or none. Throws: std::invalid_argument if they do not follow from what was applied before.
    void apply(std::span<const event> all);

    /// How many events were applied; all are of one stream.
    [[nodiscard]] std::uint64_t version(const key& stream) const;
    [[nodiscard]] static event decode(std::string_view line) { return venues::decode(line); }

    /// The name under which a journal keeps snapshots of desks, and the version of their form.
    static constexpr std::string_view snapshot_name = "venues";
    static constexpr std::uint64_t snapshot_version = 3;
    /// What events change: enrolments, sessions, bookings, activities, stalls and trades. Cost: O(their number).
    [[nodiscard]] std::vector<std::string> pack() const;
    /// Has what `pack` gave from now on. Returns whether it could read it, and it is of a desk of the same people and
    /// places that began with the same; else it is as it was.
    [[nodiscard]] bool unpack(std::span<const std::string> parts);

    /// Other times and places for a wish, at most `most`. First come the nearest times at its own place, within
    /// two weeks; then other places at the wished time that are large enough and have what it needs. If there
    /// are enough other places, they get half of the list. Nobody is displaced, whatever the rank. The list is
    /// empty for a wish without a valid place or time.
    [[nodiscard]] std::vector<free_slot> find_free(const book_place& wish, std::size_t most) const;
    /// The same for a session, for example one that makes up for another. Its teacher and all who take part
    /// are free at these times too, no class for the same audience meets, and the day is not a public holiday.
    [[nodiscard]] std::vector<free_slot> find_free(const schedule_session& wish, std::size_t most) const;

    [[nodiscard]] const venues::programme& programme() const { return programme_; }
    [[nodiscard]] const civic::community& community() const { return *community_; }
    [[nodiscard]] const desk_options& options() const { return options_; }

private:
    class checker;
    class taker;
    struct decider;

    /// What has a place, preparing and clearing up included.
    struct use {
        calendar::local_time until;
        entry_kind kind;
        std::uint32_t id;
    };
    struct uses {
        std::multimap<calendar::local_time, use> by_start{};
        std::chrono::seconds longest{}; ///< of those that were there from the beginning and meet others
    };

    [[nodiscard]] std::vector<std::pair<calendar::local_time, use>>
    uses_in(civic::place_id place, calendar::local_time from, calendar::local_time until) const;
    [[nodiscard]] std::vector<free_slot> free_slots(const book_place& wish, std::size_t most,
                                                    std::span<const opening* const> openings,
                                                    std::span<const calendar::local_time> edges,
                                                    const std::function<bool(const book_place&)>& fits) const;

    void remember_start();
    /// Makes the indexes over the programme anew.
    void index_programme();
    /// `u` begins at `start`, preparing included.
    void add_use(civic::place_id place, calendar::local_time start, const use& u);

    const civic::community* community_;
    desk_options options_;
    venues::programme programme_;
    std::uint64_t version_ = 0;
    std::uint64_t start_stamp_ = 0; ///< of what it was made with
    id_vector<civic::place_id, uses> uses_;
    id_vector<course_id, std::vector<session_id>> sessions_of_;
    std::map<teacher_id, std::multimap<calendar::local_time, session_id>>
        taught_;                                                  ///< but for those called off
    std::map<civic::person_id, std::vector<course_id>> taken_by_; ///< where they have a place
    std::set<stall_key> stalls_;
    std::set<trade_key> trades_;
};

/// The same booking on each of the days: keys are the first one's with the day, "choir 2022-01-10".
/// Throws: std::invalid_argument if the booking takes more than 24 hours.
[[nodiscard]] std::vector<book_place> repeat(const book_place& first, const calendar::day_set& on,
                                             const calendar::date& from, const calendar::date& until);

} // namespace qaidam::venues

extern template class qaidam::events::recorder<qaidam::venues::desk>; // in the library

#pragma GCC visibility pop
