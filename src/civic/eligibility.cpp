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
    if (who.unread) {
        add(codes::conditions_unread, {name});
        return unmet;
    }
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
    bool readable = true;
    const auto age = [&](std::string_view column) {
        const auto found = r.find_integer(column, 0, 150);
        readable = readable && found.has_value() == !r.cell(column).empty();
        return found ? std::optional{static_cast<int>(*found)} : std::nullopt;
    };
    who.least_age = age("least_age");
    who.most_age = age("most_age");
    for (const auto word : r.words("groups")) {
        if (const auto group = find_special_group(word))
            who.groups.push_back(*group);
        else {
            r.complain(qaidam::codes::bad_choice, "groups", {std::string{word}, special_group_cells()});
            readable = false;
        }
    }
    const auto residents = r.cell("residents_only");
    readable = readable && (residents.empty() || residents == "yes" || residents == "no");
    who.residents_only = r.flag("residents_only");
    if (readable) return who;
    r.complain(codes::open_to_nobody, "");
    const auto as_it_stands = [&](std::string_view column) { return std::string{r.cell(column)}; };
    return {.unread = std::array{as_it_stands("least_age"), as_it_stands("most_age"), as_it_stands("groups"),
                                 std::string{residents}}};
}

std::optional<int> read_capacity(record& r) {
    if (r.cell("capacity").empty()) return std::nullopt;
    const auto people = r.find_integer("capacity", 0, 1'000'000);
    if (!people) r.complain(codes::room_for_nobody, "");
    return static_cast<int>(people.value_or(0));
}

std::array<std::string, 4> cells_of(const eligibility& who) {
    if (who.unread) return *who.unread;
    const auto number = [](const std::optional<int>& n) { return n ? std::to_string(*n) : std::string{}; };
    std::string groups;
    for (const auto g : who.groups) join_on(groups, " ", to_cell(g));
    return {number(who.least_age), number(who.most_age), groups, who.residents_only ? "yes" : "no"};
}

} // namespace qaidam::civic
