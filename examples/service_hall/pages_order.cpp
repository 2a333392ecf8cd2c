// One order, as far as the person may see it, and the steps that they may take; and the orders of a reporter.
#include <algorithm>

#include <qaidam/views/service_views.hpp>

#include "answers.hpp"
#include "merge_offers.hpp"
#include "pages.hpp"
#include "photos.hpp"
#include "step_forms.hpp"

namespace hall {
namespace {

using services::step;

/// An order as somebody sees it, and what they may do with it.
struct view {
    services::order order;
    services::sight sight;
    person_key reporter; ///< also where they do not see whose it is
    std::vector<step> steps;
};

/// Throws: page_error 404 where there is nothing to see, told from nothing that is not there by nobody.
view look_at(const context& c, const order_key& key) {
    const auto person = c.someone();
    return c.all.hall.look([&](const services::desk& desk) {
        constexpr page_error nothing{
            404, {"没有这个订单，或不是您的订单", "there is no such order, or it is not yours"}};
        if (desk.find(key) == nullptr) throw nothing;
        const auto sight = desk.sight_of(key, person, c.now);
        if (!sight) throw nothing;
        view v{*desk.look_at(key, person, c.now), *sight, desk.find(key)->reporter, {}};
        for (const auto& p : desk.allowed(key, person, c.now))
            if (!p.why_not && p.step != step::refer) // the hall is that of one community
                v.steps.push_back(p.step);
        return v;
    });
}

/// What is done day by day comes first; of that, what says no has to be opened.
bool is_usual(step s) {
    constexpr step usual[] = {step::verify,     step::register_, step::decline,  step::dispatch,
                              step::accept,     step::visit,     step::return_,  step::feed_back,
                              step::pass,       step::fail,      step::rate,     step::settle,
                              step::adjudicate, step::resume,    step::report_in};
    return std::find(std::begin(usual), std::end(usual), s) != std::end(usual);
}
bool stands_open(step s) {
    return is_usual(s) && s != step::decline && s != step::return_ && s != step::fail;
}

markup step_forms(const context& c, const view& v) {
    markup usual, others;
    for (const auto s : v.steps) {
        const auto name = to_string(s, c.l);
        auto inside = hidden("version", std::to_string(v.order.version));
        inside += step_fields(c, s, v.order);
        const auto form = c.form(fmt::format("/orders/{}/{}", v.order.key, word_of(s)), inside, name,
                                 fmt::format("step-{}", word_of(s)), {},
                                 s == step::feed_back ? form_kind::with_files : form_kind::plain);
        (is_usual(s) ? usual : others) += html("<details{}><summary>{}</summary>\n{}</details>\n",
                                               trusted(stands_open(s) ? " open" : ""), name, form);
    }
    markup all;
    if (!usual.empty())
        all += html("<section id=\"next-steps\"><h2>{}</h2>\n{}</section>\n",
                    c.say("现在可以", "What you may do now"), usual);
    if (!others.empty())
        all += html("<section id=\"other-steps\"><h2>{}</h2>\n{}</section>\n",
                    c.say("其他操作", "What else you may do"), others);
    return all;
}

/// What happened, with the texts for who sees the people; for others the times and the steps.
markup history_of(const context& c, const view& v) {
    const auto events = c.all.hall.history(v.order.key);
    if (v.sight == services::sight::people)
        return table_of(
            c.all.hall.show_events(events, {c.person(), fmt::format("page of order {}", v.order.key)}, c.l),
            c.say("办理过程", "What happened"));
    report::table steps{{{c.say("时间", "time")}, {c.say("环节", "step")}}};
    for (const auto& e : events) steps.add_row({short_time(services::time_of(e)), services::name_of(e, c.l)});
    return table_of(steps, c.say("办理过程", "What happened"));
}

markup facts_of(const context& c, const view& v) {
    const auto& o = v.order;
    markup all;
    const auto fact = [&](const char* zh, const char* en, const markup& value) {
        all += html("<dt>{}</dt><dd>{}</dd>\n", c.say(zh, en), value);
    };
    fact("状态", "State", state_badge(o, c));
    fact("地点", "Where",
         html("{}{}", place_of(o, c), o.at_door ? c.say("（上门办理）", " (at the door)") : ""));
    fact("点单时间", "Placed", html("{}", short_time(o.placed_at)));
    if (o.handler)
        fact("承办", "Handled by", html("{}", civic::name_of(*o.handler, c.data().community, c.l)));
    if (const auto due = services::next_deadline(o); due && !due.is_known())
        fact("本环节限时", "Next deadline",
             html("{}",
                  c.say("尚未知（放假安排公布后确定）", "not yet known; it is set once the holidays are")));
    else if (due)
        fact("本环节限时", "Next deadline",
             html("<span class=\"{}\">{}{}</span>", *due < c.now ? "late" : "", whole_time(*due),
                  *due < c.now ? c.say("（已超期）", " (overdue)") : ""));
    const events::purpose why{c.person(), fmt::format("page of order {}", o.key)};
    const bool sees_people = v.sight == services::sight::people;
    all += answers_of(c, o, sees_people ? std::optional{why} : std::nullopt);
    if (sees_people) {
        if (const auto text = c.all.hall.read_text(o.text, why, c.l))
            fact("说明", "About it", html("{}", *text));
        if (const auto photos = photo_links(c, o); !photos.empty()) fact("照片", "Photos", photos);
        if (!services::hears_of(o, c.person()))
            if (const auto phone = c.all.hall.phone_of(o.reporter, why))
                fact("联系电话", "Phone", html("{}", *phone));
    }
    return html("<dl id=\"facts\">\n{}</dl>\n", all);
}

markup token_of(const context& c, const services::order& o) {
    if (!c.who() || c.who()->token.empty() || !services::hears_of(o, c.person())) return {};
    return html(
        "<div class=\"good\" id=\"token-box\"><p>{}</p>\n<p class=\"token\" id=\"token\">{}</p></div>\n",
        c.say("请记下查单号。凭它可以查看、评价和申诉；只在这里显示，丢失不补。",
              "Keep this token. With it you see, rate and appeal; it is shown here only, and cannot be had "
              "again."),
        in_groups(c.who()->token));
}

markup card(const context& c, const services::order& o) {
    return html("<li><a href=\"/orders/{}\">{}</a>{} <span class=\"quiet\">{} · {} · <span "
                "class=\"key\">{}</span></span></li>\n",
                o.key.text(), item_name(o, c), state_badge(o, c), place_of(o, c), short_time(o.placed_at),
                o.key.text());
}

} // namespace

http_answer mine_page(context& c) {
    const auto person = c.someone();
    std::vector<services::order> mine = c.all.hall.look([&](const services::desk& desk) {
        std::vector<services::order> found;
        for (const auto& o : desk.orders())
            if (services::hears_of(o, person)) found.push_back(o);
        return found;
    });
    std::reverse(mine.begin(), mine.end());
    markup cards;
    for (const auto& o : mine) cards += card(c, o);
    const auto title = c.say("我的", "Mine");
    return c.page(title,
                  html("<h1>{}</h1>\n<section><h2>{}</h2>\n{}\n<p><a class=\"button second\" "
                       "href=\"/place\">{}</a></p></section>\n{}<p><a href=\"/venues\">{}</a></p>\n",
                       title, c.say("我的订单", "My orders"),
                       mine.empty() ? html("<p id=\"none\">{}</p>", c.say("还没有订单", "There is none yet"))
                                    : html("<ul class=\"cards\">\n{}</ul>", cards),
                       c.say("点一单", "Place an order"), bookings_of(c),
                       c.say("报名课程、预约场地", "Enrol in a class, or book a place")));
}

http_answer order_page(context& c) {
    const auto v = look_at(c, order_key{c.parts[0]});
    const auto title = item_name(v.order, c);
    return c.page(
        title,
        html("<h1>{} <span class=\"quiet\">{}</span></h1>\n{}{}{}{}<section><h2>{}</h2>\n{}</section>\n",
             title, v.order.key.text(), token_of(c, v.order), facts_of(c, v), merge_offers(c, v.order),
             step_forms(c, v), c.say("办理过程", "What happened"), history_of(c, v)));
}

http_answer take_step(context& c) {
    const auto s = find_step(c.parts[1]);
    if (!s) throw page_error{404, {"没有这个环节", "there is no such step"}};
    const auto v = look_at(c, order_key{c.parts[0]});
    const auto done = c.all.hall.carry_out(read_step(c, *s, v.order.key, v.reporter));
    if (!done.why_not) {
        // Whoever returned it, or has reported in, may have nothing to do with it from now on.
        const bool still_seen = c.all.hall.look([&](const services::desk& desk) {
            return desk.sight_of(v.order.key, c.person(), c.all.hall.now()).has_value();
        });
        return c.redirect(still_seen ? fmt::format("/orders/{}", v.order.key) : "/work");
    }
    const auto title = item_name(v.order, c);
    return c.page(title,
                  html("<h1>{} <span class=\"quiet\">{}</span></h1>\n{}<p><a class=\"button second\" "
                       "href=\"/orders/{}\">{}</a></p>\n",
                       title, v.order.key.text(), fault(to_string(*done.why_not, c.l)), v.order.key.text(),
                       c.say("回到订单", "Back to the order")),
                  {.status = 409});
}

} // namespace hall
