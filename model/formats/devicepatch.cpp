// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/devicepatch.h"

#include "model/base/checked.h"
#include "model/checkpoint/persistentid.h"
#include "model/pickle/emitter.h"
#include "model/pickle/token.h"

#include <charconv>
#include <optional>

namespace lens {

using pickle::NodeKind;
using pickle::Token;

namespace {

// What torch.device is called with: ("cuda", 1), or ("cpu",) without an index.
struct DeviceArgs
{
    std::string type;
    std::optional<std::uint32_t> index;
};

Error invalid(const DeviceSite &site, std::string why)
{
    return makeError(ErrorCode::InvalidEdit,
                     "the device tag \"" + site.tag + "\" " + std::move(why))
        .at(site.text.at);
}

Result<DeviceArgs> splitTag(const DeviceSite &site, const std::string &tag)
{
    const std::size_t colon = tag.find(':');
    DeviceArgs args{tag.substr(0, colon), std::nullopt};
    if (colon == std::string::npos)
        return args;
    const char *end = tag.data() + tag.size();
    std::uint32_t index = 0;
    const auto parsed = std::from_chars(tag.data() + colon + 1, end, index);
    if (parsed.ec != std::errc() || parsed.ptr != end)
        return invalid(site, "cannot become \"" + tag + "\"");
    args.index = index;
    return args;
}

// The opcode that closes the tuple whose last item is pushed at `at`.
Result<Token> tupleToken(std::string_view stream, std::uint64_t at, const DeviceSite &site)
{
    LENS_ASSIGN(Token token, pickle::tokenAt(stream, at));
    do {
        LENS_ASSIGN(token, pickle::tokenAt(stream, token.next));
    } while (token.op == pickle::OpPut || token.op == pickle::OpBinPut ||
             token.op == pickle::OpLongBinPut || token.op == pickle::OpMemoize ||
             token.op == pickle::OpFrame);
    if (token.op == pickle::OpTuple || token.op == pickle::OpTuple1 || token.op == pickle::OpTuple2)
        return token;
    return invalid(site, "is written in an unusual way and cannot be changed");
}

std::string integerToken(std::uint32_t value)
{
    pickle::Writer writer;
    writer.integer(value);
    return std::move(writer.out());
}

// Collects the patches site by site.
class SitePatcher
{
public:
    SitePatcher(const Checkpoint &checkpoint, const EditSet &edits)
        : m_checkpoint(checkpoint)
        , m_edits(edits)
        , m_patches(checkpoint.streams.size())
    {}
    Result<std::vector<pickle::Patch>> run();

private:
    Result<void> patch(const DeviceSite &site, const std::string &tag);
    Result<bool> patchTextId(const DeviceSite &site, const std::string &tag);
    Result<void> patchArgs(const DeviceSite &site, const std::string &tag);
    Result<void> patchIndex(const DeviceSite &site, std::optional<std::uint32_t> index);
    Result<void> checkShared();
    const std::string &tagOf(std::uint32_t site) const
    {
        const auto edit = m_edits.devices.find(site);
        return edit == m_edits.devices.end() ? m_checkpoint.sites[site].tag : edit->second;
    }

    const Checkpoint &m_checkpoint;
    const EditSet &m_edits;
    std::vector<pickle::Patch> m_patches;
};

Result<void> SitePatcher::patchIndex(const DeviceSite &site, std::optional<std::uint32_t> index)
{
    const auto items = m_checkpoint.graph.items(site.text.node);
    const std::string_view stream = m_checkpoint.streams[site.stream].bytes;
    pickle::Patch &patch = m_patches[site.stream];
    const bool had = items.size() == 2;
    if (had && index) {
        patch.replaceToken(items[1].at, integerToken(*index));
        return {};
    }
    if (had == index.has_value())
        return {};
    LENS_ASSIGN(const Token tuple, tupleToken(stream, items.back().at, site));
    const bool marked = tuple.op == pickle::OpTuple;
    const char closed = static_cast<char>(marked  ? pickle::OpTuple
                                          : index ? pickle::OpTuple2
                                                  : pickle::OpTuple1);
    if (had)
        patch.replaceToken(items[1].at, {});
    patch.replaceToken(static_cast<std::uint32_t>(tuple.at),
                       (index ? integerToken(*index) : std::string()) + closed);
    return {};
}

Result<void> SitePatcher::patchArgs(const DeviceSite &site, const std::string &tag)
{
    const pickle::Graph &graph = m_checkpoint.graph;
    const auto items = graph.items(site.text.node);
    const bool known = (items.size() == 1 || items.size() == 2) &&
                       graph.kind(items[0].node) == NodeKind::Str &&
                       (items.size() == 1 || graph.kind(items[1].node) == NodeKind::Int);
    if (!known)
        return invalid(site, "is written in an unusual way and cannot be changed");
    const std::string_view type = graph.text(items[0].node);
    if (items.size() == 1 && type.find(':') != std::string_view::npos) {
        m_patches[site.stream].setText(items[0].at, tag);
        return {};
    }
    LENS_ASSIGN(const DeviceArgs args, splitTag(site, tag));
    if (args.type != type)
        m_patches[site.stream].setText(items[0].at, args.type);
    return patchIndex(site, args.index);
}

// A persistent id of protocol 0 is one line of text with the tag in it. False for any other site.
Result<bool> SitePatcher::patchTextId(const DeviceSite &site, const std::string &tag)
{
    if (!isStorageId(m_checkpoint.graph, site.text))
        return false;
    const std::string_view stream = m_checkpoint.streams[site.stream].bytes;
    LENS_ASSIGN(const Token token, pickle::tokenAt(stream, site.text.at));
    const auto id = textIdAt(token.text, tag);
    if (token.op != pickle::OpPersId || !id)
        return invalid(site, "is part of a longer text and cannot be changed");
    m_patches[site.stream].replaceToken(site.text.at,
                                        static_cast<char>(pickle::OpPersId) + *id + '\n');
    return true;
}

Result<void> SitePatcher::patch(const DeviceSite &site, const std::string &tag)
{
    if (!site.text || site.stream >= m_patches.size())
        return invalid(site, "is written in an unusual way and cannot be changed");
    LENS_ASSIGN(const bool isTextId, patchTextId(site, tag));
    if (isTextId)
        return {};
    if (m_checkpoint.graph.kind(site.text.node) == NodeKind::Tuple)
        return patchArgs(site, tag);
    m_patches[site.stream].setText(site.text.at, tag);
    return {};
}

// Sites that are written at one place are one object: they change together or not at all.
Result<void> SitePatcher::checkShared()
{
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> changed;
    for (const auto &[index, tag] : m_edits.devices) {
        const DeviceSite &site = m_checkpoint.sites[index];
        changed.try_emplace({site.stream, site.text.at}, index);
    }
    for (std::uint32_t i = 0; i < m_checkpoint.sites.size(); ++i) {
        const DeviceSite &site = m_checkpoint.sites[i];
        const auto other = changed.find({site.stream, site.text.at});
        if (other != changed.end() && tagOf(other->second) != tagOf(i))
            return invalid(site, "is shared by several places; they can only be changed together");
    }
    return {};
}

Result<std::vector<pickle::Patch>> SitePatcher::run()
{
    for (const auto &[index, tag] : m_edits.devices)
        if (index >= m_checkpoint.sites.size())
            return makeError(ErrorCode::InvalidEdit, "an edit names a place that the file lacks");
    LENS_CHECK(checkShared());
    for (const auto &[index, tag] : m_edits.devices)
        if (tag != m_checkpoint.sites[index].tag)
            LENS_CHECK(patch(m_checkpoint.sites[index], tag));
    return std::move(m_patches);
}

} // namespace

Result<std::vector<pickle::Patch>> devicePatches(const Checkpoint &checkpoint, const EditSet &edits)
{
    return SitePatcher(checkpoint, edits).run();
}

} // namespace lens
