#include "tests/fuzz/sample_exchanges.hpp"

#include "schema/records/family.pb.h"
#include "shared/base/random.hpp"
#include "shared/protocol/packing.hpp"
#include "shared/records/change.hpp"
#include "tests/client/store/memory_server.hpp"
#include "tests/fuzz/hand.hpp"
#include "tests/fuzz/maker.hpp"

namespace hearth::fuzz {

using protocol::Exchange;

namespace {
constexpr std::size_t kRounds = 12;
constexpr std::size_t kScriptBytes = 400;
constexpr std::size_t kFamilyNumber = 0xFA;
constexpr std::size_t kWorkersFrom = 0x40;

class Talk {
public:
    Talk() {
        for (const Hand& hand : m_hands)
            m_server.grants[hand.worker] = {m_family};
    }

    void round(std::uint64_t number, std::vector<Sample>& samples) {
        Hand& hand = m_hands[number % 2];
        const base::Bytes script = randomScript(number, kScriptBytes);
        Input input(script);
        Maker maker(input);
        std::vector<Written> edits;
        for (std::size_t i = 0; i < 2; ++i) {
            edits.push_back(hand.write(number == 0 ? opening() : maker.ops(known(hand))));
            hand.take(edits.back());
        }
        const Exchange request = hand.exchange(edits, {m_family});
        protocol::ServerSession session(m_server, hand.peer());
        INVARIANT(session.receive(request).has_value());
        const std::string name = std::to_string(number);
        samples.push_back({"request-" + name, request});
        samples.push_back({"reply-" + name, session.reply().value()});
    }

private:
    std::vector<records::Op> opening() {
        records::CaseFile file;
        file.set_family_name("Ash");
        return records::ChangeBuilder()
            .create({records::typeNumber<records::CaseFile>(), base::rootOf(m_family)}, m_family,
                    file)
            .take();
    }
    Known known(const Hand& hand) {
        return {m_server.inScope(m_family), m_server.state.epoch,
                static_cast<records::Rev>(m_server.state.log.size()), m_family, hand.worker};
    }

    base::ScopeId m_family = idOf<base::ScopeId>(kFamilyNumber);
    tests::MemoryServer m_server;
    std::vector<Hand> m_hands{Hand(0, idOf<base::WorkerId>(kWorkersFrom)),
                              Hand(1, idOf<base::WorkerId>(kWorkersFrom + 1))};
};

// What a quiet talk between two that agree does not bring up.
Exchange rarely() {
    const base::Bytes scope = idOf<base::ScopeId>(kFamilyNumber).bytes();
    Exchange exchange;
    exchange.add_messages()->mutable_diverged()->set_kind(protocol::SEQ_FORKED);
    exchange.add_messages()->mutable_more();
    exchange.add_messages()->mutable_revoke()->set_scope_id(scope);
    protocol::Purged& purged = *exchange.add_messages()->mutable_purged();
    purged.set_scope_id(scope);
    purged.set_last_seq(2);
    protocol::Page page;
    page.set_scope_id(scope);
    page.set_next_cursor(3);
    page.add_entities()->set_scope_id(scope);
    *exchange.add_messages()->mutable_packed_page() = protocol::packPage(page).value().page;
    exchange.add_messages()->mutable_poke()->add_scopes(scope);
    exchange.add_messages()->mutable_busy()->set_retry_after_millis(100);
    protocol::Failure& failure = *exchange.add_messages()->mutable_failure();
    failure.set_code(static_cast<std::uint32_t>(base::ErrorCode::Refused));
    failure.set_sentence("the other side refused");
    return exchange;
}
}  // namespace

std::string randomScript(std::uint64_t number, std::size_t count) {
    base::SeededRandom random(number);
    std::string script(count, '\0');
    for (char& octet : script)
        octet = static_cast<char>(random.next());
    return script;
}

std::vector<Sample> sampleExchanges() {
    std::vector<Sample> samples;
    Talk talk;
    for (std::size_t number = 0; number < kRounds; ++number)
        talk.round(number, samples);
    samples.push_back({"rarely", rarely()});
    return samples;
}

}  // namespace hearth::fuzz
