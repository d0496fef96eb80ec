// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/ratinglists.h"

#include <algorithm>
#include <iterator>

namespace lens {

namespace {

// A name is dangerous when it is one of these or lies under one.
constexpr std::string_view dangerousNames[] = {"_aix_support",
                                               "_ctypes",
                                               "_io.FileIO",
                                               "_operator.attrgetter",
                                               "_operator.itemgetter",
                                               "_operator.methodcaller",
                                               "_osx_support",
                                               "_pickle",
                                               "_posixsubprocess",
                                               "_pyrepl",
                                               "_socket",
                                               "_thread",
                                               "aiohttp",
                                               "asyncio",
                                               "bdb",
                                               "builtins.__import__",
                                               "builtins.apply",
                                               "builtins.breakpoint",
                                               "builtins.compile",
                                               "builtins.delattr",
                                               "builtins.eval",
                                               "builtins.exec",
                                               "builtins.execfile",
                                               "builtins.file",
                                               "builtins.filter",
                                               "builtins.getattr",
                                               "builtins.globals",
                                               "builtins.input",
                                               "builtins.locals",
                                               "builtins.map",
                                               "builtins.open",
                                               "builtins.reload",
                                               "builtins.setattr",
                                               "builtins.vars",
                                               "cProfile",
                                               "cffi",
                                               "cloudpickle",
                                               "code",
                                               "codecs.open",
                                               "codeop",
                                               "commands",
                                               "concurrent",
                                               "ctypes",
                                               "dill",
                                               "distutils",
                                               "doctest",
                                               "ensurepip",
                                               "fickling",
                                               "ftplib",
                                               "functools.partial",
                                               "functools.reduce",
                                               "http",
                                               "httplib",
                                               "idlelib",
                                               "imaplib",
                                               "imp",
                                               "importlib",
                                               "io.FileIO",
                                               "io.open",
                                               "joblib",
                                               "lib2to3",
                                               "logging.FileHandler",
                                               "logging.config",
                                               "marshal",
                                               "mlflow",
                                               "modelaudit",
                                               "modelscan",
                                               "multiprocessing",
                                               "nt",
                                               "numpy.ctypeslib",
                                               "numpy.distutils",
                                               "numpy.f2py",
                                               "numpy.lib._npyio_impl",
                                               "numpy.lib.npyio",
                                               "numpy.load",
                                               "numpy.testing._private",
                                               "operator.attrgetter",
                                               "operator.itemgetter",
                                               "operator.methodcaller",
                                               "os",
                                               "pandas.eval",
                                               "pandas.io.pickle",
                                               "pdb",
                                               "pickle",
                                               "picklescan",
                                               "pip",
                                               "pkgutil",
                                               "posix",
                                               "profile",
                                               "pty",
                                               "pydoc",
                                               "requests",
                                               "runpy",
                                               "shelve",
                                               "shutil",
                                               "smtplib",
                                               "socket",
                                               "ssl",
                                               "subprocess",
                                               "sys",
                                               "telnetlib",
                                               "test",
                                               "threading",
                                               "timeit",
                                               "torch._dynamo",
                                               "torch._inductor",
                                               "torch.distributed.rpc",
                                               "torch.from_file",
                                               "torch.fx.experimental",
                                               "torch.hub",
                                               "torch.jit",
                                               "torch.load",
                                               "torch.ops",
                                               "torch.package",
                                               "torch.serialization.load",
                                               "torch.storage._load_from_bytes",
                                               "torch.utils.bottleneck",
                                               "torch.utils.collect_env",
                                               "torch.utils.cpp_extension",
                                               "torch.utils.data.datapipes.utils.decoder",
                                               "trace",
                                               "types.CodeType",
                                               "types.FunctionType",
                                               "urllib",
                                               "urllib2",
                                               "venv",
                                               "webbrowser"};

bool isAtOrUnder(std::string_view full, std::string_view prefix)
{
    return full.starts_with(prefix) && (full.size() == prefix.size() || full[prefix.size()] == '.');
}

std::string_view lastStep(std::string_view full) { return full.substr(full.rfind('.') + 1); }

} // namespace

bool isDangerousName(std::string_view full)
{
    if (std::ranges::any_of(dangerousNames, [full](auto name) { return isAtOrUnder(full, name); }))
        return true;
    const std::string_view last = lastStep(full);
    if (isAtOrUnder(full, "pandas") && last.starts_with("read_"))
        return true;
    if (isAtOrUnder(full, "sklearn") && (last.starts_with("load_") || last.starts_with("fetch_")))
        return true;
    return full.starts_with("uuid._");
}

bool isDangerousStep(std::string_view step)
{
    if (step.starts_with("__") && step.ends_with("__"))
        return true;
    step.remove_prefix(std::min(step.find_first_not_of('_'), step.size()));
    return step == "builtins" ||
           std::ranges::find(dangerousNames, step) != std::end(dangerousNames);
}

} // namespace lens
