// Any bytes: refused with a data_error, or features, of which a repairing read has at least as many.
#include <cstdint>
#include <cstdlib>

#include <qaidam/geojson/geojson.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace qaidam;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto features = [&](policy how) {
        try {
            return geojson::read(text, "f.geojson", {.policy = how}).value.size();
        } catch (const data_error&) {
            return std::size_t{0};
        }
    };
    if (features(policy::repair) < features(policy::lenient)) std::abort();
    return 0;
}
