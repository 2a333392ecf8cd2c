// What a form asks for a step of an order, and the command that it makes.
#pragma once

#include "app.hpp"

namespace hall {

/// The fields of the step's form.
[[nodiscard]] markup step_fields(const context& c, services::step s, const services::order& o);

/// The step of a word of an address: "feed_back". Nothing for any other, and for placing.
[[nodiscard]] std::optional<services::step> find_step(std::string_view word);
[[nodiscard]] std::string_view word_of(services::step s);

/// What the form wants done. What it says is a text about the reporter.
/// Throws: page_error 400 for a form that no page made.
[[nodiscard]] wish read_step(const context& c, services::step s, const order_key& order,
                             const person_key& reporter);

} // namespace hall
