// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/dtype.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lens {

namespace {

using enum DTypeClass;

// In ScalarType order, so that the number is the index. Columns: name, class, bytes, values per
// item, bytes that swap together, storage class, safetensors name. float4_e2m1fn_x2 counts pairs in
// torch's shapes, so one item is one element there. Sources: c10/core/ScalarType.h, safetensors'
// tensor.rs.
constexpr std::array dtypes = {
    DTypeInfo{DType::UInt8, "uint8", Integer, 1, 1, 1, "ByteStorage", "U8"},
    DTypeInfo{DType::Int8, "int8", Integer, 1, 1, 1, "CharStorage", "I8"},
    DTypeInfo{DType::Int16, "int16", Integer, 2, 1, 2, "ShortStorage", "I16"},
    DTypeInfo{DType::Int32, "int32", Integer, 4, 1, 4, "IntStorage", "I32"},
    DTypeInfo{DType::Int64, "int64", Integer, 8, 1, 8, "LongStorage", "I64"},
    DTypeInfo{DType::Float16, "float16", Float, 2, 1, 2, "HalfStorage", "F16"},
    DTypeInfo{DType::Float32, "float32", Float, 4, 1, 4, "FloatStorage", "F32"},
    DTypeInfo{DType::Float64, "float64", Float, 8, 1, 8, "DoubleStorage", "F64"},
    DTypeInfo{DType::Complex32, "complex32", Complex, 4, 1, 2, "", ""},
    DTypeInfo{DType::Complex64, "complex64", Complex, 8, 1, 4, "ComplexFloatStorage", "C64"},
    DTypeInfo{DType::Complex128, "complex128", Complex, 16, 1, 8, "ComplexDoubleStorage", ""},
    DTypeInfo{DType::Bool, "bool", Bool, 1, 1, 1, "BoolStorage", "BOOL"},
    DTypeInfo{DType::QInt8, "qint8", Quantized, 1, 1, 1, "QInt8Storage", ""},
    DTypeInfo{DType::QUInt8, "quint8", Quantized, 1, 1, 1, "QUInt8Storage", ""},
    DTypeInfo{DType::QInt32, "qint32", Quantized, 4, 1, 4, "QInt32Storage", ""},
    DTypeInfo{DType::BFloat16, "bfloat16", Float, 2, 1, 2, "BFloat16Storage", "BF16"},
    DTypeInfo{DType::QUInt4x2, "quint4x2", Quantized, 1, 2, 1, "QUInt4x2Storage", ""},
    DTypeInfo{DType::QUInt2x4, "quint2x4", Quantized, 1, 4, 1, "QUInt2x4Storage", ""},
    DTypeInfo{DType::Bits1x8, "bits1x8", Bits, 1, 1, 1, "", ""},
    DTypeInfo{DType::Bits2x4, "bits2x4", Bits, 1, 1, 1, "", ""},
    DTypeInfo{DType::Bits4x2, "bits4x2", Bits, 1, 1, 1, "", ""},
    DTypeInfo{DType::Bits8, "bits8", Bits, 1, 1, 1, "", ""},
    DTypeInfo{DType::Bits16, "bits16", Bits, 2, 1, 2, "", ""},
    DTypeInfo{DType::Float8E5M2, "float8_e5m2", Float, 1, 1, 1, "", "F8_E5M2"},
    DTypeInfo{DType::Float8E4M3FN, "float8_e4m3fn", Float, 1, 1, 1, "", "F8_E4M3"},
    DTypeInfo{DType::Float8E5M2FNUZ, "float8_e5m2fnuz", Float, 1, 1, 1, "", "F8_E5M2FNUZ"},
    DTypeInfo{DType::Float8E4M3FNUZ, "float8_e4m3fnuz", Float, 1, 1, 1, "", "F8_E4M3FNUZ"},
    DTypeInfo{DType::UInt16, "uint16", Integer, 2, 1, 2, "", "U16"},
    DTypeInfo{DType::UInt32, "uint32", Integer, 4, 1, 4, "", "U32"},
    DTypeInfo{DType::UInt64, "uint64", Integer, 8, 1, 8, "", "U64"},
    DTypeInfo{DType::UInt1, "uint1", Integer, 1, 1, 1, "", ""},
    DTypeInfo{DType::UInt2, "uint2", Integer, 1, 1, 1, "", ""},
    DTypeInfo{DType::UInt3, "uint3", Integer, 1, 1, 1, "", ""},
    DTypeInfo{DType::UInt4, "uint4", Integer, 1, 1, 1, "", ""},
    DTypeInfo{DType::UInt5, "uint5", Integer, 1, 1, 1, "", ""},
    DTypeInfo{DType::UInt6, "uint6", Integer, 1, 1, 1, "", ""},
    DTypeInfo{DType::UInt7, "uint7", Integer, 1, 1, 1, "", ""},
    DTypeInfo{DType::Int1, "int1", Integer, 1, 1, 1, "", ""},
    DTypeInfo{DType::Int2, "int2", Integer, 1, 1, 1, "", ""},
    DTypeInfo{DType::Int3, "int3", Integer, 1, 1, 1, "", ""},
    DTypeInfo{DType::Int4, "int4", Integer, 1, 1, 1, "", ""},
    DTypeInfo{DType::Int5, "int5", Integer, 1, 1, 1, "", ""},
    DTypeInfo{DType::Int6, "int6", Integer, 1, 1, 1, "", ""},
    DTypeInfo{DType::Int7, "int7", Integer, 1, 1, 1, "", ""},
    DTypeInfo{DType::Float8E8M0FNU, "float8_e8m0fnu", Float, 1, 1, 1, "", "F8_E8M0"},
    DTypeInfo{DType::Float4E2M1FNx2, "float4_e2m1fn_x2", Float, 1, 1, 1, "", "F4"},
};

constexpr DTypeInfo undefined{DType::Undefined, "undefined", Bits, 0, 1, 0, "", ""};

constexpr bool tableIsInOrder()
{
    for (std::size_t i = 0; i < dtypes.size(); ++i) {
        if (static_cast<std::size_t>(dtypes[i].dtype) != i)
            return false;
    }
    return true;
}
static_assert(tableIsInOrder(), "info() indexes the table by the dtype's number");

// torch's second names. Source: torch/csrc/utils/tensor_dtypes.cpp.
constexpr std::pair<std::string_view, DType> aliases[] = {
    {"half", DType::Float16},    {"float", DType::Float32},    {"double", DType::Float64},
    {"short", DType::Int16},     {"int", DType::Int32},        {"long", DType::Int64},
    {"chalf", DType::Complex32}, {"cfloat", DType::Complex64}, {"cdouble", DType::Complex128},
};

// Kind letter and bytes of numpy's array-interface type strings. Source: numpy's
// "The array interface protocol".
constexpr std::pair<std::string_view, DType> numpyTypes[] = {
    {"b1", DType::Bool},      {"u1", DType::UInt8},       {"u2", DType::UInt16},
    {"u4", DType::UInt32},    {"u8", DType::UInt64},      {"i1", DType::Int8},
    {"i2", DType::Int16},     {"i4", DType::Int32},       {"i8", DType::Int64},
    {"f2", DType::Float16},   {"f4", DType::Float32},     {"f8", DType::Float64},
    {"c8", DType::Complex64}, {"c16", DType::Complex128},
};

template <typename Table>
std::optional<DType> lookUp(const Table &table, std::string_view key)
{
    const auto found = std::ranges::find(table, key, &std::pair<std::string_view, DType>::first);
    if (found == std::end(table))
        return std::nullopt;
    return found->second;
}

std::optional<DType> lookUp(std::string_view DTypeInfo::*column, std::string_view key)
{
    if (key.empty())
        return std::nullopt;
    const auto found = std::ranges::find(dtypes, key, column);
    if (found == dtypes.end())
        return std::nullopt;
    return found->dtype;
}

} // namespace

const DTypeInfo &info(DType dtype)
{
    const auto number = static_cast<std::size_t>(dtype);
    return number < dtypes.size() ? dtypes[number] : undefined;
}

std::optional<DType> dtypeFromName(std::string_view name)
{
    const auto found = lookUp(&DTypeInfo::name, name);
    return found ? found : lookUp(aliases, name);
}

std::optional<DType> dtypeFromStorageClass(std::string_view className)
{
    if (className == "UntypedStorage" || className == "_UntypedStorage")
        return DType::UInt8;
    return lookUp(&DTypeInfo::storageClass, className);
}

std::optional<DType> dtypeFromSafetensors(std::string_view name)
{
    return lookUp(&DTypeInfo::safetensors, name);
}

std::optional<DType> dtypeFromNumpy(std::string_view typeString)
{
    if (!typeString.empty() &&
        std::string_view("<>|=").find(typeString.front()) != std::string_view::npos)
        typeString.remove_prefix(1);
    return lookUp(numpyTypes, typeString);
}

} // namespace lens
