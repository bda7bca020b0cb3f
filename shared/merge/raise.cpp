#include "shared/merge/raise.hpp"

#include <algorithm>

#include "schema/records/work.pb.h"
#include "shared/crypto/hash.hpp"
#include "shared/merge/limits.hpp"

namespace hearth::merge {

using records::Body;
using records::Entity;
using records::ReviewItem;

namespace {
// RFC 9562: version 8 is for ids whose bits come from somewhere else, here a hash.
constexpr std::size_t kVersionOctet = 6;
constexpr std::size_t kVariantOctet = 8;

base::EntityId asUuidV8(const base::Digest& digest) {
    base::EntityId id;
    std::copy_n(digest.octets.begin(), id.octets.size(), id.octets.begin());
    id.octets[kVersionOctet] =
        static_cast<std::uint8_t>((id.octets[kVersionOctet] & 0x0fU) | 0x80U);
    id.octets[kVariantOctet] =
        static_cast<std::uint8_t>((id.octets[kVariantOctet] & 0x3fU) | 0x80U);
    return id;
}

base::Bytes place(const records::EntityKey& about, records::UnitNumber unit) {
    base::Bytes bytes;
    base::appendBigEndian64(bytes, about.type);
    bytes += about.id.view();
    base::appendBigEndian64(bytes, unit);
    return bytes;
}

const records::UnitInfo& unitNamed(std::string_view field) {
    const records::TypeInfo& type = records::typeOf(ReviewItem::default_instance());
    const auto* unit = type.unit(type.fieldNamed(field)->unit);
    INVARIANT(unit != nullptr);
    return *unit;
}

// The unit whose stamp tells when the question was last asked, or who settled it.
const records::UnitInfo& stateUnit() {
    static const records::UnitInfo& unit = unitNamed("state");
    return unit;
}

// Writes the fields that `values` has set; they must be all of their units.
void write(Entity& item, const records::UnitInfo& unit, const ReviewItem& values,
           const records::Stamp& by) {
    const auto written = item.body.setUnit(unit, Body::of(values).unit(unit));
    INVARIANT(written.has_value());
    replaceWriters(item, unit.number, by);
}

void addExplanation(ReviewItem& item, const std::string& sentence) {
    std::string& text = *item.mutable_explanation();
    if (sentence.empty() || text.find(sentence) != std::string::npos) return;
    if (text.size() + sentence.size() >= kExplanationBytesMax) return;
    if (!text.empty()) text += "\n";
    text += sentence;
}

void create(Bench& bench, const Entity& about, const Question& question,
            const records::EntityKey& key) {
    ReviewItem item;
    item.set_target_type(about.key.type);
    item.set_target_id(about.key.id.bytes());
    item.set_field_number(question.unit);
    item.set_cause(question.cause);
    const base::WorkerId owner = bench.surroundings().reviewOwner(about.scope);
    if (!owner.isNil()) item.set_owner_id(owner.bytes());
    item.set_state(records::REVIEW_OPEN);
    addExplanation(item, question.explanation);
    bench.add(key, about.scope, Body::of(item), bench.serverStamp());
}

// Who settled it the last time, and why, stays with the item (and in the log, if there is no room).
void keepSettlement(Bench& bench, Entity& item) {
    if (item.siblings.size() >= kEntitySiblingsMax) return;
    const base::EntityId id =
        derivedId("settlement", bench.received().editHash, item.key, stateUnit().number);
    item.siblings.push_back({{id.octets},
                             stateUnit().number,
                             item.body.unit(stateUnit()),
                             item.stampOf(stateUnit().number),
                             protocol::SIBLING_SETTLED});
}

void openAgain(Bench& bench, Entity& item, const Question& question) {
    keepSettlement(bench, item);
    ReviewItem values;
    values.set_cause(question.cause);
    write(item, unitNamed("cause"), values, bench.serverStamp());
    // The case may have moved on: a question asked anew goes to whoever decides now.
    const base::WorkerId owner = bench.surroundings().reviewOwner(item.scope);
    if (owner.isNil()) return;
    values.set_owner_id(owner.bytes());
    write(item, unitNamed("owner_id"), values, bench.serverStamp());
}

base::Status joinOrOpenAgain(Bench& bench, Entity& item, const Question& question) {
    auto values = item.body.as<ReviewItem>();
    if (!values) return values.error();
    const std::string before = values->explanation();
    if (values->state() != records::REVIEW_OPEN) {
        openAgain(bench, item, question);
        values->clear_explanation();
    }
    addExplanation(*values, question.explanation);
    if (values->explanation() != before)
        write(item, unitNamed("explanation"), *values, bench.serverStamp());
    values->set_state(records::REVIEW_OPEN);
    values->clear_settled_by();
    values->clear_settled_reason();
    write(item, stateUnit(), *values, bench.serverStamp());
    bench.touch(item);
    return {};
}
}  // namespace

base::EntityId derivedId(std::string_view kind, const base::Digest& editHash,
                         const records::EntityKey& about, records::UnitNumber unit) {
    base::Bytes length;
    base::appendBigEndian64(length, kind.size());
    return asUuidV8(
        crypto::sha256({"hearth/derived/v1", length, kind, editHash.view(), place(about, unit)}));
}

base::EntityId reviewId(const records::EntityKey& about, records::UnitNumber unit) {
    return asUuidV8(crypto::sha256({"hearth/review/v1", place(about, unit)}));
}

base::Status raise(Bench& bench, Entity& about, const Question& question) {
    bench.note({about.key, question.unit, question.cause, question.sentence});
    bench.touch(about);
    if (!bench.surroundings().raisesReviews()) return {};
    const records::EntityKey key{records::typeNumber<ReviewItem>(),
                                 reviewId(about.key, question.unit)};
    const auto item = bench.find(key);
    if (!item) return item.error();
    if (*item != nullptr) return joinOrOpenAgain(bench, **item, question);
    create(bench, about, question, key);
    return {};
}

base::Status settle(Work& work, records::UnitNumber unit) {
    Bench& bench = work.bench;
    const auto found =
        bench.find({records::typeNumber<ReviewItem>(), reviewId(work.entity.key, unit)});
    if (!found) return found.error();
    if (*found == nullptr) return {};
    Entity& item = **found;
    auto values = item.body.as<ReviewItem>();
    if (!values) return values.error();
    if (values->state() != records::REVIEW_OPEN) return {};
    if (!work.knows.sawBeside(item.stampOf(stateUnit().number))) {
        bench.note({work.entity.key, unit, values->cause(),
                    "the question was asked again before this decision arrived; it stays open"});
        return {};
    }
    values->set_state(records::REVIEW_SETTLED);
    values->set_settled_by(bench.edit().author.bytes());
    values->set_settled_reason(work.op.reason);
    write(item, stateUnit(), *values, bench.stamp());
    bench.touch(item);
    return {};
}

}  // namespace hearth::merge
