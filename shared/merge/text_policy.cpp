// TEXT3: a shared text; what was changed apart is joined by paragraph, everything doubtful is put
// before a person.
#include "shared/base/limits.hpp"
#include "shared/crypto/hash.hpp"
#include "shared/merge/policies.hpp"
#include "shared/merge/raise.hpp"
#include "shared/merge/siblings.hpp"
#include "shared/merge/text3.hpp"

namespace hearth::merge {

namespace {
// An absent field is an empty text.
std::optional<base::Bytes> textOf(const base::Bytes& encoded) {
    if (encoded.empty()) return base::Bytes();
    auto text = records::decodeText(encoded);
    if (!text) return std::nullopt;
    return std::move(*text);
}

// Was the text written on what it says it was written on?
bool baseIsTrue(const records::Op& op) {
    return op.baseValueHash.empty() || op.baseValueHash == crypto::sha256(op.baseValue).view();
}

std::optional<base::Bytes> join(const UnitWrite& write) {
    const records::Op& op = write.work.op;
    // Only a TEXT operation says what it was written on. And a text written on its author's own
    // undecided version must not bring that version in through the back door.
    if (op.kind != protocol::TEXT || !baseIsTrue(op) || hasOwnUnsettled(write)) return std::nullopt;
    const auto base = textOf(op.baseValue);
    const auto current = textOf(write.current);
    const auto theirs = textOf(write.value);
    if (!base || !current || !theirs) return std::nullopt;
    const auto merged = mergeText3(*base, *current, *theirs);
    if (!merged) return std::nullopt;
    auto encoded =
        merged->empty() ? base::Bytes() : records::encodeText(write.unit.number, *merged);
    if (encoded.size() > base::kFieldBytesMax) return std::nullopt;
    return encoded;
}
}  // namespace

base::Result<Placed> writeText(UnitWrite& write) {
    Work& work = write.work;
    if (work.knows.sawUnit(work.entity, write.unit.number)) return stand(write);
    if (write.value == write.current) {
        settleOwn(write);
        return agree(write);
    }
    const auto joined = join(write);
    if (!joined) {
        settleOwn(write);
        return keepOpen(write, records::TEXT_OVERLAP,
                        "two versions of a text touch the same or neighbouring paragraphs");
    }
    const auto written = work.entity.body.setUnit(write.unit, *joined);
    INVARIANT(written.has_value());
    // Whoever's paragraphs are in it must have been seen before the whole may be replaced.
    coverWriters(work.entity, write.unit.number, {}, work.bench.stamp(), work.knows);
    work.bench.touch(work.entity);
    work.note(write.unit.number, "two versions of a text were joined by paragraph");
    return Placed::Settled;
}

}  // namespace hearth::merge
