#include <qaidam/grids/roster.hpp>

#include <array>
#include <filesystem>

#include <qaidam/base/csv.hpp>
#include <qaidam/calendar/codes.hpp>
#include <qaidam/civic/feed.hpp>

namespace qaidam::grids {
namespace {

using enum cell_kind;
constexpr auto maybe = presence::optional;

constexpr column shift_columns[] = {{"shift_id", identity},
                                    {"name", needed},
                                    {"name_en", descriptive, maybe},
                                    {"mark", descriptive, maybe},
                                    {"mark_en", descriptive, maybe},
                                    {"place_id", descriptive, maybe},
                                    {"roles", needed},
                                    {"from", needed},
                                    {"until", needed},
                                    {"people", needed},
                                    {"people_off", needed, maybe}};
// What cannot be read of a leave may exclude any day: it goes on as far as the other end says.
constexpr column leave_columns[] = {
    {"person_id", identity}, {"kind", excluding}, {"from", excluding}, {"until", excluding}};
constexpr column assignment_columns[] = {
    {"date", identity}, {"shift_id", identity}, {"person_id", identity}, {"fixed", descriptive, maybe}};

constexpr table_layout shift_table{"shifts.csv", presence::required, shift_columns};
constexpr table_layout leave_table{"leave.csv", presence::binding, leave_columns};
constexpr table_layout assignment_table{"assignments.csv", maybe, assignment_columns};
constexpr std::array layouts{shift_table, leave_table, assignment_table};

constexpr std::int64_t most_people = 10'000;
constexpr std::pair<std::string_view, bool> leave_kinds[] = {{"leave", false}, {"wish", true}};

std::vector<civic::role_kind> read_roles(record& r) {
    std::vector<civic::role_kind> all;
    for (const auto word : r.words("roles")) {
        std::string known;
        std::optional<civic::role_kind> found;
        for (const auto& [name, role] : choices<civic::role_kind>(civic::role_words)) {
            known += (known.empty() ? "" : ", ") + std::string{name};
            if (name == word) found = role;
        }
        if (found)
            all.push_back(*found);
        else
            r.complain(qaidam::codes::bad_choice, "roles", {std::string{word}, known});
    }
    if (r.cell("roles").empty()) r.complain(qaidam::codes::missing_value, "roles");
    return all;
}

shift read_shift(record& r, const civic::community& c) {
    shift s{.key = shift_key{r.key("shift_id")}, .name = r.name()};
    s.mark = {std::string{r.cell("mark")}, std::string{r.cell("mark_en")}};
    if (const auto place = r.find_reference("place_id", c.places(), "places.csv"))
        s.place = c.places()[*place].key;
    s.roles = read_roles(r);
    s.from = calendar::read_time_of_day(r, "from");
    s.until = calendar::read_end_of_window(r, "until");
    s.people = r.integer("people", 0, most_people);
    s.people_off = r.find_integer("people_off", 0, most_people).value_or(s.people);
    return s;
}

/// On leave is whoever may be: an end that cannot be read is open.
leave read_leave(record& r, const civic::person& person) {
    leave l{.person = person.key};
    if (r.cell("kind").empty()) r.complain(qaidam::codes::missing_value, "kind");
    l.wished = r.find_choice<bool>("kind", leave_kinds).value_or(false);
    l.when = {calendar::find_date(r, "from"), calendar::find_date(r, "until")};
    if (l.when.from && l.when.until && *l.when.until <= *l.when.from) {
        r.complain(calendar::codes::empty_span, "until",
                   {calendar::to_string(*l.when.from), calendar::to_string(*l.when.until)});
        l.when = {};
    }
    return l;
}

} // namespace

loaded<shift_book> load_shifts(const feed_files& files, const civic::community& c,
                               const load_options& options) {
    loaded<shift_book> out{{}, notices{options.notices_per_code}};
    auto& book = out.value;
    auto& said = out.notices;
    civic::note_left_out(files, c, said);
    read_table(files, shift_table, said, [&](record& r) {
        auto s = read_shift(r, c);
        r.add_to(book.shifts, std::move(s), "shift_id");
    });
    read_table(files, leave_table, said, [&](record& r) {
        (void)r.reference("person_id", c.people(), "people.csv");
        const auto person = c.people().find(r.cell("person_id")); // of a damaged row too
        if (person) book.leaves.push_back(read_leave(r, c.people()[*person]));
    });
    read_table(files, assignment_table, said, [&](record& r) {
        const auto day = calendar::read_date(r, "date");
        const auto shift = r.reference("shift_id", book.shifts, shift_table.file);
        const auto person = r.reference("person_id", c.people(), "people.csv");
        const bool fixed = r.flag("fixed");
        if (r.ok()) book.assignments.push_back({day, book.shifts[shift].key, c.people()[person].key, fixed});
    });
    refuse_errors(said, options.policy);
    return out;
}

void save(const shift_book& book, const file_path& folder) {
    std::filesystem::create_directories(folder.text());
    csv_writer shifts{shift_table};
    for (const auto& s : book.shifts) {
        std::string roles;
        for (const auto r : s.roles) roles += (roles.empty() ? "" : " ") + to_cell(civic::role_words, r);
        shifts.row({s.key.text(), s.name.zh, s.name.en, s.mark.zh, s.mark.en, s.place ? s.place->text() : "",
                    roles, calendar::to_string(s.from), calendar::to_string(s.until),
                    std::to_string(s.people), std::to_string(s.people_off)});
    }
    shifts.save(folder);
    csv_writer leaves{leave_table};
    for (const auto& l : book.leaves)
        leaves.row({l.person.text(), l.wished ? "wish" : "leave", calendar::to_cell(l.when.from),
                    calendar::to_cell(l.when.until)});
    if (!leaves.empty()) leaves.save(folder);
    csv_writer assignments{assignment_table};
    for (const auto& a : book.assignments)
        assignments.row({calendar::to_string(a.day), a.shift.text(), a.person.text(), a.fixed ? "yes" : ""});
    if (!assignments.empty()) assignments.save(folder);
}

std::span<const table_layout> feed_layouts() {
    return layouts;
}

} // namespace qaidam::grids
