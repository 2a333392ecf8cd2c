/// Values whose copies are one, until one of them is changed: to copy them costs next to nothing.
///
/// Copies may be read and changed on different threads, as if they had nothing in common.
#pragma once

#include <atomic>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <new>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace qaidam {

/// T{} to begin with, and after it was moved from; in the room of a pointer.
template <class T>
class shared_value {
public:
    shared_value() = default;
    template <class From>
    requires(!std::same_as<std::remove_cvref_t<From>, shared_value> && std::convertible_to<From, T>)
        shared_value(From&& value)
        : shared_{new shared{std::forward<From>(value)}} {}

    shared_value(const shared_value& other) noexcept : shared_{other.shared_} {
        if (shared_ != nullptr) shared_->users.fetch_add(1, std::memory_order_relaxed);
    }
    shared_value(shared_value&& other) noexcept : shared_{std::exchange(other.shared_, nullptr)} {}
    shared_value& operator=(shared_value other) noexcept {
        std::swap(shared_, other.shared_);
        return *this;
    }
    ~shared_value() {
        if (shared_ != nullptr && shared_->users.fetch_sub(1, std::memory_order_acq_rel) == 1) delete shared_;
    }

    [[nodiscard]] const T& operator*() const { return shared_ != nullptr ? shared_->value : initial(); }
    [[nodiscard]] const T* operator->() const { return &**this; }

    /// The value, of its own from now on, to be changed.
    [[nodiscard]] T& write() {
        if (shared_ == nullptr || shared_->users.load(std::memory_order_acquire) > 1)
            *this = shared_value{**this};
        return shared_->value;
    }

    friend bool operator==(const shared_value& a, const shared_value& b) {
        return a.shared_ == b.shared_ || *a == *b;
    }

private:
    struct shared {
        T value;
        std::atomic<std::uint32_t> users = 1;
    };

    static const T& initial() {
        static const T value{};
        return value;
    }

    shared* shared_ = nullptr; ///< null for T{}: most values of some members stay so
};

/// Memory for lists that are made one after the other: in a few blocks, and in large pages where the system has
/// them. A block goes when the last of its lists has. Not for several threads at once.
class list_memory {
public:
    using block = shared_value<std::unique_ptr<std::byte[], void (*)(std::byte*)>>;
    struct piece {
        block of;
        std::byte* begin;
    };
    [[nodiscard]] piece take(std::size_t bytes);

private:
    block block_;
    std::byte* next_ = nullptr;
    std::size_t left_ = 0;
    std::size_t last_block_ = 0; ///< bytes
};

/// A list whose copies are one until one of them is changed, in the room of a pointer. Asking a list that is not
/// const for its items makes it one of its own, since they could be changed.
template <class T>
class shared_list {
public:
    using value_type = T;
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using reference = T&;
    using const_reference = const T&;
    using iterator = T*;
    using const_iterator = const T*;

    shared_list() = default;
    shared_list(std::initializer_list<T> items) : shared_list{std::span{items.begin(), items.size()}} {}
    shared_list(const std::vector<T>& items) : shared_list{std::span{items}} {}
    explicit shared_list(std::span<const T> items) {
        list_memory memory;
        make(items.size(), memory, [&](T* to) { std::uninitialized_copy(items.begin(), items.end(), to); });
    }
    /// Beside other lists.
    shared_list(std::span<const T> items, list_memory& memory) {
        make(items.size(), memory, [&](T* to) { std::uninitialized_copy(items.begin(), items.end(), to); });
    }
    shared_list(std::size_t size, const T& item, list_memory& memory) {
        make(size, memory, [&](T* to) { std::uninitialized_fill_n(to, size, item); });
    }

    shared_list(const shared_list& other) noexcept : head_{other.head_} {
        if (head_ != nullptr) head_->users.fetch_add(1, std::memory_order_relaxed);
    }
    shared_list(shared_list&& other) noexcept : head_{std::exchange(other.head_, nullptr)} {}
    shared_list& operator=(shared_list other) noexcept {
        std::swap(head_, other.head_);
        return *this;
    }
    ~shared_list() { clear(); }

    [[nodiscard]] std::size_t size() const noexcept { return head_ == nullptr ? 0 : head_->size; }
    [[nodiscard]] bool empty() const noexcept { return head_ == nullptr; }

    [[nodiscard]] const T* data() const noexcept { return items(); }
    [[nodiscard]] const T* begin() const noexcept { return items(); }
    [[nodiscard]] const T* end() const noexcept { return items() + size(); }
    [[nodiscard]] const T& operator[](std::size_t i) const { return items()[i]; }
    [[nodiscard]] const T& front() const { return items()[0]; }
    [[nodiscard]] const T& back() const { return items()[size() - 1]; }
    /// Throws: std::out_of_range.
    [[nodiscard]] const T& at(std::size_t i) const {
        return i < size() ? items()[i] : throw std::out_of_range{"the list has fewer items"};
    }

    [[nodiscard]] T* data() { return own(); }
    [[nodiscard]] T* begin() { return own(); }
    [[nodiscard]] T* end() { return own() + size(); }
    [[nodiscard]] T& operator[](std::size_t i) { return own()[i]; }
    [[nodiscard]] T& front() { return own()[0]; }
    [[nodiscard]] T& back() { return own()[size() - 1]; }

    void clear() noexcept {
        auto* const h = std::exchange(head_, nullptr);
        if (h == nullptr || h->users.fetch_sub(1, std::memory_order_acq_rel) > 1) return;
        const auto block = std::move(h->block); // in which it lies
        std::destroy_n(items_of(h), h->size);
        std::destroy_at(h);
    }
    /// Copies the other items: long lists are made whole.
    void push_back(T item) {
        std::vector<T> all = *this;
        all.push_back(std::move(item));
        *this = all;
    }

    operator std::vector<T>() const { return {begin(), end()}; }

    friend bool operator==(const shared_list& a, const shared_list& b) {
        bool same = a.size() == b.size();
        for (std::size_t i = 0; same && a.head_ != b.head_ && i < a.size(); ++i) same = a[i] == b[i];
        return same;
    }

private:
    struct head {
        list_memory::block block;
        std::uint32_t size;
        std::atomic<std::uint32_t> users = 1;
    };
    static_assert(alignof(T) <= alignof(head) && sizeof(head) % alignof(head) == 0);

    static T* items_of(head* h) { return std::launder(reinterpret_cast<T*>(h + 1)); }
    [[nodiscard]] T* items() const noexcept { return head_ == nullptr ? nullptr : items_of(head_); }

    template <class Fill>
    void make(std::size_t size, list_memory& memory, const Fill& fill) {
        if (size == 0) return;
        auto [block, begin] = memory.take(sizeof(head) + size * sizeof(T));
        fill(reinterpret_cast<T*>(begin + sizeof(head)));
        head_ = ::new (begin) head{std::move(block), static_cast<std::uint32_t>(size)};
    }
    [[nodiscard]] T* own() {
        if (head_ != nullptr && head_->users.load(std::memory_order_acquire) > 1)
            *this = shared_list{std::span<const T>{items(), size()}};
        return items();
    }

    head* head_ = nullptr; ///< before the items; null where there are none
};

/// A vector in parts of a few items each; a copy that is changed has its own of those parts that it changed.
/// What others refer to does not move when it grows, unless a copy was made.
template <class T>
class shared_vector {
public:
    shared_vector() = default;
    explicit shared_vector(std::size_t size, const T& item = T{}) { assign(size, item); }
    explicit shared_vector(const std::vector<T>& items) {
        for (const auto& item : items) push_back(item);
    }

    [[nodiscard]] std::size_t size() const noexcept {
        return parts_.empty() ? 0 : (parts_.size() - 1) * of_part + parts_.back().items->size();
    }
    [[nodiscard]] bool empty() const noexcept { return parts_.empty(); }
    [[nodiscard]] const T& operator[](std::size_t i) const { return parts_[i / of_part].first[i % of_part]; }
    /// The item, to be changed.
    [[nodiscard]] T& write(std::size_t i) { return parts_[i / of_part].write()[i % of_part]; }

    template <class... From>
    T& emplace_back(From&&... from) {
        if (size() % of_part == 0) {
            parts_.emplace_back();
            parts_.back().write().reserve(of_part);
        }
        auto& last = parts_.back();
        auto& item = last.write().emplace_back(std::forward<From>(from)...);
        last.first = last.items->data();
        return item;
    }
    void push_back(const T& item) { emplace_back(item); }
    void push_back(T&& item) { emplace_back(std::move(item)); }
    /// Keeps the first `size` items. Requires: there are as many.
    void truncate(std::size_t size) {
        parts_.resize((size + of_part - 1) / of_part);
        if (size % of_part == 0) return;
        auto& last = parts_.back().write();
        last.erase(last.begin() + static_cast<std::ptrdiff_t>(size % of_part), last.end());
    }
    void assign(std::size_t size, const T& item) {
        parts_.clear();
        for (std::size_t done = 0; done < size; done += of_part)
            parts_.emplace_back().write().assign(size - done < of_part ? size - done : of_part, item);
        for (auto& p : parts_) p.first = p.items->data();
    }

    class iterator {
    public:
        using iterator_category = std::random_access_iterator_tag;
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using pointer = const T*;
        using reference = const T&;

        iterator() = default;
        iterator(const shared_vector& all, std::size_t at) : all_{&all}, at_{at} {}
        reference operator*() const { return (*all_)[at_]; }
        pointer operator->() const { return &(*all_)[at_]; }
        reference operator[](difference_type n) const { return *(*this + n); }
        iterator& operator++() { return ++at_, *this; }
        iterator operator++(int) { return {*all_, at_++}; }
        iterator& operator--() { return --at_, *this; }
        iterator operator--(int) { return {*all_, at_--}; }
        iterator& operator+=(difference_type n) { return at_ += static_cast<std::size_t>(n), *this; }
        iterator& operator-=(difference_type n) { return at_ -= static_cast<std::size_t>(n), *this; }
        friend iterator operator+(iterator i, difference_type n) { return i += n; }
        friend iterator operator+(difference_type n, iterator i) { return i += n; }
        friend iterator operator-(iterator i, difference_type n) { return i -= n; }
        friend difference_type operator-(const iterator& a, const iterator& b) {
            return static_cast<difference_type>(a.at_) - static_cast<difference_type>(b.at_);
        }
        friend bool operator==(const iterator&, const iterator&) = default;
        friend auto operator<=>(const iterator& a, const iterator& b) { return a.at_ <=> b.at_; }

    private:
        const shared_vector* all_ = nullptr;
        std::size_t at_ = 0;
    };
    [[nodiscard]] iterator begin() const { return {*this, 0}; }
    [[nodiscard]] iterator end() const { return {*this, size()}; }

    friend bool operator==(const shared_vector&, const shared_vector&) = default;

private:
    /// A page of plain items; few of those that are expensive to copy.
    static constexpr std::size_t of_part = !std::is_trivially_copyable_v<T> ? 16
                                           : sizeof(T) >= 4096              ? 1
                                                               : std::bit_floor(4096 / sizeof(T));

    struct part {
        shared_value<std::vector<T>> items;
        const T* first = nullptr; ///< of the items: to find one takes a look at few places in memory

        std::vector<T>& write() {
            auto& all = items.write();
            first = all.data();
            return all;
        }
        friend bool operator==(const part& a, const part& b) { return a.items == b.items; }
    };
    std::vector<part> parts_; ///< all full but the last
};

} // namespace qaidam

#pragma GCC visibility pop
