#include <qaidam/views/rail_views.hpp>

#include <algorithm>

#include <qaidam/base/text.hpp>

namespace qaidam::views {
namespace {

struct alert_word {
    std::string_view code;
    wording said;
};

constexpr alert_word causes[] = {
    {"TECHNICAL_PROBLEM", {"技术故障", "technical problem"}},
    {"STRIKE", {"罢工", "strike"}},
    {"DEMONSTRATION", {"集会", "demonstration"}},
    {"ACCIDENT", {"事故", "accident"}},
    {"HOLIDAY", {"节假日", "holiday"}},
    {"WEATHER", {"天气", "weather"}},
    {"MAINTENANCE", {"检修", "maintenance"}},
    {"CONSTRUCTION", {"施工", "construction"}},
    {"POLICE_ACTIVITY", {"警务", "police activity"}},
    {"MEDICAL_EMERGENCY", {"急救", "medical emergency"}},
};

constexpr alert_word effects[] = {
    {"NO_SERVICE", {"停运", "no service"}},
    {"REDUCED_SERVICE", {"减少班次", "reduced service"}},
    {"SIGNIFICANT_DELAYS", {"较大晚点", "significant delays"}},
    {"DETOUR", {"绕行", "detour"}},
    {"ADDITIONAL_SERVICE", {"加开", "additional service"}},
    {"MODIFIED_SERVICE", {"运行调整", "modified service"}},
    {"STOP_MOVED", {"站位变更", "stop moved"}},
    {"ACCESSIBILITY_ISSUE", {"无障碍设施停用", "accessibility issue"}},
};

/// "" for a word that tells a passenger nothing, as OTHER_CAUSE.
template <std::size_t N>
std::string say(const alert_word (&words)[N], std::string_view code, language l) {
    const auto* found =
        std::find_if(std::begin(words), std::end(words), [&](const alert_word& w) { return w.code == code; });
    return found == std::end(words) ? std::string{} : std::string{found->said.in(l)};
}

/// The text in the language, else the one of no language, else the first.
const rail::service_alert::text* text_in(const rail::service_alert& a, language l) {
    const std::string_view wanted = l == language::zh ? "zh" : "en";
    for (const auto code : {wanted, std::string_view{}})
        for (const auto& x : a.texts)
            if (std::string_view{x.language}.substr(0, 2) == code) return &x;
    return a.texts.empty() ? nullptr : &a.texts.front();
}

/// On one line, however it was sent.
std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return text;
}

} // namespace

std::string describe(const rail::timetable& t, std::span<const rail::service_alert> alerts, language l) {
    std::string all;
    for (std::size_t i = 0; i < alerts.size(); ++i) {
        const auto& a = alerts[i];
        std::string head;
        const auto add = [&](const char* separator, const std::string& piece) {
            if (!piece.empty()) join_on(head, separator, piece);
        };
        const auto* text = text_in(a, l);
        add("", say(effects, a.effect, l));
        add(pick(l, "，", ", "), say(causes, a.cause, l));
        add(pick(l, "：", ": "), text != nullptr ? one_line(text->header) : std::string{});
        all += fmt::format("{:>3}  {}\n", i + 1, head);
        for (const auto& p : a.active)
            if (p.until)
                all += fmt::format(fmt::runtime(pick(l, "     至 {}\n", "     until {}\n")),
                                   calendar::to_string(t.zone().to_local(*p.until)));
        if (text != nullptr && !text->description.empty())
            all += fmt::format("     {}\n", one_line(text->description));
    }
    return all;
}

} // namespace qaidam::views
