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
    const int line = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval wait{.tv_sec = 2, .tv_usec = 0};
    setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    std::string answer;
    if (connect(line, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0 &&
        ::send(line, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size())) {
        char part[4096];
        for (ssize_t n = 0; (n = recv(line, part, sizeof part, 0)) > 0;)
            answer.append(part, static_cast<std::size_t>(n));
    }
    close(line);
    return answer;
}

} // namespace test
