#include "hall.hpp"

#include <algorithm>

#include <qaidam/civic/feed.hpp>
#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/views/service_views.hpp>

#include "../open_journal.hpp"

namespace hall {

namespace {

ledger::items promises_of(const options& given) {
    const auto city = civic::load(given.ledger).value;
    return ledger::load(given.ledger, city).value.items;
}

} // namespace

feeds::feeds(const options& given)
    : community{civic::load(given.community).value},
      catalogue{services::load_catalogue(given.community, community).value},
      office{calendar::load_work_calendars(given.community).value},
      rules{services::load_rules(given.community).value},
      programme{venues::load(given.community, community).value},
      promises{promises_of(given)},
      addresses{community} {
    if (given.trains.empty()) return;
    trains = gtfs::load(given.trains).value;
    network.emplace(*trains);
}

namespace {

/// The journal of the venues stands beside that of the orders: a journal is of one desk.
std::string venues_journal(const std::string& orders) {
    return orders + (orders.find("://") == orders.npos ? ".venues" : "-venues");
}

hall_clock& started(hall_clock& clock, const calendar::zone& zone, const std::string& starts) {
    if (const auto time = calendar::parse_local_time(starts)) clock.start_at(zone.to_utc(*time));
    return clock;
}

} // namespace

service_hall::service_hall(const feeds& all, const options& given)
    : data_{all},
      orders_{services::desk{all.community, all.catalogue, all.office, all.rules},
              open_journal(given.journal, {.clock = &clock_}), started(clock_, zone_, given.starts)},
      venues_{venues::desk{all.community, all.programme},
              open_journal(venues_journal(given.journal), {.clock = &clock_}), clock_} {
    if (!given.orders.empty()) play(given.orders);
}

/// Each row once, however often the hall is opened. What is refused is said.
void service_hall::play(const std::string& folder) {
    auto& journal = orders_.journal();
    put_notes(journal.texts(), services::load_notes(folder).value, language::zh);
    const auto commands = services::load_commands(folder, {}, services::written_by::desk).value;
    orders_.change([&](order_recorder& recorder) {
        for (std::size_t i = 0; i < commands.size(); ++i) {
            const qaidam::key row{fmt::format("order_commands.csv {}", i + 1)};
            if (services::time_of(commands[i]) > now() || journal.find(row)) continue;
            if (const auto no = recorder.carry_out(commands[i], row))
                fmt::print(stderr, "order_commands.csv {}: {}\n", i + 1, to_string(*no));
        }
    });
}

std::vector<services::event> service_hall::history(const order_key& order) {
    return orders_.look([&](const auto& recorder) { return recorder.list_events(order); });
}

std::vector<services::event> service_hall::history() {
    return orders_.look([](const auto& recorder) { return recorder.list_events(); });
}

std::optional<outcome> service_hall::find_outcome(const qaidam::key& idempotency_key) {
    const auto before = orders_.journal().find(idempotency_key);
    if (!before || before->count == 0) return std::nullopt;
    const auto first = services::desk::decode(orders_.journal().read(before->position, 1).at(0).bytes);
    return outcome{.order = services::order_of(first), .repeated = true};
}

std::optional<order_key> service_hall::find_order(const qaidam::key& idempotency_key) {
    return orders_.look([&](const auto&) -> std::optional<order_key> {
        const auto before = find_outcome(idempotency_key);
        return before ? std::optional{before->order} : std::nullopt;
    });
}

outcome service_hall::carry_out(const wish& w) {
    /// What is known without carrying it out: that it was before, or why it is not allowed.
    const auto answer_to = [&](const services::command& c,
                               const services::desk& desk) -> std::optional<outcome> {
        if (auto before = find_outcome(w.key)) return before;
        auto why_not = desk.check(c, w.seen);
        if (!why_not) return std::nullopt;
        return outcome{.order = services::order_of(c), .why_not = std::move(why_not)};
    };
    if (!w.texts.empty()) {
        if (auto known = look([&](const services::desk& desk) { return answer_to(w.command(now()), desk); }))
            return *known;
        // Kept before the event that names them; without the lock, so that writers share a sync.
        try {
            orders_.journal().texts().put(w.texts);
        } catch (const refused& e) {
            return {.why_not = e.why()};
        }
    }
    return orders_.change([&](order_recorder& recorder) {
        const auto command = w.command(now());
        if (auto known = answer_to(command, recorder.desk())) return *known;
        outcome result{.order = services::order_of(command), .why_not = recorder.carry_out(command, w.key)};
        if (result.why_not && *result.why_not->rule == events::codes::key_reused) // another process was first
            if (auto before = find_outcome(w.key)) return *before;
        if (!result.why_not) act_for(recorder, result.order);
        return result;
    });
}

std::optional<refusal> service_hall::carry_out(const venue_wish& w) {
    return venues_.change([&](auto& recorder) -> std::optional<refusal> {
        if (venues_.journal().find(w.key)) return std::nullopt;
        return recorder.carry_out(w.command(now()), w.key);
    });
}

/// What the rules let the system do with an order now, step by step.
void service_hall::act_for(order_recorder& recorder, const order_key& order) {
    for (;;) {
        const auto at = now();
        const auto version = recorder.desk().version(order);
        std::optional<services::command> next;
        for (const auto& p : recorder.desk().allowed(order, services::system_actor, at)) {
            if (p.why_not) continue;
            const auto by = services::system_actor;
            if (p.step == services::step::register_) next = services::register_order{order, by, at};
            if (p.step == services::step::accept) next = services::accept_order{order, by, at};
            if (p.step == services::step::resume) next = services::resume_order{order, by, at};
            if (p.step == services::step::pass) next = services::pass_check{order, by, at};
        }
        if (!next) return;
        if (recorder.carry_out(*next, fmt::format("system {} {}", order, version))) return; // another did it
    }
}

void service_hall::let_time_pass() {
    const auto waiting = look([&](const services::desk& desk) {
        std::vector<order_key> found;
        const auto at = now();
        for (const auto& o : desk.orders())
            if ((o.state == services::order_state::dispatched && o.step_due && *o.step_due < at) ||
                (o.suspension && o.suspension->review <= at))
                found.push_back(o.key);
        return found;
    });
    for (const auto& order : waiting)
        orders_.change([&](order_recorder& recorder) { act_for(recorder, order); });
}

std::optional<std::string> service_hall::read_text(const qaidam::key& text, const events::purpose& for_what,
                                                   language l) {
    if (text.empty()) return std::nullopt;
    const auto found = orders_.journal().texts().read(text, for_what);
    if (found.state == events::text_state::erased) return pick(l, "（已删除）", "(erased)");
    if (found.state != events::text_state::kept) return std::nullopt;
    return found.words.in(l);
}

std::optional<std::string> service_hall::phone_of(const person_key& person, const events::purpose& for_what) {
    if (auto kept = read_text(services::phone_key(person), for_what, language::zh)) return kept;
    const auto who = data_.community.people().find(person);
    if (!who || data_.community.people()[*who].phone.empty()) return std::nullopt;
    return data_.community.people()[*who].phone;
}

report::table service_hall::show_events(std::span<const services::event> events,
                                        const events::purpose& for_what, language l) {
    return views::event_table(events, data_.community, orders_.journal().texts(), for_what, l);
}

bool service_hall::has_community_right(const person_key& person, services::step s) {
    const auto who = data_.community.people().find(person);
    if (!who) return false;
    for (const auto& role : data_.community.roles_of(*who)) {
        if (role.scope.index() != 0 || !role.when.contains(now().date())) continue;
        for (const auto& right : data_.rules.rights)
            if (right.to == std::variant<services::step, services::sight>{s} && right.role == role.kind &&
                right.area.value_or(services::role_area::community) == services::role_area::community)
                return true;
    }
    return false;
}

bool service_hall::has_role(const person_key& person) {
    const auto who = data_.community.people().find(person);
    if (!who) return false;
    const auto roles = data_.community.roles_of(*who);
    return std::any_of(roles.begin(), roles.end(),
                       [&](const civic::role& r) { return r.when.contains(now().date()); });
}

std::uint64_t service_hall::moves() const {
    return orders_.journal().head().size + venues_.journal().head().size;
}

void service_hall::keep_snapshot() {
    orders_.change([](auto& recorder) { recorder.keep_snapshot(); });
    venues_.change([](auto& recorder) { recorder.keep_snapshot(); });
}

} // namespace hall
