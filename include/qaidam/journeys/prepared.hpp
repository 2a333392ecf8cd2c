/// Prepared journeys: lists that make a router answer ten times as fast.
///
///     const network n{timetable};
///     const preparation a_week{.window = {date{2022, 1, 1}, date{2022, 1, 8}}, .progress = show_progress};
///     const auto prepared = prepare(n, a_week);
///     prepared.save("january.journeys");
///
///     router r{open_prepared(n, "january.journeys")}; // another day
///
/// For every two regions of the network a list holds the connections that Pareto-optimal journeys use. A
/// router looks at these lists alone. Answers are the same.
///
/// Some questions are answered without the lists: journeys that leave outside the window, departures of more
/// than a day, other change times, longer horizons, vias, filters, journeys from aboard a train, arrivals at
/// all stations, and all of a network where trains run every so often.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include <qaidam/base/file_path.hpp>
#include <qaidam/journeys/journey.hpp>

#pragma GCC visibility push(default)

namespace qaidam::journeys {

struct preparation {
    calendar::date_span window{}; ///< days on which journeys leave, on the timetable's clock; with both ends
    std::chrono::seconds change_time = std::chrono::minutes{10}; ///< of the questions to come
    std::chrono::hours horizon{72};                              ///< of the questions to come, or longer
    unsigned threads = 0;                                        ///< 0: one per core
    /// Told how many stations are done, from several threads but one at a time. An exception from it stops
    /// the preparation.
    std::function<void(std::uint64_t done, std::uint64_t total)> progress{};
};

/// The lists of a network, in memory or in a file that is mapped. Copies share them.
///
/// Thread safety: any number of routers may share them. It keeps the network, and routers keep it.
class prepared_network {
public:
    [[nodiscard]] const rail::timetable& table() const&;
    [[nodiscard]] rail::timetable table() const&& { return table(); } ///< of a network that is about to go
    /// Whether the lists are made for the question, so that a router looks at them alone.
    [[nodiscard]] bool is_for(const query& q) const;
    /// The size of the lists in bytes.
    [[nodiscard]] std::uint64_t size() const;

    /// Writes a file for open_prepared, whole or not at all.
    /// Throws: std::runtime_error where the file cannot be written; data_error for mapped lists that turn out
    ///         damaged.
    void save(const file_path& file) const;

    struct state;
    [[nodiscard]] const std::shared_ptr<const state>& internals() const { return state_; }
    explicit prepared_network(std::shared_ptr<const state> s) : state_{std::move(s)} {}

private:
    std::shared_ptr<const state> state_;
};

/// Prepares a network for questions.
/// Throws: std::invalid_argument for a window that lacks an end, or that has no days or more than 366; for a
///         change time or a horizon that no question may have.
/// Cost:   grows with stations times connections: half a minute for a national network on two cores, measured
///         in docs/benchmarks.md.
[[nodiscard]] prepared_network prepare(const network& n, const preparation& p);

/// Maps a file that `save` wrote. The file must not change while it is mapped; `save` may replace it. A list
/// is read, and its checksum compared, when a question first needs it. Throws: data_error for a file that
/// cannot be read, is of another kind, is damaged, or was made for another
///         timetable, for other options of the network or by another version. A router throws it too for a
///         list that turns out damaged.
[[nodiscard]] prepared_network open_prepared(const network& n, const file_path& file);

} // namespace qaidam::journeys

#pragma GCC visibility pop
