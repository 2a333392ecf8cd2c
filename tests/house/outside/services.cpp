#include <qaidam/services/services.hpp>

int main() {
    fmt::print("{:zh}\n", qaidam::services::order_state::suspended);
}
