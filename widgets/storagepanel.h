// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/storagedetails.h"
#include "widgets/panel.h"

class QLabel;
class QPlainTextEdit;

namespace lens {

class FactList;
class RowTable;
class SharersModel;

// Where the bytes of the selected tensor lie, how they are laid out, who shares them, and the first
// of them.
class StoragePanel final : public Panel
{
    Q_OBJECT

public:
    explicit StoragePanel(const PanelContext &context, QWidget *parent = nullptr);

    void showSelection(const Selection &selection) override;

private:
    void scroll(QWidget *content);
    void showNothing(const QString &reason);
    void showBytes(const QString &text);
    void showDetails(const StorageDetails &details);
    void showFacts(const StorageDetails *details);

    StorageJob m_job;
    std::uint32_t m_tensor = noIndex;
    SharersModel *m_sharers;
    QLabel *m_title, *m_note, *m_sharing, *m_bytesTitle;
    FactList *m_facts;
    RowTable *m_table;
    QPlainTextEdit *m_bytes;
};

} // namespace lens
