#include <qaidam/services/rights.hpp>

#include <algorithm>

#include <qaidam/base/text.hpp>
#include <qaidam/services/codes.hpp>

#include "layouts.hpp"
#include "words.hpp"

namespace qaidam::services {

using civic::role_kind;
using what = decltype(right::to);

std::string to_string(role_area a, language l) {
    return to_string(detail::area_words, a, l);
}
std::string to_string(sight s, language l) {
    return to_string(detail::sight_words, s, l);
}

namespace {

bool is_for_staff(step s) {
    return rule_of(s).who.contains(actor::staff);
}

/// All that there are rights to, in the order of files.
std::vector<what> all_rights() {
    std::vector<what> all;
    for (const auto& rule : step_rules())
        if (is_for_staff(rule.step)) all.emplace_back(rule.step);
    all.emplace_back(sight::matter);
    all.emplace_back(sight::people);
    return all;
}

std::string cell_of(const what& to) {
    if (const auto* s = std::get_if<step>(&to)) return to_cell(detail::step_words, *s);
    return to_cell(detail::sight_words, std::get<sight>(to));
}

} // namespace

std::vector<right> default_rights() {
    using enum step;
    std::vector<right> all;
    const auto give = [&](const what& to, std::initializer_list<role_kind> roles,
                          std::optional<role_area> area = {}) {
        for (const auto role : roles) all.push_back({to, role, area});
    };
    const auto office = {role_kind::full_time_grid_leader, role_kind::part_time_grid_leader,
                         role_kind::grid_member};
    const auto helpful = {role_kind::party_member, role_kind::building_leader, role_kind::property_staff,
                          role_kind::young_volunteer};
    const auto supervisor = {role_kind::supervisor};
    const auto everywhere = role_area::community;

    for (const auto& roles : {office, helpful, supervisor}) give(verify, roles);
    for (const auto s : {register_, decline, dispatch, transfer, pass, fail, rate, merge, split, urge,
                         supervise, step::whistle, receive})
        give(s, office, everywhere);
    for (const auto s : {adjudicate, extend, suspend, resume, pass, fail, rate, settle, force, merge, split,
                         reopen, urge, supervise, step::whistle, refer, receive})
        give(s, supervisor, everywhere);
    give(sight::matter, helpful);
    give(sight::people, office);
    give(sight::people, supervisor);
    std::stable_sort(all.begin(), all.end(), [](const right& a, const right& b) { return a.to < b.to; });
    return all;
}

loaded<std::vector<right>> load_rights(const feed_files& files, const load_options& options) {
    loaded<std::vector<right>> result{{}, notices{options.notices_per_code}};
    std::vector<std::pair<std::string_view, what>> words;
    const auto known = all_rights();
    for (const auto& to : known)
        words.emplace_back(std::holds_alternative<step>(to)
                               ? detail::step_words[static_cast<std::size_t>(std::get<step>(to))].cell
                               : detail::sight_words[static_cast<std::size_t>(std::get<sight>(to))].cell,
                           to);
    std::vector<what> named;
    std::vector<right> given;
    read_table(files, detail::right_table, result.notices, [&](record& r) {
        const auto to = r.choice<what>("right", words);
        if (r.cell("right").empty() || !r.ok()) return;
        named.push_back(to);
        // A row without a role says that nobody has the right.
        const auto role = r.find_choice<role_kind>("role", choices<role_kind>(civic::role_words));
        const auto area = r.find_choice<role_area>("area", choices<role_area>(detail::area_words));
        if (!r.ok() || !role) return;
        const right x{to, *role, area};
        if (std::find(given.begin(), given.end(), x) == given.end())
            given.push_back(x);
        else
            r.complain(codes::right_given_before, "right", {cell_of(to)});
    });
    for (const auto& x : default_rights())
        if (std::find(named.begin(), named.end(), x.to) == named.end()) given.push_back(x);
    std::stable_sort(given.begin(), given.end(), [](const right& a, const right& b) { return a.to < b.to; });
    refuse_errors(result.notices, options.policy);
    result.value = std::move(given);
    return result;
}

void save(std::span<const right> rights, const file_path& folder) {
    csv_writer w{detail::right_table};
    for (const auto& to : all_rights()) {
        bool given = false;
        for (const auto& x : rights) {
            if (x.to != to) continue;
            given = true;
            w.row({cell_of(to), to_cell(civic::role_words, x.role),
                   x.area ? to_cell(detail::area_words, *x.area) : ""});
        }
        if (!given) w.row({cell_of(to), "", ""});
    }
    w.save(folder);
}

std::string holders_of(std::span<const right> rights, const what& to, language l) {
    std::string all;
    for (const auto& x : rights) {
        if (x.to != to) continue;
        auto name = to_string(x.role, l);
        if (x.area) name += fmt::format(fmt::runtime(pick(l, "（{}）", " ({})")), to_string(*x.area, l));
        join_on(all, pick(l, "、", ", "), name);
    }
    return all;
}

} // namespace qaidam::services
