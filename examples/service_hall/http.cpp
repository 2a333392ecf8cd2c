// The one source that knows cpp-httplib, which is heavy to compile.
#include "http.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <stdexcept>

#include <httplib.h>

#include <fmt/core.h>

namespace hall {
namespace {

constexpr std::size_t most_bytes = 64 * 1024; ///< of a form
constexpr std::size_t most_ignored =
    16 * 1024 * 1024;                                 ///< of a form that is too large, before the line is cut
constexpr std::size_t most_field_bytes = 1024 * 1024; ///< of all that a form with files says in words
constexpr std::size_t most_file_bytes = 8 * 1024 * 1024;
constexpr std::size_t most_form_bytes = 3 * most_file_bytes + most_field_bytes; ///< of a form with files
constexpr std::size_t most_parts = 1024;                                        ///< of a form with files
constexpr std::size_t most_held = 192 * 1024 * 1024; ///< of all forms with files that are being read
constexpr std::size_t threads = 512; ///< a slow client holds one; beside those of answers without an end

constexpr const char* policy_header = "Content-Security-Policy";
constexpr const char* strict_policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; "
                                      "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
constexpr const char* script_policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; "
                                      "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
                                      "script-src 'self'; connect-src 'self'";
/// A browser lays out a picture by styles of its own, and has no other.
constexpr const char* picture_policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; "
                                       "form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

constexpr const char* text_of(policy p) {
    switch (p) {
    case policy::own_script: return script_policy;
    case policy::picture: return picture_policy;
    case policy::nothing_more: break;
    }
    return strict_policy;
}

/// What is said where no page can be, in both languages.
std::string_view words_of_status(int status) {
    switch (status) {
    case 413:
        return "表单太大：文件至多三个，每个至多 8 MB。请返回，换小一些的文件再提交。\n"
               "The form is too large: it takes three files of 8 MB each. Go back and send smaller ones.\n";
    case 503:
        return "正在处理的文件太多，请稍后再提交一次；同一表单只会办理一次。\n"
               "Too many files are being read now. Send it again in a moment: a form is carried out once.\n";
    default: return "";
    }
}

/// So many bytes of what all forms hold, given back at the end.
class held_bytes {
public:
    explicit held_bytes(std::atomic<std::size_t>& all) : all_{all} {}
    held_bytes(const held_bytes&) = delete;
    held_bytes& operator=(const held_bytes&) = delete;
    ~held_bytes() { all_ -= mine_; }

    /// Whether there is room for so many more.
    [[nodiscard]] bool take(std::size_t size) {
        mine_ += size;
        return all_.fetch_add(size) + size <= most_held;
    }

private:
    std::atomic<std::size_t>& all_;
    std::size_t mine_ = 0;
};

thread_local std::string route_of_request;
thread_local std::chrono::steady_clock::time_point began;

/// The cookies of a header; of two with one name the first, which is of the nearest path.
void add_cookies(std::map<std::string, std::string>& all, std::string_view header) {
    while (!header.empty()) {
        const auto end = std::min(header.find(';'), header.size());
        auto pair = header.substr(0, end);
        header.remove_prefix(std::min(end + 1, header.size()));
        while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
        if (const auto equals = pair.find('='); equals != pair.npos)
            all.emplace(pair.substr(0, equals), pair.substr(equals + 1));
    }
}

fields parse_fields(const std::string& text) {
    httplib::Params params;
    httplib::detail::parse_query_text(text, params);
    fields all;
    for (auto& [name, value] : params) all.add(name, value);
    return all;
}

http_request request_of(const httplib::Request& r) {
    http_request request{
        .method = r.method == "HEAD" ? "GET" : r.method, .path = r.path, .from = r.remote_addr};
    if (const auto mark = r.target.find('?'); mark != std::string::npos)
        request.query = parse_fields(r.target.substr(mark + 1));
    add_cookies(request.cookies, r.get_header_value("Cookie"));
    request.host = r.get_header_value("Host");
    request.forwarded_for = r.get_header_value("X-Forwarded-For");
    request.language = r.get_header_value("Accept-Language");
    request.idempotency_key = r.get_header_value("Idempotency-Key");
    return request;
}

void put(const http_answer& answer, httplib::Response& out) {
    out.status = answer.status;
    for (const auto& [name, value] : answer.headers) out.set_header(name, value);
    if (answer.allows != policy::nothing_more) {
        out.headers.erase(policy_header);
        out.set_header(policy_header, text_of(answer.allows));
    }
    if (answer.next)
        out.set_chunked_content_provider(answer.type,
                                         [next = answer.next](std::size_t, httplib::DataSink& to) {
                                             const auto part = next();
                                             if (part) return to.write(part->data(), part->size());
                                             to.done();
                                             return true;
                                         });
    else
        out.set_content(answer.body, answer.type);
    route_of_request = answer.route;
}

void say(const httplib::Request& r, const httplib::Response& out) {
    const auto took = std::chrono::steady_clock::now() - began;
    const auto time = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm utc{};
    gmtime_r(&time, &utc);
    char written[32];
    std::strftime(written, sizeof written, "%Y-%m-%dT%H:%M:%SZ", &utc);
    constexpr std::string_view known[] = {"GET", "HEAD", "POST"};
    const bool is_known = std::find(std::begin(known), std::end(known), r.method) != std::end(known);
    fmt::print(stderr, "{} {} {} {} {} B {} ms\n", written, is_known ? r.method : "-",
               route_of_request.empty() ? "-" : route_of_request, out.status, out.body.size(),
               std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
    route_of_request.clear();
}

} // namespace

struct http_server::state {
    httplib::Server server;
    handler answer;
    file_rule takes_files = nullptr;
    std::atomic<std::size_t> held = 0;
    int port = 0;

    void respond(const httplib::Request& r, httplib::Response& out, http_request request) const {
        try {
            put(answer(request), out);
        } catch (const std::exception& e) {
            fmt::print(stderr, "service_hall: {} {}: {}\n", r.method, route_of_request, e.what());
            put({.status = 500,
                 .type = "text/plain; charset=utf-8",
                 .body = "500: 暂时无法处理，请再发送一次；同一表单只会办理一次。\n"
                         "This could not be carried out now. Send it again: a form is carried out once.\n"},
                out);
        }
    }

    /// A form with files, part by part. Once something is too large the rest is read and not kept.
    void take_parts(const httplib::Request& r, httplib::Response& out, const httplib::ContentReader& read) {
        struct part {
            std::string name, bytes;
            bool is_file;
        };
        std::vector<part> parts;
        std::size_t words = 0, kept = 0, ignored = 0;
        held_bytes mine{held};
        bool too_large = false, busy = false;
        const bool whole = read(
            [&](const httplib::MultipartFormData& p) {
                // A field has no name of a file; a file that was not chosen has a blank one, and no bytes.
                too_large = too_large || parts.size() == most_parts || p.name.size() > 200;
                if (!too_large) parts.push_back({p.name, {}, !p.filename.empty() || !p.content_type.empty()});
                return true;
            },
            [&](const char* bytes, std::size_t size) {
                if (!too_large && !busy && !parts.empty()) {
                    auto& p = parts.back();
                    if (!p.is_file) words += size;
                    kept += size;
                    // A body in chunks does not say beforehand how long it is.
                    too_large = words > most_field_bytes || p.bytes.size() + size > most_file_bytes ||
                                kept > most_form_bytes;
                    busy = !too_large && !mine.take(size);
                    if (!too_large && !busy) {
                        p.bytes.append(bytes, size);
                        return true;
                    }
                }
                ignored += size;
                return ignored <= most_ignored;
            });
        if (too_large || busy || !whole) {
            out.status = too_large ? 413 : busy ? 503 : out.status == -1 ? 400 : out.status;
        } else {
            auto request = request_of(r);
            for (auto& p : parts) {
                if (p.is_file)
                    request.files.push_back({std::move(p.name), std::move(p.bytes)});
                else
                    request.form.add(std::move(p.name), std::move(p.bytes));
            }
            respond(r, out, std::move(request));
        }
    }

    /// The body is read to its end, so that what follows on the line is a request again.
    void take_form(const httplib::Request& r, httplib::Response& out, const httplib::ContentReader& read) {
        if (r.is_multipart_form_data() && takes_files(r.path)) return take_parts(r, out, read);
        std::string body;
        std::size_t ignored = 0;
        const auto take = [&](const char* bytes, std::size_t size) {
            if (body.size() + size <= most_bytes && ignored == 0)
                body.append(bytes, size);
            else
                ignored += size;
            return ignored <= most_ignored;
        };
        const bool whole = r.is_multipart_form_data()
                               ? read([](const httplib::MultipartFormData&) { return true; },
                                      [&](const char* bytes, std::size_t size) { return take(bytes, size); })
                               : read([&](const char* bytes, std::size_t size) { return take(bytes, size); });
        if (!whole || ignored > 0) {
            out.status = ignored > 0 ? 413 : out.status == -1 ? 400 : out.status;
            return;
        }
        const auto type = r.get_header_value("Content-Type");
        if (type.rfind("application/x-www-form-urlencoded", 0) != 0) {
            out.status = 415;
            return;
        }
        auto request = request_of(r);
        request.form = parse_fields(body);
        respond(r, out, std::move(request));
    }
};

http_server::http_server(int port, handler answer, file_rule takes_files)
    : state_{std::make_unique<state>()} {
    auto& s = state_->server;
    state_->answer = std::move(answer);
    state_->takes_files = takes_files;
    s.new_task_queue = [] { return new httplib::ThreadPool{threads + most_endless}; };
    s.set_payload_max_length(most_form_bytes);
    s.set_read_timeout(5);
    s.set_write_timeout(5);
    s.set_keep_alive_timeout(5);
    s.set_keep_alive_max_count(100);
    s.set_tcp_nodelay(true);
    // httplib's own options would let two servers share a port.
    int listens = -1;
    s.set_socket_options([&](auto socket) {
        const int yes = 1;
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        listens = socket;
    });
    s.set_default_headers({
        {policy_header, strict_policy},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
    });
    s.set_pre_routing_handler([](const httplib::Request& r, httplib::Response&) {
        began = std::chrono::steady_clock::now();
        // httplib would answer a thousand overlapping ranges with a thousand copies of the page. The request is its own
        // variable, and no constant.
        const_cast<httplib::Request&>(r).ranges.clear();
        return httplib::Server::HandlerResponse::Unhandled;
    });
    const auto get = [this](const httplib::Request& r, httplib::Response& out) {
        state_->respond(r, out, request_of(r));
    };
    s.Get("/.*", get);
    s.Post("/.*", [this](const httplib::Request& r, httplib::Response& out,
                         const httplib::ContentReader& read) { state_->take_form(r, out, read); });
    s.set_error_handler([](const httplib::Request&, httplib::Response& out) {
        if (out.body.empty())
            out.set_content(fmt::format("{}\n{}", out.status, words_of_status(out.status)),
                            "text/plain; charset=utf-8");
    });
    s.set_logger(say);
    state_->port = port == 0                           ? s.bind_to_any_port("127.0.0.1")
                   : s.bind_to_port("127.0.0.1", port) ? port
                                                       : -1;
    if (state_->port <= 0)
        throw std::runtime_error(fmt::format("port {} is taken; give another --port", port));
    listen(listens, SOMAXCONN); // more may wait than the five that httplib asks for
}

http_server::~http_server() = default;
int http_server::port() const {
    return state_->port;
}
void http_server::run() {
    state_->server.listen_after_bind();
}
void http_server::stop() {
    state_->server.stop();
}

} // namespace hall
