#include "client/viewmodels/icon_provider.hpp"

#include <QBuffer>
#include <QFile>
#include <QImageReader>

namespace hearth::client::viewmodels {

namespace {
constexpr int kDefaultSize = 24;
}

IconProvider::IconProvider(QString folder)
    : QQuickImageProvider(QQuickImageProvider::Image), m_folder(std::move(folder)) {}

QImage IconProvider::requestImage(const QString& id, QSize* size, const QSize& requestedSize) {
    const auto slash = id.indexOf(QLatin1Char('/'));
    QFile file(QStringLiteral("%1/%2.svg").arg(m_folder, id.left(slash)));
    if (slash < 0 || !file.open(QIODevice::ReadOnly)) return {};
    auto drawing = file.readAll();
    drawing.replace("currentColor", "#" + id.mid(slash + 1).toLatin1());
    QBuffer buffer(&drawing);
    QImageReader reader(&buffer, "svg");
    const auto side = requestedSize.width() > 0 ? requestedSize.width() : kDefaultSize;
    reader.setScaledSize({side, side});
    auto image = reader.read();
    if (size != nullptr) *size = image.size();
    return image;
}

}  // namespace hearth::client::viewmodels
