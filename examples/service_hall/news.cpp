#include "news.hpp"

#include <chrono>
#include <memory>
#include <utility>

namespace hall {

using namespace std::chrono_literals;

/// The place of one that listens. The caller holds the lock.
class news::listener {
public:
    explicit listener(news& all) : all_{all}, heard_{all.number_} { ++all_.listeners_; }
    ~listener() {
        const std::lock_guard held{all_.mutex_};
        --all_.listeners_;
    }
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    std::optional<std::string> next() {
        if (!std::exchange(greeted_, true)) return "retry: 5000\n\n";
        std::unique_lock held{all_.mutex_};
        const bool news =
            all_.told_.wait_for(held, 15s, [&] { return all_.ended_ || all_.number_ != heard_; });
        if (all_.ended_ || std::chrono::steady_clock::now() - since_ > 10min) return std::nullopt;
        if (!news) return ":\n\n";
        heard_ = all_.number_;
        return "event: moved\ndata:\n\n";
    }

private:
    news& all_;
    std::uint64_t heard_;
    bool greeted_ = false;
    const std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

void news::tell() {
    const std::lock_guard held{mutex_};
    ++number_;
    told_.notify_all();
}

void news::end() {
    const std::lock_guard held{mutex_};
    ended_ = true;
    told_.notify_all();
}

std::function<std::optional<std::string>()> news::listen() {
    const std::lock_guard held{mutex_};
    if (listeners_ >= most_ || ended_) return {};
    return [here = std::make_shared<listener>(*this)] { return here->next(); };
}

} // namespace hall
