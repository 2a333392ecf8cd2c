#include <qaidam/services/intake.hpp>

#include <array>

#include <qaidam/services/codes.hpp>

#include "layouts.hpp"
#include "words.hpp"

namespace qaidam::services {
namespace {

enum class word { place, register_, dispatch, accept, visit, feed_back, pass, rate };
constexpr std::pair<std::string_view, word> command_cells[] = {
    {"place", word::place},   {"register", word::register_}, {"dispatch", word::dispatch},
    {"accept", word::accept}, {"visit", word::visit},        {"feed_back", word::feed_back},
    {"pass", word::pass},     {"rate", word::rate}};

bool flag(record& r, std::string_view column, bool otherwise) {
    return r.cell(column).empty() ? otherwise : r.choice<bool>(column, detail::yes_no);
}

command read_command(record& r) {
    const auto kind = r.choice<word>("command", command_cells);
    if (!r.ok()) return accept_order{}; // nothing is known of the other cells
    const auto order = r.key("order_id");
    const auto by = r.key("by");
    const auto at = calendar::read_time(r, "time");
    switch (kind) {
    case word::place:
        return place_order{order,
                           by,
                           at,
                           r.key("item_id"),
                           r.key("building_id"),
                           flag(r, "at_door", false),
                           r.cell("channel").empty()
                               ? channel::phone
                               : r.choice<channel>("channel", choices<channel>(detail::channel_words))};
    case word::register_: return register_order{order, by, at};
    case word::dispatch:
        return dispatch_order{
            order,
            by,
            at,
            {r.choice<handler_kind>("handler", choices<handler_kind>(detail::handler_words)),
             r.key("handler_id")}};
    case word::accept: return accept_order{order, by, at};
    case word::visit: return visit_home{order, by, at, calendar::read_time(r, "left"), r.key("note_id")};
    case word::feed_back: return feed_back{order, by, at, r.key("evidence")};
    case word::pass: return pass_check{order, by, at};
    case word::rate: break;
    }
    return rate_order{order, by, at, flag(r, "solved", true), flag(r, "satisfied", true)};
}

constexpr std::array layouts{detail::item_table,   detail::competence_table, detail::pair_table,
                             detail::visit_table,  detail::ledger_table,     detail::activity_table,
                             detail::stated_table, detail::command_table,    detail::note_table};

} // namespace

std::span<const table_layout> feed_layouts() {
    return layouts;
}

loaded<std::vector<command>> load_commands(const std::filesystem::path& folder, const load_options& options) {
    loaded<std::vector<command>> result{{}, notices{options.notices_per_code}};
    read_table(folder, detail::command_table, result.notices, [&](record& r) {
        auto c = read_command(r);
        if (r.ok()) result.value.push_back(std::move(c));
    });
    refuse_errors(result.notices, options.policy);
    return result;
}

loaded<notes_by_key> load_notes(const std::filesystem::path& folder, const load_options& options) {
    loaded<notes_by_key> result{{}, notices{options.notices_per_code}};
    read_table(folder, detail::note_table, result.notices, [&](record& r) {
        note n{.key = r.key("note_id"), .text = {r.text("text"), std::string{r.cell("text_en")}}};
        r.add_to(result.value, std::move(n), "note_id");
    });
    refuse_errors(result.notices, options.policy);
    return result;
}

void save(const notes_by_key& all, const std::filesystem::path& folder) {
    csv_writer w{detail::note_table};
    for (const auto& n : all) w.row({n.key.text(), n.text.zh, n.text.en});
    w.save(folder);
}

std::vector<finding> audit(std::span<const command> commands, const notes_by_key& notes) {
    std::vector<finding> found;
    for (const auto& c : commands)
        if (const auto* visit = std::get_if<visit_home>(&c); visit != nullptr && !notes.find(visit->note))
            found.push_back({&codes::note_missing, visit->order, {visit->note.text()}});
    return found;
}

void save(std::span<const command> commands, const std::filesystem::path& folder) {
    csv_writer w{detail::command_table};
    for (const auto& c : commands) {
        enum {
            time,
            name,
            order,
            by,
            item,
            building,
            at_door,
            by_channel,
            handler,
            handler_id,
            left,
            note,
            evidence,
            solved,
            satisfied,
            cells
        };
        std::array<std::string, cells> row;
        const auto yes = [](bool b) { return std::string{b ? "yes" : "no"}; };
        const auto cell = [](const calendar::ptime& t) {
            calendar::require_whole_seconds(t, "save");
            return calendar::to_text(t);
        };
        row[name] = command_cells[c.index()].first;
        std::visit(
            [&](const auto& x) {
                row[time] = cell(x.at);
                row[order] = x.order.text();
                row[by] = x.by.text();
                using type = std::remove_cvref_t<decltype(x)>;
                if constexpr (std::is_same_v<type, place_order>) {
                    row[item] = x.item.text();
                    row[building] = x.building.text();
                    row[at_door] = yes(x.at_door);
                    row[by_channel] = cell_of(detail::channel_words, x.channel);
                } else if constexpr (std::is_same_v<type, dispatch_order>) {
                    row[handler] = cell_of(detail::handler_words, x.handler.kind);
                    row[handler_id] = x.handler.key.text();
                } else if constexpr (std::is_same_v<type, visit_home>) {
                    row[left] = cell(x.left);
                    row[note] = x.note.text();
                } else if constexpr (std::is_same_v<type, services::feed_back>) {
                    row[evidence] = x.evidence.text();
                } else if constexpr (std::is_same_v<type, rate_order>) {
                    row[solved] = yes(x.solved);
                    row[satisfied] = yes(x.satisfied);
                }
            },
            c);
        w.row(row);
    }
    w.save(folder);
}

} // namespace qaidam::services
