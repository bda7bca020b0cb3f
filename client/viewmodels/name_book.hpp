// NameBook: who an id stands for. Workers and teams of the authority, and the children of one
// family. Threads: filled and read on the store thread; a filled one may be copied to the UI
// thread.
#pragma once

#include <map>

#include <QString>

#include "client/viewmodels/record_source.hpp"
#include "schema/records/family.pb.h"

namespace hearth::client::viewmodels {

class NameBook {
public:
    // Workers and teams; with a scope also its children.
    [[nodiscard]] static base::Result<NameBook> read(RecordSource& source);
    [[nodiscard]] static base::Result<NameBook> read(RecordSource& source,
                                                     const base::ScopeId& scope);

    // "You" for this tablet's worker; "somebody not on this tablet" for an id it does not know.
    [[nodiscard]] QString name(const base::EntityId& id) const;
    [[nodiscard]] QString name(base::ByteView id) const;
    [[nodiscard]] const std::map<base::EntityId, QString>& workers() const { return m_workers; }
    [[nodiscard]] base::WorkerId self() const noexcept { return m_self; }

private:
    base::WorkerId m_self;
    std::map<base::EntityId, QString> m_workers;
    std::map<base::EntityId, QString> m_others;
};

// What a child is called: the preferred name, else the forename.
[[nodiscard]] QString calledName(const records::Child& child);

}  // namespace hearth::client::viewmodels
