#include "browser.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace test {
namespace {

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

std::string unescape(std::string text) {
    for (const auto& [what, by] :
         {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}})
        replace_all(text, what, by);
    return text;
}

/// The value of an attribute of a tag; nothing if it has none.
std::optional<std::string> attribute(const std::string& tag, const std::string& name) {
    const auto at = tag.find(" " + name + "=\"");
    if (at == tag.npos) return std::nullopt;
    const auto from = at + name.size() + 3;
    return unescape(tag.substr(from, tag.find('"', from) - from));
}

} // namespace

server::server(const test::folder& where, std::vector<std::string> options, const std::string& community)
    : folder_{where.native()} {
    const auto out = folder_ + "/out";
    std::filesystem::remove(out); // that of a server before
    std::vector<std::string> words{QAIDAM_SERVICE_HALL, "--port", "0", "--codes", folder_ + "/codes"};
    if (std::find(options.begin(), options.end(), "--journal") == options.end())
        words.insert(words.end(), {"--journal", folder_ + "/journal"});
    if (std::find(options.begin(), options.end(), "--now") == options.end())
        words.insert(words.end(), {"--now", "2021-12-24 09:12"});
    words.insert(words.end(), {"--api-keys", QAIDAM_SOURCE_DIR "/examples/data/service-hall/api_keys.csv"});
    words.insert(words.end(), options.begin(), options.end());
    words.insert(words.end(), {community, QAIDAM_SOURCE_DIR "/examples/data/qaidam-rail",
                               QAIDAM_SOURCE_DIR "/examples/data/delingha"});
    std::vector<char*> arguments;
    for (auto& w : words) arguments.push_back(w.data());
    arguments.push_back(nullptr);
    process_ = fork();
    if (process_ == 0) {
        dup2(open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
        dup2(open((folder_ + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), 2);
        execv(arguments[0], arguments.data());
        _exit(127);
    }
    for (int tries = 0; tries < 600 && port_ == 0; ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
        const auto said = read(out);
        if (const auto at = said.find("127.0.0.1:"); at != said.npos && said.find("/\n", at) != said.npos)
            port_ = std::stoi(said.substr(at + 10));
        int status = 0;
        if (port_ == 0 && waitpid(process_, &status, WNOHANG) == process_) process_ = -1, tries = 600;
    }
    if (port_ == 0) throw std::runtime_error("the server did not start: " + log());
}

server::~server() {
    if (process_ > 0) stop(SIGKILL);
}

int server::stop(int signal) {
    int status = 0;
    kill(process_, signal);
    waitpid(process_, &status, 0);
    process_ = -1;
    return status;
}

std::string server::log() const {
    return read(folder_ + "/log");
}

std::string server::code_of(const std::string& phone) const {
    std::istringstream lines{read(folder_ + "/codes")};
    std::string code;
    for (std::string to, what; lines >> to >> what;)
        if (to == phone) code = what;
    return code;
}

header_list browser::headers() const {
    std::string all;
    for (const auto& [name, value] : cookies) all += (all.empty() ? "" : "; ") + name + "=" + value;
    return all.empty() ? header_list{} : header_list{{"Cookie", all}};
}

void browser::take_cookies(const reply& r) {
    for (auto [at, end] = r.headers.equal_range("Set-Cookie"); at != end; ++at) {
        const auto equals = at->second.find('=');
        cookies[at->second.substr(0, equals)] =
            at->second.substr(equals + 1, at->second.find(';') - equals - 1);
    }
}

reply browser::follow(reply r) {
    take_cookies(r);
    while (r.status == 303) {
        at_ = r.header("Location");
        r = get(port_, at_, headers());
        take_cookies(r);
    }
    page_ = r;
    return r;
}

reply browser::open(const std::string& target) {
    at_ = target;
    return follow(get(port_, target, headers()));
}

reply browser::send(const std::string& action, const form_fields& fields) {
    return follow(post(port_, action, encode(fields), "application/x-www-form-urlencoded", headers()));
}

std::string browser::action(const std::string& id) const {
    const auto at = page_.body.find("<form id=\"" + id + "\"");
    if (at == std::string::npos) return {};
    return attribute(page_.body.substr(at, page_.body.find('>', at) - at), "action").value_or("");
}

std::optional<form_fields> browser::form(const std::string& id) const {
    const auto at = page_.body.find("<form id=\"" + id + "\"");
    if (at == std::string::npos) return std::nullopt;
    const auto inside = page_.body.substr(at, page_.body.find("</form>", at) - at);
    form_fields all;
    for (auto tag_at = inside.find('<'); tag_at != inside.npos; tag_at = inside.find('<', tag_at + 1)) {
        const auto end = inside.find('>', tag_at);
        const auto tag = inside.substr(tag_at, end - tag_at);
        const auto name = attribute(tag, "name");
        if (!name) continue;
        if (tag.starts_with("<textarea")) {
            all.emplace_back(*name, unescape(inside.substr(end + 1, inside.find('<', end) - end - 1)));
            continue;
        }
        if (tag.starts_with("<select")) { // the option that is selected, or the first
            const auto options = inside.substr(end, inside.find("</select>", end) - end);
            const auto chosen = options.find("\" selected>");
            const auto option =
                options.rfind("<option", chosen == options.npos ? options.find("<option") : chosen);
            all.emplace_back(
                *name,
                attribute(options.substr(option, options.find('>', option) - option), "value").value_or(""));
            continue;
        }
        const auto type = attribute(tag, "type").value_or("text");
        if ((type == "radio" || type == "checkbox") && tag.find(" checked") == tag.npos) continue;
        all.emplace_back(*name, attribute(tag, "value").value_or(""));
    }
    return all;
}

reply browser::submit(const std::string& form_id, const form_fields& fields) {
    return send(action(form_id), filled(form_id, fields));
}

reply browser::submit_files(const std::string& form_id, const std::vector<file_to_send>& files,
                            const form_fields& fields) {
    std::string body;
    const auto part = [&](const std::string& head, const std::string& bytes) {
        body += "--a-boundary-of-parts\r\nContent-Disposition: form-data; name=\"" + head + "\r\n\r\n" +
                bytes + "\r\n";
    };
    for (const auto& [name, value] : filled(form_id, fields))
        if (std::none_of(files.begin(), files.end(), [&, n = name](const auto& f) { return f.field == n; }))
            part(name + "\"", value);
    for (const auto& f : files)
        part(f.field + "\"; filename=\"" + f.name + "\"\r\nContent-Type: " + f.type, f.bytes);
    return follow(post(port_, action(form_id), body + "--a-boundary-of-parts--\r\n",
                       "multipart/form-data; boundary=a-boundary-of-parts", headers()));
}

form_fields browser::filled(const std::string& form_id, const form_fields& fields) const {
    auto all = form(form_id);
    if (!all) throw std::runtime_error("no form " + form_id + " at " + at_ + ":\n" + page_.body);
    for (const auto& f : fields) std::erase_if(*all, [&](const auto& old) { return old.first == f.first; });
    all->insert(all->end(), fields.begin(), fields.end()); // several of a name, as of boxes that are ticked
    return *all;
}

void browser::sign_in(const server& at, const std::string& phone) {
    open("/sign-in");
    submit("sign-in-form", {{"phone", phone}});
    submit("code-form", {{"code", at.code_of(phone)}});
    if (page_.status != 200) throw std::runtime_error("cannot sign in: " + page_.body);
}

std::string browser::between(const std::string& from, const std::string& until) const {
    const auto at = page_.body.find(from);
    if (at == std::string::npos) return {};
    const auto begin = at + from.size();
    return page_.body.substr(begin, page_.body.find(until, begin) - begin);
}

std::string browser::token() const {
    auto groups = between("<p class=\"token\" id=\"token\">", "</p>");
    replace_all(groups, "<span>", "");
    replace_all(groups, "</span>", "");
    return groups;
}

browser at_desk(const server& s, const std::string& phone) {
    browser b{s.port()};
    b.open("/?lang=en");
    b.sign_in(s, phone);
    return b;
}

} // namespace test
