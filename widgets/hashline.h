// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace lens {

// The hash of a tensor, to be copied whole, or the button that asks for it.
class HashLine final : public QWidget
{
    Q_OBJECT

public:
    // Lines up with the fact lists of the same widest name.
    explicit HashLine(const QString &widestName, QWidget *parent = nullptr);

    // A button with what it will read: "Compute, reads 1.2 GiB".
    void offer(const QString &button);
    void showHash(const QString &text);

protected:
    void resizeEvent(QResizeEvent *event) override;

Q_SIGNALS:
    void computeRequested();

private:
    void fitHeight();

    QPlainTextEdit *m_hash;
    QPushButton *m_compute;
};

} // namespace lens
