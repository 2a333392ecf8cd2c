/// The fields of commands and events under the names that files give them, in the order of the encoded form.
#pragma once

#include <qaidam/venues/events.hpp>

namespace qaidam::venues::detail {

/// What the value is about: its booking, session, activity, course or fair.
auto& subject(auto& x) {
    if constexpr (requires { x.booking; })
        return x.booking;
    else if constexpr (requires { x.session; })
        return x.session;
    else if constexpr (requires { x.activity; })
        return x.activity;
    else if constexpr (requires { x.fair; })
        return x.fair;
    else
        return x.course;
}

/// Calls `v(name, field)` for what the value has beyond its subject, by and at.
template <class V>
void visit_fields(auto& x, V& v) {
#define QAIDAM_FIELD(name, member)                                                                           \
    if constexpr (requires { x.member; }) v(name, x.member)
    if constexpr (requires { x.session; }) QAIDAM_FIELD("course_id", course);
    QAIDAM_FIELD("kind", kind);
    QAIDAM_FIELD("handler", handler);
    QAIDAM_FIELD("name", title);
    QAIDAM_FIELD("place_id", place);
    QAIDAM_FIELD("person_id", home);
    QAIDAM_FIELD("open_air", in_the_open);
    QAIDAM_FIELD("name", purpose);
    QAIDAM_FIELD("from", from);
    QAIDAM_FIELD("until", until);
    QAIDAM_FIELD("count", count);
    QAIDAM_FIELD("counted", counted);
    QAIDAM_FIELD("people", people);
    QAIDAM_FIELD("set_up", set_up);
    QAIDAM_FIELD("clean_up", clean_up);
    QAIDAM_FIELD("equipment", needs);
    QAIDAM_FIELD("rank", rank);
    QAIDAM_FIELD("person_id", person);
    QAIDAM_FIELD("capacity", capacity);
    QAIDAM_FIELD("instead_of", instead_of);
    QAIDAM_FIELD("attended", attended);
    QAIDAM_FIELD("trade_id", trade);
    QAIDAM_FIELD("stall_id", stall);
    QAIDAM_FIELD("name", keeper);
    QAIDAM_FIELD("goods_id", goods);
    QAIDAM_FIELD("spot", spot);
    QAIDAM_FIELD("fen", fen);
    QAIDAM_FIELD("for_goods_id", for_goods);
    QAIDAM_FIELD("for_count", for_count);
    QAIDAM_FIELD("reason", reason);
    // What the desk works out.
    QAIDAM_FIELD("waits", waits);
    QAIDAM_FIELD("in_favour_of", in_favour_of);
#undef QAIDAM_FIELD
}

} // namespace qaidam::venues::detail
