/// The service hall as its users meet it: the real server as a process of its own, and browsers that read its forms.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "feed.hpp"

namespace test {

struct reply {
    int status = 0; ///< 0 where there was no answer
    std::string body{};
    std::multimap<std::string, std::string> headers{};
    [[nodiscard]] std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? "" : found->second;
    }
};

using form_fields = std::vector<std::pair<std::string, std::string>>;
using header_list = std::vector<std::pair<std::string, std::string>>;

/// One request, without anything that a browser would add. client.cpp alone knows cpp-httplib.
[[nodiscard]] reply get(int port, const std::string& target, const header_list& headers = {});
[[nodiscard]] reply post(int port, const std::string& target, const std::string& body,
                         const std::string& type, const header_list& headers = {});
[[nodiscard]] std::string encode(const form_fields& fields);
/// Bytes as they are, to the server and back until it closes or says nothing for a second.
[[nodiscard]] std::string send_raw(int port, const std::string& bytes);

/// Clients that each have sent half a request, and say no more.
class slow_clients {
public:
    slow_clients(int port, int number);
    ~slow_clients();
    slow_clients(const slow_clients&) = delete;
    slow_clients& operator=(const slow_clients&) = delete;
    [[nodiscard]] std::size_t connected() const { return lines_.size(); }

private:
    std::vector<int> lines_;
};

/// Clients that each have asked for an answer without an end, and read what comes of it.
class listeners {
public:
    listeners(int port, const std::string& target, int number);
    ~listeners();
    listeners(const listeners&) = delete;
    listeners& operator=(const listeners&) = delete;
    /// How many of them have read the text, or read it within some seconds.
    [[nodiscard]] int that_read(const std::string& text);

private:
    std::vector<std::pair<int, std::string>> lines_{}; ///< with what was read
};

/// A server on a port of its own. What is not stopped is killed at the end.
class server {
public:
    /// The folder has its journal, its codes and what it says. Throws: std::runtime_error if it does not start.
    explicit server(const test::folder& where, std::vector<std::string> options = {},
                    const std::string& community = QAIDAM_SOURCE_DIR "/examples/data/chengdong");
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    [[nodiscard]] int port() const { return port_; }
    /// Ends the process by the signal, and says how it ended, as waitpid does.
    int stop(int signal);
    [[nodiscard]] std::string log() const;
    /// The last code that was sent to the phone.
    [[nodiscard]] std::string code_of(const std::string& phone) const;

private:
    std::string folder_;
    int process_ = -1;
    int port_ = 0;
};

/// A file that a form sends.
struct file_to_send {
    std::string field, name, type, bytes;
};

/// Somebody at a browser: cookies, redirections, forms by their id.
class browser {
public:
    explicit browser(int port) : port_{port} {}

    reply open(const std::string& target);
    /// Sends the form of that id of the page that is open, with these fields in the place of those that it shows.
    reply submit(const std::string& form_id, const form_fields& fields = {});
    /// The same with files, in parts.
    reply submit_files(const std::string& form_id, const std::vector<file_to_send>& files,
                       const form_fields& fields = {});
    reply send(const std::string& action, const form_fields& fields);
    void sign_in(const server& at, const std::string& phone);

    /// The fields of a form of the page that is open, as a browser would send them; nothing if there is no such form.
    [[nodiscard]] std::optional<form_fields> form(const std::string& id) const;
    [[nodiscard]] std::string action(const std::string& id) const;
    [[nodiscard]] const std::string& page() const { return page_.body; }
    [[nodiscard]] const std::string& at() const { return at_; }
    /// The text between two marks of the page, without its tags' sense; "" if they are not there.
    [[nodiscard]] std::string between(const std::string& from, const std::string& until) const;

    /// The token that the page shows; "" if it shows none.
    [[nodiscard]] std::string token() const;

    std::map<std::string, std::string> cookies{};

private:
    [[nodiscard]] form_fields filled(const std::string& form_id, const form_fields& fields) const;
    reply follow(reply r);
    [[nodiscard]] header_list headers() const;
    void take_cookies(const reply& r);

    int port_;
    reply page_{};
    std::string at_{};
};

/// A browser at that server, in English, in which somebody has signed in.
[[nodiscard]] browser at_desk(const server& s, const std::string& phone);

} // namespace test
