/// Where the large real data is, if it is there: QAIDAM_TEST_DATA.
#pragma once

#include <filesystem>
#include <string>

#include "skip.hpp"

namespace test {

inline std::filesystem::path real(const std::string& file) {
    return std::filesystem::path{QAIDAM_TEST_DATA} / file;
}

/// Whether a test can use the file; it is skipped if not.
inline bool has_real(const std::string& file) {
    if (std::filesystem::exists(real(file))) return true;
    skip("QAIDAM_TEST_DATA has no " + file);
    return false;
}

} // namespace test
