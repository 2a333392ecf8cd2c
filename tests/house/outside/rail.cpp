#include <qaidam/rail/rail.hpp>
#include <qaidam/version.hpp>

int main() {
    using namespace std::chrono_literals;
    qaidam::rail::timetable_builder b;
    const auto xining = b.station({.key = "XNO", .name = {"西宁"}});
    const auto golmud = b.station({.key = "GRO", .name = {"格尔木"}});
    b.train({.number = "K9805", .days = qaidam::calendar::day_set::daily()},
            {{.at = xining, .departure = 22h + 40min}, {.at = golmud, .arrival = 31h + 30min}});
    const auto timetable = std::move(b).build();
    fmt::print("qaidam {}: {} trains\n", QAIDAM_VERSION, timetable.trains().size());
}
