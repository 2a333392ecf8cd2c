/// Identity: `id`, `key`, `key_of`, and containers that are indexed by them.
///
/// A thing has two identities. Its *key* is the string its feed gives it ("building-07", "XNO"): what files
/// and events carry, stable across processes. Its *id* is a dense number inside one loaded value: an index,
/// cheap to store and to compare, which never leaves the process. Ids of different things neither convert
/// nor compare, and neither do keys whose type says what they name.
#pragma once

#include <bit>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <qaidam/base/hash.hpp>

#pragma GCC visibility push(default)

namespace qaidam {

/// A dense index of one kind of thing. `Tag` names the kind and is used for nothing else.
///
/// Explicit in, `value()` out, ordered, hashable, no arithmetic. Absence is `std::optional<id<Tag>>`.
template <class Tag>
class id {
public:
    using value_type = std::uint32_t;

    constexpr explicit id(value_type value) noexcept : value_{value} {}
    [[nodiscard]] constexpr value_type value() const noexcept { return value_; }

    friend constexpr auto operator<=>(id, id) noexcept = default;

private:
    value_type value_;
};

/// The string by which a feed or an event names a thing. Compared byte by byte, never interpreted.
class key {
public:
    key() = default;
    key(std::string text) : text_{std::move(text)} {}
    key(std::string_view text) : text_{text} {}
    key(const char* text) : text_{text} {}

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

    friend auto operator<=>(const key&, const key&) = default;

private:
    std::string text_;
};

[[nodiscard]] inline const std::string& to_string(const key& k) {
    return k.text();
}

/// The key of one kind of thing. `Tag` names the kind and is used for nothing else.
///
/// It is made of text as a `key` is, and it is a `key` wherever any key will do. From a `key`, which does not
/// say what it names, it is made explicitly; from the key of another thing not at all.
template <class Tag>
class key_of : public key {
public:
    key_of() = default;
    key_of(std::string text) : key{std::move(text)} {}
    key_of(std::string_view text) : key{text} {}
    key_of(const char* text) : key{text} {}
    explicit key_of(key k) : key{std::move(k)} {}
    template <class Other>
    explicit key_of(const key_of<Other>&) = delete;

    friend auto operator<=>(const key_of&, const key_of&) = default;
};

/// Keys of different things are not compared.
template <class A, class B>
bool operator==(const key_of<A>&, const key_of<B>&) = delete;
template <class A, class B>
std::strong_ordering operator<=>(const key_of<A>&, const key_of<B>&) = delete;

} // namespace qaidam

template <class Tag>
struct std::hash<qaidam::id<Tag>> {
    std::size_t operator()(qaidam::id<Tag> i) const noexcept { return std::hash<std::uint32_t>{}(i.value()); }
};

template <>
struct std::hash<qaidam::key> {
    std::size_t operator()(const qaidam::key& k) const { return qaidam::detail::text_hash{}(k.text()); }
};

template <class Tag>
struct std::hash<qaidam::key_of<Tag>> : std::hash<qaidam::key> {};

namespace qaidam {

/// The ids 0 … n − 1, to be walked with a range-for.
template <class Id>
class id_range {
public:
    class iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = Id;
        using difference_type = std::ptrdiff_t;
        using pointer = const Id*;
        using reference = Id;

        constexpr iterator() = default;
        constexpr explicit iterator(std::uint32_t at) : at_{at} {}
        constexpr Id operator*() const { return Id{at_}; }
        constexpr iterator& operator++() { return ++at_, *this; }
        constexpr iterator operator++(int) { return iterator{at_++}; }
        friend constexpr bool operator==(iterator, iterator) = default;

    private:
        std::uint32_t at_ = 0;
    };

    constexpr explicit id_range(std::size_t size) : size_{static_cast<std::uint32_t>(size)} {}
    [[nodiscard]] constexpr iterator begin() const { return iterator{0}; }
    [[nodiscard]] constexpr iterator end() const { return iterator{size_}; }

private:
    std::uint32_t size_;
};

/// A vector whose index is an id. `v[i]` requires `i.value() < size()`; `at` checks and throws.
template <class Id, class T>
class id_vector {
public:
    id_vector() = default;
    explicit id_vector(std::size_t size, const T& value = T{}) : items_(size, value) {}
    id_vector(std::initializer_list<T> items) : items_{items} {}

    Id push_back(T item) {
        items_.push_back(std::move(item));
        return Id{static_cast<std::uint32_t>(items_.size() - 1)};
    }

    T& emplace_back() { return items_.emplace_back(); }
    void reserve(std::size_t size) { items_.reserve(size); }

    [[nodiscard]] decltype(auto) operator[](Id i) { return items_[i.value()]; }
    [[nodiscard]] decltype(auto) operator[](Id i) const { return items_[i.value()]; }
    [[nodiscard]] decltype(auto) at(Id i) const { return items_.at(i.value()); }

    [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }
    [[nodiscard]] bool empty() const noexcept { return items_.empty(); }
    [[nodiscard]] id_range<Id> ids() const { return id_range<Id>{items_.size()}; }
    [[nodiscard]] auto begin() const noexcept { return items_.begin(); }
    [[nodiscard]] auto end() const noexcept { return items_.end(); }
    [[nodiscard]] auto begin() noexcept { return items_.begin(); }
    [[nodiscard]] auto end() noexcept { return items_.end(); }

    friend bool operator==(const id_vector&, const id_vector&) = default;

private:
    std::vector<T> items_;
};

/// Records by id, and by the key each carries in its member `key`. Keys are unique. `Vector` is what they are
/// kept in: a `shared_vector` for records of which most stay the same from copy to copy.
template <class Id, class Record, template <class...> class Vector = std::vector>
class registry {
public:
    /// Makes room for so many records in all.
    void reserve(std::size_t size) {
        if constexpr (requires { records_.reserve(size); }) records_.reserve(size);
        if (size * 2 > slots_.size()) spread_slots(std::bit_ceil(size < 8 ? 16 : size * 2));
    }

    /// Gives back room that was made and is not used.
    void shrink_to_fit() {
        if constexpr (requires { records_.shrink_to_fit(); }) records_.shrink_to_fit();
    }

    /// Says that the key is going to be looked up, or a record of that key added, so that the memory for it is near by then.
    void expect(std::string_view k) const {
        if (!slots_.empty()) __builtin_prefetch(&slots_[tag_of(k) & (slots_.size() - 1)]);
    }

    /// The id of the new record, or nothing if its key is taken; registry and record are then as they were.
    std::optional<Id> add(const Record& record) { return add(Record{record}); }
    std::optional<Id> add(Record&& record) {
        make_room();
        const auto tag = tag_of(record.key.text());
        const auto free = place_of(tag, record.key.text());
        if (slots_[free].id != vacant) return std::nullopt;
        const auto next = static_cast<std::uint32_t>(records_.size());
        writable(slots_, free) = {tag, next};
        records_.push_back(std::move(record));
        return Id{next};
    }

    /// The id of the record of that key; of a new one that has nothing but its key, if there was none.
    Id find_or_add(const key& k) {
        make_room();
        const auto tag = tag_of(k.text());
        const auto here = place_of(tag, k.text());
        if (slots_[here].id != vacant) return Id{slots_[here].id};
        const auto next = static_cast<std::uint32_t>(records_.size());
        writable(slots_, here) = {tag, next};
        records_.emplace_back().key = decltype(Record::key){k};
        return Id{next};
    }

    [[nodiscard]] std::optional<Id> find(const key& k) const { return find(k.text()); }
    template <class Text>
    requires std::convertible_to<const Text&, std::string_view>
    [[nodiscard]] std::optional<Id> find(const Text& k) const {
        if (records_.empty()) return std::nullopt;
        const std::string_view text = k;
        const auto found = slots_[place_of(tag_of(text), text)].id;
        return found == vacant ? std::nullopt : std::optional{Id{found}};
    }

    /// Throws: std::invalid_argument if there is no such key.
    [[nodiscard]] Id id_of(const key& k) const {
        if (const auto found = find(k)) return *found;
        throw std::invalid_argument("no record has the key '" + k.text() + "'");
    }

    /// Replaces a record. Requires: the same key, else std::invalid_argument.
    void replace(Id i, Record record) {
        if (!(record.key == (*this)[i].key))
            throw std::invalid_argument("a record is replaced by one of another key");
        writable(records_, i.value()) = std::move(record);
    }

    /// Changes a record in place by `change(record)`, which leaves its key alone.
    template <class Change>
    void update(Id i, Change change) {
        change(writable(records_, i.value()));
    }

    /// Keeps the first `size` records.
    void truncate(std::size_t size) {
        if (size >= records_.size()) return;
        shorten(size);
        spread_slots(slots_.size());
    }

    /// Takes out the records for whose id `gone` says so. Those after them move up, and so do their ids.
    template <class Gone>
    void erase_if(Gone gone) {
        std::vector<std::uint32_t> now(records_.size(), vacant);
        std::uint32_t kept = 0;
        for (std::uint32_t i = 0; i < now.size(); ++i) {
            if (gone(Id{i})) continue;
            if (kept != i) writable(records_, kept) = std::move(writable(records_, i));
            now[i] = kept++;
        }
        for (std::size_t here = 0; here < slots_.size(); ++here)
            if (const auto i = slots_[here].id; i != vacant) writable(slots_, here).id = now[i];
        shorten(kept);
        spread_slots(slots_.size());
    }

    [[nodiscard]] const Record& operator[](Id i) const { return records_[i.value()]; }
    /// Throws: std::invalid_argument if the id is not of this registry.
    [[nodiscard]] const Record& at(Id i) const {
        if (i.value() < records_.size()) return records_[i.value()];
        throw std::invalid_argument("the id is not of this registry");
    }
    [[nodiscard]] const Record& operator[](const key& k) const { return (*this)[id_of(k)]; }

    [[nodiscard]] std::size_t size() const noexcept { return records_.size(); }
    [[nodiscard]] bool empty() const noexcept { return records_.empty(); }
    [[nodiscard]] id_range<Id> ids() const { return id_range<Id>{records_.size()}; }
    [[nodiscard]] auto begin() const noexcept { return records_.begin(); }
    [[nodiscard]] auto end() const noexcept { return records_.end(); }

    friend bool operator==(const registry& a, const registry& b) { return a.records_ == b.records_; }

private:
    static constexpr std::uint32_t vacant = 0xFFFFFFFF;
    struct slot {
        std::uint32_t tag = 0; ///< half of the hash: another tag is another key
        std::uint32_t id = vacant;
    };

    void shorten(std::size_t size) {
        if constexpr (requires { records_.truncate(size); }) {
            records_.truncate(size);
        } else {
            records_.erase(records_.begin() + static_cast<std::ptrdiff_t>(size), records_.end());
        }
    }
    /// An item to be changed.
    template <class T>
    static T& writable(Vector<T>& all, std::size_t i) {
        if constexpr (requires { all.write(i); }) {
            return all.write(i);
        } else {
            return all[i];
        }
    }
    [[nodiscard]] std::uint32_t tag_of(std::string_view k) const {
        return static_cast<std::uint32_t>(detail::hash_of(k, secret_) >> 32);
    }
    /// Where the key's id stands among the slots, or would: a hash table with linear probing.
    [[nodiscard]] std::size_t place_of(std::uint32_t tag, std::string_view k) const {
        auto here = tag & (slots_.size() - 1);
        while (slots_[here].id != vacant &&
               (slots_[here].tag != tag || !detail::is_same(records_[slots_[here].id].key.text(), k)))
            here = (here + 1) & (slots_.size() - 1);
        return here;
    }
    void make_room() {
        if ((records_.size() + 1) * 2 > slots_.size()) spread_slots(slots_.empty() ? 16 : slots_.size() * 2);
    }
    /// Spreads the slots of the records that there are over so many; it takes no look at the records.
    void spread_slots(std::size_t size) {
        if (slots_.empty()) secret_ = detail::process_secret();
        Vector<slot> all(size);
        for (const auto& s : slots_) {
            if (s.id >= records_.size()) continue; // of none
            auto here = s.tag & (size - 1);
            while (all[here].id != vacant) here = (here + 1) & (size - 1);
            writable(all, here) = s;
        }
        slots_ = std::move(all);
    }

    Vector<Record> records_;
    Vector<slot> slots_;           ///< a power of two, at least twice the records
    detail::hash_secret secret_{}; ///< by which the slots were filled
};

} // namespace qaidam

#pragma GCC visibility pop
