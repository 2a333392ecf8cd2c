/// What can be wrong with a journal that lasts.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::store::codes {

inline constexpr message_rule journal_not_opened{
    "journal_not_opened",
    severity::fatal,
    {"日志打不开：{0}；请检查路径、文件夹和权限",
     "the journal cannot be opened: {0}; check the path, its folder and the permissions"}};
inline constexpr message_rule not_a_journal{
    "not_a_journal",
    severity::fatal,
    {"是别的程序的数据库（application_id {0}），不是日志；请检查路径",
     "the database of another application (application_id {0}), no journal; check the path"}};
inline constexpr message_rule newer_schema{
    "newer_schema",
    severity::fatal,
    {"日志的格式版本是 {0}，本程序只识别到 {1}；请换用更新的程序，文件未被改动",
     "the journal has schema version {0}, this program knows those up to {1}; use a newer program, the file "
     "was left as it is"}};
inline constexpr message_rule not_a_database{
    "not_a_database",
    severity::fatal,
    {"不是 SQLite 数据库，或文件头已损坏；请检查路径，或用备份恢复",
     "no SQLite database, or its first page is damaged; check the path, or restore a backup"}};
inline constexpr message_rule damaged_journal{
    "damaged_journal",
    severity::fatal,
    {"日志已损坏：{0}；请停止写入，用备份恢复",
     "the journal is damaged: {0}; stop writing and restore a backup"}};
inline constexpr message_rule journal_read_only{
    "journal_read_only",
    severity::fatal,
    {"日志只能读取，不能写入；请检查文件和文件夹的权限，或以只读方式打开",
     "the journal can be read only; check the permissions of the file and its folder, or open it read_only"}};
inline constexpr message_rule disk_full{
    "disk_full",
    severity::fatal,
    {"磁盘已满，没有写入；请腾出空间后用同一幂等键再试",
     "the disk is full and nothing was written; free some space and retry with the same idempotency key"}};
inline constexpr message_rule storage_failed{
    "storage_failed",
    severity::fatal,
    {"读写存储设备出错：{0}；请检查设备，再用同一幂等键查询是否已写入",
     "the storage failed: {0}; check the device, then ask with the same idempotency key whether it was "
     "written"}};
inline constexpr message_rule journal_busy{
    "journal_busy",
    severity::fatal,
    {"{0} 毫秒内一直有别的进程在写；请稍后再试", "another process was writing for {0} ms; try again later"}};
inline constexpr message_rule journal_gone{
    "journal_gone",
    severity::fatal,
    {"日志文件在使用中被删除、移动或替换；请停止写入，找回文件后重新打开",
     "the file of the journal was deleted, moved or replaced while it was in use; stop writing, bring it "
     "back "
     "and open it again"}};
inline constexpr message_rule file_exists{
    "file_exists",
    severity::fatal,
    {"文件已存在，不会覆盖；请换一个名字", "the file exists and is not overwritten; give another name"}};

inline constexpr std::array all{&journal_not_opened, &not_a_journal,     &newer_schema, &not_a_database,
                                &damaged_journal,    &journal_read_only, &disk_full,    &journal_busy,
                                &storage_failed,     &journal_gone,      &file_exists};

} // namespace qaidam::store::codes

#pragma GCC visibility pop
