// Any bytes as an export of service requests: refused with a data_error, or requests whose days and breaches can be
// told. The first byte says how the mapping says that times are written; the columns are named by one letter.
#include <cmath>
#include <cstdint>

#include <qaidam/base/text.hpp>
#include <qaidam/services/requests.hpp>

#include "require.hpp"

namespace {

using namespace qaidam;
using fuzz::require;

services::request_mapping mapping_of(unsigned how) {
    services::request_mapping m{.key = "k", .opened = "o", .closed = "c", .due = "d", .category = "t"};
    static const auto city = calendar::find_zone("America/New_York");
    if (how & 1) m.zone = city;
    if (how & 2) m.status = "s";
    if (how & 4)
        m.times.order = how & 8 ? calendar::date_order::day_first : calendar::date_order::month_first;
    if (how & 16) m.times.numbers = static_cast<calendar::number_kind>(how / 32 % 4);
    if (how & 128) m.limit_days = 36500;
    m.states = {{"open", services::order_state::handling}, {"done", services::order_state::solved}};
    return m;
}

/// No cell is read in two ways: what is not decided stays so, and a decided column has one order.
void check_column(std::string_view text, const calendar::time_writing& said) {
    calendar::time_column column{said};
    for (std::size_t i = 0; i < text.size(); i += 24) column.look_at(text.substr(i, 24));
    for (std::size_t i = 0; i < text.size(); i += 24) {
        const auto cell = text.substr(i, 24);
        const auto read = column.read(cell);
        column.look_at(cell);
        require(read == column.read(cell));
        if (const auto* fault = std::get_if<calendar::time_fault>(&read))
            require(!to_string(*fault).empty() && !to_string(*fault, language::zh).empty());
        else
            require(std::get<calendar::written_time>(read).at >= calendar::local_time::first());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    notices out;
    const auto text =
        decode_text(std::string{reinterpret_cast<const char*>(data + 1), size - 1}, "fuzz.csv", out);
    if (!text) return 0;
    const auto mapping = mapping_of(*data);
    check_column(*text, mapping.times);
    try {
        const auto [requests, notices] =
            services::read_requests(*text, "fuzz.csv", mapping, {.policy = policy::lenient});
        for (const auto& n : notices) require(!to_string(n).empty());
        for (const auto& q : requests) {
            require(!q.days || (std::isfinite(*q.days) && *q.days >= 0));
            require(q.closed_at.has_value() <= services::is_closed(q.order.state));
            require(!q.late || (q.closed_at && q.order.due));
        }
        std::size_t orders = 0;
        for (const auto& t : services::tally_by_category(requests)) orders += t.orders;
        require(orders == requests.size());
        for (const auto& w : services::breaches_by_week(requests, calendar::date{2021, 12, 31}))
            require(w.breached <= w.due);
    } catch (const data_error&) {
    }
    return 0;
}
