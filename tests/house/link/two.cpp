#include <qaidam/qaidam.hpp>

std::string other() {
    return qaidam::to_string(qaidam::key{"x"});
}
