/// A proxy on loopback between libpq and a PostgreSQL server, which cuts the connection between two messages.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <list>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace test {

enum class direction { to_server, to_client };

class cutting_proxy {
public:
    /// A connection ends before the message after so many in a direction; the others go through.
    struct cut {
        direction where;
        int after;
    };

    explicit cutting_proxy(const std::string& folder_of_server)
        : server_{folder_of_server + "/.s.PGSQL.5432"} {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (listener_ < 0 || ::bind(listener_, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0 ||
            ::listen(listener_, 16) != 0 ||
            ::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size) != 0)
            throw std::runtime_error("no socket on loopback");
        port_ = ntohs(at.sin_port);
        thread_ = std::thread{[this] { run(); }};
    }
    cutting_proxy(const cutting_proxy&) = delete;
    cutting_proxy& operator=(const cutting_proxy&) = delete;
    ~cutting_proxy() {
        stop_ = true;
        thread_.join();
        ::close(listener_);
    }

    [[nodiscard]] std::string uri(const std::string& database = "postgres") const {
        return "postgresql://owner@127.0.0.1:" + std::to_string(port_) + "/" + database +
               "?sslmode=disable&gssencmode=disable";
    }

    /// Makes these cuts from now on, one after the other, and forgets those that were not reached.
    void cut_at(std::deque<cut> cuts) {
        const std::lock_guard lock{mutex_};
        cuts_ = std::move(cuts);
        passed_ = {};
    }
    /// How many are to come yet.
    [[nodiscard]] std::size_t left() const {
        const std::lock_guard lock{mutex_};
        return cuts_.size();
    }
    /// How often the server was asked and answered: messages that follow one another in a direction are one.
    [[nodiscard]] int round_trips() const {
        const std::lock_guard lock{mutex_};
        return round_trips_;
    }

private:
    /// One direction of a connection.
    struct stream {
        int from, to;
        direction where;
        bool has_type; ///< the first message of a client has none
        std::string waiting{};

        /// The length of the first message; 0 while it is not whole.
        [[nodiscard]] std::size_t first() const {
            const std::size_t before = has_type ? 1 : 0;
            if (waiting.size() < before + 4) return 0;
            std::size_t length = 0;
            for (std::size_t i = before; i < before + 4; ++i)
                length = length << 8 | static_cast<unsigned char>(waiting[i]);
            return waiting.size() < before + length ? 0 : before + length;
        }
    };
    struct link {
        std::array<stream, 2> streams;
        void close() const {
            for (const auto& s : streams) ::close(s.from);
        }
    };

    void run() {
        std::list<link> links;
        while (!stop_) {
            std::vector<pollfd> all{{listener_, POLLIN, 0}};
            for (const auto& l : links)
                for (const auto& s : l.streams) all.push_back({s.from, POLLIN, 0});
            ::poll(all.data(), all.size(), 20);
            std::size_t at = 1;
            for (auto l = links.begin(); l != links.end();) {
                bool goes_on = true;
                for (auto& s : l->streams)
                    if (all[at++].revents != 0) goes_on = goes_on && pass(s);
                if (!goes_on) l->close();
                l = goes_on ? std::next(l) : links.erase(l);
            }
            if (all[0].revents != 0) accept(links);
        }
        for (const auto& l : links) l.close();
    }

    void accept(std::list<link>& links) const {
        const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) return;
        const int yes = 1; // messages that follow one another do not wait for the client to say that one came
        ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        sockaddr_un where{};
        where.sun_family = AF_UNIX;
        std::copy(server_.begin(), server_.end(), where.sun_path);
        const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::connect(server, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) {
            ::close(client);
            ::close(server);
            return;
        }
        links.push_back({{stream{client, server, direction::to_server, false},
                          stream{server, client, direction::to_client, true}}});
    }

    /// Whether the connection goes on.
    bool pass(stream& s) {
        std::array<char, 65536> some;
        const auto n = ::recv(s.from, some.data(), some.size(), 0);
        if (n <= 0) return false;
        s.waiting.append(some.data(), static_cast<std::size_t>(n));
        for (auto size = s.first(); size > 0; size = s.first()) {
            if (!may_pass(s.where)) return false;
            for (std::size_t sent = 0; sent < size;) {
                const auto more = ::send(s.to, s.waiting.data() + sent, size - sent, MSG_NOSIGNAL);
                if (more <= 0) return false;
                sent += static_cast<std::size_t>(more);
            }
            s.waiting.erase(0, size);
            s.has_type = true;
        }
        return true;
    }

    bool may_pass(direction where) {
        const std::lock_guard lock{mutex_};
        if (!cuts_.empty() && cuts_.front().where == where &&
            passed_[static_cast<std::size_t>(where)] == cuts_.front().after) {
            cuts_.pop_front();
            passed_ = {};
            return false;
        }
        ++passed_[static_cast<std::size_t>(where)];
        if (where == direction::to_client && last_ == direction::to_server) ++round_trips_;
        last_ = where;
        return true;
    }

    std::string server_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stop_ = false;
    std::thread thread_;

    mutable std::mutex mutex_;
    std::deque<cut> cuts_;
    std::array<int, 2> passed_{}; ///< in each direction since the last cut
    direction last_ = direction::to_client;
    int round_trips_ = 0;
};

} // namespace test
