// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/window/mainwindow.h"
#include "model/document/settings.h"
#include "model/formats/format.h"
#include "tests/support/answeredprompts.h"
#include "tests/support/heldworkers.h"
#include "tests/support/meteredapplication.h"
#include "widgets/messagebar.h"

#include <QApplication>
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <memory>

namespace lens::test {

using namespace Qt::StringLiterals;

// The window as a person has it, with a settings file and answers of its own.
struct Bench
{
    QTemporaryDir folder;
    Settings settings{folder.filePath(u"settings.ini"_s)};
    AnsweredPrompts prompts;
    MainWindow window{settings, prompts};

    Bench()
    {
        QFile::copy(u":/sample.pth"_s, file());
        QFile::setPermissions(file(), QFile::ReadOwner | QFile::WriteOwner);
        window.resize(1260, 760); // the screen there is not may be smaller
        window.show();
        window.activateWindow();
        if (!QTest::qWaitForWindowActive(&window))
            qFatal("the window did not become active");
    }
    QString file() const { return folder.filePath(u"run12.pth"_s); }

    bool openAndWait(const QString &path)
    {
        window.openFiles({path});
        return settle();
    }
    // Long enough for a sanitized build on a busy machine; who waits for it to the end has failed.
    bool settle()
    {
        return QTest::qWaitFor([this] { return window.isSettled(); }, 60'000);
    }
    template <typename T>
    T *find(const char *name) const
    {
        return window.findChild<T *>(QLatin1StringView(name));
    }
    QString message() const
    {
        const auto *bar = window.page()->findChild<MessageBar *>();
        return bar->text();
    }
};

inline void drop(QWidget &target, const QStringList &paths)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const auto &path : paths)
        urls << QUrl::fromLocalFile(path);
    data.setUrls(urls);
    // A file manager that offers to move them would remove them once that is accepted.
    const auto offered = Qt::CopyAction | Qt::MoveAction;
    QDragEnterEvent enter(QPoint(50, 50), offered, &data, Qt::LeftButton, Qt::ShiftModifier);
    QApplication::sendEvent(&target, &enter);
    QVERIFY(enter.isAccepted());
    QCOMPARE(enter.dropAction(), Qt::CopyAction);
    const auto *frame = target.window()->findChild<QWidget *>(u"dropFrame"_s);
    QVERIFY(frame && frame->isVisible());
    QDropEvent event(QPointF(50, 50), offered, &data, Qt::LeftButton, Qt::ShiftModifier);
    QCOMPARE(event.proposedAction(), Qt::MoveAction);
    QApplication::sendEvent(&target, &event);
    QCOMPARE(event.dropAction(), Qt::CopyAction);
    QVERIFY(!frame->isVisible());
}

// The device tags that a file holds, each once.
inline QStringList tagsOnDisk(const QString &path)
{
    QStringList tags;
    if (const auto opened = openCheckpoint(path.toStdString()))
        for (const auto &[tag, count] : devicesOf(**opened))
            tags << QString::fromStdString(tag);
    return tags;
}

inline QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace lens::test
