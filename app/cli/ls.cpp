// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/listing.h"
#include "app/cli/progress.h"
#include "model/checkpoint/statedict.h"
#include "model/engine/numbers.h"
#include "model/json/entryjson.h"

namespace lens::cli {

namespace {

// What `ls` lists, in order: entries under their own path, or under a name of a state dict.
std::vector<ListedEntry> entriesBelow(const Checkpoint &checkpoint, std::uint32_t top, bool flat,
                                      bool withRefs)
{
    std::vector<ListedEntry> listed;
    for (std::uint32_t i = top; i < checkpoint.entry(top).end; ++i) {
        const bool tensor = checkpoint.entry(i).kind == EntryKind::Tensor;
        const bool tied = withRefs && checkpoint.entry(i).kind == EntryKind::Ref &&
                          checkpoint.entry(checkpoint.resolved(i)).kind == EntryKind::Tensor;
        if (!flat || tensor || tied)
            listed.push_back({i, {}});
    }
    return listed;
}

Result<std::vector<ListedEntry>> stateDictBelow(const Checkpoint &checkpoint, std::uint32_t top,
                                                bool chosen)
{
    const std::uint32_t model = chosen ? top : mainModel(checkpoint);
    std::vector<ListedEntry> listed;
    if (model != noIndex) {
        for (NamedEntry &named : stateDict(checkpoint, model))
            listed.push_back({checkpoint.resolved(named.entry), std::move(named.name)});
    }
    // A module may have no tensors, as an activation.
    if (listed.empty() && (model == noIndex || !isModule(checkpoint, model)))
        return makeError(ErrorCode::InvalidEdit, "no state dict was found")
            .in(chosen ? checkpoint.pathText(top) : std::string())
            .advise("Name the entry that holds the model; ls lists the entries.");
    return listed;
}

void writeName(JsonWriter &json, const Checkpoint &checkpoint, const ListedEntry &listed)
{
    json.key("path");
    if (listed.name.empty())
        return writePath(json, checkpoint, listed.entry);
    json.beginArray();
    json.text(listed.name);
    json.endArray();
}

// Sparse, nested, meta and broken tensors have no elements of their own to hash.
Result<std::string> hashOf(const Checkpoint &checkpoint, std::uint32_t entry, Job &job)
{
    const Tensor *tensor = checkpoint.tensor(checkpoint.entry(entry));
    if (!tensor)
        return std::string();
    const auto data = tensorData(checkpoint, *tensor);
    if (!data)
        return std::string();
    return engine::sha256(*data, job);
}

Result<void> writeListing(Context &context, const Checkpoint &checkpoint,
                          const std::vector<ListedEntry> &entries)
{
    JsonWriter &json = context.json;
    context.beginJson(context.options.file);
    json.field("format", checkpoint.format);
    json.key("entries");
    json.beginArray();
    for (const ListedEntry &listed : entries) {
        LENS_CHECK(context.job.check());
        json.newLine();
        json.beginObject();
        writeName(json, checkpoint, listed);
        writeEntryFields(json, checkpoint, listed.entry);
        if (context.options.hash) {
            LENS_ASSIGN(const std::string hash, hashOf(checkpoint, listed.entry, context.job));
            if (!hash.empty())
                json.field("sha256", hash);
        }
        json.endObject();
    }
    json.endArray();
    context.endJson();
    return {};
}

} // namespace

Result<int> runLs(Context &context)
{
    const Options &options = context.options;
    LENS_ASSIGN(const CheckpointPtr checkpoint, context.open(options.file));
    std::uint32_t top = 0;
    if (!options.paths.empty()) {
        auto found = findEntry(*checkpoint, options.paths[0]);
        if (!found)
            return named(std::move(found).error(), options.file);
        top = checkpoint->resolved(*found);
    }
    std::vector<ListedEntry> entries;
    if (options.stateDict) {
        auto found = stateDictBelow(*checkpoint, top, !options.paths.empty());
        if (!found)
            return named(std::move(found).error(), options.file);
        entries = *std::move(found);
    } else {
        entries = entriesBelow(*checkpoint, top, options.flat, !options.json);
    }
    std::optional<Progress> progress;
    if (options.hash) {
        context.job.setTotal(tensorBytes(*checkpoint));
        progress.emplace(context, "hashing");
    }
    if (options.json)
        LENS_CHECK(writeListing(context, *checkpoint, entries));
    else
        LENS_CHECK(printListing(context, *checkpoint, entries, hashOf));
    return Fine;
}

} // namespace lens::cli
