// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <string>
#include <vector>

namespace lens {

// What tabs and lists call files: each by its name, and those of one name with the folder in which
// they differ, "last.ckpt (run1)". A file that is there twice is called the same twice.
QStringList distinctTitles(const std::vector<std::string> &paths);

// The same for who asks again and again: they are worked out when the paths are others.
class DistinctTitles
{
public:
    const QStringList &of(std::vector<std::string> paths);

private:
    std::vector<std::string> m_paths;
    QStringList m_titles;
};

} // namespace lens
