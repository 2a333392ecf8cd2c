// What must hold for any input: the line that does not is told, and the fuzzer keeps the input.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace fuzz {

inline void require(bool good, int line = __builtin_LINE()) {
    if (good) return;
    std::fprintf(stderr, "line %d: this must hold\n", line);
    std::abort();
}

} // namespace fuzz
