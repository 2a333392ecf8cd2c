#include <qaidam/base/message.hpp>

#include <algorithm>

#include <fmt/args.h>

#include <qaidam/base/text.hpp>

namespace qaidam {

std::optional<language> find_language(std::string_view code) {
    if (code == "zh") return language::zh;
    if (code == "en") return language::en;
    return std::nullopt;
}

std::optional<policy> parse_policy(std::string_view word) {
    if (word == "strict") return policy::strict;
    if (word == "lenient") return policy::lenient;
    if (word == "repair") return policy::repair;
    return std::nullopt;
}

std::string to_string(severity level, language l) {
    switch (level) {
    case severity::info: return l == language::zh ? "提示" : "info";
    case severity::warning: return l == language::zh ? "警告" : "warning";
    case severity::error: return l == language::zh ? "错误" : "error";
    case severity::fatal: return l == language::zh ? "致命错误" : "fatal";
    }
    return {};
}

namespace {
constexpr char between_languages = '\x1F'; // unit separator

/// The part of an argument that the reader of a language sees.
std::string in_one(const std::string& argument, language l) {
    const auto split = argument.find(between_languages);
    const auto after = split == std::string::npos ? 0 : split + 1;
    return l == language::zh ? argument.substr(0, split) : argument.substr(after);
}

} // namespace

std::string in_both(const label& name) {
    return name.in(language::zh) + between_languages + name.in(language::en);
}

std::string in_both(std::span<const label> names) {
    label all;
    for (const auto& n : names) {
        join_on(all.zh, "、", n.in(language::zh));
        join_on(all.en, ", ", n.in(language::en));
    }
    return in_both(all);
}

std::string fill(const message_rule& rule, std::span<const std::string> arguments, language l) {
    fmt::dynamic_format_arg_store<fmt::format_context> store;
    for (const auto& argument : arguments) {
        store.push_back(in_one(argument, l));
    }
    return fmt::vformat(fmt::string_view{rule.text.in(l).data(), rule.text.in(l).size()}, store);
}

std::string to_string(const location& where) {
    std::string text = where.file;
    if (where.line > 0) text += fmt::format(":{}", where.line);
    if (!where.field.empty()) {
        text += fmt::format(":{}", where.field);
    } else if (where.column > 0) {
        text += fmt::format(":{}", where.column);
    }
    return text;
}

severity notice::level() const {
    if (what == falls::cell) return std::min(rule->level, severity::warning);
    if (what == falls::file || what == falls::rest) return std::min(rule->level, severity::error);
    return rule->level;
}

namespace {

std::string consequence(falls what, language l) {
    switch (what) {
    case falls::as_said:
    case falls::rest: break;
    case falls::cell: return pick(l, "；该格按空白计", "; the cell counts as blank");
    case falls::record: return pick(l, "；本行随之不采用", "; this row is left out with it");
    case falls::file: return pick(l, "；整个文件不采用", "; the file is left out");
    }
    return {};
}

} // namespace

std::string to_string(const notice& n, language l) {
    const auto where = to_string(n.where);
    const auto what = fill(*n.rule, n.arguments, l) + consequence(n.what, l);
    return where.empty() ? what : fmt::format("{}: {}", where, what);
}

std::string to_string(const finding& f, language l) {
    const auto what = fill(*f.rule, f.arguments, l);
    return f.subject.empty() ? what : fmt::format("{}: {}", f.subject.text(), what);
}

std::string to_string(const refusal& r, language l) {
    auto text = fill(*r.rule, r.arguments, l);
    std::string names;
    for (const auto& name : r.allowed) names += (names.empty() ? "" : pick(l, "、", ", ")) + in_one(name, l);
    if (!names.empty()) text += pick(l, "；现在可以：", "; allowed now: ") + names;
    return text;
}

void notices::add(notice n) {
    const auto level = n.level();
    auto& so_far = counts_.try_emplace({n.rule->code, level}, tally{n.rule, level, 0}).first->second;
    if (so_far.count++ < cap_) stored_.push_back(std::move(n));
}

void notices::add(const message_rule& rule, location where, std::vector<std::string> arguments, falls what) {
    add(notice{&rule, std::move(where), std::move(arguments), what});
}

void notices::add(const notices& more, std::string_view folder) {
    auto not_stored = more.counts_;
    for (auto n : more) {
        --not_stored.at({n.rule->code, n.level()}).count;
        if (n.level() == severity::fatal) n.what = falls::rest; // what falls with it is told by who adds it
        n.where.file =
            n.where.file.empty() ? std::string{folder} : fmt::format("{}/{}", folder, n.where.file);
        add(std::move(n));
    }
    for (const auto& [code, rest] : not_stored) {
        const auto level = std::min(rest.level, severity::error);
        counts_.try_emplace({code.first, level}, tally{rest.rule, level, 0}).first->second.count +=
            rest.count;
    }
}

void notices::add(const notices& more) {
    auto not_stored = more.counts_;
    for (const auto& n : more) {
        add(n);
        --not_stored.at({n.rule->code, n.level()}).count;
    }
    for (const auto& [code, rest] : not_stored)
        counts_.try_emplace(code, tally{rest.rule, rest.level, 0}).first->second.count += rest.count;
    for (const auto& [file, records] : more.left_out_)
        for (const auto& [key, line] : records) leave_out(file, key, line);
}

void notices::leave_out(std::string_view file, std::string_view key, std::uint64_t line) {
    left_out_[std::string{file}].insert_or_assign(std::string{key}, line);
}

std::optional<std::uint64_t> notices::find_left_out(std::string_view file, std::string_view key) const {
    const auto records = left_out_.find(file);
    if (records == left_out_.end()) return std::nullopt;
    const auto found = records->second.find(key);
    if (found != records->second.end()) return found->second;
    return records->second.contains("") ? std::optional<std::uint64_t>{0} : std::nullopt;
}

std::size_t notices::count(const message_rule& rule) const {
    std::size_t sum = 0;
    for (const auto& [code, entry] : counts_)
        if (code.first == rule.code) sum += entry.count;
    return sum;
}

std::size_t notices::count(severity level) const {
    std::size_t sum = 0;
    for (const auto& [code, entry] : counts_)
        if (code.second == level) sum += entry.count;
    return sum;
}

std::size_t notices::total() const {
    std::size_t sum = 0;
    for (const auto& [code, entry] : counts_) sum += entry.count;
    return sum;
}

std::vector<notices::tally> notices::tallies() const {
    std::vector<tally> all;
    for (const auto& [code, entry] : counts_) all.push_back(entry);
    return all;
}

namespace {

std::string summary_of(const notices& why) {
    constexpr std::size_t shown_at_most = 10;
    const auto errors = why.errors();
    std::string text = fmt::format("{} error{} in the data", errors, errors == 1 ? "" : "s");
    std::size_t shown = 0;
    for (const auto& n : why) {
        if (n.level() < severity::error) continue;
        if (shown++ == shown_at_most) break;
        text += fmt::format("\n  {}", n);
    }
    if (errors > shown_at_most) text += fmt::format("\n  and {} more", errors - shown_at_most);
    return text;
}

} // namespace

data_error::data_error(notices why) : std::runtime_error{summary_of(why)}, why_{std::move(why)} {}

refused::refused(refusal why) : std::runtime_error{to_string(why)}, why_{std::move(why)} {}

void refuse_errors(const notices& all, policy p) {
    if (all.count(severity::fatal) > 0 || (p == policy::strict && all.has_errors())) throw data_error{all};
}

} // namespace qaidam
