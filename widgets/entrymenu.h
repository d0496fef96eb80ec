// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

namespace lens {

class Document;

// What can be done with the row of the tree under the pointer: filters that find its like, and
// those actions of the window that work on the selection.
class EntryMenu final : public QMenu
{
    Q_OBJECT

public:
    EntryMenu(const Document &document, const QModelIndex &index, QWidget *parent);

Q_SIGNALS:
    void filterChosen(const QString &part);
    void entryRequested(std::uint32_t entry);

private:
    void addFilters(const QStringList &offers);
    void addTarget(const Document &document, std::uint32_t entry);
};

} // namespace lens
