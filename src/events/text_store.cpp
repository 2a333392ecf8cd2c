#include <qaidam/events/text_store.hpp>

#include <algorithm>
#include <limits>
#include <set>
#include <stdexcept>

#include <openssl/rand.h>

#include <qaidam/events/detail/texts.hpp>

#include "events/hash.hpp"

namespace qaidam::events {

digest digest_of(const text_salt& salt, const label& words) {
    thread_local sha256 hash;
    std::array<std::uint8_t, 8> length;
    put(length.data(), words.zh.size());
    hash.begin();
    hash.add(salt.data(), salt.size());
    hash.add(length.data(), length.size());
    hash.add(words.zh.data(), words.zh.size());
    hash.add(words.en.data(), words.en.size());
    return hash.end();
}

namespace detail {

void require_texts(std::span<const text> texts) {
    std::set<key> keys;
    for (const auto& t : texts) {
        if (t.key.empty()) throw std::invalid_argument("a text has no key");
        if (!keys.insert(t.key).second) throw std::invalid_argument(t.key.text() + ": the key stands twice");
        if (std::max(t.words.zh.size(), t.words.en.size()) > text_store::longest_text)
            throw std::invalid_argument(t.key.text() + ": the text is longer than a million bytes");
    }
}

void require_purpose(const purpose& p) {
    if (p.by.empty()) throw std::invalid_argument("it must be said who reads or erases texts");
    if (p.why.empty()) throw std::invalid_argument("it must be said why texts are read or erased");
}

void require_person(const key& person) {
    if (person.empty()) throw std::invalid_argument("it must be said whose texts are erased");
}

void require_same(const text_record& kept, const text& t) {
    if (!kept.salt) throw refused{{&codes::text_erased, {t.key.text()}, {}}};
    if (kept.text != t) throw refused{{&codes::text_differs, {t.key.text()}, {}}};
}

text_found found_of(const text_record& kept) {
    if (!kept.salt) return {text_state::erased, {}, {}};
    return {text_state::kept, kept.text.words, digest_of(*kept.salt, kept.text.words)};
}

text_salt make_salt() {
    text_salt salt;
    if (RAND_bytes(salt.data(), static_cast<int>(salt.size())) != 1)
        throw std::runtime_error("libcrypto has no random bytes");
    return salt;
}

void refuse_texts() {
    notices why;
    why.add(codes::texts_differ, {});
    throw data_error{std::move(why)};
}

} // namespace detail

namespace {

/// Takes away what the target has already. Throws: data_error if that is not the beginning.
template <class T>
void drop_prefix(std::vector<T>& all, const std::vector<T>& had) {
    if (had.size() > all.size() || !std::equal(had.begin(), had.end(), all.begin())) detail::refuse_texts();
    all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(had.size()));
}

/// Copies the records after the first `done`, and counts them.
void copy_after(text_counts& done, const text_store& from, text_store& to) {
    constexpr std::size_t at_a_time = 1000;
    for (;;) {
        auto all = from.read_records(done, at_a_time);
        const auto had = to.read_records(done, at_a_time);
        done.texts += all.texts.size();
        done.accesses += all.accesses.size();
        done.erasures += all.erasures.size();
        const bool ended = all == text_records{};
        drop_prefix(all.texts, had.texts);
        drop_prefix(all.accesses, had.accesses);
        drop_prefix(all.erasures, had.erasures);
        if (ended) return;
        if (all != text_records{}) to.restore(all);
    }
}

} // namespace

text_counts copy_texts(const text_store& from, text_store& to) {
    constexpr auto none = std::numeric_limits<std::uint64_t>::max();
    // Accesses name texts, so these come first.
    text_counts texts{0, none, none}, rest{none, 0, 0};
    copy_after(texts, from, to);
    copy_after(rest, from, to);
    return {texts.texts, rest.accesses, rest.erasures};
}

} // namespace qaidam::events
