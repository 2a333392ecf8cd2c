/// Building references as people write them: "12 号楼 3 单元", "十二栋３单元402", "阳光小区12#". What is only partly an
/// address, as "阳光小区门口2号摊位", is none.
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

/// What an address names. Unit, floor and room as written, in ASCII digits and capitals, "-1" for 负1层; "" where it
/// has none.
struct address {
    std::optional<civic::building_id> building{};
    std::string unit{};
    std::string floor{};
    std::string room{};
    std::optional<finding> fault{}; ///< if no building was found
    std::vector<civic::building_id>
        candidates{}; ///< then those that it may be, or that come near, best first
};

/// The buildings of a community by what people call them. Const calls are safe from many threads.
class address_book {
public:
    explicit address_book(const civic::community& c);

    /// Reads an address: county, town, community or street, if they are written; a quarter; a building; unit, floor
    /// and room. One without a quarter is looked for in `quarter`, else in all. Only what is understood whole is an
    /// answer: "阳光小区3号楼西侧" is address_unclear, with Building 3 among the candidates.
    ///
    /// Full-width and Chinese digits are digits; 号楼, 栋, 幢, 座, #, 号 and "Building" all mean a building, 楼 only
    /// before a unit; blanks and commas do not count. A yard (2号院) is passed over where the quarter's buildings are
    /// not told apart by yards.
    [[nodiscard]] address find(std::string_view text,
                               std::optional<civic::quarter_id> quarter = std::nullopt) const;

private:
    /// One way to write a building: 二期3号楼 is "2期" and "3", 教师公寓 only the first.
    struct entry {
        civic::building_id building;
        civic::quarter_id quarter;
        std::string before;
        std::string number;
    };
    struct known_quarter {
        std::string name; ///< plain
        civic::quarter_id quarter;
    };
    struct reading;
    struct search;
    std::vector<entry> entries_;
    std::vector<std::string> befores_;        ///< of the entries, longest first, then ""
    std::vector<known_quarter> quarters_;     ///< longest first
    std::vector<std::string> regions_[3];     ///< names of county, town and community
    std::vector<label> names_;                ///< of the buildings, with that of the quarter
    std::vector<civic::quarter_id> in_yards_; ///< quarters whose buildings are told apart by yards
};

} // namespace qaidam::grids

#pragma GCC visibility pop
