// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/e2e/bench.h"
#include "tests/support/manytensors.h"
#include "widgets/retagdialog.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>

// What a person does to change the devices of a document and to save it.
namespace lens::test {

inline std::vector<std::string> twoDevices(std::size_t tensors)
{
    std::vector<std::string> devices;
    for (std::size_t i = 0; i < tensors; ++i)
        devices.push_back(i % 2 ? "cuda:1" : "cuda:0");
    return devices;
}

inline QString manyTensors(const Bench &bench, const std::vector<std::string> &devices)
{
    const QString path = bench.folder.filePath(u"many.pth"_s);
    return ManyTensors(devices).write(path) ? path : QString();
}

inline bool openMany(Bench &bench, const std::vector<std::string> &devices)
{
    bench.window.openFiles({manyTensors(bench, devices)});
    return bench.settle();
}

inline bool run(Bench &bench, const char *id)
{
    QAction *action = bench.window.actions().action(id);
    if (action->isEnabled())
        action->trigger();
    return bench.settle();
}

// Everything in the front document, through the dialog.
inline void changeAll(Bench &bench, const QString &tag)
{
    bench.window.actions().action("edit.changeDevice")->trigger();
    auto *dialog = bench.find<RetagDialog>("retagDialog");
    QVERIFY(dialog);
    dialog->findChild<QComboBox *>(u"allTarget"_s)->setEditText(tag);
    dialog->findChild<QPushButton *>(u"saveButton"_s)->click();
}

inline bool isDialogClosed(Bench &bench)
{
    return QTest::qWaitFor([&] { return !bench.find<RetagDialog>("retagDialog"); }, 60'000);
}

inline void saveCopyTo(Bench &bench, const QString &path)
{
    bench.window.page()->saveForDevice();
    auto *dialog = bench.find<RetagDialog>("retagDialog");
    auto *destination = dialog->findChild<QLineEdit *>(u"destination"_s);
    destination->selectAll();
    QTest::keyClicks(destination, path);
    dialog->findChild<QPushButton *>(u"saveButton"_s)->click();
    QTRY_VERIFY(!bench.find<RetagDialog>("retagDialog"));
}

} // namespace lens::test
