#include <qaidam/services/catalogue.hpp>

#include <algorithm>
#include <array>
#include <set>

#include <qaidam/base/text.hpp>
#include <qaidam/civic/feed.hpp>
#include <qaidam/services/chat_needs.hpp>
#include <qaidam/services/codes.hpp>

#include "layouts.hpp"
#include "words.hpp"

namespace qaidam::services {

namespace {

struct by_item {
    bool operator()(const item_attribute& a, const item_key& item) const { return a.item < item; }
    bool operator()(const item_key& item, const item_attribute& a) const { return item < a.item; }
};

} // namespace

std::string to_string(service_list list, language l) {
    return to_string(detail::list_words, list, l);
}

std::span<const item_attribute> catalogue::attributes_of(const item_key& item) const {
    const auto [first, last] = std::equal_range(attributes.begin(), attributes.end(), item, by_item{});
    return {first, last};
}

std::string to_cell(priority p) {
    return to_cell(detail::priority_words, p);
}
std::string to_string(priority p, language l) {
    return to_string(detail::priority_words, p, l);
}

const service_item* catalogue::find_item(const item_key& item, const calendar::date& day) const {
    const auto found = items.find(item);
    if (!found) return nullptr;
    if (items[*found].when.contains(day)) return &items[*found];
    for (const auto& i : former)
        if (i.key == item && i.when.contains(day)) return &i;
    return nullptr;
}

namespace {

/// The pieces by which texts are compared: words of letters and digits in lower case, and of anything else
/// each pair of characters that stand together (or one that stands alone).
std::vector<std::string> pieces_of(std::string_view text) {
    std::vector<std::string> pieces;
    std::string word;
    std::vector<std::string_view> run;
    const auto end_word = [&] {
        if (!word.empty()) pieces.push_back(std::exchange(word, {}));
    };
    const auto end_run = [&] {
        if (run.size() == 1) pieces.emplace_back(run[0]);
        for (std::size_t i = 1; i < run.size(); ++i)
            pieces.push_back(std::string{run[i - 1]} + std::string{run[i]});
        run.clear();
    };
    for (std::size_t i = 0; i < text.size();) {
        const auto first = static_cast<unsigned char>(text[i]);
        const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        const bool plain = length == 1;
        const bool letter = (first >= '0' && first <= '9') || (first >= 'a' && first <= 'z') ||
                            (first >= 'A' && first <= 'Z');
        if (!plain) {
            end_word();
            run.push_back(text.substr(i, length));
        } else {
            end_run();
            if (letter)
                word += first >= 'A' && first <= 'Z' ? static_cast<char>(first - 'A' + 'a')
                                                     : static_cast<char>(first);
            else
                end_word();
        }
        i += length;
    }
    end_word();
    end_run();
    return pieces;
}

} // namespace

std::vector<item_match> search_items(const catalogue& all, std::string_view words,
                                     const calendar::date& day) {
    auto wanted = pieces_of(words);
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    std::vector<item_match> found;
    for (const auto id : all.items.ids()) {
        const auto* item = all.find_item(all.items[id].key, day);
        if (item == nullptr || wanted.empty()) continue;
        std::set<std::string> has;
        for (const auto& text : {item->name.zh, item->name.en, item->category, item->documents, item->steps,
                                 to_string(item->list, language::zh), to_string(item->list, language::en)})
            for (auto& piece : pieces_of(text)) has.insert(std::move(piece));
        const auto hits = std::count_if(wanted.begin(), wanted.end(), [&](const std::string& w) {
            // The beginning of a word is enough; a single character may stand anywhere.
            const auto at = has.lower_bound(w);
            return (at != has.end() && at->starts_with(w)) ||
                   (display_width(w) == 2 && w.size() == 3 &&
                    std::any_of(has.begin(), has.end(),
                                [&](const std::string& h) { return h.ends_with(w); }));
        });
        if (hits > 0) found.push_back({id, static_cast<double>(hits) / static_cast<double>(wanted.size())});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const item_match& a, const item_match& b) { return a.share > b.share; });
    return found;
}

namespace {

/// Adds a version of an item, whose time no other version of it shares.
void add_version(catalogue& all, service_item i, record& r) {
    const auto latest = all.items.find(i.key);
    if (!latest) {
        (void)all.items.add(std::move(i));
        return;
    }
    const auto clashes = [&](const service_item& x) {
        return x.key == i.key && calendar::overlap(x.when, i.when).has_value();
    };
    if (clashes(all.items[*latest]) || std::any_of(all.former.begin(), all.former.end(), clashes))
        return r.complain(codes::versions_overlap, "item_id", {i.key.text()});
    if (all.items[*latest].when.from < i.when.from) {
        auto before = all.items[*latest];
        all.items.replace(*latest, std::move(i));
        i = std::move(before);
    }
    const auto after = [](const service_item& a, const service_item& b) {
        return std::tie(a.key, a.when.from) < std::tie(b.key, b.when.from);
    };
    all.former.insert(std::upper_bound(all.former.begin(), all.former.end(), i, after), std::move(i));
}

/// Reads what items ask, and the values of their lists.
struct attribute_loader {
    catalogue& all;
    notices& out;
    std::vector<location> where{}; ///< of each attribute

    [[nodiscard]] item_attribute* find(const item_key& item, std::string_view code) {
        for (auto& a : all.attributes)
            if (a.item == item && a.code == code) return &a;
        return nullptr;
    }
    void take_attribute(record& r) {
        const auto item = r.reference("item_id", all.items, "service_items.csv");
        item_attribute a{
            .code = attribute_code{word_of(r, "code")},
            .type = r.choice<attribute_type>("datatype", choices<attribute_type>(detail::attribute_words))};
        a.description = {r.text("description"), std::string{r.cell("description_en")}};
        a.type_description = {std::string{r.cell("datatype_description")},
                              std::string{r.cell("datatype_description_en")}};
        a.required = r.flag("required");
        a.variable = r.cell("variable").empty() || r.flag("variable");
        a.order = static_cast<int>(r.find_integer("order", 0, 1'000'000).value_or(0));
        if (!r.ok()) return;
        a.item = all.items[item].key;
        if (find(a.item, a.code.text()) != nullptr)
            return r.complain(qaidam::codes::duplicate_key, "code", {a.code.text()});
        all.attributes.push_back(std::move(a));
        where.push_back(r.where("datatype"));
    }
    void take_value(record& r) {
        const auto item = r.reference("item_id", all.items, "service_items.csv");
        const auto code = r.text("code");
        attribute_choice c{.key = qaidam::key{word_of(r, "key")}, .name = r.name()};
        if (!r.ok()) return;
        auto* a = find(all.items[item].key, code);
        if (a == nullptr)
            return r.complain(qaidam::codes::unknown_reference, "code", {code, "item_attributes.csv"});
        if (a->type != attribute_type::one_of && a->type != attribute_type::some_of)
            return r.complain(codes::value_of_no_list, "code", {code, to_cell(a->type)});
        for (const auto& other : a->choices)
            if (other.key == c.key) return r.complain(qaidam::codes::duplicate_key, "key", {c.key.text()});
        a->choices.push_back(std::move(c));
    }
    /// Leaves out lists of which nothing could be chosen, and puts the others in their order.
    void finish() {
        std::vector<item_attribute> kept;
        for (std::size_t i = 0; i < where.size(); ++i) {
            auto& a = all.attributes[i];
            const bool list = a.type == attribute_type::one_of || a.type == attribute_type::some_of;
            if (list && a.variable && a.choices.empty())
                out.add(codes::list_without_values, where[i], {a.code.text()});
            else
                kept.push_back(std::move(a));
        }
        std::stable_sort(kept.begin(), kept.end(), [](const item_attribute& a, const item_attribute& b) {
            return std::tie(a.item, a.order) < std::tie(b.item, b.order);
        });
        all.attributes = std::move(kept);
    }

private:
    static std::string word_of(record& r, std::string_view column) {
        auto word = r.text(column);
        if (!word.empty() && !is_attribute_word(word)) r.complain(codes::bad_attribute_word, column, {word});
        return word;
    }
};

} // namespace

bool detail::calendar_names::contains(std::string_view name) {
    if (name.empty()) return true;
    if (!all_) all_ = calendar::load_work_hours(files_, {.policy = policy::lenient}).value;
    return all_->named.contains(name);
}

std::optional<calendar::time_limit> detail::find_limit(record& r, std::string_view column,
                                                       calendar_names& calendars) {
    const auto text = r.cell(column);
    auto found = calendar::parse_time_limit(text);
    if (!found && !text.empty()) r.complain(codes::bad_limit, column, {std::string{text}});
    if (!found || calendars.contains(found->calendar)) return found;
    r.miss(column, found->calendar, "work_hours.csv");
    return std::nullopt;
}

loaded<catalogue> load_catalogue(const feed_files& files, const civic::community& c,
                                 const load_options& options) {
    loaded<catalogue> result{{}, notices{options.notices_per_code}};
    civic::note_left_out(files, c, result.notices);
    auto& all = result.value;
    detail::calendar_names calendars{files};
    read_table(files, detail::item_table, result.notices, [&](record& r) {
        service_item i{.key = item_key{r.key("item_id")},
                       .list = r.choice<service_list>("list", choices<service_list>(detail::list_words)),
                       .category = r.text("category"),
                       .name = r.name(),
                       .documents = std::string{r.cell("documents")}};
        i.limit = detail::read_limit(r, "limit", calendars);
        i.at_door = r.flag("at_door");
        i.steps = r.cell("steps");
        i.statutory_limit = detail::find_limit(r, "statutory_limit", calendars);
        i.when = calendar::read_span(r);
        i.words = r.cell("words");
        if (!is_item_words(i.words)) {
            r.complain(codes::bad_item_words, "words", {i.words});
            i.words.clear();
        }
        const bool usable = r.ok(); // whether its conditions are or not
        i.who = civic::read_eligibility(r);
        if (usable) add_version(all, std::move(i), r);
    });
    read_table(files, detail::competence_table, result.notices, [&](record& r) {
        competence x{.category = r.text("category"), .handler = civic::read_handler(r, c)};
        if (const auto q = r.find_reference("quarter_id", c.quarters(), "quarters.csv"))
            x.quarter = c.quarters()[*q].key;
        x.priority = r.find_choice<priority>("priority", choices<priority>(detail::priority_words));
        x.helps = r.flag("helps");
        if (r.ok()) all.competences.push_back(std::move(x));
    });
    attribute_loader attributes{all, result.notices};
    read_table(files, detail::attribute_table, result.notices,
               [&](record& r) { attributes.take_attribute(r); });
    read_table(files, detail::value_table, result.notices, [&](record& r) { attributes.take_value(r); });
    attributes.finish();
    refuse_errors(result.notices, options.policy);
    return result;
}

void save(const catalogue& all, const file_path& folder) {
    csv_writer items{detail::item_table};
    const auto write = [&](const service_item& i) {
        const auto who = civic::cells_of(i.who);
        items.row({i.key.text(), to_cell(detail::list_words, i.list), i.category, i.name.zh, i.name.en,
                   i.documents, calendar::to_cell(i.limit), i.at_door ? "yes" : "no", who[0], who[1], who[2],
                   who[3], i.steps, i.statutory_limit ? calendar::to_cell(*i.statutory_limit) : "",
                   calendar::to_cell(i.when.from), calendar::to_cell(i.when.until), i.words});
    };
    for (const auto& i : all.items) write(i);
    for (const auto& i : all.former) write(i);
    items.save(folder);
    csv_writer competences{detail::competence_table};
    for (const auto& c : all.competences)
        competences.row({c.category, to_cell(civic::handler_words, c.handler.kind), c.handler.key.text(),
                         c.quarter ? c.quarter->text() : "",
                         c.priority ? to_cell(detail::priority_words, *c.priority) : "",
                         c.helps ? "yes" : "no"});
    competences.save(folder);
    csv_writer attributes{detail::attribute_table}, values{detail::value_table};
    for (const auto& a : all.attributes) {
        attributes.row({a.item.text(), a.code.text(), to_cell(a.type), a.description.zh, a.description.en,
                        a.required ? "yes" : "no", a.variable ? "yes" : "no", std::to_string(a.order),
                        a.type_description.zh, a.type_description.en});
        for (const auto& c : a.choices)
            values.row({a.item.text(), a.code.text(), c.key.text(), c.name.zh, c.name.en});
    }
    attributes.save(folder);
    values.save(folder);
}

} // namespace qaidam::services
