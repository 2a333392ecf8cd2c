#include "html.hpp"

#include <stdexcept>

#include <qaidam/report/html.hpp>

namespace hall {

markup trusted(std::string text) {
    markup m;
    m.text_ = std::move(text);
    return m;
}

namespace detail {

std::string piece(const markup& m) {
    return m.str();
}
std::string piece(std::string_view text) {
    return qaidam::report::escape(text);
}

markup fill(std::string_view pattern, const std::vector<std::string>& pieces) {
    std::string all;
    std::size_t used = 0;
    for (auto at = pattern.find("{}"); at != pattern.npos; at = pattern.find("{}")) {
        all += pattern.substr(0, at);
        all += pieces.at(used++);
        pattern.remove_prefix(at + 2);
    }
    if (used != pieces.size()) throw std::logic_error("a piece of a page has no place");
    return trusted(all + std::string{pattern});
}

} // namespace detail

markup table_of(const qaidam::report::table& t, std::string_view name) {
    return html("<div class=\"scroll\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">{}</div>", name,
                trusted(t.html()));
}

} // namespace hall
