#include <qaidam/base/ratio.hpp>

#include <stdexcept>

namespace qaidam {

ratio::ratio(std::int64_t part, std::int64_t whole) : part_{part}, whole_{whole} {
    if (part < 0 || part > whole)
        throw std::invalid_argument(fmt::format("ratio: got {} of {}, want a part of a whole", part, whole));
}

std::optional<std::int64_t> ratio::basis_points() const {
    if (whole_ == 0) return std::nullopt;
    // 128 bits: 20000 times a count need not fit 64.
    __extension__ using wide = __int128;
    return static_cast<std::int64_t>((static_cast<wide>(part_) * 20000 + whole_) /
                                     (static_cast<wide>(whole_) * 2));
}

std::string percent(const ratio& r, language l) {
    const auto points = r.basis_points();
    if (!points) return l == language::zh ? "无数据" : "no data";
    return fmt::format("{}.{:02} %", *points / 100, *points % 100);
}

std::string to_string(const ratio& r, language l) {
    return fmt::format("{}/{} ({})", r.part(), r.whole(), percent(r, l));
}

} // namespace qaidam
