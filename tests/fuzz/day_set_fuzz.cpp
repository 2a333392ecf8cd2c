// Any words: refused with a data_error, or a set that says itself in words which mean the same.
#include <cstdint>
#include <cstdlib>
#include <stdexcept>

#include <qaidam/calendar/day_set.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace qaidam;
    if (size > 200) return 0;
    try {
        const auto set = calendar::parse_day_set({reinterpret_cast<const char*>(data), size});
        for (const auto l : {language::zh, language::en})
            if (!(calendar::parse_day_set(to_string(set, l)) == set)) std::abort();
    } catch (const data_error&) {
    }
    return 0;
}
