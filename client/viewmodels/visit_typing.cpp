// The bytes in which a half-written visit survives a crash: a CBOR map with a version. Kept and
// read on this tablet only; the record itself travels as edits.
#include <QByteArray>
#include <QCborArray>
#include <QCborMap>
#include <QCborValue>

#include "client/viewmodels/visit_draft.hpp"

namespace hearth::client::viewmodels {

namespace {

constexpr qint64 kTypingVersion = 1;

enum Key : qint64 {
    Version = 0,
    Scope = 1,
    Id = 2,
    OpenedRecord = 3,
    Now = 4,
    Children = 5,
    Step = 6,
    ActionWording = 7,
    ActionDueDay = 8,
    Type = 9,
    Rev = 10,
    Epoch = 11,
    Body = 12,
    Writers = 13,
};

QByteArray bytesOf(base::ByteView view) {
    return {view.data(), static_cast<qsizetype>(view.size())};
}

base::Bytes bytesAt(const QCborMap& map, Key key) {
    return map.value(key).toByteArray().toStdString();
}

QCborMap encodeOpened(const records::Opened& opened) {
    QCborMap map;
    map[Type] = static_cast<qint64>(opened.key.type);
    map[Id] = bytesOf(opened.key.id.view());
    map[Rev] = static_cast<qint64>(opened.rev);
    map[Epoch] = bytesOf(opened.epoch.view());
    map[Body] = bytesOf(opened.body.encode());
    QCborArray writers;
    for (const records::Writer& writer : opened.writers)
        writers.append(QCborArray{static_cast<qint64>(writer.unit), bytesOf(writer.edit.view())});
    map[Writers] = writers;
    return map;
}

base::Result<std::vector<records::Writer>> decodeWriters(const QCborArray& array) {
    std::vector<records::Writer> writers;
    for (const QCborValue value : array) {
        const QCborArray entry = value.toArray();
        const auto edit = base::EditId::fromBytes(entry.at(1).toByteArray().toStdString());
        if (!edit) return edit.error();
        writers.push_back({static_cast<records::UnitNumber>(entry.at(0).toInteger()), *edit});
    }
    return writers;
}

base::Result<records::Opened> decodeOpened(const QCborMap& map, const base::ScopeId& scope) {
    records::Opened opened;
    opened.scope = scope;
    opened.key.type = static_cast<records::TypeNumber>(map.value(Type).toInteger());
    opened.rev = static_cast<records::Rev>(map.value(Rev).toInteger());
    const auto id = base::EntityId::fromBytes(bytesAt(map, Id));
    if (!id) return id.error();
    const auto epoch = base::Epoch::fromBytes(bytesAt(map, Epoch));
    if (!epoch) return epoch.error();
    auto body = records::Body::parse(bytesAt(map, Body));
    if (!body) return body.error();
    auto writers = decodeWriters(map.value(Writers).toArray());
    if (!writers) return writers.error();
    opened.writers = std::move(*writers);
    opened.key.id = *id;
    opened.epoch = *epoch;
    opened.body = std::move(*body);
    return opened;
}

template <class Record>
base::Result<Record> decodeRecord(const QCborMap& map) {
    Record record;
    if (!record.ParseFromString(bytesAt(map, Now))) {
        return base::Error(base::ErrorCode::Malformed, "typing");
    }
    return record;
}

base::Status decodeChildren(const QCborArray& array, VisitDraft& draft) {
    for (const auto& value : array) {
        const auto map = value.toMap();
        auto opened = decodeOpened(map.value(OpenedRecord).toMap(), draft.scope);
        if (!opened) return opened.error();
        auto now = decodeRecord<records::Observation>(map);
        if (!now) return now.error();
        draft.children.push_back({std::move(*opened), std::move(*now)});
    }
    return {};
}

}  // namespace

base::Bytes encodeTyping(const VisitDraft& draft) {
    QCborArray children;
    for (const auto& child : draft.children) {
        QCborMap map;
        map[OpenedRecord] = encodeOpened(child.opened);
        map[Now] = bytesOf(child.now.SerializeAsString());
        children.append(map);
    }
    QCborMap map;
    map[Version] = kTypingVersion;
    map[Scope] = bytesOf(draft.scope.view());
    map[Id] = bytesOf(draft.id.view());
    map[OpenedRecord] = encodeOpened(draft.opened);
    map[Now] = bytesOf(draft.now.SerializeAsString());
    map[Children] = children;
    map[Step] = draft.step;
    map[ActionWording] = QString::fromStdString(draft.actionWording);
    map[ActionDueDay] = static_cast<qint64>(draft.actionDueDay);
    return map.toCborValue().toCbor().toStdString();
}

base::Result<VisitDraft> decodeTyping(base::ByteView content) {
    QCborParserError problem;
    const auto map = QCborValue::fromCbor(bytesOf(content), &problem).toMap();
    if (problem.error != QCborError::NoError) {
        return base::Error(base::ErrorCode::Malformed, "typing");
    }
    if (map.value(Version).toInteger() != kTypingVersion) {
        return base::Error(base::ErrorCode::UnsupportedVersion, "typing");
    }
    const auto scope = base::ScopeId::fromBytes(bytesAt(map, Scope));
    if (!scope) return scope.error();
    const auto id = base::EntityId::fromBytes(bytesAt(map, Id));
    if (!id) return id.error();
    VisitDraft draft;
    draft.scope = *scope;
    draft.id = *id;
    auto opened = decodeOpened(map.value(OpenedRecord).toMap(), draft.scope);
    if (!opened) return opened.error();
    auto now = decodeRecord<records::Visit>(map);
    if (!now) return now.error();
    draft.opened = std::move(*opened);
    draft.now = std::move(*now);
    HEARTH_TRY(decodeChildren(map.value(Children).toArray(), draft));
    draft.step = static_cast<int>(map.value(Step).toInteger());
    draft.actionWording = map.value(ActionWording).toString().toStdString();
    draft.actionDueDay = map.value(ActionDueDay).toInteger();
    return draft;
}

}  // namespace hearth::client::viewmodels
