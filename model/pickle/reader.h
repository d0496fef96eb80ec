// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/finding.h"
#include "model/base/job.h"
#include "model/pickle/graph.h"

#include <optional>
#include <string>
#include <vector>

namespace lens::pickle {

// One GLOBAL, STACK_GLOBAL or INST opcode and what the stream then did with it.
struct GlobalUse
{
    NodeId node = noNode;
    std::uint32_t at = 0;
    bool called = false;       // REDUCE, INST, OBJ
    bool instantiated = false; // NEWOBJ, NEWOBJ_EX
    bool dynamic = false;      // the name was computed, not written
};

// What one pickle holds. Filled also when the stream is broken: `root` is then empty, `error` says
// where, and everything before that place is there.
struct StreamReading
{
    Ref root;
    NodeId firstNode = 0, endNode = 0; // the nodes this stream added
    std::uint64_t end = 0;             // offset behind STOP
    int protocol = 0;
    std::uint64_t opcodes = 0;
    std::vector<GlobalUse> globals;
    std::vector<Finding> anomalies; // offset filled, member not; many of one id are counted
    std::optional<Error> error;
};

// Reads the pickle at the start of `bytes` into `graph`. `bytes` must be kept by the graph
// (Graph::keep). Symbolic and iterative: no recursion, nothing is executed, every length is checked
// against what is left, the memo is a hash map. All opcodes of protocols 0 to 5.
StreamReading read(Graph &graph, std::string_view bytes, const Job *job = nullptr);

} // namespace lens::pickle
