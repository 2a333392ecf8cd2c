#include <qaidam/calendar/event_text.hpp>

#include <algorithm>
#include <charconv>

namespace qaidam::calendar {

void event_writer::write(std::string_view field) {
    text += '\t';
    for (const char c : field) {
        switch (c) {
        case '\t': text += "\\t"; break;
        case '\n': text += "\\n"; break;
        case '\r': text += "\\r"; break;
        case '\\': text += "\\\\"; break;
        default: text += c;
        }
    }
}

std::string_view event_reader::next_raw() {
    if (at_end_) {
        good_ = false;
        return {};
    }
    const auto end = std::min(rest_.find('\t'), rest_.size());
    const auto raw = rest_.substr(0, end);
    at_end_ = end == rest_.size();
    rest_.remove_prefix(at_end_ ? end : end + 1);
    return raw;
}

std::string event_reader::next() {
    const auto raw = next_raw();
    std::string value;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] == '\n' || raw[i] == '\r') good_ = false;
        if (raw[i] != '\\') {
            value += raw[i];
            continue;
        }
        const char c = ++i < raw.size() ? raw[i] : ' ';
        if (c == 't') {
            value += '\t';
        } else if (c == 'n') {
            value += '\n';
        } else if (c == 'r') {
            value += '\r';
        } else if (c == '\\') {
            value += '\\';
        } else {
            good_ = false;
        }
    }
    return value;
}

void put_field(event_writer& out, const std::string& s) {
    out.write(s);
}
void put_field(event_writer& out, const key& k) {
    out.write(k.text());
}
void put_field(event_writer& out, const label& l) {
    out.write(l.zh);
    out.write(l.en);
}
void put_field(event_writer& out, local_time t) {
    out.write(to_text(t));
}
void put_field(event_writer& out, const date& d) {
    require_plain(d, "encode");
    out.write(to_text(d));
}
void put_field(event_writer& out, const time_limit& l) {
    out.write(to_cell(l));
}
void put_field(event_writer& out, std::chrono::minutes m) {
    put_field(out, static_cast<std::int64_t>(m.count()));
}
void put_field(event_writer& out, bool b) {
    out.text += b ? "\tyes" : "\tno";
}
void put_field(event_writer& out, int n) {
    out.text += '\t' + std::to_string(n);
}
void put_field(event_writer& out, std::int64_t n) {
    out.text += '\t' + std::to_string(n);
}

namespace {

template <class Number>
std::optional<Number> find_number(std::string_view text) {
    Number n = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), n);
    const bool plain = failure == std::errc{} && end == text.data() + text.size() && n >= 0;
    return plain && std::to_string(n) == text ? std::optional{n} : std::nullopt;
}

} // namespace

void take_field(event_reader& in, std::string& s) {
    s = in.next();
}
void take_field(event_reader& in, key& k) {
    k = key{in.next()};
}
void take_field(event_reader& in, label& l) {
    l.zh = in.next();
    l.en = in.next();
}
void take_field(event_reader& in, local_time& t) {
    in.keep(parse_local_time(in.next()), t);
}
void take_field(event_reader& in, date& d) {
    in.keep(parse_date(in.next()), d);
}
void take_field(event_reader& in, time_limit& l) {
    in.keep(parse_time_limit(in.next()), l);
}
void take_field(event_reader& in, std::chrono::minutes& m) {
    std::int64_t n = 0;
    take_field(in, n);
    m = std::chrono::minutes{n};
}
void take_field(event_reader& in, bool& b) {
    const auto word = in.next();
    b = word == "yes";
    if (!b && word != "no") in.fail();
}
void take_field(event_reader& in, int& n) {
    in.keep(find_number<int>(in.next()), n);
}
void take_field(event_reader& in, std::int64_t& n) {
    in.keep(find_number<std::int64_t>(in.next()), n);
}
void take_field(event_reader& in, std::optional<local_time>& t) {
    const auto text = in.next();
    if (text.empty()) return;
    t = parse_local_time(text);
    if (!t) in.fail();
}

} // namespace qaidam::calendar
