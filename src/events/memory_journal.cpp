#include <qaidam/events/journal.hpp>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

#include <qaidam/events/detail/appends.hpp>
#include <qaidam/events/detail/texts.hpp>

namespace qaidam::events {
namespace {

template <class T>
std::vector<T> some_of(const std::vector<T>& all, std::uint64_t after, std::size_t most) {
    if (after >= all.size()) return {};
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(after);
    return {first, first + static_cast<std::ptrdiff_t>(std::min<std::size_t>(most, all.size() - after))};
}

} // namespace

namespace detail {

class memory_texts final : public text_store {
public:
    memory_texts(const clock& c, std::map<key, snapshot>& snapshots, std::mutex& m)
        : clock_{c},
          snapshots_{snapshots},
          mutex_{m} {}

    std::vector<digest> put(std::span<const text> texts) override {
        require_texts(texts);
        const std::lock_guard lock{mutex_};
        for (const auto& t : texts)
            if (const auto* kept = find(t.key)) require_same(*kept, t);
        std::vector<digest> digests;
        for (const auto& t : texts) {
            if (find(t.key) == nullptr) add({t, make_salt()});
            digests.push_back(found_of(*find(t.key)).digest);
        }
        return digests;
    }

    std::vector<text_found> read(std::span<const key> keys, const purpose& for_what) override {
        require_purpose(for_what);
        const std::lock_guard lock{mutex_};
        std::vector<text_found> answers;
        for (const auto& k : keys) {
            const auto* kept = find(k);
            answers.push_back(kept == nullptr ? text_found{} : found_of(*kept));
            if (answers.back().state == text_state::kept)
                all_.accesses.push_back({k, kept->text.about, for_what, clock_.now()});
        }
        return answers;
    }

    erasure erase(const key& person, const purpose& for_what) override {
        require_person(person);
        require_purpose(for_what);
        const std::lock_guard lock{mutex_};
        erasure done{person, for_what, clock_.now(), 0};
        for (auto& r : all_.texts) {
            if (r.text.about != person || !r.salt) continue;
            r.salt.reset();
            r.text.words = {};
            ++done.texts;
        }
        all_.erasures.push_back(done);
        snapshots_.clear();
        return done;
    }

    [[nodiscard]] std::vector<text_access> list_accesses(const key& person) const override {
        const std::lock_guard lock{mutex_};
        std::vector<text_access> those;
        for (const auto& a : all_.accesses)
            if (a.about == person) those.push_back(a);
        return those;
    }
    [[nodiscard]] std::vector<erasure> list_erasures(const key& person) const override {
        const std::lock_guard lock{mutex_};
        std::vector<erasure> those;
        for (const auto& e : all_.erasures)
            if (e.person == person) those.push_back(e);
        return those;
    }

    [[nodiscard]] text_records read_records(const text_counts& after, std::size_t most) const override {
        const std::lock_guard lock{mutex_};
        return {some_of(all_.texts, after.texts, most), some_of(all_.accesses, after.accesses, most),
                some_of(all_.erasures, after.erasures, most)};
    }
    void restore(const text_records& records) override {
        const std::lock_guard lock{mutex_};
        std::set<key> keys;
        for (const auto& r : records.texts)
            if (find(r.text.key) != nullptr || !keys.insert(r.text.key).second) refuse_texts();
        for (const auto& r : records.texts) add(r);
        all_.accesses.insert(all_.accesses.end(), records.accesses.begin(), records.accesses.end());
        all_.erasures.insert(all_.erasures.end(), records.erasures.begin(), records.erasures.end());
    }

private:
    [[nodiscard]] const text_record* find(const key& k) const {
        const auto found = index_.find(k);
        return found == index_.end() ? nullptr : &all_.texts[found->second];
    }
    void add(text_record r) {
        index_.emplace(r.text.key, all_.texts.size());
        all_.texts.push_back(std::move(r));
    }

    const clock& clock_;
    std::map<key, snapshot>& snapshots_;
    std::mutex& mutex_; ///< of the journal
    text_records all_;
    std::map<key, std::size_t> index_;
};

} // namespace detail

struct memory_journal::state {
    const events::clock* clock;
    mutable std::mutex mutex;
    mutable std::condition_variable grown;
    std::vector<recorded_event> events;
    std::map<key, std::vector<std::uint64_t>> streams;                     ///< the positions of their events
    std::map<key, appended_range> ranges;                                  ///< of appends, by idempotency key
    std::vector<const std::map<key, appended_range>::value_type*> appends; ///< in their order
    std::map<key, snapshot> snapshots;
    detail::memory_texts texts{*clock, snapshots, mutex};

    explicit state(const events::clock& c) : clock{&c} {}

    [[nodiscard]] std::uint64_t version(const key& stream) const {
        const auto found = streams.find(stream);
        return found == streams.end() ? 0 : found->second.size();
    }
    [[nodiscard]] std::optional<appended_range> find(const key& idempotency_key) const {
        const auto found = ranges.find(idempotency_key);
        return found == ranges.end() ? std::nullopt : std::optional{found->second};
    }
    [[nodiscard]] journal_head head() const {
        return events.empty() ? journal_head{} : journal_head{events.size(), events.back().digest};
    }
    void add(recorded_event e) {
        streams[e.stream].push_back(e.position);
        events.push_back(std::move(e));
    }
    void keep(const key& idempotency_key, const appended_range& range) {
        appends.push_back(&*ranges.emplace(idempotency_key, range).first);
    }
};

memory_journal::memory_journal(const journal_options& options) : state_{new state{*options.clock}} {}

memory_journal::~memory_journal() = default;

appended_range memory_journal::append(std::span<const addition> additions, const key& idempotency_key) {
    detail::require_append(additions, idempotency_key);
    const std::lock_guard lock{state_->mutex};
    auto& now = *state_;
    if (const auto before = now.find(idempotency_key)) {
        const auto kept = std::span{now.events}.subspan(before->position, before->count);
        if (!detail::is_same_append(kept, additions)) detail::refuse_key(idempotency_key);
        return *before;
    }
    for (const auto& a : additions) detail::require_version(a, now.version(a.stream));

    appended_range range{now.events.size(), 0};
    const auto time = now.clock->now();
    for (const auto& a : additions) {
        auto version = a.expected_version;
        for (const auto& bytes : a.events) {
            const auto head = now.head();
            recorded_event e{head.size, a.stream, ++version, time, bytes, {}};
            e.digest = digest_of(head.digest, e);
            now.add(std::move(e));
            ++range.count;
        }
    }
    now.keep(idempotency_key, range);
    now.grown.notify_all();
    return range;
}

std::optional<appended_range> memory_journal::find(const key& idempotency_key) const {
    const std::lock_guard lock{state_->mutex};
    return state_->find(idempotency_key);
}

std::vector<recorded_event> memory_journal::read(std::uint64_t from_position, std::size_t most) const {
    const std::lock_guard lock{state_->mutex};
    return some_of(state_->events, from_position, most);
}

std::vector<recorded_event> memory_journal::read_stream(const key& stream, std::uint64_t after_version,
                                                        std::size_t most) const {
    const std::lock_guard lock{state_->mutex};
    std::vector<recorded_event> found;
    const auto those = state_->streams.find(stream);
    if (those == state_->streams.end()) return found;
    for (auto i = after_version; i < those->second.size() && found.size() < most; ++i)
        found.push_back(state_->events[those->second[i]]);
    return found;
}

std::uint64_t memory_journal::version(const key& stream) const {
    const std::lock_guard lock{state_->mutex};
    return state_->version(stream);
}

journal_head memory_journal::head() const {
    const std::lock_guard lock{state_->mutex};
    return state_->head();
}

std::size_t memory_journal::size() const {
    return head().size;
}

bool memory_journal::wait_for(std::uint64_t position, std::chrono::milliseconds timeout) const {
    std::unique_lock lock{state_->mutex};
    return state_->grown.wait_for(lock, timeout, [&] { return state_->events.size() > position; });
}

std::vector<recorded_append> memory_journal::read_appends(std::uint64_t after, std::size_t most) const {
    const std::lock_guard lock{state_->mutex};
    std::vector<recorded_append> found;
    for (auto i = after; i < state_->appends.size() && found.size() < most; ++i)
        found.push_back({state_->appends[i]->first, state_->appends[i]->second});
    return found;
}

void memory_journal::restore(std::span<const recorded_append> appends,
                             std::span<const recorded_event> events) {
    const std::lock_guard lock{state_->mutex};
    auto& now = *state_;
    detail::require_restorable(now.head(), appends, events);
    std::set<key> keys;
    for (const auto& a : appends)
        if (now.find(a.idempotency_key) || !keys.insert(a.idempotency_key).second)
            detail::refuse_append(a.range.position);
    std::map<key, std::uint64_t> versions;
    for (const auto& e : events) {
        const auto version = versions.try_emplace(e.stream, now.version(e.stream)).first;
        if (e.version != ++version->second) detail::refuse_event(e.position);
    }
    for (const auto& e : events) now.add(e);
    for (const auto& a : appends) now.keep(a.idempotency_key, a.range);
    now.grown.notify_all();
}

text_store& memory_journal::texts() {
    return state_->texts;
}

void memory_journal::keep_snapshot(const snapshot& s) {
    const std::lock_guard lock{state_->mutex};
    state_->snapshots.insert_or_assign(s.name, s);
}

std::optional<snapshot> memory_journal::find_snapshot(const key& name) const {
    const std::lock_guard lock{state_->mutex};
    const auto found = state_->snapshots.find(name);
    return found == state_->snapshots.end() ? std::nullopt : std::optional{found->second};
}

void memory_journal::drop_snapshots() {
    const std::lock_guard lock{state_->mutex};
    state_->snapshots.clear();
}

} // namespace qaidam::events
