// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/comparemodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

namespace lens::test {

// A model with the comparison of two checkpoints that fills it.
struct Compared
{
    CompareModel model;
    CompareJob job;
    QAbstractItemModelTester tester{&model};
    Result<void> result;
    bool done = false;

    Compared(CheckpointPtr a, CheckpointPtr b, engine::Tolerance tolerance = {})
    {
        QObject::connect(&job, &CompareJob::aligned, &model,
                         [this](const auto &rows) { model.setRows(rows); });
        QObject::connect(&job, &CompareJob::compared, &model, &CompareModel::update);
        QObject::connect(&job, &CompareJob::finished, &model, [this](const Result<void> &end) {
            result = end;
            done = true;
        });
        job.start({a, b, {}, tolerance});
    }
    bool wait()
    {
        return QTest::qWaitFor([this] { return done; });
    }
    QStringList printed() const
    {
        QStringList lines;
        for (int row = 0; row < model.rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < model.columnCount(); ++column)
                cells << model.index(row, column).data().toString();
            while (cells.last().isEmpty())
                cells.removeLast();
            lines << cells.join(QStringLiteral(" | "));
        }
        return lines;
    }
    QStringList names() const
    {
        QStringList result;
        for (int row = 0; row < model.rowCount(); ++row)
            result << model.index(row, CompareModel::NameColumn).data().toString();
        return result;
    }
};

} // namespace lens::test
