// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace lens {

// What is seen instead of a file that could not be opened: what it is, and what to do.
class FailurePage final : public QWidget
{
    Q_OBJECT

public:
    explicit FailurePage(QWidget *parent = nullptr);
    // `reason` is shown as it is, never as HTML.
    void say(const QString &title, const QString &reason);

Q_SIGNALS:
    void againRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void paintMark();

    QLabel *m_mark, *m_text;
};

} // namespace lens
