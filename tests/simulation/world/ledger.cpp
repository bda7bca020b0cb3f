#include "tests/simulation/world/ledger.hpp"

#include <algorithm>

namespace hearth::simulation {

void Ledger::saved(Saved save) {
    save.order = ++m_order;
    for (const records::Op& op : save.ops) {
        auto& own = m_own[{save.machine, op.target}];
        if (own.empty() || own.back() != save.id) own.push_back(save.id);
    }
    const base::EditId id = save.id;
    m_saves.emplace(id, std::move(save));
}

base::Status Ledger::readLog(server::store::Store& store) {
    const auto head = store.head();
    if (!head) return head.error();
    if (head->epoch != m_epoch) {
        m_epoch = head->epoch;
        History& history = m_histories[m_epoch];
        for (const Logged& row : m_log) {
            for (const records::EntityKey& key : row.entities)
                history[key].push_back({row.rev, row.id});
        }
    }
    const records::Rev next = m_log.empty() ? 1 : m_log.back().rev + 1;
    return store.readLog(next, [&](const server::store::LogRow& row) {
        Logged logged{row.rev, row.edit, {}, row.editHash, {}};
        protocol::EditAck ack;
        if (ack.ParseFromArray(row.outcome.data(), static_cast<int>(row.outcome.size())))
            logged.verdict = ack.verdict();
        const auto edit = records::decodeEdit(row.bytes);
        if (edit) {
            for (const records::Op& op : edit->ops)
                logged.entities.insert(op.target);
        }
        const std::size_t place = m_log.size();
        for (const records::EntityKey& key : logged.entities)
            m_histories[m_epoch][key].push_back({row.rev, row.edit});
        if (!row.idReused) m_places[row.edit] = place;
        m_log.push_back(std::move(logged));
        return true;
    });
}

void Ledger::serverWentBack(records::Rev to) {
    m_wentBack = true;
    for (std::size_t place = to; place < m_log.size(); ++place) {
        const auto found = m_saves.find(m_log[place].id);
        // What a verified backup had is with no tablet any more; whoever goes back before it loses.
        if (found != m_saves.end() && m_log[place].rev <= m_durable) found->second.excused = true;
        m_places.erase(m_log[place].id);
    }
    m_log.resize(std::min<std::size_t>(m_log.size(), to));
    // What comes now is another history, also before the server says so.
    m_epoch = {};
    m_durable = std::min(m_durable, to);
}

void Ledger::diskReplaced(MachineNumber machine, std::uint64_t order) {
    for (auto& [id, save] : m_saves) {
        if (save.machine == machine && save.order > order) save.excused = true;
    }
    for (auto& [place, edits] : m_own) {
        if (place.first != machine) continue;
        while (!edits.empty() && m_saves.at(edits.back()).order > order)
            edits.pop_back();
    }
}

void Ledger::cloned(MachineNumber machine, MachineNumber clone) {
    std::map<records::EntityKey, std::vector<base::EditId>> own;
    for (const auto& [place, edits] : m_own) {
        if (place.first == machine) own[place.second] = edits;
    }
    for (auto& [key, edits] : own)
        m_own[{clone, key}] = std::move(edits);
}

void Ledger::purged(MachineNumber machine, const base::ScopeId& scope) {
    for (auto& [id, save] : m_saves) {
        if (save.machine != machine) continue;
        const bool touches = std::any_of(save.ops.begin(), save.ops.end(),
                                         [&](const records::Op& op) { return op.scope == scope; });
        if (touches && logged(id) != nullptr) save.excused = true;
    }
}

const Logged* Ledger::logged(const base::EditId& id) const {
    const auto found = m_places.find(id);
    return found == m_places.end() ? nullptr : &m_log[found->second];
}

std::set<base::EditId> Ledger::before(const records::Opened& opened, MachineNumber machine) const {
    std::set<base::EditId> seen = own(opened.key, machine);
    const auto history = m_histories.find(opened.epoch);
    if (history == m_histories.end()) return seen;
    const auto effects = history->second.find(opened.key);
    if (effects == history->second.end()) return seen;
    for (const Effect& effect : effects->second) {
        if (effect.rev <= opened.rev) seen.insert(effect.edit);
    }
    return seen;
}

std::set<base::EditId> Ledger::own(const records::EntityKey& key, MachineNumber machine) const {
    std::set<base::EditId> seen;
    if (const auto own = m_own.find({machine, key}); own != m_own.end())
        seen.insert(own->second.begin(), own->second.end());
    return seen;
}

}  // namespace hearth::simulation
