// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/dtype.h"

#include <c10/core/ScalarType.h>
#include <c10/util/Exception.h>
#include <torch/version.h>

#include <optional>
#include <string>

// All that differs between the LibTorch generations this is built with, 1.13 and 2.x.
namespace lens::engine {

inline std::string libTorchVersion() { return "LibTorch " TORCH_VERSION; }

// The dtype in this LibTorch, if it has it. DType has the numbers of the newest c10::ScalarType,
// and every LibTorch has a first part of them, closed by its Undefined.
inline std::optional<c10::ScalarType> scalarType(DType dtype)
{
    const auto number = static_cast<int>(dtype);
    if (number >= static_cast<int>(c10::ScalarType::Undefined))
        return std::nullopt;
    return static_cast<c10::ScalarType>(number);
}

// LibTorch remarks on stderr that complex32 and sparse layouts are young; a user cannot act on it.
class IgnoreWarnings final : public c10::WarningHandler
{
public:
#if TORCH_VERSION_MAJOR < 2
    void process(const c10::SourceLocation &, const std::string &, bool) override {}
#else
    void process(const c10::Warning &) override {}
#endif
};

// For the calling thread: LibTorch keeps one handler a thread.
inline void silenceWarnings()
{
    static IgnoreWarnings handler;
#if TORCH_VERSION_MAJOR < 2
    c10::Warning::set_warning_handler(&handler);
#else
    c10::WarningUtils::set_warning_handler(&handler);
#endif
}

} // namespace lens::engine
