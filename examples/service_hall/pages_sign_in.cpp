// Signing in by a one-time code, and following an order by its token.
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

#include <qaidam/base/text.hpp>

#include "pages.hpp"

namespace hall {
namespace {

/// Whoever of the community has this phone number.
std::optional<person_key> person_of(const context& c, const std::string& phone) {
    for (const auto& person : c.data().community.people())
        if (!phone.empty() && person.phone == phone) return person.key;
    return std::nullopt;
}

/// Stands for the gateway that would send the code: whoever embeds this calls theirs.
void send(const context& c, const std::string& phone, const std::string& code) {
    const int file = open(c.all.given.codes.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const auto line = fmt::format("{} {}\n", phone, code);
    const bool sent =
        file != -1 && write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    if (file != -1) close(file);
    if (!sent) throw std::runtime_error(c.all.given.codes + ": cannot be written");
}

http_answer code_page(context& c, const std::string& phone, const markup& said) {
    const auto title = c.say("输入验证码", "Your code");
    return c.page(
        title,
        html("<h1>{}</h1>\n{}<p>{}</p>\n{}", title, said,
             c.say("如果这个号码已登记，验证码已发出，五分钟内有效，只能用一次。演示程序不发短信，验证码写在 "
                   "--codes 所指的文件里。",
                   "If the number is in the register, a code was sent. It holds for five minutes, and once. "
                   "This demonstration "
                   "sends no message: the code stands in the file that --codes names."),
             c.form(
                 "/sign-in/code",
                 html("{}<p class=\"field\"><label for=\"code\">{}</label><input id=\"code\" name=\"code\" "
                      "type=\"text\" "
                      "inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"8\" required></p>\n",
                      hidden("phone", phone), c.say("八位验证码", "Code of eight digits")),
                 c.say("登录", "Sign in"), "code-form")));
}

} // namespace

http_answer sign_in_page(context& c) {
    const auto title = c.say("登录", "Sign in");
    return c.page(title,
                  html("<h1>{}</h1>\n<p>{}</p>\n{}", title,
                       c.say("居民和工作人员用登记的手机号登录。没有登记也可以点单，凭查单号查看。",
                             "Residents and staff sign in with the phone number in the register. Without one "
                             "you can place an "
                             "order too, and follow it by its token."),
                       c.form("/sign-in", text_field("phone", c.say("手机号", "Phone number"), "", "tel"),
                              c.say("发送验证码", "Send a code"), "sign-in-form")));
}

http_answer send_code(context& c) {
    const auto phone = one_line(c.request.form["phone"], 20);
    if (!c.all.letters.take(c.address()))
        throw page_error{429,
                         {"请求过多，请一小时后再试", "too many codes were asked for; try again in an hour"}};
    // Whether the number is known is told to nobody but its owner.
    if (const auto person = person_of(c, phone))
        if (const auto code = c.all.codes.draw(*person, c.session_name())) send(c, phone, *code);
    return code_page(c, phone, {});
}

http_answer take_code(context& c) {
    const auto phone = one_line(c.request.form["phone"], 20);
    const auto person = person_of(c, phone);
    if (!person || !c.all.codes.take(*person, c.session_name(), c.request.form["code"])) {
        auto page =
            code_page(c, phone,
                      fault(c.say("验证码不对或已过期；五次后须重新获取",
                                  "The code is wrong or no longer holds; after five tries ask for another")));
        page.status = 403;
        return page;
    }
    c.sign_in({.person = *person});
    return c.redirect(c.all.hall.has_role(*person) ? "/work" : "/mine");
}

http_answer leave(context& c) {
    c.sign_out();
    return c.redirect("/");
}

http_answer follow_page(context& c) {
    const auto title = c.say("凭号查单", "Follow an order");
    return c.page(title, html("<h1>{}</h1>\n<p>{}</p>\n{}", title,
                              c.say("输入点单时给您的 32 位查单号。谁有这个号，谁就是点单人。",
                                    "Give the token of 32 digits that you were given with your order. "
                                    "Whoever has it is its reporter."),
                              c.form("/follow", text_field("token", c.say("查单号", "Token")),
                                     c.say("查看", "Show"), "follow-form")));
}

http_answer follow(context& c) {
    const auto token = one_line(c.request.form["token"], 64);
    if (is_token(token)) {
        const auto visitor = services::visitor_of(token);
        const bool known = c.all.hall.look([&](const services::desk& desk) {
            for (const auto& o : desk.orders())
                if (o.reporter == visitor) return true;
            return false;
        });
        if (known) {
            c.sign_in({.person = visitor, .token = token});
            return c.redirect("/mine");
        }
    }
    throw page_error{404, {"没有这个查单号", "there is no such token"}};
}

} // namespace hall
