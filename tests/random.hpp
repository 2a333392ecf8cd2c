/// Random cases that can be repeated: the seed is printed, and taken from QAIDAM_SEED if that is set.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

#include <doctest/doctest.h>

namespace test {

inline std::uint64_t seed() {
    const char* given = std::getenv("QAIDAM_SEED");
    static const std::uint64_t value = given != nullptr ? std::stoull(given) : std::random_device{}();
    return value;
}

/// How many random cases to try: what is wanted, or so many per cent of it as QAIDAM_CASES says, one at least.
template <class Number>
Number cases(Number wanted) {
    const char* given = std::getenv("QAIDAM_CASES");
    static const long percent = given != nullptr ? std::stol(given) : 100;
    return std::max(static_cast<Number>(static_cast<long>(wanted) * percent / 100), Number{1});
}

/// A generator for one test case; announces its seed.
class random {
public:
    random() : engine_{seed()} { MESSAGE("QAIDAM_SEED=" << seed()); }
    /// One of several that differ, as for threads; says nothing.
    explicit random(std::uint64_t which) : engine_{seed() + which} {}

    /// Uniform in [least, most].
    int between(int least, int most) { return std::uniform_int_distribution<int>{least, most}(engine_); }
    bool one_in(int n) { return between(1, n) == 1; }
    double real(double least, double most) {
        return std::uniform_real_distribution<double>{least, most}(engine_);
    }
    template <class Range>
    const auto& one_of(const Range& range) {
        return range[static_cast<std::size_t>(between(0, static_cast<int>(std::size(range)) - 1))];
    }

private:
    std::mt19937_64 engine_;
};

} // namespace test
