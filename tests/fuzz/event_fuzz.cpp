// Any bytes, line by line: refused with a data_error, or an event that its own line gives again. Those of one
// order that follow each other make an order; those that do not are refused.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string_view>

#include <qaidam/services/events.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace qaidam;
    std::string_view text{reinterpret_cast<const char*>(data), size};
    std::optional<services::order> order;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        try {
            const auto event = services::decode(line);
            if (services::decode(services::encode(event)) != event) std::abort();
            order = services::fold(order ? &*order : nullptr, event);
            (void)services::next_deadline(*order);
        } catch (const data_error&) {
        } catch (const std::invalid_argument&) {
        }
    }
    return 0;
}
