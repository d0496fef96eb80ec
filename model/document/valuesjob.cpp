// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/valuesjob.h"

#include "model/engine/numbers.h"

#include <algorithm>
#include <cmath>

namespace lens {
namespace {

constexpr std::uint64_t searchedAtOnce = 1 << 16; // elements

bool isWideInteger(DType dtype)
{
    return info(dtype).dtypeClass == DTypeClass::Integer && info(dtype).itemSize == 8;
}

bool isWanted(const double *element, std::size_t parts, Special wanted)
{
    return std::any_of(element, element + parts, [wanted](double part) {
        return wanted == Special::NaN ? std::isnan(part) : std::isinf(part);
    });
}

Result<std::optional<std::uint64_t>> find(const TensorData &tensor, std::uint64_t from,
                                          Special wanted, Job &job)
{
    const std::uint64_t numel = tensor.numel();
    const std::size_t parts = engine::numbersPerElement(tensor.dtype);
    const auto search = [&](std::uint64_t begin,
                            std::uint64_t end) -> Result<std::optional<std::uint64_t>> {
        for (std::uint64_t at = begin; at < end; at += searchedAtOnce) {
            LENS_CHECK(job.check());
            const std::uint64_t count = std::min(searchedAtOnce, end - at);
            LENS_ASSIGN(const auto values, engine::values(tensor, at, count));
            for (std::uint64_t i = 0; i < count; ++i)
                if (isWanted(values.data() + i * parts, parts, wanted))
                    return std::optional(at + i);
        }
        return std::optional<std::uint64_t>();
    };
    LENS_ASSIGN(const auto ahead, search(std::min(from, numel), numel));
    return ahead ? Result(ahead) : search(0, std::min(from, numel));
}

} // namespace

Result<ValueTile> readTile(const TensorData &tensor, const Plane &plane, const CellRange &cells,
                           Job &job)
{
    ValueTile tile;
    tile.cells = cells;
    LENS_ASSIGN(const TensorData part, cellsOf(tensor, plane, cells));
    LENS_ASSIGN(tile.values, engine::values(part, 0, part.numel()));
    if (isWideInteger(part.dtype) && !part.quantized) {
        for (std::uint64_t i = 0; i < part.numel(); ++i) {
            LENS_CHECK(job.check());
            LENS_ASSIGN(std::string text, engine::elementText(part, i));
            tile.exact.push_back(std::move(text));
        }
    }
    LENS_CHECK(engine::forEachBlock(part, job, [&tile](std::span<const std::byte> block) {
        tile.bytes.append(reinterpret_cast<const char *>(block.data()), block.size());
        return Result<void>();
    }));
    return tile;
}

void ValuesJob::start(const TensorData &tensor, const Plane &plane,
                      const std::vector<CellRange> &tiles)
{
    LatestJob::start([=, this](Job &job) -> Report {
        const auto work = [&]() -> Result<std::vector<ValueTile>> {
            std::vector<ValueTile> out;
            for (const CellRange &cells : tiles) {
                LENS_CHECK(job.check());
                LENS_ASSIGN(ValueTile tile, readTile(tensor, plane, cells, job));
                out.push_back(std::move(tile));
            }
            return out;
        };
        return [this, result = work()] { Q_EMIT finished(result); };
    });
}

void FindValueJob::start(const TensorData &tensor, std::uint64_t from, Special wanted)
{
    LatestJob::start([=, this](Job &job) -> Report {
        return [this, result = find(tensor, from, wanted, job)] { Q_EMIT finished(result); };
    });
}

} // namespace lens
