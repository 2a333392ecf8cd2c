#include <qaidam/services/intake.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>

#include <qaidam/base/text.hpp>
#include <qaidam/services/codes.hpp>

#include "fields.hpp"
#include "layouts.hpp"
#include "words.hpp"

namespace qaidam::services {
namespace {

/// Reads the fields of a command from the cells of their names.
struct cell_reader {
    record& r;

    void operator()(std::string_view column, key& k) {
        // What may be left out: it is the matter of whoever speaks, there is a spot, nothing more is said.
        const bool maybe = column == "reporter_id" || column == "building_id" || column == "text_id" ||
                           column == "address_id";
        k = maybe ? key{r.cell(column)} : r.key(column);
    }
    void operator()(std::string_view column, bool& b) {
        // A judgement must be given; what is not said to be at the door is not.
        b = (column == "at_door" || !r.text(column).empty()) && r.flag(column);
    }
    void operator()(std::string_view column, int& n) { n = static_cast<int>(r.integer(column, 1, 100'000)); }
    void operator()(std::string_view column, calendar::local_time& t) { t = calendar::read_time(r, column); }
    void operator()(std::string_view column, calendar::date& d) { d = calendar::read_date(r, column); }
    void operator()(std::string_view column, std::optional<spot>& s) {
        const auto cell = r.cell(column);
        s = parse_spot(cell);
        if (!s && !cell.empty()) r.complain(codes::bad_spot, column, {std::string{cell}});
    }
    template <class Kind, std::size_t N>
    void take(std::string_view column, Kind& kind, const kind_words (&words)[N]) {
        kind = r.find_choice<Kind>(column, choices<Kind>(words)).value_or(kind);
    }
    void operator()(std::string_view column, channel& c) { take(column, c, detail::channel_words); }
    void operator()(std::string_view column, priority& p) { take(column, p, detail::priority_words); }
    void operator()(std::string_view column, verification& v) {
        v = r.choice<verification>(column, choices<verification>(detail::verification_words));
    }
    void operator()(std::string_view, handler& h) {
        h = {r.choice<handler_kind>("handler", choices<handler_kind>(civic::handler_words)),
             r.key("handler_id")};
    }
    void operator()(std::string_view column, std::vector<handler>& all) {
        for (const auto word : r.words(column)) {
            const auto colon = word.find(':');
            const auto kinds = choices<handler_kind>(civic::handler_words);
            const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) {
                return colon != std::string_view::npos && k.first == word.substr(0, colon);
            });
            if (kind == kinds.end() || colon + 1 == word.size())
                r.complain(codes::bad_co_handler, column, {std::string{word}});
            else
                all.push_back({kind->second, key{word.substr(colon + 1)}});
        }
    }
    template <class Tag>
    void operator()(std::string_view column, std::vector<key_of<Tag>>& all) {
        for (const auto word : r.words(column)) all.emplace_back(word);
    }
    void operator()(std::string_view column, std::vector<attribute>& all) {
        each_answer(column, [&](std::string_view code, std::string_view value) {
            all.push_back({attribute_code{code}, std::string{value}});
        });
    }
    void operator()(std::string_view column, std::vector<attribute_text>& all) {
        each_answer(column, [&](std::string_view code, std::string_view text) {
            all.push_back({attribute_code{code}, note_key{text}});
        });
    }
    void operator()(std::string_view column, std::vector<photo>& all) {
        for (const auto word : r.words(column)) {
            const auto found = parse_photo(word);
            if (found)
                all.push_back(*found);
            else
                r.complain(codes::bad_photo, column, {std::string{word}});
        }
    }
    void each_answer(std::string_view column, auto use) {
        for (const auto word : r.words(column)) {
            const auto equals = word.find('=');
            if (equals == 0 || equals == word.npos || equals + 1 == word.size())
                r.complain(codes::bad_answer, column, {std::string{word}});
            else
                use(word.substr(0, equals), word.substr(equals + 1));
        }
    }
};

template <std::size_t I = 0>
command read_command(record& r, step s) {
    if constexpr (I == std::variant_size_v<command::variant>) {
        throw std::logic_error("a step without a command");
    } else {
        if (static_cast<std::size_t>(s) != I) return read_command<I + 1>(r, s);
        using one = std::variant_alternative_t<I, command::variant>;
        one c{};
        if constexpr (!std::is_same_v<one, receive_order>) {
            cell_reader in{r};
            events::for_each_field(c, [&](const auto& f, auto& member) { in(f.name, member); });
        }
        return c;
    }
}

/// Writes them back, by column.
struct cell_writer {
    std::map<std::string_view, std::string> cells;

    void operator()(std::string_view column, const key& k) { cells[column] = k.text(); }
    void operator()(std::string_view column, bool b) { cells[column] = b ? "yes" : "no"; }
    void operator()(std::string_view column, int n) { cells[column] = std::to_string(n); }
    void operator()(std::string_view column, calendar::local_time t) {
        cells[column] = calendar::to_string(t);
    }
    void operator()(std::string_view column, const calendar::date& d) {
        cells[column] = calendar::to_string(d);
    }
    void operator()(std::string_view column, const std::optional<spot>& s) {
        if (s) cells[column] = to_cell(*s);
    }
    void operator()(std::string_view column, channel c) { cells[column] = to_cell(detail::channel_words, c); }
    void operator()(std::string_view column, priority p) {
        cells[column] = to_cell(detail::priority_words, p);
    }
    void operator()(std::string_view column, verification v) {
        cells[column] = to_cell(detail::verification_words, v);
    }
    void operator()(std::string_view, const handler& h) {
        cells["handler"] = to_cell(civic::handler_words, h.kind);
        cells["handler_id"] = h.key.text();
    }
    void operator()(std::string_view column, const std::vector<handler>& all) {
        for (const auto& h : all)
            add_word(cells[column], to_cell(civic::handler_words, h.kind) + ":" + h.key.text());
    }
    template <class Tag>
    void operator()(std::string_view column, const std::vector<key_of<Tag>>& all) {
        for (const auto& k : all) add_word(cells[column], k.text());
    }
    void operator()(std::string_view column, const std::vector<attribute>& all) {
        for (const auto& a : all) add_word(cells[column], a.code.text() + "=" + a.value);
    }
    void operator()(std::string_view column, const std::vector<attribute_text>& all) {
        for (const auto& a : all) add_word(cells[column], a.code.text() + "=" + a.text.text());
    }
    void operator()(std::string_view column, const std::vector<photo>& all) {
        for (const auto& p : all) add_word(cells[column], to_cell(p));
    }
    static void add_word(std::string& cell, const std::string& word) { join_on(cell, " ", word); }
};

constexpr std::array layouts{detail::item_table,      detail::competence_table, detail::pair_table,
                             detail::visit_table,     detail::festival_table,   detail::command_table,
                             detail::note_table,      detail::rule_table,       detail::right_table,
                             detail::attribute_table, detail::value_table};

} // namespace

std::span<const table_layout> feed_layouts() {
    return layouts;
}

loaded<std::vector<command>> load_commands(const feed_files& files, const load_options& options,
                                           written_by who) {
    loaded<std::vector<command>> result{{}, notices{options.notices_per_code}};
    // What is received is what another desk has of it, and stands in no file: it is the last step.
    static_assert(static_cast<int>(step::receive) == step_count - 1);
    constexpr std::size_t of_files = step_count - 1;
    const auto words = choices<step>(detail::step_words);
    read_table(files, detail::command_table, result.notices, [&](record& r) {
        const auto kind = r.choice<step>("command", std::span{words}.first(of_files));
        if (!r.ok()) return; // nothing is known of the other cells
        auto c = read_command(r, kind);
        if (const auto* placing = std::get_if<place_order>(&c);
            placing != nullptr && placing->building.empty() && r.cell("spot").empty())
            r.complain(qaidam::codes::missing_value, "building_id");
        if (who == written_by::people && actor_of(c) == system_actor)
            r.complain(codes::system_typed, "by", {system_actor.text()});
        if (r.ok()) result.value.push_back(std::move(c));
    });
    refuse_errors(result.notices, options.policy);
    return result;
}

loaded<std::vector<events::text>> load_notes(const feed_files& files, const load_options& options) {
    loaded<std::vector<events::text>> result{{}, notices{options.notices_per_code}};
    registry<id<note_tag>, events::text> all;
    read_table(files, detail::note_table, result.notices, [&](record& r) {
        events::text n{.key = r.key("note_id"),
                       .about = key{r.cell("person_id")},
                       .words = {r.text("text"), std::string{r.cell("text_en")}}};
        r.add_to(all, std::move(n), "note_id");
    });
    refuse_errors(result.notices, options.policy);
    result.value.assign(all.begin(), all.end());
    return result;
}

void save(std::span<const events::text> notes, const file_path& folder) {
    csv_writer w{detail::note_table};
    for (const auto& n : notes) w.row({n.key.text(), n.words.zh, n.words.en, n.about.text()});
    w.save(folder);
}

std::vector<finding> audit(std::span<const command> commands, std::span<const events::text> notes) {
    std::set<key> keys;
    for (const auto& n : notes) keys.insert(n.key);
    std::vector<finding> found;
    const auto look = [&](const order_key& order, const note_key& note) {
        if (!keys.contains(note)) found.push_back({&codes::note_missing, order, {note.text()}});
    };
    for (const auto& c : commands) {
        if (const auto* visit = std::get_if<visit_home>(&c)) look(visit->order, visit->note);
        const auto* placing = std::get_if<place_order>(&c);
        if (placing == nullptr) continue;
        if (!placing->text.empty()) look(placing->order, placing->text);
        if (!placing->address.empty()) look(placing->order, placing->address);
        for (const auto& a : placing->attribute_texts) look(placing->order, a.text);
    }
    return found;
}

std::vector<finding> audit(std::span<const events::text> notes, const civic::community& c) {
    std::vector<finding> found;
    for (const auto& n : notes)
        if (const person_key about{n.about.text()};
            !about.empty() && !is_visitor(about) && !c.people().find(about))
            found.push_back({&codes::note_about_nobody, n.key, {n.about.text()}});
    return found;
}

void save(std::span<const command> commands, const file_path& folder) {
    csv_writer w{detail::command_table};
    for (const auto& c : commands) {
        cell_writer out;
        out.cells["command"] = to_cell(detail::step_words, step_of(c));
        std::visit(
            [&]<class Command>(const Command& x) {
                if constexpr (std::is_same_v<Command, receive_order>)
                    throw std::invalid_argument("save: what is received stands in no file of commands");
                else
                    events::for_each_field(x,
                                           [&](const auto& f, const auto& member) { out(f.name, member); });
            },
            c);
        std::vector<std::string> row;
        for (const auto& column : detail::command_columns) row.push_back(out.cells[column.name]);
        w.row(row);
    }
    w.save(folder);
}

} // namespace qaidam::services
