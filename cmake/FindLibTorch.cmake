# SPDX-License-Identifier: GPL-3.0-or-later
# Finds the CPU half of LibTorch: Debian's libtorch-dev, or the root of a `torch` wheel or of a
# LibTorch archive named in CMAKE_PREFIX_PATH. Torch's own package file is not used: it asks for
# CUDA and protobuf, which no source of ours needs.
#
# Result: LibTorch_FOUND and the target LibTorch::cpu.
find_path(LibTorch_INCLUDE_DIR ATen/core/Tensor.h)
find_path(LibTorch_API_INCLUDE_DIR torch/version.h PATH_SUFFIXES torch/csrc/api/include)
find_library(LibTorch_CPU_LIBRARY torch_cpu)
find_library(LibTorch_C10_LIBRARY c10)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch REQUIRED_VARS
    LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY LibTorch_INCLUDE_DIR LibTorch_API_INCLUDE_DIR)
mark_as_advanced(LibTorch_INCLUDE_DIR LibTorch_API_INCLUDE_DIR
    LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY)

if(LibTorch_FOUND AND NOT TARGET LibTorch::cpu)
    add_library(LibTorch::cpu INTERFACE IMPORTED)
    target_include_directories(LibTorch::cpu SYSTEM INTERFACE
        ${LibTorch_INCLUDE_DIR} ${LibTorch_API_INCLUDE_DIR})
    target_link_libraries(LibTorch::cpu INTERFACE ${LibTorch_CPU_LIBRARY} ${LibTorch_C10_LIBRARY})
endif()
