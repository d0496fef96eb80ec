// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QToolButton;

namespace lens {

class Settings;

// How histograms are drawn, and what to do with the picture. The first two are remembered.
class HistogramOptions final : public QWidget
{
    Q_OBJECT

public:
    explicit HistogramOptions(Settings &settings, QWidget *parent = nullptr);
    bool isLogarithmic() const;
    void setLogarithmic(bool on);
    bool hasNormal() const;
    bool isTable() const;
    bool isOverlay() const;
    void setPinPossible(bool possible);
    // A group is shown: side by side or over each other, and no table of the former.
    void setGroup(bool group);

Q_SIGNALS:
    void logarithmicChanged(bool on);
    void normalChanged(bool on);
    void tableChanged(bool on);
    void pinChanged(bool on);
    void overlayChanged(bool on);
    void copyWanted();
    void exportWanted();

private:
    QToolButton *button(const QString &symbol, const QString &tip);
    void addBoxes();
    void addButtons();

    Settings &m_settings;
    QCheckBox *m_logarithmic, *m_normal, *m_overlay, *m_table, *m_pin;
};

} // namespace lens
