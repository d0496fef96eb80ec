// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/text.h"
#include "model/formats/detect.h"

#include <algorithm>
#include <array>
#include <charconv>

// Names for what people open by mistake, so that the error can say it.
namespace lens {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view openAnother =
    "Open the file that torch.save or safetensors wrote; this one may lie beside it.";
constexpr std::string_view lfsVersion = "version https://git-lfs.github.com/spec/v1";

struct Magic
{
    std::string_view bytes;
    std::size_t at;
    std::string_view what;
    std::string_view advice;
};
constexpr std::array magics{
    Magic{"PK\5\6"sv, 0, "an empty zip archive",
          "The save did not finish; copy it again from its source."},
    Magic{"GGUF"sv, 0, "a GGUF model", "Open it with llama.cpp or another program for GGUF."},
    Magic{"GGML"sv, 0, "a GGML model", "Open it with llama.cpp or another program for GGML."},
    Magic{"\x89HDF\r\n\x1a\n"sv, 0, "an HDF5 file (Keras, .h5)", "Open it with h5py or Keras."},
    Magic{"\x93NUMPY"sv, 0, "a NumPy array (npy)", "Open it with numpy.load."},
    Magic{"\x1f\x8b"sv, 0, "a gzip archive", "Unpack it with gunzip and open what is inside."},
    Magic{"\x28\xb5\x2f\xfd"sv, 0, "a Zstandard archive", "Unpack it with zstd -d first."},
    Magic{"\xfd"
          "7zXZ\0"sv,
          0, "an xz archive", "Unpack it with unxz first."},
    Magic{"7z\xbc\xaf\x27\x1c"sv, 0, "a 7z archive", "Unpack it with 7z x first."},
    Magic{"BZh"sv, 0, "a bzip2 archive", "Unpack it with bunzip2 first."},
    Magic{"Rar!\x1a\x07"sv, 0, "a RAR archive", "Unpack it first."},
    Magic{"\x7f"
          "ELF"sv,
          0, "a program or shared library (ELF)", openAnother},
    Magic{"MZ"sv, 0, "a Windows program", openAnother},
    Magic{"PTMF"sv, 4, "a PyTorch mobile model (flatbuffer)", "Load it with PyTorch Mobile."},
    Magic{"ET12"sv, 4, "an ExecuTorch program", "Load it with ExecuTorch."},
    Magic{"TFL3"sv, 4, "a TensorFlow Lite model", "Open it with TensorFlow Lite or Netron."},
    Magic{"PYTORCH1"sv, 0, "a file of the PyTorch 1.0 preview, which PyTorch itself refuses",
          "Ask its author to save it with a released PyTorch."},
    Magic{"%PDF-"sv, 0, "a PDF document", openAnother},
    Magic{"\x89PNG"sv, 0, "a PNG picture", openAnother},
    Magic{"\xff\xd8\xff"sv, 0, "a JPEG picture", openAnother},
};

Error foreign(std::string_view what, std::string_view advice)
{
    return makeError(ErrorCode::Unsupported, "this is " + std::string(what) + ", not a checkpoint")
        .advise(std::string(advice));
}

// "oid sha256:4665…" and "size 12345" of a pointer.
std::string_view lfsField(std::string_view head, std::string_view name)
{
    auto at = head.find(std::string(1, '\n').append(name).append(1, ' '));
    if (at == head.npos)
        return {};
    at += name.size() + 2;
    return head.substr(at, head.substr(at).find_first_of("\r\n"));
}

Error lfsPointer(std::string_view head)
{
    const std::string_view size = lfsField(head, "size");
    std::uint64_t bytes = 0;
    std::from_chars(size.data(), size.data() + size.size(), bytes);
    return makeError(ErrorCode::Unsupported,
                     "this is a Git LFS pointer, not the weights (" + humanBytes(bytes) + ", " +
                         escaped(lfsField(head, "oid"), 100) + ", size " + escaped(size, 40) + ")")
        .advise("Fetch the real file with `git lfs pull`, or copy it again from a source that has "
                "it.");
}

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
        return c < 0x80 ? static_cast<char>(std::tolower(c)) : c;
    });
    return out;
}

// Python reads *.pth files in its library folder: a path or an import on every line.
bool isPythonPathFile(std::string_view text)
{
    if (text.starts_with("import ") || text.starts_with("import\t"))
        return true;
    const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    return (line.starts_with('/') || line.starts_with("./") || line.starts_with("../")) &&
           line.find(' ') == line.npos;
}

Error textFile(std::string_view head)
{
    const auto start = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    const std::string_view text = start == head.npos ? ""sv : head.substr(start);
    const std::string lower = lowered(text.substr(0, 256));
    if (lower.starts_with("<?xml"))
        return foreign("an XML text", "It is probably an error message saved under this name.");
    if (lower.starts_with("<"))
        return foreign("a web page (HTML)",
                       "It is probably an error or login page saved under this name; download the "
                       "file again.");
    if (lower.starts_with("{") || lower.starts_with("["))
        return foreign("a JSON text",
                       "It may be an index or an error message; the weights are another file.");
    if (isPythonPathFile(text))
        return foreign("a Python path configuration file (.pth)", openAnother);
    return foreign("a text file", openAnother);
}

// ONNX is a protobuf without a magic number: the version of the format, then the producer's name.
bool isOnnx(std::string_view head)
{
    if (head.size() < 16 || head[0] != 8 || head[1] < 1 || head[1] > 20 || head[2] != 0x12)
        return false;
    const auto length = static_cast<unsigned char>(head[3]);
    return length >= 2 && length < 64 && 4u + length <= head.size() &&
           isText(head.substr(4, length));
}

} // namespace

// UTF-8, whose last character may be cut, or mostly ASCII.
bool isText(std::string_view head)
{
    constexpr std::size_t longestCharacter = 4;
    const auto isControl = [](unsigned char c) {
        return (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f') || c == 0x7f;
    };
    if (std::any_of(head.begin(), head.end(), isControl))
        return false;
    for (std::size_t cut = 0; cut < std::min(longestCharacter, head.size()); ++cut)
        if (isUtf8(head.substr(0, head.size() - cut)))
            return true;
    const auto ascii =
        std::count_if(head.begin(), head.end(), [](unsigned char c) { return c < 0x80; });
    return static_cast<std::size_t>(ascii) > head.size() / 10 * 9;
}

bool isLfsPointer(std::string_view head) { return head.starts_with(lfsVersion); }

Error foreignFile(std::string_view head, std::uint64_t size)
{
    if (size == 0)
        return makeError(ErrorCode::Truncated, "the file is empty (0 bytes)")
            .advise("The download or the save did not finish; copy it again from its source.");
    for (const Magic &magic : magics)
        if (head.size() >= magic.at && head.substr(magic.at).starts_with(magic.bytes))
            return foreign(magic.what, magic.advice);
    if (isLfsPointer(head))
        return lfsPointer(head);
    if (std::all_of(head.begin(), head.end(), [](char c) { return c == 0; }))
        return makeError(ErrorCode::Truncated, std::string("the file holds nothing but zeros") +
                                                   (size > head.size() ? " at its start" : ""))
            .advise("A download or a copy was interrupted; copy it again from its source.");
    if (isOnnx(head))
        return foreign("an ONNX model", "Open it with onnx or Netron.");
    if (isText(head) && size >= 4)
        return textFile(head);
    if (size < 16)
        return makeError(ErrorCode::Truncated, "the file has only " + std::to_string(size) +
                                                   (size == 1 ? " byte" : " bytes") +
                                                   ", too few for a checkpoint")
            .advise("Copy it again from its source.");
    return makeError(ErrorCode::Corrupt, "the file is no checkpoint of a kind we know")
        .at(0)
        .advise("Its first bytes fit neither zip, pickle, tar nor safetensors.");
}

} // namespace lens
