// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace lens::cli {

enum class ColorMode { Auto, Always, Never };

// The command line, read. Only the members that its command has can be set.
struct Options
{
    std::string command;
    std::string file;               // the first file
    std::string other;              // diff: the second file
    std::vector<std::string> paths; // remap: more of what --device takes

    bool json = false, quiet = false;
    ColorMode color = ColorMode::Auto;

    bool flat = false, hash = false, stateDict = false;       // ls, scan, diff
    std::optional<std::string> slice;                         // get
    std::string npy;                                          // get
    int histogram = 0;                                        // stats
    std::optional<std::pair<double, double>> range;           // stats
    std::vector<double> quantiles;                            // stats: probabilities
    std::string model;                                        // optimizer
    bool sha256 = false;                                      // verify
    std::string output;                                       // remap, convert
    bool force = false;                                       // get, remap, convert
    std::vector<std::string> devices;                         // remap: "cuda:1=cuda:0", "cpu"
    std::string subtree;                                      // remap
    bool deviceObjects = false;                               // remap
    std::string format;                                       // convert
    bool dropUnsupported = false;                             // convert
    bool structure = false, summaryOnly = false, all = false; // diff
    double rtol = 0, atol = 0;                                // diff
    std::string stripPrefix, map;                             // diff
    std::vector<std::string> ignore;                          // diff
};

// Nothing to run: help or version was asked for (exit code 0), or the command line is wrong (2).
struct EarlyExit
{
    int code = 0;
    std::string text; // to stdout for code 0, to stderr otherwise
};

std::variant<Options, EarlyExit> parseOptions(int argc, char **argv);

} // namespace lens::cli
