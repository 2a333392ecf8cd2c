// Replays a city's export of service requests: counts by state, days to close, breaches by week.
//
// Demonstrates: a mapping of foreign columns; orders from an export; every bad row by name.
// Read first: check_feed.

#include <qaidam/report/table.hpp>
#include <qaidam/services/requests.hpp>

#include <algorithm>
#include <fstream>

using namespace qaidam;

namespace {

std::string text_of(const std::optional<double>& days) {
    return days ? fmt::format("{:.2f}", *days) : "–";
}

} // namespace

int main(int argc, char** argv) {
    std::vector<std::string> words{argv + 1, argv + argc};
    const auto take = [&](std::string_view option) -> std::optional<std::string> {
        const auto at = std::find(words.begin(), words.end(), option);
        if (at == words.end() || at + 1 == words.end()) return std::nullopt;
        auto value = *(at + 1);
        words.erase(at, at + 2);
        return value;
    };
    const auto map = take("--map");
    const auto csv_file = take("--csv");
    const auto as_of_text = take("--as-of");
    const auto as_of = as_of_text ? calendar::parse_date(*as_of_text) : std::nullopt;
    const auto l = take("--lang") == "zh" ? language::zh : language::en;
    const bool asked = words.size() == 1 && words[0] == "--help";
    if (asked || words.size() != 1 || words[0].starts_with("--") || !map ||
        as_of.has_value() != as_of_text.has_value()) {
        fmt::print(
            asked ? stdout : stderr,
            "usage: desk_replay REQUESTS.csv --map MAPPING.csv [--as-of DATE] [--csv OUT.csv] [--lang "
            "zh|en]\n\n"
            "MAPPING.csv has the columns field,value and says which column of REQUESTS.csv is the key, when "
            "a\n"
            "request was opened and closed, its category and status, and what the words of the status mean:\n"
            "see examples/data/requests. A bad row is named and left out. What is overdue is told as of "
            "DATE, "
            "else as\n"
            "of the day on which MAPPING.csv says that the export was made. OUT.csv has a line a category:\n"
            "category,orders,closed,median_days.\n");
        return asked ? 0 : 2;
    }
    try {
        const auto mapping = services::load_mapping(*map).value;
        const auto [requests, notices] =
            services::load_requests(words[0], mapping, {.policy = policy::lenient, .notices_per_code = 5});
        for (const auto& n : notices) // a mapping names the columns that matter
            if (*n.rule != codes::unknown_column) fmt::print(stderr, "{}\n", to_string(n, l));
        for (const auto& [rule, level, count] : notices.tallies())
            if (*rule != codes::unknown_column) fmt::print(stderr, "{} × {}\n", count, rule->code);

        const auto right = report::align::right;
        report::table states{{{pick(l, "状态", "state")}, {pick(l, "订单", "orders"), right}}};
        for (const auto& [state, n] : services::count_by_state(requests))
            states.add_row({to_string(state, l), std::to_string(n)});
        fmt::print("{}\n", states.text());

        const auto tallies = services::tally_by_category(requests);
        report::table categories{{{pick(l, "类别", "category")},
                                  {pick(l, "订单", "orders"), right},
                                  {pick(l, "办结", "closed"), right},
                                  {pick(l, "办结天数中位", "median days"), right}}};
        auto most = tallies;
        std::stable_sort(most.begin(), most.end(),
                         [](const auto& a, const auto& b) { return a.orders > b.orders; });
        for (const auto& t : std::span{most}.first(std::min<std::size_t>(most.size(), 20)))
            categories.add_row({t.category.empty() ? pick(l, "（未分类）", "(none)") : t.category.text(),
                                std::to_string(t.orders), std::to_string(t.closed), text_of(t.median_days)});
        fmt::print("{}", categories.text());
        if (most.size() > 20)
            fmt::print(fmt::runtime(pick(l, "另有 {} 类\n", "and {} more categories\n")), most.size() - 20);

        const auto today = as_of ? as_of : mapping.exported;
        const bool promised = std::any_of(requests.begin(), requests.end(),
                                          [](const services::request& q) { return q.order.due.has_value(); });
        if (promised && !today)
            fmt::print(stderr, "{}\n",
                       pick(l, "不知道导出的日期，不能说哪些逾期；请给出 --as-of 日期",
                            "The day of the export is not known, nor what is overdue; give --as-of DATE."));
        report::table weeks{{{pick(l, "到期周（周一）", "due in the week of")},
                             {pick(l, "到期", "due"), right},
                             {pick(l, "逾期", "breached"), right}}};
        for (const auto& w :
             today ? services::breaches_by_week(requests, *today) : std::vector<services::week_tally>{})
            weeks.add_row({calendar::to_string(w.monday), std::to_string(w.due), std::to_string(w.breached)});
        if (!weeks.empty()) fmt::print("\n{}", weeks.text());

        if (csv_file) {
            static constexpr column columns[] = {{"category", cell_kind::needed},
                                                 {"orders", cell_kind::needed},
                                                 {"closed", cell_kind::needed},
                                                 {"median_days", cell_kind::needed}};
            constexpr table_layout layout{.file = "out.csv", .columns = columns};
            csv_writer csv{layout};
            for (const auto& t : tallies)
                csv.row({t.category.text(), std::to_string(t.orders), std::to_string(t.closed),
                         t.median_days ? to_cell(*t.median_days) : ""});
            std::ofstream stream{*csv_file, std::ios::binary};
            stream << csv.text();
            if (!stream.flush()) throw std::runtime_error(*csv_file + " cannot be written");
        }
    } catch (const std::exception& e) {
        fmt::print(stderr, "desk_replay: {}\n", e.what());
        return 1;
    }
}
