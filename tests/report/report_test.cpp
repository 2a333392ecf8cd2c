#include <qaidam/report/html.hpp>
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

TEST_CASE("text is wrapped between words and Chinese characters, and cut with a mark") {
    using lines = std::vector<std::string>;
    CHECK(wrap("书画班", 4, 9) == lines{"书画", "班"});
    CHECK(wrap("Song and dance", 8, 9) == lines{"Song and", "dance"});
    CHECK(wrap("唐卡 Thangka 班", 8, 9) == lines{"唐卡", "Thangka", "班"});
    CHECK(wrap("Calligraphy", 5, 9) == lines{"Calli", "graph", "y"});
    CHECK(wrap("新年合唱排练", 6, 1) == lines{"新年…"});
    CHECK(wrap("Calligraphy and painting", 12, 1) == lines{"Calligraphy…"});
    CHECK(wrap("", 6, 2).empty());
    CHECK(wrap("abc", 6, 0).empty());
}

TEST_CASE("text is padded to a width by the columns that it takes, on either side, and never cut") {
    CHECK(pad("西宁", 6) == "西宁  ");
    CHECK(pad("7:30", 6, align::right) == "  7:30");
    CHECK(pad("西宁", 4) == "西宁");
    CHECK(pad("格尔木", 4) == "格尔木");
}

TEST_CASE("a polyline has its corners in order, a rectangle its corner and size") {
    svg drawing{10, 10, "t"};
    const spot corners[] = {{0, 0}, {1.5, 2}, {3, 0}};
    drawing.polyline(corners, {.color = "red"});
    drawing.rectangle({1, 2}, 3, 4.25, {.color = "red"});
    const auto text = drawing.str();
    CHECK(text.find("<polyline points=\"0,0 1.5,2 3,0\"") != std::string::npos);
    CHECK(text.find("<rect x=\"1\" y=\"2\" width=\"3\" height=\"4.25\"") != std::string::npos);
}

TEST_CASE("a page of one's own has its title, language, style and markup as they are") {
    CHECK(document("a < b", language::zh, "p { margin: 0; }", "<p>x</p>\n") ==
          "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<link rel=\"icon\" href=\"data:,\">\n<title>a &lt; b</title>\n<style>p { margin: 0; }</style>\n"
          "</head>\n<body>\n<p>x</p>\n</body>\n</html>\n");
}

TEST_SUITE_END();
