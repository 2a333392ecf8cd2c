// Any bytes: refused with a data_error, or features.
#include <cstdint>
#include <cstdlib>

#include <qaidam/geojson/geojson.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace qaidam;
    try {
        (void)geojson::read({reinterpret_cast<const char*>(data), size}, "f.geojson",
                            {.policy = policy::lenient});
    } catch (const data_error&) {
    }
    return 0;
}
