// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace lens {

// What is there while nothing is open: two ways to begin and the promise.
class WelcomePage final : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePage(QWidget *parent = nullptr);
    // While files are held over the window.
    void setDropping(bool dropping);

Q_SIGNALS:
    void openRequested();
    void sampleRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    bool m_dropping = false;
};

} // namespace lens
