// A tablet without its app: the real store and the real session machine, syncing with a real
// central store in the same process. Owner: the test. Threads: one.
#pragma once

#include <filesystem>

#include <gtest/gtest.h>

#include "client/store/tablet_store.hpp"
#include "shared/crypto/signature.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/server/store/kit.hpp"

namespace hearth::tests {

class RealTablet {
public:
    // The store is in `file`, or in a folder of the tablet's own.
    RealTablet(const base::WorkerId& worker, std::uint8_t number, base::Clock& clock,
               std::filesystem::path file = {})
        : m_random(number),
          m_worker(worker),
          m_key(crypto::SigningKey::generate().value()),
          m_store(client::store::TabletStore::open(
                      file.empty() ? m_folder.path() / "store.db" : file, server::store::testKey(),
                      clock, m_random, sqlite::OpenMode::CreateOrOpen)
                      .value()) {
        m_device.octets.fill(number);
        EXPECT_TRUE(m_store.setIdentity({m_device, worker}).has_value());
    }

    [[nodiscard]] client::store::TabletStore& store() { return m_store; }
    [[nodiscard]] protocol::Peer peer() const {
        return {m_device, m_worker, m_key.publicDer().value()};
    }
    // A whole run, as hearthd and the app make it; the exchange's group is committed before its
    // answer.
    [[nodiscard]] base::Result<protocol::SyncProgress> sync(server::store::Store& server) {
        protocol::ClientSession session(
            m_store.port([this](base::ByteView text) { return m_key.sign(text); }));
        while (true) {
            const auto request = session.next();
            if (!request) return request.error();
            if (!*request) return session.progress();
            const auto frame = protocol::encodeFrame(**request, base::kExchangeBytesMax);
            if (!frame) return frame.error();
            protocol::ServerSession answering(server, peer());
            HEARTH_TRY(server.begin());
            const auto heard = protocol::decodeFrame(*frame, base::kExchangeBytesMax);
            if (!heard) return heard.error();
            HEARTH_TRY(answering.receive(*heard));
            HEARTH_TRY(server.commit());
            auto reply = answering.reply();
            if (!reply) return reply.error();
            HEARTH_TRY(session.receive(std::move(*reply)));
        }
    }
    records::EntityKey addTask(const base::ScopeId& scope, const std::string& wording) {
        records::Task task;
        task.set_wording(wording);
        const auto key = server::store::keyOf<records::Task>(m_store.newId());
        EXPECT_TRUE(
            m_store.save(records::ChangeBuilder().create(key, scope, task).take()).has_value());
        return key;
    }

private:
    Folder m_folder;
    base::SeededRandom m_random;
    base::WorkerId m_worker;
    base::DeviceId m_device;
    crypto::SigningKey m_key;
    client::store::TabletStore m_store;
};

}  // namespace hearth::tests
