// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/kernels/decoder.h"

#include "model/base/checked.h"
#include "model/engine/kernels/loops.h"
#include "model/engine/kernels/minifloat.h"

#include <bit>
#include <cfloat>
#include <cstring>
#include <string>

namespace lens::engine {

namespace {

using Bytes = const std::byte *;

void nibbles(Bytes in, std::uint64_t n, float *out)
{
    for (std::uint64_t i = 0; i < n; ++i) {
        const auto byte = std::to_integer<unsigned>(in[i]);
        out[2 * i] = valueOfNibble(byte & 15);
        out[2 * i + 1] = valueOfNibble(byte >> 4);
    }
}

float half(Bytes at)
{
    float value;
    loops().halves(at, 1, &value);
    return value;
}
float single(Bytes at) { return std::bit_cast<float>(loadLittle<std::uint32_t>(at)); }
double twice(Bytes at) { return std::bit_cast<double>(loadLittle<std::uint64_t>(at)); }

// hypot() is infinite where one part is, even beside a NaN, as torch's abs.
template <auto component, unsigned size>
void magnitudes(Bytes in, std::uint64_t n, double *out)
{
    for (std::uint64_t i = 0; i < n; ++i)
        out[i] = std::hypot(double(component(in + 2 * i * size)),
                            double(component(in + (2 * i + 1) * size)));
}

double smallestNormalOf(DType dtype)
{
    switch (dtype) {
    case DType::Float16:
    case DType::Complex32:
    case DType::Float8E5M2: return 0x1p-14;
    case DType::Float32:
    case DType::Complex64:
    case DType::BFloat16: return FLT_MIN;
    case DType::Float64:
    case DType::Complex128: return DBL_MIN;
    case DType::Float8E4M3FN: return 0x1p-6;
    case DType::Float8E5M2FNUZ: return 0x1p-15;
    case DType::Float8E4M3FNUZ: return 0x1p-7;
    case DType::Float4E2M1FNx2: return 1;
    default: return 0;
    }
}

bool needsDouble(DType dtype)
{
    switch (dtype) {
    case DType::Int32:
    case DType::Int64:
    case DType::UInt32:
    case DType::UInt64:
    case DType::Float64:
    case DType::Complex32:
    case DType::Complex64:
    case DType::Complex128: return true;
    default: return false;
    }
}

DType componentOf(DType dtype)
{
    switch (dtype) {
    case DType::Complex32: return DType::Float16;
    case DType::Complex64: return DType::Float32;
    case DType::Complex128: return DType::Float64;
    default: return dtype;
    }
}

bool hasNumbers(DType dtype)
{
    const bool partialByte = dtype >= DType::UInt1 && dtype <= DType::Int7;
    return itemSize(dtype) != 0 && info(dtype).dtypeClass != DTypeClass::Bits && !partialByte;
}

} // namespace

float valueOfNibble(unsigned bits)
{
    constexpr float magnitudes[] = {0, 0.5f, 1, 1.5f, 2, 3, 4, 6};
    return bits & 8 ? -magnitudes[bits & 7] : magnitudes[bits & 7];
}

float valueOfByte(DType dtype, std::uint8_t bits)
{
    switch (dtype) {
    case DType::Int8:
    case DType::QInt8: return static_cast<std::int8_t>(bits);
    case DType::Bool: return bits != 0;
    case DType::Float8E5M2: return valueOf(e5m2, bits);
    case DType::Float8E4M3FN: return valueOf(e4m3fn, bits);
    case DType::Float8E5M2FNUZ: return valueOf(e5m2fnuz, bits);
    case DType::Float8E4M3FNUZ: return valueOf(e4m3fnuz, bits);
    case DType::Float8E8M0FNU:
        return bits == 0xff ? std::numeric_limits<float>::quiet_NaN()
                            : std::ldexp(1.0f, bits - 127);
    default: return bits;
    }
}

void swapBytes(std::byte *bytes, std::uint64_t length, unsigned componentSize)
{
    const auto swapAll = [&]<typename T>(T) {
        for (std::uint64_t i = 0; i + sizeof(T) <= length; i += sizeof(T))
            storeLittle(bytes + i, loadBig<T>(bytes + i));
    };
    switch (componentSize) {
    case 2: return swapAll(std::uint16_t{});
    case 4: return swapAll(std::uint32_t{});
    case 8: return swapAll(std::uint64_t{});
    default: return;
    }
}

void negateFloats(std::byte *bytes, std::uint64_t length, unsigned componentSize, unsigned first,
                  unsigned step)
{
    const std::uint64_t stride = std::uint64_t(step) * componentSize;
    for (std::uint64_t i = std::uint64_t(first) * componentSize; i < length; i += stride)
        bytes[i + componentSize - 1] ^= std::byte{0x80}; // the sign is the top bit of the last byte
}

Result<Decoder> Decoder::of(const TensorData &tensor, std::uint64_t channelRun, Complex complex)
{
    if (!hasNumbers(tensor.dtype))
        return makeError(ErrorCode::Unsupported, "elements of dtype " +
                                                     std::string(name(tensor.dtype)) +
                                                     " are not numbers");
    if (!tensor.bytes)
        return makeError(ErrorCode::Truncated, "the record with the tensor's bytes is missing");
    if (tensor.axis >= 0 &&
        (tensor.scales.empty() || tensor.scales.size() != tensor.zeroPoints.size()))
        return makeError(ErrorCode::Corrupt, "scales and zero points of the channels do not match");
    Decoder decoder;
    const bool components =
        complex == Complex::Components && info(tensor.dtype).dtypeClass == DTypeClass::Complex;
    decoder.m_dtype = components ? componentOf(tensor.dtype) : tensor.dtype;
    decoder.m_tensor = &tensor;
    decoder.m_channelRun = channelRun;
    decoder.m_lanes = components || tensor.dtype == DType::Float4E2M1FNx2 ? 2 : 1;
    decoder.m_doubles = needsDouble(decoder.m_dtype);
    decoder.m_smallestNormal = smallestNormalOf(tensor.dtype);
    decoder.m_table = itemSize(tensor.dtype) == 1 && decoder.m_lanes == 1;
    decoder.m_dequantize = tensor.quantized && (!decoder.m_table || tensor.axis >= 0);
    decoder.fillTable();
    return decoder;
}

void Decoder::fillTable()
{
    if (!m_table)
        return;
    for (int bits = 0; bits < 256; ++bits) {
        const float stored = valueOfByte(m_dtype, static_cast<std::uint8_t>(bits));
        const bool perTensor = m_tensor->quantized && !m_dequantize;
        m_values[static_cast<std::size_t>(bits)] = perTensor ? dequantized(stored, 0) : stored;
    }
}

float Decoder::dequantized(double stored, std::size_t channel) const
{
    const bool perChannel = m_tensor->axis >= 0;
    const double scale = perChannel ? m_tensor->scales[channel] : m_tensor->scale;
    const double zero =
        perChannel ? m_tensor->zeroPoints[channel] : static_cast<double>(m_tensor->zeroPoint);
    return static_cast<float>(stored - zero) * static_cast<float>(scale);
}

void Decoder::dequantize(const std::byte *items, std::uint64_t first, std::uint64_t count,
                         float *out) const
{
    const std::size_t channels = m_tensor->axis >= 0 ? m_tensor->scales.size() : 1;
    std::size_t channel = first / m_channelRun % channels;
    std::uint64_t place = first % m_channelRun;
    for (std::uint64_t i = 0; i < count; ++i) {
        const double stored = m_table ? m_values[std::to_integer<std::uint8_t>(items[i])]
                                      : loadLittle<std::int32_t>(items + 4 * i);
        out[i] = dequantized(stored, channel);
        if (++place < m_channelRun)
            continue;
        place = 0;
        channel = channel + 1 < channels ? channel + 1 : 0;
    }
}

void Decoder::prepare(std::byte *items, std::uint64_t count) const
{
    if (m_tensor->swap)
        swapBytes(items, count * itemSize(m_tensor->dtype), info(m_tensor->dtype).componentSize);
}

const float *Decoder::decode(const std::byte *items, std::uint64_t first, std::uint64_t count,
                             float *out) const
{
    const std::uint64_t numbers = count * m_lanes;
    const Loops &convert = loops();
    if (m_dequantize) {
        dequantize(items, first, count, out);
    } else if (m_table) {
        for (std::uint64_t i = 0; i < count; ++i)
            out[i] = m_values[std::to_integer<std::uint8_t>(items[i])];
    } else {
        switch (m_dtype) {
        case DType::Int16: convert.int16s(items, numbers, out); break;
        case DType::UInt16: convert.uint16s(items, numbers, out); break;
        case DType::Float16: convert.halves(items, numbers, out); break;
        case DType::BFloat16: convert.bfloats(items, numbers, out); break;
        case DType::Float4E2M1FNx2: nibbles(items, count, out); break;
        default:
            if (!m_tensor->neg && !m_tensor->conj)
                return reinterpret_cast<const float *>(items);
            std::memcpy(out, items, numbers * sizeof *out);
        }
    }
    applySigns(out, numbers);
    return out;
}

const double *Decoder::decode(const std::byte *items, std::uint64_t, std::uint64_t count,
                              double *out) const
{
    const std::uint64_t numbers = count * m_lanes;
    const Loops &convert = loops();
    switch (m_dtype) {
    case DType::Int32: convert.int32s(items, numbers, out); break;
    case DType::UInt32: convert.uint32s(items, numbers, out); break;
    case DType::Int64: convert.int64s(items, numbers, out); break;
    case DType::UInt64: convert.uint64s(items, numbers, out); break;
    case DType::Complex32: magnitudes<half, 2>(items, count, out); return out;
    case DType::Complex64: magnitudes<single, 4>(items, count, out); return out;
    case DType::Complex128: magnitudes<twice, 8>(items, count, out); return out;
    default:
        if (!m_tensor->neg && !m_tensor->conj)
            return reinterpret_cast<const double *>(items);
        std::memcpy(out, items, numbers * sizeof *out);
    }
    applySigns(out, numbers);
    return out;
}

// A conj view has the second component of every element negated, a neg view every number.
template <typename T>
void Decoder::applySigns(T *numbers, std::uint64_t count) const
{
    const bool conj = m_tensor->conj && m_lanes == 2 && m_dtype != m_tensor->dtype;
    for (std::uint64_t i = 0; conj && i < count; i += 2)
        numbers[i + 1] = -numbers[i + 1];
    for (std::uint64_t i = 0; m_tensor->neg && i < count; ++i)
        numbers[i] = -numbers[i];
}

} // namespace lens::engine
