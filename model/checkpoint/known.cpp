// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/known.h"

#include "model/pickle/python2.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace lens {

namespace {

struct Row
{
    std::string_view name;
    Known known;
};

constexpr Row rows[] = {
    {"collections.OrderedDict", Known::OrderedDict},
    {"collections.defaultdict", Known::DefaultDict},
    {"collections.Counter", Known::Counter},
    {"collections.deque", Known::Deque},
    {"builtins.set", Known::SetClass},
    {"builtins.frozenset", Known::FrozenSetClass},
    {"builtins.complex", Known::ComplexClass},
    {"builtins.bytearray", Known::ByteArrayClass},
    {"builtins.bytes", Known::BytesClass},
    {"_codecs.encode", Known::CodecsEncode},
    {"builtins.getattr", Known::Getattr},
    {"copyreg._reconstructor", Known::Reconstructor},
    {"builtins.Ellipsis", Known::Ellipsis},
    {"builtins.NotImplemented", Known::NotImplemented},
    // Source: torch/jit/_pickle.py. They type containers for LibTorch and do nothing in Python.
    {"torch.jit._pickle.restore_type_tag", Known::FirstArgument},
    {"torch.jit._pickle.build_intlist", Known::FirstArgument},
    {"torch.jit._pickle.build_doublelist", Known::FirstArgument},
    {"torch.jit._pickle.build_boollist", Known::FirstArgument},
    {"torch.jit._pickle.build_tensorlist", Known::FirstArgument},
    // Source: dill/_dill.py and cloudpickle/cloudpickle.py, for torch.save(…, pickle_module=dill).
    {"dill._dill._load_type", Known::ClassByName},
    {"dill.dill._load_type", Known::ClassByName},
    {"dill._dill._create_type", Known::ClassMaker},
    {"dill.dill._create_type", Known::ClassMaker},
    {"cloudpickle.cloudpickle._make_skeleton_class", Known::ClassMaker},
    {"torch.Size", Known::TorchSize},
    {"torch.device", Known::TorchDevice},
    {"torch._C.Generator", Known::TorchGenerator},
    {"torch.Generator", Known::TorchGenerator},
    {"torch.storage._load_from_bytes", Known::LoadFromBytes},
    {"torch.distributed.device_mesh.DeviceMesh", Known::DeviceMesh},
    {"torch._utils._rebuild_tensor", Known::RebuildTensor},
    {"torch._utils._rebuild_tensor_v2", Known::RebuildTensorV2},
    {"torch._utils._rebuild_tensor_v3", Known::RebuildTensorV3},
    {"torch._utils._rebuild_parameter", Known::RebuildParameter},
    {"torch._utils._rebuild_parameter_with_state", Known::RebuildParameterWithState},
    {"torch._tensor._rebuild_from_type_v2", Known::RebuildFromTypeV2},
    {"torch._tensor._rebuild_from_type", Known::RebuildFromType},
    {"torch.tensor._rebuild_from_type", Known::RebuildFromType},
    {"torch._utils._rebuild_qtensor", Known::RebuildQTensor},
    {"torch._utils._rebuild_sparse_tensor", Known::RebuildSparse},
    {"torch._utils._rebuild_sparse_csr_tensor", Known::RebuildSparseCsr},
    {"torch._utils._rebuild_meta_tensor_no_storage", Known::RebuildMeta},
    {"torch._utils._rebuild_device_tensor_from_numpy", Known::RebuildDeviceFromNumpy},
    {"torch._utils._rebuild_xla_tensor", Known::RebuildDeviceFromNumpy},
    {"torch._utils._rebuild_device_tensor_from_cpu_tensor", Known::RebuildDeviceFromCpu},
    {"torch._utils._rebuild_nested_tensor", Known::RebuildNested},
    {"torch.nested._internal.nested_tensor._rebuild_njt", Known::RebuildJagged},
    {"torch.nested._internal.nested_tensor.NestedTensor", Known::RebuildJagged}, // 2.1 and 2.2
    {"torch._utils._rebuild_wrapper_subclass", Known::RebuildWrapper},
    {"torch_npu.utils.storage._rebuild_npu_tensor", Known::RebuildNpu},
    {"torch.nn.parameter.Parameter", Known::ParameterClass},
    {"torch.nn.parameter.Buffer", Known::TensorClass},
    {"torch.autograd.variable.Variable", Known::VariableClass},
    {"torch.Tensor", Known::TensorClass},
    {"numpy.core.multiarray._reconstruct", Known::NumpyReconstruct},
    {"numpy._core.multiarray._reconstruct", Known::NumpyReconstruct},
    {"numpy.core.multiarray.scalar", Known::NumpyScalar},
    {"numpy._core.multiarray.scalar", Known::NumpyScalar},
    {"numpy.core.numeric._frombuffer", Known::NumpyFromBuffer},
    {"numpy._core.numeric._frombuffer", Known::NumpyFromBuffer},
    {"numpy.dtype", Known::NumpyDtype},
};

constexpr std::string_view tensorPrefixes[] = {"Float", "Double", "Half", "BFloat16", "Long",
                                               "Int",   "Short",  "Char", "Byte",     "Bool"};

// "torch.FloatTensor", "torch.cuda.LongTensor": the classes of torch 0.3 and before.
bool isTypedTensorClass(pickle::GlobalName name)
{
    if (name.module != "torch" && name.module != "torch.cuda")
        return false;
    return std::ranges::any_of(tensorPrefixes, [&](std::string_view prefix) {
        return name.name.starts_with(prefix) && name.name.substr(prefix.size()) == "Tensor";
    });
}

} // namespace

Known knownGlobal(pickle::GlobalName name)
{
    if (isTypedTensorClass(name))
        return Known::TensorClass;
    const std::string today = pickle::modernName(name);
    const auto row = std::ranges::find(rows, std::string_view(today), &Row::name);
    return row == std::end(rows) ? Known::Unknown : row->known;
}

} // namespace lens
