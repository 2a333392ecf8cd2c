/// Journeys prepared for: what a program that asks millions of questions keeps beside a timetable.
///
///     const network n{timetable};
///     const preparation a_week{.window = {date{2022, 1, 1}, date{2022, 1, 8}}, .progress = show_progress};
///     const auto prepared = prepare(n, a_week);
///     prepared.save("january.journeys");
///
///     router r{open_prepared(n, "january.journeys")}; // another day
///
/// For every two regions of the network the connections are listed that good journeys use; a question looks
/// at these alone. Answers are the same; of journeys that are as good another one may be named. What the
/// lists are not made for is answered the slower way: journeys that leave outside the window, spans of
/// departures longer than a day, other change times, later horizons, vias, filters, journeys from on board,
/// times to all stations.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include <qaidam/base/file_path.hpp>
#include <qaidam/journeys/journey.hpp>

namespace qaidam::journeys {

struct preparation {
    calendar::date_span
        window{}; ///< the days on which journeys leave, on the timetable's clock; both ends wanted
    std::chrono::seconds change_time = std::chrono::minutes{10}; ///< as of the questions to come
    std::chrono::hours horizon{72};                              ///< of the questions to come, at most
    unsigned threads = 0;                                        ///< as many as there are cores
    /// How many stations are done; from several threads, one at a time. What it throws stops the preparation.
    std::function<void(std::uint64_t done, std::uint64_t total)> progress{};
};

/// Lists for a network, in memory or in a file that is mapped into it. Copies share them.
///
/// Thread safety: any number of routers may share them. It keeps the network, and routers keep it.
class prepared_network {
public:
    [[nodiscard]] const rail::timetable& table() const&;
    [[nodiscard]] rail::timetable table() const&& { return table(); } ///< of a network that is about to go
    /// Whether the lists are made for the question, so that a router looks at them alone.
    /// Throws: std::invalid_argument for a special time.
    [[nodiscard]] bool is_for(const query& q) const;
    /// Bytes of the lists.
    [[nodiscard]] std::uint64_t size() const;

    /// Writes a file for open_prepared; it is there whole or not at all.
    /// Throws: std::runtime_error; data_error where lists that are mapped turn out damaged.
    void save(const file_path& file) const;

    struct state;
    [[nodiscard]] const std::shared_ptr<const state>& internals() const { return state_; }
    explicit prepared_network(std::shared_ptr<const state> s) : state_{std::move(s)} {}

private:
    std::shared_ptr<const state> state_;
};

/// Prepares for questions.
/// Throws: std::invalid_argument for a window without both ends or without days or of more than 366, a change
///         time or a horizon that no question may have.
/// Cost:   of stations times connections; half a minute for a national network on two cores, measured in
///         docs/benchmarks.md.
[[nodiscard]] prepared_network prepare(const network& n, const preparation& p);

/// Maps a file that `save` wrote; lists are read, and their checksums compared, when a question first needs
/// them. Throws: data_error for a file that cannot be read, is none of these, is damaged, or was made for
/// another timetable, for other options of the network or by another version; a router throws it too for a
/// list that turns out damaged. The file must stay as it is while it is mapped; `save` may replace it.
[[nodiscard]] prepared_network open_prepared(const network& n, const file_path& file);

} // namespace qaidam::journeys
