#include <qaidam/civic/eligibility.hpp>

#include <algorithm>

#include <qaidam/base/text.hpp>
#include <qaidam/civic/codes.hpp>

namespace qaidam::civic {
namespace {

int age_on(const calendar::date& born, const calendar::date& day) {
    const bool birthday_passed = std::pair{day.month(), day.day()} >= std::pair{born.month(), born.day()};
    return day.year() - born.year() - (birthday_passed ? 0 : 1);
}

bool is_in_a_group(const community& c, person_id person, const std::vector<special_group>& groups,
                   const calendar::date& day) {
    const auto& all = c.special_residents();
    return std::any_of(all.begin(), all.end(), [&](const special_resident& s) {
        return s.person == person && s.when.contains(day) &&
               std::find(groups.begin(), groups.end(), s.group) != groups.end();
    });
}

} // namespace

std::vector<refusal> unmet_conditions(const eligibility& who, const label& what, const community& c,
                                      person_id person, const calendar::date& day) {
    std::vector<refusal> unmet;
    const auto add = [&](const message_rule& rule, std::vector<std::string> arguments) {
        unmet.push_back({&rule, std::move(arguments), {}});
    };
    const auto& p = c.people()[person];
    const auto name = in_both(what);
    if ((who.least_age || who.most_age) && !p.born) {
        add(codes::birth_unknown, {name});
    } else if (p.born) {
        const auto age = age_on(*p.born, day);
        if (who.least_age && age < *who.least_age)
            add(codes::too_young, {std::to_string(age), name, std::to_string(*who.least_age)});
        if (who.most_age && age > *who.most_age)
            add(codes::too_old, {std::to_string(age), name, std::to_string(*who.most_age)});
    }
    if (!who.groups.empty() && !is_in_a_group(c, person, who.groups, day)) {
        std::vector<label> groups;
        for (const auto g : who.groups)
            groups.push_back({to_string(g, language::zh), to_string(g, language::en)});
        add(codes::not_of_group, {name, in_both(groups)});
    }
    if (who.residents_only && !p.home) add(codes::not_resident, {name});
    return unmet;
}

eligibility read_eligibility(record& r) {
    eligibility who;
    const auto age = [&](std::string_view column, std::optional<int>& to) {
        if (!r.cell(column).empty()) to = static_cast<int>(r.integer(column, 0, 150));
    };
    age("least_age", who.least_age);
    age("most_age", who.most_age);
    for (const auto word : r.words("groups")) {
        if (const auto group = find_special_group(word))
            who.groups.push_back(*group);
        else
            r.complain(qaidam::codes::bad_choice, "groups", {std::string{word}, special_group_cells()});
    }
    who.residents_only = r.flag("residents_only");
    return who;
}

std::array<std::string, 4> cells_of(const eligibility& who) {
    const auto number = [](const std::optional<int>& n) { return n ? std::to_string(*n) : std::string{}; };
    std::string groups;
    for (const auto g : who.groups) join_on(groups, " ", to_cell(g));
    return {number(who.least_age), number(who.most_age), groups, who.residents_only ? "yes" : "no"};
}

} // namespace qaidam::civic
