// Photos of orders through the real server.
#include <algorithm>

#include <doctest/doctest.h>
#include <fmt/core.h>

#include "browser.hpp"
#include "who.hpp"

TEST_SUITE_BEGIN("service_hall/photos");

using namespace std::string_literals;
using test::at_desk;
using test::browser;
using test::clerk;
using test::server;

namespace {

std::string segment(char marker, const std::string& content) {
    const auto length = content.size() + 2;
    return "\xFF"s + marker + static_cast<char>(length >> 8U) + static_cast<char>(length & 0xFFU) + content;
}
const std::string jpeg_head = "\xFF\xD8" + segment('\xE0', "JFIF\0\1\2"s);
/// A JPEG in form, whose scan shows nothing, of about so many bytes.
std::string jpeg_end(std::size_t bytes) {
    return segment('\xDA', "scan") + std::string(bytes, 'x') + "\xFF\xD9";
}
const std::string place_taken = segment('\xE1', "Exif\0\0GPS 37.294826 99.020452"s);

/// The last step of an order of a street light, with these files.
test::reply place_with(browser& b, const std::vector<test::file_to_send>& files,
                       const std::string& item = "street-light") {
    b.open("/place/where?item=" + item);
    b.submit("where-form", {{"address", "格桑花苑2号楼"}});
    b.submit("text-form", {{"text", "请看照片"}});
    return b.submit_files("contact-form", files);
}
test::file_to_send photo(const std::string& bytes, const std::string& name = "a.jpg") {
    return {"photo", name, "image/jpeg", bytes};
}
std::string first_photo(const browser& b) {
    const auto link = b.between("<dt>Photos</dt><dd><a href=\"", "\"");
    REQUIRE_FALSE(link.empty());
    return link;
}

} // namespace

TEST_CASE("a photo is kept without where it was taken, and shown to who sees whose the order is") {
    const test::folder folder;
    const server s{folder};
    auto elder = at_desk(s, test::elder);
    const auto large = jpeg_end(1'500'001);
    REQUIRE(place_with(elder, {photo(jpeg_head + place_taken + large + "PK\3\4<script>alert(1)</script>"),
                               photo(jpeg_head + jpeg_end(7), "../../etc/passwd\0.jpg"s)})
                .status == 200);
    CHECK(elder.at().starts_with("/orders/"));
    CHECK(elder.page().find(">Photo 2</a>") != std::string::npos);
    const auto link = first_photo(elder);
    const auto shown = elder.open(link);
    CHECK(shown.status == 200);
    CHECK((shown.body == jpeg_head + large));
    CHECK(shown.header("Content-Type") == "image/jpeg");
    CHECK(shown.header("X-Content-Type-Options") == "nosniff");
    CHECK(shown.header("Cache-Control") == "private, no-store");
    CHECK(shown.headers.count("Content-Security-Policy") == 1);
    CHECK(shown.header("Content-Security-Policy") == "default-src 'none'; style-src 'unsafe-inline'; img-src "
                                                     "'self'; form-action 'none'; frame-ancestors 'none'; "
                                                     "base-uri 'none'");

    browser nobody{s.port()};
    CHECK(nobody.open(link).status == 403);
    auto neighbour = at_desk(s, "19900000115"); // of a department that has nothing to do with it
    CHECK(neighbour.open(link).status == 404);
    auto office = at_desk(s, clerk);
    CHECK((office.open(link).body == shown.body));
    CHECK(office.open(link.substr(0, link.rfind('/')) + "/" + std::string(64, 'a')).status == 404);
    CHECK(office.open(link.substr(0, link.rfind('/')) + "/..%2f..%2fjournal").status == 404);
}

TEST_CASE("what is no photo is refused by name, and nothing is placed") {
    const test::folder folder;
    const server s{folder};
    auto elder = at_desk(s, test::elder);
    const auto whole = jpeg_head + jpeg_end(100);
    for (const auto& bytes :
         {"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"s, "GIF89a<script>"s, "%PDF-1.7"s,
          "MZ"s, whole.substr(0, whole.size() - 2), "<html>"s + whole}) {
        const auto r = place_with(elder, {photo(bytes)});
        CHECK(r.status == 415);
        CHECK(r.body.find("a photo is a whole JPEG, PNG or WebP. Choose the photos again.") !=
              std::string::npos);
        CHECK(elder.form("contact-form")); // the order is not lost
        CHECK(r.body.find("请看照片") != std::string::npos);
    }
    std::vector<test::file_to_send> four;
    for (std::size_t i = 0; i < 4; ++i) four.push_back(photo(jpeg_head + jpeg_end(i)));
    CHECK(place_with(elder, four).status == 413);
    const auto large = place_with(elder, {photo(jpeg_head + jpeg_end(9'000'000))});
    CHECK(large.status == 413);
    CHECK(large.body.find("three files of 8 MB each") != std::string::npos);
    CHECK(large.body.find("每个至多 8 MB") != std::string::npos);
    elder.open("/mine");
    CHECK(elder.page().find("street") == std::string::npos);
    CHECK(place_with(elder, {photo("GIF89a")}).status == 415);
    CHECK(elder.submit_files("contact-form", {photo(whole)}).status == 200);
    CHECK(elder.page().find("<dt>Photos</dt>") != std::string::npos);
    CHECK(place_with(elder, {photo("", "")}).status == 200); // none was chosen
    CHECK(elder.page().find("<dt>Photos</dt>") == std::string::npos);
}

TEST_CASE("three photos of eight megabytes are taken, and no more than that in chunks either") {
    const test::folder folder;
    const server s{folder};
    auto elder = at_desk(s, test::elder);
    std::vector<test::file_to_send> three;
    for (std::size_t i = 0; i < 3; ++i)
        three.push_back(photo(jpeg_head + jpeg_end(8 * 1024 * 1024 - 100 - i)));
    CHECK(place_with(elder, three).status == 200);
    CHECK(elder.page().find(">Photo 3</a>") != std::string::npos);

    std::string body;
    for (int i = 0; i < 5; ++i)
        body += "--xyz\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\n\r\n" +
                std::string(7 * 1024 * 1024, 'x') + "\r\n";
    body += "--xyz--\r\n";
    std::string raw = "POST /place HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                      "Content-Type: multipart/form-data; boundary=xyz\r\nTransfer-Encoding: chunked\r\n\r\n";
    constexpr std::size_t chunk = 1024 * 1024;
    for (std::size_t at = 0; at < body.size(); at += chunk) {
        const auto part = body.substr(at, chunk);
        raw += fmt::format("{:x}\r\n{}\r\n", part.size(), part);
    }
    CHECK(test::send_raw(s.port(), raw + "0\r\n\r\n").find(" 413 ") != std::string::npos);
    CHECK(test::get(s.port(), "/").status == 200);
}

TEST_CASE("feedback has photos, too") {
    const test::folder folder;
    const server s{folder};
    auto elder = at_desk(s, test::elder);
    REQUIRE(place_with(elder, {}, "parking").status == 200);
    const auto order = elder.at();
    auto office = at_desk(s, clerk);
    office.open(order);
    if (office.form("step-register")) office.submit("step-register");
    office.submit("step-dispatch", {{"handler", "department dept-01"}});
    auto officer = at_desk(s, "19900000115");
    officer.open(order);
    officer.submit("step-accept");
    REQUIRE(officer.submit_files("step-feed_back", {photo(jpeg_head + place_taken + jpeg_end(20))}).status ==
            200);
    elder.open(order);
    CHECK((elder.open(first_photo(elder)).body == jpeg_head + jpeg_end(20)));
}

TEST_SUITE_END();
