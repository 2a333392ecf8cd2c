/// A small desk for tests: goods in a shop, by kind, each kind a stream.
#pragma once

#include <qaidam/events/events.hpp>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace shop {

using qaidam::key;
using qaidam::refusal;
namespace events = qaidam::events;

struct receive_goods {
    key kind{};
    key by{};
    int count = 0;
};
/// From one kind to another: repacked.
struct repack_goods {
    key kind{};
    key by{};
    key to{};
    int count = 0;
};
using command = std::variant<receive_goods, repack_goods>;

struct goods_received : receive_goods {
    int stock = 0; ///< then
};
struct goods_repacked : repack_goods {};
struct goods_arrived {
    key kind{};
    key by{};
    key from{};
    int count = 0;
};
using event = std::variant<goods_received, goods_repacked, goods_arrived>;

} // namespace shop

namespace qaidam {

template <>
inline constexpr auto events::fields<shop::receive_goods> =
    std::tuple{events::field{"kind_id", &shop::receive_goods::kind, events::blank::refused},
               events::field{"by", &shop::receive_goods::by},
               events::field{"count", &shop::receive_goods::count}};
template <>
inline constexpr auto events::fields<shop::repack_goods> =
    std::tuple{events::field{"kind_id", &shop::repack_goods::kind},
               events::field{"by", &shop::repack_goods::by}, events::field{"to_id", &shop::repack_goods::to},
               events::field{"count", &shop::repack_goods::count}};
template <>
inline constexpr auto events::fields<shop::goods_received> =
    events::fields_after<shop::receive_goods>(events::field{"stock", &shop::goods_received::stock});
template <>
inline constexpr auto events::fields<shop::goods_repacked> = events::fields_after<shop::repack_goods>();
template <>
inline constexpr auto events::fields<shop::goods_arrived> =
    std::tuple{events::field{"kind_id", &shop::goods_arrived::kind},
               events::field{"by", &shop::goods_arrived::by},
               events::field{"from_id", &shop::goods_arrived::from},
               events::field{"count", &shop::goods_arrived::count}};

} // namespace qaidam

namespace shop {

template <events::alternative_of<event> E>
bool operator==(const E& a, const E& b) {
    return events::are_equal(a, b);
}

inline constexpr qaidam::kind_words event_words[] = {{"goods_received", {"到货", "received"}},
                                                     {"goods_repacked", {"改装", "repacked"}},
                                                     {"goods_arrived", {"转入", "arrived"}}};
inline constexpr qaidam::message_rule too_few{
    "too_few", qaidam::severity::error, {"只有 {0} 件", "there are {0} only"}};

inline const key& stream_of(const event& e) {
    return std::visit([](const auto& x) -> const key& { return x.kind; }, e);
}
inline std::string encode(const event& e) {
    return events::write_event(e, event_words);
}
inline bool comes_from(const event& e, const command& c) {
    return events::detail::comes_from(e, c);
}

class desk {
public:
    using command = shop::command;
    using event = shop::event;

    [[nodiscard]] events::decision<event> decide(const command& c) const {
        if (const auto* x = std::get_if<receive_goods>(&c))
            return std::vector<event>{goods_received{*x, stock(x->kind) + x->count}};
        const auto& x = std::get<repack_goods>(c);
        if (x.count > stock(x.kind)) return refusal{&too_few, {std::to_string(stock(x.kind))}, {}};
        return std::vector<event>{goods_repacked{x}, goods_arrived{x.to, x.by, x.kind, x.count}};
    }
    void apply(std::span<const event> all) {
        auto next = shelves_;
        for (const auto& e : all) {
            auto& one = next[stream_of(e)];
            ++one.version;
            if (const auto* in = std::get_if<goods_received>(&e)) {
                one.stock += in->count;
                if (one.stock != in->stock) throw std::invalid_argument("the stock differs");
            } else if (const auto* out = std::get_if<goods_repacked>(&e)) {
                one.stock -= out->count;
                if (one.stock < 0) throw std::invalid_argument("there are not so many");
            } else {
                one.stock += std::get<goods_arrived>(e).count;
            }
        }
        shelves_ = std::move(next);
    }
    [[nodiscard]] std::uint64_t version(const key& kind) const {
        const auto found = shelves_.find(kind);
        return found == shelves_.end() ? 0 : found->second.version;
    }
    [[nodiscard]] static event decode(std::string_view line) {
        auto e = events::read_event<event>(line, event_words);
        if (!e) throw std::invalid_argument("no event: " + std::string{line});
        return *std::move(e);
    }
    [[nodiscard]] int stock(const key& kind) const {
        const auto found = shelves_.find(kind);
        return found == shelves_.end() ? 0 : found->second.stock;
    }
    static constexpr std::string_view snapshot_name = "shop";
    static constexpr std::uint64_t snapshot_version = 1;
    [[nodiscard]] std::vector<std::string> pack() const {
        std::vector<std::string> parts;
        for (const auto& [kind, s] : shelves_)
            parts.insert(parts.end(), {kind.text(), std::to_string(s.version), std::to_string(s.stock)});
        return parts;
    }
    [[nodiscard]] bool unpack(std::span<const std::string> parts) {
        shelves_.clear();
        for (std::size_t i = 0; i + 2 < parts.size(); i += 3)
            shelves_[key{parts[i]}] = {std::stoull(parts[i + 1]), std::stoi(parts[i + 2])};
        return true;
    }
    friend bool operator==(const desk&, const desk&) = default;

private:
    struct shelf {
        std::uint64_t version = 0;
        int stock = 0;
        friend bool operator==(const shelf&, const shelf&) = default;
    };
    std::map<key, shelf> shelves_;
};

} // namespace shop
