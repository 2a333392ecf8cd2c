/// How files of the ledger room name units.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include <qaidam/base/csv.hpp>
#include <qaidam/ledger/unit.hpp>

namespace qaidam::ledger::detail {

/// The departments and teams of a community by what a file may call them: a key or a name.
class unit_index {
public:
    explicit unit_index(const civic::community& c);

    [[nodiscard]] std::set<unit> find(std::string_view text) const;
    /// The unit of a cell, after saying what is wrong with it.
    unit read(record& r, std::string_view column) const;
    /// Whether the name of another unit would be read as something else.
    [[nodiscard]] bool misleads(const other_unit& u) const;

private:
    const civic::community& c_;
    std::map<std::string, std::set<unit>, std::less<>> units_;
};

} // namespace qaidam::ledger::detail
