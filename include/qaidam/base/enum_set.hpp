/// A set of enumerators, small enough to be a constant: `enum_set{state::open, state::late}`.
#pragma once

#include <cstdint>
#include <initializer_list>

#pragma GCC visibility push(default)

namespace qaidam {

/// Requires: enumerators from 0 to 31.
template <class Enum>
class enum_set {
public:
    constexpr enum_set() = default;
    constexpr enum_set(std::initializer_list<Enum> members) {
        for (const auto m : members) insert(m);
    }

    constexpr void insert(Enum m) { bits_ |= bit(m); }
    [[nodiscard]] constexpr bool contains(Enum m) const { return (bits_ & bit(m)) != 0; }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }

    friend constexpr enum_set operator&(enum_set a, enum_set b) { return of(a.bits_ & b.bits_); }
    friend constexpr enum_set operator|(enum_set a, enum_set b) { return of(a.bits_ | b.bits_); }
    friend constexpr bool operator==(enum_set, enum_set) = default;

    /// Calls `use` with each member, the lowest first.
    template <class Use>
    constexpr void each(Use use) const {
        for (std::uint32_t i = 0; i < 32; ++i)
            if ((bits_ >> i & 1) != 0) use(static_cast<Enum>(i));
    }

private:
    [[nodiscard]] static constexpr std::uint32_t bit(Enum m) {
        return std::uint32_t{1} << static_cast<std::uint32_t>(m);
    }
    [[nodiscard]] static constexpr enum_set of(std::uint32_t bits) {
        enum_set s;
        s.bits_ = bits;
        return s;
    }

    std::uint32_t bits_ = 0;
};

} // namespace qaidam

#pragma GCC visibility pop
