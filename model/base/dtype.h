// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace lens {

// Element types with the numbers of torch's c10::ScalarType, so that a number in a file is a DType.
// Source: c10/core/ScalarType.h. uint1..uint7 and int1..int7 exist as dtype objects only.
// clang-format off
enum class DType : std::uint8_t {
    UInt8 = 0, Int8, Int16, Int32, Int64,
    Float16 = 5, Float32, Float64,
    Complex32 = 8, Complex64, Complex128,
    Bool = 11,
    QInt8 = 12, QUInt8, QInt32,
    BFloat16 = 15,
    QUInt4x2 = 16, QUInt2x4,
    Bits1x8 = 18, Bits2x4, Bits4x2, Bits8, Bits16,
    Float8E5M2 = 23, Float8E4M3FN, Float8E5M2FNUZ, Float8E4M3FNUZ,
    UInt16 = 27, UInt32, UInt64,
    UInt1 = 30, UInt2, UInt3, UInt4, UInt5, UInt6, UInt7,
    Int1 = 37, Int2, Int3, Int4, Int5, Int6, Int7,
    Float8E8M0FNU = 44, Float4E2M1FNx2 = 45,
    Undefined = 255,
};
// clang-format on

enum class DTypeClass : std::uint8_t { Integer, Float, Complex, Bool, Quantized, Bits };

struct DTypeInfo
{
    DType dtype;
    std::string_view name; // as torch prints it without "torch.": "float32"
    DTypeClass dtypeClass;
    std::uint8_t itemSize;         // bytes of one stored element
    std::uint8_t valuesPerItem;    // packed in one stored element: 2 for quint4x2, 4 for quint2x4
    std::uint8_t componentSize;    // bytes that swap together: half the item for complex
    std::string_view storageClass; // "FloatStorage"; empty where torch uses UntypedStorage
    std::string_view safetensors;  // "F32"; empty where safetensors has no name
};

// Never null; for Undefined an entry of zero size.
const DTypeInfo &info(DType dtype);
inline std::string_view name(DType dtype) { return info(dtype).name; }
inline unsigned itemSize(DType dtype) { return info(dtype).itemSize; }

// "float32", also torch's aliases "float", "half", "long", …
std::optional<DType> dtypeFromName(std::string_view name);
// "FloatStorage" (the attribute name alone). UntypedStorage and _UntypedStorage are UInt8.
std::optional<DType> dtypeFromStorageClass(std::string_view className);
std::optional<DType> dtypeFromSafetensors(std::string_view name);
// numpy's type string: "<f4", ">i8", "|b1"; byte order is the caller's. Nothing for what no tensor
// can hold (objects, strings, datetimes, records).
std::optional<DType> dtypeFromNumpy(std::string_view typeString);

} // namespace lens
