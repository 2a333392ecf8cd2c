#!/bin/sh
# Builds and runs an example.
#
#   sh examples/run.sh OPTIONS…        the main example
#   sh examples/run.sh NAME ARGS…      another one
#   sh examples/run.sh --list          what there is
#
# Only the example writes to standard output; the building talks on standard error.
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)

if [ "${1-}" = "--list" ]; then
    # The first comment line of each example says what it does. One of several files is a folder with a source of its name.
    for file in "$root"/examples/*.cpp "$root"/examples/*/*.cpp; do
        folder=$(basename "$(dirname "$file")")
        [ "$folder" = examples ] || [ "$folder" = "$(basename "$file" .cpp)" ] || continue
        printf '%-16s %s\n' "$(basename "$file" .cpp)" "$(sed -n '1s,^// *,,p' "$file")"
    done | sort
    exit 0
fi

name=chengdong_day
case ${1--} in
-*) ;; # options of the main example
*)
    name=$1
    shift
    ;;
esac
if [ ! -f "$root/examples/$name.cpp" ] && [ ! -f "$root/examples/$name/$name.cpp" ]; then
    printf 'run.sh: there is no example "%s"; see: sh examples/run.sh --list\n' "$name" >&2
    exit 2
fi

. "$root/src/cmake/prepare.sh"
build=${QAIDAM_BUILD_DIR:-$root/build}/examples
{
    prepare "$root" fmt boost json protozero archive ical crypto sqlite pq httplib
    configure "$root" "$build" -DQAIDAM_BUILD_TESTS=OFF -DQAIDAM_INSTALL=OFF
    cmake --build "$build" --target "$name"
} >&2
exec "$build/bin/$name" "$@"
