#include <qaidam/report/html.hpp>
#include <qaidam/report/icalendar.hpp>
#include <qaidam/report/svg.hpp>
#include <qaidam/report/table.hpp>

#include <stdexcept>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("report");

using namespace qaidam;
using namespace qaidam::report;

TEST_CASE("a table aligns Chinese, Latin and Tibetan by their columns") {
    table t{{{"站名"}, {"arr", align::right}}};
    t.add_row({"格尔木", "7:30"});
    t.add_row({"བོད།", "13:19"});
    CHECK(t.text() == "站名      arr\n"
                      "──────  ─────\n"
                      "格尔木   7:30\n"
                      "བོད།     13:19\n");
    CHECK(t.text(2).starts_with("  站名"));
    CHECK_THROWS_AS(t.add_row({"one"}), std::invalid_argument);
}

TEST_CASE("text stays text in HTML and SVG") {
    CHECK(escape("<script>alert(\"&'\")</script>\x01") ==
          "&lt;script&gt;alert(&quot;&amp;&#39;&quot;)&lt;/script&gt;\xEF\xBF\xBD");
    table t{{{"<b>"}}};
    t.add_row({"<script>"});
    CHECK(t.html().find("<script>") == std::string::npos);
    svg drawing{100, 50, "<script>"};
    drawing.text({1, 2}, "<script>");
    drawing.circle({1, 2}, 3, {.color = "\"/><script>"}, "<script>");
    CHECK(drawing.str().find("<script>") == std::string::npos);
    CHECK(page("<script>", language::zh, {{"<script>", ""}}).find("<script>") == std::string::npos);
}

TEST_CASE("a drawing is the elements in their order, numbers short") {
    svg drawing{100, 50.5, "t"};
    drawing.line({0, 0}, {1.0 / 3, -0.001}, {.color = "red", .width = 2, .dash = "4 2"});
    const auto text = drawing.str();
    CHECK(text.find("viewBox=\"0 0 100 50.5\"") != std::string::npos);
    CHECK(text.find(
              "<line x1=\"0\" y1=\"0\" x2=\"0.33\" y2=\"0\" stroke=\"red\" stroke-width=\"2\" fill=\"none\" "
              "stroke-dasharray=\"4 2\"/>") != std::string::npos);
}

TEST_CASE("calendar lines are escaped, folded at 75 octets between characters, and end in CRLF") {
    const auto text = write_icalendar(
        {{.uid = "a@b",
          .start = "20211224T190000",
          .end = "20211224T203000",
          .summary = "唐卡班; 每周五晚上在书画室, 老师和同学都在, 请带上自己的画笔和颜料再来吧",
          .rule = "FREQ=WEEKLY;COUNT=8"}},
        "20211224T000000Z");
    std::size_t start = 0;
    for (auto end = text.find("\r\n"); end != std::string::npos;
         start = end + 2, end = text.find("\r\n", start)) {
        CHECK(end - start <= 75);
        CHECK((static_cast<unsigned char>(text[start]) & 0xC0) != 0x80);
    }
    CHECK(start == text.size());
    auto unfolded = text;
    for (auto at = unfolded.find("\r\n "); at != std::string::npos; at = unfolded.find("\r\n "))
        unfolded.erase(at, 3);
    CHECK(unfolded.find("SUMMARY:唐卡班\\; 每周五晚上在书画室\\, 老师") != std::string::npos);
    CHECK(unfolded.find("RRULE:FREQ=WEEKLY;COUNT=8\r\n") != std::string::npos);
}

TEST_CASE("a calendar line that is not UTF-8 is folded all the same") {
    const auto text =
        write_icalendar({{.uid = "a", .start = "s", .end = "e", .summary = std::string(300, '\x80')}}, "z");
    CHECK(text.size() < 1000);
}

TEST_SUITE_END();
