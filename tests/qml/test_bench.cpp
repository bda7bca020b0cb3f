#include "tests/qml/test_bench.hpp"

#include <QFile>
#include <QSet>

#include "schema/records/family.pb.h"
#include "schema/records/visit.pb.h"

namespace hearth::tests {

using client::viewmodels::AppModel;

TestBench::TestBench(QObject* parent)
    : QObject(parent),
      m_family(makeFamily(m_records, m_clock)),
      m_door(m_records, passphrase().toStdString()),
      m_app(std::make_unique<AppModel>(
          AppModel::Surroundings{m_door, m_clock, m_random, {}, false})) {}

TestBench::~TestBench() = default;

QString TestBench::passphrase() {
    return QStringLiteral("correct-horse-battery");
}

// Looks at the records when the store thread is done with them.
template <class Work>
void TestBench::onStore(Work work) {
    m_app->finishStore();
    work();
}

int TestBench::sealedVisits() {
    int sealed = 0;
    onStore([&] {
        for (const auto* visit : m_records.entities(records::typeNumber<records::Visit>())) {
            if (visit->sealed) ++sealed;
        }
    });
    return sealed;
}

int TestBench::edits() {
    std::size_t edits = 0;
    onStore([&] { edits = m_records.saved().size(); });
    return static_cast<int>(edits);
}

int TestBench::typings() {
    std::size_t forms = 0;
    onStore([&] { forms = m_records.typingForms()->size(); });
    return static_cast<int>(forms);
}

QString TestBench::phone() {
    QString phone;
    onStore([&] {
        const auto file = m_records.entity(m_family.caseFileKey())->body.as<records::CaseFile>();
        phone = QString::fromStdString(file->phone());
    });
    return phone;
}

QString TestBench::address() {
    QString address;
    onStore([&] {
        const auto file = m_records.entity(m_family.caseFileKey())->body.as<records::CaseFile>();
        address = QString::fromStdString(file->address());
    });
    return address;
}

QString TestBench::ownWords() {
    QString words;
    onStore([&] {
        for (const auto* entity : m_records.entities(records::typeNumber<records::Observation>())) {
            const auto record = entity->body.as<records::Observation>();
            if (record->visit_id() == m_family.sealedVisit.bytes()) continue;
            if (!record->own_words().empty()) words = QString::fromStdString(record->own_words());
        }
    });
    return words;
}

void TestBench::disagreeAboutAddress() {
    onStore([&] { tests::disagreeAboutAddress(m_records, m_family, m_clock); });
}

QStringList TestBench::librariesNamed(const QString& part) {
    QFile maps(QStringLiteral("/proc/self/maps"));
    if (!maps.open(QIODevice::ReadOnly)) return {QStringLiteral("/proc/self/maps not readable")};
    QSet<QString> found;
    for (const auto& line : maps.readAll().split('\n')) {
        const auto path = QString::fromUtf8(line.mid(line.lastIndexOf(' ') + 1));
        if (path.contains(part)) found.insert(path);
    }
    return found.values();
}

}  // namespace hearth::tests
