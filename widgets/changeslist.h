// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QTreeView;

namespace lens {

class Document;
class Settings;

// A popup that lists what a save would write; a row goes to its place. Deletes itself when closed.
class ChangesList final : public QFrame
{
    Q_OBJECT

public:
    ChangesList(Document &document, Settings &settings, QWidget *parent);
    void showAbove(const QWidget &button);

Q_SIGNALS:
    void entryRequested(std::uint32_t entry);

private:
    QTreeView *m_list;
};

} // namespace lens
