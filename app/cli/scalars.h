// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/pickle/graph.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// Values that protocol 2 writes as calls, by their arguments. The entry's kind was decided before;
// what is missing reads as zero or empty.
namespace lens::cli {

// complex(re, im)
std::pair<double, double> complexValue(const pickle::Graph &graph, pickle::NodeId node);
// torch.Size((2, 3))
std::vector<std::int64_t> sizeValue(const pickle::Graph &graph, pickle::NodeId node);
// bytes as they stand, or _codecs.encode('text', 'latin1'), or bytearray(…) of either
std::string bytesValue(const pickle::Graph &graph, pickle::NodeId node);

} // namespace lens::cli
