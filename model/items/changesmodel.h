// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"

#include <QAbstractTableModel>

namespace lens {

// What a save would write, a row each: where, what the file says, what it will say. Answers
// EntryRole of roles.h. The document outlives it.
class ChangesModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { PlaceColumn, BeforeColumn, AfterColumn, ColumnCount };

    explicit ChangesModel(Document &document, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void read();

    Document &m_document;
    EditedPtr m_edited; // whose changes are the rows
};

} // namespace lens
