// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/interpreter.h"

namespace lens {

// Describes the tensor that one rebuild call stands for (formats.md 4.1), without calling anything.
class TensorReader
{
public:
    explicit TensorReader(Interpreter &interpreter)
        : m_i(interpreter)
        , c(interpreter.c)
    {}

    // False when the node is no tensor, or so odd that nothing can be said of it.
    bool describe(pickle::NodeId node, Tensor &tensor);

private:
    using Args = std::span<const pickle::Ref>;
    bool rebuild(Known function, pickle::NodeId node, Args args, Tensor &tensor);
    bool unwrap(Known &function, pickle::NodeId &node, Args &args, Tensor &tensor);
    bool fromType(Args &args, Known &function, Tensor &tensor);
    void takeOver(std::uint32_t inner, Tensor &tensor);
    std::optional<std::vector<std::int64_t>> sizes(pickle::Ref ref);
    bool strided(Args args, Tensor &tensor, std::optional<DType> dtype);
    bool quantized(Args args, Tensor &tensor);
    bool sparse(Args args, Tensor &tensor);
    bool meta(Args args, Tensor &tensor);
    bool onDevice(Args args, Tensor &tensor);
    bool nested(Args args, Tensor &tensor);
    bool jagged(Args args, Tensor &tensor);
    bool wrapper(Args args, Tensor &tensor);
    bool typedClass(pickle::NodeId node, Tensor &tensor);
    bool numpyArray(pickle::NodeId node, Tensor &tensor);
    bool numpyBuffer(Args args, Tensor &tensor);
    bool numpyBytes(pickle::Ref data, pickle::Ref dtype, std::vector<std::int64_t> shape,
                    bool fortran, Tensor &tensor);
    void grad(Args args, std::size_t index, Tensor &tensor);
    void viewFlags(pickle::Ref metadata, Tensor &tensor);
    void addParts(pickle::Ref state, Tensor &tensor);
    void part(std::string_view name, pickle::Ref ref, Tensor &tensor);
    void inherit(pickle::Ref inner, Tensor &tensor);
    void check(Tensor &tensor);
    void broken(Tensor &tensor, std::string why);

    Interpreter &m_i;
    Checkpoint &c;
    bool m_gradKnown = false; // a wrapper has said it
};

// Element type and byte order of a numpy dtype call, with its BUILD state; nothing for objects,
// strings, dates and records.
struct NumpyType
{
    DType dtype = DType::Undefined;
    bool bigEndian = false;
};
std::optional<NumpyType> numpyType(Interpreter &interpreter, pickle::Ref ref);

} // namespace lens
