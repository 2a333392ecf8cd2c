#include <qaidam/events/verify.hpp>

#include <algorithm>
#include <map>

namespace qaidam::events {

std::string to_string(const journal_fault& f, language l) {
    return fill(*f.rule, f.arguments, l);
}

namespace {

constexpr std::size_t at_a_time = 1000;

/// What one pass over the journal tells of a stream, to be compared with the stream read by itself.
struct stream_so_far {
    std::uint64_t first_position = 0;
    std::uint64_t version = 0;
    digest sum{}; ///< of the digests, bit by bit

    void add(const recorded_event& e) {
        if (version == 0) first_position = e.position;
        version = e.version;
        for (std::size_t i = 0; i < sum.bytes.size(); ++i) sum.bytes[i] ^= e.digest.bytes[i];
    }
    friend bool operator==(const stream_so_far&, const stream_so_far&) = default;
};

/// Nothing if it is not in order. Who appends meanwhile makes it longer than `until`.
std::optional<stream_so_far> read_stream(const journal& where, const key& stream, std::uint64_t until) {
    stream_so_far all;
    for (;;) {
        const auto left = std::min<std::uint64_t>(at_a_time, until - all.version);
        if (left == 0) return all;
        const auto some = where.read_stream(stream, all.version, static_cast<std::size_t>(left));
        if (some.empty()) return all;
        for (const auto& e : some) {
            if (e.stream != stream || e.version != all.version + 1) return std::nullopt;
            all.add(e);
        }
    }
}

journal_fault fault(std::uint64_t position, const message_rule& rule, std::vector<std::string> arguments) {
    return {position, &rule, std::move(arguments)};
}

} // namespace

std::optional<journal_fault> verify(const journal& where, const journal_head& earlier) {
    const auto until = where.head(); // what others append meanwhile is for another time
    if (until.size < earlier.size)
        return fault(until.size, codes::journal_cut,
                     {std::to_string(until.size), std::to_string(earlier.size)});
    journal_head at;
    std::map<key, stream_so_far> streams;
    const auto differs = [&] { return at.size == earlier.size && at.digest != earlier.digest; };
    while (at.size < until.size && !differs()) {
        const auto some = where.read(
            at.size, static_cast<std::size_t>(std::min<std::uint64_t>(at_a_time, until.size - at.size)));
        if (some.empty()) return fault(at.size, codes::event_changed, {std::to_string(at.size)});
        for (const auto& e : some) {
            auto& stream = streams[e.stream];
            if (e.position != at.size || e.version != stream.version + 1 ||
                e.digest != digest_of(at.digest, e))
                return fault(at.size, codes::event_changed, {std::to_string(at.size)});
            stream.add(e);
            at = {at.size + 1, e.digest};
            if (differs()) break;
        }
    }
    if (differs())
        return fault(earlier.size == 0 ? 0 : earlier.size - 1, codes::head_differs,
                     {std::to_string(earlier.size)});
    if (at.digest != until.digest)
        return fault(until.size - 1, codes::event_changed, {std::to_string(until.size - 1)});

    std::optional<journal_fault> first;
    const auto keep_first = [&](journal_fault f) {
        if (!first || f.position < first->position) first = std::move(f);
    };
    for (const auto& [stream, wanted] : streams) {
        if (read_stream(where, stream, wanted.version) != wanted || where.version(stream) < wanted.version)
            keep_first(fault(wanted.first_position, codes::stream_differs, {stream.text()}));
    }
    std::uint64_t appends = 0, next = 0;
    while (next <= until.size) {
        const auto some = where.read_appends(appends, at_a_time);
        if (some.empty()) break;
        for (const auto& a : some) {
            if (a.range.position != next || where.find(a.idempotency_key) != a.range) {
                keep_first(fault(next, codes::append_differs, {std::to_string(next)}));
                return first;
            }
            next += a.range.count;
            ++appends;
        }
    }
    if (next < until.size) keep_first(fault(next, codes::append_differs, {std::to_string(next)}));
    return first;
}

} // namespace qaidam::events
