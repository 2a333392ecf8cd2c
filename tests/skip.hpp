/// Tests that cannot be run here: a program in which there are some ends with the code that CTest calls skipped,
/// unless a test fails.
#pragma once

#include <string>

#include <doctest/doctest.h>

namespace test {

inline int skips = 0;

inline void skip(const std::string& why) {
    ++skips;
    MESSAGE("skipped: " << why);
}

} // namespace test
