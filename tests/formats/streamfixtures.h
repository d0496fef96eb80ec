// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"
#include "model/formats/saveplan.h"

#include <QTest>

#include <cstring>
#include <string>
#include <vector>

// Help for tests of formats: whole files in memory, elements of tensors, bytes of save plans.
namespace lens::test {

inline std::string readFile(const QString &path)
{
    QFile file(path);
    if (path.isEmpty() || !file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return file.readAll().toStdString();
}

// Elements of the tensor at `path` in logical order; T is as wide as the dtype.
template <typename T>
std::vector<T> elements(const Checkpoint &checkpoint, std::string_view path)
{
    const auto entry = findEntry(checkpoint, path);
    if (!entry || !checkpoint.tensor(checkpoint.entry(*entry))) {
        qWarning("no tensor %s", std::string(path).c_str());
        return {};
    }
    const auto data = tensorData(checkpoint, *checkpoint.tensor(checkpoint.entry(*entry)));
    if (!data) {
        qWarning("%s", data.error().text().c_str());
        return {};
    }
    std::vector<T> values(data->numel());
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::int64_t at = data->offset, rest = static_cast<std::int64_t>(i);
        for (std::size_t d = data->shape.size(); d-- > 0; rest /= data->shape[d])
            at += rest % data->shape[d] * data->stride[d];
        const auto bytes =
            data->bytes->readString(static_cast<std::uint64_t>(at) * sizeof(T), sizeof(T));
        if (!bytes)
            return {};
        std::memcpy(&values[i], bytes->data(), sizeof(T));
    }
    return values;
}

// Reads every tensor that claims to be readable.
inline void touchAll(const Checkpoint &checkpoint)
{
    for (const Tensor &tensor : checkpoint.tensors) {
        const auto data = tensorData(checkpoint, tensor);
        if (data && data->bytes && data->bytes->size() > 0) {
            std::byte last{};
            QVERIFY(data->bytes->read(data->bytes->size() - 1, {&last, 1}).has_value());
        }
    }
}

inline std::string bytesOf(const SavePlan &plan)
{
    std::string bytes;
    for (const auto &piece : plan.pieces) {
        if (const auto *made = std::get_if<std::string>(&piece)) {
            bytes += *made;
            continue;
        }
        const auto &copy = std::get<CopyPiece>(piece);
        const auto part = copy.source->readString(copy.offset, copy.length);
        if (part)
            bytes += *part;
    }
    return bytes;
}

inline bool hasFinding(const Checkpoint &checkpoint, std::string_view id)
{
    for (const Finding &finding : checkpoint.findings) {
        if (finding.id == id)
            return true;
    }
    return false;
}

} // namespace lens::test
