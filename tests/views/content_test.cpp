// What an order says, as people read it.
#include <qaidam/qaidam.hpp>

#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("views/content");

using namespace qaidam;
using calendar::date;

namespace {

services::order an_order() {
    services::order o{.key = "o", .item = "heating-fault"};
    o.text = key{"n-1"};
    o.attributes = {{"rooms", "bedroom"}, {"rooms", "kitchen"}, {"temperature", "14.5"}, {"gone", "x"}};
    o.attribute_texts = {{"story", "n-2"}};
    o.address = "n-3";
    o.spot = services::spot{37.25, 99.5};
    o.photos = {services::photo_of("hello", "image/jpeg")};
    o.photos[0].taken_at = calendar::local_time{date{2021, 12, 24}};
    o.photos[0].taken_where = o.spot;
    o.feedback_photos = {services::photo_of(std::string(1001, 'x'), "image/png")};
    return o;
}

} // namespace

TEST_CASE("the content of an order has its answers by the names of the feed, its photos, and keys of texts") {
    const auto c = civic::load(test::chengdong).value;
    const auto offered = services::load_catalogue(test::chengdong, c).value;
    CHECK(views::content_table(an_order(), offered, language::en).text() ==
          R"(what                                 content
───────────────────────────────────  ─────────────────────────────────────────────────────────────────────
what was said                        n-1
Which rooms are cold?                Bedroom, Kitchen
Room temperature in degrees Celsius  14.5
gone                                 x
story                                n-2
where                                n-3
spot                                 37.25 99.5
photo                                image/jpeg, 1 kB, 2021-12-24 00:00, 37.25 99.5, SHA-256 2cf24dba5fb0…
photo of the feedback                image/png, 2 kB, SHA-256 cbe4a2e86e80…
)");
    CHECK(views::content_table(services::order{}, offered, language::en).empty());
}

TEST_CASE("the texts of an order are read in somebody's name, and what was erased says so") {
    const auto c = civic::load(test::chengdong).value;
    const auto offered = services::load_catalogue(test::chengdong, c).value;
    events::memory_journal journal;
    journal.texts().put(std::vector<events::text>{
        {"n-1", "p-elder", {"家里冷"}}, {"n-2", "p-elder", {"三天了"}}, {"n-3", "p-bl-08", {"东门"}}});
    journal.texts().erase("p-bl-08", {"p-clerk", "asked for it"});
    const auto text =
        views::content_table(an_order(), offered, journal.texts(), {"p-clerk", "o"}, language::zh).text();
    for (const char* line : {"点单内容", "家里冷", "卧室、厨房", "三天了", "（已删除）", "反馈照片"})
        CHECK_MESSAGE(text.find(line) != std::string::npos, text);
    CHECK(journal.texts().list_accesses("p-elder").size() == 2);
}

TEST_SUITE_END();
