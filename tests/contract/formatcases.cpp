// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/formatcases.h"

namespace lens::test {

namespace {

constexpr const char *stateValues = "weight=0 1 2 3 4 5";

const FormatCase cases[] = {
    {"zip of PyTorch 1.13, without a byte order", "containers/zip_1_13.pth", "zip", stateValues,
     true},
    {"zip of PyTorch 2.13", "containers/zip_2_13.pth", "zip", stateValues, true},
    {"zip of a big-endian machine", "containers/zip_big_endian.pth", "zip", stateValues, true},
    {"zip with 64-bit sizes", "containers/zip_zip64.pth", "zip", stateValues, true},
    {"zip packed again, deflated", "containers/zip_deflated.pth", "zip", stateValues, true},
    {"zip without checksums", "containers/zip_no_crc.pth", "zip", stateValues, true},
    {"zip with a zip inside", "containers/zip_zip_inside.pth", "zip", "inner/weight=0 1 2 3", true},
    {"zip whose tag is a value too", "containers/zip_shared_text.pth", "zip", "weight=0 1 2", true,
     false},
    {"legacy", "streams/legacy_protocol2.pth", "legacy", stateValues, true},
    {"legacy, protocol 0", "streams/legacy_protocol0.pth", "legacy", stateValues, true},
    {"legacy, protocol 4", "streams/legacy_protocol4.pth", "legacy", stateValues, true},
    {"legacy with storage views", "streams/legacy_views.pth", "legacy", "middle=4 5 6", true},
    {"legacy with source text", "streams/legacy_module.pth", "legacy", "scale=2", true},
    {"legacy of Python 2", "streams/legacy_python2.pth", "legacy", "café=1.5 -2.5", true},
    {"legacy of tensor classes", "streams/legacy_tensor_classes.pth", "legacy", "a=2 3 4", true},
    {"tar", "streams/gnu.tar", "tar", "part=3 4", true},
    {"tar with extended headers", "streams/pax.tar", "tar", "part=3 4", true},
    {"bare pickle with tensors", "streams/bare_protocol4.pkl", "pickle", stateValues, true},
    {"bare pickle with tensors as text", "streams/bare_protocol2.pkl", "pickle", stateValues, true},
    {"several bare pickles", "streams/bare_sequence.pkl", "pickle", "", false},
    {"TorchScript", "containers/torchscript.pt", "torchscript", "scale=2 2", true},
    {"TorchScript, frozen", "containers/torchscript_frozen.pt", "torchscript", "constants/0=2 2",
     true},
    {"torch.package", "containers/package.pt", "package", "weight=0 1 2", true},
    {"PT2", "containers/exported.pt2", "pt2", "scale=2 2", false},
    {"PT2 of PyTorch 2.2", "containers/exported_2_2.pt2", "pt2", "scale=2 2", false},
    {"PT2 of PyTorch 2.6", "containers/exported_2_6.pt2", "pt2", "scale=2 2", false},
    {"safetensors", "containers/state.safetensors", "safetensors", "weight=0 1 2 3 4 5", false},
};

} // namespace

std::span<const FormatCase> formatCases() { return cases; }

void addFormatRows()
{
    QTest::addColumn<FormatCase>("format");
    for (const FormatCase &format : cases)
        QTest::newRow(format.name) << format;
}

QString filePath(const FormatCase &format)
{
    return QFINDTESTDATA(QLatin1String("../data/") + QLatin1String(format.file));
}

} // namespace lens::test
