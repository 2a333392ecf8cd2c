/// Building references as people write them: "12 号楼 3 单元", "十二栋３单元402", "阳光小区12#".
///
///     const grids::address_book book{community};
///     const auto found = book.find("阳光小区 12 号楼 3 单元 402");
///     if (found.building) visit(*found.building, found.unit, found.room);
///     else say(*found.fault);                       // what came near
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/civic/community.hpp>

#pragma GCC visibility push(default)

namespace qaidam::grids {

namespace codes {
inline constexpr message_rule address_unclear{
    "address_unclear",
    severity::error,
    {"看不出“{0}”指哪一栋楼；请写小区和楼号，如“{1}”",
     "no building can be read from {0}; name quarter and building, as in {1}"}};
inline constexpr message_rule address_unknown{
    "address_unknown",
    severity::error,
    {"没有“{0}”这栋楼；相近的有 {1}", "there is no building {0}; near it come {1}"}};
inline constexpr message_rule address_ambiguous{
    "address_ambiguous",
    severity::error,
    {"“{0}”可能是 {1}；请写明小区", "{0} may be {1}; name the quarter"}};
inline constexpr std::array addresses{&address_unclear, &address_unknown, &address_ambiguous};
} // namespace codes

/// What an address names. Unit and room are as written, in ASCII digits; "" where it has none.
struct address {
    std::optional<civic::building_id> building{};
    std::string unit{};
    std::string room{};
    std::optional<finding> fault{}; ///< if no building was found
    std::vector<civic::building_id>
        candidates{}; ///< then those that it may be, or that come near, best first
};

/// The buildings of a community by what people call them. Const calls are safe from many threads.
class address_book {
public:
    explicit address_book(const civic::community& c);

    /// Reads an address; one without a quarter is looked for in `quarter`, else in all. Full-width and
    /// Chinese digits are digits; 号楼, 栋, 幢, 座, 楼, # and "Building" all mean a building; spaces do not
    /// count.
    [[nodiscard]] address find(std::string_view text,
                               std::optional<civic::quarter_id> quarter = std::nullopt) const;

private:
    struct entry {
        civic::building_id building;
        civic::quarter_id quarter;
        std::string called; ///< its number, or its plain name
        label name;         ///< with that of its quarter
    };
    void find_building(address& a, std::string_view called, std::optional<civic::quarter_id> quarter,
                       std::string_view text) const;

    std::vector<entry> entries_;
    std::vector<std::pair<std::string, civic::quarter_id>> quarters_; ///< plain names, longest first
};

} // namespace qaidam::grids

#pragma GCC visibility pop
