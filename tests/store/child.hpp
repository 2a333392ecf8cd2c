/// Processes of a test's own, which may be killed.
#pragma once

#include <array>
#include <csignal>
#include <exception>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include <qaidam/base/message.hpp>

namespace test {

/// A process that answers each line that it is sent with a line.
class child {
public:
    template <class Run>
    explicit child(Run run) {
        std::array<int, 2> to{}, from{};
        REQUIRE(pipe(to.data()) == 0);
        REQUIRE(pipe(from.data()) == 0);
        id_ = fork();
        if (id_ == 0) {
            close(to[1]);
            close(from[0]);
            try {
                run([&] { return read_line(to[0]); },
                    [&](const std::string& line) { write_line(from[1], line); });
            } catch (const qaidam::data_error& e) {
                write_line(from[1], qaidam::to_string(*e.why().begin()));
            } catch (const std::exception& e) {
                write_line(from[1], e.what());
            }
            _exit(0); // no test of the parent goes on here
        }
        close(to[0]);
        close(from[1]);
        to_ = to[1];
        from_ = from[0];
    }
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    ~child() {
        close(to_);
        close(from_);
        waitpid(id_, nullptr, 0);
    }

    void say(const std::string& line) const { write_line(to_, line); }
    [[nodiscard]] std::string hear() const { return read_line(from_); }
    void kill() const { ::kill(id_, SIGKILL); }

private:
    static void write_line(int to, const std::string& line) {
        const auto all = line + "\n";
        std::size_t at = 0;
        while (at < all.size()) {
            const auto n = ::write(to, all.data() + at, all.size() - at);
            if (n <= 0) return;
            at += static_cast<std::size_t>(n);
        }
    }
    /// "" at the end.
    static std::string read_line(int from) {
        std::string line;
        for (char c = 0; ::read(from, &c, 1) == 1 && c != '\n';) line += c;
        return line;
    }

    int id_ = 0, to_ = 0, from_ = 0;
};

} // namespace test
