#include <qaidam/events/text.hpp>

namespace qaidam::events {
namespace {

/// How many characters of the beginning are written as they are.
std::size_t count_plain(std::string_view text) {
    const auto special =
        std::find_if(text.begin(), text.end(), [](char c) { return c == '\\' || (c >= '\t' && c <= '\r'); });
    return static_cast<std::size_t>(special - text.begin());
}

} // namespace

void writer::write(std::string_view field) {
    text += '\t';
    for (;;) {
        const auto plain = count_plain(field);
        text += field.substr(0, plain);
        if (plain == field.size()) return;
        switch (field[plain]) {
        case '\t': text += "\\t"; break;
        case '\n': text += "\\n"; break;
        case '\r': text += "\\r"; break;
        case '\\': text += "\\\\"; break;
        default: text += field[plain];
        }
        field.remove_prefix(plain + 1);
    }
}

std::string reader::next() {
    std::string value;
    if (!rest_.starts_with('\t')) {
        fail();
        return value;
    }
    const auto raw = rest_.substr(1, rest_.find('\t', 1) - 1);
    rest_.remove_prefix(1 + raw.size());
    const auto plain = count_plain(raw);
    value = raw.substr(0, plain);
    for (auto i = plain; i < raw.size(); ++i) {
        if (raw[i] == '\n' || raw[i] == '\r') fail();
        if (raw[i] != '\\') {
            value += raw[i];
            continue;
        }
        switch (++i < raw.size() ? raw[i] : ' ') {
        case 't': value += '\t'; break;
        case 'n': value += '\n'; break;
        case 'r': value += '\r'; break;
        case '\\': value += '\\'; break;
        default: fail();
        }
    }
    return value;
}

void put_field(writer& out, const std::string& s) {
    out.write(s);
}
void put_field(writer& out, const key& k) {
    out.write(k.text());
}
void put_field(writer& out, const label& l) {
    out.write(l.zh);
    out.write(l.en);
}
void put_field(writer& out, calendar::local_time t) {
    out.write(calendar::to_string(t));
}
void put_field(writer& out, const calendar::date& d) {
    calendar::require_plain(d, "encode");
    out.write(calendar::to_string(d));
}
void put_field(writer& out, const calendar::time_limit& l) {
    out.write(calendar::to_cell(l));
}
void put_field(writer& out, std::chrono::minutes m) {
    put_field(out, static_cast<std::int64_t>(m.count()));
}
void put_field(writer& out, bool b) {
    out.text += b ? "\tyes" : "\tno";
}
void put_field(writer& out, int n) {
    out.text += '\t' + std::to_string(n);
}
void put_field(writer& out, std::int64_t n) {
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

void take_field(reader& in, std::string& s) {
    s = in.next();
}
void take_field(reader& in, key& k) {
    k = key{in.next()};
}
void take_field(reader& in, label& l) {
    l.zh = in.next();
    l.en = in.next();
}
void take_field(reader& in, calendar::local_time& t) {
    in.keep(calendar::parse_local_time(in.next()), t);
}
void take_field(reader& in, calendar::date& d) {
    in.keep(calendar::parse_date(in.next()), d);
}
void take_field(reader& in, calendar::time_limit& l) {
    in.keep(calendar::parse_time_limit(in.next()), l);
}
void take_field(reader& in, std::optional<calendar::time_limit>& l) {
    const auto text = in.next();
    l.reset();
    if (!text.empty()) in.keep(calendar::parse_time_limit(text), l.emplace());
}
void take_field(reader& in, std::chrono::minutes& m) {
    std::int64_t n = 0;
    take_field(in, n);
    m = std::chrono::minutes{n};
}
void take_field(reader& in, bool& b) {
    const auto word = in.next();
    b = word == "yes";
    if (!b && word != "no") in.fail();
}
void take_field(reader& in, int& n) {
    in.keep(find_number<int>(in.next()), n);
}
void take_field(reader& in, std::int64_t& n) {
    in.keep(find_number<std::int64_t>(in.next()), n);
}
void take_field(reader& in, std::optional<calendar::local_time>& t) {
    const auto text = in.next();
    if (text.empty()) return;
    t = calendar::parse_local_time(text);
    if (!t) in.fail();
}
void take_field(reader& in, std::optional<int>& n) {
    const auto text = in.next();
    if (text.empty()) return;
    n = find_number<int>(text);
    if (!n) in.fail();
}

std::string detail::head_of(std::string_view kind, std::span<const upcast> upcasts) {
    const auto later =
        std::count_if(upcasts.begin(), upcasts.end(), [&](const upcast& u) { return u.kind == kind; });
    std::string head{kind};
    head += '@';
    head += std::to_string(1 + later);
    return head;
}

std::optional<detail::line> detail::bring_up_to_date(std::string_view text, std::span<const upcast> upcasts) {
    const auto head = text.substr(0, text.find('\t'));
    const auto at = head.find('@');
    line found{head.substr(0, at), std::string{text.substr(head.size())}};
    // What was written before there were versions has the form of version 1.
    const auto version = at == head.npos ? std::optional{1} : find_number<int>(head.substr(at + 1));
    if (!version || *version < 1) return std::nullopt;
    int reached = 1;
    std::optional<std::vector<std::string>> fields;
    for (const auto& next : upcasts) {
        if (next.kind != found.kind || reached++ < *version) continue;
        if (!fields) {
            fields.emplace();
            for (reader in{found.fields}; !in.at_end();) {
                fields->push_back(in.next());
                if (!in.good()) return std::nullopt;
            }
        }
        next.bring(*fields);
    }
    if (*version > reached) return std::nullopt;
    if (fields) {
        writer out{{}};
        for (const auto& f : *fields) out.write(f);
        found.fields = std::move(out.text);
    }
    return found;
}

} // namespace qaidam::events
