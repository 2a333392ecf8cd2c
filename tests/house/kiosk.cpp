// A service-hall kiosk: offers the items of the community's lists, places an order and follows it to a department.
#include <qaidam/qaidam.hpp>

#include <cstdio>
#include <cstdlib>

using namespace qaidam;
using namespace std::chrono_literals;
using calendar::date;

namespace {

void check(bool right, const char* what) {
    if (right) return;
    fmt::print(stderr, "wrong: {}\n", what);
    std::exit(1);
}

} // namespace

int main() {
    const auto community = civic::load("examples/data/chengdong").value;
    const auto catalogue = services::load_catalogue("examples/data/chengdong", community).value;
    const calendar::work_calendars office{calendar::office_hours(), calendar::holidays::china()};

    fmt::print("{} {}\n", community.identity().name.zh, community.identity().name.en);
    for (const auto& item : catalogue.items)
        fmt::print("  {:zh} | {} | {} {} | {}{}\n", item.list, item.category, item.name.zh, item.name.en,
                   item.limit, item.at_door ? " | at the door" : "");
    check(catalogue.items.size() == 20, "the kiosk offers twenty items");

    events::memory_journal journal;
    events::recorder recorder{services::desk{community, catalogue, office}, journal};
    const auto at = [](std::chrono::minutes m) { return calendar::local_time(date{2021, 12, 24}, m); };

    const services::place_order wish{.order = "2021-1224-101",
                                     .by = "p-elder",
                                     .at = at(9h),
                                     .item = "old-age-allowance",
                                     .building = "b-08-02",
                                     .at_door = true};
    check(!recorder.carry_out(wish, "kiosk-1"), "the order is placed");
    const services::register_order taken_up{.order = wish.order, .by = "p-clerk", .at = at(9h + 5min)};
    check(!recorder.carry_out(taken_up, "hall-1"), "the order is registered");

    const services::rate_order too_soon{
        .order = wish.order, .by = "p-elder", .at = at(9h + 6min), .satisfied = true};
    const auto refusal = recorder.carry_out(too_soon, "kiosk-2");
    check(refusal.has_value(), "what is not done yet cannot be rated");
    fmt::print("refused: {:en}\n拒绝：{:zh}\n", *refusal, *refusal);

    services::dispatch_order sent{.order = wish.order,
                                  .by = "p-clerk",
                                  .at = at(9h + 10min),
                                  .handler = {civic::handler_kind::department, "dept-06"}};
    const auto not_theirs = recorder.carry_out(sent, "hall-2");
    check(not_theirs.has_value(), "the police are not competent for an allowance");
    fmt::print("refused: {:en}\n拒绝：{:zh}\n", *not_theirs, *not_theirs);
    sent.handler = {civic::handler_kind::department, "dept-07"};
    check(!recorder.carry_out(sent, "hall-2"), "the order is dispatched");

    const auto* order = recorder.desk().find(wish.order);
    const auto& department = community.departments()[community.departments().id_of("dept-07")];
    fmt::print("{}: {:zh}（{}），{} 前办结\n", order->key, order->state, department.name.zh,
               order->due.value());
    fmt::print("{}: {:en} to {}, due {}\n", order->key, order->state, department.name.en, order->due.value());
    check(order->state == services::order_state::dispatched, "the order is dispatched");
    check(order->due == calendar::local_time(date{2021, 12, 31}, 18h), "five working days end on the 31st");

    const auto before = order->version;
    check(!recorder.carry_out(sent, "hall-2"), "a repeated request is answered as it was");
    check(recorder.desk().find(wish.order)->version == before, "a repeated request changes nothing");
    const auto happened = recorder.list_events(wish.order);
    check(happened.size() == 3 && journal.read(0, 100).size() == 3, "three things happened");
    fmt::print("sent twice, still {} events\n", happened.size());
    sent.at = at(9h + 11min);
    const auto reused = recorder.carry_out(sent, "hall-2");
    check(reused.has_value(), "another command cannot go by a key that was used");
    fmt::print("refused: {}\n", *reused);

    for (const auto& event : happened) fmt::print("  {}\n", services::encode(event));
    const auto& item = catalogue.items[catalogue.items.id_of("old-age-allowance")];
    const auto clocks = services::read_clocks(happened, item, services::desk_rules{}, office);
    for (const auto& clock : clocks) fmt::print("  {:zh}\n  {:en}\n", clock, clock);
    check(clocks.size() == 5, "five clocks run or ran");
}
