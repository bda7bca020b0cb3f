// IconProvider: the app's icons in any colour and size, without shader effects.
// "image://icon/<name>/<RRGGBB>": the drawing <name>.svg of the QML module, its currentColor
// replaced. Owner: the QML engine. Threads: any; images are made on the engine's own threads.
#pragma once

#include <QQuickImageProvider>

namespace hearth::client::viewmodels {

class IconProvider final : public QQuickImageProvider {
public:
    // `folder`: where the drawings are, ":/qt/qml/Hearth/icons".
    explicit IconProvider(QString folder);
    QImage requestImage(const QString& id, QSize* size, const QSize& requestedSize) override;

private:
    QString m_folder;
};

}  // namespace hearth::client::viewmodels
