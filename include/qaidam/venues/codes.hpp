/// The notices, findings and refusals of the venues room.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::venues::codes {

// Notices.
inline constexpr message_rule span_without_time{
    "span_without_time",
    severity::error,
    {"结束 {1} 不晚于开始 {0}", "ends at {1}, want later than its start {0}"}};
inline constexpr message_rule bad_windows{
    "bad_windows", severity::error, {"“{0}”的时段互相重叠", "windows of {0} overlap"}};
inline constexpr message_rule no_such_window{
    "no_such_window",
    severity::error,
    {"{0} 至 {1} 不是时段：过夜的至多 12 小时，节假日与调休日的至 24:00",
     "{0} to {1} is no window, want at most 12 hours over midnight, and none on a holiday or a make-up "
     "workday"}};
inline constexpr message_rule nowhere{
    "nowhere",
    severity::error,
    {"没有地点：须有场所、上门居民或室外地点之一",
     "says nowhere, want a place, a person's home or a name of where in the open"}};
inline constexpr message_rule odd_stall{
    "odd_stall",
    severity::error,
    {"摊位的 x、y、width、depth 须同时填写", "want all of x, y, width and depth of a stall, or none"}};
inline constexpr message_rule not_one_word{
    "not_one_word",
    severity::error,
    {"“{0}”不能含空格：其他文件以空格分隔",
     "{0} has a space, want one word: other files list it with spaces between"}};
inline constexpr message_rule closed_from{
    "closed_from",
    severity::warning,
    {"关闭何时结束读不出；改正之前，自 {0} 起一直关闭",
     "the end of the closure cannot be read; until this is corrected, the place is closed from {0} on"}};
inline constexpr message_rule closed_until{
    "closed_until",
    severity::warning,
    {"关闭何时开始读不出；改正之前，{0} 以前一直关闭",
     "the start of the closure cannot be read; until this is corrected, the place is closed up to {0}"}};
inline constexpr message_rule closed_altogether{
    "closed_altogether",
    severity::warning,
    {"关闭的起止读不出；改正之前一直关闭",
     "the times of the closure cannot be read; until this is corrected, the place is closed"}};
inline constexpr message_rule other_fair{
    "other_fair",
    severity::error,
    {"摊位“{0}”不是集市“{1}”的", "stall {0} is one of another fair, want one of {1}"}};
inline constexpr message_rule bad_venue_event{
    "bad_venue_event", severity::error, {"不是有效的场所事件：“{0}”", "not an event of the venues, got {0}"}};
inline constexpr std::array notices{&no_such_window,    &span_without_time, &bad_windows,    &nowhere,
                                    &odd_stall,         &not_one_word,      &closed_from,    &closed_until,
                                    &closed_altogether, &other_fair,        &bad_venue_event};

// Findings.
inline constexpr message_rule double_use{
    "double_use",
    severity::error,
    {"“{0}”在 {1} 与“{2}”冲突，场所“{3}”只有一处", "{0} at {1} is in the way of {2}: both want {3}"}};
inline constexpr message_rule over_capacity{
    "over_capacity",
    severity::error,
    {"“{0}”有 {1} 人，“{2}”只容 {3} 人", "{0} has {1} people, {2} takes {3}"}};
inline constexpr message_rule course_full{
    "course_full",
    severity::error,
    {"“{0}”报名 {1} 人，名额 {2}", "{0} has {1} people enrolled, want <= {2}"}};
inline constexpr message_rule person_in_two_places{
    "person_in_two_places",
    severity::warning,
    {"“{0}”与“{1}”时间相同，“{2}”都报了名", "{0} and {1} are at the same time and {2} is enrolled in both"}};
inline constexpr message_rule teacher_in_two_places{
    "teacher_in_two_places",
    severity::error,
    {"“{0}”与“{1}”时间相同，老师都是“{2}”", "{0} and {1} are at the same time and {2} teaches both"}};
inline constexpr message_rule teacher_not_free{
    "teacher_not_free",
    severity::warning,
    {"“{0}”在 {1} 不全在“{2}”有空的时间内", "{0} at {1} is not all within the hours in which {2} is free"}};
inline constexpr message_rule booked_by_nobody{
    "booked_by_nobody",
    severity::warning,
    {"预约人“{0}”社区不认识，无人能取消",
     "the community does not know {0}, who booked it: nobody can cancel it"}};
inline constexpr message_rule seat_free{
    "seat_free",
    severity::warning,
    {"“{0}”有空位，却有 {1} 人候补", "{0} has seats left, and {1} people wait for one"}};
inline constexpr message_rule outside_opening{
    "outside_opening",
    severity::warning,
    {"“{0}”在 {1} 不全在“{2}”的开放时间内", "{0} at {1} is not all within the hours of {2}"}};
inline constexpr message_rule stalls_overlap{
    "stalls_overlap",
    severity::error,
    {"摊位“{0}”与“{1}”重叠或超出场地", "stalls {0} and {1} overlap, or leave the plan"}};
inline constexpr std::array findings{&double_use,       &over_capacity,        &course_full,
                                     &seat_free,        &person_in_two_places, &teacher_in_two_places,
                                     &teacher_not_free, &booked_by_nobody,     &outside_opening,
                                     &stalls_overlap};

// Refusals.
inline constexpr message_rule unusable_entry{
    "unusable_entry",
    severity::error,
    {"“{0}”不可用：须有内容、为 UTF-8、无控制字符、不超过 {1} 字节，时间在 1500 至 9900 年间",
     "{0} cannot be used, want UTF-8 that is not blank, without control characters, at most {1} bytes, and "
     "times from "
     "1500 to 9900"}};
inline constexpr message_rule unknown_subject{
    "unknown_subject", severity::error, {"没有{0}“{1}”", "there is no {0} {1}"}};
inline constexpr message_rule subject_exists{
    "subject_exists", severity::error, {"{0}“{1}”已经存在", "{0} {1} exists already"}};
inline constexpr message_rule not_any_more{
    "not_any_more", severity::error, {"{0}“{1}”的状态是“{2}”", "{0} {1} is {2}"}};
inline constexpr message_rule unknown_party{
    "unknown_party",
    severity::error,
    {"社区不认识“{0}”：须为居民、服务队或部门",
     "the community does not know {0}, want a person, a team or a department"}};
inline constexpr message_rule no_time{
    "no_time",
    severity::error,
    {"时间无效：{0} 至 {1}；须先始后终，且申请在前",
     "{0} to {1} is no time, want an end after its start and a request before it"}};
inline constexpr message_rule too_long{
    "too_long", severity::error, {"使用时间超过 {0} 天", "it takes more than {0} days"}};
inline constexpr message_rule no_such_number{
    "no_such_number", severity::error, {"“{0}”须在 {1} 至 {2} 之间", "{0} must be from {1} to {2}"}};
inline constexpr message_rule too_many_people{
    "too_many_people", severity::error, {"{0} 人，“{1}”只容 {2} 人", "{0} people, {1} takes {2}"}};
inline constexpr message_rule no_equipment{
    "no_equipment", severity::error, {"“{0}”没有{1}", "{0} has no {1}"}};
inline constexpr message_rule not_open{
    "not_open",
    severity::error,
    {"“{0}”在 {1} 至 {2} 不全在开放时间内", "{0} is not open all the time from {1} to {2}"}};
inline constexpr message_rule closed_for_holiday{
    "closed_for_holiday", severity::error, {"“{0}”{1} {2}闭馆", "{0} is closed on {1}: {2}"}};
inline constexpr message_rule is_closed{
    "is_closed", severity::error, {"“{0}”至 {1} 关闭：{2}", "{0} is closed until {1}: {2}"}};
inline constexpr message_rule is_closed_for_now{
    "is_closed_for_now",
    severity::error,
    {"“{0}”关闭，何时开放未定：{1}", "{0} is closed until further notice: {1}"}};
inline constexpr message_rule in_the_way{
    "in_the_way",
    severity::error,
    {"{0}“{1}”已占用至 {2}（含清场）", "{0} {1} has the place until {2}, clearing up included"}};
inline constexpr message_rule not_his{
    "not_his", severity::error, {"{0}“{1}”不是“{2}”的", "{0} {1} is not of {2}"}};
inline constexpr message_rule begun_or_not{
    "begun_or_not",
    severity::error,
    {"{0}“{1}”自 {2} 起：开始前才能更改或取消，开始后才能记录",
     "{0} {1} begins at {2}: it is changed or called off before that, and recorded after"}};
inline constexpr message_rule has_a_place{
    "has_a_place", severity::error, {"“{1}”在“{0}”已是“{2}”", "{1} is {2} in {0} already"}};
inline constexpr message_rule not_in_the_course{
    "not_in_the_course", severity::error, {"“{1}”没有报名“{0}”", "{1} is not in {0}"}};
inline constexpr message_rule course_over{
    "course_over", severity::error, {"“{0}”已于 {1} 结束", "{0} was over at {1}"}};
inline constexpr message_rule teacher_away{
    "teacher_away", severity::error, {"老师“{0}”在 {1} 至 {2} 不能来", "{0} cannot teach from {1} to {2}"}};
inline constexpr message_rule not_to_be_made_up{
    "not_to_be_made_up",
    severity::error,
    {"“{0}”不能补课：须为同一课程已取消且未补的课",
     "{0} cannot be made up for, want a session of the course that was called off and not made up for yet"}};
inline constexpr message_rule one_spot{
    "one_spot",
    severity::error,
    {"须只指明一处：场所、上门居民或室外地点", "want one of a place, a person's home and the open air"}};
inline constexpr message_rule spot_taken{
    "spot_taken", severity::error, {"该位置与摊位“{0}”重叠", "the spot overlaps stall {0}"}};
inline constexpr message_rule off_plan{
    "off_plan", severity::error, {"该位置超出场地 {0} × {1} 米", "the spot leaves the plan of {0} by {1} m"}};
inline constexpr message_rule fair_not_on{
    "fair_not_on", severity::error, {"“{0}”的时间是 {1} 至 {2}", "{0} is on from {1} to {2}"}};
inline constexpr message_rule not_on_stall{
    "not_on_stall", severity::error, {"摊位“{0}”没有“{1}”", "stall {0} has no {1}"}};
inline constexpr message_rule sold_and_exchanged{
    "sold_and_exchanged",
    severity::error,
    {"一笔交易只能是出售或交换：交换须写明换得的物品和件数，不收钱",
     "goods are sold or exchanged: an exchange says for what and how many, and no money"}};

inline constexpr std::array refusals{
    &unusable_entry, &unknown_subject,    &subject_exists,    &not_any_more,      &unknown_party,
    &no_time,        &too_long,           &no_such_number,    &too_many_people,   &no_equipment,
    &not_open,       &closed_for_holiday, &is_closed,         &is_closed_for_now, &in_the_way,
    &not_his,        &begun_or_not,       &has_a_place,       &not_in_the_course, &course_over,
    &teacher_away,   &not_to_be_made_up,  &one_spot,          &spot_taken,        &off_plan,
    &fair_not_on,    &not_on_stall,       &sold_and_exchanged};

// Seasons.
inline constexpr message_rule no_place_for{"no_place_for",
                                           severity::error,
                                           {"“{0}”没有合适的场所：须容 {1} 人，并有：{2}",
                                            "no place fits {0}: want one for {1} people that has: {2}"}};
inline constexpr message_rule no_common_time{
    "no_common_time",
    severity::error,
    {"“{0}”没有 {1} 分钟是老师有空、场所又开放的",
     "there are no {1} minutes in which a place for {0} is open and its teacher free"}};
inline constexpr message_rule teacher_overbooked{
    "teacher_overbooked",
    severity::error,
    {"老师“{0}”每周须上课 {1} 分钟，只有 {2} 分钟有空",
     "the classes of {0} take {1} minutes a week, and only {2} are free"}};
inline constexpr message_rule all_taken{
    "all_taken",
    severity::error,
    {"“{0}”可用的 {1} 个时段都与其他课冲突，最多的是：{2}",
     "all {1} times that {0} could have clash with other classes, most with: {2}"}};
inline constexpr message_rule public_holiday{
    "public_holiday", severity::error, {"{0} 是法定节假日（{1}）", "{0} is a public holiday ({1})"}};
inline constexpr message_rule season_clash{
    "season_clash", severity::error, {"{0} 与“{1}”的 {2} 冲突", "{0} clashes with {1} at {2}"}};
inline constexpr message_rule outside_hours{
    "outside_hours",
    severity::error,
    {"{0} 不在“{1}”的开放时间或老师有空的时间内", "{0} is outside the hours of {1} or of the teacher"}};
inline constexpr message_rule unfit_place{
    "unfit_place", severity::error, {"{0}：“{1}”不合用", "{0}: {1} does not fit"}};
inline constexpr message_rule not_of_the_season{
    "not_of_the_season", severity::error, {"课次不合：{0}", "not the sessions that were asked for: {0}"}};
inline constexpr std::array seasons{&no_place_for,  &no_common_time, &teacher_overbooked,
                                    &all_taken,     &public_holiday, &season_clash,
                                    &outside_hours, &unfit_place,    &not_of_the_season};

} // namespace qaidam::venues::codes

#pragma GCC visibility pop
