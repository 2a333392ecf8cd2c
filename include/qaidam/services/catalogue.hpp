/// The catalogue: what residents can order, on three service lists, and who is competent for it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/base/feed_files.hpp>
#include <qaidam/calendar/work_calendar.hpp>
#include <qaidam/civic/activity.hpp>
#include <qaidam/civic/eligibility.hpp>
#include <qaidam/services/attributes.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

using civic::building_key;
using civic::department_key;
using civic::grid_key;
using civic::handler;
using civic::handler_kind;
using civic::person_key;

/// The three service lists (服务清单).
enum class service_list {
    errand,   ///< 事务代办: errands done on one's behalf
    hardship, ///< 困难解决: hardships resolved
    dispute   ///< 矛盾调处: disputes mediated
};

/// Something that can be ordered, as it is offered over some time.
struct service_item {
    item_key key;
    service_list list;
    std::string category; ///< what competences speak of: 民政, 环境卫生
    label name;
    std::string documents{};      ///< what to bring, for people; "" for nothing
    std::string steps{};          ///< how it goes, for people
    calendar::time_limit limit{}; ///< that is promised, of handling: from dispatch to feedback
    std::optional<calendar::time_limit> statutory_limit{};
    bool at_door = false; ///< can be done at the resident's home
    civic::eligibility who{};
    calendar::date_span when{};
    std::string words{}; ///< by which people speak of it, as `is_item_words` wants them
    friend bool operator==(const service_item&, const service_item&) = default;
};

/// How pressing an order is.
enum class priority { normal, urgent };
[[nodiscard]] std::string to_string(priority p, language l = language::en);
[[nodiscard]] std::string to_cell(priority p);

/// Who is competent for a category (权责清单): everywhere or in one quarter, for all orders or those of one
/// priority. Co-handlers help with what they are competent for.
struct competence {
    std::string category;
    civic::handler handler;
    std::optional<civic::quarter_key> quarter{};
    std::optional<services::priority> priority{};
    bool helps = false; ///< as a co-handler only
    friend bool operator==(const competence&, const competence&) = default;
};

struct catalogue {
    registry<item_id, service_item> items{};  ///< of each the last version
    std::vector<service_item> former{};       ///< earlier versions, by key and time
    std::vector<competence> competences{};    ///< in the order of preference
    std::vector<item_attribute> attributes{}; ///< by item, then in their order

    /// The version of an item that is offered on a day; null if there is none.
    [[nodiscard]] const service_item* find_item(const item_key& item, const calendar::date& day) const;
    /// What an item asks, in its order. Cost: O(log attributes).
    [[nodiscard]] std::span<const item_attribute> attributes_of(const item_key& item) const;

    friend bool operator==(const catalogue&, const catalogue&) = default;
};

/// An item that was found by words, and how well.
struct item_match {
    item_id item;
    double share; ///< of the words, or of the pairs of Chinese characters, that occur in it
};

/// The items offered on a day that have something of the words in their name, category, documents or steps,
/// the best first. Case does not matter. Cost: O(items × length).
[[nodiscard]] std::vector<item_match> search_items(const catalogue& all, std::string_view words,
                                                   const calendar::date& day);

[[nodiscard]] std::string to_string(service_list list, language l = language::en);

/// Reads service_items.csv, competences.csv, item_attributes.csv and attribute_values.csv. Throws: data_error under policy::strict.
[[nodiscard]] loaded<catalogue> load_catalogue(const feed_files& files, const civic::community& c,
                                               const load_options& options = {});
void save(const catalogue& all, const file_path& folder);

} // namespace qaidam::services

template <>
struct fmt::formatter<qaidam::services::service_list>
    : qaidam::detail::bilingual_formatter<qaidam::services::service_list> {};

template <>
struct fmt::formatter<qaidam::services::priority>
    : qaidam::detail::bilingual_formatter<qaidam::services::priority> {};

#pragma GCC visibility pop
