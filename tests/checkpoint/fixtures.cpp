// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/checkpoint/fixtures.h"

#include "model/formats/format.h"

#include <QFile>
#include <QJsonDocument>
#include <QProcess>

namespace lens::test {

QString Fixtures::make()
{
    const QString python =
        qEnvironmentVariable("CKPTLENS_PYTHON", QStringLiteral("/usr/bin/python3"));
    if (QProcess::execute(python, {QStringLiteral("-c"), QStringLiteral("import torch")}) != 0)
        return QStringLiteral("%1 has no PyTorch to write the checkpoints with").arg(python);
    if (QProcess::execute(python, {QStringLiteral(CKPTLENS_MAKE_FIXTURES), m_folder.path()}) != 0)
        return QStringLiteral("makefixtures.py failed");
    QFile file(m_folder.filePath(QStringLiteral("expected.json")));
    if (!file.open(QIODevice::ReadOnly))
        return QStringLiteral("makefixtures.py wrote nothing");
    m_expected = QJsonDocument::fromJson(file.readAll()).object();
    return {};
}

CheckpointPtr Fixtures::open(const QString &name) const
{
    auto opened = openCheckpoint(m_folder.filePath(name).toStdString());
    if (!opened)
        qFatal("%s", opened.error().text().c_str());
    return *opened;
}

QJsonObject Fixtures::expected(const QString &topic) const { return m_expected[topic].toObject(); }

} // namespace lens::test
