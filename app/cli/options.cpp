// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/options.h"

#include "model/base/text.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>

namespace lens::cli {

namespace {

using Parser = CLI::App;

CLI::Option *addFile(Parser &parser, Options &o)
{
    return parser.add_option("FILE", o.file, "The checkpoint")->required()->option_text(" ");
}

void addPath(Parser &parser, const std::string &name, std::vector<std::string> &paths,
             std::string help)
{
    // One call a path: a list option would take a path in brackets for a list.
    parser
        .add_option_function<std::string>(
            name, [&paths](const std::string &path) { paths.push_back(path); }, std::move(help))
        ->option_text(" ");
}

void addText(Parser &parser, const std::string &name, std::string &value, const std::string &unit,
             std::string help)
{
    parser.add_option(name, value, std::move(help))->option_text(unit);
}

void addOutput(Parser &parser, Options &o)
{
    parser.add_option("-o,--output", o.output, "The file to write")->required()->option_text("OUT");
    parser.add_flag("-f,--force", o.force, "Write over a file that is there");
}

void addRepeated(Parser &parser, const std::string &name, std::vector<std::string> &values,
                 const std::string &unit, std::string help)
{
    parser.add_option(name, values, std::move(help))->allow_extra_args(false)->option_text(unit);
}

void setUpInfo(Parser &parser, Options &o) { addFile(parser, o); }

void setUpLs(Parser &parser, Options &o)
{
    addFile(parser, o);
    addPath(parser, "PATH", o.paths, "Only this entry and what is below it");
    parser.add_flag("--flat", o.flat, "Tensors only, one a line by their full path");
    parser.add_flag("--hash", o.hash, "Add the sha256 of every tensor's elements");
    parser.add_flag("--state-dict", o.stateDict,
                    "The state dict that a whole model holds, named as state_dict() does");
}

void setUpGet(Parser &parser, Options &o)
{
    addFile(parser, o);
    addPath(parser, "PATH", o.paths, "A scalar or a tensor");
    parser.get_option("PATH")->required();
    parser.add_option("--slice", o.slice, "A part of the tensor: \"[0:2, :, 3]\"")
        ->option_text("SLICE");
    addText(parser, "--npy", o.npy, "OUT", "Write the values to a NumPy file instead");
    parser.add_flag("-f,--force", o.force, "Write over a file that is there");
}

void setUpStats(Parser &parser, Options &o)
{
    addFile(parser, o);
    parser.add_option("PATH", o.paths, "Only these tensors and those below these entries")
        ->option_text(" ");
    parser.add_option("--histogram", o.histogram, "Count the values in N bins of equal width")
        ->check(CLI::Range(1, 1'000'000))
        ->option_text("N");
    parser
        .add_option_function<std::string>(
            "--range",
            [&o](const std::string &text) {
                const auto colon = text.find(':');
                double low = 0, high = 0;
                if (colon == std::string::npos ||
                    !CLI::detail::lexical_cast(text.substr(0, colon), low) ||
                    !CLI::detail::lexical_cast(text.substr(colon + 1), high) || !(low < high) ||
                    !std::isfinite(low) || !std::isfinite(high))
                    throw CLI::ValidationError("--range",
                                               "takes LO:HI, finite numbers with LO below HI");
                o.range = {low, high};
            },
            "Range of the histogram; without it the range of the finite values")
        ->option_text("LO:HI")
        ->needs("--histogram");
    parser
        .add_option("--quantiles", o.quantiles, "Also these quantiles, by LibTorch: 0.01,0.5,0.99")
        ->delimiter(',')
        ->check(CLI::Range(0.0, 1.0))
        ->allow_extra_args(false)
        ->option_text("P,...");
}

void setUpOptimizer(Parser &parser, Options &o)
{
    addFile(parser, o);
    addText(parser, "--model", o.model, "FILE", "Take parameter names from this checkpoint");
}

void setUpScan(Parser &parser, Options &o)
{
    addFile(parser, o);
    parser.add_flag("--hash", o.hash, "Add the sha256 of every tensor's elements");
}

void setUpVerify(Parser &parser, Options &o)
{
    addFile(parser, o);
    parser.add_flag("--sha256", o.sha256, "Add the sha256 of the whole file");
}

void setUpRemap(Parser &parser, Options &o)
{
    addFile(parser, o);
    parser.add_option("MAP", o.paths, "More of what --device takes")->option_text(" ");
    addOutput(parser, o);
    addRepeated(parser, "--device", o.devices, "FROM=TO|TO",
                "Load on TO what was saved on FROM; a TO alone is for every device");
    addText(parser, "--path", o.subtree, "PATH", "Only below this entry");
    parser.add_flag("--device-objects", o.deviceObjects,
                    "Also torch.device values and the devices inside DTensor specs");
}

void setUpConvert(Parser &parser, Options &o)
{
    addFile(parser, o);
    addOutput(parser, o);
    addText(parser, "--format", o.format, "FORMAT",
            "zip, legacy or safetensors; without it the file's own, byte for byte");
    parser.get_option("--format")->check(CLI::IsMember({"zip", "legacy", "safetensors"}));
    parser.add_flag("--drop-unsupported", o.dropUnsupported,
                    "Leave out what the format cannot hold");
}

void setUpDiff(Parser &parser, Options &o)
{
    parser.add_option("A", o.file, "The old checkpoint")->required()->option_text(" ");
    parser.add_option("B", o.other, "The new checkpoint")->required()->option_text(" ");
    addPath(parser, "A_PATH", o.paths, "Compare this entry of A");
    addPath(parser, "B_PATH", o.paths, "with this entry of B; without it the same path");
    parser.add_flag("--structure", o.structure, "Compare no tensor values");
    parser.add_option("--rtol", o.rtol, "Relative tolerance, as torch.allclose")
        ->check(CLI::NonNegativeNumber)
        ->option_text("R");
    parser.add_option("--atol", o.atol, "Absolute tolerance, as torch.allclose")
        ->check(CLI::NonNegativeNumber)
        ->option_text("A");
    addText(parser, "--strip-prefix", o.stripPrefix, "P", "Take this off the names of both");
    addText(parser, "--map", o.map, "REGEX=>REPL", "Rename A's names before they are matched");
    addRepeated(parser, "--ignore", o.ignore, "GLOB", "Leave out entries whose path matches");
    parser.add_flag("--state-dict", o.stateDict, "Compare the state dicts that the files hold");
    parser.add_flag("--stat", o.summaryOnly, "Only the summary");
    parser.add_flag("--all", o.all, "Also list what is the same");
}

struct Command
{
    std::string_view name, summary;
    void (*setUp)(Parser &, Options &);
};

constexpr std::array commands{
    Command{"info", "What a checkpoint is and holds", setUpInfo},
    Command{"ls", "List its entries", setUpLs},
    Command{"get", "Print a scalar or a tensor's values", setUpGet},
    Command{"stats", "Min, max, mean, std, norms, zeros, NaN, Inf of tensors", setUpStats},
    Command{"optimizer", "Optimizers, their groups and the state of each parameter",
            setUpOptimizer},
    Command{"scan", "What loading the file in Python would import and call", setUpScan},
    Command{"verify", "Check structure, record sizes and checksums", setUpVerify},
    Command{"remap", "Write it again for other devices", setUpRemap},
    Command{"convert", "Write it again, also in another format", setUpConvert},
    Command{"diff", "Compare two checkpoints", setUpDiff},
};

void addCommon(Parser &parser, Options &o)
{
    static const std::map<std::string, ColorMode> modes{
        {"auto", ColorMode::Auto}, {"always", ColorMode::Always}, {"never", ColorMode::Never}};
    parser.add_flag("--json", o.json, "Print one JSON object");
    parser.add_flag("-q,--quiet", o.quiet, "No notes and no progress");
    parser
        .add_option_function<std::string>(
            "--color", [&o](const std::string &text) { o.color = modes.at(text); },
            "auto, always or never")
        ->check(CLI::IsMember(modes))
        ->option_text("WHEN");
}

std::string overview()
{
    std::string text = "Opens PyTorch checkpoints without Python and runs nothing in them.\n\n"
                       "Usage: ckptlens-cli COMMAND [options] FILE...\n\nCommands:\n";
    for (const Command &command : commands) {
        text += "  " + std::string(command.name);
        text.append(12 - command.name.size(), ' ').append(command.summary) += '\n';
    }
    return text + "\nOptions of every command:\n"
                  "  --json              Print one JSON object\n"
                  "  -q, --quiet         No notes and no progress\n"
                  "  --color WHEN        auto, always or never\n"
                  "  -h, --help          What the command does and takes\n\n"
                  "  --version           Print the version\n\n"
                  "Exit codes: 0 done, same or nothing found; 1 differences or findings;\n"
                  "2 trouble, with one line on stderr; 130 stopped by Ctrl+C.\n";
}

EarlyExit misuse(const std::string &what, const std::string &command)
{
    std::string advice = "Try: ckptlens-cli " + command + (command.empty() ? "" : " ") + "--help";
    return {2, "ckptlens-cli: " + escaped(what) + ". " + advice + "\n"};
}

std::string firstLine(std::string text)
{
    text = text.substr(0, text.find('\n'));
    while (text.ends_with('.') || text.ends_with(' '))
        text.pop_back();
    return text;
}

std::variant<Options, EarlyExit> parseCommand(const Command &command, int argc, char **argv)
{
    Options options;
    options.command = command.name;
    Parser parser{std::string(command.summary) + ".", "ckptlens-cli " + options.command};
    parser.get_formatter()->column_width(30);
    parser.set_help_flag("-h,--help", "Print this text");
    command.setUp(parser, options);
    addCommon(parser, options);
    // The parser takes its arguments from the back.
    std::vector<std::string> arguments(std::make_reverse_iterator(argv + argc),
                                       std::make_reverse_iterator(argv + 2));
    try {
        parser.parse(std::move(arguments));
    } catch (const CLI::CallForHelp &) {
        return EarlyExit{0, parser.help()};
    } catch (const CLI::ParseError &error) {
        return misuse(firstLine(error.what()), options.command);
    }
    return options;
}

} // namespace

std::variant<Options, EarlyExit> parseOptions(int argc, char **argv)
{
    const std::string_view first = argc > 1 ? argv[1] : "";
    if (first == "--version")
        return EarlyExit{0, "ckptlens-cli " CKPTLENS_VERSION "\n"};
    if (first == "--help" || first == "-h" || first == "help")
        return EarlyExit{0, overview()};
    if (first.empty())
        return misuse("no command was given", "");
    const auto command = std::find_if(commands.begin(), commands.end(),
                                      [&](const Command &c) { return c.name == first; });
    if (command == commands.end())
        return misuse("there is no command '" + std::string(first) + "'", "");
    return parseCommand(*command, argc, argv);
}

} // namespace lens::cli
