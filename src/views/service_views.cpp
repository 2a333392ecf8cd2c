#include <qaidam/views/service_views.hpp>

#include <algorithm>

#include <qaidam/civic/masking.hpp>

#include "ledger_batches.hpp"
#include "texts_in_words.hpp"

namespace qaidam::views {
namespace {

using namespace services;

std::string who(const person_key& person, const civic::community& c, language l) {
    if (person == system_actor) return pick(l, "系统", "system");
    if (is_visitor(person)) return pick(l, "未登记点单人", "visitor");
    return name_of(handler{handler_kind::person, person}, c, l);
}

/// The key of the text that an event names; blank for one that names none.
key text_key_of(const event& e) {
    if (const auto* placed = std::get_if<order_placed>(&e)) return placed->text;
    if (const auto* visit = std::get_if<home_visited>(&e)) return visit->note;
    const auto* reason = reason_of(e);
    return reason == nullptr ? key{} : *reason;
}

/// Those that events name.
words_by_key read_texts(std::span<const event> events, events::text_store& texts,
                        const events::purpose& for_what, language l) {
    std::vector<key> keys;
    for (const auto& e : events)
        if (auto k = text_key_of(e); !k.empty()) keys.push_back(std::move(k));
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return read_words(keys, texts, for_what, l);
}

/// What an event says beyond its step and its actor.
struct detail_of {
    const civic::community& c;
    const words_by_key& words;
    language l;

    std::string operator()(const order_placed& e) const {
        return fmt::format("{}{}{}", to_string(e.channel, l), pick(l, "，", ", "),
                           e.at_door ? pick(l, "需上门", "at the door")
                                     : pick(l, "不上门", "not at the door")) +
               photos(e.photos) +
               (e.text.empty() ? "" : fmt::format("{}{}", pick(l, "：", ": "), text_of(e.text)));
    }
    std::string operator()(const order_dispatched& e) const {
        return fmt::format(fmt::runtime(pick(l, "派给 {}，{}", "to {}, {}")), name_of(e.handler, c, l),
                           due(e.due));
    }
    std::string operator()(const home_visited& e) const {
        return fmt::format(fmt::runtime(pick(l, "{}，{} 离开", "{}; left at {}")), text_of(e.note),
                           calendar::to_string(e.left.time_of_day()));
    }
    std::string operator()(const order_fed_back& e) const { return e.evidence.text() + photos(e.photos); }
    std::string operator()(const order_rated& e) const {
        return fmt::format("{}{}{}", e.solved ? pick(l, "已解决", "solved") : pick(l, "未解决", "not solved"),
                           pick(l, "，", ", "),
                           e.satisfied ? pick(l, "满意", "satisfied") : pick(l, "不满意", "not satisfied"));
    }
    std::string operator()(const order_verified& e) const { return to_string(e.result, l); }
    std::string operator()(const order_adjudicated& e) const {
        return fmt::format(fmt::runtime(pick(l, "由 {} 承办，不得退单，{}", "to {} for good, {}")),
                           name_of(e.handler, c, l), due(e.due)) +
               because(e);
    }
    std::string operator()(const order_transferred& e) const {
        return fmt::format(fmt::runtime(pick(l, "转给 {}", "to {}")), name_of(e.handler, c, l)) + because(e);
    }
    std::string operator()(const order_extended& e) const {
        if (e.due.open())
            return fmt::format(fmt::runtime(pick(l, "延 {} 个工作日，{}", "by {} working days, {}")), e.days,
                               due(e.due)) +
                   because(e);
        return fmt::format(fmt::runtime(pick(l, "延 {} 个工作日至 {}", "by {} working days, until {}")),
                           e.days, to_string(e.due, l)) +
               because(e);
    }
    std::string operator()(const order_suspended& e) const {
        return fmt::format(fmt::runtime(pick(l, "{} 复核", "until it is looked at on {}")),
                           calendar::to_string(e.review)) +
               because(e);
    }
    std::string operator()(const order_resumed& e) const { return due(e.due); }
    std::string operator()(const check_failed& e) const { return due(e.due) + because(e); }
    std::string operator()(const appeal_settled& e) const {
        return fmt::format("{}{}{}{}",
                           e.reversed ? pick(l, "申诉成立", "granted") : pick(l, "维持原决定", "upheld"),
                           pick(l, "，", ", "), to_string(e.state, l), because(e));
    }
    std::string operator()(const order_merged& e) const {
        return fmt::format(fmt::runtime(pick(l, "并入 {}", "into {}")), e.into) + because(e);
    }
    std::string operator()(const order_split& e) const {
        return fmt::format(fmt::runtime(pick(l, "从 {} 拆出", "from {}")), e.from) + because(e);
    }
    std::string operator()(const order_referred& e) const {
        return fmt::format(fmt::runtime(pick(l, "移交 {}", "to {}")), e.to) + because(e);
    }
    std::string operator()(const order_received& e) const {
        auto text = fmt::format(fmt::runtime(pick(l, "来自 {}，{}", "from {}, {}")), e.matter.from,
                                to_string(e.matter.state, l));
        if (e.due) text += pick(l, "，", ", ") + due(e.due);
        return text;
    }
    std::string operator()(const order_joined& e) const { return e.other.text(); }
    std::string operator()(const order_left& e) const { return e.other.text(); }
    std::string operator()(const order_reopened& e) const { return due(e.due) + because(e); }
    std::string operator()(const whistle_blown& e) const {
        std::string names;
        for (const auto& k : e.departments)
            names += (names.empty() ? "" : pick(l, "、", ", ")) +
                     name_of(handler{handler_kind::department, k}, c, l);
        return fmt::format(fmt::runtime(pick(l, "{} 于 {} 前报到", "{} by {}")), names,
                           calendar::to_string(e.report_by)) +
               because(e);
    }
    std::string operator()(const department_reported& e) const {
        return name_of(handler{handler_kind::department, e.department}, c, l);
    }
    std::string operator()(const auto& e) const {
        if constexpr (requires { e.reason; }) return text_of(e.reason);
        return {};
    }

private:
    [[nodiscard]] std::string photos(const std::vector<photo>& all) const {
        if (all.empty()) return {};
        return fmt::format(
            fmt::runtime(pick(l, "，照片 {} 张", all.size() == 1 ? ", {} photo" : ", {} photos")),
            all.size());
    }
    [[nodiscard]] std::string text_of(const key& note) const {
        const auto found = words.find(note);
        return found == words.end() ? note.text() : found->second;
    }
    [[nodiscard]] std::string because(const auto& e) const {
        return fmt::format("{}{}", pick(l, "：", ": "), text_of(e.reason));
    }
    [[nodiscard]] std::string due(const due_time& t) const {
        const auto text = to_string(t, l);
        return fmt::format(
            fmt::runtime(t.open() ? pick(l, "办结时限{}", "due {}") : pick(l, "{} 前办结", "due {}")), text);
    }
};

report::table event_table_with(std::span<const event> events, const civic::community& c,
                               const words_by_key& words, language l) {
    report::table table{{{pick(l, "时间", "time")},
                         {pick(l, "环节", "step")},
                         {pick(l, "经办", "who")},
                         {pick(l, "说明", "what")}}};
    for (const auto& e : events)
        table.add_row({calendar::to_string(time_of(e).time_of_day()), name_of(e, l), who(actor_of(e), c, l),
                       std::visit(detail_of{c, words, l}, e)});
    return table;
}

} // namespace

report::table event_table(std::span<const event> events, const civic::community& c, language l) {
    return event_table_with(events, c, {}, l);
}

report::table event_table(std::span<const event> events, const civic::community& c, events::text_store& texts,
                          const events::purpose& for_what, language l) {
    return event_table_with(events, c, read_texts(events, texts, for_what, l), l);
}

report::table roll_up_table(const ledger::roll_up_result& result, const civic::community& c,
                            const std::string& by, language l) {
    const auto right = report::align::right;
    report::table table{{{by},
                         {pick(l, "事项", "items"), right},
                         {pick(l, "办结", "done"), right},
                         {pick(l, "办结率", "share"), right}}};
    const auto add = [&](const std::string& what, const ledger::tally& t) {
        table.add_row({what, std::to_string(t.items), std::to_string(t.done), percent(t.done_ratio(), l)});
    };
    for (const auto& row : result.rows) {
        const auto department = c.departments().find(row.key);
        add(department ? c.departments()[*department].name.in(l) : row.key, row.count);
    }
    add(pick(l, "合计", "total"), result.total());
    return table;
}

report::table ledger_table(const ledger::items& all, language l) {
    report::table table{{{pick(l, "类别", "batch")},
                         {pick(l, "项目", "items"), report::align::right},
                         {pick(l, "完成", "done"), report::align::right},
                         {pick(l, "完成率", "share"), report::align::right}}};
    const auto row = [&](std::string name, const ledger::tally& t) {
        table.add_row(
            {std::move(name), std::to_string(t.items), std::to_string(t.done), percent(t.done_ratio(), l)});
    };
    for (const auto b : batches) row(to_string(b, l), tally_of(all, b));
    row(pick(l, "四个一批合计", "the four batches"), roll_up(items_of_units(all), ledger::by_batch).total());
    return table;
}

} // namespace qaidam::views
