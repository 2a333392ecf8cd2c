#include <qaidam/ledger/ledger.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

#include <qaidam/base/text.hpp>
#include <qaidam/civic/feed.hpp>
#include <qaidam/ledger/codes.hpp>

#include "layouts.hpp"
#include "units.hpp"
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

namespace {

/// What was counted so far, by key.
struct counter {
    std::map<std::string, tally> counts{};

    void add(const std::string& k, const item& x) {
        auto& count = counts[k];
        ++count.items;
        count.done += x.done ? 1 : 0;
    }
    [[nodiscard]] roll_up_result rows() const {
        roll_up_result result;
        for (const auto& [k, count] : counts) result.rows.push_back({k, count});
        return result;
    }
};

} // namespace

roll_up_result roll_up(const items& all, function_ref<std::string(const item&)> by) {
    counter c;
    for (const auto& x : all) c.add(by(x), x);
    return c.rows();
}

roll_up_result roll_up(std::span<const community_items> all,
                       function_ref<std::string(const civic::community_key&, const item&)> by) {
    counter c;
    for (const auto& ledger : all)
        for (const auto& x : *ledger.items) c.add(by(ledger.community, x), x);
    return c.rows();
}

std::string by_community(const civic::community_key& k, const item&) {
    return k.text();
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

namespace {

/// Reads activities.csv, and then whether what is kept was promised: rows come in any order.
class activity_reader {
public:
    activity_reader(const feed_files& files, const civic::community& c, const must_visit_posts& posts,
                    notices& out)
        : files_{files},
          c_{c},
          posts_{posts},
          out_{out} {}

    activity_log read() {
        read_table(files_, detail::activity_table, out_, [&](record& r) { read_row(r); });
        activity_log good;
        for (const auto id : all_.ids())
            if (keeps_a_promise(all_[id], places_[id.value()])) good.add(all_[id]);
        return good;
    }

private:
    void read_row(record& r) {
        activity a{.key = civic::activity_key{r.key("activity_id")},
                   .kind = r.choice<activity_kind>("kind", choices<activity_kind>(civic::activity_words)),
                   .by = civic::read_handler(r, c_),
                   .on = calendar::read_date(r, "date"),
                   .title = r.name(),
                   .count = r.integer("count", 0, most),
                   .counted = {std::string{r.cell("counted")}, std::string{r.cell("counted_en")}},
                   .at_least = r.flag("at_least")};
        a.minutes = r.find_integer("minutes", 0, most).value_or(0);
        if (const auto post = r.find_reference("must_visit_post_id", posts_, detail::post_table.file))
            a.post = posts_[*post].key;
        a.keeps = civic::activity_key{r.cell("keeps_id")};
        if (r.ok() && a.kind == activity_kind::promise_kept && a.keeps.empty())
            r.complain(qaidam::codes::missing_value, "keeps_id");
        if (r.ok() && a.kind != activity_kind::promise_kept && !a.keeps.empty())
            r.complain(codes::keeps_nothing, "keeps_id", {by_kind(a)});
        r.add_to(all_, std::move(a), "activity_id");
        if (r.ok()) places_.push_back(r.where("keeps_id"));
    }

    bool keeps_a_promise(const activity& a, const location& where) {
        if (a.keeps.empty()) return true;
        const auto found = all_.find(a.keeps);
        if (!found) {
            const auto file = std::string{detail::activity_table.file};
            if (const auto line = out_.find_left_out(file, a.keeps.text()))
                out_.add(qaidam::codes::left_out, where,
                         {excerpt(a.keeps.text()), to_string(location{.file = file, .line = *line})},
                         falls::record);
            else
                out_.add(qaidam::codes::unknown_reference, where, {excerpt(a.keeps.text()), file});
            return false;
        }
        const auto& promise = all_[*found];
        if (promise.kind != activity_kind::promise) {
            out_.add(codes::not_a_promise, where, {excerpt(a.keeps.text()), by_kind(promise)});
            return false;
        }
        if (a.on < promise.on) {
            out_.add(codes::kept_before_made, where,
                     {excerpt(a.keeps.text()), calendar::to_string(a.on), calendar::to_string(promise.on)});
            return false;
        }
        return true;
    }

    const feed_files& files_;
    const civic::community& c_;
    const must_visit_posts& posts_;
    notices& out_;
    activity_log all_{};
    std::vector<location> places_{}; ///< by activity
};

} // namespace

loaded<accounts> load(const feed_files& files, const civic::community& c, const load_options& options) {
    loaded<accounts> result{{}, notices{options.notices_per_code}};
    civic::note_left_out(files, c, result.notices);
    auto& all = result.value;
    const detail::unit_index units{c};
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
    read_table(files, detail::kind_table, result.notices, [&](record& r) {
        must_visit_kind k{.key = must_visit_kind_key{r.key("must_visit_kind_id")}, .name = r.name()};
        r.add_to(all.kinds, std::move(k), "must_visit_kind_id");
    });
    read_table(files, detail::post_table, result.notices, [&](record& r) {
        must_visit_post p{.key = must_visit_post_key{r.key("must_visit_post_id")},
                          .kind = r.reference("must_visit_kind_id", all.kinds, detail::kind_table.file),
                          .unit = units.read(r, "unit"),
                          .holder = r.reference("holder_id", c.people(), "people.csv"),
                          .name = r.name(),
                          .when = calendar::read_span(r)};
        r.add_to(all.posts, std::move(p), "must_visit_post_id");
    });
    all.activities = activity_reader{files, c, all.posts, result.notices}.read();
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
    const detail::unit_index units{c};
    for (const auto& i : all.items)
        if (const auto* other = std::get_if<other_unit>(&i.unit))
            if (units.misleads(*other))
                throw std::invalid_argument("ledger::save: the other unit of " + i.key.text() +
                                            " is written as a department or a team");
    for (const auto& p : all.posts)
        if (const auto* other = std::get_if<other_unit>(&p.unit); other != nullptr && units.misleads(*other))
            throw std::invalid_argument("ledger::save: the other unit of " + p.key.text() +
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
                        yes(a.at_least), a.minutes > 0 ? std::to_string(a.minutes) : "", a.post.text(),
                        a.keeps.text()});
    activities.save(folder);
    csv_writer kinds{detail::kind_table};
    for (const auto& k : all.kinds) kinds.row({k.key.text(), k.name.zh, k.name.en});
    kinds.save(folder);
    csv_writer posts{detail::post_table};
    for (const auto& p : all.posts)
        posts.row({p.key.text(), all.kinds[p.kind].key.text(), to_cell(p.unit, c),
                   c.people()[p.holder].key.text(), p.name.zh, p.name.en, calendar::to_cell(p.when.from),
                   calendar::to_cell(p.when.until)});
    posts.save(folder);
    csv_writer stated{detail::stated_table};
    for (const auto& s : all.stated_counts)
        stated.row({s.key.text(), s.name.zh, s.name.en, std::to_string(s.value), yes(s.at_least), s.source});
    stated.save(folder);
}

std::span<const table_layout> feed_layouts() {
    static constexpr std::array all{detail::ledger_table, detail::kind_table, detail::post_table,
                                    detail::activity_table, detail::stated_table};
    return all;
}

namespace {

constexpr std::string_view activities_prefix = "activities.";

/// Whether a number that was stated and one that was counted, each maybe a lower bound, can both be true.
bool may_be_one(std::int64_t stated, bool stated_at_least, std::int64_t counted, bool counted_at_least) {
    if (stated_at_least) return counted_at_least || counted >= stated;
    return counted_at_least ? counted <= stated : counted == stated;
}

std::string stated_text(const stated_count& s) {
    return count_text(s.value, s.at_least);
}

} // namespace

std::vector<compared_count> compare_stated(const accounts& all) {
    kind_tallies counts;
    for (const auto& a : all.activities) counts.add(a);
    const auto kind_of = [](const stated_count& s) -> std::optional<activity_kind> {
        if (!s.key.text().starts_with(activities_prefix)) return std::nullopt;
        const auto word = std::string_view{s.key.text()}.substr(activities_prefix.size());
        for (const auto& [cell, kind] : choices<activity_kind>(civic::activity_words))
            if (cell == word) return kind;
        return std::nullopt;
    };
    std::vector<compared_count> compared;
    bool any = false;
    for (const auto id : all.stated_counts.ids())
        if (const auto kind = kind_of(all.stated_counts[id])) {
            const auto& recorded = counts[*kind];
            any = any || recorded.records > 0;
            const auto& s = all.stated_counts[id];
            compared.push_back(
                {id, recorded, may_be_one(s.value, s.at_least, recorded.count, recorded.at_least)});
        }
    if (!any) // totals alone
        for (auto& x : compared) x = {x.stated, std::nullopt, true};
    return compared;
}

std::vector<finding> audit(const accounts& all) {
    std::vector<finding> found;
    const auto compare = [&](const std::string& k, std::int64_t counted) {
        const auto stated = all.stated_counts.find(k);
        if (!stated) return;
        const auto& s = all.stated_counts[*stated];
        if (!may_be_one(s.value, s.at_least, counted, false))
            found.push_back(
                {&codes::totals_differ, k, {in_both(s.name), stated_text(s), std::to_string(counted)}});
    };
    // A batch of which there is no item at all is counted too.
    std::map<std::string, std::int64_t> counts;
    for (const auto& words : detail::batch_words) counts.emplace(words.cell, 0);
    for (const auto& item : all.items) ++counts[to_cell(detail::batch_words, item.batch)];
    for (const auto& [name, count] : counts) compare("ledger." + name, count);
    compare("ledger.items", static_cast<std::int64_t>(items_of_units(all.items).size()));
    for (const auto& x : compare_stated(all)) {
        if (x.agrees) continue;
        const auto& s = all.stated_counts[x.stated];
        found.push_back(
            {&codes::counts_differ,
             s.key,
             {in_both(s.name), stated_text(s), count_text(x.recorded->count, x.recorded->at_least)}});
    }
    std::map<key, std::int64_t> kept;
    for (const auto& a : all.activities)
        if (a.kind == activity_kind::promise_kept) kept[a.keeps] += a.count;
    for (const auto& [promise, count] : kept) {
        const auto made = all.activities.find(promise);
        const auto most_kept = made ? all.activities[*made].count : 0;
        if (count > most_kept && !(made && all.activities[*made].at_least))
            found.push_back({&codes::kept_more_than_made,
                             promise.text(),
                             {std::to_string(count), std::to_string(most_kept)}});
    }
    return found;
}

std::vector<calendar::dated_finding> audit_posts(const accounts& all, const civic::community& c,
                                                 const calendar::date_span& when) {
    std::vector<calendar::dated_finding> found;
    for (const auto& p : all.posts) {
        const auto span = calendar::overlap(p.when, when);
        if (!span) continue;
        std::vector<calendar::date_span> member;
        for (const auto& r : c.roles_of(p.holder))
            if (r.kind == civic::role_kind::party_member) member.push_back(r.when);
        auto without = calendar::gaps(std::move(member), *span);
        if (!without.empty())
            found.push_back(
                {{&codes::post_without_party_member, p.key.text(), {in_both(p.name)}}, std::move(without)});
    }
    for (const auto& a : all.activities) {
        const auto post = all.posts.find(a.post);
        if (!post || !when.contains(a.on) || all.posts[*post].when.contains(a.on)) continue;
        found.push_back(
            {{&codes::post_not_in_force, a.key.text(), {in_both(a.title), in_both(all.posts[*post].name)}},
             {{a.on, calendar::later(a.on, 1)}}});
    }
    return found;
}

} // namespace qaidam::ledger
