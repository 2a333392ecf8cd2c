#include <qaidam/services/rules.hpp>

#include <algorithm>
#include <set>
#include <span>
#include <stdexcept>

#include <qaidam/services/codes.hpp>
#include <qaidam/services/due_time.hpp>

#include "countable.hpp"
#include "layouts.hpp"
#include "words.hpp"

namespace qaidam::services {
namespace {

using calendar::limit_unit;
using calendar::time_limit;

/// Calls `v(name, field)` for all but `handling`, in the order of files.
void visit_rules(auto& r, auto&& v) {
    v("version", r.version);
    v("counting", r.counting);
    v("ending", r.ending);
    v("register_within", r.register_within);
    v("dispatch_within", r.dispatch_within);
    v("accept_within", r.accept_within);
    v("check_within", r.check_within);
    v("rate_within", r.rate_within);
    v("total_within", r.total_within);
    v("return_within", r.return_within);
    v("most_returns", r.most_returns);
    v("most_transfers", r.most_transfers);
    v("most_referrals", r.most_referrals);
    v("most_extended_days", r.most_extended);
    v("most_suspensions", r.most_suspensions);
    v("most_suspended_days", r.most_suspended);
    v("hours_left_to_suspend", r.least_left_to_suspend);
    v("reopen_within", r.reopen_within);
    v("appeal_within", r.appeal_within);
    v("settle_within", r.settle_within);
    v("most_photos", r.most_photos);
    v("most_photo_megabytes", r.most_photo_megabytes);
    v("duplicate_meters", r.duplicate_meters);
    v("duplicate_days", r.duplicate_days);
    v("duplicate_categories", r.duplicate_categories);
    v("visitors_report", r.visitors_report);
    v("verify_before_registering", r.verify_before_registering);
    v("system_registers_errands", r.system_registers_errands);
    v("system_accepts_late", r.system_accepts_late);
    v("system_passes_visited", r.system_passes_visited);
    v("urged_after", r.urged_after);
    v("criticised_after", r.criticised_after);
}

using detail::counting_words;
using detail::ending_words;
constexpr std::string_view no_limit = "none";

struct rule_reader {
    record& r;
    detail::calendar_names& calendars;
    std::string_view wanted;
    bool found = false;

    void operator()(std::string_view name, auto& field) {
        if (name != wanted) return;
        found = true;
        take(field);
    }
    void take(std::string& s) { s = r.text("value"); }
    void take(calendar::counting& c) { c = r.choice<calendar::counting>("value", counting_words); }
    void take(int& n) { n = take_count(); }
    void take(calendar::working_days& d) { d = take_count() * calendar::working_day; }
    void take(calendar::day_count& d) { d = calendar::day_count{take_count()}; }
    void take(calendar::working_time& t) { t = take_count() * calendar::working_hour; }
    void take(calendar::ending& e) { e = r.choice<calendar::ending>("value", ending_words); }
    void take(bool& b) { b = !r.text("value").empty() && r.flag("value"); }
    void take(desk_rules::limit& l) {
        if (r.cell("value") == no_limit)
            l.reset();
        else
            l = detail::read_limit(r, "value", calendars);
    }
    int take_count() { return static_cast<int>(r.integer("value", 0, desk_rules::most)); }
};

struct rule_writer {
    csv_writer& w;

    void operator()(std::string_view name, const auto& field) {
        w.row({std::string{name}, cell(field), "", "", ""});
    }
    static std::string cell(const std::string& s) { return s; }
    static std::string cell(calendar::counting c) {
        return std::string{counting_words[static_cast<std::size_t>(c)].first};
    }
    static std::string cell(calendar::ending e) {
        return std::string{ending_words[static_cast<std::size_t>(e)].first};
    }
    static std::string cell(int n) { return std::to_string(n); }
    static std::string cell(calendar::working_days d) { return cell(d.count()); }
    static std::string cell(calendar::day_count d) { return std::to_string(d.days()); }
    static std::string cell(calendar::working_time t) {
        return std::to_string(t.amount() / std::chrono::hours{1});
    }
    static std::string cell(bool b) { return b ? "yes" : "no"; }
    static std::string cell(const desk_rules::limit& l) {
        return l ? calendar::to_cell(*l) : std::string{no_limit};
    }
};

bool fits(const handling_limit& h, std::string_view category, priority p) {
    return (h.category.empty() || h.category == category) && (!h.priority || *h.priority == p);
}
int conditions(const handling_limit& h) {
    return (h.category.empty() ? 0 : 1) + (h.priority ? 1 : 0);
}

/// The row that holds for such an order; none if no row speaks of it.
std::optional<std::size_t> find_handling(std::span<const handling_limit> rows, std::string_view category,
                                         priority p) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (fits(rows[i], category, p) && (!best || conditions(rows[i]) > conditions(rows[*best]))) best = i;
    return best;
}

/// Whether each row holds for some order, whatever categories there may be.
std::vector<bool> can_apply(std::span<const handling_limit> rows) {
    std::set<std::string_view> categories{""}; // stands for those that no row names
    for (const auto& h : rows) categories.insert(h.category);
    std::vector<bool> can(rows.size());
    for (const auto category : categories)
        for (const auto p : {priority::normal, priority::urgent})
            if (const auto row = find_handling(rows, category, p)) can[*row] = true;
    return can;
}

struct countable_rules {
    const calendar::work_calendars& office;

    void operator()(std::string_view name, const desk_rules::limit& l) const {
        if (l) detail::require_countable(fmt::format("desk_rules: {}", name), *l, office);
    }
    void operator()(std::string_view name, calendar::working_days d) const { (*this)(name, d.count()); }
    void operator()(std::string_view name, calendar::day_count d) const { (*this)(name, d.days()); }
    void operator()(std::string_view name, calendar::working_time t) const {
        if (t.amount() % std::chrono::hours{1} != std::chrono::seconds{0})
            throw std::invalid_argument(fmt::format("desk_rules: {} is {}, want whole hours", name, t));
        (*this)(name, std::int64_t{t.amount() / std::chrono::hours{1}});
    }
    void operator()(std::string_view name, std::int64_t n) const {
        if (n < 0 || n > desk_rules::most)
            throw std::invalid_argument(
                fmt::format("desk_rules: {} is {}, want 0 to {}", name, n, desk_rules::most));
    }
    void operator()(std::string_view name, int n) const { (*this)(name, std::int64_t{n}); }
    void operator()(std::string_view, const std::string&) const {}
    void operator()(std::string_view, calendar::counting) const {}
    void operator()(std::string_view, calendar::ending) const {}
    void operator()(std::string_view, bool) const {}
};

} // namespace

void detail::require_countable(const std::string& name, const time_limit& limit,
                               const calendar::work_calendars& office) {
    if (office.find(limit.calendar) == nullptr)
        throw std::invalid_argument(
            fmt::format("{} counts by the calendar {}, which there is not", name, limit.calendar));
    if (limit.amount < 1 || limit.amount > time_limit::most)
        throw std::invalid_argument(
            fmt::format("{} is {}, want 1 to {}", name, to_string(limit), time_limit::most));
}

void detail::require_countable(const desk_rules& rules, const calendar::work_calendars& office) {
    visit_rules(rules, countable_rules{office});
    for (std::size_t i = 0; i < rules.handling.size(); ++i)
        require_countable(fmt::format("desk_rules: handling[{}]", i), rules.handling[i].limit, office);
}

void detail::require_countable(const catalogue& offered, const calendar::work_calendars& office) {
    const auto require = [&](const service_item& x) {
        require_countable("catalogue: the limit of " + x.key.text(), x.limit, office);
    };
    for (const auto& x : offered.items) require(x);
    for (const auto& x : offered.former) require(x);
}

time_limit detail::read_limit(record& r, std::string_view column, calendar_names& calendars) {
    (void)r.text(column); // must not be blank
    return find_limit(r, column, calendars).value_or(time_limit{1, limit_unit::worked_days});
}

desk_rules provincial_rules() {
    desk_rules r;
    r.version = "provincial-1";
    r.handling = {{.limit = {5, limit_unit::worked_days}}};
    r.most_returns = 1;
    r.system_registers_errands = false;
    r.system_passes_visited = false;
    return r;
}

desk_rules bureau_rules() {
    desk_rules r;
    r.version = "bureau-1";
    r.handling = {{.priority = priority::urgent,
                   .limit = {1, limit_unit::natural_days},
                   .counting = calendar::counting::from_same_day},
                  {.category = "咨询", .limit = {3, limit_unit::worked_days}},
                  {.category = "求助", .limit = {3, limit_unit::worked_days}},
                  {.category = "投诉", .limit = {13, limit_unit::worked_days}}};
    r.system_registers_errands = false;
    r.system_passes_visited = false;
    return r;
}

namespace {

/// Reads the rows of desk_rules.csv.
class rules_reader {
public:
    rules_reader(desk_rules& rules, const feed_files& files) : rules_{rules}, calendars_{files} {}

    void read(record& r) {
        const auto field = r.text("field");
        if (field == "handling")
            read_handling(r);
        else
            read_rule(r, field);
    }

    void find_unused(notices& out) const {
        const auto can = can_apply(rules_.handling);
        for (std::size_t i = 0; i < can.size(); ++i)
            if (!can[i]) out.add(codes::rule_never_applies, handling_[i]);
    }

private:
    void read_handling(record& r) {
        handling_limit h{.category = std::string{r.cell("category")},
                         .limit = detail::read_limit(r, "value", calendars_)};
        if (!r.cell("priority").empty())
            h.priority = r.choice<priority>("priority", choices<priority>(detail::priority_words));
        if (!r.cell("counting").empty())
            h.counting = r.choice<calendar::counting>("counting", counting_words);
        if (!r.ok()) return;
        rules_.handling.push_back(std::move(h));
        handling_.push_back(r.where("value"));
    }

    void read_rule(record& r, const std::string& field) {
        // On a copy: a row is used whole or not at all.
        auto changed = rules_;
        rule_reader in{r, calendars_, field};
        visit_rules(changed, in);
        if (!in.found && !field.empty()) r.complain(codes::unknown_rule, "field", {field});
        for (const auto* column : {"category", "priority", "counting"})
            if (in.found && !r.cell(column).empty()) r.complain(codes::only_for_handling, column, {field});
        if (!r.ok()) return;
        if (said_.insert(field).second)
            rules_ = std::move(changed);
        else
            r.complain(codes::rule_said_before, "field", {field});
    }

    desk_rules& rules_;
    detail::calendar_names calendars_;
    std::set<std::string> said_{};
    std::vector<location> handling_{}; ///< of the rows of `handling`
};

} // namespace

loaded<desk_rules> load_rules(const feed_files& files, const load_options& options) {
    loaded<desk_rules> result{{}, notices{options.notices_per_code}};
    rules_reader reader{result.value, files};
    read_table(files, detail::rule_table, result.notices, [&](record& r) { reader.read(r); });
    reader.find_unused(result.notices);
    auto rights =
        load_rights(files, {.policy = policy::lenient, .notices_per_code = options.notices_per_code});
    result.value.rights = std::move(rights.value);
    result.notices.add(rights.notices);
    refuse_errors(result.notices, options.policy);
    return result;
}

void save(const desk_rules& rules, const file_path& folder) {
    csv_writer w{detail::rule_table};
    visit_rules(rules, rule_writer{w});
    for (const auto& h : rules.handling)
        w.row({"handling", calendar::to_cell(h.limit), h.category,
               h.priority ? to_cell(detail::priority_words, *h.priority) : "",
               h.counting ? rule_writer::cell(*h.counting) : ""});
    w.save(folder);
    save(rules.rights, folder);
}

std::vector<finding> audit(const desk_rules& rules, const catalogue& offered) {
    std::set<std::string_view> categories, missing;
    for (const auto& x : offered.items) categories.insert(x.category);
    for (const auto& x : offered.former) categories.insert(x.category);
    for (const auto& h : rules.handling)
        if (!h.category.empty() && !categories.contains(h.category)) missing.insert(h.category);
    std::vector<finding> found;
    for (const auto category : missing)
        found.push_back({&codes::category_without_item, key{std::string{category}}});
    return found;
}

namespace {

struct limit_collector {
    std::vector<time_limit> all{};
    void operator()(std::string_view, const desk_rules::limit& l) {
        if (l) all.push_back(*l);
    }
    void operator()(std::string_view, const auto&) {}
};

/// All limits that something is counted by.
std::vector<time_limit> limits_of(const desk_rules& rules, const catalogue& offered) {
    limit_collector found;
    visit_rules(rules, found);
    for (const auto& h : rules.handling) found.all.push_back(h.limit);
    for (const auto& x : offered.items) found.all.push_back(x.limit);
    return std::move(found.all);
}

/// In days, about, to tell which of two is longer.
double about(const time_limit& l) {
    constexpr double minutes_of_work = 7 * 60;
    switch (l.unit) {
    case limit_unit::minutes: return l.amount / 1440.0;
    case limit_unit::hours: return l.amount / 24.0;
    case limit_unit::worked_minutes: return l.amount / minutes_of_work;
    case limit_unit::worked_hours: return l.amount * 60 / minutes_of_work;
    case limit_unit::worked_days: return l.amount * 1.4;
    case limit_unit::natural_days: break;
    }
    return l.amount;
}

} // namespace

std::vector<finding> audit(const desk_rules& rules, const catalogue& offered,
                           const calendar::work_calendars& office, const calendar::date& day) {
    std::optional<time_limit> longest;
    const auto last_moment = calendar::local_time{day} + std::chrono::hours{24} - std::chrono::seconds{1};
    for (const auto& l : limits_of(rules, offered)) {
        const auto open = missing_year(
            {.from = last_moment, .limit = l, .counting = rules.counting, .ending = rules.ending}, office);
        if (open && (!longest || about(l) > about(*longest))) longest = l;
    }
    if (!longest) return {};
    const auto until = office.of(longest->calendar).known_until(day);
    return {{&codes::holidays_end_soon,
             key{"holidays.csv"},
             {until ? calendar::to_string(*until) : "–",
              in_both({to_string(*longest, language::zh), to_string(*longest)}), calendar::to_string(day)}}};
}

handling_limit handling_limit_of(const desk_rules& rules, const service_item& item, priority p) {
    const auto row = find_handling(rules.handling, item.category, p);
    if (!row)
        return {.category = item.category, .priority = p, .limit = item.limit, .counting = rules.counting};
    auto h = rules.handling[*row];
    if (!h.counting) h.counting = rules.counting;
    return h;
}

} // namespace qaidam::services
