// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/metadata.h"
#include "widgets/panel.h"

#include <QTimer>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace lens {

class Divider;
class MetadataModel;
class RowTable;

// Everything in a file that is not a tensor: a table to search, and below it the whole value of a
// row.
class MetadataPage final : public Panel
{
    Q_OBJECT

public:
    explicit MetadataPage(const PanelContext &context, QWidget *parent = nullptr);

    void showSelection(const Selection &selection) override;
    bool startFilter() override;
    QWidget *mainPart() const override;
    void resetLayout() override;
    bool isSettled() const override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeLine();
    QWidget *makeDetails();
    void rename(const DocumentChange &change);
    void showRows(const MetadataRows &rows, bool complete);
    void applyFilter();
    void searchStopped();
    void showFirst();
    QString emptyText() const;
    void showCount();
    void showValue(const QModelIndex &row);
    void copyValue();
    void goTo(const QModelIndex &row);

    MetadataJob m_job;
    WholeValueJob m_copyJob;
    bool m_complete = true;   // not when its reading was stopped
    bool m_namesFile = false; // a row, as far as is known
    CheckpointPtr m_shown;
    MetadataModel *m_model;
    QTimer m_filterDelay;
    QLineEdit *m_filter;
    QLabel *m_count, *m_path;
    QPushButton *m_copy, *m_goTo;
    RowTable *m_table;
    QPlainTextEdit *m_value;
    Divider *m_divider;
    QWidget *m_content;
    QLabel *m_nothing;
};

} // namespace lens
