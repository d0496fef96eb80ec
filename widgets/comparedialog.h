// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/comparepage.h"

#include <QDialog>

#include <vector>

class QComboBox;
class QLayout;
class QPushButton;

namespace lens {

// Which two checkpoints to compare: of those that are open, or files. Deletes itself when closed.
class CompareDialog final : public QDialog
{
    Q_OBJECT

public:
    // The last of `open` is A, and the one before it B.
    CompareDialog(Settings &settings, Prompts &prompts, std::vector<CompareSource> open,
                  QWidget *parent = nullptr);

Q_SIGNALS:
    void compareRequested(const lens::CompareSource &a, const lens::CompareSource &b);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QLayout *makeSide(QComboBox *box, const QString &name);
    // The side that has no file yet; null: both have.
    QComboBox *openSide() const;
    void choose(int a, int b);
    QString folder() const;
    void browse(QComboBox *box);
    void swapSides();
    void refresh();
    void ask();

    Settings &m_settings;
    Prompts &m_prompts;
    std::vector<CompareSource> m_sources; // as the boxes list them
    QComboBox *m_a, *m_b;
    QPushButton *m_compare;
};

} // namespace lens
