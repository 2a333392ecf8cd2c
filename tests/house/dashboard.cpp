// A county dashboard: the orders of a December and the ledger of a city.
#include <qaidam/qaidam.hpp>

#include <algorithm>
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

    events::memory_journal journal;
    events::recorder recorder{services::desk{community, catalogue, office}, journal};
    const auto commands =
        services::load_commands("examples/data/december", {}, services::written_by::desk).value;
    std::size_t done = 0;
    for (const auto& command : commands) {
        const auto refusal = recorder.carry_out(command, fmt::format("december-{}", ++done));
        if (refusal) fmt::print("{}\n", *refusal);
        check(!refusal, "every command of December is allowed");
    }
    fmt::print("{}: {} commands\n", community.identity().name.en, done);
    check(done == 369, "all of December was played");

    const services::period december{calendar::local_time{date{2021, 12, 1}, 0h},
                                    calendar::local_time{date{2022, 1, 1}, 0h}};
    const auto measured = services::measure_orders(recorder.desk().orders(), december);
    for (const auto lang : {language::zh, language::en})
        fmt::print("{}\n", views::indicator_table(measured, lang).text());
    const auto& registered = measured.front();
    check(registered.part.size() == 50 && registered.whole.size() == 51, "50 of 51 orders were registered");
    const auto measured_json = views::to_json(measured);
    fmt::print("{} lines of JSON\n", std::count(measured_json.begin(), measured_json.end(), '\n'));
    check(measured_json.find("\"2021-1224-001\"") != std::string::npos, "the JSON names the orders");

    const auto city = civic::load("examples/data/delingha").value;
    const auto accounts = ledger::load("examples/data/delingha", city).value;
    const auto items = ledger::items_of_units(accounts.items);
    const auto by_department = ledger::roll_up(items, ledger::by_department{city});
    fmt::print("\n{}: {}\n{}", city.identity().name.en, by_department.total().done_ratio(),
               views::roll_up_table(by_department, city, "department", language::en).text());
    check(by_department.rows.size() == 20, "twenty departments have items");
    check(by_department.total().items == 377 && by_department.total().done == 376,
          "one of 377 items is open");
    std::size_t open = 0;
    for (const auto& item : items) {
        if (item.done) continue;
        fmt::print("open: {}, due {}\n", item.name.en, item.due);
        ++open;
    }
    check(open == 1, "the list of what is open has that item");
    fmt::print("{}\n", views::to_json(by_department));
}
