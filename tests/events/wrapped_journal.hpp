/// A journal that passes everything on to a memory journal: tests change what they want to.
#pragma once

#include <qaidam/events/journal.hpp>

namespace test {

class wrapped_journal : public qaidam::events::journal {
public:
    qaidam::events::memory_journal inside;

    using appended_range = qaidam::events::appended_range;
    using recorded_event = qaidam::events::recorded_event;
    using recorded_append = qaidam::events::recorded_append;
    using key = qaidam::key;

    appended_range append(std::span<const qaidam::events::addition> a, const key& k) override {
        return inside.append(a, k);
    }
    [[nodiscard]] std::optional<appended_range> find(const key& k) const override { return inside.find(k); }
    [[nodiscard]] std::vector<recorded_event> read(std::uint64_t from, std::size_t most) const override {
        return inside.read(from, most);
    }
    [[nodiscard]] std::vector<recorded_event> read_stream(const key& s, std::uint64_t after,
                                                          std::size_t most) const override {
        return inside.read_stream(s, after, most);
    }
    [[nodiscard]] std::uint64_t version(const key& s) const override { return inside.version(s); }
    [[nodiscard]] qaidam::events::journal_head head() const override { return inside.head(); }
    [[nodiscard]] bool wait_for(std::uint64_t p, std::chrono::milliseconds t) const override {
        return inside.wait_for(p, t);
    }
    [[nodiscard]] std::vector<recorded_append> read_appends(std::uint64_t after,
                                                            std::size_t most) const override {
        return inside.read_appends(after, most);
    }
    void restore(std::span<const recorded_append> a, std::span<const recorded_event> e) override {
        inside.restore(a, e);
    }
    [[nodiscard]] qaidam::events::text_store& texts() override { return inside.texts(); }
    void keep_snapshot(const qaidam::events::snapshot& s) override { inside.keep_snapshot(s); }
    [[nodiscard]] std::optional<qaidam::events::snapshot> find_snapshot(const key& name) const override {
        return inside.find_snapshot(name);
    }
    void drop_snapshots() override { inside.drop_snapshots(); }
};

} // namespace test
