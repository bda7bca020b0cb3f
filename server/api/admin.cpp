#include "server/api/admin.hpp"

#include <algorithm>
#include <map>

#include "schema/records/reference.pb.h"
#include "server/auth/enrolment.hpp"
#include "shared/records/body.hpp"

namespace hearth::server::api {

using base::Error;
using base::ErrorCode;
using protocol::AdminReply;
using Answer = base::Result<AdminReply>;

namespace {

// Fixed by the build: see CMakeLists.txt here.
constexpr const char* kVersion = HEARTH_VERSION;
constexpr std::int64_t kMillisADay = base::days(1).count;

std::string isoOrEmpty(base::WallTime time) {
    return time.millis == 0 ? std::string() : base::toIsoUtc(time);
}

template <class Record>
struct Named {
    base::EntityId id;
    Record record;
};

// All records of a type that were not retired.
template <class Record>
base::Result<std::vector<Named<Record>>> all(store::Store& store) {
    const auto entities = store.entitiesOf(records::typeNumber<Record>());
    if (!entities) return entities.error();
    std::vector<Named<Record>> list;
    for (const records::Entity& entity : *entities) {
        if (entity.retired) continue;
        auto record = entity.body.as<Record>();
        if (!record) return record.error();
        list.push_back({entity.key.id, std::move(*record)});
    }
    return list;
}

std::string causeOf(store::EpochCause cause) {
    switch (cause) {
        case store::EpochCause::First:
            return {};
        case store::EpochCause::BackupOpened:
            return "opened from a backup";
        case store::EpochCause::TabletKnewMore:
            return "a tablet knew more than this server";
    }
    return {};
}

// What mended itself and should be known all the same.
base::Status addNotices(store::Store& store, protocol::AdminStatus& answer) {
    const auto anew = store.newestBeginning();
    if (!anew) return anew.error();
    const auto copies = store.copiesFound();
    if (!copies) return copies.error();
    answer.set_copies_found(copies->size());
    if (!*anew) return {};
    answer.set_began_anew(isoOrEmpty((*anew)->at));
    answer.set_began_anew_because(causeOf((*anew)->cause));
    answer.set_began_anew_rev((*anew)->fromRev);
    answer.set_edits_missed((*anew)->missed);
    answer.set_edits_returned((*anew)->returned);
    return {};
}

Answer status(store::Store& store, const AdminEnvironment& environment) {
    const auto head = store.head();
    if (!head) return head.error();
    const auto counts = store.counts();
    if (!counts) return counts.error();
    AdminReply reply;
    protocol::AdminStatus& answer = *reply.mutable_status();
    answer.set_authority(environment.authority);
    answer.set_version(kVersion);
    answer.set_epoch(head->epoch.hex());
    answer.set_head_rev(head->rev);
    answer.set_durable_rev(head->durableRev);
    answer.set_entities(counts->entities);
    answer.set_edits(counts->edits);
    answer.set_held_open(counts->heldOpen);
    answer.set_reviews_open(counts->reviewsOpen);
    answer.set_devices(counts->devices);
    answer.set_server_certificate_until(base::toIsoUtc(environment.serverCertificateUntil));
    answer.set_issuing_certificate_until(base::toIsoUtc(environment.issuingCertificateUntil));
    HEARTH_TRY(addNotices(store, answer));
    return reply;
}

Answer devices(store::Store& store) {
    const auto rows = store.devices();
    if (!rows) return rows.error();
    const auto copies = store.copiesFound();
    if (!copies) return copies.error();
    AdminReply reply;
    reply.mutable_devices();
    for (const store::DeviceRow& row : *rows) {
        protocol::AdminDevice& device = *reply.mutable_devices()->add_devices();
        device.set_device_id(row.device.hex());
        device.set_worker_id(row.worker.hex());
        device.set_label(row.label);
        device.set_enrolled(isoOrEmpty(row.enrolledAt));
        device.set_last_contact(isoOrEmpty(row.lastContact));
        device.set_schema_version(row.schemaVersion);
        device.set_last_seq(row.lastSeq);
        device.set_revoked(row.revoked);
        for (const store::CopyFound& copy : *copies) {
            if (copy.device != row.device) continue;
            device.set_copies_found(device.copies_found() + 1);
            device.set_copy_found(isoOrEmpty(copy.at));
        }
    }
    return reply;
}

Answer workers(store::Store& store) {
    const auto teams = all<records::Team>(store);
    if (!teams) return teams.error();
    std::map<base::Bytes, std::string> teamNames;
    for (const auto& team : *teams)
        teamNames[team.id.bytes()] = team.record.name();
    const auto list = all<records::Worker>(store);
    if (!list) return list.error();
    const records::TypeInfo& type = records::typeOf(records::Worker::default_instance());
    const records::FieldInfo* role = type.fieldNamed("role");
    INVARIANT(role != nullptr);
    AdminReply reply;
    reply.mutable_workers();
    for (const auto& entry : *list) {
        protocol::AdminWorker& worker = *reply.mutable_workers()->add_workers();
        worker.set_worker_id(entry.id.hex());
        worker.set_name(entry.record.name());
        worker.set_role(records::labelOf(*role, entry.record.role()));
        worker.set_team(teamNames[entry.record.team_id()]);
        if (entry.record.left_day() != 0)
            worker.set_left(base::toIso(base::fromDayNumber(entry.record.left_day())));
    }
    return reply;
}

Answer code(store::Store& store, const AdminEnvironment& environment,
            const protocol::AdminCodeRequest& request) {
    const auto worker = findWorker(store, request.worker_id(), request.worker_name());
    if (!worker) return worker.error();
    const auto entity = store.entity({records::typeNumber<records::Worker>(), *worker});
    if (!entity) return entity.error();
    if (!*entity) return Error(ErrorCode::NotFound, "there is no worker " + worker->hex());
    const auto record = (*entity)->body.as<records::Worker>();
    if (!record) return record.error();
    const std::int64_t today = store.now().millis / kMillisADay;
    if (record->left_day() != 0 && record->left_day() <= today)
        return Error(ErrorCode::InvalidArgument, "worker " + worker->hex() + " has left");

    const auth::CodeOrder order{*worker, request.label()};
    const auto made =
        auth::makeEnrolmentCode(store, order, environment.rootDer, environment.random);
    if (!made) return made.error();
    AdminReply reply;
    protocol::AdminCode& answer = *reply.mutable_code();
    answer.set_code(made->text);
    answer.set_worker_id(worker->hex());
    answer.set_worker_name(record->name());
    answer.set_label(request.label());
    answer.set_expires(base::toIsoUtc(made->expires));
    answer.set_enrol_port(environment.enrolPort);
    return reply;
}

Answer revoke(store::Store& store, const protocol::AdminRevokeRequest& request) {
    const auto id = base::DeviceId::fromHex(request.device_id());
    if (!id) return Error(ErrorCode::InvalidArgument, "a device's id has 32 hexadecimal digits");
    const auto found = store.device(*id);
    if (!found) return found.error();
    if (!*found) return Error(ErrorCode::NotFound, "there is no device " + id->hex());
    store::DeviceRow row = **found;
    AdminReply reply;
    reply.mutable_revoked()->set_device_id(id->hex());
    reply.mutable_revoked()->set_already(row.revoked);
    row.revoked = true;
    HEARTH_TRY(store.putDevice(row));
    return reply;
}

Answer held(store::Store& store) {
    const auto rows = store.held();
    if (!rows) return rows.error();
    AdminReply reply;
    reply.mutable_held();
    for (const store::HeldRow& row : *rows) {
        protocol::AdminHeldEdit& edit = *reply.mutable_held()->add_edits();
        edit.set_rev(row.rev);
        edit.set_edit_id(row.edit.hex());
        edit.set_author_id(row.author.hex());
        edit.set_owner_id(row.owner.hex());
        edit.set_reason(protocol::HeldReason_Name(row.reason));
        edit.set_explanation(row.explanation);
        edit.set_received(isoOrEmpty(row.received));
    }
    return reply;
}

Answer verify(store::Store& store, const protocol::AdminVerifyRequest& request) {
    HEARTH_TRY(store.verifyChain());
    if (request.replay()) {
        HEARTH_TRY(store.verifyReplay());
        HEARTH_TRY(store.blobs().verify());
    }
    const auto head = store.head();
    if (!head) return head.error();
    AdminReply reply;
    reply.mutable_verified()->set_head_rev(head->rev);
    reply.mutable_verified()->set_replay(request.replay());
    return reply;
}

Answer backup(store::Store& store, const AdminEnvironment& environment) {
    const auto made = makeBackup(store, environment.backups);
    if (!made) return made.error();
    AdminReply reply;
    protocol::AdminBackup& answer = *reply.mutable_backup();
    answer.set_file(made->file.string());
    answer.set_rev(made->rev);
    answer.set_unchanged(made->unchanged);
    return reply;
}

}  // namespace

Answer answerAdmin(store::Store& store, const AdminEnvironment& environment,
                   const protocol::AdminRequest& request) {
    using Command = protocol::AdminRequest;
    switch (request.command_case()) {
        case Command::kStatus:
            return status(store, environment);
        case Command::kDevices:
            return devices(store);
        case Command::kWorkers:
            return workers(store);
        case Command::kCode:
            return code(store, environment, request.code());
        case Command::kRevoke:
            return revoke(store, request.revoke());
        case Command::kHeld:
            return held(store);
        case Command::kVerify:
            return verify(store, request.verify());
        case Command::kBackup:
            return backup(store, environment);
        case Command::COMMAND_NOT_SET:
            break;
    }
    return Error(ErrorCode::UnsupportedVersion, "this hearthd does not know that command");
}

AdminReply adminFailure(const Error& error) {
    AdminReply reply;
    reply.mutable_failure()->set_code(static_cast<std::uint32_t>(error.code()));
    reply.mutable_failure()->set_sentence(error.detail());
    return reply;
}

base::Result<base::WorkerId> findWorker(store::Store& store, const std::string& id,
                                        const std::string& name) {
    if (!id.empty()) {
        const auto worker = base::WorkerId::fromHex(id);
        if (!worker)
            return Error(ErrorCode::InvalidArgument, "a worker's id has 32 hexadecimal digits");
        return *worker;
    }
    const auto list = all<records::Worker>(store);
    if (!list) return list.error();
    std::vector<base::WorkerId> matches;
    for (const auto& entry : *list)
        if (entry.record.name() == name) matches.push_back(entry.id);
    if (matches.empty())
        return Error(ErrorCode::NotFound,
                     "there is no worker of that name; see `hearthctl workers`");
    if (matches.size() > 1)
        return Error(ErrorCode::InvalidArgument,
                     "several workers have that name; say which by --worker and the id");
    return matches.front();
}

}  // namespace hearth::server::api
