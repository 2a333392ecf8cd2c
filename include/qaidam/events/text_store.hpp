/// Texts that can be erased: what people wrote and what they are called, beside the journal and never in it.
///
///     auto& texts = journal.texts();
///     texts.put({.key = "note-7", .about = "p-elder", .words = {"门铃坏了，请敲门"}});
///     const auto found = texts.read("note-7", {.by = "grid-1", .why = "visit of 10 January"});
///     texts.erase("p-elder", {.by = "clerk", .why = "asked for it on 3 March"});
///
/// An event names a text by its key. An erasure removes the words, and the events still verify.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/base/id.hpp>
#include <qaidam/base/language.hpp>
#include <qaidam/base/message.hpp>
#include <qaidam/calendar/moment.hpp>
#include <qaidam/events/digest.hpp>

#pragma GCC visibility push(default)

namespace qaidam::events {

/// What is kept under a key.
struct text {
    qaidam::key key;
    qaidam::key about{}; ///< the person with whom it goes when they are erased; blank for nobody
    label words;
    friend bool operator==(const text&, const text&) = default;
};

/// In whose name something is done with texts, and for what reason. Both are kept, and neither may be blank.
struct purpose {
    key by;
    std::string why;
    friend bool operator==(const purpose&, const purpose&) = default;
};

enum class text_state {
    unknown, ///< nothing was ever put under the key
    kept,
    erased
};

struct text_found {
    text_state state = text_state::unknown;
    label words{};           ///< of one that is kept
    events::digest digest{}; ///< as `put` gave it, worked out anew; of one that is kept
    friend bool operator==(const text_found&, const text_found&) = default;
};

/// That somebody read a text.
struct text_access {
    qaidam::key key;
    qaidam::key about;
    purpose for_what;
    calendar::utc_time at;
    friend bool operator==(const text_access&, const text_access&) = default;
};

/// That the texts about a person were erased.
struct erasure {
    key person;
    purpose for_what;
    calendar::utc_time at;
    std::uint64_t texts; ///< how many there were; 0 where nothing was left
    friend bool operator==(const erasure&, const erasure&) = default;
};

using text_salt = std::array<std::uint8_t, 16>;

/// A text as a store has it: the words and the salt are gone from one that was erased.
struct text_record {
    events::text text;
    std::optional<text_salt> salt{};
    friend bool operator==(const text_record&, const text_record&) = default;
};

/// All that a store knows, each in the order in which it came.
struct text_records {
    std::vector<text_record> texts{};
    std::vector<text_access> accesses{};
    std::vector<erasure> erasures{};
    friend bool operator==(const text_records&, const text_records&) = default;
};

/// Which of the records of a store come first.
struct text_counts {
    std::uint64_t texts = 0;
    std::uint64_t accesses = 0;
    std::uint64_t erasures = 0;
    friend bool operator==(const text_counts&, const text_counts&) = default;
};

/// The digest by which an event may vouch for a text: the SHA-256 of the salt, the length of the Chinese words
/// (8 bytes, the highest first), those words, the English ones. Without the salt, which is erased with the
/// words, nobody can find the words by trying.
[[nodiscard]] digest digest_of(const text_salt& salt, const label& words);

namespace codes {
inline constexpr message_rule text_differs{
    "text_differs",
    severity::error,
    {"键“{0}”下已有别的文字；请换一个键", "other words are kept under the key {0}; use another key"}};
inline constexpr message_rule text_erased{
    "text_erased",
    severity::error,
    {"键“{0}”下的文字已被删除；请换一个键", "the text of the key {0} was erased; use another key"}};
inline constexpr message_rule texts_differ{
    "texts_differ",
    severity::fatal,
    {"目标中已有别的文字或记录；请复制到新的日志",
     "the target has other texts or records already; copy into a new journal"}};

inline constexpr std::array texts{&text_differs, &text_erased, &texts_differ};
} // namespace codes

/// The texts beside a journal. They last as its events do, and may be used by as many threads.
class text_store {
public:
    virtual ~text_store() = default;
    text_store(const text_store&) = delete;
    text_store& operator=(const text_store&) = delete;

    /// Keeps texts, all or none. The same text under its key again changes nothing.
    /// Returns: for each the digest by which an event may vouch for it.
    /// Throws: refused with codes::text_differs or text_erased; std::invalid_argument for a blank key, a key
    ///         twice, or words of more than `longest_text` bytes.
    virtual std::vector<digest> put(std::span<const text> texts) = 0;
    digest put(const text& t) { return put(std::span{&t, 1})[0]; }

    /// The texts of the keys, in their order. That they were read is kept before anybody sees them; reading what
    /// is not there is no access.
    /// Throws: std::invalid_argument for a purpose that is blank.
    virtual std::vector<text_found> read(std::span<const key> keys, const purpose& for_what) = 0;
    text_found read(const key& k, const purpose& for_what) { return read(std::span{&k, 1}, for_what)[0]; }

    /// Removes the words of all texts about a person, with their salts, and the snapshots of the journal. Keys,
    /// accesses and what was erased when, by whom and why are kept. What stands in backups, in exports and in
    /// the log of a server is not reached.
    /// If it throws, it may have happened; asked again, it goes on.
    /// Throws: std::invalid_argument for a purpose or a person that is blank.
    virtual erasure erase(const key& person, const purpose& for_what) = 0;

    /// Who read a text about the person, when and why, the earliest first.
    [[nodiscard]] virtual std::vector<text_access> list_accesses(const key& person) const = 0;
    [[nodiscard]] virtual std::vector<erasure> list_erasures(const key& person) const = 0;

    /// At most `most` of each kind of record, after the first `after` of them. For `copy_texts`: it is no
    /// access.
    [[nodiscard]] virtual text_records read_records(const text_counts& after, std::size_t most) const = 0;
    /// Adds records of another store as they are, all or none. An access comes after its text.
    /// Throws: data_error with codes::texts_differ if a key is there already.
    virtual void restore(const text_records& records) = 0;

    static constexpr std::size_t longest_text = 1'000'000;

protected:
    text_store() = default;
};

/// Copies all texts with their salts, accesses and erasures. What the target has already must be the first of
/// what the source has.
/// Returns: how many records the target has now.
/// Throws: data_error with codes::texts_differ.
text_counts copy_texts(const text_store& from, text_store& to);

} // namespace qaidam::events

#pragma GCC visibility pop
