#include <qaidam/calendar/calendar.hpp>

int main() {
    fmt::print("{}\n", qaidam::calendar::day_set::daily());
    try {
        (void)qaidam::calendar::load_holidays("nowhere");
    } catch (const qaidam::data_error& e) { // thrown by the library, caught by the program
        fmt::print("caught {}\n", e.why().begin()->rule->code);
    }
}
