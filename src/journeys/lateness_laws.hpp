// The lateness of trains as scans ask for it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <qaidam/journeys/safety.hpp>

#include "network.hpp"

namespace qaidam::journeys {

/// A distribution of lateness: who is early counts as on time.
struct lateness_law {
    struct value {
        instant late;    ///< from 0
        double share;    ///< of the observations
        double at_least; ///< the share of those that are as late, or later
    };
    std::vector<value> values; ///< ascending
    lateness_source source;

    explicit lateness_law(const lateness& of);

    /// How likely the lateness is so long, or longer.
    [[nodiscard]] double at_least(instant late) const;
    [[nodiscard]] instant most() const { return values.back().late; }
};

/// The laws of a network's trains. Each is made when it is first asked for.
class lateness_laws {
public:
    lateness_laws(const network::state& net, const lateness_table& table);

    /// Null where it is unknown.
    [[nodiscard]] const lateness_law* find(call_event event, train_id train, station_id at);

private:
    struct known {
        bool asked = false;
        std::shared_ptr<const lateness_law> law{};
    };
    const network::state& net_;
    const lateness_table& table_;
    std::vector<std::string> classes_;
    std::vector<std::uint32_t> class_of_; ///< by train
    std::vector<known> laws_;             ///< by event, class and station
};

} // namespace qaidam::journeys
