// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/pt2config.h"

#include "model/base/limits.h"
#include "model/base/text.h"

#include <nlohmann/json.hpp>

#include <array>

namespace lens {

namespace {

using Json = nlohmann::ordered_json;

// Deeper JSON is no configuration; nlohmann's values are destroyed without recursion.
constexpr int maxDepth = 16;
constexpr int stridedLayout = 7;

struct SchemaType
{
    int number;
    DType dtype;
};
// Source: torch/_export/serde/schema.py, enum ScalarType.
constexpr std::array schemaTypes{
    SchemaType{1, DType::UInt8},           SchemaType{2, DType::Int8},
    SchemaType{3, DType::Int16},           SchemaType{4, DType::Int32},
    SchemaType{5, DType::Int64},           SchemaType{6, DType::Float16},
    SchemaType{7, DType::Float32},         SchemaType{8, DType::Float64},
    SchemaType{9, DType::Complex32},       SchemaType{10, DType::Complex64},
    SchemaType{11, DType::Complex128},     SchemaType{12, DType::Bool},
    SchemaType{13, DType::BFloat16},       SchemaType{28, DType::UInt16},
    SchemaType{29, DType::Float8E4M3FN},   SchemaType{30, DType::Float8E5M2},
    SchemaType{31, DType::Float8E4M3FNUZ}, SchemaType{32, DType::Float8E5M2FNUZ},
    SchemaType{33, DType::Float8E8M0FNU},  SchemaType{34, DType::UInt32},
    SchemaType{35, DType::UInt64}};

Error wrong(std::string what)
{
    return makeError(ErrorCode::Corrupt, "the configuration of the weights " + std::move(what));
}

const Json *member(const Json &object, const char *name)
{
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() ? &*found : nullptr;
}

bool flag(const Json &object, const char *name)
{
    const Json *value = member(object, name);
    return value && value->is_boolean() && value->get<bool>();
}

// {"as_int": 3}, or the number itself.
std::optional<std::int64_t> integer(const Json *value)
{
    if (value && value->is_object())
        value = member(*value, "as_int");
    if (!value || !value->is_number_integer())
        return std::nullopt;
    return value->get<std::int64_t>();
}

std::optional<std::vector<std::int64_t>> integers(const Json *list)
{
    if (!list || !list->is_array() || list->size() > limits::tensorRank)
        return std::nullopt;
    std::vector<std::int64_t> values;
    for (const Json &item : *list) {
        const auto value = integer(&item);
        if (!value)
            return std::nullopt;
        values.push_back(*value);
    }
    return values;
}

std::optional<DType> dtypeOf(const Json *number)
{
    const auto value = integer(number);
    for (const SchemaType &type : schemaTypes)
        if (value && type.number == *value)
            return type.dtype;
    return std::nullopt;
}

std::string deviceOf(const Json *device)
{
    const Json *type = device ? member(*device, "type") : nullptr;
    if (!type || !type->is_string())
        return "cpu";
    const auto index = integer(member(*device, "index"));
    return type->get<std::string>() + (index ? ":" + std::to_string(*index) : "");
}

Result<void> readMeta(Pt2Weight &weight, const Json &meta)
{
    const auto dtype = dtypeOf(member(meta, "dtype"));
    auto shape = integers(member(meta, "sizes")), stride = integers(member(meta, "strides"));
    const auto offset = integer(member(meta, "storage_offset"));
    if (!dtype || !shape || !stride || !offset || shape->size() != stride->size())
        return wrong("does not describe \"" + escaped(weight.name, 200) + "\" as a tensor");
    weight.meta.dtype = *dtype;
    weight.meta.shape = *std::move(shape);
    weight.meta.stride = *std::move(stride);
    weight.meta.offset = *offset;
    weight.meta.requiresGrad = flag(meta, "requires_grad");
    weight.meta.parameter = weight.isParameter;
    weight.device = deviceOf(member(meta, "device"));
    weight.strided = integer(member(meta, "layout")).value_or(stridedLayout) == stridedLayout;
    weight.hasTensor = true;
    return {};
}

Result<Pt2Weight> readWeight(const std::string &name, const Json &value)
{
    Pt2Weight weight;
    weight.name = name;
    const Json *path = member(value, "path_name");
    if (!path || !path->is_string())
        return wrong("names no record for \"" + escaped(name, 200) + "\"");
    weight.pathName = path->get<std::string>();
    weight.isParameter = flag(value, "is_param");
    weight.usePickle = flag(value, "use_pickle");
    const Json *meta = member(value, "tensor_meta");
    if (meta && meta->is_object())
        LENS_CHECK(readMeta(weight, *meta));
    return weight;
}

} // namespace

Result<std::vector<Pt2Weight>> readPt2Config(std::string_view json)
{
    const auto shallow = [](int depth, Json::parse_event_t, Json &) { return depth <= maxDepth; };
    const Json document = Json::parse(json.begin(), json.end(), shallow, false);
    const Json *config = document.is_discarded() ? nullptr : member(document, "config");
    if (!config || !config->is_object())
        return wrong("is not valid");
    std::vector<Pt2Weight> weights;
    for (const auto &[name, value] : config->items()) {
        LENS_ASSIGN(Pt2Weight weight, readWeight(name, value));
        weights.push_back(std::move(weight));
    }
    return weights;
}

} // namespace lens
