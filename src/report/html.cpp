#include <qaidam/report/html.hpp>

namespace qaidam::report {
namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light; }
body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  color: #222; background: #fff; margin: 0 auto; max-width: 1120px; padding: 24px; }
h1 { font-size: 28px; margin: 0 0 8px; }
h2 { font-size: 20px; margin: 36px 0 10px; border-bottom: 2px solid #b3372f; padding-bottom: 4px; }
table { border-collapse: collapse; font-size: 14px; margin: 8px 0; }
th, td { border-bottom: 1px solid #ddd; padding: 4px 14px 4px 0; text-align: left; vertical-align: top; }
th { color: #666; font-weight: 600; }
.right { text-align: right; font-variant-numeric: tabular-nums; }
svg { max-width: 100%; height: auto; display: block; }
p.note { color: #666; font-size: 14px; }
section { overflow-x: auto; }
@media screen and (max-width: 640px) { body { padding: 12px; } svg { max-width: none; } }
@media print { body { padding: 0; max-width: none; } section { overflow: visible; }
  h2 { break-after: avoid; } section, svg, tr { break-inside: avoid; } }
)";

} // namespace

std::string escape(std::string_view text) {
    std::string safe;
    safe.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&': safe += "&amp;"; break;
        case '<': safe += "&lt;"; break;
        case '>': safe += "&gt;"; break;
        case '"': safe += "&quot;"; break;
        case '\'': safe += "&#39;"; break;
        default:
            if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r')
                safe += "\xEF\xBF\xBD";
            else
                safe += c;
        }
    }
    return safe;
}

std::string document(std::string_view title, qaidam::language l, std::string_view its_style,
                     std::string_view body) {
    std::string html = "<!DOCTYPE html>\n<html lang=\"";
    html += l == language::zh ? "zh-CN" : "en";
    html += "\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<link rel=\"icon\" href=\"data:,\">\n<title>" +
            escape(title) + "</title>\n<style>";
    html += its_style;
    html += "</style>\n</head>\n<body>\n";
    html += body;
    return html + "</body>\n</html>\n";
}

std::string page(std::string_view title, qaidam::language l, const std::vector<section>& sections) {
    auto body = "<h1>" + escape(title) + "</h1>\n";
    for (const auto& s : sections)
        body += "<section>\n<h2>" + escape(s.title) + "</h2>\n" + s.html + "</section>\n";
    return document(title, l, style, body);
}

} // namespace qaidam::report
