/// People who move from one community of a county to another (迁居).
#pragma once

#include <optional>
#include <vector>

#include <qaidam/civic/county.hpp>

#pragma GCC visibility push(default)

namespace qaidam::civic {

struct move {
    person_key person{};
    community_key from{};
    community_key to{};
    calendar::date on{}; ///< the first day there
    building_key home{}; ///< there; blank where it is not known
    person_key as{};     ///< their key there; blank for the same
    friend bool operator==(const move&, const move&) = default;
};

struct moved {
    county after;
    person_key key; ///< theirs, where they live now
    std::vector<finding>
        told{}; ///< roles that ended with the move or never begin, and groups to which they belong there now
};

/// The county after a move. In the community that they leave they stay known, without a home, for what happened there names them;
/// their roles there end on the day, and what had not begun never does. In the other they have a record with the same
/// data, and belong to their special groups from that day on. Whoever comes back has the record that they had. Everybody else,
/// and every other community, is as before. Households say how many live in them and not who: they are left as they are. Help pairs
/// are the services' (services::move_away).
///
/// Throws: std::invalid_argument for a community, person or building that is not there, one community twice, a special date, or a
///         key that another person has there; of the same person are the same name, birth date and identity number, not both blank.
/// Cost:   O(the two communities).
[[nodiscard]] moved move_person(const county& c, const move& m);

} // namespace qaidam::civic

#pragma GCC visibility pop
