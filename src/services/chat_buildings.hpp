/// Which buildings a message of a chat names.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/civic/community.hpp>
#include <qaidam/services/catalogue.hpp>

namespace qaidam::services::detail {

/// The buildings that a text may name: those of the group's quarter, or of all where the group is of none.
class building_finder {
public:
    /// Throws: std::invalid_argument for a building of the group that is not there.
    building_finder(const civic::community& c, const building_key& of_group);

    /// Keys, each once; "" for a name that several buildings have.
    [[nodiscard]] std::vector<building_key> find(std::string_view words) const;

private:
    void add(const std::string& name, civic::building_id id);

    const civic::community& community_;
    std::map<std::string, std::vector<civic::building_id>> by_name_{};
};

} // namespace qaidam::services::detail
