// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/storagedetails.h"
#include "model/items/columnsmodel.h"

namespace lens {

// The other tensors over a storage.
class SharersModel final : public ColumnsModel
{
    Q_OBJECT

public:
    enum Column { PathColumn, ShapeColumn, OffsetColumn };

    explicit SharersModel(QObject *parent = nullptr);
    void setSharers(CheckpointPtr checkpoint, std::vector<StorageSharer> sharers);

    int rowCount(const QModelIndex &parent = {}) const override;

protected:
    QString text(int row, int column) const override;
    QVariant value(int row, int column, int role) const override;

private:
    CheckpointPtr m_checkpoint;
    std::vector<StorageSharer> m_sharers;
};

} // namespace lens
