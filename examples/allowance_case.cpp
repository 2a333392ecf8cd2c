// Replays one order of a feed: the old-age allowance done at the door, step by step, and how long it took.
//
// Demonstrates: commands through the desk (check, decide, apply), replay from the encoded events.
// Read first: check_feed.

#include <qaidam/civic/feed.hpp>
#include <qaidam/services/services.hpp>
#include <qaidam/views/service_views.hpp>

#include <string_view>

using namespace qaidam;

int main(int argc, char** argv) {
    std::vector<std::string> words{argv + 1, argv + argc};
    auto l = language::en;
    if (words.size() >= 2 && words[words.size() - 2] == "--lang") {
        l = words.back() == "zh" ? language::zh : language::en;
        words.resize(words.size() - 2);
    }
    const bool asked = words.size() == 1 && words[0] == "--help";
    if (asked || words.size() > 2 || (!words.empty() && words[0].starts_with("--"))) {
        fmt::print(asked ? stdout : stderr, "usage: allowance_case [FEED [ORDER]] [--lang zh|en]\n\n"
                                            "FEED is a folder or zip as docs/community-feed.md describes, "
                                            "Chengdong's if none is given; ORDER the key\n"
                                            "of one of its orders. Names are masked.\n");
        return asked ? 0 : 2;
    }
    try {
        const std::string feed = !words.empty() ? words[0] : QAIDAM_EXAMPLE_DATA "/chengdong";
        const services::order_key wanted = words.size() == 2 ? words[1] : "2021-1224-001";
        const auto community = civic::load(feed).value;
        const auto catalogue = services::load_catalogue(feed, community).value;
        const auto office = calendar::load_work_calendars(feed).value;
        const auto rules = services::load_rules(feed).value;

        events::memory_journal journal;
        journal.texts().put(services::load_notes(feed).value);
        events::recorder recorder{services::desk{community, catalogue, office, rules}, journal};
        int row = 0;
        for (const auto& command : services::load_commands(feed, {}, services::written_by::desk).value) {
            if (services::order_of(command) != wanted) continue;
            if (const auto no = recorder.carry_out(command, fmt::format("row {}", ++row)))
                fmt::print("{}: {}\n", services::name_of(command, l), to_string(*no, l));
        }
        const auto* order = recorder.desk().find(wanted);
        if (order == nullptr) throw std::runtime_error(fmt::format("{} has no order {}", feed, wanted));

        fmt::print("{}", views::event_table(recorder.list_events(wanted), community, journal.texts(),
                                            {"clerk", "allowance_case"}, l)
                             .text());
        const auto took = order->last_at - order->placed_at;
        fmt::print(fmt::runtime(pick(l, "{}，历时 {} 分钟", "{} after {} minutes")),
                   to_string(order->state, l), took.count() / 60);
        if (order->satisfied)
            fmt::print("{}", *order->satisfied ? pick(l, "，满意", ", satisfied")
                                               : pick(l, "，不满意", ", not satisfied"));
        fmt::print("\n");

        // What a journal keeps is enough to have the order again.
        const events::recorder again{services::desk{community, catalogue, office, rules}, journal};
        fmt::print("{}\n", again.desk().orders() == recorder.desk().orders()
                               ? pick(l, "由事件重放，订单相同", "replayed from its events: the same order")
                               : pick(l, "重放后不同", "the replay differs"));
    } catch (const std::exception& e) {
        fmt::print(stderr, "allowance_case: {}\n", e.what());
        return 1;
    }
}
