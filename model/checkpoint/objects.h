// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/interpreter.h"

namespace lens {

// A node as Python would show it: kind, and what it contains, in the order of the file.
struct ObjectView
{
    EntryKind kind = EntryKind::Object;
    std::uint32_t index = noIndex;                          // Tensor, Storage
    pickle::Ref args, kwargs;                               // to be listed
    std::vector<pickle::Ref> list;                          // elements
    std::vector<std::pair<pickle::Ref, pickle::Ref>> pairs; // key, value as written
    std::vector<std::pair<std::string_view, pickle::Ref>> attributes;
    std::vector<pickle::Ref> states; // states that are no attributes
};

// Kinds that may be shown a second time as a Ref (cli.md).
bool hasIdentity(EntryKind kind, const ObjectView &view);

ObjectView viewOf(Interpreter &interpreter, pickle::NodeId node);

} // namespace lens
