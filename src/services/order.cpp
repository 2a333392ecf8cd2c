#include <qaidam/services/order.hpp>

#include <charconv>

#include <qaidam/base/text.hpp>
#include <qaidam/services/codes.hpp>

#include "words.hpp"

namespace qaidam::services {
namespace {

constexpr wording state_words[] = {
    {"已点单", "placed"},        {"已立案", "registered"},       {"已派单", "dispatched"},
    {"办理中", "in handling"},   {"挂起", "suspended"},          {"已退单", "returned"},
    {"待核查", "to be checked"}, {"待评价", "to be rated"},      {"复核中", "under review"},
    {"已办结", "solved"},        {"不予立案", "declined"},       {"已取消", "cancelled"},
    {"已并案", "merged"},        {"强制结案", "closed by force"}};

/// By the alternatives of `event` and of `command`: the word of the encoded form, and the words for people.
constexpr kind_words event_words[] = {
    {"order_placed", {"点单", "placed"}},         {"order_registered", {"立案", "registered"}},
    {"order_dispatched", {"下单", "dispatched"}}, {"order_accepted", {"接单", "accepted"}},
    {"home_visited", {"上门", "visited"}},        {"order_fed_back", {"反馈", "fed back"}},
    {"check_passed", {"核查通过", "passed"}},     {"order_rated", {"评价", "rated"}}};
constexpr wording command_words[] = {{"点单", "place"},  {"立案", "register"}, {"下单", "dispatch"},
                                     {"接单", "accept"}, {"上门", "visit"},    {"反馈", "feed back"},
                                     {"核查", "pass"},   {"评价", "rate"}};

// The fields of each event in the order of their encoded form.
template <class Event, class Visitor>
void visit_common(Event& e, Visitor& v) {
    v(e.order);
    v(e.by);
    v(e.at);
}
template <class V>
void visit_fields(auto& e, V& v) {
    visit_common(e, v);
    using type = std::remove_cvref_t<decltype(e)>;
    if constexpr (std::is_same_v<type, order_placed>) {
        v(e.item);
        v(e.building);
        v(e.at_door);
        v(e.channel);
    } else if constexpr (std::is_same_v<type, order_dispatched>) {
        v(e.handler.kind);
        v(e.handler.key);
        v(e.due);
        v(e.rules);
    } else if constexpr (std::is_same_v<type, home_visited>) {
        v(e.left);
        v(e.note);
    } else if constexpr (std::is_same_v<type, order_fed_back>) {
        v(e.evidence);
    } else if constexpr (std::is_same_v<type, order_rated>) {
        v(e.solved);
        v(e.satisfied);
    }
}

/// Writes fields as text, each after a tab; tabs, line ends and backslashes in text are escaped.
struct field_writer {
    std::string text;

    void operator()(const key& k) { (*this)(k.text()); }
    void operator()(const std::string& s) {
        text += '\t';
        for (const char c : s) {
            switch (c) {
            case '\t': text += "\\t"; break;
            case '\n': text += "\\n"; break;
            case '\r': text += "\\r"; break;
            case '\\': text += "\\\\"; break;
            default: text += c;
            }
        }
    }
    void operator()(const calendar::ptime& t) {
        calendar::require_whole_seconds(t, "encode");
        (*this)(calendar::to_text(t));
    }
    void operator()(bool b) { text += b ? "\tyes" : "\tno"; }
    void operator()(channel c) { (*this)(cell_of(detail::channel_words, c)); }
    void operator()(handler_kind k) { (*this)(cell_of(detail::handler_words, k)); }
};

struct field_reader {
    std::string_view rest;
    bool good = true;

    std::string next() {
        if (!rest.starts_with('\t')) {
            good = false;
            return {};
        }
        rest.remove_prefix(1);
        const auto end = std::min(rest.find('\t'), rest.size());
        const auto raw = rest.substr(0, end);
        rest.remove_prefix(end);
        std::string value;
        for (std::size_t i = 0; i < raw.size(); ++i) {
            if (raw[i] == '\n' || raw[i] == '\r') good = false;
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
                good = false;
            }
        }
        return value;
    }
    template <class T>
    void take(const std::optional<T>& found, T& value) {
        if (found) value = *found;
        good = good && found.has_value();
    }
    template <class Kind, std::size_t N>
    void take_kind(const kind_words (&words)[N], Kind& value) {
        const auto word = next();
        std::optional<Kind> found;
        for (const auto& [cell, kind] : choices<Kind>(words))
            if (cell == word) found = kind;
        take(found, value);
    }

    void operator()(key& k) { k = key{next()}; }
    void operator()(std::string& s) { s = next(); }
    void operator()(calendar::ptime& t) { take(calendar::find_time(next()), t); }
    void operator()(bool& b) {
        const auto word = next();
        b = word == "yes";
        good = good && (b || word == "no");
    }
    void operator()(channel& c) { take_kind(detail::channel_words, c); }
    void operator()(handler_kind& k) { take_kind(detail::handler_words, k); }
};

template <std::size_t I = 0>
std::optional<event> read_event(std::string_view name, field_reader& in) {
    if constexpr (I == std::variant_size_v<event>) {
        return std::nullopt;
    } else {
        if (event_words[I].cell != name) return read_event<I + 1>(name, in);
        std::variant_alternative_t<I, event> e{};
        visit_fields(e, in);
        return e;
    }
}

static_assert(std::size(event_words) == std::variant_size_v<event>);
static_assert(std::size(command_words) == std::variant_size_v<command>);

} // namespace

bool is_closed(order_state s) {
    return s >= order_state::solved;
}
std::string_view open311_status(order_state s) {
    return is_closed(s) ? "closed" : "open";
}
std::string to_string(order_state s, language l) {
    return std::string{state_words[static_cast<std::size_t>(s)].in(l)};
}
std::string to_string(channel c, language l) {
    return text_of(detail::channel_words, c, l);
}

const key& order_of(const command& c) {
    return std::visit([](const auto& x) -> const key& { return x.order; }, c);
}
const key& order_of(const event& e) {
    return std::visit([](const auto& x) -> const key& { return x.order; }, e);
}
const key& actor_of(const event& e) {
    return std::visit([](const auto& x) -> const key& { return x.by; }, e);
}
const calendar::ptime& time_of(const event& e) {
    return std::visit([](const auto& x) -> const calendar::ptime& { return x.at; }, e);
}
std::string name_of(const event& e, language l) {
    return std::string{event_words[e.index()].text.in(l)};
}
std::string name_of(const command& c, language l) {
    return std::string{command_words[c.index()].in(l)};
}

std::string encode(const event& e) {
    field_writer out{std::string{event_words[e.index()].cell}};
    std::visit([&](const auto& x) { visit_fields(x, out); }, e);
    return out.text;
}

event decode(std::string_view text) {
    const auto name = text.substr(0, text.find('\t'));
    field_reader in{text.substr(name.size())};
    auto e = read_event(name, in);
    if (!e || !in.good || !in.rest.empty()) {
        notices why;
        why.add(codes::bad_event, {}, {excerpt(text)});
        throw data_error{std::move(why)};
    }
    return *std::move(e);
}

} // namespace qaidam::services
