// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/e2e/bench.h"
#include "widgets/comparelist.h"

namespace lens::test {

// The window with two epochs of a small run.
struct CompareBench : Bench
{
    QString a = folder.filePath(u"epoch1.pth"_s), b = folder.filePath(u"epoch2.pth"_s);

    CompareBench()
    {
        QFile::copy(QStringLiteral(CKPTLENS_EPOCHS "/epoch1.pth"), a);
        QFile::copy(QStringLiteral(CKPTLENS_EPOCHS "/epoch2.pth"), b);
    }
    bool compare() { return compare(a, b); }
    bool compare(const QString &first, const QString &second)
    {
        window.compareFiles(first, second);
        return settle();
    }
    CompareList *list() const { return find<CompareList>("compareList"); }
    QStringList names() const
    {
        QStringList result;
        const auto *model = list()->model();
        for (int row = 0; row < model->rowCount(); ++row)
            result << model->index(row, CompareModel::NameColumn).data().toString();
        return result;
    }
    QString current() const
    {
        const QModelIndex index = list()->currentIndex();
        return index.siblingAtColumn(CompareModel::NameColumn).data().toString();
    }
    QString message() const { return window.frontPage()->findChild<MessageBar *>()->text(); }
};

// A file of zeros that takes no room: `count` tensors of `elements` float32, `value` in the first
// element of each.
inline void writeTensors(const QString &path, int count, qint64 elements, float value,
                         const QString &prefix = {})
{
    QByteArray header = "{";
    for (int i = 0; i < count; ++i)
        header +=
            (i ? "," : "") +
            u"\"%5blocks.%1.weight\":{\"dtype\":\"F32\",\"shape\":[%2],\"data_offsets\":[%3,%4]}"_s
                .arg(i)
                .arg(elements)
                .arg(4 * elements * i)
                .arg(4 * elements * (i + 1))
                .arg(prefix)
                .toLatin1();
    header += "}";
    header.append((8 - header.size() % 8) % 8, ' ');
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    const quint64 size = header.size();
    file.write(reinterpret_cast<const char *>(&size), 8);
    file.write(header);
    const qint64 begin = file.pos();
    QVERIFY(file.resize(begin + 4 * elements * count));
    for (int i = 0; i < count; ++i) {
        file.seek(begin + 4 * elements * i);
        file.write(reinterpret_cast<const char *>(&value), 4);
    }
}

} // namespace lens::test
