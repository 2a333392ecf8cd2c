// Histories at random, of processes that write, read, fall behind, are cut off, are killed and begin again, in one
// thread and from one seed: a history that fails is repeated by its number.
//
// Whatever happens, a journal is what a plain model says: the model is asked first, and each answer is compared. What
// ends without an answer has happened whole or not at all, and that is looked up once and holds from then on.

#include <qaidam/events/events.hpp>
#include <qaidam/store/sqlite_journal.hpp>

#include <functional>
#include <map>
#include <memory>
#include <set>

#include <doctest/doctest.h>

#include "crash_vfs.hpp"
#include "events/sha256.hpp"
#include "events/shop.hpp"
#include "events/wrapped_journal.hpp"
#include "random.hpp"

TEST_SUITE_BEGIN("store/simulation");

using namespace qaidam;
using namespace qaidam::events;
using namespace std::chrono_literals;
using shop::receive_goods;
using shop::repack_goods;
using test::fault;

namespace {

constexpr const char* simulated_file = "/of-the-crash-vfs/a.journal";
const purpose visit{"grid-1", "visit"};

/// What there must be.
struct plain {
    struct event {
        std::string stream;
        std::uint64_t version;
        std::int64_t seconds;
        std::string bytes;
    };
    struct append {
        std::string key;
        shop::command what;
        std::vector<addition> additions;
        appended_range range;
    };
    struct note {
        text what;
        bool is_erased = false;
    };
    std::vector<event> events;
    std::vector<append> appends;
    std::map<std::string, int> stock;
    std::vector<note> notes;
    std::vector<text_access> accesses;
    std::vector<erasure> erasures;

    [[nodiscard]] std::uint64_t version(const key& stream) const {
        std::uint64_t count = 0;
        for (const auto& e : events) count += e.stream == stream.text() ? 1 : 0;
        return count;
    }
    [[nodiscard]] const append* find(const key& k) const {
        for (const auto& a : appends)
            if (a.key == k.text()) return &a;
        return nullptr;
    }
    [[nodiscard]] const note* find_note(const key& k) const {
        for (const auto& n : notes)
            if (n.what.key == k) return &n;
        return nullptr;
    }
    [[nodiscard]] int stock_of(const key& kind) const {
        const auto found = stock.find(kind.text());
        return found == stock.end() ? 0 : found->second;
    }

    /// What a command that is allowed adds now.
    [[nodiscard]] std::vector<addition> additions_of(const shop::command& c) const {
        if (const auto* in = std::get_if<receive_goods>(&c)) {
            const auto n = std::to_string(in->count), all = std::to_string(stock_of(in->kind) + in->count);
            return {
                {in->kind,
                 version(in->kind),
                 {"goods_received@1\t" + in->kind.text() + "\t" + in->by.text() + "\t" + n + "\t" + all}}};
        }
        const auto& x = std::get<repack_goods>(c);
        const auto from = x.kind.text(), to = x.to.text(), by = x.by.text(), n = std::to_string(x.count);
        return {{x.kind, version(x.kind), {"goods_repacked@1\t" + from + "\t" + by + "\t" + to + "\t" + n}},
                {x.to, version(x.to), {"goods_arrived@1\t" + to + "\t" + by + "\t" + from + "\t" + n}}};
    }
    void add(const shop::command& c, const key& k, calendar::utc_time at) {
        append a{k.text(), c, additions_of(c), {events.size(), 0}};
        for (const auto& x : a.additions)
            for (const auto& bytes : x.events) {
                events.push_back({x.stream.text(), version(x.stream) + 1, at.seconds_since_1970(), bytes});
                ++a.range.count;
            }
        appends.push_back(a);
        if (const auto* in = std::get_if<receive_goods>(&c)) stock[in->kind.text()] += in->count;
        if (const auto* x = std::get_if<repack_goods>(&c)) {
            stock[x->kind.text()] -= x->count;
            stock[x->to.text()] += x->count;
        }
    }
    void erase(const key& person, calendar::utc_time at) {
        erasure done{person, visit, at, 0};
        for (auto& n : notes) {
            if (n.what.about != person || n.is_erased) continue;
            n = {{n.what.key, person, {}}, true};
            ++done.texts;
        }
        erasures.push_back(done);
    }

    /// Whether the journal has this and nothing else.
    [[nodiscard]] bool is_in(journal& j) const {
        const auto all = j.read(0, 1'000'000);
        if (all.size() != events.size()) return false;
        for (std::uint64_t i = 0; i < all.size(); ++i) {
            const auto& e = events[i];
            const auto& found = all[i];
            if (found.position != i || found.stream.text() != e.stream || found.version != e.version ||
                found.time.seconds_since_1970() != e.seconds || found.bytes != e.bytes)
                return false;
        }
        std::vector<recorded_append> wanted;
        for (const auto& a : appends) wanted.push_back({key{a.key}, a.range});
        if (j.read_appends(0, 1'000'000) != wanted) return false;
        const auto records = j.texts().read_records({}, 1'000'000);
        if (records.texts.size() != notes.size()) return false;
        for (std::size_t i = 0; i < notes.size(); ++i)
            if (records.texts[i].text != notes[i].what ||
                records.texts[i].salt.has_value() == notes[i].is_erased)
                return false;
        return records.accesses == accesses && records.erasures == erasures;
    }
    /// The digest of the last event, worked out from the first on.
    [[nodiscard]] std::string last_digest() const {
        std::string last(32, '\0');
        for (std::uint64_t i = 0; i < events.size(); ++i) {
            const auto& e = events[i];
            last = test::digest_of(last, i, e.stream, e.version, e.seconds, e.bytes);
        }
        return last;
    }
};

struct counts {
    int histories = 0, done = 0, not_allowed = 0, conflicts = 0, again = 0, lines_cut = 0, faults = 0,
        crashes = 0, in_doubt = 0, had_happened = 0, opened = 0, by_snapshot = 0, snapshots = 0, texts = 0,
        erasures = 0;
    std::set<std::string> codes;
};

struct line_cut {};   ///< the request or its answer was lost
struct power_gone {}; ///< all processes have ended

class seeded_history {
public:
    seeded_history(std::uint64_t which, bool on_disk, counts& all) : random_{which}, counts_{all} {
        if (on_disk)
            disk_ = std::make_unique<test::crash_vfs>(test::seed() + which);
        else
            memory_ = std::make_unique<memory_journal>(journal_options{.clock = &clock_});
        where_ = "history " + std::to_string(which) + (on_disk ? " on a disk" : " in memory");
    }

    void run() {
        for (step_ = 0; step_ < 25; ++step_) {
            try {
                act();
            } catch (const power_gone&) {
                ++counts_.crashes;
                begin_again();
            }
        }
        is_over_ = true;
        begin_again();
        check_end();
        ++counts_.histories;
    }

private:
    class line;
    struct process {
        std::unique_ptr<journal> own; ///< its connection, where the journal is on a disk
        std::unique_ptr<line> to;     ///< through which it asks
        std::optional<recorder<shop::desk>> desk;
        bool is_busy = false;
        std::optional<std::pair<shop::command, key>> asked{}; ///< without an answer yet
        std::uint64_t read = 0;                               ///< events, one after the other
    };
    /// Between a recorder and the journal.
    class line final : public test::passing_journal {
    public:
        line(seeded_history& h, process& p, journal& to)
            : passing_journal{to},
              history_{h},
              process_{p},
              inside_{to} {}
        appended_range append(std::span<const addition> additions, const key& k) override {
            return history_.append(process_, inside_, additions, k);
        }

    private:
        seeded_history& history_;
        process& process_;
        journal& inside_;
    };

    void require(bool holds, int at = __builtin_LINE()) const {
        if (!holds)
            throw std::logic_error("QAIDAM_SEED=" + std::to_string(test::seed()) + ", " + where_ + ", step " +
                                   std::to_string(step_) + ", line " + std::to_string(at));
    }

    /// One thing that somebody does, from its beginning to its end or its failure.
    void act() {
        auto& p = all_[static_cast<std::size_t>(random_.between(0, 2))];
        if (p.is_busy) return;
        p.is_busy = true;
        try {
            if (!p.desk) open(p);
            clock_.set(clock_.now() + std::chrono::seconds{random_.between(-3, 40)});
            const auto what = random_.between(0, 22);
            if (p.asked && what < 12)
                carry_out(p, p.asked->first, p.asked->second);
            else if (what < 10)
                carry_out(p, some_command(), key{"command " + std::to_string(++commands_)});
            else if (what < 12)
                ask_again(p);
            else if (what < 14)
                append_what_does_not_fit(p);
            else if (what < 15)
                read_on(p);
            else if (what < 19)
                use_texts(p, what);
            else if (what < 20)
                keep_snapshot(p);
            else if (what < 21)
                close(p);
            else
                make_fault();
        } catch (const line_cut&) {
            ++counts_.lines_cut;
        } catch (const data_error& e) {
            note_fault(e);
        } catch (...) {
            p.is_busy = false;
            throw;
        }
        p.is_busy = false;
    }

    // What a process does.

    void open(process& p) {
        if (disk_)
            p.own = std::make_unique<store::sqlite_journal>(
                simulated_file,
                store::sqlite_options{.clock = &clock_, .busy_time = 50ms, .vfs = disk_->name()});
        auto& j = disk_ ? *p.own : *memory_;
        const auto found = j.find_snapshot("shop");
        if (snapshot_)
            require(found.has_value() == (*snapshot_ > 0) && (!found || found->head.size == *snapshot_));
        p.to = std::make_unique<line>(*this, p, j);
        p.desk.emplace(shop::desk{}, *p.to);
        require(p.desk->position() == now_.events.size());
        for (const auto& [kind, count] : now_.stock) {
            require(p.desk->desk().stock(key{kind}) == count);
            require(p.desk->desk().version(key{kind}) == now_.version(key{kind}));
        }
        ++counts_.opened;
        counts_.by_snapshot += found ? 1 : 0;
    }
    static void close(process& p) {
        p.desk.reset();
        p.to.reset();
        p.own.reset();
    }

    [[nodiscard]] shop::command some_command() {
        static const std::vector<key> kinds{"rice", "bag", "oil"};
        const auto from = random_.one_of(kinds), to = random_.one_of(kinds);
        const auto count = random_.between(1, 5);
        if (from == to || random_.one_in(2)) return receive_goods{from, "p", count};
        return repack_goods{from, "p", to, count};
    }

    void carry_out(process& p, shop::command c, key k) {
        p.asked = {c, k};
        const auto why = p.desk->carry_out(c, k);
        p.asked.reset();
        if (!why) {
            require(now_.find(k) != nullptr);
            ++counts_.done;
            return;
        }
        require(*why->rule == shop::too_few && now_.find(k) == nullptr);
        const auto& kind = std::get<repack_goods>(c).kind;
        require(why->arguments[0] == std::to_string(now_.stock_of(kind)));
        ++counts_.not_allowed;
    }

    /// Its key with the same command or with another.
    void ask_again(process& p) {
        if (now_.appends.empty()) return;
        const auto before = random_.one_of(now_.appends);
        const auto size = now_.appends.size();
        if (random_.one_in(2)) {
            require(!p.desk->carry_out(before.what, key{before.key}));
        } else {
            const auto why = p.desk->carry_out(receive_goods{"rice", "somebody else", 1}, key{before.key});
            require(why && *why->rule == events::codes::key_reused);
        }
        require(now_.appends.size() == size);
        ++counts_.again;
    }

    void append_what_does_not_fit(process& p) {
        auto& j = disk_ ? *p.own : *memory_;
        const auto refused_with = [&](const std::vector<addition>& additions, const key& k) {
            try {
                j.append(additions, k);
            } catch (const refused& e) {
                return e.why().rule;
            }
            return static_cast<const message_rule*>(nullptr);
        };
        const key stream{"rice"};
        const auto version = now_.version(stream);
        const auto late = version > 0 && random_.one_in(2) ? version - 1 : version + 1;
        require(*refused_with({{"bag", now_.version("bag"), {"1"}}, {stream, late, {"2"}}}, "late") ==
                events::codes::version_conflict);
        if (now_.appends.empty()) return;
        const auto& before = random_.one_of(now_.appends);
        require(j.append(before.additions, key{before.key}) == before.range);
        auto other = before.additions;
        other.back().events.back() += "!";
        require(*refused_with(other, key{before.key}) == events::codes::key_reused);
    }

    void read_on(process& p) {
        const auto& j = disk_ ? *p.own : *memory_;
        for (const auto& e : j.read(p.read, static_cast<std::size_t>(random_.between(1, 9)))) {
            require(e.position == p.read && e.position < now_.events.size());
            require(e.bytes == now_.events[p.read].bytes);
            ++p.read;
        }
    }

    void use_texts(process& p, int what) {
        auto& j = disk_ ? *p.own : *memory_;
        auto& texts = j.texts();
        auto after = now_;
        const key person{"p-" + std::to_string(random_.between(0, 2))};
        if (what < 17) {
            const auto n = std::to_string(++texts_);
            const text t{key{"note-" + n}, person, {"words of note " + n + std::string(n.size() * 900, 'w')}};
            after.notes.push_back({t});
            change(j, after, [&] { texts.put(t); });
            ++counts_.texts;
        } else if (what < 18 && !now_.notes.empty()) {
            const auto& n = random_.one_of(now_.notes);
            if (!n.is_erased) after.accesses.push_back({n.what.key, n.what.about, visit, clock_.now()});
            text_found found;
            const auto wanted = n;
            change(j, after, [&] { found = texts.read(wanted.what.key, visit); });
            require(found.state == (wanted.is_erased ? text_state::erased : text_state::kept));
            require(found.words == wanted.what.words);
        } else {
            const auto before = now_.notes;
            after.erase(person, clock_.now());
            snapshot_.reset(); // until it is known
            change(j, after, [&] { require(texts.erase(person, visit) == after.erasures.back()); });
            snapshot_ = 0;
            ++counts_.erasures;
            for (const auto& n : before)
                if (disk_ && n.what.about == person && !n.is_erased) require(!disk_->has(n.what.words.zh));
        }
    }

    void keep_snapshot(process& p) {
        if (p.desk->position() == 0) return;
        snapshot_.reset(); // until it is known
        p.desk->keep_snapshot();
        snapshot_ = p.desk->position();
        ++counts_.snapshots;
    }

    void make_fault() {
        if (!disk_) return;
        static constexpr fault kinds[] = {fault::power_lost, fault::power_torn, fault::power_reordered,
                                          fault::killed,     fault::io_error,   fault::disk_full,
                                          fault::short_read};
        const auto how = random_.one_of(kinds);
        const auto done = how == fault::short_read ? disk_->reads() : disk_->writes_and_syncs();
        disk_->fail_at(done + static_cast<std::uint64_t>(random_.between(1, 40)), how);
        if (!random_.one_in(4)) return;
        disk_->cut_power(how == fault::killed ? fault::killed : fault::power_reordered);
        throw power_gone{};
    }

    // What comes between, and what is known afterwards.

    /// What the recorder of a process appends. Others may act before it arrives, and it or its answer may be lost.
    appended_range append(process& p, journal& to, std::span<const addition> additions, const key& k) {
        while (!is_over_ && random_.one_in(3)) act();
        if (!is_over_ && random_.one_in(25)) throw line_cut{};
        const auto& [c, its_key] = *p.asked;
        require(its_key == k);
        const auto* before = now_.find(k);
        const bool is_late =
            before == nullptr && std::any_of(additions.begin(), additions.end(), [&](const addition& a) {
                return a.expected_version != now_.version(a.stream);
            });
        auto after = now_;
        if (before == nullptr && !is_late) {
            after.add(c, k, clock_.now());
            require(are_equal(after.appends.back().additions, additions));
        }
        appended_range range;
        try {
            change(to, after, [&] { range = to.append(additions, k); });
        } catch (const refused& e) {
            in_doubt_.reset();
            const bool is_other = before != nullptr && !are_equal(before->additions, additions);
            require(*e.why().rule == events::codes::version_conflict ? is_late : is_other);
            ++counts_.conflicts;
            throw;
        }
        require(!is_late && range == now_.find(k)->range);
        if (!is_over_ && random_.one_in(25)) throw line_cut{};
        return range;
    }
    static bool are_equal(std::span<const addition> a, std::span<const addition> b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const addition& x, const addition& y) {
            return x.stream == y.stream && x.expected_version == y.expected_version && x.events == y.events;
        });
    }

    /// Does what makes `after` out of what there is now. If it fails, it is looked up which of the two there is.
    void change(journal& j, const plain& after, const std::function<void()>& use) {
        in_doubt_ = after;
        try {
            use();
        } catch (const data_error& e) {
            if (disk_->is_down()) throw power_gone{};
            note_fault(e);
            settle(j);
            throw line_cut{};
        }
        now_ = after;
        in_doubt_.reset();
    }
    void settle(journal& j) {
        if (!in_doubt_) return;
        ++counts_.in_doubt;
        if (!look_whether(now_, j)) {
            require(look_whether(*in_doubt_, j));
            now_ = *in_doubt_;
            ++counts_.had_happened;
        }
        in_doubt_.reset();
    }
    /// The fault may come while somebody looks; it comes once.
    static bool look_whether(const plain& there, journal& j) {
        try {
            return there.is_in(j);
        } catch (const data_error&) {
            return there.is_in(j);
        }
    }
    void note_fault(const data_error& e) {
        ++counts_.faults;
        const auto& code = e.why().begin()->rule->code;
        counts_.codes.insert(std::string{code});
        require(code != store::codes::damaged_journal.code);
        if (disk_->is_down()) throw power_gone{};
    }

    /// After all processes have ended.
    void begin_again() {
        for (auto& p : all_) {
            close(p);
            p.is_busy = false;
        }
        if (disk_) disk_->restart();
        const auto at = snapshot_;
        snapshot_.reset();
        auto& p = all_[0];
        if (disk_)
            p.own = std::make_unique<store::sqlite_journal>(
                simulated_file,
                store::sqlite_options{.clock = &clock_, .busy_time = 50ms, .vfs = disk_->name()});
        auto& j = disk_ ? *p.own : *memory_;
        settle(j);
        require(now_.is_in(j));
        close(p);
        snapshot_ = at;
    }

    void check_end() {
        auto& p = all_[0];
        open(p);
        auto& j = disk_ ? *p.own : *memory_;
        const auto digest = j.head().digest;
        require(std::string(digest.bytes.begin(), digest.bytes.end()) == now_.last_digest());
        require(!verify(j));
        for (const auto& n : now_.notes)
            require(!n.is_erased || j.texts().read(n.what.key, visit).state == text_state::erased);
        for (auto& other : all_) {
            if (!other.asked) continue;
            // Whoever got no answer asks again, and it happens once.
            if (!other.desk) open(other);
            carry_out(other, other.asked->first, other.asked->second);
        }
        require(now_.is_in(j));
    }

    test::random random_;
    counts& counts_;
    set_clock clock_{calendar::utc_time{{2022, 1, 10}}};
    std::unique_ptr<test::crash_vfs> disk_;
    std::unique_ptr<memory_journal> memory_;
    std::array<process, 3> all_;
    plain now_;
    std::optional<plain> in_doubt_; ///< what there is instead if what was asked last has happened
    std::optional<std::uint64_t> snapshot_ =
        0; ///< of how many events, 0 for none; nothing if it is not known
    int commands_ = 0, texts_ = 0, step_ = 0;
    bool is_over_ = false; ///< what is asked now is answered
    std::string where_;
};

void simulate(int histories) {
    counts all;
    for (int i = 0; i < histories; ++i) seeded_history{static_cast<std::uint64_t>(i), i % 2 == 0, all}.run();
    std::string codes;
    for (const auto& c : all.codes) codes += " " + c;
    MESSAGE("QAIDAM_SEED=" << test::seed() << ": " << all.histories << " histories, " << all.done
                           << " commands done, " << all.not_allowed << " not allowed, " << all.conflicts
                           << " conflicts, " << all.again << " asked again, " << all.lines_cut
                           << " answers lost, " << all.crashes << " crashes, " << all.faults << " faults ("
                           << codes << " ), " << all.in_doubt << " in doubt of which " << all.had_happened
                           << " had happened, " << all.opened << " openings, " << all.by_snapshot
                           << " by one of " << all.snapshots << " snapshots, " << all.texts << " texts, "
                           << all.erasures << " erasures");
    CHECK(all.histories == histories);
    for (const auto n :
         {all.done, all.not_allowed, all.conflicts, all.again, all.lines_cut, all.crashes, all.faults,
          all.in_doubt, all.had_happened, all.by_snapshot, all.texts, all.erasures})
        CHECK(n > histories / 100);
}

} // namespace

TEST_CASE("random histories with faults are what a plain model says, at each step") {
    simulate(test::cases(600));
}

TEST_CASE("a hundred thousand histories" * doctest::skip()) {
    simulate(100'000);
}

TEST_SUITE_END();
