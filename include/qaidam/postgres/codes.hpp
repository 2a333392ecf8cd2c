/// What can be wrong with a journal on a PostgreSQL server, beside what store::codes says of every journal that
/// lasts: newer_schema, damaged_journal, disk_full, storage_failed, journal_busy.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::store::codes {

inline constexpr message_rule bad_connection_string{
    "bad_connection_string",
    severity::fatal,
    {"不是 PostgreSQL 的连接串；请写成 postgresql://用户@主机:端口/数据库",
     "no connection string of PostgreSQL; write it as postgresql://user@host:port/database"}};
inline constexpr message_rule server_not_reached{
    "server_not_reached",
    severity::fatal,
    {"连不上数据库服务器：{0}；请检查主机和端口，确认服务器在运行",
     "the server cannot be reached: {0}; check the host and the port, and that the server runs"}};
inline constexpr message_rule access_refused{
    "access_refused",
    severity::fatal,
    {"服务器拒绝了该用户：{0}；请检查用户、密码和 pg_hba.conf，或请管理员授权",
     "the server refuses the role: {0}; check the user, the password and pg_hba.conf, or have the rights "
     "granted"}};
inline constexpr message_rule no_such_database{
    "no_such_database",
    severity::fatal,
    {"服务器上没有这个数据库：{0}；请检查名称，或用 createdb 建立",
     "the server has no such database: {0}; check the name, or make it with createdb"}};
inline constexpr message_rule no_such_journal{
    "no_such_journal",
    severity::fatal,
    {"数据库中没有日志“{0}”；请检查名称，或在可写时打开以新建",
     "the database has no journal {0}; check the name, or open it with create and not read_only"}};
inline constexpr message_rule server_read_only{
    "server_read_only",
    severity::fatal,
    {"服务器只能读取（备用服务器，或设为只读）；请连接主服务器，连接串中可写 "
     "target_session_attrs=read-write，"
     "或以只读方式打开",
     "the server can be read only: it is a standby, or set so; connect to the primary, which "
     "target_session_attrs=read-write in the connection string finds, or open the journal read_only"}};
inline constexpr message_rule erasure_not_finished{
    "erasure_not_finished",
    severity::fatal,
    {"文字已读不出，但字节还在服务器的文件中：{0}；请以拥有 qaidam 各表的用户再删除一次",
     "the texts can no longer be read, but their bytes are still in the files of the server: {0}; erase "
     "again as "
     "the role that owns the tables of qaidam"}};

inline constexpr std::array postgres{&bad_connection_string, &server_not_reached, &access_refused,
                                     &no_such_database,      &no_such_journal,    &server_read_only,
                                     &erasure_not_finished};

} // namespace qaidam::store::codes

#pragma GCC visibility pop
