// What the pages need of HTTP: requests, answers, and a server on the loopback. Only http.cpp knows cpp-httplib.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hall {

/// The fields of a form or of what stands after "?" in an address.
class fields {
public:
    void add(std::string name, std::string value) { all_.emplace(std::move(name), std::move(value)); }
    /// The first value of the name; "" where there is none.
    [[nodiscard]] std::string operator[](const std::string& name) const {
        const auto found = all_.lower_bound(name);
        return found != all_.end() && found->first == name ? found->second : std::string{};
    }
    [[nodiscard]] std::vector<std::string> all(const std::string& name) const {
        std::vector<std::string> values;
        for (auto [at, end] = all_.equal_range(name); at != end; ++at) values.push_back(at->second);
        return values;
    }
    [[nodiscard]] bool has(const std::string& name) const { return all_.contains(name); }
    [[nodiscard]] auto begin() const { return all_.begin(); }
    [[nodiscard]] auto end() const { return all_.end(); }

private:
    std::multimap<std::string, std::string> all_;
};

/// A file that a form sent. Its name is what the sender says, and is not used.
struct uploaded_file {
    std::string field;
    std::string bytes;
};

struct http_request {
    std::string method; ///< "GET" for HEAD too
    std::string path;
    std::string from; ///< the address of the other end
    fields query{};
    fields form{};                      ///< of a POST
    std::vector<uploaded_file> files{}; ///< of a form that may send some
    std::map<std::string, std::string> cookies{};
    std::string host{};
    std::string forwarded_for{};   ///< X-Forwarded-For: what a web server in front, and anybody, may say
    std::string language{};        ///< Accept-Language
    std::string idempotency_key{}; ///< Idempotency-Key
};

/// What the content security policy of an answer allows beyond its own style, pictures and forms, or that it is a picture.
enum class policy { nothing_more, own_script, picture };

struct http_answer {
    int status = 200;
    std::string type = "text/html; charset=utf-8";
    std::string body{};
    std::vector<std::pair<std::string, std::string>> headers{};
    policy allows = policy::nothing_more;
    /// Where it is there, the body has no end yet: each call waits for the next part, and gives nothing at the end.
    std::function<std::optional<std::string>()> next{};
    std::string route{}; ///< what the log calls it: a pattern, so that no key and no token stands in it
};

/// So many answers without an end at a time leave as many threads to others as there are without them; more should be refused.
inline constexpr std::size_t most_endless = 256;

/// Answers until it is stopped, on many threads. What is asked while it stops is answered still.
class http_server {
public:
    using handler = std::function<http_answer(const http_request&)>;

    /// Whether a form may send files to a path.
    using file_rule = bool (*)(std::string_view path);

    /// Throws: std::runtime_error if the port is taken. 0 takes one that is free.
    http_server(int port, handler answer, file_rule takes_files);
    ~http_server();

    [[nodiscard]] int port() const;
    void run();
    /// From any thread.
    void stop();

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace hall
