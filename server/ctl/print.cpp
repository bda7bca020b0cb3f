#include "server/ctl/print.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include "shared/base/error.hpp"

namespace hearth::server::ctl {

namespace {

using Reply = protocol::AdminReply;

void put(const std::string& text) {
    std::fputs(text.c_str(), stdout);
}

const char* yesNo(bool value) {
    return value ? "yes" : "no";
}

std::string orDash(const std::string& text) {
    return text.empty() ? "-" : text;
}

void printStatus(const protocol::AdminStatus& status) {
    put(fmt::format("{} (hearthd {})\n", status.authority(), status.version()));
    if (status.running()) {
        put(fmt::format("  running      for {} s, sync port {}, enrolment port {}\n",
                        status.uptime_seconds(), status.sync_port(), status.enrol_port()));
        put(fmt::format("  connections  {} ({} live), {} requests, {} refused codes\n",
                        status.connections(), status.live_connections(), status.requests(),
                        status.wrong_codes()));
    } else {
        put("  not running\n");
    }
    put(fmt::format("  record       {} entities, {} edits, revision {}, backed up to {}\n",
                    status.entities(), status.edits(), status.head_rev(), status.durable_rev()));
    put(fmt::format("  waiting      {} reviews, {} held edits\n", status.reviews_open(),
                    status.held_open()));
    put(fmt::format("  devices      {}\n", status.devices()));
    if (!status.began_anew().empty())
        put(
            fmt::format("  began anew   {} from revision {}: {}; {} edits were missing, {} of them "
                        "are back from the tablets\n",
                        status.began_anew(), status.began_anew_rev(), status.began_anew_because(),
                        status.edits_missed(), status.edits_returned()));
    if (status.copies_found() != 0)
        put(
            fmt::format("  copies       {} found of tablets; nothing is lost by it, somebody has a "
                        "copy: hearthctl devices names them\n",
                        status.copies_found()));
    put(fmt::format("  certificates server until {}, issuing CA until {}\n",
                    status.server_certificate_until(), status.issuing_certificate_until()));
}

void printDevices(const protocol::AdminDevices& list) {
    put(fmt::format("{:32}  {:32}  {:20}  {:7}  {}\n", "device", "worker", "last contact",
                    "revoked", "label"));
    for (const protocol::AdminDevice& device : list.devices()) {
        put(fmt::format("{:32}  {:32}  {:20}  {:7}  {}\n", device.device_id(), device.worker_id(),
                        orDash(device.last_contact()), yesNo(device.revoked()), device.label()));
        if (device.copies_found() != 0)
            put(
                fmt::format("  a copy of this tablet has written as well, or it was set back to an "
                            "older state: found {} times, last {}\n",
                            device.copies_found(), device.copy_found()));
    }
}

void printWorkers(const protocol::AdminWorkers& list) {
    put(fmt::format("{:32}  {:28}  {:16}  {}\n", "worker", "name", "role", "team"));
    for (const protocol::AdminWorker& worker : list.workers())
        put(fmt::format("{:32}  {:28}  {:16}  {}{}\n", worker.worker_id(), worker.name(),
                        worker.role(), orDash(worker.team()),
                        worker.left().empty() ? "" : "  left " + worker.left()));
}

void printCode(const protocol::AdminCode& code) {
    put(fmt::format("Code for {} ({}), tablet \"{}\":\n\n    {}\n\n", code.worker_name(),
                    code.worker_id(), code.label(), code.code()));
    put(
        fmt::format("Type it on the tablet with this server's address and port {}.\n"
                    "It works once and until {}.\n",
                    code.enrol_port(), code.expires()));
}

void printHeld(const protocol::AdminHeld& list) {
    if (list.edits_size() == 0) put("Nothing is held.\n");
    for (const protocol::AdminHeldEdit& edit : list.edits()) {
        put(fmt::format("revision {}  {}  {}\n", edit.rev(), edit.received(), edit.reason()));
        put(fmt::format("  edit {}  by {}  waits for {}\n  {}\n", edit.edit_id(), edit.author_id(),
                        edit.owner_id(), edit.explanation()));
    }
}

void printVerified(const protocol::AdminVerified& verified) {
    put(fmt::format("The chain is whole up to revision {}.\n", verified.head_rev()));
    if (verified.replay()) put("Replaying the log gives exactly the state that is stored.\n");
}

void printBackup(const protocol::AdminBackup& backup) {
    if (backup.unchanged())
        put(fmt::format("Nothing changed since {}, which covers revision {}.\n", backup.file(),
                        backup.rev()));
    else
        put(fmt::format("{} covers revision {} and was verified.\n", backup.file(), backup.rev()));
}

// The message inside the reply.
const google::protobuf::Message* inner(const Reply& reply) {
    const auto* field = reply.GetReflection()->GetOneofFieldDescriptor(
        reply, Reply::descriptor()->FindOneofByName("answer"));
    return field == nullptr ? nullptr : &reply.GetReflection()->GetMessage(reply, field);
}

}  // namespace

std::string toJson(const google::protobuf::Message& message) {
    google::protobuf::util::JsonPrintOptions options;
    options.add_whitespace = true;
    options.preserve_proto_field_names = true;
    options.always_print_primitive_fields = true;
    std::string text;
    INVARIANT(google::protobuf::util::MessageToJsonString(message, &text, options).ok());
    return text;
}

void print(const Reply& reply, bool json) {
    if (json) {
        const google::protobuf::Message* message = inner(reply);
        if (message != nullptr) put(toJson(*message));
        return;
    }
    switch (reply.answer_case()) {
        case Reply::kStatus:
            return printStatus(reply.status());
        case Reply::kDevices:
            return printDevices(reply.devices());
        case Reply::kWorkers:
            return printWorkers(reply.workers());
        case Reply::kCode:
            return printCode(reply.code());
        case Reply::kRevoked:
            return put(fmt::format(
                "Device {} {}.\n", reply.revoked().device_id(),
                reply.revoked().already() ? "was revoked before" : "is revoked from now on"));
        case Reply::kHeld:
            return printHeld(reply.held());
        case Reply::kVerified:
            return printVerified(reply.verified());
        case Reply::kBackup:
            return printBackup(reply.backup());
        case Reply::kFailure:
        case Reply::ANSWER_NOT_SET:
            return;
    }
}

void print(const protocol::AdminMade& made, bool json) {
    if (json) return put(toJson(made));
    put(fmt::format("Made {} with sync port {} and enrolment port {}.\n", made.authority(),
                    made.sync_port(), made.enrol_port()));
    put(
        fmt::format("Now move {}\noff this machine: hearthd never needs it, and whoever has it can "
                    "be this authority.\n",
                    made.root_key_file()));
    put(fmt::format("Start the server with: hearthd --config {}\n", made.config_file()));
}

void print(const protocol::AdminSeeded& seeded, bool json) {
    if (json) return put(toJson(seeded));
    put(
        fmt::format("Made up {}: {} teams, {} workers, {} families, {} children ({} disabled), {} "
                    "visits; {} edits, {} with a review, {} held.\n",
                    seeded.authority(), seeded.teams(), seeded.workers(), seeded.families(),
                    seeded.children(), seeded.disabled_children(), seeded.visits(), seeded.edits(),
                    seeded.reviews(), seeded.held()));
    put(fmt::format("For a demonstration: {} ({})\n  and {} ({})\n  hold case file {} together.\n",
                    seeded.demo_worker_name(), seeded.demo_worker(), seeded.demo_co_worker_name(),
                    seeded.demo_co_worker(), seeded.demo_case_file()));
}

}  // namespace hearth::server::ctl
