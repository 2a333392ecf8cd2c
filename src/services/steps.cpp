#include <qaidam/services/steps.hpp>

#include <array>

#include "words.hpp"

namespace qaidam::services {
namespace {

using enum order_state;
using states = enum_set<order_state>;

constexpr states open{placed,   registered, dispatched, handling,    suspended,
                      returned, to_check,   follow_up,  under_review};
/// While it is reviewed, nothing else decides on it.
constexpr states unreviewed{placed,    registered, dispatched, handling,
                            suspended, returned,   to_check,   follow_up};
/// Before anybody has reported it done.
constexpr states unfinished{placed, registered, dispatched, handling, suspended, returned};

constexpr std::array<step_rule, step_count> rules{{
    {step::place,
     {},
     {placed},
     {actor::resident, actor::system},
     {"事项在清单中、申请人符合条件、楼栋或位置在网格内；同号同文不重复立单；系统只收数据对接的单",
      "the item is on a list, the reporter eligible, the building or spot in a grid; the same order again "
      "changes "
      "nothing; the system places only what comes by exchange"}},
    {step::verify, {placed}, {}, {actor::staff}, {"", ""}},
    {step::register_,
     {placed},
     {registered},
     {actor::staff, actor::system},
     {"核实为不属实的不立案；规则要求先核实的须已核实；系统只立规则允许的事务代办",
      "not what was found not to be so; verified first where the rules want that; the system registers only "
      "errands, where the rules let it"}},
    {step::decline, {placed}, {declined}, {actor::staff}, {"说明理由", "a reason"}},
    {step::dispatch,
     {registered, returned},
     {dispatched},
     {actor::staff},
     {"承办方有权承办、有人经办，且未退过、转出过此单；协办方在权责清单中，且不是点单人",
      "the handler is competent, has somebody who acts, and has not given it away before; co-handlers are "
      "named by the competences, "
      "and none is the reporter"}},
    {step::accept,
     {dispatched},
     {handling},
     {actor::handler, actor::system},
     {"系统只在接单时限过后视为接单", "the system only once it should have been accepted"}},
    {step::visit,
     {handling},
     {},
     {actor::handler, actor::helper},
     {"有上门记录；24 小时之内离开", "a note of what was done; left within 24 hours"}},
    {step::return_,
     {dispatched},
     {returned},
     {actor::handler},
     {"说明理由；在退单时限内；次数有限；审定、重新办理的不得退",
      "a reason; in time; so many times at most; not what was adjudicated or reopened"}},
    {step::adjudicate,
     {returned},
     {dispatched},
     {actor::staff},
     {"说明理由；承办方有权承办；此后不得退单",
      "a reason; the handler is competent; it cannot be returned then"}},
    {step::transfer,
     {handling},
     {},
     {actor::staff},
     {"说明理由；承办方有权承办且未办过此单；次数有限；审定的不得转派",
      "a reason; the handler is competent and never had it before; so many times at most; not what was "
      "adjudicated"}},
    {step::extend,
     {handling},
     {},
     {actor::staff},
     {"说明理由；到期前；累计不超过上限；不得批自己承办的单",
      "a reason; before it is due; so many days at most in all; not for work of their own"}},
    {step::suspend,
     {handling},
     {suspended},
     {actor::staff},
     {"说明理由并定复核日期；临近到期不得挂起；次数和长度有限；不得批自己承办的单",
      "a reason and a review date; not shortly before it is due; so often and so long at most; not for work "
      "of "
      "their own"}},
    {step::resume,
     {suspended},
     {handling},
     {actor::staff, actor::system},
     {"系统自复核日期起恢复", "the system from the review date on"}},
    {step::feed_back, {handling}, {to_check}, {actor::handler}, {"有佐证材料", "evidence"}},
    {step::pass,
     {to_check},
     {follow_up},
     {actor::staff, actor::system},
     {"不得核查自己承办的单；系统只在规则允许且上门办过时通过",
      "not work of their own; the system only what was done at the door, where the rules let it"}},
    {step::fail,
     {to_check},
     {handling},
     {actor::staff},
     {"说明理由；不得核查自己承办的单；办理时限接着计",
      "a reason; not work of their own; the handle clock goes on"}},
    {step::rate,
     {follow_up, solved},
     {solved, handling},
     {actor::reporter, actor::staff},
     {"不得评价自己承办的单；每位点单人各评一次，已办结的在重新办理的时限内；经办人员在评价时限过后代评，核查"
      "人不得代评；未解决的退回原承办方，办理时"
      "限接着计",
      "not work of their own; each reporter once, of what is solved while it may be reopened; others than a "
      "reporter once the time to rate has passed, and not who passed "
      "it; not "
      "solved: back to the same handler, whose clock goes on"}},
    {step::appeal,
     {solved, declined, cancelled, forced},
     {under_review},
     {actor::reporter, actor::handler},
     {"说明理由；在申诉时限内；每位点单人、承办方各一次",
      "a reason; in time; once by each reporter and once by the handler"}},
    {step::settle,
     {under_review},
     {solved, declined, cancelled, forced, handling, registered},
     {actor::staff},
     {"说明理由；不得复核自己承办、决定、评价、点单或申诉的单；点单人胜诉则重办，承办方胜诉则评价不计",
      "a reason; not on work, a decision, a rating, an order or an appeal of their own; granted to the "
      "reporter it is handled again, granted to the handler the rating does not count"}},
    {step::cancel,
     unreviewed,
     {cancelled},
     {actor::reporter},
     {"说明理由；限本单的点单人；不得取消自己承办的单；并入此单的订单随即拆出",
      "a reason; by its own reporter alone; not work of their own; what was merged into it is split off"}},
    {step::force,
     unreviewed,
     {forced},
     {actor::staff},
     {"说明理由；不得结自己承办的单；不计为已解决", "a reason; not work of their own; counts as not solved"}},
    {step::merge,
     unfinished,
     {merged},
     {actor::staff},
     {"说明理由；并入同网格或同楼栋、同事项、更早、未反馈、未曾由其拆出的订单；到期后、反馈过、返工过、重办过"
      "、自己承办的不"
      "得并",
      "a reason; into an elder order of the same item and the same grid or building that is not fed back, "
      "and "
      "that it was not split off from; "
      "not once it is due, was "
      "fed back, failed, rated or reopened, and not work of their own"}},
    {step::split,
     {merged},
     {placed, registered, dispatched, handling, returned},
     {actor::reporter, actor::staff},
     {"说明理由；并入的订单未结案、不在复核中；不得拆自己承办的单；回到并案前的状态，各时限接着计",
      "a reason; what it was merged into is neither closed nor under review; not work of their own; it is "
      "where it stood, and its clocks go on"}},
    {step::reopen,
     {solved, cancelled, forced},
     {dispatched},
     {actor::reporter, actor::staff},
     {"说明理由；在时限内；有承办方；办理时限接着计，不得退单",
      "a reason; in time; it has a handler; the handle clock goes on, it cannot be returned"}},
    {step::urge, open, {}, {actor::reporter, actor::staff, actor::system}, {"说明理由", "a reason"}},
    {step::supervise, open, {}, {actor::staff, actor::system}, {"说明理由", "a reason"}},
    {step::whistle,
     open,
     {},
     {actor::staff},
     {"说明理由；部门属实；30 天内报到；上次吹哨已到齐或已过时",
      "a reason; departments that exist, to report within 30 days; those called before have come or are "
      "late"}},
    {step::report_in, open, {}, {actor::called}, {"", ""}},
    {step::refer,
     unfinished,
     {referred},
     {actor::staff},
     {"说明理由；移交县内另一社区；次数有限；反馈过、返工过、重办过、自己承办的不得移交；并入此单的订单随即拆"
      "出；各"
      "时限在那里接着计",
      "a reason; to another community of the county; so many times at most; not what was fed back, failed, "
      "rated or reopened, and not work of their own; what was merged into it is split off; its clocks go on "
      "there"}},
    {step::receive,
     {},
     {placed, registered},
     {actor::staff, actor::system},
     {"别的社区移交来的；事项在清单中、楼栋或位置在网格内；同一单再接收不改变任何内容；各时限接着计",
      "what another community referred to this one; the item is on a list, the building or spot in a grid; "
      "the same again changes nothing; its clocks go on"}},
}};

static_assert([] {
    for (std::size_t i = 0; i < rules.size(); ++i)
        if (rules[i].step != static_cast<step>(i)) return false;
    return true;
}());
static_assert(std::size(detail::step_words) == step_count);
static_assert(std::size(detail::actor_words) == actors);
static_assert(std::size(detail::state_words) == order_states);

} // namespace

std::string to_string(step s, language l) {
    return to_string(detail::step_words, s, l);
}
std::string to_string(actor a, language l) {
    return to_string(detail::actor_words, a, l);
}

std::span<const step_rule, step_count> step_rules() {
    return rules;
}

const step_rule& rule_of(step s) {
    return rules[static_cast<std::size_t>(s)];
}

} // namespace qaidam::services
