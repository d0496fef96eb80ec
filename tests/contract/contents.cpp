// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/contents.h"

#include "model/base/text.h"
#include "model/formats/contiguous.h"
#include "model/formats/flatnames.h"

#include <QCryptographicHash>

#include <cstring>

namespace lens::test {

namespace {

constexpr std::uint64_t mostBytes = 1 << 20;

QString text(std::string_view utf8) { return QString::fromStdString(escaped(utf8)); }

QString numbers(const std::vector<std::int64_t> &values)
{
    QStringList parts;
    for (const std::int64_t value : values)
        parts << QString::number(value);
    return QLatin1Char('[') + parts.join(QLatin1Char(',')) + QLatin1Char(']');
}

// Elements in order; packed and quantised ones as they are stored.
Result<std::string> elementBytes(const Checkpoint &checkpoint, const Tensor &tensor)
{
    LENS_ASSIGN(const TensorData data, tensorData(checkpoint, tensor));
    LENS_ASSIGN(const SourcePtr bytes, contiguousBytes(data));
    return bytes->readString(0, std::min(bytes->size(), mostBytes));
}

QString digest(const Checkpoint &checkpoint, const Tensor &tensor)
{
    const auto bytes = elementBytes(checkpoint, tensor);
    if (!bytes)
        return text(bytes.error().message);
    const auto raw = QByteArray::fromStdString(*bytes);
    return QString::fromLatin1(QCryptographicHash::hash(raw, QCryptographicHash::Md5).toHex());
}

QString shape(const Tensor &tensor)
{
    return text(name(tensor.dtype)) + QLatin1Char(' ') + numbers(tensor.shape);
}

QString tensorLine(const Checkpoint &checkpoint, const Tensor &tensor, Devices devices)
{
    QStringList parts{shape(tensor), numbers(tensor.stride), text(name(tensor.layout)),
                      digest(checkpoint, tensor)};
    if (tensor.requiresGrad)
        parts << QStringLiteral("requires grad");
    if (tensor.parameter)
        parts << QStringLiteral("parameter");
    if (!tensor.broken.empty())
        parts << text(tensor.broken);
    if (devices == Devices::Shown)
        parts << text(tensor.device);
    return parts.join(QLatin1Char(' '));
}

QString entryLine(const Checkpoint &checkpoint, std::uint32_t index, Devices devices)
{
    const Entry &entry = checkpoint.entry(index);
    QStringList parts{text(checkpoint.pathText(index)), text(name(entry.kind)),
                      text(checkpoint.typeName(index)), QString::number(entry.length)};
    if (const Tensor *tensor = checkpoint.tensor(entry))
        parts << tensorLine(checkpoint, *tensor, devices);
    else if (entry.kind == EntryKind::Ref)
        parts << QStringLiteral("-> ") + text(checkpoint.pathText(entry.target));
    else
        parts << text(valueText(checkpoint, index));
    return parts.join(QLatin1Char('|'));
}

template <typename T>
QString joined(const std::string &bytes)
{
    QStringList parts;
    for (std::size_t at = 0; at + sizeof(T) <= bytes.size(); at += sizeof(T)) {
        T value;
        std::memcpy(&value, bytes.data() + at, sizeof value);
        parts << QString::number(value);
    }
    return parts.join(QLatin1Char(' '));
}

} // namespace

QStringList contents(const Checkpoint &checkpoint, Devices devices)
{
    QStringList lines;
    for (std::uint32_t i = 0; i < checkpoint.entries.size(); ++i)
        lines << entryLine(checkpoint, i, devices);
    return lines;
}

QStringList flatContents(const Checkpoint &checkpoint)
{
    QStringList lines;
    for (const FlatTensor &flat : flatNames(checkpoint).tensors) {
        const Tensor &tensor = checkpoint.tensors[checkpoint.entry(flat.entry).index];
        lines << text(flat.name) + QLatin1Char('|') + shape(tensor) + QLatin1Char('|') +
                     digest(checkpoint, tensor);
    }
    lines.sort();
    return lines;
}

QString valuesAt(const Checkpoint &checkpoint, const std::string &path)
{
    const auto entry = findEntry(checkpoint, path);
    if (!entry)
        return text(entry.error().text());
    const Tensor *tensor = checkpoint.tensor(checkpoint.entry(checkpoint.resolved(*entry)));
    if (!tensor)
        return QStringLiteral("no tensor");
    const auto bytes = elementBytes(checkpoint, *tensor);
    if (!bytes)
        return text(bytes.error().text());
    return tensor->dtype == DType::Int64 ? joined<std::int64_t>(*bytes) : joined<float>(*bytes);
}

QString firstDifference(const QStringList &before, const QStringList &after)
{
    for (qsizetype i = 0; i < std::max(before.size(), after.size()); ++i)
        if (before.value(i) != after.value(i))
            return QStringLiteral("before: %1\nafter:  %2").arg(before.value(i), after.value(i));
    return {};
}

} // namespace lens::test
