#include <qaidam/base/format.hpp>

#include <algorithm>

#include <fmt/format.h>

namespace qaidam::detail {

fmt::format_context::iterator padded_text::write(std::string_view text, fmt::format_context& context) const {
    return fmt::formatter<fmt::string_view>::format(fmt::string_view{text.data(), text.size()}, context);
}

fmt::format_context::iterator language_choice::write(std::string_view text, fmt::format_context& context) {
    return std::copy(text.begin(), text.end(), context.out());
}

void language_choice::refuse() {
    throw fmt::format_error("want {}, {:zh} or {:en}");
}

} // namespace qaidam::detail
