/// Care: one-to-one help (一对一) for people of special groups, and the three kinds of visit to their door
/// (三上门).
#pragma once

#include <vector>

#include <qaidam/civic/community.hpp>
#include <qaidam/services/codes.hpp>

namespace qaidam::services {

enum class visit_kind {
    service,  ///< 服务上门: services done at home
    activity, ///< 活动上门: activities held at home
    opinion   ///< 议事上门: opinions sought at home
};
[[nodiscard]] std::string to_string(visit_kind k, language l = language::en);

/// A party member looks after one person of a special group.
struct help_pair {
    civic::person_id helped;
    civic::person_id helper;
    int every_days = 0; ///< each kind of visit is due this often; 0 where nothing was agreed
    calendar::date_span when{};
    friend bool operator==(const help_pair&, const help_pair&) = default;
};

struct care_visit {
    civic::person_id helped;
    visit_kind kind;
    calendar::date on;
    friend bool operator==(const care_visit&, const care_visit&) = default;
};

struct care {
    std::vector<help_pair> pairs{};
    std::vector<care_visit> visits{};
    friend bool operator==(const care&, const care&) = default;
};

/// Reads help_pairs.csv and care_visits.csv. Throws: data_error under policy::strict.
[[nodiscard]] loaded<care> load_care(const std::filesystem::path& folder, const civic::community& c,
                                     const load_options& options = {});
void save(const care& all, const civic::community& c, const std::filesystem::path& folder);

/// Over an interval: every special resident has exactly one pair, with a party member of his building, and no
/// kind of visit is overdue. A kind of visit falls due `every_days` after the pair began and after each
/// visit.
[[nodiscard]] std::vector<calendar::dated_finding> audit(const care& all, const civic::community& c,
                                                         const calendar::date_span& when);

} // namespace qaidam::services
