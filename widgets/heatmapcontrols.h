// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/heatscale.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;

namespace lens {

class TypedLine;

// What the colours of a heatmap stand for and where they end. Locked ends stay for other slices
// and tensors; ends that a person typed are locked.
class HeatmapControls final : public QWidget
{
    Q_OBJECT

public:
    explicit HeatmapControls(QWidget *parent = nullptr);
    // The scale for `grid`: the locked one, or by the choices made, which the fields then show.
    HeatScale scaleFor(const HeatGrid &grid);
    // Nothing is drawn; locked ends stay for what comes.
    void showNoEnds();
    HeatLayout layoutWanted() const;
    void setTilesPossible(bool possible);

Q_SIGNALS:
    void scaleChanged();
    void layoutChanged();

private:
    QWidget *makeChoices();
    QWidget *makeEnds();
    void readEnds();
    void leaveEnds();
    void fill();
    void fillEnd(TypedLine *field);
    HeatColours colours() const;

    std::optional<HeatScale> m_scale; // none: nothing was drawn yet
    QComboBox *m_colours, *m_span;
    TypedLine *m_low, *m_high;
    QCheckBox *m_lock, *m_tiles;
};

} // namespace lens
