// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTest>

#include <span>

// The files that the contract is checked on: one small checkpoint of every container that can be
// read. A new format adds a line and inherits the whole suite.
namespace lens::test {

struct FormatCase
{
    const char *name;   // of the row: what is special in the file
    const char *file;   // below tests/data
    const char *format; // as Checkpoint::format
    const char *values; // a tensor and its elements: "weight=0 1 2"
    bool tags;          // it says where tensors load
    // Writing the old tags again gives the first bytes. Not where a value of the user is the very
    // object that is a tag: they are parted by the first edit.
    bool backIsSame = true;
};

std::span<const FormatCase> formatCases();

// One row a format, with the case in the column "format".
void addFormatRows();

QString filePath(const FormatCase &format);

} // namespace lens::test

Q_DECLARE_METATYPE(lens::test::FormatCase)
