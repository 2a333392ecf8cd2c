/// HTML pages that stand alone: no script, no outside resource.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/language.hpp>

#pragma GCC visibility push(default)

namespace qaidam::report {

/// Text as it must be written inside an element or a quoted attribute of HTML or XML. Control characters that
/// XML forbids become U+FFFD.
[[nodiscard]] std::string escape(std::string_view text);

/// A page of one's own: `style` is CSS, `body` markup already.
[[nodiscard]] std::string document(std::string_view title, qaidam::language l, std::string_view style,
                                   std::string_view body);

/// A heading with something below it; `html` is markup already.
struct section {
    std::string title;
    std::string html;
};

/// A page with the title as its first heading.
[[nodiscard]] std::string page(std::string_view title, qaidam::language l,
                               const std::vector<section>& sections);

} // namespace qaidam::report

#pragma GCC visibility pop
