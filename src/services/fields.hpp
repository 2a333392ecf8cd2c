/// The fields of commands and events under the names that files give them, in the order of the encoded form.
#pragma once

#include <qaidam/services/events.hpp>

namespace qaidam::services::detail {

/// Calls `v(name, field)` for what the value has beyond order, by and at.
template <class V>
void visit_fields(auto& x, V& v) {
#define QAIDAM_FIELD(name, member)                                                                           \
    if constexpr (requires { x.member; }) v(name, x.member)
    QAIDAM_FIELD("item_id", item);
    QAIDAM_FIELD("building_id", building);
    QAIDAM_FIELD("at_door", at_door);
    QAIDAM_FIELD("channel", channel);
    QAIDAM_FIELD("priority", priority);
    QAIDAM_FIELD("reporter_id", reporter);
    QAIDAM_FIELD("result", result);
    QAIDAM_FIELD("handler", handler);
    QAIDAM_FIELD("co_handlers", co_handlers);
    QAIDAM_FIELD("left", left);
    QAIDAM_FIELD("note_id", note);
    QAIDAM_FIELD("days", days);
    QAIDAM_FIELD("review", review);
    QAIDAM_FIELD("evidence", evidence);
    QAIDAM_FIELD("solved", solved);
    QAIDAM_FIELD("satisfied", satisfied);
    QAIDAM_FIELD("reversed", reversed);
    QAIDAM_FIELD("into_id", into);
    QAIDAM_FIELD("report_by", report_by);
    QAIDAM_FIELD("departments", departments);
    QAIDAM_FIELD("department_id", department);
    QAIDAM_FIELD("reason", reason);
    // What the desk works out.
    QAIDAM_FIELD("grid_id", grid);
    QAIDAM_FIELD("state", state);
    QAIDAM_FIELD("register_by", register_by);
    QAIDAM_FIELD("close_by", close_by);
    QAIDAM_FIELD("dispatch_by", dispatch_by);
    QAIDAM_FIELD("accept_by", accept_by);
    QAIDAM_FIELD("return_by", return_by);
    QAIDAM_FIELD("check_by", check_by);
    QAIDAM_FIELD("rate_by", rate_by);
    QAIDAM_FIELD("settle_by", settle_by);
    QAIDAM_FIELD("due", due);
    QAIDAM_FIELD("limit", limit);
    QAIDAM_FIELD("rules", rules);
    QAIDAM_FIELD("other_id", other);
    QAIDAM_FIELD("reporters", reporters);
#undef QAIDAM_FIELD
}

} // namespace qaidam::services::detail
