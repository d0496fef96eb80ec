// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QLineEdit;

namespace lens {

// The keys of a line that filters what is below it: Return, Enter and Down go there, Escape takes
// the filter back, and goes there when there is none.
class FilterKeys final : public QObject
{
    Q_OBJECT

public:
    explicit FilterKeys(QLineEdit &line);

Q_SIGNALS:
    void left();
    void cleared(); // the line is empty now

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool take(int key);

    QLineEdit &m_line;
};

} // namespace lens
