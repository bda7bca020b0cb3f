#include "client/viewmodels/name_book.hpp"

#include <QCoreApplication>

#include "schema/records/reference.pb.h"
#include "shared/records/schema.hpp"

namespace hearth::client::viewmodels {

namespace {

struct Say {
    Q_DECLARE_TR_FUNCTIONS(NameBook)
};

template <class Record, class NameOf>
base::Status collect(const std::vector<store::ViewEntity>& found,
                     std::map<base::EntityId, QString>& names, NameOf nameOf) {
    for (const auto& view : found) {
        const auto record = view.entity.body.as<Record>();
        if (!record) return record.error();
        names[view.entity.key.id] = nameOf(*record);
    }
    return {};
}

}  // namespace

base::Result<NameBook> NameBook::read(RecordSource& source) {
    NameBook book;
    book.m_self = source.worker();
    const auto workers = source.listAll(records::typeNumber<records::Worker>());
    if (!workers) return workers.error();
    HEARTH_TRY(collect<records::Worker>(*workers, book.m_workers, [](const auto& worker) {
        return QString::fromStdString(worker.name());
    }));
    const auto teams = source.listAll(records::typeNumber<records::Team>());
    if (!teams) return teams.error();
    HEARTH_TRY(collect<records::Team>(*teams, book.m_others, [](const auto& team) {
        return QString::fromStdString(team.name());
    }));
    return book;
}

base::Result<NameBook> NameBook::read(RecordSource& source, const base::ScopeId& scope) {
    auto book = read(source);
    if (!book) return book.error();
    const auto children = source.list(scope, records::typeNumber<records::Child>());
    if (!children) return children.error();
    HEARTH_TRY(collect<records::Child>(*children, book->m_others, calledName));
    return book;
}

QString NameBook::name(const base::EntityId& id) const {
    if (id.isNil()) return Say::tr("the authority");
    if (id == m_self) return Say::tr("You");
    if (const auto worker = m_workers.find(id); worker != m_workers.end()) return worker->second;
    if (const auto other = m_others.find(id); other != m_others.end()) return other->second;
    return Say::tr("somebody not on this tablet");
}

QString NameBook::name(base::ByteView id) const {
    const auto parsed = base::EntityId::fromBytes(id);
    return parsed ? name(*parsed) : QString();
}

QString calledName(const records::Child& child) {
    const auto& name = child.preferred_name().empty() ? child.forename() : child.preferred_name();
    return QString::fromStdString(name);
}

}  // namespace hearth::client::viewmodels
