// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QMap>
#include <QTemporaryDir>
#include <QtEndian>

// Files of one tensor.
namespace lens::test {

using namespace Qt::StringLiterals;

// A safetensors file with one tensor of zeros, which takes no room on the disk.
inline QString sparseFile(const QTemporaryDir &folder, qint64 rows, qint64 columns)
{
    QByteArray header = R"({"embed.weight":{"dtype":"F32","shape":[%1,%2],"data_offsets":[0,%3]}})";
    header = QString::fromLatin1(header).arg(rows).arg(columns).arg(rows * columns * 4).toLatin1();
    header += QByteArray(7 - (header.size() + 7) % 8, ' ');
    QFile file(folder.filePath(u"sparse.safetensors"_s));
    if (!file.open(QIODevice::WriteOnly))
        return {};
    const quint64 size = qToLittleEndian(static_cast<quint64>(header.size()));
    file.write(reinterpret_cast<const char *>(&size), sizeof size);
    file.write(header);
    file.resize(file.pos() + rows * columns * 4);
    return file.fileName();
}

// A safetensors file with one tensor of float32 values 0, 1, 2, …; some of them replaced.
inline QString countedFile(const QTemporaryDir &folder, const QString &shape, int count,
                           const QMap<int, float> &other = {})
{
    QByteArray header = uR"({"w":{"dtype":"F32","shape":[%1],"data_offsets":[0,%2]}})"_s.arg(shape)
                            .arg(count * 4)
                            .toLatin1();
    header += QByteArray(7 - (header.size() + 7) % 8, ' ');
    QFile file(folder.filePath(u"counted.safetensors"_s));
    if (!file.open(QIODevice::WriteOnly))
        return {};
    const quint64 size = qToLittleEndian(static_cast<quint64>(header.size()));
    file.write(reinterpret_cast<const char *>(&size), sizeof size);
    file.write(header);
    for (int i = 0; i < count; ++i) {
        const float value = other.value(i, static_cast<float>(i));
        file.write(reinterpret_cast<const char *>(&value), sizeof value);
    }
    return file.fileName();
}

} // namespace lens::test
