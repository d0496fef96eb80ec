// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QTreeWidget;

namespace lens {

class RecentFiles;

// What is there while nothing is open: ways to begin, the files of before, the promise and three
// tips. `recent` outlives it.
class WelcomePage final : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePage(RecentFiles &recent, QWidget *parent = nullptr);
    void focusFirst();
    // Of what the tips speak of, in their order; without a key there is no tip.
    void showKeys(const QStringList &keys);

Q_SIGNALS:
    void openRequested();
    void sampleRequested();
    void compareRequested();
    void fileRequested(const QString &path);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeRecent();
    QWidget *makeTips();
    void showRecent();
    void open(int row);

    RecentFiles &m_recent;
    QWidget *m_first = nullptr; // of the buttons
    QWidget *m_recentPart;
    QTreeWidget *m_list;
    QList<QLabel *> m_tips;
};

} // namespace lens
