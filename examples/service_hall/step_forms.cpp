#include "step_forms.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "photos.hpp"

namespace hall {

using services::step;

namespace {

/// In the order of services::step.
constexpr std::array<std::string_view, services::step_count> words{
    "place",      "verify",    "register", "decline",   "dispatch", "accept",    "visit", "return",
    "adjudicate", "transfer",  "extend",   "suspend",   "resume",   "feed_back", "pass",  "fail",
    "rate",       "appeal",    "settle",   "cancel",    "force",    "merge",     "split", "reopen",
    "urge",       "supervise", "whistle",  "report_in", "refer",    "receive"};

constexpr std::array with_reason{
    step::decline, step::return_, step::adjudicate, step::transfer,  step::extend, step::suspend,
    step::fail,    step::appeal,  step::settle,     step::cancel,    step::force,  step::merge,
    step::split,   step::reopen,  step::urge,       step::supervise, step::whistle};

bool has_reason(step s) {
    return std::find(with_reason.begin(), with_reason.end(), s) != with_reason.end();
}

/// "department dept-07", as a form sends it.
constexpr std::array<std::string_view, 3> kinds{"department", "team", "person"};
std::string handler_word(const services::handler& h) {
    return fmt::format("{} {}", kinds[static_cast<std::size_t>(h.kind)], h.key.text());
}

markup choice(std::string_view name, std::string_view value, std::string_view label, std::string_view id,
              bool chosen = false, bool possible = true) {
    return html(
        "<p class=\"choice\"><input type=\"radio\" id=\"{}\" name=\"{}\" value=\"{}\"{}{} required><label "
        "for=\"{}\">{}</label></p>\n",
        id, name, value, trusted(chosen ? " checked" : ""), trusted(possible ? "" : " disabled"), id, label);
}

markup group(std::string_view legend, const markup& inside) {
    return html("<fieldset><legend>{}</legend>\n{}</fieldset>\n", legend, inside);
}

markup long_text(const context& c, std::string_view name, std::string_view id, const char* zh,
                 const char* en) {
    return html(
        "<p class=\"field\"><label for=\"{}\">{}</label><textarea id=\"{}\" name=\"{}\" maxlength=\"1000\" "
        "required></textarea></p>\n",
        id, c.say(zh, en), id, name);
}

/// Why somebody is offered, as choose_handler weighed them.
std::string reasons_of(const context& c, const services::weighed_candidate& w) {
    auto text = w.candidate.competence
                    ? fmt::format(fmt::runtime(c.say("权责清单第 {} 行", "row {} of the competences")),
                                  *w.candidate.competence + 1)
                    : std::string{c.say("本楼栋党员", "party member of the building")};
    text += fmt::format(fmt::runtime(c.say("，在办 {} 件", ", {} open")), w.open);
    if (w.away)
        text += fmt::format(fmt::runtime(c.say("，相距 {:.0f} 米", ", {:.0f} m away")), w.away->value());
    if (w.gave_it_away)
        text += c.say("；办过或退过此单，不能再派", "; had it before, and cannot have it again");
    if (w.full) text += c.say("；已满", "; has as many as allowed");
    if (w.empty) text += c.say("；无人经办", "; nobody acts for it");
    return text;
}

markup handlers(const context& c, step s, const services::order& o) {
    const auto choice_of_desk = c.all.hall.look(
        [&](const services::desk& desk) { return services::choose_handler(desk, o.key, c.now); });
    markup all;
    for (const auto& w : choice_of_desk.considered) {
        const auto& h = w.candidate.handler;
        all += choice("handler", handler_word(h),
                      fmt::format("{}{}{}", civic::name_of(h, c.data().community, c.l), c.say("：", ": "),
                                  reasons_of(c, w)),
                      fmt::format("{}-{}", word_of(s), h.key), choice_of_desk.handler == h,
                      !w.gave_it_away && !w.full && !w.empty);
    }
    if (all.empty()) all = html("<p>{}</p>\n", c.say("没有可派的承办方", "Nobody is competent"));
    return group(c.say("承办方（已按负荷、远近和清单次序排好，第一个为建议）",
                       "Who (by load, distance and the order of the list; the one chosen is proposed)"),
                 all);
}

markup departments(const context& c, const services::order& o, step s) {
    markup all;
    const bool called = s == step::report_in && !o.whistles.empty();
    for (const auto& d : c.data().community.departments()) {
        if (called && std::find(o.whistles.back().called.begin(), o.whistles.back().called.end(), d.key) ==
                          o.whistles.back().called.end())
            continue;
        all += html("<p class=\"check\"><input type=\"{}\" id=\"{}-{}\" name=\"department\" "
                    "value=\"{}\"><label for=\"{}-{}\">{}</label></p>\n",
                    s == step::whistle ? "checkbox" : "radio", word_of(s), d.key.text(), d.key.text(),
                    word_of(s), d.key.text(), d.name.in(c.l));
    }
    return group(c.say("部门", "Departments"), all);
}

markup merge_targets(const context& c, const services::order& o) {
    markup all;
    c.all.hall.look([&](const services::desk& desk) {
        for (const auto& other : desk.orders())
            if (other.item == o.item && !(other.key == o.key) && other.placed_at <= o.placed_at &&
                !is_closed(other.state) && (other.grid == o.grid || other.building == o.building))
                all += choice(
                    "into", other.key.text(),
                    fmt::format("{} {} {}", other.key, place_of(other, c), short_time(other.placed_at)),
                    "into-" + other.key.text());
    });
    if (all.empty())
        all = html("<p>{}</p>\n", c.say("同一网格没有同一事项的较早订单",
                                        "No elder order of this item is open in the grid"));
    return group(c.say("并入", "Into"), all);
}

markup number_field(const context& c, const char* name, const char* zh, const char* en, int from, int to,
                    int value) {
    return html("<p class=\"field\"><label for=\"{}\">{}</label><input id=\"{}\" name=\"{}\" type=\"number\" "
                "min=\"{}\" max=\"{}\" "
                "value=\"{}\"></p>\n",
                name, c.say(zh, en), name, name, from, to, value);
}

int read_number(const context& c, const char* name) {
    const auto text = c.request.form[name];
    int n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc{} || end != text.data() + text.size() || n < 1 || n > 1000)
        throw page_error{400, {"请填写数字", "a number is missing"}};
    return n;
}

services::handler read_handler(const context& c) {
    const auto word = one_line(c.request.form["handler"]);
    const auto blank = word.find(' ');
    for (std::size_t i = 0; i < kinds.size(); ++i)
        if (blank != word.npos && word.substr(0, blank) == kinds[i])
            return {static_cast<services::handler_kind>(i), qaidam::key{word.substr(blank + 1)}};
    throw page_error{400, {"请选择承办方", "choose who is to have it"}};
}

bool read_yes(const context& c, const char* name) {
    const auto word = c.request.form[name];
    if (word != "yes" && word != "no") throw page_error{400, {"请选择是或否", "choose yes or no"}};
    return word == "yes";
}

markup yes_or_no(const context& c, const char* name, const char* zh, const char* en, const char* yes_zh,
                 const char* yes_en, const char* no_zh, const char* no_en) {
    auto both = choice(name, "yes", c.say(yes_zh, yes_en), std::string{name} + "-yes");
    both += choice(name, "no", c.say(no_zh, no_en), std::string{name} + "-no");
    return group(c.say(zh, en), both);
}

/// An empty command of the step: the alternatives stand in the order of `step`.
services::command command_of(step s) {
    services::command made;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((static_cast<std::size_t>(s) == I ? void(made.emplace<I>()) : void()), ...);
    }
    (std::make_index_sequence<services::step_count>{});
    return made;
}

/// What a form says beyond the order, the person, the time and the reason.
struct step_reader {
    const context& c;

    void operator()(services::verify_order& x) const {
        for (const auto v : {services::verification::exists, services::verification::does_not_exist,
                             services::verification::unable}) {
            x.result = v;
            if (to_cell(v) == c.request.form["result"]) return;
        }
        throw page_error{400, {"请选择核实结果", "choose what was found"}};
    }
    void operator()(services::dispatch_order& x) const { x.handler = read_handler(c); }
    void operator()(services::adjudicate_order& x) const { x.handler = read_handler(c); }
    void operator()(services::transfer_order& x) const { x.handler = read_handler(c); }
    void operator()(services::extend_order& x) const { x.days = read_number(c, "days"); }
    void operator()(services::suspend_order& x) const {
        const auto review = calendar::parse_date(c.request.form["review"]);
        if (!review) throw page_error{400, {"请填写日期", "a date is missing"}};
        x.review = *review;
    }
    void operator()(services::feed_back& x) const {
        x.evidence = qaidam::key{one_line(c.request.form["evidence"])};
    }
    void operator()(services::rate_order& x) const {
        x.solved = read_yes(c, "solved");
        x.satisfied = read_yes(c, "satisfied");
    }
    void operator()(services::settle_appeal& x) const { x.reversed = read_yes(c, "reversed"); }
    void operator()(services::merge_order& x) const { x.into = order_key{one_line(c.request.form["into"])}; }
    void operator()(services::blow_whistle& x) const {
        for (const auto& d : c.request.form.all("department")) x.departments.emplace_back(one_line(d));
        x.report_by = c.now + std::chrono::hours{read_number(c, "hours")};
    }
    void operator()(services::report_in& x) const {
        x.department = services::department_key{one_line(c.request.form["department"])};
    }
    void operator()(auto&) const {}
};

} // namespace

std::optional<step> find_step(std::string_view word) {
    const auto found = std::find(words.begin() + 1, words.end(), word);
    if (found == words.end()) return std::nullopt;
    return static_cast<step>(found - words.begin());
}

std::string_view word_of(step s) {
    return words[static_cast<std::size_t>(s)];
}

markup step_fields(const context& c, step s, const services::order& o) {
    markup all;
    if (s == step::verify)
        for (const auto v : {services::verification::exists, services::verification::does_not_exist,
                             services::verification::unable})
            all += choice("result", to_cell(v), to_string(v, c.l), to_cell(v));
    if (s == step::dispatch || s == step::adjudicate || s == step::transfer) all += handlers(c, s, o);
    if (s == step::visit)
        all +=
            long_text(c, "note", "note", "做了什么（离开时填写）", "What was done (say so when you leave)");
    if (s == step::feed_back)
        all += text_field(
            "evidence", c.say("佐证材料存放处", "Where the proof is kept"), fmt::format("evidence/{}", o.key),
            "text", c.say("存放在别处的材料，此处只记位置", "Of what is kept elsewhere, where that is"));
    if (s == step::feed_back) all += photo_field(c);
    if (s == step::extend) all += number_field(c, "days", "延长工作日", "Working days more", 1, 10, 3);
    if (s == step::suspend)
        all += text_field("review", c.say("复核日期", "Looked at again on"),
                          calendar::to_string(c.now.date() + calendar::day_count{7}), "date");
    if (s == step::rate) {
        all += yes_or_no(c, "solved", "解决了吗？", "Is it solved?", "已解决", "Yes", "没有解决", "No");
        all += yes_or_no(c, "satisfied", "满意吗？", "Are you satisfied?", "满意", "Yes", "不满意", "No");
    }
    if (s == step::settle)
        all += yes_or_no(c, "reversed", "复核结果", "Decision", "申诉成立", "The appeal is granted",
                         "维持原决定", "It is not");
    if (s == step::merge) all += merge_targets(c, o);
    if (s == step::whistle) {
        all += departments(c, o, s);
        all += number_field(c, "hours", "多少小时内报到", "To report within so many hours", 1, 720, 24);
    }
    if (s == step::report_in) all += departments(c, o, s);
    if (has_reason(s)) all += long_text(c, "reason", fmt::format("reason-{}", word_of(s)), "理由", "Reason");
    return all;
}

wish read_step(const context& c, step s, const order_key& order, const person_key& reporter) {
    const auto by = c.someone();
    const auto request = c.request_name();
    wish w{.key = qaidam::key{fmt::format("{} {} {} {}", word_of(s), order, by, request)}};
    const auto text = many_lines(c.request.form[s == step::visit ? "note" : "reason"], 3000);
    const qaidam::key note{text.empty() ? "" : "note-" + request};
    auto command = command_of(s);
    std::visit(step_reader{c}, command);
    std::visit(
        [&](auto& x) {
            x.order = order;
            x.by = by;
            if constexpr (requires { x.reason; }) x.reason = note;
            if constexpr (requires { x.note; }) x.note = services::note_key{note.text()};
            if constexpr (requires { x.photos; }) x.photos = take_photos(c, reporter, w.texts);
        },
        command);
    if (!text.empty() && (has_reason(s) || s == step::visit))
        w.texts.push_back({.key = note, .about = reporter, .words = {text}});
    std::uint32_t seen = 0;
    const auto version = c.request.form["version"];
    if (std::from_chars(version.data(), version.data() + version.size(), seen).ec == std::errc{})
        w.seen = seen;
    w.command = [command](calendar::local_time at) mutable {
        std::visit(
            [&](auto& x) {
                x.at = at;
                if constexpr (requires { x.left; }) x.left = at; // they say so when they leave
            },
            command);
        return command;
    };
    return w;
}

} // namespace hall
