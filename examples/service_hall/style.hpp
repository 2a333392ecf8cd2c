// How the pages look: one sheet, from a phone to a wall, and on paper.
#pragma once

#include <string_view>

namespace hall {

inline constexpr std::string_view style = R"css(
:root { color-scheme: light; --ink: #222; --quiet: #595959; --line: #d8d4cf; --red: #a32b24; --paper: #fff; --warm: #faf6f1;
  --bad: #8c1d18; --good: #1d6b3a; }
* { box-sizing: border-box; }
body { margin: 0; font: 17px/1.6 system-ui, "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei",
  sans-serif; color: var(--ink); background: var(--paper); }
header, main, footer { max-width: 1080px; margin: 0 auto; padding: 0 16px; }
header { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 16px; padding-top: 10px; }
.site { margin: 0; font-weight: 700; }
.site a { color: var(--red); text-decoration: none; }
.tools { display: flex; align-items: center; gap: 12px; font-size: 15px; }
nav { width: 100%; border-bottom: 2px solid var(--red); }
nav ul { display: flex; flex-wrap: wrap; gap: 0 2px; margin: 0; padding: 0; list-style: none; }
nav a { display: block; padding: 8px 12px; color: var(--ink); text-decoration: none; }
nav a:hover { text-decoration: underline; }
nav a[aria-current] { background: var(--red); color: #fff; }
a { color: #7b1f19; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 8px; top: 8px; background: #fff; padding: 8px; }
:focus-visible { outline: 3px solid #1a5fb4; outline-offset: 2px; }
h1 { font-size: 26px; line-height: 1.3; margin: 20px 0 10px; }
h2 { font-size: 19px; margin: 26px 0 8px; break-after: avoid; }
h3 { font-size: 17px; margin: 16px 0 4px; break-after: avoid; }
.lead { font-size: 18px; color: var(--quiet); max-width: 44em; }
.quiet, .hint { color: var(--quiet); font-size: 15px; }
.hint { display: block; }
button, .button { display: inline-block; font: inherit; font-weight: 600; background: var(--red); color: #fff; border: 2px solid var(--red);
  border-radius: 6px; padding: 8px 18px; min-height: 44px; text-decoration: none; cursor: pointer; }
button.second, .button.second, .tools button, [id^=merge-] button, [id^=cancel-] button, [id^=withdraw-] button { background: #fff; color: #7b1f19; }
.tools form { display: inline; }
.tools button { min-height: 32px; padding: 2px 10px; font-weight: 400; }
.doors { display: flex; flex-wrap: wrap; gap: 12px; list-style: none; margin: 18px 0; padding: 0; }
.lists { display: grid; grid-template-columns: repeat(auto-fit, minmax(270px, 1fr)); gap: 0 28px; }
.items, .lines { list-style: none; margin: 0; padding: 0; }
.items a { display: block; padding: 9px 4px; border-bottom: 1px solid var(--line); }
.lines li { padding: 7px 0; border-bottom: 1px solid var(--line); }
.field { margin: 14px 0; }
label { display: block; font-weight: 600; }
.check label, .choice label { display: inline; font-weight: 400; }
fieldset { border: 1px solid var(--line); border-radius: 6px; margin: 14px 0; padding: 8px 14px; }
legend { font-weight: 600; padding: 0 6px; }
.check, .choice { margin: 8px 0; }
.choice span { white-space: nowrap; }
.cards + button { margin-top: 12px; }
input[type=checkbox], input[type=radio] { width: 20px; height: 20px; vertical-align: -4px; margin: 0 6px 0 0; }
input[type=text], input[type=tel], input[type=date], input[type=datetime-local], input[type=number], input[type=search], input[type=time], select, textarea {
  font: inherit; width: 100%; max-width: 34em; padding: 9px; border: 1px solid #767676; border-radius: 6px; background: #fff; }
textarea { min-height: 7em; }
.row { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; }
.row label { margin: 0; }
.row select, .row input { width: auto; flex: 1 1 8em; min-width: 0; }
.fault { border-left: 5px solid var(--bad); background: #fdf0ef; padding: 10px 14px; color: var(--bad); }
.good { border-left: 5px solid var(--good); background: #eef7f1; padding: 10px 14px; }
.token { font: 20px/1.4 ui-monospace, monospace; }
.token span { display: inline-block; margin-right: 12px; }
.steps { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; padding: 0; color: var(--quiet); }
.steps [aria-current] { color: var(--red); font-weight: 700; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px; margin: 12px 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
.state { display: inline-block; border: 1px solid var(--red); color: var(--red); border-radius: 4px; padding: 0 8px; font-size: 15px; }
.state.closed { border-color: var(--quiet); color: var(--quiet); }
.late { color: var(--bad); font-weight: 700; }
details { border: 1px solid var(--line); border-radius: 6px; margin: 8px 0; padding: 0 14px; }
details[open] { background: var(--warm); padding-bottom: 12px; }
summary { padding: 10px 0; font-weight: 600; cursor: pointer; min-height: 44px; }
.cards { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 10px; }
.cards li { border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; break-inside: avoid; }
.cards h3 { margin-top: 2px; }
.cards dl { grid-template-columns: max-content minmax(0, 1fr); margin: 8px 0; }
.cards form { margin: 8px 0 2px; }
.cards a { display: block; font-weight: 700; }
.scroll { overflow-x: auto; margin: 8px 0; }
table { border-collapse: collapse; font-size: 15px; }
th, td { border-bottom: 1px solid var(--line); padding: 5px 12px 5px 0; text-align: left; vertical-align: top; }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
td:last-child:not(.right) { min-width: 9em; }
.right { text-align: right; font-variant-numeric: tabular-nums; }
.map { max-width: none; cursor: crosshair; }
.chart svg, .drawing svg { max-width: 100%; height: auto; }
footer { margin-top: 40px; padding-bottom: 20px; color: var(--quiet); font-size: 14px; }
.key, time { white-space: nowrap; }
button::first-letter, summary::first-letter, h2::first-letter { text-transform: uppercase; }
.sheets { display: flex; flex-wrap: wrap; gap: 0 56px; align-items: flex-start; }
.sheets section { max-width: 100%; }
.sheets > details { width: 100%; }
.sheets td { white-space: nowrap; }
.figures { display: grid; grid-template-columns: repeat(2, 1fr); gap: 10px; list-style: none; margin: 0; padding: 0; }
.figures li { border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; }
.number { display: block; font-size: 34px; font-weight: 700; color: var(--red); line-height: 1.2; font-variant-numeric: tabular-nums; }
.wall main, .wall footer { max-width: none; }
.board { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 2fr); gap: 0 40px; align-items: start; }
.clock { color: var(--quiet); font-weight: 400; margin-left: 12px; }
@media (min-width: 1400px) { body.wall { font-size: 21px; } .wall h1 { font-size: 42px; margin: 12px 0 0; } .wall h2 { font-size: 26px; }
  .wall h3 { font-size: 21px; } .wall table { font-size: 21px; } .wall .number { font-size: 56px; } .wall .quiet { font-size: 19px; }
  .wall .chart svg { width: 100%; max-height: 84vh; margin-top: 26px; } .wall footer { margin-top: 8px; } }
@media screen and (max-width: 720px) { .whole svg { max-width: none; } .chart { display: none; } h1 { font-size: 23px; } nav a { padding: 8px 7px; font-size: 16px; }
  .board { grid-template-columns: 1fr; } .cards { grid-template-columns: 1fr; } dl { grid-template-columns: 1fr; } dd { margin-bottom: 6px; }
  .cards dl { grid-template-columns: max-content minmax(0, 1fr); } .cards dd { margin: 0; } }
@media screen and (min-width: 721px) { .days { column-count: 2; column-gap: 36px; } .days section { break-inside: avoid; } .days h2 { margin-top: 12px; } }
@media print { nav, .tools, .doors, form, .skip, details { display: none; } body { font-size: 12pt; } main { max-width: none; padding: 0; }
  #decide-form, #unplaced { display: block; } #decide-form button { display: none; }
  .scroll { overflow: visible; } section, tr, li { break-inside: avoid; } a { color: inherit; text-decoration: none; } }
)css";

} // namespace hall
