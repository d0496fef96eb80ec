// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/safety.h"

#include "model/base/text.h"
#include "model/checkpoint/ratinglists.h"
#include "model/pickle/python2.h"

#include <algorithm>
#include <map>

namespace lens {

using pickle::Graph;
using pickle::NodeId;
using pickle::NodeKind;
using pickle::Ref;

namespace {

// A global as the import statement of today would spell it.
struct ModernName
{
    std::string full;
    std::size_t moduleLength = 0;

    std::string_view module() const { return std::string_view(full).substr(0, moduleLength); }
    std::string_view name() const { return std::string_view(full).substr(moduleLength + 1); }
};

ModernName modern(const Graph &graph, NodeId node)
{
    const pickle::GlobalName written = graph.global(node);
    ModernName result{pickle::modernName(written), 0};
    // A dotted name keeps its dots: "mod", "Outer.Inner" has the module "mod".
    const bool kept = result.full.ends_with(written.name);
    const std::size_t dot =
        kept ? result.full.size() - written.name.size() - 1 : result.full.rfind('.');
    result.moduleLength = std::min(dot, result.full.size() - 1);
    return result;
}

bool isText(const Graph &graph, Ref ref, std::string_view text)
{
    return graph.kind(ref.node) == NodeKind::Str && graph.text(ref.node) == text;
}

// By the name alone, whatever it is called with.
Rating rateName(const ModernName &name)
{
    if (torchName(name.full) || isTorchType(name.module(), name.name()))
        return Rating::Torch;
    if (isDataName(name.full))
        return Rating::Data;
    if (isDangerousName(name.full))
        return Rating::Dangerous;
    const bool dotted = name.name().find('.') != std::string_view::npos;
    if (dotted && isAllowedModule(name.module()))
        return Rating::Dangerous;
    std::string_view rest = name.name();
    while (!rest.empty()) {
        const std::string_view step = rest.substr(0, rest.find('.'));
        if ((dotted || step.starts_with('_')) && isDangerousStep(step))
            return Rating::Dangerous;
        rest.remove_prefix(std::min(step.size() + 1, rest.size()));
    }
    return Rating::Unknown;
}

bool isHarmlessGlobal(const Graph &graph, Ref ref)
{
    return graph.kind(ref.node) == NodeKind::Global &&
           rateName(modern(graph, ref.node)) <= Rating::Data;
}

// The builders whose effect depends on what they are given.
bool hasCanonicalValues(const Graph &graph, std::string_view full, std::span<const Ref> args)
{
    if (full == "_codecs.encode")
        return args.size() == 2 && graph.kind(args[0].node) == NodeKind::Str &&
               (isText(graph, args[1], "latin1") || isText(graph, args[1], "latin-1"));
    if (full == "torch.serialization._get_layout")
        return graph.kind(args[0].node) == NodeKind::Str &&
               graph.text(args[0].node).starts_with("torch.");
    if (full.starts_with("torch._tensor._rebuild_from_type"))
        return isHarmlessGlobal(graph, args[0]) && graph.kind(args[1].node) == NodeKind::Global;
    if (full == "collections.defaultdict")
        return args.empty() || graph.kind(args[0].node) == NodeKind::None ||
               isHarmlessGlobal(graph, args[0]);
    return true;
}

bool isCanonicalCall(const Graph &graph, std::string_view full, NodeId call)
{
    const Ref args = graph.args(call);
    if (!args || graph.kind(args.node) != NodeKind::Tuple)
        return false;
    const auto items = graph.items(args.node);
    const int count = static_cast<int>(std::min<std::size_t>(items.size(), 1000));
    if (const CanonicalName *canonical = torchName(full)) {
        if (canonical->fewestArgs >= 0 &&
            (count < canonical->fewestArgs || count > canonical->mostArgs))
            return false;
    }
    return hasCanonicalValues(graph, full, items);
}

// Callable and call, sorted: which calls name which global. Made once, because a hostile file names
// one global a million times.
using Calls = std::vector<std::pair<NodeId, NodeId>>;

Calls callsOf(const Graph &graph)
{
    Calls calls;
    for (NodeId node = 0; node < graph.size(); ++node) {
        if (graph.kind(node) == NodeKind::Call)
            calls.emplace_back(graph.callable(node).node, node);
    }
    std::ranges::sort(calls);
    return calls;
}

Rating rateWith(const Graph &graph, const Calls &calls, const pickle::GlobalUse &use)
{
    if (use.dynamic || graph.kind(use.node) != NodeKind::Global)
        return Rating::Dangerous;
    const ModernName name = modern(graph, use.node);
    const Rating rating = rateName(name);
    if (rating > Rating::Data)
        return rating;
    const auto byCallable = [](const auto &a, const auto &b) { return a.first < b.first; };
    const auto [first, last] =
        std::equal_range(calls.begin(), calls.end(), Calls::value_type(use.node, 0), byCallable);
    const bool canonical = std::all_of(first, last, [&](const auto &call) {
        return isCanonicalCall(graph, name.full, call.second);
    });
    return canonical ? rating : Rating::Unknown;
}

int weight(std::string_view use)
{
    static constexpr std::string_view order[] = {"imported", "instantiated", "called", "dynamic"};
    return static_cast<int>(std::ranges::find(order, use) - std::begin(order));
}

std::string_view useName(const pickle::GlobalUse &use)
{
    if (use.dynamic)
        return "dynamic";
    if (use.called)
        return "called";
    return use.instantiated ? "instantiated" : "imported";
}

// One line a name: the worst rating and the strongest use of all its places.
void merge(RatedGlobal &line, Rating rating, std::string_view use, std::uint64_t offset)
{
    const bool first = line.count++ == 0;
    line.offset = first ? offset : std::min(line.offset, offset);
    line.rating = first ? rating : std::max(line.rating, rating);
    if (line.use.empty() || weight(use) > weight(line.use))
        line.use = use;
}

// What copyreg's numbers stand for is known to the writer's program alone.
void addExtensions(const Graph &graph, const pickle::StreamReading &reading, std::uint64_t start,
                   RatedGlobal &line)
{
    const auto first = std::ranges::find(reading.anomalies, "pickle.extension", &Finding::id);
    if (first == reading.anomalies.end())
        return;
    for (NodeId node = reading.firstNode; node < reading.endNode; ++node) {
        if (graph.kind(node) == NodeKind::Extension)
            merge(line, Rating::Dangerous, "dynamic", start + first->offset.value_or(0));
    }
}

std::vector<RatedGlobal> ratedWith(const Graph &graph, const Calls &calls,
                                   const pickle::StreamReading &reading, const std::string &member,
                                   std::uint64_t start)
{
    std::map<std::string, RatedGlobal> lines;
    for (const pickle::GlobalUse &use : reading.globals) {
        const bool named = graph.kind(use.node) == NodeKind::Global;
        const std::string name = named ? modern(graph, use.node).full : "<computed>";
        merge(lines[name], rateWith(graph, calls, use), useName(use), start + use.at);
    }
    addExtensions(graph, reading, start, lines["copyreg extension code"]);
    std::vector<RatedGlobal> result;
    for (auto &[name, line] : lines) {
        if (line.count == 0)
            continue;
        line.name = name;
        line.member = member;
        result.push_back(std::move(line));
    }
    std::ranges::stable_sort(result, {}, &RatedGlobal::offset);
    return result;
}

} // namespace

std::string_view name(Rating rating)
{
    static constexpr std::string_view names[] = {"torch", "data", "unknown", "dangerous"};
    return names[static_cast<std::size_t>(rating)];
}

std::vector<RatedGlobal> ratedGlobals(const Graph &graph, const pickle::StreamReading &reading,
                                      const std::string &member)
{
    return ratedWith(graph, callsOf(graph), reading, member, 0);
}

std::vector<RatedGlobal> ratedGlobals(const Checkpoint &checkpoint)
{
    const Calls calls = callsOf(checkpoint.graph);
    std::vector<RatedGlobal> all;
    for (const PickleStream &stream : checkpoint.streams) {
        auto lines =
            ratedWith(checkpoint.graph, calls, stream.reading, stream.member, stream.offset);
        std::ranges::move(lines, std::back_inserter(all));
    }
    return all;
}

Finding findingOf(const RatedGlobal &global)
{
    const bool dangerous = global.rating == Rating::Dangerous;
    Finding finding;
    finding.id = dangerous ? "pickle.dangerous-global" : "pickle.unknown-global";
    finding.severity = dangerous ? Severity::Error : Severity::Warning;
    finding.text = global.name + " is " + global.use +
                   (dangerous ? ": loading this file in Python would run code."
                              : ": Python would import it; what it does is not known.");
    finding.member = global.member;
    finding.offset = global.offset;
    return finding;
}

Verdict verdict(const std::vector<RatedGlobal> &globals, bool complete)
{
    const auto referencesText = [](std::ptrdiff_t unknown, std::ptrdiff_t called) {
        return unknown == 0 ? "known data helpers only"
                            : std::to_string(unknown) + " unknown; " + std::to_string(called) +
                                  " of them called";
    };
    const auto count = [&globals](auto test) { return std::ranges::count_if(globals, test); };
    const auto dangerous = count([](const auto &g) { return g.rating == Rating::Dangerous; });
    const auto unknown = count([](const auto &g) { return g.rating == Rating::Unknown; });
    const auto called =
        count([](const auto &g) { return g.rating == Rating::Unknown && g.use != "imported"; });
    const bool onlyTorch = count([](const auto &g) { return g.rating != Rating::Torch; }) == 0;
    std::string text;
    if (dangerous > 0)
        text = "Dangerous: loading this file in Python would run code";
    else if (!onlyTorch)
        text = "Code references, none known dangerous (" + referencesText(unknown, called) + ')';
    else if (complete)
        text = "No code references";
    if (complete)
        return {text, dangerous > 0 ? Severity::Error
                      : unknown > 0 ? Severity::Warning
                                    : Severity::Note};
    std::string incomplete = "Could not be analysed completely; treat it as dangerous";
    if (!text.empty())
        incomplete.append(". ").append(text);
    return {incomplete, Severity::Error};
}

} // namespace lens
