// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/checked.h"
#include "model/base/text.h"
#include "model/engine/kernels/integers.h"
#include "model/engine/kernels/scan.h"
#include "model/engine/numbers.h"

#include <charconv>
#include <cmath>
#include <cstring>

namespace lens::engine {

namespace {

// What a person or a table can take; more is for forEachBlock().
constexpr std::uint64_t mostValues = 1ull << 27;

std::uint64_t countOf(const TensorData &tensor) { return rowMajor(tensor).count(); }

Result<void> checkReadable(const TensorData &tensor)
{
    if (!tensor.bytes)
        return makeError(ErrorCode::Truncated, "the record with the tensor's bytes is missing");
    if (itemSize(tensor.dtype) == 0)
        return makeError(ErrorCode::Unsupported, "the dtype of the tensor is not known");
    return {};
}

Result<void> checkInside(const TensorData &tensor, std::uint64_t first, std::uint64_t count)
{
    const std::uint64_t size = countOf(tensor);
    if (first > size || count > size - first)
        return makeError(ErrorCode::Limit, "element " + std::to_string(first + count - 1) +
                                               " is past the end of " + std::to_string(size));
    if (count > mostValues)
        return makeError(ErrorCode::Limit, std::to_string(count) + " values at once are too many");
    return {};
}

// Bits have no numbers: their stored integers stand for them.
TensorData numbered(const TensorData &tensor)
{
    TensorData out = tensor;
    const bool partialByte = tensor.dtype >= DType::UInt1 && tensor.dtype <= DType::Int7;
    if (info(tensor.dtype).dtypeClass == DTypeClass::Bits || partialByte)
        out.dtype = itemSize(tensor.dtype) == 2 ? DType::UInt16 : DType::UInt8;
    return out;
}

// Shortest text that reads back as the same float, as numpy writes it.
std::string reprFloat(float value)
{
    char digits[64];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    double same = value;
    if (std::isfinite(value))
        std::from_chars(digits, end, same);
    return reprDouble(same);
}

// A part of a complex number: "1", not "1.0".
std::string withoutPoint(std::string text)
{
    if (text.ends_with(".0"))
        text.resize(text.size() - 2);
    return text;
}

std::string complexText(double real, double imaginary, bool single)
{
    const auto part = [single](double x) {
        return withoutPoint(single ? reprFloat(static_cast<float>(x)) : reprDouble(x));
    };
    const bool minus = std::signbit(imaginary) && !std::isnan(imaginary);
    return part(real) + (minus ? "" : "+") + part(imaginary) + "j";
}

// The stored bytes of one element, little endian.
Result<std::uint64_t> storedInteger(const TensorData &tensor, std::uint64_t index)
{
    const View view = rowMajor(tensor);
    std::byte item[16] = {};
    LENS_CHECK(BlockReader(view).read(index, 1, item));
    if (tensor.swap)
        swapBytes(item, view.itemSize, info(tensor.dtype).componentSize);
    return loadLittle<std::uint64_t>(item);
}

std::string integerText(DType dtype, std::uint64_t bits)
{
    switch (dtype) {
    case DType::Int8: return std::to_string(static_cast<std::int8_t>(bits));
    case DType::Int16: return std::to_string(static_cast<std::int16_t>(bits));
    case DType::Int32: return std::to_string(static_cast<std::int32_t>(bits));
    case DType::Int64: return std::to_string(static_cast<std::int64_t>(bits));
    default: return std::to_string(bits);
    }
}

} // namespace

bool isPackedPair(DType dtype) { return dtype == DType::Float4E2M1FNx2; }

unsigned numbersPerElement(DType dtype)
{
    return isPackedPair(dtype) || info(dtype).dtypeClass == DTypeClass::Complex ? 2 : 1;
}

Result<std::vector<double>> values(const TensorData &tensor, std::uint64_t first,
                                   std::uint64_t count)
{
    LENS_CHECK(checkReadable(tensor));
    LENS_CHECK(checkInside(tensor, first, count));
    const TensorData source = numbered(tensor);
    const View view = rowMajor(source);
    LENS_ASSIGN(const Decoder decoder,
                Decoder::of(source, view.channelRun, Decoder::Complex::Components));
    BlockReader reader(view);
    Buffer numbers;
    std::vector<std::byte> items(std::min(count, readBytes / view.itemSize) * view.itemSize);
    std::vector<double> out;
    out.reserve(count * decoder.lanes());
    for (std::uint64_t i = 0; i < count; i += readBytes / view.itemSize) {
        const std::uint64_t length = std::min(readBytes / view.itemSize, count - i);
        LENS_CHECK(reader.read(first + i, length, items.data()));
        decoder.prepare(items.data(), length);
        decodeBlocks(
            decoder, view.itemSize, items.data(), first + i, length, numbers,
            [&](const auto *from, std::uint64_t n) { out.insert(out.end(), from, from + n); });
    }
    return out;
}

Result<std::vector<long double>> integers(const TensorData &tensor, std::uint64_t first,
                                          std::uint64_t count)
{
    LENS_CHECK(checkReadable(tensor));
    LENS_CHECK(checkInside(tensor, first, count));
    if (!isWideInteger(tensor))
        return makeError(ErrorCode::Unsupported, "the elements are no 64-bit integers");
    const View view = rowMajor(tensor);
    std::vector<std::byte> items(count * view.itemSize);
    LENS_CHECK(BlockReader(view).read(first, count, items.data()));
    if (tensor.swap)
        swapBytes(items.data(), items.size(), view.itemSize);
    std::vector<long double> out;
    out.reserve(count);
    for (std::size_t i = 0; i < items.size(); i += view.itemSize)
        out.push_back(wideInteger(tensor.dtype, items.data() + i));
    return out;
}

Result<std::string> elementText(const TensorData &tensor, std::uint64_t index)
{
    LENS_CHECK(checkReadable(tensor));
    const DTypeInfo &type = info(tensor.dtype);
    LENS_CHECK(checkInside(tensor, index, 1));
    const bool integer = type.dtypeClass == DTypeClass::Integer && !tensor.neg;
    if (integer || type.dtypeClass == DTypeClass::Bits) {
        LENS_ASSIGN(const std::uint64_t bits, storedInteger(tensor, index));
        return integerText(tensor.dtype, bits);
    }
    LENS_ASSIGN(const std::vector<double> numbers, values(tensor, index, 1));
    const auto single = [](double x) { return reprFloat(static_cast<float>(x)); };
    if (type.dtypeClass == DTypeClass::Bool)
        return std::string(numbers[0] != 0 ? "True" : "False");
    if (type.dtypeClass == DTypeClass::Complex)
        return complexText(numbers[0], numbers[1], tensor.dtype != DType::Complex128);
    if (numbers.size() == 2) // a packed pair
        return std::string("(").append(single(numbers[0])).append(", ").append(single(numbers[1])) +
               ")";
    return tensor.dtype == DType::Float64 ? reprDouble(numbers[0]) : single(numbers[0]);
}

} // namespace lens::engine
