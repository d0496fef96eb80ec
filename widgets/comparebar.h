// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/numbers.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;

namespace lens {

// What is compared and how: the two names, the tolerance, what of the files.
class CompareBar final : public QWidget
{
    Q_OBJECT

public:
    explicit CompareBar(QWidget *parent = nullptr);
    // Titles and, for their tool tips, paths.
    void setSides(const QString &titleA, const QString &pathA, const QString &titleB,
                  const QString &pathB);
    // The last one that was valid: what is still being typed, or is no number, does not count.
    const engine::Tolerance &tolerance() const { return m_tolerance; }
    bool isStateDictOnly() const;

Q_SIGNALS:
    void swapRequested();
    void exportRequested();
    void changed(); // tolerance or what to compare
    // What was typed is no tolerance; the field shows the last valid one again.
    void toleranceRefused(const QString &text);

private:
    QLineEdit *makeTolerance(const QString &name, double engine::Tolerance::*part);
    void readTolerance(QLineEdit *edit, double engine::Tolerance::*part);

    engine::Tolerance m_tolerance;
    QLabel *m_nameA, *m_nameB;
    QLineEdit *m_rtol, *m_atol;
    QCheckBox *m_stateDict;
};

} // namespace lens
