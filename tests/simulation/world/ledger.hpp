// The ledger of a simulated world: what every worker really did and really knew, kept beside the
// system and never asked of it. The rules compare the system with it.
// Owner: the world. Threads: one.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <vector>

#include "server/store/store.hpp"
#include "shared/records/change.hpp"

namespace hearth::simulation {

using MachineNumber = std::size_t;
using SeenSet = std::shared_ptr<const std::set<base::EditId>>;

// One save that returned.
struct Saved {
    base::EditId id;
    MachineNumber machine = 0;
    std::vector<records::Op> ops;
    // Per entity: the edits whose effect was before the author's eyes when the form opened.
    std::map<records::EntityKey, SeenSet> seen;
    std::uint64_t order = 0;  // saves of all machines, in true order
    // Nobody can hold it any more: the disk it was on was replaced by an older copy, or it left
    // every tablet after a verified backup (or a purge) and the server went back before that.
    bool excused = false;
};

// One line of the server's log, as the world read it.
struct Logged {
    records::Rev rev = 0;
    base::EditId id;
    protocol::Verdict verdict{};
    base::Digest hash;
    std::set<records::EntityKey> entities;
};

class Ledger {
public:
    // --- what happens ---------------------------------------------------------------------------
    void saved(Saved save);
    // The server's log since it was last read. The log of a server that went back begins anew.
    [[nodiscard]] base::Status readLog(server::store::Store& store);
    void serverWentBack(records::Rev to);
    void backedUp(records::Rev rev) { m_durable = std::max(m_durable, rev); }
    // The machine's disk is now what it was when `order` saves had been made.
    void diskReplaced(MachineNumber machine, std::uint64_t order);
    // `clone` begins with what `machine` has.
    void cloned(MachineNumber machine, MachineNumber clone);
    void purged(MachineNumber machine, const base::ScopeId& scope);

    // --- what is known --------------------------------------------------------------------------
    [[nodiscard]] std::uint64_t order() const noexcept { return m_order; }
    [[nodiscard]] const std::map<base::EditId, Saved>& saves() const noexcept { return m_saves; }
    [[nodiscard]] const std::vector<Logged>& log() const noexcept { return m_log; }
    [[nodiscard]] const Logged* logged(const base::EditId& id) const;
    [[nodiscard]] records::Rev durable() const noexcept { return m_durable; }
    [[nodiscard]] bool hasGoneBack() const noexcept { return m_wentBack; }
    // What a form shows that opens the entity at this revision: edits of the server's state, and
    // the machine's own.
    [[nodiscard]] std::set<base::EditId> before(const records::Opened& opened,
                                                MachineNumber machine) const;
    // The machine's own alone.
    [[nodiscard]] std::set<base::EditId> own(const records::EntityKey& key,
                                             MachineNumber machine) const;

private:
    std::map<base::EditId, Saved> m_saves;
    std::vector<Logged> m_log;  // place = rev - 1
    std::map<base::EditId, std::size_t> m_places;
    // By epoch: a revision means something under its epoch only. With every epoch that ever was,
    // because forms and tablets remember old ones.
    struct Effect {
        records::Rev rev = 0;
        base::EditId edit;
    };
    using History = std::map<records::EntityKey, std::vector<Effect>>;
    std::map<base::Epoch, History> m_histories;
    base::Epoch m_epoch;
    std::map<std::pair<MachineNumber, records::EntityKey>, std::vector<base::EditId>> m_own;
    records::Rev m_durable = 0;
    std::uint64_t m_order = 0;
    bool m_wentBack = false;
};

}  // namespace hearth::simulation
