#include <qaidam/journeys/journeys.hpp>

int main() {
    qaidam::rail::timetable_builder b;
    b.station({.key = "XNO", .name = {"西宁"}});
    const auto timetable = std::move(b).build();
    const qaidam::journeys::network network{timetable};
    fmt::print("{} stations\n", network.table().stations().size());
}
