// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/numbers.h"

#include <QWidget>

#include <optional>

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
    // Nothing where it is no number.
    std::optional<engine::Tolerance> tolerance() const;
    bool isStateDictOnly() const;

Q_SIGNALS:
    void swapRequested();
    void exportRequested();
    void changed(); // tolerance or what to compare

private:
    QLineEdit *makeTolerance(const QString &name);

    QLabel *m_nameA, *m_nameB;
    QLineEdit *m_rtol, *m_atol;
    QCheckBox *m_stateDict;
};

} // namespace lens
