#include <qaidam/views/tour_views.hpp>

#include <algorithm>
#include <cmath>

#include <qaidam/base/text.hpp>
#include <qaidam/report/svg.hpp>
#include <qaidam/report/table.hpp>

#include "json_text.hpp"

namespace qaidam::views {
namespace {

using calendar::local_time;
using namespace journeys;
using nlohmann::ordered_json;
using std::chrono::seconds;

template <class... Ts>
struct overloaded : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
overloaded(Ts...) -> overloaded<Ts...>;

std::string place_name(const rail::timetable& t, const destination& d, const waypoint& p, language l) {
    return name_of(d, t, p).in(l);
}

std::string station_name(const rail::timetable& t, rail::station_id s, language l) {
    return t.stations().at(s).name.in(l);
}

/// "2 小时 46 分", "46 分".
std::string length_words(seconds length, language l) {
    const auto minutes = length.count() / 60;
    if (minutes < 60) return fmt::format(fmt::runtime(pick(l, "{} 分", "{} min")), minutes);
    if (minutes % 60 == 0) return fmt::format(fmt::runtime(pick(l, "{} 小时", "{} h")), minutes / 60);
    return fmt::format(fmt::runtime(pick(l, "{} 小时 {} 分", "{} h {} min")), minutes / 60, minutes % 60);
}

/// "60", "60.50".
std::string amount(std::int64_t hundredths) {
    return hundredths % 100 == 0 ? std::to_string(hundredths / 100)
                                 : fmt::format("{}.{:02}", hundredths / 100, hundredths % 100);
}

std::string price_words(const destination& d, std::int64_t hundredths) {
    return amount(hundredths) + (d.currency.empty() ? "" : " " + d.currency);
}

std::string night_words(int nights, language l) {
    if (nights == 0) return pick(l, "不过夜", "no night");
    if (nights == 1) return pick(l, "过夜 1 晚", "1 night");
    return fmt::format(fmt::runtime(pick(l, "过夜 {} 晚", "{} nights")), nights);
}

std::string sight_names(const destination& d, std::span<const sight_id> sights, language l) {
    std::string all;
    for (const auto s : sights) join_on(all, pick(l, "、", ", "), d.sights[s].name.in(l));
    return all;
}

/// "01-12 13:19".
std::string short_time(local_time time) {
    return calendar::to_string(time).substr(5, 11);
}

/// "01-12 13:19 – 13:51", the second date only where it is another one.
std::string span_words(local_time from, local_time until) {
    const auto end = short_time(until);
    return short_time(from) + " – " + (from.date() == until.date() ? end.substr(6) : end);
}

/// "K9805", "K9805、K9807".
std::string train_numbers(const rail::timetable& t, const journey& j, language l) {
    std::string all;
    for (const auto& r : j.rides())
        join_on(all, pick(l, "、", ", "), rail::number_at(t.trains()[r.train], r.board));
    return all;
}

rail::station_id first_station(const rail::timetable& t, const journey& j) {
    if (const auto* w = std::get_if<walk>(&j.legs.front())) return w->from;
    const auto& r = std::get<ride>(j.legs.front());
    return t.trains()[r.train].calls[r.board].at;
}

rail::station_id last_station(const rail::timetable& t, const journey& j) {
    if (const auto* w = std::get_if<walk>(&j.legs.back())) return w->to;
    const auto& r = std::get<ride>(j.legs.back());
    return t.trains()[r.train].calls[r.alight].at;
}

/// A leg as people speak of it: its kind, and what it is.
struct leg_words {
    const char* kind;
    std::string what;
};

leg_words words_of(const rail::timetable& t, const destination& d, const tour_leg& leg, language l) {
    return std::visit(overloaded{[&](const train_leg& x) -> leg_words {
                                     auto what = fmt::format("{} {} → {}", train_numbers(t, x.journey, l),
                                                             station_name(t, first_station(t, x.journey), l),
                                                             station_name(t, last_station(t, x.journey), l));
                                     if (x.price.value_or(0) > 0)
                                         what += pick(l, "，", ", ") + price_words(d, *x.price);
                                     return {pick(l, "乘车", "train"), what};
                                 },
                                 [&](const way_leg& x) -> leg_words {
                                     auto what = fmt::format("{} → {}", place_name(t, d, x.way.from, l),
                                                             place_name(t, d, x.way.to, l));
                                     if (x.way.length)
                                         what += pick(l, "，", ", ") + geo::to_string(*x.way.length);
                                     if (x.way.is_derived) what += pick(l, "，估算", ", estimated");
                                     if (x.way.price > 0)
                                         what += pick(l, "，", ", ") + price_words(d, x.way.price);
                                     return {x.way.mode == way_mode::drive ? pick(l, "驾车", "drive")
                                                                           : pick(l, "步行", "walk"),
                                             what};
                                 },
                                 [&](const visit_leg& x) -> leg_words {
                                     const auto& s = d.sights[x.sight];
                                     auto what = s.name.in(l);
                                     if (s.price > 0) what += pick(l, "，", ", ") + price_words(d, s.price);
                                     return {pick(l, "游览", "visit"), what};
                                 },
                                 [&](const wait_leg& x) -> leg_words {
                                     return {pick(l, "等候", "wait"), place_name(t, d, x.at, l)};
                                 },
                                 [&](const night_leg& x) -> leg_words {
                                     const auto& h = d.hotels[x.hotel];
                                     auto what = h.name.in(l);
                                     if (x.nights > 1)
                                         what += fmt::format(fmt::runtime(pick(l, "，{} 晚", ", {} nights")),
                                                             x.nights);
                                     if (h.price > 0)
                                         what += pick(l, "，", ", ") + price_words(d, h.price * x.nights);
                                     return {pick(l, "住宿", "night"), what};
                                 }},
                      leg);
}

struct ends {
    local_time begin;
    local_time end;
    calendar::utc_time begin_utc;
    calendar::utc_time end_utc;
};

ends ends_of(const tour_leg& leg) {
    if (const auto* x = std::get_if<train_leg>(&leg))
        return {x->journey.departure(), x->journey.arrival(), x->journey.departure_utc(),
                x->journey.arrival_utc()};
    return std::visit(
        [](const auto& x) -> ends {
            if constexpr (requires { x.when; })
                return {x.when.begin, x.when.end, x.when.begin_utc, x.when.end_utc};
            else
                return {};
        },
        leg);
}

/// When the tour's last train leaves.
std::optional<local_time> last_departure(const tour& x) {
    const auto* train = std::get_if<train_leg>(&x.legs.back());
    return train == nullptr ? std::nullopt : std::optional{train->journey.departure()};
}

std::string why_not_words(const tour& x, const left_out& out, language l) {
    switch (out.reason) {
    case why_not::out_of_reach: return pick(l, "到不了", "out of reach");
    case why_not::closed: return pick(l, "到得了的时间都不开放", "closed whenever one could be there");
    case why_not::no_return: return pick(l, "去了就不能按时返回", "nobody who goes there is back in time");
    case why_not::no_time:
        return x.nights == 0 ? pick(l, "不过夜就排不下", "no time without a night")
                             : pick(l, "不多住就排不下", "no time without more nights");
    case why_not::costs_more: return pick(l, "来得及，但要多花钱", "there is time, for more money");
    case why_not::misses_train: break;
    }
    const auto leaves = last_departure(x);
    return fmt::format(fmt::runtime(pick(l, "差 {}，赶不上 {} 的车", "{} short of the {}")),
                       length_words(out.short_by, l), leaves ? short_time(*leaves).substr(6) : "");
}

std::string instead_words(const destination& d, const tour& x, const left_out& out, language l) {
    if (!out.instead)
        return out.reason == why_not::no_time || out.reason == why_not::misses_train
                   ? pick(l, "；限期之内没有别的办法", "; nothing else is back in time")
                   : "";
    const auto& y = *out.instead;
    auto words = fmt::format(fmt::runtime(pick(l, "；加上它则 {} 到家", "; with it, home on {}")),
                             calendar::to_string(y.when.end));
    if (y.when.end_utc > x.when.end_utc)
        words += fmt::format(fmt::runtime(pick(l, "（晚 {}）", " ({} later)")),
                             length_words(y.when.end_utc - x.when.end_utc, l));
    words += pick(l, "，", ", ") + night_words(y.nights, l);
    if (y.price != x.price) words += pick(l, "，", ", ") + price_words(d, y.price);
    return words;
}

} // namespace

std::string describe(const rail::timetable& t, const destination& d, const tour& x, language l) {
    auto text = fmt::format(
        fmt::runtime(pick(l, "{} 处（{}），{}，{} 到家，共 {}{}\n",
                          x.sights.size() == 1 ? "{} sight ({}), {}, home on {}, {}{}\n"
                                               : "{} sights ({}), {}, home on {}, {}{}\n")),
        x.sights.size(), sight_names(d, x.sights, l), night_words(x.nights, l),
        calendar::to_string(x.when.end), price_words(d, x.price),
        x.is_price_complete ? "" : pick(l, "（票价不详的车除外）", " besides trains of unknown price"));
    for (const auto& leg : x.legs) {
        const auto when = ends_of(leg);
        const auto words = words_of(t, d, leg, l);
        const auto span = span_words(when.begin, when.end);
        text += fmt::format("  {} {} {}", report::pad(span, 27), words.kind, words.what);
        const auto* train = std::get_if<train_leg>(&leg);
        if (train == nullptr) {
            text += pick(l, "，", ", ") + length_words(when.end_utc - when.begin_utc, l);
        } else if (train->slack > seconds{0}) {
            text += fmt::format(fmt::runtime(pick(l, "（富余 {}）", " ({} to spare)")),
                                length_words(train->slack, l));
        }
        text += '\n';
    }
    for (const auto& out : x.left_out)
        text += fmt::format(fmt::runtime(pick(l, "  未含 {}：{}{}\n", "  without {}: {}{}\n")),
                            d.sights[out.sight].name.in(l), why_not_words(x, out, l),
                            instead_words(d, x, out, l));
    return text;
}

namespace {

ordered_json name_json(const qaidam::key& k, const label& name) {
    ordered_json all{{"id", k.text()}};
    if (!name.zh.empty()) all["name_zh"] = name.zh;
    if (!name.en.empty()) all["name_en"] = name.en;
    return all;
}

ordered_json place_json(const rail::timetable& t, const destination& d, const waypoint& p) {
    if (const auto* s = std::get_if<sight_id>(&p)) return name_json(d.sights[*s].key, d.sights[*s].name);
    if (const auto* h = std::get_if<hotel_id>(&p)) return name_json(d.hotels[*h].key, d.hotels[*h].name);
    const auto& s = t.stations().at(std::get<rail::station_id>(p));
    return name_json(s.key, s.name);
}

double whole(std::int64_t hundredths) {
    return static_cast<double>(hundredths) / 100;
}

ordered_json leg_json(const rail::timetable& t, const destination& d, const tour_leg& leg) {
    const auto when = ends_of(leg);
    ordered_json all;
    std::visit(overloaded{[&](const train_leg& x) {
                              all["kind"] = "train";
                              all["from"] = place_json(t, d, first_station(t, x.journey));
                              all["to"] = place_json(t, d, last_station(t, x.journey));
                              all["numbers"] = ordered_json::array();
                              for (const auto& r : x.journey.rides())
                                  all["numbers"].push_back(rail::number_at(t.trains()[r.train], r.board));
                              all["seconds_to_spare"] = x.slack.count();
                              if (x.price) all["price"] = whole(*x.price);
                          },
                          [&](const way_leg& x) {
                              all["kind"] = x.way.mode == way_mode::drive ? "drive" : "walk";
                              all["from"] = place_json(t, d, x.way.from);
                              all["to"] = place_json(t, d, x.way.to);
                              if (x.way.length) all["metres"] = std::llround(x.way.length->value());
                              all["estimated"] = x.way.is_derived;
                              all["price"] = whole(x.way.price);
                          },
                          [&](const visit_leg& x) {
                              all["kind"] = "visit";
                              all["sight"] = place_json(t, d, x.sight);
                              all["price"] = whole(d.sights[x.sight].price);
                          },
                          [&](const wait_leg& x) {
                              all["kind"] = "wait";
                              all["at"] = place_json(t, d, x.at);
                          },
                          [&](const night_leg& x) {
                              all["kind"] = "night";
                              all["hotel"] = place_json(t, d, x.hotel);
                              all["nights"] = x.nights;
                              all["price"] = whole(d.hotels[x.hotel].price * x.nights);
                          }},
               leg);
    all["begin"] = json_time(when.begin, when.begin_utc);
    all["end"] = json_time(when.end, when.end_utc);
    return all;
}

constexpr const char* reason_word(why_not reason) {
    switch (reason) {
    case why_not::out_of_reach: return "out_of_reach";
    case why_not::closed: return "closed";
    case why_not::no_return: return "no_return";
    case why_not::misses_train: return "misses_train";
    case why_not::no_time: return "no_time";
    case why_not::costs_more: break;
    }
    return "costs_more";
}

ordered_json left_out_json(const rail::timetable& t, const destination& d, const left_out& x) {
    ordered_json all{{"sight", place_json(t, d, x.sight)}, {"reason", reason_word(x.reason)}};
    if (x.reason == why_not::misses_train) all["seconds_short"] = x.short_by.count();
    if (x.instead)
        all["with_it"] = {{"begin", json_time(x.instead->when.begin, x.instead->when.begin_utc)},
                          {"end", json_time(x.instead->when.end, x.instead->when.end_utc)},
                          {"nights", x.instead->nights},
                          {"price", whole(x.instead->price)}};
    return all;
}

} // namespace

std::string to_json(const rail::timetable& t, const destination& d, const tours& x) {
    ordered_json all = ordered_json::array();
    for (const auto& one : x.all) {
        ordered_json made{{"begin", json_time(one.when.begin, one.when.begin_utc)},
                          {"end", json_time(one.when.end, one.when.end_utc)},
                          {"weight", one.weight},
                          {"nights", one.nights},
                          {"price", whole(one.price)}};
        if (!d.currency.empty()) made["currency"] = d.currency;
        if (!one.is_price_complete) made["price_is_complete"] = false;
        made["legs"] = ordered_json::array();
        for (const auto& leg : one.legs) made["legs"].push_back(leg_json(t, d, leg));
        made["left_out"] = ordered_json::array();
        for (const auto& out : one.left_out) made["left_out"].push_back(left_out_json(t, d, out));
        all.push_back(std::move(made));
    }
    return json_text({{"tours", std::move(all)}, {"exact", x.is_exact}});
}

namespace {

/// Strips a day below one another, in pixels.
class tour_strip {
public:
    static constexpr double width = 360, left = 10, right = 350, day_height = 64, bar = 24, line = 18;

    tour_strip(const rail::timetable& t, const destination& d, const tour& x, language l)
        : t_{t},
          d_{d},
          x_{x},
          l_{l},
          first_{x.when.begin.date()},
          days_{static_cast<int>((x.when.end.date() - first_).days()) + 1},
          out_{width, day_height * days_ + 34 + line * static_cast<double>(x.sights.size()), title()} {}

    [[nodiscard]] std::string draw() {
        for (int day = 0; day < days_; ++day) draw_frame(day);
        std::size_t visits = 0;
        for (const auto& leg : x_.legs) draw_leg(leg, visits);
        draw_legend();
        return out_.str();
    }

private:
    struct look {
        const char* color;
        const char* letters;
    };

    [[nodiscard]] std::string title() const {
        return fmt::format(fmt::runtime(pick(l_, "行程：{}，{}", "tour: {}, {}")),
                           sight_names(d_, x_.sights, l_), night_words(x_.nights, l_));
    }
    [[nodiscard]] double top_of(int day) const { return day_height * day + 20; }
    [[nodiscard]] static double x_of(seconds time_of_day) {
        return left + (right - left) * static_cast<double>(time_of_day.count()) / 86400;
    }

    void draw_frame(int day) {
        const auto top = top_of(day);
        const auto date = first_ + calendar::day_count{day};
        out_.text({left, top - 6},
                  calendar::to_string(date) + " " + calendar::to_string(calendar::weekday_of(date), l_),
                  {.size = 12});
        out_.rectangle({left, top}, right - left, bar, {.color = "#cbd5e0", .fill = "#f7fafc"});
        for (int hour = 0; hour <= 24; hour += 3) {
            const auto x = x_of(std::chrono::hours{hour});
            out_.line({x, top + bar}, {x, top + bar + 3}, {.color = "#718096"});
            if (hour % 6 == 0)
                out_.text({x, top + bar + 14}, std::to_string(hour),
                          {.size = 10,
                           .color = "#4a5568",
                           .anchor = hour == 0    ? report::anchor::start
                                     : hour == 24 ? report::anchor::end
                                                  : report::anchor::middle});
        }
    }

    [[nodiscard]] static look look_of(const tour_leg& leg) {
        return std::visit(overloaded{[](const train_leg&) -> look {
                                         return {"#1a4f8b", "#fff"};
                                     },
                                     [](const way_leg&) -> look {
                                         return {"#a9b4c2", "#222"};
                                     },
                                     [](const visit_leg&) -> look {
                                         return {"#e08a1e", "#222"};
                                     },
                                     [](const wait_leg&) -> look {
                                         return {"#ffffff", "#222"};
                                     },
                                     [](const night_leg&) -> look {
                                         return {"#5b4a8a", "#fff"};
                                     }},
                          leg);
    }

    /// The leg on each of its days, its words in the widest piece; a visit's number there, its name in the list.
    void draw_leg(const tour_leg& leg, std::size_t& visits) {
        const auto when = ends_of(leg);
        const auto colors = look_of(leg);
        const auto words = words_of(t_, d_, leg, l_);
        std::string inside;
        if (const auto* train = std::get_if<train_leg>(&leg)) inside = train_numbers(t_, train->journey, l_);
        if (std::holds_alternative<night_leg>(leg)) inside = words.kind;
        if (std::holds_alternative<visit_leg>(leg)) {
            inside = std::to_string(++visits);
            out_.text({left, day_height * days_ + 34 + line * static_cast<double>(visits) - 6},
                      fmt::format("{}  {} {}", inside, span_words(when.begin, when.end), words.what),
                      {.size = 12});
        }
        double widest = 0, middle = 0, top = 0;
        for (auto day = when.begin.date(); day <= when.end.date(); day += calendar::day_count{1}) {
            const auto from = std::max(when.begin, local_time{day});
            const auto until = std::min(when.end, local_time{day, std::chrono::hours{24}});
            if (until <= from) continue;
            const auto a = x_of(from - local_time{day}), b = x_of(until - local_time{day});
            const auto y = top_of(static_cast<int>((day - first_).days()));
            out_.rectangle({a, y}, b - a, bar, {.color = "#4a5568", .width = 0.5, .fill = colors.color});
            if (b - a > widest) {
                widest = b - a;
                middle = (a + b) / 2;
                top = y;
            }
        }
        const bool is_number = std::holds_alternative<visit_leg>(leg);
        const auto needed = (is_number ? 5.0 : 6.5) * static_cast<double>(display_width(inside));
        if (!inside.empty() && widest >= needed)
            out_.text(
                {middle, top + bar - 8}, inside,
                {.size = is_number ? 9.0 : 11.0, .color = colors.letters, .anchor = report::anchor::middle});
    }

    void draw_legend() {
        const std::pair<const char*, const char*> kinds[] = {{"#1a4f8b", pick(l_, "乘车", "train")},
                                                             {"#a9b4c2", pick(l_, "驾车、步行", "way")},
                                                             {"#e08a1e", pick(l_, "游览", "visit")},
                                                             {"#ffffff", pick(l_, "等候", "wait")},
                                                             {"#5b4a8a", pick(l_, "住宿", "night")}};
        auto x = left;
        const auto y = day_height * days_ + 4;
        for (const auto& [color, name] : kinds) {
            out_.rectangle({x, y}, 12, 12, {.color = "#4a5568", .width = 0.5, .fill = color});
            out_.text({x + 16, y + 10}, name, {.size = 11});
            x += 28 + 6.2 * static_cast<double>(display_width(name));
        }
    }

    const rail::timetable& t_;
    const destination& d_;
    const tour& x_;
    language l_;
    calendar::date first_;
    int days_;
    report::svg out_;
};

} // namespace

std::string draw_tour(const rail::timetable& t, const destination& d, const tour& x, language l) {
    return tour_strip{t, d, x, l}.draw();
}

} // namespace qaidam::views
