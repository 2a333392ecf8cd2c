// Any bytes as a calendar: refused with a data_error, or read; what was read can be written, and reads back
// equal; its series can be unrolled, or have too many steps.
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include <qaidam/icalendar/icalendar.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace qaidam;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const calendar::local_time from{calendar::date{2020, 1, 1}}, until{calendar::date{2023, 1, 1}};
    const calendar::utc_time stamp{calendar::date{2022, 1, 1}};
    try {
        const auto file = icalendar::read(text, "fuzz.ics", {.policy = policy::lenient}).value;
        try {
            (void)icalendar::expand(file.events, from, until);
        } catch (const std::length_error&) {
        }
        const auto written = icalendar::write(file, stamp);
        const auto again = icalendar::read(written, "again.ics", {.policy = policy::lenient}).value;
        if (again.events != file.events || again.name != file.name) std::abort();
    } catch (const data_error&) {
    }
    return 0;
}
