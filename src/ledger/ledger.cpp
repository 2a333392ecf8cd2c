#include <qaidam/ledger/ledger.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

#include <qaidam/civic/feed.hpp>
#include <qaidam/ledger/codes.hpp>

#include "layouts.hpp"
#include "words.hpp"

namespace qaidam::ledger {

std::string to_string(batch b, language l) {
    return to_string(detail::batch_words, b, l);
}
std::string to_cell(batch b) {
    return to_cell(detail::batch_words, b);
}

tally roll_up_result::total() const {
    tally sum;
    for (const auto& r : rows) {
        sum.items += r.count.items;
        sum.done += r.count.done;
    }
    return sum;
}

roll_up_result roll_up(const items& all, function_ref<std::string(const item&)> by) {
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

std::string by_batch(const item& x) {
    return to_cell(x.batch);
}
std::string by_due_month(const item& x) {
    return calendar::to_string(x.due).substr(0, 7);
}

std::string by_department::operator()(const item& x) const {
    const auto* department = std::get_if<civic::department_id>(&x.unit);
    return department ? c.departments()[*department].key.text() : std::string{};
}

namespace {

struct unit_name {
    const civic::community& c;
    language l;
    std::string operator()(civic::department_id d) const { return c.departments()[d].name.in(l); }
    std::string operator()(civic::team_id t) const { return c.teams()[t].name.in(l); }
    std::string operator()(const other_unit& u) const { return u.name; }
};

constexpr std::string_view department_prefix = "department:";
constexpr std::string_view team_prefix = "team:";

struct unit_cell {
    const civic::community& c;
    std::string operator()(civic::department_id d) const {
        return std::string{department_prefix} + c.departments()[d].key.text();
    }
    std::string operator()(civic::team_id t) const {
        return std::string{team_prefix} + c.teams()[t].key.text();
    }
    std::string operator()(const other_unit& u) const { return u.name; }
};

/// The departments and teams of a community by what a file may call them: a key or a name.
class unit_index {
public:
    explicit unit_index(const civic::community& c) : c_{c} {
        add(c.departments());
        add(c.teams());
    }

    [[nodiscard]] std::set<unit> find(std::string_view text) const {
        const auto found = units_.find(text);
        return found != units_.end() ? found->second : std::set<unit>{};
    }

    /// The unit of a cell, after saying what is wrong with it.
    unit read(record& r, std::string_view column) const {
        const auto text = r.text(column);
        if (text.starts_with(department_prefix))
            return by_key(r, column, c_.departments(), text.substr(department_prefix.size()),
                          "departments.csv");
        if (text.starts_with(team_prefix))
            return by_key(r, column, c_.teams(), text.substr(team_prefix.size()), "teams.csv");
        const auto found = find(text);
        if (found.size() == 1) return *found.begin();
        if (found.size() > 1) {
            std::string cells;
            for (const auto& u : found) cells += (cells.empty() ? "" : ", ") + to_cell(u, c_);
            r.complain(codes::ambiguous_unit, column, {text, cells});
        } else if (!text.empty()) {
            r.complain(codes::other_unit, column, {text});
        }
        return other_unit{text};
    }

private:
    void add(const auto& all) {
        for (const auto id : all.ids())
            for (const auto& text : {all[id].key.text(), all[id].name.zh, all[id].name.en})
                if (!text.empty()) units_[text].insert(id);
    }

    static unit by_key(record& r, std::string_view column, const auto& all, const std::string& k,
                       const char* file) {
        if (const auto id = all.find(k)) return *id;
        r.miss(column, k, file);
        return other_unit{k};
    }

    const civic::community& c_;
    std::map<std::string, std::set<unit>, std::less<>> units_;
};

} // namespace

std::string name_of(const unit& u, const civic::community& c, language l) {
    return std::visit(unit_name{c, l}, u);
}

std::string to_cell(const unit& u, const civic::community& c) {
    return std::visit(unit_cell{c}, u);
}

namespace {

constexpr std::int64_t batches = std::size(detail::batch_words);

std::int64_t month_of(const calendar::date& day) {
    const auto ymd = day.year_month_day();
    return std::int64_t{ymd.year} * 12 + ymd.month.as_number() - 1;
}

} // namespace

cube::cube(const items& all) {
    for (const auto& x : all) add(x);
}

cube::unit_cells& cube::cells_of(const unit& u) {
    if (const auto* other = std::get_if<other_unit>(&u)) return others_[other->name];
    const auto* d = std::get_if<civic::department_id>(&u);
    auto& all = d != nullptr ? departments_ : teams_;
    const std::size_t at = d != nullptr ? d->value() : std::get<civic::team_id>(u).value();
    if (at >= all.size()) all.resize(at + 1);
    return all[at];
}

void cube::change(const item& x, int by) {
    const auto month = month_of(x.due);
    auto& u = cells_of(x.unit);
    if (u.counts.empty()) u.first_month = month;
    if (month < u.first_month) {
        u.counts.insert(u.counts.begin(), static_cast<std::size_t>((u.first_month - month) * batches), {});
        u.first_month = month;
    }
    const auto at =
        static_cast<std::size_t>((month - u.first_month) * batches + static_cast<std::int64_t>(x.batch));
    if (at >= u.counts.size()) u.counts.resize(static_cast<std::size_t>(month - u.first_month + 1) * batches);
    auto& count = u.counts[at];
    if (by < 0 && (count.items == 0 || (x.done && count.done == 0)))
        throw std::invalid_argument("ledger::cube: item " + x.key.text() + " was not added");
    for (auto* t : {&count, &total_}) {
        t->items += by;
        t->done += x.done ? by : 0;
    }
}

std::vector<cube::cell> cube::cells() const {
    std::vector<cell> all;
    const auto add = [&](const unit& promised_by, const unit_cells& u) {
        for (std::size_t i = 0; i < u.counts.size(); ++i) {
            if (u.counts[i] == tally{}) continue;
            const auto month = u.first_month + static_cast<std::int64_t>(i) / batches;
            all.push_back(
                {promised_by,
                 static_cast<batch>(static_cast<std::int64_t>(i) % batches),
                 {static_cast<unsigned short>(month / 12), static_cast<unsigned short>(month % 12 + 1), 1},
                 u.counts[i]});
        }
    };
    for (std::uint32_t d = 0; d < departments_.size(); ++d) add(civic::department_id{d}, departments_[d]);
    for (std::uint32_t t = 0; t < teams_.size(); ++t) add(civic::team_id{t}, teams_[t]);
    for (const auto& [name, u] : others_) add(other_unit{name}, u);
    std::sort(all.begin(), all.end(), [](const cell& a, const cell& b) {
        return std::tie(a.unit, a.batch, a.month) < std::tie(b.unit, b.batch, b.month);
    });
    return all;
}

std::map<std::string, activity_tally> roll_up(const activity_log& all,
                                              function_ref<std::string(const activity&)> by) {
    std::map<std::string, activity_tally> tallies;
    for (const auto& a : all) {
        auto& t = tallies[by(a)];
        ++t.records;
        t.count += a.count;
        t.at_least = t.at_least || a.at_least;
        t.minutes += a.minutes;
    }
    return tallies;
}

std::string by_kind(const activity& a) {
    return to_cell(civic::activity_words, a.kind);
}
std::string by_whom(const activity& a) {
    return a.by.key.text();
}
std::string by_month(const activity& a) {
    return calendar::to_string(a.on).substr(0, 7);
}

items as_of(const items& all, const calendar::date& day) {
    calendar::require_plain(day, "as_of: day");
    items then;
    for (auto item : all) {
        if (item.done && *item.done > day) item.done.reset();
        then.add(std::move(item));
    }
    return then;
}

items items_of_units(const items& all) {
    items some;
    for (const auto& x : all)
        if (x.batch != batch::key_project) some.add(x);
    return some;
}

std::string count_text(std::int64_t value, bool at_least) {
    return (at_least ? "≥ " : "") + std::to_string(value);
}

namespace {

constexpr std::int64_t most = 1'000'000'000'000;

/// Both of its numbers or none.
std::optional<public_verdict> read_verdict(record& r) {
    const auto votes = r.find_integer("votes", 0, most);
    const auto satisfied = r.find_integer("satisfied", 0, votes.value_or(most));
    if (r.cell("votes").empty() && satisfied) r.complain(qaidam::codes::missing_value, "votes");
    if (r.cell("satisfied").empty() && votes) r.complain(qaidam::codes::missing_value, "satisfied");
    return votes && satisfied ? std::optional{public_verdict{*satisfied, *votes}} : std::nullopt;
}

} // namespace

loaded<accounts> load(const feed_files& files, const civic::community& c, const load_options& options) {
    loaded<accounts> result{{}, notices{options.notices_per_code}};
    civic::note_left_out(files, c, result.notices);
    auto& all = result.value;
    const unit_index units{c};
    const auto flag = [](record& r) { return r.flag("at_least"); };
    read_table(files, detail::ledger_table, result.notices, [&](record& r) {
        item i{.key = r.key("ledger_item_id"),
               .batch = r.choice<batch>("batch", choices<batch>(detail::batch_words)),
               .unit = units.read(r, "unit"),
               .name = r.name(),
               .due = calendar::read_date(r, "due")};
        i.done = calendar::find_date(r, "done");
        i.evidence = key{r.cell("evidence")};
        i.verdict = read_verdict(r);
        r.add_to(all.items, std::move(i), "ledger_item_id");
    });
    read_table(files, detail::activity_table, result.notices, [&](record& r) {
        activity a{.key = civic::activity_key{r.key("activity_id")},
                   .kind = r.choice<activity_kind>("kind", choices<activity_kind>(civic::activity_words)),
                   .by = civic::read_handler(r, c),
                   .on = calendar::read_date(r, "date"),
                   .title = r.name(),
                   .count = r.integer("count", 0, most),
                   .counted = {std::string{r.cell("counted")}, std::string{r.cell("counted_en")}},
                   .at_least = flag(r)};
        a.minutes = r.find_integer("minutes", 0, most).value_or(0);
        r.add_to(all.activities, std::move(a), "activity_id");
    });
    read_table(files, detail::stated_table, result.notices, [&](record& r) {
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

void save(const accounts& all, const civic::community& c, const file_path& folder) {
    const unit_index units{c};
    for (const auto& i : all.items)
        if (const auto* other = std::get_if<other_unit>(&i.unit))
            if (other->name.starts_with(department_prefix) || other->name.starts_with(team_prefix) ||
                !units.find(other->name).empty())
                throw std::invalid_argument("ledger::save: the other unit of " + i.key.text() +
                                            " is written as a department or a team");
    const auto yes = [](bool b) { return std::string{b ? "yes" : "no"}; };
    csv_writer promises{detail::ledger_table};
    for (const auto& i : all.items)
        promises.row({i.key.text(), to_cell(detail::batch_words, i.batch), to_cell(i.unit, c), i.name.zh,
                      i.name.en, calendar::to_string(i.due), calendar::to_cell(i.done), i.evidence.text(),
                      i.verdict ? std::to_string(i.verdict->satisfied) : "",
                      i.verdict ? std::to_string(i.verdict->votes) : ""});
    promises.save(folder);
    csv_writer activities{detail::activity_table};
    for (const auto& a : all.activities)
        activities.row({a.key.text(), to_cell(civic::activity_words, a.kind),
                        to_cell(civic::handler_words, a.by.kind), a.by.key.text(), calendar::to_string(a.on),
                        a.title.zh, a.title.en, std::to_string(a.count), a.counted.zh, a.counted.en,
                        yes(a.at_least), a.minutes > 0 ? std::to_string(a.minutes) : ""});
    activities.save(folder);
    csv_writer stated{detail::stated_table};
    for (const auto& s : all.stated_counts)
        stated.row({s.key.text(), s.name.zh, s.name.en, std::to_string(s.value), yes(s.at_least), s.source});
    stated.save(folder);
}

std::span<const table_layout> feed_layouts() {
    static constexpr std::array all{detail::ledger_table, detail::activity_table, detail::stated_table};
    return all;
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
    std::map<std::string, std::int64_t> counts;
    for (const auto& words : detail::batch_words) counts.emplace(words.cell, 0);
    for (const auto& item : all.items) ++counts[to_cell(detail::batch_words, item.batch)];
    for (const auto& [name, count] : counts) compare("ledger." + name, count);
    compare("ledger.items", static_cast<std::int64_t>(items_of_units(all.items).size()));
    return found;
}

} // namespace qaidam::ledger
