// HTML with one door: every text goes through report::escape, and only what came through it is markup.
//
//     html("<p class=\"note\">{} <a href=\"/orders/{}\">{}</a></p>", words, key, markup_of_another)
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <qaidam/report/table.hpp>

namespace hall {

class markup {
public:
    markup() = default;
    [[nodiscard]] const std::string& str() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }
    markup& operator+=(const markup& more) {
        text_ += more.text_;
        return *this;
    }

private:
    friend markup trusted(std::string text);
    std::string text_;
};

/// What a view of the library drew: it is markup already.
[[nodiscard]] markup trusted(std::string text);

namespace detail {
[[nodiscard]] std::string piece(const markup& m);
[[nodiscard]] std::string piece(std::string_view text);
template <std::integral Number>
[[nodiscard]] std::string piece(Number n) {
    return std::to_string(n);
}
[[nodiscard]] markup fill(std::string_view pattern, const std::vector<std::string>& pieces);
} // namespace detail

/// The pattern, a constant of the program, with the pieces in the place of each "{}". Texts are escaped.
/// Throws: std::logic_error unless there are as many pieces as places.
template <class... Pieces>
[[nodiscard]] markup html(const char* pattern, const Pieces&... pieces) {
    return detail::fill(pattern, {detail::piece(pieces)...});
}

/// A table that can be moved sideways on a narrow screen; `name` is what a screen reader calls it.
[[nodiscard]] markup table_of(const qaidam::report::table& t, std::string_view name);

} // namespace hall
