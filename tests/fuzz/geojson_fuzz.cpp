// Any bytes: refused with a data_error, or features, of which a repairing read has at least as many, and which are
// read again once they are written.
#include <cstdint>
#include <cstdlib>

#include <qaidam/geojson/geojson.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace qaidam;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto features = [&](policy how) {
        try {
            const auto all = geojson::read(text, "f.geojson", {.policy = how}).value;
            if (geojson::areas_of(all, "f.geojson").value.size() != all.size()) std::abort();
            if (geojson::read(geojson::write(all), "f.geojson", {.policy = policy::lenient}).value.size() !=
                all.size())
                std::abort();
            return all.size();
        } catch (const data_error&) {
            return std::size_t{0};
        }
    };
    if (features(policy::repair) < features(policy::lenient)) std::abort();
    return 0;
}
