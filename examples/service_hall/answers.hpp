// What an item asks, on a form, and what was answered, by a form or by Open311.
#pragma once

#include "app.hpp"

namespace hall {

/// Fields are called "attribute[CODE]", as Open311 has it, so that both doors read alike.
[[nodiscard]] markup ask_answers(const context& c, const services::item_key& item);
/// What was answered on a step before, for the next one.
[[nodiscard]] markup carried_answers(const context& c);
/// The answers of the form, by the names of what was asked.
[[nodiscard]] markup answers_given(const context& c, const services::item_key& item);

/// The answers of an order. Those in words are read in somebody's name, and left out where nobody's is given.
[[nodiscard]] markup answers_of(const context& c, const services::order& o,
                                const std::optional<events::purpose>& for_what);

/// Puts the answers of the form into the order. Those in words become texts about the reporter, which the order names and
/// whose keys are drawn from the token; what nobody asked is for the desk to refuse. `time_of` reads a time as a program
/// writes it, by the field's name; a browser writes it as the library does.
[[nodiscard]] std::vector<events::text>
read_answers(const context& c, services::place_order& order, const std::string& token,
             const std::function<std::string(const std::string&, const std::string&)>& time_of = {});

} // namespace hall
