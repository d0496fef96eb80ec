// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/report.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace lens {

// A finding: where it is, what was found, what to do about it, and the way there.
class FindingDetails final : public QWidget
{
    Q_OBJECT

public:
    explicit FindingDetails(QWidget *parent = nullptr);

    void showItem(const ReportItem &item);
    void showNothing();
    // Where there is no tree to go to.
    void hideWay();

Q_SIGNALS:
    void goToRequested();

private:
    QLabel *m_text, *m_advice;
    QPushButton *m_goTo;
};

} // namespace lens
