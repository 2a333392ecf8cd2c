/// The ledger (台账): what units promised, whether it was kept, and how that adds up; activities, must-visit posts, and counts
/// that were stated.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/feed_files.hpp>
#include <qaidam/base/function_ref.hpp>
#include <qaidam/base/ratio.hpp>
#include <qaidam/civic/community.hpp>
#include <qaidam/ledger/activities.hpp>
#include <qaidam/ledger/codes.hpp>
#include <qaidam/ledger/must_visit.hpp>
#include <qaidam/ledger/unit.hpp>

#pragma GCC visibility push(default)

namespace qaidam::ledger {

using item_id = id<struct item_tag>;

/// The kinds of entries: the key projects, and the four batches (四个一批).
enum class batch {
    key_project, ///< 重点项目
    policy,      ///< 政策举措
    measure,     ///< 实招硬招
    project,     ///< 民生工程
    problem      ///< 突出问题
};
[[nodiscard]] std::string to_string(batch b, language l = language::en);
[[nodiscard]] std::string to_cell(batch b); ///< "key_project"

/// What the people said of an item at a public evaluation meeting (集中测评).
struct public_verdict {
    std::int64_t satisfied = 0;
    std::int64_t votes = 0; ///< at least as many
    [[nodiscard]] ratio satisfied_ratio() const { return {satisfied, votes}; }
    friend bool operator==(const public_verdict&, const public_verdict&) = default;
};

struct item {
    qaidam::key key;
    ledger::batch batch;
    ledger::unit unit; ///< that promised
    label name;
    calendar::date due;
    std::optional<calendar::date> done{}; ///< the day it was kept
    qaidam::key evidence{};               ///< where the proof of that is kept (佐证材料)
    std::optional<public_verdict> verdict{};
    friend bool operator==(const item&, const item&) = default;
};

/// The items by key.
using items = registry<item_id, item>;

/// How many items there are and how many are done; the same for each part.
struct tally {
    std::int64_t items = 0;
    std::int64_t done = 0;
    [[nodiscard]] ratio done_ratio() const { return {done, items}; }
    friend bool operator==(const tally&, const tally&) = default;
};

struct roll_up_result {
    struct row {
        std::string key;
        tally count;
    };
    std::vector<row> rows{}; ///< by key
    [[nodiscard]] tally total() const;
};

/// Counts the items of each key that `by` gives: the parts are the total. Cost: O(items log keys).
[[nodiscard]] roll_up_result roll_up(const items& all, function_ref<std::string(const item&)> by);

/// The ledger of a community of a county.
struct community_items {
    civic::community_key community;
    const ledger::items* items; ///< never null
};
/// The same over the ledgers of many communities, in one pass: `by` sees of which community an item is. A department that the
/// county shares has one key in all of them (`by_department` of the community).
/// Shape: the parts are the total, and that is the sum of the totals of the communities.
[[nodiscard]] roll_up_result roll_up(std::span<const community_items> all,
                                     function_ref<std::string(const civic::community_key&, const item&)> by);
[[nodiscard]] std::string by_community(const civic::community_key& k, const item& x);

/// Keys to roll up by.
[[nodiscard]] std::string by_batch(const item& x);
[[nodiscard]] std::string by_due_month(const item& x);
/// The unit as in ledger.csv: `roll_up(items, by_unit{community})`. The community must outlive it.
struct by_unit {
    explicit by_unit(const civic::community& in) : c{in} {}
    std::string operator()(const item& x) const { return to_cell(x.unit, c); }
    const civic::community& c;
};
/// The key of the department; "" for what no department promised. The community must outlive it.
struct by_department {
    explicit by_department(const civic::community& in) : c{in} {}
    std::string operator()(const item& x) const;
    const civic::community& c;
};

/// Counts by unit × batch × month, kept up to date item by item.
///
/// Cost: O(log other units) for a change; measured in tests/bench/services_bench.cpp.
class cube {
public:
    explicit cube(const items& all = {});

    void add(const item& x) { change(x, 1); }
    /// Requires: it was added, as it is, else std::invalid_argument.
    void remove(const item& x) { change(x, -1); }

    struct cell {
        ledger::unit unit;
        ledger::batch batch;
        calendar::date month; ///< the first day of that in which the items are due
        tally count;
        friend bool operator==(const cell&, const cell&) = default;
    };
    /// The cells that are not empty, by unit, batch and month.
    [[nodiscard]] std::vector<cell> cells() const;
    [[nodiscard]] const tally& total() const { return total_; }

private:
    void change(const item& x, int by);

    struct unit_cells {
        std::int64_t first_month = 0; ///< since the year 0
        std::vector<tally> counts{};  ///< by month and batch
    };
    unit_cells& cells_of(const unit& u);

    std::vector<unit_cells> departments_, teams_; ///< by the values of their ids
    std::map<std::string, unit_cells> others_;
    tally total_;
};

/// The items of the four batches, without the key projects.
[[nodiscard]] items items_of_units(const items& all);

/// The ledger as it stood at the end of a day: what was done later is not done yet.
[[nodiscard]] items as_of(const items& all, const calendar::date& day);

/// A total that a source states without the records behind it.
struct stated_count {
    qaidam::key key;
    label name;
    std::int64_t value = 0;
    bool at_least = false;
    std::string source{};
    friend bool operator==(const stated_count&, const stated_count&) = default;
};

struct accounts {
    ledger::items items{};
    activity_log activities{};
    must_visit_kinds kinds{}; ///< of must-visit posts
    must_visit_posts posts{};
    registry<id<struct stated_count_tag>, stated_count> stated_counts{};
    friend bool operator==(const accounts&, const accounts&) = default;
};

/// Reads ledger.csv, must_visit_kinds.csv, must_visit_posts.csv, activities.csv and stated_counts.csv. A unit that is written as the key or the name of one
/// department or team of the community is that one; what is neither is another unit, with a notice.
/// Throws: data_error under policy::strict.
[[nodiscard]] loaded<accounts> load(const feed_files& files, const civic::community& c,
                                    const load_options& options = {});
/// Requires: the community is that of the accounts, and no other unit is written as one of its departments or
///           teams, else std::invalid_argument.
void save(const accounts& all, const civic::community& c, const file_path& folder);
/// The files that `load` reads, with their columns.
[[nodiscard]] std::span<const table_layout> feed_layouts();

/// A count that was stated, beside what is recorded.
struct compared_count {
    id<struct stated_count_tag> stated;
    std::optional<activity_tally>
        recorded{};     ///< nothing where the accounts record no activity that is stated
    bool agrees = true; ///< nothing that is recorded speaks against what is stated
    friend bool operator==(const compared_count&, const compared_count&) = default;
};

/// The stated counts whose key is `activities.<kind>`, in their order, with what is recorded of that kind. Who states totals
/// alone and records none of these kinds is not compared; who records some has recorded 0 of the others.
/// Cost: O(activities + stated counts).
[[nodiscard]] std::vector<compared_count> compare_stated(const accounts& all);

/// Totals equal the sum of their parts: a stated count whose key is `ledger.<batch>`, `ledger.items` or
/// `activities.<kind>` agrees with what is recorded, and of no promise more is kept than was made.
[[nodiscard]] std::vector<finding> audit(const accounts& all);

/// Over an interval: a must-visit post is held by a party member, and nothing is counted of it while it is not in force.
[[nodiscard]] std::vector<calendar::dated_finding> audit_posts(const accounts& all, const civic::community& c,
                                                               const calendar::date_span& when);

} // namespace qaidam::ledger

template <>
struct fmt::formatter<qaidam::ledger::batch> : qaidam::detail::bilingual_formatter<qaidam::ledger::batch> {};

#pragma GCC visibility pop
