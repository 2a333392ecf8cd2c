// Photos of orders, and where they are in words.
#include "world.hpp"

TEST_SUITE_BEGIN("services/photos");

using namespace test;

namespace {

const std::string hello =
    "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"; // SHA-256 of "hello"

photo a_photo(int n = 0) {
    return photo_of("picture " + std::to_string(n), "image/jpeg");
}

std::string placing_with(std::vector<photo> photos, const desk_rules& rules = {}) {
    const auto d = chengdong_world().open_desk(rules);
    auto c = an_errand();
    c.photos = std::move(photos);
    return refusal_of(d, c);
}

} // namespace

TEST_CASE("a photo is its bytes' digest, type and number, and reads back from its cell") {
    auto p = photo_of("hello", "image/jpeg");
    CHECK(to_cell(p) == hello + ";image/jpeg;5");
    CHECK(is_photo(p, "hello"));
    CHECK_FALSE(is_photo(p, "hullo"));
    CHECK_FALSE(is_photo(p, "hello!"));
    CHECK(parse_photo(to_cell(p)) == p);
    p.taken_where = spot{37.25, 99.5};
    CHECK(to_cell(p) == hello + ";image/jpeg;5;;37.25,99.5");
    CHECK(parse_photo(to_cell(p)) == p);
    p.taken_at = at(9, 12);
    CHECK(to_cell(p) == hello + ";image/jpeg;5;2021-12-24T09:12;37.25,99.5");
    CHECK(parse_photo(to_cell(p)) == p);
    p.taken_where.reset();
    CHECK(parse_photo(to_cell(p)) == p);
}

TEST_CASE("what is no photo is none, whatever is wrong with it") {
    CHECK(parse_photo(hello + ";image/svg+xml;1"));
    for (const auto& bad :
         {std::string{}, hello, hello + ";image/jpeg", hello + ";image/jpeg;0", hello + ";image/jpeg;-1",
          hello + ";image/jpeg;5x", hello + ";image/;5", hello + ";text/html;5", hello + ";image/a b;5",
          hello + ";image/JPEG;5", hello + ";image/" + std::string(61, 'a') + ";5",
          hello.substr(1) + ";image/jpeg;5", hello + ";image/jpeg;99999999999999999999",
          hello + ";image/jpeg;5;2021-12-24 09:12", hello + ";image/jpeg;5;2021-13-24T09:12",
          hello + ";image/jpeg;5;;91,0", hello + ";image/jpeg;5;;37.2", hello + ";image/jpeg;5;;nan,0",
          hello + ";image/jpeg;5;;37,99;"})
        CHECK_MESSAGE(!parse_photo(bad), bad);
}

TEST_CASE("an order has the photos of its matter and of its feedback, and the address in words by its key") {
    auto d = chengdong_world().open_desk();
    auto c = an_errand();
    c.photos = {a_photo(1), a_photo(2)};
    c.photos[1].taken_at = at(9, 5);
    c.photos[1].taken_where = spot{37.25, 99.5};
    c.address = "n-where";
    const auto caused = carry_out(d, c);
    CHECK(decode(encode(caused[0])) == caused[0]);
    CHECK(d.find("o-1")->photos == c.photos);
    CHECK(d.find("o-1")->address == "n-where");
    CHECK(audit(std::vector<command>{c}, {}).size() == 1);
    carry_out(d, register_order{"o-1", system_actor, at(9, 13)});
    carry_out(d, dispatch_order{"o-1", "p-clerk", at(9, 15), {handler_kind::person, "p-08-02"}});
    carry_out(d, accept_order{"o-1", "p-08-02", at(9, 18)});
    CHECK(code_of(d, feed_back{"o-1", "p-08-02", at(10), {}, {a_photo(3)}}) == "nothing_said");
    CHECK(code_of(d, feed_back{"o-1", "p-08-02", at(10), "proof", {a_photo(3), a_photo(3)}}) ==
          "photo_twice");
    const auto fed = carry_out(d, feed_back{"o-1", "p-08-02", at(10), "proof", {a_photo(3)}});
    CHECK(decode(encode(fed[0])) == fed[0]);
    CHECK(d.find("o-1")->feedback_photos == std::vector<photo>{a_photo(3)});
    CHECK(d.find("o-1")->photos == c.photos);
    auto again = chengdong_world().open_desk();
    CHECK(again.unpack(d.pack()));
    CHECK(again.orders() == d.orders());
}

TEST_CASE("lines of before orders and feedbacks had photos have none") {
    const auto placed = std::get<order_placed>(
        decode("order_placed@3\to\tp\t2021-12-24 "
               "09:12\ti\tb\tno\tphone\tnormal\t\tn-1\t\t2\ta\t1\tb\t2\t1\tc\tn-2\tg\t\t"));
    CHECK(placed.attributes.size() == 2);
    CHECK(placed.attribute_texts.size() == 1);
    CHECK(placed.address.empty());
    CHECK(placed.photos.empty());
    CHECK(placed.grid == "g");
    const auto fed =
        std::get<order_fed_back>(decode("order_fed_back@1\to\tp\t2021-12-24 09:12\tproof\t2021-12-24 10:00"));
    CHECK(fed.photos.empty());
    CHECK(fed.evidence == "proof");
    CHECK(fed.check_by == due_time{at(10)});
}

TEST_CASE("photos are refused beyond the rules' number and size, twice, and where they are none") {
    std::vector<photo> many;
    for (int i = 0; i < 11; ++i) many.push_back(a_photo(i));
    CHECK(placing_with(many) == "got 11 photos, want at most 10");
    many.pop_back();
    CHECK(placing_with(many) == "");
    desk_rules none;
    none.most_photos = 0;
    CHECK(placing_with({a_photo()}, none) == "got 1 photos, want at most 0");
    auto large = photo_of("hello", "image/jpeg");
    large.bytes = 20'000'000;
    CHECK(placing_with({large}) == "");
    ++large.bytes;
    CHECK(placing_with({large}) ==
          "photo " + hello + " has 20000001 bytes, want at most 20 megabytes; make it smaller");
    CHECK(placing_with({a_photo(), a_photo()}).ends_with("is there twice"));
    CHECK(placing_with({photo_of("hello", "text/html")}).starts_with("not a photo, got 2cf24dba"));
    CHECK(placing_with({photo_of("hello", "image/a\nb")}).starts_with("photos cannot be used"));
    CHECK(placing_with({photo_of("", "image/jpeg")}).starts_with("not a photo"));
    auto off = a_photo();
    off.taken_where = spot{91, 0};
    CHECK(placing_with({off}).starts_with("not a photo"));
}

TEST_CASE("photos in a file are read, saved as they were, and named where they are none") {
    const auto read = [](const std::string& photos) {
        const test::folder f;
        f.write("order_commands.csv",
                "time,command,order_id,by,item_id,building_id,address_id,photos,evidence\n"
                "2021-12-24 09:00,place,o,p-elder,street-light,b-08-02,n-1," +
                    photos + ",\n2021-12-24 10:00,feed_back,o,p-elder,,,," + photos + ",x\n");
        return load_commands(f);
    };
    const auto all = read(hello + ";image/jpeg;5 " + to_cell(a_photo()) + ";2021-12-24T09:12").value;
    CHECK(std::get<place_order>(all[0]).photos.size() == 2);
    CHECK(std::get<place_order>(all[0]).address == "n-1");
    CHECK(std::get<feed_back>(all[1]).photos == std::get<place_order>(all[0]).photos);
    const test::folder copy;
    save(all, copy);
    CHECK(load_commands(copy).value == all);
    CHECK(test::first_notice([&] { return read("me.jpg"); }) ==
          "order_commands.csv:2:photos: not a photo, got me.jpg, want its SHA-256;image/jpeg;bytes, and "
          "after these, "
          "if known, ;2021-12-24T09:12;37.294826,99.020452");
}

TEST_SUITE_END();
