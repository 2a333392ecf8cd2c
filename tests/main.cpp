#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "skip.hpp"

int main(int argc, char** argv) {
    constexpr int skipped = 77; // SKIP_RETURN_CODE of CTest
    const int failed = doctest::Context{argc, argv}.run();
    return failed != 0 || test::skips == 0 ? failed : skipped;
}
