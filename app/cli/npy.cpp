// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/npy.h"

#include "app/cli/progress.h"
#include "model/base/dtype.h"
#include "model/base/text.h"
#include "model/engine/numbers.h"
#include "model/formats/destination.h"
#include "model/formats/temporaryfile.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace lens::cli {

namespace {

constexpr std::uint64_t blockElements = 64 * 1024;

// How elements are written: NumPy's type string, and whether they are first decoded to float32.
struct NpyType
{
    std::string descr;
    bool decoded = false;
};

Result<NpyType> npyTypeOf(const TensorData &tensor)
{
    const DTypeInfo &type = info(tensor.dtype);
    if (tensor.quantized || tensor.dtype == DType::BFloat16 ||
        (type.dtypeClass == DTypeClass::Float && type.itemSize == 1))
        return NpyType{"<f4", true};
    if (tensor.dtype == DType::Complex32)
        return NpyType{"<c8", true};
    const std::string size = std::to_string(type.itemSize);
    const std::string order = type.itemSize == 1 ? "|" : "<";
    switch (type.dtypeClass) {
    case DTypeClass::Bool: return NpyType{"|b1"};
    case DTypeClass::Float: return NpyType{order + 'f' + size};
    case DTypeClass::Complex: return NpyType{order + 'c' + size};
    case DTypeClass::Integer: return NpyType{order + (type.name[0] == 'u' ? 'u' : 'i') + size};
    default: break;
    }
    return makeError(ErrorCode::Unsupported,
                     "NumPy has nothing like the dtype " + std::string(type.name));
}

// Magic, version 1.0, length and a Python literal, padded so that the data starts at 64 bytes.
std::string npyHeader(const NpyType &type, std::span<const std::int64_t> shape)
{
    std::string literal = "{'descr': '" + type.descr + "', 'fortran_order': False, 'shape': (";
    for (const std::int64_t extent : shape)
        literal += std::to_string(extent) + ", ";
    literal += "), }";
    if (shape.size() > 1)
        literal.erase(literal.size() - 6, 2); // "(2, 3, )" is no Python
    else if (shape.size() == 1)
        literal.erase(literal.size() - 5, 1);
    constexpr std::size_t fixed = 10;
    literal.append(63 - (fixed + literal.size()) % 64, ' ').append(1, '\n');
    const std::size_t length = literal.size();
    std::string header = "\x93NUMPY\x01";
    header += '\0';
    header += static_cast<char>(length & 0xFF);
    header += static_cast<char>(length >> 8);
    return header + literal;
}

// The numbers along each axis: those of a float4 pair lie beside each other in the last one.
std::vector<std::int64_t> shapeOfNumbers(const TensorData &tensor)
{
    std::vector<std::int64_t> shape = tensor.shape;
    if (tensor.dtype != DType::Float4E2M1FNx2)
        return shape;
    if (shape.empty())
        shape.push_back(1);
    shape.back() *= 2;
    return shape;
}

class NpyWriter
{
public:
    explicit NpyWriter(int descriptor)
        : m_descriptor(descriptor)
    {}

    Result<void> write(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                return failure("the file cannot be written");
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return {};
    }
    Result<void> sync()
    {
        return ::fsync(m_descriptor) == 0 ? Result<void>()
                                          : failure("the disk did not take the file");
    }

private:
    static Error failure(const std::string &what)
    {
        return makeError(ErrorCode::Io, what + ": " + std::strerror(errno))
            .advise("Write it to another disk; no file was changed.");
    }
    int m_descriptor;
};

Result<void> writeDecoded(NpyWriter &writer, const TensorData &tensor, Job &job)
{
    const std::uint64_t numel = tensor.numel();
    std::vector<float> floats;
    for (std::uint64_t first = 0; first < numel; first += blockElements) {
        LENS_CHECK(job.check());
        const std::uint64_t count = std::min(blockElements, numel - first);
        LENS_ASSIGN(const std::vector<double> values, engine::values(tensor, first, count));
        floats.assign(values.begin(), values.end());
        LENS_CHECK(writer.write(
            {reinterpret_cast<const char *>(floats.data()), floats.size() * sizeof(float)}));
        job.advance(count * itemSize(tensor.dtype));
    }
    return {};
}

Result<void> writeAsTheyAre(NpyWriter &writer, const TensorData &tensor, Job &job)
{
    return engine::forEachBlock(tensor, job, [&](std::span<const std::byte> block) {
        return writer.write({reinterpret_cast<const char *>(block.data()), block.size()});
    });
}

Result<void> writeFile(Context &context, const TensorData &tensor, const NpyType &type,
                       int descriptor)
{
    const Progress progress(context, "writing");
    context.job.setTotal(tensor.numel() * itemSize(tensor.dtype));
    NpyWriter writer(descriptor);
    LENS_CHECK(writer.write(npyHeader(type, shapeOfNumbers(tensor))));
    LENS_CHECK(type.decoded ? writeDecoded(writer, tensor, context.job)
                            : writeAsTheyAre(writer, tensor, context.job));
    return writer.sync();
}

} // namespace

Result<void> writeNpy(Context &context, const TensorData &tensor, const std::string &path)
{
    LENS_ASSIGN(const NpyType type, npyTypeOf(tensor));
    LENS_CHECK(checkFileName(path));
    LENS_ASSIGN(const Destination destination, resolveDestination(path));
    if (destination.old && !context.options.force)
        return makeError(ErrorCode::Conflict, "the file exists already")
            .in(path)
            .advise("Give --force to write over it.");
    LENS_ASSIGN(TemporaryFile temporary, TemporaryFile::create(destination));
    if (auto written = writeFile(context, tensor, type, temporary.descriptor()); !written)
        return std::move(written).error().in(path);
    LENS_CHECK(temporary.publish(destination));
    if (type.decoded)
        context.note("NumPy has no " + std::string(name(tensor.dtype)) + ": written as " +
                     (type.descr == "<c8" ? "complex64" : "float32"));
    return {};
}

} // namespace lens::cli
