#include <qaidam/views/venue_views.hpp>

#include <algorithm>

#include <qaidam/base/text.hpp>

#include "venue_week.hpp"

namespace qaidam::views {

using calendar::local_time;

namespace {

/// "10:00–11:00", and the day too on which it ends if that is a later one.
std::string hours_of(const venues::entry& e) {
    const bool same_night = e.until <= local_time{e.from.date()} + std::chrono::hours{30};
    return calendar::to_string(e.from.time_of_day()) + "–" +
           (same_night ? calendar::to_string(e.until.time_of_day()) : calendar::to_string(e.until));
}

/// "（准备 30 分钟，清场 15 分钟）"
std::string preparing_of(const venues::entry& e, language l) {
    std::string all;
    const auto add = [&](std::chrono::minutes m, const char* words) {
        if (m.count() > 0) join_on(all, pick(l, "，", ", "), fmt::format(fmt::runtime(words), m.count()));
    };
    add(e.set_up, pick(l, "准备 {} 分钟", "{} min set-up"));
    add(e.clean_up, pick(l, "清场 {} 分钟", "{} min clean-up"));
    if (all.empty()) return all;
    return l == language::zh ? "（" + all + "）" : " (" + all + ")";
}

} // namespace

report::table entry_table(std::span<const venues::entry> entries, const civic::community& c, language l,
                          const view_options& options) {
    report::table table{{{pick(l, "日期", "day")},
                         {pick(l, "时间", "time")},
                         {pick(l, "内容", "what")},
                         {pick(l, "地点", "where")},
                         {pick(l, "老师、主办", "by")},
                         {pick(l, "人数", "people"), report::align::right}}};
    for (const auto& e : entries) {
        if (options.homes == venues::homes::left_out && std::holds_alternative<civic::person_id>(e.where))
            continue;
        const auto what = e.title.in(l) + detail::marks_of(e, options.holidays).in(l) + preparing_of(e, l);
        table.add_row(
            {calendar::to_string(e.from.date()) + " " + to_string(calendar::weekday_of(e.from.date()), l),
             hours_of(e), what, venues::name_of(e.where, c, l, options.homes), e.who.in(l),
             e.people > 0 ? std::to_string(e.people) : ""});
    }
    return table;
}

namespace {

std::string goods_of(const venues::stall& s, const venues::programme& p, language l) {
    std::string all;
    for (const auto g : s.goods) {
        join_on(all, pick(l, "、", ", "), p.goods[g].name.in(l));
    }
    return all;
}

/// "12.50"
std::string yuan(std::int64_t fen) {
    return fmt::format("{}.{:02}", fen / 100, fen % 100);
}

} // namespace

report::table stall_table(const venues::fair& f, const venues::programme& p, language l) {
    report::table table{{{pick(l, "摊位", "stall")}, {pick(l, "物品", "goods")}}};
    for (const auto& s : f.stalls) table.add_row({s.keeper.in(l), goods_of(s, p, l)});
    return table;
}

report::table tally_table(const venues::fair& f, const venues::programme& p, language l) {
    using report::align;
    report::table table{{{pick(l, "摊位", "stall")},
                         {pick(l, "物品", "goods")},
                         {pick(l, "售出", "sold"), align::right},
                         {pick(l, "金额（元）", "yuan"), align::right},
                         {pick(l, "换出", "given"), align::right},
                         {pick(l, "换入", "got"), align::right}}};
    const auto add = [&](const std::string& stall, const std::string& goods, const venues::trade_tally& t) {
        table.add_row({stall, goods, std::to_string(t.sold), yuan(t.fen), std::to_string(t.given),
                       std::to_string(t.got)});
    };
    const auto all = venues::tally(f);
    for (const auto& s : f.stalls)
        for (const auto& [at, t] : all.by_stall_and_kind)
            if (at.first == s.key) add(s.keeper.in(l), p.goods[at.second].name.in(l), t);
    for (const auto& [goods, t] : all.by_kind)
        add(pick(l, "各摊合计", "all stalls"), p.goods[goods].name.in(l), t);
    add(pick(l, "各摊合计", "all stalls"), pick(l, "合计", "all goods"), all.total);
    return table;
}

namespace {

/// What a programme's sessions are to a subscriber.
class subscription {
public:
    subscription(const venues::programme& p, const civic::community& c, const subscription_options& o)
        : p_{p},
          c_{c},
          o_{o} {}

    std::vector<calendar::calendar_event> events() {
        for (const auto course : p_.courses.ids()) add_course(course);
        for (const auto& e : venues::list_entries(p_, c_, local_time::first(), local_time::last(),
                                                  venues::called_off::kept, o_.homes)) {
            if (e.kind == venues::entry_kind::session) continue;
            static constexpr const char* kinds[] = {".session", ".booking", ".activity", ".fair"};
            auto x = event_of(e.key.text() + kinds[static_cast<std::size_t>(e.kind)], e.title, e.where,
                              e.from, e.until);
            x.sequence = e.revision;
            x.summary += detail::marks_of(e, o_.holidays).in(o_.language);
            if (e.state == venues::entry_state::called_off || e.state == venues::entry_state::displaced)
                x.status = calendar::event_status::cancelled;
            if (std::holds_alternative<civic::person_id>(e.where))
                x.privacy = calendar::event_privacy::confidential;
            if (!e.who.in(o_.language).empty()) x.description = e.who.in(o_.language);
            all_.push_back(std::move(x));
        }
        std::stable_sort(all_.begin(), all_.end(), [](const auto& a, const auto& b) {
            return std::tie(a.from, a.uid) < std::tie(b.from, b.uid);
        });
        return std::move(all_);
    }

private:
    calendar::calendar_event event_of(const std::string& uid, const label& what, const venues::spot& where,
                                      local_time from, local_time until) const {
        return {.uid = uid + "@" + c_.identity().key.text(),
                .from = from,
                .until = until,
                .zone = o_.zone,
                .summary = what.in(o_.language),
                .location = venues::name_of(where, c_, o_.language, o_.homes)};
    }
    calendar::calendar_event event_of(const std::string& uid, const venues::session& s) const {
        const auto& course = p_.courses[s.course];
        auto e = event_of(uid, course.name, s.place, s.from, s.until);
        if (!s.instead_of.empty()) e.summary += pick(o_.language, "（补课）", " (make-up)");
        if (course.teacher) e.description = p_.teachers[*course.teacher].name.in(o_.language);
        tell_state(e, s);
        return e;
    }
    [[nodiscard]] static bool is_off(const venues::session& s) {
        return s.state == venues::session_state::called_off;
    }
    /// Whether it depends on holidays that are not known if it can be held.
    [[nodiscard]] bool is_unsure(const venues::session& s) const {
        return !is_off(s) && detail::is_unknown(s.from.date(), o_.holidays);
    }
    void tell_state(calendar::calendar_event& e, const venues::session& s) const {
        if (is_off(s)) e.status = calendar::event_status::cancelled;
        if (!is_unsure(s)) return;
        e.status = calendar::event_status::tentative;
        e.summary += detail::unknown_mark().in(o_.language);
    }

    /// When and where a session was first to be: what it is known by, wherever it was moved.
    static local_time first_time(const venues::session& s) { return s.was_from.value_or(s.from); }
    static civic::place_id first_place(const venues::session& s) { return s.was_at.value_or(s.place); }

    /// Sessions at one hour of one weekday and place are a series, which keeps its name as it grows and as
    /// sessions of it are moved; what makes up for others stands alone.
    void add_course(venues::course_id course) {
        std::map<std::tuple<calendar::weekday, std::chrono::seconds, std::uint32_t>,
                 std::map<local_time, const venues::session*>>
            by_time;
        int revision = 0; // grows with whatever changes, sessions that are added too
        for (const auto& s : p_.sessions) {
            if (s.course != course) continue;
            revision += s.revision + 1;
            const auto at = first_time(s);
            auto& same = by_time[{calendar::weekday_of(at.date()), at.time_of_day(), first_place(s).value()}];
            if (!s.instead_of.empty() || !same.emplace(at, &s).second) add_single(s);
        }
        for (const auto& [time, sessions] : by_time) {
            static constexpr const char* days[] = {"mo", "tu", "we", "th", "fr", "sa", "su"};
            const auto name = fmt::format(
                "{}.{}-{}-{}", p_.courses[course].key, days[static_cast<std::size_t>(std::get<0>(time))],
                calendar::to_string(std::get<1>(time)), c_.places()[civic::place_id{std::get<2>(time)}].key);
            add_seasons(sessions, name, revision);
        }
    }
    void add_single(const venues::session& s) {
        auto e = event_of(s.key.text() + ".session", s);
        e.sequence = s.revision;
        all_.push_back(std::move(e));
    }
    /// A pause of more than two months ends a series: the next season's is one of its own.
    void add_seasons(const std::map<local_time, const venues::session*>& sessions, const std::string& name,
                     int revision) {
        const boost::gregorian::days pause{63};
        std::vector<const venues::session*> season;
        int number = 0;
        for (const auto& [at, s] : sessions) {
            if (!season.empty() && at.date() - first_time(*season.back()).date() > pause)
                add_series(std::exchange(season, {}), fmt::format("{}.{}", name, ++number), revision);
            season.push_back(s);
        }
        if (!season.empty()) add_series(season, fmt::format("{}.{}", name, ++number), revision);
    }
    void add_series(const std::vector<const venues::session*>& sessions, const std::string& uid,
                    int revision) {
        const auto& first = *sessions.front();
        const auto& course = p_.courses[first.course];
        const auto start = first_time(first);
        // As long as most are, that is: as the first that was not moved is.
        const auto usual =
            std::find_if(sessions.begin(), sessions.end(), [](const auto* s) { return !s->was_from; });
        const auto& model = usual == sessions.end() ? first : **usual;
        const auto length = model.until - model.from;
        auto master = event_of(uid, course.name, first_place(first), start, start + length);
        if (course.teacher) master.description = p_.teachers[*course.teacher].name.in(o_.language);
        master.sequence = revision;
        const auto last = first_time(*sessions.back());
        if (sessions.size() > 1)
            master.rule = fmt::format("FREQ=WEEKLY;COUNT={}", (last.date() - start.date()).days() / 7 + 1);
        auto next = sessions.begin();
        for (auto at = start; at <= last; at += std::chrono::hours{7 * 24}) {
            if (first_time(**next) != at) {
                master.except.push_back(at);
                continue;
            }
            const auto& s = **next++;
            const bool as_planned = s.from == at && s.until == at + length && s.place == first_place(s);
            if (as_planned && !is_off(s) && !is_unsure(s)) continue;
            if (sessions.size() == 1) { // no series yet
                master.from = s.from;
                master.until = s.until;
                master.location = venues::name_of(s.place, c_, o_.language);
                tell_state(master, s);
                continue;
            }
            auto other = event_of(uid, s);
            other.sequence = revision;
            other.instead_of = at;
            all_.push_back(std::move(other));
        }
        all_.push_back(std::move(master));
    }

    const venues::programme& p_;
    const civic::community& c_;
    const subscription_options& o_;
    std::vector<calendar::calendar_event> all_;
};

} // namespace

std::vector<calendar::calendar_event> to_calendar(const venues::programme& p, const civic::community& c,
                                                  const subscription_options& options) {
    return subscription{p, c, options}.events();
}

} // namespace qaidam::views
