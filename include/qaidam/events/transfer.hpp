/// Journals that move: from one to another, out as lines of text and back in. Positions, times, digests and
/// idempotency keys stay as they are.
#pragma once

#include <array>
#include <iosfwd>
#include <string>

#include <qaidam/events/journal.hpp>

#pragma GCC visibility push(default)

namespace qaidam::events {

/// Copies what `to` does not have yet: all of `from` if it is empty, the rest if a copy was broken off or the
/// journal has grown since. Returns the head of both. Nobody else may write to `to` meanwhile; whoever appends
/// to `from` after the call is not waited for.
///
/// Throws: data_error with codes::journals_differ if `to` has something else than the beginning of `from`, in
///         which case nothing was changed, and codes::event_changed at the first event that does not follow.
/// Cost:   O(events that are copied), in steps of some thousand, and a look at each append of `to`.
journal_head copy_journal(const journal& from, journal& to);

/// Writes all of a journal, a line for each append and each event, and last its head: docs/store.md has the
/// form. Returns the head. The caller looks at the state of the stream.
journal_head write_lines(const journal& from, std::ostream& out);

/// Adds what `write_lines` wrote to a journal: all of it to an empty one; to one that has its beginning, the
/// rest. `name` is what errors call the stream. Appends before a line that is in error were added.
///
/// Throws: data_error with codes::bad_export_line, codes::export_cut if the last line is missing,
///         codes::journals_differ as `copy_journal`, codes::event_changed and codes::append_differs as
///         `journal::restore`.
journal_head read_lines(std::istream& in, const std::string& name, journal& to);

namespace codes {
inline constexpr message_rule journals_differ{
    "journals_differ",
    severity::fatal,
    {"目标日志从位置 {0} 起有别的内容；请换一个空的目标",
     "the journal that is copied to has something else from position {0} on; copy to an empty one"}};
inline constexpr message_rule bad_export_line{
    "bad_export_line",
    severity::fatal,
    {"不是导出的日志行；请重新导出", "no line of an exported journal; export it again"}};
inline constexpr message_rule export_cut{
    "export_cut",
    severity::fatal,
    {"缺少最后的“head”行，文件不完整；请重新导出",
     "the last line, head, is missing, so the file is not whole; export it again"}};

inline constexpr std::array transfer{&journals_differ, &bad_export_line, &export_cut};
} // namespace codes

} // namespace qaidam::events

#pragma GCC visibility pop
