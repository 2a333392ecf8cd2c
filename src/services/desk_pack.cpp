// The orders of a desk as bytes, and back.
#include <qaidam/services/desk.hpp>

#include "due_index.hpp"
#include "order_fields.hpp"
#include "place_index.hpp"

namespace qaidam::services {
namespace {

std::vector<std::string> pack_orders(const order_book& orders) {
    events::part_packer out;
    for (const auto& o : orders) out(o);
    return out.finish();
}

} // namespace

void desk::remember_start() {
    start_stamp_ = events::stamp_of(pack_orders(orders_));
}

std::vector<std::string> desk::pack() const {
    auto parts = pack_orders(orders_);
    events::packer start;
    start(start_stamp_);
    parts.insert(parts.begin(), std::move(start.bytes));
    return parts;
}

bool desk::unpack(std::span<const std::string> parts) {
    events::part_unpacker in{parts};
    std::uint64_t stamp = 0;
    if (!in(stamp) || stamp != start_stamp_) return false;
    order_book all;
    while (!in.at_end()) {
        order o;
        if (!in(o) || !all.add(std::move(o))) return false;
    }
    orders_ = std::move(all);
    index_orders();
    return true;
}

} // namespace qaidam::services
