// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/comparedelegate.h"
#include "widgets/compareexport.h"

#include <QTableView>

#include <optional>
#include <vector>

namespace lens {

class ColumnMemory;
class Settings;

// The rows of a comparison: looks only; what a row means comes from the model's roles.
class CompareList final : public QTableView
{
    Q_OBJECT

public:
    CompareList(CompareModel &model, Settings &settings, QWidget *parent = nullptr);
    // The aligned row that is selected; stays so while rows come and go. -1: none, or it is not
    // listed now; when it is again it is selected again.
    std::ptrdiff_t currentSource() const { return m_isGone ? -1 : m_current; }
    void select(int row);
    // The keys go here, at the first row of what is listed when it is as it was asked for.
    void enter();
    // Other rows are coming: nothing is selected.
    void forget();
    // To the next row that differs, or the one before; false when there is none.
    bool step(int by);
    // Goes to an aligned row, through what is folded.
    void seek(std::size_t source);
    // The selected rows as tab-separated lines.
    void copy();
    LatestJob &copyJob() { return m_copyJob; }

Q_SIGNALS:
    void currentSourceChanged();

protected:
    void focusInEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    void sizeColumns();
    void measureRows();
    void fitColumns();
    void findSought();
    void selectFirst();
    void keepSelection();
    void restoreSelection();
    void followList();

    CompareModel &m_model;
    ColumnMemory *m_memory;
    QList<int> m_usual, m_needs; // widths of columns, as columnWidths() has them
    int m_wholeStates = 0;       // that of the states with all their words
    CompareCopyJob m_copyJob;
    std::ptrdiff_t m_current = -1;
    bool m_isGone = false; // the current row is not listed
    std::optional<std::size_t> m_sought;
    bool m_isEntered = false; // and waits for its rows
    std::vector<bool> m_kept; // by aligned row: it was selected before a reset
    bool m_wasSeen = true;    // the current row was
    int m_place = 0;          // of the scroll bar
};

} // namespace lens
