// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/ratinglists.h"

#include "model/base/dtype.h"
#include "model/checkpoint/persistentid.h"

#include <algorithm>

namespace lens {

namespace {

constexpr CanonicalName torchNames[] = {
    {"collections.OrderedDict", 0, 1},
    {"torch.Size", 1, 1},
    {"torch.Tensor"},
    {"torch.device", 1, 2},
    {"torch._C.Generator", 0, 1},
    {"torch.Generator", 0, 1},
    {"torch.nn.parameter.Parameter"},
    {"torch.nn.parameter.Buffer"},
    {"torch.nn.parameter.UninitializedParameter"},
    {"torch.nn.parameter.UninitializedBuffer"},
    {"torch.autograd.variable.Variable"},
    {"torch.serialization._get_layout", 1, 1},
    {"torch._tensor._rebuild_from_type", 4, 4},
    {"torch._tensor._rebuild_from_type_v2", 4, 4},
    {"torch._utils._rebuild_tensor", 4, 4},
    {"torch._utils._rebuild_tensor_v2", 6, 7},
    {"torch._utils._rebuild_tensor_v3", 7, 8},
    {"torch._utils._rebuild_parameter", 3, 3},
    {"torch._utils._rebuild_parameter_with_state", 4, 4},
    {"torch._utils._rebuild_qtensor", 7, 7},
    {"torch._utils._rebuild_sparse_tensor", 2, 2},
    {"torch._utils._rebuild_sparse_csr_tensor", 2, 2},
    {"torch._utils._rebuild_meta_tensor_no_storage", 4, 4},
    {"torch._utils._rebuild_nested_tensor", 4, 4},
    {"torch._utils._rebuild_wrapper_subclass", 8, 8},
    {"torch._utils._rebuild_xla_tensor", 4, 4},
    {"torch._utils._rebuild_device_tensor_from_numpy", 4, 4},
    {"torch._utils._rebuild_device_tensor_from_cpu_tensor", 4, 4},
    {"torch.nested._internal.nested_tensor.NestedTensor"},
    {"torch.nested._internal.nested_tensor._rebuild_njt"},
    {"torch.distributed._mesh_layout._FlatLayout"},
    {"torch.distributed._mesh_layout._MeshLayout"},
    {"torch.distributed.device_mesh.DeviceMesh"},
    {"torch.distributed.tensor.DTensor"},
    {"torch.distributed.tensor._dtensor_spec.DTensorSpec"},
    {"torch.distributed.tensor._dtensor_spec.ShardOrderEntry"},
    {"torch.distributed.tensor._dtensor_spec.TensorMeta"},
    {"torch.distributed.tensor.placement_types.Partial"},
    {"torch.distributed.tensor.placement_types.Replicate"},
    {"torch.distributed.tensor.placement_types.Shard"},
    {"torch.distributed.tensor.placement_types._StridedShard"},
    // What TorchScript's own pickler calls; each returns its first argument.
    {"torch.jit._pickle.build_boollist", 1, 1},
    {"torch.jit._pickle.build_doublelist", 1, 1},
    {"torch.jit._pickle.build_intlist", 1, 1},
    {"torch.jit._pickle.build_tensorlist", 1, 1},
    {"torch.jit._pickle.restore_type_tag", 2, 2},
};

// _DimRange is the bounds of a jagged dimension, two integers, in every nested tensor.
constexpr std::string_view dataNames[] = {"_codecs.encode",
                                          "argparse.Namespace",
                                          "builtins.Ellipsis",
                                          "builtins.NotImplemented",
                                          "builtins.bool",
                                          "builtins.bytearray",
                                          "builtins.bytes",
                                          "builtins.complex",
                                          "builtins.dict",
                                          "builtins.float",
                                          "builtins.frozenset",
                                          "builtins.int",
                                          "builtins.list",
                                          "builtins.object",
                                          "builtins.range",
                                          "builtins.set",
                                          "builtins.slice",
                                          "builtins.str",
                                          "builtins.tuple",
                                          "collections.Counter",
                                          "collections.defaultdict",
                                          "collections.deque",
                                          "copyreg.__newobj__",
                                          "copyreg._reconstructor",
                                          "datetime.date",
                                          "datetime.datetime",
                                          "datetime.time",
                                          "datetime.timedelta",
                                          "datetime.timezone",
                                          "decimal.Decimal",
                                          "enum.Enum",
                                          "enum.Flag",
                                          "enum.IntEnum",
                                          "enum.IntFlag",
                                          "fractions.Fraction",
                                          "numpy._core.multiarray._reconstruct",
                                          "numpy._core.multiarray.scalar",
                                          "numpy._core.numeric._frombuffer",
                                          "numpy.core.multiarray._reconstruct",
                                          "numpy.core.multiarray.scalar",
                                          "numpy.core.numeric._frombuffer",
                                          "numpy.dtype",
                                          "numpy.ma.core.MaskedArray",
                                          "numpy.ma.core._mareconstruct",
                                          "numpy.ndarray",
                                          "numpy.random._mt19937.MT19937",
                                          "numpy.random._pcg64.PCG64",
                                          "numpy.random._pickle.__bit_generator_ctor",
                                          "numpy.random._pickle.__generator_ctor",
                                          "numpy.random._pickle.__randomstate_ctor",
                                          "numpy.random.bit_generator.SeedSequence",
                                          "numpy.random.bit_generator.__pyx_unpickle_SeedSequence",
                                          "pathlib.Path",
                                          "pathlib.PosixPath",
                                          "pathlib.PurePath",
                                          "pathlib.PurePosixPath",
                                          "pathlib.PureWindowsPath",
                                          "pathlib.WindowsPath",
                                          "pathlib._local.PosixPath",
                                          "pathlib._local.PurePosixPath",
                                          "pathlib._local.PureWindowsPath",
                                          "pathlib._local.WindowsPath",
                                          "torch._dynamo.decorators._DimRange",
                                          "torch_npu.utils.storage._rebuild_npu_tensor",
                                          "types.SimpleNamespace",
                                          "uuid.UUID"};

constexpr std::string_view allowedModules[] = {"_codecs",
                                               "argparse",
                                               "builtins",
                                               "collections",
                                               "copyreg",
                                               "datetime",
                                               "decimal",
                                               "enum",
                                               "fractions",
                                               "numpy",
                                               "numpy._core.multiarray",
                                               "numpy._core.numeric",
                                               "numpy.core.multiarray",
                                               "numpy.core.numeric",
                                               "numpy.ma.core",
                                               "numpy.random._pickle",
                                               "pathlib",
                                               "pathlib._local",
                                               "torch",
                                               "torch._C",
                                               "torch._tensor",
                                               "torch._utils",
                                               "torch.cuda",
                                               "torch.nn.parameter",
                                               "torch.serialization",
                                               "torch.storage",
                                               "types",
                                               "uuid"};

constexpr std::string_view quantisationSchemes[] = {
    "per_channel_affine", "per_channel_affine_float_qparams", "per_channel_symmetric",
    "per_tensor_affine", "per_tensor_symmetric"};

constexpr std::string_view tensorModules[] = {"torch", "torch.cuda", "torch.cuda.sparse",
                                              "torch.sparse"};

bool contains(std::span<const std::string_view> names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

// "FloatTensor": the tensor classes are named as the storage classes are.
bool isTensorClass(std::string_view module, std::string_view name)
{
    if (!contains(tensorModules, module) || !name.ends_with("Tensor"))
        return false;
    name.remove_suffix(std::string_view("Tensor").size());
    return dtypeFromStorageClass(std::string(name) + "Storage").has_value();
}

} // namespace

const CanonicalName *torchName(std::string_view full)
{
    const auto found = std::ranges::find(torchNames, full, &CanonicalName::name);
    return found == std::end(torchNames) ? nullptr : &*found;
}

bool isTorchType(std::string_view module, std::string_view name)
{
    if (module == "torch.storage" && (name == "TypedStorage" || name == "_TypedStorage"))
        return true;
    if (dtypeOfStorageClass({module, name}) || isTensorClass(module, name))
        return true;
    return module == "torch" && (dtypeFromName(name) || contains(quantisationSchemes, name));
}

bool isDataName(std::string_view full)
{
    // numpy names a class for each element type since 1.25: numpy.dtypes.Float64DType.
    if (full.starts_with("numpy.dtypes.") && full.ends_with("DType"))
        return full.find('.', std::string_view("numpy.dtypes.").size()) == full.npos;
    return contains(dataNames, full);
}

bool isAllowedModule(std::string_view module) { return contains(allowedModules, module); }

} // namespace lens
