#include <qaidam/gtfs/realtime.hpp>

#include <fstream>
#include <iterator>
#include <map>
#include <utility>

#include <qaidam/gtfs/codes.hpp>

#include "realtime_reader.hpp"

namespace qaidam::gtfs {

using namespace rail;
using namespace detail;

namespace {

realtime_message decode(std::string_view bytes, const std::string& name, notices& out) {
    try {
        const auto first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
        const bool json = first != std::string_view::npos && bytes[first] == '{';
        return json ? decode_json(bytes.substr(first)) : decode_protobuf(bytes);
    } catch (const std::exception& e) { // of protozero, of the JSON reader, or ours
        out.add(codes::realtime_damaged, {.file = name}, {e.what()});
        throw data_error{out};
    }
}

std::string bytes_of(const file_path& file) {
    std::ifstream stream{file.text(), std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{stream}, {}};
    if (!stream.is_open() || stream.bad()) {
        notices out;
        out.add(qaidam::codes::unreadable_file, {.file = file.name()});
        throw data_error{std::move(out)};
    }
    return bytes;
}

/// Names what is read by its file, unless the caller names it.
realtime_options named_after(const file_path& file, realtime_options options) {
    if (options.name == realtime_options{}.name) options.name = file.name();
    return options;
}

} // namespace

loaded<realtime_feed> read_realtime(std::string_view bytes, const timetable& t,
                                    const realtime_options& options) {
    notices out{options.notices_per_code};
    const auto message = decode(bytes, options.name, out);
    trip_finder trips{t, options.days_earlier};
    auto feed = read_feed(message, trips, t, options, out);
    return {std::move(feed), std::move(out)};
}

loaded<realtime_feed> load_realtime(const file_path& file, const timetable& t,
                                    const realtime_options& options) {
    return read_realtime(bytes_of(file), t, named_after(file, options));
}

struct realtime_follower::state {
    timetable planned;
    realtime_options options;
    trip_finder trips;
    realtime_message known{};

    state(timetable t, realtime_options o)
        : planned{std::move(t)},
          options{std::move(o)},
          trips{planned, options.days_earlier} {}

    /// What is known after the message.
    [[nodiscard]] realtime_message after(realtime_message m) const {
        if (!m.differential) return m;
        auto all = known;
        all.differential = true;
        all.made = m.made;
        std::map<std::string, std::size_t> places;
        for (std::size_t i = 0; i < all.entities.size(); ++i) places.emplace(all.entities[i].id, i);
        for (auto& e : m.entities) {
            const auto [place, is_new] = places.emplace(e.id, all.entities.size());
            if (is_new)
                all.entities.push_back(std::move(e));
            else
                all.entities[place->second] = std::move(e);
        }
        std::erase_if(all.entities, [](const realtime_entity& e) { return e.deleted; });
        return all;
    }

    loaded<realtime_feed> read(std::string_view bytes, const realtime_options& as) {
        notices out{as.notices_per_code};
        auto message = decode(bytes, as.name, out);
        if (message.made && known.made && *message.made < *known.made) {
            const auto text = [&](std::optional<std::int64_t> made) {
                const auto at = instant_of(made);
                return at ? calendar::to_string(planned.zone().to_local(*at)) : std::string{"?"};
            };
            out.add(codes::realtime_older, {.file = as.name}, {text(message.made), text(known.made)});
        } else {
            known = after(std::move(message));
        }
        auto feed = read_feed(known, trips, planned, as, out);
        return {std::move(feed), std::move(out)};
    }
};

realtime_follower::realtime_follower(timetable planned, realtime_options options)
    : state_{std::make_unique<state>(std::move(planned), std::move(options))} {}
realtime_follower::realtime_follower(realtime_follower&&) noexcept = default;
realtime_follower& realtime_follower::operator=(realtime_follower&&) noexcept = default;
realtime_follower::~realtime_follower() = default;

loaded<realtime_feed> realtime_follower::read(std::string_view bytes) {
    return state_->read(bytes, state_->options);
}

loaded<realtime_feed> realtime_follower::load(const file_path& file) {
    return state_->read(bytes_of(file), named_after(file, state_->options));
}

} // namespace qaidam::gtfs
