#include "client/store/meta_table.hpp"

#include "shared/sqlite/query.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using sqlite::runSql;

namespace {

Result<Meta> metaOf(const sqlite::Statement& row) {
    Meta meta;
    const auto device = sqlite::optionalIdColumn<base::DeviceId>(row, 0);
    if (!device) return device.error();
    meta.device = *device;
    const auto worker = sqlite::optionalIdColumn<base::WorkerId>(row, 1);
    if (!worker) return worker.error();
    meta.worker = *worker;
    const auto incarnation = sqlite::idColumn<base::Incarnation>(row, 2);
    if (!incarnation) return incarnation.error();
    meta.incarnation = *incarnation;
    meta.lastSeq = sqlite::unsignedColumn(row, 3);
    const auto hash = sqlite::digestColumn(row, 4);
    if (!hash) return hash.error();
    meta.lastHash = *hash;
    const auto epoch = sqlite::optionalIdColumn<base::Epoch>(row, 5);
    if (!epoch) return epoch.error();
    meta.epoch = *epoch;
    meta.checkpointRev = sqlite::unsignedColumn(row, 6);
    if (!row.isNull(7)) {
        const auto chain = sqlite::digestColumn(row, 7);
        if (!chain) return chain.error();
        meta.checkpointChain = *chain;
    }
    meta.durableRev = sqlite::unsignedColumn(row, 8);
    meta.lastContact.millis = row.integer(9);
    meta.clockSkew.count = row.integer(10);
    meta.contactBoot.millis = row.integer(11);
    meta.minimumSchema = sqlite::numberColumn(row, 12);
    return meta;
}

}  // namespace

Result<std::optional<Meta>> MetaTable::find() {
    std::optional<Meta> found;
    HEARTH_TRY(sqlite::eachRow(
        m_connection,
        "SELECT device, worker, incarnation, last_seq, last_hash, epoch, checkpoint_rev, "
        "checkpoint_chain, durable_rev, last_contact, clock_skew, contact_boot, minimum_schema "
        "FROM meta",
        [&](const sqlite::Statement& row) -> Result<bool> {
            const auto meta = metaOf(row);
            if (!meta) return meta.error();
            found = *meta;
            return false;
        }));
    return found;
}

Result<Meta> MetaTable::load() {
    const auto found = find();
    if (!found) return found.error();
    if (!*found) return Error(ErrorCode::Corrupt, "the store has no row about itself");
    return **found;
}

Status MetaTable::insert(const base::Incarnation& incarnation) {
    return runSql(m_connection,
                  "INSERT INTO meta (only_row, incarnation, last_seq, last_hash, checkpoint_rev, "
                  "durable_rev, last_contact, clock_skew) VALUES (1, ?, 0, ?, 0, 0, 0, 0)",
                  incarnation.view(), base::Digest{}.view());
}

Result<std::uint32_t> MetaTable::viewSchema() {
    const auto version = m_connection.queryInt("SELECT view_schema FROM meta");
    if (!version) return version.error();
    return static_cast<std::uint32_t>(*version);
}

Status MetaTable::setViewSchema(std::uint32_t version) {
    return runSql(m_connection, "UPDATE meta SET view_schema = ?", version);
}

Status MetaTable::setIdentity(const base::DeviceId& device, const base::WorkerId& worker) {
    return runSql(m_connection, "UPDATE meta SET device = ?, worker = ?", device.view(),
                  worker.view());
}

Status MetaTable::setChain(const base::Incarnation& incarnation, records::Seq seq,
                           const base::Digest& hash) {
    return runSql(m_connection, "UPDATE meta SET incarnation = ?, last_seq = ?, last_hash = ?",
                  incarnation.view(), seq, hash.view());
}

Status MetaTable::setContact(const Meta& said) {
    return runSql(m_connection,
                  "UPDATE meta SET last_contact = ?, clock_skew = ?, durable_rev = ?, "
                  "contact_boot = ?, minimum_schema = ?",
                  said.lastContact.millis, said.clockSkew.count, said.durableRev,
                  said.contactBoot.millis, said.minimumSchema);
}

Status MetaTable::setCheckpoint(const base::Epoch& epoch, records::Rev rev,
                                const base::Digest& chain) {
    if (epoch.isNil())
        return runSql(m_connection,
                      "UPDATE meta SET epoch = NULL, checkpoint_rev = 0, checkpoint_chain = NULL");
    return runSql(m_connection,
                  "UPDATE meta SET epoch = ?, checkpoint_rev = ?, checkpoint_chain = ?",
                  epoch.view(), rev, chain.view());
}

}  // namespace hearth::client::store
