// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/shortcuts.h"

#include <QDialog>
#include <QKeySequenceEdit>

#include <functional>

class QLabel;
class QPushButton;

namespace lens {

// Takes the one stroke that was typed last. Return, Escape and Tab stay with the dialog around it.
class KeyEdit final : public QKeySequenceEdit
{
    Q_OBJECT

public:
    using QKeySequenceEdit::QKeySequenceEdit;

Q_SIGNALS:
    void typed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

// Asks for the key of an action, and says who has it where it is taken.
class KeyDialog final : public QDialog
{
    Q_OBJECT

public:
    // `nameOf` an action, by its id. What is given outlives the dialog.
    KeyDialog(Shortcuts &shortcuts, const QString &id,
              std::function<QString(const QString &)> nameOf, QWidget *parent = nullptr);
    void accept() override;

private:
    Shortcuts::Keys wanted() const;
    // Empty: nothing is.
    QString whatIsWrong() const;
    void check();

    Shortcuts &m_shortcuts;
    QString m_id;
    std::function<QString(const QString &)> m_nameOf;
    KeyEdit *m_edit;
    QLabel *m_note;
    QPushButton *m_ok = nullptr;
};

} // namespace lens
