#include "options.hpp"

#include <charconv>

#include <fmt/core.h>

#include <qaidam/calendar/time.hpp>

namespace hall {

const char* const usage =
    R"(usage: service_hall [--port N] [--journal FILE|URI] [COMMUNITY [TRAINS [LEDGER]]]

A service hall in a browser: residents place orders, the community handles them, others speak Open311 to it. It listens
on the loopback only; docs/service-hall.md says how to put it behind a web server.

  COMMUNITY           a community feed, folder or zip (Chengdong's, of the examples)
  TRAINS              a GTFS folder or zip
  LEDGER              a community feed whose ledger is shown (that of COMMUNITY)
  --port N            0 takes any port that is free (8311)
  --journal FILE|URI  where the orders are kept: a file, or postgresql://…/DATABASE#NAME (service_hall.journal)
  --codes FILE        where one-time codes to sign in are written, instead of being sent (service_hall.codes)
  --api-keys FILE     api_key,person_id: programs that may place orders by Open311
  --orders FOLDER     carries out its order_commands.csv once, up to the time that the clock shows
  --now TIME          the clock begins at "2021-12-24 09:00", and goes on; without it, it is the system's
  --station NAME      whose trains are shown
  --places-an-hour N  orders that a person or an address may place in an hour; 0 for any number (30)
  --host NAME[:PORT]  the name under which a web server in front passes requests on
  --secure            cookies are sent over TLS only: for a web server in front that has it

Without COMMUNITY it shows the examples' community on 2021-12-24, with their trains, ledger, orders and api keys.
)";

namespace {

std::optional<int> number(const std::string& word, int most) {
    int n = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), n);
    if (error != std::errc{} || end != word.data() + word.size() || n < 0 || n > most) return std::nullopt;
    return n;
}

/// Whether the option took the value.
bool take(options& o, const std::string& name, const std::string& value) {
    const auto set_text = [&](std::string& where) { return where = value, !value.empty(); };
    const auto set_number = [&](int& where, int most) {
        const auto n = number(value, most);
        where = n.value_or(where);
        return n.has_value();
    };
    if (name == "--port") return set_number(o.port, 65535);
    if (name == "--places-an-hour") return set_number(o.places_an_hour, 1'000'000);
    if (name == "--journal") return set_text(o.journal);
    if (name == "--codes") return set_text(o.codes);
    if (name == "--api-keys") return set_text(o.api_keys);
    if (name == "--orders") return set_text(o.orders);
    if (name == "--station") return set_text(o.station);
    if (name == "--host") return set_text(o.host);
    if (name == "--now") return set_text(o.starts) && qaidam::calendar::parse_local_time(value).has_value();
    return false;
}

/// The community of the examples, on a day on which it has much to show.
void show_examples(options& o) {
    const std::string data = QAIDAM_EXAMPLE_DATA;
    o.community = data + "/chengdong";
    o.trains = data + "/qaidam-rail";
    o.ledger = data + "/delingha";
    if (o.orders.empty()) o.orders = data + "/december";
    if (o.api_keys.empty()) o.api_keys = data + "/service-hall/api_keys.csv";
    if (o.starts.empty()) o.starts = "2021-12-24 09:00";
    if (o.station.empty()) o.station = "格尔木";
}

} // namespace

std::optional<options> read_options(const std::vector<std::string>& words, int& exit_code) {
    options o;
    std::vector<std::string> feeds;
    exit_code = 0;
    if (words.size() == 1 && words[0] == "--help") {
        fmt::print("{}", usage);
        return std::nullopt;
    }
    exit_code = 2;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--secure") {
            o.secure = true;
        } else if (!words[i].starts_with("--")) {
            feeds.push_back(words[i]);
        } else if (i + 1 == words.size() || !take(o, words[i], words[i + 1])) {
            fmt::print(stderr, "service_hall: cannot use '{}{}{}'\n{}", words[i],
                       i + 1 == words.size() ? "" : " ", i + 1 == words.size() ? "" : words[i + 1], usage);
            return std::nullopt;
        } else {
            ++i;
        }
    }
    if (feeds.size() > 3) {
        fmt::print(stderr, "service_hall: cannot use '{}'\n{}", feeds[3], usage);
        return std::nullopt;
    }
    if (feeds.empty()) {
        show_examples(o);
    } else {
        o.community = feeds[0];
        if (feeds.size() > 1) o.trains = feeds[1];
        o.ledger = feeds.size() > 2 ? feeds[2] : feeds[0];
    }
    exit_code = 0;
    return o;
}

} // namespace hall
