/// Rights (权限): which roles take which step of an order, and who sees what of it, as data.
///
/// Who has to do with an order needs no right: its reporters, its handler and those who help, the departments that
/// were called. A right lets others act and see, the staff (经办人员): whoever has its role in an area that covers
/// the building of the order. Nobody is staff where the matter is their own.
/// `desk::allowed` shows who may take which step of an order now.
#pragma once

#include <optional>
#include <span>
#include <variant>
#include <vector>

#include <qaidam/base/feed_files.hpp>
#include <qaidam/services/steps.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

/// Where a role that gives a right holds; each covers buildings.
enum class role_area { community, quarter, grid, building };
[[nodiscard]] std::string to_string(role_area a, language l = language::en);

/// How much somebody sees of an order.
enum class sight {
    matter, ///< 事项: what it is about and how it stands, not whose it is
    people  ///< 事项和点单人: whose it is, too
};
[[nodiscard]] std::string to_string(sight s, language l = language::en);

struct right {
    std::variant<services::step, services::sight> to; ///< take the step, or see so much
    civic::role_kind role;
    std::optional<role_area> area{}; ///< nothing: any of them
    friend bool operator==(const right&, const right&) = default;
};

/// What a community has that says nothing else: the grids' people and the community's staff verify, volunteers among
/// them; grid leaders and grid members of the whole community register, dispatch and check; the supervisor does what
/// decides against somebody. Volunteers and property staff see no reporters.
[[nodiscard]] std::vector<right> default_rights();

/// Reads rights.csv: the default rights, but for the steps and sights that have a row: these have what their rows say, and
/// nothing of the default, even where a row cannot be used.
/// Throws: data_error under policy::strict.
[[nodiscard]] loaded<std::vector<right>> load_rights(const feed_files& files,
                                                     const load_options& options = {});
void save(std::span<const right> rights, const file_path& folder);

/// Whose the right is, for people: "grid member (community), supervisor".
[[nodiscard]] std::string holders_of(std::span<const right> rights,
                                     const std::variant<services::step, services::sight>& to,
                                     language l = language::en);

} // namespace qaidam::services

#pragma GCC visibility pop
