#include "hall.hpp"

#include <algorithm>

#include <qaidam/civic/feed.hpp>
#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/views/service_views.hpp>

#include "../open_journal.hpp"

namespace hall {

calendar::utc_time hall_clock::now() const {
    const auto shown = events::system_clock().now().seconds_since_1970() + ahead_;
    return calendar::utc_time::from_seconds_since_1970(std::max(shown, least_.load()));
}

void hall_clock::start_at(calendar::utc_time time) {
    ahead_ = time.seconds_since_1970() - events::system_clock().now().seconds_since_1970();
}

void hall_clock::not_before(calendar::utc_time time) {
    auto least = least_.load();
    while (least < time.seconds_since_1970() &&
           !least_.compare_exchange_weak(least, time.seconds_since_1970())) {
    }
}

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
    if (!given.trains.empty()) trains = gtfs::load(given.trains).value;
}

service_hall::service_hall(const feeds& all, const options& given) : data_{all} {
    if (const auto starts = calendar::parse_local_time(given.starts)) clock_.start_at(zone_.to_utc(*starts));
    journal_ = open_journal(given.journal, {.clock = &clock_});
    recorder_ = std::make_unique<events::recorder<services::desk>>(
        services::desk{all.community, all.catalogue, all.office, all.rules}, *journal_);
    see_time();
    if (!given.orders.empty()) play(given.orders);
}

/// Each row once, however often the hall is opened. What is refused is said.
void service_hall::play(const std::string& folder) {
    put_notes(journal_->texts(), services::load_notes(folder).value, language::zh);
    const auto commands = services::load_commands(folder, {}, services::written_by::desk).value;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        const qaidam::key row{fmt::format("order_commands.csv {}", i + 1)};
        if (services::time_of(commands[i]) > now() || journal_->find(row)) continue;
        if (const auto no = recorder_->carry_out(commands[i], row))
            fmt::print(stderr, "order_commands.csv {}: {}\n", i + 1, to_string(*no));
    }
}

void service_hall::see_time() {
    if (const auto size = recorder_->position(); size > 0)
        for (const auto& last : journal_->read(size - 1, 1)) clock_.not_before(last.time);
}

void service_hall::catch_up() {
    {
        const std::shared_lock held{mutex_};
        if (journal_->read(recorder_->position(), 1).empty()) return;
    }
    const std::unique_lock held{mutex_};
    recorder_->catch_up();
    see_time();
}

std::vector<services::event> service_hall::history(const order_key& order) {
    const std::shared_lock held{mutex_};
    return recorder_->list_events(order);
}

std::vector<services::event> service_hall::history() {
    const std::shared_lock held{mutex_};
    return recorder_->list_events();
}

std::optional<outcome> service_hall::find_outcome(const qaidam::key& idempotency_key) {
    const auto before = journal_->find(idempotency_key);
    if (!before || before->count == 0) return std::nullopt;
    const auto first = services::desk::decode(journal_->read(before->position, 1).at(0).bytes);
    return outcome{.order = services::order_of(first), .repeated = true};
}

outcome service_hall::carry_out(const wish& w) {
    /// What is known without carrying it out: that it was before, or why it is not allowed.
    const auto answer_to = [&](const services::command& c) -> std::optional<outcome> {
        if (auto before = find_outcome(w.key)) return before;
        auto why_not = recorder_->desk().check(c, w.seen);
        if (!why_not) return std::nullopt;
        return outcome{.order = services::order_of(c), .why_not = std::move(why_not)};
    };
    catch_up();
    if (!w.texts.empty()) {
        {
            const std::shared_lock held{mutex_};
            if (auto known = answer_to(w.command(now()))) return *known;
        }
        // Kept before the event that names them; without the lock, so that writers share a sync.
        try {
            journal_->texts().put(w.texts);
        } catch (const refused& e) {
            return {.why_not = e.why()};
        }
    }
    const std::unique_lock held{mutex_};
    recorder_->catch_up();
    see_time();
    const auto command = w.command(now());
    if (auto known = answer_to(command)) return *known;
    outcome result{.order = services::order_of(command), .why_not = recorder_->carry_out(command, w.key)};
    if (result.why_not && *result.why_not->rule == events::codes::key_reused) // another process was first
        if (auto before = find_outcome(w.key)) return *before;
    if (!result.why_not) act_for(result.order);
    return result;
}

/// What the rules let the system do with an order now, step by step.
void service_hall::act_for(const order_key& order) {
    for (;;) {
        const auto at = now();
        const auto version = recorder_->desk().version(order);
        std::optional<services::command> next;
        for (const auto& p : recorder_->desk().allowed(order, services::system_actor, at)) {
            if (p.why_not) continue;
            const auto by = services::system_actor;
            if (p.step == services::step::register_) next = services::register_order{order, by, at};
            if (p.step == services::step::accept) next = services::accept_order{order, by, at};
            if (p.step == services::step::resume) next = services::resume_order{order, by, at};
            if (p.step == services::step::pass) next = services::pass_check{order, by, at};
        }
        if (!next) return;
        if (recorder_->carry_out(*next, fmt::format("system {} {}", order, version)))
            return; // another did it
    }
}

void service_hall::let_time_pass() {
    catch_up();
    std::vector<order_key> waiting;
    {
        const std::shared_lock held{mutex_};
        const auto at = now();
        for (const auto& o : recorder_->desk().orders())
            if ((o.state == services::order_state::dispatched && o.step_due && *o.step_due < at) ||
                (o.suspension && o.suspension->review <= at))
                waiting.push_back(o.key);
    }
    for (const auto& order : waiting) {
        const std::unique_lock held{mutex_};
        recorder_->catch_up();
        act_for(order);
    }
}

std::optional<std::string> service_hall::read_text(const qaidam::key& text, const events::purpose& for_what,
                                                   language l) {
    if (text.empty()) return std::nullopt;
    const auto found = journal_->texts().read(text, for_what);
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
    return views::event_table(events, data_.community, journal_->texts(), for_what, l);
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

void service_hall::keep_snapshot() {
    const std::unique_lock held{mutex_};
    recorder_->keep_snapshot();
}

} // namespace hall
