/// What every store of texts asks of its callers, in one place for all that implement `text_store`.
#pragma once

#include <span>

#include <qaidam/events/text_store.hpp>

#pragma GCC visibility push(default)

namespace qaidam::events::detail {

/// Throws: std::invalid_argument: see text_store::put.
void require_texts(std::span<const text> texts);
/// Throws: std::invalid_argument if it is blank.
void require_purpose(const purpose& p);
void require_person(const key& person);

/// Throws: refused if the text under its key is another one, or was erased.
void require_same(const text_record& kept, const text& t);
[[nodiscard]] text_found found_of(const text_record& kept);

/// Sixteen random bytes.
[[nodiscard]] text_salt make_salt();

[[noreturn]] void refuse_texts();

} // namespace qaidam::events::detail

#pragma GCC visibility pop
