// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/numberheader.h"

#include <QTreeView>

namespace lens {

class ColumnMemory;
class Settings;

// Turns the roles of a row into words, marks and colours.
class RowDelegate : public NumberDelegate
{
    Q_OBJECT

public:
    using NumberDelegate::NumberDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

// A table of rows that are selected whole, sorted by a click on a header and copied as
// tab-separated lines. Double click, Enter and the menu of a row choose it.
class RowTable final : public QTreeView
{
    Q_OBJECT

public:
    // The widths that a person chose are remembered under the name.
    RowTable(const QString &name, const QString &accessibleName, Settings &settings,
             QWidget *parent = nullptr);

    void setRows(QAbstractItemModel *rows);
    // Said in place of rows while there are none.
    void setEmptyText(const QString &text);
    // As wide as the samples, one a column, until there are rows; then as columnWidths() has it.
    // The column of the empty sample takes what is left.
    void sizeColumns(const QStringList &samples);
    // As high as its rows, at most `most` of them: for a table between other things.
    void fitRows(int most);
    // As one goes: what a person chose stays.
    void setColumnWidths(QList<int> widths);
    int columnWidthHint(int column) const;
    void copy() const;
    // Its cells lead to different places: Left and Right walk along the row.
    void setWalkedByCell() { m_isWalkedByCell = true; }
    // The menu of a row offers these actions of the window, too.
    void setWindowActions(const QStringList &ids) { m_windowActions = ids; }

Q_SIGNALS:
    void rowChosen(const QModelIndex &row);
    void currentRowChanged(const QModelIndex &row);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void dataChanged(const QModelIndex &first, const QModelIndex &last,
                     const QList<int> &roles) override;

private:
    QString cellText(const QModelIndex &cell) const;
    bool isEmpty() const;
    void walk(int by);
    void showEmptiness();
    void measureRows();
    void fitColumns();
    void fitWideColumn();

    ColumnMemory *m_memory;
    QStringList m_windowActions;
    QString m_emptyText;
    QList<int> m_usual; // widths by the samples
    QList<int> m_needs; // widths that the first rows need; empty before there are any
    int m_wide = -1;    // the column that takes what is left
    bool m_isFitting = false;
    bool m_isWalkedByCell = false;
};

// A severity as a mark and in a word.
QIcon severityIcon(int severity, const QPalette &palette);
QString severityWord(int severity);

} // namespace lens
