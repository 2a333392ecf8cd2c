#include <qaidam/events/text_store.hpp>

#include <algorithm>
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

template <class T>
void require_prefix(const std::vector<T>& had, const std::vector<T>& all) {
    if (had.size() > all.size() || !std::equal(had.begin(), had.end(), all.begin())) detail::refuse_texts();
}

template <class T>
void drop_first(std::vector<T>& all, std::size_t count) {
    all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count));
}

} // namespace

text_counts copy_texts(const text_store& from, text_store& to) {
    constexpr std::size_t at_a_time = 1000;
    text_counts done;
    for (;;) {
        auto all = from.read_records(done, at_a_time);
        const auto had = to.read_records(done, at_a_time);
        require_prefix(had.texts, all.texts);
        require_prefix(had.accesses, all.accesses);
        require_prefix(had.erasures, all.erasures);
        if (all == text_records{}) return done;
        done.texts += all.texts.size();
        done.accesses += all.accesses.size();
        done.erasures += all.erasures.size();
        drop_first(all.texts, had.texts.size());
        drop_first(all.accesses, had.accesses.size());
        drop_first(all.erasures, had.erasures.size());
        if (all != text_records{}) to.restore(all);
    }
}

} // namespace qaidam::events
