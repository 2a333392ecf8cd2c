// A service hall in a browser: orders, worklists, the day, trains and classes, Open311, over a journal that lasts.
//
// Demonstrates: a desk that many threads and processes share, rights that decide what a page offers, texts that are read in
// somebody's name, idempotent forms. Read first: allowance_case, keep_desk; docs/service-hall.md says what is served.

#include <chrono>
#include <csignal>
#include <pthread.h>
#include <stop_token>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "app.hpp"

namespace {

/// SIGTERM and SIGINT are for the thread that waits for them.
sigset_t block_stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

/// Every ten seconds what time brings: a system that accepts, resumes.
void tick(const std::stop_token& stop, hall::service_hall& h) {
    while (!stop.stop_requested()) {
        try {
            h.let_time_pass();
        } catch (const std::exception& e) {
            fmt::print(stderr, "service_hall: {}\n", e.what());
        }
        for (int i = 0; i < 100 && !stop.stop_requested(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
}

/// Twice a second whether something moved, here or in another process.
void watch(const std::stop_token& stop, const hall::service_hall& h, hall::news& news) {
    for (auto before = h.moves(); !stop.stop_requested();
         std::this_thread::sleep_for(std::chrono::milliseconds{500})) {
        try {
            if (const auto now = h.moves(); now != std::exchange(before, now)) news.tell();
        } catch (const std::exception& e) {
            fmt::print(stderr, "service_hall: {}\n", e.what());
        }
    }
}

int serve(const hall::options& given) {
    const auto signals = block_stop_signals();
    const hall::feeds data{given};
    hall::service_hall h{data, given};
    hall::app all{h, given};
    hall::http_server server{given.port, [&](const hall::http_request& r) { return answer(all, r); },
                             hall::takes_files};
    std::thread waits{[&] {
        int signal = 0;
        sigwait(&signals, &signal);
        all.news.end();
        server.stop();
    }};
    std::jthread ticks{[&](const std::stop_token& stop) { tick(stop, h); }};
    std::jthread watches{[&](const std::stop_token& stop) { watch(stop, h, all.news); }};
    fmt::print("service_hall: http://127.0.0.1:{}/\n", server.port());
    std::fflush(stdout);
    server.run(); // until it is stopped, and what was asked is answered
    waits.join();
    ticks.request_stop();
    watches.request_stop();
    ticks.join();
    watches.join();
    h.keep_snapshot();
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    int exit_code = 0;
    const auto given = hall::read_options({argv + 1, argv + argc}, exit_code);
    if (!given) return exit_code;
    try {
        return serve(*given);
    } catch (const std::exception& e) {
        fmt::print(stderr, "service_hall: {}\n", e.what());
        return 1;
    }
}
