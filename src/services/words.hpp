/// Kinds of the services room: the word of files, and the words for people. The order is that of the
/// enumerators.
#pragma once

#include <qaidam/base/words.hpp>
#include <qaidam/calendar/work_calendar.hpp>

namespace qaidam::services::detail {

inline constexpr std::pair<std::string_view, calendar::counting> counting_words[] = {
    {"from_next_day", calendar::counting::from_next_day},
    {"from_same_day", calendar::counting::from_same_day}};
inline constexpr std::pair<std::string_view, calendar::ending> ending_words[] = {
    {"on_any_day", calendar::ending::on_any_day}, {"on_working_day", calendar::ending::on_working_day}};

inline constexpr kind_words list_words[] = {{"errand", {"事务代办", "errands on one's behalf"}},
                                            {"hardship", {"困难解决", "hardships resolved"}},
                                            {"dispute", {"矛盾调处", "disputes mediated"}}};
inline constexpr kind_words channel_words[] = {
    {"phone", {"电话", "phone"}},      {"chat_group", {"楼宇微信群", "building chat group"}},
    {"visit", {"走访", "home visit"}}, {"hall", {"便民服务大厅", "service hall"}},
    {"hotline", {"热线", "hotline"}},  {"exchange", {"数据对接", "data exchange"}}};
inline constexpr kind_words attribute_words[] = {{"string", {"一行文字", "a line of text"}},
                                                 {"number", {"数字", "number"}},
                                                 {"datetime", {"时间", "time"}},
                                                 {"text", {"文字", "text"}},
                                                 {"singlevaluelist", {"单选", "one of a list"}},
                                                 {"multivaluelist", {"多选", "some of a list"}}};
inline constexpr kind_words priority_words[] = {{"normal", {"一般", "normal"}},
                                                {"urgent", {"紧急", "urgent"}}};
inline constexpr kind_words verification_words[] = {{"exists", {"属实", "it is so"}},
                                                    {"does_not_exist", {"不属实", "it is not so"}},
                                                    {"unable", {"无法核实", "cannot be verified"}}};
/// The words of public exports are these too.
inline constexpr kind_words state_words[] = {{"placed", {"已点单", "placed"}},
                                             {"registered", {"已立案", "registered"}},
                                             {"dispatched", {"已派单", "dispatched"}},
                                             {"handling", {"办理中", "in handling"}},
                                             {"suspended", {"挂起", "suspended"}},
                                             {"returned", {"已退单", "returned"}},
                                             {"to_check", {"待核查", "to be checked"}},
                                             {"follow_up", {"待评价", "to be rated"}},
                                             {"under_review", {"复核中", "under review"}},
                                             {"solved", {"已办结", "solved"}},
                                             {"declined", {"不予立案", "declined"}},
                                             {"cancelled", {"已取消", "cancelled"}},
                                             {"merged", {"已并案", "merged"}},
                                             {"forced", {"强制结案", "closed by force"}},
                                             {"referred", {"已移交", "referred"}}};
/// By `step`: the word of files, and what one does.
inline constexpr kind_words step_words[] = {{"place", {"点单", "place"}},
                                            {"verify", {"核实", "verify"}},
                                            {"register", {"立案", "register"}},
                                            {"decline", {"不予立案", "decline"}},
                                            {"dispatch", {"下单", "dispatch"}},
                                            {"accept", {"接单", "accept"}},
                                            {"visit", {"上门", "visit"}},
                                            {"return", {"退单", "return"}},
                                            {"adjudicate", {"审定", "adjudicate"}},
                                            {"transfer", {"转派", "transfer"}},
                                            {"extend", {"延期", "extend"}},
                                            {"suspend", {"挂起", "suspend"}},
                                            {"resume", {"恢复", "resume"}},
                                            {"feed_back", {"反馈", "feed back"}},
                                            {"pass", {"核查通过", "pass"}},
                                            {"fail", {"返工", "fail"}},
                                            {"rate", {"评价", "rate"}},
                                            {"appeal", {"申诉", "appeal"}},
                                            {"settle", {"复核", "settle"}},
                                            {"cancel", {"取消", "cancel"}},
                                            {"force", {"强制结案", "close by force"}},
                                            {"merge", {"并案", "merge"}},
                                            {"split", {"拆案", "split off"}},
                                            {"reopen", {"重新办理", "reopen"}},
                                            {"urge", {"催办", "urge"}},
                                            {"supervise", {"督办", "supervise"}},
                                            {"whistle", {"吹哨", "whistle"}},
                                            {"report_in", {"报到", "report in"}},
                                            {"refer", {"移交", "refer"}},
                                            {"receive", {"接收", "receive"}}};
/// By the alternatives of `event`: the word of the encoded form, and what happened.
inline constexpr kind_words event_words[] = {{"order_placed", {"点单", "placed"}},
                                             {"order_verified", {"核实", "verified"}},
                                             {"order_registered", {"立案", "registered"}},
                                             {"order_declined", {"不予立案", "declined"}},
                                             {"order_dispatched", {"下单", "dispatched"}},
                                             {"order_accepted", {"接单", "accepted"}},
                                             {"home_visited", {"上门", "visited"}},
                                             {"order_returned", {"退单", "returned"}},
                                             {"order_adjudicated", {"审定", "adjudicated"}},
                                             {"order_transferred", {"转派", "transferred"}},
                                             {"order_extended", {"延期", "extended"}},
                                             {"order_suspended", {"挂起", "suspended"}},
                                             {"order_resumed", {"恢复", "resumed"}},
                                             {"order_fed_back", {"反馈", "fed back"}},
                                             {"check_passed", {"核查通过", "passed"}},
                                             {"check_failed", {"返工", "failed"}},
                                             {"order_rated", {"评价", "rated"}},
                                             {"appeal_made", {"申诉", "appealed"}},
                                             {"appeal_settled", {"复核", "settled"}},
                                             {"order_cancelled", {"取消", "cancelled"}},
                                             {"order_forced", {"强制结案", "closed by force"}},
                                             {"order_merged", {"并案", "merged"}},
                                             {"order_split", {"拆案", "split off"}},
                                             {"order_reopened", {"重新办理", "reopened"}},
                                             {"order_urged", {"催办", "urged"}},
                                             {"order_supervised", {"督办", "supervised"}},
                                             {"whistle_blown", {"吹哨", "whistled"}},
                                             {"department_reported", {"报到", "reported in"}},
                                             {"order_referred", {"移交", "referred"}},
                                             {"order_received", {"接收", "received"}},
                                             {"order_joined", {"并入", "joined by another"}},
                                             {"order_left", {"拆出", "left by another"}}};
inline constexpr kind_words stage_words[] = {
    {"register", {"立案", "register"}}, {"dispatch", {"派单", "dispatch"}}, {"accept", {"接单", "accept"}},
    {"handle", {"办理", "handle"}},     {"check", {"核查", "check"}},       {"rate", {"评价", "rate"}},
    {"settle", {"复核", "settle"}},     {"total", {"全程", "in all"}}};
inline constexpr kind_words indicator_words[] = {{"registered", {"立案率", "registered"}},
                                                 {"handled", {"处置率", "handled"}},
                                                 {"handled_on_time", {"按期处置率", "handled on time"}},
                                                 {"closed", {"结案率", "closed"}},
                                                 {"closed_on_time", {"按期结案率", "closed on time"}},
                                                 {"returned", {"退单率", "returned"}},
                                                 {"reworked", {"返工率", "reworked"}},
                                                 {"dispatched_right", {"准确派遣率", "dispatched right"}},
                                                 {"responded", {"响应率", "responded"}},
                                                 {"solved", {"解决率", "solved"}},
                                                 {"satisfied", {"满意率", "satisfied"}}};
inline constexpr kind_words exclusion_words[] = {
    {"declined", {"不予立案", "declined"}},
    {"cancelled", {"点单人取消", "cancelled by its reporter"}},
    {"merged", {"并案", "merged"}},
    {"forced", {"强制结案", "closed by force"}},
    {"unrated", {"没有评价", "not rated"}},
    {"rating_struck", {"申诉成立，评价不计", "rating struck on appeal"}},
    {"rated_by_others", {"非点单人评价", "not rated by its reporter"}},
    {"referred", {"移交", "referred"}}};
inline constexpr kind_words actor_words[] = {
    {"resident", {"居民", "resident"}},   {"reporter", {"点单人", "reporter"}},
    {"staff", {"经办人员", "staff"}},     {"handler", {"承办方", "handler"}},
    {"helper", {"协办方", "co-handler"}}, {"called", {"被吹哨部门", "department called"}},
    {"system", {"系统", "system"}}};
inline constexpr kind_words area_words[] = {{"community", {"社区", "community"}},
                                            {"quarter", {"小区", "quarter"}},
                                            {"grid", {"网格", "grid"}},
                                            {"building", {"楼栋", "building"}}};
inline constexpr kind_words sight_words[] = {
    {"see_matter", {"查看事项", "see the matter"}},
    {"see_people", {"查看事项和点单人", "see the matter and its reporters"}}};
inline constexpr kind_words visit_words[] = {{"service", {"服务上门", "service at home"}},
                                             {"activity", {"活动上门", "activity at home"}},
                                             {"opinion", {"议事上门", "opinions sought at home"}}};
inline constexpr kind_words purpose_words[] = {
    {"company", {"陪伴", "company"}}, {"cooking", {"做饭", "cooking"}}, {"gifts", {"送慰问品", "gifts"}}};
inline constexpr kind_words sureness_words[] = {
    {"doubtful", {"存疑", "doubtful"}}, {"likely", {"很可能", "likely"}}, {"sure", {"可靠", "sure"}}};
inline constexpr kind_words sign_words[] = {
    {"matter", {"事由", "matter"}},     {"asking", {"求助", "asking"}}, {"own", {"所属", "whose"}},
    {"doubting", {"存疑", "doubting"}}, {"done", {"已了", "done"}},     {"offering", {"招揽", "offering"}},
    {"telling", {"告知", "telling"}}};
inline constexpr kind_words left_out_words[] = {
    {"chatter", {"闲谈", "chatter"}},
    {"done", {"已了结", "already over"}},
    {"offer", {"招揽", "offers"}},
    {"notice", {"通知", "notices"}},
    {"no_item", {"似有诉求，无对应事项", "something wrong that no item covers"}}};
inline constexpr kind_words half_day_words[] = {{"morning", {"上午", "morning"}},
                                                {"afternoon", {"下午", "afternoon"}}};
} // namespace qaidam::services::detail
