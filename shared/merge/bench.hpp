// The workbench of one edit: the entities it touches as they will be if the whole edit stands.
// Nothing leaves it before all operations are done, so an edit that is HELD changes nothing.
// Owner: applyEdit, for one call. Threads: one.
// Errors: a store's error travels as it is; hold() makes the error that ends the edit as HELD.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/merge/merge.hpp"

namespace hearth::merge {

struct Held {
    protocol::HeldReason reason = protocol::HELD_REASON_UNSPECIFIED;
    std::string sentence;
};

class Bench {
public:
    Bench(const records::Edit& edit, const Received& received, Surroundings& surroundings);
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;
    ~Bench() = default;

    [[nodiscard]] const records::Edit& edit() const noexcept { return m_edit; }
    [[nodiscard]] const Received& received() const noexcept { return m_received; }
    [[nodiscard]] Surroundings& surroundings() noexcept { return m_surroundings; }
    // Of everything this edit's author writes.
    [[nodiscard]] const records::Stamp& stamp() const noexcept { return m_stamp; }
    // Of what the server writes because of this edit: no author, no incarnation.
    [[nodiscard]] records::Stamp serverStamp() const;

    // Null when there is no such entity. Stays valid as long as the bench.
    [[nodiscard]] base::Result<records::Entity*> find(const records::EntityKey& key);
    // The body before this edit; null for an entity that the edit made.
    [[nodiscard]] const records::Body* before(const records::EntityKey& key) const;
    // A new entity in a scope, created by `by`; touched already.
    records::Entity& add(const records::EntityKey& key, const base::ScopeId& scope,
                         records::Body body, const records::Stamp& by);
    // The entity goes out with this edit's revision.
    void touch(records::Entity& entity);

    void note(Finding finding) { m_findings.push_back(std::move(finding)); }
    // Ends the edit as HELD: return the error. The sentence is for a person and may go into a log:
    // ids and rules only.
    [[nodiscard]] base::Error hold(protocol::HeldReason reason, std::string sentence);

    // What the edit changes, in the order of the first touch; may grow while it is walked by index.
    [[nodiscard]] std::size_t touchedCount() const noexcept { return m_order.size(); }
    [[nodiscard]] records::Entity& touched(std::size_t index);

    // When all operations are done.
    [[nodiscard]] Outcome applied();
    // Empty unless hold() was called.
    [[nodiscard]] std::optional<Outcome> held() const;

private:
    struct Slot {
        records::Entity entity;
        std::optional<records::Body> before;
        bool touched = false;
    };

    const records::Edit& m_edit;
    const Received& m_received;
    Surroundings& m_surroundings;
    records::Stamp m_stamp;
    std::map<records::EntityKey, Slot> m_slots;
    std::vector<records::EntityKey> m_order;
    std::vector<Finding> m_findings;
    std::optional<Held> m_held;
};

}  // namespace hearth::merge
