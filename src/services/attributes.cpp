#include <qaidam/services/attributes.hpp>

#include <algorithm>

#include <qaidam/base/text.hpp>
#include <qaidam/services/codes.hpp>

#include "word_time.hpp"
#include "words.hpp"

namespace qaidam::services {

std::string to_string(attribute_type t, language l) {
    return to_string(detail::attribute_words, t, l);
}
std::string to_cell(attribute_type t) {
    return to_cell(detail::attribute_words, t);
}
bool is_written(attribute_type t) {
    return t == attribute_type::line || t == attribute_type::text;
}

bool is_attribute_word(std::string_view text) {
    return !text.empty() && is_plain_text(text, 200) && text.find_first_of(" =[]") == text.npos;
}

std::string value_name(const item_attribute& asked, std::string_view value, language l) {
    for (const auto& c : asked.choices)
        if (c.key.text() == value) return std::string{c.name.in(l)};
    return std::string{value};
}

namespace {

bool is_decimal(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    const auto digits = [](std::string_view s) {
        return !s.empty() && s.size() <= 30 && s.find_first_not_of("0123456789") == s.npos;
    };
    const auto dot = text.find('.');
    return digits(text.substr(0, dot)) && (dot == text.npos || digits(text.substr(dot + 1)));
}

bool is_answer(const item_attribute& asked, std::string_view value) {
    switch (asked.type) {
    case attribute_type::number: return is_decimal(value);
    case attribute_type::datetime: return detail::parse_word_time(value).has_value();
    case attribute_type::one_of:
    case attribute_type::some_of:
        return std::any_of(asked.choices.begin(), asked.choices.end(),
                           [&](const attribute_choice& c) { return c.key.text() == value; });
    case attribute_type::line:
    case attribute_type::text: break;
    }
    return false;
}

/// What an answer should have been, in both languages.
std::string wanted_of(const item_attribute& asked) {
    switch (asked.type) {
    case attribute_type::number: return in_both({"数字，如 12 或 -3.5", "a number such as 12 or -3.5"});
    case attribute_type::datetime:
        return in_both({"时间，如 2021-12-24T09:12", "a time such as 2021-12-24T09:12"});
    case attribute_type::line:
    case attribute_type::text:
        return in_both({"attribute_texts 中一段文字的键，不得有空格",
                        "the key of a text, without blanks, in attribute_texts"});
    case attribute_type::one_of:
    case attribute_type::some_of: break;
    }
    std::string keys;
    for (const auto& c : asked.choices) join_on(keys, ", ", c.key.text());
    return keys;
}

refusal no_attribute(const message_rule& rule, std::vector<std::string> arguments) {
    return {&rule, std::move(arguments), {}};
}

} // namespace

std::optional<refusal> check_attributes(std::span<const item_attribute> asked,
                                        std::span<const attribute> answers,
                                        std::span<const attribute_text> texts) {
    const auto find = [&](const attribute_code& code) -> const item_attribute* {
        for (const auto& a : asked)
            if (a.variable && a.code == code) return &a;
        return nullptr;
    };
    const auto unknown = [&](const attribute_code& code) {
        std::string codes_asked;
        for (const auto& a : asked)
            if (a.variable) join_on(codes_asked, ", ", a.code.text());
        return no_attribute(codes::unknown_attribute, {code.text(), codes_asked.empty() ? "–" : codes_asked});
    };
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto& [code, value] = answers[i];
        const auto* a = find(code);
        if (a == nullptr) return unknown(code);
        if (!is_answer(*a, value))
            return no_attribute(codes::bad_attribute, {code.text(), excerpt(value), wanted_of(*a)});
        for (const auto& earlier : answers.first(i))
            if (earlier.code == code && (a->type != attribute_type::some_of || earlier.value == value))
                return no_attribute(codes::repeated_attribute, {code.text(), excerpt(value)});
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto& [code, text] = texts[i];
        const auto* a = find(code);
        if (a == nullptr) return unknown(code);
        if (!is_written(a->type) || text.text().find(' ') != std::string::npos)
            return no_attribute(codes::bad_attribute, {code.text(), excerpt(text.text()), wanted_of(*a)});
        for (const auto& earlier : texts.first(i))
            if (earlier.code == code)
                return no_attribute(codes::repeated_attribute, {code.text(), excerpt(text.text())});
    }
    const auto answered = [&](const attribute_code& code) {
        const auto of_code = [&](const auto& x) { return x.code == code; };
        return std::any_of(answers.begin(), answers.end(), of_code) ||
               std::any_of(texts.begin(), texts.end(), of_code);
    };
    for (const auto& a : asked)
        if (a.variable && a.required && !answered(a.code))
            return no_attribute(codes::missing_attribute, {a.code.text(), in_both(a.description)});
    return std::nullopt;
}

} // namespace qaidam::services
