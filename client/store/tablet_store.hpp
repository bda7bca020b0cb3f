// The tablet's encrypted store: what the server last said (base), what this tablet did since (the
// outbox of edits), and what a person sees (view = fold(base, pending)). A save is one transaction
// over edit, view, search index and audit row; when it returns, it is on disk.
// Owner: the composition root. Threads: the store thread only; no call blocks on the network.
// Errors: base::ErrorCode::DiskFull and Io mean nothing was saved.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/protocol/client_session.hpp"
#include "shared/records/change.hpp"
#include "shared/sqlite/connection.hpp"

namespace hearth::client::store {

// Who this tablet is; set once, after enrolment.
struct Identity {
    base::DeviceId device;
    base::WorkerId worker;
};

// How a value in the view stands towards the server.
enum class EditState { Unsent, Acknowledged, Reviewed, Held };

// An entity as a person sees it on this tablet.
struct ViewEntity {
    records::Entity entity;
    records::Rev baseRev = 0;  // of the server's state underneath; 0: not there yet
    bool pending = false;      // edits of this tablet are not in the server's state yet
};

struct SearchHit {
    records::EntityKey key;
    base::ScopeId scope;
    std::string snippet;  // plain text, matches between U+2068 and U+2069
};

struct OutboxEdit {
    records::Seq seq = 0;
    base::EditId id;
    EditState state = EditState::Unsent;
    protocol::HeldReason heldReason = protocol::HELD_REASON_UNSPECIFIED;
    base::WorkerId heldOwner;
    base::WallTime claimed;
    std::size_t bytes = 0;
    std::vector<records::EntityKey> targets;
};

// A scope that is no longer on this tablet, because it is no longer its worker's.
struct Departure {
    base::ScopeId scope;
    base::WallTime at;
    std::uint64_t records = 0;  // that left with it
    std::uint64_t held = 0;     // edits of it that wait for whoever has it now
};

struct SyncState {
    std::uint64_t unsentEdits = 0;
    std::uint64_t unsentBytes = 0;
    std::uint64_t unsentAttachments = 0;
    std::uint64_t unsentAttachmentBytes = 0;
    std::uint64_t heldEdits = 0;
    std::uint64_t openReviews = 0;  // on this tablet's cases
    base::WallTime lastContact;     // server time of the last welcome; 0: never
    base::Epoch epoch;
    records::Rev checkpointRev = 0;
    records::Rev durableRev = 0;
    base::Millis clockSkew;  // tablet minus server at the last contact
    // Records held here that the server has not said again since it was asked anew (it came back
    // from a backup): kept and shown, never dropped.
    std::uint64_t recordsServerLacks = 0;
    // The server takes what was recorded, but this app is too old to record anything new.
    bool updateNeeded = false;
};

class Attachments;

class TabletStore {
public:
    // Opens and migrates. Only whoever enrols a tablet may create: a store that is gone or was
    // emptied is not taken for a new one. Errors as sqlite::Connection::open and sqlite::migrate.
    [[nodiscard]] static base::Result<TabletStore> open(
        const std::filesystem::path& file, const sqlite::DatabaseKey& key, const base::Clock& clock,
        base::Random& random, sqlite::OpenMode mode = sqlite::OpenMode::OpenExisting);
    TabletStore(TabletStore&&) noexcept;
    TabletStore& operator=(TabletStore&&) noexcept;
    ~TabletStore();

    [[nodiscard]] base::Result<std::optional<Identity>> identity();
    // AlreadyExists if another identity is set.
    [[nodiscard]] base::Status setIdentity(const Identity& identity);

    // --- reading the view -----------------------------------------------------------------------
    [[nodiscard]] base::Result<std::optional<ViewEntity>> find(const records::EntityKey& key);
    // All of a type in a scope, retired ones left out, by id (oldest first).
    [[nodiscard]] base::Result<std::vector<ViewEntity>> list(const base::ScopeId& scope,
                                                             records::TypeNumber type);
    // All of a type on this tablet.
    [[nodiscard]] base::Result<std::vector<ViewEntity>> listAll(records::TypeNumber type);
    // Prefix search over every word on the tablet, best first.
    [[nodiscard]] base::Result<std::vector<SearchHit>> search(const std::string& words,
                                                              std::size_t max);
    // What a form keeps from the moment it opens; pass it to records::ChangeBuilder. Writes an
    // audit row (who opened which record) in the same transaction: no audit row, no data.
    [[nodiscard]] base::Result<std::optional<records::Opened>> open(const records::EntityKey& key);

    // --- saving ---------------------------------------------------------------------------------
    // One edit of these operations: durable when it returns. `form` names the form they come from,
    // if one is kept: what was typed in it is forgotten with the save. InvalidArgument for no
    // operations and for what no server would take (nothing is saved, the form keeps its words).
    // UnsupportedVersion when the server lets only newer apps write; the form keeps its words.
    [[nodiscard]] base::Result<OutboxEdit> save(std::vector<records::Op> ops,
                                                const std::string& form = {});
    // The same with pictures that the operations name by their hash: in one transaction with the
    // edit, so that a save that returned has the picture. InvalidArgument for one that is empty or
    // that no operation names, TooLarge above base::kBlobBytesMax.
    [[nodiscard]] base::Result<OutboxEdit> saveWith(const std::vector<base::Bytes>& pictures,
                                                    std::vector<records::Op> ops,
                                                    const std::string& form = {});
    [[nodiscard]] Attachments& attachments() noexcept;
    // How much of what a verified backup of the server has may stay to be looked at.
    void keepSeenBytes(std::uint64_t bytesMax) noexcept;
    // A new id for a record made here.
    [[nodiscard]] base::EntityId newId();

    // --- typing: what is in a form and not yet saved --------------------------------------------
    // Durable when it returns; call at most every second. `form` names the form ("visit/<hex id>"),
    // `content` is the form's own encoding.
    [[nodiscard]] base::Status keepTyping(const std::string& form, base::ByteView content);
    [[nodiscard]] base::Result<std::optional<base::Bytes>> typing(const std::string& form);
    [[nodiscard]] base::Result<std::vector<std::string>> typingForms();
    [[nodiscard]] base::Status forgetTyping(const std::string& form);

    // --- sync -----------------------------------------------------------------------------------
    [[nodiscard]] base::Result<SyncState> syncState();
    // Unsent and held edits, oldest first.
    [[nodiscard]] base::Result<std::vector<OutboxEdit>> outbox();
    // These, and the acknowledged ones that no verified backup of the server has yet.
    [[nodiscard]] base::Result<std::vector<OutboxEdit>> keptEdits();
    // Scopes that left, newest first.
    [[nodiscard]] base::Result<std::vector<Departure>> departures(std::size_t max);
    // SubjectPublicKeyInfo of the authority's issuing certificate: a server may take a large part
    // of what the tablet holds only with its signature.
    void trustRevocationsOf(base::Bytes authorityKeyDer);
    // The session machine's port. `sign`: the device key's signature over SHA-256 of the message.
    using Signer = std::function<base::Result<base::Bytes>(base::ByteView)>;
    [[nodiscard]] protocol::ClientPort& port(Signer sign);

    // --- care -----------------------------------------------------------------------------------
    // Rebuilds the view from base and pending and compares: Corrupt if they differ.
    [[nodiscard]] base::Status checkView();
    // Of that, what pending edits change, without the search index: costs what is pending.
    [[nodiscard]] base::Status checkPending();
    // The chain of the edits kept here, and every page of the file: Corrupt with the first finding.
    [[nodiscard]] base::Status checkIntegrity();
    // Moves the write-ahead log into the file; off the hot path.
    [[nodiscard]] base::Status checkpoint();

private:
    struct Impl;
    explicit TabletStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hearth::client::store
