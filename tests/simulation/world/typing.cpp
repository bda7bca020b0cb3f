// Words that workers type and do not save: kept within a second of the keystroke, and never lost
// with the process, the power or the case.
#include "schema/records/visit.pb.h"
#include "shared/protocol/client_session.hpp"
#include "tests/simulation/world/world.hpp"

namespace hearth::simulation {

namespace {

// A form is left open or finished; one that is being written holds a case back for a while.
constexpr unsigned kFinishPercent = 30;

}  // namespace

void World::typeWords(MachineNumber number) {
    TabletNode& tablet = *m_tablets[number];
    const auto key = anyRecord(number, records::typeNumber<records::Visit>());
    if (!key) return;
    const std::string form = "visit/" + key->id.hex();
    // Until it is known what became of the keystroke, either is right.
    const auto before = m_typed[number].find(form);
    const bool isNew = before == m_typed[number].end();
    if (!isNew && m_random->chance(kFinishPercent)) {
        const auto opened = openForm(number, *key);
        if (!opened) return;
        auto visit = opened->opened.body.as<records::Visit>().value();
        visit.set_home_conditions(words());
        m_typed[number].erase(before);
        save(number, records::ChangeBuilder().update(opened->opened, visit).take(), {&*opened},
             form);
        return;
    }
    const std::string content = isNew ? words() : before->second + " " + words();
    const auto kept = tablet.store().keepTyping(form, content);
    if (!kept) {
        if (!isNew) m_typed[number].erase(before);
        expectOf(number, kept, "keeping what is typed");
        return;
    }
    m_typed[number][form] = content;
    m_points.reached("words typed");
}

// What is typed and not saved is on its tablet, or the server holds it for whoever has the case.
void World::lookAtTyping() {
    std::set<std::pair<std::string, base::Bytes>> held;
    const auto read = m_server.store().readLog(1, [&](const server::store::LogRow& row) {
        const auto edit = records::decodeEdit(row.bytes);
        if (!edit) return true;
        for (const records::Op& op : edit->ops)
            if (op.kind == protocol::TYPED) held.insert({op.reason, op.value});
        return true;
    });
    if (!expect(read, "reading the log")) return;
    for (const auto& [number, forms] : m_typed) {
        for (const auto& [form, content] : forms) {
            const auto there = m_tablets[number]->store().typing(form);
            if (!expectOf(number, there ? base::Status() : there.error(), "what is typed")) return;
            if (*there == content) continue;
            if (held.count({form, content}) != 0)
                m_points.reached("typed words held by the server");
            else if (!m_ledger.hasGoneBack())
                violate("1: typed words stay", form + " of tablet " + std::to_string(number));
        }
    }
}

}  // namespace hearth::simulation
