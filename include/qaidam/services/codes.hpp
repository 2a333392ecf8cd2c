/// The refusal, notice and finding codes of the services room.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services::codes {

// Refusals.
inline constexpr message_rule unknown_order{
    "unknown_order", severity::error, {"没有编号为“{0}”的订单", "there is no order {0}"}};
inline constexpr message_rule order_exists{
    "order_exists", severity::error, {"编号为“{0}”的订单已经存在", "order {0} exists already"}};
inline constexpr message_rule bad_order_key{"bad_order_key",
                                            severity::error,
                                            {"订单编号“{0}”不能有“/”：它把社区与移交来的订单编号隔开",
                                             "order_id {0} has a '/', which stands between a community and "
                                             "an order that it referred; take another key"}};
inline constexpr message_rule wrong_state{
    "wrong_state", severity::error, {"订单“{0}”的状态是“{1}”", "order {0} is {1}"}};
inline constexpr message_rule unknown_item{
    "unknown_item", severity::error, {"清单中没有“{0}”", "the service lists have no item {0}"}};
inline constexpr message_rule unknown_building{
    "unknown_building", severity::error, {"社区没有楼栋“{0}”", "the community has no building {0}"}};
inline constexpr message_rule unknown_person{
    "unknown_person", severity::error, {"社区不认识“{0}”", "the community knows nobody called {0}"}};
inline constexpr message_rule outside_grids{
    "outside_grids",
    severity::error,
    {"楼栋“{0}”在 {1} 不属于任何网格", "building {0} is in no grid on {1}"}};
inline constexpr message_rule outside_outlines{
    "outside_outlines",
    severity::error,
    {"位置 {0} 在 {1} 不在任何网格的范围内", "spot {0} is within the outline of no grid on {1}"}};
inline constexpr message_rule needs_building{
    "needs_building", severity::error, {"“{0}”上门办理须指明楼栋", "item {0} at the door needs a building"}};
inline constexpr message_rule not_for_visitors{
    "not_for_visitors",
    severity::error,
    {"“{0}”有申请条件，点单人须是登记的居民",
     "item {0} has conditions, want a reporter whom the community knows"}};
inline constexpr message_rule not_at_door{
    "not_at_door", severity::error, {"“{0}”不能上门办理", "item {0} cannot be done at the door"}};
inline constexpr message_rule not_competent{
    "not_competent",
    severity::error,
    {"“{0}”无权承办“{1}”；可以承办的：{2}", "{0} is not competent for {1}; competent are: {2}"}};
inline constexpr message_rule not_entitled{
    "not_entitled", severity::error, {"“{0}”无权{1}；可由 {2} 办理", "{0} may not {1}; this may: {2}"}};
inline constexpr message_rule own_matter{
    "own_matter",
    severity::error,
    {"“{0}”是此单的点单人，不能经办自己的事项；请由他人办理",
     "{0} is a reporter of it and cannot act on their own matter; somebody else must"}};
inline constexpr message_rule checks_own_work{"checks_own_work",
                                              severity::error,
                                              {"“{0}”不能对自己承办的订单作此决定；请由他人办理",
                                               "{0} cannot decide on work of their own; somebody else must"}};
inline constexpr message_rule not_for_the_system{
    "not_for_the_system",
    severity::error,
    {"规则“{0}”不允许系统自动办理此步", "rules {0} do not let the system take this step"}};
inline constexpr message_rule time_goes_back{
    "time_goes_back",
    severity::error,
    {"时间 {0} 早于上一步 {1}", "time {0} is before the last event at {1}"}};
inline constexpr message_rule after_last_date{
    "after_last_date",
    severity::error,
    {"自 {0} 起算的时限晚于最后日期 9999-12-31",
     "a deadline counted from {0} is after 9999-12-31, the last date"}};
inline constexpr message_rule nothing_said{
    "nothing_said", severity::error, {"“{0}”不能为空", "{0} must not be blank"}};

inline constexpr message_rule version_differs{"version_differs",
                                              severity::error,
                                              {"订单“{0}”已有 {1} 个事件，不是 {2} 个；请重新读取后再试",
                                               "order {0} has {1} events, not {2}; read it again and retry"}};
inline constexpr message_rule unusable_text{
    "unusable_text",
    severity::error,
    {"“{0}”不可用：须为 UTF-8、无控制字符、不超过 {1} 字节",
     "{0} cannot be used, want UTF-8 without control characters, at most {1} bytes"}};
inline constexpr message_rule not_by_exchange{
    "not_by_exchange",
    severity::error,
    {"系统只能收数据对接的订单，且须指明点单人",
     "the system places only orders that come by exchange, and names whose matter it is"}};
inline constexpr message_rule not_verified{
    "not_verified",
    severity::error,
    {"规则“{0}”要求先核实；请先核实", "rules {0} want it verified first; verify it"}};
inline constexpr message_rule not_so{"not_so",
                                     severity::error,
                                     {"核实结果为不属实；请不予立案，或重新核实",
                                      "it was found not to be so; decline it, or verify it again"}};
inline constexpr message_rule unknown_handler{
    "unknown_handler", severity::error, {"社区没有承办方“{0}”", "the community has no handler {0}"}};
inline constexpr message_rule nobody_acts{
    "nobody_acts",
    severity::error,
    {"“{0}”在 {1} 无人经办，派去无人能接单；请在 roles.csv 中给它一人，或另派",
     "nobody acts for {0} on {1}, so that nobody could accept it; give somebody a role there in roles.csv, "
     "or "
     "name another"}};
inline constexpr message_rule had_it_before{
    "had_it_before",
    severity::error,
    {"“{0}”已退过、转出过或正在办理此单；请换一个承办方，退单可由督查负责人审定",
     "{0} has it now or gave it away before; name another, or let a supervisor adjudicate what was "
     "returned"}};
inline constexpr message_rule helps_itself{
    "helps_itself",
    severity::error,
    {"“{0}”不能既承办又协办，也不能重复协办", "{0} cannot help with what it handles, nor twice"}};
inline constexpr message_rule too_often{
    "too_often",
    severity::error,
    {"{0}已有 {1} 次，至多 {2} 次", "it was done {1} times, want at most {2}: {0}"}};
inline constexpr message_rule not_returnable{
    "not_returnable",
    severity::error,
    {"此单经审定或重新办理，不得退单、转派；请办理",
     "it was adjudicated or reopened and cannot be given away; handle it"}};
inline constexpr message_rule too_late{
    "too_late", severity::error, {"{0}的时限 {1} 已过", "the time to {0} ended at {1}"}};
inline constexpr message_rule past_due{
    "past_due",
    severity::error,
    {"已于 {0} 到期，不能再{1}", "it was due at {0}; what is overdue cannot be changed by: {1}"}};
inline constexpr message_rule too_close_to_due{
    "too_close_to_due",
    severity::error,
    {"{0} 到期，所余不足 {1} 个工作小时，不能挂起",
     "it is due at {0}; with less than {1} working hours left it cannot be suspended"}};
inline constexpr message_rule bad_days{
    "bad_days",
    severity::error,
    {"延期 {0} 个工作日，还可延 1 至 {1} 个", "got {0} working days of extension, want 1 to {1}"}};
inline constexpr message_rule bad_review{
    "bad_review",
    severity::error,
    {"复核日期 {0} 须晚于今天，且不晚于 {1}", "got the review date {0}, want one after today and by {1}"}};
inline constexpr message_rule not_yet{
    "not_yet", severity::error, {"{0} 之前还不能{1}", "before {0} this is not for others to do: {1}"}};
inline constexpr message_rule decided_himself{
    "decided_himself",
    severity::error,
    {"“{0}”参与了此前的决定或是点单人，请由他人办理",
     "{0} decided, rated or appealed it, or reported it; somebody else must"}};
inline constexpr message_rule appealed_before{
    "appealed_before",
    severity::error,
    {"每位点单人和承办方各只能申诉一次", "each reporter and the handler appeal once"}};
inline constexpr message_rule bad_merge{
    "bad_merge",
    severity::error,
    {"不能并入“{0}”：须为另一张同网格或同楼栋、同事项、更早、未反馈、未曾由其拆出的订单",
     "cannot be merged into {0}, want another, elder order of the same "
     "item and grid or building that is not fed back yet, and that it was not split off from"}};
inline constexpr message_rule bad_referral{
    "bad_referral",
    severity::error,
    {"不能移交“{0}”：应为县内另一社区的编号",
     "cannot be referred to '{0}', want the key of another community of the county"}};
inline constexpr message_rule bad_receipt{
    "bad_receipt",
    severity::error,
    {"“{0}”不是别的社区移交来的订单", "order {0} is not one that another community referred"}};
inline constexpr message_rule referred_to{
    "referred_to",
    severity::error,
    {"订单“{0}”已移交“{1}”，在那里办理",
     "order {0} was referred to {1}, where it goes on; take the step there"}};
inline constexpr message_rule merged_into{
    "merged_into",
    severity::error,
    {"订单“{0}”已并入“{1}”；请对“{1}”办理",
     "order {0} was merged into {1}, where it goes on; take the step there"}};
inline constexpr message_rule rated_before{
    "rated_before",
    severity::error,
    {"“{0}”不能再评价：每位点单人各评一次，他人不评已办结的；如未解决，请重新办理",
     "{0} cannot rate it: each reporter does once, and others do not once it is solved; reopen it if it is "
     "not"}};
inline constexpr message_rule done_before{
    "done_before",
    severity::error,
    {"已反馈、返工、重办或重新办理过，不能并案或移交",
     "it was fed back, failed, rated or reopened and can be neither merged away nor referred"}};
inline constexpr message_rule may_not_help{
    "may_not_help",
    severity::error,
    {"“{0}”不能协办：须在权责清单中，且不是点单人",
     "{0} cannot help, want one whom the competences name and who is not the reporter"}};
inline constexpr message_rule bad_times{
    "bad_times", severity::error, {"“{0}”须在 24 小时之内", "{0} is more than 24 hours later"}};
inline constexpr message_rule never_dispatched{
    "never_dispatched",
    severity::error,
    {"没有承办方可重新办理；请重新点单或申诉",
     "it has no handler that could go on with it; place a new one, or appeal"}};
inline constexpr message_rule bad_whistle{
    "bad_whistle",
    severity::error,
    {"吹哨须指明不重复的部门，报到时间须在其后 30 天内",
     "want departments, each once, and a time to report by within the 30 days after it"}};
inline constexpr message_rule still_called{
    "still_called",
    severity::error,
    {"上次吹哨的部门还可在 {0} 前报到", "those called before may report until {0}"}};

inline constexpr message_rule unknown_attribute{
    "unknown_attribute",
    severity::error,
    {"此事项没有附加问题“{0}”；可答的：{1}", "the item asks nothing called {0}; it asks: {1}"}};
inline constexpr message_rule missing_attribute{
    "missing_attribute", severity::error, {"附加问题“{0}”必须回答：{1}", "{0} must be answered: {1}"}};
inline constexpr message_rule bad_attribute{
    "bad_attribute",
    severity::error,
    {"附加问题“{0}”的回答“{1}”无效，应为 {2}", "{0} is answered by {1}, want {2}"}};
inline constexpr message_rule repeated_attribute{
    "repeated_attribute",
    severity::error,
    {"附加问题“{0}”又答“{1}”：只有多选可答几项，且各不相同",
     "{0} is answered once more, by {1}; only what takes some of a list is answered by several values, each "
     "once"}};

inline constexpr message_rule too_many_photos{
    "too_many_photos", severity::error, {"有 {0} 张照片，至多 {1} 张", "got {0} photos, want at most {1}"}};
inline constexpr message_rule photo_too_large{
    "photo_too_large",
    severity::error,
    {"照片 {0} 有 {1} 字节，至多 {2} 兆字节；请缩小后再传",
     "photo {0} has {1} bytes, want at most {2} megabytes; make it smaller"}};
inline constexpr message_rule photo_twice{
    "photo_twice", severity::error, {"照片 {0} 重复", "photo {0} is there twice"}};

inline constexpr std::array refusals{
    &after_last_date,   &unknown_order,     &order_exists,       &wrong_state,        &unknown_item,
    &unknown_building,  &unknown_person,    &outside_grids,      &not_at_door,        &not_competent,
    &not_entitled,      &checks_own_work,   &not_for_the_system, &time_goes_back,     &nothing_said,
    &version_differs,   &unusable_text,     &not_by_exchange,    &not_verified,       &not_so,
    &unknown_handler,   &had_it_before,     &helps_itself,       &too_often,          &not_returnable,
    &too_late,          &past_due,          &too_close_to_due,   &bad_days,           &bad_review,
    &not_yet,           &decided_himself,   &appealed_before,    &bad_merge,          &done_before,
    &never_dispatched,  &bad_whistle,       &may_not_help,       &bad_times,          &still_called,
    &own_matter,        &nobody_acts,       &merged_into,        &bad_referral,       &bad_receipt,
    &referred_to,       &rated_before,      &not_for_visitors,   &needs_building,     &outside_outlines,
    &unknown_attribute, &missing_attribute, &bad_attribute,      &repeated_attribute, &too_many_photos,
    &photo_too_large,   &photo_twice,       &bad_order_key};

// Notices.
inline constexpr message_rule bad_event{
    "bad_event", severity::error, {"不是有效的事件：“{0}”", "not an event, got {0}"}};
inline constexpr message_rule bad_limit{
    "bad_limit",
    severity::error,
    {"时限无效：“{0}”，应如 5 working_day；单位为 "
     "minute、hour、working_minute、working_hour、working_day、natural_day",
     "not a limit, got {0}, want one like 5 working_day; units are minute, hour, working_minute, "
     "working_hour, "
     "working_day, natural_day"}};
inline constexpr message_rule unknown_rule{
    "unknown_rule",
    severity::error,
    {"没有规则“{0}”；见 docs/community-feed.md", "there is no rule {0}; see docs/community-feed.md"}};
inline constexpr message_rule rule_never_applies{
    "rule_never_applies",
    severity::warning,
    {"此行从不起作用：它所说的订单都由更具体或更前的行决定；请删去或改写",
     "this row never applies: more specific or earlier rows hold for every order that it speaks of; remove "
     "or "
     "change it"}};
inline constexpr message_rule rule_said_before{
    "rule_said_before",
    severity::warning,
    {"规则“{0}”前面已有，保留前面的；请删去一行",
     "rule {0} stands above and is kept as it is there; remove one of the two"}};
inline constexpr message_rule right_given_before{
    "right_given_before",
    severity::warning,
    {"此角色在此范围已有权限“{0}”；请删去一行",
     "the role has the right {0} in this area by a row above; remove one of the two"}};
inline constexpr message_rule only_for_handling{
    "only_for_handling",
    severity::error,
    {"“{0}”不分类别、等级和起算方式，只有 handling 可以分",
     "{0} is one for all orders, only handling has this; leave it blank"}};
inline constexpr message_rule system_typed{
    "system_typed",
    severity::error,
    {"“{0}”是系统，人不能以系统的名义办理；请填经办人。若此文件由工作台导出，请按 written_by::desk 读取",
     "nobody acts as {0}; name the person. If a desk wrote this file, read it as written_by::desk"}};
inline constexpr message_rule bad_spot{
    "bad_spot",
    severity::error,
    {"位置无效：“{0}”，应如 37.294826 99.020452（WGS 84，先纬度后经度）",
     "not a spot on the earth, got {0}, want one like 37.294826 99.020452, latitude first, in WGS 84"}};
inline constexpr message_rule bad_co_handler{
    "bad_co_handler",
    severity::error,
    {"协办方无效：“{0}”，应如 department:dept-01 team:team-05",
     "not a co-handler, got {0}, want ones like department:dept-01 team:team-05"}};
inline constexpr message_rule bad_photo{
    "bad_photo",
    severity::error,
    {"照片无效：“{0}”，应为 SHA-256;image/jpeg;字节数，其后可有 ;2021-12-24T09:12;37.294826,99.020452",
     "not a photo, got {0}, want its SHA-256;image/jpeg;bytes, and after these, if known, "
     ";2021-12-24T09:12;37.294826,99.020452"}};
inline constexpr message_rule bad_answer{
    "bad_answer",
    severity::error,
    {"附加问题的回答无效：“{0}”，应如 lamp=flickers",
     "not the answer of an attribute, got {0}, want one like lamp=flickers"}};
inline constexpr message_rule bad_attribute_word{
    "bad_attribute_word",
    severity::error,
    {"“{0}”不能作附加问题的代码或取值：不得有空格、= 和方括号，至多 200 字节",
     "{0} can be neither the code of an attribute nor a value, want no blanks, = or brackets, and at most "
     "200 "
     "bytes"}};
inline constexpr message_rule bad_item_words{
    "bad_item_words",
    severity::error,
    {"“{0}”不能作事项的说法：以空格分隔，应如 楼道|路+灯+坏|不亮 或 高龄补贴?",
     "not the words of an item, got {0}, want some like lamp|light+broken or allowance?, apart by blanks"}};
inline constexpr message_rule list_without_values{
    "list_without_values",
    severity::error,
    {"选择题“{0}”没有可选的值；请在 attribute_values.csv 中列出",
     "{0} takes values of a list that has none; list them in attribute_values.csv"}};
inline constexpr message_rule value_of_no_list{
    "value_of_no_list",
    severity::error,
    {"“{0}”不是选择题，而是 {1}；请改为 singlevaluelist 或 multivaluelist，或删去此行",
     "{0} takes no values of a list, it is a {1}; make it a singlevaluelist or multivaluelist, or remove "
     "this "
     "row"}};
inline constexpr message_rule versions_overlap{
    "versions_overlap",
    severity::error,
    {"事项“{0}”的两个版本在时间上重叠；请给每个版本不同的 from 和 until",
     "two versions of item {0} are offered at one time; give each a from and an until of its own"}};
inline constexpr message_rule helps_himself{
    "helps_himself", severity::error, {"“{0}”不能与自己结对", "{0} cannot be paired with themselves"}};

inline constexpr std::array notices{
    &bad_event,         &bad_limit,           &unknown_rule,    &rule_never_applies, &rule_said_before,
    &only_for_handling, &right_given_before,  &system_typed,    &bad_spot,           &bad_co_handler,
    &versions_overlap,  &helps_himself,       &bad_photo,       &bad_answer,         &bad_attribute_word,
    &bad_item_words,    &list_without_values, &value_of_no_list};

// Findings.
inline constexpr message_rule special_resident_without_pair{
    "special_resident_without_pair",
    severity::error,
    {"特殊群体人员没有结对帮扶人", "a person of a special group has no helper"}};
inline constexpr message_rule several_pairs{
    "several_pairs",
    severity::error,
    {"有 {0} 个结对帮扶同时有效，应只有一个", "{0} help pairs at a time, want one"}};
inline constexpr message_rule helper_not_of_building{
    "helper_not_of_building",
    severity::warning,
    {"结对帮扶人“{0}”不是其楼栋的党员", "helper {0} is not a party member of their building"}};
inline constexpr message_rule visit_overdue{
    "visit_overdue",
    severity::warning,
    {"{0}逾期：每 {1} 天应有一次", "{0} overdue, want one every {1} days"}};

inline constexpr message_rule festival_unvisited{
    "festival_unvisited", severity::warning, {"“{0}”期间没有人上门：{1}", "at {0} nobody came for {1}"}};
inline constexpr message_rule note_missing{
    "note_missing",
    severity::warning,
    {"文字“{0}”不在 notes.csv 中，可能已删除", "note {0} is not in notes.csv; it may have been erased"}};

inline constexpr message_rule note_about_nobody{
    "note_about_nobody",
    severity::warning,
    {"文字所属的“{0}”不在 people.csv 中，删除此人的文字时找不到它；请更正 person_id",
     "it is about {0}, who is not in people.csv, so that an erasure would not find it; correct person_id"}};

inline constexpr message_rule not_there{
    "not_there", severity::warning, {"{0}“{1}”已不存在", "{0} {1} is not there any more"}};

inline constexpr message_rule nobody_to_help{
    "nobody_to_help",
    severity::error,
    {"其楼栋没有别的党员可以结对", "no other party member of their building can be their helper"}};

inline constexpr message_rule handler_without_people{
    "handler_without_people",
    severity::error,
    {"有权承办的“{0}”无人经办；请在 roles.csv 中给它一人，或更正 competences.csv",
     "competent {0} has nobody who acts for it; give somebody a role there in roles.csv, or correct "
     "competences.csv"}};
inline constexpr message_rule holidays_end_soon{
    "holidays_end_soon",
    severity::warning,
    {"放假安排只知道到 {0}：{2} 起算的 {1} 就跨入未知的年份，请把下一年加入",
     "the days off are known until {0}: {1} from {2} run beyond, add the next year"}};
inline constexpr message_rule category_without_item{
    "category_without_item",
    severity::warning,
    {"desk_rules.csv 中有此类别的时限，清单中却没有此类别的事项",
     "desk_rules.csv has a limit for this category, and no item is of it; correct one of them"}};

inline constexpr std::array findings{&handler_without_people,
                                     &nobody_to_help,
                                     &holidays_end_soon,
                                     &category_without_item,
                                     &not_there,
                                     &note_missing,
                                     &note_about_nobody,
                                     &special_resident_without_pair,
                                     &several_pairs,
                                     &helper_not_of_building,
                                     &visit_overdue,
                                     &festival_unvisited};

} // namespace qaidam::services::codes

#pragma GCC visibility pop
