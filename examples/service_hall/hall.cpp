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
    orders_.change([&](shared_desk<services::desk>::recorder& recorder) {
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
    order_key order;
    // The command, or why it is not allowed.
    const auto decide = [&](const services::desk& desk) -> shared_desk<services::desk>::intent {
        auto command = w.command(now());
        order = services::order_of(command);
        if (auto why_not = desk.check(command, w.seen)) return *std::move(why_not);
        return command;
    };
    // Refused; unless it was carried out before, and is no longer allowed for that very reason.
    const auto refuse = [&](refusal why_not) {
        auto before = find_outcome(w.key);
        return before ? *std::move(before) : outcome{.order = order, .why_not = std::move(why_not)};
    };
    if (auto before = find_outcome(w.key)) return *std::move(before);
    if (!w.texts.empty()) {
        const auto wanted = look(decide);
        if (const auto* why_not = std::get_if<refusal>(&wanted)) return refuse(*why_not);
        try {
            orders_.journal().texts().put(w.texts); // kept before the event that names them
        } catch (const refused& e) {
            return refuse(e.why());
        }
    }
    if (auto why_not = orders_.carry_out(w.key, decide)) return refuse(*std::move(why_not));
    act_for(order);
    return {.order = order};
}

std::optional<refusal> service_hall::carry_out(const venue_wish& w) {
    if (venues_.journal().find(w.key)) return std::nullopt;
    return venues_.carry_out(
        w.key, [&](const venues::desk&) -> shared_desk<venues::desk>::intent { return w.command(now()); });
}

/// What the rules let the system do with an order now, step by step.
void service_hall::act_for(const order_key& order) {
    for (;;) {
        std::uint64_t version = 0;
        const auto next = look([&](const services::desk& desk) -> std::optional<services::command> {
            const auto at = now();
            version = desk.version(order);
            std::optional<services::command> last;
            for (const auto& p : desk.allowed(order, services::system_actor, at)) {
                if (p.why_not) continue;
                const auto by = services::system_actor;
                if (p.step == services::step::register_) last = services::register_order{order, by, at};
                if (p.step == services::step::accept) last = services::accept_order{order, by, at};
                if (p.step == services::step::resume) last = services::resume_order{order, by, at};
                if (p.step == services::step::pass) last = services::pass_check{order, by, at};
            }
            return last;
        });
        if (!next) return;
        const auto key = fmt::format("system {} {}", order, version);
        if (orders_.carry_out(
                qaidam::key{key},
                [&](const services::desk&) -> shared_desk<services::desk>::intent { return *next; }))
            return; // another did it
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
    for (const auto& order : waiting) act_for(order);
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
