#include <qaidam/views/service_views.hpp>

#include "json_text.hpp"

namespace qaidam::views {
namespace {

using namespace services;
using nlohmann::ordered_json;

/// Makes objects of the values of this room. What there is not is left out.
class object_writer {
public:
    explicit object_writer(const calendar::zone& zone) : zone_{zone} {}

    void add(const char* name, const auto& value) { all_[name] = json_of(value); }
    void add(const char* name, const key& k) {
        if (!k.empty()) all_[name] = k.text();
    }
    template <class Tag>
    void add(const char* name, const key_of<Tag>& k) {
        add(name, static_cast<const key&>(k));
    }
    template <class T>
    void add(const char* name, const std::optional<T>& value) {
        if (value) add(name, *value);
    }
    /// A deadline that is not yet known says how it is counted.
    void add(const char* name, const due_time& due) {
        if (due.is_known()) all_[name] = json_of(*due);
        if (const auto* how = due.open()) all_[name] = {{"not_yet_known", json_of(*how)}};
    }
    template <class T>
    void add(const char* name, const std::vector<T>& list) {
        if (!list.empty()) all_[name] = array_of(list);
    }

    [[nodiscard]] ordered_json take() { return std::move(all_); }

private:
    [[nodiscard]] ordered_json array_of(const auto& list) const {
        auto array = ordered_json::array();
        for (const auto& x : list) array.push_back(json_of(x));
        return array;
    }

    static ordered_json json_of(bool b) { return b; }
    static ordered_json json_of(int n) { return n; }
    static ordered_json json_of(std::int64_t n) { return n; }
    static ordered_json json_of(std::uint32_t n) { return n; }
    static ordered_json json_of(std::string_view text) { return text; }
    static ordered_json json_of(const std::string& text) { return text; }
    static ordered_json json_of(const key& k) { return k.text(); }
    [[nodiscard]] ordered_json json_of(calendar::local_time t) const { return json_time(t, zone_.to_utc(t)); }
    static ordered_json json_of(const calendar::time_limit& t) { return to_cell(t); }
    static ordered_json json_of(const handler& h) {
        return {{"kind", to_cell(civic::handler_words, h.kind)}, {"id", h.key.text()}};
    }
    [[nodiscard]] ordered_json json_of(const due_count& how) const {
        object_writer w{zone_};
        w.add("from", how.from);
        if (how.counted) return w.take(); // what was due before it stood or was extended
        w.add("limit", how.limit);
        return w.take();
    }
    [[nodiscard]] ordered_json json_of(const open_response& x) const {
        object_writer w{zone_};
        w.add("at", x.at);
        w.add("by", x.by);
        return w.take();
    }
    [[nodiscard]] ordered_json json_of(const suspension& s) const {
        object_writer w{zone_};
        w.add("since", s.since);
        w.add("review", s.review);
        w.add("due_before", s.due_before);
        return w.take();
    }
    [[nodiscard]] ordered_json json_of(const appeal& a) const {
        object_writer w{zone_};
        w.add("by", a.by);
        w.add("of_reporter", a.of_reporter);
        w.add("against", to_cell(a.against));
        w.add("reversed", a.reversed);
        w.add("settled_at", a.settled_at);
        return w.take();
    }
    static ordered_json json_of(const spot& s) {
        return {{"latitude", s.latitude}, {"longitude", s.longitude}};
    }
    static ordered_json json_of(const attribute& a) { return {{"code", a.code.text()}, {"value", a.value}}; }
    static ordered_json json_of(const attribute_text& a) {
        return {{"code", a.code.text()}, {"text_id", a.text.text()}};
    }
    [[nodiscard]] ordered_json json_of(const photo& p) const {
        object_writer w{zone_};
        w.add("sha256", events::to_string(p.digest));
        w.add("media_type", p.media_type);
        w.add("bytes", p.bytes);
        w.add("taken_at", p.taken_at);
        w.add("taken_where", p.taken_where);
        return w.take();
    }
    [[nodiscard]] ordered_json json_of(const rating& r) const {
        object_writer w{zone_};
        w.add("by", r.by);
        w.add("at", r.at);
        w.add("solved", r.solved);
        w.add("satisfied", r.satisfied);
        w.add("struck", r.struck);
        return w.take();
    }
    [[nodiscard]] ordered_json json_of(const merged_from& m) const {
        object_writer w{zone_};
        w.add("state", to_cell(m.state));
        w.add("step_due", m.step_due);
        w.add("return_by", m.return_by);
        return w.take();
    }
    [[nodiscard]] ordered_json json_of(const referral& x) const {
        object_writer w{zone_};
        w.add("community_id", x.to);
        w.add("building_id", x.building);
        w.add("state", to_cell(x.state));
        w.add("step_due", x.step_due);
        w.add("accepted_late", x.accepted_late);
        w.add("accept_by", x.accept_by);
        return w.take();
    }
    [[nodiscard]] ordered_json json_of(const receipt& x) const {
        object_writer w{zone_};
        w.add("community_id", x.from);
        w.add("order_id", x.order);
        w.add("referred_at", x.referred_at);
        w.add("accepted_late", x.accepted_late);
        return w.take();
    }
    [[nodiscard]] ordered_json json_of(const whistle& x) const {
        object_writer w{zone_};
        w.add("at", x.at);
        w.add("report_by", x.report_by);
        w.add("called", x.called);
        w.add("reported", x.reported);
        return w.take();
    }

    const calendar::zone& zone_;
    ordered_json all_ = ordered_json::object();
};

/// A member that is added to an order must be added here, or this does not compile.
ordered_json order_json(const order& o, const calendar::zone& zone) {
    const auto& [key, state, version, item, building, spot, text, attributes, attribute_texts, address,
                 photos, grid, placed_by, reporter, at_door, channel, priority, placed_at, last_at,
                 registered_at, dispatched_at, accepted_at, fed_back_at, closed_at, step_due, close_by, due,
                 return_by, limit, rules, stopped_at, suspension, handler, co_handlers, former_handlers,
                 hands, verified, adjudicated, decided_by, reason, evidence, feedback_photos, visits, returns,
                 transfers, extended_days, suspensions, reworks, redos, reopenings, urges, supervisions,
                 responded, open_response, solved, satisfied, rated_by, rating_struck, ratings, appeals,
                 whistles, parent, merged, split_from, merged_in, also_for, referrals, referred, received] =
        o;
    object_writer w{zone};
    w.add("order_id", key);
    w.add("state", to_cell(state));
    w.add("open311_status", open311_status(state));
    w.add("version", version);
    w.add("item_id", item);
    w.add("building_id", building);
    w.add("spot", spot);
    w.add("text_id", text);
    w.add("attributes", attributes);
    w.add("attribute_texts", attribute_texts);
    w.add("address_id", address);
    w.add("photos", photos);
    w.add("grid_id", grid);
    w.add("placed_by", placed_by);
    w.add("reporter_id", reporter);
    w.add("also_for", also_for);
    w.add("at_door", at_door);
    w.add("channel", to_cell(channel));
    w.add("priority", to_cell(priority));
    w.add("placed_at", placed_at);
    w.add("registered_at", registered_at);
    w.add("dispatched_at", dispatched_at);
    w.add("accepted_at", accepted_at);
    w.add("fed_back_at", fed_back_at);
    w.add("closed_at", closed_at);
    w.add("last_at", last_at);
    w.add("step_due", step_due);
    w.add("close_by", close_by);
    w.add("due", due);
    w.add("return_by", return_by);
    if (limit.amount > 0) w.add("limit", limit);
    if (!rules.empty()) w.add("rules", std::string_view{rules});
    w.add("stopped_at", stopped_at);
    w.add("suspension", suspension);
    w.add("handler", handler);
    w.add("co_handlers", co_handlers);
    w.add("former_handlers", former_handlers);
    w.add("hands", hands);
    if (verified) w.add("verified", to_cell(*verified));
    w.add("adjudicated", adjudicated);
    w.add("decided_by", decided_by);
    w.add("reason", reason);
    w.add("evidence", evidence);
    w.add("feedback_photos", feedback_photos);
    w.add("visits", visits);
    w.add("returns", returns);
    w.add("transfers", transfers);
    w.add("extended_days", extended_days);
    w.add("suspensions", suspensions);
    w.add("reworks", reworks);
    w.add("redos", redos);
    w.add("reopenings", reopenings);
    w.add("urges", urges);
    w.add("supervisions", supervisions);
    w.add("responded", responded);
    w.add("open_response", open_response);
    w.add("solved", solved);
    w.add("satisfied", satisfied);
    w.add("rated_by", rated_by);
    w.add("rating_struck", rating_struck);
    w.add("ratings", ratings);
    w.add("appeals", appeals);
    w.add("whistles", whistles);
    w.add("merged_into", parent);
    w.add("merged_from", merged);
    w.add("split_from", split_from);
    w.add("merged_in", merged_in);
    w.add("referrals", referrals);
    w.add("referred_to", referred);
    w.add("received_from", received);
    return w.take();
}

ordered_json keys_json(const std::vector<order_key>& keys) {
    auto array = ordered_json::array();
    for (const auto& k : keys) array.push_back(k.text());
    return array;
}

ordered_json measures_json(std::span<const measure> measures) {
    auto array = ordered_json::array();
    for (const auto& m : measures) {
        auto left_out = ordered_json::array();
        for (const auto& x : m.left_out)
            left_out.push_back({{"order_id", x.order.text()}, {"reason", to_cell(x.reason)}});
        array.push_back({{"indicator", to_cell(m.indicator)},
                         {"part", m.part.size()},
                         {"whole", m.whole.size()},
                         {"part_orders", keys_json(m.part)},
                         {"whole_orders", keys_json(m.whole)},
                         {"left_out", std::move(left_out)}});
    }
    return array;
}

} // namespace

std::string to_json(const order_book& orders, const calendar::zone& zone) {
    auto all = ordered_json::array();
    for (const auto& o : orders) all.push_back(order_json(o, zone));
    return json_text({{"orders", std::move(all)}});
}

std::string to_json(const order& o, const calendar::zone& zone) {
    return json_text(order_json(o, zone));
}

std::string to_json(std::span<const measure> measures) {
    return json_text({{"measures", measures_json(measures)}});
}

std::string to_json(const std::map<std::string, std::vector<measure>>& groups) {
    auto all = ordered_json::array();
    for (const auto& [group, measures] : groups)
        all.push_back({{"group", group}, {"measures", measures_json(measures)}});
    return json_text({{"groups", std::move(all)}});
}

std::string to_json(std::span<const period> periods, std::span<const std::vector<measure>> trend,
                    const calendar::zone& zone) {
    if (periods.size() != trend.size())
        throw std::invalid_argument("to_json: a trend has as many measures as periods");
    auto all = ordered_json::array();
    for (std::size_t i = 0; i < periods.size(); ++i)
        all.push_back({{"from", json_time(periods[i].from, zone.to_utc(periods[i].from))},
                       {"until", json_time(periods[i].until, zone.to_utc(periods[i].until))},
                       {"measures", measures_json(trend[i])}});
    return json_text({{"periods", std::move(all)}});
}

} // namespace qaidam::views
