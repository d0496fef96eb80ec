// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/loader.h"

#include "model/engine/engine.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

namespace lens::engine {
namespace {

constexpr auto moduleName = "libckptlens-torch.so";
constexpr auto installAdvice =
    "Median, percentiles, casts and spectra need LibTorch: install it with "
    "`apt install libtorch-dev` and build again; everything else works without it.";

std::vector<std::filesystem::path> places()
{
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error)
        return {};
    const auto folder = program.parent_path();
    return {folder / moduleName, folder.parent_path() / CKPTLENS_ENGINE_DIR / moduleName};
}

// RTLD_LOCAL keeps the symbols of LibTorch, and of the Qt 5 that Debian's drags in, to themselves.
// The module is never closed: LibTorch leaves threads behind.
Result<Engine *> open(const std::filesystem::path &path)
{
    void *module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!module)
        return makeError(ErrorCode::Unsupported,
                         "the LibTorch engine could not be loaded: " + std::string(dlerror()))
            .advise(installAdvice);
    const auto factory = reinterpret_cast<EngineFactory>(dlsym(module, "ckptlensEngine"));
    Engine *engine = factory ? factory(interfaceVersion) : nullptr;
    if (!engine)
        return makeError(ErrorCode::Unsupported, "this file is no engine for this program")
            .in(path.string())
            .advise("Build or install both from the same version.");
    return engine;
}

Result<Engine *> load()
{
    if (const char *named = std::getenv("CKPTLENS_ENGINE"); named && *named)
        return open(named);
    for (const auto &path : places()) {
        std::error_code error;
        if (std::filesystem::exists(path, error))
            return open(path);
    }
    return makeError(ErrorCode::Unsupported, "the LibTorch engine is not installed")
        .advise(installAdvice);
}

} // namespace

Result<Engine *> loadEngine()
{
    static const Result<Engine *> loaded = load();
    return loaded;
}

} // namespace lens::engine
