// Two files that include everything must link: nothing in a header is defined twice.
#include <qaidam/qaidam.hpp>

std::string other();

int main() {
    return other() == qaidam::to_string(qaidam::key{"x"}) ? 0 : 1;
}
