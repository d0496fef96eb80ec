// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace lens {

// What a row of the tree is, for whoever shows it. No colours, no icons, no wording: those are the
// widgets'.
enum ItemRole {
    NodeRole = Qt::UserRole + 1, // uint: node of the outline
    EntryRole,       // uint: index into Checkpoint::entries; noIndex for a group of names
    KindRole,        // int: RowKind
    ChangedRole,     // bool: an edit is pending here
    BrokenRole,      // QString: why the bytes of a tensor cannot be read; empty when sound
    DTypeRole,       // QStringList: distinct dtypes at or below the row
    DeviceRole,      // QStringList: distinct device tags at or below the row
    ElementsRole,    // qulonglong
    BytesRole,       // qulonglong
    SpecialRole,     // bool: a value that is not finite
    MarksRole,       // uint: bits of RowMark
    InsideMarksRole, // uint: of the rows below
    ExactRole,       // QString: a cell for other programs, numbers in full
    NanRole,         // qulonglong: values that are no numbers, as far as they were read
    NameRole,        // QString: the name, however long
    PathRole,        // QString: steps from the root, as a person types them
    NumericRole,     // bool, also of headers: the column holds numbers
    IsPathRole,      // bool: the text is a path, the end of which says most
    SortRole,        // what a column is sorted by: a number or a text
    SeverityRole,    // int: Severity of a finding
    RatingRole,      // int: Rating of a global
    FlagsRole,       // uint: OptimizerFlag of a parameter
    QuietRole,       // bool: said instead of a value that is not there
};

// What a row shows, as coarse as an icon.
enum class RowKind {
    Group, // names with a common beginning
    Tensor,
    Mapping,  // dict
    Sequence, // list, tuple, set
    Object,   // a Python object, kept unchanged
    Storage,
    Value,     // number, string, bool, none, dtype, device, …
    Reference, // shown before at another place
};

} // namespace lens
