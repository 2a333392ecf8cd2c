// A synchronous standby takes over from a server that was killed.

#include <doctest/doctest.h>

#include "random.hpp"
#include "store/append_through.hpp"
#include "store/postgres.hpp"

TEST_SUITE_BEGIN("postgres/standby");

using test::postgres_server;
using namespace std::chrono_literals;

namespace {

/// Appends through a primary that is killed, and through its standby, which is promoted then.
std::size_t append_through_promotion(const std::filesystem::path& programs, test::random& random) {
    postgres_server primary{programs};
    primary.start();
    postgres_server standby{postgres_server::standby_of{primary}};
    standby.start();
    primary.sql("alter system set synchronous_standby_names = '*'"); // after the copy, which does not have it
    primary.sql("select pg_reload_conf()");
    while (primary.sql("select count(*) from pg_stat_replication where sync_state = 'sync'") != "1")
        std::this_thread::sleep_for(10ms);
    const auto uri = "postgresql://owner@/postgres?host=" + primary.folder().string() + "," +
                     standby.folder().string() + "&target_session_attrs=read-write";
    return test::append_through(uri, "promoted", [&] {
        std::this_thread::sleep_for(std::chrono::milliseconds{random.between(300, 1500)});
        primary.kill();
        CHECK(standby.sql("select pg_promote()") == "t");
        std::this_thread::sleep_for(1000ms);
    });
}

} // namespace

TEST_CASE("of a thousand appends and more none is missing where a standby is promoted" * doctest::skip()) {
    const auto programs = postgres_server::find_programs();
    if (!programs) return test::skip("PostgreSQL is not installed (Debian: postgresql)");
    test::random random;
    int promotions = 0;
    std::size_t kept = 0;
    for (; promotions < 5 || kept <= 1000; ++promotions) kept += append_through_promotion(*programs, random);
    MESSAGE(promotions << " standbys promoted, " << kept << " appends acknowledged, none missing");
}

TEST_SUITE_END();
