#include <qaidam/services/ledger.hpp>

#include <map>
#include <stdexcept>

#include <qaidam/services/codes.hpp>

#include "layouts.hpp"
#include "words.hpp"

namespace qaidam::services {

ratio::ratio(std::int64_t part, std::int64_t whole) : part_{part}, whole_{whole} {
    if (part < 0 || part > whole)
        throw std::invalid_argument(fmt::format("ratio: got {} of {}, want a part of a whole", part, whole));
}

std::optional<std::int64_t> ratio::basis_points() const {
    if (whole_ == 0) return std::nullopt;
    // 128 bits: 20000 times a count need not fit 64.
    __extension__ using wide = __int128;
    return static_cast<std::int64_t>((static_cast<wide>(part_) * 20000 + whole_) /
                                     (static_cast<wide>(whole_) * 2));
}

std::string percent(const ratio& r, language l) {
    const auto points = r.basis_points();
    if (!points) return l == language::zh ? "无数据" : "no data";
    return fmt::format("{}.{:02} %", *points / 100, *points % 100);
}

std::string to_string(const ratio& r, language l) {
    return fmt::format("{}/{} ({})", r.part(), r.whole(), percent(r, l));
}

std::string to_string(batch b, language l) {
    return text_of(detail::batch_words, b, l);
}
std::string to_string(activity_kind k, language l) {
    return text_of(detail::activity_words, k, l);
}

tally roll_up_result::total() const {
    tally sum;
    for (const auto& r : rows) {
        sum.items += r.count.items;
        sum.done += r.count.done;
    }
    return sum;
}

roll_up_result roll_up(const ledger& all, const std::function<std::string(const ledger_item&)>& by) {
    std::map<std::string, tally> counts;
    for (const auto& item : all) {
        auto& count = counts[by(item)];
        ++count.items;
        count.done += item.done ? 1 : 0;
    }
    roll_up_result result;
    for (auto& [k, count] : counts) result.rows.push_back({k, count});
    return result;
}

std::string by_batch(const ledger_item& item) {
    return cell_of(detail::batch_words, item.batch);
}
std::string by_unit(const ledger_item& item) {
    return item.unit;
}
std::string by_due_month(const ledger_item& item) {
    return calendar::to_text(item.due).substr(0, 7);
}

ledger as_of(const ledger& all, const calendar::date& day) {
    calendar::require_plain(day, "as_of: day");
    ledger then;
    for (auto item : all) {
        if (item.done && *item.done > day) item.done.reset();
        then.add(std::move(item));
    }
    return then;
}

ledger items_of_units(const ledger& all) {
    ledger items;
    for (const auto& item : all)
        if (item.batch != batch::key_project) items.add(item);
    return items;
}

std::string count_text(std::int64_t value, bool at_least) {
    return (at_least ? "≥ " : "") + std::to_string(value);
}

loaded<accounts> load_accounts(const std::filesystem::path& folder, const civic::community& c,
                               const load_options& options) {
    loaded<accounts> result{{}, notices{options.notices_per_code}};
    auto& all = result.value;
    constexpr std::int64_t most = 1'000'000'000'000;
    const auto flag = [](record& r) {
        return !r.cell("at_least").empty() && r.choice<bool>("at_least", detail::yes_no);
    };
    read_table(folder, detail::ledger_table, result.notices, [&](record& r) {
        ledger_item i{.key = r.key("ledger_item_id"),
                      .batch = r.choice<batch>("batch", choices<batch>(detail::batch_words)),
                      .unit = r.text("unit"),
                      .promise = r.name(),
                      .due = calendar::read_date(r, "due")};
        if (!r.cell("done").empty()) i.done = calendar::read_date(r, "done");
        r.add_to(all.ledger, std::move(i), "ledger_item_id");
    });
    read_table(folder, detail::activity_table, result.notices, [&](record& r) {
        activity a{.key = r.key("activity_id"),
                   .kind = r.choice<activity_kind>("kind", choices<activity_kind>(detail::activity_words)),
                   .by = detail::read_handler(r, c),
                   .on = calendar::read_date(r, "date"),
                   .title = r.name(),
                   .count = r.integer("count", 0, most),
                   .counted = {std::string{r.cell("counted")}, std::string{r.cell("counted_en")}},
                   .at_least = flag(r)};
        r.add_to(all.activities, std::move(a), "activity_id");
    });
    read_table(folder, detail::stated_table, result.notices, [&](record& r) {
        stated_count s{.key = r.key("stated_count_id"),
                       .name = r.name(),
                       .value = r.integer("value", 0, most),
                       .at_least = flag(r),
                       .source = std::string{r.cell("source")}};
        r.add_to(all.stated_counts, std::move(s), "stated_count_id");
    });
    refuse_errors(result.notices, options.policy);
    return result;
}

void save(const accounts& all, const std::filesystem::path& folder) {
    const auto yes = [](bool b) { return std::string{b ? "yes" : "no"}; };
    csv_writer items{detail::ledger_table};
    for (const auto& i : all.ledger)
        items.row({i.key.text(), cell_of(detail::batch_words, i.batch), i.unit, i.promise.zh, i.promise.en,
                   calendar::to_text(i.due), calendar::to_cell(i.done)});
    items.save(folder);
    csv_writer activities{detail::activity_table};
    for (const auto& a : all.activities)
        activities.row({a.key.text(), cell_of(detail::activity_words, a.kind),
                        cell_of(detail::handler_words, a.by.kind), a.by.key.text(), calendar::to_text(a.on),
                        a.title.zh, a.title.en, std::to_string(a.count), a.counted.zh, a.counted.en,
                        yes(a.at_least)});
    activities.save(folder);
    csv_writer stated{detail::stated_table};
    for (const auto& s : all.stated_counts)
        stated.row({s.key.text(), s.name.zh, s.name.en, std::to_string(s.value), yes(s.at_least), s.source});
    stated.save(folder);
}

std::vector<finding> audit(const accounts& all) {
    std::vector<finding> found;
    const auto compare = [&](const std::string& k, std::int64_t counted) {
        const auto stated = all.stated_counts.find(k);
        if (stated && all.stated_counts[*stated].value != counted)
            found.push_back({&codes::totals_differ,
                             k,
                             {in_both(all.stated_counts[*stated].name),
                              std::to_string(all.stated_counts[*stated].value), std::to_string(counted)}});
    };
    // A batch of which there is no item at all is counted too.
    std::map<std::string, std::int64_t> items;
    for (const auto& words : detail::batch_words) items.emplace(words.cell, 0);
    for (const auto& item : all.ledger) ++items[cell_of(detail::batch_words, item.batch)];
    for (const auto& [name, count] : items) compare("ledger." + name, count);
    compare("ledger.items", static_cast<std::int64_t>(items_of_units(all.ledger).size()));
    return found;
}

} // namespace qaidam::services
