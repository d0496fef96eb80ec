// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/window/mainwindow.h"
#include "model/document/latestjob.h"
#include "model/document/settings.h"
#include "tests/support/answeredprompts.h"
#include "tests/support/meteredapplication.h"
#include "widgets/messagebar.h"

#include <QApplication>
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
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
    bool settle()
    {
        return QTest::qWaitFor([this] { return window.isSettled(); });
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

// Keeps every worker busy while it lives: what is started meanwhile is not done before.
class HeldWorkers
{
public:
    HeldWorkers()
    {
        for (int i = 0; i < m_count; ++i)
            LatestJob::workers().start([gate = m_gate] { gate->acquire(); });
    }
    ~HeldWorkers() { m_gate->release(m_count); }

private:
    const int m_count = LatestJob::workers().maxThreadCount();
    std::shared_ptr<QSemaphore> m_gate = std::make_shared<QSemaphore>();
};

inline void drop(QWidget &target, const QStringList &paths)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const auto &path : paths)
        urls << QUrl::fromLocalFile(path);
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&target, &event);
}

inline QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace lens::test
