/// The PostgreSQL server that the tests of a program share.
#pragma once

#include <memory>

#include "skip.hpp"
#include "store/postgres_server.hpp"

namespace test {

/// Starts when it is first asked for; null where PostgreSQL is not installed.
inline postgres_server* postgres() {
    static std::unique_ptr<postgres_server> only = [] {
        std::unique_ptr<postgres_server> made;
        if (const auto programs = postgres_server::find_programs()) {
            made = std::make_unique<postgres_server>(*programs);
            made->start();
        } else {
            skip("PostgreSQL is not installed (Debian: postgresql)");
        }
        return made;
    }();
    return only.get();
}

} // namespace test
