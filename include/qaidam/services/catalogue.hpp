/// The catalogue: what residents can order, on three service lists, and who is competent for it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/calendar/work_calendar.hpp>
#include <qaidam/civic/community.hpp>

namespace qaidam::services {

using item_id = id<struct item_tag>;

/// The three service lists (服务清单).
enum class service_list {
    errand,   ///< 事务代办: errands done on one's behalf
    hardship, ///< 困难解决: hardships resolved
    dispute   ///< 矛盾调处: disputes mediated
};

/// Something that can be ordered.
struct service_item {
    qaidam::key key;
    service_list list;
    std::string category; ///< what competences speak of: 民政, 环境卫生
    label name;
    std::string documents{};      ///< what to bring, for people; "" for nothing
    calendar::time_limit limit{}; ///< of handling, from dispatch to feedback
    bool at_door = false;         ///< can be done at the resident's home
    std::optional<int> least_age{};
    friend bool operator==(const service_item&, const service_item&) = default;
};

enum class handler_kind { department, team, person };

/// Who handles an order, named by key as events name it.
struct handler {
    handler_kind kind;
    qaidam::key key;
    friend bool operator==(const handler&, const handler&) = default;
};

/// A department or team is competent for a category, everywhere or in one quarter (权责清单).
struct competence {
    std::string category;
    services::handler handler;
    std::optional<qaidam::key> quarter{};
    friend bool operator==(const competence&, const competence&) = default;
};

struct catalogue {
    registry<item_id, service_item> items{};
    std::vector<competence> competences{}; ///< in the order of preference

    /// Those competent for a category in a quarter, in the order of preference.
    [[nodiscard]] std::vector<handler> competent_for(std::string_view category,
                                                     const qaidam::key& quarter) const;

    friend bool operator==(const catalogue&, const catalogue&) = default;
};

[[nodiscard]] std::string to_string(service_list list, language l = language::en);
/// The name of a handler as the community knows it, masked for a person; the key where it is not known.
[[nodiscard]] std::string name_of(const handler& h, const civic::community& c, language l);

/// Reads service_items.csv and competences.csv. Throws: data_error under policy::strict.
[[nodiscard]] loaded<catalogue> load_catalogue(const std::filesystem::path& folder, const civic::community& c,
                                               const load_options& options = {});
void save(const catalogue& all, const std::filesystem::path& folder);

} // namespace qaidam::services

template <>
struct fmt::formatter<qaidam::services::service_list>
    : qaidam::detail::bilingual_formatter<qaidam::services::service_list> {};
