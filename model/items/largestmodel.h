// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"
#include "model/items/columnsmodel.h"

namespace lens {

// Some tensors of a document, named as seen from a group they lie in.
class LargestModel final : public ColumnsModel
{
    Q_OBJECT

public:
    enum Column { PathColumn, ShapeColumn, DTypeColumn, BytesColumn, ShareColumn };

    explicit LargestModel(QObject *parent = nullptr);
    // `nodes` of tensors below the row `group`; `all` is what their share is of.
    void setTensors(const Document &document, std::uint32_t group,
                    const std::vector<std::uint32_t> &nodes, std::uint64_t all);

    int rowCount(const QModelIndex &parent = {}) const override;

protected:
    QString text(int row, int column) const override;
    QVariant value(int row, int column, int role) const override;

private:
    struct Row
    {
        std::uint32_t entry = noIndex;
        QString path, shape, dtype;
        std::uint64_t bytes = 0, elements = 0;
    };

    std::vector<Row> m_rows;
    std::uint64_t m_all = 0;
};

} // namespace lens
