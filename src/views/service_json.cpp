#include <nlohmann/json.hpp>

#include <qaidam/views/service_views.hpp>

namespace qaidam::views {
namespace {

using namespace services;
using nlohmann::ordered_json;

/// "2022-01-10T22:40:00"
std::string stamp(const calendar::ptime& t) {
    const auto time = t.time_of_day();
    return fmt::format("{}T{:02}:{:02}:{:02}", calendar::to_text(t.date()), time.hours(), time.minutes(),
                       time.seconds());
}

/// Adds what there is under its name.
struct object_writer {
    ordered_json all = ordered_json::object();

    void add(const char* name, const key& k) {
        if (!k.empty()) all[name] = k.text();
    }
    void add(const char* name, const std::optional<calendar::ptime>& t) {
        if (t) all[name] = stamp(*t);
    }
    void add(const char* name, const std::vector<key>& keys) {
        if (keys.empty()) return;
        all[name] = ordered_json::array();
        for (const auto& k : keys) all[name].push_back(k.text());
    }
    void add(const char* name, int count) {
        if (count > 0) all[name] = count;
    }
    void add(const char* name, const std::optional<bool>& b) {
        if (b) all[name] = *b;
    }
    void add(const char* name, const std::vector<handler>& handlers) {
        if (handlers.empty()) return;
        all[name] = ordered_json::array();
        for (const auto& h : handlers) all[name].push_back(handler_json(h));
    }
    static ordered_json handler_json(const handler& h) {
        static constexpr const char* kinds[] = {"department", "team", "person"};
        return {{"kind", kinds[static_cast<std::size_t>(h.kind)]}, {"id", h.key.text()}};
    }
};

ordered_json order_json(const order& o) {
    object_writer w;
    w.add("order_id", o.key);
    w.all["state"] = word_of(o.state);
    w.all["open311_status"] = open311_status(o.state);
    w.all["version"] = o.version;
    w.add("item_id", o.item);
    w.add("building_id", o.building);
    w.add("grid_id", o.grid);
    w.add("reporter_id", o.reporter);
    w.add("also_for", o.also_for);
    w.all["at_door"] = o.at_door;
    w.all["channel"] = word_of(o.channel);
    w.all["priority"] = word_of(o.priority);
    w.add("placed_at", std::optional{o.placed_at});
    w.add("registered_at", o.registered_at);
    w.add("dispatched_at", o.dispatched_at);
    w.add("accepted_at", o.accepted_at);
    w.add("fed_back_at", o.fed_back_at);
    w.add("closed_at", o.closed_at);
    w.add("last_at", std::optional{o.last_at});
    w.add("step_due", o.step_due);
    w.add("due", o.due);
    w.add("close_by", o.close_by);
    if (o.handler) w.all["handler"] = object_writer::handler_json(*o.handler);
    w.add("co_handlers", o.co_handlers);
    w.add("former_handlers", o.former_handlers);
    w.add("evidence", o.evidence);
    w.add("reason", o.reason);
    w.add("visits", o.visits);
    w.add("returns", o.returns);
    w.add("transfers", o.transfers);
    w.add("extended_days", o.extended_days);
    w.add("suspensions", o.suspensions);
    w.add("reworks", o.reworks);
    w.add("redos", o.redos);
    w.add("reopenings", o.reopenings);
    w.add("urges", o.urges);
    w.add("supervisions", o.supervisions);
    w.add("solved", o.solved);
    w.add("satisfied", o.satisfied);
    if (o.rating_struck) w.all["rating_struck"] = true;
    if (o.parent) w.add("merged_into", *o.parent);
    w.add("merged_in", o.merged_in);
    return std::move(w.all);
}

std::string dump(const ordered_json& all) {
    try {
        return all.dump(2) + "\n";
    } catch (const nlohmann::json::type_error&) {
        throw std::invalid_argument("to_json: a key is not UTF-8");
    }
}

} // namespace

std::string to_json(const order_book& orders) {
    ordered_json all = ordered_json::array();
    for (const auto& o : orders) all.push_back(order_json(o));
    return dump({{"orders", std::move(all)}});
}

std::string to_json(const order& o) {
    return dump(order_json(o));
}

} // namespace qaidam::views
