/// How a desk takes back a batch of events of which one does not follow.
#pragma once

#include <cstddef>
#include <set>
#include <utility>
#include <vector>

#include <qaidam/base/id.hpp>

#pragma GCC visibility push(default)

namespace qaidam::events {

/// A registry as it was before a batch. Each event is checked before it changes anything, so only a batch of
/// several needs it.
template <class Registry>
class undo;
template <class Registry>
undo(Registry&) -> undo<Registry>;

template <class Id, class Record, template <class...> class Vector>
class undo<registry<Id, Record, Vector>> {
public:
    using registry_type = registry<Id, Record, Vector>;

    explicit undo(registry_type& all) : all_{&all}, size_{all.size()} {}

    /// Keeps the record as it is; to be called before it changes. One that came with the batch is not kept.
    void keep(Id id) {
        if (id.value() < size_ && known_.insert(id).second) kept_.emplace_back(id, (*all_)[id]);
    }

    /// How many records there were.
    [[nodiscard]] std::size_t size() const { return size_; }

    /// Calls `restored(id)` for each record that is as it was again.
    template <class Restored>
    void take_back(Restored restored) {
        all_->truncate(size_);
        for (auto& [id, record] : kept_) {
            all_->replace(id, std::move(record));
            restored(id);
        }
    }
    void take_back() {
        take_back([](Id) {});
    }

private:
    registry_type* all_;
    std::size_t size_;
    std::set<Id> known_;
    std::vector<std::pair<Id, Record>> kept_;
};

} // namespace qaidam::events

#pragma GCC visibility pop
