// SPDX-License-Identifier: GPL-3.0-or-later
// Stands between Python and the pickle room for pickleoracle.py. Reads a pickle from stdin, writes
// one to stdout; exit code 2 with the reason on stderr.
// Usage: repickle emit                       read it and write it again as protocol 2
//        repickle patch [text:AT=TEXT | bytes:AT=TEXT | token:AT=TEXT]...
#include "model/pickle/emitter.h"
#include "model/pickle/patch.h"
#include "model/pickle/reader.h"

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <iterator>

using namespace lens;

namespace {

Result<std::string> emitted(std::string stream)
{
    pickle::Graph graph;
    const auto reading = pickle::read(graph, graph.keep(std::move(stream)));
    if (reading.error)
        return *reading.error;
    return pickle::Emitter(graph).emit(reading.root.node);
}

Result<std::string> patched(const std::string &stream, int argc, char **argv)
{
    pickle::Patch patch;
    for (int i = 2; i < argc; ++i) {
        const std::string edit = argv[i];
        const std::size_t colon = edit.find(':'), equals = edit.find('=');
        const auto at = static_cast<std::uint32_t>(std::atol(edit.c_str() + colon + 1));
        const std::string kind = edit.substr(0, colon), value = edit.substr(equals + 1);
        if (kind == "text")
            patch.setText(at, value);
        else if (kind == "bytes")
            patch.setBytes(at, value);
        else
            patch.replaceToken(at, value);
    }
    return patch.apply(stream);
}

} // namespace

int main(int argc, char **argv)
{
    const std::string stream{std::istreambuf_iterator<char>(std::cin), {}};
    const bool emit = argc == 2 && std::string(argv[1]) == "emit";
    const auto result = emit ? emitted(stream) : patched(stream, argc, argv);
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().text().c_str());
        return 2;
    }
    std::fwrite(result->data(), 1, result->size(), stdout);
    return 0;
}
