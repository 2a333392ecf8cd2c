#include <qaidam/base/shared.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace qaidam {
namespace {

constexpr std::size_t large_block = std::size_t{1} << 21;

/// From a large block on, its pages are there at once: to touch them one by one for the first time takes longer.
std::unique_ptr<std::byte[], void (*)(std::byte*)> make_block(std::size_t bytes) {
    if (bytes < large_block)
        return {static_cast<std::byte*>(::operator new(bytes)), [](std::byte* b) { ::operator delete(b); }};
    const auto whole = (bytes + large_block - 1) / large_block * large_block;
    auto* const begin = static_cast<std::byte*>(std::aligned_alloc(large_block, whole));
    if (begin == nullptr) throw std::bad_alloc{};
#ifdef MADV_POPULATE_WRITE
    (void)::madvise(begin, whole, MADV_POPULATE_WRITE); // an old kernel does not know it, and nothing is lost
#endif
    return {begin, [](std::byte* b) { std::free(b); }};
}

} // namespace

list_memory::piece list_memory::take(std::size_t bytes) {
    constexpr std::size_t unit = alignof(void*);
    constexpr std::size_t second_block = 4096; // the first has room for one list
    bytes = (bytes + unit - 1) / unit * unit;
    if (bytes > left_) {
        last_block_ =
            std::max(bytes, last_block_ == 0 ? 0 : std::clamp(2 * last_block_, second_block, large_block));
        auto fresh = make_block(last_block_);
        next_ = fresh.get();
        block_ = std::move(fresh);
        left_ = last_block_;
    }
    left_ -= bytes;
    return {block_, std::exchange(next_, next_ + bytes)};
}

} // namespace qaidam
