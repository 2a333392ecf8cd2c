// What events change at a desk of venues, as bytes, and back.
#include <qaidam/venues/desk.hpp>

#include <qaidam/events/pack.hpp>

namespace qaidam::venues {
namespace {

/// The fields of a class and of a fair that events change.
struct course_state {
    course_key key{};
    std::optional<int> capacity{};
    std::vector<enrolment> enrolments{};
};
struct fair_state {
    fair_key key{};
    std::vector<stall> stalls{};
    std::vector<trade> trades{};
};

} // namespace
} // namespace qaidam::venues

namespace qaidam::events {

// Whoever changes these changes desk::snapshot_version.
template <>
inline constexpr auto fields<civic::handler> =
    std::tuple{field{"kind", &civic::handler::kind}, field{"key", &civic::handler::key}};
template <>
inline constexpr auto fields<venues::enrolment> =
    std::tuple{field{"person", &venues::enrolment::person}, field{"state", &venues::enrolment::state},
               field{"since", &venues::enrolment::since}};
template <>
inline constexpr auto fields<venues::session> = std::tuple{
    field{"key", &venues::session::key},           field{"course", &venues::session::course},
    field{"place", &venues::session::place},       field{"from", &venues::session::from},
    field{"until", &venues::session::until},       field{"state", &venues::session::state},
    field{"revision", &venues::session::revision}, field{"instead_of", &venues::session::instead_of},
    field{"was_from", &venues::session::was_from}, field{"was_at", &venues::session::was_at},
    field{"reason", &venues::session::reason},     field{"attended", &venues::session::attended}};
template <>
inline constexpr auto fields<venues::booking> = std::tuple{
    field{"key", &venues::booking::key},         field{"place", &venues::booking::place},
    field{"purpose", &venues::booking::purpose}, field{"from", &venues::booking::from},
    field{"until", &venues::booking::until},     field{"people", &venues::booking::people},
    field{"by", &venues::booking::by},           field{"since", &venues::booking::since},
    field{"set_up", &venues::booking::set_up},   field{"clean_up", &venues::booking::clean_up},
    field{"needs", &venues::booking::needs},     field{"rank", &venues::booking::rank},
    field{"state", &venues::booking::state},     field{"revision", &venues::booking::revision},
    field{"reason", &venues::booking::reason},   field{"changed_by", &venues::booking::changed_by}};
template <>
inline constexpr auto fields<venues::planned_activity> =
    std::tuple{field{"key", &venues::planned_activity::key},
               field{"kind", &venues::planned_activity::kind},
               field{"by", &venues::planned_activity::by},
               field{"title", &venues::planned_activity::title},
               field{"where", &venues::planned_activity::where},
               field{"from", &venues::planned_activity::from},
               field{"until", &venues::planned_activity::until},
               field{"state", &venues::planned_activity::state},
               field{"count", &venues::planned_activity::count},
               field{"counted", &venues::planned_activity::counted},
               field{"people", &venues::planned_activity::people},
               field{"revision", &venues::planned_activity::revision},
               field{"reason", &venues::planned_activity::reason}};
template <>
inline constexpr auto fields<venues::stall_place> =
    std::tuple{field{"x", &venues::stall_place::x}, field{"y", &venues::stall_place::y},
               field{"width", &venues::stall_place::width}, field{"depth", &venues::stall_place::depth}};
template <>
inline constexpr auto fields<venues::stall> =
    std::tuple{field{"key", &venues::stall::key}, field{"keeper", &venues::stall::keeper},
               field{"goods", &venues::stall::goods}, field{"at", &venues::stall::at}};
template <>
inline constexpr auto fields<venues::trade> = std::tuple{field{"key", &venues::trade::key},
                                                         field{"stall", &venues::trade::stall},
                                                         field{"goods", &venues::trade::goods},
                                                         field{"count", &venues::trade::count},
                                                         field{"at", &venues::trade::at},
                                                         field{"fen", &venues::trade::fen},
                                                         field{"for_goods", &venues::trade::for_goods},
                                                         field{"for_count", &venues::trade::for_count}};
template <>
inline constexpr auto fields<venues::course_state> =
    std::tuple{field{"key", &venues::course_state::key}, field{"capacity", &venues::course_state::capacity},
               field{"enrolments", &venues::course_state::enrolments}};
template <>
inline constexpr auto fields<venues::fair_state> =
    std::tuple{field{"key", &venues::fair_state::key}, field{"stalls", &venues::fair_state::stalls},
               field{"trades", &venues::fair_state::trades}};

using civic::place_id;

template <>
venues::enrolment blank() {
    return {.person = civic::person_id{0}};
}
template <>
venues::session blank() {
    return {.key = {}, .course = venues::course_id{0}, .place = place_id{0}, .from = {}, .until = {}};
}
template <>
venues::booking blank() {
    return {.key = {}, .place = place_id{0}, .purpose = {}, .from = {}, .until = {}};
}
template <>
venues::planned_activity blank() {
    return {.key = {}, .by = {}, .title = {}, .where = label{}, .from = {}, .until = {}};
}
template <>
venues::trade blank() {
    return {.key = {}, .stall = {}, .goods = venues::goods_id{0}, .at = {}};
}

} // namespace qaidam::events

namespace qaidam::venues {
namespace {

template <class Id, class Record>
void pack_all(events::part_packer& out, const registry<Id, Record>& all) {
    out(static_cast<std::uint64_t>(all.size()));
    for (const auto& x : all) out(x);
}

template <class Id, class Record>
bool unpack_all(events::part_unpacker& in, registry<Id, Record>& all) {
    all = {};
    std::uint64_t size = 0;
    if (!in(size)) return false;
    for (; size > 0; --size) {
        auto x = events::blank<Record>();
        if (!in(x) || !all.add(std::move(x))) return false;
    }
    return true;
}

void pack_programme(events::part_packer& out, const programme& p) {
    for (const auto& c : p.courses) out(course_state{c.key, c.capacity, c.enrolments});
    for (const auto& f : p.fairs) out(fair_state{f.key, f.stalls, f.trades});
    pack_all(out, p.sessions);
    pack_all(out, p.bookings);
    pack_all(out, p.activities);
}

bool unpack_programme(events::part_unpacker& in, programme& p) {
    for (const auto id : p.courses.ids()) {
        course_state state;
        if (!in(state) || state.key != p.courses[id].key) return false;
        p.courses.update(id, [&](course& c) {
            c.capacity = state.capacity;
            c.enrolments = std::move(state.enrolments);
        });
    }
    for (const auto id : p.fairs.ids()) {
        fair_state state;
        if (!in(state) || state.key != p.fairs[id].key) return false;
        p.fairs.update(id, [&](fair& f) {
            f.stalls = std::move(state.stalls);
            f.trades = std::move(state.trades);
        });
    }
    return unpack_all(in, p.sessions) && unpack_all(in, p.bookings) && unpack_all(in, p.activities) &&
           in.at_end();
}

} // namespace

/// Ids stand for keys as long as people, places and goods are the same ones in the same order.
void desk::remember_start() {
    events::part_packer out;
    for (const auto& p : community_->people()) out(p.key);
    for (const auto& p : community_->places()) out(p.key);
    for (const auto& g : programme_.goods) out(g.key);
    pack_programme(out, programme_);
    start_stamp_ = events::stamp_of(out.finish());
}

std::vector<std::string> desk::pack() const {
    events::part_packer out;
    out(start_stamp_);
    out(version_);
    pack_programme(out, programme_);
    return out.finish();
}

bool desk::unpack(std::span<const std::string> parts) {
    events::part_unpacker in{parts};
    std::uint64_t stamp = 0, version = 0;
    if (!in(stamp) || stamp != start_stamp_ || !in(version)) return false;
    auto now = programme_;
    if (!unpack_programme(in, now)) return false;
    programme_ = std::move(now);
    version_ = version;
    index_programme();
    return true;
}

} // namespace qaidam::venues
