#include "app.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>
#include <utility>

#include <qaidam/base/text.hpp>
#include <qaidam/civic/masking.hpp>

#include "pages.hpp"
#include "photos.hpp"

namespace hall {
namespace {

constexpr const char* session_cookie = "hall_session";
constexpr const char* language_cookie = "hall_lang";

struct route {
    std::string_view method;
    std::string_view pattern; ///< "{}" stands for any one part
    http_answer (*page)(context&);
    bool takes_files = false;
};

constexpr std::array routes{
    route{"GET", "/", home_page},
    route{"GET", "/style.css", style_sheet},
    route{"GET", "/trains", trains_page},
    route{"GET", "/week", week_page},
    route{"GET", "/wall", wall_page},
    route{"GET", "/wall.js", wall_js},
    route{"GET", "/wall/news", wall_news},
    route{"GET", "/sign-in", sign_in_page},
    route{"POST", "/sign-in", send_code},
    route{"POST", "/sign-in/code", take_code},
    route{"POST", "/sign-out", leave},
    route{"GET", "/follow", follow_page},
    route{"POST", "/follow", follow},
    route{"GET", "/place", what_page},
    route{"GET", "/place/where", where_page},
    route{"GET", "/grids.svg", grid_map},
    route{"POST", "/place", place, true},
    route{"GET", "/mine", mine_page},
    route{"GET", "/orders/{}", order_page},
    route{"GET", "/orders/{}/photos/{}", photo_of_order},
    route{"POST", "/orders/{}/{}", take_step, true},
    route{"GET", "/work", work_page},
    route{"GET", "/day", day_page},
    route{"GET", "/chat", chat_page},
    route{"POST", "/chat", read_chat_page, true},
    route{"POST", "/chat/orders", decide_chat, true},
    route{"GET", "/venues", venues_page},
    route{"GET", "/venues/{}", place_page},
    route{"POST", "/venues/{}", book},
    route{"POST", "/classes/{}/enrol", enrol},
    route{"POST", "/classes/{}/withdraw", withdraw},
    route{"POST", "/bookings/{}/cancel", cancel_booking},
    route{"GET", "/venues.ics", venues_ics},
    route{"GET", "/api/board.json", board_json},
    route{"GET", "/api/journeys.json", journeys_json},
    route{"GET", "/api/classes.json", classes_json},
    route{"GET", "/api/openapi.json", openapi_json},
    route{"GET", "/open311/{}", open311},
    route{"GET", "/open311/v2/{}", open311},
    route{"GET", "/open311/v2/{}/{}", open311},
    route{"POST", "/open311/v2/{}", open311},
};

std::vector<std::string> parts_of(std::string_view path) {
    std::vector<std::string> parts;
    for (std::size_t at = 1; at <= path.size();) {
        const auto end = std::min(path.find('/', at), path.size());
        parts.emplace_back(path.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

/// What stands in the places of "{}"; nothing if the path is not of the pattern.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
    const auto wanted = parts_of(pattern);
    const auto given = parts_of(path);
    if (wanted.size() != given.size()) return std::nullopt;
    std::vector<std::string> free;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] == "{}")
            free.push_back(given[i]);
        else if (wanted[i] != given[i])
            return std::nullopt;
    }
    return free;
}

language language_of(const http_request& r) {
    if (const auto asked = find_language(r.query["lang"])) return *asked;
    if (const auto kept = r.cookies.find(language_cookie); kept != r.cookies.end())
        if (const auto l = find_language(kept->second)) return *l;
    // The first that is one of the two; who weighs them by q mostly writes them in that order too.
    const auto zh = r.language.find("zh");
    const auto en = r.language.find("en");
    return en < zh ? language::en : language::zh;
}

/// Whether the request came to a name of this server: a page of elsewhere cannot call it by another one (DNS rebinding).
bool is_ours(const http_request& r, const options& given) {
    const auto name = r.host.substr(0, r.host.rfind(':'));
    return name == "127.0.0.1" || name == "localhost" || (!given.host.empty() && r.host == given.host);
}

/// Percent-encoded, but for what stands for itself everywhere (RFC 3986, 2.3).
std::string encoded(std::string_view text) {
    std::string all;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view{"-._~"}.find(c) != std::string_view::npos;
        all += plain ? std::string{c} : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return all;
}

/// The address of the page that is open, in another language. What was sent by a form is not sent again.
std::string address_in(const http_request& r, const char* lang) {
    std::string all;
    if (r.method == "GET")
        for (const auto& part : parts_of(r.path)) all += "/" + encoded(part);
    if (all.empty() || all.starts_with("//")) all = "/";
    all += fmt::format("?lang={}", lang);
    if (r.method == "GET")
        for (const auto& [name, value] : r.query)
            if (name != "lang") all += fmt::format("&{}={}", encoded(name), encoded(value));
    return all;
}

http_answer error_page(context& c, const page_error& e) {
    const auto title = c.say("无法显示", "This cannot be shown");
    return c.page(title,
                  html("<h1>{}</h1>\n<p id=\"error\" role=\"alert\">{}</p>\n<p><a href=\"/\">{}</a></p>\n",
                       title, e.text.in(c.l), c.say("回到首页", "Back to the first page")),
                  {.status = e.status});
}

http_answer answer_with(context& c, const route& r) {
    try {
        const bool by_form = r.method == "POST" && !r.pattern.starts_with("/open311");
        if (by_form) c.check_form();
        return r.page(c);
    } catch (const page_error& e) {
        return error_page(c, e);
    }
}

} // namespace

app::app(service_hall& h, const options& o) : hall{h}, given{o}, places{o.places_an_hour} {
    if (o.api_keys.empty()) return;
    std::ifstream in{o.api_keys};
    if (!in) throw std::runtime_error(o.api_keys + ": cannot be read");
    std::string line;
    std::getline(in, line); // the titles
    for (int row = 2; std::getline(in, line); ++row) {
        const auto comma = line.find(',');
        const auto end = line.find_first_of(",\r", comma + 1);
        const person_key person{line.substr(comma + 1, end == line.npos ? end : end - comma - 1)};
        if (comma == line.npos || comma < 16 || !h.data().community.people().find(person))
            throw std::runtime_error(fmt::format(
                "{}:{}: want an api_key of 16 characters or more, and a person_id of the community",
                o.api_keys, row));
        api_keys.emplace(line.substr(0, comma), person);
    }
}

bool takes_files(std::string_view path) {
    return std::any_of(routes.begin(), routes.end(),
                       [&](const route& r) { return r.takes_files && match(r.pattern, path); });
}

http_answer answer(app& all, const http_request& r) {
    if (!is_ours(r, all.given))
        return {.status = 421, .type = "text/plain; charset=utf-8", .body = "421: unknown host\n"};
    context c{all, r};
    const route* other_method = nullptr;
    for (const auto& candidate : routes) {
        auto parts = match(candidate.pattern, r.path);
        if (!parts) continue;
        if (candidate.method != r.method) {
            other_method = &candidate;
            continue;
        }
        c.parts = std::move(*parts);
        auto result = answer_with(c, candidate);
        c.add_cookies(result);
        result.route = candidate.pattern;
        return result;
    }
    if (other_method != nullptr) {
        auto result =
            error_page(c, {405, {"此地址不接受这种请求", "this address does not take such a request"}});
        result.headers.emplace_back("Allow", other_method->method);
        result.route = other_method->pattern;
        return result;
    }
    return error_page(c, {404, {"没有这个页面", "there is no such page"}});
}

context::context(app& a, const http_request& r)
    : all{a},
      request{r},
      l{language_of(r)},
      now{a.hall.now()},
      sets_language_{find_language(r.query["lang"]).has_value()} {
    const auto named = r.cookies.find(session_cookie);
    if (named != r.cookies.end() && is_token(named->second)) {
        session_name_ = named->second;
        who_ = a.sessions.find(session_name_);
    } else {
        session_name_ = draw_token(); // nobody's, until it is set with a form
    }
}

std::string context::address() const {
    if (all.given.host.empty() || request.forwarded_for.empty()) return request.from;
    const auto last = request.forwarded_for.find_last_of(", ");
    return last == std::string::npos ? request.forwarded_for : request.forwarded_for.substr(last + 1);
}

person_key context::someone() const {
    if (!who_) throw page_error{403, {"请先登录", "please sign in first"}};
    return who_->person;
}

std::string context::name_of_person() const {
    if (!who_) return {};
    const auto found = data().community.people().find(who_->person);
    return found ? data().community.people()[*found].name.in(l) : say("未登记点单人", "visitor");
}

void context::sign_in(session s) {
    all.sessions.close(session_name_);
    who_ = s;
    session_name_ = all.sessions.open(std::move(s));
    sets_session_ = true;
}

void context::sign_out() {
    all.sessions.close(session_name_);
    who_.reset();
    session_name_ = draw_token();
    sets_session_ = true;
}

void context::check_form() const {
    if (!are_same(request.form["form_token"], all.sessions.form_token(session_name_)))
        throw page_error{403,
                         {"表单已过期，请回到上一页刷新后重新提交",
                          "the form is out of date; go back, load the page again and send it anew"}};
}

std::string context::request_name() const {
    auto name = request.form["request"];
    if (!is_token(name)) throw page_error{400, {"表单不完整", "the form is not whole"}};
    return name;
}

markup context::form(std::string_view action, const markup& inside, std::string_view button,
                     std::string_view id, std::string_view request_name, form_kind kind) const {
    sets_session_ = true;
    const auto send = button.empty() ? markup{} : html("<button type=\"submit\">{}</button>\n", button);
    return html("<form id=\"{}\" method=\"post\" action=\"{}\"{}>\n{}{}{}{}</form>\n", id, action,
                trusted(kind == form_kind::with_files ? " enctype=\"multipart/form-data\"" : ""),
                hidden("form_token", all.sessions.form_token(session_name_)),
                hidden("request", request_name.empty() ? draw_token() : request_name), inside, send);
}

void context::add_cookies(http_answer& answer) const {
    const auto set = [&](const char* name, const std::string& value, const char* rest) {
        answer.headers.emplace_back("Set-Cookie",
                                    fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}{}", name, value,
                                                all.given.secure ? "; Secure" : "", rest));
    };
    if (sets_session_) set(session_cookie, session_name_, "");
    if (sets_language_) set(language_cookie, l == language::zh ? "zh" : "en", "; Max-Age=31536000");
}

http_answer context::redirect(const std::string& to) const {
    return {.status = 303, .headers = {{"Location", to}, {"Cache-Control", "no-store"}}};
}

markup context::menu() const {
    markup all_links;
    const auto link = [&](const char* name, const char* to, const char* zh, const char* en) {
        all_links += html("<li><a id=\"nav-{}\" href=\"{}\"{}>{}</a></li>\n", name, to,
                          trusted(request.path == to ? " aria-current=\"page\"" : ""), say(zh, en));
    };
    link("home", "/", "首页", "Home");
    link("place", "/place", "点单", "Order");
    if (who_)
        link("mine", "/mine", "我的", "Mine");
    else
        link("follow", "/follow", "查单", "Follow");
    if (who_ && all.hall.has_role(who_->person)) link("work", "/work", "工作台", "Work");
    if (who_ && all.hall.has_community_right(who_->person, services::step::supervise))
        link("day", "/day", "今日", "The day");
    link("trains", "/trains", "列车", "Trains");
    link("week", "/week", "课程", "Classes");
    return html("<nav aria-label=\"{}\"><ul>\n{}</ul></nav>\n", say("主菜单", "Main menu"), all_links);
}

http_answer context::page(std::string_view title, const markup& body, const page_look& look) const {
    const auto& community = data().community.identity().name.in(l);
    markup top;
    if (!look.wall) {
        const auto signed_in =
            who_ ? html("<span id=\"who\">{}</span> {}", name_of_person(),
                        form("/sign-out", {}, say("退出", "Sign out"), "sign-out"))
                 : html("<a id=\"nav-sign-in\" href=\"/sign-in\">{}</a>", say("登录", "Sign in"));
        top = html(
            "<a class=\"skip\" href=\"#main\">{}</a>\n<header>\n<p class=\"site\"><a href=\"/\">{}</a></p>\n"
            "<div class=\"tools\">{} <a id=\"lang\" href=\"{}\" "
            "lang=\"{}\">{}</a></div>\n{}</header>\n",
            say("跳到正文", "Skip to the content"),
            fmt::format("{} · {}", community, say("服务大厅", "Service hall")), signed_in,
            address_in(request, l == language::zh ? "en" : "zh"), l == language::zh ? "en" : "zh-CN",
            l == language::zh ? "English" : "中文", menu());
    }
    const auto renewed =
        look.wall ? html("<script src=\"/wall.js\" defer></script>\n<noscript><meta http-equiv=\"refresh\" "
                         "content=\"30\"></noscript>\n")
                  : markup{};
    const auto whole =
        html("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n{}"
             "<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" "
             "href=\"/style.css\">\n<title>{}</title>\n</head>\n"
             "<body{}>\n{}<main id=\"main\">\n{}</main>\n<footer><p>{}</p></footer>\n</body>\n</html>\n",
             l == language::zh ? "zh-CN" : "en", renewed, fmt::format("{} · {}", title, community),
             trusted(look.wall ? " class=\"wall\"" : ""), top, body,
             fmt::format("{} {}", say("服务大厅时间", "Time of the hall:"), short_time(now)));
    return {.status = look.status,
            .body = whole.str(),
            .headers = {{"Cache-Control", "no-store"}},
            .allows = look.wall ? policy::own_script : policy::nothing_more};
}

std::string one_line(std::string text, std::size_t most) {
    const auto from = text.find_first_not_of(" \t\r\n");
    const auto until = text.find_last_not_of(" \t\r\n");
    text = from == text.npos ? "" : text.substr(from, until - from + 1);
    if (!is_plain_text(text, most))
        throw page_error{400, {"内容过长，或含有控制字符", "a field is too long, or has control characters"}};
    return text;
}

std::string many_lines(std::string text, std::size_t most) {
    std::erase(text, '\r');
    std::string plain = text;
    std::replace(plain.begin(), plain.end(), '\n', ' ');
    (void)one_line(plain, most);
    const auto from = text.find_first_not_of(" \n");
    const auto until = text.find_last_not_of(" \n");
    return from == text.npos ? "" : text.substr(from, until - from + 1);
}

wish place_wish(services::place_order what, const std::string& token, const std::string& text,
                const std::string& phone) {
    const auto& reporter = what.reporter.empty() ? what.by : what.reporter;
    wish w{.key = qaidam::key{fmt::format("place {} {}", reporter, sign("place", token))}};
    if (!text.empty()) {
        what.text = services::note_key{"text-" + sign("text", token).substr(0, 24)};
        w.texts.push_back({.key = qaidam::key{what.text.text()}, .about = reporter, .words = {text}});
    }
    if (!phone.empty())
        w.texts.push_back({.key = services::phone_key(reporter), .about = reporter, .words = {phone}});
    // Ten digits, which can be said on the phone.
    const auto name = std::stoull(sign("order", token).substr(0, 12), nullptr, 16) % 10'000'000'000;
    w.command = [what, name](calendar::local_time at) mutable -> services::command {
        const auto day = at.date();
        what.at = at;
        what.order =
            order_key{fmt::format("{:02}{:02}{:02}-{:05}-{:05}", day.year() % 100, day.month().as_number(),
                                  day.day().as_number(), name / 100'000, name % 100'000)};
        return what;
    };
    return w;
}

std::string with_door(const feeds& data, const std::string& address, const services::building_key& building,
                      const std::string& text) {
    const auto found = data.addresses.find(address);
    const bool names_door = !found.unit.empty() || !found.floor.empty() || !found.room.empty();
    if (!found.building || !names_door ||
        data.community.buildings()[*found.building].key.text() != building.text())
        return text;
    return text.empty() ? address : fmt::format("{}\n{}", address, text);
}

venues::programme without_homes(venues::programme all) {
    const auto activities = std::exchange(all.activities, {});
    for (const auto& a : activities)
        if (!std::holds_alternative<civic::person_id>(a.where)) all.activities.add(a);
    return all;
}

markup hidden(std::string_view name, std::string_view value) {
    return html("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", name, value);
}

markup text_field(std::string_view name, std::string_view label, std::string_view value,
                  std::string_view type, std::string_view hint) {
    return html("<p class=\"field\"><label for=\"{}\">{}</label>{}<input id=\"{}\" name=\"{}\" type=\"{}\" "
                "value=\"{}\"{}></p>\n",
                name, label,
                hint.empty() ? markup{} : html("<span class=\"hint\" id=\"{}-hint\">{}</span>", name, hint),
                name, name, type, value,
                hint.empty() ? markup{} : html(" aria-describedby=\"{}-hint\"", name));
}

markup fault(std::string_view words) {
    return html("<p class=\"fault\" id=\"fault\" role=\"alert\">{}</p>\n", words);
}

markup in_groups(std::string_view token) {
    markup all;
    for (std::size_t at = 0; at < token.size(); at += 4) all += html("<span>{}</span>", token.substr(at, 4));
    return all;
}

std::string name_of(const context& c, civic::building_id b) {
    const auto& community = c.data().community;
    return fmt::format("{} {}", community.quarters()[community.buildings()[b].quarter].name.in(c.l),
                       community.buildings()[b].name.in(c.l));
}

std::string place_of(const services::order& o, const context& c) {
    const auto& community = c.data().community;
    if (const auto b = community.buildings().find(o.building)) {
        const auto& building = community.buildings()[*b];
        return fmt::format("{} {}", community.quarters()[building.quarter].name.in(c.l),
                           building.name.in(c.l));
    }
    const auto grid = community.grids().find(o.grid);
    const auto name = grid ? community.grids()[*grid].name.in(c.l) : o.grid.text();
    return o.spot ? fmt::format("{} ({})", name, to_cell(*o.spot)) : name;
}

std::string item_name(const services::order& o, const context& c) {
    const auto* item = c.data().catalogue.find_item(o.item, o.placed_at.date());
    return item == nullptr ? o.item.text() : item->name.in(c.l);
}

markup state_badge(const services::order& o, const context& c) {
    return html("<span class=\"state {}\">{}</span>", is_closed(o.state) ? "closed" : "open",
                to_string(o.state, c.l));
}

std::string short_time(calendar::local_time t) {
    auto text = to_string(t);
    return text.substr(0, 16);
}

markup whole_time(calendar::local_time t) {
    return html("<time>{}</time>", short_time(t));
}

} // namespace hall
