// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/locatormodel.h"
#include "widgets/locatorplace.h"

#include <QFrame>
#include <QPointer>

class QLabel;
class QLineEdit;
class QTreeView;

namespace lens {

// Something the program can do.
struct LocatorCommand
{
    QString id, text, detail;
    bool enabled = true;
};

// One line that finds everything: entries of all tabs, `>` what the program can do, `@` findings.
// Lies over the top of its window while it is open; what is chosen is only told.
class Locator final : public QFrame
{
    Q_OBJECT

public:
    explicit Locator(QWidget &window);
    ~Locator() override;

    // With what there is to find now; `prefix` is ">" or "@" or nothing.
    void open(std::vector<LocatorPlace> places, std::vector<LocatorCommand> commands,
              const QString &prefix);
    // What fits the line is found and shown.
    bool isSettled() const { return !m_job.isRunning(); }

Q_SIGNALS:
    // noIndex for a finding about the file itself.
    void itemRequested(std::uint32_t place, std::uint32_t item);
    void commandRequested(const QString &id);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void find();
    void findCommands(const LocatorQuery &query);
    void findFindings(const LocatorQuery &query);
    void showItems(const LocatorHits &hits);
    void showFindings(const FindingHits &hits);
    void showMore(const QString &said);
    void show(std::vector<LocatorRow> rows, const QString &nothing);
    void place();
    void step(int by);
    void choose(const QModelIndex &index);
    void chooseWhenFound();
    void dismiss();
    void forget();

    QWidget &m_window;
    std::vector<LocatorPlace> m_places;
    std::vector<LocatorCommand> m_commands;
    LocatorJob m_job;
    LocatorModel *m_model;
    QLineEdit *m_line;
    QTreeView *m_list;
    QLabel *m_hint;
    QPointer<QWidget> m_focusBefore;
    bool m_chosen = false; // before it was found
};

} // namespace lens
