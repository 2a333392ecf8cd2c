// The ledger by batch, as its table and its chart have it.
#pragma once

#include <array>

#include <qaidam/ledger/ledger.hpp>

namespace qaidam::views {

inline constexpr std::array batches{ledger::batch::key_project, ledger::batch::policy, ledger::batch::measure,
                                    ledger::batch::project, ledger::batch::problem};

inline ledger::tally tally_of(const ledger::items& all, ledger::batch b) {
    ledger::tally t;
    for (const auto& item : all)
        if (item.batch == b) {
            ++t.items;
            t.done += item.done ? 1 : 0;
        }
    return t;
}

} // namespace qaidam::views
