// RecordSource: what the view models need of the records on this tablet, so that the real screens
// run on the tablet's store and, in tests, on records in memory. Each call means what the call of
// the same name means in client/store/tablet_store.hpp. Owner: the opened tablet. Threads: the
// store thread only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/store/tablet_store.hpp"

namespace hearth::client::viewmodels {

class RecordSource {
public:
    RecordSource() = default;
    RecordSource(const RecordSource&) = delete;
    RecordSource& operator=(const RecordSource&) = delete;
    virtual ~RecordSource() = default;

    // Whose tablet this is.
    [[nodiscard]] virtual base::WorkerId worker() const = 0;
    [[nodiscard]] virtual base::WallTime now() const = 0;

    [[nodiscard]] virtual base::Result<std::optional<store::ViewEntity>> find(
        const records::EntityKey& key) = 0;
    [[nodiscard]] virtual base::Result<std::vector<store::ViewEntity>> list(
        const base::ScopeId& scope, records::TypeNumber type) = 0;
    [[nodiscard]] virtual base::Result<std::vector<store::ViewEntity>> listAll(
        records::TypeNumber type) = 0;
    [[nodiscard]] virtual base::Result<std::vector<store::SearchHit>> search(
        const std::string& words, std::size_t max) = 0;
    // Writes the audit row of a reading.
    [[nodiscard]] virtual base::Result<std::optional<records::Opened>> open(
        const records::EntityKey& key) = 0;

    [[nodiscard]] virtual base::Result<store::OutboxEdit> save(std::vector<records::Op> ops) = 0;
    [[nodiscard]] virtual base::EntityId newId() = 0;

    [[nodiscard]] virtual base::Status keepTyping(const std::string& form,
                                                  base::ByteView content) = 0;
    [[nodiscard]] virtual base::Result<std::optional<base::Bytes>> typing(
        const std::string& form) = 0;
    [[nodiscard]] virtual base::Result<std::vector<std::string>> typingForms() = 0;
    [[nodiscard]] virtual base::Status forgetTyping(const std::string& form) = 0;

    [[nodiscard]] virtual base::Result<store::SyncState> syncState() = 0;
    [[nodiscard]] virtual base::Result<std::vector<store::OutboxEdit>> outbox() = 0;
};

}  // namespace hearth::client::viewmodels
