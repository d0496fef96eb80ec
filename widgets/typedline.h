// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace lens {

// A field that is read once it is left. QLineEdit::editingFinished comes as well when another
// window comes to the front or a menu opens, and who is back from there goes on typing.
class TypedLine final : public QLineEdit
{
    Q_OBJECT

public:
    using QLineEdit::QLineEdit;

Q_SIGNALS:
    void left(); // for something else in the window

protected:
    void focusOutEvent(QFocusEvent *event) override;
};

} // namespace lens
