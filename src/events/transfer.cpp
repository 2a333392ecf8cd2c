#include <qaidam/events/transfer.hpp>

#include <algorithm>
#include <charconv>
#include <istream>
#include <ostream>

#include <qaidam/events/text.hpp>

namespace qaidam::events {
namespace {

constexpr std::size_t appends_at_a_time = 1000;
constexpr std::size_t events_at_a_time = 10'000;

[[noreturn]] void refuse(const message_rule& rule, location where, std::vector<std::string> arguments = {}) {
    notices why;
    why.add(rule, std::move(where), std::move(arguments));
    throw data_error{std::move(why)};
}

/// Takes appends in their order, and adds to a journal those that it does not have.
class receiver {
public:
    explicit receiver(journal& to) : to_{to}, had_{to.head()} {}

    void take(recorded_append a, std::vector<recorded_event> events) {
        if (still_there_) {
            // An append of nothing stands at the head as well, so positions alone do not tell what is there.
            if (taken_ == kept_.size() + first_kept_) {
                first_kept_ += kept_.size();
                kept_ = to_.read_appends(first_kept_, appends_at_a_time);
            }
            if (kept_.empty()) {
                if (a.range.position != had_.size) differs(a.range.position);
                still_there_ = false;
            } else {
                const auto there = to_.read(a.range.position, a.range.count);
                if (kept_[taken_ - first_kept_] != a || there != events) differs(a.range.position);
                ++taken_;
                return;
            }
        }
        appends_.push_back(std::move(a));
        for (auto& e : events) events_.push_back(std::move(e));
        if (appends_.size() >= appends_at_a_time || events_.size() >= events_at_a_time) flush();
    }

    journal_head finish() {
        if (still_there_ && !to_.read_appends(taken_, 1).empty()) differs(had_.size);
        flush();
        return to_.head();
    }

    void flush() {
        if (appends_.empty()) return;
        to_.restore(appends_, events_);
        appends_.clear();
        events_.clear();
    }

private:
    [[noreturn]] static void differs(std::uint64_t position) {
        refuse(codes::journals_differ, {}, {std::to_string(position)});
    }

    journal& to_;
    journal_head had_;
    bool still_there_ = true; ///< as long as what comes is in the journal already
    std::vector<recorded_append> kept_;
    std::uint64_t first_kept_ = 0, taken_ = 0;
    std::vector<recorded_append> appends_;
    std::vector<recorded_event> events_;
};

template <class Use>
void for_each_append(const journal& from, Use use) {
    std::uint64_t after = 0;
    for (;;) {
        const auto some = from.read_appends(after, appends_at_a_time);
        for (const auto& a : some) use(a, from.read(a.range.position, a.range.count));
        if (some.size() < appends_at_a_time) return;
        after += some.size();
    }
}

constexpr std::string_view first_line = "qaidam journal 1";

void put(writer& out, std::uint64_t n) {
    out.text += '\t' + std::to_string(n);
}

std::uint64_t take_number(reader& in) {
    const auto text = in.next();
    std::uint64_t n = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (failure != std::errc{} || end != text.data() + text.size() || std::to_string(n) != text) in.fail();
    return n;
}

std::string line_of(const recorded_append& a) {
    writer out{"append"};
    put_field(out, a.idempotency_key);
    put(out, a.range.position);
    put(out, a.range.count);
    return std::move(out.text);
}

std::string line_of(const recorded_event& e) {
    writer out{"event"};
    put(out, e.position);
    put_field(out, e.stream);
    put(out, e.version);
    put_field(out, std::int64_t{e.time.seconds_since_1970()});
    out.write(to_string(e.digest));
    out.write(e.bytes);
    return std::move(out.text);
}

std::string line_of(const journal_head& h) {
    writer out{"head"};
    put(out, h.size);
    out.write(to_string(h.digest));
    return std::move(out.text);
}

digest take_digest(reader& in) {
    const auto d = parse_digest(in.next());
    if (!d) in.fail();
    return d.value_or(digest{});
}

/// Reads the lines one after the other, and knows where it is.
class line_reader {
public:
    line_reader(std::istream& in, const std::string& name) : in_{in}, name_{name} {
        next();
        if (line_ != first_line) refuse_line();
    }

    bool next() {
        ++number_;
        if (!std::getline(in_, line_)) return false;
        if (in_.eof()) refuse_end(); // the line was cut
        return true;
    }
    [[nodiscard]] bool is(std::string_view kind) const { return line_.starts_with(kind); }

    [[nodiscard]] recorded_append append() const {
        reader in{fields_after("append")};
        recorded_append a;
        a.idempotency_key = key{in.next()};
        a.range.position = take_number(in);
        a.range.count = take_number(in);
        require(in, line_of(a));
        return a;
    }
    [[nodiscard]] recorded_event event() const {
        reader in{fields_after("event")};
        recorded_event e{take_number(in), key{in.next()}, take_number(in), {}, {}, {}};
        const auto seconds = in.next();
        std::int64_t n = 0;
        std::from_chars(seconds.data(), seconds.data() + seconds.size(), n);
        if (n < calendar::detail::first_second || n > calendar::detail::last_second) refuse_line();
        e.time = calendar::utc_time::from_seconds_since_1970(n);
        e.digest = take_digest(in);
        e.bytes = in.next();
        require(in, line_of(e));
        return e;
    }
    [[nodiscard]] journal_head head() const {
        reader in{fields_after("head")};
        journal_head h{take_number(in), take_digest(in)};
        require(in, line_of(h));
        return h;
    }

    [[noreturn]] void refuse_line() const { refuse(codes::bad_export_line, here()); }
    [[noreturn]] void refuse_end() const { refuse(codes::export_cut, here()); }
    /// An error of a journal, with the line at which it was found.
    [[noreturn]] void refuse_as(const data_error& e) const {
        notices why;
        for (auto n : e.why()) {
            n.where = here();
            why.add(std::move(n));
        }
        throw data_error{std::move(why)};
    }

private:
    [[nodiscard]] location here() const { return {.file = name_, .line = number_}; }
    [[nodiscard]] std::string_view fields_after(std::string_view kind) const {
        if (!is(kind)) refuse_line();
        return std::string_view{line_}.substr(kind.size());
    }
    /// There is one way to write a line.
    void require(const reader& in, const std::string& again) const {
        if (!in.good() || !in.at_end() || again != line_) refuse_line();
    }

    std::istream& in_;
    const std::string& name_;
    std::string line_;
    std::uint64_t number_ = 0;
};

} // namespace

journal_head copy_journal(const journal& from, journal& to) {
    receiver all{to};
    for_each_append(from, [&](const recorded_append& a, std::vector<recorded_event> events) {
        all.take(a, std::move(events));
    });
    return all.finish();
}

journal_head write_lines(const journal& from, std::ostream& out) {
    journal_head head;
    out << first_line << '\n';
    for_each_append(from, [&](const recorded_append& a, const std::vector<recorded_event>& events) {
        out << line_of(a) << '\n';
        for (const auto& e : events) {
            out << line_of(e) << '\n';
            head = {e.position + 1, e.digest};
        }
    });
    out << line_of(head) << '\n';
    return head;
}

journal_head read_lines(std::istream& in, const std::string& name, journal& to) {
    line_reader lines{in, name};
    receiver all{to};
    journal_head head;
    try {
        for (;;) {
            if (!lines.next()) lines.refuse_end();
            if (lines.is("head\t")) break;
            const auto a = lines.append();
            if (a.range.position != head.size) lines.refuse_line();
            std::vector<recorded_event> events;
            while (events.size() < a.range.count) {
                if (!lines.next()) lines.refuse_end();
                events.push_back(lines.event());
                head = {head.size + 1, events.back().digest};
            }
            all.take(a, std::move(events));
        }
        if (lines.head() != head) lines.refuse_line();
        head = all.finish();
    } catch (const data_error& e) {
        if (e.why().begin()->where.line > 0) throw;
        lines.refuse_as(e);
    }
    if (lines.next()) lines.refuse_line();
    return head;
}

} // namespace qaidam::events
