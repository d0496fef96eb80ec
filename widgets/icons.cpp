// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/icons.h"

#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QColor textColour(QIcon::Mode mode)
{
    const QPalette palette = QApplication::palette();
    if (mode == QIcon::Disabled)
        return palette.color(QPalette::Disabled, QPalette::WindowText);
    return palette.color(mode == QIcon::Selected ? QPalette::HighlightedText
                                                 : QPalette::WindowText);
}

// Asks the palette at the moment of painting: a change of theme needs no new icons.
class TintedIconEngine final : public QIconEngine
{
public:
    TintedIconEngine(QString file, QColor colour)
        : m_file(std::move(file))
        , m_colour(std::move(colour))
    {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal scale = painter->device()->devicePixelRatio();
        painter->drawPixmap(rect, scaledPixmap(rect.size() * scale, mode, state, scale));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        const bool fixed = m_colour.isValid() && mode != QIcon::Disabled && mode != QIcon::Selected;
        const QColor colour = fixed ? m_colour : textColour(mode);
        const QString key =
            u"%1/%2x%3/%4"_s.arg(m_file).arg(size.width()).arg(size.height()).arg(colour.rgba());
        QPixmap pixmap;
        if (!QPixmapCache::find(key, &pixmap)) {
            pixmap = drawn(size, colour);
            QPixmapCache::insert(key, pixmap);
        }
        return pixmap;
    }

    QIconEngine *clone() const override { return new TintedIconEngine(m_file, m_colour); }
    QString key() const override { return u"lens-tinted"_s; }

private:
    QPixmap drawn(const QSize &size, const QColor &colour) const
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        QSvgRenderer(m_file).render(&painter);
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(pixmap.rect(), colour);
        return pixmap;
    }

    QString m_file;
    QColor m_colour;
};

} // namespace

QIcon icon(const QString &name) { return icon(name, QColor()); }

QIcon icon(const QString &name, const QColor &colour)
{
    return QIcon(new TintedIconEngine(u":/icons/%1.svg"_s.arg(name), colour));
}

} // namespace lens
