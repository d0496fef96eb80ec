// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/distincttitles.h"

#include "model/document/plaintext.h"

#include <algorithm>
#include <span>
#include <unordered_map>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

using Folders = std::vector<std::string_view>; // the innermost first, the root last and empty

// Of a folder in a title.
constexpr std::size_t folderBytes = 80;

Folders foldersOf(std::string_view path)
{
    Folders folders;
    path.remove_suffix(fileName(path).size());
    while (!path.empty()) {
        path.remove_suffix(1); // the slash
        folders.push_back(fileName(path));
        path.remove_suffix(folders.back().size());
    }
    return folders;
}

std::string joined(std::span<const std::string_view> folders)
{
    std::string text;
    for (std::size_t i = folders.size(); i-- > 0;)
        text.append(folders[i]).append(i > 0 ? "/" : "");
    return text.empty() ? "/" : text;
}

// How many folders around the file all of them have.
std::size_t sharedFolders(const Folders &own, const std::vector<Folders> &all)
{
    std::size_t shared = own.size();
    for (const Folders &other : all) {
        const auto differs = std::ranges::mismatch(own, other).in1;
        shared = std::min(shared, static_cast<std::size_t>(differs - own.begin()));
    }
    return shared;
}

// As few folders as no other file has in that place.
std::string tellingFolders(const Folders &own, const std::vector<Folders> &all)
{
    const bool alone = std::ranges::all_of(all, [&](const Folders &other) { return other == own; });
    if (alone || own.empty())
        return {};
    const std::size_t shared = sharedFolders(own, all);
    const auto rest = std::span(own).subspan(shared);
    for (std::size_t count = 1; count < rest.size(); ++count) {
        const auto telling = rest.first(count);
        const bool told = std::ranges::none_of(all, [&](const Folders &other) {
            const auto place = std::span(other).subspan(shared);
            return other != own && place.size() >= count &&
                   std::ranges::equal(place.first(count), telling);
        });
        if (told)
            return joined(telling);
    }
    return joined(own);
}

} // namespace

QStringList distinctTitles(const std::vector<std::string> &paths)
{
    std::unordered_map<std::string_view, std::vector<Folders>> places; // by name
    for (const std::string &path : paths)
        places[fileName(path)].push_back(foldersOf(path));
    QStringList titles;
    for (const std::string &path : paths) {
        const auto name = fileName(path);
        const std::string folders = tellingFolders(foldersOf(path), places[name]);
        titles << plainText(name);
        if (!folders.empty())
            titles.back() += u" (%1)"_s.arg(plainText(folders, folderBytes));
    }
    return titles;
}

const QStringList &DistinctTitles::of(std::vector<std::string> paths)
{
    if (paths != m_paths) {
        m_titles = distinctTitles(paths);
        m_paths = std::move(paths);
    }
    return m_titles;
}

} // namespace lens
