#include "server/store/log_table.hpp"
#include "server/store/verify.hpp"
#include "shared/crypto/hash.hpp"

namespace hearth::server::store {

using base::Error;
using base::ErrorCode;
using base::Status;

namespace {

Error differs(records::Rev rev, const std::string& what) {
    return {ErrorCode::Corrupt, "revision " + std::to_string(rev) + ": " + what};
}

Status checkContent(const LogRow& row) {
    if (crypto::sha256(row.bytes) != row.editHash)
        return differs(row.rev, "the edit is not the one that was hashed");
    const auto edit = records::decodeEdit(row.bytes);
    if (!edit) return differs(row.rev, "the edit does not decode");
    if (edit->id != row.edit || edit->device != row.device ||
        edit->incarnation != row.incarnation || edit->seq != row.seq)
        return differs(row.rev, "its columns are not those of the edit");
    protocol::EditAck outcome;
    if (!outcome.ParseFromString(row.outcome)) return differs(row.rev, "no outcome");
    const bool reused = outcome.held_reason() == protocol::HELD_ID_REUSED && row.idReused;
    if (outcome.rev() != row.rev || outcome.edit_id() != row.edit.view() ||
        outcome.received_time() != row.received.millis || row.idReused != reused)
        return differs(row.rev, "its columns are not those of the outcome");
    return {};
}

}  // namespace

Status verifyChainOf(sqlite::Connection& connection) {
    LogTable log(connection);
    const auto head = log.head();
    if (!head) return head.error();
    const auto epochs = log.epochs();
    if (!epochs) return epochs.error();
    const auto& [lastFrom, lastEpoch] = epochs->back();
    if (lastEpoch != head->epoch || lastFrom > head->rev + 1)
        return differs(head->rev, "the record is not in the epoch that it began last");
    const auto start = log.chainAt(0);
    if (!start) return start.error();
    records::Rev rev = 0;
    base::Digest chain = **start;
    Status status;
    const auto check = [&](const LogRow& row) {
        ++rev;
        if (row.rev != rev) {
            status = differs(rev, "it is missing");
            return false;
        }
        status = checkContent(row);
        if (!status) return false;
        chain = crypto::chainNext(chain, row.editHash, row.outcome);
        if (chain != row.chain) status = differs(rev, "the chain breaks here");
        return status.has_value();
    };
    HEARTH_TRY(log.read(0, check));
    HEARTH_TRY(status);
    if (rev != head->rev || chain != head->chain)
        return differs(rev, "the log ends here, the head is " + std::to_string(head->rev));
    return {};
}

}  // namespace hearth::server::store
