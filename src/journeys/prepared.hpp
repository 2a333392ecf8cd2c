// The lists of a prepared network, and the file they are kept in.
#pragma once

#include <atomic>
#include <filesystem>

#include <qaidam/journeys/prepared.hpp>

#include "preparation.hpp"

namespace qaidam::journeys {

using namespace rail;

struct prepared_network::state {
    /// Lists in memory.
    state(std::shared_ptr<network::state> n, const prepared_window& w, used_connections&& found);
    /// Lists in a file.
    state(std::shared_ptr<network::state> n, const std::filesystem::path& path);

    std::shared_ptr<network::state> shared;
    network::state& net;
    prepared_window window{};
    laid_out days;
    std::uint32_t region_count = 0;
    bool daily = false;                    ///< see used_connections
    std::span<const std::uint8_t> regions; ///< by station
    std::span<const std::uint8_t> least;   ///< see used_connections

    /// Whether journeys that leave at these moments (UTC) may be looked for in the lists.
    [[nodiscard]] bool is_for(const query& q, calendar::utc_time first, calendar::utc_time last) const;
    [[nodiscard]] calendar::utc_time zero() const {
        return calendar::utc_time{date_of_day(window.first_day)};
    }

    /// Throws: data_error when it turns out damaged.
    [[nodiscard]] std::span<const std::uint32_t> list(std::uint32_t to_region,
                                                      std::uint32_t from_region) const;

    void save(const std::filesystem::path& path) const;
    [[nodiscard]] std::uint64_t size() const;

private:
    struct header;
    struct entry { ///< of the index
        std::uint64_t begin, count, checksum;
    };
    void lay_out();
    [[nodiscard]] std::uint64_t fingerprint() const;
    void read(const std::filesystem::path& path);
    [[nodiscard]] header make_header(std::span<const entry> index) const;

    used_connections made_;
    std::vector<std::span<const std::uint32_t>> lists_;
    std::string file_;                   ///< its name, for people
    std::shared_ptr<const void> mapped_; ///< and its bytes
    std::span<const entry> index_;
    mutable std::vector<std::atomic<bool>> sound_; ///< whether a list of a file was looked at
};

} // namespace qaidam::journeys
