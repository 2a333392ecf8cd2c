#include "browser.hpp"

#include <httplib.h>

namespace test {
namespace {

httplib::Headers headers_of(const header_list& headers) {
    httplib::Headers all;
    for (const auto& [name, value] : headers) all.emplace(name, value);
    return all;
}

reply reply_of(const httplib::Result& r) {
    if (!r) return {};
    reply out{.status = r->status, .body = r->body};
    for (const auto& [name, value] : r->headers) out.headers.emplace(name, value);
    return out;
}

httplib::Client client_of(int port) {
    httplib::Client client{"127.0.0.1", port};
    client.set_read_timeout(20);
    client.set_url_encode(false);
    return client;
}

/// -1 where there is no server.
int connect_to(int port) {
    const int line = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval wait{.tv_sec = 1, .tv_usec = 0};
    setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    if (connect(line, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) return line;
    close(line);
    return -1;
}

} // namespace

reply get(int port, const std::string& target, const header_list& headers) {
    return reply_of(client_of(port).Get(target.c_str(), headers_of(headers)));
}

reply post(int port, const std::string& target, const std::string& body, const std::string& type,
           const header_list& headers) {
    return reply_of(client_of(port).Post(target.c_str(), headers_of(headers), body, type.c_str()));
}

std::string encode(const form_fields& fields) {
    httplib::Params params;
    for (const auto& [name, value] : fields) params.emplace(name, value);
    return httplib::detail::params_to_query_str(params);
}

std::string send_raw(int port, const std::string& bytes) {
    const int line = connect_to(port);
    std::string answer;
    if (line != -1 &&
        ::send(line, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size())) {
        char part[4096];
        for (ssize_t n = 0; (n = recv(line, part, sizeof part, 0)) > 0;)
            answer.append(part, static_cast<std::size_t>(n));
    }
    if (line != -1) close(line);
    return answer;
}

slow_clients::slow_clients(int port, int number) {
    constexpr std::string_view half = "POST /follow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n";
    for (int i = 0; i < number; ++i)
        if (const int line = connect_to(port); line != -1) {
            lines_.push_back(line);
            (void)::send(line, half.data(), half.size(), MSG_NOSIGNAL);
        }
}

slow_clients::~slow_clients() {
    for (const int line : lines_) close(line);
}

listeners::listeners(int port, const std::string& target, int number) {
    const auto request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for (int i = 0; i < number; ++i)
        if (const int line = connect_to(port); line != -1) {
            lines_.emplace_back(line, "");
            (void)::send(line, request.data(), request.size(), MSG_NOSIGNAL);
        }
}

listeners::~listeners() {
    for (const auto& [line, read] : lines_) close(line);
}

int listeners::that_read(const std::string& text) {
    int number = 0;
    for (auto& [line, all] : lines_) {
        char part[4096];
        for (int waits = 0; all.find(text) == all.npos && waits < 20;) { // of a second each
            const auto n = recv(line, part, sizeof part, 0);
            if (n > 0) all.append(part, static_cast<std::size_t>(n));
            if (n == 0) break;
            waits += n < 0;
        }
        number += all.find(text) != all.npos;
    }
    return number;
}

} // namespace test
