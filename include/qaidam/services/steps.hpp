/// Steps: in which states an order takes which step, where it leads, and who may take it. The table is what
/// the desk goes by and what docs/orders.md shows.
#pragma once

#include <span>

#include <qaidam/base/enum_set.hpp>
#include <qaidam/services/order.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

/// One a command, in the order of `command`'s alternatives.
enum class step {
    place,      ///< 点单
    verify,     ///< 核实
    register_,  ///< 立案
    decline,    ///< 不予立案
    dispatch,   ///< 下单
    accept,     ///< 接单
    visit,      ///< 上门
    return_,    ///< 退单
    adjudicate, ///< 审定
    transfer,   ///< 转派
    extend,     ///< 延期
    suspend,    ///< 挂起
    resume,     ///< 恢复
    feed_back,  ///< 反馈
    pass,       ///< 核查通过
    fail,       ///< 返工
    rate,       ///< 评价
    appeal,     ///< 申诉
    settle,     ///< 复核
    cancel,     ///< 取消
    force,      ///< 强制结案
    merge,      ///< 并案
    split,      ///< 拆案
    reopen,     ///< 重新办理
    urge,       ///< 催办
    supervise,  ///< 督办
    whistle,    ///< 吹哨
    report_in,  ///< 报到
    refer,      ///< 移交
    receive     ///< 接收
};
inline constexpr int step_count = 30;

/// "点单", "place"
[[nodiscard]] std::string to_string(step s, language l = language::en);

/// In what capacity somebody takes a step.
enum class actor {
    resident, ///< anyone whom the community knows
    reporter, ///< whose matter it is, or that of an order that was merged into it
    staff,    ///< who has a role with the right to it (rights.hpp), where the matter is not their own
    handler,  ///< who is the handler, or holds a role in the department or team that is
    helper,   ///< the same of a co-handler
    called,   ///< who holds a role in a department that was called and has not reported yet
    system    ///< nobody: the rules let it happen
};
inline constexpr int actors = 7;
[[nodiscard]] std::string to_string(actor a, language l = language::en);

struct step_rule {
    services::step step;
    enum_set<order_state> from; ///< empty: there is no order yet
    enum_set<order_state> to;   ///< empty: the state stays
    enum_set<actor> who;
    wording guard; ///< what must hold besides
};

/// One a step, in the order of `step`.
[[nodiscard]] std::span<const step_rule, step_count> step_rules();
[[nodiscard]] const step_rule& rule_of(step s);

} // namespace qaidam::services

template <>
struct fmt::formatter<qaidam::services::step> : qaidam::detail::bilingual_formatter<qaidam::services::step> {
};
template <>
struct fmt::formatter<qaidam::services::actor>
    : qaidam::detail::bilingual_formatter<qaidam::services::actor> {};

#pragma GCC visibility pop
