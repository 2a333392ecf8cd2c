/// Values whose copies are one, until one of them is changed: to copy them costs next to nothing.
///
/// Copies may be read and changed on different threads, as if they had nothing in common.
#pragma once

#include <bit>
#include <cstddef>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace qaidam {

/// T{} to begin with, and after it was moved from.
template <class T>
class shared_value {
public:
    shared_value() = default;
    explicit shared_value(T value) : value_{std::make_shared<T>(std::move(value))} {}

    [[nodiscard]] const T& operator*() const { return value_ ? *value_ : initial(); }
    [[nodiscard]] const T* operator->() const { return &**this; }

    /// The value, of its own from now on, to be changed.
    [[nodiscard]] T& write() {
        const auto before = value_; // to let it go comes after whoever had it too and let it go
        if (!value_ || value_.use_count() > 2) value_ = std::make_shared<T>(**this);
        return *value_;
    }

    friend bool operator==(const shared_value& a, const shared_value& b) {
        return a.value_ == b.value_ || *a == *b;
    }

private:
    static const T& initial() {
        static const T value{};
        return value;
    }
    std::shared_ptr<T> value_; ///< null for T{}: most values of some members stay so
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
    void push_back(T item) { emplace_back(std::move(item)); }
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
