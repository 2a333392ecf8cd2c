// Any bytes: refused with a data_error, or an event that encodes to the same line.
#include <cstdint>
#include <cstdlib>

#include <qaidam/services/order.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace qaidam;
    try {
        const auto event = services::decode({reinterpret_cast<const char*>(data), size});
        if (services::encode(services::decode(services::encode(event))) != services::encode(event))
            std::abort();
    } catch (const data_error&) {
    }
    return 0;
}
