#include "photos.hpp"

#include <algorithm>

#include <openssl/evp.h>

namespace hall {
namespace {

constexpr std::size_t most_photos = 3;      ///< of a form
constexpr std::size_t part_bytes = 600'000; ///< of a photo in one text, before it is written in letters

/// Base64: a text store keeps words.
std::string in_letters(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0'); // it writes a zero behind them
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                    reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.pop_back();
    return text;
}

/// Nothing for what `in_letters` did not write.
std::optional<std::string> from_letters(std::string_view text) {
    std::string bytes(text.size() / 4 * 3, '\0');
    const auto padding = text.size() - std::min(text.size(), text.find_last_not_of('=') + 1);
    if (EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<const unsigned char*>(text.data()),
                        static_cast<int>(text.size())) != static_cast<int>(bytes.size()) ||
        padding > bytes.size())
        return std::nullopt;
    bytes.resize(bytes.size() - padding);
    return bytes;
}

std::size_t parts_of(const services::photo& p) {
    return (static_cast<std::size_t>(p.bytes) + part_bytes - 1) / part_bytes;
}

/// The same photo of two people is kept for each, so that either can be erased.
qaidam::key part_key(const services::photo& p, const person_key& about, std::size_t part) {
    return qaidam::key{fmt::format("photo-{}-{}-{}", events::to_string(p.digest),
                                   sign("photo", about.text()).substr(0, 16), part)};
}

/// All photos of an order, those of the matter first.
std::vector<services::photo> photos_of(const context& c, const services::order& o) {
    auto all = o.photos;
    for (const auto& e : c.all.hall.history(o.key))
        if (const auto* done = std::get_if<services::order_fed_back>(&e))
            all.insert(all.end(), done->photos.begin(), done->photos.end());
    return all;
}

} // namespace

markup photo_field(const context& c) {
    return html(
        "<p class=\"field\"><label for=\"photo\">{}</label><span class=\"hint\" id=\"photo-hint\">{}</span>"
        "<input id=\"photo\" name=\"photo\" type=\"file\" accept=\"image/jpeg,image/png,image/webp\" "
        "capture=\"environment\" multiple aria-describedby=\"photo-hint\"></p>\n",
        c.say("照片（可以不交）", "Photos (you may leave them out)"),
        c.say("至多三张，每张至多 8 MB；拍摄地点等信息会被去掉。",
              "At most three of 8 MB each; where they were taken is removed."));
}

std::vector<services::photo> take_photos(const context& c, const person_key& about,
                                         std::vector<events::text>& texts) {
    std::vector<services::photo> all;
    for (const auto& f : c.request.files) {
        if (f.field != "photo" || f.bytes.empty()) continue;
        if (all.size() == most_photos)
            throw page_error{413, {"照片至多三张", "there may be three photos at most"}};
        const auto picture = services::without_metadata(f.bytes);
        if (!picture)
            throw page_error{415,
                             {"照片须是完整的 JPEG、PNG 或 WebP", "a photo is a whole JPEG, PNG or WebP"}};
        const auto p = services::photo_of(*picture, std::string{services::image_type_of(*picture)});
        if (std::find(all.begin(), all.end(), p) != all.end()) continue; // chosen twice
        for (std::size_t i = 0; i < parts_of(p); ++i)
            texts.push_back(
                {.key = part_key(p, about, i),
                 .about = about,
                 .words = {in_letters(std::string_view{*picture}.substr(i * part_bytes, part_bytes))}});
        all.push_back(p);
    }
    return all;
}

markup photo_links(const context& c, const services::order& o) {
    markup all;
    std::size_t number = 0;
    for (const auto& p : photos_of(c, o))
        all += html("<a href=\"/orders/{}/photos/{}\">{}</a> ", o.key.text(), events::to_string(p.digest),
                    fmt::format("{} {}", c.say("照片", "Photo"), ++number));
    return all;
}

http_answer photo_of_order(context& c) {
    constexpr page_error nothing{404, {"没有这张照片", "there is no such photo"}};
    const order_key key{c.parts[0]};
    const auto person = c.someone();
    auto seen = c.all.hall.look([&](const services::desk& desk) -> std::optional<services::order> {
        if (desk.find(key) == nullptr || desk.sight_of(key, person, c.now) != services::sight::people)
            return std::nullopt;
        return *desk.find(key);
    });
    const auto digest = events::parse_digest(c.parts[1]);
    if (!seen || !digest) throw nothing;
    const auto photos = photos_of(c, *seen);
    const auto found = std::find_if(photos.begin(), photos.end(),
                                    [&](const services::photo& p) { return p.digest == *digest; });
    if (found == photos.end()) throw nothing;
    std::string bytes;
    for (std::size_t i = 0; i < parts_of(*found); ++i) {
        const auto text = c.all.hall.read_text(part_key(*found, seen->reporter, i),
                                               {person, fmt::format("photo of order {}", key)}, language::zh);
        const auto part = text ? from_letters(*text) : std::nullopt;
        if (!part) throw nothing; // erased
        bytes += *part;
    }
    if (!services::is_photo(*found, bytes)) throw nothing;
    return {.type = found->media_type,
            .body = std::move(bytes),
            .headers = {{"Cache-Control", "private, no-store"}, {"Content-Disposition", "inline"}},
            .allows = policy::picture};
}

} // namespace hall
