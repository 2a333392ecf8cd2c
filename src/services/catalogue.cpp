#include <qaidam/services/catalogue.hpp>

#include <array>

#include <qaidam/civic/masking.hpp>
#include <qaidam/services/codes.hpp>

#include "layouts.hpp"
#include "words.hpp"

namespace qaidam::services {

std::string to_string(service_list list, language l) {
    return text_of(detail::list_words, list, l);
}

std::string name_of(const handler& h, const civic::community& c, language l) {
    switch (h.kind) {
    case handler_kind::department:
        if (const auto id = c.departments().find(h.key)) return c.departments()[*id].name.in(l);
        break;
    case handler_kind::team:
        if (const auto id = c.teams().find(h.key)) return c.teams()[*id].name.in(l);
        break;
    case handler_kind::person:
        if (const auto id = c.people().find(h.key)) return civic::mask_name(c.people()[*id].name.in(l));
        break;
    }
    return h.key.text();
}

std::vector<handler> catalogue::competent_for(std::string_view category, const key& quarter) const {
    std::vector<handler> all;
    for (const auto& c : competences)
        if (c.category == category && (!c.quarter || *c.quarter == quarter)) all.push_back(c.handler);
    return all;
}

handler detail::read_handler(record& r, const civic::community& c) {
    handler h{r.choice<handler_kind>("handler", choices<handler_kind>(handler_words)), r.key("handler_id")};
    const bool known = h.kind == handler_kind::department ? c.departments().find(h.key).has_value()
                       : h.kind == handler_kind::team     ? c.teams().find(h.key).has_value()
                                                          : c.people().find(h.key).has_value();
    static constexpr std::string_view files[] = {"departments.csv", "teams.csv", "people.csv"};
    if (r.ok() && !known)
        r.complain(qaidam::codes::unknown_reference, "handler_id",
                   {h.key.text(), std::string{files[static_cast<std::size_t>(h.kind)]}});
    return h;
}

loaded<catalogue> load_catalogue(const std::filesystem::path& folder, const civic::community& c,
                                 const load_options& options) {
    loaded<catalogue> result{{}, notices{options.notices_per_code}};
    auto& all = result.value;
    read_table(folder, detail::item_table, result.notices, [&](record& r) {
        service_item i{.key = r.key("item_id"),
                       .list = r.choice<service_list>("list", choices<service_list>(detail::list_words)),
                       .category = r.text("category"),
                       .name = r.name(),
                       .documents = std::string{r.cell("documents")}};
        const auto limit = r.text("limit");
        if (const auto found = calendar::find_time_limit(limit)) {
            i.limit = *found;
        } else if (!limit.empty()) {
            r.complain(codes::bad_limit, "limit", {limit});
        }
        if (!r.cell("at_door").empty()) i.at_door = r.choice<bool>("at_door", detail::yes_no);
        if (!r.cell("least_age").empty()) i.least_age = static_cast<int>(r.integer("least_age", 0, 150));
        r.add_to(all.items, std::move(i), "item_id");
    });
    read_table(folder, detail::competence_table, result.notices, [&](record& r) {
        competence x{.category = r.text("category"), .handler = detail::read_handler(r, c)};
        if (const auto q = r.find_reference("quarter_id", c.quarters(), "quarters.csv"))
            x.quarter = c.quarters()[*q].key;
        if (r.ok()) all.competences.push_back(std::move(x));
    });
    refuse_errors(result.notices, options.policy);
    return result;
}

void save(const catalogue& all, const std::filesystem::path& folder) {
    csv_writer items{detail::item_table};
    for (const auto& i : all.items)
        items.row({i.key.text(), cell_of(detail::list_words, i.list), i.category, i.name.zh, i.name.en,
                   i.documents, calendar::to_cell(i.limit), i.at_door ? "yes" : "no",
                   i.least_age ? std::to_string(*i.least_age) : ""});
    items.save(folder);
    csv_writer competences{detail::competence_table};
    for (const auto& c : all.competences)
        competences.row({c.category, cell_of(detail::handler_words, c.handler.kind), c.handler.key.text(),
                         c.quarter ? c.quarter->text() : ""});
    competences.save(folder);
}

} // namespace qaidam::services
