// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <QJsonObject>
#include <QTemporaryDir>

namespace lens::test {

// Checkpoints that PyTorch writes for the tests of this folder (makefixtures.py), and what PyTorch
// says about them. The interpreter is CKPTLENS_PYTHON, else Debian's.
class Fixtures
{
public:
    // Why there are none; empty when they were made.
    QString make();
    CheckpointPtr open(const QString &name) const; // fails the program when it cannot be opened
    QJsonObject expected(const QString &topic) const;

private:
    QTemporaryDir m_folder;
    QJsonObject m_expected;
};

} // namespace lens::test
