// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/valuetext.h"

#include "model/base/text.h"
#include "model/engine/numbers.h"

#include <algorithm>
#include <charconv>
#include <cmath>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString floatText(float value)
{
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return QString::fromLatin1(buffer, end - buffer);
}

QString bytesText(const TensorData &tensor, const ValueTile &tile, std::size_t at)
{
    const std::size_t cells = tile.values.size() / engine::numbersPerElement(tensor.dtype);
    const std::size_t width = cells ? tile.bytes.size() / cells : 0;
    auto bytes = QByteArray(tile.bytes.data() + at * width, static_cast<qsizetype>(width));
    std::reverse(bytes.begin(), bytes.end());
    return QString::fromLatin1(bytes.toHex());
}

QString realText(const TensorData &tensor, double value, NumberFormat format)
{
    const DTypeInfo &type = info(tensor.dtype);
    if (type.dtypeClass == DTypeClass::Bool)
        return value != 0 ? u"True"_s : u"False"_s;
    if (std::isnan(value))
        return u"NaN"_s;
    if (std::isinf(value))
        return value > 0 ? u"+Inf"_s : u"−Inf"_s;
    if (type.dtypeClass == DTypeClass::Integer && !tensor.quantized)
        return QString::number(value, 'f', 0);
    switch (format) {
    case NumberFormat::Fixed: return QString::number(value, 'f', 6);
    case NumberFormat::Scientific: return QString::number(value, 'e', 6);
    case NumberFormat::Exact:
        return type.componentSize < 8 ? floatText(static_cast<float>(value))
                                      : QString::fromStdString(reprDouble(value));
    default: return QString::number(value, 'g', 6);
    }
}

} // namespace

QString cellText(const TensorData &tensor, const ValueTile &tile, std::size_t at,
                 NumberFormat format)
{
    if (format == NumberFormat::Hexadecimal)
        return bytesText(tensor, tile, at);
    if (!tile.exact.empty())
        return QString::fromStdString(tile.exact[at]);
    if (engine::numbersPerElement(tensor.dtype) == 1)
        return realText(tensor, tile.values[at], format);
    const QString first = realText(tensor, tile.values[at * 2], format);
    const QString second = realText(tensor, tile.values[at * 2 + 1], format);
    if (engine::isPackedPair(tensor.dtype))
        return u"(%1, %2)"_s.arg(first, second);
    const bool isSigned = u"+-−"_s.contains(second.front());
    return first + (isSigned ? u""_s : u"+"_s) + second + u'j';
}

QString copiedText(const TensorData &tensor, const ValueTile &tile, std::size_t at,
                   NumberFormat format)
{
    if (format == NumberFormat::Hexadecimal)
        return bytesText(tensor, tile, at);
    QString text = cellText(tensor, tile, at, NumberFormat::Exact);
    text.replace(u'−', u'-');
    return text.startsWith(u'+') ? text.mid(1) : text;
}

} // namespace lens
