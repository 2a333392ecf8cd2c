// Open311 GeoReport v2: what is offered, and orders as service requests. docs/service-hall.md says what is mapped to what.
#include <algorithm>
#include <charconv>

#include <qaidam/calendar/written_time.hpp>
#include <qaidam/civic/masking.hpp>

#include "answers.hpp"
#include "open311_text.hpp"
#include "pages.hpp"

namespace hall {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t most_answers = 1000;
constexpr int most_days = 90;

/// Who asks: whose key it is, or nobody.
std::optional<person_key> caller(const context& c) {
    auto key = c.request.form["api_key"];
    if (key.empty()) key = c.request.query["api_key"];
    if (key.empty()) return std::nullopt;
    const auto found = c.all.api_keys.find(key);
    if (found == c.all.api_keys.end()) throw api_error{403, "api_key: this key is not known"};
    return found->second;
}

ordered_json service(const services::service_item& item, bool asks, language l) {
    std::string description = item.documents;
    if (item.who != civic::eligibility{})
        join_on(description, pick(l, "；", "; "),
                pick(l, "有申请条件，须登记的居民本人办理", "has conditions: for residents in the register"));
    return {{"service_code", item.key.text()},
            {"service_name", item.name.in(l)},
            {"description", description},
            {"metadata", item.at_door || asks},
            {"type", "realtime"},
            {"keywords", item.category},
            {"group", to_string(item.list, l)}};
}

const services::service_item& item_of(const context& c, const std::string& code) {
    if (code.empty()) throw api_error{400, "service_code: missing; services lists them"};
    const auto* item = c.data().catalogue.find_item(code, c.now.date());
    if (item == nullptr) throw api_error{404, "service_code: no such service today; services lists them"};
    return *item;
}

listing list_services(const context& c) {
    listing all{"services", "service", ordered_json::array()};
    for (const auto& item : c.data().catalogue.items)
        if (item.when.contains(c.now.date()))
            all.items.push_back(service(item, !c.data().catalogue.attributes_of(item.key).empty(), c.l));
    return all;
}

ordered_json attribute_of(const services::item_attribute& a, std::size_t order, language l) {
    ordered_json asked{{"variable", a.variable},
                       {"code", a.code.text()},
                       {"datatype", to_cell(a.type)},
                       {"required", a.required},
                       {"datatype_description", a.type_description.in(l)},
                       {"order", order},
                       {"description", a.description.in(l)}};
    if (a.choices.empty()) return asked;
    asked["values"] = ordered_json::array();
    for (const auto& choice : a.choices)
        asked["values"].push_back({{"key", choice.key.text()}, {"name", choice.name.in(l)}});
    return asked;
}

/// What a service asks beside a place: whether to come to the door, where that can be, and what the feed says.
listing describe_service(const context& c, const std::string& code) {
    const auto& item = item_of(c, code);
    auto attributes = ordered_json::array();
    if (item.at_door)
        attributes.push_back({{"variable", true},
                              {"code", "at_door"},
                              {"datatype", "singlevaluelist"},
                              {"required", false},
                              {"datatype_description", ""},
                              {"order", 1},
                              {"description", c.say("是否上门办理", "Is it to be done at the door?")},
                              {"values",
                               {{{"key", "yes"}, {"name", c.say("是", "yes")}},
                                {{"key", "no"}, {"name", c.say("否", "no")}}}}});
    for (const auto& a : c.data().catalogue.attributes_of(item.key))
        attributes.push_back(attribute_of(a, attributes.size() + 1, c.l));
    return {"service_definition", "", {{"service_code", item.key.text()}, {"attributes", attributes}}};
}

/// A time as in RFC 3339. A "+" that was not encoded comes as a blank.
calendar::local_time read_time(const context& c, const char* name, std::string text) {
    if (text.size() > 6 && text[text.size() - 6] == ' ') text[text.size() - 6] = '+';
    const auto read = calendar::time_column{}.read(text);
    const auto* written = std::get_if<calendar::written_time>(&read);
    if (written == nullptr)
        throw api_error{400, fmt::format("{}: want a time such as 2021-12-24T09:00:00+08:00", name)};
    if (!written->offset) return written->at;
    const auto utc =
        calendar::utc_time::from_seconds_since_1970(written->at.seconds_since_1970()) - *written->offset;
    return c.all.hall.zone().to_local(utc);
}

std::vector<std::string> words_of(const std::string& list) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < list.size();) {
        const auto end = std::min(list.find(',', at), list.size());
        words.push_back(list.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

bool allows(const std::vector<std::string>& words, std::string_view word) {
    return words.empty() || std::find(words.begin(), words.end(), word) != words.end();
}

/// Which requests are asked for.
struct filter {
    std::vector<std::string> ids, codes, states;
    services::period placed{calendar::local_time::first(), calendar::local_time::last()};
    services::period updated{calendar::local_time::first(), calendar::local_time::last()};
    std::size_t page = 1, page_size = most_answers;

    [[nodiscard]] bool takes(const services::order& o) const {
        return allows(ids, o.key.text()) && allows(codes, o.item.text()) &&
               allows(states, services::open311_status(o.state)) && placed.contains(o.placed_at) &&
               updated.contains(o.last_at);
    }
};

std::size_t read_count(const context& c, const char* name, std::size_t usual, std::size_t most) {
    const auto text = c.request.query[name];
    if (text.empty()) return usual;
    std::size_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc{} || end != text.data() + text.size() || n == 0 || n > most)
        throw api_error{400, fmt::format("{}: want 1 to {}", name, most)};
    return n;
}

filter read_filter(const context& c) {
    const auto& q = c.request.query;
    filter f{.ids = words_of(q["service_request_id"]),
             .codes = words_of(q["service_code"]),
             .states = words_of(q["status"])};
    for (const auto& s : f.states)
        if (s != "open" && s != "closed") throw api_error{400, "status: want open, closed or both"};
    const auto within = [&](const char* name, calendar::local_time& where) {
        if (!q[name].empty()) where = read_time(c, name, q[name]);
    };
    const auto span = std::chrono::hours{24 * most_days};
    if (f.ids.empty() && !q.has("updated_after")) f.placed.from = c.now - span;
    if (!q["end_date"].empty()) f.placed.from = read_time(c, "end_date", q["end_date"]) - span;
    within("start_date", f.placed.from);
    within("end_date", f.placed.until);
    within("updated_after", f.updated.from);
    within("updated_before", f.updated.until);
    if (!q["start_date"].empty() && f.placed.until - f.placed.from > span && !q["end_date"].empty())
        throw api_error{400, "start_date, end_date: want at most 90 days"};
    f.page = read_count(c, "page", 1, 1'000'000);
    f.page_size = read_count(c, "page_size", most_answers, most_answers);
    return f;
}

/// An order as its caller may see it. Without a key: what is no matter of one household, and where only by grid.
struct shown {
    services::order order;
    bool with_people = false;
};

std::optional<shown> show_to(const services::desk& desk, const services::order& o,
                             const std::optional<person_key>& who, const context& c) {
    if (who)
        if (const auto sight = desk.sight_of(o.key, *who, c.now))
            return shown{*desk.look_at(o.key, *who, c.now), sight == services::sight::people};
    if (!services::is_public(o, c.data().catalogue)) return std::nullopt;
    return shown{o};
}

ordered_json request_of(const shown& x, const context& c, const std::string& description) {
    const auto& o = x.order;
    const auto& zone = c.all.hall.zone();
    const auto grid = c.data().community.grids().find(o.grid);
    ordered_json r{{"service_request_id", o.key.text()},
                   {"status", services::open311_status(o.state)},
                   {"status_notes", to_string(o.state, c.l)},
                   {"service_name", item_name(o, c)},
                   {"service_code", o.item.text()},
                   {"description", description},
                   {"agency_responsible", o.handler && o.handler->kind != civic::handler_kind::person
                                              ? civic::name_of(*o.handler, c.data().community, c.l)
                                              : ""},
                   {"service_notice", ""},
                   {"requested_datetime", rfc3339(o.placed_at, zone)},
                   {"updated_datetime", rfc3339(o.last_at, zone)}};
    if (o.due.is_known()) r["expected_datetime"] = rfc3339(*o.due, zone);
    r["address"] = x.with_people ? place_of(o, c)
                   : grid        ? c.data().community.grids()[*grid].name.in(c.l)
                                 : "";
    if (o.spot) {
        r["lat"] = o.spot->latitude;
        r["long"] = o.spot->longitude;
    }
    return r;
}

listing list_requests(context& c) {
    const auto who = caller(c);
    const auto f = read_filter(c);
    auto found = c.all.hall.look([&](const services::desk& desk) {
        std::vector<shown> all;
        for (const auto& o : desk.orders())
            if (f.takes(o))
                if (auto x = show_to(desk, o, who, c)) all.push_back(*std::move(x));
        return all;
    });
    std::stable_sort(found.begin(), found.end(),
                     [](const shown& a, const shown& b) { return a.order.last_at > b.order.last_at; });
    listing all{"service_requests", "request", ordered_json::array()};
    for (auto i = (f.page - 1) * f.page_size; i < found.size() && all.items.size() < f.page_size; ++i)
        all.items.push_back(request_of(found[i], c, ""));
    return all;
}

listing one_request(context& c, const std::string& id) {
    const auto who = caller(c);
    const auto found = c.all.hall.look([&](const services::desk& desk) {
        const auto* o = desk.find(order_key{id});
        return o == nullptr ? std::nullopt : show_to(desk, *o, who, c);
    });
    if (!found) throw api_error{404, "service_request_id: there is no such request, or it is not public"};
    std::string description;
    if (found->with_people)
        description =
            c.all.hall.read_text(found->order.text, {*who, "Open311 request " + id}, c.l).value_or("");
    return {"service_requests", "request", ordered_json::array({request_of(*found, c, description)})};
}

listing one_token(context& c, const std::string& token) {
    if (is_token(token)) {
        const auto reporter = services::visitor_of(token);
        const auto found = c.all.hall.look([&](const services::desk& desk) -> std::optional<order_key> {
            for (const auto& o : desk.orders())
                if (o.reporter == reporter) return o.key;
            return std::nullopt;
        });
        if (found)
            return {"service_requests", "request",
                    ordered_json::array({{{"service_request_id", found->text()}, {"token", token}}})};
    }
    throw api_error{404, "token: there is no such token"};
}

/// Where it is: a point, or a building by its key or its address.
void read_place(const context& c, services::place_order& order) {
    const auto& f = c.request.form;
    const auto address = one_line(f["address_string"]), id = one_line(f["address_id"], 80);
    if (!id.empty()) {
        if (!c.data().community.buildings().find(id))
            throw api_error{400, "address_id: there is no such building"};
        order.building = services::building_key{id};
    } else if (!address.empty()) {
        const auto found = c.data().addresses.find(address);
        if (!found.building) throw api_error{400, "address_string: " + to_string(*found.fault, c.l)};
        order.building = services::building_key{c.data().community.buildings()[*found.building].key.text()};
    }
    if (!f["lat"].empty() || !f["long"].empty()) {
        order.spot = services::parse_spot(fmt::format("{} {}", f["lat"], f["long"]));
        if (!order.spot) throw api_error{400, "lat, long: want degrees of WGS 84"};
    }
    if (order.building.empty() && !order.spot)
        throw api_error{400, "lat and long, address_string or address_id: one of them is needed"};
}

listing post_request(context& c) {
    const auto who = caller(c);
    if (!who) throw api_error{403, "api_key: missing"};
    if (!c.all.places.take(who->text()))
        throw api_error{429, "too many requests were placed; try again in an hour"};
    const auto& f = c.request.form;
    const auto& item = item_of(c, f["service_code"]);
    services::place_order order{.by = *who, .item = item.key, .channel = services::channel::exchange};
    read_place(c, order);
    order.at_door = f["attribute[at_door]"] == "yes";
    const auto text =
        with_door(c.data(), one_line(f["address_string"]), order.building, many_lines(f["description"]));
    // With an Idempotency-Key the same request again is the same order, with the same token.
    const auto& key = c.request.idempotency_key;
    const auto token = key.empty() ? draw_token() : sign(f["api_key"], "token " + key).substr(0, 32);
    order.reporter = services::visitor_of(token);
    const auto answers =
        read_answers(c, order, token, [&](const std::string& name, const std::string& given) {
            auto at = calendar::to_string(read_time(c, name.c_str(), given));
            at[10] = 'T';
            return at;
        });
    const auto phone = one_line(f["phone"], 30);
    if (!phone.empty() && !civic::is_phone(phone))
        throw api_error{400, "phone: want digits, blanks, + and -"};
    auto wanted = place_wish(std::move(order), token, text, phone);
    wanted.texts.insert(wanted.texts.end(), answers.begin(), answers.end());
    const auto done = c.all.hall.carry_out(wanted);
    if (done.why_not)
        throw api_error{400, fmt::format("{}: {}", done.why_not->rule->code, to_string(*done.why_not, c.l))};
    return {"service_requests", "request",
            ordered_json::array(
                {{{"service_request_id", done.order.text()},
                  {"token", token},
                  {"service_notice",
                   f["media_url"].empty() ? "" : c.say("没有保存图片", "the picture was not kept")},
                  {"account_id", ""}}})};
}

listing discovery(const context& c) {
    const auto base = fmt::format("http{}://{}/open311/v2", c.all.given.secure ? "s" : "", c.request.host);
    return {"discovery",
            "",
            {{"changeset", "2021-12-24T00:00:00+08:00"},
             {"contact", c.data().community.identity().name.in(c.l)},
             {"key_service", c.say("由服务大厅发放", "keys are given by the hall")},
             {"endpoints",
              {{{"specification", "http://wiki.open311.org/GeoReport_v2"},
                {"url", base},
                {"changeset", "2021-12-24T00:00:00+08:00"},
                {"type", "production"},
                {"formats", {"text/xml", "application/json"}}}}}}};
}

/// "services.json" as name and format; nothing for another format.
std::optional<std::pair<std::string, bool>> split_format(const std::string& last) {
    for (const auto* ending : {".json", ".xml"})
        if (last.size() > std::string_view{ending}.size() && last.ends_with(ending))
            return std::pair{last.substr(0, last.size() - std::string_view{ending}.size()),
                             ending == std::string_view{".xml"}};
    return std::nullopt;
}

listing answer_to(context& c, const std::string& first, const std::string& second) {
    const bool posts = c.request.method == "POST";
    if (posts && first == "requests" && second.empty()) return post_request(c);
    if (posts) throw api_error{405, "only requests takes a POST"};
    if (first == "discovery" && second.empty()) return discovery(c);
    if (first == "services") return second.empty() ? list_services(c) : describe_service(c, second);
    if (first == "requests") return second.empty() ? list_requests(c) : one_request(c, second);
    if (first == "tokens" && !second.empty()) return one_token(c, second);
    throw api_error{404, "there is no such resource: discovery, services, requests, tokens"};
}

} // namespace

http_answer open311(context& c) {
    const auto format = split_format(c.parts.back());
    const bool xml = format && format->second;
    const auto as = [&](const listing& l, int status) {
        return http_answer{.status = status,
                           .type = xml ? "text/xml; charset=utf-8" : "application/json; charset=utf-8",
                           .body = xml ? to_xml(l) : l.items.dump(2) + "\n",
                           .headers = {{"Cache-Control", "no-store"}}};
    };
    const auto no = [&](int status, const std::string& why) {
        return as({"errors", "error", ordered_json::array({{{"code", status}, {"description", why}}})},
                  status);
    };
    try {
        if (!format) throw api_error{404, "want .json or .xml at the end"};
        const bool alone = c.parts.size() == 1;
        return as(answer_to(c, alone ? format->first : c.parts[0], alone ? "" : format->first),
                  c.request.method == "POST" ? 201 : 200);
    } catch (const api_error& e) {
        return no(e.status, e.description);
    } catch (const page_error& e) {
        return no(e.status, std::string{e.text.in(c.l)});
    }
}

} // namespace hall
