#include <qaidam/icalendar/icalendar.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include <qaidam/base/codes.hpp>
#include <qaidam/base/text.hpp>

#include "event_reader.hpp"

namespace qaidam::icalendar {
namespace {

using calendar::local_time;

constexpr int most_steps_of_a_file = 10'000'000;

/// The unfolded text as UTF-8, with notices at the lines of the file.
std::optional<unfolded_text> decoded(std::string_view bytes, std::string_view file, notices& out) {
    // Wide characters have no lines before they are decoded.
    const bool wide = bytes.find('\0') != std::string_view::npos;
    auto text = wide ? unfolded_text{std::string{bytes}, {}} : unfold(bytes);
    notices said;
    const auto utf8 = decode_text(shared_text{std::move(text.lines)}, file, said);
    for (const auto& n : said) {
        auto where = n.where;
        if (where.line > 0 && where.line <= text.numbers.size()) where.line = text.numbers[where.line - 1];
        out.add(*n.rule, where, n.arguments);
    }
    if (!utf8) return std::nullopt;
    if (wide) return unfold(utf8->view());
    text.lines = std::string{utf8->view()};
    return text;
}

/// A text that libical unescapes.
std::string text_of(std::string_view value) {
    const std::string line = "SUMMARY:" + with_known_escapes(value);
    const std::unique_ptr<icalproperty, decltype(&icalproperty_free)> p{
        icalproperty_new_from_string(line.c_str()), icalproperty_free};
    const char* text = p == nullptr || icalproperty_isa(p.get()) != ICAL_SUMMARY_PROPERTY
                           ? nullptr
                           : icalproperty_get_summary(p.get());
    return text == nullptr ? std::string{} : clean(text);
}

class file_reader {
public:
    file_reader(std::string_view file, notices& out) : file_{file}, out_{out} {}

    calendar_file read(file_lines lines) {
        left_out_ = std::move(lines.left_out);
        for (const auto& c : lines.calendars) read(c);
        for (const auto& c : lines.unclosed) {
            if (c.kind == "VEVENT" || c.kind == "VTIMEZONE" || c.kind == "VCALENDAR")
                out_.add(codes::ics_unclosed, at(c.begin), {c.kind});
            else
                left_out_.add(excerpt(c.kind), c.begin);
        }
        for (const auto& line : lines.stray_ends)
            out_.add(codes::ics_property, at(line.number), {excerpt(line.text)});
        if (lines.cut) out_.add(codes::ics_cut, at(lines.cut->begin), {excerpt(lines.cut->kind)});
        for (const auto& [name, tally] : left_out_)
            out_.add(codes::ics_left_out, at(tally.first), {excerpt(name), std::to_string(tally.count)});
        keep_latest();
        return std::move(all_);
    }

private:
    [[nodiscard]] location at(std::uint64_t line) const { return {.file = file_, .line = line}; }

    void read(const calendar_lines& lines) {
        const bool cancels = read_properties(lines);
        zone_book zones{lines, out_, all_.zones};
        for (const auto& event : lines.events) {
            auto e = read_event_of(event, file_, {zones, out_, left_out_, steps_});
            if (!e) continue;
            if (cancels) e->event.status = calendar::event_status::cancelled;
            read_.push_back(*std::move(e));
        }
    }
    /// Returns: whether the calendar cancels its events.
    bool read_properties(const calendar_lines& lines) {
        constexpr std::string_view said_anew[] = {"VERSION", "PRODID", "X-PUBLISHED-TTL", "REFRESH-INTERVAL"};
        bool cancels = false;
        for (const auto& line : lines.lines) {
            const auto name = line.name();
            const auto value = line.value().value_or("");
            if (name == "METHOD")
                cancels = in_capitals(value) == "CANCEL";
            else if (name == "X-WR-CALNAME" || name == "NAME") {
                if (all_.name.empty()) all_.name = text_of(value);
            } else if (name == "CALSCALE") {
                if (in_capitals(value) != "GREGORIAN")
                    out_.add(codes::ics_not_followed, at(line.number), {excerpt(line.text)});
            } else if (!is_one_of(said_anew, name)) {
                left_out_.add(excerpt(name), line.number);
            }
        }
        return cancels;
    }

    /// Which of two states is the later one: SEQUENCE, then DTSTAMP, then the order of the file.
    [[nodiscard]] bool is_later(std::size_t a, std::size_t b) const {
        const auto& x = read_[a];
        const auto& y = read_[b];
        return std::tie(x.event.sequence, x.stamped, a) > std::tie(y.event.sequence, y.stamped, b);
    }
    /// Of the states of each event and of each of its exceptions the latest.
    void keep_latest() {
        std::map<std::string, std::size_t> series;
        std::map<std::pair<std::string, local_time>, std::size_t> exceptions;
        for (std::size_t i = 0; i < read_.size(); ++i)
            if (!read_[i].instead_of) settle(series, read_[i].event.uid, i);
        for (std::size_t i = 0; i < read_.size(); ++i) {
            auto& x = read_[i];
            if (!x.instead_of) continue;
            const auto known = series.find(x.event.uid);
            const auto& whole = known == series.end() ? x : read_[known->second];
            const auto& where = x.instead_where;
            x.event.instead_of = occasion_of(*x.instead_of, whole.event, whole.clock, out_, where);
            if (x.event.instead_of)
                settle(exceptions, std::pair{x.event.uid, *x.event.instead_of}, i);
            else
                out_.add(codes::ics_unknown_exception, where, {"RECURRENCE-ID"});
        }
        std::vector<std::size_t> kept;
        for (const auto& [id, i] : series) kept.push_back(i);
        for (const auto& [id, i] : exceptions) kept.push_back(i);
        std::sort(kept.begin(), kept.end());
        for (const auto i : kept) all_.events.push_back(std::move(read_[i].event));
    }
    template <class Id>
    void settle(std::map<Id, std::size_t>& states, const Id& id, std::size_t i) {
        const auto [known, is_new] = states.try_emplace(id, i);
        if (is_new) return;
        const auto older = is_later(i, known->second) ? std::exchange(known->second, i) : i;
        auto where = read_[older].where;
        where.field = "UID";
        out_.add(codes::ics_earlier_state, where, {excerpt(read_[older].event.uid)});
    }

    std::string file_;
    notices& out_;
    calendar_file all_;
    std::vector<read_event> read_;
    tally_by_name left_out_;
    int steps_ = most_steps_of_a_file;
};

/// The bytes of a file; nothing, with a notice, if there are none.
std::optional<std::string> bytes_of(const file_path& path, notices& out) {
    std::error_code failure;
    const std::filesystem::path named{path.text()};
    if (!std::filesystem::exists(named, failure)) {
        out.add(qaidam::codes::missing_file, {.file = path.name()});
        return std::nullopt;
    }
    std::ifstream stream{named, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{stream}, {}};
    if (std::filesystem::is_regular_file(named, failure) && stream) return bytes;
    out.add(qaidam::codes::unreadable_file, {.file = path.name()});
    return std::nullopt;
}

} // namespace

loaded<calendar_file> read(std::string_view bytes, std::string_view file, const load_options& options) {
    loaded<calendar_file> result{{}, notices{options.notices_per_code}};
    auto& out = result.notices;
    if (const auto text = decoded(bytes, file, out)) {
        auto lines = components_of(*text);
        if (lines.calendars.empty()) out.add(codes::not_icalendar, {.file = std::string{file}});
        result.value = file_reader{file, out}.read(std::move(lines));
    }
    refuse_errors(out, options.policy);
    return result;
}

loaded<calendar_file> read_file(const file_path& path, const load_options& options) {
    notices out{options.notices_per_code};
    const auto bytes = bytes_of(path, out);
    refuse_errors(out, policy::strict);
    return read(bytes.value_or(std::string{}), path.name(), options);
}

} // namespace qaidam::icalendar
