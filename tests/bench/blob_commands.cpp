// Attachments: made from a file, asked about, fetched.
#include <fstream>
#include <iterator>

#include "client/store/attachments.hpp"
#include "schema/records/visit.pb.h"
#include "shared/crypto/hash.hpp"
#include "shared/records/change.hpp"
#include "tests/bench/tablet_console.hpp"

namespace hearth::bench {

using base::Error;
using base::ErrorCode;
using base::Result;
namespace store = client::store;

namespace {

Result<base::Bytes> bytesOf(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return Error(ErrorCode::NotFound, "no such file");
    return base::Bytes(std::istreambuf_iterator<char>(in), {});
}

Result<base::Digest> hashIn(Words& words) {
    const auto bytes = base::fromHex(words.next());
    if (!bytes) return bytes.error();
    return base::Digest::fromBytes(*bytes);
}

const char* wordFor(store::BytesPlace place) {
    switch (place) {
        case store::BytesPlace::AtServer:
            return "at the server";
        case store::BytesPlace::OnlyHere:
            return "only here";
        case store::BytesPlace::HereAndAtServer:
            return "here and at the server";
        case store::BytesPlace::NotYet:
            break;
    }
    return "not yet";
}

}  // namespace

void TabletConsole::addBlobCommands() {
    m_commands["attach"] = [this](Words& words) { return attach(words); };
    m_commands["attachment"] = [this](Words& words) { return attachment(words); };
    m_commands["fetch"] = [this](Words& words) { return fetch(words); };
}

TabletConsole::Answer TabletConsole::attach(Words& words) {
    const auto tablet = store();
    if (!tablet) return tablet.error();
    const auto scope = base::ScopeId::fromHex(words.next());
    if (!scope) return scope.error();
    const auto bytes = bytesOf(words.next());
    if (!bytes) return bytes.error();
    const auto fields = words.object();
    if (!fields) return fields.error();
    const auto record = recordFrom(**typeNamed("Attachment"), *fields);
    if (!record) return record.error();
    records::Attachment attachment;
    attachment.CopyFrom(**record);
    const base::Digest hash = crypto::sha256(*bytes);
    attachment.set_hash(hash.bytes());
    attachment.set_byte_count(static_cast<std::int64_t>(bytes->size()));
    const base::EntityId id = (*tablet)->newId();
    records::ChangeBuilder change;
    change.create({records::typeNumber<records::Attachment>(), id}, *scope, attachment);
    const auto saved = (*tablet)->saveWith({*bytes}, change.take());
    if (!saved) return saved.error();
    return json::object{{"id", id.hex()}, {"hash", base::toHex(hash.view())}};
}

TabletConsole::Answer TabletConsole::attachment(Words& words) {
    const auto tablet = store();
    if (!tablet) return tablet.error();
    const auto hash = hashIn(words);
    if (!hash) return hash.error();
    const auto state = (*tablet)->attachments().state(*hash);
    if (!state) return state.error();
    return json::object{{"place", wordFor(state->place)},
                        {"complete", state->isComplete()},
                        {"size", state->size},
                        {"sent", state->sent}};
}

TabletConsole::Answer TabletConsole::fetch(Words& words) {
    const auto tablet = store();
    if (!tablet) return tablet.error();
    const auto hash = hashIn(words);
    if (!hash) return hash.error();
    HEARTH_TRY((*tablet)->attachments().want(*hash));
    return json::object{};
}

}  // namespace hearth::bench
