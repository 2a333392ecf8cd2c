#include <qaidam/postgres/postgres.hpp>

int main() {
    try {
        const qaidam::store::postgres_journal journal{"nowhere", "chengdong"};
    } catch (const qaidam::data_error& e) {
        fmt::print("caught {}\n", e.why().begin()->rule->code);
    }
}
