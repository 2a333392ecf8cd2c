#include "answers.hpp"

#include <algorithm>

#include "sessions.hpp"

namespace hall {
namespace {

using services::attribute_type;
using services::item_attribute;

std::string field_of(const item_attribute& a) {
    return fmt::format("attribute[{}]", a.code);
}

bool is_answer(const std::string& field) {
    return field.starts_with("attribute[") && field != "attribute[at_door]";
}

/// The values to choose from, one or several.
markup choices(const context& c, const item_attribute& a, const std::string& hint) {
    const auto chosen = c.request.form.all(field_of(a));
    markup all;
    for (const auto& choice : a.choices) {
        const auto id = fmt::format("{}-{}", a.code, choice.key);
        const bool is_chosen = std::find(chosen.begin(), chosen.end(), choice.key.text()) != chosen.end();
        all += html("<p class=\"choice\"><input type=\"{}\" id=\"{}\" name=\"{}\" value=\"{}\"{}>"
                    "<label for=\"{}\">{}</label></p>\n",
                    a.type == attribute_type::one_of ? "radio" : "checkbox", id, field_of(a),
                    choice.key.text(), trusted(is_chosen ? " checked" : ""), id, choice.name.in(c.l));
    }
    return html("<fieldset><legend>{}</legend>{}\n{}</fieldset>\n", a.description.in(c.l),
                hint.empty() ? markup{} : html("<span class=\"hint\">{}</span>", hint), all);
}

markup field(const context& c, const item_attribute& a, const std::string& hint) {
    const auto id = fmt::format("a-{}", a.code);
    const auto given = c.request.form[field_of(a)];
    const auto label =
        html("<label for=\"{}\">{}</label>{}", id, a.description.in(c.l),
             hint.empty() ? markup{} : html("<span class=\"hint\" id=\"{}-hint\">{}</span>", id, hint));
    const auto described = hint.empty() ? markup{} : html(" aria-describedby=\"{}-hint\"", id);
    if (a.type == attribute_type::text)
        return html(
            "<p class=\"field\">{}<textarea id=\"{}\" name=\"{}\" maxlength=\"2000\"{}>{}</textarea></p>\n",
            label, id, field_of(a), described, given);
    const char* const type = a.type == attribute_type::datetime ? "datetime-local" : "text";
    return html("<p class=\"field\">{}<input id=\"{}\" name=\"{}\" type=\"{}\"{} value=\"{}\"{}></p>\n",
                label, id, field_of(a), type,
                trusted(a.type == attribute_type::number ? " inputmode=\"decimal\"" : ""), given, described);
}

} // namespace

markup ask_answers(const context& c, const services::item_key& item) {
    markup all;
    for (const auto& a : c.data().catalogue.attributes_of(item)) {
        if (!a.variable) {
            all += html("<p class=\"hint\">{}</p>\n", a.description.in(c.l));
            continue;
        }
        auto hint = a.type_description.in(c.l);
        if (a.required) join_on(hint, c.say("；", "; "), c.say("必答", "must be answered"));
        all += a.choices.empty() ? field(c, a, hint) : choices(c, a, hint);
    }
    return all;
}

markup carried_answers(const context& c) {
    markup all;
    for (const auto& [name, value] : c.request.form)
        if (is_answer(name) && !value.empty()) all += hidden(name, value);
    return all;
}

markup answers_given(const context& c, const services::item_key& item) {
    markup all;
    for (const auto& a : c.data().catalogue.attributes_of(item)) {
        std::string said;
        for (const auto& value : c.request.form.all(field_of(a)))
            if (!value.empty()) join_on(said, c.say("、", ", "), value_name(a, value, c.l));
        if (!said.empty()) all += html("<dt>{}</dt><dd>{}</dd>\n", a.description.in(c.l), said);
    }
    return all.empty() ? all : html("<dl>{}</dl>\n", all);
}

markup answers_of(const context& c, const services::order& o,
                  const std::optional<events::purpose>& for_what) {
    markup all;
    for (const auto& a : c.data().catalogue.attributes_of(o.item)) {
        std::string said;
        const auto say = [&](const std::string& words) { join_on(said, c.say("、", ", "), words); };
        for (const auto& x : o.attributes)
            if (x.code == a.code) say(value_name(a, x.value, c.l));
        for (const auto& x : o.attribute_texts)
            if (x.code == a.code && for_what)
                if (const auto words = c.all.hall.read_text(x.text, *for_what, c.l)) say(*words);
        if (!said.empty()) all += html("<dt>{}</dt><dd>{}</dd>\n", a.description.in(c.l), said);
    }
    return all;
}

std::vector<events::text>
read_answers(const context& c, services::place_order& order, const std::string& token,
             const std::function<std::string(const std::string&, const std::string&)>& time_of) {
    std::vector<events::text> texts;
    const auto reporter = order.reporter.empty() ? order.by : order.reporter;
    const auto asked = c.data().catalogue.attributes_of(order.item);
    for (const auto& [name, given] : c.request.form) {
        if (!is_answer(name) || given.empty()) continue;
        const services::attribute_code code{name.substr(10, name.find(']') - 10)};
        const auto found =
            std::find_if(asked.begin(), asked.end(), [&](const item_attribute& a) { return a.code == code; });
        const bool is_known = found != asked.end();
        if (is_known && is_written(found->type)) {
            const services::note_key text{"answer-" + sign("attribute " + code.text(), token).substr(0, 24)};
            const bool again = !order.attribute_texts.empty() && order.attribute_texts.back().text == text;
            order.attribute_texts.push_back({code, text});
            const auto words = found->type == attribute_type::line ? one_line(given) : many_lines(given);
            if (!again)
                texts.push_back({.key = qaidam::key{text.text()}, .about = reporter, .words = {words}});
        } else if (is_known && found->type == attribute_type::datetime && time_of) {
            order.attributes.push_back({code, time_of(name, given)});
        } else {
            order.attributes.push_back({code, one_line(given)});
        }
    }
    return texts;
}

} // namespace hall
