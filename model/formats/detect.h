// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/bytesource.h"

#include <optional>
#include <string_view>

namespace lens {

// What the bytes are, told by content and never by name (formats.md 1.1).
enum class FileKind { Zip, Legacy, Tar, Safetensors, Pickle };

// The kind of reader the bytes need. Unsupported, naming what it is instead, for anything that is
// no checkpoint: empty files, web pages, Git LFS pointers, GGUF, HDF5 and so on.
Result<FileKind> detect(const ByteSource &source);

// What a file that is no checkpoint is, by its first bytes. `size` is that of the file.
Error foreignFile(std::string_view head, std::uint64_t size);
// The beginning of a text in UTF-8, or in another encoding that keeps ASCII.
bool isText(std::string_view head);
// What git leaves in place of a large file that was not fetched.
bool isLfsPointer(std::string_view head);

} // namespace lens
