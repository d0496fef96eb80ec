// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/statsjson.h"

namespace lens::cli {

void writeNoNumbers(JsonWriter &json)
{
    for (const std::string_view key :
         {"min", "max", "mean", "std", "l1", "l2", "zeros", "nan", "inf", "subnormal"}) {
        json.key(key);
        json.null();
    }
}

void writeStatistics(JsonWriter &json, const engine::Statistics &s)
{
    const auto real = [&](std::string_view key, const std::optional<double> &value) {
        json.key(key);
        json.realOrNull(value);
    };
    real("min", s.min);
    real("max", s.max);
    real("mean", s.mean);
    real("std", s.std);
    real("l1", s.l1);
    real("l2", s.l2);
    json.countField("zeros", s.zeros);
    json.countField("nan", s.nan);
    json.countField("inf", s.positiveInf + s.negativeInf);
    json.countField("subnormal", s.subnormal);
}

void writeHistogram(JsonWriter &json, const std::optional<engine::Histogram> &histogram)
{
    json.key("histogram");
    if (!histogram)
        return json.null();
    json.beginObject();
    json.key("edges");
    json.beginArray();
    for (const double edge : histogram->edges)
        json.real(edge);
    json.endArray();
    json.key("counts");
    json.beginArray();
    for (const std::uint64_t count : histogram->counts)
        json.count(count);
    json.endArray();
    json.countField("below", histogram->below);
    json.countField("above", histogram->above);
    json.endObject();
}

} // namespace lens::cli
