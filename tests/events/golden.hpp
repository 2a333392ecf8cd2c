/// Events of every kind, and the file of their lines: what was written once is read for ever.
///
/// To the file lines are only added. A form that changes leaves the old lines where they are, and adds new ones.
#pragma once

#include <qaidam/events/fields.hpp>

#include <chrono>
#include <fstream>
#include <set>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include <qaidam/calendar/time.hpp>

namespace golden {

using namespace qaidam;

/// Something in every field, and in each something else.
class filler {
public:
    void operator()(std::string& s) { s = "text " + next() + "\t一\n\\"; }
    void operator()(bool& b) { b = true; }
    void operator()(int& n) { n = number() + 2; }
    void operator()(std::int64_t& n) { n = number() * 1'000'000'000'000 + 7; }
    void operator()(calendar::local_time& t) {
        t = calendar::local_time{{2021, 12, 24}} + std::chrono::hours{number()} + std::chrono::seconds{5};
    }
    void operator()(calendar::date& d) { d = calendar::date{2022, 1, 1} + calendar::day_count{number()}; }
    void operator()(calendar::time_limit& l) { l = {number() + 1, calendar::limit_unit::worked_hours}; }
    void operator()(std::chrono::minutes& m) { m = std::chrono::minutes{number() + 15}; }
    void operator()(label& l) { l = {"名 " + next(), "name " + next()}; }
    template <class T>
    void operator()(std::optional<T>& x) {
        (*this)(x.emplace());
    }
    template <class T>
    void operator()(std::vector<T>& all) {
        all.resize(2);
        for (auto& x : all) (*this)(x);
    }
    void operator()(std::vector<std::string>& words) { words = {"one-" + next(), "two"}; }
    template <class T>
    void operator()(T& x) {
        if constexpr (std::is_base_of_v<key, T>)
            x = T{"k-" + next()};
        else if constexpr (std::is_enum_v<T>)
            x = static_cast<T>(1);
        else if constexpr (requires { x.is_known(); }) { // a deadline
            calendar::local_time t;
            (*this)(t);
            x = t;
        } else if constexpr (requires { x.latitude; })
            x = {37.25, 99.0 + number() / 8.0};
        else if constexpr (requires { x.media_type; }) { // a photo
            x.digest.bytes.fill(static_cast<std::uint8_t>(number()));
            x.media_type = "image/jpeg";
            (*this)(x.bytes);
            (*this)(x.taken_at);
            (*this)(x.taken_where);
        } else if constexpr (
            requires { x.code; } || requires { x.former_departments; }) // an answer, a referral
            events::for_each_field(x, [&](const auto&, auto& member) { (*this)(member); });
        else if constexpr (requires {
                               x.kind;
                               x.key;
                           }) {
            (*this)(x.kind);
            (*this)(x.key);
        } else if constexpr (requires {
                                 x.width;
                                 x.depth;
                             })
            x = {1.5, 2.25, 3, 0.1};
        else
            static_assert(sizeof(T) == 0, "say what to fill it with");
    }

private:
    int number() { return ++n_; }
    std::string next() { return std::to_string(number()); }
    int n_ = 0;
};

/// Only what cannot be without a value.
struct sparing_filler {
    void operator()(calendar::date& d) const { d = {2022, 1, 1}; }
    void operator()(calendar::time_limit& l) const { l = {1, calendar::limit_unit::worked_days}; }
    void operator()(const auto&) const {}
};

/// Of each kind one event with next to nothing in it and one with everything.
template <class Event>
std::vector<Event> list_samples() {
    std::vector<Event> all;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        const auto add = [&]<std::size_t K>(std::integral_constant<std::size_t, K>) {
            auto& bare = all.emplace_back();
            events::for_each_field(bare.template emplace<K>(),
                                   [](const auto&, auto& member) { sparing_filler{}(member); });
            auto& full = all.emplace_back();
            filler fill;
            events::for_each_field(full.template emplace<K>(),
                                   [&](const auto&, auto& member) { fill(member); });
        };
        (add(std::integral_constant<std::size_t, I>{}), ...);
    }
    (std::make_index_sequence<std::variant_size_v<events::variant_type<Event>>>{});
    return all;
}

/// Every line of the file is read, those of the form that is written now come out as they went in, and there is a
/// line for every kind as it is written now.
template <class Event, class Encode, class Decode>
void check_file(const std::string& file, Encode encode, Decode decode) {
    std::ifstream in{file, std::ios::binary};
    REQUIRE(in.good());
    std::set<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        CAPTURE(line);
        REQUIRE(lines.insert(line).second);
        const auto head = [](const std::string& text) { return text.substr(0, text.find('\t')); };
        const auto again = encode(decode(line));
        if (head(again) == head(line)) CHECK(again == line);
    }
    for (const auto& e : list_samples<Event>()) {
        const auto line = encode(e);
        CHECK_MESSAGE(lines.contains(line), "add this line to " << file << ":\n" << line);
    }
}

} // namespace golden
