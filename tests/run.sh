#!/bin/sh
# Builds the tests, runs those of label ci, and ends with CTest's summary.
#
#   sh tests/run.sh                label ci
#   sh tests/run.sh -L long        or any other arguments of ctest
#
# QAIDAM_TEST_DATA names the folder with the large real data sets; tests that need it skip without.
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/src/cmake/prepare.sh"
build=${QAIDAM_BUILD_DIR:-$root/build}/tests
prepare "$root" fmt boost json protozero archive ical crypto sqlite pq httplib doctest
configure "$root" "$build" -DQAIDAM_TEST_OPTIONS=-O0 "-DQAIDAM_TEST_DATA=${QAIDAM_TEST_DATA-}"
cmake --build "$build"
[ $# -gt 0 ] || set -- -L ci
exec ctest --test-dir "$build" --output-on-failure -j "$(cpus)" "$@"
