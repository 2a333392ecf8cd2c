// How many trains a journey takes at least, whatever their times.
#pragma once

#include "lanes.hpp"
#include "question.hpp"
#include "timeline.hpp"

namespace qaidam::journeys {

class least_trains {
public:
    least_trains(network::state& net, const question& asked, timeline& days,
                 const prepared_network::state* prepared)
        : net_{net},
          asked_{asked},
          days_{days},
          prepared_{prepared} {}

    /// Whether trains and footpaths of the days in question join the source and the target at all.
    [[nodiscard]] bool are_joined();
    /// Whether a train that runs every so often may be on the way. Requires: are_joined was asked.
    [[nodiscard]] bool may_wait() const;
    /// How many trains it takes at least, `lanes` or more where none go.
    [[nodiscard]] int find();
    /// The same of the days in question, even where they are beyond the prepared lists.
    [[nodiscard]] int search();

private:
    struct side_of_search {
        kept_vector<boarding_point_id, std::uint8_t> level; ///< with how many trains it was reached
        kept_vector<train_id, std::uint32_t> ridden;        ///< the part that was looked at
        std::vector<boarding_point_id> edge, last_edge;
    };
    struct outline { ///< of the days in question, seen as a whole
        std::int64_t first = 0;
        std::size_t days = 0;
        std::vector<boarding_point_id> joined; ///< as of a day
        std::vector<std::uint64_t> running;    ///< as of a day
        bool every_train = true;               ///< whether all are to be reckoned with
        [[nodiscard]] bool has(train_id i) const {
            return every_train || (running[i.value() / 64] >> i.value() % 64 & 1) != 0;
        }
    };

    void draw_outline(std::size_t days);
    void reach(side_of_search& side, const side_of_search& other, boarding_point_id p, int trains);
    void reach_ahead(boarding_point_id p, int trains);
    void reach_behind(boarding_point_id p, int trains);
    void ride_on(train_id i, std::uint32_t call, int trains);
    void ride_back(train_id i, std::uint32_t call, int trains);

    network::state& net_;
    const question& asked_;
    timeline& days_;
    const prepared_network::state* prepared_;
    outline outline_;
    side_of_search ahead_;  ///< from the source
    side_of_search behind_; ///< to the target
    struct ride_to_take {
        train_id train;
        std::uint32_t call;
    };
    std::vector<ride_to_take> to_ride_;
    int least_ = lanes;
};

} // namespace qaidam::journeys
