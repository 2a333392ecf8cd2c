/// Photos (照片): pictures of a matter, or of what was done, that lie outside the journal.
///
///     auto photo = services::photo_of(bytes, "image/jpeg");
///     photo.taken_where = services::spot{37.294826, 99.020452};
///     order.photos = {photo};
///
/// Commands and events have a photo by what its bytes are, so that nobody changes it unseen; a program keeps the bytes
/// where it likes, and can forget them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <qaidam/calendar/time.hpp>
#include <qaidam/events/digest.hpp>
#include <qaidam/services/spot.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

struct photo {
    events::digest digest{};                        ///< SHA-256 of the bytes
    std::string media_type{};                       ///< "image/jpeg"
    std::int64_t bytes = 0;                         ///< how many
    std::optional<calendar::local_time> taken_at{}; ///< as its camera said
    std::optional<services::spot> taken_where{};    ///< as its camera said
    friend bool operator==(const photo&, const photo&) = default;
    /// What a journal must be able to carry.
    friend std::array<std::string_view, 1> texts_of(const photo& p) { return {p.media_type}; }
};

/// The photo of these bytes. Cost: O(bytes).
[[nodiscard]] photo photo_of(std::string_view bytes, std::string media_type);
/// Whether these are its bytes. Cost: O(bytes).
[[nodiscard]] bool is_photo(const photo& p, std::string_view bytes);

/// "image/jpeg", "image/png" or "image/webp", as the bytes begin, whatever a name or a sender says; "" for anything else.
[[nodiscard]] std::string_view image_type_of(std::string_view bytes);
/// The picture alone: without what a camera or a program put beside it (where and when it was taken, by which device, comments,
/// previews) and without what comes after its end, which another program may read as something else. Colour profiles stay.
/// The note that a viewer should turn the picture is removed. Nothing for what `image_type_of` does not know, and for what ends before the picture does.
///
/// Cost:   O(bytes). Nothing is decoded: whether the picture can be shown is not looked at.
/// Source: ITU-T T.81, ISO/IEC 15948, RFC 9649.
[[nodiscard]] std::optional<std::string> without_metadata(std::string_view bytes);

/// "9f86…0a08;image/jpeg;182736;2021-12-24T09:10;37.294826,99.020452" as files and events have it, and back: the digest, the
/// media type, the bytes, then when and where it was taken, or nothing of these. Nothing for any other text; for a media
/// type that is not "image/" and up to 60 letters, digits, dots, + and -; for no bytes; for what is not on the earth.
[[nodiscard]] std::string to_cell(const photo& p);
[[nodiscard]] std::optional<photo> parse_photo(std::string_view text);

} // namespace qaidam::services

#pragma GCC visibility pop
