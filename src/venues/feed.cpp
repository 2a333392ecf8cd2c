#include <qaidam/venues/feed.hpp>

#include <algorithm>
#include <array>
#include <map>

#include <qaidam/base/text.hpp>
#include <qaidam/civic/feed.hpp>
#include <qaidam/venues/codes.hpp>

#include "words.hpp"

namespace qaidam::venues {
namespace {

using enum cell_kind;
constexpr auto maybe = presence::optional;

// Who has a row is not there always. A row that cannot be read opens nothing.
constexpr column place_hour_columns[] = {
    {"place_id", identity}, {"day", excluding}, {"from", excluding}, {"until", excluding}};
// A closure without a beginning has always been, one without an end does not end.
constexpr column closure_columns[] = {{"place_id", identity},
                                      {"from", excluding},
                                      {"until", excluding},
                                      {"reason", descriptive, maybe},
                                      {"reason_en", descriptive, maybe}};
constexpr column equipment_columns[] = {{"place_id", identity}, {"equipment", identity}};
constexpr column teacher_columns[] = {
    {"teacher_id", identity}, {"name", needed}, {"name_en", descriptive, maybe}};
constexpr column teacher_hour_columns[] = {
    {"teacher_id", identity}, {"day", excluding}, {"from", excluding}, {"until", excluding}};
constexpr column course_columns[] = {{"course_id", identity},
                                     {"name", needed},
                                     {"name_en", descriptive, maybe},
                                     {"place_id", descriptive, maybe},
                                     {"teacher_id", descriptive, maybe},
                                     // The course stays; it has room for nobody, or is open to nobody.
                                     {"capacity", excluding, maybe},
                                     {"fee", descriptive, maybe},
                                     {"least_age", excluding, maybe},
                                     {"most_age", excluding, maybe},
                                     {"groups", excluding, maybe},
                                     {"residents_only", excluding, maybe},
                                     {"weekly", descriptive, maybe},
                                     {"minutes", descriptive, maybe},
                                     {"equipment", needed, maybe},
                                     {"audience", descriptive, maybe}};
constexpr column course_hour_columns[] = {
    {"course_id", identity}, {"day", needed}, {"from", needed}, {"until", needed}};
constexpr column enrolment_columns[] = {{"course_id", identity},
                                        {"person_id", identity},
                                        {"state", needed, maybe},
                                        {"since", descriptive, maybe}};
constexpr column session_columns[] = {{"session_id", identity},
                                      {"course_id", needed},
                                      {"place_id", needed, maybe},
                                      {"from", needed},
                                      {"until", needed},
                                      {"state", needed, maybe},
                                      {"revision", descriptive, maybe},
                                      {"instead_of", descriptive, maybe},
                                      {"reason", descriptive, maybe},
                                      {"was_from", descriptive, maybe},
                                      {"was_place_id", descriptive, maybe}};
constexpr column attendance_columns[] = {{"session_id", identity}, {"person_id", identity}};
constexpr column booking_columns[] = {{"booking_id", identity},
                                      {"place_id", needed},
                                      {"name", needed},
                                      {"name_en", descriptive, maybe},
                                      {"from", needed},
                                      {"until", needed},
                                      {"people", descriptive, maybe},
                                      {"by", needed, maybe},
                                      {"since", descriptive, maybe},
                                      {"set_up", descriptive, maybe},
                                      {"clean_up", descriptive, maybe},
                                      {"equipment", needed, maybe},
                                      {"rank", descriptive, maybe},
                                      {"state", needed, maybe},
                                      {"revision", descriptive, maybe},
                                      {"reason", descriptive, maybe},
                                      {"changed_by", descriptive, maybe}};
constexpr column activity_columns[] = {{"activity_id", identity},
                                       {"kind", needed},
                                       {"handler", needed},
                                       {"handler_id", needed},
                                       {"name", needed},
                                       {"name_en", descriptive, maybe},
                                       {"place_id", needed, maybe},
                                       {"person_id", needed, maybe},
                                       {"open_air", needed, maybe},
                                       {"open_air_en", descriptive, maybe},
                                       {"from", needed},
                                       {"until", needed},
                                       {"state", needed, maybe},
                                       {"count", descriptive, maybe},
                                       {"counted", descriptive, maybe},
                                       {"counted_en", descriptive, maybe},
                                       {"people", descriptive, maybe},
                                       {"revision", descriptive, maybe},
                                       {"reason", descriptive, maybe}};
constexpr column goods_columns[] = {
    {"goods_id", identity}, {"name", needed}, {"name_en", descriptive, maybe}};
constexpr column fair_columns[] = {{"fair_id", identity},
                                   {"name", needed},
                                   {"name_en", descriptive, maybe},
                                   {"host", descriptive, maybe},
                                   {"host_en", descriptive, maybe},
                                   {"from", needed},
                                   {"until", needed},
                                   {"place_id", descriptive, maybe},
                                   {"width", descriptive, maybe},
                                   {"depth", descriptive, maybe}};
constexpr column stall_columns[] = {{"fair_id", needed},
                                    {"stall_id", identity},
                                    {"name", needed},
                                    {"name_en", descriptive, maybe},
                                    {"goods", descriptive, maybe},
                                    {"x", descriptive, maybe},
                                    {"y", descriptive, maybe},
                                    {"width", descriptive, maybe},
                                    {"depth", descriptive, maybe}};
constexpr column trade_columns[] = {
    {"trade_id", identity},      {"fair_id", needed}, {"stall_id", needed},   {"goods_id", needed},
    {"count", needed},           {"time", needed},    {"fen", needed, maybe}, {"for_goods_id", needed, maybe},
    {"for_count", needed, maybe}};

constexpr table_layout place_hour_table{"place_hours.csv", presence::binding, place_hour_columns};
constexpr table_layout closure_table{"place_closures.csv", presence::binding, closure_columns};
constexpr table_layout equipment_table{"place_equipment.csv", maybe, equipment_columns};
constexpr table_layout teacher_table{"teachers.csv", maybe, teacher_columns};
constexpr table_layout teacher_hour_table{"teacher_hours.csv", presence::binding, teacher_hour_columns};
constexpr table_layout course_table{"courses.csv", maybe, course_columns};
constexpr table_layout course_hour_table{"course_hours.csv", maybe, course_hour_columns};
constexpr table_layout enrolment_table{"enrolments.csv", maybe, enrolment_columns};
constexpr table_layout session_table{"sessions.csv", maybe, session_columns};
constexpr table_layout attendance_table{"attendance.csv", maybe, attendance_columns};
constexpr table_layout booking_table{"bookings.csv", maybe, booking_columns};
constexpr table_layout activity_table{"planned_activities.csv", maybe, activity_columns};
constexpr table_layout goods_table{"goods.csv", maybe, goods_columns};
constexpr table_layout fair_table{"fairs.csv", maybe, fair_columns};
constexpr table_layout stall_table{"stalls.csv", maybe, stall_columns};
constexpr table_layout trade_table{"trades.csv", maybe, trade_columns};
constexpr std::array layouts{place_hour_table,   closure_table,    equipment_table,   teacher_table,
                             teacher_hour_table, course_table,     course_hour_table, enrolment_table,
                             session_table,      attendance_table, booking_table,     activity_table,
                             goods_table,        fair_table,       stall_table,       trade_table};

constexpr int largest_count = 1'000'000;

label pair_of(record& r, std::string_view zh, std::string_view en) {
    return {std::string{r.cell(zh)}, std::string{r.cell(en)}};
}

/// The columns from and until, which must be in order.
std::pair<calendar::local_time, calendar::local_time> read_times(record& r) {
    const auto from = calendar::read_time(r, "from");
    const auto until = calendar::read_time(r, "until");
    if (r.ok() && until <= from)
        r.complain(codes::span_without_time, "until",
                   {calendar::to_string(from), calendar::to_string(until)});
    return {from, until};
}

/// The columns from and until of a closure. What cannot be read is as early or as late as can be, for the place may
/// have been closed then.
std::pair<calendar::local_time, calendar::local_time> read_closed(record& r, notices& out) {
    for (const auto* column : {"from", "until"})
        if (r.cell(column).empty()) r.complain(qaidam::codes::missing_value, column);
    const auto from = calendar::find_time(r, "from");
    const auto until = calendar::find_time(r, "until");
    const bool reversed = from && until && *until <= *from;
    if (reversed)
        r.complain(codes::span_without_time, "until",
                   {calendar::to_string(*from), calendar::to_string(*until)});
    std::pair closed{calendar::local_time::first(), calendar::local_time::last()};
    if (from && !reversed) closed.first = *from;
    if (until && !reversed) closed.second = *until;
    if (reversed || (!from && !until))
        out.add(codes::closed_altogether, r.where(""));
    else if (!until)
        out.add(codes::closed_from, r.where(""), {calendar::to_string(closed.first)});
    else if (!from)
        out.add(codes::closed_until, r.where(""), {calendar::to_string(closed.second)});
    return closed;
}

int read_count(record& r, std::string_view column) {
    return static_cast<int>(r.find_integer(column, 0, largest_count).value_or(0));
}

template <class Kind, std::size_t N>
Kind read_state(record& r, const kind_words (&words)[N]) {
    return r.cell("state").empty() ? Kind{} : r.choice<Kind>("state", choices<Kind>(words));
}

/// What other files list with spaces between has none.
void require_word(record& r, std::string_view column) {
    if (r.cell(column).find(' ') != std::string_view::npos)
        r.complain(codes::not_one_word, column, {std::string{r.cell(column)}});
}

std::vector<std::string> strings(std::span<const std::string_view> words) {
    return {words.begin(), words.end()};
}

/// The windows of a day that `o` has under its word in files.
template <class Opening>
auto& windows_of(Opening& o, std::size_t day) {
    return day < 7 ? o.week.days[day] : day == 7 ? o.holiday : o.week.make_up_day;
}

constexpr std::chrono::seconds end_of_day = std::chrono::hours{24};
constexpr std::chrono::seconds longest_night = std::chrono::hours{12};

bool meets_another(const std::vector<calendar::day_window>& all, const calendar::day_window& w) {
    return std::any_of(all.begin(), all.end(),
                       [&](const auto& x) { return x.from < w.until && w.from < x.until; });
}

void add_window(std::vector<calendar::day_window>& all, const calendar::day_window& w) {
    const auto later = [](const auto& x, const auto& y) { return x.from < y.from; };
    all.insert(std::upper_bound(all.begin(), all.end(), w, later), w);
}

/// Adds the window of a row: one over end_of_day is two, the second of the next day of the week.
void read_window(record& r, const key& whose, std::size_t days, opening& to) {
    std::vector<std::pair<std::string_view, std::size_t>> words;
    for (std::size_t i = 0; i < days; ++i) words.emplace_back(detail::day_words[i], i);
    const auto day = r.choice<std::size_t>("day", words);
    const auto from = calendar::read_time_of_day(r, "from");
    auto until = calendar::read_end_of_window(r, "until");
    if (!r.ok()) return;
    if (until <= from) until += end_of_day;
    const bool at_night = until > end_of_day;
    if (at_night && (day >= 7 || until - from > longest_night))
        return r.complain(codes::no_such_window, "until",
                          {std::string{r.cell("from")}, std::string{r.cell("until")}});
    auto& windows = windows_of(to, day);
    auto& next_day = windows_of(to, at_night ? (day + 1) % 7 : day);
    const calendar::day_window evening{from, std::min(until, end_of_day)};
    const calendar::day_window morning{std::chrono::seconds{0}, until - end_of_day};
    if (meets_another(windows, evening) || (at_night && meets_another(next_day, morning)))
        return r.complain(codes::bad_windows, "from", {whose.text()});
    add_window(windows, evening);
    if (at_night) add_window(next_day, morning);
}

/// That of the member, which is no longer open or free always.
opening& opening_in(std::optional<opening>& member) {
    return member ? *member : member.emplace();
}

void write_windows(csv_writer& out, const key& whose, const opening& all) {
    // What is never open has no row by which to say so.
    if (all == opening{})
        throw std::invalid_argument("venues::save: " + whose.text() + " has no hours at all");
    for (std::size_t day = 0; day < std::size(detail::day_words); ++day)
        for (const auto& w : windows_of(all, day))
            out.row({whose.text(), std::string{detail::day_words[day]}, calendar::to_string(w.from),
                     calendar::to_string(w.until)});
}

/// Of those who are known to have asked at some time the earlier is before the later; the others stay where they are.
void order_by_asking(std::vector<enrolment>& all) {
    std::vector<enrolment> known;
    std::copy_if(all.begin(), all.end(), std::back_inserter(known),
                 [](const auto& e) { return e.since.has_value(); });
    std::stable_sort(known.begin(), known.end(),
                     [](const auto& a, const auto& b) { return *a.since < *b.since; });
    auto next = known.begin();
    for (auto& e : all)
        if (e.since) e = *next++;
}

/// Reads the files of one programme. Each function reads those that belong together.
class loader {
public:
    loader(const feed_files& files, const civic::community& c, notices& out)
        : files_{files},
          c_{c},
          out_{out} {}

    programme read() {
        read_terms();
        read_teachers();
        read_courses();
        read_sessions();
        read_bookings();
        read_activities();
        read_fairs();
        return std::move(p_);
    }

private:
    civic::place_id place(record& r) { return r.reference("place_id", c_.places(), "places.csv"); }

    void read_terms() {
        read_table(files_, place_hour_table, out_, [&](record& r) {
            (void)place(r);
            const auto id = c_.places().find(r.cell("place_id")); // of a damaged row too
            if (id) read_window(r, c_.places()[*id].key, 9, opening_in(p_.terms[*id].open));
        });
        read_table(files_, closure_table, out_, [&](record& r) {
            (void)place(r);
            const auto id = c_.places().find(r.cell("place_id"));
            notices unsaid; // there is nothing to be closed
            const auto [from, until] = read_closed(r, id ? out_ : unsaid);
            if (id) p_.terms[*id].closures.push_back({from, until, pair_of(r, "reason", "reason_en")});
        });
        read_table(files_, equipment_table, out_, [&](record& r) {
            const auto id = place(r);
            auto what = r.text("equipment");
            require_word(r, "equipment");
            if (r.ok()) p_.terms[id].equipment.push_back(std::move(what));
        });
    }
    void read_teachers() {
        read_table(files_, teacher_table, out_, [&](record& r) {
            r.add_to(p_.teachers, teacher{.key = teacher_key{r.key("teacher_id")}, .name = r.name()},
                     "teacher_id");
        });
        read_table(files_, teacher_hour_table, out_, [&](record& r) {
            (void)r.reference("teacher_id", p_.teachers, teacher_table.file);
            const auto id = p_.teachers.find(r.cell("teacher_id")); // of a damaged row too
            if (id)
                p_.teachers.update(*id, [&](teacher& t) { read_window(r, t.key, 9, opening_in(t.free)); });
        });
    }
    void read_courses() {
        read_table(files_, course_table, out_, [&](record& r) {
            course x{.key = course_key{r.key("course_id")},
                     .name = r.name(),
                     .place = r.find_reference("place_id", c_.places(), "places.csv"),
                     .teacher = r.find_reference("teacher_id", p_.teachers, teacher_table.file),
                     .weekly = static_cast<int>(r.find_integer("weekly", 0, 50).value_or(1)),
                     .length = std::chrono::minutes{r.find_integer("minutes", 1, 1440).value_or(90)},
                     .needs = strings(r.words("equipment")),
                     .audience = strings(r.words("audience"))};
            if (const auto fee = r.find_integer("fee", 0, largest_count)) x.fee = static_cast<int>(*fee);
            const bool usable = r.ok(); // whether its limits are or not
            x.capacity = civic::read_capacity(r);
            x.who = civic::read_eligibility(r);
            if (!usable) return;
            if (!x.place && !r.cell("place_id").empty()) placeless_.emplace(x.key, r.line());
            if (!p_.courses.add(x)) r.complain(qaidam::codes::duplicate_key, "course_id", {x.key.text()});
        });
        read_table(files_, course_hour_table, out_, [&](record& r) {
            const auto id = r.reference("course_id", p_.courses, course_table.file);
            if (!r.ok()) return;
            p_.courses.update(id, [&](course& x) {
                opening wished{.week = x.wished.value_or(calendar::week_hours{})};
                read_window(r, x.key, 7, wished);
                if (r.ok()) x.wished = wished.week;
            });
        });
        read_table(files_, enrolment_table, out_, [&](record& r) {
            const auto id = r.reference("course_id", p_.courses, course_table.file);
            const enrolment e{r.reference("person_id", c_.people(), "people.csv"),
                              read_state<enrolment_state>(r, detail::enrolment_words),
                              calendar::find_time(r, "since")};
            if (!r.ok()) return;
            const auto& known = p_.courses[id].enrolments;
            const bool twice = std::any_of(known.begin(), known.end(), [&](const enrolment& x) {
                return x.person == e.person && x.state != enrolment_state::withdrawn &&
                       e.state != enrolment_state::withdrawn;
            });
            if (twice)
                return r.complain(qaidam::codes::duplicate_key, "person_id",
                                  {std::string{r.cell("person_id")}});
            p_.courses.update(id, [&](course& x) { x.enrolments.push_back(e); });
        });
        for (const auto id : p_.courses.ids())
            p_.courses.update(id, [](course& x) { order_by_asking(x.enrolments); });
    }
    void read_sessions() {
        read_table(files_, session_table, out_, [&](record& r) {
            const session_key k{r.key("session_id")};
            const auto course = r.reference("course_id", p_.courses, course_table.file);
            auto where = r.find_reference("place_id", c_.places(), "places.csv");
            const auto [from, until] = read_times(r);
            const auto state = read_state<session_state>(r, detail::session_words);
            const auto revision = read_count(r, "revision");
            const auto was_from = calendar::find_time(r, "was_from");
            const auto was_at = r.find_reference("was_place_id", c_.places(), "places.csv");
            if (!r.ok()) return;
            if (!where) where = p_.courses[course].place;
            if (!where) return say_nowhere(r, p_.courses[course].key);
            r.add_to(p_.sessions,
                     session{.key = k,
                             .course = course,
                             .place = *where,
                             .from = from,
                             .until = until,
                             .state = state,
                             .revision = revision,
                             .instead_of = r.cell("instead_of"),
                             .was_from = was_from,
                             .was_at = was_at,
                             .reason = key{r.cell("reason")}},
                     "session_id");
        });
        read_table(files_, attendance_table, out_, [&](record& r) {
            const auto id = r.reference("session_id", p_.sessions, session_table.file);
            const auto person = r.reference("person_id", c_.people(), "people.csv");
            if (!r.ok()) return;
            const auto& came = p_.sessions[id].attended;
            if (std::find(came.begin(), came.end(), person) != came.end())
                return r.complain(qaidam::codes::duplicate_key, "person_id",
                                  {std::string{r.cell("person_id")}});
            p_.sessions.update(id, [&](session& s) { s.attended.push_back(person); });
        });
    }
    void say_nowhere(record& r, const course_key& course) {
        const auto row = placeless_.find(course);
        if (row == placeless_.end()) return r.complain(codes::nowhere, "place_id");
        out_.add(
            qaidam::codes::left_out, r.where("place_id"),
            {in_both({"“" + excerpt(course.text()) + "”的场所", "the place of " + excerpt(course.text())}),
             fmt::format("{}:{}", course_table.file, row->second)},
            falls::record);
    }
    void read_bookings() {
        read_table(files_, booking_table, out_, [&](record& r) {
            const booking_key k{r.key("booking_id")};
            const auto where = place(r);
            auto purpose = r.name();
            const auto [from, until] = read_times(r);
            r.add_to(p_.bookings,
                     booking{.key = k,
                             .place = where,
                             .purpose = std::move(purpose),
                             .from = from,
                             .until = until,
                             .people = read_count(r, "people"),
                             .by = key{r.cell("by")},
                             .since = calendar::find_time(r, "since"),
                             .set_up = std::chrono::minutes{read_count(r, "set_up")},
                             .clean_up = std::chrono::minutes{read_count(r, "clean_up")},
                             .needs = strings(r.words("equipment")),
                             .rank = read_count(r, "rank"),
                             .state = read_state<booking_state>(r, detail::booking_words),
                             .revision = read_count(r, "revision"),
                             .reason = key{r.cell("reason")},
                             .changed_by = key{r.cell("changed_by")}},
                     "booking_id");
        });
    }
    void read_activities() {
        read_table(files_, activity_table, out_, [&](record& r) {
            const activity_key k{r.key("activity_id")};
            const auto kind =
                r.choice<civic::activity_kind>("kind", choices<civic::activity_kind>(civic::activity_words));
            auto by = civic::read_handler(r, c_);
            auto title = r.name();
            const auto where = r.find_reference("place_id", c_.places(), "places.csv");
            const auto home = r.find_reference("person_id", c_.people(), "people.csv");
            const auto open = pair_of(r, "open_air", "open_air_en");
            const auto [from, until] = read_times(r);
            if (r.ok() && where.has_value() + home.has_value() + !(open == label{}) != 1)
                r.complain(codes::nowhere, "place_id");
            r.add_to(p_.activities,
                     planned_activity{.key = k,
                                      .kind = kind,
                                      .by = std::move(by),
                                      .title = std::move(title),
                                      .where = where  ? spot{*where}
                                               : home ? spot{*home}
                                                      : spot{open},
                                      .from = from,
                                      .until = until,
                                      .state = read_state<session_state>(r, detail::session_words),
                                      .count = read_count(r, "count"),
                                      .counted = pair_of(r, "counted", "counted_en"),
                                      .people = read_count(r, "people"),
                                      .revision = read_count(r, "revision"),
                                      .reason = key{r.cell("reason")}},
                     "activity_id");
        });
    }
    void read_fairs() {
        read_table(files_, goods_table, out_, [&](record& r) {
            goods_kind g{.key = goods_key{r.key("goods_id")}, .name = r.name()};
            require_word(r, "goods_id");
            r.add_to(p_.goods, std::move(g), "goods_id");
        });
        const auto metres = [](record& r, std::string_view column) {
            return r.find_number(column, 0, 10000).value_or(0);
        };
        read_table(files_, fair_table, out_, [&](record& r) {
            const fair_key k{r.key("fair_id")};
            auto name = r.name();
            const auto [from, until] = read_times(r);
            r.add_to(p_.fairs,
                     fair{.key = k,
                          .name = std::move(name),
                          .host = pair_of(r, "host", "host_en"),
                          .from = from,
                          .until = until,
                          .place = r.find_reference("place_id", c_.places(), "places.csv"),
                          .width = metres(r, "width"),
                          .depth = metres(r, "depth")},
                     "fair_id");
        });
        registry<id<stall_tag>, stall> stalls; // keys are unique over all fairs
        read_table(files_, stall_table, out_, [&](record& r) {
            const auto f = r.reference("fair_id", p_.fairs, fair_table.file);
            stall s{.key = stall_key{r.key("stall_id")}, .keeper = r.name()};
            s.goods = read_goods(r);
            s.at = read_spot(r);
            r.add_to(stalls, s, "stall_id");
            if (r.ok()) p_.fairs.update(f, [&](fair& x) { x.stalls.push_back(std::move(s)); });
        });
        registry<id<trade_tag>, trade> trades;
        read_table(files_, trade_table, out_, [&](record& r) {
            const auto f = r.reference("fair_id", p_.fairs, fair_table.file);
            trade t{.key = trade_key{r.key("trade_id")},
                    .stall = stall_key{r.key("stall_id")},
                    .goods = r.reference("goods_id", p_.goods, goods_table.file),
                    .count = static_cast<int>(r.integer("count", 1, largest_count)),
                    .at = calendar::read_time(r, "time"),
                    .fen = r.cell("fen").empty() ? 0 : r.integer("fen", 0, 1'000'000'000'000),
                    .for_goods = r.find_reference("for_goods_id", p_.goods, goods_table.file),
                    .for_count = read_count(r, "for_count")};
            if (r.ok() && p_.fairs[f].find_stall(t.stall) == nullptr) {
                if (stalls.find(t.stall))
                    r.complain(codes::other_fair, "stall_id", {t.stall.text(), p_.fairs[f].key.text()});
                else
                    r.miss("stall_id", t.stall.text(), stall_table.file);
            }
            if (r.ok() && (t.for_goods.has_value() != (t.for_count > 0) || (t.for_goods && t.fen > 0)))
                r.complain(codes::sold_and_exchanged, "for_count");
            r.add_to(trades, t, "trade_id");
            if (r.ok()) p_.fairs.update(f, [&](fair& x) { x.trades.push_back(std::move(t)); });
        });
    }

    std::vector<goods_id> read_goods(record& r) const {
        std::vector<goods_id> all;
        for (const auto word : r.words("goods")) {
            const auto g = p_.goods.find(word);
            if (!g) {
                r.miss("goods", word, goods_table.file);
                return {};
            }
            all.push_back(*g);
        }
        return all;
    }
    /// All four of its numbers, or none.
    static std::optional<stall_place> read_spot(record& r) {
        const auto given = [&](std::string_view column) { return !r.cell(column).empty(); };
        const int numbers = given("x") + given("y") + given("width") + given("depth");
        if (numbers != 0 && numbers != 4) {
            r.complain(codes::odd_stall, given("x")       ? "x"
                                         : given("y")     ? "y"
                                         : given("width") ? "width"
                                                          : "depth");
            return std::nullopt;
        }
        const auto number = [&](std::string_view column) { return r.find_number(column, 0, 10000); };
        const auto x = number("x"), y = number("y"), width = number("width"), depth = number("depth");
        return x && y && width && depth ? std::optional{stall_place{*x, *y, *width, *depth}} : std::nullopt;
    }

    const feed_files& files_;
    const civic::community& c_;
    notices& out_;
    programme p_;
    std::map<course_key, std::uint64_t> placeless_; ///< the lines of courses whose place was not read
};

std::string joined(std::span<const std::string> words) {
    std::string all;
    for (const auto& w : words) {
        join_on(all, " ", w);
    }
    return all;
}

} // namespace

std::span<const table_layout> feed_layouts() {
    return layouts;
}

loaded<programme> load(const feed_files& files, const civic::community& c, const load_options& options) {
    loaded<programme> result{{}, notices{options.notices_per_code}};
    civic::note_left_out(files, c, result.notices);
    result.value = loader{files, c, result.notices}.read();
    refuse_errors(result.notices, options.policy);
    return result;
}

void save(const programme& p, const civic::community& c, const file_path& folder) {
    using calendar::to_string;
    const auto count = [](std::int64_t n) { return n != 0 ? std::to_string(n) : std::string{}; };
    const auto stated = [](const std::optional<int>& n) { return n ? std::to_string(*n) : std::string{}; };
    const auto place = [&](const std::optional<civic::place_id>& id) {
        return id ? c.places()[*id].key.text() : std::string{};
    };
    const auto time = [](const std::optional<calendar::local_time>& t) {
        return t ? to_string(*t) : std::string{};
    };
    const auto metres = [](double n) { return n > 0 ? to_cell(n) : std::string{}; };
    csv_writer place_hours{place_hour_table}, closures{closure_table}, equipment{equipment_table};
    for (const auto& [id, terms] : p.terms) {
        const auto& k = c.places()[id].key;
        if (terms.open) write_windows(place_hours, k, *terms.open);
        for (const auto& x : terms.closures)
            closures.row({k.text(), to_string(x.from), to_string(x.until), x.reason.zh, x.reason.en});
        for (const auto& what : terms.equipment) equipment.row({k.text(), what});
    }
    csv_writer teachers{teacher_table}, teacher_hours{teacher_hour_table};
    for (const auto& t : p.teachers) {
        teachers.row({t.key.text(), t.name.zh, t.name.en});
        if (t.free) write_windows(teacher_hours, t.key, *t.free);
    }
    csv_writer courses{course_table}, course_hours{course_hour_table}, enrolments{enrolment_table};
    for (const auto& x : p.courses) {
        const auto who = civic::cells_of(x.who);
        courses.row({x.key.text(), x.name.zh, x.name.en, place(x.place),
                     x.teacher ? p.teachers[*x.teacher].key.text() : "", stated(x.capacity), stated(x.fee),
                     who[0], who[1], who[2], who[3], std::to_string(x.weekly),
                     std::to_string(x.length.count()), joined(x.needs), joined(x.audience)});
        if (x.wished) write_windows(course_hours, x.key, {.week = *x.wished});
        for (const auto& e : x.enrolments)
            enrolments.row({x.key.text(), c.people()[e.person].key.text(),
                            to_cell(detail::enrolment_words, e.state), time(e.since)});
    }
    csv_writer sessions{session_table}, attendance{attendance_table};
    for (const auto& s : p.sessions) {
        sessions.row({s.key.text(), p.courses[s.course].key.text(), place(s.place), to_string(s.from),
                      to_string(s.until), to_cell(detail::session_words, s.state), count(s.revision),
                      s.instead_of.text(), s.reason.text(), time(s.was_from), place(s.was_at)});
        for (const auto person : s.attended) attendance.row({s.key.text(), c.people()[person].key.text()});
    }
    csv_writer bookings{booking_table};
    for (const auto& b : p.bookings)
        bookings.row({b.key.text(), place(b.place), b.purpose.zh, b.purpose.en, to_string(b.from),
                      to_string(b.until), count(b.people), b.by.text(), time(b.since),
                      count(b.set_up.count()), count(b.clean_up.count()), joined(b.needs), count(b.rank),
                      to_cell(detail::booking_words, b.state), count(b.revision), b.reason.text(),
                      b.changed_by.text()});
    csv_writer activities{activity_table};
    for (const auto& a : p.activities) {
        const auto* where = std::get_if<civic::place_id>(&a.where);
        const auto* home = std::get_if<civic::person_id>(&a.where);
        const auto* open = std::get_if<label>(&a.where);
        activities.row({a.key.text(), to_cell(civic::activity_words, a.kind),
                        to_cell(civic::handler_words, a.by.kind), a.by.key.text(), a.title.zh, a.title.en,
                        where != nullptr ? place(*where) : "",
                        home != nullptr ? c.people()[*home].key.text() : "", open != nullptr ? open->zh : "",
                        open != nullptr ? open->en : "", to_string(a.from), to_string(a.until),
                        to_cell(detail::session_words, a.state), count(a.count), a.counted.zh, a.counted.en,
                        count(a.people), count(a.revision), a.reason.text()});
    }
    csv_writer goods{goods_table}, fairs{fair_table}, stalls{stall_table}, trades{trade_table};
    for (const auto& g : p.goods) goods.row({g.key.text(), g.name.zh, g.name.en});
    for (const auto& f : p.fairs) {
        fairs.row({f.key.text(), f.name.zh, f.name.en, f.host.zh, f.host.en, to_string(f.from),
                   to_string(f.until), place(f.place), metres(f.width), metres(f.depth)});
        for (const auto& s : f.stalls) {
            std::vector<std::string> kinds;
            for (const auto g : s.goods) kinds.push_back(p.goods[g].key.text());
            const auto at = [&](double stall_place::*n) {
                return s.at ? to_cell((*s.at).*n) : std::string{};
            };
            stalls.row({f.key.text(), s.key.text(), s.keeper.zh, s.keeper.en, joined(kinds),
                        at(&stall_place::x), at(&stall_place::y), at(&stall_place::width),
                        at(&stall_place::depth)});
        }
        for (const auto& t : f.trades)
            trades.row({t.key.text(), f.key.text(), t.stall.text(), p.goods[t.goods].key.text(),
                        std::to_string(t.count), to_string(t.at), count(t.fen),
                        t.for_goods ? p.goods[*t.for_goods].key.text() : "", count(t.for_count)});
    }
    for (const auto* w :
         {&place_hours, &closures, &equipment, &teachers, &teacher_hours, &courses, &course_hours,
          &enrolments, &sessions, &attendance, &bookings, &activities, &goods, &fairs, &stalls, &trades})
        w->save(folder);
}

} // namespace qaidam::venues
