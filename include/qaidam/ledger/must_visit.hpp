/// Must-visit posts (四必访岗): whom a party member must call on, for what kind of reason, and for which unit.
///
/// The kinds are data, for each city has its own. What is done at a post are activities that name it: visits,
/// opinions sought, promises made and kept, volunteer services.
#pragma once

#include <qaidam/base/id.hpp>
#include <qaidam/base/language.hpp>
#include <qaidam/calendar/time.hpp>
#include <qaidam/civic/activity.hpp>
#include <qaidam/ledger/unit.hpp>

#pragma GCC visibility push(default)

namespace qaidam::ledger {

using must_visit_kind_id = id<struct must_visit_kind_tag>;
using must_visit_kind_key = key_of<must_visit_kind_tag>;
using must_visit_post_id = id<civic::must_visit_post_tag>;
using civic::must_visit_post_key;

/// Why one must go there: 困难群众必访.
struct must_visit_kind {
    must_visit_kind_key key;
    label name;
    friend bool operator==(const must_visit_kind&, const must_visit_kind&) = default;
};
using must_visit_kinds = registry<must_visit_kind_id, must_visit_kind>;

struct must_visit_post {
    must_visit_post_key key;
    must_visit_kind_id kind;
    ledger::unit unit;       ///< that answers for it
    civic::person_id holder; ///< the party member; another may stand in
    label name;
    calendar::date_span when{};
    friend bool operator==(const must_visit_post&, const must_visit_post&) = default;
};
using must_visit_posts = registry<must_visit_post_id, must_visit_post>;

} // namespace qaidam::ledger

#pragma GCC visibility pop
