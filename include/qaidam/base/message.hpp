/// What qaidam says to people: notices about data, findings about a community, refusals of commands.
///
/// All three are a *rule* (a code with its wording in both languages, a constant of the room that owns it)
/// plus the arguments of this occurrence. Programs compare rules; people read `to_string(x, language)`.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <qaidam/base/format.hpp>
#include <qaidam/base/id.hpp>
#include <qaidam/base/language.hpp>

#pragma GCC visibility push(default)

namespace qaidam {

enum class severity {
    info,
    warning,
    error, ///< a record cannot be used
    fatal  ///< a whole file cannot be used: no policy loads around it
};

[[nodiscard]] std::string to_string(severity level, language l = language::en);

/// A code and its wording. `{0}`, `{1}`, … stand for the arguments of an occurrence.
struct message_rule {
    std::string_view code;
    severity level;
    wording text;

    /// A rule is its code: rooms never share one.
    friend constexpr bool operator==(const message_rule& a, const message_rule& b) {
        return a.code == b.code;
    }
};

/// An argument that reads differently in each language: `fill` takes the name in the language of the reader.
[[nodiscard]] std::string in_both(const label& name);
/// "网格员、物业人员" and "grid member, property staff": the names, apart as each language wants it.
[[nodiscard]] std::string in_both(std::span<const label> names);

/// The wording of `rule` with its arguments filled in.
[[nodiscard]] std::string fill(const message_rule& rule, std::span<const std::string> arguments, language l);

/// Where in foreign data something stands. Lines count from 1; 0 and "" mean the file as a whole.
struct location {
    std::string file{};
    std::uint64_t line = 0;
    std::uint64_t column = 0; ///< the cell's first byte in its line, from 1; 0 where that says nothing
    std::string field{};

    friend auto operator<=>(const location&, const location&) = default;
};

/// "stop_times.txt:41:arrival_time", or with the column where there is no field: "a.csv:41:7".
[[nodiscard]] std::string to_string(const location& where);

/// What is left out because of something that is wrong.
enum class falls {
    as_said, ///< what the rule says, mostly a record
    cell,    ///< the cell alone, which counts as blank
    record,  ///< the record, because of what it refers to
    rest,    ///< the rest of a file that a feed can do without, as the rule says
    file     ///< a file that a feed can do without
};

/// Something a reader of foreign data has to say, and where.
struct notice {
    const message_rule* rule; ///< never null
    location where{};
    std::vector<std::string> arguments{};
    falls what = falls::as_said;

    /// That of the rule, but what falls decides: a warning for a cell alone, an error for a file that need not be there.
    [[nodiscard]] severity level() const;

    friend bool operator==(const notice& a, const notice& b) {
        return *a.rule == *b.rule && a.where == b.where && a.arguments == b.arguments && a.what == b.what;
    }
};

/// `<where>: <what>, got <value>, want <range>; <remedy>; <what falls, where the rule does not say it>`
[[nodiscard]] std::string to_string(const notice& n, language l = language::en);

/// Notices in the order of their coming. At most `cap` a code and severity are stored; all are counted.
class notices {
public:
    explicit notices(std::size_t cap_per_code = 100) : cap_{cap_per_code} {}

    void add(notice n);
    void add(const message_rule& rule, location where, std::vector<std::string> arguments = {},
             falls what = falls::as_said);
    /// All of another's, as if they came now: those that it counted and did not store are counted.
    /// Requires: another one.
    void add(const notices& more);
    /// The same of a folder without which the whole can do: "people.csv" is told as "north/people.csv", and what is fatal there
    /// is an error here. What was left out there is not remembered: nothing else refers to it.
    void add(const notices& more, std::string_view folder);

    /// How many there were, beyond the cap too.
    [[nodiscard]] std::size_t count(const message_rule& rule) const;
    [[nodiscard]] std::size_t count(severity level) const;
    [[nodiscard]] std::size_t total() const;
    [[nodiscard]] bool has_errors() const { return errors() > 0; }
    /// Errors and fatal ones.
    [[nodiscard]] std::size_t errors() const { return count(severity::error) + count(severity::fatal); }

    struct tally {
        const message_rule* rule;
        severity level;
        std::size_t count;
    };
    /// Remembers that the record of that key was left out, so that what refers to it is told the cause.
    void leave_out(std::string_view file, std::string_view key, std::uint64_t line);
    /// The same of all records of a file.
    void leave_out(std::string_view file) { leave_out(file, "", 0); }
    /// The line of the record of that key that was left out last, 0 for the file as a whole.
    [[nodiscard]] std::optional<std::uint64_t> find_left_out(std::string_view file,
                                                             std::string_view key) const;

    /// Each code and severity that occurred with its exact count, in their order.
    [[nodiscard]] std::vector<tally> tallies() const;

    /// The stored ones.
    [[nodiscard]] std::size_t size() const noexcept { return stored_.size(); }
    [[nodiscard]] bool empty() const noexcept { return stored_.empty(); }
    [[nodiscard]] auto begin() const noexcept { return stored_.begin(); }
    [[nodiscard]] auto end() const noexcept { return stored_.end(); }

private:
    std::size_t cap_;
    std::vector<notice> stored_;
    std::map<std::pair<std::string_view, severity>, tally> counts_;
    std::map<std::string, std::map<std::string, std::uint64_t, std::less<>>, std::less<>> left_out_;
};

/// Something that is wrong with a thing that loaded well: an invariant that does not hold.
struct finding {
    const message_rule* rule; ///< never null
    key subject{};            ///< the thing it is about
    std::vector<std::string> arguments{};

    friend bool operator==(const finding& a, const finding& b) {
        return *a.rule == *b.rule && a.subject == b.subject && a.arguments == b.arguments;
    }
};

/// "building b-07: no party member is responsible for it"
[[nodiscard]] std::string to_string(const finding& f, language l = language::en);

/// Why a command is not allowed now, and what would be.
struct refusal {
    const message_rule* rule; ///< never null
    std::vector<std::string> arguments{};
    std::vector<std::string> allowed{}; ///< what would be allowed now, each name `in_both` languages or one
};

[[nodiscard]] std::string to_string(const refusal& r, language l = language::en);

/// Foreign data cannot be used. Carries every reason, not just the first.
class data_error : public std::runtime_error {
public:
    explicit data_error(notices why);
    [[nodiscard]] const notices& why() const noexcept { return why_; }

private:
    notices why_;
};

/// A command that the rules do not allow now. Ask `check` first to avoid it.
class refused : public std::runtime_error {
public:
    explicit refused(refusal why);
    [[nodiscard]] const refusal& why() const noexcept { return why_; }

private:
    refusal why_;
};

/// What a load does about bad records. See docs/adr/0003-loading.md.
enum class policy {
    strict,  ///< any error refuses the load, after all of them were gathered
    lenient, ///< bad records are dropped whole, each with a notice
    repair   ///< as lenient, and the documented repairs are applied, each with a notice
};

/// "strict", "lenient" or "repair"; nothing for any other word.
[[nodiscard]] std::optional<policy> parse_policy(std::string_view word);

struct load_options {
    qaidam::policy policy = qaidam::policy::strict;
    std::size_t notices_per_code = 100; ///< stored; the counts are exact
};

/// A loaded value and what there was to say about the data it came from.
template <class T>
struct loaded {
    T value;
    qaidam::notices notices;
};

/// Throws: data_error if a notice is fatal, and under `policy::strict` if there are errors. The last step of
/// every load.
void refuse_errors(const notices& all, policy p);

} // namespace qaidam

template <>
struct fmt::formatter<qaidam::location> : qaidam::detail::text_formatter<qaidam::location> {};
template <>
struct fmt::formatter<qaidam::severity> : qaidam::detail::bilingual_formatter<qaidam::severity> {};
template <>
struct fmt::formatter<qaidam::notice> : qaidam::detail::bilingual_formatter<qaidam::notice> {};
template <>
struct fmt::formatter<qaidam::finding> : qaidam::detail::bilingual_formatter<qaidam::finding> {};
template <>
struct fmt::formatter<qaidam::refusal> : qaidam::detail::bilingual_formatter<qaidam::refusal> {};

#pragma GCC visibility pop
