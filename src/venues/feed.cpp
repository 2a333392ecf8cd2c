#include <qaidam/venues/venues.hpp>

#include <array>

namespace qaidam::venues {
namespace {

constexpr auto maybe = presence::optional;

constexpr column course_columns[] = {{"course_id"},      {"name"},           {"name_en", maybe},
                                     {"place_id"},       {"teacher", maybe}, {"teacher_en", maybe},
                                     {"capacity", maybe}};
constexpr column enrolment_columns[] = {{"course_id"}, {"person_id"}};
constexpr column session_columns[] = {{"session_id"}, {"course_id"}, {"from"}, {"until"}};
constexpr column booking_columns[] = {{"booking_id"}, {"place_id"}, {"name"},         {"name_en", maybe},
                                      {"from"},       {"until"},    {"people", maybe}};
constexpr column fair_columns[] = {{"fair_id"},        {"name"}, {"name_en", maybe}, {"host", maybe},
                                   {"host_en", maybe}, {"from"}, {"until"}};
constexpr column stall_columns[] = {{"fair_id"},        {"stall_id"},     {"name"},
                                    {"name_en", maybe}, {"goods", maybe}, {"goods_en", maybe}};

constexpr table_layout course_table{"courses.csv", maybe, course_columns};
constexpr table_layout enrolment_table{"enrolments.csv", maybe, enrolment_columns};
constexpr table_layout session_table{"sessions.csv", maybe, session_columns};
constexpr table_layout booking_table{"bookings.csv", maybe, booking_columns};
constexpr table_layout fair_table{"fairs.csv", maybe, fair_columns};
constexpr table_layout stall_table{"stalls.csv", maybe, stall_columns};
constexpr std::array layouts{course_table,  enrolment_table, session_table,
                             booking_table, fair_table,      stall_table};

label pair_of(record& r, std::string_view zh, std::string_view en) {
    return {std::string{r.cell(zh)}, std::string{r.cell(en)}};
}

/// The columns from and until, which must be in order.
std::pair<calendar::ptime, calendar::ptime> read_times(record& r) {
    const auto from = calendar::read_time(r, "from");
    const auto until = calendar::read_time(r, "until");
    if (r.ok() && until <= from)
        r.complain(codes::span_without_time, "until", {calendar::to_text(from), calendar::to_text(until)});
    return {from, until};
}

int read_count(record& r, std::string_view column) {
    return r.cell(column).empty() ? 0 : static_cast<int>(r.integer(column, 0, 100000));
}

/// A registry whose records grow while other files are read is filled when they are complete.
template <class Id, class Record>
registry<Id, Record> sealed(id_vector<Id, Record> records) {
    registry<Id, Record> all;
    for (auto& r : records) all.add(std::move(r));
    return all;
}

} // namespace

std::span<const table_layout> feed_layouts() {
    return layouts;
}

loaded<programme> load(const std::filesystem::path& folder, const civic::community& c,
                       const load_options& options) {
    loaded<programme> result{{}, notices{options.notices_per_code}};
    auto& p = result.value;
    auto& out = result.notices;
    registry<course_id, course> courses;
    read_table(folder, course_table, out, [&](record& r) {
        course x{.key = r.key("course_id"),
                 .name = r.name(),
                 .place = r.reference("place_id", c.places(), "places.csv"),
                 .teacher = pair_of(r, "teacher", "teacher_en"),
                 .capacity = read_count(r, "capacity")};
        r.add_to(courses, std::move(x), "course_id");
    });
    id_vector<course_id, course> complete;
    for (const auto& x : courses) complete.push_back(x);
    read_table(folder, enrolment_table, out, [&](record& r) {
        const auto x = r.reference("course_id", courses, course_table.file);
        const auto person = r.reference("person_id", c.people(), "people.csv");
        if (!r.ok()) return;
        auto& enrolled = complete[x].enrolled;
        if (std::find(enrolled.begin(), enrolled.end(), person) != enrolled.end())
            return r.complain(qaidam::codes::duplicate_key, "person_id", {std::string{r.cell("person_id")}});
        enrolled.push_back(person);
    });
    p.courses = sealed(std::move(complete));
    read_table(folder, session_table, out, [&](record& r) {
        const auto k = r.key("session_id");
        const auto x = r.reference("course_id", p.courses, course_table.file);
        const auto [from, until] = read_times(r);
        r.add_to(p.sessions, session{k, x, from, until}, "session_id");
    });
    read_table(folder, booking_table, out, [&](record& r) {
        const auto k = r.key("booking_id");
        const auto place = r.reference("place_id", c.places(), "places.csv");
        auto purpose = r.name();
        const auto [from, until] = read_times(r);
        r.add_to(p.bookings, booking{k, place, std::move(purpose), from, until, read_count(r, "people")},
                 "booking_id");
    });
    using fair_id = id<struct fair_tag>;
    registry<fair_id, fair> fairs;
    read_table(folder, fair_table, out, [&](record& r) {
        const auto k = r.key("fair_id");
        auto name = r.name();
        const auto [from, until] = read_times(r);
        r.add_to(fairs, fair{k, std::move(name), pair_of(r, "host", "host_en"), from, until, {}}, "fair_id");
    });
    id_vector<fair_id, fair> with_stalls;
    for (const auto& f : fairs) with_stalls.push_back(f);
    registry<id<struct stall_tag>, stall> stalls;
    read_table(folder, stall_table, out, [&](record& r) {
        const auto f = r.reference("fair_id", fairs, fair_table.file);
        stall s{.key = r.key("stall_id"), .keeper = r.name(), .goods = pair_of(r, "goods", "goods_en")};
        r.add_to(stalls, s, "stall_id");
        if (r.ok()) with_stalls[f].stalls.push_back(std::move(s));
    });
    for (auto& f : with_stalls) p.fairs.add(std::move(f));
    refuse_errors(out, options.policy);
    return result;
}

void save(const programme& p, const civic::community& c, const std::filesystem::path& folder) {
    using calendar::to_text;
    const auto count = [](int n) { return n ? std::to_string(n) : std::string{}; };
    csv_writer courses{course_table};
    csv_writer enrolments{enrolment_table};
    for (const auto& x : p.courses) {
        courses.row({x.key.text(), x.name.zh, x.name.en, c.places()[x.place].key.text(), x.teacher.zh,
                     x.teacher.en, count(x.capacity)});
        for (const auto person : x.enrolled) enrolments.row({x.key.text(), c.people()[person].key.text()});
    }
    csv_writer sessions{session_table};
    for (const auto& s : p.sessions)
        sessions.row({s.key.text(), p.courses[s.course].key.text(), to_text(s.from), to_text(s.until)});
    csv_writer bookings{booking_table};
    for (const auto& b : p.bookings)
        bookings.row({b.key.text(), c.places()[b.place].key.text(), b.purpose.zh, b.purpose.en,
                      to_text(b.from), to_text(b.until), count(b.people)});
    csv_writer fairs{fair_table};
    csv_writer stalls{stall_table};
    for (const auto& f : p.fairs) {
        fairs.row(
            {f.key.text(), f.name.zh, f.name.en, f.host.zh, f.host.en, to_text(f.from), to_text(f.until)});
        for (const auto& s : f.stalls)
            stalls.row({f.key.text(), s.key.text(), s.keeper.zh, s.keeper.en, s.goods.zh, s.goods.en});
    }
    for (const auto* w : {&courses, &enrolments, &sessions, &bookings, &fairs, &stalls}) w->save(folder);
}

} // namespace qaidam::venues
