// An order in four steps: what, where, what about it, who. The steps are forms that carry what was said before; nothing is
// kept until the last is sent, and that is carried out once however often it comes.
#include <algorithm>
#include <charconv>
#include <cmath>

#include <qaidam/base/text.hpp>
#include <qaidam/civic/masking.hpp>
#include <qaidam/views/grid_views.hpp>

#include "answers.hpp"
#include "merge_offers.hpp"
#include "pages.hpp"
#include "photos.hpp"

namespace hall {
namespace {

using services::service_item;

/// What was said so far.
struct draft {
    const service_item* item = nullptr;
    std::string address{};
    services::building_key building{};
    std::optional<services::spot> spot{};
    bool at_door = false;
    std::string text{};
    std::string phone{};
};

markup steps(const context& c, int now) {
    const char* const names[] = {c.say("1 事项", "1 What"), c.say("2 地点", "2 Where"),
                                 c.say("3 说明", "3 About it"), c.say("4 联系与确认", "4 Contact")};
    markup all;
    for (int i = 0; i < 4; ++i)
        all += html("<li{}>{}</li>\n", trusted(i + 1 == now ? " aria-current=\"step\"" : ""), names[i]);
    return html("<ol class=\"steps\">\n{}</ol>\n", all);
}

const service_item& item_to_place(const context& c, const std::string& key) {
    const auto* item = c.data().catalogue.find_item(key, c.now.date());
    if (item == nullptr) throw page_error{404, {"今天没有这个事项", "there is no such item today"}};
    return *item;
}

std::optional<double> number(const std::string& text) {
    double n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return n;
}

std::string where_of(const context& c, const draft& d) {
    if (const auto b = c.data().community.buildings().find(d.building)) return name_of(c, *b);
    return d.spot ? to_cell(*d.spot) : std::string{};
}

/// Their own building, for who signed in and has one.
std::string home_of(const context& c) {
    const auto who = c.data().community.people().find(c.person());
    if (!who || !c.data().community.people()[*who].home) return "";
    return name_of(c, *c.data().community.people()[*who].home);
}

markup point_field(const context& c, const char* name, const char* zh, const char* en) {
    return html("<p class=\"field\"><label for=\"{}\">{}</label><input id=\"{}\" name=\"{}\" type=\"text\" "
                "inputmode=\"decimal\" value=\"{}\"></p>\n",
                name, c.say(zh, en), name, name, c.request.form[name]);
}

/// The second step. `candidates` are the buildings that the address may mean.
http_answer ask_where(context& c, const draft& d, const markup& said = {},
                      const std::vector<civic::building_id>& candidates = {}) {
    markup maybe;
    for (const auto b : candidates)
        maybe += html(
            "<p class=\"choice\"><input type=\"radio\" id=\"b-{}\" name=\"building\" value=\"{}\"><label "
            "for=\"b-{}\">{}</label></p>\n",
            b.value(), c.data().community.buildings()[b].key.text(), b.value(), name_of(c, b));
    if (!maybe.empty())
        maybe = html("<fieldset><legend>{}</legend>\n{}</fieldset>\n",
                     c.say("是不是其中一栋？", "Is it one of these?"), maybe);
    markup door;
    if (d.item->at_door)
        door = html("<p class=\"check\"><input type=\"checkbox\" id=\"at_door\" name=\"at_door\" "
                    "value=\"yes\"{}><label "
                    "for=\"at_door\">{}</label></p>\n",
                    trusted(d.at_door ? " checked" : ""), c.say("请上门办理", "Please come to my door"));
    markup map; // a form of its own: whoever sends the other by a key sends the address
    if (c.data().community.grid_plan_on(c.now.date())) {
        const auto picture =
            html("{}{}<div class=\"scroll\"><input type=\"image\" id=\"map\" name=\"map\" class=\"map\" "
                 "src=\"/grids.svg?lang={}\" "
                 "alt=\"{}\"></div>\n",
                 hidden("step", "where"), hidden("item", d.item->key.text()), pick(c.l, "zh", "en"),
                 c.say("网格图：在要说的地方点一下", "Map of the grids: click on the place"));
        map = html("<details{}><summary>{}</summary><p class=\"hint\">{}</p>\n{}</details>\n",
                   trusted(c.request.form["map.x"].empty() ? "" : " open"),
                   c.say("在网格图上指出", "Point to it on the map of the grids"),
                   c.say("点红点为该楼，点别处为那个位置。图比屏幕宽时请左右拖动；用键盘的请填地址。",
                         "A red dot is a building; elsewhere it is the place itself. Where the map is wider "
                         "than the screen, move it sideways. By keyboard, give the address."),
                   c.form("/place", picture, {}, "map-form"));
    }
    markup register_note; // the desk would refuse it at the end
    if (!c.who() && d.item->who != civic::eligibility{})
        register_note = html("<p class=\"fault\">{} <a href=\"/sign-in\">{}</a></p>\n",
                             c.say("此事项有申请条件，须登记的居民办理。",
                                   "This has conditions, and is for residents in the register."),
                             c.say("请先登录", "Please sign in first"));
    const auto inside = html(
        "{}{}{}{}{}<details{}><summary>{}</summary>\n<p class=\"hint\">{}</p>\n{}{}</details>\n",
        hidden("step", "where"), hidden("item", d.item->key.text()),
        text_field("address", c.say("地址", "Address"), d.address.empty() ? home_of(c) : d.address, "text",
                   c.say("如“格桑花苑2号楼3单元402”",
                         "such as “Galsang Flower Court Building 2”, or as it is written in Chinese")),
        maybe, door, trusted(c.request.form["latitude"].empty() ? "" : " open"),
        c.say("不在楼里：用坐标指明位置", "Not in a building: name a point"),
        c.say("WGS 84 十进制度；填了坐标就不看地址",
              "Degrees of WGS 84; the point counts then, and no address"),
        point_field(c, "latitude", "纬度", "Latitude"), point_field(c, "longitude", "经度", "Longitude"));
    return c.page(d.item->name.in(c.l),
                  html("<h1>{}</h1>\n{}{}{}<p>{}</p>\n{}{}", d.item->name.in(c.l), steps(c, 2), said,
                       register_note,
                       d.item->documents.empty()
                           ? std::string{}
                           : fmt::format("{}{}", c.say("所需材料：", "Bring: "), d.item->documents),
                       c.form("/place", inside, c.say("下一步", "Next"), "where-form"), map));
}

/// The fields by which the next step knows what was said.
markup carried(const draft& d) {
    markup all = hidden("item", d.item->key.text());
    all += hidden("address", d.address);
    all += hidden("building", d.building.text());
    if (d.spot) all += hidden("spot", to_cell(*d.spot));
    if (d.at_door) all += hidden("at_door", "yes");
    return all;
}

/// The order that was drafted, as it is to be placed.
services::place_order order_of(const draft& d, const person_key& by) {
    return {.by = by,
            .item = d.item->key,
            .building = d.building,
            .at_door = d.at_door,
            .channel = services::channel::hall,
            .spot = d.spot};
}

/// Open orders that may be the same matter, as far as somebody who places one may know of them.
markup near_by(const context& c, const draft& d, const person_key& reporter) {
    constexpr std::size_t most = 3;
    auto wanted = order_of(d, reporter);
    wanted.at = c.now;
    auto all = c.all.hall.look([&](const services::desk& desk) {
        markup found;
        const auto like = desk.find_duplicates(wanted);
        for (std::size_t i = 0; i < std::min(most, like.size()); ++i) {
            const auto& o = desk.orders()[like[i].order];
            const auto name = like[i].sight
                                  ? html("<a href=\"/orders/{}\">{}</a>", o.key.text(), item_name(o, c))
                                  : html("{}", item_name(o, c));
            found += html("<li>{} {} <span class=\"quiet\">{} · {}</span></li>\n", name, state_badge(o, c),
                          whole_time(o.placed_at),
                          nearness(c, like[i], !o.building.empty() && o.building == d.building));
        }
        return found;
    });
    if (all.empty()) return all;
    return html("<section id=\"near-by\"><h2>{}</h2>\n<p>{}</p>\n<ul class=\"lines\">\n{}</ul></section>\n",
                c.say("附近已有同样的事项在办", "The same is being seen to nearby"),
                c.say("如果说的是同一件事，不必再点；不能确定就照常提交。",
                      "If it is the same matter, you need not place it again; if you are not sure, go on."),
                all);
}

markup summary(const context& c, const draft& d) {
    return html("<dl><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}{}</dd></dl>\n", c.say("事项", "What"),
                d.item->name.in(c.l), c.say("地点", "Where"), where_of(c, d),
                d.at_door ? c.say("（上门办理）", " (at the door)") : "");
}

http_answer ask_text(context& c, const draft& d, const markup& said = {}) {
    return c.page(d.item->name.in(c.l),
                  html("<h1>{}</h1>\n{}{}{}{}", d.item->name.in(c.l), steps(c, 3), said, summary(c, d),
                       c.form("/place",
                              html("{}{}{}<p class=\"field\"><label for=\"text\">{}</label><span "
                                   "class=\"hint\" id=\"text-hint\">{}</span>"
                                   "<textarea id=\"text\" name=\"text\" maxlength=\"2000\" "
                                   "aria-describedby=\"text-hint\">{}</textarea></p>\n",
                                   hidden("step", "text"), carried(d), ask_answers(c, d.item->key),
                                   c.say("具体情况", "What is it about?"),
                                   c.say("可以不填。只有经办人员看得到，每次查看都有记录。",
                                         "You may leave it blank. Only those who see to it read it, and each "
                                         "reading is kept."),
                                   d.text),
                              c.say("下一步", "Next"), "text-form")));
}

/// The last step. The form's request is the token of who is in no register: they have it before the order is placed, so
/// that a lost answer loses no order.
http_answer ask_contact(context& c, const draft& d, const markup& said = {}) {
    const auto token =
        is_token(c.request.form["next_request"]) ? c.request.form["next_request"] : draw_token();
    const auto text = with_door(c.data(), d.address, d.building, d.text);
    const auto contact =
        c.who()
            ? html("<dl><dt>{}</dt><dd>{}</dd></dl>\n", c.say("点单人", "For"), c.name_of_person())
            : html(
                  "{}<p class=\"hint\">{}</p>\n<p class=\"token\">{}</p>\n",
                  text_field("phone", c.say("联系电话（可以不填）", "Phone (you may leave it blank)"),
                             d.phone, "tel",
                             c.say("只供经办人员联系您", "Only for those who see to your order")),
                  c.say("您的查单号，提交后凭它查看、评价、申诉，请记下：",
                        "Your token. With it you follow, rate and appeal once the order is placed; keep it:"),
                  in_groups(token));
    return c.page(
        d.item->name.in(c.l),
        html("<h1>{}</h1>\n{}{}{}{}{}{}{}", d.item->name.in(c.l), steps(c, 4), said,
             near_by(c, d, c.who() ? c.person() : services::visitor_of(token)), summary(c, d),
             answers_given(c, d.item->key),
             text.empty() ? markup{}
                          : html("<dl><dt>{}</dt><dd>{}</dd></dl>\n", c.say("说明", "About it"), text),
             c.form("/place",
                    html("{}{}{}{}{}{}{}", hidden("step", "contact"), carried(d), carried_answers(c),
                         hidden("text", d.text), hidden("next_request", token), photo_field(c), contact),
                    c.say("提交订单", "Place the order"), "contact-form", token, form_kind::with_files)));
}

/// What the form says. The building is the one chosen, or that of the address.
draft read_draft(const context& c) {
    const auto& f = c.request.form;
    draft d{.item = &item_to_place(c, f["item"]), .address = one_line(f["address"])};
    d.building = services::building_key{one_line(f["building"], 80)};
    d.spot = services::parse_spot(f["spot"]);
    d.at_door = f["at_door"] == "yes" && d.item->at_door;
    d.text = many_lines(f["text"]);
    d.phone = one_line(f["phone"], 30);
    return d;
}

/// The buildings of the quarters whose name stands in the address: to choose from, where no building does.
std::vector<civic::building_id> buildings_named(const context& c, std::string_view address) {
    const auto& community = c.data().community;
    const auto is_named = [&](const label& name) {
        return (!name.zh.empty() && address.find(name.zh) != address.npos) ||
               (!name.en.empty() && address.find(name.en) != address.npos);
    };
    std::vector<civic::building_id> all;
    for (const auto b : community.buildings().ids())
        if (is_named(community.quarters()[community.buildings()[b].quarter].name)) all.push_back(b);
    return all;
}

bool is_within_grids(const context& c, const services::spot& s) {
    const auto& community = c.data().community;
    const geo::point at{geo::longitude{s.longitude}, geo::latitude{s.latitude}};
    const auto plan = community.grid_plan_on(c.now.date());
    const auto all = plan ? community.grids_of(*plan) : std::vector<civic::grid_id>{};
    return std::any_of(all.begin(), all.end(), [&](civic::grid_id g) {
        const auto& outline = community.grids()[g].outline;
        return outline && outline->side_of(at) != geo::side::outside;
    });
}

/// What was pointed to on the map: a building whose dot is no further than a finger's width, or the point itself. Nothing
/// where nobody pointed: a key pressed on the picture sends its corner.
void take_pointed(const context& c, draft& d) {
    const auto x = number(c.request.form["map.x"]), y = number(c.request.form["map.y"]);
    const auto plan = c.data().community.grid_plan_on(c.now.date());
    if (!x || !y || !plan || !(std::abs(*x) <= 1e5 && std::abs(*y) <= 1e5) || (*x == 0 && *y == 0)) return;
    const auto& buildings = c.data().community.buildings();
    const auto at = views::point_on_grid_map(c.data().community, *plan, *x, *y);
    // What so many pixels are on the ground.
    const auto finger = geo::distance(at, views::point_on_grid_map(c.data().community, *plan, *x + 8, *y));
    auto nearest = finger;
    for (const auto b : buildings.ids())
        if (const auto& where = buildings[b].at; where && geo::distance(at, *where) <= nearest) {
            nearest = geo::distance(at, *where);
            d.building = services::building_key{buildings[b].key.text()};
        }
    if (d.building.empty()) d.spot = services::spot{at.lat().degrees(), at.lon().degrees()};
}

http_answer after_where(context& c, draft d) {
    if (!c.request.form["map.x"].empty()) {
        d.building = {};
        take_pointed(c, d);
        if (d.building.empty() && !(d.spot && is_within_grids(c, *d.spot)))
            return ask_where(c, d,
                             fault(c.say("请在网格内点一下要说的位置，或填写地址",
                                         "Click on a place within the grids, or give an address")));
        d.at_door = false;
        return ask_text(c, d);
    }
    const auto latitude = one_line(c.request.form["latitude"], 30),
               longitude = one_line(c.request.form["longitude"], 30);
    if (!latitude.empty() || !longitude.empty()) {
        const auto north = number(latitude), east = number(longitude);
        const auto at = north && east ? std::optional{services::spot{*north, *east}} : std::nullopt;
        if (!at || !services::parse_spot(to_cell(*at)))
            return ask_where(c, d,
                             fault(c.say("坐标应为度数，如 37.294826 和 99.020452",
                                         "A point is two numbers, such as 37.294826 and 99.020452")));
        d.spot = at;
        d.building = {};
        d.at_door = false;
        return ask_text(c, d);
    }
    if (c.data().community.buildings().find(d.building)) return ask_text(c, d);
    if (d.address.empty())
        return ask_where(c, d, fault(c.say("请填写地址，或指明位置", "Give an address, or name a point")));
    auto found = c.data().addresses.find(d.address);
    if (!found.building) {
        if (found.candidates.empty()) found.candidates = buildings_named(c, d.address);
        return ask_where(c, d, fault(to_string(*found.fault, c.l)), found.candidates);
    }
    d.building = services::building_key{c.data().community.buildings()[*found.building].key.text()};
    return ask_text(c, d);
}

/// The last step once more, with what is wrong. A browser does not send again what was chosen.
http_answer ask_contact_again(context& c, const draft& d, std::string wrong) {
    const auto& files = c.request.files;
    const bool had_photos = std::any_of(files.begin(), files.end(), [](const uploaded_file& f) {
        return f.field == "photo" && !f.bytes.empty();
    });
    if (had_photos) wrong += c.say("。请重新选择照片。", ". Choose the photos again.");
    return ask_contact(c, d, fault(wrong));
}

http_answer carry_out(context& c, const draft& d) {
    if (!d.phone.empty() && !civic::is_phone(d.phone))
        return ask_contact_again(
            c, d, c.say("电话只能有数字、空格、+ 和 -", "A phone number has digits, blanks, + and -"));
    const auto token = c.request_name();
    const auto reporter = c.who() ? c.person() : services::visitor_of(token);
    auto order = order_of(d, reporter);
    auto answers = read_answers(c, order, token);
    try {
        order.photos = take_photos(c, reporter, answers);
    } catch (const page_error& e) {
        auto again = ask_contact_again(c, d, std::string{e.text.in(c.l)});
        again.status = e.status;
        return again;
    }
    auto wanted = place_wish(std::move(order), token, with_door(c.data(), d.address, d.building, d.text),
                             c.who() ? "" : d.phone);
    wanted.texts.insert(wanted.texts.end(), answers.begin(), answers.end());
    const auto done = c.all.hall.carry_out(wanted);
    if (done.why_not) return ask_contact_again(c, d, to_string(*done.why_not, c.l));
    if (!c.who()) c.sign_in({.person = reporter, .token = token});
    return c.redirect(fmt::format("/orders/{}", done.order));
}

} // namespace

http_answer what_page(context& c) {
    const auto title = c.say("要办什么？", "What do you need?");
    const auto words = one_line(c.request.query["q"]);
    markup found;
    if (!words.empty()) {
        for (const auto& match : services::search_items(c.data().catalogue, words, c.now.date())) {
            const auto& item = c.data().catalogue.items[match.item];
            found += html("<li><a href=\"/place/where?item={}\">{}</a></li>\n", item.key.text(),
                          item.name.in(c.l));
        }
        found = html("<section id=\"found\"><h2>{}</h2>\n{}</section>\n", c.say("找到的事项", "Found"),
                     found.empty() ? html("<p>{}</p>\n", c.say("没有找到，请在清单中选择",
                                                               "Nothing was found; choose from the lists"))
                                   : html("<ul class=\"items\">\n{}</ul>\n", found));
    }
    return c.page(title,
                  html("<h1>{}</h1>\n{}<form id=\"search\" class=\"row\" method=\"get\" action=\"/place\" "
                       "role=\"search\">"
                       "<label for=\"q\">{}</label><input id=\"q\" name=\"q\" type=\"search\" value=\"{}\">"
                       "<button type=\"submit\" class=\"second\">{}</button></form>\n{}<div "
                       "class=\"lists\">\n{}</div>\n",
                       title, steps(c, 1), c.say("搜索", "Search"), words, c.say("搜索", "Search"), found,
                       offers(c)));
}

http_answer where_page(context& c) {
    return ask_where(c, {.item = &item_to_place(c, c.request.query["item"])});
}

http_answer place(context& c) {
    const auto d = read_draft(c);
    const auto step = c.request.form["step"];
    if (step == "where") return after_where(c, d);
    if (step == "text") {
        auto order = order_of(d, services::visitor_of(draw_token()));
        (void)read_answers(c, order, draw_token());
        const auto wrong = services::check_attributes(c.data().catalogue.attributes_of(d.item->key),
                                                      order.attributes, order.attribute_texts);
        return wrong ? ask_text(c, d, fault(to_string(*wrong, c.l))) : ask_contact(c, d);
    }
    if (step != "contact") throw page_error{400, {"表单不完整", "the form is not whole"}};
    if (!c.all.places.take(c.who() ? c.person().text() : c.address()))
        throw page_error{429,
                         {"点单过多，请一小时后再试", "too many orders were placed; try again in an hour"}};
    return carry_out(c, d);
}

http_answer grid_map(context& c) {
    const auto plan = c.data().community.grid_plan_on(c.now.date());
    if (!plan) throw page_error{404, {"今天没有网格划分", "there are no grids today"}};
    return {.type = "image/svg+xml",
            .body = views::draw_grid_map(c.data().community, *plan, c.l),
            .headers = {{"Cache-Control", "private, max-age=600"}}};
}

} // namespace hall
