#include <qaidam/calendar/calendar.hpp>

int main() {
    fmt::print("{}\n", qaidam::calendar::day_set::daily());
    try {
        (void)qaidam::calendar::load_holidays(
            qaidam::feed_files{"town", {{"holidays.csv", qaidam::shared_text{std::string{"year\n"}}}}});
    } catch (const qaidam::data_error& e) { // thrown by the library, caught by the program
        fmt::print("caught {}\n", e.why().begin()->rule->code);
    }
}
