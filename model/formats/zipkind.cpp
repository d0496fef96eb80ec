// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/zipkind.h"

#include "model/base/text.h"

#include <algorithm>
#include <array>

namespace lens {

namespace {

constexpr std::string_view pickleName = "data.pkl";

// Records that only one kind of foreign archive has.
struct ForeignMark
{
    std::string_view name; // whole, or its end when it starts with '*'
    std::string_view what;
};
constexpr std::array foreignMarks{
    ForeignMark{"[Content_Types].xml", "an Office document (docx, xlsx, pptx)"},
    ForeignMark{"AndroidManifest.xml", "an Android package (apk)"},
    ForeignMark{"META-INF/MANIFEST.MF", "a Java archive (jar)"},
    ForeignMark{"mimetype", "an OpenDocument or EPUB file"},
    ForeignMark{"model.weights.h5", "a Keras model"},
    ForeignMark{"*.dist-info/WHEEL", "a Python package (wheel)"},
    ForeignMark{"*.npy", "a NumPy archive (npz)"},
    ForeignMark{"*/model.json", "a ScriptModule of PyTorch 1.0 to 1.3"},
};

// The folder in front of a record's name, with its slash; empty when it lies in none.
std::string_view folder(std::string_view name)
{
    const auto slash = name.find('/');
    return slash == name.npos ? std::string_view() : name.substr(0, slash + 1);
}

bool isMarked(std::string_view name, const ForeignMark &mark)
{
    return mark.name.starts_with('*') ? name.ends_with(mark.name.substr(1)) : name == mark.name;
}

Error foreignArchive(const ZipDirectory &directory)
{
    for (const ForeignMark &mark : foreignMarks)
        for (const ZipRecord &record : directory.records)
            if (isMarked(record.name, mark))
                return makeError(ErrorCode::Unsupported,
                                 "this is " + std::string(mark.what) + ", not a checkpoint")
                    .advise("Open it with the program that it is for.");
    return makeError(ErrorCode::Unsupported,
                     "this is a zip archive without a checkpoint in it: no record is named "
                     "data.pkl")
        .advise("Unpack it and open what is inside.");
}

// Folders that hold a data.pkl, in directory order.
std::vector<std::string_view> pickleFolders(const ZipDirectory &directory)
{
    std::vector<std::string_view> folders;
    for (const ZipRecord &record : directory.records) {
        const std::string_view root = folder(record.name);
        if (record.name.size() == root.size() + pickleName.size() &&
            record.name.ends_with(pickleName) &&
            std::find(folders.begin(), folders.end(), root) == folders.end() && folders.size() < 16)
            folders.push_back(root);
    }
    return folders;
}

void chooseRoot(ZipContainer &container, FindingList &findings)
{
    const ZipDirectory &directory = *container.directory;
    const std::string_view torchRoot = folder(directory.records.front().name);
    const auto folders = pickleFolders(directory);
    const bool usual =
        folders.empty() || std::find(folders.begin(), folders.end(), torchRoot) != folders.end();
    container.root = usual ? torchRoot : folders.front();
    if (folders.size() > 1)
        findings.add("zip.two-roots", Severity::Error,
                     "The archive holds " + std::to_string(folders.size()) +
                         " folders with a data.pkl; the one of " + escaped(container.root, 100) +
                         " is used.");
}

// Records outside the root folder: PyTorch refuses to list an archive that has them.
void reportForeign(const ZipContainer &container, FindingList &findings)
{
    if (container.root.empty() && !exportedStateDict(*container.directory))
        findings.add("zip.no-root-folder", Severity::Warning,
                     "The records lie in no folder; PyTorch cannot open such an archive.");
    for (const ZipRecord &record : container.directory->records)
        if (!record.name.starts_with(container.root))
            findings.add("zip.foreign-entry", Severity::Warning,
                         "This record lies outside the folder of the checkpoint.", record.name);
}

bool hasPrefix(const ZipContainer &container, std::string_view prefix)
{
    const std::string whole = container.root + std::string(prefix);
    const auto &records = container.directory->records;
    return std::any_of(records.begin(), records.end(),
                       [&](const ZipRecord &record) { return record.name.starts_with(whole); });
}

// PyTorch finds DATA.PKL when it asks for data.pkl.
bool hasPickleInOtherCase(const ZipContainer &container, FindingList &findings)
{
    const auto *record = container.directory->findAnyCase(container.root + std::string(pickleName));
    if (!record)
        return false;
    findings.add("zip.case-differs", Severity::Error,
                 "The pickle is not named data.pkl; PyTorch finds it all the same.", record->name);
    return true;
}

// The pickle comes first: where there is one, torch.load reads it, whatever else is there.
std::optional<ZipKind> kindOf(const ZipContainer &container, FindingList &findings)
{
    if (container.find("constants.pkl"))
        return ZipKind::TorchScript;
    if (container.find(pickleName) || hasPickleInOtherCase(container, findings))
        return ZipKind::TorchSave;
    if (container.find("archive_format") || hasPrefix(container, "data/weights/") ||
        exportedStateDict(*container.directory))
        return ZipKind::Pt2;
    if (container.find(".data/extern_modules") || container.find(".data/python_version"))
        return ZipKind::Package;
    return std::nullopt;
}

} // namespace

const ZipRecord *exportedStateDict(const ZipDirectory &directory)
{
    const ZipRecord *record = directory.find("serialized_state_dict.pt");
    return record ? record
                  : directory.find("serialized_state_dict.json"); // of 2.1 and 2.2: no JSON
}

Result<ZipKind> recogniseZip(ZipContainer &container, FindingList &findings)
{
    if (container.directory->records.empty())
        return makeError(ErrorCode::Unsupported, "this zip archive is empty");
    chooseRoot(container, findings);
    const auto kind = kindOf(container, findings);
    if (!kind)
        return foreignArchive(*container.directory);
    reportForeign(container, findings);
    return *kind;
}

std::string zipWriter(const ZipContainer &container, ZipKind kind)
{
    if (kind == ZipKind::TorchScript)
        return "TorchScript or LibTorch";
    if (kind == ZipKind::Package)
        return "torch.package";
    if (kind == ZipKind::Pt2)
        return "torch.export";
    const std::string repacked = container.directory->records.front().flags & zip::flagDescriptor
                                     ? ""
                                     : ", packed again by another program";
    if (container.find(".format_version"))
        return "PyTorch 2.7 or later" + repacked;
    if (container.find("byteorder"))
        return "PyTorch 2.1 to 2.6" + repacked;
    return "PyTorch 1.6 to 2.0" + repacked;
}

} // namespace lens
