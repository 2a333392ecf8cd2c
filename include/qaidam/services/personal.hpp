/// Phones and identity numbers among the texts of a journal, where they can be erased, instead of in people.csv.
#pragma once

#include <vector>

#include <qaidam/civic/community.hpp>
#include <qaidam/events/text_store.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

/// The keys of a person's texts: "p-elder/phone", "p-elder/identity_number"; a visitor's contact has the key of their phone.
[[nodiscard]] key phone_key(const civic::person_key& person);
[[nodiscard]] key identity_number_key(const civic::person_key& person);

/// The phones and identity numbers that the community's people have, to be put among the texts of a journal.
[[nodiscard]] std::vector<events::text> list_personal_texts(const civic::community& c);
/// The same community without them.
[[nodiscard]] civic::community without_personal_texts(const civic::community& c);

/// Phones and identity numbers among the texts that cannot be, as in people.csv. All of them are read, which
/// is an access.
[[nodiscard]] std::vector<finding> audit_personal_texts(const civic::community& c, events::text_store& texts,
                                                        const events::purpose& for_what);

} // namespace qaidam::services

#pragma GCC visibility pop
