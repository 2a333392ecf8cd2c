/// Finding stations, and the register that names them: telegraph codes, pinyin, initials, cities.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/file_path.hpp>
#include <qaidam/rail/timetable.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

/// What of a station a text matched, the best first.
enum class station_match { code, name, pinyin, initials, former_name, start_of_name, start_of_pinyin, city };

struct found_station {
    station_id station;
    station_match match;
    friend bool operator==(const found_station&, const found_station&) = default;
};

/// The stations that a passenger may mean by "西宁", "xining", "xn", "XNO" or "Xining", best matches first
/// and then by key. Latin letters match in either case; spaces and apostrophes do not count.
/// Cost: O(stations).
[[nodiscard]] std::vector<found_station> find_stations(const timetable& t, std::string_view text);

/// The stations of a city group: 北京 has 北京, 北京西, 北京南, … Falls back to the station of that name.
[[nodiscard]] std::vector<station_id> stations_of_city(const timetable& t, std::string_view city);

/// A station as the national register has it.
struct registered_station {
    std::string code{}; ///< telegraph code (电报码): the identity
    std::string name{};
    std::string pinyin{};
    std::string initials{};
    std::string city{};
    friend bool operator==(const registered_station&, const registered_station&) = default;
};

/// Reads a register in the form of 12306's station_name.js: entries that begin with @ and whose fields |
/// separates.
/// Throws: data_error under policy::strict if an entry has too few fields or a code occurs twice.
[[nodiscard]] loaded<std::vector<registered_station>> load_station_register(const file_path& file,
                                                                            const load_options& options = {});

enum class register_change_kind { added, removed, renamed, moved };

/// What became of the stations between two registers. A code is the identity: names move.
struct register_change {
    register_change_kind kind;
    std::string code;
    std::string before{}; ///< the name; where it moved, the code that had it
    std::string after{};
    friend bool operator==(const register_change&, const register_change&) = default;
};

/// Added and removed codes, codes that changed their name (renamed), and names that changed their code
/// (moved); by kind and then by code.
[[nodiscard]] std::vector<register_change> compare_registers(std::span<const registered_station> before,
                                                             std::span<const registered_station> after);

/// "HTO: 花土沟 is now called 茫崖"
[[nodiscard]] std::string to_string(const register_change& c, language l = language::en);

/// The timetable with pinyin, initials and cities from the register, told by telegraph code. Names stay.
[[nodiscard]] timetable with_register(timetable t, std::span<const registered_station> all);

} // namespace qaidam::rail

template <>
struct fmt::formatter<qaidam::rail::register_change>
    : qaidam::detail::bilingual_formatter<qaidam::rail::register_change> {};

#pragma GCC visibility pop
