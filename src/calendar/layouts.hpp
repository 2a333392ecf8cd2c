/// The files of the calendar room and their columns.
#pragma once

#include <qaidam/base/csv.hpp>

namespace qaidam::calendar::detail {

inline constexpr column holiday_columns[] = {{"year", cell_kind::identity},
                                             {"date", cell_kind::identity},
                                             {"name", cell_kind::descriptive},
                                             {"kind", cell_kind::needed}};
inline constexpr column hours_columns[] = {{"calendar_id", cell_kind::identity, presence::optional},
                                           {"season_from", cell_kind::needed, presence::optional},
                                           {"season_until", cell_kind::needed, presence::optional},
                                           {"day", cell_kind::needed},
                                           {"from", cell_kind::needed},
                                           {"until", cell_kind::needed}};
inline constexpr table_layout feed_tables[] = {{"holidays.csv", presence::optional, holiday_columns},
                                               {"work_hours.csv", presence::binding, hours_columns}};
inline constexpr const table_layout& holiday_table = feed_tables[0];
inline constexpr const table_layout& hours_table = feed_tables[1];

} // namespace qaidam::calendar::detail
