// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/editjob.h"

// Edits of documents that are so small that each is done at once.
namespace lens::test {

inline void edit(Document &document, RetagEdit edit, const QString &text = QStringLiteral("Edit"))
{
    EditJob(document).push(std::make_shared<const RetagEdit>(std::move(edit)), text);
}

inline void undo(Document &document) { EditJob(document).undo(); }

inline void redo(Document &document) { EditJob(document).redo(); }

inline void revert(Document &document) { EditJob(document).revert(QStringLiteral("Revert")); }

inline void show(Document &document, ModelView view) { EditJob(document).show(view); }

// As after a save of all that is shown.
inline void markSaved(Document &document) { EditJob(document).markSaved(document.edited()->now); }

} // namespace lens::test
