// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/pickle/graph.h"

#include <cstdint>

namespace lens {

// The callables and classes whose meaning we know without importing them (formats.md 4).
enum class Known : std::uint8_t {
    Unknown,
    // Python
    OrderedDict,
    DefaultDict,
    Counter,
    Deque,
    SetClass,
    FrozenSetClass,
    ComplexClass,
    ByteArrayClass,
    BytesClass,
    CodecsEncode,
    Getattr,
    Reconstructor,
    Ellipsis,
    NotImplemented,
    FirstArgument, // gives back what it is called with
    ClassByName,   // one of Python's own types, by a name of its only argument
    ClassMaker,    // a class made from (its type, name, bases, what it holds, …)
    // torch values
    TorchSize,
    TorchDevice,
    TorchGenerator,
    LoadFromBytes,
    DeviceMesh,
    // tensors
    RebuildTensor,
    RebuildTensorV2,
    RebuildTensorV3,
    RebuildParameter,
    RebuildParameterWithState,
    RebuildFromTypeV2,
    RebuildFromType,
    RebuildQTensor,
    RebuildSparse,
    RebuildSparseCsr,
    RebuildMeta,
    RebuildDeviceFromNumpy,
    RebuildDeviceFromCpu,
    RebuildNested,
    RebuildJagged,
    RebuildWrapper,
    RebuildNpu,
    ParameterClass,
    VariableClass,
    TensorClass,
    // numpy
    NumpyReconstruct,
    NumpyScalar,
    NumpyFromBuffer,
    NumpyDtype,
};

// What a global is, by its exact name of today.
Known knownGlobal(pickle::GlobalName name);

} // namespace lens
