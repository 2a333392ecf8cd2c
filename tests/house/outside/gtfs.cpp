#include <qaidam/gtfs/gtfs.hpp>

int main() {
    try {
        (void)qaidam::gtfs::load("nowhere");
    } catch (const qaidam::data_error& e) {
        fmt::print("caught {}\n", e.why().begin()->rule->code);
    }
}
