// Who waits to hear that something moved: the walls.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace hall {

/// Safe for many threads.
class news {
public:
    /// At most so many listen at a time: each holds a thread of the server.
    explicit news(std::size_t most) : most_{most} {}

    void tell();
    /// For those who listen this is the end.
    void end();

    /// What somebody who listens reads, one server-sent event after the other: each call waits for the next, and gives
    /// nothing at the end. It says that it is still there every fifteen seconds, and ends after ten minutes: a browser asks
    /// again by itself. None if as many listen as may.
    [[nodiscard]] std::function<std::optional<std::string>()> listen();

private:
    class listener;

    const std::size_t most_;
    std::mutex mutex_;
    std::condition_variable told_;
    std::size_t listeners_ = 0;
    std::uint64_t number_ = 0; ///< of what was told
    bool ended_ = false;
};

} // namespace hall
