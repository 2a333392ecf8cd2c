/// The notice codes of the base room: what can be wrong with any text file or table.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::codes {

inline constexpr message_rule missing_file{
    "missing_file", severity::fatal, {"缺少文件；请补上", "file is missing; add it"}};
inline constexpr message_rule missing_folder{
    "missing_folder",
    severity::fatal,
    {"不是文件夹，也不是 zip：{0}；请检查路径", "neither a folder nor a zip, got {0}; check the path"}};
inline constexpr message_rule archive_not_opened{
    "archive_not_opened",
    severity::fatal,
    {"是文件而不是文件夹；要读取 zip，程序须链接 qaidam::zip",
     "a file, want a folder; a program that reads zips links qaidam::zip"}};
inline constexpr message_rule unreadable_file{
    "unreadable_file",
    severity::fatal,
    {"文件无法读取；请检查权限", "file cannot be read; check its permissions"}};
inline constexpr message_rule empty_file{
    "empty_file", severity::fatal, {"文件为空，应有表头行", "file is empty, want at least a header line"}};
inline constexpr message_rule file_too_large{
    "file_too_large",
    severity::fatal,
    {"文件过大：{0} 字节，上限 {1}", "file too large, got {0} bytes, want <= {1}"}};
inline constexpr message_rule null_byte{
    "null_byte",
    severity::fatal,
    {"出现 NUL 字节；文件可能已损坏，请另存为 UTF-8", "NUL byte; the file is damaged, save it as UTF-8"}};
inline constexpr message_rule cut_character{
    "cut_character",
    severity::error,
    {"有一个字符不完整，读作 �；请改正这一行", "a character is cut and reads �; correct this line"}};
inline constexpr message_rule unknown_encoding{
    "unknown_encoding",
    severity::fatal,
    {"不是 UTF-8，按 {0} 也读不出；请另存为 UTF-8，或指明编码",
     "not UTF-8, and not readable as {0} either; save the file as UTF-8 or name its encoding"}};
inline constexpr message_rule suspected_encoding{
    "suspected_encoding",
    severity::warning,
    {"不是 UTF-8，看来是 {0}，已照此整体转换；若不对，请指明编码",
     "not UTF-8 but, it seems, {0}, converted as a whole; if names read wrong, name the encoding"}};
inline constexpr message_rule converted{
    "converted",
    severity::info,
    {"文件是 {0} 编码，已整体转换为 UTF-8", "file was {0}, converted to UTF-8 as a whole"}};
inline constexpr message_rule unterminated_quote{
    "unterminated_quote",
    severity::fatal,
    {"引号没有结束；文件从这里起不再读取，请补上右引号",
     "quote is never closed; nothing is read from here on, add the closing quote"}};
inline constexpr message_rule text_after_quote{
    "text_after_quote",
    severity::error,
    {"右引号之后还有文字“{0}”；请把引号写成两个",
     "text after the closing quote, got {0}; double the quotes inside"}};
inline constexpr message_rule stray_quote{
    "stray_quote",
    severity::warning,
    {"未加引号的单元格中有引号“{0}”，按原样保留", "quote inside an unquoted cell, got {0}, kept as it is"}};
inline constexpr message_rule field_too_long{
    "field_too_long",
    severity::error,
    {"单元格有 {0} 字节，上限 {1}；可能少了右引号",
     "cell has {0} bytes, want <= {1}; a closing quote may be missing"}};
inline constexpr message_rule row_filled{"row_filled",
                                         severity::warning,
                                         {"此行有 {0} 个单元格，表头有 {1} 个，其余按空计",
                                          "row has {0} cells, the header {1}; the rest are taken as blank"}};
inline constexpr message_rule row_length{
    "row_length",
    severity::error,
    {"本行有 {0} 个单元格，表头有 {1} 个", "row has {0} cells, want {1} as in the header"}};
inline constexpr message_rule missing_column{
    "missing_column", severity::fatal, {"缺少列；请在表头加上", "column is missing; add it to the header"}};
inline constexpr message_rule duplicate_column{
    "duplicate_column",
    severity::fatal,
    {"列名重复；请删去一个", "column occurs twice; remove one of the two"}};
inline constexpr message_rule unknown_column{
    "unknown_column", severity::info, {"未知的列，不予保留", "unknown column, not kept"}};
inline constexpr message_rule missing_value{
    "missing_value", severity::error, {"此处必须有值", "value is missing, want one"}};
inline constexpr message_rule bad_number{
    "bad_number",
    severity::error,
    {"不是有效的数：“{0}”，应为 {1}", "not a valid number, got {0}, want {1}"}};
inline constexpr message_rule bad_choice{
    "bad_choice",
    severity::error,
    {"取值无效：“{0}”，应为 {1} 之一", "unknown word, got {0}, want one of {1}"}};
inline constexpr message_rule duplicate_key{
    "duplicate_key",
    severity::error,
    {"键“{0}”已被占用；保留先出现的一条",
     "key {0} is taken by an earlier record, which is kept; rename this one"}};
inline constexpr message_rule unknown_reference{
    "unknown_reference",
    severity::error,
    {"“{0}”在 {1} 中不存在", "{0} is not in {1}; add it there or correct it here"}};
inline constexpr message_rule left_out{
    "left_out", severity::warning, {"“{0}”没有采用，原因见 {1}", "{0} was left out, see {1}"}};
inline constexpr message_rule other_separator{
    "other_separator",
    severity::info,
    {"列之间用 {0} 而不是逗号隔开", "cells are apart by {0} instead of a comma"}};

inline constexpr std::array base{
    &missing_file,   &missing_folder,     &archive_not_opened, &unreadable_file,  &empty_file,
    &file_too_large, &null_byte,          &cut_character,      &unknown_encoding, &suspected_encoding,
    &converted,      &unterminated_quote, &text_after_quote,   &stray_quote,      &field_too_long,
    &row_length,     &row_filled,         &missing_column,     &duplicate_column, &unknown_column,
    &missing_value,  &bad_number,         &bad_choice,         &duplicate_key,    &unknown_reference,
    &left_out,       &other_separator};

} // namespace qaidam::codes

#pragma GCC visibility pop
