# Functions for the two commands of the README: find or install what a build needs, and configure it.

cpus() { nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2; }

compiler() { echo "${CXX:-c++}"; }

# A header that the compiler finds may come from any package: only what it does not find is installed. libpq's stands in
# a folder of its own, which CMake knows.
has_header() {
    printf '#include <%s>\n' "$1" | $(compiler) -std=c++20 -I/usr/include/postgresql \
        -I/opt/homebrew/opt/libpq/include -I/usr/local/opt/libpq/include -E -x c++ - >/dev/null 2>&1
}

header_of() {
    case $1 in
    boost) echo boost/date_time/gregorian/gregorian_types.hpp ;;
    fmt) echo fmt/format.h ;;
    json) echo nlohmann/json.hpp ;;
    protozero) echo protozero/pbf_reader.hpp ;;
    archive) echo archive.h ;;
    ical) echo libical/ical.h ;;
    crypto) echo openssl/evp.h ;;
    sqlite) echo sqlite3.h ;;
    pq) echo libpq-fe.h ;;
    httplib) echo httplib.h ;;
    doctest) echo doctest/doctest.h ;;
    esac
}

debian_name() {
    case $1 in
    boost) echo libboost-dev ;;
    fmt) echo libfmt-dev ;;
    json) echo nlohmann-json3-dev ;;
    protozero) echo libprotozero-dev ;;
    archive) echo libarchive-dev ;;
    ical) echo libical-dev ;;
    crypto) echo libssl-dev ;;
    sqlite) echo libsqlite3-dev ;;
    pq) echo libpq-dev ;;
    httplib) echo libcpp-httplib-dev ;;
    doctest) echo doctest-dev ;;
    zones) echo tzdata ;;
    compiler) echo g++ ;;
    cmake) echo cmake ;;
    ninja) echo ninja-build ;;
    esac
}

# name of the thing, then Fedora, macOS (Homebrew), vcpkg
other_names() {
    case $1 in
    boost) echo "boost-devel boost boost-date-time,boost-geometry,boost-multiprecision" ;;
    fmt) echo "fmt-devel fmt fmt" ;;
    json) echo "json-devel nlohmann-json nlohmann-json" ;;
    protozero) echo "protozero-devel protozero protozero" ;;
    archive) echo "libarchive-devel libarchive libarchive" ;;
    ical) echo "libical-devel libical libical" ;;
    crypto) echo "openssl-devel openssl openssl" ;;
    sqlite) echo "sqlite-devel sqlite sqlite3" ;;
    pq) echo "libpq-devel libpq libpq" ;;
    httplib) echo "cpp-httplib-devel cpp-httplib cpp-httplib" ;;
    doctest) echo "doctest-devel doctest doctest" ;;
    zones) echo "tzdata - -" ;;
    compiler) echo "gcc-c++ llvm -" ;;
    cmake) echo "cmake cmake -" ;;
    ninja) echo "ninja-build ninja -" ;;
    esac
}

has_compiler() {
    set -- $(compiler)
    command -v "$1" >/dev/null 2>&1
}

missing_of() {
    has_compiler >/dev/null 2>&1 || echo compiler
    command -v cmake >/dev/null 2>&1 || echo cmake
    [ -f /usr/share/zoneinfo/Asia/Shanghai ] || echo zones
    command -v ninja >/dev/null 2>&1 || command -v make >/dev/null 2>&1 || echo ninja
    for library in "$@"; do
        has_compiler && has_header "$(header_of "$library")" || echo "$library"
    done
}

say_what_to_install() {
    fedora= mac= vcpkg= debian=
    for thing in "$@"; do
        set -- $(other_names "$thing")
        debian="$debian $(debian_name "$thing")"
        fedora="$fedora $1"
        [ "$2" = - ] || mac="$mac $2"
        [ "$3" = - ] || vcpkg="$vcpkg $(echo "$3" | tr , ' ')"
    done
    {
        echo "qaidam needs packages that were not found. Install them and run this again:"
        echo "  Debian, Ubuntu   apt-get install$debian"
        echo "  Fedora           dnf install$fedora"
        echo "  macOS            brew install$mac"
        [ -z "$vcpkg" ] || echo "  vcpkg            vcpkg install$vcpkg"
    } >&2
}

# prepare ROOT LIBRARY…
prepare() {
    shift
    missing=$(missing_of "$@")
    [ -n "$missing" ] || return 0
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        as_root=sudo
        command -v sudo >/dev/null 2>&1 || as_root=none
    fi
    if ! command -v apt-get >/dev/null 2>&1 || [ "$as_root" = none ]; then
        say_what_to_install $missing
        exit 1
    fi
    packages=
    for thing in $missing; do packages="$packages $(debian_name "$thing")"; done
    echo "installing:$packages"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages
    missing=$(missing_of "$@")
    if [ -n "$missing" ]; then
        say_what_to_install $missing
        exit 1
    fi
}

# configure SOURCE BUILD OPTIONS…
# The compiler, the generator and ccache are chosen once, for a build folder that is new: another choice later would
# build everything again.
configure() {
    source_dir=$1
    build_dir=$2
    shift 2
    if [ -f "$build_dir/CMakeCache.txt" ]; then
        chosen=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build_dir/CMakeCache.txt")
        wanted=$(command -v "${CXX:-$chosen}") || wanted=$chosen
        [ "$(realpath "$wanted")" = "$(realpath "$chosen")" ] ||
            echo "$build_dir was begun with $chosen and goes on with it; remove the folder to build with $CXX"
        cmake -S "$source_dir" -B "$build_dir" "$@"
        return
    fi
    # Whoever waits for a whole build wants it soon: no debug information, and one source a room.
    set -- -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-O1 -DNDEBUG" \
        -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=0 "$@"
    command -v ninja >/dev/null 2>&1 && set -- -G Ninja "$@"
    command -v ccache >/dev/null 2>&1 && set -- -DCMAKE_CXX_COMPILER_LAUNCHER=ccache "$@"
    cmake -S "$source_dir" -B "$build_dir" "$@"
}
