/// Journals that pass everything on to another: tests change what they want to.
#pragma once

#include <qaidam/events/journal.hpp>

namespace test {

class passing_journal : public qaidam::events::journal {
public:
    explicit passing_journal(qaidam::events::journal& to) : to_{&to} {}

    using appended_range = qaidam::events::appended_range;
    using recorded_event = qaidam::events::recorded_event;
    using recorded_append = qaidam::events::recorded_append;
    using key = qaidam::key;

    appended_range append(std::span<const qaidam::events::addition> a, const key& k) override {
        return to_->append(a, k);
    }
    [[nodiscard]] std::optional<appended_range> find(const key& k) const override { return to_->find(k); }
    [[nodiscard]] std::vector<recorded_event> read(std::uint64_t from, std::size_t most) const override {
        return to_->read(from, most);
    }
    [[nodiscard]] std::vector<recorded_event> read_stream(const key& s, std::uint64_t after,
                                                          std::size_t most) const override {
        return to_->read_stream(s, after, most);
    }
    [[nodiscard]] std::uint64_t version(const key& s) const override { return to_->version(s); }
    [[nodiscard]] qaidam::events::journal_head head() const override { return to_->head(); }
    [[nodiscard]] bool wait_for(std::uint64_t p, std::chrono::milliseconds t) const override {
        return to_->wait_for(p, t);
    }
    [[nodiscard]] std::vector<recorded_append> read_appends(std::uint64_t after,
                                                            std::size_t most) const override {
        return to_->read_appends(after, most);
    }
    void restore(std::span<const recorded_append> a, std::span<const recorded_event> e) override {
        to_->restore(a, e);
    }
    [[nodiscard]] qaidam::events::text_store& texts() override { return to_->texts(); }
    void keep_snapshot(const qaidam::events::snapshot& s) override { to_->keep_snapshot(s); }
    [[nodiscard]] std::optional<qaidam::events::snapshot> find_snapshot(const key& name) const override {
        return to_->find_snapshot(name);
    }
    void drop_snapshots() override { to_->drop_snapshots(); }

private:
    qaidam::events::journal* to_;
};

/// To a memory journal of its own.
class wrapped_journal : public passing_journal {
public:
    wrapped_journal() : passing_journal{inside} {}
    qaidam::events::memory_journal inside;
};

} // namespace test
