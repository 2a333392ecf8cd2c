/// Rules of a desk: what differs from city to city. A profile is data, and its version goes into the events
/// that depended on it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <qaidam/base/feed_files.hpp>
#include <qaidam/calendar/work_calendar.hpp>
#include <qaidam/services/catalogue.hpp>
#include <qaidam/services/rights.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

/// How long handling may take, in place of what the item promises.
struct handling_limit {
    std::string category{};                       ///< "" for any
    std::optional<services::priority> priority{}; ///< nothing for any
    calendar::time_limit limit{};
    std::optional<calendar::counting> counting{}; ///< nothing: that of the rules
    friend bool operator==(const handling_limit&, const handling_limit&) = default;
};

struct desk_rules {
    using limit = std::optional<calendar::time_limit>; ///< nothing: no clock
    static constexpr int most = 100'000;               ///< of any number

    std::string version = "default-1";
    calendar::counting counting = calendar::counting::from_next_day;
    calendar::ending ending = calendar::ending::on_any_day; ///< of natural days

    // The clocks of the stages.
    limit register_within = calendar::time_limit{1, calendar::limit_unit::worked_days};
    limit dispatch_within = calendar::time_limit{1, calendar::limit_unit::worked_days};
    limit accept_within = calendar::time_limit{4, calendar::limit_unit::worked_hours};
    limit check_within = calendar::time_limit{2, calendar::limit_unit::worked_days};
    limit rate_within = calendar::time_limit{1, calendar::limit_unit::worked_days};
    limit total_within{};
    std::vector<handling_limit> handling{}; ///< the most specific that fits; else the item's own limit

    // What the handler may.
    limit return_within = calendar::time_limit{2, calendar::limit_unit::worked_days}; ///< nothing: never
    int most_returns = 2;   ///< of an order, by anybody
    int most_transfers = 2; ///< of an order
    int most_referrals = 2; ///< of an order, from one community to another

    // What the supervisor may.
    calendar::working_days most_extended{10}; ///< in all
    int most_suspensions = 1;
    calendar::day_count most_suspended{30}; ///< each
    calendar::working_time least_left_to_suspend =
        4 * calendar::working_hour; ///< until it is due; whole hours
    limit reopen_within = calendar::time_limit{15, calendar::limit_unit::natural_days}; ///< nothing: always
    limit appeal_within = calendar::time_limit{5, calendar::limit_unit::worked_days};   ///< nothing: always
    limit settle_within = calendar::time_limit{5, calendar::limit_unit::worked_days};

    // What an order says.
    int most_photos = 10;          ///< with which it is placed, or fed back
    int most_photo_megabytes = 20; ///< of 1 000 000 bytes, each

    // Which open orders may be the same matter as one that is placed (find_duplicates).
    int duplicate_meters = 100;        ///< at most so far away: the next building, not the next street
    int duplicate_days = 30;           ///< placed at most so long before
    bool duplicate_categories = false; ///< of the same category; else of the same item

    bool visitors_report = true; ///< whoever is in no register may place an order, or somebody for them

    // What happens by itself.
    bool verify_before_registering = false;
    bool system_registers_errands = true; ///< an errand needs no judgement before it is taken up
    bool system_accepts_late = true;      ///< what was not accepted in time counts as accepted
    bool system_passes_visited = true;    ///< what was done at the door needs no second visit

    // How overdue orders are escalated.
    limit urged_after = calendar::time_limit{1, calendar::limit_unit::worked_days};
    limit criticised_after = calendar::time_limit{5, calendar::limit_unit::worked_days};

    /// Which roles take which step, and who sees what.
    std::vector<right> rights = default_rights();

    friend bool operator==(const desk_rules&, const desk_rules&) = default;
};

/// A provincial profile: handled within 5 working days, extended by at most 10, returned within 2.
[[nodiscard]] desk_rules provincial_rules();
/// A bureau's profile: urgent within the day, consultation and help within 3 working days, complaints within
/// 13, counted from the day after; urged the day after they were due, criticised after 5 working days.
[[nodiscard]] desk_rules bureau_rules();

/// Reads desk_rules.csv: the default rules with what the rows `field,value` say instead; rows named
/// `handling` may also have a category, a priority and a counting of their own. A row that can never apply, because
/// others hold for every order that it speaks of, or an earlier row says the same rule, is a notice. The rights are
/// those of rights.csv, as load_rights reads them.
/// Throws: data_error under policy::strict.
[[nodiscard]] loaded<desk_rules> load_rules(const feed_files& files, const load_options& options = {});
void save(const desk_rules& rules, const file_path& folder);

/// Limits of handling for categories that no item has.
[[nodiscard]] std::vector<finding> audit(const desk_rules& rules, const catalogue& offered);

/// Whether holidays are known for as long as the rules and items count: a finding that names the longest of the limits that
/// run, from a day on, into a year whose holidays are not known, and the last day that is.
[[nodiscard]] std::vector<finding> audit(const desk_rules& rules, const catalogue& offered,
                                         const calendar::work_calendars& office, const calendar::date& day);

/// The limit of handling an order of this item: that of the most specific row that fits, which is one with a
/// category and a priority, then one with either, then one with neither; of equals the first. Else the item's own.
[[nodiscard]] handling_limit handling_limit_of(const desk_rules& rules, const service_item& item, priority p);

} // namespace qaidam::services

#pragma GCC visibility pop
